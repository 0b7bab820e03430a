package io.daxcheck.rules;

import static io.daxcheck.rules.Replays.SIZE;
import static io.daxcheck.rules.Replays.codes;
import static io.daxcheck.rules.Replays.device;
import static io.daxcheck.rules.Replays.host;
import static io.daxcheck.rules.Replays.replay;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.SectorRange;
import io.daxcheck.stack.TestHost;
import org.junit.jupiter.api.Test;

/** What single kernels answer a mount. */
class MountCheckReplayTest {
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
    void aPartitionBetweenTwoPagesHasNoDax() {
        TestHost test = host("7.3.0").partition("pmem1p1", "pmem1", 2049, 65536);
        assertThat(codes(replay(test, false).mountCheck(device(test, "pmem1p1"))))
                .containsExactly(FindingCode.PARTITION_START_NOT_PAGE_ALIGNED);
    }

    @Test
    void pagesInTwoNamespacesAreRefusedUntil59() {
        TestHost test = host("5.4.20").dm("dm-0", "0 65536 linear pmem1 2048", "65536 65536 linear pmem2 2048");
        TestHost above = test.dm("dm-1", "0 131072 linear dm-0 0");
        assertThat(codes(replay(above, false).queueFlag(device(above, "dm-1"))))
                .contains(FindingCode.LEGS_IN_SEVERAL_PAGEMAPS);
        above.release("5.9.0");
        assertThat(replay(above, false).queueFlag(device(above, "dm-1")).isYes())
                .isTrue();
    }
}
