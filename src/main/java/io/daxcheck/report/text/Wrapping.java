package io.daxcheck.report.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks text between words. */
public final class Wrapping {
    private Wrapping() {}

    /**
     * The text in lines of at most so many characters, unless one word is longer.
     *
     * @param first what the first line starts with
     * @param next what every other line starts with
     * @return with a line end at its end
     */
    public static String wrap(String first, String next, String text, int columns) {
        StringBuilder out = new StringBuilder(first);
        int column = first.length();
        boolean lineStart = true;
        int start = 0;
        while (start < text.length()) {
            int space = text.indexOf(' ', start);
            int end = space < 0 ? text.length() : space;
            int length = end - start;
            if (!lineStart && column + 1 + length > columns) {
                while (out.charAt(out.length() - 1) == ' ') {
                    out.setLength(out.length() - 1);
                }
                out.append('\n').append(next);
                column = next.length();
                lineStart = true;
            }
            if (!lineStart) {
                out.append(' ');
                column++;
            }
            out.append(text, start, end);
            column += length;
            lineStart = length == 0 && lineStart;
            start = end + 1;
        }
        return out.append('\n').toString();
    }

    /** The same, line by line and without line ends. */
    static List<String> lines(String first, String next, String text, int columns) {
        String wrapped = wrap(first, next, text, columns);
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < wrapped.length()) {
            int end = wrapped.indexOf('\n', start);
            lines.add(wrapped.substring(start, end));
            start = end + 1;
        }
        return lines;
    }
}
