package io.daxcheck.report.reference;

import io.daxcheck.finding.Explanation;
import io.daxcheck.finding.Topic;
import io.daxcheck.report.GlossaryTerm;
import io.daxcheck.report.Json;
import io.daxcheck.report.Page;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.Wrapping;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MkfsAdvice;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Prints the pages of findings and topics and the terms of the glossary, as text, JSON or Markdown. */
public final class ExplainReport {
    private static final int SCHEMA_VERSION = 1;

    private final Terminal terminal;

    public ExplainReport(Terminal terminal) {
        this.terminal = terminal;
    }

    private static Optional<String> unlessEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    // ------------------------------------------------------------------------------------------------ text

    /** One line for each finding there is, then one for each topic. */
    public String list() {
        StringBuilder out = new StringBuilder();
        for (Explanation explained : Explanation.all()) {
            out.append(String.format("%-34s %s%n", explained.code(), explained.title()));
        }
        return out.toString();
    }

    /** The page of one finding or topic. */
    public String page(Explanation explained) {
        StringBuilder out = new StringBuilder();
        out.append(terminal.colored(1, explained.code()))
                .append(": ")
                .append(explained.title())
                .append('\n');
        Page page = Page.of(explained);
        section(out, "why", page.why());
        section(out, "check", page.check());
        section(out, "fix", page.fix());
        section(out, "cost", page.cost());
        if (page.source().isPresent()) {
            section(out, "from", page.source().get());
        }
        if (explained == Topic.MKFS) {
            mkfs(out);
        }
        return out.toString();
    }

    /** The name of a term and what it means. */
    public String term(GlossaryTerm term) {
        return terminal.colored(1, String.join(", ", term.names()))
                + "\n"
                + Wrapping.wrap("  ", "  ", terminal.text(term.text()), terminal.columns());
    }

    private void section(StringBuilder out, String label, String text) {
        out.append('\n')
                .append(Wrapping.wrap(
                        String.format("  %-7s", label), "         ", terminal.text(text), terminal.columns()));
    }

    /** A row for each filesystem and each kernel from which something else is to be done. */
    private static void mkfs(StringBuilder out) {
        String row = "  %-6s %-9s %-38s %s%n";
        out.append('\n').append(String.format(row, "", "from", "on a disk or dm device", "on a partition"));
        for (Filesystem filesystem : Filesystem.values()) {
            for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                out.append(String.format(
                        row,
                        filesystem.id(),
                        line.since(),
                        command(filesystem, line.wholeDevice()),
                        line.partition().equals(line.wholeDevice())
                                ? "the same"
                                : command(filesystem, line.partition())));
            }
        }
    }

    private static String command(Filesystem filesystem, String command) {
        if (!command.isEmpty()) {
            return command;
        }
        return filesystem == Filesystem.EXT2 ? "DAX by the ext4 driver only" : "no DAX";
    }

    // ------------------------------------------------------------------------------------------------ JSON

    /** One document with these pages, then these terms, each in this order, without a line end. */
    public static String json(List<Explanation> pages, List<GlossaryTerm> terms) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
            json.writeArrayPropertyStart("pages");
            for (Explanation explained : pages) {
                write(json, explained);
            }
            for (GlossaryTerm term : terms) {
                json.writeStartObject();
                json.writeStringProperty("code", term.names().get(0));
                json.writeStringProperty("kind", "term");
                json.writeStringProperty("title", String.join(", ", term.names()));
                json.writeStringProperty("why", term.text());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Explanation explained) {
        Page page = Page.of(explained);
        json.writeStartObject();
        json.writeStringProperty("code", explained.code());
        json.writeStringProperty("kind", explained instanceof Topic ? "topic" : "finding");
        json.writeStringProperty("title", explained.title());
        json.writeStringProperty("why", page.why());
        json.writeStringProperty("confirm", page.check());
        json.writeStringProperty("fix", page.fix());
        json.writeStringProperty("cost", page.cost());
        Json.write(json, "kernelSource", page.source());
        if (explained == Topic.MKFS) {
            json.writeArrayPropertyStart("mkfs");
            for (Filesystem filesystem : Filesystem.values()) {
                for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                    json.writeStartObject();
                    json.writeStringProperty("filesystem", filesystem.id());
                    json.writeStringProperty("since", line.since().toString());
                    Json.write(json, "wholeDevice", unlessEmpty(line.wholeDevice()));
                    Json.write(json, "partition", unlessEmpty(line.partition()));
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    // -------------------------------------------------------------------------------------------- Markdown

    /** The rows of {@link MkfsAdvice} as a table, which is part of the page {@code topics/mkfs.md}. */
    static String mkfsTable() {
        StringBuilder out = new StringBuilder();
        out.append("| filesystem | from | on a disk or dm device | on a partition |\n| --- | --- | --- | --- |\n");
        for (Filesystem filesystem : Filesystem.values()) {
            for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                out.append("| ")
                        .append(filesystem.id())
                        .append(" | ")
                        .append(line.since())
                        .append(" | ")
                        .append(cell(command(filesystem, line.wholeDevice())))
                        .append(" | ")
                        .append(cell(command(filesystem, line.partition())))
                        .append(" |\n");
            }
        }
        return out.toString();
    }

    /** Terms of the glossary, each with a heading. */
    public static String markdown(List<GlossaryTerm> terms) {
        StringBuilder out = new StringBuilder();
        for (GlossaryTerm term : terms) {
            out.append(out.isEmpty() ? "## " : "\n## ").append(plain(String.join(", ", term.names())));
            out.append("\n\n").append(plain(term.text())).append('\n');
        }
        return out.toString();
    }

    /** The document that lists the others, {@code src/docs/findings/README.md}. */
    public static String markdownIndex() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # Every finding

                Each finding has a page: what it means, how to check it by hand, how to fix it and what the fix costs.
                `daxcheck explain CODE` prints it. The pages are Markdown files in `src/main/resources/io/daxcheck`; this
                index is generated from them, and a test fails when it is stale:

                    daxcheck explain --format markdown > src/docs/findings/README.md

                The words used there are in the [glossary](../../main/resources/io/daxcheck/glossary.md).
                """);
        index(out, "findings", false);
        index(out, "topics", true);
        return out.toString();
    }

    private static void index(StringBuilder out, String heading, boolean topics) {
        out.append("\n| ").append(heading).append(" | |\n| --- | --- |\n");
        for (Explanation explained : Explanation.all()) {
            if (explained instanceof Topic == topics) {
                String code = explained.code();
                out.append("| [").append(code).append("](../../main/resources/io/daxcheck/");
                out.append(topics ? "topics/" : "findings/").append(code).append(".md) | ");
                out.append(cell(explained.title())).append(" |\n");
            }
        }
    }

    /** Text that means nothing else in a paragraph of Markdown: commands have asterisks and angle brackets. */
    private static String plain(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if ("\\*_`<[~".indexOf(character) >= 0 && !isInsideWord(text, i)) {
                out.append('\\');
            }
            out.append(character);
        }
        return out.toString();
    }

    /** The same in a table. */
    private static String cell(String text) {
        return plain(text).replace("|", "\\|");
    }

    /** Whether it is an underscore between letters, which Markdown takes as it is. */
    private static boolean isInsideWord(String text, int i) {
        return text.charAt(i) == '_'
                && i > 0
                && Character.isLetterOrDigit(text.charAt(i - 1))
                && i + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(i + 1));
    }
}
