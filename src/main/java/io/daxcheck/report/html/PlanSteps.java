package io.daxcheck.report.html;

import io.daxcheck.finding.Effect;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.report.Wording;
import java.util.List;

/** A plan as a numbered list: each step with its effect in words and color, alternatives below the step that they replace. */
final class PlanSteps {
    private final Markup page;

    PlanSteps(Markup page) {
        this.page = page;
    }

    /** A page has no script: the whole of a block is selected by a click, see the style sheet. */
    void draw(Plan plan) {
        page.open("ol", "class", "steps plan");
        List<Step> steps = plan.steps();
        boolean open = false;
        for (Step step : steps) {
            boolean isAlternative = step.alternativeTo().isPresent();
            if (!isAlternative && open) {
                page.closeLine();
            }
            if (isAlternative) {
                page.open("div", "class", "alternative");
            } else {
                page.open("li");
                open = true;
            }
            step(step);
            if (isAlternative) {
                page.text(" ").element("code", "--choose " + step.id()).close();
            }
        }
        if (open) {
            page.closeLine();
        }
        page.closeLine();
    }

    private void step(Step step) {
        page.sentence(step.title() + ". ");
        effect(step.effect(), step.effectAndData());
        for (String command : step.commands()) {
            command(Wording.command(command));
        }
    }

    /** The word and its color. */
    void effect(Effect effect, String text) {
        page.open("span", "class", "effect " + effect.id()).sentence(text).close();
    }

    /** In words, which are not broken as long as they fit on a line: a hyphen is no place to break an option. */
    void command(String command) {
        page.open("code", "class", "command");
        int start = 0;
        while (start < command.length()) {
            int space = command.indexOf(' ', start);
            int end = space < 0 ? command.length() : space;
            page.element("span", command.substring(start, end), "class", "word");
            page.text(space < 0 ? "" : " ");
            start = end + 1;
        }
        page.close();
    }
}
