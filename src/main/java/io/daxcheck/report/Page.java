package io.daxcheck.report;

import io.daxcheck.finding.Explanation;
import io.daxcheck.finding.Topic;
import io.daxcheck.text.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Markdown page of a finding or topic, {@code findings/CODE.md} or {@code topics/CODE.md} among the program's
 * resources. A page is read when it is asked for: a check that prints text reads none.
 *
 * @param heading the first line without its mark, {@code CODE: TITLE}
 * @param why what Linux does and why, as plain text
 * @param check how to see it by hand
 * @param fix what to do about it
 * @param cost what the fix costs: data, time, a feature, speed
 * @param source kernel file, function or commit that the page rests on; empty where it rests on none
 * @param markdown the whole page as it is
 */
public record Page(
        String heading, String why, String check, String fix, String cost, Optional<String> source, String markdown) {

    /** Reads the page of a finding or topic from the program's resources. */
    public static Page of(Explanation explained) {
        return parse(resource((explained instanceof Topic ? "topics/" : "findings/") + explained.code() + ".md"));
    }

    /** The text of a resource of the program, by its path below io/daxcheck. */
    public static String resource(String path) {
        try (InputStream stream = Page.class.getResourceAsStream("/io/daxcheck/" + path)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page parse(String markdown) {
        List<Section> sections = Section.of(markdown, "# ", "## ");
        String heading = sections.isEmpty() ? "" : sections.get(0).heading();
        String why = sections.isEmpty() ? "" : sections.get(0).text();
        return new Page(
                heading,
                why,
                text(sections, "Check").orElse(""),
                text(sections, "Fix").orElse(""),
                text(sections, "Cost").orElse(""),
                text(sections, "Source"),
                markdown);
    }

    private static Optional<String> text(List<Section> sections, String heading) {
        for (Section section : sections) {
            if (section.heading().equals(heading)) {
                return Optional.of(section.text());
            }
        }
        return Optional.empty();
    }

    /**
     * A heading of a Markdown text and what follows it, up to the next heading.
     *
     * @param text as plain text on one line; tables are left out
     */
    record Section(String heading, String text) {
        /** The sections under headings that start with one of these marks. */
        static List<Section> of(String markdown, String... marks) {
            List<Section> sections = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            String heading = "";
            boolean started = false;
            Lines lines = new Lines(markdown);
            while (lines.next()) {
                String line = lines.line();
                Optional<String> next = heading(line, marks);
                if (next.isPresent()) {
                    if (started) {
                        sections.add(new Section(heading, text.toString()));
                    }
                    heading = next.get();
                    text.setLength(0);
                    started = true;
                } else if (!line.isBlank() && !line.startsWith("|")) {
                    text.append(text.isEmpty() ? "" : " ").append(plain(line.strip()));
                }
            }
            if (started) {
                sections.add(new Section(heading, text.toString()));
            }
            return sections;
        }

        private static Optional<String> heading(String line, String... marks) {
            for (String mark : marks) {
                if (line.startsWith(mark)) {
                    return Optional.of(plain(line.substring(mark.length())));
                }
            }
            return Optional.empty();
        }

        /** Takes the marks of code away, and the backslash before a character that Markdown would read as a mark. */
        private static String plain(String line) {
            StringBuilder out = new StringBuilder(line.length());
            boolean code = false;
            for (int i = 0; i < line.length(); i++) {
                char character = line.charAt(i);
                if (character == '`') {
                    code = !code;
                } else if (character == '\\' && !code && i + 1 < line.length() && isMark(line.charAt(i + 1))) {
                    i++;
                    out.append(line.charAt(i));
                } else {
                    out.append(character);
                }
            }
            return out.toString();
        }

        private static boolean isMark(char character) {
            return "\\*_`<[~|".indexOf(character) >= 0;
        }
    }
}
