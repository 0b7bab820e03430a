package io.daxcheck.rules;

import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.List;

/**
 * What one kernel does with one filesystem on one device.
 *
 * @param withDax of a mount with the plain dax option
 * @param always what its files get then
 * @param inode what they get without an option; from 5.8 on the same as with {@code dax=inode}
 * @param hazards of the filesystem itself where its files use DAX, worst first, independent of those of the device
 * @param because what of the filesystem, and not of the device, is against DAX
 */
public record Mounting(
        MountOutcome withDax, NextMount always, NextMount inode, List<Hazard> hazards, List<Reason> because) {

    /** What of a filesystem is against DAX, or against mounting it at all. */
    public enum Kind {
        NOT_MOUNTABLE,
        LARGER_THAN_DEVICE,
        BLOCK_SIZE,
        INLINE_DATA,
        REFLINK,
        REFLINK_ON_PARTITION,
        REFLINK_CORRUPTS,
        ZONED,
        DATA_JOURNAL,
        IGNORED_BY_EXT2,
        OTHER_DEVICE,
        FIRST_DEVICE,
        COMPRESSED,
        INLINE_TAILS
    }

    /**
     * One reason.
     *
     * @param detail what the kernel does not know, {@code nrext64}; empty where the kind says all
     */
    public record Reason(Kind kind, String detail) {}

    public Mounting {
        hazards = List.copyOf(hazards);
        because = List.copyOf(because);
    }

    /** Whether some way of mounting it lets files use DAX. */
    public boolean letsFilesUseDax() {
        return withDax == MountOutcome.DAX || always == NextMount.PER_FILE || inode == NextMount.PER_FILE;
    }

    /** What is true where the mount may fail as well. */
    Mounting orRefused() {
        return new Mounting(
                withDax.or(MountOutcome.REFUSED),
                always.or(NextMount.REFUSED),
                inode.or(NextMount.REFUSED),
                hazards,
                because);
    }

    /** What is true if either of two filesystems may be the one. A hazard that only one has leaves the outcome open. */
    public Mounting or(Mounting other) {
        boolean same = hazards.equals(other.hazards);
        List<Reason> shared = new ArrayList<>(because);
        shared.retainAll(other.because);
        return new Mounting(
                same ? withDax.or(other.withDax) : MountOutcome.UNKNOWN,
                always.or(other.always),
                inode.or(other.inode),
                same ? hazards : List.of(),
                shared);
    }
}
