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
import java.util.List;
import org.junit.jupiter.api.Test;

/** What device-mapper decides about single tables. */
class DmTableReplayTest {
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
