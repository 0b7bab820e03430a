package io.daxcheck.kernel;

import java.util.List;

/**
 * Where one change entered Linux: the mainline release, and the stable releases that took it over.
 *
 * @param mainline the first mainline version with the change
 * @param stable the first stable release of each older branch with it; empty where none is known
 * @param ubuntu the first Ubuntu release of each branch that took it over by itself; empty where none is known
 * @param commit abbreviated hash of the mainline commit; empty where only the release is known
 */
public record KernelChange(
        KernelVersion mainline, List<KernelVersion> stable, List<UbuntuRelease> ubuntu, String commit) {
    public KernelChange {
        stable = List.copyOf(stable);
        ubuntu = List.copyOf(ubuntu);
    }

    static KernelChange in(int major, int minor, String commit) {
        return new KernelChange(KernelVersion.of(major, minor), List.of(), List.of(), commit);
    }

    static KernelChange inCandidate(int major, int minor, int candidate, String commit) {
        return new KernelChange(KernelVersion.candidate(major, minor, candidate), List.of(), List.of(), commit);
    }

    /** The same change, also in these stable releases. */
    KernelChange andStable(KernelVersion... releases) {
        return new KernelChange(mainline, List.of(releases), ubuntu, commit);
    }

    /** The same change, also in Ubuntu's kernels of a branch from an ABI number on: 4.15.0-143 is (4, 15, 143). */
    KernelChange andUbuntu(int major, int minor, int abi) {
        return new KernelChange(
                mainline, stable, List.of(new UbuntuRelease(KernelVersion.of(major, minor), abi)), commit);
    }

    /**
     * A release of Ubuntu's, {@code 4.15.0-143}.
     *
     * @param branch 4.15
     * @param abi 143
     */
    public record UbuntuRelease(KernelVersion branch, int abi) {
        @Override
        public String toString() {
            return branch + ".0-" + abi;
        }
    }

    /** Whether Ubuntu's kernel with this number has the change of Ubuntu's own accord. */
    boolean isInUbuntu(UbuntuRelease release) {
        for (UbuntuRelease first : ubuntu) {
            if (first.branch().sameBranch(release.branch()) && release.abi() >= first.abi()) {
                return true;
            }
        }
        return false;
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
