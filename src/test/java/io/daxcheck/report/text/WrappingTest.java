package io.daxcheck.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {
    @Test
    void breaksBetweenWords() {
        assertThat(Wrapping.wrap("why ", "    ", "one two three four", 12))
                .isEqualTo("why one two\n    three\n    four\n");
    }

    @Test
    void aLineMayBeExactlyAsWideAsThereIsRoom() {
        assertThat(Wrapping.wrap("", "", "aaa bbb", 7)).isEqualTo("aaa bbb\n");
        assertThat(Wrapping.wrap("", "", "aaa bbb", 6)).isEqualTo("aaa\nbbb\n");
    }

    @Test
    void aWordThatIsTooLongStandsAloneAndWhole() {
        assertThat(Wrapping.wrap("> ", "  ", "a /a/long/path b", 8)).isEqualTo("> a\n  /a/long/path\n  b\n");
        assertThat(Wrapping.wrap("> ", "  ", "/a/long/path b", 8)).isEqualTo("> /a/long/path\n  b\n");
    }

    @Test
    void keepsTheGapBetweenTwoColumnsWhereItFits() {
        assertThat(Wrapping.wrap("", "", "text  code", 20)).isEqualTo("text  code\n");
        assertThat(Wrapping.wrap("", "", "text  code", 9)).isEqualTo("text\ncode\n");
    }

    @Test
    void leavesNoSpaceAtTheEndOfALine() {
        for (int columns = 1; columns < 40; columns++) {
            String wrapped = Wrapping.wrap("  x ", "    ", "some words  and a gap   and more", columns);
            assertThat(wrapped.lines()).noneMatch(line -> line.endsWith(" "));
            assertThat(String.join(" ", wrapped.lines().map(String::strip).toList())
                            .replace(" ", ""))
                    .isEqualTo("xsomewordsandagapandmore");
        }
    }

    @Test
    void nothingIsALineOfItsOwn() {
        assertThat(Wrapping.wrap("label", "", "", 10)).isEqualTo("label\n");
    }
}
