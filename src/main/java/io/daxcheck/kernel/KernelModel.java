package io.daxcheck.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
        return of(changes, changes.version());
    }

    /** A kernel that has these changes, taken for an upstream version that it is near to. */
    static KernelModel of(Changes changes, KernelVersion near) {
        EnumSet<KernelBehaviour> behaviours = EnumSet.noneOf(KernelBehaviour.class);
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (behaviour.holdsWith(changes)) {
                behaviours.add(behaviour);
            }
        }
        return new KernelModel(near, behaviours);
    }

    /** Adds a model unless the list has one that behaves the same. */
    static void addIfNew(List<KernelModel> models, KernelModel model) {
        for (KernelModel known : models) {
            if (known.behaviours().equals(model.behaviours())) {
                return;
            }
        }
        models.add(model);
    }

    /**
     * The changes that set this and another apart: of a behaviour that one has and the other has not the beginning, if
     * that came after the older of them, and else the end.
     */
    public Set<KernelChange> changesTo(KernelModel other) {
        KernelVersion older = version.compareTo(other.version) < 0 ? version : other.version;
        Set<KernelChange> changes = new LinkedHashSet<>();
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (has(behaviour) != other.has(behaviour)) {
                Optional<KernelChange> began = behaviour.since();
                boolean isBeginning = began.isPresent()
                        && (behaviour.until().isEmpty()
                                || began.get().mainline().compareTo(older) > 0);
                (isBeginning ? began : behaviour.until()).ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** Whether it behaves as a kernel with this change, which begins or ends some behaviour. */
    public boolean hasTaken(KernelChange change) {
        boolean taken = false;
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            boolean begins = behaviour.since().isPresent() && behaviour.since().get() == change;
            boolean ends = behaviour.until().isPresent() && behaviour.until().get() == change;
            taken |= (begins && has(behaviour)) || (ends && !has(behaviour));
        }
        return taken;
    }

    public boolean has(KernelBehaviour behaviour) {
        return behaviours.contains(behaviour);
    }
}
