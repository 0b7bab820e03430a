package io.daxcheck.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The captures of real hosts that are bundled with the program. */
public final class Examples {
    /** What an example's name is written after. */
    public static final String PREFIX = "example:";

    private static final String FOLDER = "/io/daxcheck/examples/";

    private Examples() {}

    /** One line for each example: its name and what it shows. */
    public static String list() {
        try (InputStream stream = Examples.class.getResourceAsStream(FOLDER + "index")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens {@code example:NAME}.
     *
     * @throws InputException where there is no example of that name
     */
    public static Tree open(String path, Limits limits) throws InputException {
        String name = path.substring(PREFIX.length());
        if (!isListed(name)) {
            throw new InputException(OneLine.of(path) + ": no such example; --from example: lists them");
        }
        try (InputStream stream = Examples.class.getResourceAsStream(FOLDER + name + ".tar.gz")) {
            return Inputs.capture(ArchiveTree.read(path, stream, limits));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isListed(String name) {
        Lines lines = new Lines(list());
        while (lines.next()) {
            if (!name.isEmpty() && lines.line().startsWith(name + " ")) {
                return true;
            }
        }
        return false;
    }
}
