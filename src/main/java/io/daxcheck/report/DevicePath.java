package io.daxcheck.report;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.stack.StorageGraph;
import java.util.Optional;

/** The names that people know devices and modes by. */
public final class DevicePath {
    private DevicePath() {}

    /** {@code /dev/mapper/NAME} for a dm device with a name, {@code /dev/KNAME} otherwise. */
    public static String of(BlockDevice device) {
        return device.devicePath();
    }

    /** Empty where it is not known, or no dm device. */
    private static String dmName(BlockDevice device) {
        return device.dm().isEmpty() ? "" : device.dm().get().name().value().orElse("");
    }

    /** What a device is, in addition to its name: {@code namespace1.0 fsdax}; empty where there is nothing to add. */
    public static String what(BlockDevice device, StorageGraph graph) {
        return switch (device.kind()) {
            case DM -> dmName(device);
            case PARTITION ->
                device.partition().get().startSectors() instanceof Fact.Known<Long> start
                        ? "partition at sector " + start.content()
                        : "partition, start unknown";
            case PMEM -> pmem(device, graph);
            default -> device.kind().title();
        };
    }

    private static String pmem(BlockDevice device, StorageGraph graph) {
        if (device.pmem().isEmpty()) {
            return "pmem disk, namespace unknown";
        }
        Optional<Namespace> namespace = graph.host().namespaceOf(device);
        if (namespace.isEmpty()) {
            return device.pmem().get().parent();
        }
        String name = namespace.get().name();
        return graph.host()
                .modeOf(device)
                .value()
                .map(mode -> name + " " + mode.ndctl())
                .orElse(name);
    }
}
