package io.daxcheck.finding;

import java.util.List;

/** Finds the code that was meant by one that is not quite right. */
final class Spelling {
    private static final int LONGEST_COMPARED = 64;

    private Spelling() {}

    /**
     * The row whose code takes the fewest letters put in, left out or changed; the first of several.
     *
     * @param rows one at least
     */
    static <T extends Explanation> T nearest(String text, List<T> rows) {
        // What is longer than every code by far is nearer to none of them.
        String typed = text.substring(0, Math.min(text.length(), LONGEST_COMPARED));
        T nearest = rows.get(0);
        int fewest = Integer.MAX_VALUE;
        for (T row : rows) {
            int letters = distance(typed, row.code());
            if (letters < fewest) {
                fewest = letters;
                nearest = row;
            }
        }
        return nearest;
    }

    /** Whether the text differs from the code in fewer than half of its letters. */
    static boolean isClose(String text, String code) {
        return text.length() <= LONGEST_COMPARED && 2 * distance(text, code) < Math.max(text.length(), 2);
    }

    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
