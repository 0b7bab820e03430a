package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.OneLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a support tool's files show of the block devices of a host and of the libnvdimm bus: the facts that each tool's
 * class adds, and which device a name, a number or a path means. Nothing here is rounded or guessed: where the files do
 * not show a fact, or contradict each other, it is not known.
 */
final class CollectedDevices {
    static final int SECTOR = 512;

    private static final String SYS_BLOCK = "sys/block";
    private static final String UDEV = "run/udev/data";
    private static final int MAX_BLOCK_SIZE = 1 << 20;

    /** By the kernel's name of a block device. */
    private final Statements blocks = new Statements();

    /** By the name of a device of the libnvdimm bus. */
    private final Statements bus = new Statements();

    /** By the kernel's name: what udev, blkid or lsblk show of what is on a device. */
    private final Statements contents = new Statements();

    private final Set<String> systemRam = new TreeSet<>();
    private final Map<String, Fact<String>> places = new TreeMap<>();
    private final Map<String, String> busPlaces = new HashMap<>();
    private final Map<String, TreeSet<String>> slaves = new HashMap<>();
    private final Map<String, TreeSet<String>> links = new HashMap<>();

    /** Sizes as lsblk rounded them, and those in {@code proc/partitions}, of which half a KiB may be missing. */
    private final Map<String, String> roundedSizes = new HashMap<>();

    private final Map<String, Long> kibibytes = new HashMap<>();
    private final Map<DeviceNumber, String> byNumber = new HashMap<>();

    /** Filled at the first use, when all names are known; empty for a name that several devices have. */
    private final Map<String, String> byDmName = new HashMap<>();

    private int dmMajor = -1;

    private CollectedDevices() {}

    /**
     * Reads what every tool shows. What names devices as the kernel does comes before what names them otherwise.
     *
     * @param partitions the file {@code proc/partitions}
     * @param mdstat the file {@code proc/mdstat}
     * @param dmTable what {@code dmsetup table} printed
     */
    static CollectedDevices read(
            ConfinedTree files,
            CommandOutputs outputs,
            Fact<byte[]> partitions,
            Fact<byte[]> mdstat,
            Fact<byte[]> dmTable) {
        CollectedDevices devices = new CollectedDevices();
        SysfsFiles sysfs = new SysfsFiles(files);
        DmsetupTool dmsetup = new DmsetupTool();
        LsblkTool lsblk = new LsblkTool();
        sysfs.addPlaces(devices, outputs);
        dmsetup.addTo(devices, outputs);
        new UdevadmTool().addTo(devices, outputs);
        new ProcPartitions(partitions).addTo(devices, outputs);
        lsblk.addKernelNames(devices, outputs);
        sysfs.addNodes(devices, outputs);
        devices.indexNumbers();
        lsblk.addTo(devices, outputs);
        devices.indexNumbers();
        for (BundleTool tool : List.of(
                new NdctlTool(),
                new IpmctlTool(),
                new SizeTools(),
                new BlkidTool(),
                new LosetupTool(),
                new MdTool(mdstat))) {
            tool.addTo(devices, outputs);
        }
        devices.placeTheRest();
        sysfs.addTo(devices, outputs);
        dmsetup.addSizes(devices, dmTable);
        return devices;
    }

    Statements blocks() {
        return blocks;
    }

    Statements bus() {
        return bus;
    }

    Statements contents() {
        return contents;
    }

    /** Devices of the dax bus whose memory is RAM. */
    Set<String> systemRam() {
        return systemRam;
    }

    /** Where each device lies, relative to the root of the host. */
    Map<String, Fact<String>> places() {
        return places;
    }

    /** Where a device of the libnvdimm bus lies, relative to the root of the host; the link to it where that is not known. */
    String busPlace(String name) {
        return busPlaces.getOrDefault(name, FactKey.BUS + '/' + name);
    }

    /** Adds the place of a device of the libnvdimm bus: the first that is found. */
    void placeOnBus(String name, String path) {
        busPlaces.putIfAbsent(name, path);
    }

    /** The DIMM for which the firmware has this number; empty where none is known that has it. */
    String dimmWithHandle(long handle) {
        for (String name : bus.names()) {
            if (bus.get(name, FactKey.HANDLE).is(handle)) {
                return name;
            }
        }
        return "";
    }

    /** Sizes as lsblk rounded them, {@code 4.5G}. */
    Map<String, String> roundedSizes() {
        return roundedSizes;
    }

    /** Sizes in KiB, rounded down. */
    Map<String, Long> kibibytes() {
        return kibibytes;
    }

    /** The major number of dm devices; -1 where no dm device is known. */
    int dmMajor() {
        return dmMajor;
    }

    /** Adds a dm device by its number and its name, in which dmsetup may have escapes. */
    void addDm(DeviceNumber number, String dmName, String source) {
        String device = "dm-" + number.minor();
        dmMajor = number.major();
        blocks.add(device, FactKey.NUMBER, number, source);
        addDmName(device, dmName, source);
    }

    /** Adds the name that device-mapper has for a device. */
    void addDmName(String device, String dmName, String source) {
        blocks.add(device, FactKey.DM_NAME, Escapes.unescaped(dmName), source);
    }

    /** The device with this number; empty where there is none. */
    Optional<String> byNumber(DeviceNumber number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** Every path that a device's node may have been called by. */
    Set<String> nodes(String device) {
        Set<String> nodes = new TreeSet<>();
        nodes.add("/dev/" + device.replace('!', '/'));
        blocks.value(device, FactKey.DM_NAME).ifPresent(dmName -> nodes.add("/dev/mapper/" + dmName));
        for (String link : links(device)) {
            nodes.add("/dev/" + link);
        }
        return nodes;
    }

    /** Names of a device below {@code /dev}, as far as udev's database was collected. */
    Set<String> links(String device) {
        return links.computeIfAbsent(device, d -> new TreeSet<>());
    }

    /** The devices that a device is stacked on; empty where that is not shown. */
    Set<String> slaves(String device) {
        return slaves.computeIfAbsent(device, d -> new TreeSet<>());
    }

    /** What udev has of a device; what is contradicted is left out. */
    Fact<UdevData> udev(String device) {
        List<String> names = links.containsKey(device) ? List.copyOf(links.get(device)) : List.of();
        String source = "";
        for (FactKey<String> key : List.of(
                UdevKeys.TYPE,
                UdevKeys.UUID,
                UdevKeys.BLOCK_SIZE,
                UdevKeys.LABEL,
                UdevKeys.PARTITION_UUID,
                UdevKeys.PARTITION_LABEL)) {
            Fact<String> fact = contents.get(device, key);
            source = source.isEmpty() && fact.isKnown() ? fact.source() : source;
        }
        if (source.isEmpty() && names.isEmpty()) {
            return new Fact.Absent<>(UDEV);
        }
        String place = source.isEmpty() ? UDEV : source;
        long blockSize = Decimal.parse(content(device, UdevKeys.BLOCK_SIZE));
        return new Fact.Known<>(
                new UdevData(
                        names,
                        content(device, UdevKeys.TYPE),
                        blockSize < 0 || blockSize > MAX_BLOCK_SIZE ? 0 : (int) blockSize,
                        content(device, UdevKeys.UUID),
                        content(device, UdevKeys.LABEL),
                        content(device, UdevKeys.PARTITION_UUID),
                        content(device, UdevKeys.PARTITION_LABEL),
                        0,
                        place),
                place);
    }

    private String content(String device, FactKey<String> key) {
        return contents.get(device, key).value().orElse("");
    }

    /** Adds where a file shows that a device lies. */
    void place(String name, String path, String source) {
        blocks.add(name);
        Fact<String> before = places.putIfAbsent(name, new Fact.Known<>(path, source));
        if (before instanceof Fact.Known<String> known && !known.content().equals(path)) {
            places.put(
                    name,
                    new Fact.Unreadable<>(
                            known.source(),
                            "contradicted by " + source + ": " + OneLine.quoted(known.content()) + " and "
                                    + OneLine.quoted(path)));
        }
    }

    private void indexNumbers() {
        for (String name : blocks.names()) {
            blocks.get(name, FactKey.NUMBER).value().ifPresent(number -> byNumber.putIfAbsent(number, name));
        }
    }

    /** A device that has no place yet: a partition lies in its disk; of a disk its entry in sys/block is one. */
    private void placeTheRest() {
        for (String name : blocks.names()) {
            if (name.startsWith("ram")
                    && DeviceName.isNumbered(name, "ram")
                    && !blocks.get(name, FactKey.NUMBER).isKnown()) {
                // Documentation/admin-guide/devices.txt: block major 1, and the minor number is the name's.
                String source = FactKey.BLOCK + '/' + name;
                blocks.add(name, FactKey.NUMBER, FactKey.NUMBER.read("1:" + name.substring("ram".length()), source));
            }
        }
        for (String name : blocks.names()) {
            if (!places.containsKey(name) && diskOf(name).isEmpty()) {
                places.put(name, new Fact.Known<>(SYS_BLOCK + '/' + name, sourceOf(name)));
            }
        }
        for (String name : blocks.names()) {
            if (!places.containsKey(name)) {
                String disk = diskOf(name).orElseThrow();
                Fact<String> place = places.get(disk);
                String path =
                        place == null ? SYS_BLOCK + '/' + disk : place.value().orElse(SYS_BLOCK + '/' + disk);
                places.put(name, new Fact.Known<>(path + '/' + name, sourceOf(name)));
                blocks.add(
                        name,
                        FactKey.PARTITION,
                        Decimal.parse(name.substring(DeviceName.trailingNumber(name))),
                        sourceOf(name));
            }
        }
    }

    /** The file that shows that there is a device which has no place of its own in any: the one with its number. */
    private String sourceOf(String name) {
        return blocks.get(name, FactKey.NUMBER).source();
    }

    /** The disk that a device is a partition of, by its name; empty where there is no such disk. */
    Optional<String> diskOf(String name) {
        return DeviceName.diskOfPartition(name, name.substring(DeviceName.trailingNumber(name)))
                .filter(blocks::has);
    }

    /** The device of a node: by its kernel name, by device-mapper's, or as LVM's volume; empty where there is none. */
    Optional<String> deviceAt(String node) {
        if (node.startsWith("/dev/mapper/")) {
            return dmNamed(node.substring("/dev/mapper/".length()));
        }
        if (!node.startsWith("/dev/")) {
            return Optional.empty();
        }
        String name = node.substring("/dev/".length());
        if (blocks.has(name.replace('/', '!'))) {
            return Optional.of(name.replace('/', '!'));
        }
        return LogicalVolume.dmName(name).flatMap(this::dmNamed);
    }

    /** The number of the device of a node; empty where there is none, or its number is not known. */
    Optional<DeviceNumber> numberAt(String node) {
        return deviceAt(node).flatMap(device -> blocks.value(device, FactKey.NUMBER));
    }

    /** The device of this name; empty where there is none, or more than one. */
    private Optional<String> dmNamed(String dmName) {
        if (byDmName.isEmpty()) {
            for (String device : blocks.names()) {
                blocks.value(device, FactKey.DM_NAME)
                        .ifPresent(name -> byDmName.merge(name, device, (one, other) -> ""));
            }
        }
        return Optional.ofNullable(byDmName.get(dmName)).filter(device -> !device.isEmpty());
    }
}
