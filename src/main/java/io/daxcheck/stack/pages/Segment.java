package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import java.util.List;

/**
 * The pages of a dm device that begin in one of its targets, and what a DAX access to them does: one step of the way
 * down, regardless of the number of pages.
 */
sealed interface Segment {
    DmTarget target();

    /** First page of the dm device that begins in the target. */
    long firstPage();

    /** The page after the last one that begins in the target. */
    long endPage();

    default long pages() {
        return endPage() - firstPage();
    }

    /** Every access fails, or what it does is not known. */
    record Opaque(DmTarget target, long firstPage, long endPage, Cause.Kind reason) implements Segment {}

    /**
     * Consecutive pages go to consecutive places on one leg.
     *
     * @param disk the leg, or the disk of a leg that is a partition
     * @param shiftSectors what is added to a sector of the dm device to make a sector of the disk
     * @param straddles whether the last page that begins in the target ends in the next one
     */
    record Linear(DmTarget target, long firstPage, long endPage, BlockDevice disk, long shiftSectors, boolean straddles)
            implements Segment {}

    /**
     * Pages go round the legs, chunk by chunk.
     *
     * @param legs the disks, with where each one's data begins on it in sectors
     * @param straddles whether the last page that begins in the target ends in the next one
     */
    record Striped(DmTarget target, long firstPage, long endPage, List<Leg> legs, boolean straddles)
            implements Segment {
        /**
         * @param disk the leg, or the disk of a leg that is a partition
         * @param startSectors of the data, on the disk
         */
        record Leg(BlockDevice disk, long startSectors) {}
    }
}
