package io.daxcheck.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One way a kernel may behave: an upstream version and the set of {@link KernelBehaviour}s that it has. A vendor
 * kernel, or one whose stable level is hidden, has several plausible models; an answer holds where all agree.
 *
 * @param version the upstream version that behaves so
 * @param behaviours unmodifiable
 */
public record KernelModel(KernelVersion version, Set<KernelBehaviour> behaviours) {
    public KernelModel {
        behaviours = Collections.unmodifiableSet(
                behaviours.isEmpty() ? EnumSet.noneOf(KernelBehaviour.class) : EnumSet.copyOf(behaviours));
    }

    /** The model of this upstream version. */
    public static KernelModel of(KernelVersion version) {
        return of(version, false);
    }

    /** This version with every fix that some stable branch has, as a vendor who goes on with a dead branch carries. */
    static KernelModel withStableFixes(KernelVersion version) {
        return of(version, true);
    }

    private static KernelModel of(KernelVersion version, boolean allStableFixes) {
        EnumSet<KernelBehaviour> behaviours = EnumSet.noneOf(KernelBehaviour.class);
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (behaviour.holdsIn(version, allStableFixes)) {
                behaviours.add(behaviour);
            }
        }
        return new KernelModel(version, behaviours);
    }

    public boolean has(KernelBehaviour behaviour) {
        return behaviours.contains(behaviour);
    }
}
