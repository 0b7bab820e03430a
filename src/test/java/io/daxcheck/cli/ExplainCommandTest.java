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
                .contains("  why    ", "  fix    ", "  cost   ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void suggestsTheNearestOfFindingsAndTopics() {
        CommandLineRun run = CommandLineRun.of("explain", "raw-namespac", "stack-loop", "re\nmont");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines())
                .containsExactly(
                        "daxcheck: raw-namespac: no such finding, topic or term; did you mean raw-namespace? "
                                + "'daxcheck explain' lists the findings and topics, 'daxcheck explain glossary' the "
                                + "terms",
                        "daxcheck: re\\x0amont: no such finding, topic or term; did you mean remount? "
                                + "'daxcheck explain' lists the findings and topics, 'daxcheck explain glossary' the "
                                + "terms");
        assertThat(run.out()).startsWith("stack-loop: ");
    }

    @Test
    void suggestsNothingForAWordThatIsNearToNone() {
        CommandLineRun run = CommandLineRun.of("explain", "zebra");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("did you mean");
    }

    @Test
    void explainsATermOfTheGlossary() {
        CommandLineRun run = CommandLineRun.of("explain", "LEG");
        assertThat(run.status()).isEqualTo(0);
        assertThat(run.out()).startsWith("leg\n  One of the devices");
        assertThat(CommandLineRun.of("explain", "glossary").out()).contains("\nleg\n", "\nfsdax\n");
        assertThat(CommandLineRun.of("explain", "--format", "markdown", "leg").out())
                .startsWith("## leg\n\nOne of");
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
        Path pages =
                Path.of(System.getProperty("basedir", "."), "src", "main", "resources", "io", "daxcheck", "findings");
        String page = Files.readString(pages.resolve("configured-device-not-found.md"));
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
