package io.daxcheck.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lays out a table of text. */
final class Columns {
    private Columns() {}

    /** For a table of many hosts: one very long name does not make every row as wide. */
    static final int MANY_ROWS = 48;

    /**
     * Pads every cell to the width of its column, which is that of its longest cell.
     *
     * @param rows cells of each row, all of one number
     * @param numbers indexes of the columns that are aligned to the right
     * @param widest a cell that is longer than this is not cut, but the other rows do not get its width
     */
    static List<List<String>> padded(List<List<String>> rows, Set<Integer> numbers, int widest) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(widest, row.get(i).length()));
            }
        }
        List<List<String>> padded = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
                cells.add(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding);
            }
            padded.add(cells);
        }
        return padded;
    }
}
