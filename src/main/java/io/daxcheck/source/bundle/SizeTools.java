package io.daxcheck.source.bundle;

import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.Decimal;
import java.util.List;
import java.util.Optional;

/** {@code blockdev}, {@code fdisk}, {@code parted} and {@code sfdisk}: exact sizes, and where partitions start. */
final class SizeTools implements BundleTool {
    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("blockdev")) {
            add(devices, PartitionTables.blockdev(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("fdisk")) {
            add(devices, PartitionTables.fdisk(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("parted")) {
            add(devices, PartitionTables.parted(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("sfdisk")) {
            add(devices, PartitionTables.sfdisk(output.text()), output.source());
        }
    }

    private static void add(CollectedDevices devices, List<PartitionTables.Extent> found, String source) {
        for (PartitionTables.Extent extent : found) {
            Optional<String> device = devices.deviceAt(extent.device());
            if (device.isEmpty()) {
                continue;
            }
            String name = device.get();
            if (isSectors(extent.size())) {
                devices.blocks().add(name, FactKey.SECTORS, extent.size(), source);
            }
            if (isSectors(extent.start()) && devices.diskOf(name).isPresent()) {
                devices.blocks().add(name, FactKey.START, extent.start(), source);
            }
        }
    }

    /** Whether a number of sectors is given, and can be one. */
    private static boolean isSectors(long number) {
        return number >= 0 && number <= Decimal.MAX_SECTORS;
    }
}
