package io.daxcheck.truth;

import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The files and links of a sosreport, as a tar with its one leading directory. */
public final class SosFiles {
    private static final String LEADING = "sosreport-host-2026-11-22-abcdefg/";

    private final Map<String, byte[]> files;
    private final Map<String, String> links;

    public SosFiles() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private SosFiles(Map<String, byte[]> files, Map<String, String> links) {
        this.files = files;
        this.links = links;
    }

    public void file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public void file(String path, byte[] content) {
        files.put(path, content);
    }

    public void link(String path, String target) {
        links.put(path, target);
    }

    public Map<String, byte[]> files() {
        return files;
    }

    /** The same without a file. */
    public SosFiles without(String path) {
        Map<String, byte[]> rest = new TreeMap<>(files);
        rest.remove(path);
        return new SosFiles(rest, links);
    }

    /** The same with another content of a file. */
    public SosFiles with(String path, String content) {
        SosFiles changed = new SosFiles(new TreeMap<>(files), links);
        changed.file(path, content);
        return changed;
    }

    /** The same without links. */
    public SosFiles withoutLinks() {
        return new SosFiles(files, new TreeMap<>());
    }

    public String text(String path) {
        return new String(files.get(path), StandardCharsets.UTF_8);
    }

    public byte[] tar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(LEADING + file.getKey(), TarConstants.LF_NORMAL, true);
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(LEADING + link.getKey(), TarConstants.LF_SYMLINK, true);
                entry.setLinkName(link.getValue());
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** As daxcheck reads it. */
    public Tree tree() {
        try {
            return Inputs.capture(ArchiveTree.read("sosreport", new ByteArrayInputStream(tar()), Limits.DEFAULT));
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }
}
