package io.daxcheck.source;

import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.NamedFile;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The findings that a site knows of, in a file: one a line; what follows a number sign is a comment. */
public final class IgnoreFile {
    private IgnoreFile() {}

    /**
     * A line that says something.
     *
     * @param location the file and the line's number, fit for a message
     * @param text without its comment and the white space around it; never empty
     */
    public record Line(String location, String text) {}

    /**
     * Reads it.
     *
     * @throws InputException where it cannot be read
     */
    public static List<Line> read(String path, Limits limits) throws InputException {
        Lines lines = new Lines(new String(NamedFile.read(path, limits.forFile("", path)), StandardCharsets.UTF_8));
        List<Line> found = new ArrayList<>();
        while (lines.next()) {
            String text = withoutComment(lines.line()).strip();
            if (!text.isEmpty()) {
                found.add(new Line(OneLine.of(path) + ":" + lines.number(), text));
            }
        }
        return found;
    }

    /** A name may hold the sign; a comment starts the line or comes after white space. */
    private static String withoutComment(String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
