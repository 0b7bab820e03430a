package io.daxcheck.comparison;

/**
 * The facts that can differ between two captures, in the order in which they are shown. What follows from another fact
 * comes behind it, and is the first to be left out of a reason.
 */
public enum FactKind {
    KERNEL_RELEASE("kernel-release", "kernel release"),
    KERNEL_CONFIG("kernel-config", "kernel configuration"),
    PAGE_SIZE("page-size", "page size"),
    MEMMAP("memmap", "memmap= on the kernel command line"),
    NAMESPACE_MODE("namespace-mode", "namespace mode"),
    DM_TABLE("dm-table", "dm table"),
    PARTITION("partition", "partition"),
    BACKING_FILE("backing-file", "backing file"),
    SUPERBLOCK("superblock", "contents"),
    MOUNT("mount", "mount"),
    MOUNT_CONFIGURATION("mount-configuration", "configured mount"),
    DEVICE_NEW("device-new", "new device"),
    DEVICE_GONE("device-gone", "missing device"),
    BAD_BLOCKS("bad-blocks", "bad blocks"),
    READ_ONLY("read-only", "read-only flag"),
    BLOCK_SIZE("logical-block-size", "logical block size"),
    NAMESPACE("namespace", "namespace attributes"),
    SIZE("size", "size"),
    HOLDERS("holders", "devices stacked on it"),
    NVDIMM("nvdimm", "regions and DIMMs"),
    KERNEL_LOG("kernel-log", "kernel log"),
    /** What the kernel shows of DAX on a device: it follows from the other facts, read or not. */
    QUEUE_DAX("queue-dax", "queue/dax");

    private final String word;
    private final String title;

    FactKind(String word, String title) {
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

    /** Whether the fact is one of the host, and not of one of its devices. */
    public boolean isOfHost() {
        return switch (this) {
            case KERNEL_RELEASE, KERNEL_CONFIG, PAGE_SIZE, MEMMAP, MOUNT, MOUNT_CONFIGURATION, NVDIMM, KERNEL_LOG ->
                true;
            default -> false;
        };
    }
}
