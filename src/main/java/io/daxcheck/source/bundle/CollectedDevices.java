package io.daxcheck.source.bundle;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.source.facts.BlockDevices;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.source.format.DmsetupTable;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a support tool's files tell of the block devices of a host and of the libnvdimm bus, attribute by attribute as
 * sysfs names them. Nothing here is rounded or guessed: where the files do not tell, or contradict each other, the
 * attribute is not known.
 */
final class CollectedDevices {
    /** What libblkid finds on a device, by udev's names of it; of a label its text without udev's escapes. */
    static final String TYPE = "ID_FS_TYPE";

    static final String UUID = "ID_FS_UUID";
    static final String BLOCK_SIZE = "ID_FS_BLOCKSIZE";
    static final String LABEL = "ID_FS_LABEL_ENC";
    static final String PARTITION_UUID = "ID_PART_ENTRY_UUID";
    static final String PARTITION_LABEL = "ID_PART_ENTRY_NAME";

    private static final String SYS_BLOCK = "sys/block";
    private static final String CLASS = "sys/class/block";
    private static final int SECTOR = 512;

    /** What ndctl says of a failure, and the flag of sysfs. */
    private static final Map<String, String> DIMM_FLAGS = new TreeMap<>(Map.of(
            "flag_failed_save", "save_fail",
            "flag_failed_restore", "restore_fail",
            "flag_failed_flush", "flush_fail",
            "flag_failed_arm", "not_armed",
            "flag_failed_map", "map_fail",
            "flag_smart_event", "smart_notify"));

    /** What ndctl calls a devdax namespace whose memory the kmem driver has made RAM. */
    private static final String SYSTEM_RAM = "system-ram";

    /** What {@link BlockDevices} reads of a device. */
    private static final List<String> ATTRIBUTES = List.of(
            "dev",
            "size",
            "ro",
            "start",
            "partition",
            "badblocks",
            "queue/dax",
            "queue/logical_block_size",
            "dm/name",
            "dm/uuid",
            "loop/backing_file");

    private final ConfinedTree files;
    private final CommandOutputs outputs;

    /** By the kernel's name of a block device. */
    private final Statements blocks = new Statements();

    /** By the name of a device of the libnvdimm bus. */
    private final Statements bus = new Statements();

    /** By the kernel's name: what udev, blkid or lsblk say of what stands on a device. */
    private final Statements contents = new Statements();

    private final Set<String> systemRam = new TreeSet<>();
    private final Map<String, Fact<String>> places = new TreeMap<>();
    private final Map<String, TreeSet<String>> slaves = new HashMap<>();
    private final Map<String, TreeSet<String>> links = new HashMap<>();

    /** Sizes as lsblk rounded them, and those in {@code proc/partitions}, of which half a KiB may be missing. */
    private final Map<String, String> roundedSizes = new HashMap<>();

    private final Map<String, Long> kibibytes = new HashMap<>();
    private final Map<String, Integer> targetCounts = new HashMap<>();
    private final Map<DeviceNumber, String> byNumber = new HashMap<>();

    /** Filled at the first use, when all names are known; empty for a name that several devices have. */
    private final Map<String, String> byDmName = new HashMap<>();

    private int dmMajor = -1;
    private Fact.Unreadable<byte[]> ndctlTrouble;

    private CollectedDevices(ConfinedTree files, CommandOutputs outputs) {
        this.files = files;
        this.outputs = outputs;
    }

    /**
     * @param partitions the file {@code proc/partitions}
     * @param dmTable what {@code dmsetup table} printed
     */
    static CollectedDevices read(
            ConfinedTree files, CommandOutputs outputs, Fact<byte[]> partitions, Fact<byte[]> dmTable) {
        CollectedDevices devices = new CollectedDevices(files, outputs);
        devices.readLinks();
        devices.readDmsetupInfo();
        devices.readUdev();
        devices.readPartitions(partitions);
        devices.readKernelNames();
        devices.readNodes();
        devices.indexNumbers();
        devices.readLsblk();
        devices.indexNumbers();
        devices.readNdctl();
        devices.readSizes();
        devices.readBlkid();
        devices.placeTheRest();
        devices.readFiles();
        devices.sizeDmDevices(dmTable);
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

    /** Every path that a device's node may have been called by. */
    Set<String> nodes(String device) {
        Set<String> nodes = new TreeSet<>();
        nodes.add("/dev/" + device.replace('!', '/'));
        String dmName = blocks.text(device, "dm/name");
        if (dmName != null) {
            nodes.add("/dev/mapper/" + dmName);
        }
        for (String link : links(device)) {
            nodes.add("/dev/" + link);
        }
        return nodes;
    }

    /** Names of a device below {@code /dev}, as far as udev's database was collected. */
    Set<String> links(String device) {
        return links.getOrDefault(device, new TreeSet<>());
    }

    /** The devices that a device is stacked on; empty where that is not told. */
    Set<String> slaves(String device) {
        return slaves.getOrDefault(device, new TreeSet<>());
    }

    // ------------------------------------------------------------------------------------- names and places

    private void place(String name, String path, String source) {
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

    private void readLinks() {
        for (String directory : List.of(SYS_BLOCK, CLASS)) {
            for (String name : files.list(directory).value().orElse(List.of())) {
                blocks.add(name);
                if (files.link(directory + '/' + name) instanceof Fact.Known<String> link) {
                    place(name, link.content(), link.source());
                }
            }
        }
        for (CommandOutputs.Output listing : outputs.of("ls")) {
            if (listing.name().contains("sys.block") || listing.name().contains("sys.class.block")) {
                DeviceListing.links(listing.text()).forEach((name, path) -> place(name, path, listing.source()));
            }
        }
    }

    private void readNodes() {
        for (CommandOutputs.Output listing : outputs.of("ls")) {
            if (listing.name().endsWith("_.dev")) {
                DeviceListing.nodes(listing.text()).forEach((node, number) -> {
                    if (blocks.has(node)) {
                        blocks.add(node, "dev", number.toString(), listing.source());
                    }
                });
            }
        }
    }

    private void indexNumbers() {
        for (String name : blocks.things()) {
            String number = blocks.text(name, "dev");
            if (number != null) {
                DeviceNumber.parse(number).ifPresent(parsed -> byNumber.putIfAbsent(parsed, name));
            }
        }
    }

    /** A device that has no place yet: a partition lies in its disk; of a disk its entry in sys/block is one. */
    private void placeTheRest() {
        for (String name : blocks.things()) {
            if (name.startsWith("ram") && DeviceName.isNumbered(name, "ram") && blocks.text(name, "dev") == null) {
                // Documentation/admin-guide/devices.txt: block major 1, and the minor number is the name's.
                blocks.add(name, "dev", "1:" + name.substring("ram".length()), CLASS + '/' + name);
            }
        }
        for (String name : blocks.things()) {
            if (!places.containsKey(name) && diskOf(name) == null) {
                places.put(name, new Fact.Known<>(SYS_BLOCK + '/' + name, tellerOf(name)));
            }
        }
        for (String name : blocks.things()) {
            if (!places.containsKey(name)) {
                String disk = diskOf(name);
                Fact<String> place = places.get(disk);
                String path =
                        place == null ? SYS_BLOCK + '/' + disk : place.value().orElse(SYS_BLOCK + '/' + disk);
                places.put(name, new Fact.Known<>(path + '/' + name, tellerOf(name)));
                blocks.add(name, "partition", name.substring(partitionDigits(name)), tellerOf(name));
            }
        }
    }

    /** The file that tells that there is a device which has no place of its own in any: the one with its number. */
    private String tellerOf(String name) {
        Fact<byte[]> number = blocks.of(name).get("dev");
        return number == null ? CLASS + '/' + name : number.source();
    }

    /** By the kernel's rule (disk_name): the number follows the name, after a "p" where that ends in a digit. */
    private String diskOf(String name) {
        int digits = partitionDigits(name);
        if (digits == 0 || digits == name.length()) {
            return null;
        }
        String before = name.substring(0, digits);
        boolean hasP = before.endsWith("p") && before.length() > 1 && isDigit(before.charAt(before.length() - 2));
        String disk = hasP ? before.substring(0, before.length() - 1) : before;
        return blocks.has(disk) && (hasP || !isDigit(disk.charAt(disk.length() - 1))) ? disk : null;
    }

    private static int partitionDigits(String name) {
        int digits = name.length();
        while (digits > 0 && isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        return digits;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The device of a node: by its kernel name, by device-mapper's, or as LVM's volume; null where there is none. */
    String deviceAt(String node) {
        if (node.startsWith("/dev/mapper/")) {
            return dmNamed(node.substring("/dev/mapper/".length()));
        }
        if (!node.startsWith("/dev/")) {
            return null;
        }
        String name = node.substring("/dev/".length());
        if (blocks.has(name.replace('/', '!'))) {
            return name.replace('/', '!');
        }
        int slash = name.indexOf('/');
        return slash < 0
                ? null
                : dmNamed(name.substring(0, slash).replace("-", "--")
                        + '-'
                        + name.substring(slash + 1).replace("-", "--"));
    }

    /** The number of the device of a node; null where there is none, or its number is not known. */
    DeviceNumber numberAt(String node) {
        String device = deviceAt(node);
        String number = device == null ? null : blocks.text(device, "dev");
        return number == null ? null : DeviceNumber.parse(number).orElse(null);
    }

    /** The device of this name; null where there is none, or more than one. */
    private String dmNamed(String dmName) {
        if (byDmName.isEmpty()) {
            for (String device : blocks.things()) {
                String name = blocks.text(device, "dm/name");
                if (name != null) {
                    byDmName.merge(name, device, (one, other) -> "");
                }
            }
        }
        String device = byDmName.get(dmName);
        return device == null || device.isEmpty() ? null : device;
    }

    // ---------------------------------------------------------------------------------------- device-mapper

    private void readDmsetupInfo() {
        for (CommandOutputs.Output info : outputs.of("dmsetup_info")) {
            Map<Integer, DmsetupInfo.Device> devices =
                    info.content().map(DmsetupInfo.READING).value().orElse(Map.of());
            for (DmsetupInfo.Device device : devices.values()) {
                String name = "dm-" + device.number().minor();
                dmMajor = device.number().major();
                blocks.add(name, "dev", device.number().toString(), info.source());
                dmName(name, device.name(), info.source());
                blocks.add(name, "dm/uuid", device.uuid(), info.source());
                if (device.targets() >= 0) {
                    targetCounts.put(name, device.targets());
                }
            }
        }
    }

    private void dmName(String device, String name, String source) {
        blocks.add(device, "dm/name", Escapes.unescaped(name), source);
    }

    /**
     * A dm device is as large as its table is long (dm_table_get_size). That the table was read to its end must be
     * told by something else, though: how many targets it has, or a size that was rounded.
     */
    private void sizeDmDevices(Fact<byte[]> dmTable) {
        if (!(dmTable instanceof Fact.Known<byte[]>)) {
            return;
        }
        Map<String, List<String>> names = new HashMap<>();
        for (String device : blocks.things()) {
            String name = blocks.text(device, "dm/name");
            if (DeviceName.isNumbered(device, "dm-")
                    && name != null
                    && !blocks.of(device).containsKey("size")) {
                names.put(device, List.of(name));
            }
        }
        DmsetupTable.read(dmTable, names).forEach((device, table) -> {
            if (table instanceof Fact.Known<DmTable> known) {
                addTableSize(device, known.content(), known.source());
            }
        });
    }

    private void addTableSize(String device, DmTable table, String source) {
        long sectors = table.lengthSectors();
        Integer targets = targetCounts.get(device);
        Long kibibyte = kibibytes.get(device);
        String rounded = roundedSizes.get(device);
        String trouble = null;
        if (targets != null && targets != table.targets().size()) {
            trouble = "its table has " + table.targets().size() + " targets there, and " + targets + " in dmsetup info";
        } else if (kibibyte != null && kibibyte != sectors / 2) {
            trouble = "its table ends at sector " + sectors + ", proc/partitions has " + kibibyte + " KiB";
        } else if (rounded != null && !Lsblk.mayStandFor(rounded, sectors * SECTOR)) {
            trouble = "its table ends at sector " + sectors + ", lsblk says " + OneLine.quoted(rounded);
        } else if (targets == null && kibibyte == null && rounded == null) {
            trouble = "nothing else tells whether its table was read to its end";
        }
        if (trouble == null) {
            blocks.add(device, "size", Long.toString(sectors), source);
        } else {
            blocks.add(device, "size", new Fact.Unreadable<>(source, trouble));
        }
    }

    // ------------------------------------------------------------------------------------------------- udev

    private void readUdev() {
        for (CommandOutputs.Output output : outputs.of("udevadm_info")) {
            String text = output.text();
            for (UdevadmInfo.Device device : UdevadmInfo.attributes(text)) {
                if (isBlock(device.path())) {
                    addAttributes(device, output.source());
                } else {
                    addBusAttributes(device, output.source());
                }
            }
            for (UdevadmInfo.Device device : UdevadmInfo.properties(text)) {
                if (isBlock(device.path())) {
                    addProperties(device, output.source());
                }
            }
        }
    }

    private static boolean isBlock(String path) {
        return PathText.part(path, 1).equals("block") || PathText.part(path, 2).equals("block");
    }

    private void addAttributes(UdevadmInfo.Device device, String source) {
        String name = device.name();
        place(name, device.path(), source);
        for (String attribute : ATTRIBUTES) {
            String value = device.attributes().get(attribute);
            if (value != null && attribute.equals("dm/name")) {
                dmName(name, value, source);
            } else if (value != null) {
                blocks.add(name, attribute, value, source);
            }
        }
    }

    private void addBusAttributes(UdevadmInfo.Device device, String source) {
        String name = device.name();
        List<String> attributes;
        if (DeviceName.isOfRegion(name, "namespace")) {
            attributes = List.of("mode", "holder", "force_raw", "size", "sector_size", "resource");
        } else if (DeviceName.isOfRegion(name, "pfn") || DeviceName.isOfRegion(name, "btt")) {
            attributes = List.of("namespace", "align");
        } else if (DeviceName.isNumbered(name, "region")) {
            attributes = List.of("size", "read_only", "available_size", "persistence_domain", "resource");
        } else if (DeviceName.isNumbered(name, "nmem")) {
            attributes = List.of("security", "flags");
        } else {
            return;
        }
        bus.add(name);
        for (String attribute : attributes) {
            String value = device.attributes().get(attribute);
            if (value != null) {
                bus.add(name, attribute, value, source);
            }
        }
        String namespace = device.attributes().getOrDefault("namespace", "");
        if (DeviceName.isOfRegion(namespace, "namespace")) {
            bus.add(namespace);
        }
    }

    private void addProperties(UdevadmInfo.Device device, String source) {
        String name = device.name();
        Map<String, String> properties = device.properties();
        place(name, device.path(), source);
        String major = properties.get("MAJOR");
        String minor = properties.get("MINOR");
        if (major != null && minor != null) {
            blocks.add(name, "dev", major + ':' + minor, source);
        }
        if (properties.containsKey("DM_NAME")) {
            dmName(name, properties.get("DM_NAME"), source);
        }
        if (properties.containsKey("DM_UUID")) {
            blocks.add(name, "dm/uuid", properties.get("DM_UUID"), source);
        }
        if ("partition".equals(properties.get("DEVTYPE"))) {
            addIfThere(name, "partition", properties.get("PARTN"), source);
            // libblkid's unit is 512 bytes whatever the disk's sector size.
            addIfThere(name, "start", properties.get("ID_PART_ENTRY_OFFSET"), source);
            addIfThere(name, "size", properties.get("ID_PART_ENTRY_SIZE"), source);
        }
        links.computeIfAbsent(name, n -> new TreeSet<>()).addAll(device.links());
        properties.forEach((key, value) -> {
            switch (key) {
                case TYPE, UUID, BLOCK_SIZE, PARTITION_UUID -> contents.add(name, key, value, source);
                case LABEL, PARTITION_LABEL -> contents.add(name, key, Escapes.unescaped(value), source);
                default -> {}
            }
        });
    }

    private void addIfThere(String name, String attribute, String value, String source) {
        if (value != null) {
            blocks.add(name, attribute, value, source);
        }
    }

    // ------------------------------------------------------------------------------------- lists of devices

    /** {@code major minor #blocks name}: blocks of 1024 bytes, rounded down. */
    private void readPartitions(Fact<byte[]> partitions) {
        Lines lines = new Lines(Utf8.decode(partitions.value().orElse(new byte[0])));
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            if (words.size() != 4) {
                continue;
            }
            long blocksOfOneKib = Decimal.parse(words.get(2));
            String name = words.get(3).replace('/', '!');
            if (blocksOfOneKib != Decimal.NONE
                    && DeviceNumber.parse(words.get(0) + ':' + words.get(1)).isPresent()) {
                blocks.add(name, "dev", words.get(0) + ':' + words.get(1), partitions.source());
                kibibytes.put(name, blocksOfOneKib);
            }
        }
    }

    /** What names devices as the kernel does: before anything that names them otherwise is read. */
    private void readKernelNames() {
        for (CommandOutputs.Output output : outputs.of("lsblk")) {
            for (Map<String, String> device : Lsblk.read(output.text())) {
                String name = device.getOrDefault("KNAME", "").replace('/', '!');
                if (!name.isEmpty() && !name.startsWith("!")) {
                    blocks.add(name);
                    addIfThere(name, "dev", device.get("MAJ:MIN"), output.source());
                }
            }
        }
    }

    private void readLsblk() {
        for (CommandOutputs.Output output : outputs.of("lsblk")) {
            for (Map<String, String> device : Lsblk.read(output.text())) {
                String name = kernelName(device);
                if (name != null) {
                    addColumns(name, device, output.source());
                }
            }
        }
    }

    /** Of what is listed without the kernel's name: by its number, or where its own name is the kernel's. */
    private String kernelName(Map<String, String> device) {
        String kernelName = device.getOrDefault("KNAME", "").replace('/', '!');
        if (blocks.has(kernelName)) {
            return kernelName;
        }
        DeviceNumber number =
                DeviceNumber.parse(device.getOrDefault("MAJ:MIN", "")).orElse(null);
        if (byNumber.containsKey(number)) {
            return byNumber.get(number);
        }
        String name = device.getOrDefault("NAME", "").replace('/', '!');
        if (number != null && number.major() == dmMajor) {
            return "dm-" + number.minor();
        }
        String type = device.getOrDefault("TYPE", "");
        boolean isKernels = type.equals("disk") || type.equals("rom") || type.equals("loop") || diskOf(name) != null;
        return !name.isEmpty() && (blocks.has(name) || isKernels) ? name : null;
    }

    private void addColumns(String name, Map<String, String> device, String source) {
        blocks.add(name);
        addIfNotEmpty(name, "dev", device.get("MAJ:MIN"), source);
        addIfNotEmpty(name, "ro", device.get("RO"), source);
        addIfNotEmpty(name, "start", device.get("START"), source);
        addIfNotEmpty(name, "queue/logical_block_size", device.get("LOG-SEC"), source);
        boolean isPartition = "part".equals(device.get("TYPE")) && !DeviceName.isNumbered(name, "dm-");
        if (!isPartition) {
            addIfNotEmpty(name, "queue/dax", device.get("DAX"), source);
        }
        String size = device.getOrDefault("SIZE", "");
        long bytes = Decimal.parse(size);
        if (bytes >= SECTOR * 2 && bytes % SECTOR == 0) {
            // Without a letter at its end it is not rounded: lsblk was run with -b.
            blocks.add(name, "size", Long.toString(bytes / SECTOR), source);
        } else if (!size.isEmpty()) {
            roundedSizes.put(name, size);
        }
        String above = device.getOrDefault("PKNAME", "").replace('/', '!');
        if (!above.isEmpty() && !isPartition) {
            slaves.computeIfAbsent(name, n -> new TreeSet<>()).add(above);
        }
        addContent(name, TYPE, device.get("FSTYPE"), source);
        addContent(name, UUID, device.get("UUID"), source);
        addContent(name, LABEL, device.get("LABEL"), source);
        addContent(name, PARTITION_UUID, device.get("PARTUUID"), source);
        addContent(name, PARTITION_LABEL, device.get("PARTLABEL"), source);
    }

    private void addIfNotEmpty(String name, String attribute, String value, String source) {
        if (value != null && !value.isEmpty()) {
            blocks.add(name, attribute, value, source);
        }
    }

    private void addContent(String name, String key, String value, String source) {
        if (value != null && !value.isEmpty()) {
            contents.add(name, key, value, source);
        }
    }

    /** {@code /dev/pmem1: UUID="…" BLOCK_SIZE="512" TYPE="xfs"}: XFS's BLOCK_SIZE is its sector size. */
    private void readBlkid() {
        for (CommandOutputs.Output output : outputs.of("blkid")) {
            Lines lines = new Lines(output.text());
            while (lines.next()) {
                String line = lines.line();
                int colon = line.indexOf(": ");
                String name = colon < 0 ? null : deviceAt(line.substring(0, colon));
                if (name != null) {
                    addContent(name, TYPE, quoted(line, " TYPE=\""), output.source());
                    addContent(name, UUID, quoted(line, " UUID=\""), output.source());
                    addContent(name, BLOCK_SIZE, quoted(line, " BLOCK_SIZE=\""), output.source());
                    addContent(name, LABEL, quoted(line, " LABEL=\""), output.source());
                }
            }
        }
    }

    private static String quoted(String line, String before) {
        int start = line.indexOf(before);
        int end = start < 0 ? -1 : line.indexOf('"', start + before.length());
        return end < 0 ? null : line.substring(start + before.length(), end);
    }

    private void readSizes() {
        for (CommandOutputs.Output output : outputs.of("blockdev")) {
            add(PartitionTables.blockdev(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("fdisk")) {
            add(PartitionTables.fdisk(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("parted")) {
            add(PartitionTables.parted(output.text()), output.source());
        }
        for (CommandOutputs.Output output : outputs.of("sfdisk")) {
            add(PartitionTables.sfdisk(output.text()), output.source());
        }
    }

    private void add(List<PartitionTables.Place> found, String source) {
        for (PartitionTables.Place place : found) {
            String name = deviceAt(place.device());
            if (name == null) {
                continue;
            }
            blocks.add(name, "size", Long.toString(place.size()), source);
            if (place.start() != Decimal.NONE && diskOf(name) != null) {
                blocks.add(name, "start", Long.toString(place.start()), source);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ ndctl

    private void readNdctl() {
        for (CommandOutputs.Output output : outputs.of("ndctl_list")) {
            try {
                addItems(NdctlList.read(output.text()), output);
            } catch (Fact.Malformed malformed) {
                ndctlTrouble = new Fact.Unreadable<>(output.source(), malformed.getMessage());
            }
        }
        if (ndctlTrouble != null) {
            for (String name : blocks.things()) {
                if (name.startsWith("pmem") && diskOf(name) == null) {
                    blocks.add(name, "badblocks", ndctlTrouble);
                }
            }
        }
    }

    /** Whether the options ask for media errors: {@code -M}, or {@code -v} and more, which includes it. */
    private static boolean listsBadBlocks(String name) {
        for (String word : Words.of(name.replace('_', ' '))) {
            boolean isShort = word.startsWith("-") && !word.startsWith("--");
            if (word.equals("--media-errors") || (isShort && (word.indexOf('M') > 0 || word.indexOf('v') > 0))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the options ask for namespaces: where they ask for nothing, they do. */
    private static boolean listsNamespaces(String name) {
        boolean asksForOthers = false;
        for (String word : Words.of(name.replace('_', ' '))) {
            boolean isShort = word.startsWith("-") && !word.startsWith("--");
            if (word.equals("--namespaces") || (isShort && (word.indexOf('N') > 0 || word.indexOf('v') > 0))) {
                return true;
            }
            asksForOthers |= word.startsWith("--") || (isShort && containsAny(word, "BDR"));
        }
        return !asksForOthers;
    }

    private static boolean containsAny(String word, String letters) {
        for (int i = 0; i < letters.length(); i++) {
            if (word.indexOf(letters.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void addItems(List<NdctlList.Item> items, CommandOutputs.Output output) {
        String source = output.source();
        boolean listsNamespaces = listsNamespaces(output.name());
        for (NdctlList.Item item : items) {
            if (DeviceName.isOfRegion(item.name(), "namespace")) {
                addNamespace(item, listsBadBlocks(output.name()), source);
                listsNamespaces = true;
            }
        }
        for (NdctlList.Item item : items) {
            boolean isDisabled = "disabled".equals(item.value("state"));
            // One whose namespaces were not asked for would seem to have none.
            if (DeviceName.isNumbered(item.name(), "region") && (listsNamespaces || isDisabled)) {
                bus.add(item.name());
                addToBus(item.name(), "size", item.value("size"), source);
                addToBus(item.name(), "available_size", item.value("available_size"), source);
                addToBus(item.name(), "persistence_domain", item.value("persistence_domain"), source);
                addToBus(item.name(), "enabled", isDisabled ? "0" : "1", source);
            } else if (DeviceName.isNumbered(item.name(), "nmem")) {
                bus.add(item.name());
                addToBus(item.name(), "security", item.value("security"), source);
                addToBus(item.name(), "enabled", isDisabled ? "0" : "1", source);
                addToBus(item.name(), "flags", flags(item), source);
            }
        }
    }

    /** The flags of a DIMM as sysfs has them (ndctl: util_dimm_to_json, drivers/acpi/nfit/core.c: flags_show). */
    private static String flags(NdctlList.Item dimm) {
        StringBuilder flags = new StringBuilder();
        for (Map.Entry<String, String> flag : DIMM_FLAGS.entrySet()) {
            if ("true".equals(dimm.value(flag.getKey()))) {
                flags.append(flags.isEmpty() ? "" : " ").append(flag.getValue());
            }
        }
        return flags.toString();
    }

    private void addToBus(String name, String attribute, String value, String source) {
        if (value != null) {
            bus.add(name, attribute, value, source);
        }
    }

    private void addNamespace(NdctlList.Item item, boolean withBadBlocks, String source) {
        String namespace = item.name();
        String mode = sysfsMode(item.value("mode"));
        String suffix = namespace.substring("namespace".length());
        if (SYSTEM_RAM.equals(item.value("mode"))) {
            systemRam.add("dax" + suffix);
        }
        long bytes = Decimal.parse(String.valueOf(item.value("size")));
        bus.add(namespace);
        addToBus(namespace, "mode", mode, source);
        if (bytes == 0 || Namespace.Mode.RAW.sysfs().equals(mode)) {
            // In every other mode ndctl tells what is left for data, not the size of the namespace.
            addToBus(namespace, "size", item.value("size"), source);
        }
        String disk = item.value("blockdev");
        if (disk == null || !DeviceName.isBlockName(disk)) {
            return;
        }
        if (!places.containsKey(disk)) {
            String region = "region" + namespace.substring("namespace".length(), namespace.indexOf('.'));
            // A sector disk is made by a btt device, whose own number is not told and does not matter.
            String maker = Namespace.Mode.SECTOR.sysfs().equals(mode) ? "btt" + suffix : namespace;
            place(disk, "sys/bus/nd/devices/" + region + '/' + maker + "/block/" + disk, source);
        }
        if (bytes > 0 && bytes % SECTOR == 0) {
            blocks.add(disk, "size", Long.toString(bytes / SECTOR), source);
        }
        String parent = PathText.part(places.get(disk).value().orElse(""), 2);
        if (DeviceName.isOfRegion(parent, "pfn") || DeviceName.isOfRegion(parent, "btt")) {
            bus.add(parent, "namespace", namespace, source);
            addToBus(parent, "align", item.value("align"), source);
        }
        if (item.value("badblock_count") != null && item.badblocks().isEmpty()) {
            blocks.add(
                    disk,
                    "badblocks",
                    new Fact.Unreadable<>(
                            source,
                            BlockDevice.BAD_BLOCKS_NOT_LISTED + ", badblock_count " + item.value("badblock_count")));
        } else if (withBadBlocks || hidesOnlyZero(item)) {
            blocks.add(disk, "badblocks", new Fact.Known<>(item.badblocks().getBytes(StandardCharsets.UTF_8), source));
        }
    }

    /**
     * Whether a number of bad blocks that is not told is none: ndctl-list(1), from 57 on, of what is enabled. A version
     * that says fsdax is 60 or later.
     */
    private static boolean hidesOnlyZero(NdctlList.Item namespace) {
        return Namespace.Mode.FSDAX.ndctl().equals(namespace.value("mode"))
                && namespace.value("badblock_count") == null
                && namespace.value("state") == null;
    }

    /** The word of sysfs for a mode of ndctl, old or new; null for one that is not known. */
    private static String sysfsMode(String mode) {
        if (mode == null) {
            return null;
        }
        if (mode.equals(SYSTEM_RAM)) {
            return Namespace.Mode.DEVDAX.sysfs();
        }
        for (Namespace.Mode known : Namespace.Mode.values()) {
            if (mode.equals(known.ndctl()) || mode.equals(known.sysfs())) {
                return known.sysfs();
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------------ sysfs itself

    /** The attributes that were copied as files: under the device's own path, or where its link was copied as one. */
    private void readFiles() {
        for (String name : blocks.things()) {
            String place = places.get(name).value().orElse("");
            for (String attribute : ATTRIBUTES) {
                Fact<byte[]> file = files.read(place + '/' + attribute);
                blocks.add(
                        name,
                        attribute,
                        file instanceof Fact.Absent ? files.read(SYS_BLOCK + '/' + name + '/' + attribute) : file);
            }
        }
    }
}
