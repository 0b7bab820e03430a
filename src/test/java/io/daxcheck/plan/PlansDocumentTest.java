package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of plans that were carried out, in {@code src/docs/plans.md}, and what it is made of. */
class PlansDocumentTest {
    private static final Path SOURCE = Path.of(System.getProperty("basedir", "."), "src");

    private static List<JsonNode> rows() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String kernel : List.of("6.1", "7.3")) {
            JsonMapper.shared()
                    .readTree(Files.readString(SOURCE.resolve("test/plans/" + kernel + ".json")))
                    .forEach(rows::add);
        }
        return rows;
    }

    /** If this fails: what {@code src/lab/table --plans} prints belongs behind the rest of the document. */
    @Test
    void theTableIsWhatTheLabMeasured() throws IOException, InterruptedException {
        Path printed = Files.createTempFile("plans", ".md");
        Process table = new ProcessBuilder(SOURCE.resolve("lab/table").toString(), "--plans")
                .redirectOutput(printed.toFile())
                .start();
        assertThat(table.waitFor()).isZero();
        String measured = Files.readString(printed, StandardCharsets.UTF_8);
        Files.delete(printed);
        assertThat(measured).startsWith("## Carried out\n");
        assertThat(Files.readString(SOURCE.resolve("docs/plans.md"))).endsWith("\n\n" + measured);
    }

    @Test
    void everyPlanThatWasCarriedOutEndedInDaxWithEveryByteRight() throws IOException {
        Set<String> findings = new TreeSet<>();
        int plans = 0;
        for (JsonNode row : rows()) {
            if (row.has("plan")) {
                assertThat(row.get("right").asBoolean()).as(row.toString()).isTrue();
                assertThat(row.get("detail").asString()).contains(" 0 corrupt, 0 failed");
                findings.add(row.get("finding").asString());
                plans++;
            } else {
                assertThat(row.get("asks").asString()).isNotEmpty();
            }
        }
        assertThat(plans).isGreaterThanOrEqualTo(30);
        assertThat(findings).hasSizeGreaterThanOrEqualTo(20);
    }

    /** The states of the lab are those of the table: one that was carried out can be carried out again. */
    @Test
    void everyRowIsAStateOfTheLab() throws IOException {
        Set<String> states = new TreeSet<>();
        for (String line : Files.readAllLines(SOURCE.resolve("lab/states"))) {
            if (!line.startsWith("#") && !line.isBlank()) {
                states.add(line.split(" ", 2)[0]);
            }
        }
        for (JsonNode row : rows()) {
            assertThat(states).contains(row.get("name").asString());
        }
    }
}
