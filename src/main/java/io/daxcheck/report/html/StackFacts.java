package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.Wording;
import io.daxcheck.report.text.StackTree;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.text.Sizes;
import java.util.List;

/** The facts of a stack: what is on it, its layers as text, and what was read of it. */
final class StackFacts {
    private static final int MAX_RANGES = 20;
    private static final int MAX_OPTIONS = 40;
    private static final int MAX_MOUNTS = 10;
    private static final int TREE_COLUMNS = 96;

    private final Markup page;
    private final StorageGraph graph;

    StackFacts(Markup page, StorageGraph graph) {
        this.page = page;
        this.graph = graph;
    }

    /** What is on the device now, and what is configured to be mounted. */
    void onDevice(StackReport stack) {
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
                    .text("; DAX after the next mount: " + filesystem.next().id())
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
        fact("DAX active", mounted.daxActive().id());
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

    void facts(StackReport stack) {
        BlockDevice top = stack.stack().top();
        page.open("details").element("summary", "The stack as text, and its facts");
        StackTree tree = new StackTree(new Terminal(false, true, TREE_COLUMNS), TREE_COLUMNS, graph, stack.findings());
        page.open("pre", "class", "tree", "tabindex", "0")
                .lines(tree.of(stack.stack(), stack.onDevice()))
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
        fact("basis", stack.basis().id());
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
                    .append(range.hazard().id())
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
        fact(page, name, value);
    }

    /** Writes a row of a list of facts. */
    static void fact(Markup page, String name, String value) {
        page.element("dt", name).element("dd", value);
    }
}
