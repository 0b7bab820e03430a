package io.daxcheck.rules;

import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Offset;
import io.daxcheck.stack.pages.TargetDax;
import java.util.List;
import java.util.Optional;

/**
 * A DAX access to one page, as the mount check does it ({@code dax_direct_access}): through one dm target after the other
 * (drivers/md/dm.c: dm_dax_direct_access) down to a disk.
 */
final class PageAccess {
    /** Where an access has arrived. */
    sealed interface Access {
        Answer answer();
    }

    /**
     * It is on this device.
     *
     * @param page of the device
     */
    record Reached(BlockDevice disk, long page) implements Access {
        @Override
        public Answer answer() {
            return Answer.YES;
        }
    }

    /** It fails, or where it goes is not known. */
    record Stopped(Answer answer) implements Access {}

    private final StorageGraph graph;
    private final KernelModel kernel;
    private final long pageSectors;
    private final DriverReplay drivers;
    private final DmTableFindings tables;
    private final AlignmentFindings alignment;

    /**
     * @param pageSectors sectors of 512 bytes in a page
     */
    PageAccess(StorageGraph graph, KernelModel kernel, long pageSectors, DriverReplay drivers) {
        this.graph = graph;
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.drivers = drivers;
        this.tables = new DmTableFindings(graph);
        this.alignment = new AlignmentFindings(graph, pageSectors);
    }

    /**
     * Follows an access to the disk that has the page.
     *
     * @param disk no partition
     */
    Access to(BlockDevice disk, long page) {
        Access access = new Reached(disk, page);
        while (access instanceof Reached reached && reached.disk().dm().isPresent()) {
            access = throughTable(reached.disk(), reached.page());
        }
        return access instanceof Reached reached ? onLeaf(reached) : access;
    }

    /** One level down. */
    private Access throughTable(BlockDevice device, long page) {
        if (kernel.has(KernelBehaviour.DM_HAS_NO_DAX)) {
            return new Stopped(Answer.no(DmTableFindings.dmWithoutDax(device)));
        }
        Optional<DmTable> table = graph.table(device).value();
        if (table.isEmpty()) {
            return new Stopped(Answer.unknown(DmTableFindings.tableMissing(device)));
        }
        long sector = page * pageSectors;
        Optional<DmTarget> target = table.get().targetAt(sector);
        return target.isEmpty()
                ? new Stopped(Answer.no(DmTableFindings.pageBeyondTable(device)))
                : throughTarget(device, target.get(), sector);
    }

    private Access throughTarget(BlockDevice device, DmTarget target, long sector) {
        TargetDax dax = TargetDax.of(target.type(), kernel);
        if (dax != TargetDax.MAPS) {
            return new Stopped(Answer.no(
                    dax == TargetDax.UNKNOWN_TYPE
                            ? DmTableFindings.unknownTarget(device, target)
                            : tables.targetWithoutDax(device, target)));
        }
        if (target.end() - sector < pageSectors) {
            return new Stopped(Answer.no(alignment.boundary(device, target, Severity.BLOCKER)));
        }
        DmTarget.LegSector landing = target.sectorOnLeg(sector);
        if (landing.contiguous() < pageSectors) {
            return new Stopped(Answer.no(alignment.chunk(device, target, Severity.BLOCKER)));
        }
        Optional<BlockDevice> leg = graph.resolve(landing.leg().device());
        Optional<BlockDevice> disk = leg.isEmpty() ? leg : graph.diskOf(leg.get());
        Optional<Long> start = leg.isEmpty() ? Optional.empty() : leg.get().startOnDisk();
        if (disk.isEmpty() || start.isEmpty()) {
            return new Stopped(Answer.unknown(DmTableFindings.legNotFound(device, target)));
        }
        long legSector = start.get() + landing.sector();
        if (Offset.of(legSector, pageSectors, kernel) == Offset.REFUSED) {
            return new Stopped(Answer.no(alignment.offset(device, target, Severity.BLOCKER, false, 0)));
        }
        return new Reached(disk.get(), legSector / pageSectors);
    }

    private Access onLeaf(Reached reached) {
        BlockDevice leaf = reached.disk();
        Answer dax = drivers.dax(leaf);
        if (!dax.isYes()) {
            return new Stopped(dax);
        }
        long start = reached.page() * pageSectors;
        for (SectorRange bad : leaf.badblocks().value().orElse(List.of())) {
            boolean isTouched = bad.start() < start + pageSectors && bad.start() + bad.length() > start;
            if (isTouched) {
                return new Stopped(Answer.no(BadBlockFindings.checked(leaf, start)));
            }
            if (kernel.has(KernelBehaviour.BAD_BLOCK_REFUSES_DEVICE)) {
                return new Stopped(Answer.no(BadBlockFindings.anywhere(leaf)));
            }
        }
        return reached;
    }
}
