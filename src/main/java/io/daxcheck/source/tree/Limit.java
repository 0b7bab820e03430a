package io.daxcheck.source.tree;

import java.util.Optional;

/** The limits that a user may raise, by the names that {@code --limit} takes. */
public enum Limit {
    ENTRIES("entries", Integer.MAX_VALUE),
    KEPT_BYTES("kept-bytes", Long.MAX_VALUE),
    UNPACKED_BYTES("unpacked-bytes", Long.MAX_VALUE),
    FILE_BYTES("file-bytes", Limit.MAX_ARRAY),
    LARGE_FILE_BYTES("large-file-bytes", Limit.MAX_ARRAY),
    PATH_CHARACTERS("path-characters", Integer.MAX_VALUE),
    PATH_DEPTH("path-depth", Integer.MAX_VALUE),
    DECODER_KIBIBYTES("decoder-kibibytes", Integer.MAX_VALUE);

    /** A little less than an array of bytes can have: a reader asks for one more than the limit. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

    private final String word;
    private final long most;

    Limit(String word, long most) {
        this.word = word;
        this.most = most;
    }

    /** As the user writes it. */
    public String id() {
        return word;
    }

    /** The most that it can be raised to. */
    public long most() {
        return most;
    }

    /** What a message about a limit that was reached ends with. */
    String hint() {
        return "raise it with --limit " + word + "=N";
    }

    /** The limit of this name. */
    public static Optional<Limit> named(String word) {
        for (Limit limit : values()) {
            if (limit.word.equals(word)) {
                return Optional.of(limit);
            }
        }
        return Optional.empty();
    }
}
