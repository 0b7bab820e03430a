package io.daxcheck.source.format;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.DmTarget.Leg;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * One target of a dm table, {@code START LENGTH TYPE ARGUMENTS}. The arguments of the types that DAX goes through are
 * read exactly, and anything odd in them is malformed; of every other type it is enough to know which devices it
 * names.
 */
final class DmTargetLine {
    /** Replaces a key, which no report may show: dmsetup prints zeros for it unless asked otherwise. */
    static final String KEY = "(key)";

    /** More than the arguments of any target have. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private DmTargetLine() {}

    /**
     * @param line without the name of the device
     * @throws Fact.Malformed where it is no target; the message says what is wrong with it
     */
    static DmTarget parse(String line) {
        if (line.length() > MAX_CHARACTERS) {
            throw new Fact.Malformed(
                    "a target of more than " + MAX_CHARACTERS + " characters: " + OneLine.quoted(line));
        }
        List<String> words = Words.of(line);
        if (words.size() < 3) {
            throw new Fact.Malformed("not START LENGTH TYPE ARGUMENTS: " + OneLine.quoted(line));
        }
        long start = Decimal.parse(words.get(0));
        long length = Decimal.parse(words.get(1));
        if (start == Decimal.NONE || length == Decimal.NONE) {
            throw new Fact.Malformed("start and length are not numbers of at most 63 bits: " + OneLine.quoted(line));
        }
        if (length == 0) {
            throw new Fact.Malformed("a target without a length: " + OneLine.quoted(line));
        }
        if (start > Decimal.MAX_SECTORS || length > Decimal.MAX_SECTORS - start) {
            throw new Fact.Malformed("more sectors than a device can have: " + OneLine.quoted(line));
        }
        String type = words.get(2);
        List<String> arguments = words.subList(3, words.size());
        long chunkSectors = 0;
        List<Leg> legs;
        switch (type) {
            case "linear" -> {
                requireArguments(arguments.size() == 2, type, line);
                legs = List.of(mappedLeg(arguments, 0, length, line));
            }
            case "striped" -> {
                legs = stripes(arguments, length, line);
                chunkSectors = sectors(arguments.get(1), line);
            }
            case "log-writes" -> {
                requireArguments(arguments.size() == 2, type, line);
                legs = List.of(
                        new Leg(device(arguments.get(0), line), 0),
                        new Leg(device(arguments.get(1), line), Leg.NOT_MAPPED));
            }
            case "snapshot-origin" -> {
                requireArguments(arguments.size() == 1, type, line);
                legs = List.of(new Leg(device(arguments.get(0), line), 0));
            }
            default -> legs = namedDevices(type, arguments);
        }
        return new DmTarget(start, length, type, legs, chunkSectors, withoutKeys(type, words, line));
    }

    private static void requireArguments(boolean isRight, String type, String line) {
        if (!isRight) {
            throw new Fact.Malformed("wrong number of arguments for " + type + ": " + OneLine.quoted(line));
        }
    }

    /** {@code N CHUNK (DEVICE START)} times N. */
    private static List<Leg> stripes(List<String> arguments, long length, String line) {
        requireArguments(arguments.size() >= 4 && arguments.size() % 2 == 0, "striped", line);
        int count = arguments.size() / 2 - 1;
        requireArguments(Decimal.parse(arguments.get(0)) == count, "striped", line);
        if (sectors(arguments.get(1), line) == 0) {
            throw new Fact.Malformed("a chunk without a length: " + OneLine.quoted(line));
        }
        List<Leg> legs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            legs.add(mappedLeg(arguments, 2 + 2 * i, length, line));
        }
        return legs;
    }

    /** {@code DEVICE START} at an index of the arguments. */
    private static Leg mappedLeg(List<String> arguments, int index, long length, String line) {
        long start = sectors(arguments.get(index + 1), line);
        if (length > Decimal.MAX_SECTORS - start) {
            throw new Fact.Malformed("ends beyond the sectors that a device can have: " + OneLine.quoted(line));
        }
        return new Leg(device(arguments.get(index), line), start);
    }

    private static long sectors(String word, String line) {
        long sectors = Decimal.parse(word);
        if (sectors == Decimal.NONE || sectors > Decimal.MAX_SECTORS) {
            throw new Fact.Malformed(OneLine.quoted(word) + " is not a number of sectors: " + OneLine.quoted(line));
        }
        return sectors;
    }

    private static String device(String word, String line) {
        if (!isDevice(word)) {
            throw new Fact.Malformed(OneLine.quoted(word) + " is not a device: " + OneLine.quoted(line));
        }
        return word;
    }

    /** As the kernel prints a device, or as a person writes one. */
    private static boolean isDevice(String word) {
        return word.startsWith("/") || DeviceNumber.parse(word).isPresent();
    }

    /** Every argument of the form MAJOR:MINOR, or that is a path under /dev. */
    private static List<Leg> namedDevices(String type, List<String> arguments) {
        int firstMirror = type.equals("mirror") ? firstMirror(arguments) : Integer.MAX_VALUE;
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (!word.startsWith("/dev/") && DeviceNumber.parse(word).isEmpty()) {
                continue;
            }
            boolean isMapped = i >= firstMirror || startFollows(type);
            long start = isMapped && i + 1 < arguments.size() ? Decimal.parse(arguments.get(i + 1)) : Decimal.NONE;
            boolean isStart = start != Decimal.NONE && start <= Decimal.MAX_SECTORS;
            legs.add(new Leg(word, isStart ? start : Leg.NOT_MAPPED));
        }
        return legs;
    }

    /** Whether the arguments of a type hold its data's start after each device. */
    private static boolean startFollows(String type) {
        return switch (type) {
            case "crypt", "delay", "flakey", "dust", "ebs" -> true;
            default -> false;
        };
    }

    /** {@code LOG_TYPE N LOG_ARGUMENT… MIRRORS (DEVICE START)…}: a log's device has no start after it. */
    private static int firstMirror(List<String> arguments) {
        long logArguments = arguments.size() < 2 ? Decimal.NONE : Decimal.parse(arguments.get(1));
        boolean isCount = logArguments != Decimal.NONE && logArguments < arguments.size();
        return isCount ? (int) logArguments + 3 : Integer.MAX_VALUE;
    }

    private static String withoutKeys(String type, List<String> words, String line) {
        return switch (type) {
            case "crypt", "inlinecrypt", "default-key" ->
                words.size() > 4 && isKey(words.get(4)) ? with(words, 4, KEY) : line;
            case "integrity" -> withoutIntegrityKeys(words, line);
            default -> line;
        };
    }

    /** A reference to the kernel's keyring starts with a colon; "-" is no key; only zeros are what dmsetup hides with. */
    private static boolean isKey(String word) {
        if (word.startsWith(":") || word.equals("-")) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    /** {@code internal_hash:ALGORITHM:KEY}, {@code journal_crypt:…} and {@code journal_mac:…}; the key may be missing. */
    private static String withoutIntegrityKeys(List<String> words, String line) {
        List<String> kept = new ArrayList<>(words);
        for (int i = 3; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("internal_hash:") && !word.startsWith("journal_")) {
                continue;
            }
            int colon = word.indexOf(':');
            int key = colon < 0 ? -1 : word.indexOf(':', colon + 1);
            if (key >= 0) {
                kept.set(i, word.substring(0, key + 1) + KEY);
            }
        }
        return kept.equals(words) ? line : String.join(" ", kept);
    }

    private static String with(List<String> words, int index, String word) {
        List<String> changed = new ArrayList<>(words);
        changed.set(index, word);
        return String.join(" ", changed);
    }
}
