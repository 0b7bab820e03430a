package io.daxcheck.text;

/** Characters that udev and libdevmapper write as {@code \xNN}, and the kernel as {@code \NNN}. */
public final class Escapes {
    private Escapes() {}

    /** Returns the text with each {@code \xNN} decoded to the character with that code. */
    public static String unescaped(String escaped) {
        int escape = escaped.indexOf("\\x");
        if (escape < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder(escaped.length());
        int position = 0;
        while (escape >= 0) {
            text.append(escaped, position, escape);
            int high = escape + 3 < escaped.length() ? Character.digit(escaped.charAt(escape + 2), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(escaped.charAt(escape + 3), 16);
            if (low < 0) {
                text.append("\\x");
                position = escape + 2;
            } else {
                text.append((char) (high * 16 + low));
                position = escape + 4;
            }
            escape = escaped.indexOf("\\x", position);
        }
        return text.append(escaped, position, escaped.length()).toString();
    }

    /** Returns the text with each {@code \NNN} decoded, as mountinfo and fstab have it: the kernel escapes ASCII alone. */
    public static String octalUnescaped(String field) {
        int escape = field.indexOf('\\');
        if (escape < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        int position = 0;
        while (escape >= 0) {
            text.append(field, position, escape);
            int value = octal(field, escape + 1);
            if (value < 0) {
                text.append('\\');
                position = escape + 1;
            } else {
                text.append((char) value);
                position = escape + 4;
            }
            escape = field.indexOf('\\', position);
        }
        return text.append(field, position, field.length()).toString();
    }

    /** The three octal digits at a position, as an ASCII character; -1 where there are none. */
    private static int octal(String text, int position) {
        if (position + 3 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = position; i < position + 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = value * 8 + digit;
        }
        return value < 0x80 ? value : -1;
    }
}
