package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The formats for monitoring systems, and what --ignore does to them and to the others. */
class MonitoringFormatsTest {
    private static final String UNSAFE = "example:silent-corruption";
    private static final String KNOWN = "offset-not-page-aligned@/dev/mapper/t";

    @TempDir
    private Path directory;

    // --------------------------------------------------------------------------------------------- nagios

    @ParameterizedTest
    @CsvSource({
        "0, OK, --from example:sound-lvm",
        "0, OK, dm-0 --from example:sound-lvm",
        "0, OK, --from example:leg-spoils-table",
        "1, WARNING, ram1 --from example:silent-corruption",
        "1, WARNING, namespace4.0 --from example:silent-corruption",
        "1, WARNING, pmem1 --from example:xfs-reflink",
        "2, CRITICAL, --from example:silent-corruption",
        "2, CRITICAL, dm-0 pmem9 --from example:silent-corruption",
        "3, UNKNOWN, pmem9 --from example:silent-corruption",
        "3, UNKNOWN, --from example:nothing",
        "3, UNKNOWN, --from /nowhere/at/all",
        "3, UNKNOWN, --from",
        "3, UNKNOWN, --unheard-of",
        "3, UNKNOWN, --fs ntfs",
        "3, UNKNOWN, --ignore nothing",
        "3, UNKNOWN, --ignore-file /nowhere/at/all --from example:sound-lvm",
        "3, UNKNOWN, --from example:sound-lvm -o /nowhere/at/all",
        "3, UNKNOWN, audit captures",
    })
    void nagiosHasItsOwnExitStatusAndSaysItOnStandardOutput(int status, String state, String commandLine) {
        for (String format : new String[] {"--format nagios", "--format=nagios"}) {
            CommandLineRun run = CommandLineRun.of((commandLine + " " + format).split(" ", -1));
            assertThat(run.outLines().get(0)).startsWith("DAXCHECK " + state + " - ");
            assertThat(run.status()).isEqualTo(status);
            assertThat(run.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"--help", "--version"})
    void helpIsNoAnswerAboutAService(String option) {
        assertThat(CommandLineRun.of("--format", "nagios", option).status()).isEqualTo(3);
        assertThat(CommandLineRun.of("check", option).status()).isZero();
    }

    /** Where a library is missing Java throws no exception but an error, and would exit with 1 by itself. */
    @Test
    void aFaultOfTheProgramItselfIsUnknownAndElseSeventy() throws URISyntaxException, IOException {
        String java = System.getProperty("java.home") + "/bin/java";
        String classPath = place(Main.class) + ":" + place(CommandLine.class);
        Path capture = Files.write(directory.resolve("c.tar.gz"), CaptureDirectory.archive("sound-lvm"));
        List<String> command =
                List.of(java, "-cp", classPath, Main.class.getName(), "--from", capture.toString(), "--format");
        Programs.Run plugin = Programs.run(directory, Map.of(), with(command, "nagios"));
        assertThat(plugin.out())
                .startsWith(
                        "DAXCHECK UNKNOWN - internal fault, please report it: java.lang.NoClassDefFoundError: org/");
        assertThat(plugin.status()).isEqualTo(3);
        Programs.Run text = Programs.run(directory, Map.of(), with(command, "text"));
        assertThat(text.err()).startsWith("daxcheck: internal fault, please report it: ");
        assertThat(text.status()).isEqualTo(70);
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<String> with(List<String> command, String last) {
        List<String> all = new ArrayList<>(command);
        all.add(last);
        return all;
    }

    @Test
    void nagiosNamesEveryTargetThatIsMissing() {
        assertThat(CommandLineRun.of("dm-0", "pmem9", "--from", UNSAFE, "--format", "nagios")
                        .outLines())
                .contains("UNKNOWN: not judged: pmem9: no such device, namespace or mount point in " + UNSAFE
                        + "; did you mean pmem1, pmem2, pmem3, pmem5 or pmem6?");
    }

    // ------------------------------------------------------------------------------------------- prometheus

    private CommandLineRun run(Clock clock, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(
                new PrintStream(out, true, StandardCharsets.US_ASCII),
                new PrintStream(err, true, StandardCharsets.US_ASCII),
                Map.of(),
                false,
                false,
                clock);
        int status = Main.run(environment, arguments);
        return new CommandLineRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The collector reads everything that ends in .prom, so what is not finished must have another name. */
    @Test
    void theFileAppearsUnderItsNameOnlyWhenItIsComplete() throws IOException {
        Path file = directory.resolve("daxcheck.prom");
        List<String> meanwhile = new ArrayList<>();
        Clock watching = new FixedClock() {
            @Override
            public Instant instant() {
                meanwhile.addAll(List.of(directory.toFile().list()));
                return super.instant();
            }
        };
        CommandLineRun run = run(watching, "--from", UNSAFE, "--format", "prometheus", "-o", file.toString());
        assertThat(run.status()).isEqualTo(4);
        assertThat(meanwhile).singleElement().satisfies(name -> assertThat(name).doesNotEndWith(".prom"));
        assertThat(directory.toFile().list()).containsExactly("daxcheck.prom");
        assertThat(Files.readString(file))
                .isEqualTo(run(new FixedClock(), "--from", UNSAFE, "--format", "prometheus")
                        .out())
                .contains("\ndaxcheck_last_run_timestamp_seconds 1772323200\n");
    }

    @Test
    void aHostThatCannotBeJudgedLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("daxcheck.prom"), "old");
        assertThat(CommandLineRun.of("--from", "/nowhere/at/all", "--format", "prometheus", "-o", file.toString())
                        .status())
                .isEqualTo(2);
        assertThat(file).hasContent("old");
    }

    @Test
    void labelsThatAreNotKnownAreLeftOut() throws IOException {
        String capture = CaptureDirectory.of("sound-lvm", directory.resolve("capture"))
                .delete("commands/uname")
                .delete("proc/version")
                .delete("proc/sys/kernel/osrelease")
                .path();
        assertThat(CommandLineRun.of("--from", capture, "--format", "prometheus")
                        .outLines())
                .filteredOn(line -> line.startsWith("daxcheck_host_info"))
                .singleElement()
                .satisfies(line -> assertThat(line).doesNotContain("hostname", "kernel_release", "\"\""));
    }

    /** Cron and systemd set no locale: JSON is ASCII, and metrics are UTF-8 in any locale. */
    @Test
    void programsGetTheSameBytesWhateverTheLocale() throws IOException {
        String capture =
                CaptureDirectory.of("sound-lvm", directory.resolve("größe")).path();
        assertThat(run(new FixedClock(), "--from", capture, "--format", "json").out())
                .contains("gr\\u00F6\\u00DFe");
        assertThat(run(new FixedClock(), "audit", "--format", "jsonl", capture).out())
                .contains("gr\\u00F6\\u00DFe");
        String named = CaptureDirectory.of("sound-lvm", directory.resolve("capture"))
                .write("sys/devices/virtual/block/dm-0/dm/name", "größe\n")
                .path();
        assertThat(run(new FixedClock(), "--from", named, "--format", "prometheus")
                        .out())
                .contains("path=\"/dev/mapper/größe\"");
    }

    /** A clock that does not advance. */
    private static class FixedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-03-01T00:00:00.5Z");
        }
    }

    // ---------------------------------------------------------------------------------------------- ignore

    private static JsonNode json(String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void jsonKeepsWhatIsSilencedAndMarksIt() {
        JsonNode findings = json("dm-0", "--from", UNSAFE, "--format", "json", "--ignore", KNOWN)
                .at("/stacks/0/findings");
        assertThat(findings.get(0).get("code").asString()).isEqualTo("offset-not-page-aligned");
        assertThat(findings.get(0).get("silenced").asBoolean()).isTrue();
        assertThat(findings.get(1).get("silenced").asBoolean()).isFalse();
        assertThat(json("audit", archive(), "--format", "jsonl", "--ignore", KNOWN)
                        .at("/stacks/0/findings/0/silenced")
                        .asBoolean())
                .isTrue();
    }

    private String archive() {
        try {
            return Files.write(directory.resolve("a.tar.gz"), CaptureDirectory.archive("silent-corruption"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void textMarksItAndTheExitStatusStays() {
        CommandLineRun run = CommandLineRun.of("dm-0", "--from", UNSAFE, "--ignore", KNOWN);
        assertThat(run.out()).contains("UNSAFE  dm-0 (/dev/mapper/t)", "[offset-not-page-aligned] (silenced)\n");
        assertThat(run.out()).doesNotContain("differs-from-below (silenced)");
        assertThat(run.status()).isEqualTo(4);
        CommandLineRun audit = CommandLineRun.of("audit", archive(), "--ignore", KNOWN);
        assertThat(audit.out()).contains("offset-not-page-aligned (dm-0, silenced)\n");
        assertThat(audit.status()).isEqualTo(4);
    }

    @Test
    void nagiosAndPrometheusCountItAndRaiseNoAlarm() {
        CommandLineRun nagios = CommandLineRun.of("--from", UNSAFE, "--format", "nagios", "--ignore", KNOWN);
        assertThat(nagios.status()).isZero();
        assertThat(nagios.outLines().get(0)).contains("; 1 finding silenced |").endsWith(" silenced=1;;;0");
        assertThat(CommandLineRun.of("--from", UNSAFE, "--format", "prometheus", "--ignore", KNOWN)
                        .outLines())
                .contains(
                        "daxcheck_stack_silenced{device=\"dm-0\",path=\"/dev/mapper/t\"} 1",
                        "daxcheck_findings_silenced{code=\"offset-not-page-aligned\",severity=\"hazard\"} 1");
    }

    // ---------------------------------------------------------------------------------------------- mounts

    /** A raw namespace cannot have DAX, so ext4 is refused on it; an fsdax one has it. */
    private String asksForDax(String... lines) {
        try {
            return CaptureDirectory.of("silent-corruption", directory.resolve("asks"))
                    .write("commands/dmsetup-table", "t: 0 65536 linear 259:1 2048\n")
                    .write("etc/fstab", String.join("\n", lines) + "\n")
                    .write("superblocks/pmem5", ext4())
                    .path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ext4() throws IOException {
        try (InputStream stream =
                MonitoringFormatsTest.class.getResourceAsStream("/io/daxcheck/source/format/superblock-ext4")) {
            return stream.readAllBytes();
        }
    }

    private static final String REFUSED = "/dev/pmem3 /data ext4 defaults,dax 0 2";
    private static final String GIVEN = "/dev/pmem5 /with ext4 dax 0 2";

    @Test
    void aLineOfFstabThatGetsNoDaxIsAWarning() {
        String capture = asksForDax(REFUSED, GIVEN, "/dev/pmem6 /plain ext4 defaults 0 2");
        CommandLineRun nagios = CommandLineRun.of("--from", capture, "--format", "nagios");
        assertThat(nagios.outLines().get(0))
                .startsWith("DAXCHECK WARNING - requests DAX and does not get it: /data after its next mount |")
                .contains(" mounts_dax=2;;;0 mounts_dax_off=1;0;;0 ");
        assertThat(nagios.out()).contains("[raw-namespace]", "[next-mount-refused]");
        assertThat(nagios.status()).isEqualTo(1);
        assertThat(CommandLineRun.of("--from", capture, "--format", "prometheus")
                        .outLines())
                .contains(
                        "daxcheck_mount_dax_requested{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} 1",
                        "daxcheck_mount_dax_next{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} 0",
                        "daxcheck_mount_dax_missing{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} 1",
                        "daxcheck_mount_silenced{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} 0",
                        "daxcheck_mount_dax_next{device=\"pmem5\",path=\"/dev/pmem5\",mountpoint=\"/with\"} 1",
                        "daxcheck_mount_dax_missing{device=\"pmem5\",path=\"/dev/pmem5\",mountpoint=\"/with\"} 0",
                        "daxcheck_mount_dax_requested{device=\"pmem6\",path=\"/dev/pmem6\",mountpoint=\"/plain\"} 0")
                .noneMatch(line -> line.startsWith("daxcheck_mount_dax_active"));
    }

    @Test
    void aMountThatHasLostDaxIsAWarningNow() throws IOException {
        String capture = asksForDax(REFUSED, GIVEN);
        Path mounts = Path.of(capture, "proc/self/mountinfo");
        String number =
                Files.readString(Path.of(capture, "sys/class/block/pmem3/dev")).strip();
        Files.writeString(
                mounts, Files.readString(mounts) + "90 2 " + number + " / /data rw,relatime - ext4 /dev/pmem3 rw\n");
        assertThat(CommandLineRun.of("--from", capture, "--format", "nagios")
                        .outLines()
                        .get(0))
                .startsWith("DAXCHECK WARNING - requests DAX and does not get it: /data |");
        assertThat(CommandLineRun.of("--from", capture, "--format", "prometheus")
                        .outLines())
                .contains("daxcheck_mount_dax_active{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} 0");
        String both =
                "--ignore dax-requested-but-off --ignore next-mount-refused@/data --format nagios --from " + capture;
        assertThat(CommandLineRun.of(both.split(" ", -1)).status()).isZero();
        String one = "--ignore dax-requested-but-off --format nagios --from " + capture;
        assertThat(CommandLineRun.of(one.split(" ", -1)).status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, raw-namespace@pmem3",
        "0, next-mount-refused@/dev/pmem3",
        "1, next-mount-refused@pmem5",
        "1, next-mount-without-dax",
    })
    void aMountIsSilencedByItsOwnFindingOrByWhatTheVerdictRestsOn(int status, String rule) {
        String capture = asksForDax(REFUSED, GIVEN);
        assertThat(CommandLineRun.of("--from", capture, "--format", "nagios", "--ignore", rule)
                        .status())
                .isEqualTo(status);
        assertThat(CommandLineRun.of("--from", capture, "--format", "prometheus", "--ignore", rule)
                        .outLines())
                .contains("daxcheck_mount_silenced{device=\"pmem3\",path=\"/dev/pmem3\",mountpoint=\"/data\"} "
                        + (1 - status));
        assertThat(CommandLineRun.of("--from", capture, "--ignore", rule).status())
                .as("without --format nagios")
                .isEqualTo(1);
    }

    /** The contents of the device are unknown, and so is the result of its next mount. */
    @Test
    void aLineOfFstabOfWhichNobodyKnowsIsUnknown() {
        String capture = asksForDax("/dev/pmem6 /data ext4 dax 0 2");
        CommandLineRun run = CommandLineRun.of("--from", capture, "--format", "nagios");
        assertThat(run.outLines().get(0)).startsWith("DAXCHECK UNKNOWN - unknown: /data |");
        assertThat(run.status()).isEqualTo(3);
        assertThat(CommandLineRun.of("--from", capture, "--format", "prometheus")
                        .out())
                .contains("daxcheck_mount_dax_requested{device=\"pmem6\"")
                .doesNotContain("daxcheck_mount_dax_next{", "daxcheck_mount_dax_missing{");
    }

    @Test
    void aDeviceOfFstabThatIsNotThereIsUnknownToOneWhoNamesNothing() {
        String capture = asksForDax("UUID=1234-5678 /gone ext4 dax 0 2");
        CommandLineRun run = CommandLineRun.of("--from", capture, "--format", "nagios");
        assertThat(run.outLines().get(0)).startsWith("DAXCHECK UNKNOWN - unknown: UUID=1234-5678 |");
        assertThat(run.out()).contains("[configured-device-not-found]");
        assertThat(run.status()).isEqualTo(3);
        assertThat(CommandLineRun.of("pmem5", "--from", capture, "--format", "nagios")
                        .status())
                .isZero();
        String ignored = "--ignore configured-device-not-found --format nagios --from " + capture;
        assertThat(CommandLineRun.of(ignored.split(" ", -1)).status()).isZero();
    }

    // ------------------------------------------------------------------------------------- what is ignored

    @Test
    void rulesComeFromOptionsAndFilesTogether() throws IOException {
        Path one = Files.writeString(directory.resolve("one"), "# moved in May\nleaf-without-dax@ram0\n");
        Path two = Files.writeString(directory.resolve("two"), "sector-namespace");
        JsonNode stacks = json(
                        "ram0",
                        "ram1",
                        "pmem0s",
                        "dm-0",
                        "--from",
                        UNSAFE,
                        "--format",
                        "json",
                        "--ignore",
                        KNOWN,
                        "--ignore-file",
                        one.toString(),
                        "--ignore-file",
                        two.toString())
                .get("stacks");
        List<Boolean> silenced = new ArrayList<>();
        for (JsonNode stack : stacks) {
            silenced.add(stack.at("/findings/0/silenced").asBoolean());
        }
        assertThat(silenced).containsExactly(true, false, true, true);
    }

    @Test
    void aCodeThatDoesNotExistIsBadUsageWithTheNearestOne() throws IOException {
        CommandLineRun option = CommandLineRun.of("--from", UNSAFE, "--ignore", "raw-namespaces@pmem3");
        assertThat(option.status()).isEqualTo(2);
        assertThat(option.out()).isEmpty();
        assertThat(option.errLines().get(0)).contains("'raw-namespaces' is no finding; did you mean raw-namespace?");
        Path file = Files.writeString(directory.resolve("known"), "\nraw-namespace\nleaf-without-dex\n");
        for (List<String> command : List.of(List.of("--from", UNSAFE), List.of("audit", archive()))) {
            List<String> all = new ArrayList<>(command);
            all.addAll(List.of("--ignore-file", file.toString()));
            CommandLineRun run = CommandLineRun.of(all.toArray(String[]::new));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.errLines())
                    .containsExactly("daxcheck: " + file
                            + ":3: 'leaf-without-dex' is no finding; did you mean leaf-without-dax?");
        }
    }

    @Test
    void whatCoversNothingIsToldToOneWhoAsks() {
        String[] check = {"--from", UNSAFE, "--ignore", "raw-namespace@pmem5", "--ignore", "raw-namespace"};
        assertThat(CommandLineRun.of(check).err()).isEmpty();
        List<String> verbose = new ArrayList<>(List.of(check));
        verbose.add("-v");
        assertThat(CommandLineRun.of(verbose.toArray(String[]::new)).errLines())
                .containsExactly("daxcheck: --ignore raw-namespace@pmem5: there is no such finding here");
        assertThat(CommandLineRun.of("audit", archive(), "-v", "--ignore", KNOWN, "--ignore", "xfs-reflink")
                        .errLines())
                .containsExactly("daxcheck: --ignore xfs-reflink: there is no such finding here");
    }

    @ParameterizedTest
    @CsvSource({"prometheus", "json"})
    void anAuditRefusesTheFormatsOfOneHost(String format) {
        CommandLineRun run = CommandLineRun.of("audit", archive(), "--format", format);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines().get(0)).contains("--format", "text, jsonl", format);
    }
}
