package io.daxcheck.source.facts;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.DmDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.BlockDevice.Partition;
import io.daxcheck.host.BlockDevice.PmemDisk;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.host.SectorRange;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.source.format.DmsetupTable;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.PathText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every block device of a host: what {@code /sys/class/block} and {@code /sys/block} list, with what dmsetup shows of
 * the dm devices. A device is never lost because something of it cannot be read.
 */
public final class BlockDevices {
    private static final String CLASS = "sys/class/block";
    private static final String DISKS = "sys/block";
    private static final String DMSETUP_INFO = "commands/dmsetup-info";

    /** For every kind but loop: one for all of them, because a host may have 100,000 devices. */
    private static final Fact<String> NO_BACKING_FILE = new Fact.Absent<>("loop/backing_file");

    private static final Fact<String> NO_MD_LEVEL = new Fact.Absent<>("md/level");

    /** Device-mapper keeps no list of its own: the bad blocks of a dm device are those of the devices below. */
    private static final Fact<List<SectorRange>> NO_BADBLOCKS = new Fact.Absent<>("badblocks");

    private final Tree tree;

    /** Where each device lies, a partition too; unreadable where that cannot be determined. */
    private final Map<String, Fact<String>> paths = new TreeMap<>();

    /** The device that lies at each path. */
    private final Map<String, String> byPath = new HashMap<>();

    private final Map<String, BlockDevice> devices = new TreeMap<>();
    private Map<Integer, DmsetupInfo.Device> dmsetupInfo = Map.of();
    private Map<String, Fact<DmTable>> dmTables = Map.of();

    /** The facts of one dm device but its table, which is found by its name. */
    private record DmFacts(Fact<String> name, Fact<String> uuid, Fact<Boolean> suspended, Fact<Boolean> inactive) {}

    private final Map<String, DmFacts> dmFacts = new HashMap<>();

    private BlockDevices(Tree tree) {
        this.tree = tree;
    }

    /** All block devices by name. */
    static Map<String, BlockDevice> read(Tree tree) {
        BlockDevices reader = new BlockDevices(tree);
        reader.findDevices();
        reader.readDm();
        List<String> partitions = new ArrayList<>();
        for (String name : reader.paths.keySet()) {
            if (reader.diskOf(name).isEmpty()) {
                reader.readDisk(name);
            } else {
                partitions.add(name);
            }
        }
        // A partition has its disk's queue, which has been read by now.
        for (String name : partitions) {
            reader.readPartition(name);
        }
        return reader.devices;
    }

    private void findDevices() {
        Fact<List<String>> all = tree.list(CLASS);
        TreeSet<String> names = new TreeSet<>(all.value().orElse(List.of()));
        List<String> disks = tree.list(DISKS).value().orElse(List.of());
        names.addAll(disks);
        for (String name : names) {
            place(name, pathOf(name));
        }
        if (!all.isKnown()) {
            for (String disk : disks) {
                findPartitions(disk);
            }
        }
    }

    private void place(String name, Fact<String> path) {
        paths.put(name, path);
        if (path instanceof Fact.Known<String> known) {
            byPath.put(known.content(), name);
        }
    }

    private Fact<String> pathOf(String name) {
        String link = CLASS + '/' + name;
        Fact<String> path = tree.resolve(link);
        if (path.isKnown()) {
            return path;
        }
        Fact<String> other = tree.resolve(DISKS + '/' + name);
        if (other.isKnown()) {
            return other;
        }
        if (path instanceof Fact.Unreadable) {
            return path;
        }
        return other instanceof Fact.Unreadable ? other : new Fact.Unreadable<>(link, "its link leads to nothing");
    }

    /** The directories in a disk's directory that have the attribute of a partition. */
    private void findPartitions(String disk) {
        if (!(paths.get(disk) instanceof Fact.Known<String> path)) {
            return;
        }
        for (String child : tree.list(path.content()).value().orElse(List.of())) {
            String childPath = path.content() + '/' + child;
            if (child.startsWith(disk)
                    && !paths.containsKey(child)
                    && tree.resolve(childPath + "/partition").isKnown()) {
                place(child, new Fact.Known<>(childPath, childPath));
            }
        }
    }

    /** Which disk a device is a partition of; empty where it is none. */
    private Optional<String> diskOf(String name) {
        if (!(paths.get(name) instanceof Fact.Known<String> path)) {
            return Optional.empty();
        }
        String parent = PathText.parent(path.content());
        String disk = byPath.get(parent);
        if (disk != null) {
            return Optional.of(disk);
        }
        if (!parent.equals(CLASS) && !parent.equals(DISKS)) {
            return Optional.empty();
        }
        // A tree whose links were copied as directories: there the kernel's rule for the names of partitions decides.
        Fact<Long> number = attribute(name, FactKey.PARTITION);
        return number instanceof Fact.Known<Long> known
                ? DeviceName.diskOfPartition(name, known.content().toString())
                : Optional.empty();
    }

    private void readDm() {
        List<String> names = new ArrayList<>();
        for (String name : paths.keySet()) {
            if (DeviceName.isNumbered(name, "dm-")) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            return;
        }
        dmsetupInfo = tree.read(DMSETUP_INFO).map(DmsetupInfo.PARSER).value().orElse(Map.of());
        Map<String, List<String>> printed = new HashMap<>();
        for (String device : names) {
            Optional<DmsetupInfo.Device> info = infoOf(device);
            Fact<String> name = attribute(device, FactKey.DM_NAME);
            Fact<String> uuid = attribute(device, FactKey.DM_UUID);
            List<String> known = new ArrayList<>(2);
            if (name instanceof Fact.Known<String> fact) {
                known.add(fact.content());
            }
            if (info.isPresent()) {
                known.add(info.get().name());
                name = name.isKnown() ? name : new Fact.Known<>(info.get().name(), DMSETUP_INFO);
                uuid = uuid.isKnown() ? uuid : new Fact.Known<>(info.get().uuid(), DMSETUP_INFO);
            }
            Fact<Boolean> suspended = attribute(device, FactKey.SUSPENDED);
            Fact<Boolean> inactive = new Fact.Absent<>(DMSETUP_INFO);
            if (info.isPresent() && !info.get().state().isEmpty()) {
                suspended = suspended.isKnown()
                        ? suspended
                        : new Fact.Known<>(info.get().isSuspended(), DMSETUP_INFO);
                inactive = new Fact.Known<>(info.get().hasInactiveTable(), DMSETUP_INFO);
            }
            dmFacts.put(device, new DmFacts(name, uuid, suspended, inactive));
            printed.put(device, known);
        }
        dmTables = DmsetupTable.read(tree.read(DmsetupTable.PATH), printed);
    }

    /** What dmsetup shows of a dm device; empty where it shows nothing. The N in dm-N is the minor number. */
    private Optional<DmsetupInfo.Device> infoOf(String device) {
        long minor = Decimal.parse(device, "dm-".length(), device.length());
        return minor > Integer.MAX_VALUE ? Optional.empty() : Optional.ofNullable(dmsetupInfo.get((int) minor));
    }

    /** An attribute in the directory of a device. */
    private <T> Fact<T> attribute(String device, FactKey<T> key) {
        Fact<String> place = paths.get(device);
        return place instanceof Fact.Known<String> known
                ? key.read(tree, device, known.content())
                : new Fact.Unreadable<>(place.source(), reason(place));
    }

    /** The names in a directory of a device's. */
    private Fact<List<String>> names(Fact<String> place, String directory) {
        return place instanceof Fact.Known<String> known
                ? tree.list(known.content() + '/' + directory)
                : new Fact.Unreadable<>(place.source(), reason(place));
    }

    /** Why it is not known where a device lies. */
    private static String reason(Fact<String> place) {
        return ((Fact.Unreadable<String>) place).reason();
    }

    private Fact<DeviceNumber> number(String device, Kind kind) {
        Fact<DeviceNumber> number = attribute(device, FactKey.NUMBER);
        if (!number.isKnown() && kind == Kind.DM) {
            Optional<DmsetupInfo.Device> info = infoOf(device);
            return info.isEmpty() ? number : new Fact.Known<>(info.get().number(), DMSETUP_INFO);
        }
        return number;
    }

    private void readDisk(String name) {
        Kind kind = kind(name);
        Fact<String> place = paths.get(name);
        String path = place.value().orElse(CLASS + '/' + name);
        Optional<DmFacts> dm = Optional.ofNullable(dmFacts.get(name));
        devices.put(
                name,
                new BlockDevice(
                        name,
                        kind,
                        place,
                        number(name, kind),
                        attribute(name, FactKey.SECTORS),
                        attribute(name, FactKey.QUEUE_DAX),
                        attribute(name, FactKey.LOGICAL_BLOCK_SIZE),
                        attribute(name, FactKey.READ_ONLY),
                        Optional.empty(),
                        names(place, "slaves"),
                        names(place, "holders"),
                        kind == Kind.DM ? NO_BADBLOCKS : attribute(name, FactKey.BAD_BLOCKS),
                        kind == Kind.PMEM ? pmemDisk(path) : Optional.empty(),
                        dm.map(facts -> new DmDevice(
                                facts.name, facts.uuid, dmTables.get(name), facts.suspended, facts.inactive, true)),
                        kind == Kind.LOOP ? attribute(name, FactKey.BACKING_FILE) : NO_BACKING_FILE,
                        kind == Kind.MD ? attribute(name, FactKey.MD_LEVEL) : NO_MD_LEVEL));
    }

    private void readPartition(String name) {
        Fact<String> place = paths.get(name);
        String diskName = diskOf(name).orElseThrow();
        Optional<BlockDevice> disk = Optional.ofNullable(devices.get(diskName));
        String diskPath = disk.map(BlockDevice::path).orElse(DISKS + '/' + diskName);
        devices.put(
                name,
                new BlockDevice(
                        name,
                        Kind.PARTITION,
                        place,
                        number(name, Kind.PARTITION),
                        attribute(name, FactKey.SECTORS),
                        disk.map(BlockDevice::queueDax).orElse(new Fact.Absent<>(diskPath + "/queue/dax")),
                        disk.map(BlockDevice::logicalBlockSize)
                                .orElse(new Fact.Absent<>(diskPath + "/queue/logical_block_size")),
                        attribute(name, FactKey.READ_ONLY),
                        Optional.of(new Partition(diskName, attribute(name, FactKey.START))),
                        names(place, "slaves"),
                        names(place, "holders"),
                        attribute(name, FactKey.BAD_BLOCKS),
                        Optional.empty(),
                        Optional.empty(),
                        NO_BACKING_FILE,
                        NO_MD_LEVEL));
    }

    /** By the name that the driver gives its devices. */
    private static Kind kind(String name) {
        if (DeviceName.isNumbered(name, "dm-")) {
            return Kind.DM;
        }
        if (name.startsWith("pmem")) {
            return Kind.PMEM;
        }
        if (DeviceName.isNumbered(name, "ram")) {
            return Kind.BRD;
        }
        if (name.startsWith("dcssblk")) {
            return Kind.DCSSBLK;
        }
        if (DeviceName.isNumbered(name, "loop")) {
            return Kind.LOOP;
        }
        if (DeviceName.isNumbered(name, "md") || name.startsWith("md_")) {
            return Kind.MD;
        }
        if (DeviceName.isNumbered(name, "zram")) {
            return Kind.ZRAM;
        }
        if (name.startsWith("nvme")) {
            return Kind.NVME;
        }
        if (hasLettersAfter(name, "sd") || DeviceName.isNumbered(name, "sr")) {
            return Kind.SCSI;
        }
        if (hasLettersAfter(name, "vd")) {
            return Kind.VIRTIO_BLK;
        }
        if (DeviceName.isNumbered(name, "bcache")) {
            return Kind.BCACHE;
        }
        if (DeviceName.isNumbered(name, "nbd")) {
            return Kind.NBD;
        }
        if (DeviceName.isNumbered(name, "rbd")) {
            return Kind.RBD;
        }
        return DeviceName.isNumbered(name, "nullb") ? Kind.NULL_BLK : Kind.OTHER;
    }

    /** Disks of some drivers have letters where others have a number: sda, vdab. */
    private static boolean hasLettersAfter(String name, String prefix) {
        if (!name.startsWith(prefix) || name.length() == prefix.length()) {
            return false;
        }
        for (int i = prefix.length(); i < name.length(); i++) {
            if (name.charAt(i) < 'a' || name.charAt(i) > 'z') {
                return false;
            }
        }
        return true;
    }

    /** A pmem disk lies at …/ndbusN/regionM/PARENT/block/pmemX; empty where the path does not show that. */
    private static Optional<PmemDisk> pmemDisk(String path) {
        String parent = PathText.part(path, 2);
        String region = PathText.part(path, 3);
        boolean isKnownParent = DeviceName.isOfRegion(parent, "pfn")
                || DeviceName.isOfRegion(parent, "btt")
                || DeviceName.isOfRegion(parent, "namespace");
        return PathText.part(path, 1).equals("block") && isKnownParent && DeviceName.isNumbered(region, "region")
                ? Optional.of(new PmemDisk(parent, region))
                : Optional.empty();
    }
}
