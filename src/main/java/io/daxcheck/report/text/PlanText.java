package io.daxcheck.report.text;

import io.daxcheck.finding.Effect;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.ShellWord;
import java.util.List;

/** A plan for a person, and as a script. */
public final class PlanText {
    private static final String PREAMBLE = """
            #!/bin/sh
            # Stops at the first failure, and asks before each step that is disruptive or destructive unless --yes is given.
            set -eu
            yes=${1-}
            ask() {
                if [ "$yes" = --yes ]; then return 0; fi
                printf '%s\\nGo on? [y/N] ' "$1"
                read -r answer
                [ "$answer" = y ]
            }
            """;

    private PlanText() {}

    /** Every step with its effect, alternatives behind the step that they can take the place of. */
    public static String of(String device, Plan plan, Terminal terminal) {
        StringBuilder out = new StringBuilder();
        if (plan.steps().isEmpty()) {
            return terminal.text(device) + ": nothing to do\n";
        }
        int number = 0;
        for (Step step : plan.steps()) {
            boolean isAlternative = step.alternativeTo().isPresent();
            number += isAlternative ? 0 : 1;
            String label = isAlternative ? "    " : String.format("%2d. ", number);
            String choice = isAlternative ? " [--choose " + step.id() + "]" : "";
            out.append(Wrapping.wrap(
                    label,
                    "    ",
                    terminal.text(step.title() + " (" + step.effectAndData() + ")" + choice),
                    terminal.columns()));
            for (String command : step.commands()) {
                out.append("    $ ").append(terminal.text(command)).append('\n');
            }
        }
        return out.toString();
    }

    /** The chosen way as a script for a POSIX shell. */
    public static String script(String device, List<Step> steps) {
        StringBuilder out = new StringBuilder(PREAMBLE);
        out.append("echo ")
                .append(ShellWord.of("Plan of daxcheck for " + OneLine.of(device)))
                .append('\n');
        for (Step step : steps) {
            String title = OneLine.of(step.title());
            out.append("\necho ").append(ShellWord.of("== " + title)).append('\n');
            if (step.effect().compareTo(Effect.DISRUPTIVE) >= 0) {
                String data =
                        step.data().isPresent() ? " It destroys " + step.data().get() + "." : "";
                out.append("ask ")
                        .append(ShellWord.of("This step is " + step.effect().word() + "." + OneLine.of(data)))
                        .append('\n');
            }
            for (String command : step.commands()) {
                if (command.startsWith("daxcheck ")) {
                    out.append("echo ")
                            .append(ShellWord.of("Now type: " + command))
                            .append('\n');
                } else {
                    out.append(command).append('\n');
                }
            }
        }
        return out.toString();
    }
}
