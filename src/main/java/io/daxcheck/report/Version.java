package io.daxcheck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this program, which the build writes into a resource. */
public final class Version {
    private Version() {}

    /** {@code 0.1.0} */
    public static String current() {
        try (InputStream stream = Version.class.getResourceAsStream("/io/daxcheck/version")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
