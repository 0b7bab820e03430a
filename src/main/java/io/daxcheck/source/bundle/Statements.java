package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.text.OneLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What several files show of some devices. What they agree on is known, from the first of them; where two contradict each
 * other it is not, and both are named.
 */
final class Statements {
    private final Map<String, Map<FactKey<?>, Statement<?>>> devices = new TreeMap<>();

    /**
     * What the files show of one attribute.
     *
     * @param contradicted whether two files disagree: no third one settles that
     */
    private record Statement<T>(Fact<T> fact, boolean contradicted) {}

    /** A device of which nothing is shown but that it is there. */
    void add(String device) {
        devices.computeIfAbsent(device, d -> new HashMap<>());
    }

    /** What one file shows. */
    <T> void add(String device, FactKey<T> key, T value, String source) {
        add(device, key, new Fact.Known<>(value, source));
    }

    /** What one file shows; nothing where it is absent. */
    <T> void add(String device, FactKey<T> key, Fact<T> fact) {
        add(device);
        if (fact instanceof Fact.Absent) {
            return;
        }
        Optional<Statement<T>> before = statement(device, key);
        if (before.isEmpty()
                || (!before.get().contradicted && !before.get().fact.isKnown() && fact.isKnown())) {
            devices.get(device).put(key, new Statement<>(fact, false));
        } else if (before.get().fact instanceof Fact.Known<T> one
                && fact instanceof Fact.Known<T> other
                && !one.content().equals(other.content())) {
            devices.get(device).put(key, new Statement<>(contradiction(one, other), true));
        }
    }

    /** That two files disagree. */
    static <T> Fact<T> contradiction(Fact.Known<T> one, Fact.Known<T> other) {
        return Fact.Unreadable.contradicted(one, other, quoted(one.content()) + " and " + quoted(other.content()));
    }

    private static String quoted(Object value) {
        return OneLine.quoted(String.valueOf(value));
    }

    /** A key's fact has the key's type, because both are put in together. */
    @SuppressWarnings("unchecked")
    private <T> Optional<Statement<T>> statement(String device, FactKey<T> key) {
        return Optional.ofNullable(
                (Statement<T>) devices.getOrDefault(device, Map.of()).get(key));
    }

    /** A fact of a device; absent where no file shows it. */
    <T> Fact<T> get(String device, FactKey<T> key) {
        Optional<Statement<T>> statement = statement(device, key);
        return statement.isEmpty()
                ? new Fact.Absent<>(key.directory() + '/' + device + '/' + key.path())
                : statement.get().fact;
    }

    /** The value of a fact of a device; empty where it is not known. */
    <T> Optional<T> value(String device, FactKey<T> key) {
        return get(device, key).value();
    }

    boolean has(String device) {
        return devices.containsKey(device);
    }

    /** The names of the devices, in order. */
    Set<String> names() {
        return devices.keySet();
    }
}
