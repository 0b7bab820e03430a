package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.text.Sizes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words that all reports for people share. */
public final class Wording {
    public static final List<Verdict> WORST_FIRST =
            List.of(Verdict.UNSAFE, Verdict.UNSUPPORTED, Verdict.UNKNOWN, Verdict.SUPPORTED);

    private static final String NO_FILESYSTEM = "NO FS";
    private static final String IN_USE = "IN USE";

    private static final String FOR_SOME_FILES = "PARTLY";

    /** A device that could have DAX, with a mount that requests it and is without. */
    private static final String OFF = "DAX OFF";

    /** One whose next mount requests DAX, and fails or is without; in an audit, also a warning outside the stacks. */
    static final String WARNING = "WARN";

    /** What an audit has for a host without a stack. */
    static final String NO_STACK = "NO STACK";

    /** Every word that a stack, or a row of an audit, may have, the worst first. */
    public static final List<String> WORDS = List.of(
            word(Verdict.UNSAFE),
            word(Verdict.UNSUPPORTED),
            word(Verdict.UNKNOWN),
            OFF,
            WARNING,
            FOR_SOME_FILES,
            NO_FILESYSTEM,
            IN_USE,
            word(Verdict.SUPPORTED),
            NO_STACK);

    private static final String RHEL = "RHEL ";

    /** In characters. */
    private static final int MOST_OF_A_COMMAND = 400;

    private Wording() {}

    /** The verdict as text and pages show it. */
    public static String word(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> "OK";
            case UNSUPPORTED -> "NO DAX";
            case UNSAFE -> "UNSAFE";
            case UNKNOWN -> "UNKNOWN";
        };
    }

    /**
     * The answer about a stack in a word: its verdict, except where the device could have DAX and holds what nobody can
     * mount, belongs to a filesystem on another device, or has a mount that lacks the DAX which it requests.
     */
    public static String word(StackReport report) {
        if (report.effectiveVerdict() != Verdict.SUPPORTED) {
            return word(report.effectiveVerdict());
        }
        if (holdsNoFilesystem(report)) {
            return NO_FILESYSTEM;
        }
        if (finding(report, FindingCode.PART_OF_FILESYSTEM).isPresent()) {
            return IN_USE;
        }
        if (report.isForSomeFiles()) {
            return FOR_SOME_FILES;
        }
        return report.isWithoutRequestedDax() ? OFF : report.lacksRequestedDax() ? WARNING : word(Verdict.SUPPORTED);
    }

    /** The verdict whose word this is; empty for a word that qualifies {@code supported}, and for no stack. */
    public static Optional<Verdict> verdict(String word) {
        for (Verdict verdict : Verdict.values()) {
            if (word(verdict).equals(word)) {
                return Optional.of(verdict);
            }
        }
        return Optional.empty();
    }

    /** Whether a word says that there is nothing of its own to judge, which is neither good nor bad. */
    public static boolean isNeutral(String word) {
        return word.equals(IN_USE) || word.equals(NO_STACK);
    }

    /** The first finding with a code. */
    public static Optional<Finding> finding(StackReport report, FindingCode code) {
        for (Finding finding : report.findings()) {
            if (finding.code() == code) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    /** Whether a device that is all right holds what is no filesystem, as swap, LUKS or a physical volume. */
    public static boolean holdsNoFilesystem(StackReport report) {
        return finding(report, FindingCode.NO_FILESYSTEM).isPresent() && report.effectiveVerdict() == Verdict.SUPPORTED;
    }

    /** Distribution and kernel, and what that is judged as. */
    public static String kernel(HostReport report) {
        String distribution = report.host().distribution().value().orElse("");
        String vendors = vendorRelease(report.host()).orElse("");
        String release = report.host().kernel() instanceof Fact.Known<KernelRelease> known
                ? known.content().text()
                : "of unknown release";
        String judgedAs = report.judgedAs().map(KernelVersion::toString).orElse("");
        String before = distribution.isEmpty() ? "" : distribution + ", ";
        if (report.isWhatIf()) {
            return before + "Linux " + release + ", judged as "
                    + other(report.otherKernel().orElseThrow(), judgedAs);
        }
        if (!vendors.isEmpty()) {
            String named = isOf(distribution, vendors) ? distribution : before + vendors + " kernel";
            return named + " (" + release + "), judged as Linux " + judgedAs;
        }
        return before
                + (report.judgedAs().isEmpty() || release.equals(judgedAs)
                        ? "Linux " + release
                        : "Linux " + judgedAs + " (" + release + ")");
    }

    /** Another kernel, by the name of its vendor's release where it is of one. */
    private static String other(KernelRelease kernel, String judgedAs) {
        Optional<String> vendors = kernel.vendorRelease().map(VendorSeries.Release::name);
        return vendors.isPresent()
                ? vendors.get() + " (" + kernel.text() + ", Linux " + judgedAs + ")"
                : "Linux " + judgedAs + (kernel.text().equals(judgedAs) ? "" : " (" + kernel.text() + ")");
    }

    /** The distribution as the host's files name it, else as its kernel's release does; empty where neither does. */
    public static Optional<String> distribution(Host host) {
        return host.distribution().isKnown() ? host.distribution().value() : vendorRelease(host);
    }

    private static Optional<String> vendorRelease(Host host) {
        return host.kernel() instanceof Fact.Known<KernelRelease> known
                ? known.content().vendorRelease().map(VendorSeries.Release::name)
                : Optional.empty();
    }

    /** Whether a kernel is that of a distribution: its own, or Red Hat's of the same number for one built from RHEL. */
    private static boolean isOf(String distribution, String vendors) {
        return distribution.equals(vendors)
                || (vendors.startsWith(RHEL) && distribution.endsWith(vendors.substring(RHEL.length() - 1)));
    }

    /** How many stacks there are, and how many have each {@link #word(StackReport)}: {@code 2 stacks: 1 NO DAX, 1 OK}. */
    public static String counts(List<StackReport> stacks) {
        Map<String, Integer> number = new HashMap<>();
        for (StackReport stack : stacks) {
            String word = word(stack);
            number.put(word, number.getOrDefault(word, 0) + 1);
        }
        StringBuilder text = new StringBuilder();
        text.append(stacks.size()).append(stacks.size() == 1 ? " stack" : " stacks");
        String separator = ": ";
        for (String word : WORDS) {
            if (number.containsKey(word)) {
                text.append(separator).append(number.get(word)).append(' ').append(word);
                separator = ", ";
            }
        }
        return text.toString();
    }

    public static String noStack(Host host) {
        return "No DAX-relevant storage: no pmem disk, brd ramdisk or DCSS segment, no device with queue/dax = 1, and no mount "
                + "with the dax option, among " + host.devices().size() + " block devices.";
    }

    public static boolean needsAction(StackReport report) {
        for (Finding finding : report.findings()) {
            if (finding.severity() != Severity.INFO && !isComparison(finding)) {
                return true;
            }
        }
        return false;
    }

    /** The command of a step; where a table of many targets makes it long, its beginning: {@code daxcheck plan} has it whole. */
    public static String command(String command) {
        return command.length() <= MOST_OF_A_COMMAND ? command : command.substring(0, MOST_OF_A_COMMAND / 4) + " …";
    }

    public static String flag(Optional<Boolean> flag) {
        return flag.isEmpty() ? "unknown" : flag.get() ? "1" : "0";
    }

    /** What mount -o dax does: {@code DAX}, {@code mount refused}. */
    public static String outcome(FilesystemOutcome outcome, Verdict verdict) {
        return switch (outcome.mount()) {
            case DAX ->
                outcome.hazards().isEmpty()
                        ? (outcome.forSomeFiles() ? "DAX for some files" : "DAX")
                                + (verdict == Verdict.UNKNOWN || outcome.hazardsOpen() ? ", safety unknown" : "")
                        : switch (outcome.hazards().get(0)) {
                            case PANIC -> "DAX with kernel panic";
                            case CORRUPT -> "DAX with data corruption";
                            case ERROR -> "DAX with I/O errors";
                        };
            case FALLBACK -> "mounts without DAX";
            case REFUSED -> "mount refused";
            case WITHOUT_DAX -> "mount refused, or mounts without DAX";
            case UNKNOWN -> "unknown";
        };
    }

    /** The finding that explains the verdict: the worst that is more than a note; empty where there is none. */
    public static Optional<Finding> cause(StackReport report) {
        // What happens to a filesystem that is in use comes before what is wrong with a new mount.
        Optional<Finding> lost = finding(report, FindingCode.DAX_LOST_UNDER_MOUNT);
        if (lost.isPresent()) {
            return lost;
        }
        for (Finding finding : report.findings()) {
            if (finding.severity() != Severity.INFO && !isComparison(finding)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    /** Whether a finding only compares a dm device with the devices below it. */
    public static boolean isComparison(Finding finding) {
        return finding.code() == FindingCode.SAME_AS_BELOW || finding.code() == FindingCode.DIFFERS_FROM_BELOW;
    }

    /** A title without its capital, unless it begins with an abbreviation. */
    public static String insideSentence(String title) {
        return Character.isUpperCase(title.charAt(1))
                ? title
                : Character.toLowerCase(title.charAt(0)) + title.substring(1);
    }

    /**
     * A range of a device as sizes: {@code 16 MiB – 32 MiB}.
     *
     * @param start first 512-byte sector
     * @param end the sector after the last one
     */
    public static String range(long start, long end) {
        return (start == 0 ? "0" : Sizes.bytes(start * 512)) + " – " + Sizes.bytes(end * 512);
    }

    /** The number and what is counted: {@code 1 stack}, {@code 10,000 stacks}. */
    public static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    /** The number with its thousands separated: {@code 10,000}. */
    public static String number(long number) {
        // What formats numbers takes long to start.
        return number < 1_000 ? "" + number : String.format(Locale.ROOT, "%,d", number);
    }
}
