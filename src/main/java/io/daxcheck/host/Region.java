package io.daxcheck.host;

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
 * @param enabled whether a driver has taken it; absent where drivers were not read
 */
public record Region(
        String name,
        Fact<Long> sizeBytes,
        Fact<Boolean> readOnly,
        Fact<Long> availableBytes,
        Fact<String> persistenceDomain,
        Fact<Long> startBytes,
        Fact<Boolean> enabled) {}
