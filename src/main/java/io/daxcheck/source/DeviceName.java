package io.daxcheck.source;

/** The patterns of the kernel's device names and of paths in its device tree. */
final class DeviceName {
    private DeviceName() {}

    /** Whether a name is a prefix and a number, {@code dm-3}. */
    static boolean isNumbered(String name, String prefix) {
        return name.startsWith(prefix) && areDigits(name, prefix.length(), name.length());
    }

    /** Whether a name is a prefix, a region's number and a number in it, {@code namespace1.0}. */
    static boolean isOfRegion(String name, String prefix) {
        int dot = name.indexOf('.');
        return name.startsWith(prefix)
                && areDigits(name, prefix.length(), dot)
                && areDigits(name, dot + 1, name.length());
    }

    /** Whether a name can be one of a block device: what the kernel puts into a path as one part. */
    static boolean isBlockName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0 && !name.equals(".") && !name.equals("..");
    }

    /** Whether there are digits and nothing else between two positions. */
    static boolean areDigits(String name, int from, int to) {
        for (int i = from; i < to; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** A part of a path, counted from its end: 0 is the last. Empty where the path has fewer. */
    static String part(String path, int fromEnd) {
        int end = path.length();
        for (int i = 0; i < fromEnd; i++) {
            end = path.lastIndexOf('/', end - 1);
            if (end <= 0) {
                return "";
            }
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    /** The directory that a path lies in; empty for a path of one part. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
