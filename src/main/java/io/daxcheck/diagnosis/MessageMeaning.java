package io.daxcheck.diagnosis;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.kernel.KernelMessage;
import java.util.List;
import java.util.Optional;

/** Which findings a message of the kernel is about, and which it makes by itself. */
final class MessageMeaning {
    private MessageMeaning() {}

    /** Findings that a line with this message is evidence of; empty for one that reports no problem. */
    static List<FindingCode> about(KernelMessage message) {
        return switch (message) {
            case UNALIGNED_PARTITION ->
                List.of(FindingCode.PARTITION_START_NOT_PAGE_ALIGNED, FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES);
            case ACCESS_FAILED ->
                List.of(
                        FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                        FindingCode.BOUNDARY_INSIDE_PAGE,
                        FindingCode.CHUNK_NOT_WHOLE_PAGES,
                        FindingCode.POISON_IN_RANGE,
                        FindingCode.LEG_WITHOUT_DAX,
                        FindingCode.RAW_NAMESPACE,
                        FindingCode.LEAF_WITHOUT_DAX,
                        FindingCode.TARGET_WITHOUT_DAX);
            case NO_STRUCT_PAGES -> List.of(FindingCode.RAW_NAMESPACE, FindingCode.LEG_WITHOUT_DAX);
            case TARGET_UNSUPPORTED ->
                List.of(
                        FindingCode.LEG_WITHOUT_DAX,
                        FindingCode.LEAF_WITHOUT_DAX,
                        FindingCode.RAW_NAMESPACE,
                        FindingCode.SECTOR_NAMESPACE);
            case TABLE_WITHOUT_DAX, TABLE_WITHOUT_DAX_BEFORE_5_0 -> List.of(FindingCode.TABLE_KEEPS_DAX);
            case BLOCK_SIZE, XFS_BLOCK_SIZE -> List.of(FindingCode.FILESYSTEM_BLOCK_SIZE);
            case REFLINK_TOGETHER -> List.of(FindingCode.XFS_REFLINK);
            case REFLINK_ON_PARTITION -> List.of(FindingCode.XFS_REFLINK_ON_PARTITION);
            case INLINE_DATA -> List.of(FindingCode.EXT4_INLINE_DATA);
            case DATA_JOURNAL -> List.of(FindingCode.EXT4_DATA_JOURNAL);
            case NOT_BUILT, NOT_BUILT_EROFS -> List.of(FindingCode.FS_DAX_NOT_BUILT);
            case BAD_GEOMETRY, LAST_SECTOR -> List.of(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE);
            case OPTION_VALUE -> List.of(FindingCode.DAX_VALUE_NOT_KNOWN);
            case LEFT_OFF, LEFT_OFF_DEVICE ->
                List.of(
                        FindingCode.DAX_TURNED_OFF,
                        FindingCode.LEG_WITHOUT_DAX,
                        FindingCode.LEAF_WITHOUT_DAX,
                        FindingCode.RAW_NAMESPACE,
                        FindingCode.SECTOR_NAMESPACE,
                        FindingCode.TARGET_WITHOUT_DAX,
                        FindingCode.DAX_DEVICE_HELD,
                        FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                        FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                        FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                        FindingCode.LEGS_IN_SEVERAL_PAGEMAPS,
                        FindingCode.POISON_IN_RANGE,
                        FindingCode.CHUNK_NOT_WHOLE_PAGES,
                        FindingCode.BOUNDARY_INSIDE_PAGE,
                        FindingCode.FILESYSTEM_BLOCK_SIZE);
            case DIMM_LOCKED -> List.of(FindingCode.DIMM_LOCKED);
            case DIMM_DISABLED -> List.of(FindingCode.REGION_DISABLED, FindingCode.DIMM_LOCKED);
            case DIMM_FLAGS -> List.of(FindingCode.DIMM_FAILED, FindingCode.READ_ONLY_REGION);
            case MISALIGNED, ALIGNMENT, RESOURCE_MISALIGNED, BAD_OFFSET ->
                List.of(FindingCode.NAMESPACE_MISALIGNED, FindingCode.DISABLED_NAMESPACE);
            case PAGE_SIZE -> List.of(FindingCode.NAMESPACE_PAGE_SIZE, FindingCode.DISABLED_NAMESPACE);
            case COLLISION, SECTION_COLLISION, CONFLICTING_MAPPING ->
                List.of(FindingCode.NAMESPACE_SECTION_SHARED, FindingCode.DISABLED_NAMESPACE);
            case MIXED_REGION ->
                List.of(
                        FindingCode.NAMESPACE_SECTION_SHARED,
                        FindingCode.MEMMAP_NOT_AS_ASKED,
                        FindingCode.MEMMAP_OVERLAP,
                        FindingCode.DISABLED_NAMESPACE);
            case NOT_RESERVED ->
                List.of(
                        FindingCode.NAMESPACE_MEMORY_TAKEN,
                        FindingCode.MEMMAP_NOT_AS_ASKED,
                        FindingCode.DISABLED_NAMESPACE);
            case MEMORY_ONLINE, NOT_REMOVED -> List.of(FindingCode.NAMESPACE_MEMORY_TAKEN);
            case NOT_TAKEN ->
                List.of(
                        FindingCode.NAMESPACE_MEMORY_TAKEN,
                        FindingCode.NAMESPACE_MISALIGNED,
                        FindingCode.NAMESPACE_PAGE_SIZE,
                        FindingCode.NAMESPACE_SECTION_SHARED,
                        FindingCode.MEMMAP_NOT_AS_ASKED,
                        FindingCode.DISABLED_NAMESPACE,
                        FindingCode.DIMM_LOCKED,
                        FindingCode.REGION_DISABLED);
            case MARKED_READ_ONLY -> List.of(FindingCode.READ_ONLY_REGION);
            case MEMORY_LOST -> List.of(FindingCode.POISON_IN_RANGE);
            case MAPPED_ELSEWHERE, MAPPED_ELSEWHERE_FROM_6_15, FAULT_FRAME -> List.of(FindingCode.MOVED_UNDER_MOUNT);
            case MOUNTED, MOUNTING_XFS -> List.of();
            case ENABLED, DCSS_ENABLED, NO_ARENAS, NO_FLUSH, REMOVED_FROM_EXT2, TRIED_TYPE, TYPE_CHANGE -> List.of();
        };
    }

    /** The finding that a line about a filesystem proves, regardless of what else was read. */
    static Optional<FindingCode> proves(KernelMessage message) {
        return switch (message) {
            case REFLINK_TOGETHER -> Optional.of(FindingCode.XFS_REFLINK);
            case REFLINK_ON_PARTITION -> Optional.of(FindingCode.XFS_REFLINK_ON_PARTITION);
            case INLINE_DATA -> Optional.of(FindingCode.EXT4_INLINE_DATA);
            case BLOCK_SIZE, XFS_BLOCK_SIZE -> Optional.of(FindingCode.FILESYSTEM_BLOCK_SIZE);
            case DATA_JOURNAL -> Optional.of(FindingCode.EXT4_DATA_JOURNAL);
            case BAD_GEOMETRY, LAST_SECTOR -> Optional.of(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE);
            default -> Optional.empty();
        };
    }
}
