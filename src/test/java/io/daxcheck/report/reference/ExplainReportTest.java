package io.daxcheck.report.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Explanation;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Topic;
import io.daxcheck.report.GlossaryTerm;
import io.daxcheck.report.Page;
import io.daxcheck.report.text.Terminal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    /** Kernel sources are on most pages, but not where a page is about what could not be read. */
    @ParameterizedTest
    @EnumSource
    void everyPageSaysWhyHowToLookWhatToDoWhatItCostsAndWhereItIsFrom(FindingCode code) {
        String page = new ExplainReport(new Terminal(false, false, 40)).page(code);
        assertThat(page).startsWith(code.code() + ": " + code.title() + "\n").matches("[\\x0a\\x20-\\x7e]*");
        assertThat(page.lines()
                        .map(line -> line.length() > 9 ? line.substring(0, 9).strip() : line.strip()))
                .containsSubsequence("why", "check", "fix", "cost");
        String words = page.replaceAll("\\s+", " ");
        assertThat(words)
                .contains(
                        new Terminal(false, false, 40).text(Page.of(code).why()),
                        Page.of(code).fix(),
                        Page.of(code).cost());
    }

    // ------------------------------------------------------------------------------------------------ JSON

    @Test
    void jsonHasEveryFieldOfEveryPage() {
        JsonNode document = JsonMapper.shared().readTree(ExplainReport.json(Explanation.all(), List.of()));
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
                .readTree(ExplainReport.json(List.of(Topic.MKFS), List.of()))
                .get("pages")
                .get(0);
        assertThat(page.get("kind").asString()).isEqualTo("topic");
        List<String> rows = new ArrayList<>();
        page.get("mkfs").forEach(row -> rows.add(row.toString()));
        assertThat(rows).contains("""
                        {"filesystem":"xfs","since":"4.16","wholeDevice":"mkfs.xfs -b size=4096 -m reflink=0",\
                        "partition":"mkfs.xfs -b size=4096 -m reflink=0"}""", """
                        {"filesystem":"xfs","since":"6.2","wholeDevice":"mkfs.xfs -b size=4096",\
                        "partition":"mkfs.xfs -b size=4096 -m reflink=0"}""", """
                        {"filesystem":"erofs","since":"4.14","wholeDevice":null,"partition":null}""");
    }

    @Test
    void jsonHasNoSourceWhereThereIsNone() {
        assertThat(ExplainReport.json(List.of(FindingCode.FACT_MISSING), List.of()))
                .contains("\"kernelSource\":null");
    }

    // ------------------------------------------------------------------------------------------- documents

    /** If this fails: the index itself says how to generate it. */
    @Test
    void indexOfTheDocumentsIsNotStale() throws Exception {
        Path index = Path.of(System.getProperty("basedir", "."), "src", "docs", "findings", "README.md");
        assertThat(Files.readString(index)).isEqualTo(ExplainReport.markdownIndex());
    }

    /** Every page belongs to a finding or a topic, and every link of the index leads to a page. */
    @Test
    void pagesAreThoseOfTheFindingsAndTopics() throws Exception {
        Path resources = Path.of(System.getProperty("basedir", "."), "src", "main", "resources", "io", "daxcheck");
        Set<String> expected = new TreeSet<>();
        for (Explanation explained : Explanation.all()) {
            expected.add((explained instanceof Topic ? "topics/" : "findings/") + explained.code() + ".md");
        }
        Set<String> found = new TreeSet<>();
        for (String directory : List.of("findings", "topics")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(resources.resolve(directory))) {
                files.forEach(file -> found.add(directory + "/" + file.getFileName()));
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyTopicHasAPage(Topic topic) {
        Page page = Page.of(topic);
        assertThat(page.heading()).isEqualTo(topic.code() + ": " + topic.title());
        assertThat(List.of(page.why(), page.check(), page.fix(), page.cost())).noneMatch(String::isBlank);
    }

    @Test
    void pageOfMkfsHasTheRowsOfTheAdvice() {
        assertThat(Page.of(Topic.MKFS).markdown()).contains("\n\n" + ExplainReport.mkfsTable() + "\n## Cost\n");
        assertThat(ExplainReport.mkfsTable())
                .contains("\n| xfs | 6.2 | mkfs.xfs -b size=4096 | mkfs.xfs -b size=4096 -m reflink=0 |\n");
    }

    @Test
    void textHasNoMarksOfMarkdown() {
        assertThat(Page.of(FindingCode.LEG_NOT_CHECKED).check()).contains("cat /sys/block/*/queue/dax");
        assertThat(Page.of(FindingCode.FS_DAX_NOT_BUILT).why()).doesNotContain("`", "\\");
        assertThat(Page.of(FindingCode.FACT_MISSING).source()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------- glossary

    @Test
    void termsAreFoundByEachNameInUpperOrLowerCase() {
        assertThat(GlossaryTerm.of("btt"))
                .isEqualTo(GlossaryTerm.of("Sector mode"))
                .isPresent();
        assertThat(GlossaryTerm.of("no such term")).isEmpty();
        assertThat(ExplainReport.json(List.of(), List.of(GlossaryTerm.of("leg").orElseThrow())))
                .contains("\"code\":\"leg\",\"kind\":\"term\"");
    }

    @Test
    void glossaryHasTheWordsThatReportsUse() {
        for (String word : List.of(
                "DAX",
                "namespace",
                "fsdax",
                "devdax",
                "raw",
                "sector",
                "region",
                "pmem",
                "brd",
                "leg",
                "struct page",
                "page",
                "BTT",
                "MAP_SYNC")) {
            assertThat(GlossaryTerm.of(word)).as(word).isPresent();
        }
        assertThat(GlossaryTerm.all())
                .allSatisfy(term -> assertThat(term.text()).endsWith("."));
    }
}
