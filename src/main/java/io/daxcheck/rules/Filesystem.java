package io.daxcheck.rules;

import java.util.Optional;
import java.util.Set;

/** The filesystems that know a dax option. */
public enum Filesystem {
    EXT4("ext4", true),
    XFS("xfs", true),
    EXT2("ext2", false),
    EROFS("erofs", false);

    /** What Linux mounts from a block device and has no dax option, by the names of libblkid and of the drivers. */
    private static final Set<String> WITHOUT_OPTION = Set.of(
            "bcachefs",
            "befs",
            "btrfs",
            "cramfs",
            "exfat",
            "f2fs",
            "fuseblk",
            "gfs2",
            "hfs",
            "hfsplus",
            "iso9660",
            "jfs",
            "minix",
            "msdos",
            "nilfs2",
            "ntfs",
            "ntfs3",
            "ocfs2",
            "reiserfs",
            "romfs",
            "squashfs",
            "udf",
            "ufs",
            "vfat");

    private final String word;
    private final boolean decides;

    Filesystem(String word, boolean decides) {
        this.word = word;
        this.decides = decides;
    }

    /** As people and the kernel write it. */
    public String id() {
        return word;
    }

    /** Whether its outcome decides the verdict of a device. */
    public boolean decides() {
        return decides;
    }

    /** Whether a type is known to have no dax option: a mount with it is refused. */
    public static boolean hasNoDaxOption(String type) {
        return WITHOUT_OPTION.contains(type);
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
