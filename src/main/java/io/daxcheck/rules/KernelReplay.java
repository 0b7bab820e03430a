package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.LeafMemory;
import io.daxcheck.stack.pages.PageModel;
import io.daxcheck.stack.pages.TargetDax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one kernel says: its queue flags, its table check and its mount-time check, replayed on the devices of a host.
 * Whether what it says is true of the bytes is {@link PageModel}'s matter.
 *
 * <p>Devices must not be stacked on themselves. Not safe for use by several threads.
 */
public final class KernelReplay implements PageModel.Leaves {
    private final StorageGraph graph;
    private final KernelModel kernel;
    private final long pageSectors;
    private final boolean trustsObserved;
    private final boolean modesByQueueFlag;
    private final KernelConfig config;
    private final boolean lacksVirtioPmem;
    private final boolean isNumberOfAnother;
    private final Answer fsDax;
    private final PmemDiskFindings pmem;
    private final DriverFindings drivers;
    private final DmTableFindings tables;
    private final AlignmentFindings alignment;
    private final Map<String, Answer> flags = new HashMap<>();
    private final Map<String, Answer> leaves = new HashMap<>();
    private final Map<String, Answer> again = new HashMap<>();

    /**
     * @param trustsObserved whether {@code queue/dax} as read goes before the rules
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
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.trustsObserved = trustsObserved;
        this.modesByQueueFlag = modesByQueueFlag;
        this.config = judgedAs.config();
        this.fsDax = judgedAs.fsDax();
        this.lacksVirtioPmem = judgedAs.lacksVirtioPmem();
        this.isNumberOfAnother = judgedAs.isNumberOfAnother();
        this.pmem = new PmemDiskFindings(graph.host());
        this.drivers = new DriverFindings(graph);
        this.tables = new DmTableFindings(graph);
        this.alignment = new AlignmentFindings(graph, pageSectors);
    }

    // ------------------------------------------------------------------------------------------ queue flag

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
        Answer predicted = device.dm().isPresent() ? tableCapable(device, false) : leafFlag(device);
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
     * What the devices below a dm device tell where its table was not read. With no capable one below there is none
     * whatever the table is.
     *
     * @param isClear whether its flag was read and is clear: then one that is not capable is a reason
     */
    private Answer bySlaves(BlockDevice device, boolean isClear) {
        Answer.Any any = new Answer.Any();
        int good = 0;
        List<BlockDevice> slaves = graph.below(device);
        BlockDevice spoiler = null;
        for (BlockDevice slave : slaves) {
            Answer flag = queueFlag(slave);
            any.add(flag);
            good += flag.isYes() ? 1 : 0;
            spoiler = spoiler == null && flag.isNo() ? slave : spoiler;
        }
        int named = device.slaves().value().orElse(List.of()).size();
        if (spoiler != null && any.answer().isNo() && named == slaves.size()) {
            return any.answer();
        }
        if (!isClear) {
            return Answer.unknown(DmTableFindings.tableMissing(device));
        }
        return spoiler == null
                ? Answer.no(DmTableFindings.clearWithoutTable(device))
                : Answer.no(DmTableFindings.slaveWithoutDax(device, spoiler, good, slaves.size()))
                        .and(queueFlag(spoiler));
    }

    private Answer leafFlag(BlockDevice leaf) {
        boolean rawOrFsdax =
                leaf.pmem().isPresent() && !leaf.pmem().get().parent().startsWith("btt");
        if (rawOrFsdax && kernel.has(KernelBehaviour.RAW_NAMESPACE_SETS_QUEUE_FLAG)) {
            return Answer.YES;
        }
        return leaf.kind() == Kind.BRD && kernel.has(KernelBehaviour.BRD_SETS_QUEUE_FLAG)
                ? brdBuilt(leaf)
                : leafDax(leaf);
    }

    // ---------------------------------------------------------------------------------------------- leaves

    @Override
    public LeafMemory memory(BlockDevice leaf) {
        if (isRaw(leaf)) {
            return kernel.has(KernelBehaviour.RAW_NAMESPACE_HAS_DAX)
                    ? LeafMemory.STRUCT_PAGES
                    : LeafMemory.NO_STRUCT_PAGES;
        }
        Answer dax = leafDax(leaf);
        return switch (dax.truth()) {
            case YES -> LeafMemory.STRUCT_PAGES;
            case NO -> LeafMemory.NONE;
            case UNKNOWN -> LeafMemory.UNKNOWN;
        };
    }

    /** Which fact is missing about a leaf whose {@link #memory} is not known. */
    public Finding whyUnknown(BlockDevice leaf) {
        return leafDax(leaf).because().get(0);
    }

    /** Whether the queue flag of a pmem disk shows another mode than the libnvdimm bus: force_raw was written since. */
    public boolean forceRawPending(BlockDevice layer) {
        if (layer.pmem().isEmpty() || !flagTellsMode()) {
            return false;
        }
        Optional<Namespace.Mode> bus = graph.host().modeOf(layer.pmem().get()).value();
        Optional<Namespace.Mode> flag = graph.host().modeByQueueFlag(layer).value();
        return bus.isPresent() && flag.isPresent() && !bus.equals(flag);
    }

    /** Whether a leaf has DAX by the rules. */
    private Answer leafDax(BlockDevice leaf) {
        Answer dax = leaves.get(leaf.name());
        if (dax == null) {
            dax = replayLeaf(leaf);
            leaves.put(leaf.name(), dax);
        }
        return dax;
    }

    private Answer replayLeaf(BlockDevice leaf) {
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
            default -> Answer.no(drivers.withoutDax(leaf, List.of()));
        };
    }

    /** {@code DAX support enabled for DCSS MYSEG}: the segment's name is a directory above the disk. */
    private boolean isEnabledInLog(BlockDevice segment) {
        for (LogLine line : graph.host().kernelLog().value().orElse(List.of())) {
            int name = line.text().lastIndexOf(' ') + 1;
            boolean isEnabled = KernelMessage.in(line.text()).equals(Optional.of(KernelMessage.DCSS_ENABLED));
            if (isEnabled && segment.path().contains("/" + line.text().substring(name) + "/")) {
                return true;
            }
        }
        return false;
    }

    private Answer pmemDax(BlockDevice disk) {
        if (disk.isVirtioPmem() && lacksVirtioPmem) {
            return Answer.no(DriverFindings.notBuilt(disk, "CONFIG_VIRTIO_PMEM"));
        }
        if (disk.isVirtioPmem() && isNumberOfAnother && !kernel.has(KernelBehaviour.VIRTIO_PMEM_HAS_DRIVER)) {
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

    /** From 4.18 on the queue flag of a pmem disk is its mode: set for fsdax only. */
    private boolean flagTellsMode() {
        return modesByQueueFlag && !kernel.has(KernelBehaviour.RAW_NAMESPACE_SETS_QUEUE_FLAG);
    }

    private Fact<Namespace.Mode> mode(BlockDevice disk) {
        Host host = graph.host();
        if (disk.pmem().isEmpty()) {
            return host.modeOf(disk);
        }
        return flagTellsMode()
                ? host.modeByQueueFlag(disk)
                : host.modeOf(disk.pmem().get());
    }

    private Answer withoutMode(BlockDevice disk) {
        if (flagTellsMode() && disk.queueDax().isKnown()) {
            return disk.queueDax().is(true) ? Answer.YES : Answer.no(PmemDiskFindings.pmemWithoutDax(disk));
        }
        return Answer.unknown(PmemDiskFindings.modeMissing(disk, mode(disk)));
    }

    private boolean isRaw(BlockDevice leaf) {
        return leaf.kind() == Kind.PMEM && mode(leaf).is(Namespace.Mode.RAW);
    }

    private Answer brdDax(BlockDevice ramdisk) {
        if (!kernel.has(KernelBehaviour.BRD_HAS_DAX)) {
            return Answer.no(drivers.withoutDax(ramdisk, List.of()));
        }
        return brdBuilt(ramdisk);
    }

    /** Whether the kernel was built with DAX in brd. */
    private Answer brdBuilt(BlockDevice ramdisk) {
        Fact<Boolean> built = config.isSet("CONFIG_BLK_DEV_RAM_DAX");
        if (built.isKnown()) {
            return built.is(true)
                    ? Answer.YES
                    : Answer.no(drivers.withoutDax(
                            ramdisk, List.of(new Evidence("CONFIG_BLK_DEV_RAM_DAX is not set", built.source()))));
        }
        if (trustsObserved && ramdisk.queueDax().isKnown()) {
            return ramdisk.queueDax().is(true)
                    ? Answer.YES
                    : Answer.no(drivers.withoutDax(ramdisk, List.of(Evidence.of(ramdisk.queueDax()))));
        }
        return Answer.unknown(MissingFact.of(
                ramdisk.name(),
                "whether brd ramdisk " + ramdisk.name() + " has DAX depends on CONFIG_BLK_DEV_RAM_DAX",
                built));
    }

    // ---------------------------------------------------------------------------------- the dm table check

    /** {@code dm_table_supports_dax}: the flag that a dm device gets when its table is loaded. */
    private Answer tableCapable(BlockDevice device, boolean askedAgain) {
        Optional<DmTable> table = graph.table(device).value();
        if (kernel.has(KernelBehaviour.DM_HAS_NO_DAX)) {
            return Answer.no(DmTableFindings.dmWithoutDax(device));
        }
        if (table.isEmpty()) {
            return Answer.unknown(DmTableFindings.tableMissing(device));
        }
        Answer.All targets = new Answer.All();
        LegTally tally = new LegTally();
        for (DmTarget target : table.get().targets()) {
            targets.add(targetCapable(device, target, tally, askedAgain));
        }
        Answer capable = targets.answer();
        if (capable.isNo() && tally.good > 0 && tally.spoiler != null) {
            capable = tally.finding(device).and(capable);
        }
        return kernel.has(KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY) ? capable : capable.and(fsDax);
    }

    /** How many legs of a table would allow DAX, and the first one that does not. */
    private final class LegTally {
        private int good;
        private int all;
        private BlockDevice spoiler;
        private DmTarget spoiledTarget;

        private void count(DmTarget target, Optional<BlockDevice> leg, Answer answer) {
            all++;
            if (answer.isYes()) {
                good++;
            } else if (answer.isNo() && spoiler == null && leg.isPresent()) {
                spoiler = leg.get();
                spoiledTarget = target;
            }
        }

        private Answer finding(BlockDevice device) {
            return Answer.no(tables.legWithoutDax(device, spoiledTarget, spoiler, good, all));
        }
    }

    private Answer targetCapable(BlockDevice device, DmTarget target, LegTally tally, boolean askedAgain) {
        switch (TargetDax.of(target.type(), kernel)) {
            case UNKNOWN_TYPE -> {
                return Answer.no(DmTableFindings.unknownTarget(device, target));
            }
            case NO_METHOD -> {
                return withoutMethod(device, target);
            }
            case FAILS -> {
                if (!target.type().equals("snapshot-origin")) {
                    return Answer.no(tables.targetWithoutDax(device, target));
                }
            }
            case MAPS -> {
                // goes on below, with the legs
            }
        }
        // log_writes_iterate_devices and origin_iterate_devices name the data device alone, from its first sector on.
        int asked = target.dataLegs();
        long length = target.legLength();
        Answer.All every = new Answer.All();
        Answer.Any any = new Answer.Any();
        for (int k = 0; k < asked; k++) {
            DmTarget.Leg leg = target.legs().get(k);
            Optional<BlockDevice> legDevice = graph.resolve(leg.device());
            Answer answer = legDevice.isPresent()
                    ? legCapable(device, target, legDevice.get(), leg.startSectors(), length, askedAgain)
                    : Answer.unknown(DmTableFindings.legNotFound(device, target));
            tally.count(target, legDevice, answer);
            every.add(answer);
            any.add(answer);
        }
        return kernel.has(KernelBehaviour.DM_ANY_LEG_SUFFICES) ? any.answer() : every.answer();
    }

    /** One that is replaced by linear still leaves a namespace below it that has no DAX: both are told. */
    private Answer withoutMethod(BlockDevice device, DmTarget target) {
        Answer.All all = new Answer.All().add(Answer.no(tables.targetWithoutDax(device, target)));
        for (DmTarget.Leg leg : target.legs()) {
            Optional<BlockDevice> legDevice = graph.resolve(leg.device());
            Answer flag = legDevice.isEmpty() ? Answer.YES : queueFlag(legDevice.get());
            for (Finding reason : flag.isNo() ? flag.because() : List.<Finding>of()) {
                if (reason.code() == FindingCode.RAW_NAMESPACE || reason.code() == FindingCode.SECTOR_NAMESPACE) {
                    all.add(Answer.no(reason));
                }
            }
        }
        return all.answer();
    }

    private Answer legCapable(
            BlockDevice device, DmTarget target, BlockDevice leg, long start, long length, boolean askedAgain) {
        if (kernel.has(KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY)) {
            return queueFlag(leg);
        }
        if (kernel.has(KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE)) {
            return heldByDisk(leg);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_ASKS_EVERY_TARGET)) {
            Answer check = wholeDeviceCheck(leg);
            return kernel.has(KernelBehaviour.DM_CHECK_INVERTED) ? inverted(check, leg) : check;
        }
        if (leg.dm().isPresent() && !kernel.has(KernelBehaviour.DM_CHECKS_LOWER_DM_BY_ITS_PAGES)) {
            return askedAgain ? asksItsTable(leg) : queueFlag(leg);
        }
        return rangeCheck(leg, start, length, offsetFinding(device, target));
    }

    private Answer inverted(Answer check, BlockDevice leg) {
        return switch (check.truth()) {
            case YES -> Answer.no(DmTableFindings.countedAsWithout(leg));
            case NO -> Answer.YES;
            case UNKNOWN -> check;
        };
    }

    private Finding offsetFinding(BlockDevice device, DmTarget target) {
        return alignment.offset(device, target, Severity.BLOCKER, false, 0);
    }

    // ------------------------------------------------------------------------------------- the mount check

    /** What the kernel answers a filesystem that asks whether the device has DAX. */
    public Answer mountCheck(BlockDevice device) {
        if (kernel.has(KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE)) {
            return heldByDisk(device);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_ASKS_EVERY_TARGET)) {
            return wholeDeviceCheck(device);
        }
        if (device.dm().isPresent()) {
            return asksItsTable(device);
        }
        Answer flag = queueFlag(device);
        if (flag.isNo()) {
            return flag;
        }
        return flag.and(
                device.sizeSectors() instanceof Fact.Known<Long> size
                        ? rangeCheck(device, 0, size.content(), null)
                        : Answer.unknown(MissingFact.sizeOf(device)));
    }

    /**
     * {@code dm_dax_supported}: the mount check of 5.2 to 5.16 goes through the table again as its load did. Where the
     * load passed, as the flag shows, only a bad block can have come up since.
     */
    private Answer asksItsTable(BlockDevice device) {
        Answer flag = queueFlag(device);
        if (!flag.isYes()) {
            return flag;
        }
        Answer asked = again.get(device.name());
        if (asked == null) {
            asked = tableCapable(device, true);
            again.put(device.name(), asked);
        }
        return isPoisoned(asked) ? asked : flag;
    }

    /** Whether bad blocks are what makes an answer no: they can be found after a table was loaded. */
    public static boolean isPoisoned(Answer answer) {
        boolean poisoned = answer.isNo();
        boolean found = false;
        for (Finding finding : answer.because()) {
            found |= finding.code() == FindingCode.POISON_IN_RANGE;
            poisoned &= finding.code() == FindingCode.POISON_IN_RANGE || finding.code() == FindingCode.LEG_WITHOUT_DAX;
        }
        return poisoned && found;
    }

    /** {@code fs_dax_get_by_bdev} from 5.17 on: flag, and whole pages. */
    private Answer heldByDisk(BlockDevice device) {
        Answer flag = queueFlag(device);
        if (flag.isNo() && mode(device).is(Namespace.Mode.SECTOR)) {
            // A BTT's size is not the user's to choose, and no size gives it DAX.
            return flag;
        }
        return flag.and(partitionStartAligned(device, 0, null)).and(sizeAligned(device));
    }

    private Answer sizeAligned(BlockDevice device) {
        if (device.sizeSectors() instanceof Fact.Known<Long> size) {
            return size.content() % pageSectors == 0 ? Answer.YES : Answer.no(alignment.deviceSize(device));
        }
        return Answer.unknown(MissingFact.sizeOf(device));
    }

    /** {@code __bdev_dax_supported} up to 5.1: a page of the device, or two. */
    private Answer wholeDeviceCheck(BlockDevice device) {
        Answer.All all = new Answer.All();
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG)) {
            Answer flag = queueFlag(device);
            if (flag.isNo()) {
                return kernel.has(KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG) ? Answer.YES : flag;
            }
            all.add(flag);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_READS_LAST_PAGE)) {
            return all.add(pagesCheck(device, 0, 0, null)).answer();
        }
        return all.add(
                        device.sizeSectors() instanceof Fact.Known<Long> size
                                ? rangeCheck(device, 0, size.content(), null)
                                : Answer.unknown(MissingFact.sizeOf(device)))
                .answer();
    }

    /** {@code generic_fsdax_supported}: first and last page of a range. */
    private Answer rangeCheck(BlockDevice device, long start, long length, Finding offset) {
        long last = (start + length - 1) / pageSectors * pageSectors;
        return pagesCheck(device, start, last, offset);
    }

    /**
     * Accesses two pages of a device, which may be the same.
     *
     * @param first sector of the first; need not be the start of a page
     * @param last sector of the last, the start of a page
     * @param offset what is wrong if {@code first} is between two pages; null where it cannot be
     */
    private Answer pagesCheck(BlockDevice device, long first, long last, Finding offset) {
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
        Access begin = access(disk.get(), (partitionStart.get() + first) / pageSectors);
        Access end = first == last ? begin : access(disk.get(), (partitionStart.get() + last) / pageSectors);
        aligned.add(begin.answer()).add(end.answer());
        if (begin.leaf() != null
                && end.leaf() != null
                && !begin.leaf().name().equals(end.leaf().name())) {
            aligned.add(Answer.no(DmTableFindings.severalPagemaps(device)));
        }
        return aligned.answer();
    }

    /** Whether device-mapper finds a dax device for a disk: by its queue flag, or by its name alone. */
    private Answer hasDaxDevice(BlockDevice disk) {
        boolean named = kernel.has(KernelBehaviour.DM_TAKES_RAW_NAMESPACES) && disk.kind() == Kind.PMEM;
        if (!named) {
            return queueFlag(disk);
        }
        Fact<Namespace.Mode> mode = mode(disk);
        if (!mode.isKnown()) {
            return Answer.unknown(PmemDiskFindings.modeMissing(disk, mode(disk)));
        }
        return mode.is(Namespace.Mode.RAW) ? Answer.YES : leafDax(disk);
    }

    /** Whether a sector of a device is the start of a page of its disk. */
    private Answer partitionStartAligned(BlockDevice device, long sector, Finding offset) {
        Optional<Long> start = device.startOnDisk();
        if (start.isEmpty()) {
            return Answer.unknown(MissingFact.startOf(device));
        }
        if ((start.get() + sector) % pageSectors == 0) {
            return Answer.YES;
        }
        return Answer.no(start.get() % pageSectors != 0 || offset == null ? alignment.partitionStart(device) : offset);
    }

    // ---------------------------------------------------------------------------------- access to one page

    /**
     * A DAX access to one page, as the mount check does it.
     *
     * @param leaf where it lands; null where it does not, or nobody knows
     */
    private record Access(Answer answer, BlockDevice leaf) {}

    private Access access(BlockDevice start, long startPage) {
        BlockDevice disk = start;
        long page = startPage;
        while (disk.dm().isPresent()) {
            if (kernel.has(KernelBehaviour.DM_HAS_NO_DAX)) {
                return new Access(Answer.no(DmTableFindings.dmWithoutDax(disk)), null);
            }
            Optional<DmTable> table = graph.table(disk).value();
            if (table.isEmpty()) {
                return new Access(Answer.unknown(DmTableFindings.tableMissing(disk)), null);
            }
            long sector = page * pageSectors;
            Optional<DmTarget> target = table.get().targetAt(sector);
            if (target.isEmpty()) {
                return new Access(Answer.no(DmTableFindings.pageBeyondTable(disk)), null);
            }
            Step step = step(disk, target.get(), sector);
            if (!step.answer().isYes()) {
                return new Access(step.answer(), null);
            }
            disk = step.disk();
            page = step.sector() / pageSectors;
        }
        return landing(disk, page);
    }

    private Access landing(BlockDevice leaf, long page) {
        if (isRaw(leaf) && memory(leaf) == LeafMemory.NO_STRUCT_PAGES) {
            return new Access(Answer.no(pmem.rawNamespace(leaf)), null);
        }
        Answer dax = leafDax(leaf);
        if (!dax.isYes()) {
            return new Access(dax, null);
        }
        for (SectorRange bad : leaf.badblocks().value().orElse(List.of())) {
            if (kernel.has(KernelBehaviour.BAD_BLOCK_REFUSES_DEVICE)) {
                return new Access(Answer.no(BadBlockFindings.touched(leaf, Severity.BLOCKER, 0)), null);
            }
            if (bad.start() < (page + 1) * pageSectors && bad.start() + bad.length() > page * pageSectors) {
                return new Access(Answer.no(BadBlockFindings.touched(leaf, Severity.BLOCKER, 0)), null);
            }
        }
        return new Access(Answer.YES, leaf);
    }

    /**
     * One level down.
     *
     * @param disk the leg, or its disk; null where the answer is not yes
     * @param sector of that disk
     */
    private record Step(Answer answer, BlockDevice disk, long sector) {}

    private Step step(BlockDevice device, DmTarget target, long sector) {
        if (TargetDax.of(target.type(), kernel) != TargetDax.MAPS) {
            return stop(Answer.no(
                    TargetDax.of(target.type(), kernel) == TargetDax.UNKNOWN_TYPE
                            ? DmTableFindings.unknownTarget(device, target)
                            : tables.targetWithoutDax(device, target)));
        }
        if (target.end() - sector < pageSectors) {
            return stop(Answer.no(alignment.boundary(device, target, Severity.BLOCKER)));
        }
        DmTarget.Place place = target.sectorOnLeg(sector);
        if (place.contiguous() < pageSectors) {
            return stop(Answer.no(alignment.chunk(device, target, Severity.BLOCKER)));
        }
        Optional<BlockDevice> legDevice = graph.resolve(place.leg().device());
        Optional<BlockDevice> disk = legDevice.isEmpty() ? legDevice : graph.diskOf(legDevice.get());
        Optional<Long> start =
                legDevice.isEmpty() ? Optional.empty() : legDevice.get().startOnDisk();
        if (disk.isEmpty() || start.isEmpty()) {
            return stop(Answer.unknown(DmTableFindings.legNotFound(device, target)));
        }
        long legSector = start.get() + place.sector();
        if (legSector % pageSectors != 0 && !kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED)) {
            return stop(Answer.no(offsetFinding(device, target)));
        }
        return new Step(Answer.YES, disk.get(), legSector);
    }

    private static Step stop(Answer answer) {
        return new Step(answer, null, 0);
    }
}
