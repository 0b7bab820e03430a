package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.Programs.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code daxcheck plan} as it is typed, and its script as a shell runs it. */
class PlanCommandTest {
    @TempDir
    private Path directory;

    private static CommandLineRun plan(String... arguments) {
        List<String> all = new ArrayList<>(List.of("plan"));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    // ------------------------------------------------------------------------------------------- the options

    @Test
    void theKernelThatIsNamedIsTheOneThatThePlanIsFor() {
        CommandLineRun own = plan("pmem1", "--from", "example:xfs-reflink");
        assertThat(own.out()).contains("from Linux 6.2 on it mounts with dax as it is", "[--choose update-kernel]");
        CommandLineRun later = plan("pmem1", "--from", "example:xfs-reflink", "--kernel", "6.6");
        assertThat(later.out()).isEqualTo("/dev/pmem1 on Linux 6.6: nothing to do\n");
        assertThat(later.status()).isZero();
        CommandLineRun json = plan("pmem1", "--from", "example:xfs-reflink", "--kernel", "6.6", "--format", "json");
        assertThat(JsonMapper.shared().readTree(json.out()).get("kernel").asString())
                .isEqualTo("6.6");
    }

    @Test
    void theFilesystemThatIsNamedIsMade() {
        assertThat(plan("pmem3", "--from", "example:raw-namespace", "--fs", "xfs")
                        .out())
                .contains("mkfs.xfs")
                .doesNotContain("mkfs.ext4");
        assertThat(plan("pmem3", "--from", "example:raw-namespace", "--fs", "ext4")
                        .out())
                .contains("mkfs.ext4")
                .doesNotContain("mkfs.xfs");
        CommandLineRun other = plan("pmem3", "--from", "example:raw-namespace", "--fs", "erofs");
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("a plan makes ext4 or xfs, and not erofs");
    }

    @Test
    void aFileIsWritten() throws IOException {
        Path file = directory.resolve("plan.sh");
        CommandLineRun run = plan("pmem3", "--from", "example:raw-namespace", "--format", "sh", "-o", file.toString());
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(Files.readString(file)).startsWith("#!/bin/sh\n").contains("ndctl create-namespace");
        assertThat(plan("pmem3", "--from", "example:raw-namespace", "-o", directory + "/no/such/file")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void anAlternativeIsChosenByItsId() {
        CommandLineRun run =
                plan("pmem1", "--from", "example:xfs-reflink", "--choose", "update-kernel", "--format", "json");
        assertThat(JsonMapper.shared().readTree(run.out()).get("plan")).hasSize(1);
        CommandLineRun wrong = plan("pmem1", "--from", "example:xfs-reflink", "--choose", "nothing");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("make-ext4, per-file, without-dax, update-kernel");
    }

    @Test
    void aChosenAlternativeSaysWhereItLeads() {
        CommandLineRun without = plan("pmem1", "--from", "example:xfs-reflink", "--choose", "without-dax");
        assertThat(without.out()).startsWith("/dev/pmem1: 1 step to a mount without dax, and no data is destroyed\n");
        assertThat(without.status()).isZero();
        CommandLineRun json =
                plan("pmem1", "--from", "example:xfs-reflink", "--choose", "without-dax", "--format", "json");
        assertThat(json.out()).contains("\"leadsToDax\":false");
        assertThat(plan("pmem1", "--from", "example:xfs-reflink", "--choose", "update-kernel")
                        .out())
                .startsWith("/dev/pmem1: 1 step to a kernel on which it mounts with dax");
        assertThat(plan("pmem1", "--from", "example:xfs-reflink", "--choose", "per-file")
                        .out())
                .startsWith("/dev/pmem1: 1 step to single files with DAX");
    }

    @Test
    void withoutADeviceThoseThatNeedAPlanAreListedAndNoStepIsPrinted() {
        CommandLineRun run = plan("--from", "example:silent-corruption");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "daxcheck plan /dev/mapper/t  7 steps to a mount with dax, 1 of which destroys data\n",
                        "daxcheck plan /dev/ram1      no step on this host leads to DAX by itself\n",
                        "Nothing to do for 3 other devices\n")
                .doesNotContain("$ ");
        CommandLineRun script = plan("--from", "example:silent-corruption", "--format", "sh");
        assertThat(script.status()).isEqualTo(2);
        assertThat(script.err()).contains("--format and --choose need a DEVICE");
    }

    @Test
    void whatHasNoDiskHasAPlanToo() {
        CommandLineRun devdax = plan("namespace4.0", "--from", "example:raw-namespace");
        assertThat(devdax.status()).isEqualTo(1);
        assertThat(devdax.out()).contains("ndctl create-namespace --force --reconfig=namespace4.0 --mode=fsdax");
        CommandLineRun region = plan("region3", "--from", "example:raw-namespace");
        assertThat(region.out()).contains("$ daxcheck plan namespace3.0");
        assertThat(plan("namespace9.9", "--from", "example:raw-namespace").status())
                .isEqualTo(2);
    }

    // -------------------------------------------------------------------------------------------- the script

    private Path script(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--format", "sh"));
        return Files.writeString(
                directory.resolve("plan.sh"), plan(all.toArray(String[]::new)).out());
    }

    /** Programs of these names, each of which writes down how it was called. */
    private Path programs(String failing, String... names) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String name : names) {
            Path program = Files.writeString(
                    bin.resolve(name),
                    "#!/bin/sh\necho \"" + name + " $*\" >>'" + directory.resolve("called") + "'\n"
                            + (name.equals(failing) ? "exit 3\n" : ""));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    private List<String> called() throws IOException {
        Path called = directory.resolve("called");
        return Files.exists(called) ? Files.readAllLines(called, StandardCharsets.UTF_8) : List.of();
    }

    private Run run(Path bin, Path script, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Programs.find("dash", "dash").toString(), script.toString()));
        command.addAll(List.of(arguments));
        return Programs.run(directory, Map.of("PATH", bin.toString()), command);
    }

    /** As if the script had been made for this host. */
    private static Path forThisHost(Path script) throws IOException {
        String text = Files.readString(script);
        String own = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        int dot = own.indexOf('.');
        return Files.writeString(
                script, text.replace("!= host ]", "!= '" + (dot > 0 ? own.substring(0, dot) : own) + "' ]"));
    }

    @Test
    void theScriptRunsEveryStepInOrder() throws IOException {
        Path script = forThisHost(script("pmem3", "--from", "example:raw-namespace"));
        Run run = run(programs("", "ndctl", "mkfs.ext4"), script, "--yes", "--done");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(called())
                .containsExactly(
                        "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax",
                        "mkfs.ext4 -F -b 4096 -O ^inline_data /dev/pmem3");
        assertThat(run.out())
                .contains(
                        "This step is destructive: it destroys everything on /dev/pmem3.",
                        "== 5. Copy the data back\nThis step is done by hand: do it now",
                        "Now type: daxcheck /dev/pmem3\n");
    }

    @Test
    void theScriptDoesNothingWithoutAnAnswer() throws IOException {
        Path script = forThisHost(script("pmem3", "--from", "example:raw-namespace"));
        Run run = run(programs("", "ndctl", "mkfs.ext4"), script);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("Is it done? [y/N]");
        assertThat(run.err()).isEqualTo("Stopped: nothing of this step was done.\n");
        assertThat(called()).isEmpty();
        assertThat(run(programs("", "ndctl", "mkfs.ext4"), script, "--no").status())
                .isEqualTo(2);
    }

    /** Nobody has said that the copy is there. */
    @Test
    void theScriptDestroysNothingWhereAStepByHandMayNotBeDone() throws IOException {
        Path script = forThisHost(script("pmem3", "--from", "example:raw-namespace"));
        Run run = run(programs("", "ndctl", "mkfs.ext4"), script, "--yes");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("== 1. ").doesNotContain("== 2. ");
        assertThat(run.err()).contains("Stopped: this step is done by hand", "add --done");
        assertThat(called()).isEmpty();
    }

    @Test
    void theScriptStopsAtTheFirstFailure() throws IOException {
        Path script = forThisHost(script("pmem3", "--from", "example:raw-namespace"));
        Run run = run(programs("ndctl", "ndctl", "mkfs.ext4"), script, "--yes", "--done");
        assertThat(run.status()).isEqualTo(3);
        assertThat(called()).hasSize(1);
    }

    @Test
    void theScriptNeedsItsProgramsBeforeItDoesAnything() throws IOException {
        Path script = forThisHost(script("pmem3", "--from", "example:raw-namespace"));
        Run run = run(programs("", "ndctl"), script, "--yes");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("there is no program mkfs.ext4. Nothing was done.");
        assertThat(called()).isEmpty();
    }

    /** Devices have the same names there. */
    @Test
    void theScriptAsksOnAnotherHostWithYesToo() throws IOException {
        Path script = script("pmem3", "--from", "example:raw-namespace");
        Files.writeString(script, Files.readString(script).replace("!= host ]", "!= another-host ]"));
        Run run = run(programs("", "ndctl", "mkfs.ext4"), script, "--yes");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("this is another host. Continue?");
        assertThat(called()).isEmpty();
    }

    @Test
    void aScriptThatDoesNotLeadToDaxFails() throws IOException {
        Path script = forThisHost(script("ram1", "--from", "example:silent-corruption"));
        Run run = run(programs(""), script, "--yes");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("These steps alone do not lead to DAX.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dm-0 --from example:silent-corruption",
                "dm-0 --from example:thread-2018-raw",
                "pmem1 --from example:xfs-reflink",
                "pmem1 --from example:xfs-reflink --choose per-file",
                "pmem1 --from example:xfs-reflink --choose update-kernel",
                "ram1 --from example:silent-corruption",
                "pmem1 --from example:sound-lvm",
                "region3 --from example:raw-namespace"
            })
    void shellsAndShellcheckHaveNothingToSay(String arguments) throws IOException {
        Path script = script(arguments.split(" "));
        for (List<String> command : List.of(
                List.of(Programs.find("dash", "dash").toString(), "-n", script.toString()),
                List.of(Programs.find("bash", "bash").toString(), "-n", script.toString()),
                List.of(Programs.find("shellcheck", "shellcheck").toString(), script.toString()))) {
            Run run = Programs.run(directory, Map.of(), command);
            assertThat(run.out() + run.err()).as(command.get(0)).isEmpty();
            assertThat(run.status()).isZero();
        }
    }
}
