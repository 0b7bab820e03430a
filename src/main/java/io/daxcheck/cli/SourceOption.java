package io.daxcheck.cli;

import io.daxcheck.source.Examples;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a command reads its one host from. */
final class SourceOption {
    private final OptionSpec from = Arguments.option(
            "--from",
            "PATH",
            "Facts from a capture or a directory tree instead of this host; example:NAME is a bundled one, "
                    + "example: lists them.");

    private final LimitOptions limits = new LimitOptions();

    void addTo(CommandSpec command) {
        command.addOption(from);
        limits.addTo(command);
    }

    boolean isListOfExamples() {
        return Examples.PREFIX.equals(path());
    }

    /** Whether the facts are those of the host that this runs on. */
    boolean isLive() {
        return path() == null;
    }

    private String path() {
        return Arguments.value(from, String.class);
    }

    /** The path that the facts are read from; empty for this host and for an example. */
    Optional<String> file() {
        return Optional.ofNullable(path()).filter(path -> !path.startsWith(Examples.PREFIX));
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
        String path = path();
        if (path == null) {
            return Inputs.live(limits());
        }
        return path.startsWith(Examples.PREFIX) ? Examples.open(path) : Inputs.open(path, limits());
    }
}
