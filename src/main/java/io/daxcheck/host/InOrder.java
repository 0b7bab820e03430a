package io.daxcheck.host;

/** Parts in order, each of which starts where the one before it ends or later: targets in a table, pages in a map. */
public interface InOrder {
    /** How many parts there are. */
    int parts();

    /** Where a part starts. */
    long startOf(int part);

    /** The part that covers a position: the last one that does not start after it, or the first one of all. */
    default int partAt(long position) {
        int low = 0;
        int high = parts() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (startOf(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
