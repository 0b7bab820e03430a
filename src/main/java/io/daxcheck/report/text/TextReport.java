package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Grounds;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.LostMemory;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The report for a person. A stack starts with its answer: verdict, name, contents, what mount -o dax does and the cause.
 * A stack with a problem also has its picture with the faulty layer marked, the reasons, and the steps.
 */
public final class TextReport {
    private static final String INDENT = "        ";

    /** What a report has as its source that is of this host. */
    private static final String LIVE = "live";

    private final Terminal terminal;
    private final Set<Filesystem> filesystems;
    private final boolean verbose;
    private final List<String> named;
    private final StringBuilder out = new StringBuilder();
    private List<String> names = List.of();
    private boolean worstLast;
    /** Whether the stack above the current line has more than its answer. */
    private boolean detailed;

    /**
     * @param filesystems those to answer for
     * @param verbose whether to show supported stacks in full, and the evidence for each finding
     * @param named what the user named; the report then has only findings about that
     */
    public TextReport(Terminal terminal, Set<Filesystem> filesystems, boolean verbose, List<String> named) {
        this.terminal = terminal;
        this.filesystems = filesystems;
        this.verbose = verbose;
        this.named = List.copyOf(named);
    }

    /**
     * Shows each stack under the name that the user gave it.
     *
     * @param given one for each stack, in their order; ignored where the number differs
     */
    public TextReport withNames(List<String> given) {
        names = List.copyOf(given);
        return this;
    }

    /** Puts the worst stack last, next to the prompt of a terminal. Otherwise stacks keep their order. */
    public TextReport withWorstLast() {
        worstLast = true;
        return this;
    }

    /** The whole text, with a line end at its end. */
    public String of(HostReport report) {
        out.setLength(0);
        detailed = false;
        List<Finding> others = new ArrayList<>();
        for (Finding finding : report.unplaced()) {
            if (verbose || isWanted(finding, report)) {
                others.add(finding);
            }
        }
        // Without a stack, what keeps the memory from being one is the answer.
        boolean isAnswer = report.stacks().isEmpty() && isAnswer(others);
        if (isAnswer) {
            unplaced(others, true);
        }
        boolean headed = report.stacks().size() > 1 || (report.stacks().isEmpty() && named.isEmpty());
        if (headed) {
            if (isAnswer) {
                line("");
            }
            header(report);
            if (!isAnswer) {
                line("");
            }
        }
        List<Integer> order = order(report.stacks());
        for (int index : order) {
            stack(report.stacks().get(index), report, name(report, index));
        }
        if (!isAnswer) {
            boolean hasFindings = report.stacks().isEmpty() && hasFindingsOfTheBus(others);
            for (String each : named) {
                BusLine.of(each, report, hasFindings, " " + terminal.glyph("·", "-") + " ")
                        .ifPresent(text -> wrapped("", INDENT, text));
            }
            unplaced(others, false);
        }
        footer(report, headed, others);
        return out.toString();
    }

    private static boolean hasFindingsOfTheBus(List<Finding> findings) {
        for (Finding finding : findings) {
            if (!finding.layer().equals("kernel")) {
                return true;
            }
        }
        return false;
    }

    /** Whether something keeps memory that the host has from being a device. */
    private static boolean isAnswer(List<Finding> findings) {
        for (Finding finding : findings) {
            if (LostMemory.isMeant(finding)) {
                return true;
            }
        }
        return false;
    }

    /** Stacks in the order of the report; with the worst last, by verdict, each in the order of the report. */
    private List<Integer> order(List<StackReport> stacks) {
        List<Integer> order = new ArrayList<>();
        if (!worstLast) {
            for (int i = 0; i < stacks.size(); i++) {
                order.add(i);
            }
            return order;
        }
        for (int rank = Wording.WORST_FIRST.size() - 1; rank >= 0; rank--) {
            for (int i = 0; i < stacks.size(); i++) {
                if (stacks.get(i).effectiveVerdict() == Wording.WORST_FIRST.get(rank)) {
                    order.add(i);
                }
            }
        }
        return order;
    }

    /** The name that the user gave, and the usual path where that is another. */
    private String name(HostReport report, int index) {
        BlockDevice top = report.stacks().get(index).stack().top();
        String path = DevicePath.of(top);
        if (names.size() != report.stacks().size() || names.get(index).equals(path)) {
            return path;
        }
        return names.get(index) + " (" + path + ")";
    }

    /** Host and kernel where no header has shown them, and how to read more about a finding. */
    private void footer(HostReport report, boolean headed, List<Finding> others) {
        Optional<Finding> example = others.isEmpty() ? Optional.empty() : Optional.of(others.get(0));
        for (StackReport stack : report.stacks()) {
            Optional<Finding> cause = Wording.cause(stack);
            if (cause.isPresent()) {
                example = cause;
            }
        }
        if (!headed && !report.stacks().isEmpty()) {
            line("");
            header(report);
        }
        String block = AskList.of(terminal, report);
        if (headed && (example.isPresent() || !block.isEmpty())) {
            line("");
        }
        if (!block.isEmpty()) {
            String source = report.host().source();
            String from = source.equals(LIVE) ? "" : " --from " + ShellWord.of(source);
            wrapped("", "", "Read-only commands that would show what is unknown: daxcheck --ask" + from);
        }
        if (report.stacks().isEmpty() && named.isEmpty() && example.isPresent() && isNoteWithStep(example.get())) {
            wrapped(
                    "",
                    "",
                    "The steps: daxcheck plan "
                            + ShellWord.argument(example.get().layer()));
        }
        if (example.isPresent()) {
            wrapped(
                    "",
                    "",
                    "More about a finding: daxcheck explain "
                            + example.get().code().code());
        }
    }

    /** Whether there are steps that are not shown, because nobody has asked about that part of the libnvdimm bus. */
    private static boolean isNoteWithStep(Finding finding) {
        return finding.code() == FindingCode.REGION_WITHOUT_NAMESPACE && finding.hasRemedy();
    }

    /** Whether a finding that belongs to no stack is shown: where a device was named, notes only if they are about it. */
    private boolean isWanted(Finding finding, HostReport report) {
        return named.isEmpty()
                || report.stacks().isEmpty()
                || finding.severity() != Severity.INFO
                || finding.layer().equals("kernel")
                || named.contains(finding.layer());
    }

    // ---------------------------------------------------------------------------------------------- header

    private void header(HostReport report) {
        Host host = report.host();
        String dot = " " + terminal.glyph("·", "-") + " ";
        StringBuilder line = new StringBuilder();
        String name = host.hostname().value().orElse("");
        line.append(name.isEmpty() ? "(unknown host)" : name);
        line.append(dot);
        line.append(Wording.kernel(report));
        line.append(dot)
                .append(host.architecture().value().orElse("architecture unknown"))
                .append(", ")
                .append(
                        host.pageSize() instanceof Fact.Known<Integer> size
                                ? Sizes.bytes(size.content()) + " pages"
                                : "page size unknown");
        if (report.stacks().size() != 1) {
            line.append(dot).append(Wording.counts(report.stacks()));
        }
        wrapped("", INDENT, line.toString());
        if (report.stacks().isEmpty()) {
            wrapped("", "", Wording.noStack(host));
        }
    }

    // ----------------------------------------------------------------------------------------------- stack

    private void stack(StackReport report, HostReport host, String name) {
        boolean explain = verbose || report.effectiveVerdict() != Verdict.SUPPORTED || Wording.needsAction(report);
        if ((explain || detailed) && !out.isEmpty() && !endsWithBlankLine()) {
            line("");
        }
        detailed = explain;
        answer(report, name);
        if (explain) {
            contents(report);
        }
        configured(report);
        if (explain) {
            int columns = terminal.columns() - INDENT.length();
            StackTree tree = new StackTree(terminal, columns, host.graph(), report.findings());
            for (String treeLine : tree.of(report.stack(), report.onDevice())) {
                line(INDENT + treeLine);
            }
        }
        List<Finding> shown = new ArrayList<>();
        for (Finding finding : report.findings()) {
            if (isShown(finding, explain)) {
                shown.add(finding);
                reason(finding);
            }
        }
        new NextSteps(terminal, verbose, out).add(report, host, shown);
        if (verbose) {
            wrapped(
                    INDENT,
                    INDENT + "      ",
                    "basis " + report.basis().id() + ", queue/dax " + Wording.flag(report.observed()) + ", predicted "
                            + Wording.flag(report.predicted()));
        }
    }

    /** A note about data that may be lost is shown for a supported stack too. */
    private boolean isShown(Finding finding, boolean explain) {
        if (verbose) {
            return true;
        }
        return finding.code() == FindingCode.MAP_SYNC_NOT_SURE
                || finding.code() == FindingCode.PART_OF_FILESYSTEM
                || (explain && !Wording.isComparison(finding));
    }

    /** The first line: verdict, name, size, contents, what mount -o dax does, and the cause. */
    private void answer(StackReport report, String name) {
        BlockDevice top = report.stack().top();
        String separator = " " + terminal.glyph("·", "-") + " ";
        StringBuilder text = new StringBuilder(name).append("  ");
        text.append(
                top.sizeSectors() instanceof Fact.Known<Long> sectors
                        ? Sizes.bytes(sectors.content() * 512)
                        : "size unknown");
        Optional<FilesystemOnDevice> contents = report.onDevice();
        if (contents.isPresent() && contents.get().outcome().isPresent()) {
            text.append(separator).append(contents.get().superblock().type()).append(": ");
            text.append(Wording.outcome(contents.get().outcome().get(), report.verdict()));
        } else {
            contents.ifPresent(
                    found -> text.append(separator).append(found.superblock().type()));
            boolean isForOthers = Wording.holdsNoFilesystem(report);
            if (isForOthers) {
                text.append(", which is not a filesystem: it cannot be mounted");
            }
            Optional<Finding> part = Wording.finding(report, FindingCode.PART_OF_FILESYSTEM);
            if (part.isPresent()) {
                text.append(separator)
                        .append(Wording.insideSentence(part.get().code().title()));
                isForOthers = true;
            }
            text.append(separator)
                    .append(isForOthers ? "a new " : "")
                    .append(OutcomesLine.of(report, filesystems, verbose));
        }
        if (report.effectiveVerdict() != Verdict.SUPPORTED || report.isForSomeFiles()) {
            Wording.cause(report)
                    .ifPresent(cause -> text.append(separator)
                            .append(Wording.insideSentence(cause.code().title())));
        }
        String word = Wording.word(report);
        String wrapped = Wrapping.wrap(padded(word), INDENT, terminal.text(text.toString()), terminal.columns());
        out.append(terminal.word(word, word)).append(wrapped, word.length(), wrapped.length());
    }

    private static String padded(String word) {
        return word + INDENT.substring(word.length());
    }

    private void contents(StackReport report) {
        if (report.onDevice().isEmpty()) {
            return;
        }
        wrapped(INDENT, INDENT + "  ", ContentsLine.of(report.onDevice().get()));
    }

    /** Mounts that are configured; those that do not request DAX only where everything is shown. */
    private void configured(StackReport report) {
        for (ConfiguredFilesystem filesystem : report.configured()) {
            if (verbose || filesystem.daxRequested()) {
                String options = filesystem.mount().options().isEmpty()
                        ? "defaults"
                        : String.join(",", filesystem.mount().options());
                wrapped(
                        INDENT,
                        INDENT + "  ",
                        filesystem.mount().source() + ": " + filesystem.mount().target() + " " + options
                                + "; DAX after the next mount: "
                                + filesystem.next().id());
            }
        }
    }

    // ------------------------------------------------------------------------------------------- findings

    private void reason(Finding finding) {
        String label = switch (finding.severity()) {
            case BLOCKER, HAZARD -> "why   ";
            case WARNING -> "warn  ";
            case INFO -> "note  ";
        };
        wrapped(INDENT + label, INDENT + "      ", message(finding));
        if (verbose || finding.severity() != Severity.INFO) {
            evidence(finding);
        }
    }

    /** Lines of the kernel log are always shown, the other facts and how sure the rule is only where everything is. */
    private void evidence(Finding finding) {
        for (Evidence evidence : finding.evidence()) {
            if (verbose || evidence.logged()) {
                wrapped(INDENT + "      ", INDENT + "        ", evidence.source() + ": " + evidence.fact());
            }
        }
        if (verbose) {
            Grounds grounds = finding.grounds();
            wrapped(INDENT + "      ", INDENT + "        ", "basis " + grounds.id() + ": " + grounds.meaning());
        }
    }

    private static String message(Finding finding) {
        return finding.message() + " [" + finding.code().code() + "]" + (finding.silenced() ? " (silenced)" : "");
    }

    /**
     * @param isAnswer whether they come first, as the answer about the host
     */
    private void unplaced(List<Finding> findings, boolean isAnswer) {
        if (findings.isEmpty()) {
            return;
        }
        if (!out.isEmpty() && !endsWithBlankLine()) {
            line("");
        }
        // Who asks about a region or a namespace wants to know what to do there.
        boolean isAboutBus = !named.isEmpty() && (isAnswer || out.isEmpty());
        List<String> shown = new ArrayList<>();
        for (Finding finding : findings) {
            wrapped(label(finding.severity(), isAnswer), INDENT, message(finding));
            boolean isNote = finding.severity() == Severity.INFO;
            if (verbose || !isNote) {
                evidence(finding);
            }
            // Many namespaces have the same cause, and one step fixes them all.
            String step = finding.remedy().text() + finding.remedy().commands();
            boolean isStepShown = verbose
                    || !isNote
                    || finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND
                    || finding.code() == FindingCode.MEMMAP_WITHOUT_DEVICE
                    || (isAboutBus && !finding.layer().equals("kernel"));
            if (finding.hasRemedy() && isStepShown && !shown.contains(step)) {
                shown.add(step);
                new NextSteps(terminal, verbose, out).add(finding.remedy());
            }
        }
    }

    private static String label(Severity severity, boolean isAnswer) {
        return switch (severity) {
            case BLOCKER, HAZARD -> isAnswer ? padded(Wording.word(Verdict.UNSUPPORTED)) : "also    ";
            case WARNING -> isAnswer ? "warn    " : "also    ";
            case INFO -> "note    ";
        };
    }

    // ----------------------------------------------------------------------------------------------- lines

    private boolean endsWithBlankLine() {
        int length = out.length();
        return length >= 2 && out.charAt(length - 1) == '\n' && out.charAt(length - 2) == '\n';
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void wrapped(String first, String next, String text) {
        out.append(Wrapping.wrap(first, next, terminal.text(text), terminal.columns()));
    }
}
