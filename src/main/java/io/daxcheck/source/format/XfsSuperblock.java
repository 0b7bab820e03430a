package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The superblock of XFS, in the first sector; its numbers are big-endian, but for the checksum. */
public final class XfsSuperblock {
    private static final int MAGIC = 0x58465342;
    private static final int DATA_BLOCKS_OFFSET = 8;
    private static final int REALTIME_BLOCKS_OFFSET = 16;
    public static final int UUID_OFFSET = 32;
    private static final int LOG_START_OFFSET = 48;
    public static final int LABEL_OFFSET = 108;
    public static final int LABEL_BYTES = 12;
    private static final int VERSION_OFFSET = 100;
    public static final int SECTOR_SIZE_OFFSET = 102;
    private static final int BLOCK_LOG_OFFSET = 120;
    private static final int RO_COMPAT_OFFSET = 212;
    private static final int INCOMPAT_OFFSET = 216;
    public static final int CHECKSUM_OFFSET = 224;

    /** The UUID that the metadata has, where the filesystem got another one since. */
    public static final int META_UUID_OFFSET = 248;

    private static final int REALTIME_START_OFFSET = 288;

    /** By their bits (fs/xfs/libxfs/xfs_format.h); what is shown of them, in this order. */
    private static final List<String> RO_COMPAT = List.of("finobt", "rmapbt", "reflink", "inobtcount");

    /** Empty for those that every kernel in question knows: ftype, sparse inodes, a UUID of its own for metadata. */
    private static final List<String> INCOMPAT = List.of(
            "", "", "", "bigtime", "needsrepair", "nrext64", "exchange", "parent", "metadir", "zoned", "zone_gaps");

    private XfsSuperblock() {}

    /**
     * @param bytes the first of the device, 2048 at least
     * @return empty where it is no XFS superblock
     * @throws Fact.Malformed where it is one, and damaged
     */
    static Optional<Superblock> read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (!hasMagic(bytes)) {
            return Optional.empty();
        }
        int version = version(bytes);
        if (version != 4 && version != 5) {
            throw new Fact.Malformed("XFS superblock of version " + version);
        }
        int blockSize = buffer.getInt(4);
        int blockLog = buffer.get(BLOCK_LOG_OFFSET);
        if (blockLog < 9 || blockLog > 16 || blockSize != 1 << blockLog) {
            throw new Fact.Malformed("XFS superblock with a block size of " + Integer.toUnsignedLong(blockSize));
        }
        int sectorSize = Short.toUnsignedInt(buffer.getShort(SECTOR_SIZE_OFFSET));
        if (sectorSize < 512 || sectorSize > 32768 || Integer.bitCount(sectorSize) != 1) {
            throw new Fact.Malformed("XFS superblock with a sector size of " + sectorSize);
        }
        List<String> features = new ArrayList<>();
        if (version == 5) {
            requireChecksum(bytes, sectorSize);
            int roCompat = buffer.getInt(RO_COMPAT_OFFSET);
            for (String feature : List.of("reflink", "rmapbt", "finobt")) {
                addIf(features, (roCompat & 1 << RO_COMPAT.indexOf(feature)) != 0, feature);
            }
            FeatureBits.addTo(features, buffer.getInt(INCOMPAT_OFFSET), INCOMPAT, "incompat_0x");
            FeatureBits.addTo(features, roCompat & ~0x7, RO_COMPAT, "ro_compat_0x");
        } else {
            features.add("v4");
        }
        addIf(features, buffer.getLong(REALTIME_BLOCKS_OFFSET) != 0, "realtime");
        addIf(features, buffer.getLong(LOG_START_OFFSET) == 0, "external_log");
        // The data section is then one part of the device: its blocks are not the size of the filesystem.
        boolean hasRealtimeInside = features.contains("zoned") && buffer.getLong(REALTIME_START_OFFSET) != 0;
        return Optional.of(new Superblock(
                "xfs",
                blockSize,
                features,
                List.of(),
                hasRealtimeInside ? 0 : FeatureBits.bytes(buffer.getLong(DATA_BLOCKS_OFFSET), blockSize),
                SuperblockReader.uuid(bytes, UUID_OFFSET),
                SuperblockReader.label(bytes, LABEL_OFFSET, LABEL_BYTES),
                true));
    }

    /** Whether the bytes begin with the magic number. */
    public static boolean hasMagic(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(0) == MAGIC;
    }

    /** The version: 5 has checksums, 4 none. */
    public static int version(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getShort(VERSION_OFFSET) & 0xf;
    }

    private static void addIf(List<String> features, boolean has, String name) {
        if (has) {
            features.add(name);
        }
    }

    /** Of the whole sector, with zeros where the checksum is; not available where the sector was not captured. */
    private static void requireChecksum(byte[] bytes, int sectorSize) {
        if (sectorSize > bytes.length) {
            return;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, CHECKSUM_OFFSET);
        checksum.update(new byte[Integer.BYTES], 0, Integer.BYTES);
        int rest = CHECKSUM_OFFSET + Integer.BYTES;
        checksum.update(bytes, rest, sectorSize - rest);
        int stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(CHECKSUM_OFFSET);
        if (stored != (int) checksum.getValue()) {
            throw new Fact.Malformed("XFS superblock whose checksum does not match");
        }
    }
}
