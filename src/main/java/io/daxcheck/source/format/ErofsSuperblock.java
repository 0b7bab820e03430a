package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The superblock of EROFS, at byte 1024. */
public final class ErofsSuperblock {
    public static final int OFFSET = 1024;
    public static final int BYTES = 128;
    public static final int UUID_OFFSET = OFFSET + 48;
    public static final int LABEL_OFFSET = OFFSET + 64;
    public static final int LABEL_BYTES = 16;

    /** From the first byte of the superblock; it covers the first block from there on. */
    public static final int CHECKSUM_OFFSET = 4;

    private static final int COMPAT_OFFSET = OFFSET + 8;
    private static final int COMPAT_CHECKSUM = 0x1;
    private static final int MAGIC = 0xe0f5e1e2;
    private static final int BLOCK_BITS_OFFSET = OFFSET + 12;
    private static final int INCOMPAT_OFFSET = OFFSET + 80;

    /**
     * zero_padding, compr_cfgs or big_pcluster, ztailpacking, fragments or dedupe: each is set only where files are
     * compressed. Bit 3 says nothing: it is compr_head2 and device_table.
     */
    private static final int INCOMPAT_COMPRESSION = 0x1 | 0x2 | 0x10 | 0x20;

    private static final List<String> COMPRESSED = List.of("compression");
    private static final int INCOMPAT_CHUNKED_FILE = 0x4;
    private static final int BLOCKS_OFFSET = OFFSET + 36;
    private static final int EXTRA_DEVICES_OFFSET = OFFSET + 86;

    private ErofsSuperblock() {}

    /**
     * @param bytes the first of the device, 2048 at least
     * @return empty where it is no EROFS superblock
     * @throws Fact.Malformed where it is one, and damaged
     */
    static Optional<Superblock> read(byte[] bytes) {
        ByteBuffer buffer = littleEndian(bytes);
        if (!hasMagic(bytes)) {
            return Optional.empty();
        }
        int blockBits = blockBits(bytes);
        if (blockBits < 9 || blockBits > 16) {
            throw new Fact.Malformed("EROFS superblock with a block size of 1 << " + blockBits);
        }
        int incompat = buffer.getInt(INCOMPAT_OFFSET);
        List<String> features = new ArrayList<>();
        if ((incompat & INCOMPAT_COMPRESSION) != 0) {
            features.addAll(COMPRESSED);
        }
        if ((incompat & INCOMPAT_CHUNKED_FILE) != 0) {
            features.add("chunked");
        }
        if (buffer.getShort(EXTRA_DEVICES_OFFSET) != 0) {
            features.add("device_table");
        }
        if (features.isEmpty() && new ErofsInodes(buffer, blockBits).haveNoInlineData()) {
            features.add("noinline_data");
        }
        if (features.equals(COMPRESSED) && new ErofsInodes(buffer, blockBits).areCompressed()) {
            features.add(Superblock.EVERY_FILE_COMPRESSED);
        }
        return Optional.of(new Superblock(
                "erofs",
                1 << blockBits,
                features,
                List.of(),
                FeatureBits.bytes(Integer.toUnsignedLong(buffer.getInt(BLOCKS_OFFSET)), 1 << blockBits),
                SuperblockReader.uuid(bytes, UUID_OFFSET),
                SuperblockReader.label(bytes, LABEL_OFFSET, LABEL_BYTES),
                true));
    }

    /** Whether the bytes have the magic number of EROFS. */
    public static boolean hasMagic(byte[] bytes) {
        return littleEndian(bytes).getInt(OFFSET) == MAGIC;
    }

    /** The size of a block, as a power of two. */
    public static int blockBits(byte[] bytes) {
        return Byte.toUnsignedInt(bytes[BLOCK_BITS_OFFSET]);
    }

    /** Whether the superblock has a checksum of itself and of the rest of its block. */
    public static boolean hasChecksum(byte[] bytes) {
        return (littleEndian(bytes).getInt(COMPAT_OFFSET) & COMPAT_CHECKSUM) != 0;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
