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

    public boolean isStriped() {
        return chunkSectors > 0;
    }

    /** How many of its legs, from the first on, hold its data: the second device of log-writes holds the log. */
    public int dataLegs() {
        return isStriped() ? legs.size() : 1;
    }

    /** Sectors of each data leg that the target uses (drivers/md/dm-stripe.c: stripe_ctr, width). */
    public long legLength() {
        return length / dataLegs();
    }

    /**
     * What is added to a sector of the dm device to give the sector of its leg, for a target that is not striped:
     * linear_map subtracts the target's start, log_writes_map does not.
     */
    public long shiftSectors() {
        return legs.get(0).startSectors() - (type.equals("log-writes") ? 0 : start);
    }

    /** Where on a data leg the target's data begins. */
    public long dataStart(int leg) {
        return isStriped() ? legs.get(leg).startSectors() : start + shiftSectors();
    }

    /**
     * A sector of a leg.
     *
     * @param sector of that leg
     * @param contiguous sectors of the target that follow on the same leg without a gap
     */
    public record LegSector(Leg leg, long sector, long contiguous) {}

    /** Where block I/O to a sector of the dm device goes (linear_map, log_writes_map, stripe_map_sector). */
    public LegSector sectorOnLeg(long sector) {
        if (!isStriped()) {
            return new LegSector(legs.get(0), sector + shiftSectors(), end() - sector);
        }
        long offset = sector - start;
        long chunk = offset / chunkSectors;
        long inChunk = offset % chunkSectors;
        Leg leg = legs.get((int) (chunk % legs.size()));
        return new LegSector(
                leg,
                leg.startSectors() + chunk / legs.size() * chunkSectors + inChunk,
                Math.min(chunkSectors - inChunk, end() - sector));
    }
}
