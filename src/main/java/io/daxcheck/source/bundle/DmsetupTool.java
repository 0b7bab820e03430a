package io.daxcheck.source.bundle;

import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.source.format.DmsetupTable;
import io.daxcheck.text.OneLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dmsetup info}: names, numbers and UUIDs; with {@code dmsetup table} the sizes of dm devices too. */
final class DmsetupTool implements BundleTool {
    private final Map<String, Integer> targetCounts = new HashMap<>();

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output info : outputs.of("dmsetup_info")) {
            Map<Integer, DmsetupInfo.Device> listed =
                    info.content().map(DmsetupInfo.PARSER).value().orElse(Map.of());
            for (DmsetupInfo.Device device : listed.values()) {
                String name = "dm-" + device.number().minor();
                devices.addDm(device.number(), device.name(), info.source());
                devices.blocks().add(name, FactKey.DM_UUID, device.uuid(), info.source());
                if (device.targets() >= 0) {
                    targetCounts.put(name, device.targets());
                }
            }
        }
    }

    /**
     * A dm device is as large as its table is long (dm_table_get_size). Something else must show that the table was read
     * to its end, though: how many targets it has, or a size that was rounded.
     */
    void addSizes(CollectedDevices devices, Fact<byte[]> dmTable) {
        if (!(dmTable instanceof Fact.Known<byte[]>)) {
            return;
        }
        Statements blocks = devices.blocks();
        Map<String, List<String>> names = new HashMap<>();
        for (String device : blocks.names()) {
            Optional<String> name = blocks.value(device, FactKey.DM_NAME);
            if (DeviceName.isNumbered(device, "dm-")
                    && name.isPresent()
                    && blocks.get(device, FactKey.SECTORS) instanceof Fact.Absent) {
                names.put(device, List.of(name.get()));
            }
        }
        DmsetupTable.read(dmTable, names).forEach((device, table) -> {
            if (table instanceof Fact.Known<DmTable> known) {
                addSize(devices, device, known.content(), known.source());
            }
        });
    }

    private void addSize(CollectedDevices devices, String device, DmTable table, String source) {
        long sectors = table.lengthSectors();
        Integer targets = targetCounts.get(device);
        Long kibibytes = devices.kibibytes().get(device);
        String rounded = devices.roundedSizes().get(device);
        String trouble = "";
        if (targets != null && targets != table.targets().size()) {
            trouble = "its table has " + table.targets().size() + " targets there, and " + targets + " in dmsetup info";
        } else if (kibibytes != null && kibibytes != sectors / 2) {
            trouble = "its table ends at sector " + sectors + ", proc/partitions has " + kibibytes + " KiB";
        } else if (rounded != null && !Lsblk.mayStandFor(rounded, sectors * CollectedDevices.SECTOR)) {
            trouble = "its table ends at sector " + sectors + ", lsblk says " + OneLine.quoted(rounded);
        } else if (targets == null && kibibytes == null && rounded == null) {
            trouble = "no other output shows whether its table was read to its end";
        }
        devices.blocks()
                .add(
                        device,
                        FactKey.SECTORS,
                        trouble.isEmpty() ? new Fact.Known<>(sectors, source) : new Fact.Unreadable<>(source, trouble));
    }
}
