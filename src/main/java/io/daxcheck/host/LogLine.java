package io.daxcheck.host;

/**
 * A line of the kernel's log that is about DAX or persistent memory.
 *
 * @param text without its time stamp
 * @param source where it was read, with the number of the line: {@code commands/dmesg:812}
 */
public record LogLine(String text, String source) {}
