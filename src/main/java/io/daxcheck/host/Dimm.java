package io.daxcheck.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An NVDIMM, from {@code /sys/bus/nd/devices/nmemN}.
 *
 * @param name {@code nmem0}; {@code 0x0011} for one that only {@code ipmctl} shows
 * @param security {@code security}: {@code disabled}, {@code unlocked}, {@code locked}, {@code frozen}, {@code overwrite};
 *     absent before 5.0 and where the DIMM has no such attribute
 * @param flags {@code nfit/flags} or {@code papr/flags}: {@code save_fail}, {@code restore_fail}, {@code flush_fail},
 *     {@code not_armed}, {@code map_fail}, {@code smart_notify} (drivers/acpi/nfit/core.c: flags_show), on POWER also
 *     {@code encrypted}, {@code scrubbed}, {@code locked} (arch/powerpc/platforms/pseries/papr_scm.c: flags_show); and
 *     {@code flags}: {@code label}, {@code lock} (drivers/nvdimm/dimm_devs.c: flags_show)
 * @param enabled whether a driver has taken it; absent where drivers were not read
 * @param health what ndctl shows as {@code health_state}: {@code ok}, {@code non-critical}, {@code critical},
 *     {@code fatal}, {@code unknown}; sysfs has no file for it
 * @param memoryMode whether the firmware makes RAM of it and no persistent memory, as {@code ipmctl} shows; sysfs has no
 *     file for it
 */
public record Dimm(
        String name,
        Fact<String> security,
        Fact<List<String>> flags,
        Fact<Boolean> enabled,
        Fact<String> health,
        Fact<Boolean> memoryMode) {
    /**
     * How the name of one begins that a support tool knows by the firmware's number alone. No command of ndctl takes it:
     * a number is that of {@code nmemN} there.
     */
    public static final String HANDLE = "0x";

    private static final List<String> FAILURES =
            List.of("save_fail", "restore_fail", "flush_fail", "map_fail", "not_armed", "scrubbed", "locked");

    /** One of which nothing is known but its name. */
    public static Dimm named(String name) {
        return new Dimm(
                name,
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name),
                new Fact.Absent<>(name));
    }

    /** Its name for a command of ndctl's; all of them where it is not known. */
    public String nameForNdctl() {
        return name.startsWith(HANDLE) ? "all" : name;
    }

    /** Whether its firmware says that it is failing. */
    public boolean isUnhealthy() {
        return health.is("fatal") || health.is("critical") || health.is("non-critical");
    }

    /** Whether it is locked: nothing on it can be reached. */
    public boolean isLocked() {
        return lockedBy().isPresent();
    }

    /** The fact that shows that it is locked; empty where none does. */
    public Optional<Fact<?>> lockedBy() {
        if (security.is("locked")) {
            return Optional.of(security);
        }
        return flags.value().orElse(List.of()).contains("lock") ? Optional.of(flags) : Optional.empty();
    }

    /** Whether a flag says of a failure. */
    public static boolean isFailure(String flag) {
        return FAILURES.contains(flag);
    }

    /** Those of its flags that say of a failure; empty where there are none, or they are not known. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (String flag : flags.value().orElse(List.of())) {
            if (isFailure(flag)) {
                failures.add(flag);
            }
        }
        return failures;
    }
}
