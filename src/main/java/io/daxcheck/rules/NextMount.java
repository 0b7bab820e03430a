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
    UNKNOWN("unknown");

    private final String word;

    NextMount(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String word() {
        return word;
    }

    /** What is true if either of two kernels, or of two filesystems, may be the one. */
    public NextMount or(NextMount other) {
        if (this == other) {
            return this;
        }
        return isWithoutDax() && other.isWithoutDax() ? NO : UNKNOWN;
    }

    /** Whether no file can use DAX, mounted or not. */
    public boolean isWithoutDax() {
        return this == NO || this == REFUSED;
    }
}
