package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.AuditRow;
import io.daxcheck.report.AuditTally;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An audit for a person: a table with a row for each stack that has a problem or a warning and for each host without a
 * stack, the worst first, and the numbers of hosts and stacks. Of every host only its shown rows are kept until the end, as a few short strings.
 */
public final class AuditTable {
    private static final List<String> HEADINGS = List.of("HOST", "RELEASE", "VERDICT", "DEVICE", "CAUSE", "CAPTURE");
    private static final int VERDICT_COLUMN = 2;

    private final Terminal terminal;
    private final Optional<Set<Verdict>> only;
    private final boolean verbose;
    private final AuditTally tally = new AuditTally();
    private final List<AuditRow> rows = new ArrayList<>();

    /**
     * @param only effective verdicts of the stacks that have a row; empty for what has a problem or a warning, and for each
     *     host without a stack. The numbers at the end count all
     * @param verbose whether all have a row unless {@code only} selects some, and each row the path of its capture
     */
    public AuditTable(Terminal terminal, Optional<Set<Verdict>> only, boolean verbose) {
        this.verbose = verbose;
        this.terminal = terminal;
        this.only = only;
    }

    /** Adds the stacks of a host. */
    public void add(HostReport report) {
        List<AuditRow> all = AuditRow.of(report);
        tally.add(report, all);
        for (AuditRow row : all) {
            if (isShown(row)) {
                rows.add(row);
            }
        }
    }

    private boolean isShown(AuditRow row) {
        return only.isEmpty()
                ? verbose || row.isNotable()
                : row.verdict().isPresent() && only.get().contains(row.verdict().get());
    }

    /** Counts a capture that cannot be judged. */
    public void addUnreadable() {
        tally.addUnreadable();
    }

    /** Returns the table and the numbers. The rows of a word are in the order in which their hosts were added. */
    public String text() {
        List<List<String>> cells = new ArrayList<>();
        List<String> words = new ArrayList<>();
        cells.add(row(HEADINGS));
        for (String word : Wording.WORDS) {
            for (AuditRow row : rows) {
                if (row.word().equals(word)) {
                    words.add(word);
                    cells.add(row(List.of(
                            terminal.text(tally.host(row)),
                            terminal.text(row.release()),
                            word,
                            terminal.text(row.device().isEmpty() ? "-" : row.device()),
                            terminal.text(cause(row)),
                            terminal.text(row.source()))));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        if (!words.isEmpty()) {
            List<List<String>> padded = Columns.padded(cells, Set.of(), Columns.MANY_ROWS);
            text.append(line(padded.get(0)));
            for (int i = 1; i < padded.size(); i++) {
                List<String> row = padded.get(i);
                row.set(VERDICT_COLUMN, terminal.word(words.get(i - 1), row.get(VERDICT_COLUMN)));
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

    private static String cause(AuditRow row) {
        return !row.cause().isEmpty() ? row.cause() : row.device().isEmpty() ? AuditRow.NO_STORAGE : "-";
    }

    private List<String> row(List<String> cells) {
        return verbose ? cells : cells.subList(0, cells.size() - 1);
    }

    private static String line(List<String> cells) {
        return String.join("  ", cells).stripTrailing() + "\n";
    }
}
