package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What several files say of the attributes of some things. What they agree on is known, from the first of them; where
 * two contradict each other it is not, and both are named.
 */
final class Statements {
    private static final String CONTRADICTED = "contradicted by ";

    private final Map<String, Map<String, Fact<byte[]>>> things = new TreeMap<>();

    /** A thing of which nothing is said but that it is there. */
    void add(String thing) {
        things.computeIfAbsent(thing, t -> new TreeMap<>());
    }

    /**
     * What one file says.
     *
     * @param attribute named as in sysfs
     * @param value without the newline that sysfs ends it with
     */
    void add(String thing, String attribute, String value, String source) {
        byte[] content = value.isEmpty() ? new byte[0] : (value + '\n').getBytes(StandardCharsets.UTF_8);
        add(thing, attribute, new Fact.Known<>(content, source));
    }

    /** What one file says; nothing where it is absent. */
    void add(String thing, String attribute, Fact<byte[]> fact) {
        add(thing);
        if (fact instanceof Fact.Absent) {
            return;
        }
        Map<String, Fact<byte[]>> attributes = things.get(thing);
        Fact<byte[]> before = attributes.get(attribute);
        if (before == null || (!before.isKnown() && fact.isKnown() && !isContradiction(before))) {
            attributes.put(attribute, fact);
        } else if (before instanceof Fact.Known<byte[]> one
                && fact instanceof Fact.Known<byte[]> other
                && !Arrays.equals(one.content(), other.content())) {
            attributes.put(
                    attribute,
                    new Fact.Unreadable<>(
                            one.source(),
                            CONTRADICTED + other.source() + ": " + quoted(one.content()) + " and "
                                    + quoted(other.content())));
        }
    }

    private static boolean isContradiction(Fact<byte[]> fact) {
        return fact instanceof Fact.Unreadable<byte[]> unreadable
                && unreadable.reason().startsWith(CONTRADICTED);
    }

    private static String quoted(byte[] content) {
        return OneLine.quoted(Utf8.decode(content).strip());
    }

    /** What is said of a thing, by attribute; empty where nothing is. */
    Map<String, Fact<byte[]>> of(String thing) {
        return things.getOrDefault(thing, Map.of());
    }

    /** The text of an attribute, without blanks around it; null where it is not known. */
    String text(String thing, String attribute) {
        Fact<byte[]> fact = of(thing).get(attribute);
        return fact instanceof Fact.Known<byte[]> known
                ? Utf8.decode(known.content()).strip()
                : null;
    }

    boolean has(String thing) {
        return things.containsKey(thing);
    }

    Set<String> things() {
        return things.keySet();
    }
}
