package io.daxcheck.report.html;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Page;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An audit as one page: a row for each stack of every host, the worst first. A small script of the page's own sorts and
 * filters; without it the page is read as it stands.
 *
 * <p>Of every host only its rows are kept until the page is written, as a few short strings.
 */
public final class AuditHtml {
    /** Findings of one stack that its row names. */
    private static final int MAX_FINDINGS = 8;

    /**
     * Sorts by a click on a heading, and shows the rows that hold every word of the filter. It writes text and
     * attributes only, so that nothing in a row can become markup. No ampersand and no less-than sign: XML and HTML
     * read those in different ways.
     */
    private static final String SCRIPT = Page.resource("html/audit.js");

    /**
     * One line of the table.
     *
     * @param verdict null for a capture that cannot be judged
     */
    private record Row(Verdict verdict, String host, String device, String findings, String kernel, String source) {}

    private final Map<Verdict, List<Row>> stacks = new EnumMap<>(Verdict.class);
    private final List<Row> unreadable = new ArrayList<>();
    private int hosts;
    private int withoutStack;

    public AuditHtml() {
        for (Verdict verdict : Verdict.values()) {
            stacks.put(verdict, new ArrayList<>());
        }
    }

    /** Adds the stacks of a host. */
    public void add(HostReport report) {
        hosts++;
        if (report.stacks().isEmpty()) {
            withoutStack++;
        }
        String host = report.host().hostname().value().orElse("");
        String kernel =
                report.host().kernel().value().map(release -> release.text()).orElse("unknown");
        for (StackReport stack : report.stacks()) {
            stacks.get(stack.effectiveVerdict())
                    .add(new Row(
                            stack.effectiveVerdict(),
                            host,
                            DevicePath.of(stack.stack().top()),
                            findings(stack),
                            kernel,
                            report.host().source()));
        }
    }

    /** Adds a capture that cannot be judged, with why. */
    public void addUnreadable(String source, String error) {
        unreadable.add(new Row(null, "", "", error, "", source));
    }

    private static String findings(StackReport stack) {
        StringBuilder codes = new StringBuilder();
        int more = 0;
        int shown = 0;
        for (Finding finding : stack.findings()) {
            if (finding.severity() == Severity.INFO) {
                continue;
            }
            if (shown == MAX_FINDINGS) {
                more++;
                continue;
            }
            shown++;
            codes.append(codes.isEmpty() ? "" : ", ")
                    .append(finding.code().code())
                    .append(" (")
                    .append(finding.layer())
                    .append(finding.silenced() ? ", silenced)" : ")");
        }
        return more == 0
                ? codes.toString()
                : codes.append(", … ").append(more).append(" more").toString();
    }

    /**
     * Writes the page, a piece for every row.
     *
     * @param out takes the pieces in their order
     */
    public void write(Consumer<String> out) {
        Markup page = HtmlPage.start("daxcheck audit", SCRIPT);
        header(page);
        page.open("main", "id", "main").open("section", "class", "card", "aria-labelledby", "stacks");
        page.element("h2", "Stacks", "id", "stacks");
        page.open("p", "class", "controls", "id", "controls", "hidden", "hidden")
                .element("label", "Show rows with ", "for", "filter")
                .empty("input", "id", "filter", "type", "search", "autocomplete", "off", "spellcheck", "false")
                .text(" ")
                .element("output", "", "id", "shown", "for", "filter", "aria-live", "polite")
                .closeLine();
        // Rows are laid out as grids, so that a browser lays out those in sight alone. Some browsers take a table for
        // none then: the roles say what it is.
        page.open("table", "class", "audit", "id", "audit", "role", "table")
                .open("thead", "role", "rowgroup")
                .open("tr", "role", "row");
        for (String column : List.of("Verdict", "Host", "Device", "Findings", "Kernel", "Source")) {
            page.element("th", column, "scope", "col", "role", "columnheader");
        }
        page.close().close().open("tbody", "role", "rowgroup");
        for (Verdict verdict : Wording.WORST_FIRST) {
            if (verdict == Verdict.SUPPORTED) {
                rows(page, unreadable, out);
            }
            rows(page, stacks.get(verdict), out);
        }
        page.close().closeLine();
        page.closeLine().closeLine();
        HtmlPage.footer(page);
        page.open("script").verbatim(SCRIPT).closeLine();
        page.closeLine().closeLine();
        out.accept(page.finish());
    }

    private void header(Markup page) {
        page.element("a", "Skip to the stacks", "class", "skip", "href", "#main");
        page.open("header").element("h1", "daxcheck audit");
        page.open("ul", "class", "tally");
        tally(page, hosts, hosts == 1 ? "host" : "hosts");
        for (Verdict verdict : Wording.WORST_FIRST) {
            page.open("li");
            page.element(
                    "span",
                    Wording.word(verdict),
                    "class",
                    "badge " + Tone.of(verdict).style());
            page.text(
                    " " + String.format(Locale.ROOT, "%,d", stacks.get(verdict).size()));
            page.close();
        }
        if (!unreadable.isEmpty()) {
            tally(page, unreadable.size(), "that cannot be read");
        }
        if (withoutStack > 0) {
            tally(
                    page,
                    withoutStack,
                    withoutStack == 1
                            ? "host without a stack that DAX matters for"
                            : "hosts without a stack that DAX matters for");
        }
        page.close();
        page.open("p", "class", "lead").text("For one of them, with pictures: ");
        page.element("code", "daxcheck --from SOURCE --format html -o FILE DEVICE")
                .close();
        page.closeLine();
    }

    private static void tally(Markup page, int number, String what) {
        page.open("li")
                .element("b", String.format(Locale.ROOT, "%,d", number))
                .text(" " + what)
                .close();
    }

    private static void rows(Markup page, List<Row> rows, Consumer<String> out) {
        for (Row row : rows) {
            page.open("tr", "role", "row").open("td", "role", "cell");
            if (row.verdict() == null) {
                page.element("span", "NOT READ", "class", "badge unknown");
            } else {
                page.element(
                        "span",
                        Wording.word(row.verdict()),
                        "class",
                        "badge " + Tone.of(row.verdict()).style());
            }
            page.close()
                    .element("td", row.host(), "role", "cell")
                    .element("td", row.device(), "role", "cell", "class", "mono")
                    .element("td", row.findings(), "role", "cell")
                    .element("td", row.kernel(), "role", "cell")
                    .element("td", row.source(), "role", "cell", "class", "mono")
                    .closeLine();
            out.accept(page.take());
        }
    }
}
