package io.daxcheck.rules;

import java.util.Optional;

/** The filesystems that know a dax option. */
public enum Filesystem {
    EXT4("ext4", true),
    XFS("xfs", true),
    EXT2("ext2", false),
    EROFS("erofs", false);

    private final String word;
    private final boolean decides;

    Filesystem(String word, boolean decides) {
        this.word = word;
        this.decides = decides;
    }

    /** As people and the kernel write it. */
    public String word() {
        return word;
    }

    /** Whether its outcome decides the verdict of a device. */
    public boolean decides() {
        return decides;
    }

    /** The filesystem with this name; ext3 is mounted by the ext4 driver. Empty for one that has no dax option. */
    public static Optional<Filesystem> named(String type) {
        for (Filesystem filesystem : values()) {
            if (filesystem.word.equals(type)) {
                return Optional.of(filesystem);
            }
        }
        return type.equals("ext3") ? Optional.of(EXT4) : Optional.empty();
    }
}
