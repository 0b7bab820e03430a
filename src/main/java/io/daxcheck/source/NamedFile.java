package io.daxcheck.source;

import io.daxcheck.host.Fact;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** A single file that a user names, beside the host's own. */
final class NamedFile {
    private NamedFile() {}

    /**
     * Its content.
     *
     * @throws InputException where it cannot be read
     */
    static byte[] read(String path, Limits limits) throws InputException {
        Fact<byte[]> content;
        try {
            content = FileBytes.read(Path.of(path), path, limits.largeFileBytes(), Set.of());
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

    static InputException failure(String path, String reason) {
        return new InputException(OneLine.of(path) + ": " + reason);
    }
}
