package io.daxcheck.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What is on a device, from its first bytes, or from less where those could not be read.
 *
 * @param type {@code ext2}, {@code ext3}, {@code ext4}, {@code xfs}, {@code erofs}; or what cannot be mounted:
 *     {@code LVM2_member}, {@code crypto_LUKS}, {@code linux_raid_member}, {@code swap}
 * @param blockSize in bytes; 0 where the type has none, or {@link #complete} is false and it is not known
 * @param features those that matter for mounting it and for DAX, by the names that mkfs and the kernel use; a bit without
 *     a name is {@code incompat_0x400} or {@code ro_compat_0x10}
 * @param uuid as {@code blkid} prints it; empty where there is none, or it is not known
 * @param label empty likewise
 * @param mountOptions what an ext4 is mounted with unless mount(8) overrides it (tune2fs -o, tune2fs -E mount_opts)
 * @param sizeBytes of the filesystem; 0 where it is not known
 * @param complete whether block size and features were read; where not, an empty list of features means nothing
 */
public record Superblock(
        String type,
        int blockSize,
        List<String> features,
        List<String> mountOptions,
        long sizeBytes,
        String uuid,
        String label,
        boolean complete) {
    /** Among the features of one that the kernel logged to be larger than its device, where its own size was not read. */
    public static final String LARGER_THAN_DEVICE = "larger_than_device";

    /** Among the features of one whose blocks the kernel logged to be of another size than a page, which was not read. */
    public static final String OTHER_BLOCK_SIZE = "other_block_size";

    /** Among the features of an erofs of which no file has DAX: all its inodes were read. */
    public static final String EVERY_FILE_COMPRESSED = "every_file_compressed";

    public Superblock {
        features = List.copyOf(features);
        mountOptions = List.copyOf(mountOptions);
    }

    /** One without mount options of its own, and of a size that is not known. */
    public Superblock(String type, int blockSize, List<String> features, String uuid, String label, boolean complete) {
        this(type, blockSize, features, List.of(), 0, uuid, label, complete);
    }

    /** Something of which nothing else matters. */
    public static Superblock named(String type) {
        return new Superblock(type, 0, List.of(), "", "", true);
    }

    /**
     * A filesystem of which only this is known.
     *
     * @param blockSize bytes; 0 where it is not known
     */
    public static Superblock typeOnly(String type, int blockSize) {
        return new Superblock(type, blockSize, List.of(), "", "", false);
    }

    /** The same filesystem with another size of blocks and these features, known to have no others. */
    public Superblock completedWith(int size, List<String> others) {
        List<String> all = new ArrayList<>(features);
        for (String feature : others) {
            if (!all.contains(feature)) {
                all.add(feature);
            }
        }
        return new Superblock(type, size, all, mountOptions, sizeBytes, uuid, label, true);
    }

    public boolean has(String feature) {
        return features.contains(feature);
    }
}
