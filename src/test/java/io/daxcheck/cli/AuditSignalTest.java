package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** A signal in the middle of an audit. SIGTERM, because what a build starts in the background ignores Ctrl-C. */
class AuditSignalTest {
    private static final int SIGTERM = 15;
    private static final Path KILL = Path.of("/bin/kill");

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void leavesWholeLinesOnly() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(KILL), "there is no kill here");
        Path capture = Files.write(directory.resolve("a.tar.gz"), CaptureDirectory.archive("sound-lvm"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "audit",
                "--format",
                "jsonl"));
        // More than is done by the time that the first lines have been read.
        command.addAll(Collections.nCopies(5_000, capture.toString()));
        Process audit = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
        List<String> lines = new ArrayList<>();
        String end;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(audit.getInputStream(), StandardCharsets.UTF_8))) {
            lines.add(out.readLine());
            assertThat(new ProcessBuilder(KILL.toString(), "-TERM", Long.toString(audit.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            end = remaining(out, lines);
        }
        assertThat(audit.waitFor()).isEqualTo(128 + SIGTERM);
        assertThat(end).as("what follows the last line end").isEmpty();
        assertThat(lines)
                .hasSizeBetween(1, 4_999)
                .allSatisfy(line -> assertThat(
                                new ObjectMapper().readTree(line).get("source").asString())
                        .isEqualTo(capture.toString()));
    }

    /** Adds every line that has its end, and returns what follows. */
    private static String remaining(BufferedReader out, List<String> lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            if (c == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
