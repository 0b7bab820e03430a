package io.daxcheck.source.capture;

import java.io.Closeable;
import java.io.IOException;

/** Where a capture goes, entry by entry; paths are relative to its root. */
interface CaptureSink extends Closeable {
    void file(String path, byte[] content) throws IOException;

    /** A symbolic link with its target as it is. */
    void link(String path, String target) throws IOException;

    /** A directory, which may stay empty; those above files and links need none. */
    void directory(String path) throws IOException;

    /** Everything has been handed over. */
    @Override
    void close() throws IOException;
}
