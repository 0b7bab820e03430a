package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.fleet.CaptureJudge;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.html.AuditHtml;
import io.daxcheck.report.text.AuditSummary;
import io.daxcheck.source.CaptureFiles;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** {@code daxcheck audit}: many captures at once, in the order given. */
final class AuditCommand implements Callable<Integer> {
    private enum Format {
        text,
        jsonl,
        html
    }

    private final Environment environment;

    private final PositionalParamSpec paths = Arguments.parameters(
            1, "PATH", "Captures, or directories of captures, which are read in the order of their names.");

    private final OptionSpec format = Arguments.choice("--format", "FORMAT", Format.text, "${COMPLETION-CANDIDATES}.");

    private final OptionSpec only = Arguments.separated(
            "--only",
            "VERDICT",
            new VerdictConverter(),
            "In text, show only stacks with these effective verdicts: unsafe, unsupported, unknown, supported. The "
                    + "numbers at the end and the exit status cover all.");

    private final JudgeOptions options = new JudgeOptions();
    private final IgnoreOptions ignored = new IgnoreOptions();
    private final LimitOptions limits = new LimitOptions();

    AuditCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this, "audit", "Check many captures. Prints a table, JSON Lines in the order given, or an HTML page.");
        command.addPositional(paths).addOption(format).addOption(only);
        options.addTo(command);
        ignored.addTo(command);
        limits.addTo(command);
        return command;
    }

    /** All but the supported ones, unless the user names some or asks for all with -v. */
    private Set<Verdict> shown() {
        List<Verdict> named = Arguments.all(only, Verdict.class);
        if (!named.isEmpty()) {
            return EnumSet.copyOf(named);
        }
        return options.verbose() ? EnumSet.allOf(Verdict.class) : EnumSet.complementOf(EnumSet.of(Verdict.SUPPORTED));
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

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
        try (Output output = Output.open(options.file(), environment, inputs(), Output.Readers.UMASK)) {
            output.endOnWholeLines();
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

    private List<String> inputs() {
        List<String> inputs = new ArrayList<>(Arguments.all(paths, String.class));
        inputs.addAll(ignored.files());
        return inputs;
    }

    /** Keeps the workers busy, and no more captures in memory than they are at work on. */
    private void audit(ExecutorService pool, int workers, IgnoreRules rules, ExitStatus status, Output output) {
        AuditHtml page = new AuditHtml();
        AuditSummary summary = new AuditSummary(environment.terminal(options.color()), shown());
        CaptureJudge judge = new CaptureJudge(limits.limits(), options.kernel(), options.all(), rules, this::written);
        Progress progress = new Progress();
        Set<IgnoreRule> used = new HashSet<>();
        Deque<Future<CaptureJudge.Judged>> inFlight = new ArrayDeque<>();
        Iterator<String> captures = new CaptureFiles(Arguments.all(paths, String.class)).iterator();
        // Nobody waits for the rest where the reader has gone.
        while (!output.isBroken() && (captures.hasNext() || !inFlight.isEmpty())) {
            while (captures.hasNext() && inFlight.size() < 2 * workers) {
                String capture = captures.next();
                inFlight.add(pool.submit(() -> judge.judge(capture)));
            }
            if (!inFlight.isEmpty()) {
                CaptureJudge.Judged judged = result(inFlight.remove());
                used.addAll(judged.used());
                progress.clear();
                finish(judged, status, output, summary, page);
                progress.show(judged.source());
            }
        }
        progress.clear();
        if (format() == Format.text) {
            output.print(summary.end());
        } else if (format() == Format.html) {
            page.write(output::printData);
        }
        if (options.verbose()) {
            IgnoreOptions.tellUnused(rules, used, environment.err());
        }
    }

    /** Reads a verdict as JSON writes it. */
    static final class VerdictConverter implements ITypeConverter<Verdict> {
        @Override
        public Verdict convert(String word) {
            for (Verdict verdict : Verdict.values()) {
                if (verdict.word().equals(word)) {
                    return verdict;
                }
            }
            throw new TypeConversionException("'" + word + "' is no verdict: unsafe, unsupported, unknown, supported");
        }
    }

    /** How many captures are done, for a person who waits and does not see the results go by. */
    private final class Progress {
        private final boolean shown = options.file() != null || !environment.onTerminal();
        private final ProgressLine line = new ProgressLine(environment);
        private long done;

        private void show(String capture) {
            done++;
            if (shown) {
                line.show(done + " done, " + OneLine.of(capture));
            }
        }

        private void clear() {
            if (shown && done > 0) {
                line.clear();
            }
        }
    }

    /** What a worker makes of a report, besides judging it. */
    private String written(HostReport report) {
        return format() == Format.jsonl ? JsonReport.of(report, options.filesystems()) : "";
    }

    private void finish(
            CaptureJudge.Judged judged, ExitStatus status, Output output, AuditSummary summary, AuditHtml page) {
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
            case jsonl -> output.printData(CaptureJudge.line(judged) + "\n");
            case html -> {
                if (judged.report() != null) {
                    page.add(judged.report());
                } else {
                    page.addUnreadable(judged.source(), judged.error());
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

    private static CaptureJudge.Judged result(Future<CaptureJudge.Judged> future) {
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
