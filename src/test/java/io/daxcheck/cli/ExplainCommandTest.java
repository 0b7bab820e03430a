package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    @Test
    void listsAllFindings() {
        CommandLineRun run = CommandLineRun.of("explain");
        assertThat(run.outLines())
                .hasSize(FindingCode.values().length + Topic.values().length)
                .anyMatch(line -> line.startsWith("raw-namespace "));
    }

    @Test
    void explainsEachCodeInItsOrder() {
        CommandLineRun run = CommandLineRun.of("explain", "stack-loop", "raw-namespace");
        assertThat(run.out())
                .startsWith("stack-loop: ")
                .containsOnlyOnce("\n\nraw-namespace: ")
                .contains("  why   ", "  next  ", "  cost  ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void suggestsTheNearestOfFindingsAndTopics() {
        CommandLineRun run = CommandLineRun.of("explain", "raw-namespac", "stack-loop", "re\nmont");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines())
                .containsExactly(
                        "daxcheck: raw-namespac: no such finding or topic; did you mean raw-namespace? "
                                + "'daxcheck explain' lists them",
                        "daxcheck: re\\x0amont: no such finding or topic; did you mean remount? "
                                + "'daxcheck explain' lists them");
        assertThat(run.out()).startsWith("stack-loop: ");
    }

    @Test
    void jsonIsOneDocumentWithThePagesThatWereAskedFor() {
        CommandLineRun run = CommandLineRun.of("explain", "--format", "json", "stack-loop", "no-such", "mkfs");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.outLines()).hasSize(1);
        JsonNode pages = JsonMapper.shared().readTree(run.out()).get("pages");
        assertThat(pages.size()).isEqualTo(2);
        assertThat(pages.get(0).get("code").asString()).isEqualTo("stack-loop");
        assertThat(pages.get(1).get("code").asString()).isEqualTo("mkfs");
    }

    @Test
    void jsonWithoutCodeHasEveryPage() {
        JsonNode pages = JsonMapper.shared()
                .readTree(CommandLineRun.of("explain", "--format", "json").out())
                .get("pages");
        assertThat(pages.size()).isEqualTo(FindingCode.values().length + Topic.values().length);
    }

    /** In a locale without UTF-8 too: the documents are made with it. */
    @Test
    void markdownIsTheDocument() throws Exception {
        Path directory = Path.of(System.getProperty("basedir", "."), "src", "docs", "findings");
        assertThat(CommandLineRun.in(Map.of("LANG", "C"), false, "explain", "--format", "markdown")
                        .out())
                .isEqualTo(Files.readString(directory.resolve("README.md")));
        String page = Files.readString(directory.resolve("configured-device-not-found.md"));
        assertThat(page).contains("UUID=…");
        assertThat(CommandLineRun.in(
                                Map.of("LANG", "C"),
                                false,
                                "explain",
                                "--format",
                                "markdown",
                                "configured-device-not-found")
                        .out())
                .isEqualTo(page);
    }
}
