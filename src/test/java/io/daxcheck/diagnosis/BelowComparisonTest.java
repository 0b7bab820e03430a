package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A dm device that does something else than what it lies on. */
class BelowComparisonTest {
    private static final long SECTORS = 1 << 18;

    private static SyntheticHost host() {
        return new SyntheticHost("6.1.0", 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .pmem("pmem1", Memory.FSDAX, SECTORS)
                .pmem("pmem2", Memory.SECTOR, SECTORS);
    }

    private static List<Finding> comparisons(SyntheticHost host, String device) {
        return Judging.device(host.read(), device).stacks().get(0).findings().stream()
                .filter(finding ->
                        finding.code() == FindingCode.SAME_AS_BELOW || finding.code() == FindingCode.DIFFERS_FROM_BELOW)
                .toList();
    }

    private static void isOne(List<Finding> found, FindingCode code, Severity severity, String message) {
        assertThat(found).hasSize(1);
        assertThat(found.get(0).code()).isEqualTo(code);
        assertThat(found.get(0).severity()).isEqualTo(severity);
        assertThat(found.get(0).layer()).isEqualTo("dm-0");
        assertThat(found.get(0).message()).isEqualTo(message);
    }

    @Test
    void theSameWhereBothHaveDax() {
        isOne(
                comparisons(host().dm(0, "0 8192 linear {pmem0} 2048", "8192 8192 linear {pmem0} 65536"), "dm-0"),
                FindingCode.SAME_AS_BELOW,
                Severity.INFO,
                "mount -o dax has the same result on dm-0 and on the devices below it: pmem0");
    }

    @Test
    void theSameWhereNoneHasDax() {
        isOne(
                comparisons(host().dm(0, "0 8192 linear {pmem2} 0"), "dm-0"),
                FindingCode.SAME_AS_BELOW,
                Severity.INFO,
                "mount -o dax has the same result on dm-0 and on the devices below it: pmem2");
    }

    /** Mounted with DAX, at the wrong bytes: somebody has to know. */
    @Test
    void anOffsetThatTheKernelCutsDownIsAWarning() {
        isOne(
                comparisons(host().dm(0, "0 8192 linear {pmem0} 2049"), "dm-0"),
                FindingCode.DIFFERS_FROM_BELOW,
                Severity.WARNING,
                "mount -o dax has a different result on dm-0 than on each device below it: pmem0");
    }

    @Test
    void aTargetThatRemovesDaxIsANote() {
        isOne(
                comparisons(host().dm(0, "0 8192 crypt aes-xts-plain64 :64:logon:key 0 {pmem0} 0"), "dm-0"),
                FindingCode.DIFFERS_FROM_BELOW,
                Severity.INFO,
                "mount -o dax has a different result on dm-0 than on each device below it: pmem0");
    }

    /** One bad page is as bad on the disk. */
    @Test
    void badBlocksAreNoDifference() {
        SyntheticHost host = host().dm(0, "0 8192 linear {pmem0} 2048");
        BadBlocks.on(host, "pmem0", "4096 1");
        assertThat(comparisons(host, "dm-0")).extracting(Finding::code).containsExactly(FindingCode.SAME_AS_BELOW);
    }

    @Test
    void moreThanFourAreCounted() {
        SyntheticHost host = host();
        String[] table = new String[5];
        for (int i = 0; i < table.length; i++) {
            host.pmem("pmem" + (3 + i), Memory.FSDAX, SECTORS);
            table[i] = 8192 * i + " 8192 linear {pmem" + (3 + i) + "} 0";
        }
        assertThat(comparisons(host.dm(0, table), "dm-0").get(0).message()).endsWith(" below it: 5 devices");
    }

    @Test
    void nothingIsBelowADisk() {
        assertThat(comparisons(host(), "pmem0")).isEmpty();
    }
}
