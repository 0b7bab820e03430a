package io.daxcheck.host;

import java.util.ArrayList;
import java.util.List;

/**
 * An NVDIMM, from {@code /sys/bus/nd/devices/nmemN}.
 *
 * @param name {@code nmem0}
 * @param security {@code security}: {@code disabled}, {@code unlocked}, {@code locked}, {@code frozen}, {@code overwrite};
 *     absent before 5.0 and where the DIMM has no such thing
 * @param flags {@code flags}: {@code save_fail}, {@code restore_fail}, {@code flush_fail}, {@code not_armed},
 *     {@code map_fail}, {@code smart_notify} (drivers/acpi/nfit/core.c: flags_show)
 * @param enabled whether a driver has taken it; absent where drivers were not read
 */
public record Dimm(String name, Fact<String> security, Fact<List<String>> flags, Fact<Boolean> enabled) {
    private static final List<String> FAILURES =
            List.of("save_fail", "restore_fail", "flush_fail", "map_fail", "not_armed");

    /** One of which nothing is known but its name. */
    public static Dimm named(String name) {
        return new Dimm(name, new Fact.Absent<>(name), new Fact.Absent<>(name), new Fact.Absent<>(name));
    }

    /** Whether it is locked: nothing on it can be reached. */
    public boolean isLocked() {
        return security.is("locked");
    }

    /** Those of its flags that say of a failure; empty where there are none, or they are not known. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (String flag : flags.value().orElse(List.of())) {
            if (FAILURES.contains(flag)) {
                failures.add(flag);
            }
        }
        return failures;
    }
}
