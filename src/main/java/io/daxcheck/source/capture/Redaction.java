package io.daxcheck.source.capture;

import io.daxcheck.source.format.BootEntry;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A capture on its way to another sink, reduced to what a rule needs: structure, sizes, offsets, features, options that
 * concern DAX, and the kernel's messages about it. It is an allow-list ({@link Kept}): names that people chose become
 * pseudonyms, the same by the same everywhere, and everything else that is not known to be harmless is replaced or left
 * out. It keeps the capture in memory, because the names in a message are those of other files.
 */
final class Redaction implements CaptureSink {
    static final String HIDDEN = "redacted";

    private final CaptureSink sink;
    private final List<Entry> entries = new ArrayList<>();
    private final Pseudonyms pseudonyms = new Pseudonyms();
    private final MountRedaction mounts = new MountRedaction(pseudonyms);
    private final TableRedaction tables = new TableRedaction(pseudonyms);
    private final SystemRedaction system = new SystemRedaction(pseudonyms);
    private final LogRedaction log = new LogRedaction(pseudonyms);

    /** One entry of the capture: a file, a link or a directory. */
    private sealed interface Entry {
        String path();
    }

    @SuppressWarnings("ArrayRecordComponent") // replaced as a whole, never compared
    private record File(String path, byte[] content) implements Entry {}

    private record Link(String path, String target) implements Entry {}

    private record Directory(String path) implements Entry {}

    Redaction(CaptureSink sink) {
        this.sink = sink;
    }

    @Override
    public void file(String path, byte[] content) {
        entries.add(new File(path, content));
    }

    @Override
    public void link(String path, String target) {
        entries.add(new Link(path, target));
    }

    @Override
    public void directory(String path) {
        entries.add(new Directory(path));
    }

    @Override
    public void close() throws IOException {
        try (sink) {
            // The log last: by then every name has been met.
            for (Entry entry : entries) {
                if (!entry.path().equals("commands/dmesg")) {
                    write(entry);
                }
            }
            for (Entry entry : entries) {
                if (entry instanceof File file && file.path.equals("commands/dmesg")) {
                    sink.file(file.path, lines(file.content, log::line));
                }
            }
        }
    }

    private void write(Entry entry) throws IOException {
        String path = path(entry.path());
        if (entry instanceof File file) {
            Optional<byte[]> content = content(file.path, file.content);
            if (content.isPresent()) {
                sink.file(path, content.get());
            }
        } else if (entry instanceof Link link) {
            sink.link(path, target(link.target));
        } else {
            sink.directory(path);
        }
    }

    /** A path of a capture: of the kernel's and daxcheck's own names, but for links of udev and mount units. */
    private String path(String path) {
        String name = PathText.part(path, 0);
        String parent = PathText.parent(path);
        if (parent.startsWith("dev/disk/by-")) {
            return parent + '/' + pseudonyms.linkName(PathText.part(parent, 0), name);
        }
        if (path.startsWith("sys/") || path.startsWith("superblocks/")) {
            return target(path);
        }
        if (parent.equals("boot/loader/entries")) {
            return parent + '/' + system.bootEntry(name) + ".conf";
        }
        return isMountUnit(path) ? parent + '/' + mounts.unitName(name) : path;
    }

    /** A path below /sys or the target of a link: only md arrays have kernel names that somebody chose. */
    private String target(String path) {
        if (!path.contains("md_")) {
            return path;
        }
        List<String> parts = Split.of(path, '/');
        for (int i = 0; i < parts.size(); i++) {
            parts.set(i, pseudonyms.kernelName(parts.get(i)));
        }
        return String.join("/", parts);
    }

    private static boolean isMountUnit(String path) {
        return path.endsWith(".mount") && (path.startsWith("etc/systemd/") || path.startsWith("run/systemd/"));
    }

    /** Empty where nothing of a file is kept. */
    private Optional<byte[]> content(String path, byte[] content) throws IOException {
        if (path.startsWith("superblocks/")) {
            return Optional.of(SuperblockRedaction.of(content, pseudonyms));
        }
        if (path.startsWith("sys/")) {
            return Optional.of(lines(content, line -> attribute(path, line)));
        }
        if (path.startsWith("run/udev/")) {
            return Optional.of(lines(content, this::udevLine));
        }
        if (isMountUnit(path)) {
            byte[] joined = Utf8.decode(content).replace("\\\n", " ").getBytes(StandardCharsets.UTF_8);
            return Optional.of(lines(joined, mounts::unitLine));
        }
        if (BootEntry.isName(PathText.parent(path), PathText.part(path, 0))) {
            return Optional.of(new byte[0]);
        }
        if (path.startsWith("boot/config-")) {
            return Optional.of(lines(content, SystemRedaction::configLine));
        }
        UnaryOperator<String> rule = switch (path) {
            case "capture" -> line -> line;
            case "skipped" -> this::skippedLine;
            case "proc/sys/kernel/hostname" -> pseudonyms::name;
            case "proc/sys/kernel/osrelease", "proc/sys/kernel/arch", "commands/uname-m" -> SystemRedaction::release;
            case "commands/uname" -> system::unameLine;
            case "proc/version", "proc/version_signature" -> SystemRedaction::versionLine;
            case "proc/cmdline" -> mounts::commandLine;
            case "proc/filesystems" -> SystemRedaction::filesystemLine;
            case "proc/mounts" -> mounts::mountsLine;
            case "proc/1/mountinfo", "proc/self/mountinfo" -> mounts::mountInfoLine;
            case "etc/fstab" -> mounts::fstabLine;
            case "boot/grub2/grubenv", "boot/grub/grubenv" -> system::grubLine;
            case "boot/loader/loader.conf" -> system::loaderLine;
            case "etc/default/grub" -> system::grubDefaultsLine;
            case "etc/os-release" -> SystemRedaction::distributionLine;
            case "etc/redhat-release" -> SystemRedaction::releaseLine;
            case "commands/dmsetup-table" -> tables::tableLine;
            case "commands/dmsetup-info" -> tables::infoLine;
            case "commands/pagesize" -> line -> Kept.isDigits(line) ? line : "";
            default -> null;
        };
        if (path.equals("proc/config.gz")) {
            return Optional.of(SystemRedaction.packedConfig(content));
        }
        return rule == null ? Optional.empty() : Optional.of(lines(content, rule));
    }

    /** Applies a rule to each line; a line for which it returns "" stays as an empty one. */
    static byte[] lines(byte[] content, UnaryOperator<String> rule) {
        String text = Utf8.decode(content);
        StringBuilder redacted = new StringBuilder(text.length());
        Lines lines = new Lines(text);
        while (lines.next()) {
            redacted.append(rule.apply(lines.line())).append('\n');
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            redacted.setLength(redacted.length() - 1);
        }
        return redacted.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String attribute(String path, String text) {
        boolean isOfDm = PathText.part(path, 1).equals("dm");
        return switch (PathText.part(path, 0)) {
            case "name" -> isOfDm ? pseudonyms.dmName(text) : pseudonyms.name(text);
            case "uuid" -> text.isEmpty() ? text : isOfDm ? pseudonyms.dmUuid(text) : pseudonyms.identifier(text);
            case "alt_name" -> text.isEmpty() ? text : pseudonyms.name(text);
            case "backing_file" -> backingFile(text);
            default -> PathText.part(path, 0).startsWith("mapping") ? mapping(text) : attributeValue(text);
        };
    }

    /** {@code nmem0,0,17179869184,0}. */
    private static String mapping(String text) {
        List<String> parts = Split.of(text, ',');
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (!Kept.isDigits(part) && !isKernelDevice(part)) {
                parts.set(i, HIDDEN);
            }
        }
        return String.join(",", parts);
    }

    private String backingFile(String text) {
        String deleted = " (deleted)";
        return text.endsWith(deleted)
                ? pseudonyms.path(text.substring(0, text.length() - deleted.length())) + deleted
                : pseudonyms.path(text);
    }

    private static String attributeValue(String text) {
        List<String> words = Split.of(text, ' ');
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String plain = word.startsWith("[") && word.endsWith("]") ? word.substring(1, word.length() - 1) : word;
            if (!word.isEmpty() && !Kept.isAttributeWord(plain) && !isKernelDevice(word) && !isModuleAlias(word)) {
                words.set(i, HIDDEN);
            }
        }
        return String.join(" ", words);
    }

    /** {@code nd:t4}, {@code dax:t0}. */
    private static boolean isModuleAlias(String word) {
        int colon = word.indexOf(":t");
        return (word.startsWith("nd:t") || word.startsWith("dax:t")) && Kept.isDigits(word.substring(colon + 2));
    }

    /** {@code namespace0.0}, {@code pfn1.0}, {@code nmem0}, {@code region0}: a holder, a claimed namespace, a mapping. */
    static boolean isKernelDevice(String word) {
        for (String prefix : List.of(
                "namespace",
                "region",
                "nmem",
                "pfn",
                "btt",
                "dax",
                "ndbus",
                "pmem",
                "dm-",
                "ram",
                "loop",
                "sd",
                "vd",
                "nvme",
                "md",
                "dcssblk",
                "zram",
                "bcache",
                "nullb",
                "nbd",
                "rbd",
                "mem",
                "mapping")) {
            if (word.startsWith(prefix)
                    && word.length() > prefix.length()
                    && isNumbering(word.substring(prefix.length()))) {
                return true;
            }
        }
        return false;
    }

    /** Digits, with the letters and dots that number partitions, namespaces and disks. */
    private static boolean isNumbering(String text) {
        boolean hasShape = text.length() <= 12;
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            letters += digit ? 0 : 1;
            hasShape &= digit || "nps.,abcdefghijklmnopqrstuvwxyz".indexOf(c) >= 0;
        }
        return hasShape && letters <= 3;
    }

    private String udevLine(String line) {
        if (line.startsWith("S:")) {
            return "S:" + pseudonyms.path("/dev/" + line.substring(2)).substring("/dev/".length());
        }
        int equals = line.indexOf('=');
        if (!line.startsWith("E:") || equals < 0) {
            return line.equals("V:1") ? line : "";
        }
        String key = line.substring(2, equals);
        String value = line.substring(equals + 1);
        String kept = switch (key) {
            case "ID_FS_TYPE", "ID_PART_TABLE_TYPE" -> Kept.isType(value) ? value : HIDDEN;
            case "ID_FS_BLOCKSIZE", "SYSTEMD_READY", "DM_SUSPENDED" -> Kept.isDigits(value) ? value : HIDDEN;
            case "ID_FS_UUID", "ID_FS_UUID_ENC", "ID_FS_UUID_SUB", "ID_PART_ENTRY_UUID", "ID_PART_TABLE_UUID" ->
                pseudonyms.identifier(value);
            case "ID_FS_LABEL", "ID_FS_LABEL_ENC", "ID_PART_ENTRY_NAME", "DM_VG_NAME", "DM_LV_NAME" ->
                pseudonyms.name(Escapes.unescaped(value));
            case "DM_NAME" -> pseudonyms.dmName(value);
            case "DM_UUID" -> pseudonyms.dmUuid(value);
            default -> "";
        };
        return kept.isEmpty() && !value.isEmpty() ? "" : "E:" + key + '=' + kept;
    }

    private String skippedLine(String line) {
        int tab = line.indexOf('\t');
        String path = tab < 0 ? line : line.substring(0, tab);
        String reason = tab < 0 ? "" : line.substring(tab + 1);
        return path(path) + (tab < 0 ? "" : '\t' + (Kept.isReason(reason) ? reason : "unreadable"));
    }
}
