package io.daxcheck.diagnosis;

import io.daxcheck.diagnosis.LogIndex.LoggedLine;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.NaturalOrder;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cause of a failed lvextend, lvcreate --snapshot, lvconvert or pvmove: the kernel refused a table that would remove DAX
 * from a device. Its line in the log names no device.
 */
final class RefusedTables {
    private static final int MAX_NAMED = 3;

    private final StorageGraph graph;
    private final List<LoggedLine> lines = new ArrayList<>();

    RefusedTables(StorageGraph graph, LogIndex index) {
        this.graph = graph;
        for (LoggedLine logged : index.lines()) {
            if (isOne(logged)) {
                lines.add(logged);
            }
        }
    }

    /** Whether a line says that a table was refused. */
    static boolean isOne(LoggedLine logged) {
        return logged.message().isPresent()
                && switch (logged.message().get()) {
                    case TABLE_WITHOUT_DAX, TABLE_WITHOUT_DAX_BEFORE_5_0 -> true;
                    default -> false;
                };
    }

    /** A finding where one of these stacks may be what the refused tables were for. */
    List<Finding> among(List<Stack> stacks) {
        List<BlockDevice> candidates = candidates(stacks);
        return lines.isEmpty() || candidates.isEmpty() ? List.of() : List.of(refused(candidates));
    }

    /** The devices that have DAX and were made by device-mapper, in these stacks. */
    private static List<BlockDevice> candidates(List<Stack> stacks) {
        Map<String, BlockDevice> found = new HashMap<>();
        for (Stack stack : stacks) {
            for (BlockDevice layer : stack.layers()) {
                if (layer.dm().isPresent() && layer.queueDax().is(true)) {
                    found.put(layer.name(), layer);
                }
            }
        }
        List<BlockDevice> sorted = new ArrayList<>(found.values());
        sorted.sort((one, other) -> NaturalOrder.compare(one.name(), other.name()));
        return sorted;
    }

    private Finding refused(List<BlockDevice> candidates) {
        List<Evidence> evidence = new ArrayList<>();
        for (LoggedLine logged :
                lines.subList(Math.max(0, lines.size() - KernelLogFindings.MAX_QUOTED), lines.size())) {
            evidence.add(logged.evidence());
        }
        Optional<BlockDevice> only = candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
        String what = lines.size() == 1 ? "a new table" : lines.size() + " new tables";
        return new Finding(
                FindingCode.TABLE_KEEPS_DAX,
                Severity.INFO,
                only.map(BlockDevice::name).orElse("kernel"),
                "the kernel refused " + what + " for "
                        + (only.isPresent() ? only.get().name() : "one of " + names(candidates))
                        + ": without DAX, for a device that had DAX when it was activated. So an lvextend, lvcreate "
                        + "--snapshot, lvconvert or pvmove failed",
                evidence,
                remedy(only));
    }

    private static String names(List<BlockDevice> candidates) {
        StringBuilder names = new StringBuilder();
        for (BlockDevice device : candidates.subList(0, Math.min(MAX_NAMED, candidates.size()))) {
            names.append(names.isEmpty() ? "" : ", ").append(device.name());
        }
        return candidates.size() <= MAX_NAMED
                ? names.toString()
                : names + " and " + (candidates.size() - MAX_NAMED) + " more";
    }

    private Remedy remedy(Optional<BlockDevice> only) {
        Optional<LogicalVolume> volume = only.flatMap(LogicalVolume::of);
        String text =
                "Extend it onto fsdax namespaces only: that is possible under a mount with dax. For anything else "
                        + "unmount it, deactivate it, repeat the command and activate it: it has no DAX then";
        if (volume.isEmpty() || volume.get().isHidden()) {
            return Remedy.advice(text);
        }
        List<String> commands = new ArrayList<>();
        for (Mount mount : graph.mountsOf(only.orElseThrow())) {
            commands.add("umount " + ShellWord.argument(mount.target()));
        }
        commands.add("lvchange --activate n " + ShellWord.argument(volume.get().path()));
        return new Remedy(text, commands, false);
    }
}
