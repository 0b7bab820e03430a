package io.daxcheck.fuzz;

import io.daxcheck.fuzz.CaptureEntries.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Ways to spoil a capture, each drawn from one source of chance. */
public final class Mutation {
    /** In every name that a hostile host chose, so that a report can be searched for it. */
    public static final String MARK = "HOSTILE";

    /** Names that a terminal, a shell, HTML or a line of text could mistake for something else. */
    public static final List<String> NAMES = List.of(
            "$(" + MARK + ")",
            "a;" + MARK,
            "`" + MARK + "`",
            "'" + MARK + "'",
            "\"" + MARK + "\"",
            "a\n" + MARK + "\n",
            "-" + MARK,
            "\u001b[31m" + MARK + "\u0007",
            "\u009b31m" + MARK,
            "\u202e" + MARK + "\u2066",
            "\u061c" + MARK + "\ud83d",
            "a b: " + MARK,
            "\\x3b" + MARK,
            "*?[" + MARK + "]",
            "<script>" + MARK + "</script>",
            "%s%n" + MARK,
            "a\"} 1\n" + MARK,
            "#" + MARK,
            MARK.repeat(100));

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "7",
            "8",
            "4095",
            "4096",
            "2147483647",
            "2147483648",
            "4294967296",
            "18014398509481983",
            "18014398509481984",
            "36028797018963967",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "99999999999999999999999999",
            "00000000000000000000008",
            "0x10",
            "1e9",
            "\u0661");

    private static final List<String> TOKENS = List.of(
            " ",
            ":",
            ": ",
            "\n",
            "\0",
            "\t",
            "\\",
            "\\x",
            "\\040",
            "/",
            "..",
            "dax",
            "dax=always",
            "xfs",
            "linear",
            "striped 2 8 259:1 0 259:1 0",
            "zero",
            "error",
            "log-writes 259:1 259:1",
            "UUID=",
            "LABEL=\"x\"",
            "\u00e9",
            "CONFIG_FS_DAX=n",
            "XFS (pmem1): DAX",
            "259:0",
            "253:0",
            ",",
            "=",
            "[Mount]",
            "S:",
            "E:ID_FS_TYPE=");

    private final Random random;

    public Mutation(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Spoils a capture in one to four ways. */
    public void spoil(CaptureEntries capture, CaptureEntries other) {
        int ways = 1 + random.nextInt(4);
        for (int i = 0; i < ways && !capture.entries().isEmpty(); i++) {
            switch (random.nextInt(8)) {
                case 0 -> spoilStructure(capture);
                case 1 -> renameEverywhere(capture);
                case 2 -> takeFrom(capture, other);
                default -> spoilFile(capture);
            }
        }
    }

    /** Takes one to five files or lines away, and adds and changes nothing. */
    public List<String> takeAway(CaptureEntries capture) {
        List<String> taken = new ArrayList<>();
        int times = 1 + random.nextInt(5);
        for (int i = 0; i < times; i++) {
            String path = any(List.copyOf(capture.entries().keySet()));
            // A list that is cut short looks whole: what it said is not missing but denied.
            boolean isList = path.endsWith("badblocks") || path.equals("skipped") || path.equals("capture");
            if (isList) {
                continue;
            }
            if (random.nextInt(3) == 0 && path.startsWith("commands/dmsetup")) {
                List<String> lines =
                        new ArrayList<>(capture.textOf(path).lines().toList());
                if (!lines.isEmpty()) {
                    taken.add(path + ": " + lines.remove(random.nextInt(lines.size())));
                    capture.entries().put(path, CaptureEntries.text(String.join("\n", lines) + "\n"));
                }
            } else {
                capture.entries().remove(path);
                taken.add(path);
            }
        }
        return taken;
    }

    // ------------------------------------------------------------------------------------------- structure

    private void spoilStructure(CaptureEntries capture) {
        List<String> paths = List.copyOf(capture.entries().keySet());
        String path = any(paths);
        String target = any(paths);
        Map<String, Entry> entries = capture.entries();
        switch (random.nextInt(8)) {
            case 0 -> entries.remove(path);
            case 1 -> entries.put(target, entries.get(path));
            case 2 -> entries.put(path, CaptureEntries.link("/" + target));
            case 3 -> entries.put(path, CaptureEntries.link(path.substring(path.lastIndexOf('/') + 1)));
            case 4 -> entries.put(path, new Entry.Special(TarConstants.LF_LINK, target));
            case 5 -> entries.put(path, new Entry.Special(TarConstants.LF_FIFO, ""));
            case 6 -> entries.put(path + "/" + any(NAMES), CaptureEntries.text("1\n"));
            default -> entries.put(parent(path) + any(NAMES).replace("/", "_"), entries.get(path));
        }
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** Gives a device or a directory another name in every path and every link. */
    private void renameEverywhere(CaptureEntries capture) {
        String[] parts = any(List.copyOf(capture.entries().keySet())).split("/", -1);
        String part = parts[random.nextInt(parts.length)];
        String name = (random.nextBoolean() ? part : "") + any(NAMES).replace("/", "_");
        Map<String, Entry> renamed = new LinkedHashMap<>();
        capture.entries()
                .forEach((path, entry) -> renamed.put(
                        replaced(path, part, name),
                        entry instanceof Entry.Special special
                                ? new Entry.Special(special.type(), replaced(special.target(), part, name))
                                : entry));
        capture.entries().clear();
        capture.entries().putAll(renamed);
    }

    private static String replaced(String path, String part, String name) {
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].equals(part) ? name : parts[i];
        }
        return String.join("/", parts);
    }

    private void takeFrom(CaptureEntries capture, CaptureEntries other) {
        String path = any(List.copyOf(other.entries().keySet()));
        capture.entries().put(path, other.entries().get(path));
    }

    // ----------------------------------------------------------------------------------------------- files

    private void spoilFile(CaptureEntries capture) {
        List<String> files = new ArrayList<>();
        capture.entries().forEach((path, entry) -> {
            if (entry instanceof Entry.Content) {
                files.add(path);
                // What a parser reads is worth more than one of many attributes.
                for (int i = 0; i < 10 && !path.startsWith("sys/"); i++) {
                    files.add(path);
                }
            }
        });
        if (files.isEmpty()) {
            return;
        }
        String path = any(files);
        byte[] bytes = ((Entry.Content) capture.entries().get(path)).bytes();
        byte[] spoilt = switch (random.nextInt(4)) {
            case 0 -> spoilBytes(bytes);
            case 1 -> spoilNumber(bytes);
            default -> spoilText(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        };
        capture.entries().put(path, new Entry.Content(spoilt));
    }

    /** Flips, cuts or repeats bytes. */
    public byte[] spoilBytes(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        byte[] spoilt = bytes.clone();
        int from = random.nextInt(spoilt.length);
        switch (random.nextInt(6)) {
            case 0 -> spoilt = Arrays.copyOf(spoilt, from);
            case 1 -> spoilt = Arrays.copyOf(spoilt, spoilt.length + random.nextInt(2000));
            case 2 -> Arrays.fill(spoilt, from, from + random.nextInt(spoilt.length - from), (byte) random.nextInt());
            default -> {
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return spoilt;
    }

    /** Puts another number in place of one that is there. */
    private byte[] spoilNumber(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (isDigit(text, i) && !isDigit(text, i - 1)) {
                starts.add(i);
            }
        }
        if (starts.isEmpty()) {
            return spoilBytes(bytes);
        }
        int start = any(starts);
        int end = start;
        while (isDigit(text, end)) {
            end++;
        }
        return (text.substring(0, start) + any(NUMBERS) + text.substring(end)).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isDigit(String text, int index) {
        return index >= 0 && index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private String spoilText(String text) {
        int at = random.nextInt(text.length() + 1);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int line = random.nextInt(lines.size());
        switch (random.nextInt(9)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(line, any(lines));
            case 2 -> lines.set(line, any(lines) + " " + any(lines));
            case 3 -> lines.set(line, lines.get(line).repeat(1 + random.nextInt(200)));
            case 4 -> {
                String[] words = lines.get(line).split(" ", -1);
                words[random.nextInt(words.length)] = random.nextBoolean() ? any(NAMES) : any(TOKENS);
                lines.set(line, String.join(" ", words));
            }
            case 5 -> {
                return text.substring(0, at) + any(NAMES) + text.substring(at);
            }
            case 6 -> {
                return text.substring(0, at);
            }
            case 7 -> {
                return any(NAMES) + "\n";
            }
            default -> {
                return text.substring(0, at) + any(TOKENS) + text.substring(at);
            }
        }
        return String.join("\n", lines);
    }
}
