package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.OneLine;

/** Why something was not captured: the names of errors that {@code skipped} has, and the words of messages. */
public enum SkipReason {
    EACCES("permission denied"),
    EPERM("operation not permitted"),
    EIO(Fact.Unreadable.IO_ERROR);

    private final String words;

    SkipReason(String words) {
        this.words = words;
    }

    /** As {@code skipped} has it: the name of the error where it is one of these, or the words. */
    public static String code(String words) {
        for (SkipReason reason : values()) {
            if (reason.words.equals(words)) {
                return reason.name();
            }
        }
        return words;
    }

    /** As a message has it. */
    public static String words(String code) {
        for (SkipReason reason : values()) {
            if (reason.name().equals(code)) {
                return reason.words;
            }
        }
        return code.isEmpty() ? "not captured, without a reason" : OneLine.of(code);
    }
}
