package io.daxcheck.diagnosis;

/** What a verdict rests on. */
public enum Basis {
    /** {@code queue/dax} as the kernel shows it. */
    OBSERVED("observed"),
    /** The rules, without {@code queue/dax} of the device. */
    PREDICTED("predicted"),
    /** Both. */
    BOTH("both");

    private final String word;

    Basis(String word) {
        this.word = word;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }
}
