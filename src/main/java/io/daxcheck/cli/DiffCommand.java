package io.daxcheck.cli;

import io.daxcheck.comparison.HostComparison;
import io.daxcheck.host.Host;
import io.daxcheck.report.data.DiffJson;
import io.daxcheck.report.text.DiffText;
import io.daxcheck.source.Examples;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck diff}: two captures of one host, which answers changed, and which fact did it. */
final class DiffCommand implements Callable<Integer> {
    private enum Format {
        text,
        json
    }

    private final Environment environment;
    private final PositionalParamSpec old = Arguments.required(
            0, "OLD", "The earlier capture, sosreport or directory tree, as --from of check takes it.");
    private final PositionalParamSpec now = Arguments.required(1, "NEW", "The later one.");
    private final OptionSpec format = Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}.");
    private final OptionSpec file =
            Arguments.file("Write to this file. Written in full and then renamed, so no reader sees a part.");
    private final OptionSpec verbose = Arguments.flag(
            "-v", "--verbose", "Also show the stacks whose answers are the same, and every fact that differs.");
    private final LimitOptions limits = new LimitOptions();

    DiffCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "diff", "Compare two captures of one host: which answers changed, and which fact did it.");
        command.addPositional(old).addPositional(now);
        command.addOption(format).addOption(file).addOption(verbose);
        limits.addTo(command);
        return Arguments.withExamples(
                command,
                "daxcheck diff before.tar.gz after.tar.gz",
                "daxcheck diff -v sosreport-db07-monday.tar.xz sosreport-db07-friday.tar.xz",
                "daxcheck diff --format json before.tar.gz after.tar.gz");
    }

    @Override
    public Integer call() {
        String oldPath = Arguments.value(old, String.class);
        String nowPath = Arguments.value(now, String.class);
        if (oldPath.equals(Inputs.STANDARD_INPUT) && nowPath.equals(Inputs.STANDARD_INPUT)) {
            return fail("OLD and NEW cannot both be standard input");
        }
        Optional<Path> output = Arguments.optional(file, Path.class);
        try {
            HostComparison comparison = HostComparison.of(read(oldPath), read(nowPath));
            print(comparison, output, files(oldPath, nowPath));
            return ExitStatus.OK;
        } catch (InputException e) {
            return fail(e.getMessage());
        } catch (IOException e) {
            return fail(Output.name(output) + ": " + e.getMessage());
        }
    }

    private Host read(String path) throws InputException {
        return HostReader.read(SourceOption.open(path, limits.limits()));
    }

    /** The inputs that are files: the output must be none of them. */
    private static List<String> files(String... paths) {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            if (!path.startsWith(Examples.PREFIX) && !path.equals(Inputs.STANDARD_INPUT)) {
                files.add(path);
            }
        }
        return files;
    }

    private void print(HostComparison comparison, Optional<Path> place, List<String> inputs) throws IOException {
        try (Output output = Output.open(place, environment, inputs, Output.Readers.UMASK)) {
            if (Arguments.value(format, Format.class) == Format.json) {
                DiffJson.write(comparison, output.bytes());
                output.printData("\n");
            } else {
                DiffText text = new DiffText(environment.terminal(ColorMode.never), Arguments.isGiven(verbose));
                output.print(text.of(comparison));
            }
            output.complete();
        }
    }

    private int fail(String reason) {
        environment.err().println("daxcheck: " + reason);
        return ExitStatus.USAGE;
    }
}
