package io.daxcheck.source;

import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.tree.FileBytes;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.NamedFile;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The files in which the owner of a host sent back what {@code --ask} asked for: text, or directories of text files. */
public final class AnswerFiles {
    /** Each of them holds the output of a command at least. */
    private static final int MAX_FILES = 1_000;

    private static final String NO_ANSWER = "holds no output of a command that is read";

    private final Limits limits;
    private final Answers answers = new Answers();

    private AnswerFiles(Limits limits) {
        this.limits = limits;
    }

    /**
     * Reads them.
     *
     * @param paths as the user gave them; {@code -} is standard input
     * @throws InputException where one cannot be read, or holds the output of no command that is read
     */
    public static Answers read(List<String> paths, Limits limits) throws InputException {
        AnswerFiles files = new AnswerFiles(limits);
        for (String path : paths) {
            files.add(path);
        }
        return paths.isEmpty() ? Answers.NONE : files.answers;
    }

    private void add(String path) throws InputException {
        if (path.equals(Inputs.STANDARD_INPUT)) {
            // Left open: it is the process's own.
            add("standard input", standardInput());
            return;
        }
        if (!isDirectory(path)) {
            add(path, NamedFile.read(path, limits.forLargeFile()));
            return;
        }
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(Path.of(path))) {
            for (Path child : children) {
                if (Files.isRegularFile(child)) {
                    names.add(child.toString());
                }
                if (names.size() > MAX_FILES) {
                    throw NamedFile.failure(path, "more than " + MAX_FILES + " files in it");
                }
            }
        } catch (IOException e) {
            throw NamedFile.failure(path, FileBytes.reason(e));
        }
        boolean isAnyRead = false;
        for (String name : names) {
            byte[] content = NamedFile.read(name, limits.forLargeFile());
            // The directory may contain other files.
            isAnyRead |= isText(content) && answers.add(name, content);
        }
        if (!isAnyRead) {
            throw NamedFile.failure(path, NO_ANSWER);
        }
    }

    private static boolean isDirectory(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private byte[] standardInput() throws InputException {
        try {
            // Buffered: a FileInputStream asks a pipe for its length.
            InputStream stream = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
            byte[] content = stream.readNBytes(limits.largeFileBytes() + 1);
            if (content.length > limits.largeFileBytes()) {
                throw NamedFile.failure("standard input", "larger than " + limits.largeFileBytes() + " bytes");
            }
            return content;
        } catch (IOException e) {
            throw NamedFile.failure("standard input", FileBytes.reason(e));
        }
    }

    private void add(String name, byte[] content) throws InputException {
        if (!isText(content)) {
            throw NamedFile.failure(
                    name, "not text: only the first --from is a capture, those after it are answers to --ask");
        }
        if (!answers.add(name, content)) {
            throw NamedFile.failure(name, NO_ANSWER);
        }
    }

    private static boolean isText(byte[] content) {
        for (byte b : content) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }
}
