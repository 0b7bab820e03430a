package io.daxcheck.rules;

import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mount -o dax} does for one filesystem.
 *
 * @param hazards what can then happen, worst first; empty where {@code mount} is not DAX
 * @param forSomeFiles whether {@code mount} is DAX, and some files have none all the same: those on another device of the
 *     filesystem, or those that an erofs image stores in another way
 * @param hazardsOpen whether files may have further hazards, because a fact about another device of the filesystem is
 *     missing
 */
public record FilesystemOutcome(MountOutcome mount, List<Hazard> hazards, boolean forSomeFiles, boolean hazardsOpen) {
    public FilesystemOutcome {
        hazards = List.copyOf(hazards);
    }

    /** One that is the same for every file. */
    public FilesystemOutcome(MountOutcome mount, List<Hazard> hazards) {
        this(mount, hazards, false, false);
    }

    /**
     * What is true if either of two kernels may be the one: what both do, and of hazards what can happen on either.
     *
     * @param agreed whether their verdicts are the same: where they are not, a hazard that one of them does not have is
     *     left open with the verdict
     */
    public FilesystemOutcome or(FilesystemOutcome other, boolean agreed) {
        boolean areOpen = !agreed && (hazards.isEmpty() || other.hazards.isEmpty());
        if (mount != other.mount || areOpen) {
            return new FilesystemOutcome(mount.or(other.mount), List.of());
        }
        List<Hazard> all = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            if (hazards.contains(hazard) || other.hazards.contains(hazard)) {
                all.add(hazard);
            }
        }
        return new FilesystemOutcome(mount, all, forSomeFiles || other.forSomeFiles, hazardsOpen || other.hazardsOpen);
    }

    /** The same with a hazard more. */
    public FilesystemOutcome with(Hazard more) {
        List<Hazard> all = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            if (hazard == more || hazards.contains(hazard)) {
                all.add(hazard);
            }
        }
        return new FilesystemOutcome(mount, all, false, hazardsOpen);
    }

    // Those that a record has by itself take 25 ms when they are first called: longer than the rest of a small host.

    @Override
    public boolean equals(Object other) {
        return other instanceof FilesystemOutcome outcome
                && mount == outcome.mount
                && forSomeFiles == outcome.forSomeFiles
                && hazardsOpen == outcome.hazardsOpen
                && hazards.equals(outcome.hazards);
    }

    @Override
    public int hashCode() {
        return 31 * mount.hashCode() + hazards.hashCode();
    }
}
