package io.daxcheck.mount;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Mount;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filesystems that have a log, a realtime section or other data on a device that they are not mounted from: mounts and
 * lines of fstab whose options name it. No mount of that device shows this.
 */
public final class OtherDevices {
    /**
     * A filesystem that needs the device.
     *
     * @param option up to the equals sign: {@code rtdev=}
     * @param target the directory
     * @param data the device that is mounted; empty where the host shows none of its name
     * @param isMounted whether it is mounted now, and not only configured
     */
    public record Use(String option, String target, Optional<BlockDevice> data, boolean isMounted) {
        /** What the device is to the filesystem. */
        public String role() {
            return switch (option) {
                case "rtdev=" -> "the realtime device";
                case "device=" -> "a data device";
                default -> "the log";
            };
        }
    }

    private final List<NamedUse> uses = new ArrayList<>();

    private record NamedUse(BlockDevice device, Use use) {}

    /** Of all that is mounted or configured on a host. */
    public OtherDevices(StorageGraph graph) {
        MountTable table = new MountTable(graph);
        for (Mount mount : graph.host().mounts().value().orElse(List.of())) {
            add(table, mount.options(), mount.target(), graph.host().device(mount.device()), true);
        }
        for (ConfiguredMount mount : graph.host().configuredMounts()) {
            add(table, mount.options(), mount.target(), graph.names().findConfigured(mount.device()), false);
        }
    }

    private void add(
            MountTable table, List<String> options, String target, Optional<BlockDevice> data, boolean isMounted) {
        for (NamedDevice named : table.devicesIn(options)) {
            if (named.device().isPresent() && !isKnown(named.device().get(), target)) {
                uses.add(new NamedUse(named.device().get(), new Use(named.option(), target, data, isMounted)));
            }
        }
    }

    /** A line of fstab says nothing new about what is mounted. */
    private boolean isKnown(BlockDevice device, String target) {
        for (NamedUse each : uses) {
            if (each.device().name().equals(device.name())
                    && each.use().target().equals(target)) {
                return true;
            }
        }
        return false;
    }

    /** Of a device, what is mounted first. */
    public List<Use> usesOf(BlockDevice device) {
        List<Use> found = new ArrayList<>();
        for (NamedUse each : uses) {
            if (each.device().name().equals(device.name())) {
                found.add(each.use());
            }
        }
        return found;
    }
}
