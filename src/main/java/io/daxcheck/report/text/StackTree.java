package io.daxcheck.report.text;

import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.NamedDevice;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A stack as lines of a tree, the layers at fault marked in it. */
public final class StackTree {
    /** Lines that a tree has at most; the rest is counted. */
    private static final int MAX_LINES = 40;
    /** Targets of one table that are listed, those at fault first. */
    private static final int MAX_TARGETS = 8;

    private static final String MARK_GAP = "   ";
    private static final int MARK_COLOR = 31;

    private final Terminal terminal;
    private final int columns;
    private final StorageGraph graph;
    private final FaultMarks faults;
    private final List<String> lines = new ArrayList<>();
    private final Set<String> printed = new HashSet<>();

    /**
     * @param columns that a line may take
     * @param findings about the stack, the worst first
     */
    public StackTree(Terminal terminal, int columns, StorageGraph graph, List<Finding> findings) {
        this.terminal = terminal;
        this.columns = columns;
        this.graph = graph;
        this.faults = new FaultMarks(graph, findings);
    }

    /**
     * Returns the lines of a stack.
     *
     * @param contents of the top: the other devices of a filesystem come after the stack
     */
    public List<String> of(Stack stack, Optional<FilesystemOnDevice> contents) {
        BlockDevice top = stack.top();
        add("", "", describe(top), mark(faults.of(top)));
        printed.add(top.name());
        below(top, "");
        if (contents.isPresent()) {
            for (NamedDevice other : contents.get().others()) {
                String role = ", " + other.role() + " of the "
                        + terminal.text(contents.get().superblock().type());
                if (other.device().isPresent()) {
                    BlockDevice device = other.device().get();
                    add("", "", describe(device) + role, mark(faults.of(device)));
                    below(device, "");
                } else {
                    add("", "", terminal.text(other.name()) + ", which was not found" + role);
                }
            }
        }
        if (lines.size() > MAX_LINES) {
            int more = lines.size() - MAX_LINES;
            List<String> shown = new ArrayList<>(lines.subList(0, MAX_LINES));
            shown.add(terminal.glyph("…", "...") + " and " + more + " more lines");
            return shown;
        }
        return lines;
    }

    private void below(BlockDevice device, String indent) {
        if (lines.size() > MAX_LINES) {
            return;
        }
        Optional<DmTable> table =
                device.dm().isEmpty() ? Optional.empty() : graph.table(device).value();
        if (table.isPresent()) {
            targets(device, table.get(), indent);
            return;
        }
        List<BlockDevice> lower = graph.below(device);
        for (int i = 0; i < lower.size(); i++) {
            branch(lower.get(i), "", "", "", indent, i == lower.size() - 1);
        }
    }

    private void targets(BlockDevice device, DmTable table, String indent) {
        List<DmTarget> shown = faults.shown(device, table.targets(), MAX_TARGETS);
        int hidden = table.targets().size() - shown.size();
        for (int i = 0; i < shown.size(); i++) {
            DmTarget target = shown.get(i);
            boolean lastTarget = i == shown.size() - 1 && hidden == 0;
            String range = "%s %s %s  %s"
                    .formatted(
                            target.start() == 0 ? "0" : Sizes.bytes(target.start() * 512),
                            terminal.glyph("–", "-"),
                            Sizes.bytes(target.end() * 512),
                            terminal.text(target.type()));
            if (target.chunkSectors() > 0) {
                range += " in chunks of " + Sizes.bytes(target.chunkSectors() * 512);
            }
            String mark = mark(faults.of(device, target));
            if (target.legs().size() == 1) {
                leg(target.legs().get(0), range + "  ", mark, indent, lastTarget);
                continue;
            }
            String deeper = indent + trunk(lastTarget);
            add(indent + elbow(lastTarget), deeper, range, mark);
            int legs = Math.min(MAX_TARGETS, target.legs().size());
            for (int k = 0; k < legs; k++) {
                leg(target.legs().get(k), "", "", deeper, k == target.legs().size() - 1);
            }
            if (legs < target.legs().size()) {
                lines.add(deeper + elbow(true) + (target.legs().size() - legs) + " more legs");
            }
        }
        if (hidden > 0) {
            lines.add(indent + elbow(true) + hidden + " more targets");
        }
    }

    private void leg(DmTarget.Leg leg, String before, String mark, String indent, boolean last) {
        String place = leg.startSectors() > 0 ? " at sector " + leg.startSectors() : "";
        Optional<BlockDevice> lower = graph.resolve(leg.device());
        if (lower.isPresent()) {
            branch(lower.get(), before, place, mark, indent, last);
        } else {
            String missing = terminal.text(leg.device()) + ", which was not found";
            add(indent + elbow(last), indent + trunk(last), before + missing + place, mark);
        }
    }

    private void branch(BlockDevice device, String before, String place, String mark, String indent, boolean last) {
        boolean again = !printed.add(device.name());
        String repeated = again && !graph.below(device).isEmpty() ? " (as above)" : "";
        String text = before + describe(device) + place + repeated;
        add(indent + elbow(last), indent + trunk(last), text, mark, mark(faults.of(device)));
        if (!again) {
            below(device, indent + trunk(last));
        }
    }

    private String describe(BlockDevice device) {
        String what = DevicePath.what(device, graph);
        return terminal.text(device.name() + (what.isEmpty() ? "" : "  " + what));
    }

    // ----------------------------------------------------------------------------------------------- marks

    /** What is wrong with a layer or a target of it; empty where nothing is. */
    private String mark(Optional<Finding> fault) {
        return fault.isEmpty()
                ? ""
                : terminal.glyph("◀ ", "<== ")
                        + Wording.insideSentence(fault.get().code().title());
    }

    // ----------------------------------------------------------------------------------------------- lines

    /**
     * Adds a branch, its marks at its end or on lines of their own below it.
     *
     * @param lead what its first line starts with
     * @param next what every other line starts with
     */
    private void add(String lead, String next, String text, String... marks) {
        List<String> wrapped = Wrapping.lines(lead, next, text, columns);
        lines.addAll(wrapped);
        int width = wrapped.get(wrapped.size() - 1).length();
        for (String mark : marks) {
            if (mark.isEmpty()) {
                continue;
            }
            if (width + MARK_GAP.length() + mark.length() <= columns) {
                int last = lines.size() - 1;
                lines.set(last, lines.get(last) + MARK_GAP + terminal.colored(MARK_COLOR, mark));
                width += MARK_GAP.length() + mark.length();
                continue;
            }
            String indent = next + MARK_GAP;
            for (String line : Wrapping.lines("", "", mark, columns - indent.length())) {
                lines.add(indent + terminal.colored(MARK_COLOR, line));
            }
            width = columns;
        }
    }

    private String elbow(boolean last) {
        return last ? terminal.glyph("└─ ", "`- ") : terminal.glyph("├─ ", "|- ");
    }

    private String trunk(boolean last) {
        return last ? "   " : terminal.glyph("│  ", "|  ");
    }
}
