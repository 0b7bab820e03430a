package io.daxcheck.source;

/**
 * Text of unknown origin, made fit for one line of a message: names in a hostile archive must not move the cursor,
 * start a new line or reverse the reading direction of a terminal.
 */
public final class OneLine {
    private static final int QUOTED_CHARACTERS = 60;

    private OneLine() {}

    /**
     * The text with control characters, line separators, direction marks and lone surrogates written as
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
    static String quoted(String text) {
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
        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
            return false;
        }
        if (c < 0x200b) {
            return true;
        }
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        return !(c <= 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff);
    }
}
