package io.daxcheck.stack.pages;

import java.util.List;

/**
 * One disk or dm device, ready for questions about its pages.
 *
 * @param map the state of each of its pages, as a page-aligned DAX access from above meets it
 * @param segments of its table, in order; empty for a leaf, and for a dm device without a table that can be used
 */
record CompiledDevice(PageMap map, List<Segment> segments) {
    CompiledDevice {
        segments = List.copyOf(segments);
    }

    /** The segment with this page, or the last one before it. */
    int segmentAt(long page) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstPage() <= page) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
