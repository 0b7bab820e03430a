package io.daxcheck.rules;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.TargetDax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What device-mapper decides about a table (drivers/md/dm-table.c: dm_table_supports_dax, device_dax_capable; drivers/md/dm.c:
 * dm_dax_supported): whether all its targets and their legs have DAX.
 */
final class DmTableReplay {
    private final KernelReplay replay;
    private final StorageGraph graph;
    private final KernelModel kernel;
    private final Answer fsDax;
    private final DmTableFindings findings;
    private final AlignmentFindings alignment;
    private final Map<String, Answer> answersAtMount = new HashMap<>();

    /**
     * @param replay the kernel whose check this is
     * @param pageSectors sectors of 512 bytes in a page
     * @param fsDax whether it is built with CONFIG_FS_DAX
     */
    DmTableReplay(KernelReplay replay, StorageGraph graph, KernelModel kernel, long pageSectors, Answer fsDax) {
        this.replay = replay;
        this.graph = graph;
        this.kernel = kernel;
        this.fsDax = fsDax;
        this.findings = new DmTableFindings(graph);
        this.alignment = new AlignmentFindings(graph, pageSectors);
    }

    /** {@code dm_table_supports_dax}: the flag that a dm device gets when its table is loaded. */
    Answer atLoad(BlockDevice device) {
        return supportsDax(device, false);
    }

    /**
     * {@code dm_dax_supported}: the mount check of 5.2 to 5.16 goes through the table again as its load did. Where the
     * load passed, as the flag shows, only a bad block can have come up since.
     */
    Answer atMount(BlockDevice device) {
        Answer flag = replay.queueFlag(device);
        if (!flag.isYes()) {
            return flag;
        }
        Answer asked = answersAtMount.get(device.name());
        if (asked == null) {
            asked = supportsDax(device, true);
            answersAtMount.put(device.name(), asked);
        }
        return BadBlockFindings.areReasonOf(asked) ? asked : flag;
    }

    /**
     * @param atMount whether a mount asks, rather than the load of the table
     */
    private Answer supportsDax(BlockDevice device, boolean atMount) {
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
            targets.add(supportsDax(device, target, tally, atMount));
        }
        Answer capable = targets.answer();
        if (capable.isNo() && tally.good > 0 && tally.firstWithoutDax.isPresent()) {
            LegTally.Leg leg = tally.firstWithoutDax.get();
            capable = Answer.no(findings.legWithoutDax(device, leg.target(), leg.device(), tally.good, tally.all))
                    .and(capable);
        }
        return kernel.has(KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY) ? capable : capable.and(fsDax);
    }

    // ------------------------------------------------------------------------------ targets and their legs

    private Answer supportsDax(BlockDevice device, DmTarget target, LegTally tally, boolean atMount) {
        switch (TargetDax.of(target.type(), kernel)) {
            case UNKNOWN_TYPE -> {
                return Answer.no(DmTableFindings.unknownTarget(device, target));
            }
            case NO_METHOD -> {
                return withoutMethod(device, target);
            }
            case FAILS -> {
                if (!target.type().equals("snapshot-origin")) {
                    return Answer.no(findings.targetWithoutDax(device, target));
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
                    ? legSupportsDax(device, target, legDevice.get(), leg.startSectors(), length, atMount)
                    : Answer.unknown(DmTableFindings.legNotFound(device, target));
            tally.count(target, legDevice, answer);
            every.add(answer);
            any.add(answer);
        }
        return kernel.has(KernelBehaviour.DM_ANY_LEG_SUFFICES) ? any.answer() : every.answer();
    }

    /** One that is replaced by linear still leaves a namespace below it that has no DAX: both are reported. */
    private Answer withoutMethod(BlockDevice device, DmTarget target) {
        Answer.All all = new Answer.All().add(Answer.no(findings.targetWithoutDax(device, target)));
        for (DmTarget.Leg leg : target.legs()) {
            Optional<BlockDevice> legDevice = graph.resolve(leg.device());
            Answer flag = legDevice.isEmpty() ? Answer.YES : replay.queueFlag(legDevice.get());
            for (Finding reason : flag.isNo() ? flag.because() : List.<Finding>of()) {
                if (reason.code() == FindingCode.RAW_NAMESPACE || reason.code() == FindingCode.SECTOR_NAMESPACE) {
                    all.add(Answer.no(reason));
                }
            }
        }
        return all.answer();
    }

    private Answer legSupportsDax(
            BlockDevice device, DmTarget target, BlockDevice leg, long start, long length, boolean atMount) {
        if (kernel.has(KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY)) {
            return replay.queueFlag(leg);
        }
        if (kernel.has(KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE)) {
            return replay.mounts().heldByDisk(leg);
        }
        if (!kernel.has(KernelBehaviour.MOUNT_CHECK_ASKS_EVERY_TARGET)) {
            Answer check = replay.mounts().wholeDeviceCheck(leg);
            return kernel.has(KernelBehaviour.DM_CHECK_INVERTED) ? inverted(check, leg) : check;
        }
        if (leg.dm().isPresent() && !kernel.has(KernelBehaviour.DM_CHECKS_LOWER_DM_BY_ITS_PAGES)) {
            return atMount ? atMount(leg) : replay.queueFlag(leg);
        }
        return replay.mounts()
                .rangeCheck(
                        leg, start, length, Optional.of(alignment.offset(device, target, Severity.BLOCKER, false, 0)));
    }

    private Answer inverted(Answer check, BlockDevice leg) {
        return switch (check.truth()) {
            case YES -> Answer.no(DmTableFindings.countedAsWithout(leg));
            case NO -> Answer.YES;
            case UNKNOWN -> check;
        };
    }

    /** How many legs of a table would allow DAX, and the first one that does not. */
    private static final class LegTally {
        private int good;
        private int all;
        private Optional<Leg> firstWithoutDax = Optional.empty();

        private record Leg(DmTarget target, BlockDevice device) {}

        private void count(DmTarget target, Optional<BlockDevice> leg, Answer answer) {
            all++;
            if (answer.isYes()) {
                good++;
            } else if (answer.isNo() && firstWithoutDax.isEmpty()) {
                firstWithoutDax = leg.map(device -> new Leg(target, device));
            }
        }
    }
}
