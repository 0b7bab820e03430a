package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of an audit: a stack, or a finding outside the stacks that disables DAX or warns. A host that has neither has
 * one row that says so: every host has a row.
 *
 * @param word one of {@link Wording#WORDS}
 * @param verdict effective verdict; empty for a warning outside the stacks and for a host without anything to judge
 * @param isNotable whether a text audit shows it by default: it is not supported, or has a warning that is not silenced
 * @param hostname empty where the capture does not show it
 * @param release as {@code uname -r} prints it, else {@code unknown}
 * @param device path of the stack's top, or the layer of the finding; empty for a host that has neither
 * @param cause code and layer of the finding that explains the word; empty where nothing is wrong
 * @param title what that finding means, in a few words; empty where there is none
 * @param source the capture, as the user named it
 * @param stack index of the stack in its report; -1 outside the stacks
 */
public record AuditRow(
        String word,
        Optional<Verdict> verdict,
        boolean isNotable,
        String hostname,
        String release,
        String device,
        String cause,
        String title,
        String source,
        int stack) {
    /** The cause in the row of a host that has nothing to judge. */
    public static final String NO_STORAGE = "no DAX-relevant storage";

    private static final int OUTSIDE = -1;

    /** Returns the rows of one host: its stacks in the order of the report, then what lies outside them. */
    public static List<AuditRow> of(HostReport report) {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < report.stacks().size(); i++) {
            StackReport stack = report.stacks().get(i);
            String device = DevicePath.of(stack.stack().top());
            boolean isNotable = stack.effectiveVerdict() != Verdict.SUPPORTED || warns(stack.findings());
            Optional<Verdict> verdict = Optional.of(stack.effectiveVerdict());
            rows.add(row(report, Wording.word(stack), verdict, isNotable, device, Wording.cause(stack), i));
        }
        for (Finding finding : report.unplaced()) {
            if (LostMemory.needsAttention(finding, report)) {
                String word = Wording.word(Verdict.UNSUPPORTED);
                Optional<Verdict> verdict = Optional.of(Verdict.UNSUPPORTED);
                rows.add(row(report, word, verdict, true, finding.layer(), Optional.of(finding), OUTSIDE));
            } else if (finding.severity() != Severity.INFO && !isInStacks(finding, report)) {
                boolean isNotable = !finding.silenced();
                rows.add(row(
                        report,
                        Wording.WARNING,
                        Optional.empty(),
                        isNotable,
                        finding.layer(),
                        Optional.of(finding),
                        OUTSIDE));
            }
        }
        if (rows.isEmpty()) {
            rows.add(row(report, Wording.NO_STACK, Optional.empty(), true, "", Optional.empty(), OUTSIDE));
        }
        return rows;
    }

    private static boolean warns(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.severity() != Severity.INFO && !finding.silenced() && !Wording.isComparison(finding)) {
                return true;
            }
        }
        return false;
    }

    /** What is wrong with the kernel is in the verdict of every stack. */
    private static boolean isInStacks(Finding finding, HostReport report) {
        return finding.layer().equals("kernel") && !report.stacks().isEmpty();
    }

    private static AuditRow row(
            HostReport report,
            String word,
            Optional<Verdict> verdict,
            boolean isNotable,
            String device,
            Optional<Finding> cause,
            int stack) {
        return new AuditRow(
                word,
                verdict,
                isNotable,
                report.host().hostname().value().orElse(""),
                report.host().kernel().value().map(release -> release.text()).orElse("unknown"),
                device,
                cause.map(AuditRow::cause).orElse(""),
                cause.map(finding -> finding.code().title()).orElse(""),
                report.host().source(),
                stack);
    }

    private static String cause(Finding finding) {
        return finding.code().code() + " (" + finding.layer() + (finding.silenced() ? ", silenced)" : ")");
    }
}
