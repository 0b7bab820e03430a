package io.daxcheck.diagnosis;

import io.daxcheck.diagnosis.LogIndex.LoggedLine;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.stack.Stack;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ties the lines of the kernel's log to the findings that explain them, makes findings of those that say a cause which no
 * other fact shows, and lists those that nothing explains.
 */
final class KernelLogFindings {
    /** Lines that one finding quotes, the newest; a mount that is tried again and again logs the same each time. */
    static final int MAX_QUOTED = 3;

    private final LogIndex index;
    private final LogOwners owners;

    /** What {@link #naming} has answered: many stacks have findings about one region. */
    private final Map<String, List<LoggedLine>> known = new HashMap<>();

    private final Set<Integer> used = new HashSet<>();

    /** Where the lines are that findings of stacks rest on already. */
    private final Set<String> cited = new HashSet<>();

    /**
     * @param owners finds lines about stacks that are not judged
     */
    KernelLogFindings(LogIndex index, LogOwners owners) {
        this.index = index;
        this.owners = owners;
    }

    /**
     * The findings of a stack, with what the kernel logged about its layers as their evidence, and findings for what it
     * logged about the top and they do not explain.
     */
    List<Finding> explain(StackReport report) {
        List<Finding> findings = report.findings();
        if (index.isEmpty()) {
            return findings;
        }
        List<List<LoggedLine>> quotes = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            addCited(finding);
            quotes.add(new ArrayList<>(naming(finding, true)));
        }
        Stack stack = report.stack();
        String top = stack.top().name();
        List<LoggedLine> unexplained = new ArrayList<>();
        List<LoggedLine> below = new ArrayList<>(0);
        List<LoggedLine> lost = new ArrayList<>(0);
        List<Finding> found = new ArrayList<>(0);
        for (BlockDevice layer : stack.layers()) {
            for (LoggedLine logged : index.ofDevice(layer.name())) {
                boolean explained = quoteIn(logged, findings, quotes) || logged.isHarmless();
                boolean isLost = logged.message().equals(Optional.of(KernelMessage.MEMORY_LOST));
                if (isLost && !explained) {
                    quote(logged, lost);
                } else if (layer.name().equals(top) && !explained) {
                    quote(logged, unexplained);
                } else if (!explained && logged.message().orElseThrow().isOfDeviceCheck()) {
                    quote(logged, below);
                }
                boolean isSettled = explained || isLost || layer.name().equals(top);
                if (isSettled || logged.message().orElseThrow().isOfDeviceCheck()) {
                    used.add(logged.number());
                }
            }
            if (!below.isEmpty()) {
                found.add(unexplained(report, layer.name(), below));
                below.clear();
            }
            if (!lost.isEmpty()) {
                found.add(memoryLost(layer.name(), evidence(lost)));
                lost.clear();
            }
        }
        List<Finding> result = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            result.add(findings.get(i).withEvidence(evidence(quotes.get(i))));
        }
        result.addAll(found);
        addProved(report, unexplained, result);
        if (!unexplained.isEmpty()) {
            result.add(unexplained(report, top, unexplained));
        }
        result.sort(Finding.WORST_FIRST);
        return result;
    }

    /** Lines about a device that say no, where nothing that was read does. */
    private Finding unexplained(StackReport report, String device, List<LoggedLine> lines) {
        boolean isOpen = report.verdict() == Verdict.SUPPORTED || report.verdict() == Verdict.UNKNOWN;
        boolean contradicts = isOpen && !isGone(report, lines) && !isPast(device);
        return unexplained(
                contradicts ? Severity.WARNING : Severity.INFO,
                device,
                contradicts
                        ? "the kernel refused DAX on " + device + ", and no fact explains it"
                        : "the kernel log has a line about " + device + " that no finding explains",
                evidence(lines));
    }

    private static boolean quoteIn(LoggedLine logged, List<Finding> findings, List<List<LoggedLine>> quotes) {
        boolean explained = false;
        List<FindingCode> about = MessageMeaning.about(logged.message().orElseThrow());
        for (int i = 0; i < findings.size(); i++) {
            if (about.contains(findings.get(i).code())) {
                explained = true;
                quote(logged, quotes.get(i));
            }
        }
        return explained;
    }

    /** Makes findings of the lines that say what a filesystem is like which was not read. */
    private void addProved(StackReport report, List<LoggedLine> unexplained, List<Finding> result) {
        Optional<Superblock> superblock = report.onDevice().map(FilesystemOnDevice::superblock);
        String top = report.stack().top().name();
        if ((superblock.isPresent() && superblock.get().complete()) || unexplained.isEmpty() || isPast(top)) {
            return;
        }
        for (LoggedLine logged : List.copyOf(unexplained)) {
            Optional<FindingCode> code = MessageMeaning.proves(logged.message().orElseThrow());
            if (code.isPresent()) {
                unexplained.remove(logged);
                // Before what follows from it: the first one is what a report names as the cause.
                result.add(0, proved(code.get(), top, logged));
            }
        }
    }

    /** Memory of a disk that failed, where its list of bad blocks does not have the place, or is not known. */
    private static Finding memoryLost(String disk, List<Evidence> lines) {
        return new Finding(
                FindingCode.POISON_IN_RANGE,
                Severity.WARNING,
                disk,
                "memory of " + disk
                        + " failed since the host was booted, and no list of bad blocks that was read has it: "
                        + lines.get(lines.size() - 1).fact(),
                lines,
                Remedy.look(
                        "See whether the bad blocks are listed now, and which files have them; writing them clears them",
                        "ndctl list -M",
                        "cat " + ShellWord.of("/sys/block/" + disk + "/badblocks"),
                        "dmesg --ctime | grep -i -C3 'memory failure'"));
    }

    private static Finding proved(FindingCode code, String top, LoggedLine logged) {
        String path = ShellWord.of("/dev/" + top);
        Remedy remedy = switch (code) {
            case XFS_REFLINK, XFS_REFLINK_ON_PARTITION ->
                Remedy.destroying(
                        "Back up its data, then re-create the filesystem without reflink",
                        "mkfs.xfs -f -m reflink=0 " + path);
            case FILESYSTEM_LARGER_THAN_DEVICE -> FilesystemFindings.restoreSize(top);
            case EXT4_DATA_JOURNAL ->
                Remedy.advice("Take data=journal out of its mount options, or out of the filesystem's own: tune2fs -o "
                        + "'^journal_data' " + path + " while it is not mounted");
            case EXT4_INLINE_DATA ->
                Remedy.destroying("Back up its data, then make the filesystem again without inline_data");
            default -> Remedy.destroying("Back up its data, then make the filesystem again with blocks of one page");
        };
        return new Finding(
                code,
                Severity.WARNING,
                top,
                (code == FindingCode.FILESYSTEM_LARGER_THAN_DEVICE
                                ? "the kernel did not mount " + top + " and logged why: "
                                : "the kernel refused DAX on " + top + " and logged why: ")
                        + logged.line().text(),
                List.of(logged.evidence()),
                remedy);
    }

    /**
     * Whether what the lines say does not hold any more: files are mounted with DAX now, or the filesystem that was read
     * is not what they are about.
     */
    private static boolean isGone(StackReport report, List<LoggedLine> lines) {
        if (report.onDevice().isEmpty()) {
            return false;
        }
        boolean isMountedWithDax = report.onDevice().get().mounted().isPresent()
                && report.onDevice().get().mounted().get().daxRequested()
                && report.onDevice().get().mounted().get().daxActive() == FilesystemOnDevice.DaxActive.YES;
        if (isMountedWithDax) {
            return true;
        }
        for (LoggedLine logged : lines) {
            KernelMessage message = logged.message().orElseThrow();
            if (MessageMeaning.proves(message).isEmpty()) {
                return false;
            }
        }
        return report.onDevice().get().superblock().complete();
    }

    /** Whether the last word about a device is that it is mounted with DAX, with no complaint after it. */
    private boolean isPast(String device) {
        List<LoggedLine> lines = index.ofDevice(device);
        return lines.get(lines.size() - 1).message().equals(Optional.of(KernelMessage.ENABLED));
    }

    /** The findings about no stack, with what the kernel logged of the namespace or region that each is about. */
    List<Finding> explainUnplaced(List<Finding> findings) {
        List<Finding> result = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            result.add(finding.withEvidence(evidence(naming(finding, false))));
        }
        return result;
    }

    /**
     * The newest lines that name a finding's layer and are about what it says.
     *
     * @param withoutDevice whether lines that name a device count for that one alone
     */
    private List<LoggedLine> naming(Finding finding, boolean withoutDevice) {
        String key = finding.code().code() + ' ' + withoutDevice + ' ' + finding.layer();
        List<LoggedLine> found = known.get(key);
        if (found == null) {
            found = new ArrayList<>(0);
            for (LoggedLine logged : index.naming(finding.layer())) {
                boolean counts = !withoutDevice
                        || logged.device().isEmpty()
                        || logged.device().equals(finding.layer());
                if (counts
                        && MessageMeaning.about(logged.message().orElseThrow()).contains(finding.code())) {
                    used.add(logged.number());
                    if (!isQuotedBy(finding, logged)) {
                        quote(logged, found);
                    }
                }
            }
            known.put(key, found);
        }
        return found;
    }

    private static boolean isQuotedBy(Finding finding, LoggedLine logged) {
        for (Evidence evidence : finding.evidence()) {
            if (evidence.logged() && evidence.fact().equals(logged.line().text())) {
                return true;
            }
        }
        return false;
    }

    /** One finding for the lines about DAX that name no device that was judged; none where there are no such lines. */
    List<Finding> unplaced(List<Finding> explained) {
        for (Finding finding : explained) {
            addCited(finding);
        }
        List<LoggedLine> quoted = new ArrayList<>();
        int count = 0;
        for (LoggedLine logged : index.lines()) {
            if (!used.contains(logged.number())
                    && !logged.isHarmless()
                    && !cited.contains(logged.line().source())
                    && !owners.isOfOther(logged)) {
                quote(logged, quoted);
                count++;
            }
        }
        return count == 0
                ? List.of()
                : List.of(unexplained(
                        Severity.INFO,
                        "kernel",
                        count == 1
                                ? "a line of the kernel log concerns DAX or persistent memory, but no stack here"
                                : count
                                        + " lines of the kernel log concern DAX or persistent memory, but no stack here",
                        evidence(quoted)));
    }

    private void addCited(Finding finding) {
        for (Evidence evidence : finding.evidence()) {
            if (evidence.logged()) {
                cited.add(evidence.source());
            }
        }
    }

    private static void quote(LoggedLine logged, List<LoggedLine> quotes) {
        for (LoggedLine quote : quotes) {
            if (quote.line().text().equals(logged.line().text())) {
                return;
            }
        }
        quotes.add(logged);
        if (quotes.size() > MAX_QUOTED) {
            Collections.sort(quotes);
            quotes.remove(0);
        }
    }

    private static List<Evidence> evidence(List<LoggedLine> quotes) {
        List<LoggedLine> inOrder = new ArrayList<>(quotes);
        Collections.sort(inOrder);
        List<Evidence> evidence = new ArrayList<>(quotes.size());
        for (LoggedLine logged : inOrder) {
            evidence.add(logged.evidence());
        }
        return evidence;
    }

    private static Finding unexplained(Severity severity, String layer, String message, List<Evidence> lines) {
        return new Finding(
                FindingCode.KERNEL_LOG_UNEXPLAINED,
                severity,
                layer,
                message + ": " + lines.get(lines.size() - 1).fact(),
                lines,
                Remedy.look("Read the log lines around it", "dmesg --ctime | grep -i -C3 dax"));
    }
}
