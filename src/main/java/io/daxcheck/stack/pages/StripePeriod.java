package io.daxcheck.stack.pages;

import java.util.Arrays;
import java.util.List;

/**
 * The hazards of a striped target whose chunk boundaries fall inside pages. Which page straddles two chunks, and which
 * one lands between two pages of its leg, repeats after a number of chunks that depends on the legs and the page size
 * only; one such period is worked out chunk by chunk, and the rest is multiplication.
 *
 * <p>The pages of a leg are not told apart here: where some of them have a hazard of their own, all that land on the
 * leg are counted with it.
 */
final class StripePeriod {
    private final long firstOffset;
    private final long chunkSectors;
    private final long pageSectors;
    private final long pagesInPeriod;
    /** For each chunk of the period: hazards before it, and the hazard of a page that lies wholly inside it. */
    private final Counts[] before;

    private final Counts[] inside;
    private final Counts all;
    /** For each leg, the first of its chunks that a page is let through to; beyond all chunks where there is none. */
    private final int[] firstReached;

    private StripePeriod(Segment.Striped striped, long pageSectors, List<Counts> legs, boolean truncates, int chunks) {
        this.pageSectors = pageSectors;
        this.chunkSectors = striped.target().chunkSectors();
        this.firstOffset = striped.firstPage() * pageSectors - striped.target().start();
        this.pagesInPeriod = chunks * chunkSectors / pageSectors;
        this.before = new Counts[chunks];
        this.inside = new Counts[chunks];
        int legCount = striped.legs().size();
        this.firstReached = new int[legCount];
        Arrays.fill(firstReached, Integer.MAX_VALUE);
        Counts sum = Counts.NOTHING;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int leg = chunk % legCount;
            long row = chunk / legCount;
            long sector =
                    striped.legs().get(leg).startSectors() + row * chunkSectors + firstOffset - chunk * chunkSectors;
            boolean wholePages = Math.floorMod(sector, pageSectors) == 0;
            if (wholePages) {
                inside[chunk] = legs.get(leg);
            } else {
                inside[chunk] = truncates ? legs.get(leg).strayed(1) : Counts.errors(1);
            }
            before[chunk] = sum;
            long pages = pagesUpTo(chunk + 1L) - pagesUpTo(chunk);
            sum = sum.plus(inChunk(chunk, pages));
            if ((wholePages || truncates) && pages > (straddles(chunk, pages) ? 1 : 0)) {
                firstReached[leg] = Math.min(firstReached[leg], chunk);
            }
        }
        this.all = sum;
    }

    /**
     * @param legs what one page of each leg counts for
     * @param truncates whether an address between two pages is cut down rather than refused
     * @throws PageModel.TooComplex where the period has more than {@code maxChunks} chunks
     */
    static StripePeriod of(
            Segment.Striped striped, long pageSectors, List<Counts> legs, boolean truncates, long maxChunks) {
        long chunk = striped.target().chunkSectors();
        long chunks = legs.size() * (pageSectors / greatestCommonDivisor(chunk, pageSectors));
        if (chunks > maxChunks || chunk > Long.MAX_VALUE / chunks) {
            throw new PageModel.TooComplex();
        }
        return new StripePeriod(striped, pageSectors, legs, truncates, (int) chunks);
    }

    int chunks() {
        return before.length;
    }

    /** Whether any page of a target of so many chunks is let through to this leg. */
    boolean reaches(int leg, long chunks) {
        return firstReached[leg] < chunks;
    }

    /** Hazards among the target's first pages. */
    Counts before(long pages) {
        long rest = pages % pagesInPeriod;
        int low = 0;
        int high = before.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pagesUpTo(middle) <= rest) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return all.times(pages / pagesInPeriod).plus(before[low]).plus(inChunk(low, rest - pagesUpTo(low)));
    }

    /** Pages that begin before a chunk of the period. */
    private long pagesUpTo(long chunk) {
        long sectors = chunk * chunkSectors - firstOffset;
        return sectors <= 0 ? 0 : (sectors + pageSectors - 1) / pageSectors;
    }

    /** Hazards among the first pages that begin in a chunk: the last of all may end in the next chunk. */
    private Counts inChunk(int chunk, long pages) {
        if (pages <= 0) {
            return Counts.NOTHING;
        }
        return straddles(chunk, pages)
                ? inside[chunk].times(pages - 1).plus(Counts.errors(1))
                : inside[chunk].times(pages);
    }

    /** Whether the last of the first pages that begin in a chunk ends in the next chunk. */
    private boolean straddles(int chunk, long pages) {
        return firstOffset + (pagesUpTo(chunk) + pages) * pageSectors > (chunk + 1L) * chunkSectors;
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
