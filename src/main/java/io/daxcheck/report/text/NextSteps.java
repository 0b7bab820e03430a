package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.plan.Step;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Wording;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to do about a stack, under one heading: the plan's first steps in order, then what the plan does not cover. */
final class NextSteps {
    private static final String INDENT = "        ";
    private static final String HEADING = INDENT + "next  ";
    private static final String BELOW = INDENT + "      ";

    /** Of a plan; the others are those of {@code daxcheck plan}. */
    private static final int FIRST_STEPS = 3;

    private final Terminal terminal;
    private final boolean verbose;
    private final StringBuilder out;
    private String label = HEADING;

    /** @param out what the steps are added to */
    NextSteps(Terminal terminal, boolean verbose, StringBuilder out) {
        this.terminal = terminal;
        this.verbose = verbose;
        this.out = out;
    }

    /** @param findings those that are shown of the stack */
    void add(StackReport report, HostReport host, List<Finding> findings) {
        boolean wanted = verbose;
        List<Finding> first = new ArrayList<>();
        for (Finding finding : findings) {
            wanted |= finding.severity() != Severity.INFO;
            if (finding.code() == FindingCode.MOUNTED_AND_CORRUPTING) {
                // Every other step could start with an unmount, after which the files cannot be read.
                first.add(finding);
            }
        }
        if (!wanted) {
            return;
        }
        Plan plan = Planner.of(host.graph(), report);
        boolean isPlanShown = plan.leadsToDax() ? !plan.steps().isEmpty() : plan.replacesOneOf(findings);
        if (isPlanShown) {
            add(plan, DevicePath.of(report.stack().top()));
        }
        List<Remedy> others =
                notIn(isPlanShown ? Optional.of(plan) : Optional.empty(), first.isEmpty() ? findings : first);
        for (Remedy remedy : others) {
            add(remedy, isPlanShown || others.size() > 1 ? "- " : "");
        }
    }

    /**
     * The remedies that no step of the plan has, each once.
     *
     * @param plan empty where none is shown
     */
    private List<Remedy> notIn(Optional<Plan> plan, List<Finding> findings) {
        List<Remedy> remedies = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Finding finding : findings) {
            boolean isWanted = verbose || finding.severity() != Severity.INFO;
            if (isWanted
                    && finding.hasRemedy()
                    && (plan.isEmpty() || !plan.get().covers(finding))
                    && !texts.contains(finding.remedy().text())) {
                texts.add(finding.remedy().text());
                remedies.add(finding.remedy());
            }
        }
        return remedies;
    }

    private void add(Plan plan, String device) {
        List<Step> way = plan.chosen(Optional.empty()).orElse(List.of());
        int shown = verbose ? way.size() : Math.min(FIRST_STEPS, way.size());
        for (int i = 0; i < shown; i++) {
            Step step = way.get(i);
            heading((i + 1) + ". ", BELOW + "   ", step.title() + " (" + step.effectAndData() + ")");
            for (String command : step.commands()) {
                line(BELOW + "   $ " + terminal.text(Wording.command(command)));
            }
        }
        plan.perFile().ifPresent(step -> {
            heading("", BELOW, step.title() + " (" + step.effectAndData() + ")");
            for (String command : step.commands()) {
                line(BELOW + "$ " + terminal.text(Wording.command(command)));
            }
        });
        List<String> more = new ArrayList<>();
        if (shown < way.size()) {
            more.add(Wording.count(way.size() - shown, "more step", "more steps"));
        }
        if (plan.steps().size() > way.size()) {
            more.add("alternatives");
        }
        if (!more.isEmpty()) {
            heading("", BELOW, String.join(" and ", more) + ": daxcheck plan " + ShellWord.argument(device));
        }
    }

    /** One step that belongs to no plan. */
    void add(Remedy remedy) {
        add(remedy, "");
    }

    private void add(Remedy remedy, String mark) {
        String indent = BELOW + " ".repeat(mark.length());
        heading(mark, indent, remedy.text() + (remedy.destructive() ? " (destroys the data there)" : ""));
        for (String command : remedy.commands()) {
            line(indent + "$ " + terminal.text(command));
        }
    }

    /** The first line of a step: only the first step has the heading. */
    private void heading(String mark, String indent, String text) {
        out.append(Wrapping.wrap(label + mark, indent, terminal.text(text), terminal.columns()));
        label = BELOW;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
