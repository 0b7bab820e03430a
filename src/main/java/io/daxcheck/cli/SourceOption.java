package io.daxcheck.cli;

import io.daxcheck.source.Examples;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Where a command reads its one host from. */
final class SourceOption {
    private static final int MAX_SECONDS = 3600;

    private final OptionSpec from = Arguments.option(
            "--from",
            "PATH",
            "Read the facts from a capture, sosreport or directory tree instead of this host; example:NAME is a bundled "
                    + "capture, example: lists them; - is an archive on standard input.");

    private final OptionSpec timeout = Arguments.option(
            "--timeout",
            "SECONDS",
            "On this host, wait no longer than this in total for dmsetup and dmesg (default: 8). Facts that they would "
                    + "have shown are then unknown.");

    private final LimitOptions limits = new LimitOptions();

    void addTo(CommandSpec command) {
        command.addOption(from).addOption(timeout);
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
        String seconds = Arguments.value(timeout, String.class);
        if (seconds == null) {
            return limits.limits();
        }
        long time = Decimal.parse(seconds);
        if (time < 1 || time > MAX_SECONDS) {
            throw new ParameterException(
                    timeout.command().commandLine(),
                    "--timeout: " + OneLine.quoted(seconds) + " is not from 1 to " + MAX_SECONDS);
        }
        return limits.limits().withCommandTime(Duration.ofSeconds(time));
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
