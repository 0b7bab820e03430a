package io.daxcheck.host;

/**
 * A libnvdimm namespace, from {@code /sys/bus/nd/devices/namespaceN.M}.
 *
 * @param name {@code namespace1.0}
 * @param region name of the region that it lies in
 * @param path where it lies in the device tree, {@code sys/devices/platform/e820_pmem/ndbus1/region5/namespace5.0}
 * @param type {@code nstype}: {@link #WITHOUT_LABELS} or another
 * @param mode {@code mode}: {@code memory} (fsdax), {@code safe} (sector), {@code dax} (devdax) or {@code raw}
 * @param holder {@code holder}: the pfn, btt or dax device that claims it; known and empty where none does
 * @param forceRaw {@code force_raw}
 * @param sizeBytes {@code size}; 0 for the seed of the next namespace to be made
 * @param sectorSize {@code sector_size}: the sizes on offer, the one in use in brackets
 * @param startBytes {@code resource}: physical address; readable for root alone
 */
public record Namespace(
        String name,
        String region,
        String path,
        Fact<Long> type,
        Fact<String> mode,
        Fact<String> holder,
        Fact<Boolean> forceRaw,
        Fact<Long> sizeBytes,
        Fact<String> sectorSize,
        Fact<Long> startBytes) {

    /**
     * {@code nstype} of a namespace that is its whole region, because no label says otherwise
     * (include/uapi/linux/ndctl.h: ND_DEVICE_NAMESPACE_IO).
     */
    public static final long WITHOUT_LABELS = 4;

    /** In the path of what {@link #isLegacy} says. */
    public static final String LEGACY_BUS = "/e820_pmem/";

    /** In the path of a region of the device tree, {@code devices/platform/80000000.pmem/ndbus0}. */
    private static final String OF_PMEM_BUS = ".pmem/ndbus";

    /** Whether memmap= or the firmware's map of the memory made it (drivers/nvdimm/e820.c), and no NVDIMM. */
    public boolean isLegacy() {
        return path.contains(LEGACY_BUS);
    }

    /** Whether it is known which bus it is on: a sosreport mostly has its name alone. */
    public boolean isPlaced() {
        return path.contains("/ndbus");
    }

    /**
     * Whether its memory is mapped with no info block of its own: virtio pmem, a node of the device tree
     * (drivers/nvdimm/of_pmem.c), and what {@link #isLegacy} says. The
     * disks of NVDIMMs are mapped by their info block, which may pad them.
     */
    public boolean isWithoutInfoBlock() {
        boolean hasPages = isLegacy() || path.contains("/virtio") || path.contains(OF_PMEM_BUS);
        return hasPages && (holder.is("") || !holder.isKnown());
    }

    /** One of which nothing is known but its name. */
    public static Namespace named(String name, String region) {
        return new Namespace(
                name,
                region,
                "",
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name));
    }

    /** The same with {@code force_raw} cleared, of memory that is mapped with no info block of its own. */
    public Namespace withoutForceRaw() {
        return new Namespace(
                name,
                region,
                path,
                type,
                new Fact.Known<>(Mode.FSDAX.sysfs(), mode.source()),
                holder,
                new Fact.Known<>(false, forceRaw.source()),
                sizeBytes,
                sectorSize,
                startBytes);
    }

    /** What {@code mode} reads, and what ndctl calls it. */
    public enum Mode {
        FSDAX("memory", "fsdax"),
        SECTOR("safe", "sector"),
        DEVDAX("dax", "devdax"),
        RAW("raw", "raw");

        private final String sysfs;
        private final String ndctl;

        Mode(String sysfs, String ndctl) {
            this.sysfs = sysfs;
            this.ndctl = ndctl;
        }

        /**
         * The mode that {@code mode} names.
         *
         * @throws Fact.Malformed where it is another word
         */
        public static Mode ofSysfs(String word) {
            for (Mode mode : values()) {
                if (mode.sysfs.equals(word)) {
                    return mode;
                }
            }
            throw new Fact.Malformed("'" + word + "' is no mode of a namespace");
        }

        public String sysfs() {
            return sysfs;
        }

        /** The word of ndctl 60 and later, which is the one that people use. */
        public String ndctl() {
            return ndctl;
        }
    }
}
