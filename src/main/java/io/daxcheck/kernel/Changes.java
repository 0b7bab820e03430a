package io.daxcheck.kernel;

import java.util.List;
import java.util.Optional;

/**
 * The changes that a kernel has.
 *
 * @param version the upstream version up to which it has them all
 * @param series the vendor's series, whose own backports it has too; empty for a kernel of none
 * @param build its place in the series
 * @param openTaken those of the series' open changes that it is taken to have
 * @param withFixes whether it has every change that some stable branch took over
 */
record Changes(
        KernelVersion version,
        Optional<VendorSeries> series,
        long build,
        List<KernelChange> openTaken,
        boolean withFixes) {
    static Changes upTo(KernelVersion version) {
        return new Changes(version, Optional.empty(), 0, List.of(), false);
    }

    /** Up to a version, and every fix that some stable branch took over. */
    static Changes withFixesUpTo(KernelVersion version) {
        return new Changes(version, Optional.empty(), 0, List.of(), true);
    }

    boolean include(KernelChange change) {
        Optional<Boolean> ofVendor =
                series.isEmpty() ? Optional.empty() : series.get().has(change, build, openTaken);
        if (ofVendor.isPresent() && ofVendor.get()) {
            return true;
        }
        boolean ofLevel = change.isIn(version) || (withFixes && !change.stable().isEmpty());
        return ofLevel && (ofVendor.isEmpty() || change.isIn(version));
    }
}
