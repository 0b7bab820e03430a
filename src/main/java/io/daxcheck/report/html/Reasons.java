package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.report.Page;
import io.daxcheck.report.Wording;
import java.util.ArrayList;
import java.util.List;

/** Why a stack has its verdict: numbered reasons, notes, and the evidence of each. */
final class Reasons {
    /** Findings of one kind that are shown. */
    static final int MAX_FINDINGS = 50;

    private static final int MAX_EVIDENCE = 20;

    private final Markup page;

    Reasons(Markup page) {
        this.page = page;
    }

    /** The number of a finding, which leads to it. */
    void reference(int number, Finding finding, StackReport stack, String id) {
        page.open(
                        "a",
                        "class",
                        "ref " + Tone.of(finding, stack).style(),
                        "href",
                        "#" + id + "-finding-" + number,
                        "aria-label",
                        "Reason " + number)
                .text("" + number)
                .close();
    }

    void remedy(Remedy remedy) {
        page.sentence(remedy.text() + ". ");
        PlanSteps steps = new PlanSteps(page);
        if (remedy.destructive()) {
            steps.effect(remedy.effect(), "destructive: destroys the data there");
        } else if (!remedy.commands().isEmpty()) {
            steps.effect(remedy.effect(), remedy.effect().id());
        }
        for (String command : remedy.commands()) {
            steps.command(command);
        }
    }

    /** The worst finding, stated once for the whole stack, with its evidence. */
    void fault(Finding finding, StackReport stack, String id) {
        page.open("div", "class", "fault", "id", id + "-finding-1").open("p", "class", "verdict-line");
        number(1, finding, stack);
        page.sentence(message(finding)).close();
        grounds(finding);
        page.closeLine();
    }

    /** The findings after the first, and the notes. */
    void others(StackReport stack, String id, List<Finding> actions) {
        List<Finding> notes = new ArrayList<>();
        int all = 0;
        for (Finding finding : stack.findings()) {
            if (finding.severity() == Severity.INFO || Wording.isComparison(finding)) {
                notes.add(finding);
            } else {
                all++;
            }
        }
        if (actions.size() > 1) {
            page.open("div", "class", "why").element("h3", "Also").open("ol", "class", "findings");
            for (int i = 1; i < actions.size(); i++) {
                finding(actions.get(i), i + 1, stack, id);
            }
            page.close();
            if (all > actions.size()) {
                page.element("p", "… " + Wording.count(all - actions.size(), "more reason", "more reasons"));
            }
            page.closeLine();
        }
        notes(notes);
    }

    private void notes(List<Finding> notes) {
        if (notes.isEmpty()) {
            return;
        }
        page.open("div", "class", "why").element("h3", "Good to know").open("ul", "class", "findings");
        for (Finding note : notes.subList(0, Math.min(MAX_FINDINGS, notes.size()))) {
            page.open("li").sentence(message(note));
            if (note.hasRemedy()) {
                page.open("details").element("summary", "What to do about it").open("div");
                remedy(note.remedy());
                page.close().close();
            }
            grounds(note);
            page.closeLine();
        }
        page.close().closeLine();
    }

    private void finding(Finding finding, int number, StackReport stack, String id) {
        page.open("li", "id", id + "-finding-" + number).open("p");
        number(number, finding, stack);
        page.sentence(message(finding)).close();
        grounds(finding);
        page.closeLine();
    }

    private void number(int number, Finding finding, StackReport stack) {
        page.element(
                "span", "" + number, "class", "ref " + Tone.of(finding, stack).style());
    }

    /** Folded: what Linux does there, how to see it by hand, and the facts of this host. */
    void grounds(Finding finding) {
        page.open("details").open("summary").text("Evidence and kernel source: ");
        page.element("code", finding.code().code()).close();
        Page explained = Page.of(finding.code());
        page.open("p").sentence(explained.why()).close();
        page.open("dl");
        int shown = Math.min(MAX_EVIDENCE, finding.evidence().size());
        for (Evidence evidence : finding.evidence().subList(0, shown)) {
            page.open("dt").element("code", evidence.source()).close();
            page.open("dd").element("code", evidence.fact()).close();
        }
        if (shown < finding.evidence().size()) {
            page.element("dt", "…")
                    .element("dd", Wording.count(finding.evidence().size() - shown, "more", "more"));
        }
        page.element("dt", "to check")
                .open("dd")
                .element("code", explained.check())
                .close();
        if (explained.source().isPresent()) {
            page.element("dt", "kernel source").element("dd", explained.source().get());
        }
        page.close().close();
    }

    static String message(Finding finding) {
        return sentence(finding.message()) + (finding.silenced() ? " (silenced)" : "");
    }

    /** With a capital, unless it begins with a name. */
    private static String sentence(String message) {
        int end = 0;
        while (end < message.length() && message.charAt(end) >= 'a' && message.charAt(end) <= 'z') {
            end++;
        }
        boolean isWord = end > 0 && end < message.length() && message.charAt(end) == ' ';
        String text = isWord ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
        return text.endsWith(".") ? text : text + ".";
    }
}
