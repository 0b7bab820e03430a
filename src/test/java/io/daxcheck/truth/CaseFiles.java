package io.daxcheck.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The files of one public bug report, as they are or with some of them changed. */
final class CaseFiles {
    private static final Path CASES =
            Path.of(System.getProperty("basedir", "."), "src", "test", "cases", "cases.tar.xz");

    /** A device, region or DIMM with its number, and not a part of a longer word. */
    private static final Pattern NUMBERED = Pattern.compile(
            "(?<![a-z0-9_-])(pmem|nmem|ndbus|namespace|region|pfn|btt|dax|dm-)(\\d+)(?![a-oq-rt-z0-9])");

    /** Of each case. */
    private static final Map<String, CaseFiles> ALL = readAll();

    private final Map<String, byte[]> files;
    private final Map<String, String> links;

    private CaseFiles(Map<String, byte[]> files, Map<String, String> links) {
        this.files = files;
        this.links = links;
    }

    private static Map<String, CaseFiles> readAll() {
        Map<String, CaseFiles> all = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(Files.newInputStream(CASES)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String[] parts = entry.getName().split("/", 2);
                CaseFiles one = all.computeIfAbsent(parts[0], name -> new CaseFiles(new TreeMap<>(), new TreeMap<>()));
                if (entry.isSymbolicLink()) {
                    one.links.put(parts[1], entry.getLinkName());
                } else if (entry.isFile()) {
                    one.files.put(parts[1], tar.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** A copy of a case. */
    static CaseFiles of(String name) {
        CaseFiles original = ALL.get(name);
        return new CaseFiles(new TreeMap<>(original.files), new TreeMap<>(original.links));
    }

    /**
     * What a text file holds: a line {@code === PATH} before the content of each file, and what it is about before the
     * first.
     */
    static CaseFiles ofText(String text) {
        CaseFiles files = new CaseFiles(new TreeMap<>(), new TreeMap<>());
        StringBuilder content = new StringBuilder();
        String path = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("=== ")) {
                if (!path.isEmpty()) {
                    files.file(path, content.toString());
                }
                path = line.substring("=== ".length());
                content.setLength(0);
            } else {
                content.append(line).append('\n');
            }
        }
        files.file(path, content.toString());
        return files;
    }

    /** A file with other content; one that was not there is there now. */
    CaseFiles file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Words of a text file replaced, which must be there. */
    CaseFiles text(String path, String words, String others) {
        String before = new String(files.get(path), StandardCharsets.UTF_8);
        if (!before.contains(words)) {
            throw new IllegalArgumentException(path + " has no " + words);
        }
        return file(path, before.replace(words, others));
    }

    /** A file under another path. */
    CaseFiles renamed(String path, String other) {
        files.put(other, files.remove(path));
        return this;
    }

    /** Without a file or link, or all in a directory. */
    CaseFiles without(String path) {
        boolean hadFile = files.keySet().removeIf(name -> isIn(name, path));
        boolean hadLink = links.keySet().removeIf(name -> isIn(name, path));
        if (!hadFile && !hadLink) {
            throw new IllegalArgumentException("there is no " + path);
        }
        return this;
    }

    private static boolean isIn(String name, String path) {
        return name.equals(path) || name.startsWith(path + "/");
    }

    /** Each path, link and text changed. */
    CaseFiles everywhere(UnaryOperator<String> change) {
        Map<String, byte[]> changed = new TreeMap<>();
        files.forEach((path, content) -> {
            boolean isText = !path.startsWith("superblocks/");
            changed.put(
                    change.apply(path),
                    isText
                            ? change.apply(new String(content, StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8)
                            : content);
        });
        Map<String, String> changedLinks = new TreeMap<>();
        links.forEach((path, target) -> changedLinks.put(change.apply(path), change.apply(target)));
        return new CaseFiles(changed, changedLinks);
    }

    /** A text in which each device, region and DIMM has a number that is greater by so much. */
    static String renumbered(String text, int more) {
        return NUMBERED.matcher(text).replaceAll(found -> found.group(1) + (Integer.parseInt(found.group(2)) + more));
    }

    /**
     * Writes them as a directory.
     *
     * @return the directory
     */
    Path write(Path directory) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                Path path = directory.resolve(link.getKey());
                Files.createDirectories(path.getParent());
                Files.createSymbolicLink(path, Path.of(link.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }
}
