package io.daxcheck.cli;

import io.daxcheck.report.Version;
import io.daxcheck.source.capture.CaptureScript;
import io.daxcheck.source.capture.CaptureWriter;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** {@code daxcheck capture}: this host's facts in one file, to be judged elsewhere. */
final class CaptureCommand implements Callable<Integer> {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Environment environment;

    private final OptionSpec file = Arguments.file(
            "Write to this file instead of daxcheck-HOSTNAME-TIME.tar.gz; - is standard output. The file is either "
                    + "complete or absent.");

    private final OptionSpec redact = Arguments.flag(
            "--redact",
            "Replace the names and identifiers of the host, its volumes, mount points and filesystems; "
                    + "the verdict stays.");

    private final OptionSpec script = Arguments.flag(
            "--script",
            "Print a POSIX sh script that does the same on a machine without Java: sh daxcheck-capture.sh [-o FILE].");

    CaptureCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                        this, "capture", "Save this host's data to a file for --from. Only reads.")
                .addOption(file)
                .addOption(redact)
                .addOption(script);
        return Arguments.withExamples(
                command,
                "sudo daxcheck capture -o db07.tar.gz",
                "sudo daxcheck capture --redact",
                "daxcheck capture --script > daxcheck-capture.sh");
    }

    @Override
    public Integer call() {
        boolean redacted = Arguments.isGiven(redact);
        if (Arguments.isGiven(script) && redacted) {
            throw new ParameterException(script.command().commandLine(), "--script and --redact exclude each other");
        }
        Optional<Path> named = Arguments.optional(file, Path.class);
        Optional<Path> place = named.filter(path -> !path.equals(STANDARD_OUTPUT));
        try {
            if (Arguments.isGiven(script)) {
                try (Output output = Output.open(place, environment, List.of(), Output.Readers.UMASK)) {
                    output.printData(CaptureScript.text(Version.current()));
                    output.complete();
                }
            } else {
                CaptureWriter capture = CaptureWriter.ofThisHost(
                        Limits.DEFAULT, environment.clock().instant());
                place = named.isEmpty() ? Optional.of(Path.of(capture.fileName(redacted))) : place;
                write(capture, place, redacted);
            }
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
            return ExitStatus.USAGE;
        } catch (IOException e) {
            environment.err().println("daxcheck: " + Output.name(place) + ": " + e.getMessage());
            return ExitStatus.USAGE;
        }
        return ExitStatus.OK;
    }

    private void write(CaptureWriter capture, Optional<Path> place, boolean redacted) throws IOException {
        ProgressLine progress = new ProgressLine(environment);
        try (Output output = Output.open(place, environment, List.of(), Output.Readers.OWNER)) {
            capture.write(output.bytes(), Version.current(), redacted, progress::show);
            output.complete();
        } finally {
            progress.clear();
        }
        if (place.isPresent()) {
            environment.out().println(Output.name(place));
        }
    }
}
