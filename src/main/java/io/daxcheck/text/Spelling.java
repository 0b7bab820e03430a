package io.daxcheck.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was most likely meant by a mistyped one. */
public final class Spelling {
    private static final int LONGEST_COMPARED = 64;

    private Spelling() {}

    /**
     * The word that the fewest inserted, deleted or changed letters lead to; the first of several.
     *
     * @param words one at least
     */
    public static String nearest(String text, List<String> words) {
        // A text much longer than every word is near to none of them.
        String typed = text.substring(0, Math.min(text.length(), LONGEST_COMPARED));
        String nearest = words.get(0);
        int fewest = Integer.MAX_VALUE;
        for (String word : words) {
            int letters = distance(typed, word);
            if (letters < fewest) {
                fewest = letters;
                nearest = word;
            }
        }
        return nearest;
    }

    /** The nearest word that differs in fewer than half of the letters; empty where there is none. */
    public static Optional<String> close(String text, List<String> words) {
        if (words.isEmpty() || text.length() > LONGEST_COMPARED) {
            return Optional.empty();
        }
        String nearest = nearest(text, words);
        return 2 * distance(text, nearest) < Math.max(text.length(), 2) ? Optional.of(nearest) : Optional.empty();
    }

    /**
     * Returns the words that differ in the fewest letters, and in fewer than half of the typed ones, each once and in their
     * order; only those that begin with what was typed where some do; empty where there are none. Upper and lower case are
     * the same letter.
     */
    public static List<String> closest(String text, List<String> words) {
        List<String> closest = new ArrayList<>();
        if (text.length() > LONGEST_COMPARED) {
            return closest;
        }
        String typed = text.toLowerCase(Locale.ROOT);
        int fewest = (Math.max(text.length(), 2) + 1) / 2 - 1;
        for (String word : words) {
            boolean isComparable = Math.abs(word.length() - typed.length()) <= fewest;
            int letters = isComparable ? distance(typed, word.toLowerCase(Locale.ROOT)) : fewest + 1;
            if (letters < fewest) {
                fewest = letters;
                closest.clear();
            }
            if (letters == fewest && !closest.contains(word)) {
                closest.add(word);
            }
        }
        List<String> longer = new ArrayList<>();
        for (String word : closest) {
            if (word.toLowerCase(Locale.ROOT).startsWith(typed)) {
                longer.add(word);
            }
        }
        return longer.isEmpty() ? closest : longer;
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
