package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Grounds;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.Measurement;
import io.daxcheck.rules.JudgedKernel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How sure each finding's rule is: which rows of the kernel table it rests on, and whether they were measured. A finding
 * that not every way has, in which the kernel may behave, is assumed.
 */
final class FindingGrounds {
    /**
     * @param measurement what was measured of it
     * @param rows those that the answer depends on
     */
    record Rule(Measurement measurement, List<KernelBehaviour> rows) {}

    private static final Rule READ_ONLY = new Rule(Measurement.NONE, List.of());
    private static final Rule EVERYWHERE = new Rule(Measurement.EVERY_KERNEL, List.of());

    private final Host host;
    private final JudgedKernel kernel;
    private final List<KernelModel> models;
    private final boolean outsideTable;

    /** What is known already: every finding with a code has the same grounds on a host, but for leaves. */
    private final Map<FindingCode, Grounds> known = new EnumMap<>(FindingCode.class);

    private final Map<BlockDevice.Kind, Grounds> knownOfLeaves = new EnumMap<>(BlockDevice.Kind.class);

    /**
     * @param models those that are judged
     */
    FindingGrounds(Host host, JudgedKernel kernel, List<KernelModel> models) {
        this.host = host;
        this.kernel = kernel;
        this.models = models;
        this.outsideTable = kernel.isOutsideTable();
    }

    /** Findings about a stack, which these judgements made, and other findings. */
    List<Finding> of(List<Finding> findings, List<Judgement> judgements) {
        List<Finding> grounded = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            boolean open = isIn(judgements.get(0), finding);
            for (Judgement judgement : judgements) {
                open &= isIn(judgement, finding);
            }
            boolean assumed = isIn(judgements.get(0), finding) && !open;
            grounded.add(assumed ? finding.on(Grounds.ASSUMED) : finding.on(of(finding)));
        }
        return grounded;
    }

    /** Findings that follow from no judgement of a stack. */
    List<Finding> of(List<Finding> findings) {
        List<Finding> grounded = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            grounded.add(finding.on(of(finding)));
        }
        return grounded;
    }

    private static boolean isIn(Judgement judgement, Finding wanted) {
        for (Finding finding : judgement.findings()) {
            if (finding.code() == wanted.code() && finding.layer().equals(wanted.layer())) {
                return true;
            }
        }
        return false;
    }

    private Grounds of(Finding finding) {
        if (finding.code() == FindingCode.LEAF_WITHOUT_DAX) {
            Optional<BlockDevice> leaf = host.device(finding.layer());
            BlockDevice.Kind kind = leaf.map(BlockDevice::kind).orElse(BlockDevice.Kind.OTHER);
            Grounds grounds = knownOfLeaves.get(kind);
            if (grounds == null) {
                grounds = grounds(leaf(kind));
                knownOfLeaves.put(kind, grounds);
            }
            return grounds;
        }
        Grounds grounds = known.get(finding.code());
        if (grounds == null) {
            grounds = isTakenForGranted(finding.code()) ? Grounds.ASSUMED : grounds(rule(finding.code()));
            known.put(finding.code(), grounds);
        }
        return grounds;
    }

    private static boolean isTakenForGranted(FindingCode code) {
        return code == FindingCode.CONFIG_ASSUMED
                || code == FindingCode.KERNEL_UNDECIDED
                || code == FindingCode.KERNEL_OUTSIDE_TABLE;
    }

    private Grounds grounds(Rule rule) {
        if (outsideTable && !rule.rows().isEmpty()) {
            return Grounds.ASSUMED;
        }
        return rule.measurement().covers(kernel.release(), models, rule.rows()) ? Grounds.MEASURED : Grounds.SOURCE;
    }

    private static Rule stacks(KernelBehaviour... rows) {
        return new Rule(Measurement.STACKS, List.of(rows));
    }

    private static Rule filesystems(KernelBehaviour... rows) {
        return new Rule(Measurement.FILESYSTEMS, List.of(rows));
    }

    private static Rule read(KernelBehaviour... rows) {
        return new Rule(Measurement.NONE, List.of(rows));
    }

    /** What was measured of a code, and the rows that the answer depends on. */
    static Rule rule(FindingCode code) {
        return switch (code) {
            case SECTOR_NAMESPACE, PARTITION_START_NOT_PAGE_ALIGNED, SAME_AS_BELOW, DIFFERS_FROM_BELOW -> EVERYWHERE;
            case RAW_NAMESPACE ->
                stacks(KernelBehaviour.RAW_NAMESPACE_HAS_DAX, KernelBehaviour.DM_TAKES_RAW_NAMESPACES);
            case LEG_WITHOUT_DAX ->
                stacks(
                        KernelBehaviour.DM_HAS_NO_DAX,
                        KernelBehaviour.DM_ANY_LEG_SUFFICES,
                        KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY,
                        KernelBehaviour.DM_TAKES_RAW_NAMESPACES,
                        KernelBehaviour.DM_CHECK_INVERTED,
                        KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG);
            case TARGET_WITHOUT_DAX ->
                stacks(KernelBehaviour.DM_LOG_WRITES_HAS_DAX, KernelBehaviour.DM_SNAPSHOT_ORIGIN_PRETENDS_DAX);
            case OFFSET_NOT_PAGE_ALIGNED, BOUNDARY_INSIDE_PAGE, CHUNK_NOT_WHOLE_PAGES ->
                stacks(KernelBehaviour.DM_OFFSETS_TRUNCATED);
            case DEVICE_SIZE_NOT_WHOLE_PAGES -> stacks(KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE);
            case LEGS_IN_SEVERAL_PAGEMAPS ->
                read(
                        KernelBehaviour.MOUNT_CHECK_READS_LAST_PAGE,
                        KernelBehaviour.MOUNT_CHECK_ASKS_EVERY_TARGET,
                        KernelBehaviour.DM_CHECKS_LOWER_DM_BY_ITS_PAGES);
            case PANIC_ON_RAW_LEG ->
                stacks(
                        KernelBehaviour.RAW_NAMESPACE_HAS_DAX,
                        KernelBehaviour.DM_ANY_LEG_SUFFICES,
                        KernelBehaviour.DM_TAKES_RAW_NAMESPACES,
                        KernelBehaviour.DM_CHECK_INVERTED);
            case DM_TAKES_RAW_NAMESPACE -> stacks(KernelBehaviour.DM_TAKES_RAW_NAMESPACES);
            case DM_WITHOUT_DAX -> read(KernelBehaviour.DM_HAS_NO_DAX);
            case LEG_NOT_CHECKED ->
                stacks(
                        KernelBehaviour.DM_ANY_LEG_SUFFICES,
                        KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY,
                        KernelBehaviour.DM_CHECKS_LOWER_DM_BY_ITS_PAGES,
                        KernelBehaviour.DM_CHECK_INVERTED);
            case MOUNTS_THEN_FAILS ->
                stacks(KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG, KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG);
            case POISON_IN_RANGE ->
                new Rule(
                        Measurement.BAD_BLOCKS,
                        List.of(
                                KernelBehaviour.BAD_BLOCK_REFUSES_DEVICE,
                                KernelBehaviour.RANGE_CHECK_READS_NO_PAGE,
                                KernelBehaviour.MOUNT_CHECK_READS_NO_PAGE));
            case EXT4_INLINE_DATA -> stacks(KernelBehaviour.EXT4_FALLS_BACK);
            case FILESYSTEM_BLOCK_SIZE ->
                stacks(
                        KernelBehaviour.EXT4_FALLS_BACK,
                        KernelBehaviour.EXT4_MOUNTS_LARGE_BLOCKS,
                        KernelBehaviour.XFS_MOUNTS_LARGE_BLOCKS,
                        KernelBehaviour.EXT2_DRIVER_REFUSES);
            case XFS_REFLINK ->
                stacks(
                        KernelBehaviour.XFS_KNOWS_NO_REFLINK,
                        KernelBehaviour.XFS_REFUSES_REFLINK,
                        KernelBehaviour.XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO,
                        KernelBehaviour.XFS_REFUSES_REFLINK_AS_UNSUPPORTED);
            case XFS_REFLINK_ON_PARTITION -> stacks(KernelBehaviour.XFS_REFUSES_REFLINK_ON_PARTITION);
            case XFS_REFLINK_CORRUPTS -> stacks(KernelBehaviour.XFS_REFLINK_CORRUPTS);
            case XFS_ZONED -> filesystems(KernelBehaviour.XFS_MOUNTS_ZONED);
            case EXT2_WITHOUT_DAX -> read(KernelBehaviour.EXT2_DRIVER_IGNORES_DAX);
            case EXT4_DATA_JOURNAL ->
                filesystems(KernelBehaviour.EXT4_FALLS_BACK, KernelBehaviour.DAX_OPTION_TAKES_VALUE);
            case EROFS_FILES_WITHOUT_DAX -> filesystems(KernelBehaviour.EROFS_HAS_DAX);
            case DAX_DEVICE_HELD -> filesystems(KernelBehaviour.XFS_HOLDS_DAX_DEVICE);
            case SECOND_DEVICE_WITHOUT_DAX ->
                filesystems(
                        KernelBehaviour.EROFS_CHECKS_OTHER_DEVICES,
                        KernelBehaviour.EROFS_SKIPS_FIRST_DEVICE,
                        KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG);
            case DAX_TURNED_OFF, DAX_REQUESTED_BUT_OFF, NEXT_MOUNT_WITHOUT_DAX, NEXT_MOUNT_REFUSED ->
                filesystems(
                        KernelBehaviour.EXT4_FALLS_BACK,
                        KernelBehaviour.EXT2_DRIVER_REFUSES,
                        KernelBehaviour.DAX_OPTION_TAKES_VALUE);
            case DAX_VALUE_NOT_KNOWN -> filesystems(KernelBehaviour.DAX_OPTION_TAKES_VALUE);
            case FILESYSTEM_NOT_MOUNTABLE ->
                filesystems(
                        KernelBehaviour.XFS_KNOWS_NO_REFLINK,
                        KernelBehaviour.XFS_REFUSES_REFLINK_AS_UNSUPPORTED,
                        KernelBehaviour.XFS_MOUNTS_BIGTIME,
                        KernelBehaviour.XFS_MOUNTS_NREXT64,
                        KernelBehaviour.XFS_MOUNTS_EXCHANGE,
                        KernelBehaviour.XFS_MOUNTS_METADIR,
                        KernelBehaviour.XFS_MOUNTS_ZONED,
                        KernelBehaviour.EXT4_MOUNTS_CASEFOLD,
                        KernelBehaviour.EXT4_MOUNTS_VERITY,
                        KernelBehaviour.EXT4_MOUNTS_ORPHAN_PRESENT,
                        KernelBehaviour.EROFS_HAS_DAX,
                        KernelBehaviour.EROFS_MOUNTS_DEVICES,
                        KernelBehaviour.EROFS_MOUNTS_SMALL_BLOCKS);
            default -> READ_ONLY;
        };
    }

    private static Rule leaf(BlockDevice.Kind kind) {
        return switch (kind) {
            case BRD -> stacks(KernelBehaviour.BRD_HAS_DAX, KernelBehaviour.BRD_SETS_QUEUE_FLAG);
            case DCSSBLK -> read(KernelBehaviour.DCSSBLK_HAS_DAX);
            case LOOP, VIRTIO_BLK -> EVERYWHERE;
            default -> READ_ONLY;
        };
    }
}
