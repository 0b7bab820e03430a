package io.daxcheck.source;

import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Spelling;
import io.daxcheck.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
     * Opens {@code example:NAME}. No limit is set to it: it is ours, and a part of it would be another host.
     *
     * @throws InputException where there is no example of that name
     */
    public static Tree open(String path, Answers answers) throws InputException {
        String name = path.substring(PREFIX.length());
        try (InputStream stream =
                isName(name) ? Examples.class.getResourceAsStream(FOLDER + name + ".capture") : null) {
            if (stream == null) {
                throw new InputException(OneLine.of(path) + ": no such example; "
                        + Spelling.close(name, isName(name) ? names() : List.of())
                                .map(near -> "did you mean " + PREFIX + near + "? ")
                                .orElse("")
                        + "--from example: lists them");
            }
            return Inputs.capture(Listing.read(path, stream.readAllBytes()), answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        Lines lines = new Lines(list());
        while (lines.next()) {
            names.add(Words.of(lines.line()).get(0));
        }
        return names;
    }

    /** Whether it can be one of ours: a path would lead to other resources. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            boolean isOurs = (character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || character == '-';
            if (!isOurs) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
