package io.daxcheck.report.html;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Page;
import io.daxcheck.report.Wording;
import io.daxcheck.report.text.StackTree;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The report as one page that needs nothing else: each stack as a picture, the layer at fault marked in it, why, what to
 * type, and what that rests on. It has no script, and is of bounded size for a stack of any size.
 */
public final class HtmlReport {
    /** Stacks that have a picture and all that is said of them; the others are in the table. */
    private static final int MAX_STACKS = 200;
    /** Stacks that the table lists, the worst first. */
    private static final int MAX_ROWS = 2000;

    private static final int MAX_FINDINGS = 50;
    private static final int MAX_EVIDENCE = 20;
    private static final int MAX_RANGES = 20;
    private static final int MAX_OPTIONS = 40;
    private static final int MAX_MOUNTS = 10;
    private static final int TREE_COLUMNS = 96;

    private final Set<Filesystem> filesystems;
    private final HostReport report;
    private final Markup page;

    private final Optional<String> overview;

    private HtmlReport(HostReport report, Set<Filesystem> filesystems, Optional<String> overview) {
        this.report = report;
        this.filesystems = filesystems;
        this.overview = overview;
        page = HtmlPage.start("daxcheck: " + hostname(report.host()), null);
    }

    /**
     * The whole page, in ASCII.
     *
     * @param filesystems those to answer for
     */
    public static String of(HostReport report, Set<Filesystem> filesystems) {
        return of(report, filesystems, Optional.empty());
    }

    /**
     * The whole page, as one of several.
     *
     * @param overview relative address of the page that lists all hosts
     */
    public static String of(HostReport report, Set<Filesystem> filesystems, Optional<String> overview) {
        return new HtmlReport(report, filesystems, overview).write();
    }

    /** Returns the place of each stack on its page, in the order of the report; empty for one that has no place. */
    static List<Optional<String>> places(HostReport report) {
        List<Integer> order = new ArrayList<>();
        List<Optional<String>> places = new ArrayList<>();
        for (int i = 0; i < report.stacks().size(); i++) {
            order.add(i);
            places.add(Optional.empty());
        }
        order.sort(Comparator.comparingInt(i -> rank(report.stacks().get(i))));
        for (int i = 0; i < Math.min(MAX_STACKS, order.size()); i++) {
            places.set(order.get(i), Optional.of(place(i)));
        }
        return places;
    }

    private static String place(int index) {
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
            stack(stacks.get(i), place(i), stacks.size() == 1);
        }
        beside();
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
        if (report.isWhatIf()) {
            page.element("p", "What if: judged as another kernel than the one that the host runs.", "class", "lead");
        }
        page.closeLine();
    }

    private void overview(List<StackReport> stacks) {
        page.open("section", "class", "card", "aria-labelledby", "overview").element("h2", "Stacks", "id", "overview");
        if (stacks.isEmpty()) {
            page.element("p", Wording.noStack(report.host()));
            page.closeLine();
            return;
        }
        page.open("div", "class", "table", "tabindex", "0", "role", "region", "aria-label", "Table of stacks")
                .open("table", "class", "stacks")
                .open("thead")
                .open("tr");
        for (String column : List.of("Verdict", "Device", "Size", "At fault", "What to do first")) {
            page.element("th", column, "scope", "col");
        }
        page.close().close().open("tbody");
        int rows = Math.min(MAX_ROWS, stacks.size());
        for (int i = 0; i < rows; i++) {
            overviewRow(stacks.get(i), i < MAX_STACKS ? "#" + place(i) : null);
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
                            + "-o FILE TARGET.");
        }
        page.closeLine();
    }

    private void overviewRow(StackReport stack, String link) {
        BlockDevice top = stack.stack().top();
        page.open("tr").open("td");
        badge(stack.effectiveVerdict());
        page.close().open("td");
        if (link == null) {
            page.element("code", DevicePath.of(top));
        } else {
            page.open("a", "href", link).element("code", DevicePath.of(top)).close();
        }
        page.close().element("td", size(top)).open("td");
        List<Finding> actions = actions(stack);
        if (!actions.isEmpty()) {
            Finding worst = actions.get(0);
            page.element("code", worst.layer())
                    .text(": " + Wording.insideSentence(worst.code().title()));
        }
        page.close().open("td");
        for (Finding finding : actions) {
            if (finding.hasRemedy()) {
                page.text(finding.remedy().text());
                break;
            }
        }
        page.close().closeLine();
    }

    private static List<Finding> actions(StackReport stack) {
        List<Finding> actions = new ArrayList<>();
        for (Finding finding : stack.findings()) {
            if (finding.severity() != Severity.INFO && actions.size() < MAX_FINDINGS) {
                actions.add(finding);
            }
        }
        return actions;
    }

    private void badge(Verdict verdict) {
        page.element(
                "span",
                Wording.word(verdict),
                "class",
                "badge " + Tone.of(verdict).style());
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
        String style = Tone.of(stack.effectiveVerdict()).style();
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
                stack.effectiveVerdict().word(),
                "data-device",
                stack.stack().top().name());
        page.open("div", "class", "title");
        badge(stack.effectiveVerdict());
        page.open("h2", "id", id + "-name")
                .element("code", DevicePath.of(stack.stack().top()))
                .close();
        page.element("span", size(stack.stack().top()), "class", "size").close();
        atFault(stack);
        outcomes(stack);
        if (folded) {
            page.open("details").element("summary", "Picture and facts");
        }
        List<Finding> actions = actions(stack);
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
            next(id, actions, plan);
            page.closeLine();
        }
        page.closeLine();
        onDevice(stack);
        why(stack, id, actions);
        facts(stack);
        if (folded) {
            page.close();
        }
        page.closeLine();
    }

    /** The sentence that somebody reads who reads only one. */
    private void atFault(StackReport stack) {
        List<Finding> actions = actions(stack);
        if (actions.isEmpty()) {
            return;
        }
        Finding worst = actions.get(0);
        page.open("p", "class", "verdict-line")
                .text(worst.severity() == Severity.WARNING ? "Look at " : "At fault: ")
                .open("strong")
                .element("code", worst.layer())
                .close()
                .text(", " + Wording.insideSentence(worst.code().title()) + ".")
                .close();
    }

    /** Filesystems that get the same stand together. */
    private void outcomes(StackReport stack) {
        Map<String, List<String>> byOutcome = new LinkedHashMap<>();
        for (Filesystem filesystem : Filesystem.values()) {
            if (filesystems.contains(filesystem)) {
                String outcome = Wording.outcome(stack.filesystems().get(filesystem), stack.verdict());
                byOutcome.computeIfAbsent(outcome, key -> new ArrayList<>()).add(filesystem.word());
            }
        }
        page.open("ul", "class", "outcomes");
        byOutcome.forEach((outcome, names) -> page.open("li")
                .element("b", String.join(", ", names))
                .text(" " + outcome)
                .close());
        page.closeLine();
    }

    private void figure(StackReport stack, String id, List<Finding> actions) {
        page.open("figure");
        new StackPicture(page, id, report.graph(), stack, actions).draw();
        page.open("figcaption").text("Bars are to scale. ");
        if (!actions.isEmpty()) {
            page.text("Hatched is at fault or hazardous; the numbers are those of the reasons below.");
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

    /** What is beside the plan; all where no plan leads to DAX. */
    private void next(String id, List<Finding> actions, Plan plan) {
        if (!hasRemedy(actions, plan)) {
            return;
        }
        page.open("ul", "class", "steps");
        for (int i = 0; i < actions.size(); i++) {
            Finding finding = actions.get(i);
            if (finding.hasRemedy() && !plan.covers(finding)) {
                page.open("li");
                reference(i + 1, finding, id);
                remedy(finding.remedy());
                page.closeLine();
            }
        }
        page.closeLine();
    }

    /** The number of a finding, which leads to it. */
    private void reference(int number, Finding finding, String id) {
        page.open(
                        "a",
                        "class",
                        "ref " + Tone.of(finding.severity()).style(),
                        "href",
                        "#" + id + "-finding-" + number,
                        "aria-label",
                        "Reason " + number)
                .text("" + number)
                .close();
    }

    private void remedy(Remedy remedy) {
        page.text(remedy.text() + ". ");
        PlanSteps steps = new PlanSteps(page);
        if (remedy.destructive()) {
            steps.effect(remedy.effect(), "destructive: destroys the data there");
        } else if (!remedy.commands().isEmpty()) {
            steps.effect(remedy.effect(), remedy.effect().word());
        }
        for (String command : remedy.commands()) {
            steps.command(command);
        }
    }

    // ------------------------------------------------------------------------------------------------- why

    private void why(StackReport stack, String id, List<Finding> actions) {
        List<Finding> notes = new ArrayList<>();
        int all = 0;
        for (Finding finding : stack.findings()) {
            if (finding.severity() == Severity.INFO) {
                notes.add(finding);
            } else {
                all++;
            }
        }
        if (!actions.isEmpty()) {
            page.open("div", "class", "why").element("h3", "Why").open("ol", "class", "findings");
            for (int i = 0; i < actions.size(); i++) {
                finding(actions.get(i), i + 1, id);
            }
            page.close();
            if (all > actions.size()) {
                page.element("p", "… " + Wording.count(all - actions.size(), "more reason", "more reasons"));
            }
            page.closeLine();
        }
        notes(notes);
    }

    private void notes(List<Finding> notes) {
        if (notes.isEmpty()) {
            return;
        }
        page.open("div", "class", "why").element("h3", "Good to know").open("ul", "class", "findings");
        for (Finding note : notes.subList(0, Math.min(MAX_FINDINGS, notes.size()))) {
            page.open("li").text(message(note));
            if (note.hasRemedy()) {
                page.open("details").element("summary", "What to do about it").open("div");
                remedy(note.remedy());
                page.close().close();
            }
            grounds(note);
            page.closeLine();
        }
        page.close().closeLine();
    }

    private void finding(Finding finding, int number, String id) {
        page.open("li", "id", id + "-finding-" + number)
                .open("strong")
                .element(
                        "span",
                        "" + number,
                        "class",
                        "ref " + Tone.of(finding.severity()).style())
                .element("code", finding.layer())
                .text(": " + Wording.insideSentence(finding.code().title()))
                .close()
                .element("p", message(finding));
        grounds(finding);
        page.closeLine();
    }

    /** Folded: what Linux does there, how to see it by hand, and the facts of this host. */
    private void grounds(Finding finding) {
        page.open("details").open("summary").text("Evidence and kernel source: ");
        page.element("code", finding.code().code()).close();
        Page explained = Page.of(finding.code());
        page.element("p", explained.why());
        page.open("dl");
        int shown = Math.min(MAX_EVIDENCE, finding.evidence().size());
        for (Evidence evidence : finding.evidence().subList(0, shown)) {
            page.open("dt").element("code", evidence.source()).close();
            page.open("dd").element("code", evidence.fact()).close();
        }
        if (shown < finding.evidence().size()) {
            page.element("dt", "…")
                    .element("dd", Wording.count(finding.evidence().size() - shown, "more", "more"));
        }
        page.element("dt", "to check")
                .open("dd")
                .element("code", explained.check())
                .close();
        if (explained.source().isPresent()) {
            page.element("dt", "kernel source").element("dd", explained.source().get());
        }
        page.close().close();
    }

    private static String message(Finding finding) {
        return sentence(finding.message()) + (finding.silenced() ? " (silenced)" : "");
    }

    /** With a capital, unless it begins with a name. */
    private static String sentence(String message) {
        int end = 0;
        while (end < message.length() && message.charAt(end) >= 'a' && message.charAt(end) <= 'z') {
            end++;
        }
        boolean isWord = end > 0 && end < message.length() && message.charAt(end) == ' ';
        String text = isWord ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
        return text.endsWith(".") ? text : text + ".";
    }

    // ----------------------------------------------------------------------------------------------- facts

    /** What is on the device now, and what is configured to be mounted. */
    private void onDevice(StackReport stack) {
        if (stack.onDevice().isEmpty() && stack.configured().isEmpty()) {
            return;
        }
        page.open("div", "class", "why").element("h3", "On it now").open("dl");
        stack.onDevice().ifPresent(filesystem -> {
            fact("filesystem", superblock(filesystem));
            filesystem.outcome().ifPresent(outcome -> fact("mount -o dax", Wording.outcome(outcome, stack.verdict())));
            filesystem.mounted().ifPresent(this::mounted);
        });
        int shown = Math.min(MAX_MOUNTS, stack.configured().size());
        for (ConfiguredFilesystem filesystem : stack.configured().subList(0, shown)) {
            page.element("dt", filesystem.mount().source()).open("dd");
            page.element(
                            "code",
                            filesystem.mount().target() + " "
                                    + options(filesystem.mount().options()))
                    .text("; DAX after the next mount: " + filesystem.next().word())
                    .close();
        }
        if (shown < stack.configured().size()) {
            fact("…", Wording.count(stack.configured().size() - shown, "more", "more"));
        }
        page.close().closeLine();
    }

    private void mounted(FilesystemOnDevice.Mounted mounted) {
        page.element("dt", "mounted on")
                .open("dd")
                .element("code", mounted.target())
                .close();
        page.element("dt", "options")
                .open("dd")
                .element("code", options(mounted.options()))
                .close();
        fact("requests DAX", mounted.daxRequested() ? "yes" : "no");
        fact("DAX active", mounted.daxActive().word());
    }

    private static String superblock(FilesystemOnDevice onDevice) {
        StringBuilder text = new StringBuilder(onDevice.superblock().type());
        if (onDevice.superblock().blockSize() > 0) {
            text.append(", blocks of ").append(Sizes.bytes(onDevice.superblock().blockSize()));
        }
        if (!onDevice.superblock().complete()) {
            text.append(", by ").append(onDevice.source());
        } else if (!onDevice.superblock().features().isEmpty()) {
            text.append(", ").append(String.join(" ", onDevice.superblock().features()));
        }
        return text.toString();
    }

    private static String options(List<String> options) {
        int shown = Math.min(MAX_OPTIONS, options.size());
        return options.isEmpty()
                ? "defaults"
                : String.join(",", options.subList(0, shown)) + (shown < options.size() ? ",…" : "");
    }

    private void facts(StackReport stack) {
        BlockDevice top = stack.stack().top();
        page.open("details").element("summary", "The stack as text, and its facts");
        StackTree tree =
                new StackTree(new Terminal(false, true, TREE_COLUMNS), TREE_COLUMNS, report.graph(), stack.findings());
        page.open("pre", "class", "tree", "tabindex", "0")
                .lines(tree.of(stack.stack()))
                .close();
        page.open("dl");
        fact(
                "device",
                top.name() + top.number().value().map(number -> ", " + number).orElse(""));
        top.dm()
                .flatMap(dm -> dm.uuid().value())
                .filter(uuid -> !uuid.isEmpty())
                .ifPresent(uuid -> fact("dm uuid", uuid));
        fact("layers", stack.stack().layers().size() + ", " + stack.stack().depth() + " deep");
        fact("basis", stack.basis().word());
        fact(
                "queue/dax",
                "observed " + Wording.flag(stack.observed()) + ", predicted " + Wording.flag(stack.predicted()));
        if (!stack.hazardRanges().isEmpty()) {
            fact("hazardous", Sizes.bytes(stack.hazardBytes()) + ": " + ranges(stack));
        }
        page.close().close();
    }

    private static String ranges(StackReport stack) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(MAX_RANGES, stack.hazardRanges().size());
        for (HazardRange range : stack.hazardRanges().subList(0, shown)) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(range.hazard().word())
                    .append(", ")
                    .append(range.length())
                    .append(" sectors from ")
                    .append(range.start());
        }
        int more = stack.hazardRanges().size() - shown;
        if (more > 0) {
            text.append("; … ")
                    .append(stack.hazardRangesTruncated() ? "more than " : "")
                    .append(Wording.count(more, "more range", "more ranges"));
        }
        return text.toString();
    }

    private void fact(String name, String value) {
        page.element("dt", name).element("dd", value);
    }

    // -------------------------------------------------------------------------------------- beside the stacks

    private void beside() {
        if (report.unplaced().isEmpty()) {
            return;
        }
        page.open("section", "class", "card", "aria-labelledby", "beside")
                .element("h2", "Beside the stacks", "id", "beside")
                .open("ul", "class", "findings");
        int shown = Math.min(MAX_FINDINGS, report.unplaced().size());
        for (Finding finding : report.unplaced().subList(0, shown)) {
            page.open("li").open("strong").element("code", finding.layer());
            page.text(": " + Wording.insideSentence(finding.code().title())).close();
            page.element("p", message(finding));
            if (finding.hasRemedy()) {
                page.open("div");
                remedy(finding.remedy());
                page.close();
            }
            grounds(finding);
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
        fact("hostname", hostname(host));
        fact("distribution", Wording.distribution(host).orElse("unknown"));
        fact("kernel", host.kernel().value().map(release -> release.text()).orElse("unknown"));
        fact("judged as", report.judgedAs().map(version -> "Linux " + version).orElse("every kernel that it may be"));
        fact("architecture", host.architecture().value().orElse("unknown"));
        fact("page size", host.pageSize().value().map(size -> size + " bytes").orElse("unknown"));
        fact("block devices", "" + host.devices().size());
        fact("read from", host.source());
        page.close().closeLine();
    }
}
