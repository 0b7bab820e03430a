package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.report.DevicePath;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** An audit for a person: a line for each stack that is not all right, and the numbers at the end. */
public final class AuditSummary {
    private final Terminal terminal;
    private final Set<Verdict> shown;
    private final Map<Verdict, Integer> stacks = new EnumMap<>(Verdict.class);
    private int hosts;
    private int unreadable;

    /**
     * @param shown effective verdicts of the stacks that have a line; the numbers at the end count all
     */
    public AuditSummary(Terminal terminal, Set<Verdict> shown) {
        this.terminal = terminal;
        this.shown = Set.copyOf(shown);
    }

    /** The lines of one host, each with its line end. */
    public String of(HostReport report) {
        hosts++;
        StringBuilder out = new StringBuilder();
        for (StackReport stack : report.stacks()) {
            stacks.merge(stack.effectiveVerdict(), 1, Integer::sum);
            if (shown.contains(stack.effectiveVerdict())) {
                out.append(String.format("%-11s ", stack.effectiveVerdict().word()))
                        .append(terminal.text(report.host().source()))
                        .append("  ")
                        .append(terminal.text(DevicePath.of(stack.stack().top())))
                        .append(codes(stack))
                        .append('\n');
            }
        }
        for (Finding finding : report.unplaced()) {
            boolean isLost =
                    finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND || finding.severity() == Severity.BLOCKER;
            if (isLost && finding.severity() != Severity.INFO && shown.contains(Verdict.UNSUPPORTED)) {
                out.append(String.format("%-11s ", Verdict.UNSUPPORTED.word()))
                        .append(terminal.text(report.host().source()))
                        .append("  ")
                        .append(terminal.text(finding.layer()))
                        .append("  ")
                        .append(finding.code().code())
                        .append(finding.silenced() ? " (silenced)" : "")
                        .append('\n');
            }
        }
        return out.toString();
    }

    private String codes(StackReport stack) {
        StringBuilder codes = new StringBuilder();
        for (Finding finding : stack.findings()) {
            if (finding.severity() != Severity.INFO) {
                codes.append(codes.isEmpty() ? "  " : ", ")
                        .append(finding.code().code())
                        .append(" (")
                        .append(terminal.text(finding.layer()))
                        .append(finding.silenced() ? ", silenced)" : ")");
            }
        }
        return codes.toString();
    }

    /** Counts a capture that cannot be judged. */
    public void addUnreadable() {
        unreadable++;
    }

    /** The last line. */
    public String end() {
        StringBuilder out = new StringBuilder();
        out.append(hosts).append(hosts == 1 ? " host" : " hosts");
        for (Verdict verdict : Verdict.values()) {
            out.append(' ')
                    .append(terminal.glyph("·", "-"))
                    .append(' ')
                    .append(stacks.getOrDefault(verdict, 0))
                    .append(' ')
                    .append(verdict.word());
        }
        if (unreadable > 0) {
            out.append(' ')
                    .append(terminal.glyph("·", "-"))
                    .append(' ')
                    .append(unreadable)
                    .append(" unreadable");
        }
        return out.append('\n').toString();
    }
}
