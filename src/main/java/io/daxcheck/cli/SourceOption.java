package io.daxcheck.cli;

import io.daxcheck.source.AnswerFiles;
import io.daxcheck.source.Examples;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Where a command reads its one host from. */
final class SourceOption {
    private static final int MAX_SECONDS = 3600;

    private final OptionSpec from = Arguments.repeated(
            "--from",
            "PATH",
            "Read the facts from a capture, sosreport or directory tree instead of this host; example:NAME is a bundled "
                    + "capture, example: lists them; - is standard input. Each further --from is a text file with the "
                    + "output of the commands that --ask printed, or a directory of such files.");

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

    /** Prints the bundled examples if {@code --from example:} asks for them; a command then has nothing else to do. */
    boolean listsExamples(Environment environment) {
        boolean isAsked = path().equals(Optional.of(Examples.PREFIX));
        if (isAsked) {
            environment.out().print(Examples.list());
        }
        return isAsked;
    }

    /** Whether the facts are those of the host that this runs on. */
    boolean isLive() {
        return path().isEmpty();
    }

    /** Empty where none is given. */
    private Optional<String> path() {
        List<String> paths = Arguments.all(from, String.class);
        return paths.isEmpty() ? Optional.empty() : Optional.of(paths.get(0));
    }

    private List<String> answers() {
        List<String> paths = Arguments.all(from, String.class);
        return paths.isEmpty() ? paths : paths.subList(1, paths.size());
    }

    /** The paths that the facts are read from; empty for this host and for an example. */
    List<String> files() {
        List<String> files = new ArrayList<>(Arguments.all(from, String.class));
        files.removeIf(path -> path.startsWith(Examples.PREFIX));
        return files;
    }

    /** How much of an input is read. */
    Limits limits() {
        Optional<String> seconds = Arguments.optional(timeout, String.class);
        if (seconds.isEmpty()) {
            return limits.limits();
        }
        long time = Decimal.parse(seconds.get());
        if (time < 1 || time > MAX_SECONDS) {
            throw new ParameterException(
                    timeout.command().commandLine(),
                    "--timeout: " + OneLine.quoted(seconds.get()) + " is not from 1 to " + MAX_SECONDS);
        }
        return limits.limits().withCommandTime(Duration.ofSeconds(time));
    }

    /**
     * Opens it.
     *
     * @throws InputException where it cannot be read as a whole
     */
    Tree open() throws InputException {
        Optional<String> first = path();
        if (first.isEmpty()) {
            return Inputs.live(limits());
        }
        String path = first.get();
        if (Collections.frequency(Arguments.all(from, String.class), Inputs.STANDARD_INPUT) > 1) {
            throw new InputException("--from: standard input can be read once");
        }
        Answers answers = AnswerFiles.read(answers(), limits());
        return path.startsWith(Examples.PREFIX) ? Examples.open(path, answers) : Inputs.open(path, answers, limits());
    }

    /**
     * Opens a capture, or an example, without answers of its host's owner.
     *
     * @param path as {@code --from} takes it
     * @throws InputException where it cannot be read as a whole
     */
    static Tree open(String path, Limits limits) throws InputException {
        return path.startsWith(Examples.PREFIX) ? Examples.open(path, Answers.NONE) : Inputs.open(path, limits);
    }
}
