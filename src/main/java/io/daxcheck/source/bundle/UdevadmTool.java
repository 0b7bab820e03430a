package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.PathText;
import java.util.List;
import java.util.Map;

/** {@code udevadm info}: attributes of sysfs with {@code -a}, properties of udev's database without. */
final class UdevadmTool implements BundleTool {
    private static final List<FactKey<?>> OF_NAMESPACES = List.of(
            FactKey.MODE, FactKey.HOLDER, FactKey.FORCE_RAW, FactKey.BYTES, FactKey.SECTOR_SIZE, FactKey.RESOURCE);
    private static final List<FactKey<?>> OF_CLAIMS = List.of(FactKey.NAMESPACE, FactKey.ALIGN);
    private static final List<FactKey<?>> OF_REGIONS = List.of(
            FactKey.BYTES,
            FactKey.REGION_READ_ONLY,
            FactKey.AVAILABLE_BYTES,
            FactKey.PERSISTENCE_DOMAIN,
            FactKey.RESOURCE);
    private static final List<FactKey<?>> OF_DIMMS = List.of(FactKey.SECURITY, FactKey.FLAGS);

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("udevadm_info")) {
            String text = output.text();
            for (UdevadmInfo.Device device : UdevadmInfo.attributes(text)) {
                if (isBlock(device.path())) {
                    addAttributes(devices, device, output.source());
                } else {
                    addBusAttributes(devices.bus(), device, output.source());
                }
            }
            for (UdevadmInfo.Device device : UdevadmInfo.properties(text)) {
                if (isBlock(device.path())) {
                    addProperties(devices, device, output.source());
                }
            }
        }
    }

    private static boolean isBlock(String path) {
        return PathText.part(path, 1).equals("block") || PathText.part(path, 2).equals("block");
    }

    private static void addAttributes(CollectedDevices devices, UdevadmInfo.Device device, String source) {
        devices.place(device.name(), device.path(), source);
        for (FactKey<?> key : FactKey.OF_BLOCK_DEVICES) {
            String value = device.attributes().get(key.path());
            if (value != null && key == FactKey.DM_NAME) {
                devices.addDmName(device.name(), value, source);
            } else if (value != null) {
                add(devices.blocks(), device.name(), key, value, source);
            }
        }
    }

    private static <T> void add(Statements facts, String device, FactKey<T> key, String value, String source) {
        facts.add(device, key, key.read(value, source));
    }

    private static void addBusAttributes(Statements bus, UdevadmInfo.Device device, String source) {
        String name = device.name();
        List<FactKey<?>> keys;
        if (DeviceName.isOfRegion(name, "namespace")) {
            keys = OF_NAMESPACES;
        } else if (DeviceName.isOfRegion(name, "pfn") || DeviceName.isOfRegion(name, "btt")) {
            keys = OF_CLAIMS;
        } else if (DeviceName.isNumbered(name, "region")) {
            keys = OF_REGIONS;
        } else if (DeviceName.isNumbered(name, "nmem")) {
            keys = OF_DIMMS;
        } else {
            return;
        }
        bus.add(name);
        for (FactKey<?> key : keys) {
            String value = device.attributes().get(key.path());
            if (value != null) {
                add(bus, name, key, value, source);
            }
        }
        String namespace = device.attributes().getOrDefault("namespace", "");
        if (DeviceName.isOfRegion(namespace, "namespace")) {
            bus.add(namespace);
        }
    }

    private static void addProperties(CollectedDevices devices, UdevadmInfo.Device device, String source) {
        String name = device.name();
        Map<String, String> properties = device.properties();
        Statements blocks = devices.blocks();
        devices.place(name, device.path(), source);
        DeviceNumber.parse(properties.get("MAJOR") + ":" + properties.get("MINOR"))
                .ifPresent(number -> blocks.add(name, FactKey.NUMBER, number, source));
        if (properties.containsKey("DM_NAME")) {
            devices.addDmName(name, properties.get("DM_NAME"), source);
        }
        if (properties.containsKey("DM_UUID")) {
            blocks.add(name, FactKey.DM_UUID, properties.get("DM_UUID"), source);
        }
        if ("partition".equals(properties.get("DEVTYPE"))) {
            addIfThere(blocks, name, FactKey.PARTITION, properties, "PARTN", source);
            // libblkid's unit is 512 bytes regardless of the disk's sector size.
            addIfThere(blocks, name, FactKey.START, properties, "ID_PART_ENTRY_OFFSET", source);
            addIfThere(blocks, name, FactKey.SECTORS, properties, "ID_PART_ENTRY_SIZE", source);
        }
        devices.links(name).addAll(device.links());
        Statements contents = devices.contents();
        for (FactKey<String> key :
                List.of(UdevKeys.TYPE, UdevKeys.UUID, UdevKeys.BLOCK_SIZE, UdevKeys.PARTITION_UUID)) {
            addIfThere(contents, name, key, properties, key.path(), source);
        }
        for (FactKey<String> key : List.of(UdevKeys.LABEL, UdevKeys.PARTITION_LABEL)) {
            String label = properties.get(key.path());
            if (label != null) {
                contents.add(name, key, Escapes.unescaped(label), source);
            }
        }
    }

    private static <T> void addIfThere(
            Statements facts,
            String device,
            FactKey<T> key,
            Map<String, String> properties,
            String name,
            String source) {
        if (properties.containsKey(name)) {
            add(facts, device, key, properties.get(name), source);
        }
    }
}
