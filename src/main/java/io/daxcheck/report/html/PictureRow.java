package io.daxcheck.report.html;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Layers of a stack side by side: each below everything that is stacked on it. A stack of any size has a bounded number
 * of rows of a bounded number of layers, those at fault among them; the rest is counted.
 *
 * @param devices those that are drawn; none where the row replaces levels that are left out
 * @param moreDevices of the same level that are left out
 * @param levels that this row replaces: 1, or more where they are left out
 */
record PictureRow(List<BlockDevice> devices, int moreDevices, int levels) {
    private static final int MAX_COLUMNS = 4;
    private static final int FIRST_LEVELS = 4;
    private static final int LAST_LEVELS = 2;
    private static final int FAULTY_LEVELS = 4;

    PictureRow {
        devices = List.copyOf(devices);
    }

    /** Whether it replaces levels that are left out. */
    boolean isGap() {
        return devices.isEmpty();
    }

    /** Boxes side by side, the one that counts what is left out too. */
    int columns() {
        return Math.max(1, devices.size() + (moreDevices > 0 ? 1 : 0));
    }

    /** All of a stack, the top first. */
    static List<PictureRow> of(Stack stack, StorageGraph graph, FaultMarks faults) {
        List<List<BlockDevice>> levels = levels(stack, graph);
        List<PictureRow> rows = new ArrayList<>();
        int leftOut = 0;
        int faulty = 0;
        for (int i = 0; i < levels.size(); i++) {
            boolean shown = i < FIRST_LEVELS || i >= levels.size() - LAST_LEVELS;
            if (!shown && faulty < FAULTY_LEVELS && hasFault(levels.get(i), faults)) {
                faulty++;
                shown = true;
            }
            if (!shown) {
                leftOut++;
                continue;
            }
            if (leftOut > 0) {
                rows.add(new PictureRow(List.of(), 0, leftOut));
                leftOut = 0;
            }
            rows.add(row(levels.get(i), faults));
        }
        return rows;
    }

    private static List<List<BlockDevice>> levels(Stack stack, StorageGraph graph) {
        Map<String, Integer> depth = new HashMap<>();
        Set<String> done = new HashSet<>();
        List<List<BlockDevice>> levels = new ArrayList<>();
        for (BlockDevice device : stack.layers()) {
            int level = depth.getOrDefault(device.name(), 0);
            while (levels.size() <= level) {
                levels.add(new ArrayList<>());
            }
            levels.get(level).add(device);
            done.add(device.name());
            for (BlockDevice lower : graph.below(device)) {
                // In a table that no kernel loads, a device may lie above itself.
                if (!done.contains(lower.name())) {
                    depth.merge(lower.name(), level + 1, Math::max);
                }
            }
        }
        levels.removeIf(List::isEmpty);
        orderAsNamed(levels, graph);
        return levels;
    }

    /** Below a table its legs in the order in which it names them, so that lines cross as little as they can. */
    private static void orderAsNamed(List<List<BlockDevice>> levels, StorageGraph graph) {
        Map<String, Integer> order = new HashMap<>();
        for (List<BlockDevice> level : levels) {
            level.sort(Comparator.comparingInt(device -> order.getOrDefault(device.name(), 0)));
            for (BlockDevice device : level) {
                for (BlockDevice lower : graph.below(device)) {
                    order.putIfAbsent(lower.name(), order.size());
                }
            }
        }
    }

    private static boolean hasFault(List<BlockDevice> level, FaultMarks faults) {
        for (BlockDevice device : level) {
            if (faults.isAbout(device)) {
                return true;
            }
        }
        return false;
    }

    /** As many as fit, those at fault for sure, in their order. */
    private static PictureRow row(List<BlockDevice> level, FaultMarks faults) {
        if (level.size() <= MAX_COLUMNS) {
            return new PictureRow(level, 0, 1);
        }
        int room = MAX_COLUMNS - 1;
        Set<BlockDevice> chosen = new HashSet<>();
        for (BlockDevice device : level) {
            if (chosen.size() < room && faults.isAbout(device)) {
                chosen.add(device);
            }
        }
        for (BlockDevice device : level) {
            if (chosen.size() < room) {
                chosen.add(device);
            }
        }
        List<BlockDevice> shown = new ArrayList<>();
        for (BlockDevice device : level) {
            if (chosen.contains(device)) {
                shown.add(device);
            }
        }
        return new PictureRow(shown, level.size() - shown.size(), 1);
    }
}
