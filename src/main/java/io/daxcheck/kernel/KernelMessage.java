package io.daxcheck.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What kernels from 4.14 to 7.3 log about DAX and persistent memory, a row each, the more special one first. A message
 * is the same for a reason that has gone since and for one that still holds. Which findings a message is about is
 * in {@code diagnosis}.
 */
public enum KernelMessage {
    // spotless:off
    // ------------------------------------------------------------- a device that is asked for DAX
    /** drivers/dax/super.c: bdev_dax_pgoff, fs_dax_get_by_bdev. */
    UNALIGNED_PARTITION(Shows.BUILT, "error: unaligned partition for dax"),
    /** drivers/dax/super.c: __bdev_dax_supported, __generic_fsdax_supported. */
    ACCESS_FAILED(Shows.BUILT, "error: dax access failed"),
    NO_STRUCT_PAGES(Shows.BUILT, "error: dax support not enabled"),
    TARGET_UNSUPPORTED(Shows.BUILT, "error: dax unsupported by block device"),
    /**
     * drivers/md/dm-ioctl.c: table_load. 1 is bio-based (BIO_BASED), and with DAX 3, before 5.0 4 (DAX_BIO_BASED); the
     * others are about request-based devices.
     */
    TABLE_WITHOUT_DAX(Shows.NOTHING, "can't change device type (old=3 vs new=1)"),
    TABLE_WITHOUT_DAX_BEFORE_5_0(Shows.NOTHING, "can't change device type (old=4 vs new=1)"),
    TYPE_CHANGE(Shows.NOTHING, "can't change device type"),

    // ----------------------------------------------------------------------------- a filesystem
    /** fs/ext4/super.c; fs/ext2/super.c, and __bdev_dax_supported before 5.17. */
    BLOCK_SIZE(Shows.BUILT, "unsupported blocksize for dax"),
    /** fs/xfs/xfs_super.c. */
    XFS_BLOCK_SIZE(Shows.BUILT, "dax not supported for blocksize"),
    REFLINK_TOGETHER(Shows.BUILT, "dax and reflink cannot be used together"),
    REFLINK_ON_PARTITION(Shows.BUILT, "dax and reflink cannot work with multi-partitions"),
    /** fs/ext4/super.c: ext4_fill_super, ext4_load_super. */
    INLINE_DATA(Shows.BUILT, "may contain inline data"),
    DATA_JOURNAL(Shows.BUILT, "both data=journal and dax"),
    /** fs/ext4/super.c: "bad geometry: block count 262144 exceeds size of device (257536 blocks)". */
    BAD_GEOMETRY(Shows.NOTHING, "bad geometry: block count"),
    /** fs/xfs/xfs_mount.c: xfs_check_sizes, where the last block of the data section cannot be read. */
    LAST_SECTOR(Shows.NOTHING, "last sector read failed"),
    /** fs/ext4/super.c, fs/erofs/super.c: of an option that only a kernel with CONFIG_FS_DAX takes. */
    NOT_BUILT(Shows.NOT_BUILT, "dax option not supported"),
    NOT_BUILT_EROFS(Shows.NOT_BUILT, "dax options not supported"),
    /** fs/ext4, fs/xfs: of a device whose check failed. */
    LEFT_OFF(Shows.BUILT, "dax unsupported by block device"),
    LEFT_OFF_DEVICE(Shows.NOTHING, "device does not support dax"),

    /** fs/ext4/super.c: 'Unrecognized mount option "dax=always"', fs/xfs/xfs_super.c: "unknown mount option", before 5.8. */
    OPTION_VALUE(Shows.NOTHING, "mount option", "dax="),

    // --------------------------------------------------------------- the libnvdimm bus
    /** drivers/nvdimm/namespace_devs.c: init_active_labels, of a DIMM that the region named before it needs. */
    DIMM_LOCKED(Shows.NOTHING, "is locked, failing probe"),
    DIMM_DISABLED(Shows.NOTHING, "is disabled, failing probe"),
    /** drivers/acpi/nfit/core.c: "nmem0 flags: save_fail … not_armed", "Error found in NVDIMM nmem0 flags:". */
    DIMM_FLAGS(Shows.NOTHING, "flags:", "nmem"),
    /** drivers/nvdimm/pfn_devs.c: nd_pfn_validate, __nvdimm_setup_pfn, before 5.7 by its own words. */
    MISALIGNED(Shows.NOTHING, "misaligned, unable to map"),
    ALIGNMENT(Shows.NOTHING, "alignment mismatch"),
    RESOURCE_MISALIGNED(Shows.NOTHING, "pfn", "resource", "misaligned"),
    BAD_OFFSET(Shows.NOTHING, "bad offset", "dax disabled"),
    PAGE_SIZE(Shows.NOTHING, "page size mismatch"),
    /** drivers/nvdimm/pfn_devs.c: nd_pfn_init, trim_pfn_device; kernel/memremap.c, before 5.3. */
    COLLISION(Shows.NOTHING, "alignment collision"),
    SECTION_COLLISION(Shows.NOTHING, "section collision"),
    CONFLICTING_MAPPING(Shows.NOTHING, "conflicting mapping in same section"),
    /** mm/memremap.c: memremap_pages; before 5.3 kernel/memremap.c: memory of which RAM has a part. */
    MIXED_REGION(Shows.NOTHING, "attempted on mixed region"),
    /** drivers/nvdimm/pmem.c: pmem_attach_disk, "region"; drivers/dax/device.c: dev_dax_probe, "range". */
    NOT_RESERVED(Shows.NOTHING, "could not reserve r"),
    /** drivers/base/dd.c: a probe of nd_pmem or nd_region. */
    NOT_TAKEN(Shows.NOTHING, "failed with error", "nd_"),
    /** drivers/nvdimm/pmem.c: nvdimm_check_and_set_ro. */
    MARKED_READ_ONLY(Shows.NOTHING, "read-only, marking"),
    /** mm/memory_hotplug.c and drivers/dax/kmem.c: memory that is RAM now. */
    MEMORY_ONLINE(Shows.NOTHING, "removing memory fails"),
    NOT_REMOVED(Shows.NOTHING, "cannot be hotremoved"),
    /** mm/memory-failure.c. */
    MEMORY_LOST(Shows.NOTHING, "memory failure"),

    // ------------------------------------------------------------------------- a fault on a mapped file
    /**
     * mm/memory.c: insert_pfn, from 6.15 on (653d7825c149) insert_page_into_pte_locked, once in a boot: a page is mapped
     * already, and to other memory than its file has now.
     */
    MAPPED_ELSEWHERE(Shows.NOTHING, "warning:", "insert_pfn"),
    MAPPED_ELSEWHERE_FROM_6_15(Shows.NOTHING, "warning:", "insert_page"),
    /** fs/dax.c, fs/ext4/file.c: a function of a page fault, in the call trace of such a warning. */
    FAULT_FRAME(Shows.NOTHING, "dax_", "fault", "+0x"),
    /** fs/ext4/super.c, fs/xfs/xfs_mount.c: a mount has begun. */
    MOUNTED(Shows.NOTHING, "mounted filesystem"),
    MOUNTING_XFS(Shows.NOTHING, "mounting v", "filesystem"),

    // ---------------------------------------------------------------------- what is as it should be
    ENABLED(Shows.BUILT, "dax enabled. warning: experimental"),
    /** drivers/s390/block/dcssblk.c: dcssblk_add_store, from 6.15 on: the segment lies so that it has struct pages. */
    DCSS_ENABLED(Shows.NOTHING, "dax support enabled for dcss"),
    /**
     * fs/fs_parser.c: "fuseblk: Unknown parameter 'dax'", where mount tries every type that the kernel knows. The
     * filesystems with DAX say it in other words.
     */
    TRIED_TYPE(Shows.NOTHING, ": unknown parameter 'dax'"),
    /** drivers/nvdimm/btt.c: discover_arenas, of every BTT that is made. */
    NO_ARENAS(Shows.NOTHING, "no existing arenas"),
    NO_FLUSH(Shows.NOTHING, "unable to guarantee persistence of writes"),
    REMOVED_FROM_EXT2(Shows.NOTHING, "dax support has been removed");
    // spotless:on

    /** A line with one of these is about DAX or persistent memory, whether the table has its message or not. */
    private static final List<String> SUBJECTS =
            List.of("dax", "can't change device type", "nd_pmem", "libnvdimm", "nd_region", "nd_bus", "memory failure");

    /** Words of messages in the table that name no subject. Logs are long, so these are looked for before the messages. */
    private static final List<String> WORDS_OF_MESSAGES = List.of(
            "nmem",
            "bad geometry",
            "last sector read failed",
            "conflicting mapping",
            "removing memory fails",
            "cannot be hotremoved",
            "page size mismatch",
            "alignment mismatch",
            "misaligned",
            "attempted on mixed region",
            "insert_pfn",
            "insert_page",
            "mounted filesystem",
            "mounting v");

    /** Whether a kernel that prints it is built with CONFIG_FS_DAX. */
    private enum Shows {
        BUILT,
        NOT_BUILT,
        NOTHING
    }

    private final Shows shows;
    private final List<String> words;

    /**
     * @param words in lower case; the line has them all
     */
    KernelMessage(Shows shows, String... words) {
        this.shows = shows;
        this.words = List.of(words);
    }

    /** The message that a line holds. */
    public static Optional<KernelMessage> in(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        for (KernelMessage message : values()) {
            if (message.isIn(lower)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    /** Whether a line of the kernel's log is about DAX or persistent memory, so that a finding may quote it. */
    public static boolean isAboutDax(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.contains("command line:") || lower.contains("modules linked in:")) {
            return false;
        }
        return hasOneOf(SUBJECTS, lower) || (hasOneOf(WORDS_OF_MESSAGES, lower) && in(line).isPresent());
    }

    private static boolean hasOneOf(List<String> words, String lower) {
        for (String word : words) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private boolean isIn(String lower) {
        for (String word : words) {
            if (!lower.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a kernel that prints it is built with CONFIG_FS_DAX; empty where the message does not show that. */
    public Optional<Boolean> showsFsDax() {
        return shows == Shows.NOTHING ? Optional.empty() : Optional.of(shows == Shows.BUILT);
    }

    /** Whether a filesystem says that it was asked for DAX and goes on without. */
    public static boolean saysTurnedOff(String line) {
        return line.toLowerCase(Locale.ROOT).contains("turning off dax");
    }

    /** Whether it is of the check of a device, which a dm table makes of its legs as well as a filesystem of its own. */
    public boolean isOfDeviceCheck() {
        return this == ACCESS_FAILED || this == NO_STRUCT_PAGES || this == TARGET_UNSUPPORTED;
    }

    /** Whether it names an address of memory: of bytes, or with {@link #MEMORY_LOST} of pages. */
    public boolean isOfMemory() {
        return this == MEMORY_LOST || this == MEMORY_ONLINE || this == MIXED_REGION;
    }

    /** Whether it warns of a page that is mapped to other memory than its file has. */
    public boolean isOfMapping() {
        return this == MAPPED_ELSEWHERE || this == MAPPED_ELSEWHERE_FROM_6_15;
    }

    /** Whether it is a line of a call trace through DAX's page faults. */
    public boolean isFaultFrame() {
        return this == FAULT_FRAME;
    }

    /** Whether it says that the device it names is mounted. */
    public boolean isMount() {
        return this == MOUNTED || this == MOUNTING_XFS;
    }

    /** Whether it reports no problem. */
    public boolean isHarmless() {
        return switch (this) {
            case ENABLED, DCSS_ENABLED, NO_ARENAS, NO_FLUSH, REMOVED_FROM_EXT2, TRIED_TYPE, TYPE_CHANGE -> true;
            case MOUNTED, MOUNTING_XFS -> true;
            default -> false;
        };
    }

    /**
     * The block device that a line names: {@code XFS (pmem1): …}, {@code EXT4-fs (dm-0): …}, {@code erofs (device
     * pmem1): …}, {@code pmem1: error: …}. Empty where it names none.
     */
    public static String deviceIn(String line) {
        int open = line.indexOf('(');
        int close = line.indexOf("):");
        if (open > 0 && close > open) {
            String name = line.substring(open + 1, close);
            return name.startsWith("device ") ? name.substring("device ".length()) : name;
        }
        int colon = line.indexOf(": error:");
        return colon > 0 && line.indexOf(' ') > colon ? line.substring(0, colon) : "";
    }
}
