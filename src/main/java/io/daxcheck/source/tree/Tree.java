package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import java.util.List;

/**
 * A read-only tree of files as seen from the root of a host. Paths are relative to that root, {@code sys/block}, with
 * no {@code .} or empty part. Symbolic links are followed inside the tree, and never lead out of it.
 */
public interface Tree {
    /** {@code live}, or the path that the user gave. */
    String name();

    /**
     * The whole content of a regular file.
     *
     * @return unreadable where it is larger than the tree's limit, is no regular file, or leads out of the tree
     */
    Fact<byte[]> read(String path);

    /**
     * The names in a directory, sorted.
     *
     * @return absent where there is no such directory
     */
    Fact<List<String>> list(String path);

    /**
     * Where a path leads when all links in it have been followed, relative to the root.
     *
     * @return absent where nothing is there; unreadable where the links loop or lead out of the tree
     */
    Fact<String> resolve(String path);
}
