package io.daxcheck.report.text;

import io.daxcheck.comparison.AnswerChange;
import io.daxcheck.comparison.ComparedStack;
import io.daxcheck.comparison.ComparedStack.State;
import io.daxcheck.comparison.FactChange;
import io.daxcheck.comparison.FactKind;
import io.daxcheck.comparison.HostComparison;
import io.daxcheck.comparison.Reason;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The comparison of two captures for a person: what changed first, then why. */
public final class DiffText {
    private static final String INDENT = "        ";

    private final Terminal terminal;
    private final boolean verbose;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param verbose whether to show stacks whose answers are the same, and every fact that differs
     */
    public DiffText(Terminal terminal, boolean verbose) {
        this.terminal = terminal;
        this.verbose = verbose;
    }

    /** The whole text, with a line end at its end. */
    public String of(HostComparison comparison) {
        List<ComparedStack> changed = ordered(comparison);
        if (comparison.isOneHost().equals(Optional.of(false))) {
            wrapped(
                    "warn    ",
                    INDENT,
                    "These captures are of two hosts. Devices are matched by name, so what differs need not be a change.");
            line("");
        }
        if (!changed.isEmpty() && changed.get(0).state() == State.CHANGED) {
            wrapped("", INDENT, headline(changed.get(0)));
        }
        wrapped("", INDENT, summary(comparison));
        wrapped("old     ", INDENT, host(comparison.before()));
        wrapped("new     ", INDENT, host(comparison.after()));
        for (FactChange fact : comparison.facts()) {
            wrapped("fact    ", INDENT, text(fact));
        }
        boolean proved = false;
        for (ComparedStack stack : changed) {
            proved |= stack(stack);
        }
        findings("gone    ", comparison.findingsGone());
        findings("new     ", comparison.findingsNew());
        if (proved) {
            line("");
            wrapped(
                    "",
                    "",
                    "Each reason was tested: the old host, judged with these facts of the new one, has the new answer.");
        }
        return out.toString();
    }

    // --------------------------------------------------------------------------------------------- summary

    /** Which answer changed of the stack that is shown first, and which fact did it. */
    private String headline(ComparedStack stack) {
        AnswerChange first = stack.answers().get(0);
        String before = Wording.word(stack.before().orElseThrow().effectiveVerdict());
        List<String> changes = DiffWords.changes(stack, arrow());
        String answer = !before.equals(changed(stack))
                ? changed(stack)
                : changes.isEmpty() ? DiffWords.name(first.answer()) + " differs" : changes.get(0);
        String between = before.equals(changed(stack)) ? separator() : ": ";
        return path(stack) + between + answer + DiffWords.because(first.reason()) + ".";
    }

    private static String summary(HostComparison comparison) {
        int changed = comparison.in(State.CHANGED).size();
        int isNew = comparison.in(State.NEW).size();
        int gone = comparison.in(State.GONE).size();
        int both = comparison.stacks().size() - isNew - gone;
        List<String> parts = new ArrayList<>();
        int better = 0;
        int worse = 0;
        for (ComparedStack stack : comparison.in(State.CHANGED)) {
            int change = rank(stack.after()) - rank(stack.before());
            better += change > 0 ? 1 : 0;
            worse += change < 0 ? 1 : 0;
        }
        add(parts, worse, "worse");
        add(parts, better, "better");
        add(parts, changed - worse - better, "with the same verdict");
        String answers = changed == 0
                ? "No answer changed (" + Wording.count(both, "stack", "stacks") + ")"
                : "Answers changed for " + changed + " of " + Wording.count(both, "stack", "stacks") + ": "
                        + String.join(", ", parts);
        List<String> others = new ArrayList<>();
        add(others, isNew, "new");
        add(others, gone, "gone");
        return answers + (others.isEmpty() ? "" : "; stacks: " + String.join(", ", others)) + ".";
    }

    private static void add(List<String> parts, int number, String what) {
        if (number > 0) {
            parts.add(number + " " + what);
        }
    }

    /** The worst first. */
    private static int rank(Optional<StackReport> report) {
        return Wording.WORST_FIRST.indexOf(report.orElseThrow().effectiveVerdict());
    }

    private String host(HostReport report) {
        String dot = " " + terminal.glyph("·", "-") + " ";
        String name = report.host().hostname().value().orElse("");
        return (name.isEmpty() ? "(unknown host)" : name)
                + dot
                + Wording.kernel(report)
                + dot
                + report.host().source();
    }

    /** What became worse, better and otherwise changed, then new and missing stacks, then the others. */
    private static List<ComparedStack> ordered(HostComparison comparison) {
        List<ComparedStack> ordered = new ArrayList<>();
        for (int sign = -1; sign <= 1; sign += 2) {
            for (ComparedStack stack : comparison.in(State.CHANGED)) {
                if (Integer.signum(rank(stack.after()) - rank(stack.before())) == sign) {
                    ordered.add(stack);
                }
            }
        }
        for (State state : List.of(State.CHANGED, State.NEW, State.GONE, State.UNCHANGED)) {
            for (ComparedStack stack : comparison.in(state)) {
                if (!ordered.contains(stack)) {
                    ordered.add(stack);
                }
            }
        }
        return ordered;
    }

    // ---------------------------------------------------------------------------------------------- stacks

    /** Returns whether a reason was shown that was tested. */
    private boolean stack(ComparedStack stack) {
        State state = stack.state();
        if (state == State.UNCHANGED && !verbose) {
            return false;
        }
        line("");
        StackReport latest = stack.latest();
        Verdict verdict = latest.effectiveVerdict();
        String word = Wording.word(verdict);
        String arrow = arrow();
        String title = switch (state) {
            case NEW -> "new" + arrow + word;
            case GONE -> word + arrow + "gone";
            case UNCHANGED -> word;
            case CHANGED -> changed(stack);
        };
        StringBuilder answer = new StringBuilder(path(stack));
        if (state != State.GONE && verdict != Verdict.SUPPORTED) {
            Wording.cause(latest)
                    .ifPresent(cause -> answer.append(separator())
                            .append(Wording.insideSentence(cause.code().title())));
        }
        wrapped(title + "  ", INDENT, answer.toString());
        for (String change : DiffWords.changes(stack, arrow())) {
            wrapped(INDENT, INDENT + "  ", change);
        }
        boolean proved = reasons(stack);
        others(stack);
        return proved;
    }

    private String changed(ComparedStack stack) {
        String before = Wording.word(stack.before().orElseThrow().effectiveVerdict());
        String after = Wording.word(stack.after().orElseThrow().effectiveVerdict());
        return before.equals(after) ? after : before + arrow() + after;
    }

    /** The device's path, and the old one where that is another. */
    private static String path(ComparedStack stack) {
        String path = DevicePath.of(stack.latest().stack().top());
        String before = stack.before()
                .map(report -> DevicePath.of(report.stack().top()))
                .orElse(path);
        return before.equals(path) ? path : path + " (was " + before + ")";
    }

    /** Each reason once, with the answers that it explains where there are several reasons. */
    private boolean reasons(ComparedStack stack) {
        List<Reason> reasons = new ArrayList<>();
        for (AnswerChange change : stack.answers()) {
            if (!reasons.contains(change.reason())) {
                reasons.add(change.reason());
            }
        }
        boolean proved = false;
        for (Reason reason : reasons) {
            List<String> answers = new ArrayList<>();
            for (AnswerChange change : stack.answers()) {
                if (change.reason().equals(reason)) {
                    answers.add(change.answer());
                }
            }
            reason(reason, reasons.size() == 1 ? "" : "for " + DiffWords.names(answers) + ": ");
            proved |= reason.how() != Reason.How.UNDETERMINED;
        }
        return proved;
    }

    private void reason(Reason reason, String answers) {
        String why = switch (reason.how()) {
            case ALONE -> "";
            case EACH -> "each of these alone";
            case TOGETHER -> "only these together";
            case UNDETERMINED ->
                reason.facts().isEmpty() ? "no fact that was read differs" : "not determined, one or more of these";
        };
        if (reason.how() == Reason.How.ALONE) {
            wrapped(
                    INDENT + "why   ",
                    INDENT + "      ",
                    answers + text(reason.facts().get(0)));
            return;
        }
        wrapped(
                INDENT + "why   ",
                INDENT + "      ",
                answers + why + (reason.facts().isEmpty() ? "" : ":"));
        for (FactChange fact : reason.facts()) {
            wrapped(INDENT + "      - ", INDENT + "        ", text(fact));
        }
    }

    /** Facts that differ and are no reason; shown where the reason is what follows from others, or none was found. */
    private void others(ComparedStack stack) {
        List<FactChange> named = new ArrayList<>();
        boolean isOpen = false;
        for (AnswerChange change : stack.answers()) {
            for (FactChange fact : change.reason().facts()) {
                named.add(fact);
                isOpen |= fact.kind() == FactKind.QUEUE_DAX;
            }
        }
        for (FactChange fact : stack.facts()) {
            boolean isState = fact.kind() == FactKind.DEVICE_NEW || fact.kind() == FactKind.DEVICE_GONE;
            boolean explains = isState
                    && stack.answers().isEmpty()
                    && fact.before().isPresent()
                    && fact.after().isPresent();
            boolean wanted = verbose || explains || (isOpen && !fact.kind().isOfHost());
            if (wanted && !named.contains(fact)) {
                wrapped(INDENT + "also  ", INDENT + "      ", text(fact));
            }
        }
    }

    private String text(FactChange fact) {
        StringBuilder text = new StringBuilder(fact.kind().title());
        if (!fact.layer().isEmpty()) {
            text.append(" of ").append(fact.layer());
        }
        switch (fact.kind()) {
            case DEVICE_NEW -> {
                return "new device " + fact.layer() + namespace(fact);
            }
            case DEVICE_GONE -> {
                return "device " + fact.layer() + " is gone" + namespace(fact);
            }
            default -> {
                return fact.before().equals(fact.after())
                        ? text.append(" differs").toString()
                        : text.append(": ")
                                .append(fact.before().orElse("not known"))
                                .append(arrow())
                                .append(fact.after().orElse("not known"))
                                .toString();
            }
        }
    }

    /** What became of the namespace under a disk, where both captures have it. */
    private String namespace(FactChange fact) {
        return fact.before().isPresent() && fact.after().isPresent()
                ? ": " + fact.before().get() + arrow() + fact.after().get()
                : "";
    }

    private void findings(String label, List<Finding> findings) {
        if (!findings.isEmpty()) {
            line("");
        }
        for (Finding finding : findings) {
            wrapped(label, INDENT, finding.message() + " [" + finding.code().code() + "]");
        }
    }

    // ----------------------------------------------------------------------------------------------- lines

    private String arrow() {
        return " " + terminal.glyph("→", "->") + " ";
    }

    private String separator() {
        return " " + terminal.glyph("·", "-") + " ";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void wrapped(String first, String next, String text) {
        out.append(Wrapping.wrap(first, next, terminal.text(text), terminal.columns()));
    }
}
