package io.daxcheck.report;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where in a stack its findings belong: each is about a layer, or about one target of it.
 */
public final class FaultMarks {
    private final StorageGraph graph;

    /** The findings that have a place in the stack, by the layer that they are about. */
    private final Map<String, List<Finding>> byLayer = new HashMap<>();

    private final Map<String, Marks> marks = new HashMap<>();

    /** The worst finding about a device as a whole, and about each of its targets by the target's first sector. */
    private static final class Marks {
        private Optional<Finding> device = Optional.empty();
        private final Map<Long, Finding> targets = new HashMap<>();
    }

    /** @param findings about the stack, the worst first */
    public FaultMarks(StorageGraph graph, List<Finding> findings) {
        this.graph = graph;
        for (Finding finding : findings) {
            if (isMark(finding)) {
                List<Finding> ofLayer = byLayer.get(finding.layer());
                if (ofLayer == null) {
                    ofLayer = new ArrayList<>(1);
                    byLayer.put(finding.layer(), ofLayer);
                }
                ofLayer.add(finding);
            }
        }
    }

    /** The worst finding about a layer, but not about one target of it alone. */
    public Optional<Finding> of(BlockDevice device) {
        return marks(device).device;
    }

    /** The worst finding about a target of a dm device. */
    public Optional<Finding> of(BlockDevice device, DmTarget target) {
        return Optional.ofNullable(marks(device).targets.get(target.start()));
    }

    /** Everything that is wrong with a layer or a target of it, the worst first. */
    public List<Finding> all(BlockDevice device) {
        return Collections.unmodifiableList(byLayer.getOrDefault(device.name(), List.of()));
    }

    /** Whether something is wrong with a layer, or with a target of it. */
    public boolean isAbout(BlockDevice device) {
        return !all(device).isEmpty();
    }

    /** Whether something is wrong with a target, or with a device that it leads to. */
    boolean isAtFault(BlockDevice device, DmTarget target) {
        if (of(device, target).isPresent()) {
            return true;
        }
        for (DmTarget.Leg leg : target.legs()) {
            Optional<BlockDevice> lower = graph.resolve(leg.device());
            if (lower.isPresent() && of(lower.get()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * All targets of a short table; of a long one those at fault, then the first, in their order.
     *
     * @param max how many at most
     */
    public List<DmTarget> shown(BlockDevice device, List<DmTarget> targets, int max) {
        if (targets.size() <= max) {
            return targets;
        }
        List<DmTarget> shown = new ArrayList<>();
        for (DmTarget target : targets) {
            if (shown.size() < max - 1 && isAtFault(device, target)) {
                shown.add(target);
            }
        }
        for (DmTarget target : targets) {
            if (shown.size() == max) {
                break;
            }
            if (!shown.contains(target)) {
                shown.add(target);
            }
        }
        shown.sort((a, b) -> Long.compare(a.start(), b.start()));
        return shown;
    }

    private Marks marks(BlockDevice device) {
        Marks found = marks.get(device.name());
        if (found == null) {
            found = new Marks();
            for (Finding finding : all(device)) {
                if (finding.place().targetStart().isPresent()) {
                    found.targets.putIfAbsent(finding.place().targetStart().getAsLong(), finding);
                } else if (found.device.isEmpty()) {
                    found.device = Optional.of(finding);
                }
            }
            marks.put(device.name(), found);
        }
        return found;
    }

    /** Whether a finding is about a place in the stack. */
    private static boolean isMark(Finding finding) {
        return finding.severity() == Severity.BLOCKER
                || finding.severity() == Severity.HAZARD
                // A warning that cites nothing is about the stack as a whole.
                || (finding.severity() == Severity.WARNING
                        && !finding.evidence().isEmpty());
    }
}
