package io.daxcheck.text;

import java.util.ArrayList;
import java.util.List;

/** A line split into words. */
public final class Words {
    private Words() {}

    /** Returns the words between blanks and tabs; none is empty. */
    public static List<String> of(String line) {
        return from(line, 0);
    }

    /** Returns the words of a line that start at or after a position. */
    public static List<String> from(String line, int from) {
        List<String> words = new ArrayList<>();
        int position = from;
        while (position < line.length()) {
            int end = position;
            while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
                end++;
            }
            if (end > position) {
                words.add(line.substring(position, end));
            }
            position = end + 1;
        }
        return words;
    }
}
