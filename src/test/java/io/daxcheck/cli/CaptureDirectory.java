package io.daxcheck.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A bundled example as a directory, to be spoilt by a test. */
public final class CaptureDirectory {
    private final Path root;

    private CaptureDirectory(Path root) {
        this.root = root;
    }

    /** The bytes of an example's archive. */
    public static byte[] archive(String example) throws IOException {
        try (InputStream stream = Main.class.getResourceAsStream("/io/daxcheck/examples/" + example + ".tar.gz")) {
            return stream.readAllBytes();
        }
    }

    /** Unpacks an example into a directory that does not exist yet. */
    public static CaptureDirectory of(String example, Path root) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive(example))), "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                Path path = root.resolve(entry.getName()).normalize();
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.write(path, tar.readAllBytes());
                }
                entry = tar.getNextEntry();
            }
        }
        return new CaptureDirectory(root);
    }

    public String path() {
        return root.toString();
    }

    public Path resolve(String path) {
        return root.resolve(path);
    }

    public CaptureDirectory write(String path, String content) throws IOException {
        return write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public CaptureDirectory write(String path, byte[] content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.deleteIfExists(root.resolve(path));
        Files.write(root.resolve(path), content);
        return this;
    }

    public CaptureDirectory link(String path, String target) throws IOException {
        delete(path);
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
        return this;
    }

    /** Removes a file, a link or a directory with all that is in it. */
    public CaptureDirectory delete(String path) throws IOException {
        if (!Files.isDirectory(root.resolve(path)) || Files.isSymbolicLink(root.resolve(path))) {
            Files.deleteIfExists(root.resolve(path));
            return this;
        }
        Files.walkFileTree(root.resolve(path), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        return this;
    }

    /** The first bytes of an archive. */
    public static byte[] truncated(byte[] archive, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(archive, 0, length);
        return bytes.toByteArray();
    }
}
