package io.daxcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.FindingCode;
import io.daxcheck.diagnosis.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void everyPageSaysWhyHowToLookWhatToDoAndWhereItIsFrom(FindingCode code) {
        String page = new ExplainReport(new Terminal(false, false, 40)).page(code);
        assertThat(page).startsWith(code.code() + ": " + code.title() + "\n").matches("[\\x0a\\x20-\\x7e]*");
        assertThat(page.lines()
                        .map(line -> line.length() > 8 ? line.substring(0, 8).strip() : line.strip()))
                .containsSubsequence("why", "look", "next", "from");
        String words = page.replaceAll("\\s+", " ");
        assertThat(words).contains(new Terminal(false, false, 40).text(code.why()), code.fix());
    }
}
