package io.daxcheck.text;

/** A name from a host as one word of a command that somebody may type: names in captures come from strangers. */
public final class ShellWord {
    private static final String PLAIN = "/._-=:@%+,";

    private ShellWord() {}

    /** The word, in single quotes unless every character of it is plain. */
    public static String of(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
            if (!plain) {
                return "'" + word.replace("'", "'\\''") + "'";
            }
        }
        return word.isEmpty() ? "''" : word;
    }

    /** The word as an argument that no command takes for an option. */
    public static String argument(String word) {
        return word.startsWith("-") ? "-- " + of(word) : of(word);
    }
}
