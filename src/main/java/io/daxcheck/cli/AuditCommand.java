package io.daxcheck.cli;

import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.fleet.CaptureJudge;
import io.daxcheck.report.text.AuditTable;
import io.daxcheck.source.CaptureFiles;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.FileBytes;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
import picocli.CommandLine.ParameterException;
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
            1,
            "PATH",
            "Captures, or directories of captures, which are read in the order of their names; - reads paths from standard "
                    + "input, one a line or each ended by a NUL.");

    private final OptionSpec format = Arguments.choice(
            "--format",
            "FORMAT",
            Format.text,
            "${COMPLETION-CANDIDATES}; jsonl is one JSON document a line, each as check --format json prints it.");

    private final OptionSpec only = Arguments.separated(
            "--only",
            "VERDICT",
            new VerdictConverter(),
            "In text, show only stacks with these effective verdicts: unsafe, unsupported, unknown, supported. Without it, "
                    + "stacks with a problem or a warning, and hosts without a stack; with -v all. The numbers at the end "
                    + "and the exit status cover all.");

    private final JudgeOptions options = new JudgeOptions();
    private final IgnoreOptions ignored = new IgnoreOptions();
    private final LimitOptions limits = new LimitOptions();

    AuditCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        CommandSpec command = Arguments.command(
                this,
                "audit",
                "Check many captures. Prints a table with the worst first, JSON Lines in the order given, or HTML pages.");
        command.addPositional(paths).addOption(format).addOption(only);
        options.addTo(command);
        ignored.addTo(command);
        limits.addTo(command);
        return Arguments.withExamples(
                command,
                "daxcheck audit captures/",
                "daxcheck audit --only unsafe,unknown captures/",
                "find /srv -name '*.tar.gz' -print0 | daxcheck audit -",
                "daxcheck audit --format html -o report/ captures/");
    }

    /** The verdicts that the user named; empty for the default rows. */
    private Optional<Set<Verdict>> shown() {
        List<Verdict> named = Arguments.all(only, Verdict.class);
        return named.isEmpty() ? Optional.empty() : Optional.of(EnumSet.copyOf(named));
    }

    private Format format() {
        return Arguments.value(format, Format.class);
    }

    @Override
    public Integer call() {
        List<String> named = Arguments.all(paths, String.class);
        if (named.indexOf(Inputs.STANDARD_INPUT) != named.lastIndexOf(Inputs.STANDARD_INPUT)) {
            throw new ParameterException(paths.command().commandLine(), "only one PATH can be - (standard input)");
        }
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
        try (AuditReport report = report()) {
            audit(pool, workers, rules, status, report);
        } catch (UncheckedIOException e) {
            environment.err().println("daxcheck: standard input: " + FileBytes.reason(e.getCause()));
            status.addUnreadable();
        } catch (IOException e) {
            environment.err().println("daxcheck: " + Output.name(options.file()) + ": " + e.getMessage());
            status.addUnreadable();
        } finally {
            pool.shutdownNow();
        }
        return status.value();
    }

    private AuditReport report() throws IOException {
        Optional<Path> file = options.file();
        if (format() == Format.html && file.isPresent() && OutputDirectory.isNamedBy(file.get())) {
            return AuditReport.pages(
                    OutputDirectory.create(file.get()),
                    options.filesystems(),
                    environment.clock().instant());
        }
        Output output = Output.open(file, environment, inputs(), Output.Readers.UMASK);
        output.endOnWholeLines();
        return switch (format()) {
            case text ->
                AuditReport.text(
                        output,
                        new AuditTable(environment.terminal(options.color()), shown(), options.verbose()),
                        options.quiet());
            case jsonl -> AuditReport.lines(output, options.filesystems());
            case html -> AuditReport.html(output);
        };
    }

    private List<String> inputs() {
        List<String> inputs = new ArrayList<>(Arguments.all(paths, String.class));
        inputs.addAll(ignored.files());
        return inputs;
    }

    /** Keeps the workers busy, and no more captures in memory than they are at work on. */
    private void audit(ExecutorService pool, int workers, IgnoreRules rules, ExitStatus status, AuditReport report)
            throws IOException {
        CaptureJudge judge = new CaptureJudge(limits.limits(), options.kernel(), options.all(), rules, report::written);
        ProgressLine progress = new ProgressLine(environment);
        Set<IgnoreRule> used = new HashSet<>();
        Deque<Future<CaptureJudge.Result>> inFlight = new ArrayDeque<>();
        Iterator<String> captures = new CaptureFiles(Arguments.all(paths, String.class)).iterator();
        if (!captures.hasNext()) {
            environment.err().println("daxcheck: standard input names no capture");
            status.addUnreadable();
        }
        long done = 0;
        // Nobody waits for the rest where the reader has gone.
        while (!report.isBroken() && (captures.hasNext() || !inFlight.isEmpty())) {
            while (captures.hasNext() && inFlight.size() < 2 * workers) {
                String capture = captures.next();
                inFlight.add(pool.submit(() -> judge.judge(capture)));
            }
            CaptureJudge.Result result = result(inFlight.remove());
            if (showsProgress() && done > 0) {
                progress.clear();
            }
            count(result, used, status);
            report.add(result);
            done++;
            if (showsProgress()) {
                progress.show(done + " done, " + OneLine.of(result.source()));
            }
        }
        if (showsProgress() && done > 0) {
            progress.clear();
        }
        report.end();
        if (options.verbose()) {
            IgnoreOptions.tellUnused(rules, used, environment.err());
        }
    }

    /** Not where a person sees the results go by. */
    private boolean showsProgress() {
        return options.file().isPresent() || !environment.onTerminal() || format() != Format.jsonl;
    }

    /** Reads a verdict as JSON writes it. */
    static final class VerdictConverter implements ITypeConverter<Verdict> {
        @Override
        public Verdict convert(String word) {
            for (Verdict verdict : Verdict.values()) {
                if (verdict.id().equals(word)) {
                    return verdict;
                }
            }
            throw new TypeConversionException(
                    UsageError.none(word, List.of("unsafe", "unsupported", "unknown", "supported")));
        }
    }

    private void count(CaptureJudge.Result result, Set<IgnoreRule> used, ExitStatus status) {
        if (result instanceof CaptureJudge.Judged judged) {
            status.add(judged.report(), false);
            used.addAll(judged.used());
        } else if (result instanceof CaptureJudge.Failed failed) {
            environment.err().println("daxcheck: " + failed.error());
            if (failed.fault()) {
                status.addFault();
            } else {
                status.addUnreadable();
            }
        }
    }

    private static CaptureJudge.Result result(Future<CaptureJudge.Result> future) {
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
