package io.daxcheck.cli;

import io.daxcheck.report.Version;
import io.daxcheck.source.CaptureScript;
import io.daxcheck.source.CaptureWriter;
import io.daxcheck.source.InputException;
import io.daxcheck.source.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code daxcheck capture}: this host's facts in one file, to be judged elsewhere. */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        description = "Saves this host's facts in one file, for --from; only reads.")
final class CaptureCommand implements Callable<Integer> {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "Write to this file, which is complete or absent, instead of daxcheck-HOSTNAME-TIME.tar.gz; "
                    + "- is standard output.")
    private Path file;

    @Option(
            names = "--redact",
            description = "Replace the names and identifiers of the host, its volumes, mount points and filesystems; "
                    + "the verdict stays.")
    private boolean redact;

    @Option(
            names = "--script",
            description = "Print a POSIX sh script that does the same on a machine without Java: "
                    + "sh daxcheck-capture.sh [FILE].")
    private boolean script;

    CaptureCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (script && redact) {
            throw new ParameterException(spec.commandLine(), "--script and --redact exclude each other");
        }
        Path place = STANDARD_OUTPUT.equals(file) ? null : file;
        try {
            if (script) {
                try (Output output = Output.open(place, environment)) {
                    output.printData(CaptureScript.text(Version.current()));
                    output.complete();
                }
            } else {
                CaptureWriter capture = CaptureWriter.ofThisHost(
                        Limits.DEFAULT, environment.clock().instant());
                place = file == null ? Path.of(capture.fileName(redact)) : place;
                write(capture, place);
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

    private void write(CaptureWriter capture, Path place) throws IOException {
        ProgressLine progress = new ProgressLine(environment);
        try (Output output = Output.open(place, environment)) {
            capture.write(output.bytes(), Version.current(), redact, progress::show);
            output.complete();
        } finally {
            progress.clear();
        }
        if (place != null) {
            environment.out().println(Output.name(place));
        }
    }
}
