package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import java.util.List;

/**
 * A device and everything below it.
 *
 * @param layers each device once, every device before the ones that it is stacked on: the top first
 * @param loop names of devices that are stacked on themselves, directly or through others; empty in any table that a
 *     kernel has loaded
 * @param depth layers on the longest way down, counting the top; {@link #TOO_LARGE} where what lies below was not
 *     followed
 */
public record Stack(List<BlockDevice> layers, List<String> loop, int depth) {
    /** A depth that no stack has. */
    public static final int TOO_LARGE = Integer.MAX_VALUE;

    public Stack {
        layers = List.copyOf(layers);
        loop = List.copyOf(loop);
    }

    /** Whether a device is one of the layers. */
    public boolean has(BlockDevice device) {
        for (BlockDevice layer : layers) {
            if (layer.name().equals(device.name())) {
                return true;
            }
        }
        return false;
    }

    public BlockDevice top() {
        return layers.get(0);
    }
}
