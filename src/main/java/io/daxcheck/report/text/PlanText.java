package io.daxcheck.report.text;

import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.report.Wording;
import io.daxcheck.text.ShellWord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan for a person. */
public final class PlanText {
    private static final String OR = "Or ";

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

    /**
     * What a plan can be asked for, and in a line what it would be.
     *
     * @param plans by the name that a person types; those that have nothing to do are only counted
     */
    public static String listed(Map<String, Plan> plans, Terminal terminal) {
        PlanText text = new PlanText(terminal);
        int good = 0;
        int longest = 0;
        for (Map.Entry<String, Plan> entry : plans.entrySet()) {
            if (entry.getValue().steps().isEmpty()) {
                good++;
            } else {
                longest = Math.max(longest, command(entry.getKey()).length());
            }
        }
        for (Map.Entry<String, Plan> entry : plans.entrySet()) {
            if (!entry.getValue().steps().isEmpty()) {
                String command = command(entry.getKey());
                text.out
                        .append(terminal.text(command))
                        .append(" ".repeat(longest - command.length() + 2))
                        .append(summary(entry.getValue()))
                        .append('\n');
            }
        }
        if (good == plans.size()) {
            return "Nothing to do on this host\n";
        }
        if (good > 0) {
            text.wrap("", "", "Nothing to do for " + Wording.count(good, "other device", "other devices"));
        }
        return text.out.toString();
    }

    private static String command(String name) {
        return "daxcheck plan " + ShellWord.argument(name);
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
                step("  - ", step, withoutOr(step.title()));
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
        if (plan.goal().isEmpty()) {
            List<String> last = plan.steps().get(plan.steps().size() - 1).commands();
            return !last.isEmpty() && last.get(last.size() - 1).startsWith("daxcheck plan ")
                    ? "what comes first; then run daxcheck plan again"
                    : "no step on this host leads to DAX by itself";
        }
        int destructive = 0;
        int steps = 0;
        for (Step step : plan.steps()) {
            if (step.alternativeTo().isEmpty()) {
                steps++;
                destructive += step.data().isPresent() ? 1 : 0;
            }
        }
        String counted =
                Wording.count(steps, "step", "steps") + " to " + plan.goal().get();
        if (destructive == 0) {
            return counted + ", and no data is destroyed";
        }
        return steps == 1
                ? counted + ", which destroys data"
                : counted + ", " + destructive + " of which " + (destructive > 1 ? "destroy" : "destroys") + " data";
    }

    /** The title of an alternative in a list of its own: without the word that joins it to the step before. */
    private static String withoutOr(String title) {
        return title.startsWith(OR) && title.length() > OR.length()
                ? Character.toUpperCase(title.charAt(OR.length())) + title.substring(OR.length() + 1)
                : title;
    }

    private void step(String label, Step step) {
        step(label, step, step.title());
    }

    private void step(String label, Step step, String title) {
        String choice = step.alternativeTo().isPresent() ? " [--choose " + step.id() + "]" : "";
        wrap(label, "    ", title + " (" + step.effectAndData() + ")" + choice);
        for (String command : step.commands()) {
            out.append("    $ ").append(terminal.text(command)).append('\n');
        }
    }

    private void wrap(String first, String next, String text) {
        out.append(Wrapping.wrap(first, next, terminal.text(text), terminal.columns()));
    }
}
