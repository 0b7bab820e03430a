package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.truth.Captures.Capture;
import org.junit.jupiter.api.Test;

/** Facts of a sound stack that do not go together: none of them leaves it supported. */
class ContradictionTest {
    private static final String PMEM1 = "sys/devices/platform/ACPI0012:00/ndbus0/region1/pfn1.0/block/pmem1/";
    private static final String PMEM2 = "sys/devices/platform/ACPI0012:00/ndbus0/region2/pfn2.0/block/pmem2/";

    private static StackReport judged(String title, String path, String content) {
        Capture capture = Captures.named(title);
        assertThat(Judging.stack(capture.tree(), "dm-0").verdict()).isEqualTo(Verdict.SUPPORTED);
        return Judging.stack(new EditedTree(capture.tree()).file(path, content), "dm-0");
    }

    @Test
    void aLegWhoseFlagIsClear() {
        StackReport report = judged("7.3/linear-fsdax", PMEM1 + "queue/dax", "0\n");
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aPartitionThatEndsBeyondItsDisk() {
        StackReport report = judged("7.3/linear-on-partition", PMEM2 + "pmem2p1/start", "99999992\n");
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    /** Bad blocks are as bad on the device below. */
    @Test
    void badBlocksAreNoDifferenceFromTheDeviceBelow() {
        StackReport report = judged("7.3/linear-fsdax", PMEM1 + "badblocks", "2048 8\n");
        assertThat(report.verdict()).isEqualTo(Verdict.UNSAFE);
        assertThat(report.findings().stream().map(finding -> finding.code()))
                .contains(FindingCode.POISON_IN_RANGE, FindingCode.SAME_AS_BELOW);
    }
}
