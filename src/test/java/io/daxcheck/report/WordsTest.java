package io.daxcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Explanation;
import io.daxcheck.report.text.Terminal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words that readers stumble over stay out of the titles and of the reports about the bundled captures. */
class WordsTest {
    private static final Pattern AVOIDED = Pattern.compile(
            "\\b(mend|mended|anew|make it again|takes? DAX|gives? DAX|whole number of|is to be relied on|what stands on|"
                    + "stands on it|silently off|asks? for DAX|for ever|sane|nobody's)\\b",
            Pattern.CASE_INSENSITIVE);

    private static Stream<String> examples() {
        return Reports.EXAMPLES.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void reportsArePlain(String example) {
        assertThat(Reports.text(Reports.example(example), new Terminal(false, true, 10_000), false))
                .doesNotContainPattern(AVOIDED);
    }

    private static List<Explanation> pages() {
        return Explanation.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void titlesArePlain(Explanation page) {
        assertThat(page.title()).doesNotContainPattern(AVOIDED);
    }
}
