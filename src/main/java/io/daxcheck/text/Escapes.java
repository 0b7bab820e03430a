package io.daxcheck.text;

/** Characters that udev and libdevmapper write as {@code \xNN}. */
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
}
