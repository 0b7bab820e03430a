package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What somebody sends who means no good: names, links, and inputs that are larger than they look. */
class HostileInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ESCAPES = "a\n\u001b[31mred\u202e";
    private static final String ESCAPED = "a\\x0a\\x1b[31mred\\u202e";

    @TempDir
    private Path directory;

    private static List<String> sources(CommandLineRun run) {
        List<String> sources = new ArrayList<>();
        for (String line : run.outLines()) {
            JsonNode document = JSON.readTree(line);
            sources.add((document.has("error") ? "error " : "")
                    + document.get("source").asString());
        }
        return sources;
    }

    private static void makeFifo(Path fifo) throws IOException, InterruptedException {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(mkfifo), "there is no mkfifo here");
        assertThat(new ProcessBuilder(mkfifo.toString(), fifo.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    // ----------------------------------------------------------------------------------------------- audit

    @Test
    @Timeout(60)
    void auditGoesOnPastEverythingThatIsNoCapture() throws IOException, InterruptedException {
        Path good = Files.write(directory.resolve("c.tar.gz"), CaptureDirectory.archive("sound-lvm"));
        makeFifo(directory.resolve("a.tar.gz"));
        Path noise = Files.write(directory.resolve("b.tar.xz"), new byte[1000]);
        Path loop = Files.createSymbolicLink(directory.resolve("d.tar"), Path.of("d.tar"));
        CommandLineRun run = CommandLineRun.of("audit", "--format", "jsonl", directory.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(sources(run))
                .containsExactly(
                        "error " + directory.resolve("a.tar.gz"), "error " + noise, good.toString(), "error " + loop);
        assertThat(run.errLines()).hasSize(3);
        assertThat(run.errLines().get(0)).endsWith("a.tar.gz: neither a directory nor a regular file");
    }

    /** Two links up, and each doubles the ways at every level: 2 to the 40 before the kernel ends it. */
    @Test
    @Timeout(60)
    void auditDoesNotFollowALinkToADirectory() throws IOException {
        Path good = Files.write(directory.resolve("c.tar.gz"), CaptureDirectory.archive("sound-lvm"));
        Files.createSymbolicLink(directory.resolve("a.tar"), Path.of("."));
        Files.createSymbolicLink(directory.resolve("b.tar.gz"), Path.of("../" + directory.getFileName()));
        Files.createSymbolicLink(directory.resolve("up"), Path.of(".."));
        CommandLineRun run = CommandLineRun.of("audit", "--format", "jsonl", directory.toString());
        assertThat(sources(run)).containsExactly(good.toString());
        assertThat(run.status()).isZero();
    }

    @Test
    void theNameOfACaptureGoesRawToNoTerminal() throws IOException {
        Path bad = Files.writeString(directory.resolve(ESCAPES + ".tar"), "no archive");
        Path unsafe =
                Files.write(directory.resolve(ESCAPES + ".tar.gz"), CaptureDirectory.archive("silent-corruption"));
        CommandLineRun text = CommandLineRun.of("audit", "-v", directory.toString());
        assertThat(text.errLines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(ESCAPED + ".tar: ").doesNotContain("\u001b", "\u202e"));
        assertThat(text.out()).contains(ESCAPED + ".tar.gz").doesNotContain("\u001b", "\u202e");
        assertThat(sources(CommandLineRun.of("audit", "--format", "jsonl", directory.toString())))
                .containsExactly("error " + bad, unsafe.toString());
        assertThat(CommandLineRun.of("--from", unsafe.toString()).out()).doesNotContain("\u001b", "\u202e");
    }

    // ---------------------------------------------------------------------------------------------- limits

    @Test
    void aLimitNamesTheOptionThatRaisesIt() throws IOException {
        String capture = Files.write(directory.resolve("c.tar.gz"), CaptureDirectory.archive("silent-corruption"))
                .toString();
        CommandLineRun few = CommandLineRun.of("dm-0", "--from", capture, "--limit", "entries=10");
        assertThat(few.status()).isEqualTo(2);
        assertThat(few.errLines())
                .containsExactly("daxcheck: " + capture + ": more than 10 entries (raise it with --limit entries=N)");
        CommandLineRun more = CommandLineRun.of(
                "dm-0",
                "--from",
                capture,
                "--limit",
                "entries=10",
                "--limit",
                "entries=1M",
                "--limit",
                "kept-bytes=4g");
        assertThat(more.status()).isEqualTo(4);
        CommandLineRun audit = CommandLineRun.of("audit", capture, "--limit", "unpacked-bytes=1k");
        assertThat(audit.status()).isEqualTo(2);
        assertThat(audit.err()).contains("more than 1024 bytes when unpacked (raise it with --limit unpacked-bytes=N)");
        CommandLineRun kernels = CommandLineRun.of("kernels", "dm-0", "--from", capture, "--limit", "kept-bytes=5");
        assertThat(kernels.err()).contains("raise it with --limit kept-bytes=N");
    }

    @Test
    void aLimitThatIsNoneIsBadUsage() {
        for (String setting : List.of(
                "entries",
                "entries=",
                "entries=0",
                "entries=-1",
                "entries=x",
                "entries=4T",
                "entries=4G",
                "\u001b[1m=1",
                "kept-bytes=99999999999999999999",
                "kept-bytes=9999999999G",
                "file-bytes=2147483647")) {
            CommandLineRun run = CommandLineRun.of("--from", "example:sound-lvm", "--limit", setting);
            assertThat(run.status()).as(setting).isEqualTo(2);
            assertThat(run.err()).contains("daxcheck: ").doesNotContain("\u001b");
        }
        assertThat(CommandLineRun.of("check", "--help").out()).contains("--limit=NAME=VALUE", "unpacked-bytes");
        assertThat(CommandLineRun.of("audit", "--help").out()).contains("--limit=NAME=VALUE");
    }

    // -------------------------------------------------------------------------------------------- commands

    private static List<String> commands(JsonNode stacks) {
        List<String> commands = new ArrayList<>();
        for (JsonNode stack : stacks) {
            for (JsonNode finding : stack.get("findings")) {
                for (JsonNode command : finding.path("remedy").path("commands")) {
                    commands.add(command.asString());
                }
            }
        }
        return commands;
    }

    /** A directory of the capture gives a disk its name, and a link may lead to what looks like a command's output. */
    @Test
    void noNameOfADeviceReachesACommandUnquoted() throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("silent-corruption", directory.resolve("capture"));
        String disk = "pmem9;x";
        String place = "commands/y;z/" + disk + "/";
        capture.write(place + "size", "x\n")
                .write(place + "dev", "259:99\n")
                .write(place + "queue/dax", "1\n")
                .write(place + disk + "p1/partition", "1\n")
                .write(place + disk + "p1/start", "1\n")
                .write(place + disk + "p1/size", "8\n")
                .write(place + disk + "p1/dev", "259:98\n")
                .link("sys/class/block/" + disk, "../../../" + place)
                .link("sys/class/block/" + disk + "p1", "../../../" + place + disk + "p1");
        CommandLineRun run = CommandLineRun.of("--all", "--format", "json", "--from", capture.path());
        List<String> commands = commands(JSON.readTree(run.out()).get("stacks"));
        assertThat(commands)
                .contains("parted '/dev/" + disk + "' unit s print")
                .filteredOn(command -> command.contains(";"))
                .allMatch(command -> command.indexOf('\'') < command.indexOf(';'));
    }

    /** After a number sign a quote quotes nothing, and a line ends a comment. */
    @Test
    void noNameStandsInACommentOfACommand() throws IOException {
        CaptureDirectory capture = CaptureDirectory.of("silent-corruption", directory.resolve("capture"));
        CommandLineRun run = CommandLineRun.of("--all", "-v", "--format", "json", "--from", capture.path());
        assertThat(commands(JSON.readTree(run.out()).get("stacks"))).noneMatch(command -> command.contains(" # "));
    }
}
