package io.daxcheck.host;

import java.util.List;

/**
 * One line of a dm table.
 *
 * @param start first 512-byte sector of the dm device that it serves
 * @param length sectors that it serves
 * @param type {@code linear}, {@code striped}, or any other word
 * @param legs the devices that it names, in its order; one may be named more than once
 * @param chunkSectors of a striped target: sectors of one leg before the next leg's turn; 0 for every other type
 * @param line as {@code dmsetup table} prints it, without the device's name
 */
public record DmTarget(long start, long length, String type, List<Leg> legs, long chunkSectors, String line) {
    public DmTarget {
        legs = List.copyOf(legs);
    }

    /**
     * A device that a target names.
     *
     * @param device {@code MAJOR:MINOR}, or a path in a table that a person wrote
     * @param startSectors where on that device the target's data begins, in 512-byte sectors; {@link #NOT_MAPPED}
     *     where the target's type does not map a range to a place on this device
     */
    public record Leg(String device, long startSectors) {
        public static final long NOT_MAPPED = -1;
    }

    /** The first sector after the target. */
    public long end() {
        return start + length;
    }
}
