package io.daxcheck.source;

import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.source.format.DmsetupTable;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.NamedFile;

/** A dm table that somebody thinks of loading, in a file: the lines of {@code dmsetup table} for one device. */
public final class TableFile {
    private TableFile() {}

    /**
     * Reads it.
     *
     * @throws InputException where it cannot be read, or is no table
     */
    public static Fact.Known<DmTable> read(String path, Limits limits) throws InputException {
        Fact<DmTable> table = DmsetupTable.ofOneDevice(NamedFile.read(path, limits.forLargeFile()), path);
        if (table instanceof Fact.Known<DmTable> whole) {
            return whole;
        }
        throw NamedFile.failure(path, ((Fact.Unreadable<DmTable>) table).reason());
    }
}
