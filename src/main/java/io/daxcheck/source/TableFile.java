package io.daxcheck.source;

import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** A dm table that somebody thinks of loading, in a file: the lines of {@code dmsetup table} for one device. */
public final class TableFile {
    private TableFile() {}

    /**
     * Reads it.
     *
     * @throws InputException where it cannot be read, or is no table
     */
    public static Fact.Known<DmTable> read(String path, Limits limits) throws InputException {
        Fact<byte[]> content;
        try {
            content = FileBytes.read(Path.of(path), path, limits.largeFileBytes(), Set.of());
        } catch (InvalidPathException e) {
            throw failure(path, "not a path that this system can open");
        }
        if (content instanceof Fact.Known<byte[]> known) {
            Fact<DmTable> table = DmsetupTable.ofOneDevice(known.content(), path);
            if (table instanceof Fact.Known<DmTable> whole) {
                return whole;
            }
            throw failure(path, ((Fact.Unreadable<DmTable>) table).reason());
        }
        throw failure(
                path,
                content instanceof Fact.Unreadable<byte[]> unreadable
                        ? unreadable.reason()
                        : "no such file or directory");
    }

    private static InputException failure(String path, String reason) {
        return new InputException(OneLine.of(path) + ": " + reason);
    }
}
