package io.daxcheck.source.capture;

import io.daxcheck.host.LogicalVolume;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Split;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces each name and identifier that must not leave a host: the same by the same, wherever it occurs, and
 * chosen only by the order in which they occur. Words that identify no host are kept.
 */
final class Pseudonyms {
    /** Directories and volumes that every host may have. */
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
            "localhost");

    /** Names of volumes that LVM makes for itself. */
    private static final Set<String> HIDDEN_VOLUMES =
            Set.of("real", "cow", "tpool", "cdata", "cmeta", "cvol", "missing_0_0", "pvmove0", "pvmove1", "lvmlock");

    /** Fewer alphanumeric characters than this are too few for a number in the same shape. */
    private static final int MIN_SHAPE = 4;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> identifiers = new HashMap<>();

    /** For a word that somebody chose. */
    String name(String original) {
        if (COMMON.contains(original)) {
            return original;
        }
        String known = names.get(original);
        if (known == null) {
            known = "name" + (names.size() + 1);
            names.put(original, known);
        }
        return known;
    }

    /** For a part of the name of a logical volume: what LVM appends to the volumes that it hides stays. */
    private String volumePart(String original) {
        if (HIDDEN_VOLUMES.contains(original)) {
            return original;
        }
        int underscore = original.lastIndexOf('_');
        if (underscore > 0 && Decimal.areDigits(original, underscore + 1, original.length())) {
            underscore = original.lastIndexOf('_', underscore - 1);
        }
        String suffix = underscore < 1 ? "" : original.substring(underscore);
        for (String hidden : LogicalVolume.HIDDEN) {
            if (suffix.startsWith(hidden)) {
                return name(original.substring(0, underscore)) + suffix;
            }
        }
        return name(original);
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
                redacted.append(volumePart(part.toString())).append('-');
                part.setLength(0);
            } else {
                part.append(c);
                i += isDoubled ? 1 : 0;
            }
        }
        redacted.append(volumePart(part.toString()));
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
            if (isDevice && i == 2 && parts.size() == 3 && Redaction.isKernelDevice(part)) {
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

    /** For the uuid of a dm device: who made it stays, LVM- or CRYPT-LUKS2-, and a partition's number before it, part2-. */
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
            default ->
                maker.startsWith("part") && Decimal.areDigits(maker, "part".length(), maker.length())
                        ? maker + '-' + (rest.startsWith("part") ? identifier(rest) : dmUuid(rest))
                        : identifier(original);
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

    /** Returns the pseudonym of a word that is the name of something, or a part of one; empty for every other word. */
    Optional<String> known(String word) {
        return Optional.ofNullable(names.get(word));
    }

    /** For a kernel name: that of an md array, {@code md_home}, contains a name that somebody chose. */
    String kernelName(String original) {
        return original.startsWith("md_") ? "md_" + name(original.substring("md_".length())) : original;
    }
}
