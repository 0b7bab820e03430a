package io.daxcheck.report.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Host;
import io.daxcheck.report.Reports;
import io.daxcheck.report.data.NagiosReport.State;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.TestHost;
import io.daxcheck.truth.SyntheticHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NagiosReportTest {
    private static final Terminal TERMINAL = new Terminal(false, true, 80);

    private static NagiosReport of(HostReport report, boolean named) {
        return NagiosReport.of(TERMINAL, report, named, List.of(), List.of());
    }

    private static HostReport named(Host host, String... devices) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        List<Stack> stacks = new ArrayList<>();
        for (String device : devices) {
            stacks.add(diagnosis.graph().stack(host.device(device).orElseThrow()));
        }
        return diagnosis.judge(stacks);
    }

    private static String firstLine(NagiosReport report) {
        return report.text().lines().findFirst().orElseThrow();
    }

    private static HostReport silenced(HostReport report, String... rules) {
        List<IgnoreRule> parsed = new ArrayList<>();
        for (String rule : rules) {
            parsed.add(IgnoreRule.parse(rule));
        }
        return new IgnoreRules(parsed).mark(report).report();
    }

    @Test
    void anUnsafeStackIsCritical() {
        NagiosReport report = of(Reports.example("silent-corruption"), false);
        assertThat(report.state()).isEqualTo(State.CRITICAL);
        assertThat(report.state().status()).isEqualTo(2);
        assertThat(report.text().lines())
                .startsWith(
                        "DAXCHECK CRITICAL - unsafe: /dev/mapper/t | stacks=8;;;0 supported=3;;;0 unsupported=4;;;0"
                                + " unsafe=1;;0;0 unknown=0;;;0 mounts_dax=0;;;0 mounts_dax_off=0;0;;0 silenced=0;;;0",
                        "CRITICAL: unsafe: /dev/mapper/t")
                .anyMatch(line -> line.endsWith("[offset-not-page-aligned]"));
    }

    @Test
    void aStackWithoutDaxMattersOnlyWhereItIsNamed() {
        HostReport report = Reports.example("leg-spoils-table");
        assertThat(firstLine(of(report, false))).startsWith("DAXCHECK OK - ").contains(" unsupported=");
        assertThat(firstLine(of(report, true))).startsWith("DAXCHECK WARNING - without DAX: ");
        assertThat(of(report, true).state().status()).isEqualTo(1);
    }

    @Test
    void aFilesystemThatGetsNoDaxIsAWarningWhereItsDeviceIsNamed() {
        HostReport report = named(Reports.example("xfs-reflink").host(), "pmem1");
        assertThat(firstLine(of(report, true))).startsWith("DAXCHECK WARNING - without DAX: xfs on /dev/pmem1 |");
    }

    @Test
    void aStackThatCannotBeJudgedIsNeverFine() {
        HostReport report =
                Reports.of(new TestHost().leaf(Kind.PMEM, "pmem0", 262_144).host());
        assertThat(firstLine(of(report, false))).startsWith("DAXCHECK UNKNOWN - unknown: /dev/pmem0");
        assertThat(firstLine(of(report, true))).startsWith("DAXCHECK UNKNOWN - unknown: /dev/pmem0 |");
        assertThat(of(report, true).state().status()).isEqualTo(3);
    }

    @Test
    void aHostThatDaxDoesNotMatterForIsFine() {
        NagiosReport report = of(Reports.of(new TestHost().host()), false);
        assertThat(firstLine(report)).startsWith("DAXCHECK OK - no DAX-relevant storage | stacks=0;;;0");
        assertThat(report.state().status()).isZero();
    }

    /** Whether a filesystem that requests DAX gets it is not known then. */
    @Test
    void mountsThatWereNotReadAreUnknown() {
        SyntheticHost host = new SyntheticHost("6.12.0", 4096).pmem("pmem0", SyntheticHost.Memory.FSDAX, 262_144);
        assertThat(firstLine(of(Reports.of(host.read()), false)))
                .startsWith("DAXCHECK UNKNOWN - unknown: what is mounted |");
        host.file("proc/self/mountinfo", "1 1 253:99 / / rw - ext4 /dev/vda1 rw\n");
        assertThat(firstLine(of(Reports.of(host.read()), false))).startsWith("DAXCHECK OK - 1 stack, 1 with DAX |");
    }

    /** An alarm must not be hidden by a question that is open next to it. */
    @Test
    void theGravestStateWins() {
        Host host = Reports.example("silent-corruption").host();
        List<String> missing = List.of("pmem9: no such device");
        List<String> none = List.of();
        assertThat(NagiosReport.of(TERMINAL, named(host, "dm-0", "ram1"), true, none, missing)
                        .text())
                .startsWith("DAXCHECK CRITICAL - unsafe: /dev/mapper/t; without DAX: /dev/ram1; not judged: pmem9: no "
                        + "such device |");
        assertThat(NagiosReport.of(TERMINAL, named(host, "ram1"), true, none, missing)
                        .state())
                .isEqualTo(State.WARNING);
        assertThat(NagiosReport.of(TERMINAL, named(host, "pmem5"), true, none, missing)
                        .state())
                .isEqualTo(State.UNKNOWN);
        assertThat(NagiosReport.of(TERMINAL, named(host), true, List.of("namespace4.0"), none)
                        .state())
                .isEqualTo(State.WARNING);
    }

    @Test
    void whatIsSilencedAlarmsNobodyAndIsCounted() {
        HostReport report = Reports.example("silent-corruption");
        NagiosReport known = of(silenced(report, "offset-not-page-aligned@/dev/mapper/t"), false);
        assertThat(known.state()).isEqualTo(State.OK);
        assertThat(firstLine(known))
                .startsWith("DAXCHECK OK - 8 stacks, 3 with DAX; 1 finding silenced |")
                .contains(" unsafe=0;;0;0 ")
                .endsWith(" silenced=1;;;0");
        assertThat(known.text()).contains("\nsilenced: /dev/mapper/t is unsafe\n");
    }

    @Test
    void oneFindingOfTwoThatIsSilencedKeepsTheAlarm() {
        HostReport report = named(Reports.example("leg-spoils-table").host(), "dm-0");
        assertThat(of(silenced(report, "leg-without-dax"), true).state()).isEqualTo(State.WARNING);
        assertThat(of(silenced(report, "leg-without-dax@ram1", "leaf-without-dax"), true)
                        .state())
                .as("another leg")
                .isEqualTo(State.WARNING);
        assertThat(of(silenced(report, "leg-without-dax", "leaf-without-dax@ram0"), true)
                        .state())
                .isEqualTo(State.OK);
    }

    @Test
    void aNameCannotBeginTheNumbersOrALine() {
        HostReport report = named(
                new TestHost()
                        .pmem("pmem0", 262_144)
                        .leaf(Kind.BRD, "ram0", 262_144)
                        .dm("dm-0", "0 65536 linear ram0 0")
                        .change("dm-0", dm -> dm.dmName("x | unsafe=0\nDAXCHECK OK - fine\u001b[2J"))
                        .host(),
                "dm-0");
        String text = of(report, true).text();
        assertThat(firstLine(of(report, true)))
                .startsWith(
                        "DAXCHECK WARNING - without DAX: /dev/mapper/x \\x7c unsafe=0\\x0aDAXCHECK OK - fine\\x1b[2J |")
                .containsOnlyOnce("|");
        assertThat(text.indexOf('|')).isEqualTo(text.lastIndexOf('|'));
        assertThat(text.codePoints()).noneMatch(character -> character < 0x20 && character != '\n');
    }

    @Test
    void fitsIntoWhatNagiosReadsAndKeepsTheNumbers() {
        TestHost host = new TestHost();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String name = "dm-" + i;
            host.leaf(Kind.BRD, "ram" + i, 262_144).dm(name, "0 65536 linear ram" + i + " 0");
            host.change(name, dm -> dm.dmName("€".repeat(120)));
            names.add(name);
        }
        String text = of(named(host.host(), names.toArray(String[]::new)), true).text();
        assertThat(text.getBytes(StandardCharsets.UTF_8).length)
                .isGreaterThan(7_000)
                .isLessThan(8_192);
        assertThat(text.lines().findFirst().orElseThrow())
                .contains("€... and 397 more | stacks=400;;;0 supported=0;;;0 unsupported=400;;;0")
                .endsWith("silenced=0;;;0");
        assertThat(text).endsWith("\n(for more run it without --format nagios)\n");
    }

    @Test
    void writesAsciiWhereThereIsOnlyThat() {
        Terminal ascii = new Terminal(false, false, 80);
        HostReport report = Reports.of(new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 1")
                .change("dm-0", dm -> dm.dmName("größe"))
                .host());
        assertThat(NagiosReport.of(ascii, report, false, List.of(), List.of()).text())
                .startsWith("DAXCHECK CRITICAL - unsafe: /dev/mapper/gr??e |")
                .matches("[\\x0a\\x20-\\x7e]*");
        assertThat(NagiosReport.failure(ascii, "a\nb|ü")).isEqualTo("DAXCHECK UNKNOWN - a\\x0ab\\x7c?\n");
    }
}
