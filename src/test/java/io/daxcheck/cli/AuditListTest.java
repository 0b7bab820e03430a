package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit -}, whose standard input is that of the process. */
class AuditListTest {
    @TempDir
    private Path directory;

    private String audit(String list, int status) throws IOException, InterruptedException {
        Process audit = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "audit",
                        "-"))
                .redirectInput(
                        Files.writeString(directory.resolve("list"), list).toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(audit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(audit.waitFor()).as(output).isEqualTo(status);
        return output;
    }

    @Test
    @Timeout(60)
    void readsTheCapturesThatStandardInputNames() throws IOException, InterruptedException {
        Path capture = Files.write(directory.resolve("a.tar.gz"), CaptureDirectory.archive("silent-corruption"));
        assertThat(audit(capture + "\n" + capture + "\n", 4)).contains("2 hosts, by worst stack: 2 UNSAFE");
    }

    /** A search that found nothing must not look like a fleet that is all right. */
    @Test
    @Timeout(60)
    void anEmptyListIsAnError() throws IOException, InterruptedException {
        assertThat(audit("\n", 2)).contains("daxcheck: standard input names no capture\n");
    }
}
