package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Superblock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuperblockReaderTest {
    /** The first bytes of a device on which mkfs or mkswap was run. */
    private static byte[] made(String name) {
        try (InputStream stream = SuperblockReaderTest.class.getResourceAsStream("superblock-" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] blank() {
        return new byte[8192];
    }

    private static void put(byte[] bytes, int offset, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(encoded, 0, bytes, offset, encoded.length);
    }

    private static void putInt(byte[] bytes, int offset, int value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    }

    private static void putIntBigEndian(byte[] bytes, int offset, int value) {
        ByteBuffer.wrap(bytes).putInt(offset, value);
    }

    private static String read(byte[] start) {
        Fact<Superblock> fact = SuperblockReader.read(bytes(start));
        return fact instanceof Fact.Known<Superblock> known
                ? (known.content().type() + " " + known.content().blockSize() + " "
                        + String.join(" ", known.content().features()))
                : state(fact);
    }

    @ParameterizedTest
    @CsvSource({
        "ext2, 'ext2 4096 '",
        "ext3, 'ext3 1024 has_journal'",
        "ext4, 'ext4 4096 has_journal'",
        "ext4-1k, 'ext4 1024 has_journal'",
        "ext4-inline-data, 'ext4 4096 has_journal inline_data'",
        "journal, 'jbd 4096 journal_dev'",
        "xfs, 'xfs 4096 finobt bigtime inobtcount'",
        "xfs-1k, 'xfs 1024 finobt bigtime inobtcount'",
        "xfs-reflink, 'xfs 4096 reflink finobt bigtime inobtcount'",
        "xfs-512-byte-sectors, 'xfs 4096 reflink finobt bigtime inobtcount'",
        "swap, 'swap 0 '",
    })
    void knowsWhatMkfsMakes(String name, String expected) {
        assertThat(read(made(name))).isEqualTo(expected);
        assertThat(read(Arrays.copyOf(made(name), 8192))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"ext4, 1100", "ext4-1k, 1024", "ext4-inline-data, 2043"})
    void noticesAnExtChecksumThatDoesNotMatch(String name, int offset) {
        byte[] start = made(name);
        start[offset] ^= 1;
        assertThat(read(start)).isEqualTo("unreadable: ext superblock whose checksum does not match");
    }

    @Test
    void noticesAnXfsChecksumThatDoesNotMatch() {
        byte[] start = made("xfs-512-byte-sectors");
        start[512] ^= 1;
        assertThat(read(start)).isEqualTo("xfs 4096 reflink finobt bigtime inobtcount");
        start[511] ^= 1;
        assertThat(read(start)).isEqualTo("unreadable: XFS superblock whose checksum does not match");
    }

    @Test
    void readsTheFeaturesOfExt() {
        byte[] start = blank();
        putInt(start, 1080, 0xef53);
        putInt(start, 1048, 2);
        assertThat(read(start)).isEqualTo("ext2 4096 ");
        putInt(start, 1024 + 0x60, 0x2 | 0x10000 | 0x20000);
        putInt(start, 1024 + 0x64, 0x8000);
        assertThat(read(start)).isEqualTo("ext4 4096 encrypt casefold verity");
        putInt(start, 1024 + 0x60, 0x4);
        putInt(start, 1024 + 0x64, 0x3);
        assertThat(read(start)).isEqualTo("ext4 4096 ");
        putInt(start, 1024 + 0x5c, 0x4);
        assertThat(read(start)).isEqualTo("ext3 4096 has_journal");
        putInt(start, 1048, 7);
        assertThat(read(start)).isEqualTo("unreadable: ext superblock with a block size of 1024 << 7");
        putInt(start, 1048, -1);
        assertThat(read(start)).startsWith("unreadable: ext superblock with a block size");
    }

    @Test
    void readsTheFeaturesOfXfs() {
        byte[] start = blank();
        put(start, 0, "XFSB");
        putIntBigEndian(start, 4, 4096);
        putIntBigEndian(start, 100, 0xb4a4 << 16 | 512);
        start[120] = 12;
        assertThat(read(start)).isEqualTo("xfs 4096 v4 external_log");
        putIntBigEndian(start, 52, 16);
        assertThat(read(start)).isEqualTo("xfs 4096 v4");
        putIntBigEndian(start, 20, 1000);
        assertThat(read(start)).isEqualTo("xfs 4096 v4 realtime");
        start[120] = 13;
        assertThat(read(start)).isEqualTo("unreadable: XFS superblock with a block size of 4096");
        start[120] = 12;
        putIntBigEndian(start, 100, 0xb4a6 << 16 | 512);
        assertThat(read(start)).isEqualTo("unreadable: XFS superblock of version 6");
        putIntBigEndian(start, 100, 0xb4a5 << 16 | 500);
        assertThat(read(start)).isEqualTo("unreadable: XFS superblock with a sector size of 500");
    }

    @Test
    void doesNotAskAChecksumOfBytesThatWereNotCaptured() {
        byte[] start = new byte[2048];
        put(start, 0, "XFSB");
        putIntBigEndian(start, 4, 4096);
        putIntBigEndian(start, 100, 0xb4a5 << 16 | 4096);
        putIntBigEndian(start, 212, 0x7);
        putIntBigEndian(start, 52, 16);
        start[120] = 12;
        assertThat(read(start)).isEqualTo("xfs 4096 reflink rmapbt finobt");
        assertThat(read(Arrays.copyOf(start, 4096)))
                .isEqualTo("unreadable: XFS superblock whose checksum does not match");
    }

    @Test
    void readsErofs() {
        byte[] start = blank();
        putInt(start, 1024, 0xe0f5e1e2);
        start[1036] = 12;
        assertThat(read(start)).isEqualTo("erofs 4096 ");
        putInt(start, 1104, 0x4 | 0x8);
        assertThat(read(start)).isEqualTo("erofs 4096 chunked");
        for (int bit : new int[] {0x1, 0x2, 0x10, 0x20}) {
            putInt(start, 1104, bit);
            assertThat(read(start)).isEqualTo("erofs 4096 compression");
        }
        start[1036] = 17;
        assertThat(read(start)).isEqualTo("unreadable: EROFS superblock with a block size of 1 << 17");
    }

    /** A journal in a file of the filesystem has an inode; one outside has the number of its device instead. */
    @Test
    void readsTheDeviceOfAnExternalJournal() {
        byte[] ext = blank();
        ext[1024 + 0x38] = 0x53;
        ext[1024 + 0x39] = (byte) 0xef;
        putInt(ext, 1024 + 0x18, 2);
        putInt(ext, 1024 + 0x5c, 0x4);
        putInt(ext, 1024 + 0xe4, 0x10301);
        assertThat(optionsOf(ext)).containsExactly("journal_dev=0x10301");
        putInt(ext, 1024 + 0xe0, 8);
        assertThat(optionsOf(ext)).isEmpty();
        putInt(ext, 1024 + 0xe0, 0);
        putInt(ext, 1024 + 0x5c, 0);
        assertThat(optionsOf(ext)).isEmpty();
    }

    private static List<String> optionsOf(byte[] start) {
        return SuperblockReader.read(bytes(start)).value().orElseThrow().mountOptions();
    }

    // ---- what an erofs image has of files: root directory with inode 40, its files with 50 and up

    private static final int PLAIN = 0;
    private static final int COMPRESSED = 3;
    private static final int INLINE = 2;
    private static final byte REGULAR = 1;
    private static final byte DIRECTORY = 2;

    private static byte[] image(int incompat) {
        byte[] start = blank();
        putInt(start, 1024, 0xe0f5e1e2);
        start[1036] = 12;
        start[1024 + 14] = 40;
        putInt(start, 1104, incompat);
        return start;
    }

    private static void inode(byte[] image, int number, int layout, int size) {
        image[number * 32] = (byte) (layout << 1);
        putInt(image, number * 32 + 8, size);
    }

    /** A directory whose entries all are of one type; their names are one letter. */
    private static void directory(byte[] image, int number, byte type, int... children) {
        int length = children.length * 12;
        inode(image, number, INLINE, length + children.length);
        for (int i = 0; i < children.length; i++) {
            int entry = number * 32 + 32 + i * 12;
            image[entry] = (byte) children[i];
            image[entry + 8] = (byte) (length + i);
            image[entry + 9] = (byte) ((length + i) >> 8);
            image[entry + 10] = type;
            image[number * 32 + 32 + length + i] = 'a';
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, noinline_data",
        "0, 0, 2, ''",
        "0, 2, 2, ''",
        "1, 3, 3, compression every_file_compressed",
        "1, 1, 2, compression every_file_compressed",
        "1, 3, 0, compression",
        "1, 2, 2, compression",
        "1, 5, 3, compression"
    })
    void readsWhichFilesOfAnErofsHaveDax(int incompat, int first, int second, String features) {
        byte[] image = image(incompat);
        directory(image, 40, REGULAR, 50, 52);
        inode(image, 50, first, 100);
        inode(image, 52, second, 100);
        assertThat(read(image)).isEqualTo("erofs 4096 " + features);
    }

    @Test
    void tellsNothingOfAnErofsWhoseInodesWereNotAllCaptured() {
        byte[] image = image(1);
        directory(image, 40, REGULAR, 50, 255);
        inode(image, 50, COMPRESSED, 100);
        assertThat(read(Arrays.copyOf(image, 4096))).isEqualTo("erofs 4096 compression");
        assertThat(read(image)).isEqualTo("erofs 4096 compression");
        inode(image, 255, COMPRESSED, 100);
        assertThat(read(image)).isEqualTo("erofs 4096 compression every_file_compressed");
    }

    /** Two directories with a hundred entries each that lead to the other one: eight levels are more than can be walked. */
    @Test
    void doesNotFollowTheCirclesOfAForgedErofs() {
        byte[] image = image(0);
        int[] toSecond = new int[100];
        int[] toFirst = new int[100];
        Arrays.fill(toSecond, 120);
        Arrays.fill(toFirst, 40);
        directory(image, 40, DIRECTORY, toSecond);
        directory(image, 120, DIRECTORY, toFirst);
        inode(image, 200, PLAIN, 100);
        assertThat(read(image)).isEqualTo("erofs 4096 ");
    }

    @Test
    void namesWhatCannotBeMounted() {
        byte[] lvm = blank();
        put(lvm, 512, "LABELONE");
        put(lvm, 512 + 24, "LVM2 001");
        assertThat(read(lvm)).isEqualTo("LVM2_member 0 ");
        byte[] luks = blank();
        put(luks, 0, "LUKS\u00ba\u00be\0\2");
        assertThat(read(luks)).isEqualTo("crypto_LUKS 0 ");
        byte[] md = blank();
        putInt(md, 4096, 0xa92b4efc);
        putInt(md, 4100, 1);
        assertThat(read(md)).isEqualTo("linux_raid_member 0 ");
        // The captured bytes end before a superblock of version 1.2.
        assertThat(read(Arrays.copyOf(md, 2048))).isEqualTo("absent");
    }

    @Test
    void namesWhatLiesUnderAStaleFilesystem() {
        byte[] start = Arrays.copyOf(made("ext4"), 8192);
        put(start, 512, "LABELONE");
        put(start, 512 + 24, "LVM2 001");
        assertThat(read(start)).isEqualTo("LVM2_member 0 ");
    }

    @Test
    void knowsPartitionTables() {
        byte[] dos = blank();
        dos[510] = 0x55;
        dos[511] = (byte) 0xaa;
        assertThat(read(dos)).isEqualTo("absent");
        dos[446] = (byte) 0x80;
        dos[450] = (byte) 0x83;
        assertThat(read(dos)).isEqualTo("partition_table 0 dos");
        put(dos, 512, "EFI PART");
        assertThat(read(dos)).isEqualTo("partition_table 0 gpt");
        byte[] fat = blank();
        Arrays.fill(fat, 0, 510, (byte) 0x42);
        fat[510] = 0x55;
        fat[511] = (byte) 0xaa;
        assertThat(read(fat)).isEqualTo("absent");
    }

    private static byte[] with(int offset, int... values) {
        byte[] start = blank();
        for (int i = 0; i < values.length; i++) {
            start[offset + i] = (byte) values[i];
        }
        return start;
    }

    private static byte[] withText(int offset, String text) {
        byte[] start = blank();
        put(start, offset, text);
        return start;
    }

    /** As each mkfs writes it: in the byte order and at the place that the kernel's driver reads. */
    @Test
    void namesFilesystemsThatHaveNoDaxOption() {
        assertThat(read(with(1024, 0x10, 0x20, 0xf5, 0xf2))).isEqualTo("f2fs 0 ");
        assertThat(read(withText(3, "NTFS    "))).isEqualTo("ntfs 0 ");
        assertThat(read(withText(3, "EXFAT   "))).isEqualTo("exfat 0 ");
        assertThat(read(withText(0, "hsqs"))).isEqualTo("squashfs 0 ");
        assertThat(read(with(1024, 'H', '+', 0, 4))).isEqualTo("hfsplus 0 ");
        assertThat(read(withText(2048, "OCFSV2"))).isEqualTo("ocfs2 0 ");
        assertThat(read(with(4120, 0xc6, 0x85, 0x73, 0xf6, 0x66, 0xce, 0x90, 0xa9)))
                .isEqualTo("bcachefs 0 ");
        assertThat(read(with(4120, 0xc6, 0x85, 0x73, 0xf6))).isEqualTo("absent");
    }

    /** The first bcachefs had bcache's magic, behind a checksum of 16 bytes in place of 8 and the sector. */
    @Test
    void bcacheIsNoBcachefs() {
        byte[] first = with(4120, 0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca);
        assertThat(read(first)).isEqualTo("bcachefs 0 ");
        first[4104] = 8;
        assertThat(read(first)).isEqualTo("bcache 0 ");
        first[4105] = 1;
        assertThat(read(first)).isEqualTo("bcachefs 0 ");
    }

    @ParameterizedTest
    @CsvSource({"FAT12, 54", "FAT16, 54", "FAT32, 82"})
    void namesFat(String name, int offset) {
        byte[] fat = withText(3, "mkfs.fat");
        put(fat, offset, name);
        fat[12] = 2;
        fat[13] = 4;
        fat[14] = 1;
        fat[16] = 2;
        fat[510] = 0x55;
        fat[511] = (byte) 0xaa;
        assertThat(read(fat)).isEqualTo("vfat 0 ");
        fat[13] = 3;
        assertThat(read(fat)).isEqualTo("absent");
        fat[13] = 4;
        fat[511] = 0;
        assertThat(read(fat)).isEqualTo("absent");
    }

    @Test
    void recognisesNothingInNothing() {
        assertThat(read(blank())).isEqualTo("absent");
        assertThat(read(new byte[2047])).isEqualTo("unreadable: only 2047 bytes");
        assertThat(state(SuperblockReader.read(new Fact.Unreadable<>("superblocks/sda", "permission denied"))))
                .isEqualTo("unreadable: permission denied");
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(7);
        List<String> names = List.of("ext4", "xfs", "swap");
        for (int round = 0; round < 3000; round++) {
            byte[] start = Arrays.copyOf(made(names.get(round % 3)), 2048 + random.nextInt(6145));
            for (int i = 0; i < 20; i++) {
                start[random.nextInt(start.length)] = (byte) random.nextInt();
            }
            assertThat(SuperblockReader.read(bytes(start))).isNotNull();
        }
    }
}
