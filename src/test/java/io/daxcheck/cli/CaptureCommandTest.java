package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.daxcheck.report.Version;
import io.daxcheck.source.capture.CaptureScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code daxcheck capture} of the host that runs the tests. */
class CaptureCommandTest {
    @TempDir
    private Path directory;

    private String file;

    @BeforeEach
    void requireSysfs() {
        file = directory.resolve("host.tar.gz").toString();
        if (!Files.isDirectory(Path.of("/sys/class/block"))) {
            System.out.println("CaptureCommandTest: skipped, because this host has no /sys/class/block");
            abort("this host has no /sys/class/block");
        }
    }

    /** What is said of each block device, without where it was read. */
    private static List<String> answers(String... source) {
        List<String> arguments = new ArrayList<>(List.of("check", "--all", "--format", "json"));
        arguments.addAll(List.of(source));
        JsonNode report = JsonMapper.shared()
                .readTree(CommandLineRun.of(arguments.toArray(String[]::new)).out());
        List<String> answers = new ArrayList<>();
        for (JsonNode stack : report.get("stacks")) {
            List<String> codes = new ArrayList<>();
            stack.get("findings")
                    .forEach(finding -> codes.add(finding.get("code").asString()));
            answers.add(stack.get("device") + " " + stack.get("verdict") + " " + stack.get("basis") + " "
                    + stack.get("queueDax") + " " + stack.get("filesystems") + " " + codes);
        }
        answers.add(
                report.get("host").get("judgedAs") + " " + report.get("host").get("pageSize"));
        return answers;
    }

    @Test
    void aCaptureOfThisHostIsJudgedLikeThisHost() {
        List<String> before = answers();
        CommandLineRun capture = CommandLineRun.of("capture", "-o", file);
        CommandLineRun redacted = CommandLineRun.of("capture", "--redact", "-o", file + "2");
        if (!answers().equals(before)) {
            abort("this host has changed in the meantime");
        }
        assertThat(capture.status()).as(capture.err()).isZero();
        assertThat(capture.out()).isEqualTo(file + "\n");
        assertThat(capture.err()).isEmpty();
        assertThat(answers("--from", file)).hasSizeGreaterThan(1).isEqualTo(before);
        assertThat(redacted.status()).as(redacted.err()).isZero();
        assertThat(answers("--from", file + "2")).isEqualTo(before);
    }

    @Test
    void minusIsStandardOutput() {
        CommandLineRun run = CommandLineRun.of("capture", "-o", "-");
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("\u001f").doesNotContain("tar.gz");
    }

    @Test
    void aFileIsCompleteOrAbsent() throws Exception {
        Files.writeString(Path.of(file), "old");
        assertThat(CommandLineRun.of("capture", "-o", file).status()).isZero();
        assertThat(Files.size(Path.of(file))).isGreaterThan(100);
        CommandLineRun full = CommandLineRun.of("capture", "-o", "/dev/full");
        assertThat(full.status()).isEqualTo(2);
        assertThat(full.err()).isEqualTo("daxcheck: /dev/full: not everything could be written\n");
        CommandLineRun toDirectory = CommandLineRun.of("capture", "-o", directory.toString());
        assertThat(toDirectory.status()).isEqualTo(2);
        assertThat(toDirectory.errLines()).singleElement().asString().contains("directory");
        CommandLineRun nowhere = CommandLineRun.of("capture", "-o", directory + "/no/file");
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err()).contains("no such directory");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(Path.of(file));
        }
    }

    @Test
    void theScriptIsPrintedOrWritten() throws Exception {
        String script = CaptureScript.text(Version.current());
        assertThat(CommandLineRun.of("capture", "--script")).isEqualTo(new CommandLineRun(0, script, ""));
        assertThat(CommandLineRun.of("capture", "--script", "-o", file).status())
                .isZero();
        assertThat(Files.readString(Path.of(file))).isEqualTo(script);
        CommandLineRun both = CommandLineRun.of("capture", "--script", "--redact");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).startsWith("daxcheck: --script and --redact exclude each other\n");
    }
}
