package io.daxcheck.host;

import java.util.List;

/**
 * What mount options say about DAX. Up to Linux 5.7 there is {@code dax} alone; from 5.8 on ext4, XFS and erofs take a
 * value too (9cb20f94afcd, 8d6c3446ec23).
 */
public enum DaxOption {
    /** Nothing: from 5.8 on the same as {@link #INODE}, before that no DAX. */
    NONE,
    DAX,
    ALWAYS,
    INODE,
    NEVER,
    /** A value that no kernel knows. */
    INVALID;

    /** What the last of these options that is about DAX says; {@link #NONE} where none is. */
    public static DaxOption of(List<String> options) {
        DaxOption last = NONE;
        for (String option : options) {
            if (option.equals("dax")) {
                last = DAX;
            } else if (option.startsWith("dax=")) {
                last = switch (option.substring("dax=".length())) {
                    case "always" -> ALWAYS;
                    case "inode" -> INODE;
                    case "never" -> NEVER;
                    default -> INVALID;
                };
            }
        }
        return last;
    }

    /** Whether it asks for DAX on every file; a value that no kernel knows is taken for the attempt. */
    public boolean asksForDax() {
        return this == DAX || this == ALWAYS || this == INVALID;
    }

    /** Whether it is written with a value, which kernels before 5.8 do not know. */
    public boolean hasValue() {
        return this == ALWAYS || this == INODE || this == NEVER || this == INVALID;
    }
}
