package io.daxcheck.kernel;

import java.util.List;

/**
 * Where one change entered Linux: the mainline release, and the stable releases that took it over.
 *
 * @param mainline the first mainline version with the change
 * @param stable the first stable release of each older branch with it; empty where none is known
 * @param commit abbreviated hash of the mainline commit; empty where only the release is known
 */
public record Landing(KernelVersion mainline, List<KernelVersion> stable, String commit) {
    public Landing {
        stable = List.copyOf(stable);
    }

    static Landing in(int major, int minor, String commit) {
        return new Landing(KernelVersion.of(major, minor), List.of(), commit);
    }

    static Landing inCandidate(int major, int minor, int candidate, String commit) {
        return new Landing(KernelVersion.candidate(major, minor, candidate), List.of(), commit);
    }

    /** The same change, also in these stable releases. */
    Landing andStable(KernelVersion... releases) {
        return new Landing(mainline, List.of(releases), commit);
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
