package io.daxcheck.stack.pages;

import io.daxcheck.kernel.KernelModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the pages of a striped target go round its legs. Which page lies in two chunks, and which lands between two pages
 * of its leg, repeats after a period that depends on the chunk, the number of legs and the page size only; from one
 * period to the next every leg is used a fixed number of pages further on.
 */
final class Stripes {
    /**
     * Consecutive pages on one leg.
     *
     * @param first within the period
     * @param leg index of the leg; {@link #FAILS} where every access to them fails
     * @param legPage where the first one lands, in pages of the leg, in the first period
     * @param misdirected whether DAX rounds that down
     */
    record Run(long first, long pages, int leg, long legPage, boolean misdirected) {
        static final int FAILS = -1;
    }

    private final Segment.Striped striped;
    private final long pageSectors;
    private final List<Run> runs = new ArrayList<>();
    private final long periodPages;
    private final long stride;
    private final long[] firstOfLeg;
    private final long[] endOfLeg;

    /**
     * @param kernel that accesses it
     */
    Stripes(Segment.Striped striped, long pageSectors, KernelModel kernel, Budget budget) {
        this.striped = striped;
        this.pageSectors = pageSectors;
        long chunk = striped.target().chunkSectors();
        long divisor = greatestCommonDivisor(chunk, pageSectors);
        int legs = striped.legs().size();
        long chunks = legs * (pageSectors / divisor);
        // A period that the target does not fill is cut off where the target ends.
        boolean repeats = chunk <= Long.MAX_VALUE / chunks;
        this.periodPages = repeats ? chunks * chunk / pageSectors : PageMap.END;
        this.stride = chunk / divisor;
        this.firstOfLeg = new long[legs];
        this.endOfLeg = new long[legs];
        Arrays.fill(firstOfLeg, PageMap.END);
        long pages = Math.min(periodPages, striped.pages());
        for (int index = 0; index < chunks && pagesBefore(index) < pages; index++) {
            budget.spend(1);
            addRuns(index, kernel);
        }
    }

    private long firstOffset() {
        return striped.firstPage() * pageSectors - striped.target().start();
    }

    /** Pages of the period that begin before a chunk. */
    private long pagesBefore(long index) {
        long sectors = index * striped.target().chunkSectors() - firstOffset();
        return sectors <= 0 ? 0 : (sectors + pageSectors - 1) / pageSectors;
    }

    private void addRuns(int index, KernelModel kernel) {
        long chunk = striped.target().chunkSectors();
        long first = pagesBefore(index);
        long end = pagesBefore(index + 1L);
        boolean straddles = end > first && firstOffset() + end * pageSectors > (index + 1L) * chunk;
        long whole = straddles ? end - 1 : end;
        int leg = index % striped.legs().size();
        long sector = striped.legs().get(leg).startSectors()
                + index / striped.legs().size() * chunk
                + firstOffset()
                + first * pageSectors
                - index * chunk;
        Offset offset = Offset.of(sector, pageSectors, kernel);
        if (whole > first) {
            if (offset == Offset.REFUSED) {
                runs.add(new Run(first, whole - first, Run.FAILS, 0, false));
            } else {
                long page = sector / pageSectors;
                runs.add(new Run(first, whole - first, leg, page, offset == Offset.ROUNDED_DOWN));
                firstOfLeg[leg] = Math.min(firstOfLeg[leg], page);
                endOfLeg[leg] = Math.max(endOfLeg[leg], page + whole - first);
            }
        }
        if (straddles) {
            runs.add(new Run(whole, 1, Run.FAILS, 0, false));
        }
    }

    List<Run> runs() {
        return runs;
    }

    /** Pages of the target after which everything repeats. */
    long periodPages() {
        return periodPages;
    }

    /** Pages by which each leg is used further on from one period to the next. */
    long stride() {
        return stride;
    }

    /**
     * Adds the pages of the target to a map.
     *
     * @param legs the maps of the disks that the legs are on
     */
    void addTo(PageMap.Builder builder, List<PageMap> legs, Budget budget) {
        long pages = striped.straddles() ? striped.pages() - 1 : striped.pages();
        long periods = pages / periodPages;
        long[] changes = changes(legs, periods, budget);
        for (int i = 0; i + 1 < changes.length; i++) {
            addPeriods(builder, legs, changes[i], changes[i + 1], budget);
        }
        addPeriod(builder, legs, periods, pages - periods * periodPages);
        builder.add(PageState.ERROR, striped.pages() - pages);
    }

    /** The periods before which some leg enters another stretch, from 0 to the number of periods. */
    private long[] changes(List<PageMap> legs, long periods, Budget budget) {
        List<Long> found = new ArrayList<>();
        found.add(0L);
        found.add(periods);
        for (int leg = 0; leg < legs.size(); leg++) {
            if (endOfLeg[leg] == 0) {
                continue;
            }
            PageMap below = legs.get(leg);
            for (int i = below.partAt(firstOfLeg[leg]) + 1; i < below.parts(); i++) {
                budget.spend(1);
                long boundary = below.startOf(i);
                long after = Math.floorDiv(boundary - endOfLeg[leg], stride) + 1;
                if (after >= periods) {
                    break;
                }
                found.add(Math.max(0, after));
                found.add(Math.min(periods, -Math.floorDiv(firstOfLeg[leg] - boundary, stride)));
            }
        }
        long[] changes = new long[found.size()];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = found.get(i);
        }
        Arrays.sort(changes);
        return changes;
    }

    private void addPeriods(PageMap.Builder builder, List<PageMap> legs, long first, long end, Budget budget) {
        if (first >= end) {
            return;
        }
        budget.spend(legs.size());
        long repeating = periodsThatRepeat(legs, first, end);
        if (repeating >= end - first) {
            for (long period = first; period < end; period++) {
                addPeriod(builder, legs, period, periodPages);
            }
            return;
        }
        PageMap.Builder one = PageMap.Builder.ofPeriod(budget);
        for (long period = first; period < first + repeating; period++) {
            addPeriod(one, legs, period, periodPages);
        }
        builder.repeat(one, (end - first) / repeating);
        for (long period = end - (end - first) % repeating; period < end; period++) {
            addPeriod(builder, legs, period, periodPages);
        }
    }

    /** After how many periods the states repeat; as many as there are where a leg goes from one stretch to another. */
    private long periodsThatRepeat(List<PageMap> legs, long first, long end) {
        long all = 1;
        for (int leg = 0; leg < legs.size(); leg++) {
            if (endOfLeg[leg] == 0) {
                continue;
            }
            PageMap below = legs.get(leg);
            int stretch = below.partAt(firstOfLeg[leg] + first * stride);
            if (stretch != below.partAt(endOfLeg[leg] - 1 + (end - 1) * stride)) {
                return end - first;
            }
            long period = below.period(stretch);
            long own = period / greatestCommonDivisor(period, stride);
            long factor = own / greatestCommonDivisor(all, own);
            if (factor >= (end - first) / all) {
                return end - first;
            }
            all *= factor;
        }
        return all;
    }

    private void addPeriod(PageMap.Builder builder, List<PageMap> legs, long period, long pages) {
        for (Run run : runs) {
            long count = Math.min(run.pages(), pages - run.first());
            if (count <= 0) {
                return;
            }
            if (run.leg() == Run.FAILS) {
                builder.add(PageState.ERROR, count);
            } else {
                builder.add(legs.get(run.leg()), run.legPage() + period * stride, count, run.misdirected());
            }
        }
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
