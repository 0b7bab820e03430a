package io.daxcheck.rules;

/** What {@code mount -o dax} does. */
public enum MountOutcome {
    /** Mounted, files use DAX. */
    DAX("dax"),
    /** Mounted, DAX silently off. */
    FALLBACK("fallback"),
    /** The mount fails. */
    REFUSED("refused"),
    /** A fact that decides is missing. */
    UNKNOWN("unknown");

    private final String word;

    MountOutcome(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String word() {
        return word;
    }
}
