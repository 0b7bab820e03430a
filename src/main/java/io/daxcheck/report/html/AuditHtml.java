package io.daxcheck.report.html;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.AuditRow;
import io.daxcheck.report.AuditTally;
import io.daxcheck.report.Page;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An audit as one page: a row for each stack of every host and for each host without one, the worst first. A small script of the page's own sorts and
 * filters; without it the page shows all rows.
 *
 * <p>Of every host only its rows are kept until the page is written, as a few short strings.
 */
public final class AuditHtml {
    /**
     * Sorts by a click on a heading, and shows the rows that have a chosen verdict and contain every word of the filter.
     * It writes text and attributes only, so that nothing in a row can become markup. No ampersand and no less-than sign:
     * XML and HTML read those in different ways.
     */
    private static final String SCRIPT = Page.resource("html/audit.js");

    private static final String NOT_READ = "NOT READ";

    /** The word after whose rows come the captures that cannot be judged. */
    private static final String BEFORE_NOT_READ = Wording.word(Verdict.UNKNOWN);

    /**
     * One line of the table.
     *
     * @param link address of the stack on its host's page
     */
    private record Linked(AuditRow row, Optional<String> link) {}

    /** A capture that cannot be judged. */
    private record Unreadable(String source, String error) {}

    private final Map<String, List<Linked>> rows = new HashMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final AuditTally tally = new AuditTally();
    private boolean hasPages;

    public AuditHtml() {
        for (String word : Wording.WORDS) {
            rows.put(word, new ArrayList<>());
        }
    }

    /** Adds the stacks of a host that has no page of its own. */
    public void add(HostReport report) {
        add(report, Optional.empty());
    }

    /**
     * Adds the stacks of a host.
     *
     * @param page relative address of its page, in characters that need no escape
     */
    public void add(HostReport report, String page) {
        hasPages = true;
        add(report, Optional.of(page));
    }

    private void add(HostReport report, Optional<String> page) {
        List<AuditRow> all = AuditRow.of(report);
        List<Optional<String>> anchors = page.isEmpty() ? List.of() : HtmlReport.anchors(report);
        tally.add(report, all);
        for (AuditRow row : all) {
            Optional<String> place =
                    row.stack() >= 0 && row.stack() < anchors.size() ? anchors.get(row.stack()) : Optional.empty();
            rows.get(row.word())
                    .add(new Linked(
                            row,
                            page.map(address ->
                                    place.map(id -> address + "#" + id).orElse(address))));
        }
    }

    /** Adds a capture that cannot be judged, with why. */
    public void addUnreadable(String source, String error) {
        tally.addUnreadable();
        unreadable.add(new Unreadable(source, error));
    }

    /**
     * Writes the page, a piece for every row.
     *
     * @param out takes the pieces in their order
     */
    public void write(Consumer<String> out) {
        Markup page = HtmlPage.start("daxcheck audit", SCRIPT);
        page.element("a", "Skip to the stacks", "class", "skip", "href", "#main");
        page.open("header").element("h1", "daxcheck audit");
        page.element("p", tally.hosts(), "class", "lead").element("p", tally.stacks(), "class", "lead");
        if (!hasPages) {
            page.open("p", "class", "lead").text("Pages for the hosts, with pictures: ");
            page.element("code", "daxcheck audit --format html -o DIRECTORY PATH...")
                    .close();
        }
        page.closeLine();
        page.open("main", "id", "main").open("section", "class", "card", "aria-labelledby", "stacks");
        page.element("h2", "Stacks", "id", "stacks");
        controls(page);
        // Rows are laid out as grids, so that a browser lays out those in sight alone. Some browsers take a table for
        // none then: the roles say what it is.
        page.open("table", "class", "audit", "id", "audit", "role", "table")
                .open("thead", "role", "rowgroup")
                .open("tr", "role", "row");
        for (String column : List.of("Verdict", "Host", "Device", "Cause", "Kernel", "Source")) {
            page.element("th", column, "scope", "col", "role", "columnheader");
        }
        page.close().close().open("tbody", "role", "rowgroup");
        for (String word : Wording.WORDS) {
            for (Linked linked : rows.get(word)) {
                row(page, linked);
                out.accept(page.take());
            }
            if (word.equals(BEFORE_NOT_READ)) {
                unreadable(page, out);
            }
        }
        page.close().closeLine();
        page.closeLine().closeLine();
        HtmlPage.footer(page);
        page.open("script").verbatim(SCRIPT).closeLine();
        page.closeLine().closeLine();
        out.accept(page.finish());
    }

    /** What the script filters by. Hidden until it runs. */
    private void controls(Markup page) {
        page.open("div", "class", "controls", "id", "controls", "hidden", "hidden");
        page.open("fieldset").element("legend", "Verdicts", "class", "visually-hidden");
        for (String word : Wording.WORDS) {
            if (!rows.get(word).isEmpty()) {
                choice(page, word, Tone.style(word), rows.get(word).size());
            }
            if (word.equals(BEFORE_NOT_READ) && !unreadable.isEmpty()) {
                choice(page, NOT_READ, Tone.UNKNOWN.style(), unreadable.size());
            }
        }
        page.close();
        page.element("label", "Filter ", "for", "filter")
                .empty("input", "id", "filter", "type", "search", "autocomplete", "off", "spellcheck", "false")
                .text(" ")
                .element("output", "", "id", "shown", "for", "filter", "aria-live", "polite")
                .closeLine();
    }

    private static void choice(Markup page, String word, String style, int number) {
        page.open("label", "class", "choice")
                .empty("input", "type", "checkbox", "checked", "checked", "value", word)
                .element("span", word, "class", "badge " + style)
                .text(" " + Wording.number(number))
                .close();
    }

    private void unreadable(Markup page, Consumer<String> out) {
        for (Unreadable capture : unreadable) {
            page.open("tr", "role", "row").open("td", "role", "cell");
            page.element("span", NOT_READ, "class", "badge " + Tone.UNKNOWN.style())
                    .close();
            page.element("td", "", "role", "cell").element("td", "", "role", "cell");
            page.element("td", capture.error(), "role", "cell").element("td", "", "role", "cell");
            page.element("td", capture.source(), "role", "cell", "class", "mono")
                    .closeLine();
            out.accept(page.take());
        }
    }

    private static void row(Markup page, Linked linked) {
        AuditRow row = linked.row();
        page.open("tr", "role", "row").open("td", "role", "cell");
        page.element("span", row.word(), "class", "badge " + Tone.style(row.word()))
                .close();
        page.element("td", row.hostname(), "role", "cell").open("td", "role", "cell", "class", "mono");
        String device = row.device().isEmpty() ? "–" : row.device();
        if (linked.link().isPresent()) {
            page.element("a", device, "href", linked.link().get());
        } else {
            page.text(device);
        }
        page.close().open("td", "role", "cell");
        if (!row.cause().isEmpty()) {
            page.text(row.title() + " ").element("span", row.cause(), "class", "mono");
        } else if (row.device().isEmpty()) {
            page.text(AuditRow.NO_STORAGE);
        }
        page.close()
                .element("td", row.release(), "role", "cell")
                .element("td", row.source(), "role", "cell", "class", "mono")
                .closeLine();
    }
}
