package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The superblock of ext2, ext3 and ext4, 1024 bytes at byte 1024. The three differ in their features alone; which of
 * them it is called follows libblkid, and so {@code blkid} and udev.
 */
final class ExtSuperblock {
    private static final int OFFSET = 1024;
    private static final int MAGIC_OFFSET = OFFSET + 0x38;
    private static final short MAGIC = (short) 0xef53;

    /** Blocks of 64 KiB, the largest. */
    private static final int MAX_LOG_BLOCK_SIZE = 6;

    private static final int COMPAT_HAS_JOURNAL = 0x4;
    private static final int INCOMPAT_FILETYPE = 0x2;
    private static final int INCOMPAT_RECOVER = 0x4;
    private static final int INCOMPAT_JOURNAL_DEV = 0x8;
    private static final int INCOMPAT_META_BG = 0x10;
    private static final int INCOMPAT_INLINE_DATA = 0x8000;
    private static final int INCOMPAT_ENCRYPT = 0x10000;
    private static final int INCOMPAT_CASEFOLD = 0x20000;
    private static final int RO_COMPAT_METADATA_CSUM = 0x400;
    private static final int RO_COMPAT_VERITY = 0x8000;

    /** sparse_super, large_file and btree_dir: what ext2 and ext3 have too. */
    private static final int RO_COMPAT_OLD = 0x7;

    private static final int LABEL_BYTES = 16;
    private static final int CHECKSUM_OFFSET = 0x3fc;

    private ExtSuperblock() {}

    /**
     * @param bytes the first of the device, 2048 at least
     * @return null where it is no ext superblock
     * @throws Fact.Malformed where it is one, and damaged
     */
    static Superblock read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getShort(MAGIC_OFFSET) != MAGIC) {
            return null;
        }
        int compat = buffer.getInt(OFFSET + 0x5c);
        int incompat = buffer.getInt(OFFSET + 0x60);
        int roCompat = buffer.getInt(OFFSET + 0x64);
        if ((roCompat & RO_COMPAT_METADATA_CSUM) != 0) {
            requireChecksum(bytes, buffer.getInt(OFFSET + CHECKSUM_OFFSET));
        }
        int logBlockSize = buffer.getInt(OFFSET + 0x18);
        if (logBlockSize < 0 || logBlockSize > MAX_LOG_BLOCK_SIZE) {
            throw new Fact.Malformed(
                    "ext superblock with a block size of 1024 << " + Integer.toUnsignedLong(logBlockSize));
        }
        List<String> features = new ArrayList<>();
        addIf(features, compat & COMPAT_HAS_JOURNAL, "has_journal");
        addIf(features, incompat & INCOMPAT_JOURNAL_DEV, "journal_dev");
        addIf(features, incompat & INCOMPAT_INLINE_DATA, "inline_data");
        addIf(features, incompat & INCOMPAT_ENCRYPT, "encrypt");
        addIf(features, incompat & INCOMPAT_CASEFOLD, "casefold");
        addIf(features, roCompat & RO_COMPAT_VERITY, "verity");
        return new Superblock(
                type(compat, incompat, roCompat),
                1024 << logBlockSize,
                features,
                SuperblockReader.uuid(bytes, OFFSET + 0x68),
                SuperblockReader.label(bytes, OFFSET + 0x78, LABEL_BYTES),
                true);
    }

    private static void addIf(List<String> features, int bit, String name) {
        if (bit != 0) {
            features.add(name);
        }
    }

    private static String type(int compat, int incompat, int roCompat) {
        if ((incompat & INCOMPAT_JOURNAL_DEV) != 0) {
            return "jbd";
        }
        boolean hasJournal = (compat & COMPAT_HAS_JOURNAL) != 0;
        int known = INCOMPAT_FILETYPE | INCOMPAT_META_BG | (hasJournal ? INCOMPAT_RECOVER : 0);
        if ((incompat & ~known) != 0 || (roCompat & ~RO_COMPAT_OLD) != 0) {
            return "ext4";
        }
        return hasJournal ? "ext3" : "ext2";
    }

    /** The kernel stores CRC-32C without its final inversion. */
    private static void requireChecksum(byte[] bytes, int stored) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, OFFSET, CHECKSUM_OFFSET);
        if (stored != ~(int) checksum.getValue()) {
            throw new Fact.Malformed("ext superblock whose checksum does not match");
        }
    }
}
