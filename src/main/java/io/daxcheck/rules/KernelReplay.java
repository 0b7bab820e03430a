package io.daxcheck.rules;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.PageModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one kernel says, replayed on the devices of a host: queue flags here, what drivers decide in {@link DriverReplay},
 * dm tables in {@link DmTableReplay} and the check at mount time in {@link MountCheckReplay}, which call each other as the
 * functions of the kernel do. Whether what it says is true of the bytes is {@link PageModel}'s matter.
 *
 * <p>Devices must not be stacked on themselves. Not safe for use by several threads.
 */
public final class KernelReplay {
    private final StorageGraph graph;
    private final boolean trustsObserved;
    private final DriverReplay drivers;
    private final DmTableReplay tables;
    private final MountCheckReplay mounts;
    private final Map<String, Answer> flags = new HashMap<>();

    /**
     * @param pageSectors sectors of 512 bytes in a page
     * @param trustsObserved whether {@code queue/dax} as read overrides the rules
     * @param modesByQueueFlag whether {@code queue/dax} of a pmem disk shows its mode
     * @param judgedAs how the kernel is built
     */
    public KernelReplay(
            StorageGraph graph,
            KernelModel kernel,
            long pageSectors,
            boolean trustsObserved,
            boolean modesByQueueFlag,
            JudgedKernel judgedAs) {
        this.graph = graph;
        this.trustsObserved = trustsObserved;
        this.drivers = new DriverReplay(graph, kernel, trustsObserved, modesByQueueFlag, judgedAs);
        this.tables = new DmTableReplay(this, graph, kernel, pageSectors, judgedAs.fsDax());
        this.mounts = new MountCheckReplay(this, graph, kernel, pageSectors);
    }

    public DriverReplay drivers() {
        return drivers;
    }

    DmTableReplay tables() {
        return tables;
    }

    MountCheckReplay mounts() {
        return mounts;
    }

    /** What the kernel answers a filesystem that asks whether the device has DAX. */
    public Answer mountCheck(BlockDevice device) {
        return mounts.of(device);
    }

    /** QUEUE_FLAG_DAX of the device: what {@code queue/dax} reads. */
    public Answer queueFlag(BlockDevice device) {
        Answer flag = flags.get(device.name());
        if (flag == null) {
            flag = replayQueueFlag(device);
            flags.put(device.name(), flag);
        }
        return flag;
    }

    private Answer replayQueueFlag(BlockDevice device) {
        if (device.partition().isPresent()) {
            Optional<BlockDevice> disk = graph.diskOf(device);
            return disk.isPresent() ? queueFlag(disk.get()) : Answer.unknown(MissingFact.diskOf(device));
        }
        Answer predicted = device.dm().isPresent() ? tables.atLoad(device) : drivers.queueFlag(device);
        Optional<Boolean> observed = trustsObserved ? device.queueDax().value() : Optional.empty();
        if (predicted.isUnknown()
                && device.dm().isPresent()
                && !device.dm().get().table().isKnown()) {
            Answer bySlaves = bySlaves(device, observed.isPresent() && !observed.get());
            predicted = bySlaves.isNo() ? bySlaves : predicted;
        }
        if (observed.isEmpty() || predicted.asBoolean().equals(observed)) {
            return predicted;
        }
        return observed.get() ? Answer.YES : Answer.no(QueueFlagFindings.clear(device));
    }

    /**
     * What the devices below a dm device show where its table was not read. With no capable one below there is none
     * with any table.
     *
     * @param isClear whether its flag was read and is clear: then one that is not capable is a reason
     */
    private Answer bySlaves(BlockDevice device, boolean isClear) {
        Answer.Any any = new Answer.Any();
        int good = 0;
        List<BlockDevice> slaves = graph.below(device);
        Optional<BlockDevice> firstWithoutDax = Optional.empty();
        for (BlockDevice slave : slaves) {
            Answer flag = queueFlag(slave);
            any.add(flag);
            good += flag.isYes() ? 1 : 0;
            if (flag.isNo() && firstWithoutDax.isEmpty()) {
                firstWithoutDax = Optional.of(slave);
            }
        }
        int named = device.slaves().value().orElse(List.of()).size();
        if (firstWithoutDax.isPresent() && any.answer().isNo() && named == slaves.size()) {
            return any.answer();
        }
        if (!isClear) {
            return Answer.unknown(DmTableFindings.tableMissing(device));
        }
        return firstWithoutDax.isEmpty()
                ? Answer.no(DmTableFindings.clearWithoutTable(device))
                : Answer.no(DmTableFindings.slaveWithoutDax(device, firstWithoutDax.get(), good, slaves.size()))
                        .and(queueFlag(firstWithoutDax.get()));
    }
}
