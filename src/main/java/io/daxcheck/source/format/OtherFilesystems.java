package io.daxcheck.source.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The filesystems without a dax option that the first 8 KiB of a device name, each by where its magic is and by the
 * name that libblkid gives it. Those whose magic lies further behind (btrfs, iso9660, jfs, reiserfs, udf) are known from
 * udev or from the mounts alone.
 */
public enum OtherFilesystems {
    F2FS("f2fs", 1024, 0x10, 0x20, 0xf5, 0xf2),
    NTFS("ntfs", 3, "NTFS    "),
    EXFAT("exfat", 3, "EXFAT   "),
    SQUASHFS("squashfs", 0, "hsqs"),
    CRAMFS("cramfs", 0, 0x45, 0x3d, 0xcd, 0x28),
    ROMFS("romfs", 0, "-rom1fs-"),
    HFSPLUS("hfsplus", 1024, 0x48, 0x2b, 0x00, 0x04),
    HFSX("hfsplus", 1024, 0x48, 0x58, 0x00, 0x05),
    /** Of a backing or caching device of bcache; bcachefs had the same magic at first. */
    BCACHE("bcache", 4096 + 24, 0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca),
    BCACHEFS("bcachefs", 4096 + 24, 0xc6, 0x85, 0x73, 0xf6, 0x66, 0xce, 0x90, 0xa9),
    BCACHEFS_OLD("bcachefs", 4096 + 24, 0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca),
    OCFS2_1K("ocfs2", 2048, "OCFSV2"),
    OCFS2_2K("ocfs2", 4096, "OCFSV2");

    /** Where bcache alone has the sector that its superblock is in (drivers/md/bcache/bcache_ondisk.h: cache_sb_disk). */
    private static final int BCACHE_SECTOR_OFFSET = 4096 + 8;

    private static final byte[] BCACHE_SECTOR = {8, 0, 0, 0, 0, 0, 0, 0};

    private static final int SECTOR_OFFSET = 11;
    private static final int FAT_OFFSET = 54;
    private static final int FAT32_OFFSET = 82;
    private static final int SIGNATURE_OFFSET = 510;
    private static final String FAT = "vfat";

    private final String type;
    private final int offset;
    private final byte[] magic;

    OtherFilesystems(String type, int offset, int... magic) {
        this.type = type;
        this.offset = offset;
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    OtherFilesystems(String type, int offset, String magic) {
        this.type = type;
        this.offset = offset;
        this.magic = magic.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The name of the one whose magic is there; empty where none is.
     *
     * @param bytes the first of the device, 2048 at least
     */
    static Optional<String> type(byte[] bytes) {
        for (OtherFilesystems each : values()) {
            if (each.isIn(bytes)) {
                return Optional.of(each.type);
            }
        }
        return isFat(bytes) ? Optional.of(FAT) : Optional.empty();
    }

    /** Copies what {@link #type} looks at, and nothing else, so that it finds the same. */
    public static void copyMagic(byte[] from, byte[] to) {
        for (OtherFilesystems each : values()) {
            if (each.isIn(from)) {
                System.arraycopy(each.magic, 0, to, each.offset, each.magic.length);
                if (each == BCACHE) {
                    System.arraycopy(BCACHE_SECTOR, 0, to, BCACHE_SECTOR_OFFSET, BCACHE_SECTOR.length);
                }
                return;
            }
        }
        if (isFat(from)) {
            System.arraycopy(from, SECTOR_OFFSET, to, SECTOR_OFFSET, 6);
            System.arraycopy(from, SIGNATURE_OFFSET, to, SIGNATURE_OFFSET, 2);
            int name = hasText(from, FAT32_OFFSET, "FAT32") ? FAT32_OFFSET : FAT_OFFSET;
            System.arraycopy(from, name, to, name, 5);
        }
    }

    private boolean isIn(byte[] bytes) {
        return has(bytes, offset, magic) && (this != BCACHE || has(bytes, BCACHE_SECTOR_OFFSET, BCACHE_SECTOR));
    }

    private static boolean has(byte[] bytes, int offset, byte[] expected) {
        if (offset + expected.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** The parameters of FAT have to make sense: a boot loader in front of partitions keeps their place too. */
    private static boolean isFat(byte[] bytes) {
        int sector = Byte.toUnsignedInt(bytes[SECTOR_OFFSET]) | Byte.toUnsignedInt(bytes[SECTOR_OFFSET + 1]) << 8;
        int cluster = Byte.toUnsignedInt(bytes[13]);
        int reserved = Byte.toUnsignedInt(bytes[14]) | Byte.toUnsignedInt(bytes[15]) << 8;
        int copies = Byte.toUnsignedInt(bytes[16]);
        boolean isBootSector = bytes[SIGNATURE_OFFSET] == 0x55 && bytes[SIGNATURE_OFFSET + 1] == (byte) 0xaa;
        return isBootSector
                && sector >= 512
                && sector <= 4096
                && Integer.bitCount(sector) == 1
                && Integer.bitCount(cluster) == 1
                && reserved > 0
                && (copies == 1 || copies == 2)
                && (hasText(bytes, FAT_OFFSET, "FAT1") || hasText(bytes, FAT32_OFFSET, "FAT32"));
    }

    private static boolean hasText(byte[] bytes, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
