package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.tree.TarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionTimeTest {
    @ParameterizedTest
    @CsvSource({
        "time: 20260131T235959Z,    2026-01-31 23:59:59 UTC",
        "'time: 20260131T235959Z\r',  2026-01-31 23:59:59 UTC",
        "time: 20260131T235959,     unreadable: no time in it",
        "time: 2026-01-31T23:59:5Z, unreadable: no time in it",
        "'time: <script>alert(1)</s', unreadable: no time in it",
        "xtime: 20260131T235959Z,   unreadable: no time in it",
    })
    void readsTheTimeOfACapture(String line, String time) {
        assertThat(state(CollectionTime.read(new TarBuilder()
                        .file("capture", "daxcheck-capture 1\ntool: daxcheck 1\n" + line + "\nuid: 0\n")
                        .tree())))
                .isEqualTo(time);
    }

    @Test
    void readsTheDateThatASupportToolCollected() {
        assertThat(state(CollectionTime.read(new TarBuilder()
                        .file(CollectionTime.DATE, "\nThu Nov 26 21:57:12 CET 2026\n")
                        .tree())))
                .isEqualTo("Thu Nov 26 21:57:12 CET 2026");
        assertThat(state(CollectionTime.read(new TarBuilder()
                        .file(CollectionTime.DATE, "x".repeat(61))
                        .tree())))
                .isEqualTo("unreadable: no time in it");
    }

    @Test
    void aHostThatIsReadNowHasNone() {
        assertThat(state(CollectionTime.read(new TarBuilder().directory("etc").tree())))
                .isEqualTo("absent");
    }
}
