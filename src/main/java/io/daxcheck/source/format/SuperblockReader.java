package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What is on a device, from its first 2048 to 8192 bytes. What takes a whole device (LVM, LUKS, md) is looked for
 * before filesystems, and a partition table last, because a filesystem may leave the first sector as it was. Where
 * nothing is recognised the fact is absent; where a filesystem is, and its numbers or its checksum are wrong, it is
 * unreadable.
 */
public final class SuperblockReader {
    /** Up to the end of an ext superblock. */
    public static final int MIN_BYTES = 2048;

    /** The unit that LVM's labels and partition tables lie in. */
    public static final int SECTOR = 512;

    /** Of Linux MD, with its major version, 1; where it is in versions 1.1 and 1.2. 0.90 and 1.0 lie at the end of the device. */
    public static final String MD_MAGIC = "\u00fcN+\u00a9\u0001\0\0\0";

    public static final List<Integer> MD_OFFSETS = List.of(0, 4096);

    /** LVM's label lies in one of the first sectors, its type in the label. */
    public static final int LVM_SECTORS = 4;

    public static final String LVM_LABEL = "LABELONE";
    public static final String LVM_TYPE = "LVM2 001";
    public static final int LVM_TYPE_OFFSET = 24;

    /** At the end of the first page of the host that made it, of any page size. */
    public static final String SWAP_MAGIC = "SWAPSPACE2";

    public static final int SMALLEST_PAGE = 4096;

    public static final String GPT_MAGIC = "EFI PART";

    /** In the second block of the disk, of 512 bytes or 4 KiB. */
    public static final List<Integer> GPT_OFFSETS = List.of(SECTOR, 4096);

    /** The entries of a DOS partition table, before its signature. */
    public static final int DOS_ENTRIES_OFFSET = 446;

    private final byte[] bytes;

    private SuperblockReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What is on the device whose first bytes these are. */
    public static Fact<Superblock> read(Fact<byte[]> start) {
        if (start instanceof Fact.Unreadable<byte[]> unreadable) {
            return new Fact.Unreadable<>(unreadable.source(), unreadable.reason());
        }
        if (!(start instanceof Fact.Known<byte[]> known)) {
            return new Fact.Absent<>(start.source());
        }
        if (known.content().length < MIN_BYTES) {
            return new Fact.Unreadable<>(known.source(), "only " + known.content().length + " bytes");
        }
        try {
            Optional<Superblock> found = new SuperblockReader(known.content()).recognise();
            return found.isEmpty() ? new Fact.Absent<>(known.source()) : new Fact.Known<>(found.get(), known.source());
        } catch (Fact.Malformed malformed) {
            return new Fact.Unreadable<>(known.source(), malformed.getMessage());
        }
    }

    private Optional<Superblock> recognise() {
        if (hasText(MD_OFFSETS, MD_MAGIC)) {
            return named("linux_raid_member");
        }
        if (isLvmMember()) {
            return named("LVM2_member");
        }
        if (isLuks()) {
            return named("crypto_LUKS");
        }
        Optional<Superblock> found = XfsSuperblock.read(bytes);
        if (found.isEmpty()) {
            found = ExtSuperblock.read(bytes);
        }
        if (found.isEmpty()) {
            found = ErofsSuperblock.read(bytes);
        }
        if (found.isEmpty() && isSwap()) {
            found = named("swap");
        }
        if (found.isEmpty()) {
            found = OtherFilesystems.type(bytes).map(Superblock::named);
        }
        return found.isEmpty() ? partitionTable() : found;
    }

    private static Optional<Superblock> named(String type) {
        return Optional.of(Superblock.named(type));
    }

    private boolean hasText(int offset, String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
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

    private boolean hasText(List<Integer> offsets, String text) {
        for (int offset : offsets) {
            if (hasText(offset, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLvmMember() {
        for (int sector = 0; sector < LVM_SECTORS; sector++) {
            int offset = sector * SECTOR;
            if (hasText(offset, LVM_LABEL) && hasText(offset + LVM_TYPE_OFFSET, LVM_TYPE)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLuks() {
        return hasText(0, "LUKS\u00ba\u00be") && bytes[6] == 0 && (bytes[7] == 1 || bytes[7] == 2);
    }

    private boolean isSwap() {
        for (int page = SMALLEST_PAGE; page <= bytes.length; page *= 2) {
            if (hasText(page - SWAP_MAGIC.length(), SWAP_MAGIC)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Superblock> partitionTable() {
        if (hasText(GPT_OFFSETS, GPT_MAGIC)) {
            return partitionTable("gpt");
        }
        return isDosPartitionTable() ? partitionTable("dos") : Optional.empty();
    }

    private static Optional<Superblock> partitionTable(String kind) {
        return Optional.of(new Superblock("partition_table", 0, List.of(kind), "", "", true));
    }

    /** Sixteen bytes as a UUID is written; empty where all are zero. */
    static String uuid(byte[] bytes, int offset) {
        StringBuilder text = new StringBuilder(36);
        boolean set = false;
        for (int i = 0; i < 16; i++) {
            set |= bytes[offset + i] != 0;
            text.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
            text.append(Character.forDigit(bytes[offset + i] >> 4 & 0xf, 16));
            text.append(Character.forDigit(bytes[offset + i] & 0xf, 16));
        }
        return set ? text.toString() : "";
    }

    /** A label of at most this many bytes, which ends with the first zero. */
    static String label(byte[] bytes, int offset, int most) {
        int length = 0;
        while (length < most && bytes[offset + length] != 0) {
            length++;
        }
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** The boot sector of a FAT filesystem has the same signature, but code where the partitions would be. */
    private boolean isDosPartitionTable() {
        if (bytes[510] != 0x55 || bytes[511] != (byte) 0xaa) {
            return false;
        }
        boolean hasPartition = false;
        for (int entry = DOS_ENTRIES_OFFSET; entry < 510; entry += 16) {
            if (bytes[entry] != 0 && bytes[entry] != (byte) 0x80) {
                return false;
            }
            hasPartition |= bytes[entry + 4] != 0;
        }
        return hasPartition;
    }
}
