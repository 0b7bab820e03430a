package io.daxcheck.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import io.daxcheck.stack.pages.LeafMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What single kernels answer for small stacks of 4 KiB pages. */
class KernelReplayTest {
    private static final long SIZE = 1 << 18;

    private static TestHost host(String release) {
        return new TestHost()
                .release(release)
                .pmem("pmem1", SIZE)
                .pmem("pmem2", SIZE)
                .raw("pmem3", SIZE);
    }

    private static KernelReplay replay(TestHost test, boolean trustsFlags) {
        Host host = test.host();
        KernelRelease release = host.kernel().value().orElseThrow();
        return new KernelReplay(
                new StorageGraph(host),
                release.plausibleModels().get(0),
                8,
                trustsFlags,
                trustsFlags,
                JudgedKernel.ofHost(host));
    }

    private static BlockDevice device(TestHost test, String name) {
        return test.host().device(name).orElseThrow();
    }

    private static List<FindingCode> codes(Answer answer) {
        return answer.because().stream().map(Finding::code).toList();
    }

    @Test
    void aRawLegTakesTheFlagFromTheWholeTable() {
        TestHost test = host("7.3.0").dm("dm-0", "0 65536 linear pmem1 2048", "65536 65536 linear pmem3 2048");
        Answer flag = replay(test, false).queueFlag(device(test, "dm-0"));
        assertThat(flag.isNo()).isTrue();
        assertThat(codes(flag)).containsExactly(FindingCode.LEG_WITHOUT_DAX, FindingCode.RAW_NAMESPACE);
    }

    @Test
    void oneLegOfAStripeWasEnoughIn2018() {
        TestHost test = host("4.19.1").dm("dm-0", "0 65536 striped 2 128 pmem1 2048 pmem3 2048");
        assertThat(replay(test, false).queueFlag(device(test, "dm-0")).isYes()).isTrue();
        TestHost later = host("5.15.0").dm("dm-0", "0 65536 striped 2 128 pmem1 2048 pmem3 2048");
        assertThat(replay(later, false).queueFlag(device(later, "dm-0")).isNo()).isTrue();
    }

    @Test
    void aMisalignedOffsetIsRefusedByTableChecksThatReadPages() {
        TestHost test = host("5.10.100").dm("dm-0", "0 65536 linear pmem1 2049");
        assertThat(codes(replay(test, false).queueFlag(device(test, "dm-0"))))
                .containsExactly(FindingCode.OFFSET_NOT_PAGE_ALIGNED);
        TestHost later = host("5.17.0").dm("dm-0", "0 65536 linear pmem1 2049");
        assertThat(replay(later, false).queueFlag(device(later, "dm-0")).isYes())
                .isTrue();
    }

    @Test
    void aBadBlockUnderTheFirstPageFailsTheMountCheckUntil517() {
        TestHost test = new TestHost().release("5.10.100").pmem("pmem1", SIZE, new SectorRange(0, 8));
        assertThat(codes(replay(test, false).mountCheck(device(test, "pmem1"))))
                .containsExactly(FindingCode.POISON_IN_RANGE);
        test.release("5.17.0");
        assertThat(replay(test, false).mountCheck(device(test, "pmem1")).isYes())
                .isTrue();
    }

    @Test
    void theFlagOfAnEnabledNamespaceOverridesForceRaw() {
        TestHost test = host("7.3.0").change("pmem3", disk -> disk.queueDax(true));
        assertThat(replay(test, false).memory(device(test, "pmem3"))).isEqualTo(LeafMemory.NO_STRUCT_PAGES);
        assertThat(replay(test, true).memory(device(test, "pmem3"))).isEqualTo(LeafMemory.STRUCT_PAGES);
        assertThat(replay(test, true).mountCheck(device(test, "pmem3")).isYes()).isTrue();
        test.release("4.17.0");
        assertThat(replay(test, true).memory(device(test, "pmem3"))).isEqualTo(LeafMemory.NO_STRUCT_PAGES);
    }

    @Test
    void aPartitionBetweenTwoPagesHasNoDax() {
        TestHost test = host("7.3.0").partition("pmem1p1", "pmem1", 2049, 65536);
        assertThat(codes(replay(test, false).mountCheck(device(test, "pmem1p1"))))
                .containsExactly(FindingCode.PARTITION_START_NOT_PAGE_ALIGNED);
    }

    @Test
    void theMountCheckOf510AsksTheTableAgain() {
        TestHost test = new TestHost()
                .release("5.10.100")
                .pmem("pmem1", SIZE, new SectorRange(2048 + 65535, 1))
                .dm("dm-0", "0 65536 linear pmem1 2048")
                .dm("dm-1", "0 65536 linear dm-0 0")
                .change("dm-0", dm -> dm.queueDax(true))
                .change("dm-1", dm -> dm.queueDax(true));
        for (String device : List.of("dm-0", "dm-1")) {
            assertThat(replay(test, true).queueFlag(device(test, device)).isYes())
                    .isTrue();
            assertThat(codes(replay(test, true).mountCheck(device(test, device))))
                    .contains(FindingCode.POISON_IN_RANGE);
        }
        test.release("7.3.0");
        assertThat(replay(test, true).mountCheck(device(test, "dm-1")).isYes()).isTrue();
    }
}
