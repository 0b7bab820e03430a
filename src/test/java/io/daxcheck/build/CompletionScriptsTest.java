package io.daxcheck.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.cli.Environment;
import io.daxcheck.cli.Main;
import io.daxcheck.cli.Programs;
import io.daxcheck.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the shells really offer, on a host that has pmem0, dm-0 with the name vg-data, and a loop device not in use. */
class CompletionScriptsTest {
    private final CommandLine commands =
            Main.commands(new Environment(System.out, System.err, CommandLineRun.UTF_8, false));

    @TempDir
    private Path directory;

    private int lines;

    private List<String> offered(Shell shell, String line) throws IOException {
        Path host = directory.resolve("host");
        if (!Files.exists(host)) {
            write(host.resolve("sys/class/block/pmem0/size"), "65536\n");
            write(host.resolve("sys/class/block/loop0/size"), "0\n");
            write(host.resolve("sys/class/block/dm-0/size"), "65536\n");
            write(host.resolve("sys/class/block/dm-0/dm/name"), "vg-data\n");
            write(host.resolve("sys/bus/nd/devices/namespace0.0/mode"), "fsdax\n");
            write(host.resolve("proc/mounts"), """
                    proc /proc proc rw 0 0
                    /dev/pmem0 /mnt/a\\040b ext4 rw,dax 0 0
                    /dev/mapper/vg-data /srv/data xfs rw 0 0
                    /dev/pmem0 /srv/\\033[2J ext4 rw 0 0
                    """);
        }
        Path work = Files.createDirectory(directory.resolve("work" + lines++));
        String script = shell.script(commands).replace("/sys/", host + "/sys/").replace("/proc/", host + "/proc/");
        return shell.offered(work, Files.writeString(work.resolve("script." + shell), script), line);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @EnumSource
    void everyOptionOfEveryCommandIsOffered(Shell shell) throws IOException {
        for (CommandLine command : commands.getSubcommands().values()) {
            List<String> names = new ArrayList<>();
            for (OptionSpec option : command.getCommandSpec().options()) {
                names.addAll(List.of(option.names()));
            }
            List<String> offered = offered(shell, "daxcheck " + command.getCommandName() + " -").stream()
                    // zsh writes with the name that a value can follow it.
                    .map(name -> name.endsWith("=") ? name.substring(0, name.length() - 1) : name)
                    .distinct()
                    .toList();
            assertThat(offered).as(command.getCommandName()).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsAndTargetsAreOfferedFirst(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck "))
                .containsAll(commands.getSubcommands().keySet())
                .contains("pmem0", "dm-0", "namespace0.0")
                .doesNotContain("loop0");
        assertThat(offered(shell, "daxcheck kern")).containsOnly("kernels");
        assertThat(offered(shell, "daxcheck check pmem0 kern")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreThoseOfTheCommand(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck --format "))
                .containsExactlyInAnyOrder("text", "json", "jsonl", "html", "prometheus", "nagios");
        assertThat(offered(shell, "daxcheck audit --format ")).containsExactlyInAnyOrder("text", "jsonl", "html");
        assertThat(offered(shell, "daxcheck kernels --format=ma")).containsExactly("--format=markdown");
        assertThat(offered(shell, "daxcheck check --limit entr")).contains("entries=");
        assertThat(offered(shell, "daxcheck --color a")).containsExactlyInAnyOrder("auto", "always");
        assertThat(offered(shell, "daxcheck check --kernel 5.1"))
                .contains("5.17")
                .doesNotContain("4.18", "5.8");
    }

    @ParameterizedTest
    @EnumSource
    void filesystemsAreAListWithEachOfThemOnce(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck --fs ext4,"))
                .containsExactlyInAnyOrder("ext4,xfs", "ext4,ext2", "ext4,erofs");
    }

    @ParameterizedTest
    @EnumSource
    void findingsAreOfferedToExplainAndToIgnore(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck explain raw-n")).containsExactly("raw-namespace");
        assertThat(offered(shell, "daxcheck explain raw-namespace mk")).containsExactly("mkfs");
        assertThat(offered(shell, "daxcheck --ignore raw-n")).containsExactly("raw-namespace");
        assertThat(offered(shell, "daxcheck audit --ignore mk")).doesNotContain("mkfs");
        assertThat(offered(shell, "daxcheck --ignore raw-namespace@p")).containsExactly("raw-namespace@pmem0");
    }

    @ParameterizedTest
    @EnumSource
    void targetsAreWhatTheHostHas(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck -v --all dm")).containsExactly("dm-0");
        assertThat(offered(shell, "daxcheck kernels /dev/mapper/v")).containsExactly("/dev/mapper/vg-data");
        assertThat(offered(shell, "daxcheck check /dev/pm")).containsExactly("/dev/pmem0");
        assertThat(offered(shell, "daxcheck --format json /srv/")).containsExactly("/srv/data");
        assertThat(offered(shell, "daxcheck /mnt/a")).containsExactly(shell == Shell.FISH ? "/mnt/a b" : "/mnt/a\\ b");
    }

    @ParameterizedTest
    @EnumSource
    void examplesAreOfferedAfterFrom(Shell shell) throws IOException {
        assertThat(offered(shell, "daxcheck --from example:silent")).containsExactly("example:silent-corruption");
        assertThat(offered(shell, "daxcheck kernels --from=example:leg-"))
                .containsExactly("--from=example:leg-spoils-table");
    }

    @ParameterizedTest
    @EnumSource
    void filesAreLeftToTheShell(Shell shell) throws IOException {
        for (String before : List.of("--table", "--dmesg", "-o", "--ignore-file", "--from", "audit")) {
            List<String> offered = offered(shell, "daxcheck " + before + " scr");
            assertThat(offered)
                    .as(before)
                    .containsExactly(shell == Shell.BASH ? "compopt -o default" : "script." + shell);
        }
    }

    @Test
    void shellcheckFindsNothingToSayAboutTheOneForBash() throws IOException {
        Path script = Files.writeString(directory.resolve("daxcheck"), Shell.BASH.script(commands));
        Programs.Run run = Programs.run(
                directory,
                Map.of(),
                List.of(Programs.find("shellcheck", "shellcheck").toString(), "--shell=bash", script.toString()));
        assertThat(run.out() + run.err()).isEmpty();
        assertThat(run.status()).isZero();
    }
}
