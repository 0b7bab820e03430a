package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.OneLine;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** A file that the user named on the command line, in addition to the input. */
public final class NamedFile {
    private NamedFile() {}

    /**
     * Its content.
     *
     * @param limit what bounds it
     * @throws InputException where it cannot be read
     */
    public static byte[] read(String path, Limits.OfFile limit) throws InputException {
        Fact<byte[]> content;
        try {
            content = FileBytes.read(Path.of(path), path, limit, Set.of());
        } catch (InvalidPathException e) {
            throw failure(path, "not a path that this system can open");
        }
        if (content instanceof Fact.Known<byte[]> known) {
            return known.content();
        }
        throw failure(
                path,
                content instanceof Fact.Unreadable<byte[]> unreadable
                        ? unreadable.reason()
                        : "no such file or directory");
    }

    /**
     * What standard input has up to its end.
     *
     * @throws InputException where it cannot be read
     */
    public static byte[] readInput(String name, Limits.OfFile limit) throws InputException {
        try {
            // Left open: it is the process's own. A FileInputStream by itself asks for its position, which a pipe has
            // not.
            byte[] content =
                    new BufferedInputStream(new FileInputStream(FileDescriptor.in)).readNBytes(limit.bytes() + 1);
            if (content.length > limit.bytes()) {
                throw failure(name, limit.exceeded());
            }
            return content;
        } catch (IOException e) {
            throw failure(name, FileBytes.reason(e));
        }
    }

    /** That it is not what it should be. */
    public static InputException failure(String path, String reason) {
        return new InputException(OneLine.of(path) + ": " + reason);
    }
}
