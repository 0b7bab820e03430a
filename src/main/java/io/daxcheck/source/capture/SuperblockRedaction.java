package io.daxcheck.source.capture;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.format.ErofsInodes;
import io.daxcheck.source.format.ErofsSuperblock;
import io.daxcheck.source.format.ExtSuperblock;
import io.daxcheck.source.format.OtherFilesystems;
import io.daxcheck.source.format.SuperblockReader;
import io.daxcheck.source.format.XfsSuperblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The first bytes of a device with only what identifies the filesystem: zeros elsewhere, pseudonyms for the
 * filesystem's UUIDs and label, and a checksum that matches where it did before. Offsets: struct xfs_dsb
 * (fs/xfs/libxfs/xfs_format.h), struct ext4_super_block (fs/ext4/ext4.h), struct erofs_super_block
 * (fs/erofs/erofs_fs.h).
 */
final class SuperblockRedaction {
    private static final int UUID_BYTES = 16;
    private static final int SECTOR = SuperblockReader.SECTOR;

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
                found instanceof Fact.Known<Superblock> known ? known.content().type() : damagedType();
        switch (type) {
            case "xfs" -> xfs();
            case "ext2", "ext3", "ext4", "jbd" -> ext();
            case "erofs" -> erofs();
            case "linux_raid_member" -> keepText(SuperblockReader.MD_MAGIC, SuperblockReader.MD_OFFSETS);
            case "LVM2_member" -> {
                for (int sector = 0; sector < SuperblockReader.LVM_SECTORS * SECTOR; sector += SECTOR) {
                    keepText(SuperblockReader.LVM_LABEL, sector);
                    keepText(SuperblockReader.LVM_TYPE, sector + SuperblockReader.LVM_TYPE_OFFSET);
                }
            }
            case "crypto_LUKS" -> keep(0, 8);
            case "swap" -> {
                for (int page = SuperblockReader.SMALLEST_PAGE; page <= original.length; page *= 2) {
                    keepText(SuperblockReader.SWAP_MAGIC, page - SuperblockReader.SWAP_MAGIC.length());
                }
            }
            case "partition_table" -> {
                keepText(SuperblockReader.GPT_MAGIC, SuperblockReader.GPT_OFFSETS);
                keep(SuperblockReader.DOS_ENTRIES_OFFSET, SECTOR - SuperblockReader.DOS_ENTRIES_OFFSET);
            }
            default -> OtherFilesystems.copyMagic(original, redacted);
        }
    }

    /** The filesystem whose magic number the bytes have, although its superblock is damaged; empty where it is none. */
    private String damagedType() {
        if (XfsSuperblock.hasMagic(original)) {
            return "xfs";
        }
        if (ExtSuperblock.hasMagic(original)) {
            return "ext4";
        }
        return ErofsSuperblock.hasMagic(original) ? "erofs" : "";
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

    private void keepText(String text, List<Integer> offsets) {
        for (int offset : offsets) {
            keepText(text, offset);
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
        uuid(XfsSuperblock.UUID_OFFSET);
        label(XfsSuperblock.LABEL_OFFSET, XfsSuperblock.LABEL_BYTES);
        if (XfsSuperblock.version(original) == 5) {
            uuid(XfsSuperblock.META_UUID_OFFSET);
            int sectorSize = Short.toUnsignedInt(ByteBuffer.wrap(original).getShort(XfsSuperblock.SECTOR_SIZE_OFFSET));
            if (sectorSize >= SECTOR && sectorSize <= original.length) {
                checksum(0, sectorSize, XfsSuperblock.CHECKSUM_OFFSET, 0);
            }
        }
    }

    private void ext() {
        int base = ExtSuperblock.OFFSET;
        keep(base, 1024);
        uuid(ExtSuperblock.UUID_OFFSET);
        label(ExtSuperblock.LABEL_OFFSET, ExtSuperblock.LABEL_BYTES);
        // s_last_mounted
        clear(base + 0x88, 64);
        // s_journal_uuid, s_hash_seed
        uuid(base + 0xd0);
        uuid(base + 0xec);
        // s_first_error_func and s_last_error_func, s_encrypt_pw_salt
        clear(base + 0x1a8, 32);
        clear(base + 0x1dc, 32);
        clear(base + 0x254, 16);
        if (ExtSuperblock.hasChecksum(original)) {
            checksum(base, ExtSuperblock.CHECKSUM_OFFSET, ExtSuperblock.CHECKSUM_OFFSET, -1);
        }
    }

    private void erofs() {
        int base = ErofsSuperblock.OFFSET;
        ErofsInodes.copy(original, redacted);
        keep(base, ErofsSuperblock.BYTES);
        uuid(ErofsSuperblock.UUID_OFFSET);
        label(ErofsSuperblock.LABEL_OFFSET, ErofsSuperblock.LABEL_BYTES);
        int blockBits = ErofsSuperblock.blockBits(original);
        if (ErofsSuperblock.hasChecksum(original)
                && blockBits >= 11
                && blockBits <= 16
                && 1 << blockBits <= original.length) {
            checksum(base, (1 << blockBits) - base, ErofsSuperblock.CHECKSUM_OFFSET, -1);
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
