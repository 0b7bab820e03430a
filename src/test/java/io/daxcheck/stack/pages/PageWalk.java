package io.daxcheck.stack.pages;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the kernel does with a DAX access, one page at a time and one sector at a time, as slowly as it can be written:
 * the model must say the same. It shares nothing with the model but the records of the host.
 */
public final class PageWalk {
    /** What comes of one page. */
    public enum Outcome {
        RIGHT,
        PANIC,
        CORRUPT,
        ERROR,
        UNKNOWN
    }

    /** A place on a leaf. */
    private record Place(String leaf, long sector) {}

    /** Where the access to a page ended: a page of a leaf, or a layer that did not let it through. */
    private record KernelChange(Outcome outcome, Place place, Cause.Kind cause, String layer) {
        static KernelChange on(String leaf, long sector) {
            return new KernelChange(Outcome.RIGHT, new Place(leaf, sector), null, null);
        }

        static KernelChange failed(Cause.Kind cause, BlockDevice layer) {
            return new KernelChange(Outcome.ERROR, null, cause, layer.name());
        }

        static KernelChange unknown(Cause.Kind cause, BlockDevice layer) {
            return new KernelChange(Outcome.UNKNOWN, null, cause, layer.name());
        }
    }

    private static final Set<String> MAPPING_TYPES = Set.of("linear", "striped", "log-writes");

    private final Map<String, BlockDevice> byNumber = new HashMap<>();
    private final Map<String, BlockDevice> byName;
    private final long pageSectors;
    private final boolean truncates;
    private final boolean logWritesHasDax;
    private final Function<BlockDevice, LeafMemory> memory;

    /** Layers that must be named as a cause, and those that may be. */
    private final Set<String> requiredCauses = new TreeSet<>();

    private final Set<String> allowedCauses = new TreeSet<>();
    private int rightByChance;

    PageWalk(
            Map<String, BlockDevice> devices,
            KernelVersion kernel,
            long pageSectors,
            Function<BlockDevice, LeafMemory> memory) {
        this.byName = devices;
        for (BlockDevice device : devices.values()) {
            byNumber.put(device.number().value().orElseThrow().toString(), device);
        }
        this.pageSectors = pageSectors;
        this.memory = memory;
        this.truncates = kernel.compareTo(KernelVersion.of(5, 17)) >= 0;
        this.logWritesHasDax = kernel.compareTo(KernelVersion.of(4, 15)) >= 0;
    }

    /** Pages that are right although their address was rounded down; they are called corrupt. */
    public int rightByChance() {
        return rightByChance;
    }

    public Set<String> requiredCauses() {
        return requiredCauses;
    }

    public Set<String> allowedCauses() {
        return allowedCauses;
    }

    /** What comes of each whole page of a device. */
    public List<Outcome> pages(BlockDevice device) {
        long pages = device.sizeSectors().value().orElseThrow() / pageSectors;
        List<Outcome> outcomes = new ArrayList<>();
        for (long page = 0; page < pages; page++) {
            outcomes.add(page(device, page));
        }
        return outcomes;
    }

    private Outcome page(BlockDevice device, long page) {
        Set<String> cutDown = new TreeSet<>();
        KernelChange landing = access(onDisk(device, page * pageSectors), cutDown);
        if (landing.outcome() != Outcome.RIGHT) {
            String cause = landing.cause() + " " + landing.layer();
            requiredCauses.add(cause);
            allowedCauses.add(cause);
            allowedCauses.addAll(cutDown);
            return landing.outcome();
        }
        for (long i = 0; i < pageSectors; i++) {
            Place wanted = new Place(landing.place().leaf(), landing.place().sector() + i);
            if (!blockIo(device, page * pageSectors + i).equals(wanted)) {
                requiredCauses.addAll(cutDown);
                allowedCauses.addAll(cutDown);
                return Outcome.CORRUPT;
            }
        }
        if (!cutDown.isEmpty()) {
            // Rounded down twice, to where block I/O goes on another way: the model does not look for such luck.
            rightByChance++;
            allowedCauses.addAll(cutDown);
            return Outcome.CORRUPT;
        }
        return Outcome.RIGHT;
    }

    // -------------------------------------------------------------------------------------- the DAX path

    private record Address(BlockDevice disk, long sector) {}

    private Address onDisk(BlockDevice device, long sector) {
        return device.partition().isEmpty()
                ? new Address(device, sector)
                : new Address(
                        byName.get(device.partition().get().disk()),
                        device.partition().get().startSectors().value().orElseThrow() + sector);
    }

    /** dm_dax_direct_access, or the leaf's own; the address is the start of a page. */
    private KernelChange access(Address address, Set<String> cutDown) {
        BlockDevice disk = address.disk();
        if (disk.dm().isEmpty()) {
            return leaf(disk, address.sector());
        }
        DmTarget target = targetOf(disk, address.sector());
        switch (target.type()) {
            case "linear", "striped" -> {
                // These have the method in every kernel.
            }
            case "log-writes" -> {
                if (!logWritesHasDax) {
                    return KernelChange.failed(Cause.Kind.TARGET_FAILS, disk);
                }
            }
            case "crypt", "error", "snapshot-origin" -> {
                // Where there is a method it fails every access; elsewhere there is nothing to call.
                return KernelChange.failed(Cause.Kind.TARGET_FAILS, disk);
            }
            default -> {
                return KernelChange.unknown(Cause.Kind.TARGET_UNKNOWN, disk);
            }
        }
        if (address.sector() + pageSectors > target.end()) {
            allowedCauses.add(oddity(target, Cause.Kind.BOUNDARY) + " " + disk.name());
            return KernelChange.failed(Cause.Kind.BOUNDARY, disk);
        }
        long offset = address.sector() - target.start();
        if (target.chunkSectors() > 0 && offset % target.chunkSectors() + pageSectors > target.chunkSectors()) {
            return KernelChange.failed(oddity(target, Cause.Kind.CHUNK), disk);
        }
        Address lower = map(target, address.sector());
        long rest = lower.sector() % pageSectors;
        if (rest != 0) {
            Cause.Kind kind = oddity(target, Cause.Kind.OFFSET);
            if (!truncates) {
                return KernelChange.failed(kind, disk);
            }
            cutDown.add(kind + " " + disk.name());
        }
        return access(new Address(lower.disk(), lower.sector() - rest), cutDown);
    }

    /** A striped target whose chunks are not page-aligned is one cause, for any effect on a single page. */
    private Cause.Kind oddity(DmTarget target, Cause.Kind otherwise) {
        if (target.chunkSectors() % pageSectors != 0) {
            return Cause.Kind.CHUNK;
        }
        boolean betweenPages = target.chunkSectors() > 0 && target.start() % pageSectors != 0;
        return betweenPages ? Cause.Kind.BOUNDARY : otherwise;
    }

    private KernelChange leaf(BlockDevice leaf, long sector) {
        switch (memory.apply(leaf)) {
            case NONE -> {
                return KernelChange.failed(Cause.Kind.LEAF_WITHOUT_DAX, leaf);
            }
            case UNKNOWN -> {
                return KernelChange.unknown(Cause.Kind.LEAF_UNKNOWN, leaf);
            }
            case STRUCT_PAGES, NO_STRUCT_PAGES -> {
                for (SectorRange bad : leaf.badblocks().value().orElse(List.of())) {
                    if (bad.start() < sector + pageSectors && sector < bad.start() + bad.length()) {
                        return KernelChange.failed(Cause.Kind.POISON, leaf);
                    }
                }
            }
        }
        return memory.apply(leaf) == LeafMemory.NO_STRUCT_PAGES
                ? new KernelChange(Outcome.PANIC, null, Cause.Kind.NO_STRUCT_PAGES, leaf.name())
                : KernelChange.on(leaf.name(), sector);
    }

    // ------------------------------------------------------------------------------------ the block path

    private Place blockIo(BlockDevice device, long sector) {
        Address address = onDisk(device, sector);
        while (address.disk().dm().isPresent()) {
            DmTarget target = targetOf(address.disk(), address.sector());
            if (!MAPPING_TYPES.contains(target.type())) {
                return new Place(target.type() + " of " + address.disk().name(), address.sector());
            }
            address = map(target, address.sector());
        }
        return new Place(address.disk().name(), address.sector());
    }

    private static DmTarget targetOf(BlockDevice device, long sector) {
        for (DmTarget target : device.dm().get().table().value().orElseThrow().targets()) {
            if (target.start() <= sector && sector < target.end()) {
                return target;
            }
        }
        throw new IllegalArgumentException("sector " + sector + " is not on " + device.name());
    }

    /** linear_map_sector, stripe_map_sector, log_writes_map. */
    private Address map(DmTarget target, long sector) {
        long offset = sector - target.start();
        switch (target.type()) {
            case "linear" -> {
                return lower(target.legs().get(0), offset);
            }
            case "striped" -> {
                long chunk = offset / target.chunkSectors();
                long inChunk = offset % target.chunkSectors();
                int leg = (int) (chunk % target.legs().size());
                long row = chunk / target.legs().size();
                return lower(target.legs().get(leg), row * target.chunkSectors() + inChunk);
            }
            case "log-writes" -> {
                return lower(target.legs().get(0), sector);
            }
            default -> throw new IllegalArgumentException(target.type());
        }
    }

    private Address lower(DmTarget.Leg leg, long sector) {
        return onDisk(byNumber.get(leg.device()), leg.startSectors() + sector);
    }
}
