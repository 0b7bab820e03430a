package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns leaves and dm tables into maps of their pages, each device once however many lead to it. */
final class DeviceCompiler {
    private final StorageGraph graph;
    private final KernelModel kernel;
    private final long pageSectors;
    private final PageModel.Leaves leaves;
    private final Map<String, CompiledDevice> devices = new HashMap<>();
    private Budget budget = new Budget(0);

    DeviceCompiler(StorageGraph graph, KernelModel kernel, long pageSectors, PageModel.Leaves leaves) {
        this.graph = graph;
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.leaves = leaves;
    }

    /** Sets what the devices may cost that are compiled from now on. */
    void spendFrom(Budget steps) {
        budget = steps;
    }

    /** Returns a disk or dm device, with all below it compiled as well. */
    CompiledDevice compiled(BlockDevice device) {
        CompiledDevice compiled = devices.get(device.name());
        if (compiled == null) {
            compiled = device.dm().isEmpty() ? new CompiledDevice(leaf(device), List.of()) : dm(device);
            devices.put(device.name(), compiled);
        }
        return compiled;
    }

    // ---------------------------------------------------------------------------------------------- leaves

    /** What a page of a leaf without bad blocks does. */
    PageState soundPage(BlockDevice leaf) {
        return switch (leaves.memory(leaf)) {
            case NONE -> PageState.ERROR;
            case UNKNOWN -> PageState.UNKNOWN;
            case NO_STRUCT_PAGES -> PageState.PANIC;
            case STRUCT_PAGES -> poison(leaf).isEmpty() ? PageState.UNKNOWN : PageState.RIGHT;
        };
    }

    /** Bad blocks of a leaf; only pmem has any. Empty where they are not known. */
    private static Optional<List<SectorRange>> poison(BlockDevice leaf) {
        return leaf.kind() == BlockDevice.Kind.PMEM ? leaf.badblocks().value() : Optional.of(List.of());
    }

    /** A page with a bad block fails (pmem_direct_access), in every namespace mode. */
    private PageMap leaf(BlockDevice leaf) {
        PageState sound = soundPage(leaf);
        LeafMemory memory = leaves.memory(leaf);
        List<SectorRange> poison = poison(leaf).orElse(List.of());
        boolean isMemory = memory == LeafMemory.STRUCT_PAGES || memory == LeafMemory.NO_STRUCT_PAGES;
        if (!isMemory || poison.isEmpty()) {
            return PageMap.of(sound);
        }
        PageRanges pages = new PageRanges(poison.size());
        for (SectorRange range : poison) {
            pages.add(range.start() / pageSectors, ceilingPage(range.start() + range.length()));
        }
        PageMap.Builder builder = new PageMap.Builder(budget);
        for (Map.Entry<Long, Long> range : pages.ranges()) {
            builder.add(sound, range.getKey() - builder.end());
            builder.add(PageState.ERROR, range.getValue() - range.getKey());
        }
        builder.add(sound, PageMap.END - builder.end());
        return builder.map();
    }

    private long ceilingPage(long sector) {
        return sector / pageSectors + (sector % pageSectors == 0 ? 0 : 1);
    }

    // ------------------------------------------------------------------------------------------- dm tables

    private CompiledDevice dm(BlockDevice device) {
        Optional<DmTable> table = graph.table(device).value();
        if (table.isEmpty()) {
            return new CompiledDevice(PageMap.of(PageState.UNKNOWN), List.of());
        }
        List<Segment> segments = segments(table.get());
        PageMap.Builder builder = new PageMap.Builder(budget);
        for (Segment segment : segments) {
            addTo(builder, segment);
        }
        return new CompiledDevice(builder.map(), segments);
    }

    private void addTo(PageMap.Builder builder, Segment segment) {
        if (segment instanceof Segment.Linear linear) {
            long whole = linear.straddles() ? linear.pages() - 1 : linear.pages();
            addLinear(builder, linear, whole);
            builder.add(PageState.ERROR, linear.pages() - whole);
        } else if (segment instanceof Segment.Striped striped) {
            List<PageMap> legs = new ArrayList<>();
            for (Segment.Striped.Leg leg : striped.legs()) {
                legs.add(compiled(leg.disk()).map());
            }
            stripes(striped).addTo(builder, legs, budget);
        } else if (segment instanceof Segment.Opaque opaque) {
            boolean fails = opaque.reason() == Cause.Kind.TARGET_FAILS;
            builder.add(fails ? PageState.ERROR : PageState.UNKNOWN, opaque.pages());
        }
    }

    /**
     * Two levels both round an {@link Offset} down, so one does not make up for the other, but for a page that a stripe
     * happens to keep there: that one counts as corrupt all the same.
     */
    private void addLinear(PageMap.Builder builder, Segment.Linear linear, long pages) {
        long sector = linear.firstPage() * pageSectors + linear.shiftSectors();
        Offset offset = Offset.of(sector, pageSectors, kernel);
        if (offset == Offset.REFUSED) {
            builder.add(PageState.ERROR, pages);
        } else {
            builder.add(compiled(linear.disk()).map(), sector / pageSectors, pages, offset == Offset.ROUNDED_DOWN);
        }
    }

    Stripes stripes(Segment.Striped striped) {
        return new Stripes(striped, pageSectors, kernel, budget);
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
        return segments;
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
        for (int k = 0; k < target.dataLegs(); k++) {
            Optional<BlockDevice> device = graph.resolve(target.legs().get(k).device());
            Optional<BlockDevice> disk = device.flatMap(graph::diskOf);
            Optional<Long> start = device.flatMap(BlockDevice::startOnDisk);
            if (disk.isEmpty() || start.isEmpty()) {
                return new Segment.Opaque(target, first, end, Cause.Kind.LEG_UNKNOWN);
            }
            // dm adds the partition's start to its own before it looks at the page.
            long own = target.isStriped() ? target.dataStart(k) : target.shiftSectors();
            legs.add(new Segment.Striped.Leg(disk.get(), start.get() + own));
        }
        return target.isStriped()
                ? new Segment.Striped(target, first, end, legs, straddles)
                : new Segment.Linear(
                        target, first, end, legs.get(0).disk(), legs.get(0).startSectors(), straddles);
    }
}
