package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;

/** Whether {@code mount -o dax} does on a dm device what it does on every device at the bottom of its stack. */
final class BelowComparison {
    private final StorageGraph graph;
    private final KernelReplay judged;

    BelowComparison(StorageGraph graph, KernelReplay judged) {
        this.graph = graph;
        this.judged = judged;
    }

    void addTo(FindingSet found, Stack stack, Answer mount, Hazards hazards) {
        BlockDevice top = stack.top();
        if (top.dm().isEmpty() || mount.isUnknown() || hazards.unknown()) {
            return;
        }
        Answer.All leaves = new Answer.All();
        List<String> names = new ArrayList<>();
        for (BlockDevice layer : stack.layers()) {
            if (graph.below(layer).isEmpty() && layer.dm().isEmpty()) {
                leaves.add(judged.mountCheck(layer));
                names.add(layer.name());
            }
        }
        Answer below = leaves.answer();
        if (names.isEmpty() || below.isUnknown()) {
            return;
        }
        boolean same = below.isYes() ? mount.isYes() && hasNoHazardOfItsOwn(found) : mount.isNo();
        String devices = names.size() > 4 ? names.size() + " devices" : String.join(", ", names);
        String message = same
                ? "mount -o dax has the same result on " + top.name() + " and on the devices below it: "
                : "mount -o dax has a different result on " + top.name() + " than on each device below it: ";
        found.add(new Finding(
                same ? FindingCode.SAME_AS_BELOW : FindingCode.DIFFERS_FROM_BELOW,
                same || mount.isNo() ? Severity.INFO : Severity.WARNING,
                top.name(),
                message + devices,
                List.of(),
                Remedy.NONE));
    }

    /** Bad blocks are as bad on the device below. */
    private static boolean hasNoHazardOfItsOwn(FindingSet found) {
        for (Finding finding : found) {
            if (finding.severity() == Severity.HAZARD && finding.code() != FindingCode.POISON_IN_RANGE) {
                return false;
            }
        }
        return true;
    }
}
