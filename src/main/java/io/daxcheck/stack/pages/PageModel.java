package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is true of the bytes. For every page of a device: does a DAX access to it land on the same bytes of a leaf
 * with DAX as block I/O does? The answers are kept as one {@link PageMap} for each device, so that a device is worked
 * out once however many ways lead to it.
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
    private final long pageSectors;
    private final KernelModel kernel;
    private final Leaves leaves;
    private final DeviceCompiler compiler;

    /**
     * @param pageSectors size of a page in 512-byte sectors
     */
    public PageModel(StorageGraph graph, KernelModel kernel, long pageSectors, Leaves leaves) {
        this.graph = graph;
        this.pageSectors = pageSectors;
        this.kernel = kernel;
        this.leaves = leaves;
        this.compiler = new DeviceCompiler(graph, kernel, pageSectors, leaves);
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
     * Works out the whole pages of a stack's top; what is left of a size that is not a multiple of the page can hold no
     * block of a filesystem that DAX works with.
     *
     * @param sizeSectors of the top
     * @throws TooComplex where the stack is too hard
     */
    public Result examine(Stack stack, long sizeSectors) {
        BlockDevice top = stack.top();
        Optional<BlockDevice> disk = graph.diskOf(top);
        Optional<Long> start = top.startOnDisk();
        if (disk.isEmpty() || start.isEmpty() || !graph.fitsItsDisk(top)) {
            return new Result(Map.of(), List.of(), false, true, List.of(new Cause(Cause.Kind.LEG_UNKNOWN, top, 0)));
        }
        Budget budget = new Budget(MAX_STEPS);
        compiler.spendFrom(budget);
        long first = start.get() / pageSectors;
        long pages = sizeSectors / pageSectors;
        PageMap map = compiler.compiled(disk.get()).map();
        Counts total = map.range(first, pages);
        HazardRanges ranges = new HazardRanges(first, pageSectors);
        map.visit(first, first + pages, ranges);
        Map<Hazard, Long> bytes = new HashMap<>();
        for (Hazard hazard : Hazard.values()) {
            if (total.of(hazard) > 0) {
                bytes.put(hazard, total.of(hazard) * pageSectors * 512);
            }
        }
        return new Result(
                bytes,
                ranges.found(),
                ranges.truncated(),
                total.unknown() > 0,
                total.isNothing()
                        ? List.of()
                        : new CauseWalk(compiler, leaves, pageSectors, kernel, budget)
                                .causes(stack, disk.get(), first, pages));
    }
}
