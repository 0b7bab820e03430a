package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Namespace;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.LeafMemory;
import io.daxcheck.stack.pages.PageModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the drivers of disks decide (drivers/nvdimm/pmem.c, drivers/block/brd.c, drivers/s390/block/dcssblk.c): whether a
 * disk has DAX, and which queue flag it sets. Other drivers have no DAX.
 */
public final class DriverReplay implements PageModel.Leaves {
    private final Host host;
    private final KernelModel kernel;
    private final boolean trustsObserved;
    private final boolean modesByQueueFlag;
    private final JudgedKernel judgedAs;
    private final PmemDiskFindings pmem;
    private final DriverFindings findings;
    private final Map<String, Answer> answers = new HashMap<>();

    DriverReplay(
            StorageGraph graph,
            KernelModel kernel,
            boolean trustsObserved,
            boolean modesByQueueFlag,
            JudgedKernel judgedAs) {
        this.host = graph.host();
        this.kernel = kernel;
        this.trustsObserved = trustsObserved;
        this.modesByQueueFlag = modesByQueueFlag;
        this.judgedAs = judgedAs;
        this.pmem = new PmemDiskFindings(host);
        this.findings = new DriverFindings(graph);
    }

    /** The queue flag that the driver of a disk sets. */
    Answer queueFlag(BlockDevice leaf) {
        boolean rawOrFsdax =
                leaf.pmem().isPresent() && !leaf.pmem().get().parent().startsWith("btt");
        if (rawOrFsdax && kernel.has(KernelBehaviour.RAW_NAMESPACE_SETS_QUEUE_FLAG)) {
            return Answer.YES;
        }
        return leaf.kind() == Kind.BRD && kernel.has(KernelBehaviour.BRD_SETS_QUEUE_FLAG) ? brdBuilt(leaf) : dax(leaf);
    }

    /** Whether a leaf has DAX by the rules. */
    Answer dax(BlockDevice leaf) {
        Answer dax = answers.get(leaf.name());
        if (dax == null) {
            dax = replay(leaf);
            answers.put(leaf.name(), dax);
        }
        return dax;
    }

    private Answer replay(BlockDevice leaf) {
        return switch (leaf.kind()) {
            case PMEM -> pmemDax(leaf);
            case BRD -> brdDax(leaf);
            case DCSSBLK ->
                kernel.has(KernelBehaviour.DCSSBLK_HAS_DAX) || (trustsObserved && isEnabledInLog(leaf))
                        ? Answer.YES
                        : Answer.unknown(MissingFact.of(
                                leaf.name(),
                                "whether the kernel has struct pages for DCSS segment " + leaf.name() + " is not known",
                                new Fact.Absent<String>("commands/dmesg")));
            default -> Answer.no(findings.withoutDax(leaf, List.of()));
        };
    }

    @Override
    public LeafMemory memory(BlockDevice leaf) {
        return switch (dax(leaf).truth()) {
            case YES -> LeafMemory.STRUCT_PAGES;
            case NO -> isRaw(leaf) ? LeafMemory.NO_STRUCT_PAGES : LeafMemory.NONE;
            case UNKNOWN -> LeafMemory.UNKNOWN;
        };
    }

    /** Which fact is missing about a leaf whose {@link #memory} is not known. */
    public Finding whyUnknown(BlockDevice leaf) {
        return dax(leaf).because().get(0);
    }

    // ------------------------------------------------------------------------------------------------ pmem

    private Answer pmemDax(BlockDevice disk) {
        if (disk.isVirtioPmem() && judgedAs.lacksVirtioPmem()) {
            return Answer.no(DriverFindings.notBuilt(disk, "CONFIG_VIRTIO_PMEM"));
        }
        if (disk.isVirtioPmem()
                && judgedAs.isNumberOfAnother()
                && !kernel.has(KernelBehaviour.VIRTIO_PMEM_HAS_DRIVER)) {
            return Answer.no(DriverFindings.olderThanVirtioPmem(disk));
        }
        Optional<Namespace.Mode> mode = mode(disk).value();
        if (mode.isEmpty()) {
            return withoutMode(disk);
        }
        return switch (mode.get()) {
            case FSDAX -> Answer.YES;
            case SECTOR -> Answer.no(pmem.sectorNamespace(disk));
            case RAW -> kernel.has(KernelBehaviour.RAW_NAMESPACE_HAS_DAX) ? Answer.YES : rawWithoutDax(disk);
            case DEVDAX -> throw new IllegalStateException("a devdax namespace has no block device");
        };
    }

    private Answer rawWithoutDax(BlockDevice disk) {
        Answer raw = Answer.no(pmem.rawNamespace(disk));
        Optional<Finding> notBuilt = pmem.pfnNotBuilt();
        return notBuilt.isPresent() ? raw.and(Answer.no(notBuilt.get())) : raw;
    }

    private Answer withoutMode(BlockDevice disk) {
        if (flagShowsMode() && disk.queueDax().isKnown()) {
            return disk.queueDax().is(true) ? Answer.YES : Answer.no(PmemDiskFindings.pmemWithoutDax(disk));
        }
        return Answer.unknown(PmemDiskFindings.modeMissing(disk, mode(disk)));
    }

    private boolean isRaw(BlockDevice leaf) {
        return leaf.kind() == Kind.PMEM && mode(leaf).is(Namespace.Mode.RAW);
    }

    /** Mode of the namespace under a pmem disk. */
    Fact<Namespace.Mode> mode(BlockDevice disk) {
        if (disk.pmem().isEmpty()) {
            return host.modeOf(disk);
        }
        return flagShowsMode()
                ? host.modeByQueueFlag(disk)
                : host.modeOf(disk.pmem().get());
    }

    /** From 4.18 on the queue flag of a pmem disk is its mode: set for fsdax only. */
    private boolean flagShowsMode() {
        return modesByQueueFlag && !kernel.has(KernelBehaviour.RAW_NAMESPACE_SETS_QUEUE_FLAG);
    }

    /** Whether the queue flag of a pmem disk shows another mode than the libnvdimm bus: force_raw was written since. */
    public boolean forceRawPending(BlockDevice layer) {
        if (layer.pmem().isEmpty() || !flagShowsMode()) {
            return false;
        }
        Optional<Namespace.Mode> bus = host.modeOf(layer.pmem().get()).value();
        Optional<Namespace.Mode> flag = host.modeByQueueFlag(layer).value();
        return bus.isPresent() && flag.isPresent() && !bus.equals(flag);
    }

    // ------------------------------------------------------------------------------------- brd and dcssblk

    private Answer brdDax(BlockDevice ramdisk) {
        if (!kernel.has(KernelBehaviour.BRD_HAS_DAX)) {
            return Answer.no(findings.withoutDax(ramdisk, List.of()));
        }
        return brdBuilt(ramdisk);
    }

    /** Whether the kernel was built with DAX in brd. */
    private Answer brdBuilt(BlockDevice ramdisk) {
        Fact<Boolean> built = judgedAs.config().isSet("CONFIG_BLK_DEV_RAM_DAX");
        if (built.isKnown()) {
            return built.is(true)
                    ? Answer.YES
                    : Answer.no(findings.withoutDax(
                            ramdisk, List.of(new Evidence("CONFIG_BLK_DEV_RAM_DAX is not set", built.source()))));
        }
        if (trustsObserved && ramdisk.queueDax().isKnown()) {
            return ramdisk.queueDax().is(true)
                    ? Answer.YES
                    : Answer.no(findings.withoutDax(ramdisk, List.of(Evidence.of(ramdisk.queueDax()))));
        }
        return Answer.unknown(MissingFact.of(
                ramdisk.name(),
                "whether brd ramdisk " + ramdisk.name() + " has DAX depends on CONFIG_BLK_DEV_RAM_DAX",
                built));
    }

    /** {@code DAX support enabled for DCSS MYSEG}: the segment's name is a directory above the disk. */
    private boolean isEnabledInLog(BlockDevice segment) {
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            int name = line.text().lastIndexOf(' ') + 1;
            boolean isEnabled = KernelMessage.in(line.text()).equals(Optional.of(KernelMessage.DCSS_ENABLED));
            if (isEnabled && segment.path().contains("/" + line.text().substring(name) + "/")) {
                return true;
            }
        }
        return false;
    }
}
