package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of an audit: a stack, or a finding outside the stacks about memory that is no device.
 *
 * @param hostname empty where the capture does not show it
 * @param release as {@code uname -r} prints it, else {@code unknown}
 * @param device path of the stack's top, or the layer of the finding
 * @param cause code and layer of the finding that explains the verdict; empty where nothing is wrong
 * @param title what that finding means, in a few words; empty where there is none
 * @param source the capture, as the user named it
 * @param stack index of the stack in its report; -1 for a finding outside the stacks
 */
public record AuditRow(
        Verdict verdict,
        String hostname,
        String release,
        String device,
        String cause,
        String title,
        String source,
        int stack) {
    private static final int NO_STACK = -1;

    /** Returns the rows of one host: its stacks in the order of the report, then what lies outside them. */
    public static List<AuditRow> of(HostReport report) {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < report.stacks().size(); i++) {
            StackReport stack = report.stacks().get(i);
            String device = DevicePath.of(stack.stack().top());
            rows.add(row(report, stack.effectiveVerdict(), device, Wording.cause(stack), i));
        }
        for (Finding finding : LostMemory.of(report)) {
            rows.add(row(report, Verdict.UNSUPPORTED, finding.layer(), Optional.of(finding), NO_STACK));
        }
        return rows;
    }

    private static AuditRow row(HostReport report, Verdict verdict, String device, Optional<Finding> cause, int stack) {
        return new AuditRow(
                verdict,
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
