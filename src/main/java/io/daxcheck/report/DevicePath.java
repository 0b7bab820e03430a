package io.daxcheck.report;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Namespace;
import io.daxcheck.stack.StorageGraph;
import java.util.Optional;

/** The names that people know devices and modes by. */
final class DevicePath {
    private DevicePath() {}

    /** {@code /dev/mapper/NAME} for a dm device with a name, {@code /dev/KNAME} otherwise. */
    static String of(BlockDevice device) {
        String kernelPath = "/dev/" + device.name().replace('!', '/');
        return device.asDm()
                .flatMap(dm -> dm.name().value())
                .filter(name -> !name.isEmpty())
                .map(name -> "/dev/mapper/" + name)
                .orElse(kernelPath);
    }

    /** ndctl's word for what {@code mode} reads in sysfs; another word stays as it is. */
    static String ndctlMode(String sysfs) {
        for (Namespace.Mode mode : Namespace.Mode.values()) {
            if (mode.sysfs().equals(sysfs)) {
                return mode.ndctl();
            }
        }
        return sysfs;
    }

    /** What a device is, beside its name: {@code namespace1.0 fsdax}; empty where there is nothing to add. */
    static String what(BlockDevice device, StorageGraph graph) {
        return switch (device.kind()) {
            case DM -> device.asDm().flatMap(dm -> dm.name().value()).orElse("");
            case PARTITION ->
                "partition"
                        + device.partition()
                                .startSectors()
                                .value()
                                .map(start -> " at sector " + start)
                                .orElse(", start unknown");
            case PMEM -> pmem(device, graph);
            default -> device.kind().title();
        };
    }

    private static String pmem(BlockDevice device, StorageGraph graph) {
        if (device.pmem() == null) {
            return "pmem disk, namespace unknown";
        }
        Optional<Namespace> namespace = graph.host().namespaceOf(device.pmem());
        return namespace.map(Namespace::name).orElse(device.pmem().parent())
                + namespace
                        .flatMap(n -> n.mode().value())
                        .map(mode -> " " + ndctlMode(mode))
                        .orElse("");
    }
}
