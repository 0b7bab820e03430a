package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.SectorRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadBlocksTest {
    @Test
    void readsRanges() {
        assertThat(bytes("8 1\n1024 16\n").map(BadBlocks.PARSER).value().orElseThrow())
                .containsExactly(new SectorRange(8, 1), new SectorRange(1024, 16));
    }

    @Test
    void takesAnEmptyFileForNone() {
        assertThat(state(bytes("").map(BadBlocks.PARSER))).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "8 0", "8 x", "8 1 1", " ", "-8 1", "18014398509481983 1", "99999999999999999999 1"})
    void namesTheLineThatIsNoRange(String line) {
        assertThat(state(bytes("0 1\n" + line + "\n").map(BadBlocks.PARSER))).startsWith("unreadable: line 2: ");
    }

    @Test
    void isBounded() {
        assertThat(state(bytes("0 1\n".repeat(BadBlocks.MAX_RANGES)).map(BadBlocks.PARSER)))
                .startsWith("[");
        assertThat(state(bytes("0 1\n".repeat(BadBlocks.MAX_RANGES + 1)).map(BadBlocks.PARSER)))
                .isEqualTo("unreadable: more than 16384 ranges");
    }
}
