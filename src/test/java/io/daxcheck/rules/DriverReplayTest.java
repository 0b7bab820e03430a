package io.daxcheck.rules;

import static io.daxcheck.rules.Replays.device;
import static io.daxcheck.rules.Replays.host;
import static io.daxcheck.rules.Replays.replay;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.stack.TestHost;
import io.daxcheck.stack.pages.LeafMemory;
import org.junit.jupiter.api.Test;

/** Which memory single kernels find behind a pmem disk. */
class DriverReplayTest {
    @Test
    void theFlagOfAnEnabledNamespaceOverridesForceRaw() {
        TestHost test = host("7.3.0").change("pmem3", disk -> disk.queueDax(true));
        assertThat(replay(test, false).drivers().memory(device(test, "pmem3"))).isEqualTo(LeafMemory.NO_STRUCT_PAGES);
        assertThat(replay(test, true).drivers().memory(device(test, "pmem3"))).isEqualTo(LeafMemory.STRUCT_PAGES);
        assertThat(replay(test, true).mountCheck(device(test, "pmem3")).isYes()).isTrue();
        test.release("4.17.0");
        assertThat(replay(test, true).drivers().memory(device(test, "pmem3"))).isEqualTo(LeafMemory.NO_STRUCT_PAGES);
    }
}
