package io.daxcheck.finding;

import java.util.Optional;

/**
 * The code and the title of every finding. A code is never reused or renamed. The message of a finding names devices and
 * numbers; what does not depend on them is on the finding's page, {@code findings/CODE.md} among the program's resources.
 */
public enum FindingCode implements Explanation {
    // spotless:off
    // -------------------------------------------------------------------------------- leaves without DAX
    RAW_NAMESPACE("The namespace is in raw mode"),
    FORCE_RAW_PENDING("force_raw was set while the namespace is enabled"),
    NAMESPACE_MODE_CONTRADICTION("The facts about the mode of a namespace contradict each other"),
    SECTOR_NAMESPACE("The namespace is in sector mode"),
    LEAF_WITHOUT_DAX("The device is not persistent memory"),

    // ------------------------------------------------------------------------------------- dm tables
    LEG_WITHOUT_DAX("One underlying device without DAX disables it for the whole device"),
    TARGET_WITHOUT_DAX("The dm target type does not support DAX"),
    UNKNOWN_TARGET("The dm target type is unknown to daxcheck"),
    OFFSET_NOT_PAGE_ALIGNED("A dm target starts at an offset that is not page-aligned"),
    BOUNDARY_INSIDE_PAGE("Two dm targets meet inside a page"),
    CHUNK_NOT_WHOLE_PAGES("The stripe chunk size is not a multiple of the page size"),
    LEGS_IN_SEVERAL_PAGEMAPS("First and last page are in different namespaces"),
    DM_TABLE_INCONSISTENT("The dm table does not match the device"),

    TABLE_LOAD_REFUSED("The kernel refuses to load this table"),

    // -------------------------------------------------------------------------------- alignment of the device
    PARTITION_START_NOT_PAGE_ALIGNED("The partition does not start on a page"),
    DEVICE_SIZE_NOT_WHOLE_PAGES("The size is not a multiple of the page size"),

    // -------------------------------------------------------------------------- DAX is given, and should not be
    PANIC_ON_RAW_LEG("A page fault on the raw leg crashes the kernel"),
    DM_TAKES_RAW_NAMESPACE("device-mapper accepts a raw namespace for DAX"),
    DM_WITHOUT_DAX("device-mapper does not support DAX on this kernel"),
    FIXED_IN_VENDOR_RELEASE("A later kernel of the same vendor does not have the hazard"),
    LEG_NOT_CHECKED("A leg without DAX that the kernel does not notice"),
    DAX_LOST_UNDER_MOUNT("The device lost DAX while it is mounted with dax"),
    MOVED_UNDER_MOUNT("The data moved while it was mounted with dax"),
    MOUNTS_THEN_FAILS("The mount succeeds, then every access fails"),
    POISON_IN_RANGE("Bad blocks in the range"),
    BAD_BLOCKS_NOT_LISTED("Bad blocks that are counted and not listed"),

    // ---------------------------------------------------------------------------------------- the kernel
    LIBNVDIMM_NOT_BUILT("The kernel is built without CONFIG_LIBNVDIMM"),
    FS_DAX_NOT_BUILT("The kernel is built without CONFIG_FS_DAX"),
    PFN_NOT_BUILT("The kernel is built without struct pages for persistent memory"),
    CONFIG_ASSUMED("CONFIG_FS_DAX is assumed"),
    KERNEL_OUTSIDE_TABLE("A kernel older or newer than daxcheck knows"),
    KERNEL_UNDECIDED("Vendor kernel: the result depends on backports"),
    QUEUE_DAX_DIFFERS("queue/dax is not what the rules predict"),

    // -------------------------------------------------------------------------------- consistency (2018)
    SAME_AS_BELOW("The dm device has the same result as the devices below it"),
    DIFFERS_FROM_BELOW("The dm device and the devices below it have different results"),

    // ------------------------------------------------------------------------------------- namespaces
    DEVDAX_NAMESPACE("A namespace in devdax mode"),
    DISABLED_NAMESPACE("A namespace without a device"),
    MEMMAP_OVERLAP("Two memmap= regions overlap"),
    REGION_WITHOUT_NAMESPACE("A region with no namespace"),
    READ_ONLY_REGION("The region is read-only"),
    PMEM_DRIVER_MISSING("The kernel is built without the pmem driver"),

    // -------------------------------------------------------------------------------- the filesystem on it
    NO_FILESYSTEM("The device does not contain a filesystem"),
    PART_OF_FILESYSTEM("The device is part of a filesystem on another device"),
    NO_DAX_OPTION("The filesystem has no dax option"),
    FILESYSTEM_BLOCK_SIZE("The filesystem block size differs from the page size"),
    EXT4_INLINE_DATA("ext4 with inline_data"),
    EXT2_WITHOUT_DAX("The ext2 driver no longer supports DAX"),
    XFS_REFLINK("XFS with reflink"),
    XFS_REFLINK_ON_PARTITION("XFS with reflink on a partition"),
    XFS_REFLINK_CORRUPTS("XFS with reflink and DAX corrupts files on this kernel"),
    XFS_ZONED("Zoned XFS with DAX"),
    FILESYSTEM_NOT_MOUNTABLE("This kernel does not mount the filesystem"),
    FILESYSTEM_LARGER_THAN_DEVICE("The filesystem is larger than its device"),
    EROFS_FILES_WITHOUT_DAX("Some files of the erofs image have no DAX"),
    SECOND_DEVICE_WITHOUT_DAX("A device of the filesystem has no DAX"),

    DAX_DEVICE_HELD("Another XFS on the same disk holds its dax device"),
    EXT4_DATA_JOURNAL("ext4 with data=journal and dax"),

    // ------------------------------------------------------------------ what is asked for, and what there is
    DAX_REQUESTED_BUT_OFF("DAX is requested but off"),
    DAX_TURNED_OFF("XFS was mounted with dax and turned DAX off"),
    NEXT_MOUNT_WITHOUT_DAX("The next mount will have no DAX"),
    NEXT_MOUNT_REFUSED("The next mount will be refused"),
    DAX_NOT_CONFIGURED("DAX is on but not configured"),
    DAX_VALUE_NOT_KNOWN("The value of dax= is not supported by this kernel"),
    CONFIGURED_DEVICE_NOT_FOUND("The device of an fstab entry with dax was not found"),
    MOUNTED_AND_CORRUPTING("It is mounted with dax on a stack that corrupts data"),

    // ------------------------------------------------------------------------------- worth telling, DAX or not
    NO_HUGE_PAGES("No 2 MiB page faults"),
    MAP_SYNC_NOT_SURE("MAP_SYNC is unreliable"),
    PERSISTENCE_DOMAIN_NOT_TOLD("The persistence domain is not reported"),
    DEVICE_SUSPENDED("The dm device is suspended"),
    INACTIVE_TABLE("The dm device has a second table that is not in use"),
    TABLE_KEEPS_DAX("The device can only be extended onto devices with DAX"),
    KERNEL_LOG_UNEXPLAINED("The kernel logged something about DAX that nothing here explains"),
    OUT_OF_SCOPE("Memory or a filesystem that daxcheck does not judge"),

    // ----------------------------------------------------------------------------- the libnvdimm bus
    DIMM_LOCKED("An NVDIMM is locked"),
    DIMM_FAILED("An NVDIMM reports a failure"),
    DIMM_WITHOUT_REGION("An NVDIMM without a region"),
    REGION_DISABLED("The region is disabled"),
    NAMESPACE_MISALIGNED("The namespace memory is not aligned to 2 MiB"),
    NAMESPACE_PAGE_SIZE("The namespace was created with another page size"),
    NAMESPACE_SECTION_SHARED("Two regions share a section of memory"),
    NAMESPACE_MEMORY_TAKEN("Another driver owns the memory of the namespace"),
    MEMMAP_WITHOUT_DEVICE("memmap= reserved memory, but no pmem disk exists for it"),
    MEMMAP_NOT_AS_ASKED("The region of memmap= differs from what was requested"),

    // ------------------------------------------------------------------------------------ missing facts
    FACT_MISSING("A deciding fact is missing"),
    DM_TABLE_MISSING("The dm table is missing"),
    LEG_NOT_FOUND("A leg was not found among the devices"),
    STACK_LOOP("A device is stacked on itself"),
    STACK_TOO_COMPLEX("The stack is too complex to evaluate");
    // spotless:on

    private final String title;

    FindingCode(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    /** The finding with this code; empty where there is none. */
    public static Optional<FindingCode> of(String code) {
        for (FindingCode finding : values()) {
            if (finding.code().equals(code)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }
}
