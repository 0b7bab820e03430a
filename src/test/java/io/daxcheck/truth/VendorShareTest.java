package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.truth.Captures.Capture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How much stays open on the kernels that customers run, by their release alone: the measured stacks of 6.12, judged as
 * each of them. A number is as small as what was read in public allows; why it is not 0 is next to it.
 */
class VendorShareTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4.18.0-80.el8.x86_64             |  0 | all is known",
                "4.18.0-240.el8.x86_64            |  0 | all is known",
                "4.18.0-553.el8_10.x86_64         |  0 | all is known",
                "5.14.0-70.13.1.el9_0.x86_64      |  0 | all is known",
                "5.14.0-162.6.1.el9_1.x86_64      |  0 | all is known",
                "5.14.0-284.11.1.el9_2.x86_64     |  0 | all is known",
                "5.14.0-427.13.1.el9_4.x86_64     |  0 | all is known",
                "5.14.0-570.12.1.el9_6.x86_64     |  0 | all is known",
                "6.12.0-55.9.1.el10_0.x86_64      |  0 | all is known",
                "5.3.18-59.5-default              |  8 | whether SUSE took 5b0fab508992 (every leg is asked) over is in no public tree that was found",
                "5.14.21-150400.22-default        | 73 | whether SUSE took 5.15's erofs and 5.17's mount check and dm offsets over was not found",
                "6.4.0-150600.21-default          |  0 | all is known",
                "4.15.0-200-generic               |  0 | all is known",
                "5.4.0-150-generic                |  0 | all is known",
                "5.15.0-91-generic                |  0 | all is known",
                "5.4.17-2136.300.7.el8uek.x86_64  | 10 | which stable level Oracle merged after 5.4.83 and whether XFS got bigtime was not found",
                "5.15.0-200.131.27.el9uek.x86_64  |  0 | all is known"
            })
    void unknownAnswers(String release, int expected, String reason) {
        List<String> unknown = new ArrayList<>();
        int answers = 0;
        for (Capture capture : Captures.of("6.12")) {
            Host host = capture.host();
            HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(release));
            StackReport report = diagnosis
                    .judge(List.of(diagnosis
                            .graph()
                            .stack(host.device(capture.device()).orElseThrow())))
                    .stacks()
                    .get(0);
            answers++;
            if (report.verdict() == Verdict.UNKNOWN) {
                unknown.add(capture.name());
            }
            for (Filesystem filesystem : Filesystem.values()) {
                answers++;
                if (report.filesystems().get(filesystem).mount() == MountOutcome.UNKNOWN) {
                    unknown.add(capture.name() + " " + filesystem.id());
                }
            }
            if (report.filesystemVerdict().isPresent()) {
                answers++;
                if (report.filesystemVerdict().equals(Optional.of(Verdict.UNKNOWN))) {
                    unknown.add(capture.name() + " filesystem");
                }
            }
        }
        System.out.printf("%-32s %3d of %d answers unknown: %s%n", release, unknown.size(), answers, reason);
        assertThat(unknown).hasSize(expected);
    }
}
