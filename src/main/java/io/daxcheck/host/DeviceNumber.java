package io.daxcheck.host;

import java.util.Optional;

/**
 * A device number as sysfs writes it, {@code 259:1}. Comparable, so that a hash table of numbers that were chosen to have
 * one hash stays fast.
 */
public record DeviceNumber(int major, int minor) implements Comparable<DeviceNumber> {
    /** Parses {@code MAJOR:MINOR}, decimal; empty for anything else. */
    public static Optional<DeviceNumber> parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1 || text.length() > 21) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i != colon && (c < '0' || c > '9')) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(new DeviceNumber(
                    Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1))));
        } catch (NumberFormatException beyondThirtyTwoBits) {
            return Optional.empty();
        }
    }

    /**
     * A number as an option has it, decimal or with 0x, in the kernel's encoding (include/linux/kdev_t.h: new_decode_dev);
     * empty for anything else.
     */
    public static Optional<DeviceNumber> encoded(String text) {
        boolean isHex = text.startsWith("0x");
        try {
            int code = Integer.parseUnsignedInt(isHex ? text.substring(2) : text, isHex ? 16 : 10);
            return Optional.of(new DeviceNumber((code & 0xfff00) >> 8, (code & 0xff) | ((code >>> 12) & 0xfff00)));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    // Those that a record has by itself take 25 ms when they are first called: longer than the rest of a small host.

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceNumber number && major == number.major && minor == number.minor;
    }

    @Override
    public int hashCode() {
        return 31 * major + minor;
    }

    @Override
    public int compareTo(DeviceNumber other) {
        int order = Integer.compare(major, other.major);
        return order != 0 ? order : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
