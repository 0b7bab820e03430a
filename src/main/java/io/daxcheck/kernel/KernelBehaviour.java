package io.daxcheck.kernel;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every way in which kernels differ about DAX, a row each: when it began, when it ended, the stable releases that
 * took the change over, and what it means. To teach daxcheck a new kernel, change a row or add one here.
 */
public enum KernelBehaviour {
    // spotless:off
    // ------------------------------------------------------------------------------------------ leaves
    BRD_HAS_DAX(
            until(Rows.BRD_PAGES_REFUSED),
            "A brd ramdisk has DAX if the kernel was built with CONFIG_BLK_DEV_RAM_DAX.",
            "drivers/block/brd.c: brd_dax_direct_access"),
    BRD_SETS_QUEUE_FLAG(
            until(Rows.BRD_LOSES_DAX),
            "queue/dax of a brd ramdisk reads 1 if the kernel was built with CONFIG_BLK_DEV_RAM_DAX, also where the "
                    + "mount check refuses its pages (RHEL 7.7, SLES 15).",
            "drivers/block/brd.c: brd_alloc, QUEUE_FLAG_DAX"),
    RAW_NAMESPACE_HAS_DAX(
            until(Rows.STRUCT_PAGE_REQUIRED),
            "Memory without struct page, a namespace in raw mode, is good enough for filesystem DAX.",
            "fs/dax.c: bdev_dax_supported; drivers/nvdimm/pmem.c: pmem_attach_disk"),
    RAW_NAMESPACE_SETS_QUEUE_FLAG(
            until(Rows.PMEM_FLAG_FOR_FSDAX_ONLY),
            "queue/dax of a raw namespace reads 1, whether or not it has DAX.",
            "drivers/nvdimm/pmem.c: pmem_attach_disk, QUEUE_FLAG_DAX"),

    DCSSBLK_HAS_DAX(
            until(Rows.DCSSBLK_NEEDS_ALIGNMENT),
            "A DCSS segment (s390) has DAX; later ones have it only where the segment's place allows struct pages, "
                    + "and queue/dax does not show it.",
            "drivers/s390/block/dcssblk.c: dcssblk_add_store"),

    // ------------------------------------------------------------------------- the check at mount time
    MOUNT_CHECK_IGNORES_QUEUE_FLAG(
            until(Rows.QUEUE_FLAG_CHECKED),
            "The mount check reads one page and does not look at queue/dax; a filesystem on a device whose flag is "
                    + "clear mounts with dax, gets no dax device, and then every access fails.",
            "drivers/dax/super.c: __bdev_dax_supported against fs_dax_get_by_bdev"),
    MOUNT_CHECK_READS_LAST_PAGE(
            between(Rows.LAST_PAGE_CHECKED, Rows.DAX_CAPABLE_REMOVED),
            "The mount check reads the last page as well as the first, and wants both in one dev_pagemap.",
            "drivers/dax/super.c: __bdev_dax_supported"),
    MOUNT_CHECK_ASKS_EVERY_TARGET(
            between(Rows.DAX_SUPPORTED_PER_RANGE, Rows.DAX_CAPABLE_REMOVED),
            "A dm device answers the mount check through its table: each target's range of each leg is checked.",
            "drivers/md/dm.c: dm_dax_supported; drivers/dax/super.c: generic_fsdax_supported"),
    MOUNT_CHECK_PASSES_CLEAR_FLAG(
            since(Rows.SUSE_CLEAR_FLAG_PASSES),
            "A device whose queue/dax is 0 passes the mount check, and counts as capable in a dm table: a backport of "
                    + "SUSE's that returned false for an error in one branch and an error for false in another. The "
                    + "filesystem mounts with dax, and every access fails.",
            "drivers/dax/super.c: __bdev_dax_supported (SUSE's 4.12.14)"),
    BAD_BLOCK_REFUSES_DEVICE(
            until(Rows.DM_GAINS_DAX),
            "One known bad block anywhere on a pmem disk disables DAX for the whole disk.",
            "fs/block_dev.c: bdev_dax_capable (RHEL 7.3)"),
    RANGE_CHECK_READS_NO_PAGE(
            since(Rows.PAGEMAP_TEST_REMOVED),
            "Where ranges are still asked for, only the alignment of their first and last page is looked at: poison and "
                    + "struct pages are not (RHEL 9.1 and 9.2).",
            "drivers/dax/super.c: generic_fsdax_supported"),
    MOUNT_CHECK_READS_NO_PAGE(
            since(Rows.DAX_CAPABLE_REMOVED),
            "The mount check is: queue/dax is 1, and start and size of the device are multiples of the page size. No page is read.",
            "drivers/dax/super.c: fs_dax_get_by_bdev"),

    // ----------------------------------------------------------------------------------- device-mapper
    DM_HAS_NO_DAX(
            until(Rows.DM_GAINS_DAX),
            "No dm device supports DAX, even on devices that do.",
            "drivers/md/dm.c: dm_blk_dops (RHEL 7.3)"),
    DM_TAKES_RAW_NAMESPACES(
            between(Rows.PAGEMAP_TEST_REMOVED, Rows.DM_LOOKS_DEVICES_UP_BY_FLAG),
            "A raw namespace counts as capable inside a dm table, alone or as a leg: its struct pages and its "
                    + "queue/dax are not checked. The filesystem mounts with dax, and the first page fault panics (RHEL 9.1: "
                    + "one half of a change was taken over 48 builds before the other).",
            "drivers/md/dm.c: open_table_device, dax_get_by_host; drivers/dax/super.c: generic_fsdax_supported"),
    DM_CHECK_INVERTED(
            since(Rows.SUSE_DM_CHECK_INVERTED),
            "A leg that has DAX counts as one without, and the other way round: a backport of SUSE's. dm over fsdax has "
                    + "queue/dax 0, dm over ordinary disks has 1.",
            "drivers/md/dm-table.c: device_supports_dax (SUSE's 4.12.14)"),
    DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY(
            until(Rows.DM_TABLE_CHECKS_DEVICES),
            "A dm table is DAX-capable when queue/dax of its devices is 1; whether DAX works there is not checked.",
            "drivers/md/dm-table.c: dm_table_supports_dax, device_dax_capable"),
    DM_CHECKS_LOWER_DM_BY_ITS_PAGES(
            between(Rows.DAX_SUPPORTED_PER_RANGE, Rows.DM_ASKED_PROPERLY),
            "A dm device below another is checked like a leaf: through two of its pages, in one dev_pagemap.",
            "drivers/md/dm-table.c: device_supports_dax"),
    DM_ANY_LEG_SUFFICES(
            until(Rows.EVERY_LEG_ASKED),
            "A target with several legs (striped) is DAX-capable if one of them is: the iteration stops at the "
                    + "first yes.",
            "drivers/md/dm-table.c: dm_table_supports_dax; drivers/md/dm-stripe.c: stripe_iterate_devices"),
    DM_OFFSETS_TRUNCATED(
            since(Rows.DM_DAX_PGOFF),
            "An offset of a dm target that is not a multiple of the page size is accepted and rounded down on "
                    + "every DAX access: DAX and block I/O read and write different bytes.",
            "drivers/md/dm-linear.c: linear_dax_pgoff; drivers/md/dm-stripe.c: stripe_dax_pgoff"),
    DM_LOG_WRITES_HAS_DAX(
            since(Rows.LOG_WRITES_GAINS_DAX),
            "dm-log-writes has a DAX method.",
            "drivers/md/dm-log-writes.c: log_writes_dax_direct_access"),
    DM_SNAPSHOT_ORIGIN_PRETENDS_DAX(
            until(Rows.SNAPSHOT_ORIGIN_LOSES_DAX),
            "dm-snapshot-origin has a DAX method that always fails: queue/dax reads 1, the mount check fails.",
            "drivers/md/dm-snap.c: origin_dax_direct_access"),

    // ------------------------------------------------------------------------------------- filesystems
    EXT4_FALLS_BACK(
            between(Rows.EXT4_TURNS_DAX_OFF, Rows.EXT4_REFUSES_AGAIN),
            "ext4 turns DAX off where it cannot have it, and mounts; before and after, the mount fails.",
            "fs/ext4/super.c: ext4_fill_super"),
    EXT2_DRIVER_REFUSES(
            until(Rows.EXT2_TURNS_DAX_OFF),
            "The ext2 driver refuses to mount with dax where it cannot have it; later it turns DAX off and mounts.",
            "fs/ext2/super.c: ext2_fill_super"),
    EXT2_DRIVER_IGNORES_DAX(
            since(Rows.EXT2_LOSES_DAX),
            "The ext2 driver no longer supports DAX: the option is ignored.",
            "fs/ext2/super.c: ext2_parse_param"),
    DAX_OPTION_TAKES_VALUE(
            since(Rows.DAX_OPTION_BY_FILE),
            "dax=always, dax=inode and dax=never are known, and without an option each file decides (FS_XFLAG_DAX); "
                    + "before, only dax is known, a value is a bad option, and XFS alone looks at the flag of a file.",
            "fs/ext4/super.c: Opt_dax_type; fs/xfs/xfs_super.c: dax_param_enums"),
    XFS_HOLDS_DAX_DEVICE(
            since(Rows.XFS_REFLINK_WITH_DAX),
            "A mounted XFS, with dax or without, holds the dax device of its disk: a second XFS on another partition "
                    + "of the same disk has no DAX.",
            "fs/xfs/xfs_buf.c: xfs_alloc_buftarg; drivers/dax/super.c: fs_dax_get_by_bdev, holder (8012b8660855)"),
    XFS_KNOWS_NO_REFLINK(
            until(Rows.XFS_LEARNS_REFLINK),
            "XFS does not know reflink: a filesystem that has it does not mount at all (RHEL 7).",
            "fs/xfs/libxfs/xfs_sb.c: xfs_mount_validate_sb"),
    XFS_REFUSES_REFLINK_AS_UNSUPPORTED(
            since(Rows.SUSE_REFUSES_REFLINK),
            "XFS with reflink is refused read-write, with dax and without it, unless xfs was loaded with "
                    + "allow_unsupported=1 (SLES 12 SP4 to 15 SP1).",
            "fs/xfs/xfs_super.c: xfs_fs_fill_super (SUSE's 4.12.14)"),
    XFS_REFUSES_REFLINK(
            between(Rows.XFS_REFLINK_REFUSED, Rows.XFS_REFLINK_WITH_DAX),
            "XFS refuses to mount a filesystem that has reflink with dax.",
            "fs/xfs/xfs_super.c: xfs_fs_fill_super"),
    XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO(
            between(Rows.XFS_REFLINK_REFUSED, Rows.DAX_CAPABLE_REMOVED),
            "XFS tests for reflink after it has turned DAX off: the mount is refused even where the device has no "
                    + "DAX.",
            "fs/xfs/xfs_super.c: xfs_fs_fill_super"),
    XFS_REFUSES_REFLINK_ON_PARTITION(
            since(Rows.XFS_REFLINK_WITH_DAX),
            "XFS with reflink is refused with dax on a partition, and allowed on a whole device.",
            "fs/xfs/xfs_super.c: xfs_setup_dax_always"),
    XFS_REFLINK_CORRUPTS(
            between(Rows.XFS_REFLINK_WITH_DAX, Rows.XFS_COPY_ON_WRITE_FIXED),
            "With DAX, a write to a file that shares blocks leaves wrong data in it or in the other files (measured on "
                    + "6.1.176; right on 6.6.87, 6.12, 6.18 and 7.3).",
            "fs/dax.c: dax_iomap_cow_copy, dax_insert_entry"),
    XFS_MOUNTS_BIGTIME(
            since(Rows.XFS_GAINS_BIGTIME),
            "XFS mounts a filesystem that has bigtime or inobtcount.",
            "fs/xfs/libxfs/xfs_sb.c: xfs_validate_sb_read, XFS_SB_FEAT_INCOMPAT_ALL, XFS_SB_FEAT_RO_COMPAT_ALL"),
    XFS_MOUNTS_NREXT64(
            since(Rows.XFS_GAINS_NREXT64),
            "XFS mounts a filesystem that has nrext64 (measured: 5.10 refuses, 6.1 mounts).",
            "fs/xfs/libxfs/xfs_sb.c: xfs_validate_sb_read, XFS_SB_FEAT_INCOMPAT_NREXT64"),
    XFS_MOUNTS_EXCHANGE(
            since(Rows.XFS_GAINS_EXCHANGE),
            "XFS mounts a filesystem that has exchange or parent (measured: 6.1 refuses, 6.12 mounts).",
            "fs/xfs/libxfs/xfs_sb.c: xfs_validate_sb_read, XFS_SB_FEAT_INCOMPAT_EXCHRANGE, XFS_SB_FEAT_INCOMPAT_PARENT"),
    XFS_MOUNTS_LARGE_BLOCKS(
            since(Rows.XFS_GAINS_LARGE_BLOCKS),
            "XFS mounts a filesystem whose blocks are larger than a page, without DAX (measured: 6.1 refuses, 6.12 "
                    + "mounts).",
            "fs/xfs/xfs_super.c: xfs_fs_fill_super"),
    XFS_MOUNTS_METADIR(
            since(Rows.XFS_GAINS_METADIR),
            "XFS mounts a filesystem that has metadir (measured: 6.12 refuses, 6.18 mounts).",
            "fs/xfs/libxfs/xfs_sb.c: xfs_validate_sb_read, XFS_SB_FEAT_INCOMPAT_METADIR"),
    XFS_MOUNTS_ZONED(
            since(Rows.XFS_GAINS_ZONES),
            "XFS mounts a zoned filesystem, with dax too; then every write fails, and one through a mapping can crash "
                    + "the kernel (measured on 6.18 and 7.3).",
            "fs/xfs/xfs_file.c: xfs_write_fault_zoned"),
    EXT4_MOUNTS_CASEFOLD(
            since(Rows.EXT4_GAINS_CASEFOLD),
            "ext4 mounts a filesystem that has casefold, where CONFIG_UNICODE is set.",
            "fs/ext4/super.c: ext4_load_super, ext4_feature_set_ok"),
    EXT4_MOUNTS_VERITY(
            since(Rows.EXT4_GAINS_VERITY),
            "ext4 mounts a filesystem that has verity.",
            "fs/ext4/super.c: ext4_feature_set_ok, EXT4_FEATURE_RO_COMPAT_SUPP"),
    EXT4_MOUNTS_ORPHAN_PRESENT(
            since(Rows.EXT4_GAINS_ORPHAN_FILE),
            "ext4 mounts a filesystem whose orphan file is in use.",
            "fs/ext4/super.c: ext4_feature_set_ok, EXT4_FEATURE_RO_COMPAT_SUPP"),
    EXT4_MOUNTS_LARGE_BLOCKS(
            since(Rows.EXT4_GAINS_LARGE_BLOCKS),
            "ext4 mounts a filesystem whose blocks are larger than a page, without DAX (measured: 6.18 refuses, 7.3 "
                    + "mounts).",
            "fs/ext4/super.c: ext4_load_super"),
    EROFS_HAS_DAX(
            since(Rows.EROFS_GAINS_DAX),
            "erofs knows the dax option, for files that are not compressed and have no inline tail; before, it mounts "
                    + "no chunked image either.",
            "fs/erofs/super.c: erofs_fc_fill_super; fs/erofs/inode.c: erofs_set_inode_dax"),
    EROFS_MOUNTS_DEVICES(
            since(Rows.EROFS_GAINS_DEVICES),
            "erofs mounts an image whose data is on other devices.",
            "fs/erofs/super.c: erofs_init_devices"),
    EROFS_CHECKS_OTHER_DEVICES(
            since(Rows.EROFS_OTHER_DEVICES_CHECKED),
            "erofs turns DAX off where a device of the option device= has none; before, it mounts with dax and every "
                    + "read of a file there fails (measured on 6.1 and 6.12; 6.18 and 7.3 turn it off).",
            "fs/erofs/super.c: erofs_init_device"),
    EROFS_SKIPS_FIRST_DEVICE(
            between(Rows.EROFS_OTHER_DEVICES_CHECKED, Rows.EROFS_FIRST_DEVICE_CHECKED),
            "erofs does not check the device that it is mounted from where the image has others: it mounts with dax "
                    + "although that device has none, and every read of a file there fails (read).",
            "fs/erofs/super.c: erofs_scan_devices"),
    EROFS_MOUNTS_SMALL_BLOCKS(
            since(Rows.EROFS_GAINS_SMALL_BLOCKS),
            "erofs mounts an image whose blocks are smaller than a page, without DAX (measured: 5.10 refuses, 6.1.176 "
                    + "mounts).",
            "fs/erofs/super.c: erofs_read_superblock"),

    // ------------------------------------------------------------------------- the libnvdimm bus
    VIRTIO_PMEM_HAS_DRIVER(
            since(Rows.VIRTIO_PMEM_ADDED),
            "There is a driver for virtio pmem: before, such memory of a guest has no block device (read).",
            "drivers/nvdimm/virtio_pmem.c: virtio_pmem_probe"),
    PARTS_OF_SECTIONS_MAPPED(
            since(Rows.SUBSECTIONS_MAPPED),
            "Persistent memory is mapped 2 MiB at a time; before, a section of 128 MiB that two regions share, or that "
                    + "has RAM as well, cannot be mapped for both (read, and reported from 4.18).",
            "mm/sparse.c: section_activate; before, kernel/memremap.c: devm_memremap_pages"),
    MISALIGNED_NAMESPACE_REFUSED(
            since(Rows.MISALIGNED_REFUSED),
            "A namespace of virtio pmem or memmap= that does not begin and end at a multiple of 2 MiB gets no block "
                    + "device (read, and reported from 6.1 and 6.12).",
            "drivers/nvdimm/namespace_devs.c: nvdimm_namespace_common_probe, memremap_compat_align");
    // spotless:on

    /** The oldest upstream kernel that the rows describe; vendors' older ones have a place of their own. */
    public static final KernelVersion OLDEST = KernelVersion.of(4, 14);

    /** The newest kernel that the rows were read and measured on. */
    public static final KernelVersion NEWEST = KernelVersion.of(7, 3);

    /** The first kernel that they say nothing about. */
    public static final KernelVersion END = KernelVersion.candidate(7, 4, 1);

    private final Span span;
    private final String meaning;
    private final String kernelSource;

    /**
     * From when to when kernels behave so.
     *
     * @param since empty where the behaviour is older than {@link #OLDEST}
     * @param until empty where {@link #NEWEST} still has it
     */
    private record Span(Optional<KernelChange> since, Optional<KernelChange> until) {}

    KernelBehaviour(Span span, String meaning, String kernelSource) {
        this.span = span;
        this.meaning = meaning;
        this.kernelSource = kernelSource;
    }

    private static Span since(KernelChange change) {
        return new Span(Optional.of(change), Optional.empty());
    }

    private static Span until(KernelChange change) {
        return new Span(Optional.empty(), Optional.of(change));
    }

    private static Span between(KernelChange since, KernelChange until) {
        return new Span(Optional.of(since), Optional.of(until));
    }

    /** The change that brought the behaviour; empty where it is older than {@link #OLDEST}. */
    public Optional<KernelChange> since() {
        return span.since();
    }

    /** The change that ended it; empty where {@link #NEWEST} still has it. */
    public Optional<KernelChange> until() {
        return span.until();
    }

    /** What it means for a user, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The kernel file and function where it was read. */
    public String kernelSource() {
        return kernelSource;
    }

    /** Whether no upstream kernel of the table ever behaved so: a vendor took over half of a change, or made its own. */
    public boolean isVendorsOnly() {
        boolean beginsNever = since().isPresent() && !since().get().isInTable();
        boolean endedBefore = until().isPresent() && !until().get().isInTable();
        return beginsNever
                || endedBefore
                || (since().isPresent()
                        && until().isPresent()
                        && since().get().mainline().compareTo(until().get().mainline()) >= 0);
    }

    /** Whether a kernel with those changes behaves so. */
    boolean holdsWith(Changes changes) {
        return (since().isEmpty() || changes.include(since().get()))
                && (until().isEmpty() || !changes.include(until().get()));
    }

    /** Every version at which some row begins or ends, mainline or stable, in order. */
    public static NavigableSet<KernelVersion> boundaries() {
        TreeSet<KernelVersion> boundaries = new TreeSet<>();
        for (KernelBehaviour behaviour : values()) {
            addTo(boundaries, behaviour.since());
            addTo(boundaries, behaviour.until());
        }
        return Collections.unmodifiableNavigableSet(boundaries);
    }

    /**
     * The mainline versions, from {@link #OLDEST} on, from which kernels behave in another way than the one before:
     * each begins an era that lasts until the next.
     */
    public static List<KernelVersion> eras() {
        TreeSet<KernelVersion> starts = new TreeSet<>();
        starts.add(OLDEST);
        for (KernelBehaviour behaviour : values()) {
            addMainlineTo(starts, behaviour.since());
            addMainlineTo(starts, behaviour.until());
        }
        return List.copyOf(starts);
    }

    private static void addTo(Set<KernelVersion> boundaries, Optional<KernelChange> change) {
        addMainlineTo(boundaries, change);
        if (change.isPresent() && change.get().isInTable()) {
            boundaries.addAll(change.get().stable());
        }
    }

    private static void addMainlineTo(Set<KernelVersion> versions, Optional<KernelChange> change) {
        if (change.isPresent() && change.get().isInTable()) {
            versions.add(change.get().mainline());
        }
    }

    /** The changes that begin and end rows. One change can end one behaviour and begin another. */
    static final class Rows {
        // spotless:off
        static final KernelChange DM_GAINS_DAX = KernelChange.in(4, 8, "545ed20e6df6");
        static final KernelChange XFS_LEARNS_REFLINK = KernelChange.in(4, 9, "");
        static final KernelChange BRD_PAGES_REFUSED = KernelChange.in(4, 15, "");
        static final KernelChange BRD_LOSES_DAX = KernelChange.in(4, 15, "7a862fbbdec6");
        static final KernelChange LOG_WRITES_GAINS_DAX = KernelChange.in(4, 15, "98d82f48f198");
        static final KernelChange STRUCT_PAGE_REQUIRED = KernelChange.in(4, 16, "569d0365f571");
        static final KernelChange EXT4_TURNS_DAX_OFF = KernelChange.in(4, 16, "24f3478d664b");
        static final KernelChange EXT2_TURNS_DAX_OFF = KernelChange.in(4, 16, "b4b5798cea8f");
        static final KernelChange XFS_REFLINK_REFUSED = KernelChange.in(4, 16, "1e369b0e199b");
        static final KernelChange PMEM_FLAG_FOR_FSDAX_ONLY = KernelChange.inCandidate(4, 18, 4, "4557641b4c70")
                .andStable(new KernelVersion(4, 17, 4));
        static final KernelChange QUEUE_FLAG_CHECKED = KernelChange.inCandidate(4, 18, 4, "15256f6cc456")
                .andStable(new KernelVersion(4, 17, 6), new KernelVersion(4, 14, 55));
        static final KernelChange DM_TABLE_CHECKS_DEVICES = KernelChange.inCandidate(4, 18, 4, "dbc626597c39")
                .andStable(new KernelVersion(4, 17, 6), new KernelVersion(4, 14, 55));
        static final KernelChange EXT4_REFUSES_AGAIN = KernelChange.in(5, 0, "361d24d40657");
        static final KernelChange LAST_PAGE_CHECKED = KernelChange.in(5, 1, "ad428cdb525a");
        static final KernelChange DAX_SUPPORTED_PER_RANGE = KernelChange.inCandidate(5, 2, 2, "7bf7eac8d648")
                .andStable(new KernelVersion(5, 1, 6));
        static final KernelChange SNAPSHOT_ORIGIN_LOSES_DAX = KernelChange.in(5, 2, "");
        static final KernelChange DM_ASKED_PROPERLY = KernelChange.in(5, 9, "e2ec51282545")
                .andStable(new KernelVersion(5, 8, 11), new KernelVersion(5, 4, 67));
        static final KernelChange EVERY_LEG_ASKED = KernelChange.in(5, 12, "5b0fab508992")
                .andStable(
                        new KernelVersion(5, 11, 3),
                        new KernelVersion(5, 10, 20),
                        new KernelVersion(5, 4, 105),
                        new KernelVersion(4, 19, 180),
                        new KernelVersion(4, 14, 225));
        static final KernelChange DAX_OPTION_BY_FILE = KernelChange.in(5, 8, "9cb20f94afcd");
        static final KernelChange EROFS_GAINS_DAX = KernelChange.in(5, 15, "06252e9ce05b");
        static final KernelChange DAX_CAPABLE_REMOVED = KernelChange.in(5, 17, "7b0800d00dae");
        static final KernelChange DM_DAX_PGOFF = KernelChange.in(5, 17, "f43e0065c264");
        static final KernelChange XFS_REFLINK_WITH_DAX = KernelChange.in(6, 0, "35fcd75af3ed");
        static final KernelChange EXT4_GAINS_CASEFOLD = KernelChange.in(5, 2, "b886ee3e778e");
        static final KernelChange EXT4_GAINS_VERITY = KernelChange.in(5, 4, "c93d8f885809");
        static final KernelChange XFS_GAINS_BIGTIME = KernelChange.in(5, 10, "29887a227131");
        static final KernelChange EXT4_GAINS_ORPHAN_FILE = KernelChange.in(5, 15, "02f310fcf47f");
        static final KernelChange EROFS_GAINS_DEVICES = KernelChange.in(5, 16, "dfeab2e95a75");
        static final KernelChange XFS_GAINS_NREXT64 = KernelChange.in(5, 19, "973ac0eb3a7d");
        static final KernelChange XFS_COPY_ON_WRITE_FIXED = KernelChange.in(6, 2, "f80e1668888f");
        static final KernelChange XFS_GAINS_EXCHANGE = KernelChange.in(6, 10, "0730e8d8ba1d");
        static final KernelChange XFS_GAINS_LARGE_BLOCKS = KernelChange.in(6, 12, "7df7c204c678");
        static final KernelChange XFS_GAINS_METADIR = KernelChange.in(6, 13, "ea079efd365e");
        static final KernelChange XFS_GAINS_ZONES = KernelChange.in(6, 15, "be458049ffe3");
        static final KernelChange EROFS_OTHER_DEVICES_CHECKED = KernelChange.in(6, 17, "c6993c4cb918")
                .andStable(new KernelVersion(6, 16, 5));
        static final KernelChange EROFS_FIRST_DEVICE_CHECKED = KernelChange.in(6, 19, "ebe4f3f6eb0c")
                .andStable(new KernelVersion(6, 18, 2), new KernelVersion(6, 17, 13));
        static final KernelChange EROFS_GAINS_SMALL_BLOCKS = KernelChange.in(6, 4, "d3c4bdcc756e")
                .andStable(new KernelVersion(6, 1, 113));
        static final KernelChange EXT4_GAINS_LARGE_BLOCKS = KernelChange.in(6, 19, "cab8cbcb923a");
        static final KernelChange DCSSBLK_NEEDS_ALIGNMENT = KernelChange.in(6, 15, "653d7825c149");
        static final KernelChange EXT2_LOSES_DAX = KernelChange.in(7, 3, "");
        static final KernelChange PAGEMAP_TEST_REMOVED = KernelChange.in(5, 17, "586f61682816");
        static final KernelChange DM_LOOKS_DEVICES_UP_BY_FLAG = KernelChange.in(5, 15, "dfa584f6f915");
        static final KernelChange VIRTIO_PMEM_ADDED = KernelChange.in(5, 3, "6e84200c0a29");
        static final KernelChange SUBSECTIONS_MAPPED = KernelChange.in(5, 3, "ba72b4c8cf60");
        static final KernelChange MISALIGNED_REFUSED = KernelChange.in(5, 7, "6acd7d5ef264");
        static final KernelChange SUSE_CLEAR_FLAG_PASSES = KernelChange.ofVendor();
        static final KernelChange SUSE_DM_CHECK_INVERTED = KernelChange.ofVendor();
        static final KernelChange SUSE_REFUSES_REFLINK = KernelChange.ofVendor();
        // spotless:on

        private Rows() {}
    }
}
