package io.daxcheck.text;

/**
 * Text of unknown origin, made fit for one line of a message: names in a hostile archive must not move the cursor,
 * start a new line or reverse the reading direction of a terminal.
 */
public final class OneLine {
    private static final int QUOTED_CHARACTERS = 60;

    private OneLine() {}

    /**
     * The text with control characters, line separators, direction marks, invisible characters and lone surrogates
     * written as
     * {@code \x0a} or <code>&#92;u202e</code>. Everything else, backslashes too, stays as it is.
     */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text, i)) {
                return escaped(text, i);
            }
        }
        return text;
    }

    /** The start of the text between double quotes, for a message about something malformed. */
    public static String quoted(String text) {
        if (text.length() <= QUOTED_CHARACTERS) {
            return '"' + of(text) + '"';
        }
        return '"' + of(text.substring(0, QUOTED_CHARACTERS)) + "…\"";
    }

    private static String escaped(String text, int firstOdd) {
        StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, firstOdd);
        for (int i = firstOdd; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(text, i)) {
                line.append(c);
            } else if (c < 0x100) {
                line.append("\\x").append(hexDigit(c >> 4)).append(hexDigit(c));
            } else {
                line.append("\\u").append(hexDigit(c >> 12)).append(hexDigit(c >> 8));
                line.append(hexDigit(c >> 4)).append(hexDigit(c));
            }
        }
        return line.toString();
    }

    private static char hexDigit(int value) {
        return Character.forDigit(value & 0xf, 16);
    }

    private static boolean isPlain(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x7f) {
            return c >= 0x20;
        }
        int character = c;
        if (Character.isHighSurrogate(c)) {
            character = text.codePointAt(index);
        } else if (Character.isLowSurrogate(c) && index > 0) {
            character = text.codePointBefore(index + 1);
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
