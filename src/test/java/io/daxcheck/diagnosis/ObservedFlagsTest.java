package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingSet;
import io.daxcheck.host.Host;
import io.daxcheck.host.SectorRange;
import io.daxcheck.rules.JudgedKernel;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import org.junit.jupiter.api.Test;

/** When a queue flag that was read contradicts the rules. */
class ObservedFlagsTest {
    private static final long SIZE = 1 << 18;

    private static TestHost host(boolean flag) {
        return new TestHost()
                .release("5.10.100")
                .pmem("pmem1", SIZE)
                .dm("dm-0", "0 65536 linear pmem1 2048")
                .change("dm-0", dm -> dm.queueDax(flag));
    }

    private static boolean agree(TestHost test) {
        Host host = test.host();
        StorageGraph graph = test.graph();
        KernelReplay predicted = new KernelReplay(
                graph,
                host.kernel().value().orElseThrow().plausibleModels().get(0),
                8,
                false,
                false,
                JudgedKernel.ofHost(host));
        ObservedFlags flags = new ObservedFlags(predicted, "Linux 5.10");
        Stack stack = graph.stack(host.device("dm-0").orElseThrow());
        FindingSet found = new FindingSet();
        boolean differ = flags.addDifferences(stack, found);
        assertThat(found.list()).hasSize(differ ? 1 : 0);
        assertThat(flags.agreeOn(stack)).isEqualTo(!differ);
        return !differ;
    }

    @Test
    void theFlagHasToBeThePredictedOne() {
        assertThat(agree(host(true))).isTrue();
        assertThat(agree(host(false))).isFalse();
    }

    @Test
    void aFlagThatWasNotReadContradictsNothing() {
        TestHost test = new TestHost().pmem("pmem1", SIZE).dm("dm-0", "0 65536 linear pmem1 2048");
        assertThat(agree(test)).isTrue();
    }

    @Test
    void badBlocksCanBeFoundAfterTheTableWasLoaded() {
        TestHost test = new TestHost()
                .release("5.10.100")
                .pmem("pmem1", SIZE, new SectorRange(2048, 8))
                .dm("dm-0", "0 65536 linear pmem1 2048")
                .change("dm-0", dm -> dm.queueDax(true));
        assertThat(agree(test)).isTrue();
        assertThat(agree(test.change("dm-0", dm -> dm.queueDax(false)))).isTrue();
    }
}
