package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Host;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.rules.JudgedKernel;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import io.daxcheck.stack.pages.Hazard;
import org.junit.jupiter.api.Test;

/** What can happen on small stacks of 4 KiB pages, and the findings about it. */
class HazardFindingsTest {
    private static final long SIZE = 1 << 18;

    private final FindingSet found = new FindingSet();

    private Hazards hazards(TestHost test, String top, boolean isMounted) {
        Host host = test.host();
        StorageGraph graph = test.graph();
        KernelModel kernel =
                host.kernel().value().orElseThrow().plausibleModels().get(0);
        KernelReplay judged = new KernelReplay(graph, kernel, 8, true, true, JudgedKernel.ofHost(host));
        HazardFindings findings = new HazardFindings(graph, kernel, 8, judged);
        return isMounted
                ? findings.underMount(
                        graph.stack(host.device(top).orElseThrow()),
                        host.mounts().value().orElseThrow().get(0),
                        found)
                : findings.ofNewMount(graph.stack(host.device(top).orElseThrow()), found);
    }

    private void assertFound(FindingCode code) {
        assertThat(found.list()).extracting(Finding::code).containsExactly(code);
        assertThat(found.list().get(0).severity()).isEqualTo(Severity.HAZARD);
    }

    @Test
    void anOffsetCorruptsSince517() {
        TestHost test = new TestHost().release("5.17.0").pmem("pmem1", SIZE).dm("dm-0", "0 65536 linear pmem1 2049");
        assertThat(hazards(test, "dm-0", false).bytes()).containsExactly(entry(Hazard.CORRUPT, 65536L * 512));
        assertFound(FindingCode.OFFSET_NOT_PAGE_ALIGNED);
    }

    @Test
    void aSoundStackHasNone() {
        TestHost test = new TestHost().pmem("pmem1", SIZE).dm("dm-0", "0 65536 linear pmem1 2048");
        assertThat(hazards(test, "dm-0", false)).isEqualTo(Hazards.NONE);
        assertThat(found.list()).isEmpty();
    }

    @Test
    void badBlocksFailPageByPage() {
        TestHost test = new TestHost().pmem("pmem1", SIZE, new SectorRange(15, 2));
        assertThat(hazards(test, "pmem1", false).bytes()).containsExactly(entry(Hazard.ERROR, 2L * 4096));
        assertFound(FindingCode.POISON_IN_RANGE);
    }

    @Test
    void withoutItsSizeNothingIsKnownOfADevice() {
        TestHost test = new TestHost().pmem("pmem1", SIZE).change("pmem1", disk -> disk.size(TestHost.absent()));
        assertThat(hazards(test, "pmem1", false).unknown()).isTrue();
        assertThat(found.list()).extracting(Finding::code).containsExactly(FindingCode.FACT_MISSING);
    }

    @Test
    void aMountKeepsItsDaxDeviceWhenATableWithoutDaxIsLoaded() {
        TestHost test = new TestHost()
                .pmem("pmem1", SIZE)
                .leaf(Kind.OTHER, "vda", SIZE)
                .dm("dm-0", "0 65536 linear pmem1 2048", "65536 65536 linear vda 0")
                .change("dm-0", dm -> dm.queueDax(false))
                .mount("dm-0", "/data", "rw", "dax");
        assertThat(hazards(test, "dm-0", true).bytes()).containsExactly(entry(Hazard.ERROR, 65536L * 512));
        assertFound(FindingCode.DAX_LOST_UNDER_MOUNT);
    }
}
