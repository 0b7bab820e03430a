package io.daxcheck.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts that the build fills in with what the commands and options say. */
final class Template {
    private Template() {}

    /** A text among the program's resources. */
    static String read(String resource) {
        try (InputStream stream = Template.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
