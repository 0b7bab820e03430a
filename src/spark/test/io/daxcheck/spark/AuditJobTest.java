package io.daxcheck.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what Spark writes against what {@code daxcheck audit} writes of the same captures. */
class AuditJobTest {
    private static final List<String> EXAMPLES =
            List.of("sound-lvm", "silent-corruption", "raw-namespace", "leg-spoils-table");

    @TempDir
    private Path directory;

    private Path captures;

    @BeforeEach
    void collect() throws IOException {
        captures = Files.createDirectories(directory.resolve("captures"));
        for (String example : EXAMPLES) {
            Files.write(captures.resolve(example + ".tar.gz"), archive(example));
        }
        byte[] whole = archive("sound-lvm");
        Files.write(captures.resolve("cut off.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(captures.resolve("README.txt"), "no capture");
    }

    private static byte[] archive(String example) throws IOException {
        try (InputStream stream = AuditJobTest.class.getResourceAsStream(
                "/io/daxcheck/examples/" + example + ".tar.gz")) {
            return Objects.requireNonNull(stream, example).readAllBytes();
        }
    }

    /** A process of its own, as a user starts it. */
    private List<String> audited() throws IOException, InterruptedException {
        Path lines = directory.resolve("audit.jsonl");
        Process audit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.daxcheck.cli.Main",
                        "audit",
                        "--format",
                        "jsonl",
                        captures.toString())
                .redirectOutput(lines.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        assertThat(audit.waitFor()).as("one capture is cut off").isEqualTo(2);
        return Files.readAllLines(lines, StandardCharsets.UTF_8);
    }

    @Test
    void writesTheLinesOfAudit() throws IOException, InterruptedException {
        List<String> expected = audited();
        assertThat(expected).hasSize(EXAMPLES.size() + 1);
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
                .getOrCreate()) {
            assertThat(AuditJob.lines(spark, captures.toString()).collectAsList())
                    .isEqualTo(expected);
        }
    }
}
