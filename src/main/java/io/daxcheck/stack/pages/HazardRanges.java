package io.daxcheck.stack.pages;

import java.util.ArrayList;
import java.util.List;

/** Collects the ranges of a device with a hazard, merged, from its start on. */
final class HazardRanges implements PageMap.Visitor {
    private final long firstPage;
    private final long pageSectors;
    private final List<HazardRange> found = new ArrayList<>();
    private boolean truncated;

    /**
     * @param firstPage of its disk, where the device starts
     */
    HazardRanges(long firstPage, long pageSectors) {
        this.firstPage = firstPage;
        this.pageSectors = pageSectors;
    }

    @Override
    public boolean visit(PageState state, long first, long end) {
        if (state.hazard().isEmpty()) {
            return true;
        }
        Hazard hazard = state.hazard().get();
        long start = (first - firstPage) * pageSectors;
        long length = (end - first) * pageSectors;
        if (!found.isEmpty()) {
            HazardRange last = found.get(found.size() - 1);
            if (last.hazard() == hazard && last.start() + last.length() == start) {
                found.set(found.size() - 1, new HazardRange(hazard, last.start(), last.length() + length));
                return true;
            }
        }
        if (found.size() == PageModel.MAX_RANGES) {
            truncated = true;
            return false;
        }
        found.add(new HazardRange(hazard, start, length));
        return true;
    }

    List<HazardRange> found() {
        return found;
    }

    /** Whether there are more. */
    boolean truncated() {
        return truncated;
    }
}
