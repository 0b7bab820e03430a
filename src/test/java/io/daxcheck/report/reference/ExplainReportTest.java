package io.daxcheck.report.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Explanation;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Topic;
import io.daxcheck.report.text.Terminal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainReportTest {
    @Test
    void listsEveryFindingOnALineOfItsOwn() {
        String list = new ExplainReport(new Terminal(false, true, 80)).list();
        assertThat(list.lines()).hasSize(FindingCode.values().length + Topic.values().length);
        for (FindingCode code : FindingCode.values()) {
            assertThat(list.lines())
                    .filteredOn(line -> line.startsWith(code.code() + " "))
                    .singleElement()
                    .satisfies(line -> assertThat(line).endsWith(code.title()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPageSaysWhyHowToLookWhatToDoWhatItCostsAndWhereItIsFrom(FindingCode code) {
        String page = new ExplainReport(new Terminal(false, false, 40)).page(code);
        assertThat(page).startsWith(code.code() + ": " + code.title() + "\n").matches("[\\x0a\\x20-\\x7e]*");
        assertThat(page.lines()
                        .map(line -> line.length() > 8 ? line.substring(0, 8).strip() : line.strip()))
                .containsSubsequence("why", "look", "next", "cost", "from");
        String words = page.replaceAll("\\s+", " ");
        assertThat(words).contains(new Terminal(false, false, 40).text(code.why()), code.fix(), code.cost());
    }

    // ------------------------------------------------------------------------------------------------ JSON

    @Test
    void jsonHasEveryFieldOfEveryPage() {
        JsonNode document = JsonMapper.shared().readTree(ExplainReport.json(Explanation.all()));
        assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
        List<String> codes = new ArrayList<>();
        for (JsonNode page : document.get("pages")) {
            codes.add(page.get("code").asString());
            assertThat(page.propertyNames())
                    .startsWith("code", "kind", "title", "why", "confirm", "fix", "cost", "kernelSource");
            for (String field : List.of("title", "why", "confirm", "fix", "cost")) {
                assertThat(page.get(field).asString()).as(codes + field).isNotBlank();
            }
        }
        assertThat(codes)
                .hasSize(FindingCode.values().length + Topic.values().length)
                .startsWith("raw-namespace")
                .endsWith("remount", "dax-inode", "mkfs");
        JsonNode raw = document.get("pages").get(0);
        assertThat(raw.get("kind").asString()).isEqualTo("finding");
        assertThat(raw.get("title").asString()).isEqualTo("The namespace is in raw mode");
        assertThat(raw.get("kernelSource").asString()).contains("pmem_attach_disk");
    }

    @Test
    void jsonHasTheRowsOfMkfs() {
        JsonNode page = JsonMapper.shared()
                .readTree(ExplainReport.json(List.of(Topic.MKFS)))
                .get("pages")
                .get(0);
        assertThat(page.get("kind").asString()).isEqualTo("topic");
        List<String> rows = new ArrayList<>();
        page.get("mkfs").forEach(row -> rows.add(row.toString()));
        assertThat(rows).contains("""
                        {"filesystem":"xfs","since":"4.16","wholeDevice":"mkfs.xfs -b size=4096 -m reflink=0",\
                        "partition":"mkfs.xfs -b size=4096 -m reflink=0"}""", """
                        {"filesystem":"xfs","since":"6.0","wholeDevice":"mkfs.xfs -b size=4096",\
                        "partition":"mkfs.xfs -b size=4096 -m reflink=0"}""", """
                        {"filesystem":"erofs","since":"4.14","wholeDevice":null,"partition":null}""");
    }

    @Test
    void jsonHasNoSourceWhereThereIsNone() {
        assertThat(ExplainReport.json(List.of(FindingCode.FACT_MISSING))).contains("\"kernelSource\":null");
    }

    // ------------------------------------------------------------------------------------------- documents

    /** If this fails: src/docs/findings/README.md says how to make the documents again. */
    @Test
    void documentsAreWhatTheRowsSay() throws Exception {
        Path directory = Path.of(System.getProperty("basedir", "."), "src", "docs", "findings");
        Map<String, String> expected = new TreeMap<>();
        expected.put("README.md", ExplainReport.markdownIndex());
        for (Explanation explained : Explanation.all()) {
            expected.put(explained.code() + ".md", ExplainReport.markdown(explained));
        }
        Map<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void markdownShowsCommandsAsTheyAre() {
        assertThat(ExplainReport.markdown(FindingCode.LEG_NOT_CHECKED))
                .startsWith("# leg-not-checked: A leg without DAX that the kernel does not notice\n\n## Why\n\n")
                .contains("## How to confirm it by hand\n\ndmsetup table; cat /sys/block/\\*/queue/dax\n")
                .contains("stripe_iterate_devices\n")
                .contains("\n## What that costs\n\n");
        assertThat(ExplainReport.markdown(FindingCode.FS_DAX_NOT_BUILT)).contains("CONFIG_FS_DAX");
        assertThat(ExplainReport.markdown(FindingCode.FACT_MISSING)).doesNotContain("What it rests on");
        assertThat(ExplainReport.markdown(Topic.MKFS))
                .contains("\n| xfs | 6.0 | mkfs.xfs -b size=4096 | mkfs.xfs -b size=4096 -m reflink=0 |\n");
    }
}
