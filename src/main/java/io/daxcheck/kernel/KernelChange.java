package io.daxcheck.kernel;

import java.util.List;

/**
 * Where one change entered Linux: the mainline release, and the stable releases that took it over. Which builds of a
 * vendor's have it is {@link VendorSeries}' matter. Two are the same only if they are one object.
 */
public final class KernelChange {
    /** Beyond every release: a change that mainline never had. */
    private static final KernelVersion NEVER = KernelVersion.of(1_000_000, 0);

    private final KernelVersion mainline;
    private final List<KernelVersion> stable;
    private final String commit;

    private KernelChange(KernelVersion mainline, List<KernelVersion> stable, String commit) {
        this.mainline = mainline;
        this.stable = stable;
        this.commit = commit;
    }

    static KernelChange in(int major, int minor, String commit) {
        return new KernelChange(KernelVersion.of(major, minor), List.of(), commit);
    }

    static KernelChange inCandidate(int major, int minor, int candidate, String commit) {
        return new KernelChange(KernelVersion.candidate(major, minor, candidate), List.of(), commit);
    }

    /** One that only a vendor made. */
    static KernelChange ofVendor() {
        return new KernelChange(NEVER, List.of(), "");
    }

    /** The same change, also in these stable releases. */
    KernelChange andStable(KernelVersion... releases) {
        return new KernelChange(mainline, List.of(releases), commit);
    }

    /** The first mainline version with the change. */
    public KernelVersion mainline() {
        return mainline;
    }

    /** The first stable release of each older branch with it; empty where none is known. */
    public List<KernelVersion> stable() {
        return stable;
    }

    /** Abbreviated hash of the mainline commit; empty where only the release is known. */
    public String commit() {
        return commit;
    }

    /** Whether mainline took it between the oldest and the newest kernel of the table. */
    boolean isInTable() {
        return isMainlines() && mainline.compareTo(KernelBehaviour.OLDEST) > 0;
    }

    /** Whether mainline ever had it. */
    public boolean isMainlines() {
        return !mainline.equals(NEVER);
    }

    /** Whether a kernel of this version has the change. */
    boolean isIn(KernelVersion version) {
        if (version.compareTo(mainline) >= 0) {
            return true;
        }
        for (KernelVersion backport : stable) {
            if (version.sameBranch(backport) && version.compareTo(backport) >= 0) {
                return true;
            }
        }
        return false;
    }
}
