package io.daxcheck.finding;

/** How sure the rule is that a finding follows from. */
public enum Grounds {
    /** A running kernel that has the same rules did it. */
    MEASURED("measured", "a running kernel with the same rules did this"),
    /** It was read in source code, a changelog or documentation, and not run on such a kernel. */
    SOURCE("source", "read in source code or a changelog, not run on such a kernel"),
    /** It holds for one way only in which this kernel may behave, or rests on something taken for granted. */
    ASSUMED("assumed", "what is known of this kernel leaves it open");

    private final String word;
    private final String meaning;

    Grounds(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }

    /** For people, without a full stop. */
    public String meaning() {
        return meaning;
    }
}
