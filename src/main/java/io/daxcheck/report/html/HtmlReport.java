package io.daxcheck.report.html;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.text.Sizes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report as one page that needs nothing else: for each stack the reason, a picture with the layer at fault marked, the
 * steps and the evidence. It has no script, and is of bounded size for a stack of any size.
 */
public final class HtmlReport {
    /** Stacks that have a picture and their findings; the others are in the table. */
    private static final int MAX_STACKS = 200;
    /** Stacks that the table lists, the worst first. */
    private static final int MAX_ROWS = 2000;

    private final Set<Filesystem> filesystems;
    private final HostReport report;
    private final Markup page;
    private final Reasons reasons;
    private final StackFacts facts;

    /** As people read it. */
    private final String checked;

    private final Optional<String> overview;

    private HtmlReport(HostReport report, Set<Filesystem> filesystems, Instant checked, Optional<String> overview) {
        this.checked = HtmlPage.time(checked);
        this.report = report;
        this.filesystems = filesystems;
        this.overview = overview;
        page = HtmlPage.start("daxcheck: " + hostname(report.host()));
        reasons = new Reasons(page);
        facts = new StackFacts(page, report.graph());
    }

    /**
     * The whole page, in ASCII.
     *
     * @param filesystems those to answer for
     * @param checked when the report was made
     */
    public static String of(HostReport report, Set<Filesystem> filesystems, Instant checked) {
        return of(report, filesystems, checked, Optional.empty());
    }

    /**
     * The whole page, as one of several.
     *
     * @param checked when the report was made
     * @param overview relative address of the page that lists all hosts
     */
    public static String of(
            HostReport report, Set<Filesystem> filesystems, Instant checked, Optional<String> overview) {
        return new HtmlReport(report, filesystems, checked, overview).write();
    }

    /** Returns the place of each stack on its page, in the order of the report; empty for one that has no place. */
    static List<Optional<String>> anchors(HostReport report) {
        List<Integer> order = new ArrayList<>();
        List<Optional<String>> anchors = new ArrayList<>();
        for (int i = 0; i < report.stacks().size(); i++) {
            order.add(i);
            anchors.add(Optional.empty());
        }
        order.sort(Comparator.comparingInt(i -> rank(report.stacks().get(i))));
        for (int i = 0; i < Math.min(MAX_STACKS, order.size()); i++) {
            anchors.set(order.get(i), Optional.of(anchor(i)));
        }
        return anchors;
    }

    private static String anchor(int index) {
        return "stack-" + (index + 1);
    }

    private String write() {
        List<StackReport> stacks = worstFirst(report.stacks());
        header();
        HtmlPage.patterns(page);
        page.open("main", "id", "main");
        if (stacks.size() != 1) {
            overview(stacks);
        }
        int shown = Math.min(MAX_STACKS, stacks.size());
        for (int i = 0; i < shown; i++) {
            stack(stacks.get(i), anchor(i), stacks.size() == 1);
        }
        others();
        host();
        page.closeLine();
        HtmlPage.footer(page);
        page.closeLine().closeLine();
        return page.finish();
    }

    private static List<StackReport> worstFirst(List<StackReport> stacks) {
        List<StackReport> sorted = new ArrayList<>(stacks);
        sorted.sort(Comparator.comparingInt(HtmlReport::rank));
        return sorted;
    }

    private static int rank(StackReport stack) {
        return 2 * Wording.WORST_FIRST.indexOf(stack.effectiveVerdict()) + (Wording.needsAction(stack) ? 0 : 1);
    }

    private static String hostname(Host host) {
        return host.hostname().value().filter(name -> !name.isEmpty()).orElse("(unknown host)");
    }

    // ---------------------------------------------------------------------------------------------- header

    private void header() {
        Host host = report.host();
        page.element("a", "Skip to the stacks", "class", "skip", "href", "#main");
        page.open("header");
        if (overview.isPresent()) {
            page.open("p", "class", "up")
                    .element("a", "All hosts", "href", overview.get())
                    .close();
        }
        page.element("h1", hostname(host));
        page.element(
                "p",
                Wording.kernel(report) + " · "
                        + host.architecture().value().orElse("architecture unknown") + ", "
                        + host.pageSize()
                                .value()
                                .map(size -> Sizes.bytes(size) + " pages")
                                .orElse("page size unknown")
                        + " · " + Wording.counts(report.stacks()),
                "class",
                "lead");
        page.element("p", collected(host), "class", "lead");
        if (report.isWhatIf()) {
            page.element("p", "What if: judged as another kernel than the one that the host runs.", "class", "lead");
        }
        page.closeLine();
    }

    /** When the facts are from, for a page that is read later. */
    private String collected(Host host) {
        if (host.collected() instanceof Fact.Known<String> time) {
            return "Collected " + time.content() + ", checked " + checked;
        }
        return host.collected() instanceof Fact.Absent && host.source().equals("live")
                ? "Read and checked " + checked
                : "Time of collection unknown, checked " + checked;
    }

    private void overview(List<StackReport> stacks) {
        page.open("section", "class", "card", "aria-labelledby", "overview").element("h2", "Stacks", "id", "overview");
        if (stacks.isEmpty()) {
            page.element("p", Wording.noStack(report.host()));
            page.closeLine();
            return;
        }
        page.open("div", "class", "table", "tabindex", "0", "role", "region", "aria-label", "Table of stacks")
                .open("table", "class", "stacks", "role", "table")
                .open("thead", "role", "rowgroup")
                .open("tr", "role", "row");
        for (String column : List.of("Verdict", "Device", "Size", "At fault", "What to do first")) {
            page.element("th", column, "scope", "col", "role", "columnheader");
        }
        page.close().close().open("tbody", "role", "rowgroup");
        int rows = Math.min(MAX_ROWS, stacks.size());
        for (int i = 0; i < rows; i++) {
            overviewRow(stacks.get(i), i < MAX_STACKS ? Optional.of("#" + anchor(i)) : Optional.empty());
        }
        page.close().close().closeLine();
        if (rows < stacks.size()) {
            page.element("p", "… " + Wording.count(stacks.size() - rows, "more stack", "more stacks"));
        }
        if (stacks.size() > MAX_STACKS) {
            page.element(
                    "p",
                    "The first " + MAX_STACKS
                            + " have a picture below. For another one name it: daxcheck --format html "
                            + "-o FILE DEVICE.");
        }
        page.closeLine();
    }

    private void overviewRow(StackReport stack, Optional<String> link) {
        BlockDevice top = stack.stack().top();
        // Rows are no table rows on a small screen, and some browsers take the table for none then: the roles say what
        // it is.
        page.open("tr", "role", "row").open("td", "role", "cell");
        badge(stack);
        page.close().open("td", "role", "cell");
        if (link.isEmpty()) {
            page.element("code", DevicePath.of(top));
        } else {
            page.open("a", "href", link.get())
                    .element("code", DevicePath.of(top))
                    .close();
        }
        page.close().element("td", size(top), "role", "cell").open("td", "role", "cell");
        List<Finding> actions = actions(stack);
        if (!actions.isEmpty()) {
            Finding worst = actions.get(0);
            page.element("code", worst.layer())
                    .text(": " + Wording.insideSentence(worst.code().title()));
        }
        page.close().open("td", "role", "cell");
        for (Finding finding : actions) {
            if (finding.hasRemedy()) {
                page.sentence(finding.remedy().text());
                break;
            }
        }
        page.close().closeLine();
    }

    private static List<Finding> actions(StackReport stack) {
        List<Finding> actions = new ArrayList<>();
        for (Finding finding : stack.findings()) {
            if (finding.severity() != Severity.INFO
                    && !Wording.isComparison(finding)
                    && actions.size() < Reasons.MAX_FINDINGS) {
                actions.add(finding);
            }
        }
        return actions;
    }

    private void badge(StackReport stack) {
        String word = Wording.word(stack);
        page.element("span", word, "class", "badge " + Tone.style(word));
    }

    private static String size(BlockDevice device) {
        return device.sizeSectors()
                .value()
                .map(sectors -> Sizes.bytes(sectors * 512))
                .orElse("size unknown");
    }

    // ----------------------------------------------------------------------------------------------- stack

    /** A stack that is all right is folded, unless it is the only one. */
    private void stack(StackReport stack, String id, boolean alone) {
        String style = Tone.style(Wording.word(stack));
        boolean folded = !alone && stack.effectiveVerdict() == Verdict.SUPPORTED && !Wording.needsAction(stack);
        page.open(
                "section",
                "class",
                "card stack " + style,
                "id",
                id,
                "aria-labelledby",
                id + "-name",
                "data-verdict",
                stack.effectiveVerdict().id(),
                "data-device",
                stack.stack().top().name());
        page.open("div", "class", "title");
        badge(stack);
        page.open("h2", "id", id + "-name")
                .element("code", DevicePath.of(stack.stack().top()))
                .close();
        page.element("span", size(stack.stack().top()), "class", "size").close();
        outcomes(stack);
        List<Finding> actions = actions(stack);
        if (!actions.isEmpty()) {
            reasons.fault(actions.get(0), stack, id);
        }
        if (folded) {
            page.open("details").element("summary", "Picture and facts");
        }
        Plan plan = actions.isEmpty() ? Plan.NONE : Planner.of(report.graph(), stack);
        boolean hasPlan = plan.leadsToDax() && !plan.steps().isEmpty();
        boolean hasNext = hasPlan || hasRemedy(actions, plan);
        page.open("div", "class", hasNext ? "columns two" : "columns");
        figure(stack, id, actions);
        if (hasNext) {
            page.open("div", "class", "next").element("h3", "What to do");
            if (hasPlan) {
                new PlanSteps(page).draw(plan);
            }
            next(stack, id, actions, plan);
            page.closeLine();
        }
        page.closeLine();
        facts.onDevice(stack);
        reasons.others(stack, id, actions);
        facts.facts(stack);
        if (folded) {
            page.close();
        }
        page.closeLine();
    }

    /** Filesystems with the same outcome are one entry. */
    private void outcomes(StackReport stack) {
        Map<String, List<String>> byOutcome = new LinkedHashMap<>();
        for (Filesystem filesystem : Filesystem.values()) {
            if (filesystems.contains(filesystem)) {
                String outcome = Wording.outcome(stack.filesystems().get(filesystem), stack.verdict());
                byOutcome.computeIfAbsent(outcome, key -> new ArrayList<>()).add(filesystem.id());
            }
        }
        page.open("ul", "class", "outcomes");
        // The filesystem on the device is what somebody wants to mount; a new one may have another outcome.
        boolean isOccupied = stack.onDevice().flatMap(found -> found.outcome()).isPresent();
        stack.onDevice()
                .ifPresent(found -> found.outcome()
                        .ifPresent(outcome -> page.open("li")
                                .element("b", "The " + found.superblock().type() + " on it:")
                                .text(" " + Wording.outcome(outcome, stack.verdict()))
                                .close()));
        byOutcome.forEach((outcome, names) -> page.open("li")
                .element("b", (isOccupied ? "a new " : "") + String.join(", ", names))
                .text(" " + outcome)
                .close());
        page.closeLine();
    }

    private void figure(StackReport stack, String id, List<Finding> actions) {
        page.open("figure");
        new StackPicture(page, id, report.graph(), stack, actions).draw();
        page.open("figcaption").text("Bars are to scale. A row of pages is enlarged. ");
        if (!actions.isEmpty()) {
            page.text("Hatched parts are at fault or hazardous. The numbers are those of the reasons.");
        }
        page.close().closeLine();
    }

    private static boolean hasRemedy(List<Finding> findings, Plan plan) {
        for (Finding finding : findings) {
            if (finding.hasRemedy() && !plan.covers(finding)) {
                return true;
            }
        }
        return false;
    }

    /** Findings that the plan does not cover; all where no plan leads to DAX. */
    private void next(StackReport stack, String id, List<Finding> actions, Plan plan) {
        if (!hasRemedy(actions, plan)) {
            return;
        }
        page.open("ul", "class", "steps");
        for (int i = 0; i < actions.size(); i++) {
            Finding finding = actions.get(i);
            if (finding.hasRemedy() && !plan.covers(finding)) {
                page.open("li");
                reasons.reference(i + 1, finding, stack, id);
                reasons.remedy(finding.remedy());
                page.closeLine();
            }
        }
        page.closeLine();
    }

    // -------------------------------------------------------------------------- outside the stacks, and the host

    private void others() {
        if (report.unplaced().isEmpty()) {
            return;
        }
        page.open("section", "class", "card", "aria-labelledby", "others")
                .element("h2", "Other findings on this host", "id", "others")
                .open("ul", "class", "findings");
        int shown = Math.min(Reasons.MAX_FINDINGS, report.unplaced().size());
        for (Finding finding : report.unplaced().subList(0, shown)) {
            page.open("li").open("strong").element("code", finding.layer());
            page.text(": " + Wording.insideSentence(finding.code().title())).close();
            page.open("p").sentence(Reasons.message(finding)).close();
            if (finding.hasRemedy()) {
                page.open("div");
                reasons.remedy(finding.remedy());
                page.close();
            }
            reasons.grounds(finding);
            page.closeLine();
        }
        page.close();
        if (shown < report.unplaced().size()) {
            page.element("p", "… " + Wording.count(report.unplaced().size() - shown, "more", "more"));
        }
        page.closeLine();
    }

    private void host() {
        Host host = report.host();
        page.open("section", "class", "card", "aria-labelledby", "host")
                .element("h2", "This host", "id", "host")
                .open("dl");
        StackFacts.fact(page, "hostname", hostname(host));
        StackFacts.fact(page, "distribution", Wording.distribution(host).orElse("unknown"));
        StackFacts.fact(
                page,
                "kernel",
                host.kernel().value().map(release -> release.text()).orElse("unknown"));
        StackFacts.fact(
                page,
                "judged as",
                report.judgedAs().map(version -> "Linux " + version).orElse("every kernel that it may be"));
        StackFacts.fact(page, "architecture", host.architecture().value().orElse("unknown"));
        StackFacts.fact(
                page,
                "page size",
                host.pageSize().value().map(size -> size + " bytes").orElse("unknown"));
        StackFacts.fact(page, "block devices", "" + host.devices().size());
        StackFacts.fact(page, "read from", host.source());
        StackFacts.fact(page, "collected", host.collected().value().orElse("unknown"));
        page.close().closeLine();
    }
}
