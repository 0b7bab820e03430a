package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.Stack;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the layers where hazards begin: walks down a stack once, each layer after all that lead to it, with the pages of
 * it that are reached.
 */
final class CauseWalk {
    /** Ranges of one layer that are distinguished; beyond it the pages between them count as reached. */
    private static final int MAX_RANGES = 4_096;

    private final DeviceCompiler compiler;
    private final PageModel.Leaves leaves;
    private final long pageSectors;
    private final KernelModel kernel;
    private final Budget budget;
    private final Map<String, PageRanges> reached = new HashMap<>();
    private final Map<List<Object>, Cause> causes = new LinkedHashMap<>();

    CauseWalk(DeviceCompiler compiler, PageModel.Leaves leaves, long pageSectors, KernelModel kernel, Budget budget) {
        this.compiler = compiler;
        this.leaves = leaves;
        this.pageSectors = pageSectors;
        this.kernel = kernel;
        this.budget = budget;
    }

    /** The causes below some pages of the disk that a stack's top is on. */
    List<Cause> causes(Stack stack, BlockDevice disk, long first, long pages) {
        reach(disk, first, pages);
        for (BlockDevice layer : stack.layers()) {
            PageRanges ranges = reached.get(layer.name());
            if (ranges == null || ranges.isEmpty()) {
                continue;
            }
            CompiledDevice compiled = compiler.compiled(layer);
            if (!compiled.segments().isEmpty()) {
                for (Map.Entry<Long, Long> range : ranges.ranges()) {
                    reachSegments(layer, compiled, range.getKey(), range.getValue());
                }
            } else if (layer.dm().isPresent() && compiled.map().uniform().isPresent()) {
                add(new Cause(Cause.Kind.TABLE_UNKNOWN, layer, 0));
            } else if (layer.dm().isEmpty()) {
                addLeaf(layer, compiled.map(), ranges);
            }
        }
        return List.copyOf(causes.values());
    }

    private void addLeaf(BlockDevice leaf, PageMap map, PageRanges ranges) {
        long pages = ranges.pages();
        switch (leaves.memory(leaf)) {
            case NONE -> add(new Cause(Cause.Kind.LEAF_WITHOUT_DAX, leaf, pages));
            case UNKNOWN -> add(new Cause(Cause.Kind.LEAF_UNKNOWN, leaf, pages));
            case STRUCT_PAGES, NO_STRUCT_PAGES -> {
                long poisoned = 0;
                for (Map.Entry<Long, Long> range : ranges.ranges()) {
                    poisoned += map.range(range.getKey(), range.getValue() - range.getKey())
                            .error();
                }
                PageState sound = compiler.soundPage(leaf);
                if (poisoned > 0) {
                    add(new Cause(Cause.Kind.POISON, leaf, poisoned));
                }
                if (sound == PageState.PANIC && pages > poisoned) {
                    add(new Cause(Cause.Kind.NO_STRUCT_PAGES, leaf, pages - poisoned));
                }
                if (sound == PageState.UNKNOWN) {
                    add(new Cause(Cause.Kind.POISON_UNKNOWN, leaf, pages));
                }
            }
        }
    }

    private void reachSegments(BlockDevice device, CompiledDevice compiled, long first, long end) {
        List<Segment> segments = compiled.segments();
        for (int i = compiled.partAt(first);
                i < segments.size() && segments.get(i).firstPage() < end;
                i++) {
            Segment segment = segments.get(i);
            long from = Math.max(first, segment.firstPage());
            long to = Math.min(end, segment.endPage());
            if (from >= to) {
                continue;
            }
            budget.spend(1);
            if (segment instanceof Segment.Linear linear) {
                reachLinear(device, linear, from, to);
            } else if (segment instanceof Segment.Striped striped) {
                reachStripes(device, striped, from, to);
            } else if (segment instanceof Segment.Opaque opaque) {
                add(new Cause(opaque.reason(), device, opaque.target(), to - from));
            }
        }
    }

    private void reachLinear(BlockDevice device, Segment.Linear linear, long from, long to) {
        long whole = linear.straddles() ? Math.min(to, linear.endPage() - 1) : to;
        if (whole < to) {
            add(new Cause(Cause.Kind.BOUNDARY, device, linear.target(), 1));
        }
        reachLeg(device, linear.target(), linear.disk(), from * pageSectors + linear.shiftSectors(), whole - from);
    }

    private void reachStripes(BlockDevice device, Segment.Striped striped, long from, long to) {
        if (striped.straddles() && to == striped.endPage()) {
            add(new Cause(Cause.Kind.BOUNDARY, device, striped.target(), 1));
        }
        DmTarget target = striped.target();
        boolean wholeChunks = target.chunkSectors() % pageSectors == 0;
        long first = from - striped.firstPage();
        long end = to - striped.firstPage();
        if (wholeChunks && target.start() % pageSectors == 0) {
            reachWholeChunks(device, striped, first, end);
            return;
        }
        Stripes stripes = compiler.stripes(striped);
        PageMap.Builder ofItself = new PageMap.Builder(budget);
        List<PageMap> sound = Collections.nCopies(striped.legs().size(), PageMap.of(PageState.RIGHT));
        stripes.addTo(ofItself, sound, budget);
        long own = ofItself.map().range(first, end - first).hazardous();
        if (own > 0) {
            Cause.Kind kind = wholeChunks ? Cause.Kind.BOUNDARY : Cause.Kind.CHUNK;
            add(new Cause(kind, device, target, own));
        }
        for (Stripes.Run run : stripes.runs()) {
            if (run.leg() != Stripes.Run.FAILS) {
                reachRun(stripes, run, striped.legs().get(run.leg()).disk(), first, end);
            }
        }
    }

    private void reachWholeChunks(BlockDevice device, Segment.Striped striped, long first, long end) {
        long chunk = striped.target().chunkSectors() / pageSectors;
        int legs = striped.legs().size();
        for (int k = 0; k < legs; k++) {
            Segment.Striped.Leg leg = striped.legs().get(k);
            long before = pagesOnLeg(first, chunk, legs, k);
            long after = pagesOnLeg(end, chunk, legs, k);
            reachLeg(device, striped.target(), leg.disk(), leg.startSectors() + before * pageSectors, after - before);
        }
    }

    /** How many of a striped target's first pages are on one of its legs. */
    private static long pagesOnLeg(long pages, long chunkPages, int legs, int leg) {
        long row = chunkPages * legs;
        long rest = pages % row - leg * chunkPages;
        return pages / row * chunkPages + Math.max(0, Math.min(chunkPages, rest));
    }

    /**
     * Reaches what a run of pages uses of its leg, period by period, as far as the leg has pages there that are not
     * right: below the others nothing is to be found.
     *
     * @param first of the target
     * @param end of the target
     */
    private void reachRun(Stripes stripes, Stripes.Run run, BlockDevice disk, long first, long end) {
        long firstPeriod = Math.max(0, Math.floorDiv(first - run.first() - run.pages(), stripes.periodPages()) + 1);
        long endPeriod = -Math.floorDiv(run.first() - end, stripes.periodPages());
        if (firstPeriod >= endPeriod) {
            return;
        }
        PageMap map = compiler.compiled(disk).map();
        long stride = stripes.stride();
        long lastPage = run.legPage() + (endPeriod - 1) * stride + run.pages();
        for (int i = map.partAt(run.legPage() + firstPeriod * stride);
                i < map.parts() && map.startOf(i) < lastPage;
                i++) {
            budget.spend(1);
            if (map.isRight(i)) {
                continue;
            }
            long from = Math.max(firstPeriod, Math.floorDiv(map.startOf(i) - run.legPage() - run.pages(), stride) + 1);
            long to = Math.min(endPeriod, -Math.floorDiv(run.legPage() - map.end(i), stride));
            if (to - from > MAX_RANGES) {
                reach(disk, run.legPage() + from * stride, (to - 1 - from) * stride + run.pages());
                continue;
            }
            for (long period = from; period < to; period++) {
                budget.spend(1);
                long start = period * stripes.periodPages() + run.first();
                long skipped = Math.max(0, first - start);
                long page = run.legPage() + period * stride;
                long usedFrom = Math.max(page + skipped, map.startOf(i));
                long usedTo = Math.min(page + Math.min(run.pages(), end - start), map.end(i));
                reach(disk, usedFrom, usedTo - usedFrom);
            }
        }
    }

    private void reachLeg(BlockDevice device, DmTarget target, BlockDevice disk, long sector, long pages) {
        if (pages <= 0) {
            return;
        }
        Offset offset = Offset.of(sector, pageSectors, kernel);
        if (offset != Offset.ALIGNED) {
            add(new Cause(Cause.Kind.OFFSET, device, target, pages));
        }
        if (offset != Offset.REFUSED) {
            reach(disk, sector / pageSectors, pages);
        }
    }

    private void reach(BlockDevice disk, long first, long pages) {
        PageRanges ranges = reached.get(disk.name());
        if (ranges == null) {
            ranges = new PageRanges(MAX_RANGES);
            reached.put(disk.name(), ranges);
        }
        ranges.add(first, first + pages);
    }

    /** One cause for each kind and layer: that of its first target, with the pages of all of them. */
    private void add(Cause cause) {
        List<Object> key = List.of(cause.kind(), cause.device().name());
        Optional<Cause> first = Optional.ofNullable(causes.get(key));
        causes.put(
                key,
                first.isEmpty()
                        ? cause
                        : new Cause(
                                cause.kind(),
                                cause.device(),
                                first.get().target(),
                                first.get().pages() + cause.pages()));
    }
}
