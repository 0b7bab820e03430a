package io.daxcheck.source.format;

import java.util.List;

/** What the superblocks of all filesystems have in common: feature words and counts of blocks. */
final class FeatureBits {
    private FeatureBits() {}

    /**
     * Adds the name of each bit that is set, from the lowest on; a bit beyond the names is the prefix and its value in hex.
     *
     * @param names by bit; empty for one that is not shown
     */
    static void addTo(List<String> features, int bits, List<String> names, String prefix) {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((bits & 1 << bit) != 0) {
                String name = bit < names.size() ? names.get(bit) : prefix + Integer.toHexString(1 << bit);
                if (!name.isEmpty() && !features.contains(name)) {
                    features.add(name);
                }
            }
        }
    }

    /** The bytes of so many blocks; 0, which means unknown, where that is no size that a device can have. */
    static long bytes(long blocks, int blockSize) {
        return blocks <= 0 || blocks > Long.MAX_VALUE / blockSize ? 0 : blocks * blockSize;
    }
}
