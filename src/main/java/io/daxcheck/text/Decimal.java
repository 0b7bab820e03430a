package io.daxcheck.text;

/** Unsigned decimal numbers as the kernel prints them: digits and nothing else. */
public final class Decimal {
    /** What {@link #parse} answers for anything that is no number of at most 63 bits. */
    public static final long NONE = -1;

    /** The most 512-byte sectors that a device can have: its size in bytes is a signed 64-bit number in the kernel. */
    public static final long MAX_SECTORS = Long.MAX_VALUE >> 9;

    private Decimal() {}

    /** The number that the whole text is, or {@link #NONE}. */
    public static long parse(String text) {
        return parse(text, 0, text.length());
    }

    /** The number between two positions of a text, or {@link #NONE}. */
    public static long parse(String text, int from, int to) {
        if (from >= to) {
            return NONE;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Whether there are digits and nothing else between two positions. */
    public static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }
}
