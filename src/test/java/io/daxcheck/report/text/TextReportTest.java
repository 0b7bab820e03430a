package io.daxcheck.report.text;

import static io.daxcheck.stack.TestHost.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.Reports;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.stack.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {
    private static final String HOSTILE = "evil\u001b[2J\r\nFAKE \u202egnp\u200f\u0007\u009b31m\ud800";
    private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9]+m");
    /** What may come before the one word of a line that is too long. */
    private static final Pattern BEFORE_A_WORD =
            Pattern.compile("(why|warn|note|also|next|NO DAX|OK|UNSAFE|UNKNOWN)? *([│├└─|`-]+ *)*(<== |◀ )?");

    private static Stream<String> examples() {
        return Reports.EXAMPLES.stream();
    }

    /**
     * The whole text, so that a change of it is seen by a person. After a change on purpose, write the new text into
     * the file by hand.
     */
    @ParameterizedTest
    @ValueSource(strings = {"silent-corruption", "leg-spoils-table"})
    void looksAsItShould(String example) throws IOException {
        try (InputStream golden = TextReportTest.class.getResourceAsStream(example + ".txt")) {
            String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Reports.text(Reports.example(example), new Terminal(false, true, 80), false))
                    .isEqualTo(expected);
        }
    }

    // ------------------------------------------------------------------------------------------------ width

    private static boolean isOneWord(String line) {
        String rest = line.strip();
        var before = BEFORE_A_WORD.matcher(rest);
        int start = before.lookingAt() ? before.end() : 0;
        return rest.indexOf(' ', start) < 0;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noLineIsWiderThanTheTerminalUnlessItIsOneWordOrACommand(String example) {
        HostReport report = Reports.example(example);
        for (int columns : new int[] {40, 80}) {
            for (boolean unicode : new boolean[] {true, false}) {
                for (boolean verbose : new boolean[] {true, false}) {
                    String text = Reports.text(report, new Terminal(false, unicode, columns), verbose);
                    assertThat(text.lines()
                                    .filter(line -> line.length() > columns)
                                    .filter(line -> !line.strip().startsWith("$ "))
                                    .filter(line -> !isOneWord(line)))
                            .as("%d columns", columns)
                            .isEmpty();
                    assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
                }
            }
        }
    }

    @Test
    void aCommandIsNeverBroken() {
        String text = Reports.text(Reports.example("raw-namespace"), new Terminal(false, true, 40), false);
        assertThat(text.lines().map(String::strip))
                .contains("$ ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax");
    }

    // ------------------------------------------------------------------------------------- colours and glyphs

    @ParameterizedTest
    @MethodSource("examples")
    void colorAddsNothingThatIsNotThereWithoutIt(String example) {
        HostReport report = Reports.example(example);
        String plain = Reports.text(report, new Terminal(false, true, 80), true);
        String colored = Reports.text(report, new Terminal(true, true, 80), true);
        assertThat(plain).doesNotContain("\u001b");
        assertThat(colored).contains("\u001b");
        assertThat(COLOR.matcher(colored).replaceAll("")).isEqualTo(plain);
    }

    @Test
    void everyVerdictIsAWord() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .raw("pmem1", 262_144)
                .pmem("pmem2", 262_144)
                .dm("dm-0", "0 65536 linear pmem2 2049")
                .dm("dm-1", "0 65536 newfangled pmem2")
                .change("dm-1", dm -> dm.queueDax(true));
        String text = Reports.text(Reports.of(host.host()), new Terminal(false, false, 80), false);
        assertThat(text)
                .containsPattern("(?m)^OK      /dev/pmem0 ")
                .containsPattern("(?m)^NO DAX  /dev/pmem1 ")
                .containsPattern("(?m)^UNSAFE  /dev/mapper/dm-0-name ")
                .containsPattern("(?m)^UNKNOWN /dev/mapper/dm-1-name ");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void thereIsOnlyAsciiWhereNothingElseCanBeShown(String example) {
        String text = Reports.text(Reports.example(example), new Terminal(true, false, 80), true);
        assertThat(text).matches("[\\x00-\\x7f]*");
    }

    // --------------------------------------------------------------------------------------- hostile hosts

    private static HostReport hostile() {
        List<DmTarget> table = new ArrayList<>();
        table.add(TestHost.target("0 8192 linear pmem0 1"));
        table.add(new DmTarget(
                8192, 8192, HOSTILE, List.of(new DmTarget.Leg("/dev/" + HOSTILE, 5)), 0, "8192 8192 " + HOSTILE));
        TestHost host = new TestHost()
                .release("6.1.0-" + HOSTILE)
                .pmem("pmem0", 262_144)
                .leaf(Kind.BRD, "ram0" + HOSTILE, 262_144)
                .dm("dm-0", table)
                .change("dm-0", dm -> dm.dmName(HOSTILE).queueDax(true))
                .dm(
                        "dm-1",
                        List.of(new DmTarget(
                                0, 8192, "linear", List.of(new DmTarget.Leg(number("ram0" + HOSTILE), 0)), 0, HOSTILE)))
                .addNamespace("namespace7.0" + HOSTILE, "dax")
                .mount("dm-0", "/" + HOSTILE, "dax");
        return Reports.of(host.host());
    }

    @Test
    void namesOfAHostileHostDoNotReachTheTerminal() {
        for (boolean verbose : new boolean[] {true, false}) {
            for (boolean unicode : new boolean[] {true, false}) {
                HostReport report = hostile();
                Terminal terminal = new Terminal(false, unicode, 80);
                AuditTable table = new AuditTable(terminal, Optional.of(EnumSet.allOf(Verdict.class)), verbose);
                table.add(report);
                String text = Reports.text(report, terminal, verbose) + table.text();
                assertThat(text).contains("evil\\x1b[2J\\x0d\\x0aFAKE");
                assertThat(text.codePoints().filter(character -> character != '\n'))
                        .noneMatch(Character::isISOControl)
                        .noneMatch(character -> Character.getType(character) == Character.FORMAT)
                        .noneMatch(character -> Character.getType(character) == Character.SURROGATE);
                assertThat(text.lines()).noneMatch(line -> line.startsWith("FAKE"));
            }
        }
    }

    // -------------------------------------------------------------------------------------------- contents

    @Test
    void aSoundStackTakesOneLine() {
        TestHost host = new TestHost().pmem("pmem0", 262_144).dm("dm-0", "0 65536 linear pmem0 4096");
        assertThat(Reports.text(Reports.of(host.host()), new Terminal(false, true, 100), false))
                .contains("OK      /dev/mapper/dm-0-name  32 MiB · ext4, xfs: DAX\n")
                .doesNotContain("why", "pmem0");
    }

    @Test
    void noStackAtAllIsSaidWithWhatWasLookedFor() {
        TestHost host = new TestHost().leaf(Kind.NVME, "nvme0n1", 262_144);
        String text = Reports.text(Reports.of(host.host()), new Terminal(false, true, 100), false);
        assertThat(text).contains("0 stacks", "No DAX-relevant storage", "pmem", "brd", "among 1 block devices");
    }

    @Test
    void saysWhatToDoAndThatItDestroys() {
        String text = Reports.text(Reports.example("raw-namespace"), new Terminal(false, true, 200), false);
        assertThat(text)
                .contains(
                        "next  1. Copy the data you need from /dev/pmem3",
                        "2. Reconfigure the namespace to fsdax. It gets a little smaller: check the size afterwards "
                                + "(destructive: destroys everything on /dev/pmem3)",
                        "$ ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax\n",
                        "3 more steps and alternatives: daxcheck plan /dev/pmem3\n")
                .doesNotContain("Back up its data", "4. Mount");
        assertThat(Reports.text(Reports.example("raw-namespace"), new Terminal(false, true, 200), true))
                .contains("6. Check the result");
    }

    @Test
    void whereNoPlanLeadsToDaxTheFindingsSayWhatToDo() {
        assertThat(Reports.text(Reports.example("silent-corruption"), new Terminal(false, true, 200), false))
                .contains("next  Move the data to persistent memory in fsdax mode, or mount without dax\n");
    }

    @Test
    void verboseSaysWhatEverythingRestsOn() {
        HostReport report = Reports.example("silent-corruption");
        String brief = Reports.text(report, new Terminal(false, true, 200), false);
        String verbose = Reports.text(report, new Terminal(false, true, 200), true);
        assertThat(brief).doesNotContain("basis", "commands/dmsetup-table");
        assertThat(verbose)
                .contains("basis both, queue/dax 1, predicted 1", "commands/dmsetup-table: 0 65536 linear 259:1 2049")
                .contains("basis measured: a running kernel with the same rules did this")
                .contains("ext2", "erofs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "RHEL 9.4        | 5.14.0-427.13.1.el9_4.x86_64 | RHEL 9.4 (5.14.0-427.13.1.el9_4.x86_64), judged as Linux 6.0",
                "Rocky Linux 9.4 | 5.14.0-427.13.1.el9_4.x86_64 | Rocky Linux 9.4 (5.14.0-427.13.1.el9_4.x86_64), judged",
                "RHEL 9.4        | 5.14.0-284.11.1.el9_2.x86_64 | RHEL 9.4, RHEL 9.2 kernel (5.14.0-284.11.1.el9_2.x86_64)",
                "Oracle Linux 9.4 | 5.15.0-200.131.27.el9uek.x86_64 | Oracle Linux 9.4, UEK 7 U2 kernel (5.15.0-200.131.27",
                "-               | 5.14.0-427.13.1.el9_4.x86_64 | RHEL 9.4 kernel (5.14.0-427.13.1.el9_4.x86_64), judged",
                "SLES 15 SP6     | 6.4.0-150600.21-default      | SLES 15 SP6 (6.4.0-150600.21-default), judged as",
                "Debian 13       | 6.12.74+deb13-amd64          | Debian 13, Linux 6.12.74 (6.12.74+deb13-amd64)",
            })
    void headerNamesDistributionAndKernel(String distribution, String release, String header) {
        TestHost host = new TestHost().release(release).pmem("pmem0", 262_144);
        if (distribution != null) {
            host.distribution(distribution);
        }
        assertThat(Reports.text(Reports.of(host.host()), new Terminal(false, false, 300), false))
                .contains("box - " + header);
    }

    // ------------------------------------------------------------------------------------------- the answer

    @Test
    void theFirstLineIsTheAnswerAndHostAndKernelComeLast() {
        TestHost host = new TestHost().raw("pmem0", 262_144);
        String text = new TextReport(
                        new Terminal(false, true, 200), EnumSet.allOf(Filesystem.class), false, List.of("namespace0.0"))
                .withNames(List.of("namespace0.0"))
                .of(Reports.of(host.host()));
        assertThat(text.lines().findFirst())
                .contains("NO DAX  namespace0.0 (/dev/pmem0)  128 MiB · ext4: mount refused; xfs: mounts without DAX "
                        + "· the namespace is in raw mode");
        assertThat(text).containsOnlyOnce("daxcheck explain").endsWith("daxcheck explain raw-namespace\n");
        assertThat(text.indexOf("Linux ")).isGreaterThan(text.indexOf("[raw-namespace]"));
    }

    @Test
    void theWorstStackIsLastWhereATerminalShowsTheEnd() {
        TestHost host = new TestHost()
                .raw("pmem0", 262_144)
                .pmem("pmem1", 262_144)
                .pmem("pmem2", 262_144)
                .dm("dm-0", "0 65536 linear pmem2 2049");
        TextReport report =
                new TextReport(new Terminal(false, true, 200), EnumSet.allOf(Filesystem.class), false, List.of());
        assertThat(verdicts(report.of(Reports.of(host.host())))).containsExactly("UNSAFE", "NO DAX", "OK");
        assertThat(verdicts(report.withWorstLast().of(Reports.of(host.host()))))
                .containsExactly("OK", "NO DAX", "UNSAFE");
    }

    private static List<String> verdicts(String text) {
        return text.lines()
                .filter(line -> line.contains("  /dev/"))
                .map(line -> line.substring(0, 8).strip())
                .toList();
    }

    /** An unmount would make the files unreadable: no other step may come with this one. */
    @Test
    void theStepsOfAMountThatCorruptsAreTheOnlyOnes() {
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 2049")
                .mount("dm-0", "/data", "dax=always");
        String text = Reports.text(Reports.of(host.host()), new Terminal(false, true, 200), false);
        assertThat(text).contains("[mounted-and-corrupting]");
        assertThat(text.lines().filter(line -> line.strip().startsWith("next")))
                .singleElement()
                .asString()
                .contains("Do not unmount");
    }
}
