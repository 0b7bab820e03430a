package io.daxcheck.kernel;

import java.util.EnumMap;
import java.util.Map;

/** A line of the kernel's log for each message. */
public final class LoggedMessages {
    private static final String TABLE = """
            UNALIGNED_PARTITION pmem0p1: error: unaligned partition for dax
            ACCESS_FAILED dm-0: error: dax access failed (-95)
            NO_STRUCT_PAGES pmem0: error: dax support not enabled
            TARGET_UNSUPPORTED dm-0: error: dax unsupported by block device
            TABLE_WITHOUT_DAX device-mapper: ioctl: can't change device type (old=3 vs new=1) after initial table load.
            TABLE_WITHOUT_DAX_BEFORE_5_0 device-mapper: ioctl: can't change device type (old=4 vs new=1) after initial table load.
            TYPE_CHANGE device-mapper: ioctl: can't change device type (old=1 vs new=3) after initial table load.
            BLOCK_SIZE pmem0: error: unsupported blocksize for dax
            XFS_BLOCK_SIZE XFS (pmem0): DAX not supported for blocksize. Turning off DAX.
            REFLINK_TOGETHER XFS (pmem0): DAX and reflink cannot be used together!
            REFLINK_ON_PARTITION XFS (pmem0p1): DAX and reflink cannot work with multi-partitions!
            INLINE_DATA EXT4-fs (pmem0): Cannot use DAX on a filesystem that may contain inline data
            DATA_JOURNAL EXT4-fs (dm-0): can't mount with both data=journal and dax
            BAD_GEOMETRY EXT4-fs (dm-0): bad geometry: block count 262144 exceeds size of device (257536 blocks)
            LAST_SECTOR XFS (dm-0): last sector read failed
            NOT_BUILT EXT4-fs (pmem0): dax option not supported
            NOT_BUILT_EROFS erofs: dax options not supported
            LEFT_OFF XFS (pmem1): DAX unsupported by block device. Turning off DAX.
            LEFT_OFF_DEVICE VFS (ram0): error: device does not support dax
            OPTION_VALUE EXT4-fs (pmem0): Unrecognized mount option "dax=always" or missing value
            DIMM_LOCKED nd_region region0: nmem0: is locked, failing probe
            DIMM_DISABLED nd_region region0: nmem0: is disabled, failing probe
            DIMM_FLAGS nfit ACPI0012:00: Error found in NVDIMM nmem0 flags: save_fail not_armed
            MISALIGNED nd_pmem namespace0.0: [mem 0x140100000-0x1400fffff] misaligned, unable to map
            ALIGNMENT nd_pmem pfn0.1: alignment mismatch
            RESOURCE_MISALIGNED nd_pmem pfn0.1: resource start misaligned
            BAD_OFFSET nd_pmem pfn0.1: bad offset: 0x200000 dax disabled align: 0x200000
            PAGE_SIZE nd_pmem pfn0.1: init failed, page size mismatch 65536
            COLLISION nd_pmem pfn0.1: namespace0.0 alignment collision, truncate 2097152 bytes
            SECTION_COLLISION nd_pmem pfn0.1: namespace0.0 section collision, truncate 2097152 bytes
            CONFLICTING_MAPPING Conflicting mapping in same section
            MIXED_REGION memremap_pages attempted on mixed region [mem 0x100000000-0x13fffffff]
            NOT_RESERVED nd_pmem namespace0.0: could not reserve region [mem 0x140000000-0x17fffffff]
            NOT_TAKEN nd_pmem: probe of namespace0.0 failed with error -16
            MARKED_READ_ONLY nd_pmem namespace0.0: region0 read-only, marking pmem0 read-only
            MEMORY_ONLINE removing memory fails, because memory [0x240000000-0x247ffffff] is onlined
            NOT_REMOVED kmem dax0.0: mapping0: 0x240000000-0x247ffffff cannot be hotremoved until the next reboot
            MEMORY_LOST Memory failure: 0x240000: recovery action for dax page: Recovered
            MAPPED_ELSEWHERE WARNING: CPU: 1 PID: 812 at mm/memory.c:1846 insert_pfn+0x1a5/0x1f0
            MAPPED_ELSEWHERE_FROM_6_15 WARNING: CPU: 1 PID: 812 at mm/memory.c:2126 insert_page_into_pte_locked+0x1a5/0x1f0
            FAULT_FRAME  dax_iomap_pte_fault+0x1f2/0x7a0
            MOUNTED EXT4-fs (dm-0): mounted filesystem with ordered data mode. Opts: dax
            MOUNTING_XFS XFS (dm-0): Mounting V5 Filesystem
            ENABLED XFS (pmem1): DAX enabled. Warning: EXPERIMENTAL, use at your own risk
            DCSS_ENABLED dcssblk: DAX support enabled for DCSS
            TRIED_TYPE fuseblk: Unknown parameter 'dax'
            NO_ARENAS nd_pmem btt0.0: No existing arenas
            NO_FLUSH nd_pmem namespace0.0: unable to guarantee persistence of writes
            REMOVED_FROM_EXT2 EXT2-fs (pmem0): DAX support has been removed
            """;

    private LoggedMessages() {}

    public static Map<KernelMessage, String> all() {
        Map<KernelMessage, String> lines = new EnumMap<>(KernelMessage.class);
        TABLE.lines().forEach(row -> {
            int space = row.indexOf(' ');
            lines.put(KernelMessage.valueOf(row.substring(0, space)), row.substring(space + 1));
        });
        return lines;
    }
}
