package io.daxcheck.source.format;

import io.daxcheck.text.Decimal;
import java.util.Optional;

/** The patterns of the kernel's device names and of paths in its device tree. */
public final class DeviceName {
    private DeviceName() {}

    /** Whether a name is a prefix and a number, {@code dm-3}. */
    public static boolean isNumbered(String name, String prefix) {
        return name.startsWith(prefix) && Decimal.areDigits(name, prefix.length(), name.length());
    }

    /** Whether a name is a prefix, a region's number and a number in it, {@code namespace1.0}. */
    public static boolean isOfRegion(String name, String prefix) {
        int dot = name.indexOf('.');
        return name.startsWith(prefix)
                && Decimal.areDigits(name, prefix.length(), dot)
                && Decimal.areDigits(name, dot + 1, name.length());
    }

    /** Where the digits begin that a name ends in; its length where it ends in none. */
    public static int trailingNumber(String name) {
        int start = name.length();
        while (start > 0 && isDigit(name, start - 1)) {
            start--;
        }
        return start;
    }

    /**
     * Returns the disk whose partition has this name, by the kernel's rule (block/partitions/core.c: add_partition): the
     * number follows the disk's name, after a "p" where that ends in a digit. Empty where the name is none of a partition.
     *
     * @param number of the partition, in digits
     */
    public static Optional<String> diskOfPartition(String name, String number) {
        int end = name.length() - number.length();
        if (end <= 0 || number.isEmpty() || !name.endsWith(number)) {
            return Optional.empty();
        }
        if (end > 1 && name.charAt(end - 1) == 'p' && isDigit(name, end - 2)) {
            return Optional.of(name.substring(0, end - 1));
        }
        return isDigit(name, end - 1) ? Optional.empty() : Optional.of(name.substring(0, end));
    }

    /** Returns the name of a partition of a disk, by the same rule. */
    public static String partition(String disk, String number) {
        return disk + (isDigit(disk, disk.length() - 1) ? "p" : "") + number;
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** Whether a name can be one of a block device: what the kernel puts into a path as one part. */
    public static boolean isBlockName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0 && !name.equals(".") && !name.equals("..");
    }
}
