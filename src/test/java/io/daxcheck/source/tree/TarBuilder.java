package io.daxcheck.source.tree;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Makes archives, good and hostile, and trees of them. */
public final class TarBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public TarBuilder() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    public TarBuilder file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public TarBuilder file(String path, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL, true);
        entry.setSize(content.length);
        return add(entry, content);
    }

    public TarBuilder directory(String path) {
        return add(new TarArchiveEntry(path + "/", TarConstants.LF_DIR, true), new byte[0]);
    }

    public TarBuilder link(String path, String target) {
        return special(path, TarConstants.LF_SYMLINK, target);
    }

    public TarBuilder hardLink(String path, String target) {
        return special(path, TarConstants.LF_LINK, target);
    }

    /** An entry without content, of any type. */
    public TarBuilder special(String path, byte type, String linkName) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
        entry.setLinkName(linkName);
        return add(entry, new byte[0]);
    }

    private TarBuilder add(TarArchiveEntry entry, byte[] content) {
        // The time of now has a fraction of a second, which would take a PAX header before every entry.
        entry.setModTime(0);
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] tar() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] gzip() {
        return gzip(tar());
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public byte[] xz(int dictionaryBytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try {
            LZMA2Options options = new LZMA2Options(0);
            options.setDictSize(dictionaryBytes);
            try (OutputStream stream = new XZOutputStream(packed, options)) {
                stream.write(tar());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** The archive as a tree called "test". */
    public ConfinedTree tree() {
        return treeWithin(Limits.DEFAULT);
    }

    public ConfinedTree treeWithin(Limits limits) {
        try {
            return read(tar(), limits);
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    public static ConfinedTree read(byte[] archive, Limits limits) throws InputException {
        return ArchiveTree.read("test", new ByteArrayInputStream(archive), limits);
    }
}
