package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import java.nio.charset.StandardCharsets;

/** Facts to start a test from, and short texts of facts to end it with. */
public final class Facts {
    private Facts() {}

    public static Fact<byte[]> bytes(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Fact<byte[]> bytes(byte[] content) {
        return new Fact.Known<>(content, "file");
    }

    /** The text of a known fact; why another is not known. */
    public static String text(Fact<byte[]> fact) {
        return fact instanceof Fact.Known<byte[]> known
                ? new String(known.content(), StandardCharsets.UTF_8)
                : state(fact);
    }

    /** What is known; {@code absent}; or {@code unreadable: } and the reason. */
    public static String state(Fact<?> fact) {
        if (fact instanceof Fact.Known<?> known) {
            return String.valueOf(known.content());
        }
        return fact instanceof Fact.Unreadable<?> unreadable ? "unreadable: " + unreadable.reason() : "absent";
    }
}
