package io.daxcheck.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final Terminal UNICODE = new Terminal(false, true, 80);
    private static final Terminal ASCII = new Terminal(false, false, 80);

    @Test
    void choosesTheGlyphThatCanBeShown() {
        assertThat(UNICODE.glyph("└─ ", "`- ")).isEqualTo("└─ ");
        assertThat(ASCII.glyph("└─ ", "`- ")).isEqualTo("`- ");
    }

    @Test
    void writesForeignTextWithWhatCanBeShown() {
        assertThat(UNICODE.text("mkpart … 4 – 8 é 雪 \u001b[31m")).isEqualTo("mkpart … 4 – 8 é 雪 \\x1b[31m");
        assertThat(ASCII.text("mkpart … 4 – 8 é 雪 \u001b[31m")).isEqualTo("mkpart ... 4 - 8 ? ? \\x1b[31m");
        assertThat(ASCII.text("\ud83d\ude00")).isEqualTo("?");
    }

    @Test
    void colorsOnlyWhereAsked() {
        assertThat(new Terminal(true, true, 80).colored(31, "NO")).isEqualTo("\u001b[31mNO\u001b[0m");
        assertThat(UNICODE.colored(31, "NO")).isEqualTo("NO");
    }

    @Test
    void isNeverNarrowerThanCanBeRead() {
        assertThat(new Terminal(false, false, -5).columns()).isEqualTo(Terminal.MIN_COLUMNS);
        assertThat(new Terminal(false, false, 39).columns()).isEqualTo(Terminal.MIN_COLUMNS);
        assertThat(new Terminal(false, false, 41).columns()).isEqualTo(41);
    }
}
