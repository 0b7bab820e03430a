package io.daxcheck.cli;

import io.daxcheck.source.Examples;
import io.daxcheck.source.InputException;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.Limits;
import io.daxcheck.source.Tree;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private LimitOptions limits;

    boolean isListOfExamples() {
        return Examples.PREFIX.equals(from);
    }

    /** Whether the facts are those of the host that this runs on. */
    boolean isLive() {
        return from == null;
    }

    /** How much of an input is read. */
    Limits limits() {
        return limits.limits();
    }

    /**
     * Opens it.
     *
     * @throws InputException where it cannot be read as a whole
     */
    Tree open() throws InputException {
        if (from == null) {
            return Inputs.live(limits());
        }
        return from.startsWith(Examples.PREFIX) ? Examples.open(from, limits()) : Inputs.open(from, limits());
    }
}
