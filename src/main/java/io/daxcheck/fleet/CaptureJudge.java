package io.daxcheck.fleet;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.facts.OtherKernel;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import java.io.ByteArrayInputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges captures, each as if it were alone: what {@code audit} does with every one of them, on as many threads as there
 * are. It keeps nothing from one capture to the next.
 */
public final class CaptureJudge {
    /** What a message about an input says that fills the memory of the Java runtime. */
    public static final String NO_MEMORY = "needs more memory than there is (set -Xmx in JDK_JAVA_OPTIONS)";

    private final Limits limits;
    private final OtherKernel otherKernel;
    private final boolean all;
    private final IgnoreRules rules;
    private final Function<HostReport, String> writing;

    /**
     * @param limits how much of a capture is read
     * @param otherKernel the kernel to judge as
     * @param all whether every block device is a stack
     * @param rules what a site ignores
     * @param writing what is made of each report, where it is judged
     */
    public CaptureJudge(
            Limits limits,
            OtherKernel otherKernel,
            boolean all,
            IgnoreRules rules,
            Function<HostReport, String> writing) {
        this.limits = limits;
        this.otherKernel = otherKernel;
        this.all = all;
        this.rules = rules;
        this.writing = writing;
    }

    /** The result for one capture. */
    public sealed interface Result {
        /** The capture's name. */
        String source();
    }

    /**
     * A capture that was judged.
     *
     * @param text what was made of the report
     * @param used the rules that silence a finding of it
     */
    public record Judged(String source, HostReport report, String text, Set<IgnoreRule> used) implements Result {}

    /**
     * A capture that cannot be judged.
     *
     * @param error why
     * @param fault whether that is daxcheck's own
     */
    public record Failed(String source, String error, boolean fault) implements Result {}

    /** A capture that is about to be opened. */
    private interface Opening {
        Tree open() throws InputException;
    }

    /**
     * The line that {@code audit --format jsonl} writes of a capture, without its end. The same bytes give the same line,
     * on any machine.
     *
     * @param source what the line names as its source
     * @param capture an archive: tar, tar.gz, tar.xz or tar.bz2
     */
    public static String line(String source, byte[] capture) {
        CaptureJudge judge = new CaptureJudge(
                Limits.DEFAULT,
                OtherKernel.NONE,
                false,
                new IgnoreRules(List.of()),
                report -> JsonReport.of(report, EnumSet.allOf(Filesystem.class)));
        return line(judge.judge(
                source,
                () -> Inputs.capture(ArchiveTree.read(source, new ByteArrayInputStream(capture), Limits.DEFAULT))));
    }

    /** The line of a capture whose report was written as JSON, or of one that cannot be judged. */
    public static String line(Result result) {
        return result instanceof Failed failed
                ? JsonReport.ofError(failed.source, failed.error)
                : ((Judged) result).text;
    }

    /** Judges a file or a directory. */
    public Result judge(String path) {
        return judge(path, () -> Inputs.open(path, limits));
    }

    private Result judge(String source, Opening capture) {
        try {
            Tree host = capture.open();
            Optional<KernelRelease> other = otherKernel.on(host);
            HostDiagnosis diagnosis =
                    new HostDiagnosis(OtherKernel.configured(HostReader.read(host), host, other), other);
            IgnoreRules.Marked marked = rules.mark(diagnosis.judge(diagnosis.stacks(all)));
            HostReport report = marked.report();
            return new Judged(source, report, writing.apply(report), marked.used());
        } catch (InputException e) {
            return new Failed(source, e.getMessage(), false);
        } catch (OutOfMemoryError e) {
            // What was being built is garbage from here on, so there is memory again for the others.
            return new Failed(source, OneLine.of(source) + ": " + NO_MEMORY, false);
        } catch (RuntimeException | StackOverflowError e) {
            // A fault of ours in one capture must not cost the answers for the others.
            return new Failed(source, OneLine.of(source + ": internal fault, please report it: " + e), true);
        }
    }
}
