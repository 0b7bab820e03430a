package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.report.AuditHtml;
import io.daxcheck.report.AuditSummary;
import io.daxcheck.report.JsonReport;
import io.daxcheck.source.CaptureFiles;
import io.daxcheck.source.HostReader;
import io.daxcheck.source.InputException;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.OneLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code daxcheck audit}: many captures at once, in the order given. */
final class AuditCommand implements Callable<Integer> {
    private enum Format {
        text,
        jsonl,
        html
    }

    private final Environment environment;

    private final PositionalParamSpec paths =
            Arguments.parameters(1, "PATH", "Captures, and directories of them, which are walked by name.");

    private final OptionSpec format = Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}.");

    private final JudgeOptions options = new JudgeOptions();
    private final IgnoreOptions ignored = new IgnoreOptions();
    private final LimitOptions limits = new LimitOptions();

    AuditCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "audit", "Checks many captures: a summary, JSON Lines in the order given, or a page.");
        command.addPositional(paths).addOption(format);
        options.addTo(command);
        ignored.addTo(command);
        limits.addTo(command);
        return command;
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

    /**
     * @param capture the path
     * @param report null where the capture cannot be judged
     * @param error why; null where it can
     * @param line for JSON Lines; null for text
     * @param used the rules that silence a finding of it
     * @param fault whether that is daxcheck's own
     */
    private record Judged(
            String capture, HostReport report, String error, String line, Set<IgnoreRule> used, boolean fault) {}

    @Override
    public Integer call() {
        ExitStatus status = new ExitStatus();
        IgnoreRules rules;
        try {
            rules = ignored.read();
        } catch (InputException e) {
            environment.err().println("daxcheck: " + e.getMessage());
            return ExitStatus.USAGE;
        }
        int workers = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try (Output output = Output.open(options.file(), environment)) {
            audit(pool, workers, rules, status, output);
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
    private void audit(ExecutorService pool, int workers, IgnoreRules rules, ExitStatus status, Output output) {
        AuditHtml page = new AuditHtml();
        AuditSummary summary = new AuditSummary(environment.terminal(options.color()), options.verbose());
        Set<IgnoreRule> used = new HashSet<>();
        Deque<Future<Judged>> inFlight = new ArrayDeque<>();
        Iterator<String> captures = new CaptureFiles(Arguments.all(paths, String.class)).iterator();
        while (captures.hasNext() || !inFlight.isEmpty()) {
            while (captures.hasNext() && inFlight.size() < 2 * workers) {
                String capture = captures.next();
                inFlight.add(pool.submit(() -> judge(capture, rules)));
            }
            if (!inFlight.isEmpty()) {
                Judged judged = result(inFlight.remove());
                used.addAll(judged.used());
                finish(judged, status, output, summary, page);
            }
        }
        if (format() == Format.text) {
            output.print(summary.end());
        } else if (format() == Format.html) {
            page.write(output::printData);
        }
        if (options.verbose()) {
            IgnoreOptions.tellUnused(rules, used, environment.err());
        }
    }

    private void finish(Judged judged, ExitStatus status, Output output, AuditSummary summary, AuditHtml page) {
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
        switch (format()) {
            case jsonl -> output.printData(judged.line() + "\n");
            case html -> {
                if (judged.report() != null) {
                    page.add(judged.report());
                } else {
                    page.addUnreadable(judged.capture(), judged.error());
                }
            }
            case text -> {
                if (judged.report() != null) {
                    output.print(summary.of(judged.report()));
                } else {
                    summary.addUnreadable();
                }
            }
        }
    }

    private Judged judge(String capture, IgnoreRules rules) {
        try {
            HostDiagnosis diagnosis =
                    new HostDiagnosis(HostReader.read(Inputs.open(capture, limits.limits())), options.kernel());
            IgnoreRules.Marked marked = rules.mark(diagnosis.judge(diagnosis.stacks(options.all())));
            String line = format() == Format.jsonl ? JsonReport.of(marked.report(), options.filesystems()) : null;
            return new Judged(capture, marked.report(), null, line, marked.used(), false);
        } catch (InputException e) {
            return new Judged(
                    capture, null, e.getMessage(), JsonReport.ofError(capture, e.getMessage()), Set.of(), false);
        } catch (OutOfMemoryError e) {
            // What was being built is garbage from here on, so there is memory again for the others.
            String error = OneLine.of(capture) + ": " + Main.NO_MEMORY;
            return new Judged(capture, null, error, JsonReport.ofError(capture, error), Set.of(), false);
        } catch (RuntimeException | StackOverflowError e) {
            // A fault of ours in one capture must not cost the answers for the others.
            String error = OneLine.of(capture + ": internal fault, please report it: " + e);
            return new Judged(capture, null, error, JsonReport.ofError(capture, error), Set.of(), true);
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
