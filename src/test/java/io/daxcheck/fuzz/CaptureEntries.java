package io.daxcheck.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A capture to be damaged: the content of each path, in the order in which the archive will have it.
 *
 * @param title how a failure calls it
 */
record CaptureEntries(String title, Map<String, Entry> entries) {
    private static final int RECORD = 512;
    private static final int NAME_BYTES = 100;

    /** The content of a path. */
    sealed interface Entry {
        /** A regular file. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Content(byte[] bytes) implements Entry {}

        /** A symbolic or hard link, a FIFO, a device. */
        record Special(byte type, String target) implements Entry {}
    }

    static Entry text(String text) {
        return new Entry.Content(text.getBytes(StandardCharsets.UTF_8));
    }

    static Entry link(String target) {
        return new Entry.Special(TarConstants.LF_SYMLINK, target);
    }

    /** A copy that may be changed. */
    CaptureEntries copy() {
        return new CaptureEntries(title, new LinkedHashMap<>(entries));
    }

    /** The text of a file; empty where there is none. */
    String textOf(String path) {
        return entries.get(path) instanceof Entry.Content content
                ? new String(content.bytes, StandardCharsets.UTF_8)
                : "";
    }

    /**
     * Every capture in a tar stream.
     *
     * @param inDirectories whether each top directory is a capture; otherwise the whole is one
     */
    static List<CaptureEntries> of(String title, InputStream stream, boolean inDirectories) {
        Map<String, CaptureEntries> captures = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(stream, "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                String path = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
                int slash = path.indexOf('/');
                String capture = inDirectories && slash > 0 ? path.substring(0, slash) : "";
                String rest = inDirectories ? path.substring(slash + 1) : path;
                if (!entry.isDirectory() && !rest.isEmpty() && !(inDirectories && capture.isEmpty())) {
                    captures.computeIfAbsent(
                                    capture, name -> new CaptureEntries(title + "/" + name, new LinkedHashMap<>()))
                            .entries
                            .put(
                                    rest,
                                    entry.isSymbolicLink()
                                            ? link(entry.getLinkName())
                                            : new Entry.Content(tar.readAllBytes()));
                }
                entry = tar.getNextEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(captures.values());
    }

    /** Written by hand: the writer of commons-compress takes longer than all of daxcheck. */
    byte[] tar() {
        ByteArrayOutputStream tar = new ByteArrayOutputStream(RECORD * 3 * entries.size());
        entries.forEach((path, entry) -> {
            byte[] content = entry instanceof Entry.Content file ? file.bytes : new byte[0];
            byte type = entry instanceof Entry.Special special ? special.type : TarConstants.LF_NORMAL;
            String target = entry instanceof Entry.Special special ? special.target : "";
            add(path, type, target, content, tar);
        });
        tar.writeBytes(new byte[2 * RECORD]);
        return tar.toByteArray();
    }

    private static void add(String path, byte type, String target, byte[] content, ByteArrayOutputStream tar) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] link = target.getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_BYTES) {
            addRecords(new byte[0], TarConstants.LF_GNUTYPE_LONGNAME, new byte[0], name, tar);
        }
        if (link.length > NAME_BYTES) {
            addRecords(new byte[0], TarConstants.LF_GNUTYPE_LONGLINK, new byte[0], link, tar);
        }
        addRecords(name, type, link, content, tar);
    }

    private static void addRecords(byte[] name, byte type, byte[] link, byte[] content, ByteArrayOutputStream tar) {
        byte[] header = new byte[RECORD];
        System.arraycopy(name, 0, header, 0, Math.min(NAME_BYTES, name.length));
        put("0000644", 100, header);
        put(Integer.toOctalString(1 << 30 | content.length).substring(1), 124, header);
        header[156] = type;
        System.arraycopy(link, 0, header, 157, Math.min(NAME_BYTES, link.length));
        put("ustar\00000", 257, header);
        put("        ", 148, header);
        int sum = 0;
        for (byte b : header) {
            sum += Byte.toUnsignedInt(b);
        }
        put(Integer.toOctalString(1 << 18 | sum).substring(1) + "\0", 148, header);
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[(RECORD - content.length % RECORD) % RECORD]);
    }

    private static void put(String text, int offset, byte[] header) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, offset, text.length());
    }
}
