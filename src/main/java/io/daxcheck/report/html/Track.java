package io.daxcheck.report.html;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Ranges of a device as a bar of cells: however many ranges there are, a picture has no more marks than cells. A range
 * that is smaller than a cell has one, so that it is seen.
 */
final class Track {
    /** Finer than a screen shows the bar of one device. */
    static final int CELLS = 250;

    private final long sectors;
    private final BitSet cells = new BitSet(CELLS);

    /** @param sectors of the whole device, more than 0 */
    Track(long sectors) {
        if (sectors <= 0) {
            throw new IllegalArgumentException("a device of " + sectors + " sectors");
        }
        this.sectors = sectors;
    }

    /** A range that lies outside of the device has the part of it that is inside. */
    void add(long start, long length) {
        if (length <= 0 || start >= sectors || start < 0) {
            return;
        }
        double end = (double) start + length;
        int first = (int) ((double) CELLS * start / sectors);
        int last = (int) Math.ceil(CELLS * end / sectors);
        int from = Math.min(first, CELLS - 1);
        cells.set(from, Math.max(from + 1, Math.min(last, CELLS)));
    }

    /** Cells that follow one another. */
    record Run(int first, int end) {
        /** Where it begins, in percent of the bar. */
        double x() {
            return 100.0 * first / CELLS;
        }

        /** How wide it is, in percent of the bar. */
        double width() {
            return 100.0 * (end - first) / CELLS;
        }
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int first = cells.nextSetBit(0);
        while (first >= 0) {
            int end = cells.nextClearBit(first);
            runs.add(new Run(first, end));
            first = cells.nextSetBit(end);
        }
        return runs;
    }
}
