package io.daxcheck.cli;

import io.daxcheck.source.Examples;
import io.daxcheck.source.InputException;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.Limits;
import io.daxcheck.source.Tree;
import picocli.CommandLine.Option;

/** Where a command reads its one host from. */
final class SourceOption {
    @Option(
            names = "--from",
            paramLabel = "PATH",
            description =
                    "Facts from a capture or a directory tree instead of this host; example:NAME is a bundled one, "
                            + "example: lists them.")
    private String from;

    boolean isListOfExamples() {
        return Examples.PREFIX.equals(from);
    }

    /**
     * Opens it.
     *
     * @throws InputException where it cannot be read as a whole
     */
    Tree open() throws InputException {
        if (from == null) {
            return Inputs.live(Limits.DEFAULT);
        }
        return from.startsWith(Examples.PREFIX)
                ? Examples.open(from, Limits.DEFAULT)
                : Inputs.open(from, Limits.DEFAULT);
    }
}
