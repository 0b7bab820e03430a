package io.daxcheck.finding;

import java.util.List;

/**
 * What to do about a finding.
 *
 * @param text in a sentence
 * @param commands to type, in this order; empty where there is none
 * @param destructive whether they destroy the data that is there
 */
public record Remedy(String text, List<String> commands, boolean destructive) {
    /** Where there is nothing to do. */
    public static final Remedy NONE = new Remedy("", List.of(), false);

    public Remedy {
        commands = List.copyOf(commands);
    }

    public static Remedy advice(String text) {
        return new Remedy(text, List.of(), false);
    }

    public static Remedy look(String text, String... commands) {
        return new Remedy(text, List.of(commands), false);
    }

    public static Remedy destroying(String text, String... commands) {
        return new Remedy(text, List.of(commands), true);
    }

    /** What its commands do at worst. */
    public Effect effect() {
        return destructive ? Effect.DESTRUCTIVE : Effect.of(commands);
    }

    /** The same in words alone. */
    public Remedy withoutCommands() {
        return new Remedy(text, List.of(), destructive);
    }

    /** The same where it is not known what is mounted: its first command shows that. */
    public Remedy behindALook(List<String> commandsWithLook) {
        return new Remedy(
                text + ". It is not known what is mounted: unmount first what the first command shows",
                commandsWithLook,
                destructive);
    }
}
