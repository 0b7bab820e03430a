package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.OneLine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** A file that the user named on the command line, beside the input. */
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

    /** That it is not what it should be. */
    public static InputException failure(String path, String reason) {
        return new InputException(OneLine.of(path) + ": " + reason);
    }
}
