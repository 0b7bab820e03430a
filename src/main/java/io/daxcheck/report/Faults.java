package io.daxcheck.report;

import io.daxcheck.diagnosis.Evidence;
import io.daxcheck.diagnosis.Finding;
import io.daxcheck.diagnosis.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a stack its findings belong: a finding that cites a target's line is about that target, and one that cites
 * none is about the device.
 */
final class Faults {
    private final StorageGraph graph;
    private final List<Finding> findings;

    /** @param findings about the stack, the worst first */
    Faults(StorageGraph graph, List<Finding> findings) {
        this.graph = graph;
        this.findings = findings;
    }

    /** The worst finding about a layer, but not about one target of it alone. */
    Optional<Finding> of(BlockDevice device) {
        return find(device, null);
    }

    /** The worst finding about a target of a dm device. */
    Optional<Finding> of(BlockDevice device, DmTarget target) {
        return find(device, target);
    }

    /** Everything that is the matter with a layer or a target of it, the worst first. */
    List<Finding> all(BlockDevice device) {
        List<Finding> about = new ArrayList<>();
        for (Finding finding : findings) {
            if (isMark(finding) && finding.layer().equals(device.name())) {
                about.add(finding);
            }
        }
        return about;
    }

    /** Whether something is the matter with a layer, or with a target of it. */
    boolean isAbout(BlockDevice device) {
        return !all(device).isEmpty();
    }

    /** Whether something is the matter with a target, or with a device that it leads to. */
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
    List<DmTarget> shown(BlockDevice device, List<DmTarget> targets, int max) {
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

    private Optional<Finding> find(BlockDevice device, DmTarget target) {
        for (Finding finding : findings) {
            if (isMark(finding) && finding.layer().equals(device.name()) && cites(finding, device, target)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    /** Whether a finding is about a place in the stack. */
    private static boolean isMark(Finding finding) {
        return finding.severity() == Severity.BLOCKER
                || finding.severity() == Severity.HAZARD
                // A warning that cites nothing is about the stack as a whole.
                || (finding.severity() == Severity.WARNING
                        && !finding.evidence().isEmpty());
    }

    private boolean cites(Finding finding, BlockDevice device, DmTarget target) {
        Optional<DmTable> table =
                device.dm() == null ? Optional.empty() : graph.table(device).value();
        if (table.isEmpty()) {
            return target == null;
        }
        for (Evidence evidence : finding.evidence()) {
            if (target != null && evidence.fact().equals(target.line())) {
                return true;
            }
            if (target == null && isLineOf(table.get(), evidence.fact())) {
                return false;
            }
        }
        return target == null;
    }

    private static boolean isLineOf(DmTable table, String fact) {
        for (DmTarget target : table.targets()) {
            if (target.line().equals(fact)) {
                return true;
            }
        }
        return false;
    }
}
