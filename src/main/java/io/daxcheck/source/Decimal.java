package io.daxcheck.source;

/** Unsigned decimal numbers as the kernel prints them: digits and nothing else. */
final class Decimal {
    /** What {@link #parse} answers for anything that is no number of at most 63 bits. */
    static final long NONE = -1;

    /** The most 512-byte sectors that a device can have: its size in bytes is a signed 64-bit number in the kernel. */
    static final long MAX_SECTORS = Long.MAX_VALUE >> 9;

    private Decimal() {}

    /** The number that the whole text is, or {@link #NONE}. */
    static long parse(String text) {
        return parse(text, 0, text.length());
    }

    /** The number between two positions of a text, or {@link #NONE}. */
    static long parse(String text, int from, int to) {
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
}
