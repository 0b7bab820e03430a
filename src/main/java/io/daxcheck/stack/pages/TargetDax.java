package io.daxcheck.stack.pages;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import java.util.Set;

/** What a dm target type does with a DAX access ({@code target_type.direct_access}). */
public enum TargetDax {
    /** Passes it on to a place on one of its legs. */
    MAPS,
    /** Has a method, which fails every access with EIO. */
    FAILS,
    /** Has no method: the table that it is in has no DAX. */
    NO_METHOD,
    /** A type that daxcheck does not know: no DAX is known of it. */
    UNKNOWN_TYPE;

    /** Target types of upstream kernels from 4.14 to 7.3 that have never had a DAX method. */
    private static final Set<String> WITHOUT_METHOD = Set.of(
            "cache",
            "clone",
            "crypt",
            "delay",
            "dust",
            "ebs",
            "era",
            "flakey",
            "inlinecrypt",
            "integrity",
            "mirror",
            "multipath",
            "pcache",
            "raid",
            "snapshot",
            "snapshot-merge",
            "switch",
            "thin",
            "thin-pool",
            "unstriped",
            "vdo",
            "verity",
            "writecache",
            "zero",
            "zoned");

    public static TargetDax of(String type, KernelModel kernel) {
        return switch (type) {
            case "linear", "striped" -> MAPS;
            case "log-writes" -> kernel.has(KernelBehaviour.DM_LOG_WRITES_HAS_DAX) ? MAPS : NO_METHOD;
            case "snapshot-origin" -> kernel.has(KernelBehaviour.DM_SNAPSHOT_ORIGIN_PRETENDS_DAX) ? FAILS : NO_METHOD;
            // io_err_dax_direct_access; and no table check lets a table with it pass.
            case "error" -> FAILS;
            default -> WITHOUT_METHOD.contains(type) ? NO_METHOD : UNKNOWN_TYPE;
        };
    }
}
