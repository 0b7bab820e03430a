package io.daxcheck.report;

import io.daxcheck.diagnosis.FindingCode;

/** What a finding means, as a page of text. */
public final class ExplainReport {
    private final Terminal terminal;

    public ExplainReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One line for each finding there is. */
    public String list() {
        StringBuilder out = new StringBuilder();
        for (FindingCode code : FindingCode.values()) {
            out.append(String.format("%-34s %s%n", code.code(), code.title()));
        }
        return out.toString();
    }

    /** The page of one finding. */
    public String page(FindingCode code) {
        StringBuilder out = new StringBuilder();
        out.append(terminal.colored(1, code.code()))
                .append(": ")
                .append(code.title())
                .append('\n');
        section(out, "why", code.why());
        section(out, "look", code.confirm());
        section(out, "next", code.fix());
        section(out, "from", code.kernelSource());
        return out.toString();
    }

    private void section(StringBuilder out, String label, String text) {
        out.append('\n')
                .append(Wrapping.wrap(
                        String.format("  %-6s", label), "        ", terminal.text(text), terminal.columns()));
    }
}
