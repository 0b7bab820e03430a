package io.daxcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A term of the glossary, {@code glossary.md} among the program's resources.
 *
 * @param names the term, then its other names
 * @param text what it means, as plain text
 */
public record GlossaryTerm(List<String> names, String text) {
    public GlossaryTerm {
        names = List.copyOf(names);
    }

    /** The glossary as it is, in Markdown. */
    public static String markdown() {
        return Page.resource("glossary.md");
    }

    /** Every term, in the order of the glossary. */
    public static List<GlossaryTerm> all() {
        List<GlossaryTerm> terms = new ArrayList<>();
        for (Page.Section section : Page.Section.of(markdown(), "## ")) {
            List<String> names = new ArrayList<>();
            String rest = section.heading();
            for (int comma = rest.indexOf(", "); comma >= 0; comma = rest.indexOf(", ")) {
                names.add(rest.substring(0, comma));
                rest = rest.substring(comma + 2);
            }
            names.add(rest);
            terms.add(new GlossaryTerm(names, section.text()));
        }
        return terms;
    }

    /** The term with this name, in upper or lower case; empty where the glossary has none. */
    public static Optional<GlossaryTerm> of(String name) {
        for (GlossaryTerm term : all()) {
            for (String known : term.names) {
                if (known.equalsIgnoreCase(name)) {
                    return Optional.of(term);
                }
            }
        }
        return Optional.empty();
    }
}
