package io.daxcheck.finding;

/** What a finding does to a stack, worst first. */
public enum Severity {
    /** It disables DAX. */
    BLOCKER("blocker"),
    /** DAX is given, and something can go wrong with it. */
    HAZARD("hazard"),
    /** Something to look at; also a fact that is missing. */
    WARNING("warning"),
    /** Good to know. */
    INFO("info");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }
}
