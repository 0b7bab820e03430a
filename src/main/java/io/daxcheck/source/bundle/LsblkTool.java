package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Decimal;
import java.util.Map;
import java.util.Optional;

/** {@code lsblk}, in each of its forms. */
final class LsblkTool implements BundleTool {
    /** Adds the devices that are listed by the kernel's name. */
    void addKernelNames(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("lsblk")) {
            for (Map<String, String> columns : Lsblk.read(output.text())) {
                String name = columns.getOrDefault("KNAME", "").replace('/', '!');
                if (!name.isEmpty() && !name.startsWith("!")) {
                    devices.blocks().add(name);
                    add(devices.blocks(), name, FactKey.NUMBER, columns.getOrDefault("MAJ:MIN", ""), output.source());
                }
            }
        }
    }

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("lsblk")) {
            for (Map<String, String> columns : Lsblk.read(output.text())) {
                kernelName(devices, columns).ifPresent(name -> addColumns(devices, name, columns, output.source()));
            }
        }
    }

    /** Of what is listed without the kernel's name: by its number, or where its own name is the kernel's; else empty. */
    private static Optional<String> kernelName(CollectedDevices devices, Map<String, String> columns) {
        Statements blocks = devices.blocks();
        String kernelName = columns.getOrDefault("KNAME", "").replace('/', '!');
        if (blocks.has(kernelName)) {
            return Optional.of(kernelName);
        }
        Optional<DeviceNumber> number = DeviceNumber.parse(columns.getOrDefault("MAJ:MIN", ""));
        Optional<String> numbered = number.flatMap(devices::byNumber);
        if (numbered.isPresent()) {
            return numbered;
        }
        String name = columns.getOrDefault("NAME", "").replace('/', '!');
        if (number.isPresent() && number.get().major() == devices.dmMajor()) {
            return Optional.of("dm-" + number.get().minor());
        }
        String type = columns.getOrDefault("TYPE", "");
        boolean isKernels = type.equals("disk")
                || type.equals("rom")
                || type.equals("loop")
                || devices.diskOf(name).isPresent();
        return !name.isEmpty() && (blocks.has(name) || isKernels) ? Optional.of(name) : Optional.empty();
    }

    private static void addColumns(CollectedDevices devices, String name, Map<String, String> columns, String source) {
        Statements blocks = devices.blocks();
        blocks.add(name);
        add(blocks, name, FactKey.NUMBER, columns.getOrDefault("MAJ:MIN", ""), source);
        add(blocks, name, FactKey.READ_ONLY, columns.getOrDefault("RO", ""), source);
        add(blocks, name, FactKey.START, columns.getOrDefault("START", ""), source);
        add(blocks, name, FactKey.LOGICAL_BLOCK_SIZE, columns.getOrDefault("LOG-SEC", ""), source);
        addDmName(devices, name, columns.getOrDefault("NAME", ""), source);
        boolean isPartition = columns.getOrDefault("TYPE", "").equals("part") && !DeviceName.isNumbered(name, "dm-");
        if (!isPartition) {
            add(blocks, name, FactKey.QUEUE_DAX, columns.getOrDefault("DAX", ""), source);
        }
        String size = columns.getOrDefault("SIZE", "");
        long bytes = Decimal.parse(size);
        if (bytes >= CollectedDevices.SECTOR * 2 && bytes % CollectedDevices.SECTOR == 0) {
            // Without a letter at its end it is not rounded: lsblk was run with -b.
            blocks.add(name, FactKey.SECTORS, bytes / CollectedDevices.SECTOR, source);
        } else if (!size.isEmpty()) {
            devices.roundedSizes().put(name, size);
        }
        String above = columns.getOrDefault("PKNAME", "").replace('/', '!');
        if (!above.isEmpty() && !isPartition) {
            devices.slaves(name).add(above);
        }
        Statements contents = devices.contents();
        add(contents, name, UdevKeys.TYPE, columns.getOrDefault("FSTYPE", ""), source);
        add(contents, name, UdevKeys.UUID, columns.getOrDefault("UUID", ""), source);
        add(contents, name, UdevKeys.LABEL, columns.getOrDefault("LABEL", ""), source);
        add(contents, name, UdevKeys.PARTITION_UUID, columns.getOrDefault("PARTUUID", ""), source);
        add(contents, name, UdevKeys.PARTITION_LABEL, columns.getOrDefault("PARTLABEL", ""), source);
    }

    /** The name of a dm device where nothing else shows it: lsblk writes some characters in other ways than dmsetup. */
    private static void addDmName(CollectedDevices devices, String device, String name, String source) {
        boolean isPlain = !name.isEmpty() && name.indexOf(' ') < 0 && name.indexOf('\\') < 0;
        if (DeviceName.isNumbered(device, "dm-")
                && isPlain
                && !name.equals(device)
                && devices.blocks().get(device, FactKey.DM_NAME) instanceof Fact.Absent) {
            devices.addDmName(device, name, source);
        }
    }

    /** A column that is there and not empty. */
    private static <T> void add(Statements facts, String device, FactKey<T> key, String value, String source) {
        if (!value.isEmpty()) {
            facts.add(device, key, key.read(value, source));
        }
    }
}
