package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is true of the bytes. For every page of a device: does a DAX access to it land on the same bytes of a leaf
 * with DAX as block I/O does? The answers are kept as one function for each device, the number of pages with each
 * hazard before a given page, so that a device is worked out once however many ways lead to it, and a range of it
 * costs two calls.
 *
 * <p>Not safe for use by several threads.
 */
public final class PageModel {
    /** Ranges that a report lists at most. */
    public static final int MAX_RANGES = 1_000;

    /**
     * Steps that one stack may cost. Only a table made to be hard comes near: stripes over stripes, many levels deep,
     * with hazards scattered in them.
     */
    static final long MAX_STEPS = 4_000_000;

    /** Thrown where a stack costs more than {@link #MAX_STEPS}. */
    public static final class TooComplex extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooComplex() {
            super("more than " + MAX_STEPS + " steps", null, false, false);
        }
    }

    /** What a DAX access finds on a leaf. */
    public interface Leaves {
        LeafMemory memory(BlockDevice leaf);
    }

    private final StorageGraph graph;
    private final KernelModel kernel;
    private final long pageSectors;
    private final Leaves leaves;
    private final Map<String, Device> devices = new HashMap<>();

    /** By the segments themselves: what is equal to one is not looked for, and to hash it would be to hash its disks. */
    private final IdentityHashMap<Segment.Striped, StripePeriod> periods = new IdentityHashMap<>();

    private long steps;

    /**
     * @param pageSectors size of a page in 512-byte sectors
     */
    public PageModel(StorageGraph graph, KernelModel kernel, long pageSectors, Leaves leaves) {
        this.graph = graph;
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.leaves = leaves;
    }

    /**
     * The hazards of a stack's top.
     *
     * @param bytes those with each hazard, the worst one of a byte counting
     * @param ranges merged, in order, at most {@link #MAX_RANGES}
     * @param truncated whether there are more ranges
     * @param unknown whether there are pages of which it is not known
     * @param causes the layers where hazards and unknown pages begin, as far as they are reached from the top
     */
    public record Result(
            Map<Hazard, Long> bytes, List<HazardRange> ranges, boolean truncated, boolean unknown, List<Cause> causes) {
        public Result {
            bytes = Map.copyOf(bytes);
            ranges = List.copyOf(ranges);
            causes = List.copyOf(causes);
        }
    }

    /**
     * Works out the whole pages of a stack's top; what is left of a size that is not whole pages can hold no block of
     * a filesystem that DAX works with.
     *
     * @param sizeSectors of the top
     * @throws TooComplex where the stack is too hard
     */
    public Result examine(Stack stack, long sizeSectors) {
        steps = 0;
        long pages = sizeSectors / pageSectors;
        BlockDevice top = stack.top();
        Optional<BlockDevice> disk = graph.diskOf(top);
        Optional<Long> start = startOnDisk(top);
        if (disk.isEmpty() || start.isEmpty() || !graph.fitsItsDisk(top)) {
            return new Result(
                    Map.of(), List.of(), false, true, List.of(new Cause(Cause.Kind.LEG_UNKNOWN, top, null, 0)));
        }
        long first = start.get() / pageSectors;
        Ranges ranges = new Ranges(disk.get(), first);
        Counts total = range(disk.get(), first, pages);
        ranges.collect(first, first + pages);
        Map<Hazard, Long> bytes = new HashMap<>();
        for (Hazard hazard : Hazard.values()) {
            if (total.of(hazard) > 0) {
                bytes.put(hazard, total.of(hazard) * pageSectors * 512);
            }
        }
        return new Result(
                bytes,
                ranges.found,
                ranges.truncated,
                total.unknown() > 0,
                total.isNothing() ? List.of() : causes(stack, disk.get(), first, pages));
    }

    /** Where a partition starts on its disk, in sectors; 0 for any other device; empty where it is not known. */
    private static Optional<Long> startOnDisk(BlockDevice device) {
        return device.partition().isEmpty()
                ? Optional.of(0L)
                : device.partition().get().startSectors().value();
    }

    // ------------------------------------------------------------------------------------------- counting

    /** Hazards among some pages of a disk or dm device, as a page-aligned DAX access from above meets them. */
    private Counts range(BlockDevice device, long first, long pages) {
        if (pages <= 0) {
            return Counts.NOTHING;
        }
        Device compiled = compiled(device);
        return compiled.uniform != null
                ? compiled.uniform.times(pages)
                : prefix(compiled, first + pages).minus(prefix(compiled, first));
    }

    /** Hazards among the first pages of a device. */
    private Counts prefix(Device device, long pages) {
        if (device.uniform != null) {
            return device.uniform.times(pages);
        }
        if (device.segments == null) {
            long poisoned = poisonBefore(device, pages);
            return Counts.errors(poisoned).plus(device.elsewhere.times(pages - poisoned));
        }
        long counted = device.suspects.cutToEnd(pages);
        Counts known = device.known.get(counted);
        if (known != null) {
            return known;
        }
        if (++steps > MAX_STEPS) {
            throw new TooComplex();
        }
        Counts counts = segmentsBefore(device, counted);
        device.known.put(counted, counts);
        return counts;
    }

    private Counts segmentsBefore(Device device, long pages) {
        int index = device.segmentAt(pages);
        Segment segment = device.segments.get(index);
        Counts before = device.before[index];
        return before.plus(within(segment, Math.min(pages, segment.endPage()) - segment.firstPage()));
    }

    /** Hazards among the first pages of a segment. */
    private Counts within(Segment segment, long pages) {
        if (pages <= 0) {
            return Counts.NOTHING;
        }
        if (segment instanceof Segment.Linear linear) {
            boolean reachesBoundary = linear.straddles() && pages == linear.pages();
            long whole = reachesBoundary ? pages - 1 : pages;
            Counts counts = leg(linear.disk(), linear.firstPage() * pageSectors + linear.shiftSectors(), whole);
            return reachesBoundary ? counts.plus(Counts.errors(1)) : counts;
        }
        if (segment instanceof Segment.Striped striped) {
            boolean reachesBoundary = striped.straddles() && pages == striped.pages();
            long whole = reachesBoundary ? pages - 1 : pages;
            Counts counts = isRegular(striped) ? regularStripes(striped, whole) : irregularStripes(striped, whole);
            return reachesBoundary ? counts.plus(Counts.errors(1)) : counts;
        }
        Segment.Opaque opaque = (Segment.Opaque) segment;
        return opaque.reason() == Cause.Kind.TARGET_FAILS ? Counts.errors(pages) : Counts.unknowns(pages);
    }

    /**
     * Hazards among pages that go to consecutive places on one leg.
     *
     * <p>Before 5.17 an address that is not a whole page fails with EINVAL (bdev_dax_pgoff); since then it is cut down
     * (linear_dax_pgoff), and DAX goes to other bytes than block I/O. What two levels cut off never adds up to
     * nothing: each cut goes down.
     */
    private Counts leg(BlockDevice disk, long startSectors, long pages) {
        boolean wholePages = startSectors % pageSectors == 0;
        if (!wholePages && !kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED)) {
            return Counts.errors(pages);
        }
        Counts below = range(disk, startSectors / pageSectors, pages);
        return wholePages ? below : below.strayed(pages);
    }

    /** Whether no chunk boundary falls inside a page. */
    private boolean isRegular(Segment.Striped striped) {
        return striped.target().chunkSectors() % pageSectors == 0
                && striped.target().start() % pageSectors == 0;
    }

    private Counts regularStripes(Segment.Striped striped, long pages) {
        long chunk = striped.target().chunkSectors() / pageSectors;
        int legs = striped.legs().size();
        Counts counts = Counts.NOTHING;
        for (int k = 0; k < legs; k++) {
            Segment.Striped.Leg leg = striped.legs().get(k);
            counts = counts.plus(leg(leg.disk(), leg.startSectors(), pagesOnLeg(pages, chunk, legs, k)));
            if (++steps > MAX_STEPS) {
                throw new TooComplex();
            }
        }
        return counts;
    }

    /** How many of a striped target's first pages lie on one of its legs. */
    private static long pagesOnLeg(long pages, long chunkPages, int legs, int leg) {
        long row = chunkPages * legs;
        long rest = pages % row - leg * chunkPages;
        return pages / row * chunkPages + Math.max(0, Math.min(chunkPages, rest));
    }

    private Counts irregularStripes(Segment.Striped striped, long pages) {
        StripePeriod period = periods.get(striped);
        if (period == null) {
            period = stripePeriod(striped);
            periods.put(striped, period);
        }
        return period.before(pages);
    }

    private StripePeriod stripePeriod(Segment.Striped striped) {
        List<Counts> perPage = new ArrayList<>();
        for (Segment.Striped.Leg leg : striped.legs()) {
            perPage.add(worstOf(compiled(leg.disk())));
        }
        return stripePeriod(striped, perPage);
    }

    /**
     * @param perPage what one page of each leg counts for
     */
    private StripePeriod stripePeriod(Segment.Striped striped, List<Counts> perPage) {
        StripePeriod period = StripePeriod.of(
                striped, pageSectors, perPage, kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED), MAX_STEPS - steps);
        steps += period.chunks();
        return period;
    }

    /** What one page of a device counts for where single pages cannot be told apart: the worst that it has. */
    private Counts worstOf(Device device) {
        if (device.uniform != null) {
            return device.uniform;
        }
        Counts all = prefix(device, device.pages);
        if (device.segments == null) {
            all = all.plus(device.elsewhere);
        }
        if (all.unknown() > 0) {
            return Counts.unknowns(1);
        }
        return all.panic() > 0 ? new Counts(1, 0, 0, 0) : all.error() > 0 ? Counts.errors(1) : new Counts(0, 1, 0, 0);
    }

    // ------------------------------------------------------------------------------------------ compiling

    /** One device, ready for counting. */
    private static final class Device {
        /** The hazards of a page, where all pages are alike; null where they differ. */
        private Counts uniform;

        private final Map<Long, Counts> known = new HashMap<>();
        /** Whole pages; for a leaf, those that its poison can lie in. */
        private long pages;
        /** Where not all pages are alike: those with a hazard and those that are unknown are all among these. */
        private final PageRanges suspects = new PageRanges(PageRanges.MAX_RANGES);
        /** Of a dm device, in order; null for a leaf. */
        private List<Segment> segments;
        /** Hazards before each segment. */
        private Counts[] before;
        /** Of a leaf: what a page without poison counts for. */
        private Counts elsewhere;
        /** Of a leaf: pages with poison, as ranges, with the number of them before each. */
        private long[] poisonStart;

        private long[] poisonEnd;
        private long[] poisonBefore;

        /** The segment with this page, or the last one before it. */
        private int segmentAt(long page) {
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

    private Device compiled(BlockDevice device) {
        Device compiled = devices.get(device.name());
        if (compiled == null) {
            compiled = device.dm().isEmpty() ? compileLeaf(device) : compileTable(device);
            devices.put(device.name(), compiled);
        }
        return compiled;
    }

    private Device compileLeaf(BlockDevice leaf) {
        Device compiled = new Device();
        switch (leaves.memory(leaf)) {
            case NONE -> compiled.uniform = Counts.errors(1);
            case UNKNOWN -> compiled.uniform = Counts.unknowns(1);
            case NO_STRUCT_PAGES -> {
                compiled.elsewhere = new Counts(1, 0, 0, 0);
                setPoison(compiled, poisonOf(leaf).orElse(List.of()));
            }
            case STRUCT_PAGES -> {
                Optional<List<SectorRange>> poison = poisonOf(leaf);
                compiled.elsewhere = poison.isEmpty() ? Counts.unknowns(1) : Counts.NOTHING;
                setPoison(compiled, poison.orElse(List.of()));
            }
        }
        return compiled;
    }

    /** Bad blocks of a leaf; only pmem has any. Empty where they are not known. */
    private static Optional<List<SectorRange>> poisonOf(BlockDevice leaf) {
        return leaf.kind() == BlockDevice.Kind.PMEM ? leaf.badblocks().value() : Optional.of(List.of());
    }

    /** A poisoned page fails (pmem_direct_access), whatever stands behind it. */
    private void setPoison(Device compiled, List<SectorRange> poison) {
        if (poison.isEmpty()) {
            compiled.uniform = compiled.elsewhere;
            return;
        }
        PageRanges pages = new PageRanges(poison.size());
        for (SectorRange range : poison) {
            pages.add(range.start() / pageSectors, ceilingPage(range.start() + range.length()));
        }
        List<Long> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (Map.Entry<Long, Long> range : pages.ranges()) {
            starts.add(range.getKey());
            ends.add(range.getValue());
            compiled.suspects.add(range.getKey(), range.getValue());
        }
        if (!compiled.elsewhere.isNothing()) {
            compiled.suspects.add(0, Long.MAX_VALUE);
        }
        int count = starts.size();
        compiled.poisonStart = new long[count];
        compiled.poisonEnd = new long[count];
        compiled.poisonBefore = new long[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            compiled.poisonStart[i] = starts.get(i);
            compiled.poisonEnd[i] = ends.get(i);
            compiled.poisonBefore[i] = before;
            before += ends.get(i) - starts.get(i);
        }
        compiled.pages = compiled.poisonEnd[count - 1];
    }

    private static long poisonBefore(Device leaf, long page) {
        int found = Arrays.binarySearch(leaf.poisonStart, page);
        int index = found >= 0 ? found : -found - 2;
        return index < 0
                ? 0
                : leaf.poisonBefore[index] + Math.min(page, leaf.poisonEnd[index]) - leaf.poisonStart[index];
    }

    private static long poisonIn(Device leaf, PageRanges ranges) {
        long pages = 0;
        for (Map.Entry<Long, Long> range : ranges.ranges()) {
            pages += poisonBefore(leaf, range.getValue()) - poisonBefore(leaf, range.getKey());
        }
        return pages;
    }

    private Device compileTable(BlockDevice device) {
        Device compiled = new Device();
        Optional<DmTable> table = graph.table(device).value();
        if (table.isEmpty()) {
            compiled.uniform = Counts.unknowns(1);
            return compiled;
        }
        compiled.segments = segments(table.get());
        int count = compiled.segments.size();
        compiled.pages = table.get().lengthSectors() / pageSectors;
        compiled.before = new Counts[count];
        Counts before = Counts.NOTHING;
        for (int i = 0; i < count; i++) {
            compiled.before[i] = before;
            Segment segment = compiled.segments.get(i);
            before = before.plus(within(segment, segment.pages()));
            addSuspects(segment, compiled.suspects);
        }
        if (compiled.pages > 0) {
            compiled.uniform = uniform(before, compiled.pages);
        }
        return compiled;
    }

    /**
     * Adds the pages of a segment that may have a hazard, or more. A few bad pages far below stay a few on each level,
     * so that all the numbers of pages between them are one question.
     */
    private void addSuspects(Segment segment, PageRanges suspects) {
        if (segment instanceof Segment.Linear linear) {
            if (linear.straddles()) {
                suspects.add(linear.endPage() - 1, linear.endPage());
            }
            long sector = linear.firstPage() * pageSectors + linear.shiftSectors();
            Device lower = compiled(linear.disk());
            boolean wholePages = sector % pageSectors == 0;
            if (wholePages && lower.uniform == null) {
                long page = sector / pageSectors;
                for (Map.Entry<Long, Long> range : lower.suspects.ranges()) {
                    long from = Math.max(range.getKey() - page, 0);
                    long to = Math.min(range.getValue() - page, linear.pages());
                    suspects.add(linear.firstPage() + from, linear.firstPage() + to);
                }
                return;
            }
            if (wholePages && lower.uniform.isNothing()) {
                return;
            }
        } else if (segment instanceof Segment.Striped striped && isRegular(striped)) {
            if (striped.straddles()) {
                suspects.add(striped.endPage() - 1, striped.endPage());
            }
            boolean told = true;
            for (int k = 0; k < striped.legs().size(); k++) {
                told &= addSuspectsOfLeg(striped, k, suspects);
            }
            if (told) {
                return;
            }
        }
        suspects.add(segment.firstPage(), segment.endPage());
    }

    /** Returns whether those of this leg can be told from the others. */
    private boolean addSuspectsOfLeg(Segment.Striped striped, int k, PageRanges suspects) {
        Segment.Striped.Leg leg = striped.legs().get(k);
        Device lower = compiled(leg.disk());
        if (leg.startSectors() % pageSectors != 0) {
            return false;
        }
        if (lower.uniform != null) {
            return lower.uniform.isNothing();
        }
        long chunk = striped.target().chunkSectors() / pageSectors;
        int legs = striped.legs().size();
        long first = leg.startSectors() / pageSectors;
        long pages = pagesOnLeg(striped.pages(), chunk, legs, k);
        for (Map.Entry<Long, Long> range : lower.suspects.ranges()) {
            long from = Math.max(range.getKey() - first, 0);
            long to = Math.min(range.getValue() - first, pages);
            if (from >= to) {
                continue;
            }
            if (to / chunk - from / chunk > PageRanges.MAX_RANGES) {
                return false;
            }
            for (long row = from / chunk; row * chunk < to; row++) {
                long shift = striped.firstPage() + (row * (legs - 1) + k) * chunk;
                suspects.add(shift + Math.max(from, row * chunk), shift + Math.min(to, (row + 1) * chunk));
            }
        }
        return true;
    }

    /** What every page counts for, if all count for the same; null otherwise. */
    private static Counts uniform(Counts total, long pages) {
        if (total.isNothing()) {
            return Counts.NOTHING;
        }
        if (total.panic() == pages) {
            return new Counts(1, 0, 0, 0);
        }
        if (total.corrupt() == pages) {
            return new Counts(0, 1, 0, 0);
        }
        if (total.error() == pages) {
            return Counts.errors(1);
        }
        return total.unknown() == pages ? Counts.unknowns(1) : null;
    }

    /** The segments of a table that at least one whole page begins in. */
    private List<Segment> segments(DmTable table) {
        long pages = table.lengthSectors() / pageSectors;
        List<Segment> segments = new ArrayList<>();
        for (DmTarget target : table.targets()) {
            long first = ceilingPage(target.start());
            long end = Math.min(pages, ceilingPage(target.end()));
            if (first < end) {
                boolean straddles = end * pageSectors > target.end();
                segments.add(segment(target, first, end, straddles));
            }
        }
        if (segments.isEmpty()) {
            segments.add(new Segment.Opaque(table.targets().get(0), 0, 0, Cause.Kind.TARGET_FAILS));
        }
        return segments;
    }

    private long ceilingPage(long sector) {
        return sector / pageSectors + (sector % pageSectors == 0 ? 0 : 1);
    }

    private Segment segment(DmTarget target, long first, long end, boolean straddles) {
        switch (TargetDax.of(target.type(), kernel)) {
            case FAILS, NO_METHOD -> {
                return new Segment.Opaque(target, first, end, Cause.Kind.TARGET_FAILS);
            }
            case UNKNOWN_TYPE -> {
                return new Segment.Opaque(target, first, end, Cause.Kind.TARGET_UNKNOWN);
            }
            case MAPS -> {
                // falls out of the switch: the only kind with legs to follow
            }
        }
        List<Segment.Striped.Leg> legs = new ArrayList<>();
        int mapped = target.chunkSectors() > 0 ? target.legs().size() : 1;
        for (int k = 0; k < mapped; k++) {
            Optional<Segment.Striped.Leg> leg = legOf(target, k);
            if (leg.isEmpty()) {
                return new Segment.Opaque(target, first, end, Cause.Kind.LEG_UNKNOWN);
            }
            legs.add(leg.get());
        }
        if (target.chunkSectors() > 0) {
            return new Segment.Striped(target, first, end, legs, straddles);
        }
        Segment.Striped.Leg leg = legs.get(0);
        // log_writes_map hands a sector on as it is; linear_map takes the target's start off it.
        long targetStart = target.type().equals("log-writes") ? 0 : target.start();
        return new Segment.Linear(target, first, end, leg.disk(), leg.startSectors() - targetStart, straddles);
    }

    /** A leg, with a partition's start added to its own: dm adds both before it looks at the page. */
    private Optional<Segment.Striped.Leg> legOf(DmTarget target, int index) {
        DmTarget.Leg leg = target.legs().get(index);
        Optional<BlockDevice> device = graph.resolve(leg.device());
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Optional<BlockDevice> disk = graph.diskOf(device.get());
        Optional<Long> start = startOnDisk(device.get());
        if (disk.isEmpty() || start.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Segment.Striped.Leg(disk.get(), start.get() + leg.startSectors()));
    }

    // --------------------------------------------------------------------------------------------- ranges

    /** Finds the ranges by halving: a half without a hazard is left, one with the same hazard throughout is taken. */
    private final class Ranges {
        private final BlockDevice disk;
        private final long offset;
        private final List<HazardRange> found = new ArrayList<>();
        private boolean truncated;

        private Ranges(BlockDevice disk, long offset) {
            this.disk = disk;
            this.offset = offset;
        }

        private void collect(long first, long end) {
            if (truncated || first >= end) {
                return;
            }
            Counts counts = range(disk, first, end - first);
            if (counts.hazardous() == 0) {
                return;
            }
            for (Hazard hazard : Hazard.values()) {
                if (counts.of(hazard) == end - first) {
                    add(hazard, first, end);
                    return;
                }
            }
            if (end - first == 1) {
                return;
            }
            long middle = first + (end - first) / 2;
            collect(first, middle);
            collect(middle, end);
        }

        private void add(Hazard hazard, long first, long end) {
            long start = (first - offset) * pageSectors;
            long length = (end - first) * pageSectors;
            if (!found.isEmpty()) {
                HazardRange last = found.get(found.size() - 1);
                if (last.hazard() == hazard && last.start() + last.length() == start) {
                    found.set(found.size() - 1, new HazardRange(hazard, last.start(), last.length() + length));
                    return;
                }
            }
            if (found.size() == MAX_RANGES) {
                truncated = true;
                return;
            }
            found.add(new HazardRange(hazard, start, length));
        }
    }

    // --------------------------------------------------------------------------------------------- causes

    /** Walks down once, each layer after all that lead to it, with the pages of it that are reached. */
    private List<Cause> causes(Stack stack, BlockDevice disk, long first, long pages) {
        Map<String, PageRanges> reached = new HashMap<>();
        reach(disk, first, pages, reached);
        Map<List<Object>, Cause> causes = new LinkedHashMap<>();
        for (BlockDevice layer : stack.layers()) {
            PageRanges ranges = reached.get(layer.name());
            if (ranges == null || ranges.isEmpty()) {
                continue;
            }
            Device compiled = compiled(layer);
            if (compiled.segments != null) {
                for (Map.Entry<Long, Long> range : ranges.ranges()) {
                    reachSegments(layer, compiled, range.getKey(), range.getValue(), reached, causes);
                }
            } else if (layer.dm().isPresent()) {
                add(causes, new Cause(Cause.Kind.TABLE_UNKNOWN, layer, null, 0));
            } else {
                addLeafCause(layer, compiled, ranges, causes);
            }
        }
        return List.copyOf(causes.values());
    }

    private void addLeafCause(BlockDevice leaf, Device compiled, PageRanges ranges, Map<List<Object>, Cause> causes) {
        long pages = ranges.pages();
        switch (leaves.memory(leaf)) {
            case NONE -> add(causes, new Cause(Cause.Kind.LEAF_WITHOUT_DAX, leaf, null, pages));
            case UNKNOWN -> add(causes, new Cause(Cause.Kind.LEAF_UNKNOWN, leaf, null, pages));
            case STRUCT_PAGES, NO_STRUCT_PAGES -> {
                long poisoned = compiled.uniform != null ? 0 : poisonIn(compiled, ranges);
                if (poisoned > 0) {
                    add(causes, new Cause(Cause.Kind.POISON, leaf, null, poisoned));
                }
                if (compiled.elsewhere.panic() > 0 && pages > poisoned) {
                    add(causes, new Cause(Cause.Kind.NO_STRUCT_PAGES, leaf, null, pages - poisoned));
                }
                if (compiled.elsewhere.unknown() > 0) {
                    add(causes, new Cause(Cause.Kind.POISON_UNKNOWN, leaf, null, pages));
                }
            }
        }
    }

    private void reachSegments(
            BlockDevice device,
            Device compiled,
            long first,
            long end,
            Map<String, PageRanges> reached,
            Map<List<Object>, Cause> causes) {
        for (int i = compiled.segmentAt(first); i < compiled.segments.size(); i++) {
            Segment segment = compiled.segments.get(i);
            long from = Math.max(first, segment.firstPage());
            long to = Math.min(end, segment.endPage());
            if (segment.firstPage() >= end) {
                return;
            }
            if (from >= to) {
                continue;
            }
            if (++steps > MAX_STEPS) {
                throw new TooComplex();
            }
            if (segment instanceof Segment.Linear linear) {
                long whole = linear.straddles() ? Math.min(to, linear.endPage() - 1) : to;
                if (whole < to) {
                    add(causes, new Cause(Cause.Kind.BOUNDARY, device, linear.target(), 1));
                }
                long sector = from * pageSectors + linear.shiftSectors();
                reachLeg(device, linear.target(), linear.disk(), sector, whole - from, reached, causes);
            } else if (segment instanceof Segment.Striped striped) {
                reachStripes(device, striped, from, to, reached, causes);
            } else if (segment instanceof Segment.Opaque opaque) {
                add(causes, new Cause(opaque.reason(), device, opaque.target(), to - from));
            }
        }
    }

    private void reachStripes(
            BlockDevice device,
            Segment.Striped striped,
            long from,
            long to,
            Map<String, PageRanges> reached,
            Map<List<Object>, Cause> causes) {
        long base = striped.firstPage();
        if (striped.straddles() && to == striped.endPage()) {
            add(causes, new Cause(Cause.Kind.BOUNDARY, device, striped.target(), 1));
        }
        if (isRegular(striped)) {
            long chunk = striped.target().chunkSectors() / pageSectors;
            int legs = striped.legs().size();
            for (int k = 0; k < legs; k++) {
                Segment.Striped.Leg leg = striped.legs().get(k);
                long before = pagesOnLeg(from - base, chunk, legs, k);
                long after = pagesOnLeg(to - base, chunk, legs, k);
                long sector = leg.startSectors() + before * pageSectors;
                reachLeg(device, striped.target(), leg.disk(), sector, after - before, reached, causes);
            }
            return;
        }
        StripePeriod soundLegs =
                stripePeriod(striped, Collections.nCopies(striped.legs().size(), Counts.NOTHING));
        long own =
                soundLegs.before(to - base).minus(soundLegs.before(from - base)).hazardous();
        if (own > 0) {
            boolean wholeChunks = striped.target().chunkSectors() % pageSectors == 0;
            Cause.Kind kind = wholeChunks ? Cause.Kind.BOUNDARY : Cause.Kind.CHUNK;
            add(causes, new Cause(kind, device, striped.target(), own));
        }
        long legPages = ceilingPage(striped.target().length() / striped.legs().size());
        long chunks = striped.target().length() / striped.target().chunkSectors();
        for (int k = 0; k < striped.legs().size(); k++) {
            if (!soundLegs.reaches(k, chunks)) {
                continue;
            }
            Segment.Striped.Leg leg = striped.legs().get(k);
            long page = leg.startSectors() / pageSectors;
            reach(leg.disk(), page, legPages, reached);
        }
    }

    private void reachLeg(
            BlockDevice device,
            DmTarget target,
            BlockDevice disk,
            long sector,
            long pages,
            Map<String, PageRanges> reached,
            Map<List<Object>, Cause> causes) {
        if (pages <= 0) {
            return;
        }
        if (sector % pageSectors != 0) {
            add(causes, new Cause(Cause.Kind.OFFSET, device, target, pages));
            if (!kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED)) {
                return;
            }
        }
        reach(disk, sector / pageSectors, pages, reached);
    }

    private static void reach(BlockDevice disk, long first, long pages, Map<String, PageRanges> reached) {
        PageRanges ranges = reached.get(disk.name());
        if (ranges == null) {
            ranges = new PageRanges(PageRanges.MAX_RANGES);
            reached.put(disk.name(), ranges);
        }
        ranges.add(first, first + pages);
    }

    /** One cause for each kind and layer: that of its first target, with the pages of all of them. */
    private static void add(Map<List<Object>, Cause> causes, Cause cause) {
        List<Object> key = List.of(cause.kind(), cause.device().name());
        Cause first = causes.putIfAbsent(key, cause);
        if (first != null) {
            causes.put(key, new Cause(first.kind(), first.device(), first.target(), first.pages() + cause.pages()));
        }
    }
}
