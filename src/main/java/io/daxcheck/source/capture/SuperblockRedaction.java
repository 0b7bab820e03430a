package io.daxcheck.source.capture;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.format.OtherFilesystems;
import io.daxcheck.source.format.SuperblockReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The first bytes of a device with only what identifies the filesystem: zeros elsewhere, pseudonyms for the
 * filesystem's UUIDs and label, and a checksum that matches where it did before. Offsets: struct xfs_dsb
 * (fs/xfs/libxfs/xfs_format.h), struct ext4_super_block (fs/ext4/ext4.h), struct erofs_super_block
 * (fs/erofs/erofs_fs.h).
 */
final class SuperblockRedaction {
    private static final int UUID_BYTES = 16;
    private static final int SECTOR = 512;

    /** With the major version, 1. */
    private static final String MD_MAGIC = "\u00fcN+\u00a9\u0001\0\0\0";

    private final byte[] original;
    private final byte[] redacted;
    private final Pseudonyms pseudonyms;

    private SuperblockRedaction(byte[] original, Pseudonyms pseudonyms) {
        this.original = original;
        this.redacted = new byte[original.length];
        this.pseudonyms = pseudonyms;
    }

    static byte[] of(byte[] start, Pseudonyms pseudonyms) {
        SuperblockRedaction redaction = new SuperblockRedaction(start, pseudonyms);
        if (start.length >= SuperblockReader.MIN_BYTES) {
            redaction.redact();
        }
        return redaction.redacted;
    }

    private void redact() {
        Fact<Superblock> found = SuperblockReader.read(new Fact.Known<>(original, ""));
        String type =
                found instanceof Fact.Known<Superblock> known ? known.content().type() : damagedType(found);
        switch (type) {
            case "xfs" -> xfs();
            case "ext2", "ext3", "ext4", "jbd" -> ext();
            case "erofs" -> erofs();
            case "linux_raid_member" -> {
                keepText(MD_MAGIC, 0);
                keepText(MD_MAGIC, 4096);
            }
            case "LVM2_member" -> {
                for (int sector = 0; sector < 4 * SECTOR; sector += SECTOR) {
                    keepText("LABELONE", sector);
                    keepText("LVM2 001", sector + 24);
                }
            }
            case "crypto_LUKS" -> keep(0, 8);
            case "swap" -> {
                for (int page = 4096; page <= original.length; page *= 2) {
                    keepText("SWAPSPACE2", page - 10);
                }
            }
            case "partition_table" -> {
                keepText("EFI PART", SECTOR);
                keepText("EFI PART", 4096);
                keep(446, 66);
            }
            default -> OtherFilesystems.copyMagic(original, redacted);
        }
    }

    /** What a superblock that cannot be read is one of; empty where it is none. */
    private static String damagedType(Fact<Superblock> found) {
        if (found instanceof Fact.Unreadable<Superblock> damaged) {
            String reason = damaged.reason();
            return reason.startsWith("XFS") ? "xfs" : reason.startsWith("EROFS") ? "erofs" : "ext4";
        }
        return "";
    }

    private void keep(int offset, int length) {
        int end = Math.min(offset + length, original.length);
        if (end > offset) {
            System.arraycopy(original, offset, redacted, offset, end - offset);
        }
    }

    private void keepText(String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int end = offset + bytes.length;
        if (end <= original.length && Arrays.equals(original, offset, end, bytes, 0, bytes.length)) {
            keep(offset, bytes.length);
        }
    }

    private void uuid(int offset) {
        String hex = HexFormat.of().formatHex(original, offset, offset + UUID_BYTES);
        byte[] replaced = HexFormat.of().parseHex(pseudonyms.identifier(hex));
        System.arraycopy(replaced, 0, redacted, offset, UUID_BYTES);
    }

    private void label(int offset, int length) {
        int end = offset;
        while (end < offset + length && original[end] != 0) {
            end++;
        }
        String label = new String(original, offset, end - offset, StandardCharsets.UTF_8);
        byte[] replaced = label.isEmpty() ? new byte[0] : pseudonyms.name(label).getBytes(StandardCharsets.UTF_8);
        clear(offset, length);
        System.arraycopy(replaced, 0, redacted, offset, Math.min(replaced.length, length));
    }

    private void clear(int offset, int length) {
        Arrays.fill(redacted, offset, offset + length, (byte) 0);
    }

    private void xfs() {
        keep(0, SECTOR);
        uuid(32);
        label(108, 12);
        if ((original[101] & 0xf) == 5) {
            // sb_meta_uuid
            uuid(248);
            int sectorSize = Short.toUnsignedInt(ByteBuffer.wrap(original).getShort(102));
            if (sectorSize >= SECTOR && sectorSize <= original.length) {
                checksum(0, sectorSize, 224, 0);
            }
        }
    }

    private void ext() {
        int base = 1024;
        keep(base, 1024);
        uuid(base + 0x68);
        label(base + 0x78, 16);
        // s_last_mounted
        clear(base + 0x88, 64);
        // s_journal_uuid, s_hash_seed
        uuid(base + 0xd0);
        uuid(base + 0xec);
        // s_first_error_func and s_last_error_func, s_encrypt_pw_salt
        clear(base + 0x1a8, 32);
        clear(base + 0x1dc, 32);
        clear(base + 0x254, 16);
        boolean hasChecksum = (littleEndian(original).getInt(base + 0x64) & 0x400) != 0;
        if (hasChecksum) {
            checksum(base, 0x3fc, 0x3fc, -1);
        }
    }

    private void erofs() {
        int base = 1024;
        keep(base, 128);
        uuid(base + 48);
        label(base + 64, 16);
        boolean hasChecksum = (littleEndian(original).getInt(base + 8) & 1) != 0;
        int blockBits = original[base + 12];
        if (hasChecksum && blockBits >= 11 && blockBits <= 16 && 1 << blockBits <= original.length) {
            checksum(base, (1 << blockBits) - base, 4, -1);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Sets a CRC-32C over some bytes, with zeros in its place where it is one of them; a wrong one where the original's was wrong.
     *
     * @param at where it is, from the first of those bytes
     * @param inversion 0 as XFS has it, -1 without the final inversion, as ext4 and EROFS have it
     */
    private void checksum(int start, int length, int at, int inversion) {
        boolean wasRight =
                littleEndian(original).getInt(start + at) == checksumOf(original, start, length, at, inversion);
        int right = checksumOf(redacted, start, length, at, inversion);
        littleEndian(redacted).putInt(start + at, wasRight ? right : ~right);
    }

    private static int checksumOf(byte[] bytes, int start, int length, int at, int inversion) {
        byte[] copy = Arrays.copyOfRange(bytes, start, start + length);
        if (at < length) {
            littleEndian(copy).putInt(at, 0);
        }
        CRC32C checksum = new CRC32C();
        checksum.update(copy);
        return (int) checksum.getValue() ^ inversion;
    }
}
