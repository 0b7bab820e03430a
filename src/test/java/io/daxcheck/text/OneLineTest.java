package io.daxcheck.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {
    @Test
    void leavesPlainTextAlone() {
        String text = "vg-data \\x20 größe 🖴 日本";
        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({"10,\\x0a", "27,\\x1b", "127,\\x7f", "155,\\x9b", "8238,\\u202e", "8232,\\u2028", "65279,\\ufeff"})
    void escapesWhatMovesTheCursorOrTurnsTheText(int odd, String escaped) {
        assertThat(OneLine.of("a" + (char) odd + "b")).isEqualTo("a" + escaped + "b");
    }

    @Test
    void escapesHalfASurrogatePair() {
        assertThat(OneLine.of("\ud83d")).isEqualTo("\\ud83d");
        assertThat(OneLine.of("a\udda5b")).isEqualTo("a\\udda5b");
    }

    @Test
    void quotesOnlyTheStartOfALongText() {
        assertThat(OneLine.quoted("x\ny")).isEqualTo("\"x\\x0ay\"");
        assertThat(OneLine.quoted("x".repeat(100_000))).hasSizeLessThan(80).endsWith("…\"");
    }

    @Test
    void escapesWhatTurnsTheReadingDirectionOrCannotBeSeen() {
        assertThat(OneLine.of("a\u061cb\u202ec\u2066d\u00ade")).isEqualTo("a\\u061cb\\u202ec\\u2066d\\xade");
        assertThat(OneLine.of("a\udb40\udc41b")).isEqualTo("a\\udb40\\udc41b");
        assertThat(OneLine.of("\ud83d\ude00 \u00e9")).isEqualTo("\ud83d\ude00 \u00e9");
    }
}
