package io.daxcheck.rules;

/** What a filesystem's files get when it is mounted as it is configured to be. */
public enum NextMount {
    /** Every file uses DAX. */
    YES("yes"),
    /** No file uses DAX. */
    NO("no"),
    /** Those use DAX that have FS_XFLAG_DAX set. */
    PER_FILE("per-file"),
    /** The mount fails. */
    REFUSED("refused"),
    /** {@link #NO} or {@link #REFUSED}; which of them, a fact that is missing decides. */
    WITHOUT_DAX("no"),
    UNKNOWN("unknown");

    private final String word;

    NextMount(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }

    /** What is true if either of two kernels, or of two filesystems, may be the one. */
    public NextMount or(NextMount other) {
        if (this == other) {
            return this;
        }
        return isWithoutDax() && other.isWithoutDax() ? WITHOUT_DAX : UNKNOWN;
    }

    /** What the mount itself does: where single files can use DAX, it has it. */
    public MountOutcome outcome() {
        return switch (this) {
            case YES, PER_FILE -> MountOutcome.DAX;
            case NO -> MountOutcome.FALLBACK;
            case REFUSED -> MountOutcome.REFUSED;
            case WITHOUT_DAX -> MountOutcome.WITHOUT_DAX;
            case UNKNOWN -> MountOutcome.UNKNOWN;
        };
    }

    /** Whether no file can use DAX, mounted or not. */
    public boolean isWithoutDax() {
        return this == NO || this == REFUSED || this == WITHOUT_DAX;
    }
}
