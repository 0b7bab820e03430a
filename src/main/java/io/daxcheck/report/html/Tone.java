package io.daxcheck.report.html;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Severity;

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

    static Tone of(Severity severity) {
        return switch (severity) {
            case BLOCKER -> BLOCKER;
            case HAZARD -> HAZARD;
            case WARNING -> UNKNOWN;
            case INFO -> GOOD;
        };
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
