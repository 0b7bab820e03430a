package io.daxcheck.image;

import static org.assertj.core.api.Assertions.assertThat;

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
}
