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
     * @param path {@code -} for standard input
     * @return unreadable where no kernel loads it, with the reason
     * @throws InputException where it cannot be read, or a line is no target
     */
    public static Fact<DmTable> read(String path, Limits limits) throws InputException {
        boolean isInput = path.equals(Inputs.STANDARD_INPUT);
        String name = isInput ? "standard input" : path;
        byte[] content = isInput
                ? NamedFile.readInput(name, limits.forLargeFile())
                : NamedFile.read(path, limits.forLargeFile());
        try {
            return DmsetupTable.ofOneDevice(content, name);
        } catch (Fact.Malformed malformed) {
            throw NamedFile.failure(name, malformed.getMessage());
        }
    }
}
