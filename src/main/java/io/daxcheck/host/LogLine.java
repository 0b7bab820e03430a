package io.daxcheck.host;

/**
 * A line of the kernel's log that is about DAX or persistent memory.
 *
 * @param text without its time stamp
 * @param source where it was read, with the number of the line: {@code commands/dmesg:812}
 * @param micros microseconds from boot to the line; {@link #NO_TIME} where its stamp shows another time, or none
 */
public record LogLine(String text, String source, long micros) {
    public static final long NO_TIME = -1;
}
