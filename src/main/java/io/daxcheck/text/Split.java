package io.daxcheck.text;

import java.util.ArrayList;
import java.util.List;

/** A text cut at every occurrence of a character. */
public final class Split {
    private Split() {}

    /** The parts between the separators, of which any may be empty; one where there is no separator. */
    public static List<String> of(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int end = text.indexOf(separator);
        while (end >= 0) {
            parts.add(text.substring(start, end));
            start = end + 1;
            end = text.indexOf(separator, start);
        }
        parts.add(text.substring(start));
        return parts;
    }
}
