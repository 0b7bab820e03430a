package io.daxcheck.diagnosis;

/** What is true of a stack's top as a device. */
public enum Verdict {
    /** The kernel gives DAX, and every byte of it is right. */
    SUPPORTED("supported"),
    /** The kernel does not give DAX. */
    UNSUPPORTED("unsupported"),
    /** The kernel gives DAX, with a hazard. */
    UNSAFE("unsafe"),
    /** A fact that decides is missing. */
    UNKNOWN("unknown");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }
}
