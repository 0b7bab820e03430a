package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.report.Wording;

/** How something is marked on a page: by a word, a pattern and a colour, which say the same. */
enum Tone {
    HAZARD("hazard", "at fault"),
    BLOCKER("blocker", "at fault"),
    UNKNOWN("unknown", "look here"),
    GOOD("good", "");

    private final String style;
    private final String mark;

    Tone(String style, String mark) {
        this.style = style;
        this.mark = mark;
    }

    static Tone of(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> GOOD;
            case UNSUPPORTED -> BLOCKER;
            case UNSAFE -> HAZARD;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** The class of a badge with one of {@link Wording#WORDS}: green for what is OK alone. */
    static String style(String word) {
        if (Wording.isNeutral(word)) {
            return "plain";
        }
        return Wording.verdict(word).map(Tone::of).orElse(BLOCKER).style();
    }

    static Tone of(Severity severity) {
        return switch (severity) {
            case BLOCKER -> BLOCKER;
            case HAZARD -> HAZARD;
            case WARNING -> UNKNOWN;
            case INFO -> GOOD;
        };
    }

    /**
     * How a finding is marked in its stack. A warning that is the cause of missing DAX, as a feature of the filesystem on a sound
     * device is, is marked as every other cause is.
     */
    static Tone of(Finding finding, StackReport report) {
        boolean isCause = report.effectiveVerdict() == Verdict.UNSUPPORTED
                && Wording.cause(report).filter(finding::equals).isPresent();
        return isCause && finding.severity() == Severity.WARNING ? BLOCKER : of(finding.severity());
    }

    /** Its class in the style sheet, and the end of its pattern's name. */
    String style() {
        return style;
    }

    /** The word on a layer. */
    String mark() {
        return mark;
    }

    /** What fills a shape with its pattern. */
    String pattern() {
        return "url(#hatch-" + style + ")";
    }
}
