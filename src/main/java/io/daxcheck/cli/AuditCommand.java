package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.report.AuditSummary;
import io.daxcheck.report.JsonReport;
import io.daxcheck.source.CaptureFiles;
import io.daxcheck.source.HostReader;
import io.daxcheck.source.InputException;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.Limits;
import io.daxcheck.source.OneLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code daxcheck audit}: many captures at once, in the order given. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Checks many captures: a summary, or JSON Lines, in the order given.")
final class AuditCommand implements Callable<Integer> {
    private enum Format {
        text,
        jsonl
    }

    private final Environment environment;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Captures, and directories of them, which are walked by name.")
    private List<String> paths;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
    private Format format;

    @Mixin
    private JudgeOptions options;

    AuditCommand(Environment environment) {
        this.environment = environment;
    }

    /**
     * @param report null where the capture cannot be judged
     * @param error why; null where it can
     * @param line for JSON Lines; null for text
     * @param fault whether that is daxcheck's own
     */
    private record Judged(HostReport report, String error, String line, boolean fault) {}

    @Override
    public Integer call() {
        ExitStatus status = new ExitStatus();
        int workers = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try (Output output = Output.open(options.file(), environment)) {
            audit(pool, workers, status, output);
            output.complete();
        } catch (IOException e) {
            environment.err().println("daxcheck: " + Output.name(options.file()) + ": " + e.getMessage());
            status.addUnreadable();
        } finally {
            pool.shutdownNow();
        }
        return status.value();
    }

    /** Keeps the workers busy, and no more captures in memory than they are at work on. */
    private void audit(ExecutorService pool, int workers, ExitStatus status, Output output) {
        AuditSummary summary = new AuditSummary(environment.terminal(options.color()), options.verbose());
        Deque<Future<Judged>> inFlight = new ArrayDeque<>();
        Iterator<String> captures = new CaptureFiles(paths).iterator();
        while (captures.hasNext() || !inFlight.isEmpty()) {
            while (captures.hasNext() && inFlight.size() < 2 * workers) {
                String capture = captures.next();
                inFlight.add(pool.submit(() -> judge(capture)));
            }
            if (!inFlight.isEmpty()) {
                finish(result(inFlight.remove()), status, output, summary);
            }
        }
        if (format == Format.text) {
            output.print(summary.end());
        }
    }

    private void finish(Judged judged, ExitStatus status, Output output, AuditSummary summary) {
        if (judged.report() != null) {
            status.add(judged.report(), false);
        } else {
            environment.err().println("daxcheck: " + judged.error());
            if (judged.fault()) {
                status.addFault();
            } else {
                status.addUnreadable();
            }
        }
        if (format == Format.jsonl) {
            output.print(judged.line() + "\n");
        } else if (judged.report() != null) {
            output.print(summary.of(judged.report()));
        } else {
            summary.addUnreadable();
        }
    }

    private Judged judge(String capture) {
        try {
            HostDiagnosis diagnosis =
                    new HostDiagnosis(HostReader.read(Inputs.open(capture, Limits.DEFAULT)), options.kernel());
            HostReport report = diagnosis.judge(diagnosis.stacks(options.all()));
            String line = format == Format.jsonl ? JsonReport.of(report, options.filesystems()) : null;
            return new Judged(report, null, line, false);
        } catch (InputException e) {
            return new Judged(null, e.getMessage(), JsonReport.ofError(capture, e.getMessage()), false);
        } catch (RuntimeException | StackOverflowError e) {
            // A fault of ours in one capture must not cost the answers for the others.
            String error = OneLine.of(capture) + ": internal fault, please report it: " + e;
            return new Judged(null, error, JsonReport.ofError(capture, error), true);
        }
    }

    private static Judged result(Future<Judged> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
