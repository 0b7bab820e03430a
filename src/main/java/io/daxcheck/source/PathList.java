package io.daxcheck.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Paths from a stream, one a line or, as {@code find -print0} writes them, each ended by a NUL. Empty ones are skipped. */
final class PathList {
    /** Longer than any path that Linux opens. The rest of a longer one is dropped: opening it fails and names it. */
    private static final int MAX_BYTES = 5000;

    private final InputStream stream;

    PathList(InputStream stream) {
        this.stream = new BufferedInputStream(stream);
    }

    /**
     * Returns the next path; empty at the end.
     *
     * @throws IOException where the stream cannot be read
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (int read = stream.read(); read >= 0; read = stream.read()) {
            if (read == '\n' || read == 0) {
                if (path.size() > 0) {
                    break;
                }
            } else if (path.size() < MAX_BYTES) {
                path.write(read);
            }
        }
        return path.size() == 0 ? Optional.empty() : Optional.of(path.toString(StandardCharsets.UTF_8));
    }
}
