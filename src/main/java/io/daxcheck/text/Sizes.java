package io.daxcheck.text;

/** Sizes as people write them: 4 KiB, 32 MiB, 1.5 GiB. */
public final class Sizes {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** A size with at most one decimal; exact wherever it looks exact. */
    public static String bytes(long bytes) {
        int unit = 0;
        long whole = bytes;
        long part = 0;
        while (whole >= 1024 && unit < UNITS.length - 1) {
            part = whole % 1024;
            whole /= 1024;
            unit++;
        }
        if (unit == 0) {
            return whole + " bytes";
        }
        long tenths = part * 10 / 1024;
        return whole + (tenths == 0 ? "" : "." + tenths) + " " + UNITS[unit];
    }
}
