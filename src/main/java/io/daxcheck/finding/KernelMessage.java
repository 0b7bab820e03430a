package io.daxcheck.finding;

import io.daxcheck.host.LogLine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What kernels from 4.14 to 7.3 say about DAX, a row each: words of the message, and the findings that it is about. The
 * message is the same for a reason that has gone since and for one that still holds.
 */
public enum KernelMessage {
    // spotless:off
    UNALIGNED_PARTITION(
            "error: unaligned partition for dax",
            FindingCode.PARTITION_START_NOT_PAGE_ALIGNED, FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES),
    ACCESS_FAILED(
            "error: dax access failed",
            FindingCode.OFFSET_NOT_PAGE_ALIGNED, FindingCode.BOUNDARY_INSIDE_PAGE, FindingCode.CHUNK_NOT_WHOLE_PAGES,
            FindingCode.POISON_IN_RANGE, FindingCode.LEG_WITHOUT_DAX, FindingCode.RAW_NAMESPACE,
            FindingCode.LEAF_WITHOUT_DAX, FindingCode.TARGET_WITHOUT_DAX),
    NO_STRUCT_PAGES("error: dax support not enabled", FindingCode.RAW_NAMESPACE, FindingCode.LEG_WITHOUT_DAX),
    BLOCK_SIZE(
            "unsupported blocksize for dax",
            FindingCode.FILESYSTEM_BLOCK_SIZE),
    XFS_BLOCK_SIZE("dax not supported for blocksize", FindingCode.FILESYSTEM_BLOCK_SIZE),
    REFLINK_TOGETHER("dax and reflink cannot be used together", FindingCode.XFS_REFLINK),
    REFLINK_ON_PARTITION(
            "dax and reflink cannot work with multi-partitions", FindingCode.XFS_REFLINK_ON_PARTITION),
    INLINE_DATA("may contain inline data", FindingCode.EXT4_INLINE_DATA),
    DATA_JOURNAL("both data=journal and dax", FindingCode.EXT4_DATA_JOURNAL),
    NOT_BUILT("dax option not supported", FindingCode.FS_DAX_NOT_BUILT),
    NOT_BUILT_EROFS("dax options not supported", FindingCode.FS_DAX_NOT_BUILT),
    TYPE_CHANGE("can't change device type", FindingCode.TABLE_LOAD_REFUSED),
    TARGET_UNSUPPORTED("error: dax unsupported by block device",
            FindingCode.LEG_WITHOUT_DAX, FindingCode.LEAF_WITHOUT_DAX, FindingCode.RAW_NAMESPACE,
            FindingCode.SECTOR_NAMESPACE),
    LEFT_OFF(
            "dax unsupported by block device",
            FindingCode.DAX_TURNED_OFF,
            FindingCode.LEG_WITHOUT_DAX, FindingCode.LEAF_WITHOUT_DAX, FindingCode.RAW_NAMESPACE,
            FindingCode.SECTOR_NAMESPACE, FindingCode.TARGET_WITHOUT_DAX, FindingCode.DAX_DEVICE_HELD,
            FindingCode.PARTITION_START_NOT_PAGE_ALIGNED, FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
            FindingCode.OFFSET_NOT_PAGE_ALIGNED, FindingCode.LEGS_IN_SEVERAL_PAGEMAPS, FindingCode.POISON_IN_RANGE,
            FindingCode.CHUNK_NOT_WHOLE_PAGES, FindingCode.BOUNDARY_INSIDE_PAGE, FindingCode.FILESYSTEM_BLOCK_SIZE),
    MEMORY_LOST("memory failure", FindingCode.POISON_IN_RANGE),
    NOT_RESERVED("could not reserve region", FindingCode.DISABLED_NAMESPACE),
    NOT_TAKEN("failed with error", FindingCode.DISABLED_NAMESPACE),
    MARKED_READ_ONLY("read-only, marking", FindingCode.READ_ONLY_REGION),

    // ---------------------------------------------------------------------------- what is as it should be
    ENABLED("dax enabled. warning: experimental"),
    NO_FLUSH("unable to guarantee persistence of writes"),
    REMOVED_FROM_EXT2("dax support has been removed");
    // spotless:on

    private final String words;
    private final List<FindingCode> about;

    /**
     * @param words in lower case
     * @param about what it can be about; empty where it needs no explanation
     */
    KernelMessage(String words, FindingCode... about) {
        this.words = words;
        this.about = List.of(about);
    }

    /** The message that a line holds. */
    public static Optional<KernelMessage> in(LogLine line) {
        String lower = line.text().toLowerCase(Locale.ROOT);
        for (KernelMessage message : values()) {
            if (lower.contains(message.words)) {
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    /** Whether a filesystem says that it was asked for DAX and goes on without. */
    public static boolean saysTurnedOff(LogLine line) {
        return line.text().toLowerCase(Locale.ROOT).contains("turning off dax");
    }

    /** Whether it tells of nothing that is the matter. */
    public boolean isHarmless() {
        return about.isEmpty();
    }

    public boolean isAbout(FindingCode code) {
        return about.contains(code);
    }

    /**
     * The device that a line names: {@code XFS (pmem1): …}, {@code EXT4-fs (dm-0): …}, {@code erofs (device pmem1): …},
     * {@code pmem1: error: …}. Empty where it names none.
     */
    public static String deviceIn(LogLine line) {
        String text = line.text();
        int open = text.indexOf('(');
        int close = text.indexOf("):");
        if (open > 0 && close > open) {
            String name = text.substring(open + 1, close);
            return name.startsWith("device ") ? name.substring("device ".length()) : name;
        }
        int colon = text.indexOf(": error:");
        return colon > 0 && text.indexOf(' ') > colon ? text.substring(0, colon) : "";
    }
}
