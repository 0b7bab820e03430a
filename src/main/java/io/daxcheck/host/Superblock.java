package io.daxcheck.host;

import java.util.List;

/**
 * What stands on a device, by its first bytes.
 *
 * @param type {@code ext2}, {@code ext3}, {@code ext4}, {@code xfs}, {@code erofs}; or what cannot be mounted:
 *     {@code LVM2_member}, {@code crypto_LUKS}, {@code linux_raid_member}, {@code swap}
 * @param blockSize in bytes; 0 where the type has none
 * @param features those that matter for DAX, by the names that mkfs and the kernel use
 */
public record Superblock(String type, int blockSize, List<String> features) {
    public Superblock {
        features = List.copyOf(features);
    }

    public boolean has(String feature) {
        return features.contains(feature);
    }
}
