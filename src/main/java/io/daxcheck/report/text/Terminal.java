package io.daxcheck.report.text;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.Wording;
import io.daxcheck.text.OneLine;

/**
 * What the place that text goes to can show.
 *
 * @param color whether it shows colours; colour never carries information alone
 * @param unicode whether it shows more than ASCII
 * @param columns how wide it is, in characters
 */
public record Terminal(boolean color, boolean unicode, int columns) {
    /** Narrower than this nothing can be read; lines are then longer than the terminal. */
    public static final int MIN_COLUMNS = 40;

    public Terminal {
        columns = Math.max(MIN_COLUMNS, columns);
    }

    /** The character, or its replacement where there is only ASCII. */
    public String glyph(String unicodeGlyph, String ascii) {
        return unicode ? unicodeGlyph : ascii;
    }

    /** Text of unknown origin, fit for one line of this terminal. */
    public String text(String text) {
        String line = OneLine.of(text);
        if (unicode) {
            return line;
        }
        StringBuilder ascii = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i = line.offsetByCodePoints(i, 1)) {
            ascii.append(asciiFor(line.codePointAt(i)));
        }
        return ascii.toString();
    }

    private static String asciiFor(int character) {
        return switch (character) {
            case '…' -> "...";
            case '–' -> "-";
            default -> character < 0x80 ? Character.toString(character) : "?";
        };
    }

    /** The text in the color of a verdict. */
    String verdict(Verdict verdict, String text) {
        return colored(
                switch (verdict) {
                    case SUPPORTED -> 32;
                    case UNSUPPORTED -> 33;
                    case UNSAFE -> 31;
                    case UNKNOWN -> 35;
                },
                text);
    }

    /** The text in the color of one of {@link Wording#WORDS}. */
    String word(String word, String text) {
        return Wording.isNeutral(word) ? text : verdict(Wording.verdict(word).orElse(Verdict.UNSUPPORTED), text);
    }

    /** The text in one of the colours of {@code ESC [ n m}. */
    public String colored(int code, String text) {
        return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
