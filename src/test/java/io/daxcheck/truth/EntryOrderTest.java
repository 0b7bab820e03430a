package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.report.data.JsonReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.Limits;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/** The order in which an archive holds its files says nothing: the same files make the same report. */
class EntryOrderTest {
    private static final String KERNEL = "7.3";
    private static final List<String> CASES = List.of(
            "linear-fsdax-then-brd", "nested-linear", "partition-aligned@ext4", "striped-chunk-4", "thin", "ns-fsdax");
    private static final int ORDERS = 8;

    /**
     * A file or a link.
     *
     * @param content a character for each byte; null for a link
     */
    private record Entry(String path, String content, String target) {}

    @Test
    void orderOfTheEntriesDoesNotMatter() throws Exception {
        Map<String, List<Entry>> entries = entries();
        for (String name : CASES) {
            String expected = JsonReport.of(
                    Judging.everyDevice(Captures.named(KERNEL + "/" + name).host()), EnumSet.allOf(Filesystem.class));
            List<Entry> files = new ArrayList<>(entries.get(name));
            assertThat(files).hasSizeGreaterThan(1_000);
            for (int seed = 0; seed < ORDERS; seed++) {
                Collections.shuffle(files, new Random(seed));
                assertThat(json(files, KERNEL + "/" + name))
                        .as("%s, order %d", name, seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static String json(List<Entry> files, String name) throws Exception {
        ByteArrayInputStream archive = new ByteArrayInputStream(tar(files));
        return JsonReport.of(
                Judging.everyDevice(HostReader.read(Inputs.capture(ArchiveTree.read(name, archive, Limits.DEFAULT)))),
                EnumSet.allOf(Filesystem.class));
    }

    private static Map<String, List<Entry>> entries() throws IOException {
        Map<String, List<Entry>> found = new HashMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(Captures.file(KERNEL)));
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(file), StandardCharsets.UTF_8.name())) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                int slash = entry.getName().indexOf('/');
                String name = slash < 0 ? "" : entry.getName().substring(0, slash);
                if (CASES.contains(name) && !entry.isDirectory()) {
                    found.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(new Entry(
                                    entry.getName().substring(slash + 1),
                                    entry.isSymbolicLink()
                                            ? null
                                            : new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1),
                                    entry.getLinkName()));
                }
                entry = tar.getNextEntry();
            }
        }
        return found;
    }

    private static byte[] tar(List<Entry> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Entry file : files) {
                boolean isLink = file.content() == null;
                TarArchiveEntry entry =
                        new TarArchiveEntry(file.path(), isLink ? TarConstants.LF_SYMLINK : TarConstants.LF_NORMAL);
                entry.setModTime(0);
                if (isLink) {
                    entry.setLinkName(file.target());
                    tar.putArchiveEntry(entry);
                } else {
                    byte[] content = file.content().getBytes(StandardCharsets.ISO_8859_1);
                    entry.setSize(content.length);
                    tar.putArchiveEntry(entry);
                    tar.write(content);
                }
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
