package io.daxcheck.host;

import java.util.Optional;

/**
 * What the name of a pmem disk, or of a partition of one, says of where it lies: the kernel numbers disks by region and
 * namespace (drivers/nvdimm/namespace_devs.c: nvdimm_namespace_disk_name), and leaves out the namespace's number 0.
 *
 * @param region name of the region that it lies in, which has the first number
 * @param namespace name of the namespace under it, which has both numbers
 */
public record PmemName(String region, String namespace) {
    private static final String START = "pmem";

    /** Of {@code pmem1}, {@code pmem1.2s} or {@code /dev/pmem1p2}; empty for any other name. */
    public static Optional<PmemName> of(String device) {
        String name = device.startsWith("/dev/") ? device.substring("/dev/".length()) : device;
        if (!name.startsWith(START)) {
            return Optional.empty();
        }
        int region = afterDigits(name, START.length());
        int namespace = region < name.length() && name.charAt(region) == '.' ? afterDigits(name, region + 1) : region;
        boolean isWithoutNumber = region == START.length() || namespace == region + 1;
        if (isWithoutNumber || !isSuffix(name.substring(namespace))) {
            return Optional.empty();
        }
        String numbers = name.substring(START.length(), region)
                + (namespace == region ? ".0" : name.substring(region, namespace));
        return Optional.of(new PmemName("region" + name.substring(START.length(), region), "namespace" + numbers));
    }

    /** Nothing, the letter of a disk in sector mode, or the number of a partition on either. */
    private static boolean isSuffix(String suffix) {
        if (suffix.isEmpty() || suffix.equals("s")) {
            return true;
        }
        char first = suffix.charAt(0);
        return (first == 'p' || first == 's') && suffix.length() > 1 && afterDigits(suffix, 1) == suffix.length();
    }

    private static int afterDigits(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
