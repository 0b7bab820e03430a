package io.daxcheck.source.format;

import io.daxcheck.kernel.KernelRelease;
import java.util.Optional;

/**
 * How boot loaders name a kernel: files in {@code /boot}, entries after the Boot Loader Specification, and titles of
 * GRUB's menu.
 */
public final class BootEntry {
    private static final String[] IMAGES = {"vmlinuz-", "vmlinux-", "Image-", "image-"};
    private static final String CONF = ".conf";

    /** Characters of a machine ID. */
    private static final int ID_LENGTH = 32;

    private BootEntry() {}

    /** The release of the kernel in a file of {@code /boot}: vmlinuz-6.1.0-18-amd64. Empty for any other file. */
    public static Optional<KernelRelease> ofImage(String file) {
        for (String image : IMAGES) {
            if (file.startsWith(image)) {
                return release(file.substring(image.length()));
            }
        }
        return Optional.empty();
    }

    /**
     * The release that an entry of a menu is for: {@code MACHINE-ID-RELEASE}, with or without .conf; {@code
     * gnulinux-RELEASE-advanced-UUID}, behind its submenu or not; a title with the release in parentheses. Empty where
     * it names none.
     */
    public static Optional<KernelRelease> ofEntry(String entry) {
        String name = entry.substring(entry.lastIndexOf('>') + 1);
        if (name.endsWith(CONF)) {
            name = name.substring(0, name.length() - CONF.length());
        }
        if (hasMachineId(name)) {
            return release(name.substring(ID_LENGTH + 1));
        }
        if (name.startsWith("gnulinux-")) {
            String rest = name.substring("gnulinux-".length());
            int end = rest.indexOf("-advanced-");
            return end < 0 ? Optional.empty() : release(rest.substring(0, end));
        }
        int open = name.indexOf('(');
        int close = name.indexOf(')', open + 1);
        return open >= 0 && close > open ? release(name.substring(open + 1, close)) : release(name);
    }

    /** The same as it is printed. */
    public static Optional<String> textOfEntry(String entry) {
        return ofEntry(entry).map(KernelRelease::text);
    }

    /** Whether the name of a file is that of a kernel: an image in /boot, or an entry. */
    public static boolean isName(String directory, String file) {
        return (directory.equals("boot") && ofImage(file).isPresent())
                || (directory.equals("boot/loader/entries") && file.endsWith(CONF));
    }

    /** Whether a name begins with a machine ID, 32 hexadecimal digits, and a hyphen. */
    private static boolean hasMachineId(String name) {
        for (int i = 0; i < ID_LENGTH; i++) {
            if (i >= name.length() || Character.digit(name.charAt(i), 16) < 0) {
                return false;
            }
        }
        return name.startsWith("-", ID_LENGTH);
    }

    /** A rescue image is of no release, and a kernel that was replaced is booted by hand alone. */
    private static Optional<KernelRelease> release(String text) {
        boolean isPlain = !text.startsWith("0-rescue") && !text.endsWith(".old") && text.indexOf(' ') < 0;
        return isPlain ? KernelRelease.parse(text) : Optional.empty();
    }
}
