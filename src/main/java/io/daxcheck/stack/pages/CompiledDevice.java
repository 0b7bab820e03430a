package io.daxcheck.stack.pages;

import io.daxcheck.host.InOrder;
import java.util.List;

/**
 * One disk or dm device, ready for questions about its pages.
 *
 * @param map the state of each of its pages, as a page-aligned DAX access from above meets it
 * @param segments of its table, in order; empty for a leaf, and for a dm device without a table that can be used
 */
record CompiledDevice(PageMap map, List<Segment> segments) implements InOrder {
    CompiledDevice {
        segments = List.copyOf(segments);
    }

    @Override
    public int parts() {
        return segments.size();
    }

    @Override
    public long startOf(int segment) {
        return segments.get(segment).firstPage();
    }
}
