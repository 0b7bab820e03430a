package io.daxcheck.report;

import io.daxcheck.diagnosis.Filesystem;
import io.daxcheck.diagnosis.FindingCode;
import io.daxcheck.diagnosis.MkfsAdvice;
import io.daxcheck.diagnosis.Topic;
import java.util.List;

/** What a finding or a topic means, as a page of text. */
public final class ExplainReport {
    private static final String LINE = "%-34s %s%n";

    private final Terminal terminal;

    public ExplainReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One line for each finding there is, then one for each topic. */
    public String list() {
        StringBuilder out = new StringBuilder();
        for (FindingCode code : FindingCode.values()) {
            out.append(String.format(LINE, code.code(), code.title()));
        }
        for (Topic topic : Topic.values()) {
            out.append(String.format(LINE, topic.word(), topic.title()));
        }
        return out.toString();
    }

    /** The page of one finding. */
    public String page(FindingCode code) {
        return page(code.code(), code.title(), code.why(), code.confirm(), code.fix(), code.kernelSource());
    }

    /** The page of one topic. */
    public String page(Topic topic) {
        String page =
                page(topic.word(), topic.title(), topic.what(), topic.confirm(), topic.fix(), topic.kernelSource());
        return topic == Topic.MKFS ? page + mkfs() : page;
    }

    private String page(String name, String title, String why, String look, String next, String from) {
        StringBuilder out = new StringBuilder();
        out.append(terminal.colored(1, name)).append(": ").append(title).append('\n');
        section(out, "why", why);
        section(out, "look", look);
        section(out, "next", next);
        section(out, "from", from);
        return out.toString();
    }

    /** A row for each filesystem and each kernel from which something else is to be done. */
    private static String mkfs() {
        String row = "  %-6s %-9s %-38s %s%n";
        StringBuilder out = new StringBuilder("\n");
        out.append(String.format(row, "", "from", "on a disk or dm device", "on a partition"));
        for (Filesystem filesystem : Filesystem.values()) {
            List<MkfsAdvice> advice = MkfsAdvice.of(filesystem);
            for (MkfsAdvice line : advice) {
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
        return out.toString();
    }

    private static String command(Filesystem filesystem, String command) {
        if (!command.isEmpty()) {
            return command;
        }
        return filesystem == Filesystem.EXT2 ? "DAX by the ext4 driver only" : "no DAX";
    }

    private void section(StringBuilder out, String label, String text) {
        out.append('\n')
                .append(Wrapping.wrap(
                        String.format("  %-6s", label), "        ", terminal.text(text), terminal.columns()));
    }
}
