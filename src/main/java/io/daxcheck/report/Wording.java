package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.text.Sizes;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the reports for people say in the same words. */
public final class Wording {
    public static final List<Verdict> WORST_FIRST =
            List.of(Verdict.UNSAFE, Verdict.UNSUPPORTED, Verdict.UNKNOWN, Verdict.SUPPORTED);

    private Wording() {}

    /** On the badge of a page. */
    public static String word(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> "OK";
            case UNSUPPORTED -> "NO DAX";
            case UNSAFE -> "UNSAFE";
            case UNKNOWN -> "UNKNOWN";
        };
    }

    public static String kernel(HostReport report) {
        String release = report.host().kernel() instanceof Fact.Known<KernelRelease> known
                ? known.content().text()
                : "of unknown release";
        String judgedAs = String.valueOf(report.judgedAs());
        if (report.isWhatIf()) {
            return "Linux " + release + ", judged as Linux " + judgedAs;
        }
        return report.judgedAs() == null || release.equals(judgedAs)
                ? "Linux " + release
                : "Linux " + judgedAs + " (" + release + ")";
    }

    public static String counts(List<StackReport> stacks) {
        Map<Verdict, Integer> number = new EnumMap<>(Verdict.class);
        for (StackReport stack : stacks) {
            number.put(stack.effectiveVerdict(), number.getOrDefault(stack.effectiveVerdict(), 0) + 1);
        }
        StringBuilder text = new StringBuilder();
        text.append(stacks.size()).append(stacks.size() == 1 ? " stack" : " stacks");
        String separator = ": ";
        for (Verdict verdict : WORST_FIRST) {
            if (number.containsKey(verdict)) {
                text.append(separator).append(number.get(verdict)).append(' ').append(plain(verdict));
                separator = ", ";
            }
        }
        return text.toString();
    }

    public static String noStack(Host host) {
        return "No stack that DAX matters for: no pmem disk, brd ramdisk or DCSS segment, no device whose queue/dax is 1, "
                + "and no mount with the dax option, among " + host.devices().size() + " block devices.";
    }

    static String plain(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> "with DAX";
            case UNSUPPORTED -> "without DAX";
            case UNSAFE -> "unsafe";
            case UNKNOWN -> "unknown";
        };
    }

    public static boolean needsAction(StackReport report) {
        for (Finding finding : report.findings()) {
            if (finding.severity() != Severity.INFO) {
                return true;
            }
        }
        return false;
    }

    public static String flag(Boolean flag) {
        return flag == null ? "unknown" : flag ? "1" : "0";
    }

    public static String outcome(FilesystemOutcome outcome, Verdict verdict) {
        return switch (outcome.mount()) {
            case DAX ->
                outcome.hazards().isEmpty()
                        ? verdict == Verdict.UNKNOWN ? "mounts with dax, safe or not is unknown" : "dax"
                        : switch (outcome.hazards().get(0)) {
                            case PANIC -> "mounts with dax and can crash the kernel";
                            case CORRUPT -> "mounts with dax and corrupts data";
                            case ERROR -> "mounts with dax and fails on access";
                        };
            case FALLBACK -> "mounts, DAX silently off";
            case REFUSED -> "refused";
            case WITHOUT_DAX -> "no DAX: refused, or silently off";
            case UNKNOWN -> "unknown";
        };
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
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }
}
