package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Grounds;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.Measurement;
import io.daxcheck.report.Reports;
import io.daxcheck.stack.TestHost;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.Judging;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingGroundsTest {
    /** Archives that between them have every finding about stacks. */
    private static final List<String> ENOUGH = List.of("4.17", "6.1", "el9.1");

    /** A raw namespace below a stripe that has fsdax as its other leg, on a kernel. */
    private static TestHost mixedStripe(String release) {
        return new TestHost()
                .release(release)
                .pmem("pmem0", 1 << 20)
                .raw("pmem1", 1 << 20)
                .dm("dm-0", "0 65536 striped 2 8 pmem0 0 pmem1 0");
    }

    @ParameterizedTest
    @CsvSource({
        "4.19.1,                          panic-on-raw-leg, MEASURED",
        "4.18.11,                         panic-on-raw-leg, MEASURED",
        "5.14.0-162.6.1.el9_1.x86_64,     panic-on-raw-leg, MEASURED",
        "4.18.0-240.el8.x86_64,           panic-on-raw-leg, SOURCE",
        "5.14.0-427.13.1.el9_4.x86_64,    leg-without-dax,  MEASURED",
        "4.18.0-553.el8_10.x86_64,        leg-without-dax,  SOURCE",
        "5.3.18-59.5-default,             kernel-undecided, ASSUMED",
        "8.0.1,                           leg-without-dax,  ASSUMED",
        "8.0.1,                           kernel-outside-table, ASSUMED",
    })
    void dependsOnTheKernel(String release, String code, Grounds grounds) {
        HostReport report = Reports.of(mixedStripe(release).host());
        List<Finding> findings = new ArrayList<>(report.unplaced());
        report.stacks().forEach(stack -> findings.addAll(stack.findings()));
        assertThat(findings)
                .filteredOn(finding -> finding.code().code().equals(code))
                .isNotEmpty()
                .extracting(Finding::grounds)
                .containsOnly(grounds);
    }

    @Test
    void anotherKernelIsJudgedByItsOwn() {
        HostDiagnosis diagnosis =
                new HostDiagnosis(mixedStripe("7.3.4").host(), KernelRelease.parse("4.18.0-553.el8_10.x86_64"));
        StackReport report = diagnosis.judge(diagnosis.stacks(false)).stacks().get(0);
        assertThat(report.findings())
                .filteredOn(finding -> finding.code() == FindingCode.LEG_WITHOUT_DAX)
                .extracting(Finding::grounds)
                .containsOnly(Grounds.SOURCE);
    }

    @Test
    void whatIsTakenForGrantedIsAssumed() {
        HostDiagnosis diagnosis = new HostDiagnosis(
                mixedStripe("7.3.4").host(),
                Optional.of(KernelRelease.parse("5.14.0-427.el9").orElseThrow()));
        assertThat(diagnosis.judge(List.of()).unplaced())
                .filteredOn(finding -> finding.code() == FindingCode.CONFIG_ASSUMED)
                .extracting(Finding::grounds)
                .containsOnly(Grounds.ASSUMED);
    }

    /** What is called measured on stacks is said of a capture whose outcome was measured. */
    @Test
    void everyMeasuredCodeIsInACapture() {
        Set<FindingCode> said = EnumSet.noneOf(FindingCode.class);
        for (String archive : ENOUGH) {
            for (Capture capture : Captures.of(archive)) {
                for (Finding finding :
                        Judging.stack(capture.tree(), capture.device()).findings()) {
                    said.add(finding.code());
                }
            }
        }
        for (FindingCode code : FindingCode.values()) {
            Measurement measurement = FindingGrounds.rule(code).measurement();
            if (measurement == Measurement.STACKS || measurement == Measurement.EVERY_KERNEL) {
                assertThat(said).contains(code);
            }
        }
    }
}
