package io.daxcheck.diagnosis;

import io.daxcheck.finding.FindingSet;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.rules.BadBlockFindings;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.rules.QueueFlagFindings;
import io.daxcheck.stack.Stack;
import java.util.Optional;

/** {@code queue/dax} as it was read, next to what the rules predict for one kernel. */
final class ObservedFlags {
    private final KernelReplay predicted;
    private final String kernel;

    /**
     * @param predicted the kernel by the rules alone, but for the modes of namespaces: a flag that shows one is no
     *     contradiction
     * @param kernel how it is named in findings
     */
    ObservedFlags(KernelReplay predicted, String kernel) {
        this.predicted = predicted;
        this.kernel = kernel;
    }

    /** Whether no flag that was read on a layer contradicts the rules. */
    boolean agreeOn(Stack stack) {
        for (BlockDevice layer : stack.layers()) {
            if (contradicted(layer).isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** The predicted flag of a layer, where it is known and another than the one that was read. */
    private Optional<Boolean> contradicted(BlockDevice layer) {
        Optional<Boolean> observed = layer.queueDax().value();
        Optional<Boolean> flag = observed.isEmpty()
                ? Optional.empty()
                : predicted.queueFlag(layer).asBoolean();
        boolean poisonedSince =
                observed.equals(Optional.of(true)) && BadBlockFindings.areReasonOf(predicted.queueFlag(layer));
        return flag.equals(observed) || poisonedSince ? Optional.empty() : flag;
    }

    /** Says where queue/dax and the rules differ; returns whether they do anywhere. */
    boolean addDifferences(Stack stack, FindingSet found) {
        boolean contradicted = false;
        for (BlockDevice layer : stack.layers()) {
            Optional<Boolean> flag = contradicted(layer);
            if (flag.isPresent() && layer.partition().isEmpty()) {
                contradicted = true;
                found.addNew(QueueFlagFindings.differs(layer, predicted.queueFlag(layer), kernel));
            }
        }
        return contradicted;
    }
}
