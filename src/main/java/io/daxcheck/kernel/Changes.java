package io.daxcheck.kernel;

/**
 * The changes that a kernel has.
 *
 * @param version the upstream version up to which it has them all
 * @param ubuntu the release whose changes of Ubuntu's own accord it has too; null for a kernel that is not Ubuntu's
 * @param withFixes whether it has every change that some stable branch took over
 */
record Changes(KernelVersion version, KernelChange.UbuntuRelease ubuntu, boolean withFixes) {
    static Changes upTo(KernelVersion version) {
        return new Changes(version, null, false);
    }

    boolean include(KernelChange change) {
        return change.isIn(version)
                || (ubuntu != null && change.isInUbuntu(ubuntu))
                || (withFixes && !change.stable().isEmpty());
    }
}
