package io.daxcheck.stack.pages;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of pages of one device, as ranges. Beyond a number of ranges it becomes the one range from its first to its
 * last page: then it holds pages that were never added.
 */
final class PageRanges {
    private final TreeMap<Long, Long> endByStart = new TreeMap<>();
    private final int maxRanges;

    PageRanges(int maxRanges) {
        this.maxRanges = maxRanges;
    }

    void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = endByStart.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> next = endByStart.ceilingEntry(from);
        while (next != null && next.getKey() <= to) {
            to = Math.max(to, next.getValue());
            endByStart.remove(next.getKey());
            next = endByStart.ceilingEntry(from);
        }
        endByStart.put(from, to);
        if (endByStart.size() > maxRanges) {
            long first = endByStart.firstKey();
            long last = endByStart.lastEntry().getValue();
            endByStart.clear();
            endByStart.put(first, last);
        }
    }

    Iterable<Map.Entry<Long, Long>> ranges() {
        return endByStart.entrySet();
    }

    boolean isEmpty() {
        return endByStart.isEmpty();
    }

    /** How many pages are in it. */
    long pages() {
        long pages = 0;
        for (Map.Entry<Long, Long> range : endByStart.entrySet()) {
            pages += range.getValue() - range.getKey();
        }
        return pages;
    }
}
