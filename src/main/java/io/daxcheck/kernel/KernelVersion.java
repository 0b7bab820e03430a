package io.daxcheck.kernel;

/**
 * A version of upstream Linux: 5.10.223, 4.18-rc4, 7.3.
 *
 * @param major 5 in 5.10.223
 * @param minor 10 in 5.10.223
 * @param patch 223 in 5.10.223, 0 where none is written: the stable level
 * @param candidate 4 in 4.18-rc4; {@link #FINAL} for anything that is not a release candidate
 */
public record KernelVersion(int major, int minor, int patch, int candidate) implements Comparable<KernelVersion> {
    /** A final release sorts after all its candidates. */
    public static final int FINAL = Integer.MAX_VALUE;

    /** Beyond any stable level that kernel.org has published, for "some release of this branch". */
    static final int LAST_PATCH = 9_999;

    public KernelVersion(int major, int minor, int patch) {
        this(major, minor, patch, FINAL);
    }

    /** The start of a branch: 5.10 is 5.10.0. */
    public static KernelVersion of(int major, int minor) {
        return new KernelVersion(major, minor, 0);
    }

    /** A release candidate: {@code candidate(4, 18, 4)} is 4.18-rc4. */
    static KernelVersion candidate(int major, int minor, int candidate) {
        return new KernelVersion(major, minor, 0, candidate);
    }

    /** The last stable release that this version's branch can ever have. */
    KernelVersion endOfBranch() {
        return new KernelVersion(major, minor, LAST_PATCH);
    }

    boolean sameBranch(KernelVersion other) {
        return major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(KernelVersion other) {
        int order = Integer.compare(major, other.major);
        if (order == 0) {
            order = Integer.compare(minor, other.minor);
        }
        if (order == 0) {
            order = Integer.compare(patch, other.patch);
        }
        return order != 0 ? order : Integer.compare(candidate, other.candidate);
    }

    /** 5.10.223, 4.18-rc4; the patch level is left out where it is 0. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(major).append('.').append(minor);
        if (patch != 0) {
            text.append('.').append(patch);
        }
        if (candidate != FINAL) {
            text.append("-rc").append(candidate);
        }
        return text.toString();
    }
}
