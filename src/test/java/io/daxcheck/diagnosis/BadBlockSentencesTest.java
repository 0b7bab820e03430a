package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad blocks where files lie, where the kernel looks first, and on a kernel that has no DAX beside any. */
class BadBlockSentencesTest {
    private static final long SECTORS = 1 << 18;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7.3.0  | dm-0  | 4096 1  | UNSAFE      | bad blocks on pmem0 affect 1 page of this stack: a DAX access there fails
            7.3.0  | dm-0  | 4095 2  | UNSAFE      | bad blocks on pmem0 affect 2 pages of this stack: a DAX access there fails
            7.3.0  | dm-0  | 90000 1 | SUPPORTED   |
            5.10.0 | pmem0 | 3 1     | UNSUPPORTED | bad blocks on pmem0 lie in the page at sector 0, which the kernel reads when it checks the device: it refuses DAX
            3.10.0-514.el7.x86_64 | pmem0 | 4096 1  | UNSUPPORTED | pmem0 has bad blocks, and this kernel refuses DAX on a disk that has any, wherever they lie
            """)
    void saysWhatTheyDo(String release, String device, String ranges, Verdict verdict, String message) {
        SyntheticHost host = new SyntheticHost(release, 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .dm(0, "0 8192 linear {pmem0} 2048");
        BadBlocks.on(host, "pmem0", ranges);
        StackReport report = Judging.device(host.read(), device).stacks().get(0);
        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.findings().stream()
                        .filter(finding -> finding.code() == FindingCode.POISON_IN_RANGE)
                        .map(Finding::message))
                .containsExactly(message == null ? new String[0] : new String[] {message});
    }
}
