package io.daxcheck.host;

import java.util.List;

/**
 * A libnvdimm region, from {@code /sys/bus/nd/devices/regionN}.
 *
 * @param name {@code region1}
 * @param sizeBytes {@code size}
 * @param readOnly {@code read_only}
 * @param availableBytes {@code available_size}: what no namespace has taken
 * @param persistenceDomain {@code persistence_domain}: {@code memory_controller}, {@code cpu_cache}, or {@code unknown}
 *     where the platform does not show it; absent for virtio pmem, and before 4.18
 * @param startBytes {@code resource}: physical address; readable for root alone
 * @param dimms names of the NVDIMMs that it is interleaved over, {@code nmem0}; empty for memory of no NVDIMM
 * @param enabled whether a driver has taken it; absent where drivers were not read
 */
public record Region(
        String name,
        Fact<Long> sizeBytes,
        Fact<Boolean> readOnly,
        Fact<Long> availableBytes,
        Fact<String> persistenceDomain,
        Fact<Long> startBytes,
        Fact<List<String>> dimms,
        Fact<Boolean> enabled) {
    /** Whether an NVDIMM is one of its own, or may be one: its NVDIMMs are not known everywhere. */
    public boolean mayBeOn(String dimm) {
        return !(dimms instanceof Fact.Known<List<String>> known)
                || known.content().contains(dimm);
    }

    /** Whether an NVDIMM is known to be one of its own. */
    public boolean isOn(String dimm) {
        return dimms instanceof Fact.Known<List<String>> known
                && known.content().contains(dimm);
    }
}
