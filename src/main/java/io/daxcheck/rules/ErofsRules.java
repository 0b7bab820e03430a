package io.daxcheck.rules;

import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.rules.Mounting.Reason;
import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.List;

/** What erofs does with the dax option: its files differ, and they may are on several devices. */
final class ErofsRules {
    /** mkfs.erofs's option; no bit of the superblock shows it; the inodes do. */
    private static final String NO_INLINE_DATA = "noinline_data";

    private final int pageSize;
    private final KernelModel kernel;
    private final Answer fsDax;

    ErofsRules(int pageSize, KernelModel kernel, Answer fsDax) {
        this.pageSize = pageSize;
        this.kernel = kernel;
        this.fsDax = fsDax;
    }

    /**
     * Whether an image has files with an inline tail, which mkfs.erofs makes unless an option prevents it, is not in the
     * superblock; in an image of chunks there are none.
     */
    Mounting mounting(Superblock superblock, Below below, List<Reason> because) {
        if (!kernel.has(KernelBehaviour.EROFS_HAS_DAX) || fsDax.isNo()) {
            return FilesystemRules.uniform(MountOutcome.REFUSED, MountOutcome.REFUSED, false, List.of(), because);
        }
        boolean blockIsPage = superblock.blockSize() == pageSize;
        if (!blockIsPage) {
            because.add(new Reason(Mounting.Kind.BLOCK_SIZE, ""));
        }
        MountOutcome outcome = blockIsPage
                ? FilesystemRules.decide(checked(below).and(fsDax), MountOutcome.DAX, MountOutcome.FALLBACK)
                : MountOutcome.FALLBACK;
        if (leavesHazardsOpen(below)) {
            outcome = outcome.or(MountOutcome.UNKNOWN);
        }
        List<Hazard> hazards = new ArrayList<>();
        if (outcome == MountOutcome.DAX && notChecked(below).isNo()) {
            hazards.add(Hazard.ERROR);
            boolean isFirst = kernel.has(KernelBehaviour.EROFS_SKIPS_FIRST_DEVICE);
            because.add(new Reason(isFirst ? Mounting.Kind.FIRST_DEVICE : Mounting.Kind.OTHER_DEVICE, ""));
        }
        boolean isChecked = kernel.has(KernelBehaviour.EROFS_CHECKS_OTHER_DEVICES);
        boolean spoils =
                isChecked && below.other().isPresent() && below.other().get().isNo();
        if (outcome == MountOutcome.FALLBACK && spoils) {
            because.add(new Reason(Mounting.Kind.OTHER_DEVICE, ""));
        }
        if (FilesystemRules.isTooLarge(superblock, below)) {
            because.add(new Reason(Mounting.Kind.LARGER_THAN_DEVICE, ""));
            if (outcome == MountOutcome.DAX && hazards.isEmpty()) {
                hazards.add(Hazard.ERROR);
            }
        }
        boolean isCompressed = superblock.has("compression");
        if (outcome == MountOutcome.DAX && superblock.has(Superblock.EVERY_FILE_COMPRESSED)) {
            because.add(new Reason(Mounting.Kind.COMPRESSED, Superblock.EVERY_FILE_COMPRESSED));
            return FilesystemRules.uniform(MountOutcome.FALLBACK, MountOutcome.FALLBACK, false, List.of(), because);
        }
        boolean hasOtherFiles = isCompressed || !(superblock.has("chunked") || superblock.has(NO_INLINE_DATA));
        if (outcome == MountOutcome.DAX && hasOtherFiles) {
            because.add(new Reason(isCompressed ? Mounting.Kind.COMPRESSED : Mounting.Kind.INLINE_TAILS, ""));
        }
        NextMount always =
                outcome == MountOutcome.DAX && hasOtherFiles ? NextMount.PER_FILE : FilesystemRules.asNext(outcome);
        return new Mounting(outcome, always, NextMount.NO, hazards, because);
    }

    /** The devices of an image that erofs looks at before it mounts with dax. */
    private Answer checked(Below below) {
        if (below.other().isEmpty() || !kernel.has(KernelBehaviour.EROFS_CHECKS_OTHER_DEVICES)) {
            return below.device();
        }
        return kernel.has(KernelBehaviour.EROFS_SKIPS_FIRST_DEVICE)
                ? below.other().get()
                : below.device().and(below.other().get());
    }

    /** Those that it does not look at: files there cannot be read where this is no. */
    private Answer notChecked(Below below) {
        if (below.other().isEmpty()) {
            return Answer.YES;
        }
        if (!kernel.has(KernelBehaviour.EROFS_CHECKS_OTHER_DEVICES)) {
            return below.other().get();
        }
        return kernel.has(KernelBehaviour.EROFS_SKIPS_FIRST_DEVICE) ? below.device() : Answer.YES;
    }

    /** Whether files may be on a device that is not checked and whose DAX is unknown. */
    boolean leavesHazardsOpen(Below below) {
        return notChecked(below).isUnknown();
    }
}
