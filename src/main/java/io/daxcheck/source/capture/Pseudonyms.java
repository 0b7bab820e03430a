package io.daxcheck.source.capture;

import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands for each name and identifier that must not leave a host: the same for the same, wherever it occurs, and
 * told by nothing but the order in which they were met. Words that say nothing of a host stand for themselves.
 */
final class Pseudonyms {
    /** Directories and volumes that every host may have, and words of the files that are searched for names. */
    private static final Set<String> COMMON = Set.of(
            "",
            ".",
            "..",
            "/",
            "root",
            "home",
            "boot",
            "efi",
            "var",
            "usr",
            "etc",
            "opt",
            "srv",
            "mnt",
            "media",
            "tmp",
            "run",
            "lib",
            "lib64",
            "bin",
            "sbin",
            "log",
            "cache",
            "swap",
            "dev",
            "proc",
            "sys",
            "mapper",
            "disk",
            "shm",
            "pts",
            "mqueue",
            "hugepages",
            "kernel",
            "debug",
            "tracing",
            "security",
            "fs",
            "cgroup",
            "bpf",
            "pstore",
            "efivars",
            "config",
            "fuse",
            "connections",
            "user",
            "lock",
            "none",
            "rootfs",
            "devtmpfs",
            "tmpfs",
            "sysfs",
            "dax",
            "pmem",
            "nvdimm",
            "namespace",
            "region",
            "device",
            "linux",
            "localhost",
            "host",
            "xfs",
            "ext4",
            "ext3",
            "ext2",
            "erofs",
            "linear",
            "striped",
            "block",
            "filesystem",
            "mounted",
            "mounting",
            "version",
            "line",
            "with",
            "mode",
            "data",
            "the",
            "and",
            "for",
            "not",
            "off",
            "system",
            "systemd",
            "udev",
            "live",
            "error",
            "read",
            "write");

    /** Fewer alphanumeric characters than this are too few for a number in the same shape. */
    private static final int MIN_SHAPE = 4;

    private static final int CANONICAL_UUID = 36;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> identifiers = new HashMap<>();

    /** By the first run of letters and digits in it, what is to be found in free text, the longest first. */
    private final Map<String, List<String>> spellings = new HashMap<>();

    /** Names of kernel devices, which stay in free text and as parts of paths. */
    private final Set<String> kernelNames;

    private final Map<String, String> replacements = new HashMap<>();

    Pseudonyms(Set<String> kernelNames) {
        this.kernelNames = kernelNames;
    }

    boolean isKernelName(String name) {
        return kernelNames.contains(name);
    }

    /** For a word that somebody chose. */
    String name(String original) {
        if (COMMON.contains(original)) {
            return original;
        }
        String known = names.get(original);
        if (known == null) {
            known = "name" + (names.size() + 1);
            names.put(original, known);
            spell(original, known);
        }
        return known;
    }

    /**
     * For the name of a dm device: libdm joins volume group and volume with a hyphen, and doubles those inside of them.
     *
     * @param spelt as device-mapper holds it or as dmsetup prints it
     */
    String dmName(String spelt) {
        String original = Escapes.unescaped(spelt);
        StringBuilder redacted = new StringBuilder();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < original.length(); i++) {
            char c = original.charAt(i);
            boolean isDoubled = c == '-' && i + 1 < original.length() && original.charAt(i + 1) == '-';
            if (c == '-' && !isDoubled) {
                redacted.append(name(part.toString())).append('-');
                part.setLength(0);
            } else {
                part.append(c);
                i += isDoubled ? 1 : 0;
            }
        }
        redacted.append(name(part.toString()));
        spell(spelt, redacted.toString());
        spell(original, redacted.toString());
        return redacted.toString();
    }

    /** For a UUID or something like it, in the same shape: hyphens and the like stay where they are. */
    String identifier(String original) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < original.length(); i++) {
            if (Character.isLetterOrDigit(original.charAt(i))) {
                key.append(Character.toLowerCase(original.charAt(i)));
            }
        }
        if (isZeros(key)) {
            return original;
        }
        Integer number = identifiers.get(key.toString());
        if (number == null) {
            number = identifiers.size() + 1;
            identifiers.put(key.toString(), number);
        }
        if (key.length() < MIN_SHAPE) {
            return "id" + number;
        }
        String digits = Integer.toHexString(number);
        StringBuilder shaped = new StringBuilder(original);
        int left = key.length();
        for (int i = 0; i < shaped.length(); i++) {
            if (Character.isLetterOrDigit(shaped.charAt(i))) {
                shaped.setCharAt(i, left <= digits.length() ? digits.charAt(digits.length() - left) : '0');
                left--;
            }
        }
        return shaped.toString();
    }

    private static boolean isZeros(CharSequence key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    /** A path, part by part; below /dev kernel names stay. */
    String path(String original) {
        List<String> parts = Split.of(original, '/');
        boolean isDevice =
                parts.size() > 2 && parts.get(0).isEmpty() && parts.get(1).equals("dev");
        StringBuilder redacted = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (i > 0) {
                redacted.append('/');
            }
            if (isDevice && i == 2 && parts.size() == 3 && isKernelName(part)) {
                redacted.append(part);
            } else if (isDevice && i == 3 && parts.get(2).equals("mapper")) {
                redacted.append(dmName(part));
            } else if (isDevice && i == 3 && parts.get(2).equals("disk")) {
                redacted.append(part.startsWith("by-") ? part : name(part));
            } else if (isDevice && i == 4 && parts.get(2).equals("disk")) {
                redacted.append(linkName(parts.get(3), part));
            } else {
                redacted.append(name(part));
            }
        }
        return redacted.toString();
    }

    /**
     * For the name of a link that udev made.
     *
     * @param directory {@code by-uuid}
     * @param link its name in that directory, with udev's escapes
     */
    String linkName(String directory, String link) {
        if (directory.endsWith("uuid")) {
            return identifier(link);
        }
        if (directory.endsWith("label")) {
            return name(Escapes.unescaped(link));
        }
        if (directory.equals("by-id")) {
            for (String prefix : new String[] {"dm-name-", "dm-uuid-", "lvm-pv-uuid-"}) {
                if (link.startsWith(prefix)) {
                    String rest = link.substring(prefix.length());
                    return prefix
                            + switch (prefix) {
                                case "dm-name-" -> dmName(rest);
                                case "dm-uuid-" -> dmUuid(rest);
                                default -> identifier(rest);
                            };
                }
            }
        }
        return directory.equals("by-diskseq") ? link : identifier(link);
    }

    /** For the uuid of a dm device: who made it stays, LVM- or CRYPT-LUKS2-. */
    String dmUuid(String original) {
        int hyphen = original.indexOf('-');
        String maker = original.substring(0, Math.max(0, hyphen));
        String rest = original.substring(hyphen + 1);
        return switch (maker) {
            case "LVM" -> {
                // Two identifiers of 32 characters, and what kind of inner volume it is.
                int end = Math.min(64, rest.length());
                yield "LVM-" + identifier(rest.substring(0, end)) + rest.substring(end);
            }
            case "CRYPT" -> {
                List<String> parts = Split.of(rest, '-');
                StringBuilder redacted =
                        new StringBuilder("CRYPT-").append(isUpperCase(parts.get(0)) ? parts.get(0) : "X");
                if (parts.size() > 1) {
                    redacted.append('-').append(identifier(parts.get(1)));
                }
                if (parts.size() > 2) {
                    redacted.append('-').append(dmName(String.join("-", parts.subList(2, parts.size()))));
                }
                yield redacted.toString();
            }
            case "mpath", "DMRAID", "VDO" -> maker + '-' + identifier(rest);
            default -> identifier(original);
        };
    }

    private static boolean isUpperCase(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** Enters what free text may hold. A word of one or two characters, or one that is common, would be found everywhere. */
    private void spell(String original, String redacted) {
        int start = 0;
        while (start < original.length() && !isWord(original.charAt(start))) {
            start++;
        }
        String text = original.substring(start);
        if (text.length() > 2
                && !COMMON.contains(text)
                && !isKernelName(text)
                && !Decimal.areDigits(text, 0, text.length())
                && replacements.putIfAbsent(text, redacted) == null) {
            spellings
                    .computeIfAbsent(text.substring(0, endOfWord(text, 0)), word -> new ArrayList<>())
                    .add(text);
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static int endOfWord(String text, int start) {
        int end = start;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Free text: every name met so far as a whole word, and everything that has the shape of an identifier. */
    String text(String original) {
        StringBuilder redacted = new StringBuilder(original.length());
        int position = 0;
        while (position < original.length()) {
            int end = endOfWord(original, position);
            if (end == position) {
                redacted.append(original.charAt(position));
                position++;
                continue;
            }
            int identifierEnd = endOfIdentifier(original, position, end);
            String found = longestName(original, position, end);
            if (found != null && position + found.length() >= identifierEnd) {
                redacted.append(replacements.get(found));
                position += found.length();
            } else if (identifierEnd > position) {
                redacted.append(identifier(original.substring(position, identifierEnd)));
                position = identifierEnd;
            } else {
                redacted.append(original, position, end);
                position = end;
            }
        }
        return redacted.toString();
    }

    private String longestName(String text, int start, int endOfFirstWord) {
        List<String> candidates = spellings.get(text.substring(start, endOfFirstWord));
        if (candidates == null) {
            return null;
        }
        candidates.sort(Comparator.comparingInt(String::length).reversed());
        for (String candidate : candidates) {
            int end = start + candidate.length();
            boolean endsThere = end >= text.length() || !isWord(text.charAt(end)) || !isWord(text.charAt(end - 1));
            if (endsThere && text.startsWith(candidate, start)) {
                return candidate;
            }
        }
        return null;
    }

    /** Where a UUID, an LVM identifier or 32 and more hexadecimal digits end; the start where none begins there. */
    private static int endOfIdentifier(String text, int start, int endOfFirstWord) {
        int hex = start;
        while (hex < endOfFirstWord && Character.digit(text.charAt(hex), 16) >= 0) {
            hex++;
        }
        if (hex == endOfFirstWord && hex - start >= 32) {
            return hex;
        }
        if (hex == endOfFirstWord && hex - start == 8 && hasShape(text, start, 16, 8, 4, 4, 4, 12)) {
            return start + CANONICAL_UUID;
        }
        if (endOfFirstWord - start == 6 && hasShape(text, start, 36, 6, 4, 4, 4, 4, 4, 6)) {
            return start + 38;
        }
        return start;
    }

    private static boolean hasShape(String text, int start, int radix, int... lengths) {
        int position = start;
        for (int i = 0; i < lengths.length; i++) {
            if (i > 0) {
                if (position >= text.length() || text.charAt(position) != '-') {
                    return false;
                }
                position++;
            }
            for (int j = 0; j < lengths[i]; j++) {
                if (position >= text.length() || Character.digit(text.charAt(position), radix) < 0) {
                    return false;
                }
                position++;
            }
        }
        return position >= text.length() || !isWord(text.charAt(position));
    }
}
