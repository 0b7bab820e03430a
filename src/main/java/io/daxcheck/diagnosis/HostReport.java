package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.mount.MountState;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is said of one host.
 *
 * @param judgedAs the upstream version whose rules come first; empty where no release is known and every one is tried
 * @param otherKernel the release that it was judged as; empty where that is the host's own
 * @param stacks in the order of their names, or as they were named
 * @param unplaced findings that belong to no stack
 */
public record HostReport(
        Host host,
        StorageGraph graph,
        Optional<KernelVersion> judgedAs,
        Optional<KernelRelease> otherKernel,
        List<StackReport> stacks,
        List<Finding> unplaced) {
    public HostReport {
        stacks = List.copyOf(stacks);
        unplaced = List.copyOf(unplaced);
    }

    /** Whether it was judged as another kernel than the host's. */
    public boolean isWhatIf() {
        return otherKernel.isPresent();
    }

    /** Every directory that a judged stack is mounted on, or configured to be. */
    public List<MountState> mounts() {
        List<MountState> states = new ArrayList<>();
        for (StackReport stack : stacks) {
            states.addAll(stack.mounts());
        }
        return states;
    }

    /** The same with these stacks and these other findings. */
    /** The same with other findings that belong to no stack. */
    public HostReport withUnplaced(List<Finding> otherUnplaced) {
        return with(stacks, otherUnplaced);
    }

    HostReport with(List<StackReport> otherStacks, List<Finding> otherUnplaced) {
        return new HostReport(host, graph, judgedAs, otherKernel, otherStacks, otherUnplaced);
    }
}
