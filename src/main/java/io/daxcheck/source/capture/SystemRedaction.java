package io.daxcheck.source.capture;

import io.daxcheck.source.format.BootEntry;
import io.daxcheck.text.Split;
import io.daxcheck.text.Words;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Redaction of the files about the kernel, the distribution and the boot loader: versions stay, names and words go. */
final class SystemRedaction {
    /** In place of the machine ID in the name of an entry of a boot menu. */
    private static final String NO_MACHINE = "0".repeat(32) + "-";

    /** More than the configuration of any kernel. */
    private static final int MAX_CONFIG_BYTES = 4 << 20;

    private final Pseudonyms pseudonyms;

    SystemRedaction(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /** The release, which no rule can do without. */
    static String release(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && "._+-~".indexOf(c) < 0) {
                return Redaction.HIDDEN;
            }
        }
        return text;
    }

    String unameLine(String line) {
        List<String> words = Split.of(line, ' ');
        for (int i = 0; i < words.size(); i++) {
            if (i == 1) {
                words.set(i, pseudonyms.name(words.get(i)));
            } else if (i != 2) {
                words.set(i, versionWord(words.get(i)));
            }
        }
        return String.join(" ", words);
    }

    /** {@code Linux version RELEASE (builder) (compiler) #1 SMP Debian 6.1.55-1 (date)}: who built it is left out. */
    static String versionLine(String line) {
        List<String> words = Split.of(line, ' ');
        boolean isVersion = line.startsWith("Linux version ");
        for (int i = 0; i < words.size(); i++) {
            if (!isVersion || i != 2) {
                words.set(i, versionWord(words.get(i)));
            }
        }
        return String.join(" ", words);
    }

    private static String versionWord(String word) {
        String bare = word.replace("(", "").replace(")", "").replace("#", "");
        boolean isRelease = !bare.isEmpty()
                && Character.isDigit(bare.charAt(0))
                && release(bare).equals(bare);
        if (isRelease || bare.equals("GNU/Linux") || Kept.isLogWord(bare)) {
            return word;
        }
        for (String part : Split.of(bare.replace('_', '-').replace('/', '-').replace(',', '-'), '-')) {
            if (!part.isEmpty() && !Kept.isLogWord(part) && !Kept.isMeasure(part)) {
                return Redaction.HIDDEN;
            }
        }
        return word;
    }

    static String filesystemLine(String line) {
        int tab = line.indexOf('\t');
        String type = line.substring(tab + 1);
        return Kept.isType(type) && (tab <= 0 || line.startsWith("nodev\t")) ? line : "";
    }

    static String distributionLine(String line) {
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals);
        String value = line.substring(equals + 1).replace("\"", "").replace("'", "");
        boolean isKept = switch (key) {
            case "ID", "ID_LIKE" -> Kept.isDistribution(value);
            case "VERSION_ID" -> Kept.isMeasure(value);
            case "NAME" -> value.equals("CentOS Linux") || value.equals("CentOS Stream");
            default -> false;
        };
        return isKept ? line : "";
    }

    /** An entry of a boot menu: the release that it names, or a pseudonym. */
    String bootEntry(String name) {
        String release = release(BootEntry.textOfEntry(name).orElse("?"));
        return release.equals(Redaction.HIDDEN) ? pseudonyms.name(name) : NO_MACHINE + release;
    }

    String grubLine(String line) {
        for (String name : List.of("saved_entry=", "next_entry=")) {
            String value = line.startsWith(name) ? line.substring(name.length()) : "";
            if (!value.isEmpty()) {
                return name + (Kept.isDigits(value) ? value : bootEntry(value));
            }
        }
        return "";
    }

    /** What starts by default, and what the command lines have of {@code memmap=}. */
    String grubDefaultsLine(String line) {
        String name = "GRUB_DEFAULT=";
        if (line.startsWith(name)) {
            String value = line.substring(name.length()).replace("\"", "").replace("'", "");
            boolean isKept = value.isEmpty() || value.equals("saved") || Kept.isDigits(value);
            return name + (isKept ? value : bootEntry(value));
        }
        for (String arguments : List.of("GRUB_CMDLINE_LINUX=", "GRUB_CMDLINE_LINUX_DEFAULT=")) {
            if (line.startsWith(arguments)) {
                StringBuilder kept = new StringBuilder();
                for (String word : Words.of(line.substring(arguments.length()).replace('"', ' '))) {
                    if (word.startsWith("memmap=") && isOfMemory(word.substring("memmap=".length()))) {
                        kept.append(kept.isEmpty() ? "" : " ").append(word);
                    }
                }
                return arguments + '"' + kept + '"';
            }
        }
        return "";
    }

    /** Whether there are sizes and addresses alone, and what is between them. */
    private static boolean isOfMemory(String value) {
        for (int i = 0; i < value.length(); i++) {
            if ("0123456789abcdefABCDEFxXkKMGTP!$\\,".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    String loaderLine(String line) {
        String name = "default ";
        return line.startsWith(name)
                ? name + bootEntry(line.substring(name.length()).strip())
                : "";
    }

    /** {@code Rocky Linux release 9.4 (Blue Onyx)}, without the words after the number. */
    static String releaseLine(String line) {
        for (String name : List.of(
                "Red Hat Enterprise Linux release ",
                "Red Hat Enterprise Linux Server release ",
                "CentOS Linux release ",
                "CentOS Stream release ",
                "Rocky Linux release ",
                "AlmaLinux release ")) {
            String version = line.startsWith(name) ? line.substring(name.length()) : "";
            int space = version.indexOf(' ');
            version = space < 0 ? version : version.substring(0, space);
            if (!version.isEmpty() && Kept.isMeasure(version)) {
                return name + version;
            }
        }
        return "";
    }

    /** {@code CONFIG_FS_DAX=y}, {@code # CONFIG_FS_DAX is not set}; strings such as a host name are left out. */
    static String configLine(String line) {
        if (line.startsWith("# CONFIG_") && line.endsWith(" is not set")) {
            return line;
        }
        int equals = line.indexOf('=');
        String value = line.substring(equals + 1);
        boolean isKept = line.startsWith("CONFIG_")
                && equals > 0
                && (value.equals("y") || value.equals("m") || value.equals("n") || Kept.isNumber(value));
        return isKept ? line : line.startsWith("#") ? "#" : "";
    }

    static byte[] packedConfig(byte[] packed) throws IOException {
        byte[] content;
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            content = unpacked.readNBytes(MAX_CONFIG_BYTES);
        } catch (IOException damaged) {
            return new byte[0];
        }
        ByteArrayOutputStream redacted = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(redacted)) {
            out.write(Redaction.lines(content, SystemRedaction::configLine));
        }
        return redacted.toByteArray();
    }
}
