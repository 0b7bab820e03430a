package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The superblock of ext2, ext3 and ext4, 1024 bytes at byte 1024. The three differ in their features alone; which of
 * them it is called follows libblkid, and so {@code blkid} and udev.
 */
public final class ExtSuperblock {
    public static final int OFFSET = 1024;

    public static final int UUID_OFFSET = OFFSET + 0x68;
    public static final int LABEL_OFFSET = OFFSET + 0x78;
    public static final int LABEL_BYTES = 16;

    /** From the first byte of the superblock, and over all bytes before it. */
    public static final int CHECKSUM_OFFSET = 0x3fc;

    private static final int MAGIC_OFFSET = OFFSET + 0x38;
    private static final short MAGIC = (short) 0xef53;

    /** Blocks of 64 KiB, the largest. */
    private static final int MAX_LOG_BLOCK_SIZE = 6;

    private static final int RO_COMPAT_OFFSET = OFFSET + 0x64;
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

    private static final int INCOMPAT_64BIT = 0x80;

    /** Bits without a name here that every kernel in question knows; the others have one, or are unknown to all. */
    private static final int INCOMPAT_KNOWN = 0x2
            | 0x4
            | 0x8
            | 0x10
            | 0x40
            | 0x80
            | 0x100
            | 0x200
            | 0x400
            | 0x2000
            | 0x4000
            | INCOMPAT_INLINE_DATA
            | INCOMPAT_ENCRYPT
            | INCOMPAT_CASEFOLD;

    private static final int RO_COMPAT_ORPHAN_PRESENT = 0x10000;
    private static final int RO_COMPAT_KNOWN =
            0x7f | 0x100 | 0x200 | 0x400 | 0x1000 | 0x2000 | RO_COMPAT_VERITY | RO_COMPAT_ORPHAN_PRESENT;

    private static final int DEFAULT_OPTIONS_OFFSET = OFFSET + 0x100;
    private static final int DEFAULT_DATA_MODE = 0x60;
    private static final int DEFAULT_DATA_JOURNAL = 0x20;
    private static final int MOUNT_OPTIONS_OFFSET = OFFSET + 0x200;
    private static final int MOUNT_OPTIONS_BYTES = 64;
    private static final int JOURNAL_INODE_OFFSET = OFFSET + 0xe0;
    private static final int JOURNAL_DEVICE_OFFSET = OFFSET + 0xe4;

    /** The mount option that takes its place. */
    static final String JOURNAL_DEVICE = "journal_dev=";

    private ExtSuperblock() {}

    /**
     * @param bytes the first of the device, 2048 at least
     * @return empty where it is no ext superblock
     * @throws Fact.Malformed where it is one, and damaged
     */
    static Optional<Superblock> read(byte[] bytes) {
        ByteBuffer buffer = littleEndian(bytes);
        if (!hasMagic(bytes)) {
            return Optional.empty();
        }
        int compat = buffer.getInt(OFFSET + 0x5c);
        int incompat = buffer.getInt(OFFSET + 0x60);
        int roCompat = buffer.getInt(RO_COMPAT_OFFSET);
        if (hasChecksum(bytes)) {
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
        addIf(features, roCompat & RO_COMPAT_ORPHAN_PRESENT, "orphan_present");
        FeatureBits.addTo(features, incompat & ~INCOMPAT_KNOWN, List.of(), "incompat_0x");
        FeatureBits.addTo(features, roCompat & ~RO_COMPAT_KNOWN, List.of(), "ro_compat_0x");
        long blocks = Integer.toUnsignedLong(buffer.getInt(OFFSET + 0x4));
        if ((incompat & INCOMPAT_64BIT) != 0) {
            blocks |= Integer.toUnsignedLong(buffer.getInt(OFFSET + 0x150)) << Integer.SIZE;
        }
        return Optional.of(new Superblock(
                type(compat, incompat, roCompat),
                1024 << logBlockSize,
                features,
                mountOptions(bytes, buffer),
                FeatureBits.bytes(blocks, 1024 << logBlockSize),
                SuperblockReader.uuid(bytes, UUID_OFFSET),
                SuperblockReader.label(bytes, LABEL_OFFSET, LABEL_BYTES),
                true));
    }

    /** Whether the bytes have the magic number of ext2, ext3 and ext4. */
    public static boolean hasMagic(byte[] bytes) {
        return littleEndian(bytes).getShort(MAGIC_OFFSET) == MAGIC;
    }

    /** Whether the superblock has a checksum of itself. */
    public static boolean hasChecksum(byte[] bytes) {
        return (littleEndian(bytes).getInt(RO_COMPAT_OFFSET) & RO_COMPAT_METADATA_CSUM) != 0;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What fs/ext4/super.c takes first: the bits of {@code tune2fs -o}, then the text of {@code tune2fs -E mount_opts}. */
    private static List<String> mountOptions(byte[] bytes, ByteBuffer buffer) {
        List<String> options = new ArrayList<>();
        if ((buffer.getInt(DEFAULT_OPTIONS_OFFSET) & DEFAULT_DATA_MODE) == DEFAULT_DATA_JOURNAL) {
            options.add("data=journal");
        }
        addOptions(options, SuperblockReader.label(bytes, MOUNT_OPTIONS_OFFSET, MOUNT_OPTIONS_BYTES));
        addJournal(options, buffer);
        return options;
    }

    /**
     * The device of a journal outside: what {@code journal_dev=} and {@code journal_path=} override
     * (fs/ext4/super.c: ext4_load_journal).
     */
    private static void addJournal(List<String> options, ByteBuffer buffer) {
        boolean hasJournal = (buffer.getInt(OFFSET + 0x5c) & COMPAT_HAS_JOURNAL) != 0;
        int device = buffer.getInt(JOURNAL_DEVICE_OFFSET);
        if (hasJournal && device != 0 && buffer.getInt(JOURNAL_INODE_OFFSET) == 0) {
            options.add(JOURNAL_DEVICE + "0x" + Integer.toHexString(device));
        }
    }

    /** Splits a list at its commas. */
    static void addOptions(List<String> options, String list) {
        int start = 0;
        while (start < list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            if (end > start) {
                options.add(list.substring(start, end));
            }
            start = end + 1;
        }
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
