package io.daxcheck.host;

import java.util.List;
import java.util.Optional;

/**
 * One block device, as {@code /sys/class/block/NAME} shows it.
 *
 * @param name the kernel's name, {@code dm-3}
 * @param kind what drives it
 * @param sysfsPath where it is in the device tree, {@code sys/devices/virtual/block/dm-3}; its source is the file that shows it
 * @param number {@code dev}
 * @param sizeSectors {@code size}, in 512-byte sectors regardless of the device's own sector size
 * @param queueDax {@code queue/dax}: the kernel's own word on whether the device has DAX; a partition has its disk's
 * @param logicalBlockSize {@code queue/logical_block_size}, bytes
 * @param readOnly {@code ro}
 * @param partition where it is on its disk; empty for every other kind
 * @param slaves names of the devices that it is stacked on; absent where the directory is missing or was empty
 * @param holders names of the devices that are stacked on it; absent likewise
 * @param badblocks known poison, in sectors of this device
 * @param pmem what of the libnvdimm bus it sits on; empty for every other kind
 * @param dm what device-mapper knows of it; empty for every other kind
 * @param backingFile the file or device behind a loop device; absent for every other kind
 * @param mdLevel {@code md/level} of an md array, {@code raid1}; absent for every other kind
 */
public record BlockDevice(
        String name,
        Kind kind,
        Fact<String> sysfsPath,
        Fact<DeviceNumber> number,
        Fact<Long> sizeSectors,
        Fact<Boolean> queueDax,
        Fact<Integer> logicalBlockSize,
        Fact<Boolean> readOnly,
        Optional<Partition> partition,
        Fact<List<String>> slaves,
        Fact<List<String>> holders,
        Fact<List<SectorRange>> badblocks,
        Optional<PmemDisk> pmem,
        Optional<DmDevice> dm,
        Fact<String> backingFile,
        Fact<String> mdLevel) {
    /** Why bad blocks cannot be read that are counted alone: the start of the reason. */
    public static final String BAD_BLOCKS_NOT_LISTED = "it counts bad blocks, but does not show where they are";

    /** What drives a block device: recognised by its name, which the driver chooses, and its place in the device tree. */
    public enum Kind {
        DM("dm", "device-mapper device"),
        PARTITION("partition", "partition"),
        PMEM("pmem", "pmem disk"),
        BRD("brd", "brd ramdisk"),
        DCSSBLK("dcssblk", "DCSS segment"),
        LOOP("loop", "loop device"),
        MD("md", "md array"),
        ZRAM("zram", "zram device"),
        NVME("nvme", "NVMe disk"),
        SCSI("scsi", "SCSI disk"),
        VIRTIO_BLK("virtio-blk", "virtio disk"),
        BCACHE("bcache", "bcache device"),
        NBD("nbd", "network block device"),
        RBD("rbd", "RADOS block device"),
        NULL_BLK("null_blk", "null_blk device"),
        /** A driver that daxcheck does not know. */
        OTHER("other", "block device of an unknown driver");

        private final String word;
        private final String title;

        Kind(String word, String title) {
            this.word = word;
            this.title = title;
        }

        /** As JSON has it. */
        public String id() {
            return word;
        }

        /** As a person reads it. */
        public String title() {
            return title;
        }

        /** The same with its article: a letter that is spelt with a vowel takes {@code an}. */
        public String titleWithArticle() {
            return (this == MD || this == NVME || this == RBD ? "an " : "a ") + title;
        }
    }

    /**
     * A partition's place on its disk.
     *
     * @param disk name of the disk
     * @param startSectors {@code start}, 512-byte sectors from the start of the disk
     */
    public record Partition(String disk, Fact<Long> startSectors) {
        private static final String UNALIGNED = "not read; the kernel logged that it does not start and end on a page";

        /** The same, of which the kernel logged that it does not start and end on a page. */
        public Partition loggedUnaligned(String source) {
            return new Partition(disk, new Fact.Unreadable<>(source, UNALIGNED));
        }

        /** Whether only the log shows that it does not start and end on a page. */
        public boolean isLoggedUnaligned() {
            return startSectors instanceof Fact.Unreadable<Long> unreadable
                    && unreadable.reason().equals(UNALIGNED);
        }
    }

    /**
     * A pmem disk's place on the libnvdimm bus.
     *
     * @param parent the device that made the disk: {@code pfn1.0}, {@code btt0.0} or {@code namespace3.0}
     * @param region name of the region that it lies in
     */
    public record PmemDisk(String parent, String region) {
        /** The mode that the device which made the disk proves; empty where the namespace itself made it. */
        public Optional<Namespace.Mode> modeOfParent() {
            if (parent.startsWith("btt")) {
                return Optional.of(Namespace.Mode.SECTOR);
            }
            return parent.startsWith("pfn") ? Optional.of(Namespace.Mode.FSDAX) : Optional.empty();
        }
    }

    /**
     * What device-mapper knows of a device.
     *
     * @param name {@code dm/name}, as device-mapper holds it
     * @param uuid {@code dm/uuid}; known and empty where the device has none
     * @param table the live table; absent or unreadable where {@code dmsetup table} did not show it
     * @param suspended {@code dm/suspended}: whether every access waits until it is resumed
     * @param hasInactiveTable whether a second table is loaded, which the next resume makes the live one
     * @param isLoaded false where the table is not the device's, but one that is asked about
     */
    public record DmDevice(
            Fact<String> name,
            Fact<String> uuid,
            Fact<DmTable> table,
            Fact<Boolean> suspended,
            Fact<Boolean> hasInactiveTable,
            boolean isLoaded) {
        /** One of which it is not known whether it is suspended. */
        public DmDevice(Fact<String> name, Fact<String> uuid, Fact<DmTable> table) {
            this(name, uuid, table, new Fact.Absent<>(uuid.source()), new Fact.Absent<>(uuid.source()), true);
        }

        /** The same with a table that is not loaded. */
        private DmDevice with(Fact<DmTable> other) {
            return new DmDevice(
                    name, uuid, other, new Fact.Absent<>(uuid.source()), new Fact.Absent<>(uuid.source()), false);
        }
    }

    /**
     * Whether it is the extended partition of a DOS table, of which the kernel shows two sectors, regardless of its size
     * (block/partitions/msdos.c: msdos_partition).
     */
    public boolean isExtendedPartition() {
        return partition.isPresent() && sizeSectors.value().orElse(Long.MAX_VALUE) <= 2;
    }

    /**
     * The number of the partition that kpartx made a dm device of: its uuid is {@code part2-} and that of the disk.
     * Empty for every other device.
     */
    public Optional<String> kpartxNumber() {
        String uuid = dm.flatMap(device -> device.uuid().value()).orElse("");
        int hyphen = uuid.indexOf('-');
        if (hyphen <= "part".length() || !uuid.startsWith("part")) {
            return Optional.empty();
        }
        for (int i = "part".length(); i < hyphen; i++) {
            if (uuid.charAt(i) < '0' || uuid.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return Optional.of(uuid.substring("part".length(), hyphen));
    }

    /** Whether its driver has DAX on some kernel, or its queue flag is set: it, and what is on it, is worth a verdict. */
    public boolean mayHaveDax() {
        return kind == Kind.PMEM || kind == Kind.BRD || kind == Kind.DCSSBLK || queueDax.is(true);
    }

    /** Whether it is a pmem disk, or its queue flag is set: on every kernel other devices have no DAX without the flag. */
    public boolean isPmemOrShowsDax() {
        return pmem.isPresent() || queueDax.is(true);
    }

    /** Where it starts on its disk, in 512-byte sectors: 0 for all but a partition; empty where that is not known. */
    public Optional<Long> startOnDisk() {
        return partition.isEmpty()
                ? Optional.of(0L)
                : partition.get().startSectors().value();
    }

    /** Its path in the device tree; the one through its class where that is not known. */
    public String path() {
        return sysfsPath.value().orElse("sys/class/block/" + name);
    }

    /** Whether it is a disk of virtio pmem, which lies below that device in the device tree. */
    public boolean isVirtioPmem() {
        return path().contains("/virtio") && kind == Kind.PMEM;
    }

    /**
     * What this dm device would be with another table: its size follows from the table, and what sysfs shows of the
     * table that it has now says nothing any more.
     */
    public BlockDevice withTable(Fact<DmTable> table) {
        Fact<List<String>> noSlaves = new Fact.Absent<>(slaves.source());
        return new BlockDevice(
                name,
                kind,
                sysfsPath,
                number,
                table.map(DmTable::lengthSectors),
                new Fact.Absent<>(queueDax.source()),
                logicalBlockSize,
                readOnly,
                partition,
                noSlaves,
                holders,
                badblocks,
                pmem,
                dm.map(old -> old.with(table)),
                backingFile,
                mdLevel);
    }

    /** The same device at another place of its disk. */
    public BlockDevice withPartition(Partition other) {
        return new BlockDevice(
                name,
                kind,
                sysfsPath,
                number,
                sizeSectors,
                queueDax,
                logicalBlockSize,
                readOnly,
                Optional.of(other),
                slaves,
                holders,
                badblocks,
                pmem,
                dm,
                backingFile,
                mdLevel);
    }

    /** The same device as if {@code queue/dax} did not exist. */
    public BlockDevice withoutQueueDax() {
        return new BlockDevice(
                name,
                kind,
                sysfsPath,
                number,
                sizeSectors,
                new Fact.Absent<>(queueDax.source()),
                logicalBlockSize,
                readOnly,
                partition,
                slaves,
                holders,
                badblocks,
                pmem,
                dm,
                backingFile,
                mdLevel);
    }

    /** A dm device that does not exist yet: it has a name and a table, and nothing that sysfs would show. */
    public static BlockDevice newDm(String name, Fact<DmTable> table) {
        String path = "sys/devices/virtual/block/" + name;
        BlockDevice device = new BlockDevice(
                name,
                Kind.DM,
                new Fact.Known<>(path, table.source()),
                new Fact.Absent<>(path + "/dev"),
                new Fact.Absent<>(path + "/size"),
                new Fact.Absent<>(path + "/queue/dax"),
                new Fact.Absent<>(path + "/queue/logical_block_size"),
                new Fact.Absent<>(path + "/ro"),
                Optional.empty(),
                new Fact.Absent<>(path + "/slaves"),
                new Fact.Absent<>(path + "/holders"),
                new Fact.Absent<>(path + "/badblocks"),
                Optional.empty(),
                Optional.of(new DmDevice(
                        new Fact.Known<>(name, table.source()), new Fact.Absent<>(path + "/dm/uuid"), table)),
                new Fact.Absent<>(path + "/loop/backing_file"),
                new Fact.Absent<>(path + "/md/level"));
        return device.withTable(table);
    }

    /** As a person names it: {@code /dev/mapper/NAME} for a dm device with a name, {@code /dev/KNAME} otherwise. */
    public String devicePath() {
        String dmName = dm.isEmpty() ? "" : dm.get().name().value().orElse("");
        return dmName.isEmpty() ? "/dev/" + name.replace('!', '/') : "/dev/mapper/" + dmName;
    }
}
