package io.daxcheck.rules;

import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import java.util.Optional;

/**
 * What a kernel answers a filesystem that asks whether a device has DAX (fs/dax.c and drivers/dax/super.c:
 * fs_dax_get_by_bdev, __bdev_dax_supported, generic_fsdax_supported).
 */
final class MountCheckReplay {
    private final KernelReplay replay;
    private final StorageGraph graph;
    private final KernelModel kernel;
    private final long pageSectors;
    private final DriverReplay drivers;
    private final PageAccess pages;
    private final AlignmentFindings alignment;

    /**
     * @param replay the kernel whose check this is
     * @param pageSectors sectors of 512 bytes in a page
     */
    MountCheckReplay(KernelReplay replay, StorageGraph graph, KernelModel kernel, long pageSectors) {
        this.replay = replay;
        this.graph = graph;
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.drivers = replay.drivers();
        this.pages = new PageAccess(graph, kernel, pageSectors, drivers);
        this.alignment = new AlignmentFindings(graph, pageSectors);
    }

    /** What the kernel answers a filesystem that asks whether the device has DAX. */
    Answer of(BlockDevice device) {
        boolean isLogged =
                device.partition().isPresent() && device.partition().get().isLoggedUnaligned();
        if (isLogged) {
            Answer flag = replay.queueFlag(device);
            return flag.isNo() ? flag : Answer.no(alignment.partitionStart(device));
        }
        if (kernel.has(KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE)) {
            return heldByDisk(device);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_ASKS_EVERY_TARGET)) {
            return wholeDeviceCheck(device);
        }
        if (device.dm().isPresent()) {
            return replay.tables().atMount(device);
        }
        Answer flag = replay.queueFlag(device);
        if (flag.isNo()) {
            return flag;
        }
        return flag.and(
                device.sizeSectors() instanceof Fact.Known<Long> size
                        ? rangeCheck(device, 0, size.content(), Optional.empty())
                        : Answer.unknown(MissingFact.sizeOf(device)));
    }

    /** {@code fs_dax_get_by_bdev} from 5.17 on: flag, and whole pages. */
    Answer heldByDisk(BlockDevice device) {
        Answer flag = replay.queueFlag(device);
        if (flag.isNo() && drivers.mode(device).is(Namespace.Mode.SECTOR)) {
            // A BTT's size is not the user's to choose, and no size gives it DAX.
            return flag;
        }
        return flag.and(partitionStartAligned(device, 0, Optional.empty())).and(sizeAligned(device));
    }

    private Answer sizeAligned(BlockDevice device) {
        if (device.sizeSectors() instanceof Fact.Known<Long> size) {
            return size.content() % pageSectors == 0 ? Answer.YES : Answer.no(alignment.deviceSize(device));
        }
        return Answer.unknown(MissingFact.sizeOf(device));
    }

    /** {@code __bdev_dax_supported} up to 5.1: a page of the device, or two. */
    Answer wholeDeviceCheck(BlockDevice device) {
        Answer.All all = new Answer.All();
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG)) {
            Answer flag = replay.queueFlag(device);
            if (flag.isNo()) {
                return kernel.has(KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG) ? Answer.YES : flag;
            }
            all.add(flag);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_READS_LAST_PAGE)) {
            return all.add(pagesCheck(device, 0, 0, Optional.empty())).answer();
        }
        return all.add(
                        device.sizeSectors() instanceof Fact.Known<Long> size
                                ? rangeCheck(device, 0, size.content(), Optional.empty())
                                : Answer.unknown(MissingFact.sizeOf(device)))
                .answer();
    }

    /**
     * {@code generic_fsdax_supported}: first and last page of a range.
     *
     * @param offset what is wrong if {@code start} is between two pages; empty where the device's own start is
     */
    Answer rangeCheck(BlockDevice device, long start, long length, Optional<Finding> offset) {
        long last = (start + length - 1) / pageSectors * pageSectors;
        return pagesCheck(device, start, last, offset);
    }

    /**
     * Accesses two pages of a device, which may be the same.
     *
     * @param first sector of the first; need not be the start of a page
     * @param last sector of the last, the start of a page
     * @param offset what is wrong if {@code first} is between two pages; empty where the device's own start is
     */
    private Answer pagesCheck(BlockDevice device, long first, long last, Optional<Finding> offset) {
        Answer.All aligned = new Answer.All()
                .add(partitionStartAligned(device, first, offset))
                .add(partitionStartAligned(device, last, offset));
        Optional<BlockDevice> disk = graph.diskOf(device);
        if (disk.isEmpty()) {
            return aligned.add(Answer.unknown(MissingFact.diskOf(device))).answer();
        }
        Optional<Long> partitionStart = device.startOnDisk();
        if (partitionStart.isEmpty() || aligned.answer().isNo()) {
            return aligned.answer();
        }
        if (kernel.has(KernelBehaviour.RANGE_CHECK_READS_NO_PAGE)) {
            return aligned.add(hasDaxDevice(disk.get())).answer();
        }
        PageAccess.Access begin = pages.to(disk.get(), (partitionStart.get() + first) / pageSectors);
        PageAccess.Access end =
                first == last ? begin : pages.to(disk.get(), (partitionStart.get() + last) / pageSectors);
        aligned.add(begin.answer()).add(end.answer());
        if (begin instanceof PageAccess.Reached one
                && end instanceof PageAccess.Reached other
                && !one.disk().name().equals(other.disk().name())) {
            aligned.add(Answer.no(DmTableFindings.severalPagemaps(device)));
        }
        return aligned.answer();
    }

    /** Whether device-mapper finds a dax device for a disk: by its queue flag, or by its name alone. */
    private Answer hasDaxDevice(BlockDevice disk) {
        boolean named = kernel.has(KernelBehaviour.DM_TAKES_RAW_NAMESPACES) && disk.kind() == Kind.PMEM;
        if (!named) {
            return replay.queueFlag(disk);
        }
        Fact<Namespace.Mode> mode = drivers.mode(disk);
        if (!mode.isKnown()) {
            return Answer.unknown(PmemDiskFindings.modeMissing(disk, drivers.mode(disk)));
        }
        return mode.is(Namespace.Mode.RAW) ? Answer.YES : drivers.dax(disk);
    }

    /** Whether a sector of a device is the start of a page of its disk. */
    private Answer partitionStartAligned(BlockDevice device, long sector, Optional<Finding> offset) {
        Optional<Long> start = device.startOnDisk();
        if (start.isEmpty()) {
            return Answer.unknown(MissingFact.startOf(device));
        }
        if ((start.get() + sector) % pageSectors == 0) {
            return Answer.YES;
        }
        return Answer.no(
                start.get() % pageSectors != 0 || offset.isEmpty() ? alignment.partitionStart(device) : offset.get());
    }
}
