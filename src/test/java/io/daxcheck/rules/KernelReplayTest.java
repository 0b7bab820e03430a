package io.daxcheck.rules;

import static io.daxcheck.rules.Replays.codes;
import static io.daxcheck.rules.Replays.device;
import static io.daxcheck.rules.Replays.host;
import static io.daxcheck.rules.Replays.replay;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.stack.TestHost;
import org.junit.jupiter.api.Test;

/** Which queue flags a kernel sets. */
class KernelReplayTest {
    @Test
    void aPartitionHasTheFlagOfItsDisk() {
        TestHost test =
                host("7.3.0").partition("pmem1p1", "pmem1", 2048, 65536).partition("pmem3p1", "pmem3", 2048, 65536);
        assertThat(replay(test, false).queueFlag(device(test, "pmem1p1")).isYes())
                .isTrue();
        assertThat(replay(test, false).queueFlag(device(test, "pmem3p1")).isNo())
                .isTrue();
    }

    @Test
    void aFlagThatWasReadOverridesTheRulesOfTheKernelThatSetIt() {
        TestHost test = host("7.3.0").dm("dm-0", "0 65536 linear pmem1 2048").change("dm-0", dm -> dm.queueDax(false));
        assertThat(codes(replay(test, true).queueFlag(device(test, "dm-0"))))
                .containsExactly(FindingCode.QUEUE_DAX_DIFFERS);
        assertThat(replay(test, false).queueFlag(device(test, "dm-0")).isYes()).isTrue();
    }
}
