package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.NdClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether page faults of a huge page can be served on a stack: the device's huge pages must be huge pages of the memory
 * below ({@code fs/dax.c: dax_iomap_pmd_fault} wants the pfn aligned).
 */
public final class HugePages {
    /**
     * Why they cannot.
     *
     * @param device the layer that shifts them
     * @param shiftSectors by how much, where it is the same on the whole of the layer; {@link #VARIES} otherwise
     * @param reason in a few words
     */
    public record Misfit(BlockDevice device, long shiftSectors, String reason) {
        public static final long VARIES = -1;
    }

    private final StorageGraph graph;
    private final Host host;
    private final long hugeSectors;
    private final Map<String, Optional<Misfit>> known = new HashMap<>();

    /**
     * @param hugeBytes bytes of a huge page
     */
    public HugePages(StorageGraph graph, long hugeBytes) {
        this.graph = graph;
        this.host = graph.host();
        this.hugeSectors = hugeBytes / 512;
    }

    /** Bytes of a huge page. */
    public long bytes() {
        return hugeSectors * 512;
    }

    /**
     * The layers of a stack that shift huge pages, from the top. None where they make up for each other, as a partition
     * at 1 MiB and a volume at 1 MiB of it do, or where that is too intricate to determine.
     */
    public List<Misfit> misfits(Stack stack) {
        List<Misfit> misfits = new ArrayList<>();
        for (BlockDevice layer : stack.layers()) {
            Optional<Misfit> misfit = known.get(layer.name());
            if (misfit == null) {
                misfit = of(layer);
                known.put(layer.name(), misfit);
            }
            if (misfit.isPresent()) {
                misfits.add(misfit.get());
            }
        }
        long shift = 0;
        boolean isChain = stack.layers().size() == stack.depth();
        for (Misfit misfit : misfits) {
            isChain &= misfit.shiftSectors() != Misfit.VARIES;
            shift += misfit.shiftSectors();
        }
        boolean certain = misfits.size() == 1 || (isChain && shift % hugeSectors != 0);
        return certain ? misfits : List.of();
    }

    private Optional<Misfit> of(BlockDevice layer) {
        if (layer.partition().isPresent()) {
            return layer.partition().get().startSectors() instanceof Fact.Known<Long> start
                            && start.content() % hugeSectors != 0
                    ? Optional.of(new Misfit(layer, start.content(), "it starts at sector " + start.content()))
                    : Optional.empty();
        }
        if (layer.dm().isPresent()) {
            return graph.table(layer) instanceof Fact.Known<DmTable> table
                    ? of(layer, table.content())
                    : Optional.empty();
        }
        Optional<NdClaim> claim = host.claimOf(layer);
        if (claim.isPresent()
                && claim.get().resourceBytes() instanceof Fact.Known<Long> address
                && address.content() % bytes() != 0) {
            return Optional.of(new Misfit(
                    layer,
                    address.content() / 512,
                    "the memory begins at address 0x" + Long.toHexString(address.content())));
        }
        return Optional.empty();
    }

    private Optional<Misfit> of(BlockDevice device, DmTable table) {
        for (DmTarget target : table.targets()) {
            if (target.chunkSectors() % hugeSectors != 0) {
                return Optional.of(
                        new Misfit(device, Misfit.VARIES, "its chunk is " + target.chunkSectors() + " sectors"));
            }
            for (int k = 0; k < target.dataLegs() && k < target.legs().size(); k++) {
                long start = target.dataStart(k);
                if (target.legs().get(k).startSectors() != DmTarget.Leg.NOT_MAPPED
                        && (start - target.start()) % hugeSectors != 0) {
                    return Optional.of(new Misfit(
                            device,
                            table.targets().size() == 1 && target.dataLegs() == 1 ? start : Misfit.VARIES,
                            "sector " + target.start() + " lies at sector " + start + " of its leg"));
                }
            }
        }
        return Optional.empty();
    }
}
