package io.daxcheck.report.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.host.Host;
import io.daxcheck.report.Reports;
import io.daxcheck.report.Version;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrometheusReportTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00.999Z");
    private static final String DM = "device=\"dm-0\",path=\"/dev/mapper/t\"";

    static List<String> examples() {
        return Reports.EXAMPLES;
    }

    private static List<String> lines(HostReport report) {
        return PrometheusReport.of(report, NOW).lines().toList();
    }

    private static List<String> series(HostReport report, String metric) {
        return lines(report).stream()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .toList();
    }

    @Test
    void saysOfEveryVerdictWhetherItHolds() {
        assertThat(series(Reports.example("silent-corruption"), "daxcheck_stack_verdict"))
                .hasSize(8 * 4)
                .startsWith(
                        "daxcheck_stack_verdict{" + DM + ",verdict=\"supported\"} 0",
                        "daxcheck_stack_verdict{" + DM + ",verdict=\"unsupported\"} 0",
                        "daxcheck_stack_verdict{" + DM + ",verdict=\"unsafe\"} 1",
                        "daxcheck_stack_verdict{" + DM + ",verdict=\"unknown\"} 0");
    }

    @Test
    void showsTheOutcomeOfTheFilesystemOnTheDevice() {
        HostReport report = Reports.example("xfs-reflink");
        String label = "device=\"pmem1\",path=\"/dev/pmem1\"";
        assertThat(series(report, "daxcheck_filesystem_mount"))
                .contains(
                        "daxcheck_filesystem_mount{" + label + ",type=\"xfs\",outcome=\"dax\"} 0",
                        "daxcheck_filesystem_mount{" + label + ",type=\"xfs\",outcome=\"fallback\"} 0",
                        "daxcheck_filesystem_mount{" + label + ",type=\"xfs\",outcome=\"refused\"} 1",
                        "daxcheck_filesystem_mount{" + label + ",type=\"xfs\",outcome=\"unknown\"} 0");
        assertThat(series(report, "daxcheck_stack_verdict"))
                .as("the device alone")
                .contains("daxcheck_stack_verdict{" + label + ",verdict=\"supported\"} 1");
        assertThat(series(report, "daxcheck_effective_verdict"))
                .contains("daxcheck_effective_verdict{" + label + ",verdict=\"unsupported\"} 1");
        assertThat(series(Reports.example("silent-corruption"), "daxcheck_filesystem_mount"))
                .as("no filesystem was found")
                .isEmpty();
    }

    @Test
    void countsTheBytesOfEachHazard() {
        assertThat(series(Reports.example("silent-corruption"), "daxcheck_stack_hazard_bytes"))
                .contains(
                        "daxcheck_stack_hazard_bytes{" + DM + ",kind=\"panic\"} 0",
                        "daxcheck_stack_hazard_bytes{" + DM + ",kind=\"corrupt\"} 33554432",
                        "daxcheck_stack_hazard_bytes{" + DM + ",kind=\"error\"} 0");
        // The second half is on a raw namespace.
        assertThat(series(Reports.example("thread-2018-raw"), "daxcheck_stack_hazard_bytes"))
                .contains("daxcheck_stack_hazard_bytes{" + DM + ",kind=\"panic\"} 16777216");
    }

    @Test
    void whatIsNotKnownHasNoSeries() {
        HostReport report = Reports.of(new TestHost()
                .leaf(io.daxcheck.host.BlockDevice.Kind.PMEM, "pmem0", 262_144)
                .host());
        assertThat(series(report, "daxcheck_stack_verdict"))
                .contains("daxcheck_stack_verdict{device=\"pmem0\",path=\"/dev/pmem0\",verdict=\"unknown\"} 1");
        assertThat(series(report, "daxcheck_stack_hazard_bytes")).isEmpty();
        assertThat(series(report, "daxcheck_mount_dax_active")).isEmpty();
    }

    @Test
    void theTimeIsAValueInSeconds() {
        assertThat(series(Reports.example("sound-lvm"), "daxcheck_last_run_timestamp_seconds"))
                .containsExactly("daxcheck_last_run_timestamp_seconds 1772323200");
    }

    @Test
    void namesTheProgramAndTheHost() {
        HostReport report = Reports.example("sound-lvm");
        assertThat(series(report, "daxcheck_build_info"))
                .containsExactly("daxcheck_build_info{version=\"" + Version.current() + "\"} 1");
        assertThat(series(report, "daxcheck_host_info"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("architecture=\"x86_64\",page_size=\"4096\"} 1"));
    }

    @Test
    void escapesWhatTheFormatHasEscapesForAndWhatATerminalMustNotGet() {
        HostReport report = Reports.of(new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 0")
                .change("dm-0", dm -> dm.dmName("a\"b\\c\nd\u001b[2Jeé\ud800"))
                .host());
        String text = PrometheusReport.of(report, NOW);
        assertThat(text)
                .contains("daxcheck_stack_silenced{device=\"dm-0\","
                        + "path=\"/dev/mapper/a\\\"b\\\\c\\nd\\\\x1b[2Jeé\\\\ud800\"} 0\n");
        assertThat(text.codePoints()).noneMatch(character -> character < 0x20 && character != '\n');
    }

    @Test
    void aStackThatIsNamedTwiceHasItsSeriesOnce() {
        Host host = new TestHost().pmem("pmem0", 262_144).host();
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        Stack stack = diagnosis.graph().stack(host.device("pmem0").orElseThrow());
        assertThat(lines(diagnosis.judge(List.of(stack, stack)))).doesNotHaveDuplicates();
    }

    @Test
    void countsFindingsByTheirCodeAndSilencedOnesApart() {
        HostReport report = new IgnoreRules(
                        List.of(IgnoreRule.parse("leaf-without-dax@ram0"), IgnoreRule.parse("raw-namespace")))
                .mark(Reports.example("silent-corruption"))
                .report();
        assertThat(series(report, "daxcheck_findings"))
                .contains(
                        "daxcheck_findings{code=\"leaf-without-dax\",severity=\"blocker\"} 1",
                        "daxcheck_findings{code=\"offset-not-page-aligned\",severity=\"hazard\"} 1")
                .noneMatch(line -> line.contains("raw-namespace"));
        assertThat(series(report, "daxcheck_findings_silenced"))
                .containsExactlyInAnyOrder(
                        "daxcheck_findings_silenced{code=\"leaf-without-dax\",severity=\"blocker\"} 1",
                        "daxcheck_findings_silenced{code=\"raw-namespace\",severity=\"blocker\"} 1");
        assertThat(series(report, "daxcheck_stack_silenced"))
                .contains(
                        "daxcheck_stack_silenced{device=\"ram0\",path=\"/dev/ram0\"} 1",
                        "daxcheck_stack_silenced{device=\"ram1\",path=\"/dev/ram1\"} 0",
                        "daxcheck_stack_silenced{device=\"pmem3\",path=\"/dev/pmem3\"} 1");
    }

    /** What the textfile collector and the format ask for. */
    @ParameterizedTest
    @MethodSource("examples")
    void familiesAreInOnePieceWithHelpAndTypeFirstAndWithoutTimes(String example) {
        String text = PrometheusReport.of(Reports.example(example), NOW);
        assertThat(text).endsWith("\n").doesNotContain("\n\n");
        Set<String> seen = new HashSet<>();
        String family = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                family = line.split(" ", -1)[2];
                assertThat(seen.add(family)).as(line).isTrue();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(line).isEqualTo("# TYPE " + family + " gauge");
            } else {
                assertThat(line).matches(family + "(\\{[^}]*})? -?[0-9]+");
            }
        }
        assertThat(seen).contains("daxcheck_stack_verdict", "daxcheck_last_run_timestamp_seconds");
    }

    @Test
    void everyMetricIsDocumentedWithItsLabels() throws IOException {
        String document = Files.readString(Path.of(System.getProperty("basedir", "."), "src", "docs", "monitoring.md"));
        List<String> documented = new ArrayList<>();
        for (String line : document.lines().toList()) {
            if (line.startsWith("| `daxcheck_")) {
                documented.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        List<String> names = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            names.add(metric.metricName());
        }
        assertThat(documented).containsExactlyElementsOf(names);
    }
}
