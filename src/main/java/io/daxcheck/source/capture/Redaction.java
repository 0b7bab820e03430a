package io.daxcheck.source.capture;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.source.format.Fstab;
import io.daxcheck.source.format.MountInfo;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A capture on its way to another sink, with pseudonyms for the names that people chose and for identifiers. Kernel
 * names, numbers, types and options that decide about DAX stay, so that the verdict does. It keeps the capture in memory,
 * because what a name in free text is, other files tell.
 */
final class Redaction implements CaptureSink {
    private static final String HIDDEN = "redacted";

    /** A line of the kernel log without any of these says nothing about DAX, and perhaps much about the host. */
    private static final List<String> LOG_SUBJECTS = List.of(
            "dax",
            "pmem",
            "nd_",
            "ndctl",
            "nvdimm",
            "namespace",
            "btt",
            "xfs",
            "ext2",
            "ext3",
            "ext4",
            "erofs",
            "brd",
            "device-mapper",
            "device type",
            "dcss",
            "memmap",
            "persistent",
            "memory failure",
            "linux version");

    /** Mount options whose value is a word of the filesystem's, not of the host's. */
    private static final Set<String> PLAIN_OPTIONS = Set.of(
            "dax", "data", "errors", "mode", "jqfmt", "allocsize", "logbufs", "cache_strategy", "x-systemd.fstype");

    /** Words of the kernel's command line whose value is no name. */
    private static final Set<String> PLAIN_PARAMETERS =
            Set.of("memmap", "mem", "rootfstype", "rootflags", "efi_fake_mem", "console", "libnvdimm", "movable_node");

    /** What udev knows of a device that is a name or an identifier. */
    private static final Set<String> UDEV_IDENTIFIERS =
            Set.of("ID_FS_UUID", "ID_FS_UUID_ENC", "ID_FS_UUID_SUB", "ID_PART_ENTRY_UUID", "ID_PART_TABLE_UUID");

    private static final Set<String> UDEV_NAMES =
            Set.of("ID_FS_LABEL", "ID_FS_LABEL_ENC", "ID_PART_ENTRY_NAME", "DM_VG_NAME", "DM_LV_NAME");

    /** What udev knows of a device that says what it is, and not which. */
    private static final Set<String> UDEV_PLAIN = Set.of(
            "ID_FS_TYPE",
            "ID_FS_USAGE",
            "ID_FS_VERSION",
            "ID_FS_BLOCKSIZE",
            "ID_PART_ENTRY_SCHEME",
            "ID_PART_TABLE_TYPE",
            "SYSTEMD_READY",
            "DM_SUSPENDED",
            "DM_ACTIVATION",
            "DM_UDEV_RULES");

    private final CaptureSink sink;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> kernelNames = new HashSet<>();
    private final Pseudonyms pseudonyms = new Pseudonyms(kernelNames);

    /**
     * One entry of the capture.
     *
     * @param content null for a link and for a directory
     * @param target null for a file and for a directory
     */
    @SuppressWarnings("ArrayRecordComponent") // replaced as a whole, never compared
    private record Entry(String path, byte[] content, String target) {}

    Redaction(CaptureSink sink) {
        this.sink = sink;
    }

    @Override
    public void file(String path, byte[] content) {
        entries.add(new Entry(path, content, null));
    }

    @Override
    public void link(String path, String target) {
        entries.add(new Entry(path, null, target));
        String parent = PathText.parent(path);
        if (parent.equals("sys/class/block") || parent.equals("sys/block")) {
            kernelNames.add(PathText.part(path, 0));
        }
    }

    @Override
    public void directory(String path) {
        entries.add(new Entry(path, null, null));
    }

    @Override
    public void close() throws IOException {
        try (sink) {
            // Free text last: by then every name has been met.
            List<Entry> redacted = new ArrayList<>(entries.size());
            for (Entry entry : entries) {
                redacted.add(isFreeText(entry.path) ? entry : redacted(entry));
            }
            for (Entry entry : redacted) {
                write(isFreeText(entry.path) ? withFreeText(entry) : entry);
            }
        }
    }

    private void write(Entry entry) throws IOException {
        if (entry.content != null) {
            sink.file(entry.path, entry.content);
        } else if (entry.target != null) {
            sink.link(entry.path, entry.target);
        } else {
            sink.directory(entry.path);
        }
    }

    private static boolean isFreeText(String path) {
        return path.equals("commands/dmesg") || path.equals("proc/cmdline") || path.equals("skipped");
    }

    private Entry withFreeText(Entry entry) {
        String text = Utf8.decode(entry.content);
        String redacted = switch (entry.path) {
            case "proc/cmdline" -> commandLine(text);
            case "commands/dmesg" -> kernelLog(text);
            default -> skipped(text);
        };
        return new Entry(entry.path, redacted.getBytes(StandardCharsets.UTF_8), null);
    }

    private Entry redacted(Entry entry) {
        String path = path(entry.path);
        if (entry.content != null) {
            return new Entry(path, content(entry.path, entry.content), null);
        }
        String target = entry.target;
        if (target != null && path.startsWith("dev/") && !kernelNames.contains(PathText.part(target, 0))) {
            target = pseudonyms.path(target);
        }
        return new Entry(path, null, target);
    }

    /** Paths that hold names: links that udev made, and mount units, which are called after their mount point. */
    private String path(String path) {
        String name = PathText.part(path, 0);
        String parent = PathText.parent(path);
        if (parent.startsWith("dev/disk/by-")) {
            return parent + '/' + pseudonyms.linkName(PathText.part(parent, 0), name);
        }
        return isMountUnit(path) ? parent + '/' + unitName(name) : path;
    }

    private static boolean isMountUnit(String path) {
        return path.endsWith(".mount") && (path.startsWith("etc/systemd/") || path.startsWith("run/systemd/"));
    }

    /** A unit's name is its path with hyphens for slashes, and hyphens escaped. */
    private String unitName(String name) {
        String escaped = name.substring(0, name.length() - ".mount".length());
        List<String> parts = new ArrayList<>();
        for (String part : Split.of(escaped, '-')) {
            parts.add(pseudonyms.name(Escapes.unescaped(part)).replace("-", "\\x2d"));
        }
        return String.join("-", parts) + ".mount";
    }

    private byte[] content(String path, byte[] content) {
        if (path.startsWith("superblocks/")) {
            return SuperblockRedaction.of(content, pseudonyms);
        }
        String name = PathText.part(path, 0);
        if (path.startsWith("sys/")) {
            return switch (name) {
                case "name", "uuid", "alt_name", "backing_file" -> attribute(path, name, content);
                default -> content;
            };
        }
        if (path.startsWith("run/udev/")) {
            return lines(content, this::udevLine);
        }
        if (isMountUnit(path)) {
            byte[] joined = Utf8.decode(content).replace("\\\n", " ").getBytes(StandardCharsets.UTF_8);
            return lines(joined, this::unitLine);
        }
        return switch (path) {
            case "proc/sys/kernel/hostname" -> lines(content, pseudonyms::name);
            case "commands/uname" -> lines(content, this::unameLine);
            case "proc/version" -> lines(content, Redaction::versionLine);
            case "commands/dmsetup-table" -> lines(content, this::tableLine);
            case "commands/dmsetup-info" -> lines(content, this::infoLine);
            case "proc/mounts" -> lines(content, this::mountsLine);
            case "proc/1/mountinfo", "proc/self/mountinfo" -> lines(content, this::mountInfoLine);
            case "etc/fstab" -> lines(content, this::fstabLine);
            default -> content;
        };
    }

    private byte[] attribute(String path, String name, byte[] content) {
        boolean isOfDm = PathText.part(path, 1).equals("dm");
        return lines(content, text -> switch (name) {
            case "name" -> isOfDm ? pseudonyms.dmName(text) : pseudonyms.name(text);
            case "uuid" -> isOfDm ? pseudonyms.dmUuid(text) : pseudonyms.identifier(text);
            case "alt_name" -> pseudonyms.name(text);
            default -> backingFile(text);
        });
    }

    private String backingFile(String text) {
        String deleted = " (deleted)";
        return text.endsWith(deleted)
                ? pseudonyms.path(text.substring(0, text.length() - deleted.length())) + deleted
                : pseudonyms.path(text);
    }

    /** What is done to one line. */
    private interface LineRedaction {
        /** @return null for a line that is left out */
        String of(String line);
    }

    private static byte[] lines(byte[] content, LineRedaction redaction) {
        return linesOf(Utf8.decode(content), redaction).getBytes(StandardCharsets.UTF_8);
    }

    private static String linesOf(String text, LineRedaction redaction) {
        StringBuilder redacted = new StringBuilder();
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = redaction.of(lines.line());
            if (line != null) {
                redacted.append(line).append('\n');
            }
        }
        boolean endsInNewline = text.isEmpty() || text.endsWith("\n");
        if (!endsInNewline && !redacted.isEmpty()) {
            redacted.setLength(redacted.length() - 1);
        }
        return redacted.toString();
    }

    private String unameLine(String line) {
        List<String> words = Split.of(line, ' ');
        if (words.size() > 1) {
            words.set(1, pseudonyms.name(words.get(1)));
        }
        return String.join(" ", words);
    }

    /** Who built the kernel, and where. */
    private static String versionLine(String line) {
        List<String> words = Split.of(line, ' ');
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).indexOf('@') > 0) {
                words.set(i, words.get(i).startsWith("(") ? "(builder@host)" : "builder@host");
            }
        }
        return String.join(" ", words);
    }

    private String tableLine(String line) {
        int colon = endOfName(line);
        if (colon < 0) {
            return line.equals(DmsetupInfo.NO_DEVICES) ? line : pseudonyms.text(line);
        }
        List<String> words = Split.of(line.substring(colon + 1), ' ');
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            words.set(i, word.startsWith("/") ? pseudonyms.path(word) : pseudonyms.text(word));
        }
        return pseudonyms.dmName(line.substring(0, colon)) + ':' + String.join(" ", words);
    }

    /** The name ends at the last colon that a start and a length follow, or at the end; -1 where none does. */
    private static int endOfName(String line) {
        for (int colon = line.lastIndexOf(':'); colon > 0; colon = line.lastIndexOf(':', colon - 1)) {
            List<String> words = Split.of(line.substring(colon + 1), ' ');
            boolean isEmpty = line.substring(colon + 1).isBlank();
            boolean isTarget = words.size() > 3
                    && words.get(0).isEmpty()
                    && Decimal.parse(words.get(1)) != Decimal.NONE
                    && Decimal.parse(words.get(2)) != Decimal.NONE;
            if (isEmpty || isTarget) {
                return colon;
            }
        }
        return -1;
    }

    private String infoLine(String line) {
        List<String> words = Split.of(line, ' ');
        // From the right, because a name may hold spaces: the uuid, which may be empty, and two numbers.
        for (int end = words.size() - 1; end >= words.size() - 2 && end >= 2; end--) {
            int minor = end == words.size() - 1 ? end - 1 : end;
            Optional<DeviceNumber> number = DeviceNumber.parse(words.get(minor - 1) + ':' + words.get(minor));
            if (minor >= 2 && number.isPresent()) {
                String uuid = String.join(" ", words.subList(minor + 1, words.size()));
                return pseudonyms.dmName(String.join(" ", words.subList(0, minor - 1)))
                        + ' '
                        + words.get(minor - 1)
                        + ' '
                        + words.get(minor)
                        + (minor + 1 == words.size() ? "" : ' ' + pseudonyms.dmUuid(uuid));
            }
        }
        return line.equals(DmsetupInfo.NO_DEVICES) ? line : pseudonyms.text(line);
    }

    private String mountInfoLine(String line) {
        List<String> fields = Split.of(line, ' ');
        int dash = fields.subList(Math.min(6, fields.size()), fields.size()).indexOf("-") + 6;
        if (dash < 6 || dash + 3 >= fields.size()) {
            return pseudonyms.text(line);
        }
        fields.set(3, mountPath(fields.get(3)));
        fields.set(4, mountPath(fields.get(4)));
        fields.set(5, options(fields.get(5)));
        fields.set(dash + 2, mountSource(fields.get(dash + 2), fields.get(dash + 1)));
        fields.set(dash + 3, options(fields.get(dash + 3)));
        return String.join(" ", fields);
    }

    private String mountsLine(String line) {
        List<String> fields = Split.of(line, ' ');
        if (fields.size() < 4) {
            return pseudonyms.text(line);
        }
        fields.set(0, mountSource(fields.get(0), fields.get(2)));
        fields.set(1, mountPath(fields.get(1)));
        fields.set(3, options(fields.get(3)));
        return String.join(" ", fields);
    }

    private String fstabLine(String line) {
        String stripped = line.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return stripped.isEmpty() ? "" : "#";
        }
        List<String> fields = new ArrayList<>();
        for (String field : Split.of(stripped.replace('\t', ' '), ' ')) {
            if (!field.isEmpty()) {
                fields.add(field);
            }
        }
        if (fields.size() > 1) {
            String type = fields.size() > 2 ? fields.get(2) : "";
            fields.set(0, mountSource(fields.get(0), type));
            fields.set(1, mountPath(fields.get(1)));
        }
        if (fields.size() > 3) {
            fields.set(3, options(fields.get(3)));
        }
        return fields.size() > 1 ? String.join(" ", fields) : pseudonyms.text(stripped);
    }

    private String unitLine(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            return line.startsWith("[") ? line : null;
        }
        String value = line.substring(equals + 1).strip();
        return switch (line.substring(0, equals).strip()) {
            case "What" -> "What=" + mountSource(value, "");
            case "Where" -> "Where=" + mountPath(value);
            case "Type" -> line;
            case "SourcePath" -> value.equals('/' + Fstab.PATH) ? line : null;
            case "Options" -> "Options=" + options(value);
            default -> null;
        };
    }

    private String mountPath(String field) {
        String path = MountInfo.unescaped(field);
        return path.startsWith("/") ? pseudonyms.path(path) : field.indexOf(':') > 0 ? field : pseudonyms.name(path);
    }

    /** A device, however it is named; a tag such as UUID=; a server; or a word of the filesystem's. */
    private String mountSource(String field, String type) {
        String source = MountInfo.unescaped(field);
        int equals = source.indexOf('=');
        if (equals > 0 && source.indexOf('/') < 0) {
            String tag = source.substring(0, equals);
            String quote = source.endsWith("\"") ? "\"" : "";
            String value = source.substring(equals + 1).replace("\"", "");
            return tag
                    + '='
                    + quote
                    + (tag.endsWith("LABEL") ? pseudonyms.name(value) : pseudonyms.identifier(value))
                    + quote;
        }
        if (source.startsWith("/") && !source.startsWith("//")) {
            return pseudonyms.path(source);
        }
        return source.equals(type) ? source : source.indexOf(':') < 0 ? pseudonyms.name(source) : HIDDEN;
    }

    private String options(String field) {
        List<String> options = Split.of(field, ',');
        for (int i = 0; i < options.size(); i++) {
            options.set(i, option(options.get(i)));
        }
        return String.join(",", options);
    }

    private String option(String option) {
        int equals = option.indexOf('=');
        if (equals < 0) {
            return option.startsWith("x-") || option.startsWith("comment") ? HIDDEN : option;
        }
        String key = option.substring(0, equals);
        String value = MountInfo.unescaped(option.substring(equals + 1));
        if (PLAIN_OPTIONS.contains(key) || isNumber(value)) {
            return option;
        }
        return key + '=' + (value.startsWith("/") && value.indexOf(':') < 0 ? pseudonyms.path(value) : HIDDEN);
    }

    /** Digits, perhaps with a unit. */
    private static boolean isNumber(String value) {
        int end = value.length();
        if (end > 1 && "kKmMgG%s".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return Decimal.areDigits(value, 0, end);
    }

    private String udevLine(String line) {
        if (line.startsWith("S:")) {
            List<String> parts = Split.of(line.substring(2), '/');
            return "S:" + pseudonyms.path("/dev/" + String.join("/", parts)).substring("/dev/".length());
        }
        int equals = line.indexOf('=');
        if (!line.startsWith("E:") || equals < 0) {
            return line.startsWith("V:") || line.startsWith("G:") ? line : null;
        }
        String key = line.substring(2, equals);
        String value = line.substring(equals + 1);
        if (UDEV_PLAIN.contains(key)) {
            return line;
        }
        if (UDEV_IDENTIFIERS.contains(key)) {
            return "E:" + key + '=' + pseudonyms.identifier(value);
        }
        if (UDEV_NAMES.contains(key)) {
            return "E:" + key + '=' + pseudonyms.name(Escapes.unescaped(value));
        }
        return switch (key) {
            case "DM_NAME" -> "E:DM_NAME=" + pseudonyms.dmName(value);
            case "DM_UUID" -> "E:DM_UUID=" + pseudonyms.dmUuid(value);
            default -> null;
        };
    }

    private String commandLine(String text) {
        return linesOf(text, line -> {
            List<String> words = Split.of(line, ' ');
            for (int i = 0; i < words.size(); i++) {
                words.set(i, parameter(words.get(i)));
            }
            return String.join(" ", words);
        });
    }

    private String parameter(String word) {
        int equals = word.indexOf('=');
        if (equals < 0) {
            return pseudonyms.text(word);
        }
        String key = word.substring(0, equals);
        String value = word.substring(equals + 1);
        if (PLAIN_PARAMETERS.contains(key) || isNumber(value)) {
            return word;
        }
        if (key.equals("root") || key.equals("resume")) {
            return key + '=' + mountSource(value, "");
        }
        return key + '=' + HIDDEN;
    }

    /** A line that is left out stays as an empty one, because lines are cited by their number. */
    private String kernelLog(String text) {
        return linesOf(text, line -> {
            String lowerCase = line.toLowerCase(Locale.ROOT);
            for (String subject : LOG_SUBJECTS) {
                if (lowerCase.contains(subject) && !lowerCase.contains("command line:")) {
                    return pseudonyms.text(lowerCase.contains("linux version") ? versionLine(line) : line);
                }
            }
            return "";
        });
    }

    private String skipped(String text) {
        return linesOf(text, line -> {
            int tab = line.indexOf('\t');
            String path = tab < 0 ? line : line.substring(0, tab);
            return path(path) + pseudonyms.text(line.substring(path.length()));
        });
    }
}
