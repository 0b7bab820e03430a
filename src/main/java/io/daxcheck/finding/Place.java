package io.daxcheck.finding;

import java.util.OptionalLong;

/**
 * What a finding is about.
 *
 * @param layer name of the device, namespace, region or DIMM; {@code kernel} for the kernel itself
 * @param targetStart first 512-byte sector of the target at fault in the table of that dm device; empty where the finding
 *     is about the whole layer
 */
public record Place(String layer, OptionalLong targetStart) {
    /** A whole layer. */
    public static Place of(String layer) {
        return new Place(layer, OptionalLong.empty());
    }

    /** One target of a dm device. */
    public static Place ofTarget(String layer, long targetStart) {
        return new Place(layer, OptionalLong.of(targetStart));
    }
}
