package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of the contract about the exit status. In silent-corruption, dm-0 is unsafe and ram1 has no DAX. */
class ExitStatusTest {
    @TempDir
    private Path directory;

    /** The example in which nothing shows what dm-0 is on. */
    private String withoutTable() throws IOException {
        return CaptureDirectory.of("silent-corruption", directory.resolve("capture"))
                .delete("commands/dmsetup-table")
                .path();
    }

    @ParameterizedTest
    @CsvSource({
        "0, pmem5 --from example:silent-corruption",
        "0, --from example:leg-spoils-table",
        "0, --from example:sound-lvm",
        "0, dm-0 --from example:sound-lvm",
        "0, --from example:",
        "0, explain",
        "0, explain raw-namespace",
        "0, kernels",
        "0, --help",
        "0, --version",
        "0, check --help",
        "1, ram1 --from example:silent-corruption",
        "1, pmem5 ram1 --from example:silent-corruption",
        "1, namespace4.0 --from example:silent-corruption",
        "1, pmem1 --from example:xfs-reflink",
        "0, pmem2 --from example:xfs-reflink",
        "2, pmem9 --from example:silent-corruption",
        "2, --from example:nothing",
        "2, --from /nowhere/at/all",
        "2, --from",
        "2, --unheard-of",
        "2, --format yaml --from example:sound-lvm",
        "2, '--fs ext4,vfat --from example:sound-lvm'",
        "2, explain nothing",
        "2, explain nothing raw-namespace",
        "2, audit",
        "2, audit /nowhere/at/all",
        "4, --from example:silent-corruption",
        "4, dm-0 --from example:silent-corruption",
        "4, dm-0 pmem5 --from example:silent-corruption",
    })
    void isWhatTheContractSays(int status, String commandLine) {
        assertThat(CommandLineRun.of(commandLine.split(" ", -1)).status()).isEqualTo(status);
    }

    @Test
    void anUnknownTargetIsThreeOnlyWhereItIsNamed() throws IOException {
        String capture = withoutTable();
        assertThat(CommandLineRun.of("dm-0", "--from", capture).status()).isEqualTo(3);
        assertThat(CommandLineRun.of("--from", capture).status()).isZero();
        assertThat(CommandLineRun.of("pmem5", "--from", capture).status()).isZero();
    }

    @Test
    void aLineOfFstabThatDoesNotGetDaxIsOne() throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("leg-spoils-table", directory.resolve("fstab"))
                .write("etc/fstab", """
                        /dev/mapper/t /data xfs dax,nofail 0 0
                        """);
        CommandLineRun run = CommandLineRun.of("--from", capture.path());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("etc/fstab:1: /data dax,nofail; DAX after the next mount: no")
                .contains("next-mount-without-dax");
        assertThat(CommandLineRun.of("audit", capture.path()).status()).isEqualTo(1);
        capture.write("etc/fstab", "/dev/mapper/t /data xfs defaults 0 0\n");
        assertThat(CommandLineRun.of("--from", capture.path()).status()).isZero();
    }

    @Test
    void aLineThatAsksForDaxOfADeviceThatIsAbsentIsOne() throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("sound-lvm", directory.resolve("absent"))
                .write("etc/fstab", "/dev/pmem9 /data xfs dax 0 0\n");
        CommandLineRun run = CommandLineRun.of("--from", capture.path());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("configured-device-not-found");
        CommandLineRun audit = CommandLineRun.of("audit", capture.path());
        assertThat(audit.status()).isEqualTo(1);
        assertThat(audit.out()).contains("configured-device-not-found").contains("1 host, by worst stack: 1 NO DAX\n");
        assertThat(CommandLineRun.of("dm-0", "--from", capture.path()).status())
                .as("another device was named")
                .isZero();
        CommandLineRun named = CommandLineRun.of("/data", "--from", capture.path());
        assertThat(named.status()).isEqualTo(1);
        assertThat(named.errLines()).hasSize(1).first().asString().contains("/dev/pmem9");
        capture.write("etc/fstab", "UUID=f00d /data xfs defaults 0 0\n");
        assertThat(CommandLineRun.of("--from", capture.path()).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "UUID=5D1A-F00D, UUID=5d1a-f00d",
        "UUID=5D1A-F00D, /dev/disk/by-uuid/5d1a-f00d",
        "/dev/disk/by-uuid/5d1a-f00d, UUID=5D1A-F00D",
        "LABEL=logs, LABEL=logs",
        "LABEL=logs, /dev/disk/by-label/logs",
        "PARTUUID=0a-01, PARTUUID=0A-01",
        "PARTLABEL=logs, PARTLABEL=logs",
        "/dev/pmem9, /dev/pmem9",
    })
    void aDeviceThatOnlyFstabKnowsIsOneByItsNameAsByItsMountPoint(String configured, String named) throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("sound-lvm", directory.resolve("configured"))
                .write("etc/fstab", configured + " /data xfs dax 0 0\n");
        CommandLineRun byMountPoint = CommandLineRun.of("/data", "--from", capture.path());
        CommandLineRun byName = CommandLineRun.of(named, "--from", capture.path());
        assertThat(byMountPoint.status()).isEqualTo(1);
        assertThat(byMountPoint.out())
                .contains(
                        "configured-device-not-found",
                        configured.startsWith("/dev/") ? "$ lsblk " : "$ findfs " + configured + "\n");
        assertThat(byName.status()).isEqualTo(1);
        assertThat(byName.out()).isEqualTo(byMountPoint.out());
        assertThat(byName.errLines()).containsExactly(byMountPoint.err().strip().replace("/data", named));
        assertThat(CommandLineRun.of("LABEL=Logs", "--from", capture.path()).status())
                .as("a name that fstab does not have")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"region1", "namespace1.0", "pmem1", "nmem0"})
    void whatTheRestOfFstabRequestsIsNoFindingOfANamedDevice(String named) throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("sound-lvm", directory.resolve("other"))
                .write("etc/fstab", "/dev/pmem9 /data xfs dax 0 0\n");
        for (String format : new String[] {"text", "html"}) {
            CommandLineRun run = CommandLineRun.of(named, "-v", "--format", format, "--from", capture.path());
            assertThat(run.status()).isZero();
            assertThat(run.out()).doesNotContain("configured-device-not-found", "pmem9");
        }
    }

    @Test
    void aCaptureThatIsNamedAsADeviceIsAnErrorThatSaysFrom() throws IOException {
        String capture =
                CaptureDirectory.of("sound-lvm", directory.resolve("named")).path();
        CommandLineRun run = CommandLineRun.of(capture, "--from", "example:sound-lvm");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("daxcheck --from " + capture, "daxcheck audit");
    }

    @Test
    void aRegionHasNoStackAndIsNoFailure() {
        CommandLineRun run = CommandLineRun.of("region1", "--format", "json", "--from", "example:sound-lvm");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("\"stacks\":[]");
    }

    @Test
    void aLogIsReadFromTheFileThatIsNamed() throws IOException {
        Path log = Files.writeString(
                directory.resolve("messages"),
                "Nov 22 19:58:02 db07 kernel: XFS (dm-0): DAX unsupported by block device. Turning off DAX.\n");
        CommandLineRun run =
                CommandLineRun.of("-v", "dm-0", "--from", "example:leg-spoils-table", "--dmesg", log.toString());
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains(log + ":1: XFS (dm-0): DAX unsupported by block device. Turning off DAX.");
        CommandLineRun missing = CommandLineRun.of("--from", "example:leg-spoils-table", "--dmesg", log + "x");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.errLines()).containsExactly("daxcheck: " + log + "x: no such file or directory");
    }

    @Test
    void whatHoldsFirstWins() throws IOException {
        String unsafe = "example:silent-corruption";
        assertThat(CommandLineRun.of("dm-0", "pmem9", "--from", unsafe).status())
                .as("an input that cannot be read before an unsafe stack")
                .isEqualTo(2);
        assertThat(CommandLineRun.of("ram1", "dm-0", "--from", unsafe).status())
                .as("an unsafe stack before one without DAX")
                .isEqualTo(4);
        assertThat(CommandLineRun.of("dm-0", "ram1", "--from", withoutTable()).status())
                .as("a stack without DAX before one that is unknown")
                .isEqualTo(1);
    }

    @Test
    void theOthersAreStillJudgedWhereOneCannotBeRead() {
        CommandLineRun run = CommandLineRun.of("pmem9", "dm-0", "--from", "example:silent-corruption");
        assertThat(run.out()).contains("UNSAFE  dm-0 (/dev/mapper/t)");
        assertThat(run.errLines())
                .containsExactly(
                        "daxcheck: pmem9: no such device, namespace or mount point in example:silent-corruption; "
                                + "did you mean pmem1, pmem2, pmem3, pmem5 or pmem6?");
    }

    @Test
    void aNamespaceWithoutABlockDeviceIsSaidToHaveNone() {
        CommandLineRun run = CommandLineRun.of("namespace4.0", "--from", "example:silent-corruption");
        assertThat(run.errLines()).containsExactly("daxcheck: namespace4.0: has no block device");
    }

    @Test
    void aFaultOfTheProgramItselfIsSeventy() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int character) {
                throw new IllegalStateException("made up");
            }
        };
        Environment environment = new Environment(
                new PrintStream(broken, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        assertThat(Main.run(environment, "--from", "example:sound-lvm")).isEqualTo(70);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("daxcheck: internal fault, please report it: java.lang.IllegalStateException: made up");
    }

    @Test
    void outputThatNobodyTakesIsSaid() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int character) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        Environment environment = new Environment(
                new PrintStream(full, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        assertThat(Main.run(environment, "--from", "example:sound-lvm")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("daxcheck: standard output: not everything could be written\n");
    }

    /** What the shell of a script sees of daxcheck, while head takes one line and goes. */
    @Test
    void aReaderThatHasGoneIsNoError(@TempDir Path directory) throws IOException {
        Programs.daxcheck(directory);
        Map<String, String> variables = Map.of("PATH", directory + ":" + System.getenv("PATH"), "LC_ALL", "C.UTF-8");
        for (String command : List.of(
                "check -v --all --from example:sound-lvm",
                "check -v --format json --from example:sound-lvm",
                "list --from example:sound-lvm",
                "explain glossary",
                "kernels")) {
            Programs.Run run = Programs.run(
                    directory, variables, List.of("bash", "-o", "pipefail", "-c", "daxcheck " + command + " | true"));
            assertThat(run.status()).as(command).isZero();
            assertThat(run.err()).as(command).isEmpty();
        }
        Programs.Run unsafe = Programs.run(
                directory,
                variables,
                List.of("bash", "-o", "pipefail", "-c", "daxcheck -v --from example:silent-corruption dm-0 | true"));
        assertThat(unsafe.status()).isEqualTo(4);
        Programs.Run full = Programs.run(
                directory, variables, List.of("bash", "-c", "daxcheck --from example:sound-lvm >/dev/full"));
        assertThat(full.status()).isEqualTo(2);
        assertThat(full.err()).contains("standard output: not everything could be written");
    }
}
