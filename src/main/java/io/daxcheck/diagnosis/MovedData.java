package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Mount;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.mount.MountTable;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's warning that a page of a file is mapped to other memory than the file has now (mm/memory.c: insert_pfn):
 * device-mapper moved the data while programs had it mapped, as a finished pvmove does. The warning names no device, and is
 * given once in a boot.
 */
final class MovedData {
    private static final int MAX_NAMED = 3;

    /** Filesystems whose functions in a call trace begin with their name. */
    private static final List<String> TYPES = List.of("ext4", "xfs", "ext2");

    private final List<Evidence> lines = new ArrayList<>();
    private final List<BlockDevice> mounted = new ArrayList<>();
    private String type = "";

    MovedData(Host host, MountTable mounts) {
        List<LogLine> log = host.kernelLog().value().orElse(List.of());
        int last = -1;
        for (int i = 0; i < log.size(); i++) {
            if (isOf(log.get(i), KernelMessage::isOfMapping)) {
                last = i;
            }
        }
        if (last < 0) {
            return;
        }
        readTrace(log, last);
        for (BlockDevice device : host.devices().values()) {
            Optional<Mount> mount = device.dm().isPresent() ? mounts.mountOf(device) : Optional.empty();
            boolean mayBeIt = mount.isPresent()
                    && mount.get().asksForDax()
                    && (type.isEmpty() || mount.get().type().equals(type));
            if (mayBeIt && !isMountedAfter(log, last, device)) {
                mounted.add(device);
            }
        }
    }

    private interface Test {
        boolean accepts(KernelMessage message);
    }

    private static boolean isOf(LogLine line, Test test) {
        Optional<KernelMessage> message = KernelMessage.in(line.text());
        return message.isPresent() && test.accepts(message.get());
    }

    private void readTrace(List<LogLine> log, int warning) {
        add(log.get(warning));
        int i = warning + 1;
        while (i < log.size() && log.get(i).text().contains("+0x")) {
            if (isOf(log.get(i), KernelMessage::isFaultFrame)) {
                add(log.get(i));
            }
            for (String one : TYPES) {
                if (log.get(i).text().startsWith(one + "_")) {
                    type = one;
                }
            }
            i++;
        }
    }

    private void add(LogLine line) {
        lines.add(new Evidence(line.text(), line.source(), true));
    }

    private static boolean isMountedAfter(List<LogLine> log, int warning, BlockDevice device) {
        for (LogLine line : log.subList(warning + 1, log.size())) {
            if (isOf(line, KernelMessage::isMount)
                    && KernelMessage.deviceIn(line.text()).equals(device.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the data below the filesystem on a device moved, or may be what moved. */
    boolean mayBe(BlockDevice device) {
        return mounted.contains(device);
    }

    /** Whether there is one device alone that the warning can be about. */
    boolean isCertain() {
        return mounted.size() == 1;
    }

    /** What the warning says of a mount that it is about, or may be about. */
    Finding finding(BlockDevice device, Mount mount) {
        String target = ShellWord.of(mount.target());
        return new Finding(
                FindingCode.MOVED_UNDER_MOUNT,
                isCertain() ? Severity.HAZARD : Severity.WARNING,
                device.name(),
                (isCertain()
                                ? "the data of " + device.name() + " moved while it was mounted with dax on "
                                        + mount.target()
                                : "the data of one of " + names() + " moved while it was mounted with dax")
                        + ", as after a pvmove: programs that mapped files before write to memory that these files do not "
                        + "have any more, and that is lost",
                lines,
                Remedy.look(
                        "Let the programs save what they hold to another filesystem and stop them, then unmount "
                                + mount.target() + " and mount it again. Create and extend no volume of the group "
                                + "before. Compare the files with a backup afterwards",
                        "fuser -vm " + target));
    }

    /** The same where nothing is mounted now that it can be about; empty where the log has no such warning. */
    Optional<Finding> past() {
        if (lines.isEmpty() || !mounted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingCode.MOVED_UNDER_MOUNT,
                Severity.WARNING,
                "kernel",
                "the data of a device moved while it was mounted with dax, as after a pvmove: what programs wrote through "
                        + "mappings from then until it was unmounted is lost",
                lines,
                Remedy.advice("Compare the files of volumes that were moved since the host was booted with a backup")));
    }

    private String names() {
        List<String> names = new ArrayList<>();
        for (BlockDevice device : mounted.subList(0, Math.min(MAX_NAMED, mounted.size()))) {
            names.add(device.name());
        }
        int others = mounted.size() - names.size();
        return String.join(", ", names) + (others > 0 ? " and " + others + " more" : "");
    }
}
