package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.mount.MountTable;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which devices get a verdict where none is named. */
class StackSelectionTest {
    private static final long SIZE = 1 << 18;

    private static TestHost host() {
        return new TestHost().pmem("pmem10", SIZE).pmem("pmem9", SIZE).leaf(Kind.OTHER, "vda", SIZE);
    }

    private static TestHost stacked() {
        return host().dm("dm-0", "0 65536 linear pmem9 0");
    }

    private static List<String> tops(TestHost test, boolean all) {
        StorageGraph graph = test.graph();
        return new StackSelection(graph, new MountTable(graph))
                .stacks(all).stream().map(stack -> stack.top().name()).toList();
    }

    @Test
    void thoseThatMayHaveDaxInTheOrderOfTheirNumbers() {
        assertThat(tops(host(), false)).containsExactly("pmem9", "pmem10");
        assertThat(tops(host(), true)).containsExactly("pmem9", "pmem10", "vda");
    }

    @Test
    void aSetFlagMattersOnAnyDisk() {
        assertThat(tops(host().change("vda", disk -> disk.queueDax(true)), false))
                .contains("vda");
        assertThat(tops(host().change("vda", disk -> disk.queueDax(false)), false))
                .doesNotContain("vda");
    }

    @Test
    void aRamdiskMattersWhateverItsFlag() {
        assertThat(tops(host().leaf(Kind.BRD, "ram0", SIZE), false)).contains("ram0");
    }

    @Test
    void whatIsBelowAnotherDeviceMattersOnlyIfDaxIsRequestedOfIt() {
        assertThat(tops(stacked(), false)).containsExactly("dm-0", "pmem10");
        assertThat(tops(stacked().mount("pmem9", "/data", "rw"), false)).containsExactly("dm-0", "pmem10");
        assertThat(tops(stacked().mount("pmem9", "/data", "rw", "dax"), false))
                .containsExactly("dm-0", "pmem9", "pmem10");
    }
}
