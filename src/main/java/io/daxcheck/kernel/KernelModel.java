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
        return of(Changes.upTo(version));
    }

    /** A kernel that has these changes, and is taken for the version that they go up to. */
    static KernelModel of(Changes changes) {
        EnumSet<KernelBehaviour> behaviours = EnumSet.noneOf(KernelBehaviour.class);
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (behaviour.holdsWith(changes)) {
                behaviours.add(behaviour);
            }
        }
        return new KernelModel(changes.version(), behaviours);
    }

    public boolean has(KernelBehaviour behaviour) {
        return behaviours.contains(behaviour);
    }
}
