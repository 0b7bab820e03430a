package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The superblock of ext2, ext3 and ext4, 1024 bytes at byte 1024. The three differ in their {@link ExtFeatures} alone. */
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

    /** compatible, incompatible, read-only compatible. */
    private static final int FEATURES_OFFSET = OFFSET + 0x5c;

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
        ExtFeatures features = features(buffer);
        if (features.hasChecksum()) {
            requireChecksum(bytes, buffer.getInt(OFFSET + CHECKSUM_OFFSET));
        }
        int logBlockSize = buffer.getInt(OFFSET + 0x18);
        if (logBlockSize < 0 || logBlockSize > MAX_LOG_BLOCK_SIZE) {
            throw new Fact.Malformed(
                    "ext superblock with a block size of 1024 << " + Integer.toUnsignedLong(logBlockSize));
        }
        long blocks = Integer.toUnsignedLong(buffer.getInt(OFFSET + 0x4));
        if (features.has64Bits()) {
            blocks |= Integer.toUnsignedLong(buffer.getInt(OFFSET + 0x150)) << Integer.SIZE;
        }
        return Optional.of(new Superblock(
                features.type(),
                1024 << logBlockSize,
                features.shown(),
                mountOptions(bytes, buffer, features),
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
        return features(littleEndian(bytes)).hasChecksum();
    }

    private static ExtFeatures features(ByteBuffer buffer) {
        return new ExtFeatures(
                buffer.getInt(FEATURES_OFFSET), buffer.getInt(FEATURES_OFFSET + 4), buffer.getInt(FEATURES_OFFSET + 8));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What fs/ext4/super.c takes first: the bits of {@code tune2fs -o}, then the text of {@code tune2fs -E mount_opts}. */
    private static List<String> mountOptions(byte[] bytes, ByteBuffer buffer, ExtFeatures features) {
        List<String> options = new ArrayList<>();
        if ((buffer.getInt(DEFAULT_OPTIONS_OFFSET) & DEFAULT_DATA_MODE) == DEFAULT_DATA_JOURNAL) {
            options.add("data=journal");
        }
        addOptions(options, SuperblockReader.label(bytes, MOUNT_OPTIONS_OFFSET, MOUNT_OPTIONS_BYTES));
        addJournal(options, buffer, features);
        return options;
    }

    /**
     * The device of a journal outside: what {@code journal_dev=} and {@code journal_path=} override
     * (fs/ext4/super.c: ext4_load_journal).
     */
    private static void addJournal(List<String> options, ByteBuffer buffer, ExtFeatures features) {
        int device = buffer.getInt(JOURNAL_DEVICE_OFFSET);
        if (features.hasJournal() && device != 0 && buffer.getInt(JOURNAL_INODE_OFFSET) == 0) {
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

    /** The kernel stores CRC-32C without its final inversion. */
    private static void requireChecksum(byte[] bytes, int stored) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, OFFSET, CHECKSUM_OFFSET);
        if (stored != ~(int) checksum.getValue()) {
            throw new Fact.Malformed("ext superblock whose checksum does not match");
        }
    }
}
