package io.daxcheck.rules;

/** What {@code mount -o dax} does. */
public enum MountOutcome {
    /** Mounted, files use DAX. */
    DAX("dax"),
    /** Mounted, DAX silently off. */
    FALLBACK("fallback"),
    /** The mount fails. */
    REFUSED("refused"),
    /** One of these two; which of them, a fact that is missing decides. */
    WITHOUT_DAX("unknown"),
    /** A fact that decides is missing. */
    UNKNOWN("unknown");

    private final String word;

    MountOutcome(String word) {
        this.word = word;
    }

    /** What is true if either of two kernels, or of two filesystems, may be the one. */
    public MountOutcome or(MountOutcome other) {
        if (this == other) {
            return this;
        }
        return isWithoutDax() && other.isWithoutDax() ? WITHOUT_DAX : UNKNOWN;
    }

    /** Whether no file uses DAX, mounted or not. */
    public boolean isWithoutDax() {
        return this == FALLBACK || this == REFUSED || this == WITHOUT_DAX;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }
}
