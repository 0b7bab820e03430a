package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.AuditRow;
import io.daxcheck.report.AuditTally;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An audit for a person: a table with a row for each stack that has a problem, the worst first, and the numbers of hosts
 * and stacks. Of every host only its shown rows are kept until the end, as a few short strings.
 */
public final class AuditTable {
    private static final List<String> HEADINGS = List.of("HOST", "RELEASE", "VERDICT", "DEVICE", "CAUSE", "CAPTURE");
    private static final int VERDICT_COLUMN = 2;

    private final Terminal terminal;
    private final Set<Verdict> shown;
    private final boolean verbose;
    private final AuditTally tally = new AuditTally();
    private final List<AuditRow> rows = new ArrayList<>();

    /**
     * @param shown effective verdicts of the stacks that have a row; the numbers at the end count all
     * @param verbose whether each row also has the path of its capture
     */
    public AuditTable(Terminal terminal, Set<Verdict> shown, boolean verbose) {
        this.verbose = verbose;
        this.terminal = terminal;
        this.shown = Set.copyOf(shown);
    }

    /** Adds the stacks of a host. */
    public void add(HostReport report) {
        List<AuditRow> all = AuditRow.of(report);
        tally.add(report, all);
        for (AuditRow row : all) {
            if (shown.contains(row.verdict())) {
                rows.add(row);
            }
        }
    }

    /** Counts a capture that cannot be judged. */
    public void addUnreadable() {
        tally.addUnreadable();
    }

    /** Returns the table and the numbers. A verdict's rows are in the order in which their hosts were added. */
    public String text() {
        List<List<String>> cells = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        cells.add(row(HEADINGS));
        for (Verdict verdict : Wording.WORST_FIRST) {
            for (AuditRow row : rows) {
                if (row.verdict() == verdict) {
                    verdicts.add(verdict);
                    cells.add(row(List.of(
                            terminal.text(tally.host(row)),
                            terminal.text(row.release()),
                            Wording.word(verdict),
                            terminal.text(row.device()),
                            terminal.text(row.cause().isEmpty() ? "-" : row.cause()),
                            terminal.text(row.source()))));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        if (!verdicts.isEmpty()) {
            List<List<String>> padded = Columns.padded(cells, Set.of(), Columns.MANY_ROWS);
            text.append(line(padded.get(0)));
            for (int i = 1; i < padded.size(); i++) {
                List<String> row = padded.get(i);
                row.set(VERDICT_COLUMN, terminal.verdict(verdicts.get(i - 1), row.get(VERDICT_COLUMN)));
                text.append(line(row));
            }
            text.append('\n');
        }
        return text.append(tally.hosts())
                .append('\n')
                .append(tally.stacks())
                .append('\n')
                .toString();
    }

    private List<String> row(List<String> cells) {
        return verbose ? cells : cells.subList(0, cells.size() - 1);
    }

    private static String line(List<String> cells) {
        return String.join("  ", cells).stripTrailing() + "\n";
    }
}
