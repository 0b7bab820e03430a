package io.daxcheck.report.text;

import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import java.util.Optional;

/** A plan for a person. */
public final class PlanText {
    private final Terminal terminal;
    private final StringBuilder out = new StringBuilder();

    private PlanText(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What takes the place of all steps first, then every step with its effect, and behind it what can take its place.
     *
     * @param release of the kernel that it was made for, where that is not the host's own
     */
    public static String of(String device, Plan plan, Optional<String> release, Terminal terminal) {
        return new PlanText(terminal).text(device, plan, release);
    }

    private String text(String device, Plan plan, Optional<String> release) {
        String kernel = release.map(text -> " on Linux " + text).orElse("");
        if (plan.steps().isEmpty()) {
            return terminal.text(device + kernel) + ": nothing to do\n";
        }
        wrap("", "", device + kernel + ": " + summary(plan));
        boolean hasAny = false;
        for (Step step : plan.steps()) {
            if (step.replacesAll() && step.alternativeTo().isPresent()) {
                if (!hasAny) {
                    wrap("", "", "Instead of all steps:");
                }
                hasAny = true;
                step("  - ", step);
            }
        }
        if (hasAny) {
            wrap("", "", "The steps:");
        }
        int number = 0;
        for (Step step : plan.steps()) {
            if (step.alternativeTo().isEmpty()) {
                number++;
                step(String.format("%2d. ", number), step);
            } else if (!step.replacesAll()) {
                step("    ", step);
            }
        }
        return out.toString();
    }

    private static String summary(Plan plan) {
        if (!plan.leadsToDax()) {
            return "no step on this host leads to DAX by itself";
        }
        int destructive = 0;
        int steps = 0;
        for (Step step : plan.steps()) {
            if (step.alternativeTo().isEmpty()) {
                steps++;
                destructive += step.data().isPresent() ? 1 : 0;
            }
        }
        return (steps == 1 ? "1 step" : steps + " steps") + " to a mount with dax, "
                + (destructive == 0 ? "none" : destructive) + " of which "
                + (destructive > 1 ? "destroy" : "destroys") + " data";
    }

    private void step(String label, Step step) {
        String choice = step.alternativeTo().isPresent() ? " [--choose " + step.id() + "]" : "";
        wrap(label, "    ", step.title() + " (" + step.effectAndData() + ")" + choice);
        for (String command : step.commands()) {
            out.append("    $ ").append(terminal.text(command)).append('\n');
        }
    }

    private void wrap(String first, String next, String text) {
        out.append(Wrapping.wrap(first, next, terminal.text(text), terminal.columns()));
    }
}
