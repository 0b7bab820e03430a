package io.daxcheck.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as people start it: through links, from anywhere. Runs once the image is packed. */
@Tag("image")
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("daxcheck.image", "target/daxcheck"))
            .toAbsolutePath()
            .resolve("bin/daxcheck");

    @TempDir
    private Path directory;

    /** What is printed, both streams, before the exit status. */
    private static String run(Path where, Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return out + process.waitFor();
    }

    private static void assertStarts(Path where, String... command) throws IOException, InterruptedException {
        assertThat(run(where, Map.of(), command))
                .as("%s in %s", List.of(command), where)
                .matches("daxcheck \\S+\\n0");
    }

    @BeforeEach
    void makeLinks() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("deep/one/bin"));
        Files.createSymbolicLink(directory.resolve("absolute"), LAUNCHER);
        Files.createSymbolicLink(directory.resolve("relative"), Path.of("absolute"));
        Files.createSymbolicLink(bin.resolve("chain"), Path.of("../../../relative"));
        Files.createSymbolicLink(directory.resolve("sbin"), Path.of("deep/one/bin"));
    }

    @Test
    void findsItsImageThroughLinks() throws IOException, InterruptedException {
        Path bin = directory.resolve("deep/one/bin");
        assertStarts(directory, directory.resolve("absolute").toString(), "--version");
        assertStarts(directory, "./relative", "--version");
        assertStarts(directory, "sh", "relative", "--version");
        assertStarts(bin, "sh", "chain", "--version");
        assertStarts(directory, "./sbin/chain", "--version");
        assertStarts(LAUNCHER.getParent(), "sh", "daxcheck", "--version");
    }

    @Test
    void leavesTheHeapAndTheCollectorToWhoSetsThem() throws IOException, InterruptedException {
        for (String options : List.of("-Xmx64m", "-XX:MaxRAMPercentage=5", "-XX:+UseSerialGC", "-XX:MaxHeapSize=64m")) {
            assertThat(run(directory, Map.of("JDK_JAVA_OPTIONS", options), "./relative", "--version"))
                    .as(options)
                    .endsWith("0")
                    .contains("\ndaxcheck ");
        }
    }

    @Test
    void saysWhichJavaIsNotThere() throws IOException, InterruptedException {
        assertThat(run(directory, Map.of("JAVA_HOME", "/nowhere"), "./relative", "--version"))
                .startsWith("daxcheck: no program /nowhere/bin/java: ")
                .endsWith("70");
    }

    /** A program in place of Java; its variables for {@link #run}. */
    private Map<String, String> java(String script) throws IOException {
        Path java = Files.createDirectories(directory.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return Map.of("JAVA_HOME", directory.resolve("java").toString());
    }

    @Test
    void givesBackTheStatusesOfTheProgram() throws IOException, InterruptedException {
        for (int status : List.of(0, 1, 2, 3, 4, 70)) {
            assertThat(run(directory, java("exit " + (100 + status)), "./relative"))
                    .isEqualTo(Integer.toString(status));
        }
    }

    @Test
    void takesNoFailedStartForAnAnswer() throws IOException, InterruptedException {
        for (int status : List.of(0, 1, 2, 3, 4, 126, 127, 134, 137)) {
            assertThat(run(directory, java("exit " + status), "./relative"))
                    .startsWith("daxcheck: Java ended with status " + status)
                    .endsWith("\n70");
        }
        assertThat(run(directory, Map.of("JDK_JAVA_OPTIONS", "-Xnonsense"), "./relative", "check"))
                .contains("daxcheck: Java ended with status 1")
                .endsWith("\n70");
    }

    @Test
    void tellsAMonitoringSystemThatThereIsNoAnswer() throws IOException, InterruptedException {
        for (Map<String, String> variables :
                List.of(java("exit 1"), Map.of("JAVA_HOME", "/nowhere"), Map.of("JAVA_TOOL_OPTIONS", "-Xmx1k"))) {
            assertThat(run(directory, variables, "sh", "-c", "./relative --format nagios 2>/dev/null"))
                    .matches("DAXCHECK UNKNOWN - .*\n3");
            assertThat(run(directory, variables, "sh", "-c", "./relative check --format=nagios 2>/dev/null"))
                    .matches("DAXCHECK UNKNOWN - .*\n3");
        }
        assertThat(run(directory, java("exit 1"), "./relative", "--format", "text", "nagios"))
                .endsWith("\n70");
    }

    @Test
    void givesAnsibleNoFactWithoutAnAnswer() throws IOException, InterruptedException {
        String fact = LAUNCHER.resolveSibling("../share/ansible/daxcheck.fact").toString();
        String path = LAUNCHER.getParent() + ":" + System.getenv("PATH");
        assertThat(run(
                        directory,
                        Map.of("PATH", path, "JAVA_HOME", java("exit 1").get("JAVA_HOME")),
                        "sh",
                        fact))
                .endsWith("\n1");
        assertThat(run(
                        directory,
                        Map.of("PATH", path, "JAVA_HOME", java("exit 101").get("JAVA_HOME")),
                        "sh",
                        fact))
                .isEqualTo("0");
    }

    @Test
    void passesStandardInputOn() throws IOException, InterruptedException {
        assertThat(run(directory, java("cat; exit 100"), "sh", "-c", "echo facts | ./relative"))
                .isEqualTo("facts\n0");
        assertThat(run(directory, java("cat; exit 100"), "sh", "-c", "./relative <&-"))
                .isEqualTo("0");
    }

    @Test
    void passesASignalOnAndEndsWithIt() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("./relative").directory(directory.toFile());
        builder.environment().putAll(java("echo started; exec sleep 600"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("started");
            assertThat(run(directory, Map.of(), "sh", "-c", "kill -TERM " + process.pid()))
                    .isEqualTo("0");
            assertThat(process.waitFor()).isEqualTo(143);
            assertThat(out.readLine())
                    .as("the end, which what is still running would keep open")
                    .isNull();
        }
    }
}
