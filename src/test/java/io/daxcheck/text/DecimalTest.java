package io.daxcheck.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @Test
    void readsUpToSixtyThreeBits() {
        assertThat(Decimal.parse("0")).isZero();
        assertThat(Decimal.parse("007")).isEqualTo(7);
        assertThat(Decimal.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Decimal.parse("x12 ", 1, 3)).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1", " 1", "1 ", "0x10", "1e3", "٣", "9223372036854775808", "18446744073709551615"})
    void answersNoneForAnythingElse(String text) {
        assertThat(Decimal.parse(text)).isEqualTo(Decimal.NONE);
    }
}
