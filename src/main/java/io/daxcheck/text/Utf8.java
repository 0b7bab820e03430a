package io.daxcheck.text;

import java.nio.charset.StandardCharsets;

/** Bytes that another program wrote, as text. */
public final class Utf8 {
    private Utf8() {}

    /** Kernel text is ASCII, except for names that a user chose; those are UTF-8 where they are text at all. */
    public static String decode(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
