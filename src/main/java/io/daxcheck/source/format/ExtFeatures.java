package io.daxcheck.source.format;

import io.daxcheck.text.Decimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The features of an ext filesystem: three sets of bits, which dumpe2fs prints by name (e2fsprogs, lib/e2p/feature.c). Which
 * of ext2, ext3 and ext4 it is follows from them alone, as in libblkid, and so {@code blkid} and udev.
 */
final class ExtFeatures {
    /** Read-only compatible: a kernel that does not know the bit mounts read-only. Incompatible: it does not mount. */
    private enum Group {
        COMPAT("FEATURE_C"),
        INCOMPAT("FEATURE_I"),
        RO_COMPAT("FEATURE_R");

        /** What dumpe2fs prints before the number of a bit that it has no name for. */
        private final String unnamed;

        Group(String unnamed) {
            this.unnamed = unnamed;
        }
    }

    /** What a kernel makes of a feature. */
    private enum Meaning {
        /** It decides on DAX or on the mount, and is shown. */
        SHOWN,
        /** Every kernel in question supports it. */
        SUPPORTED,
        /** No kernel supports it: shown as a bit. */
        UNSUPPORTED
    }

    private enum Feature {
        HAS_JOURNAL(Group.COMPAT, 0x4, "has_journal", Meaning.SHOWN),
        JOURNAL_DEV(Group.INCOMPAT, 0x8, "journal_dev", Meaning.SHOWN),
        INLINE_DATA(Group.INCOMPAT, 0x8000, "inline_data", Meaning.SHOWN),
        ENCRYPT(Group.INCOMPAT, 0x10000, "encrypt", Meaning.SHOWN),
        CASEFOLD(Group.INCOMPAT, 0x20000, "casefold", Meaning.SHOWN),
        VERITY(Group.RO_COMPAT, 0x8000, "verity", Meaning.SHOWN),
        ORPHAN_PRESENT(Group.RO_COMPAT, 0x10000, "orphan_present", Meaning.SHOWN),

        COMPRESSION(Group.INCOMPAT, 0x1, "compression", Meaning.UNSUPPORTED),
        FILETYPE(Group.INCOMPAT, 0x2, "filetype", Meaning.SUPPORTED),
        RECOVER(Group.INCOMPAT, 0x4, "needs_recovery", Meaning.SUPPORTED),
        META_BG(Group.INCOMPAT, 0x10, "meta_bg", Meaning.SUPPORTED),
        EXTENTS(Group.INCOMPAT, 0x40, "extent", Meaning.SUPPORTED),
        SIXTY_FOUR_BIT(Group.INCOMPAT, 0x80, "64bit", Meaning.SUPPORTED),
        MMP(Group.INCOMPAT, 0x100, "mmp", Meaning.SUPPORTED),
        FLEX_BG(Group.INCOMPAT, 0x200, "flex_bg", Meaning.SUPPORTED),
        EA_INODE(Group.INCOMPAT, 0x400, "ea_inode", Meaning.SUPPORTED),
        DIRDATA(Group.INCOMPAT, 0x1000, "dirdata", Meaning.UNSUPPORTED),
        CSUM_SEED(Group.INCOMPAT, 0x2000, "metadata_csum_seed", Meaning.SUPPORTED),
        LARGEDIR(Group.INCOMPAT, 0x4000, "large_dir", Meaning.SUPPORTED),

        SPARSE_SUPER(Group.RO_COMPAT, 0x1, "sparse_super", Meaning.SUPPORTED),
        LARGE_FILE(Group.RO_COMPAT, 0x2, "large_file", Meaning.SUPPORTED),
        BTREE_DIR(Group.RO_COMPAT, 0x4, "FEATURE_R2", Meaning.SUPPORTED),
        HUGE_FILE(Group.RO_COMPAT, 0x8, "huge_file", Meaning.SUPPORTED),
        GDT_CSUM(Group.RO_COMPAT, 0x10, "uninit_bg", Meaning.SUPPORTED),
        DIR_NLINK(Group.RO_COMPAT, 0x20, "dir_nlink", Meaning.SUPPORTED),
        EXTRA_ISIZE(Group.RO_COMPAT, 0x40, "extra_isize", Meaning.SUPPORTED),
        SNAPSHOT(Group.RO_COMPAT, 0x80, "snapshot", Meaning.UNSUPPORTED),
        QUOTA(Group.RO_COMPAT, 0x100, "quota", Meaning.SUPPORTED),
        BIGALLOC(Group.RO_COMPAT, 0x200, "bigalloc", Meaning.SUPPORTED),
        METADATA_CSUM(Group.RO_COMPAT, 0x400, "metadata_csum", Meaning.SUPPORTED),
        REPLICA(Group.RO_COMPAT, 0x800, "replica", Meaning.UNSUPPORTED),
        READONLY(Group.RO_COMPAT, 0x1000, "read-only", Meaning.SUPPORTED),
        PROJECT(Group.RO_COMPAT, 0x2000, "project", Meaning.SUPPORTED),
        SHARED_BLOCKS(Group.RO_COMPAT, 0x4000, "shared_blocks", Meaning.UNSUPPORTED);

        private final Group group;
        private final int bit;
        private final String name;
        private final Meaning meaning;

        Feature(Group group, int bit, String name, Meaning meaning) {
            this.group = group;
            this.bit = bit;
            this.name = name;
            this.meaning = meaning;
        }
    }

    /** Compatible features have no meaning here beyond that of the journal: their names, so that they are not unknown. */
    private static final List<String> OTHER_COMPAT = List.of(
            "dir_prealloc",
            "imagic_inodes",
            "ext_attr",
            "resize_inode",
            "dir_index",
            "lazy_bg",
            "snapshot_bitmap",
            "sparse_super2",
            "fast_commit",
            "stable_inodes",
            "orphan_file");

    private final Map<Group, Integer> bits = new EnumMap<>(Group.class);

    /** Whether dumpe2fs named one that is not in the table: its bit is not known, and newer than ext3. */
    private boolean hasUnknownName;

    ExtFeatures(int compat, int incompat, int roCompat) {
        bits.put(Group.COMPAT, compat);
        bits.put(Group.INCOMPAT, incompat);
        bits.put(Group.RO_COMPAT, roCompat);
    }

    /** From the names that dumpe2fs prints. */
    static ExtFeatures named(List<String> names) {
        ExtFeatures features = new ExtFeatures(0, 0, 0);
        for (String name : names) {
            boolean isKnown = features.addNamed(name) || features.addUnnamed(name) || OTHER_COMPAT.contains(name);
            features.hasUnknownName |= !isKnown && !name.equals("(none)");
        }
        return features;
    }

    private boolean addNamed(String name) {
        for (Feature feature : Feature.values()) {
            if (feature.name.equals(name)) {
                bits.put(feature.group, bits.get(feature.group) | feature.bit);
                return true;
            }
        }
        return false;
    }

    /** {@code FEATURE_I31}: a bit that dumpe2fs has no name for. */
    private boolean addUnnamed(String name) {
        for (Group group : Group.values()) {
            if (name.startsWith(group.unnamed)) {
                long bit = Decimal.parse(name.substring(group.unnamed.length()));
                if (bit >= 0 && bit < Integer.SIZE) {
                    bits.put(group, bits.get(group) | 1 << bit);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean has(Feature feature) {
        return (bits.get(feature.group) & feature.bit) != 0;
    }

    boolean hasJournal() {
        return has(Feature.HAS_JOURNAL);
    }

    /** Whether the superblock has a checksum of itself. */
    boolean hasChecksum() {
        return has(Feature.METADATA_CSUM);
    }

    /** Whether there are more blocks than 32 bits count. */
    boolean has64Bits() {
        return has(Feature.SIXTY_FOUR_BIT);
    }

    /** Returns {@code ext2}, {@code ext3} or {@code ext4}; {@code jbd} for the device of a journal. */
    String type() {
        if (has(Feature.JOURNAL_DEV)) {
            return "jbd";
        }
        int oldIncompat = Feature.FILETYPE.bit | Feature.META_BG.bit | (hasJournal() ? Feature.RECOVER.bit : 0);
        int oldRoCompat = Feature.SPARSE_SUPER.bit | Feature.LARGE_FILE.bit | Feature.BTREE_DIR.bit;
        int incompat = bits.get(Group.INCOMPAT);
        int roCompat = bits.get(Group.RO_COMPAT);
        if (hasUnknownName || (incompat & ~oldIncompat) != 0 || (roCompat & ~oldRoCompat) != 0) {
            return "ext4";
        }
        return hasJournal() ? "ext3" : "ext2";
    }

    /** Those that decide on DAX, by dumpe2fs's names; then the bits that no kernel, or no kernel known here, supports. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        int unknownIncompat = bits.get(Group.INCOMPAT);
        int unknownRoCompat = bits.get(Group.RO_COMPAT);
        for (Feature feature : Feature.values()) {
            if (feature.meaning == Meaning.SHOWN && has(feature)) {
                shown.add(feature.name);
            }
            if (feature.meaning != Meaning.UNSUPPORTED) {
                unknownIncompat &= feature.group == Group.INCOMPAT ? ~feature.bit : ~0;
                unknownRoCompat &= feature.group == Group.RO_COMPAT ? ~feature.bit : ~0;
            }
        }
        FeatureBits.addTo(shown, unknownIncompat, List.of(), "incompat_0x");
        FeatureBits.addTo(shown, unknownRoCompat, List.of(), "ro_compat_0x");
        return shown;
    }
}
