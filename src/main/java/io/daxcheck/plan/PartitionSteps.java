package io.daxcheck.plan;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.text.ShellWord;
import java.util.List;
import java.util.Optional;

/** Partitions that are made again on whole pages, inside the range that they have. */
final class PartitionSteps {
    private final Draft draft;

    PartitionSteps(Draft draft) {
        this.draft = draft;
    }

    /** Makes a partition again on whole pages, inside the range that it has; false where the range is not known. */
    boolean add(BlockDevice partition) {
        Optional<Long> start = partition.startOnDisk();
        Optional<Long> size = partition.sizeSectors().value();
        Optional<BlockDevice> disk = draft.graph().diskOf(partition);
        if (start.isEmpty() || size.isEmpty() || disk.isEmpty()) {
            return false;
        }
        long page = draft.pageSectors();
        long first = (start.get() + page - 1) / page * page;
        long length = (start.get() + size.get()) / page * page - first;
        String number = partition.name().substring(partition.name().lastIndexOf('p') + 1);
        boolean isInPlace = first == start.get() && length == size.get();
        if (length <= 0 || isInPlace) {
            return false;
        }
        draft.add(Step.destroying(
                "make-partition",
                "Create the partition page-aligned, inside its present range",
                "everything on " + Draft.path(partition),
                List.of("printf 'start=%s, size=%s\\n' " + first + " " + length + " | sfdisk --wipe never -N "
                        + ShellWord.of(number) + " " + ShellWord.of(Draft.path(disk.get())))));
        return true;
    }

    /**
     * The same of a partition that kpartx made a dm device of: its table lies in the device below, which has DAX.
     *
     * @return false where the device below has no DAX either, or more than the place of the partition is wrong
     */
    boolean addMapped() {
        List<BlockDevice> below = draft.graph().below(draft.top());
        Optional<DmTable> table = draft.top().dm().isEmpty()
                ? Optional.empty()
                : draft.graph().table(draft.top()).value();
        if (draft.top().kpartxNumber().isEmpty() || below.size() != 1 || table.isEmpty()) {
            return false;
        }
        BlockDevice disk = below.get(0);
        List<DmTarget> targets = table.get().targets();
        DmTarget target = targets.get(0);
        boolean isWhole = targets.size() == 1
                && target.type().equals("linear")
                && disk.queueDax().is(true);
        for (Finding finding : draft.report().findings()) {
            boolean isGrave = finding.severity() == Severity.BLOCKER || finding.severity() == Severity.HAZARD;
            isWhole &= !isGrave || finding.layer().equals(draft.top().name());
        }
        if (!isWhole) {
            return false;
        }
        long page = draft.pageSectors();
        long first = (target.dataStart(0) + page - 1) / page * page;
        long length = (target.dataStart(0) + target.length()) / page * page - first;
        if (length <= 0) {
            return false;
        }
        draft.begin();
        draft.add(Step.destroying(
                "make-partition",
                "Create the partition page-aligned, inside its present range, in the partition table of "
                        + Draft.path(disk),
                "everything on " + Draft.path(draft.top()),
                List.of(
                        "printf 'start=%s, size=%s\\n' " + first + " " + length
                                + " | sfdisk --wipe never --no-reread -N "
                                + ShellWord.of(draft.top().kpartxNumber().get()) + " " + ShellWord.of(Draft.path(disk)),
                        "kpartx -u " + ShellWord.of(Draft.path(disk)))));
        return true;
    }
}
