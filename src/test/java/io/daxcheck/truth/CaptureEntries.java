package io.daxcheck.truth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What a .tar.gz holds, entry by entry, read without daxcheck's own reader. */
final class CaptureEntries {
    private CaptureEntries() {}

    /** Files by their path below the leading directory, with their content, and links with {@code -> TARGET}. */
    static Map<String, String> of(byte[] archive) {
        Map<String, String> entries = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)), "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (entry.isSymbolicLink()) {
                    entries.put(path, "-> " + entry.getLinkName());
                } else if (!entry.isDirectory()) {
                    entries.put(path, new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
                entry = tar.getNextEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
