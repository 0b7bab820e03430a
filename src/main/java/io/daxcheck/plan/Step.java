package io.daxcheck.plan;

import io.daxcheck.finding.Effect;
import java.util.List;
import java.util.Optional;

/**
 * One step of a plan.
 *
 * @param id names it for {@code --choose}, once in a plan
 * @param title what it does, in a sentence
 * @param commands to type, in this order; empty where it is done by hand
 * @param effect the worst of its commands, or what is done by hand
 * @param data whose data is lost; empty where none is
 * @param alternativeTo the step that it takes the place of, if it is chosen: the first one where it replaces all
 */
public record Step(
        String id,
        String title,
        List<String> commands,
        Effect effect,
        Optional<String> data,
        Optional<String> alternativeTo) {
    /** Single files use DAX in place of all. */
    static final String PER_FILE = "per-file";

    static final String WITHOUT_DAX = "without-dax";

    /** ext4 with data=ordered in place of data=journal. */
    static final String ORDERED_DATA = "ordered-data";

    /** A filesystem over two devices that both have DAX. */
    static final String OWN_DISKS = "own-disks";

    static final String UPDATE_KERNEL = "update-kernel";

    public Step {
        commands = List.copyOf(commands);
    }

    static Step of(String id, String title, String... commands) {
        return new Step(id, title, List.of(commands), Effect.of(List.of(commands)), Optional.empty(), Optional.empty());
    }

    /** Done by hand, without a command that can be printed. */
    static Step byHand(String id, String title, Effect effect) {
        return new Step(id, title, List.of(), effect, Optional.empty(), Optional.empty());
    }

    static Step destroying(String id, String title, String data, List<String> commands) {
        return new Step(id, title, commands, Effect.DESTRUCTIVE, Optional.of(data), Optional.empty());
    }

    /** Whether there is no command for it. */
    public boolean isByHand() {
        return commands.isEmpty();
    }

    /** {@code disruptive}, or {@code destructive: destroys} and whose data. */
    public String effectAndData() {
        return data.isPresent() ? effect.id() + ": destroys " + data.get() : effect.id();
    }

    /** Whether it takes the place of all steps, and not only of one. */
    public boolean replacesAll() {
        return id.equals(PER_FILE) || id.equals(WITHOUT_DAX) || id.equals(OWN_DISKS) || id.equals(UPDATE_KERNEL);
    }

    /** The same, once it is chosen. */
    Step chosen() {
        String sentence = title.startsWith("Or ") ? Character.toUpperCase(title.charAt(3)) + title.substring(4) : title;
        return new Step(id, sentence, commands, effect, data, Optional.empty());
    }

    Step insteadOf(String other) {
        return new Step(id, title, commands, effect, data, Optional.of(other));
    }
}
