package io.daxcheck.source.format;

import io.daxcheck.text.Decimal;

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

    /** Whether a name can be one of a block device: what the kernel puts into a path as one part. */
    public static boolean isBlockName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0 && !name.equals(".") && !name.equals("..");
    }
}
