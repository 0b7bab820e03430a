package io.daxcheck.report.reference;

import io.daxcheck.finding.Explanation;
import io.daxcheck.finding.Topic;
import io.daxcheck.report.Json;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.Wrapping;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MkfsAdvice;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** What a finding or a topic means: as a page of text, as JSON, and as the documents in src/docs/findings. */
public final class ExplainReport {
    private static final int SCHEMA_VERSION = 1;

    private final Terminal terminal;

    public ExplainReport(Terminal terminal) {
        this.terminal = terminal;
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
        section(out, "why", explained.why());
        section(out, "look", explained.confirm());
        section(out, "next", explained.fix());
        section(out, "cost", explained.cost());
        section(out, "from", explained.kernelSource());
        if (explained == Topic.MKFS) {
            mkfs(out);
        }
        return out.toString();
    }

    private void section(StringBuilder out, String label, String text) {
        out.append('\n')
                .append(Wrapping.wrap(
                        String.format("  %-6s", label), "        ", terminal.text(text), terminal.columns()));
    }

    /** A row for each filesystem and each kernel from which something else is to be done. */
    private static void mkfs(StringBuilder out) {
        String row = "  %-6s %-9s %-38s %s%n";
        out.append('\n').append(String.format(row, "", "from", "on a disk or dm device", "on a partition"));
        for (Filesystem filesystem : Filesystem.values()) {
            for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                out.append(String.format(
                        row,
                        filesystem.word(),
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

    /** One document with these pages, in this order, without a line end. */
    public static String json(List<Explanation> pages) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
            json.writeArrayPropertyStart("pages");
            for (Explanation explained : pages) {
                write(json, explained);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Explanation explained) {
        json.writeStartObject();
        json.writeStringProperty("code", explained.code());
        json.writeStringProperty("kind", explained instanceof Topic ? "topic" : "finding");
        json.writeStringProperty("title", explained.title());
        json.writeStringProperty("why", explained.why());
        json.writeStringProperty("confirm", explained.confirm());
        json.writeStringProperty("fix", explained.fix());
        json.writeStringProperty("cost", explained.cost());
        writeUnless(json, "kernelSource", explained.kernelSource(), Explanation.NO_SOURCE);
        if (explained == Topic.MKFS) {
            json.writeArrayPropertyStart("mkfs");
            for (Filesystem filesystem : Filesystem.values()) {
                for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                    json.writeStartObject();
                    json.writeStringProperty("filesystem", filesystem.word());
                    json.writeStringProperty("since", line.since().toString());
                    writeUnless(json, "wholeDevice", line.wholeDevice(), "");
                    writeUnless(json, "partition", line.partition(), "");
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** The text, or null where it is the one that stands for nothing. */
    private static void writeUnless(JsonGenerator json, String name, String text, String nothing) {
        if (text.equals(nothing)) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }

    // -------------------------------------------------------------------------------------------- Markdown

    /** The document of one finding or topic, {@code src/docs/findings/CODE.md}. */
    public static String markdown(Explanation explained) {
        StringBuilder out = new StringBuilder();
        out.append("# ")
                .append(explained.code())
                .append(": ")
                .append(plain(explained.title()))
                .append('\n');
        heading(out, explained instanceof Topic ? "What there is to know" : "Why", explained.why());
        heading(out, "How to confirm it by hand", explained.confirm());
        heading(out, "What to do", explained.fix());
        if (explained == Topic.MKFS) {
            mkfsTable(out);
        }
        heading(out, "What that costs", explained.cost());
        if (!explained.kernelSource().equals(Explanation.NO_SOURCE)) {
            heading(out, "What it rests on", explained.kernelSource());
        }
        return out.toString();
    }

    private static void heading(StringBuilder out, String heading, String text) {
        out.append("\n## ").append(heading).append("\n\n").append(plain(text)).append('\n');
    }

    private static void mkfsTable(StringBuilder out) {
        out.append("\n| filesystem | from | on a disk or dm device | on a partition |\n| --- | --- | --- | --- |\n");
        for (Filesystem filesystem : Filesystem.values()) {
            for (MkfsAdvice line : MkfsAdvice.of(filesystem)) {
                out.append("| ")
                        .append(filesystem.word())
                        .append(" | ")
                        .append(line.since())
                        .append(" | ")
                        .append(cell(command(filesystem, line.wholeDevice())))
                        .append(" | ")
                        .append(cell(command(filesystem, line.partition())))
                        .append(" |\n");
            }
        }
    }

    /** The document that lists the others, {@code src/docs/findings/README.md}. */
    public static String markdownIndex() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # Every finding

                A page for each: what it is, how to confirm it by hand, why Linux does so, what to do and what that costs.
                `daxcheck explain CODE` prints the same. They are made from the rows of `FindingCode` and `Topic`, and a
                test fails when one is stale. To make them again, in this directory:

                    daxcheck explain --format markdown > README.md
                    for code in $(daxcheck explain | cut -d ' ' -f 1); do
                        daxcheck explain --format markdown "$code" > "$code.md"
                    done
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
                out.append("| [").append(code).append("](").append(code).append(".md) | ");
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
