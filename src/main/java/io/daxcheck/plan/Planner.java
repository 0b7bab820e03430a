package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.CommandState;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.MountState;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the plan of one stack from the facts and the codes of its findings, never from their text. */
public final class Planner {
    private final Draft draft;
    private final StackReport report;
    private final BlockDevice top;
    private final Requests requests;

    private Planner(Draft draft) {
        this.draft = draft;
        this.report = draft.report();
        this.top = draft.top();
        this.requests = new Requests(draft);
    }

    /** The plan of one stack; one that breaks a rule for commands is not given, and the plan then says what is in its way. */
    public static Plan of(StorageGraph graph, StackReport report) {
        return of(graph, report, EnumSet.allOf(Filesystem.class));
    }

    /**
     * The plan of one stack.
     *
     * @param wanted the filesystems of which one may be made; ext4 where neither it nor XFS is among them
     */
    public static Plan of(StorageGraph graph, StackReport report, Set<Filesystem> wanted) {
        Draft draft = new Draft(graph, report, wanted);
        Planner planner = new Planner(draft);
        Plan plan = planner.plan();
        plan = new Alternatives(draft).addedTo(plan);
        CommandState state = new CommandState(graph, report.stack(), report.findings());
        List<CommandRule> broken = plan.brokenBy(Optional.empty(), state);
        if (!broken.isEmpty()) {
            Plan instead = new Alternatives(draft)
                    .addedTo(planner.requests.instead(broken))
                    .keeping(state);
            return instead.brokenBy(Optional.empty(), state).isEmpty() ? instead : planner.requests.occupied();
        }
        return plan.keeping(state);
    }

    private Plan plan() {
        if (draft.finds(FindingCode.MOUNTED_AND_CORRUPTING)) {
            return Plan.asking(Step.of(
                    "copy",
                    "Copy the files out of " + String.join(", ", draft.targets()) + draft.size()
                            + ", as they are read there now, to another device, and compare them. Do not unmount it and do not "
                            + "remount it before. When it is unmounted after that, run daxcheck plan again",
                    "daxcheck explain mounted-and-corrupting"));
        }
        if (draft.finds(FindingCode.DAX_LOST_UNDER_MOUNT)) {
            return ofLostDax();
        }
        Optional<Finding> moved = draft.finding(FindingCode.MOVED_UNDER_MOUNT);
        if (moved.isPresent()) {
            return Plan.asking(Step.of(
                    "save",
                    moved.get().remedy().text(),
                    moved.get().remedy().commands().toArray(new String[0])));
        }
        Optional<Finding> part = draft.finding(FindingCode.PART_OF_FILESYSTEM);
        if (part.isPresent()) {
            return requests.wholeFilesystem(part.get());
        }
        if (draft.finds(FindingCode.TABLE_LOAD_REFUSED)) {
            return Plan.asking(Step.of(
                    "ask", "Correct the table: the kernel does not load it, and nothing changes until it does"));
        }
        if (top.dm().isPresent() && !top.dm().get().isLoaded()) {
            return report.verdict() == Verdict.SUPPORTED
                    ? Plan.NONE
                    : Plan.asking(Step.of("ask", "Correct the table before it is loaded, and check it again"));
        }
        boolean misses = false;
        for (MountState mount : report.mounts()) {
            misses |= mount.lacksRequestedDax();
        }
        for (ConfiguredFilesystem configured : report.configured()) {
            misses |=
                    configured.next() == NextMount.REFUSED && configured.mount().daxOption() == DaxOption.INODE;
        }
        boolean isGood = report.effectiveVerdict() == Verdict.SUPPORTED && report.verdict() == Verdict.SUPPORTED;
        if (isGood && !misses) {
            return Plan.NONE;
        }
        if (draft.finds(FindingCode.FS_DAX_NOT_BUILT)
                || draft.finds(FindingCode.PFN_NOT_BUILT)
                || draft.finds(FindingCode.PMEM_DRIVER_MISSING)
                || draft.finds(FindingCode.LIBNVDIMM_NOT_BUILT)) {
            return requests.otherKernel();
        }
        if (report.verdict() == Verdict.UNKNOWN) {
            return missingFacts();
        }
        if (draft.isRootOfRunningSystem()) {
            boolean stays = isGood
                    && !draft.finds(FindingCode.SECOND_DEVICE_WITHOUT_DAX)
                    && !draft.finds(FindingCode.EROFS_FILES_WITHOUT_DAX);
            return stays ? requests.rootOptions() : requests.otherSystem();
        }
        if (report.verdict() == Verdict.SUPPORTED) {
            return ofFilesystem();
        }
        Optional<Finding> poison = draft.finding(FindingCode.POISON_IN_RANGE);
        if (poison.isPresent()) {
            // A new table or filesystem over the same blocks has them too.
            return Plan.asking(Step.of(
                    "clear",
                    poison.get().remedy().text() + ". Then run daxcheck plan again",
                    poison.get().remedy().commands().toArray(new String[0])));
        }
        return ofDevice();
    }

    private Plan missingFacts() {
        List<Step> asked = new ArrayList<>();
        for (Finding finding : report.findings()) {
            boolean inspects = finding.hasRemedy() && !finding.remedy().destructive();
            if (inspects && finding.severity() == Severity.WARNING) {
                Step step = Step.of(
                        "read-" + (asked.size() + 1),
                        finding.remedy().text(),
                        finding.remedy().commands().toArray(new String[0]));
                if (step.effect() == Effect.INSPECT) {
                    asked.add(step);
                }
            }
        }
        return asked.isEmpty()
                ? Requests.ask("A fact that decides is missing: see the findings")
                : new Plan(asked, false);
    }

    /** In place: an unmount before the device has DAX again loses what was written through mappings. */
    private Plan ofLostDax() {
        if (LvmPlan.isLvm(top)) {
            return new LvmPlan(draft).inPlace();
        }
        return Requests.ask("Do not unmount " + String.join(", ", draft.targets())
                + ": what programs wrote through mappings is lost then. Stop what uses it, and restore the former table of "
                + Draft.path(top)
                + " (dmsetup suspend, load, resume), in which every leg has DAX; then run daxcheck plan again");
    }

    // -------------------------------------------------------------------------------------- the filesystem

    private Plan ofFilesystem() {
        Verdict verdict = report.filesystemVerdict().orElse(Verdict.SUPPORTED);
        if (verdict == Verdict.UNKNOWN) {
            return missingFacts();
        }
        if (draft.finds(FindingCode.EROFS_FILES_WITHOUT_DAX) && !helpsToRemount(verdict)) {
            return Requests.ask(otherImage());
        }
        if (verdict == Verdict.SUPPORTED && !draft.finds(FindingCode.SECOND_DEVICE_WITHOUT_DAX)) {
            draft.addUnmount();
            return draft.endWithData("dax" + draft.otherDevices());
        }
        if (!draft.graph().isTop(top)) {
            return requests.deviceOnTop();
        }
        draft.begin();
        String type = report.onDevice().orElseThrow().superblock().type();
        String path = Draft.path(top);
        return draft.end(
                path,
                "the " + type + " on " + path + draft.filesElsewhere(),
                top.sizeSectors().value().orElse(0L));
    }

    /** Whether a mount with dax gives files of an erofs DAX that have none now: not where it shows dax already. */
    private boolean helpsToRemount(Verdict verdict) {
        boolean showsDax = report.onDevice()
                .flatMap(FilesystemOnDevice::mounted)
                .filter(mounted -> DaxOption.of(mounted.options()).asksForDax())
                .isPresent();
        return verdict == Verdict.UNSAFE || (verdict == Verdict.SUPPORTED && !showsDax);
    }

    private String otherImage() {
        Superblock image = report.onDevice().orElseThrow().superblock();
        return "Make the image again "
                + (image.has("compression") ? "without compression" : "with mkfs.erofs -E noinline_data")
                + ", and mount that one: no step changes the image that is there";
    }

    // ------------------------------------------------------------------------------------------ the device

    private Plan ofDevice() {
        if (!draft.graph().isTop(top)) {
            return requests.deviceOnTop();
        }
        Optional<Plan> cleared = new ForcedRawPlan(draft).plan();
        if (cleared.isPresent()) {
            return cleared.get();
        }
        if (new PartitionSteps(draft).addMapped()) {
            String path = Draft.path(top);
            return draft.end(
                    path, "everything on " + path, top.sizeSectors().value().orElse(0L) - 2 * draft.pageSectors());
        }
        for (BlockDevice layer : report.stack().layers()) {
            if (LvmPlan.isLvm(layer)) {
                return new LvmPlan(draft).plan();
            }
        }
        for (BlockDevice layer : report.stack().layers()) {
            if (layer.kind() == Kind.LOOP || layer.kind() == Kind.MD || layer.kind() == Kind.BCACHE) {
                return Requests.ask(
                        "No step leads to DAX through " + Draft.path(layer) + ", a "
                                + layer.kind().title()
                                + ": make the filesystem on an fsdax namespace, or on linear or striped dm devices over several");
            }
        }
        if (top.dm().isPresent()) {
            return new TablePlan(draft).plan();
        }
        return top.partition().isPresent() ? ofPartition() : ofDisk(top);
    }

    private Plan ofDisk(BlockDevice disk) {
        if (draft.keepsFilesystem(disk)) {
            draft.addUnmount();
            draft.addRepair(disk);
            return draft.endWithData("dax" + draft.otherDevices());
        }
        draft.begin();
        Optional<String> device = draft.addRepair(disk);
        if (device.isEmpty()) {
            return requests.otherDevice(disk);
        }
        return draft.end(
                device.get(),
                "everything on " + Draft.path(disk) + draft.filesElsewhere(),
                draft.leastAfterRepair(disk));
    }

    private Plan ofPartition() {
        BlockDevice disk = draft.graph().diskOf(top).orElse(top);
        if (!draft.isFsdax(disk)) {
            return disk.name().equals(top.name()) || draft.isUsedByOthers(disk)
                    ? requests.otherDevice(disk)
                    : ofDisk(disk);
        }
        draft.begin();
        if (!new PartitionSteps(draft).add(top)) {
            return Requests.ask(
                    top.startOnDisk().isPresent() && top.sizeSectors().isKnown()
                            ? Draft.path(top)
                                    + " lies on whole pages already, or has none: making it again helps nothing. "
                                    + "See the findings"
                            : "The start of " + Draft.path(top) + " on its disk, or its size, is unknown");
        }
        String path = Draft.path(top);
        return draft.end(
                path,
                "everything on " + path + draft.filesElsewhere(),
                top.sizeSectors().value().orElse(0L) - 2 * draft.pageSectors());
    }
}
