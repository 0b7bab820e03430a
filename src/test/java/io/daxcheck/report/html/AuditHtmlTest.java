package io.daxcheck.report.html;

import static io.daxcheck.report.html.HtmlPages.checked;
import static io.daxcheck.report.html.HtmlPages.elements;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.report.Reports;
import io.daxcheck.stack.TestHost;
import io.daxcheck.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class AuditHtmlTest {
    private static Stream<String> hostileNames() {
        return HtmlPages.HOSTILE_NAMES.stream();
    }

    private static List<List<String>> rows(Document page) {
        List<List<String>> rows = new ArrayList<>();
        for (Element row : elements(page, "tr")) {
            NodeList cells = row.getElementsByTagName("td");
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < cells.getLength(); i++) {
                texts.add(cells.item(i).getTextContent());
            }
            if (!texts.isEmpty()) {
                rows.add(texts);
            }
        }
        return rows;
    }

    @Test
    void hasARowForEveryStackTheWorstFirst() {
        AuditHtml audit = new AuditHtml();
        audit.add(Reports.example("sound-lvm"));
        audit.addUnreadable("b/half.tar.gz", "b/half.tar.gz: truncated");
        audit.add(Reports.example("silent-corruption"));
        audit.add(Reports.of(new TestHost().host()));
        Document page = checked(HtmlPages.written(audit));
        List<List<String>> rows = rows(page);
        assertThat(rows).hasSize(7 + 8 + 1 + 1);
        assertThat(rows.get(0))
                .containsExactly(
                        "UNSAFE",
                        "host",
                        "/dev/mapper/t",
                        FindingCode.OFFSET_NOT_PAGE_ALIGNED.title() + " offset-not-page-aligned (dm-0)",
                        "7.3.4+deb13-amd64",
                        "example:silent-corruption");
        assertThat(rows).extracting(row -> row.get(0)).isSortedAccordingTo((a, b) -> Integer.compare(rank(a), rank(b)));
        assertThat(rows).contains(List.of("NOT READ", "", "", "b/half.tar.gz: truncated", "", "b/half.tar.gz"));
        assertThat(rows.get(rows.size() - 1).subList(0, 4))
                .containsExactly("NO STACK", "box", "–", "no DAX-relevant storage");
        assertThat(page.getDocumentElement().getTextContent())
                .contains(
                        "3 hosts, by worst stack: 1 UNSAFE, 1 NO DAX, 1 without DAX-relevant storage; 1 capture not read",
                        "UNSAFE 1",
                        "NOT READ 1");
    }

    private static int rank(String badge) {
        return List.of("UNSAFE", "NO DAX", "UNKNOWN", "NOT READ", "OK", "NO STACK")
                .indexOf(badge);
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aNameStaysAName(String name) {
        AuditHtml audit = new AuditHtml();
        audit.add(HtmlPages.hostile(name));
        audit.addUnreadable(name, "cannot be read: " + name);
        Document page = checked(HtmlPages.written(audit));
        String shown = OneLine.of(name).replace('\uffff', '\ufffd');
        assertThat(rows(page))
                .allSatisfy(row -> assertThat(row).hasSize(6).last().isEqualTo(shown));
        assertThat(rows(page)).anySatisfy(row -> assertThat(row.get(2)).isEqualTo("/dev/mapper/" + shown));
    }

    /** Row by row, so that the page is never in memory as a whole. */
    @Test
    void writesPieceByPiece() {
        AuditHtml audit = new AuditHtml();
        for (int i = 0; i < 500; i++) {
            audit.add(Reports.of(new TestHost().pmem("pmem0", 8000).host()));
        }
        List<Integer> pieces = new ArrayList<>();
        audit.write(piece -> pieces.add(piece.length()));
        assertThat(pieces).hasSize(501);
        assertThat(pieces.subList(1, 500))
                .allSatisfy(length -> assertThat(length).isLessThan(500));
    }

    @Test
    void aStackWithManyFindingsNamesTheWorst() {
        TestHost host = new TestHost();
        List<String> table = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            host.raw("pmem" + i, 8000);
            table.add(i * 8000 + " 8000 linear pmem" + i + " 0");
        }
        host.dm("dm-0", table.toArray(String[]::new));
        Document page = checked(HtmlPages.audit(Reports.of(host.host())));
        assertThat(rows(page))
                .singleElement()
                .satisfies(row -> assertThat(row.get(3)).hasSizeLessThan(200));
    }
}
