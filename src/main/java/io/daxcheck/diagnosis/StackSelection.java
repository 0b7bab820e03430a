package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.mount.MountTable;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.NaturalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which stacks of a host a check is about. */
final class StackSelection {
    private final StorageGraph graph;
    private final MountTable mounts;

    StackSelection(StorageGraph graph, MountTable mounts) {
        this.graph = graph;
        this.mounts = mounts;
    }

    /** Every device that nothing is stacked on and DAX matters for, or with {@code all} every device, by name. */
    List<Stack> stacks(boolean all) {
        List<Stack> stacks = new ArrayList<>();
        for (BlockDevice device : graph.host().devices().values()) {
            // LVM does not offer its hidden volumes for mounts: one of them is a linear device over each thin pool.
            boolean isTop = graph.isTop(device)
                    && !device.isExtendedPartition()
                    && !LogicalVolume.of(device).map(LogicalVolume::isHidden).orElse(false);
            // DAX is requested of some devices that others are stacked on.
            if (all || isTop || isAskedForDax(device)) {
                Stack stack = graph.stack(device);
                if (all || !isTop || isRelevant(stack)) {
                    stacks.add(stack);
                }
            }
        }
        stacks.sort(new ByName());
        return stacks;
    }

    private static final class ByName implements Comparator<Stack> {
        @Override
        public int compare(Stack one, Stack other) {
            return NaturalOrder.compare(one.top().name(), other.top().name());
        }
    }

    private boolean isRelevant(Stack stack) {
        for (BlockDevice layer : stack.layers()) {
            if (layer.mayHaveDax()) {
                return true;
            }
        }
        return !KernelCandidate.isSound(stack) || isAskedForDax(stack.top());
    }

    private boolean isAskedForDax(BlockDevice device) {
        if (mounts.isMountedWithDax(device)) {
            return true;
        }
        for (ConfiguredMount mount : mounts.configuredOn(device)) {
            if (mount.daxOption().asksForDax()) {
                return true;
            }
        }
        return false;
    }
}
