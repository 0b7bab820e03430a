package io.daxcheck.source.tree;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTreeTest {
    private static final int RECORD = 512;
    private static final int TYPE_OFFSET = 156;

    private static TarBuilder small() {
        return new TarBuilder().file("sys/a", "1\n").link("sys/b", "a").file("proc/version", "Linux version 6.1\n");
    }

    private static void assertRefused(byte[] archive, Limits limits, String message) {
        assertThatThrownBy(() -> TarBuilder.read(archive, limits))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private static void assertRefused(byte[] archive, String message) {
        assertRefused(archive, Limits.DEFAULT, message);
    }

    @Test
    void readsPlainGzipAndXzWhateverTheName() throws InputException {
        for (byte[] archive : new byte[][] {small().tar(), small().gzip(), small().xz(1 << 16)}) {
            ConfinedTree tree = TarBuilder.read(archive, Limits.DEFAULT);
            assertThat(text(tree.read("sys/b"))).isEqualTo("1\n");
            assertThat(state(tree.list(""))).isEqualTo("[proc, sys]");
            assertThat(tree.name()).isEqualTo("test");
        }
    }

    @Test
    void skipsDotsAndEmptyParts() throws InputException {
        ConfinedTree tree = new TarBuilder()
                .directory("./")
                .file("./sys//a", "1")
                .file("sys/./b", "2")
                .tree();
        assertThat(state(tree.list("sys"))).isEqualTo("[a, b]");
    }

    @Test
    void keepsAnEmptyDirectory() {
        assertThat(state(new TarBuilder().directory("sys/block").tree().list("sys/block")))
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "sys/../../a", "sys/..", ".."})
    void refusesAPathThatLeadsOut(String path) {
        assertRefused(
                new TarBuilder().file(path, "x").tar(), "test: entry that leads out of the archive: \"" + path + "\"");
    }

    @Test
    void refusesAnAbsolutePath() {
        assertRefused(new TarBuilder().file("/etc/a", "x").tar(), "test: entry with an absolute path: \"/etc/a\"");
    }

    @Test
    void writesHostileNamesOnOneLine() {
        assertRefused(
                new TarBuilder().file("../\u001b[31m\nred", "x").tar(),
                "test: entry that leads out of the archive: \"../\\x1b[31m\\x0ared\"");
    }

    @Test
    void takesTheLastOfTwoEntries() {
        ConfinedTree tree = new TarBuilder()
                .file("a", "old")
                .file("a", "new")
                .file("d/x", "1")
                .file("d", "now a file")
                .link("l", "/etc")
                .file("l/y", "2")
                .tree();
        assertThat(text(tree.read("a"))).isEqualTo("new");
        assertThat(text(tree.read("d"))).isEqualTo("now a file");
        assertThat(text(tree.read("d/x"))).isEqualTo("absent");
        assertThat(text(tree.read("l/y"))).isEqualTo("2");
    }

    @Test
    void doesNotPutAnEntryIntoADirectoryThatWasReplaced() {
        ConfinedTree tree = new TarBuilder()
                .file("a/b/c", "1")
                .file("a", "file")
                .file("a/b/d", "2")
                .tree();
        assertThat(state(tree.list("a/b"))).isEqualTo("[d]");
    }

    @Test
    void resolvesHardLinksInsideTheArchive() {
        ConfinedTree tree = new TarBuilder()
                .file("d/a", "content")
                .hardLink("b", "d/a")
                .hardLink("c", "elsewhere/a")
                .hardLink("e", "d")
                .tree();
        assertThat(text(tree.read("b"))).isEqualTo("content");
        assertThat(text(tree.read("c"))).isEqualTo("unreadable: a hard link to a file that is not in the archive");
        assertThat(text(tree.read("e"))).isEqualTo("unreadable: a hard link to a file that is not in the archive");
    }

    @Test
    void refusesAHardLinkThatLeadsOut() {
        assertRefused(
                new TarBuilder().hardLink("b", "../../etc/passwd").tar(),
                "test: entry that leads out of the archive: \"../../etc/passwd\"");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_FIFO, TarConstants.LF_CHR, TarConstants.LF_BLK, (byte) 'Z'})
    void makesWhatIsNoFileUnreadable(byte type) {
        assertThat(text(new TarBuilder().special("dev/x", type, "").tree().read("dev/x")))
                .isEqualTo("unreadable: not a regular file");
    }

    @Test
    void readsAroundNamesThatAreNoText() throws InputException {
        byte[] archive = new TarBuilder().file("aXb", "1").file("c", "2").tar();
        archive[1] = (byte) 0xff;
        fixChecksum(archive, 0);
        ConfinedTree tree = TarBuilder.read(archive, Limits.DEFAULT);
        assertThat(state(tree.list(""))).isEqualTo("[a?b, c]");
        assertThat(text(tree.read("c"))).isEqualTo("2");
    }

    @Test
    void leavesOutALargeFileAndReadsOn() throws InputException {
        ConfinedTree tree = new TarBuilder()
                .file("sys/huge", new byte[10_000_000])
                .file("sys/size", "8")
                .file("x/commands/dmsetup-table", new byte[10_000_000])
                .tree();
        assertThat(text(tree.read("sys/huge")))
                .isEqualTo("unreadable: larger than 1048576 bytes (raise it with --limit file-bytes=N)");
        assertThat(text(tree.read("sys/size"))).isEqualTo("8");
        assertThat(tree.read("x/commands/dmsetup-table").value().orElseThrow()).hasSize(10_000_000);
    }

    @Test
    void stopsAtItsLimits() {
        Limits few = new Limits(2, 1 << 20, 1 << 20, 100, 100, 40, 3, 1 << 17, Duration.ZERO);
        assertRefused(small().gzip(), few, "test: more than 2 entries (raise it with --limit entries=N)");
        Limits little = new Limits(10, 5, 1 << 20, 100, 100, 40, 3, 1 << 17, Duration.ZERO);
        assertRefused(
                small().gzip(),
                little,
                "test: more than 5 bytes of files and names (raise it with --limit kept-bytes=N)");
        Limits shallow = new Limits(10, 1 << 20, 1 << 20, 100, 100, 40, 3, 1 << 17, Duration.ZERO);
        assertRefused(
                new TarBuilder().file("a/b/c/d", "x").tar(),
                shallow,
                "test: entry more than 3 directories deep (raise it with --limit path-depth=N): \"a/b/c/d\"");
        assertRefused(
                new TarBuilder().file("a".repeat(41), "x").tar(),
                shallow,
                "test: entry with a path longer than 40 characters (raise it with --limit path-characters=N): \""
                        + "a".repeat(41) + "\"");
    }

    @Test
    void stopsUnpackingABomb() {
        Limits limits = new Limits(10, 1 << 20, 100_000, 100, 100, 40, 3, 1 << 17, Duration.ZERO);
        byte[] bomb = new TarBuilder().file("a", new byte[50_000_000]).gzip();
        assertThat(bomb).hasSizeLessThan(100_000);
        assertRefused(
                bomb, limits, "test: more than 100000 bytes when unpacked (raise it with --limit unpacked-bytes=N)");
        byte[] tail = Arrays.copyOf(small().tar(), 50_000_000);
        assertRefused(
                TarBuilder.gzip(tail),
                limits,
                "test: more than 100000 bytes when unpacked (raise it with --limit unpacked-bytes=N)");
    }

    @Test
    void stopsAtAnEndlessHeader() {
        // A name of 10 MB, as PAX and as GNU tar write it, would otherwise be held in memory before it is looked at.
        String record = "10000014 path=" + "x".repeat(9_999_999) + "\n";
        for (byte type : new byte[] {TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_GNUTYPE_LONGNAME}) {
            byte[] archive = new TarBuilder().file("name", record).tar();
            archive[TYPE_OFFSET] = type;
            fixChecksum(archive, 0);
            assertRefused(archive, "test: an entry's header has more than 262144 bytes");
        }
    }

    @Test
    void readsLongNames() {
        String path = "x".repeat(300) + "/" + "y".repeat(300);
        assertThat(text(new TarBuilder().file(path, "1").tree().read(path))).isEqualTo("1");
    }

    @Test
    void givesAnXzStreamOnlySoMuchMemory() throws InputException {
        byte[] archive = small().xz(64 << 20);
        assertRefused(
                archive,
                new Limits(10, 1000, 1 << 20, 100, 100, 40, 3, 32 << 10, Duration.ZERO),
                "test: needs more than 32768 KiB to decompress (raise it with --limit decoder-kibibytes=N)");
        assertThat(text(TarBuilder.read(archive, Limits.DEFAULT).read("sys/a"))).isEqualTo("1\n");
    }

    @Test
    void tellsATruncatedArchive() {
        byte[] gzip = small().gzip();
        byte[] xz = small().xz(1 << 16);
        byte[] tar = small().tar();
        for (int length = 20; length < gzip.length; length += 7) {
            assertTruncated(Arrays.copyOf(gzip, length));
        }
        for (int length = 20; length < xz.length; length += 7) {
            assertTruncated(Arrays.copyOf(xz, length));
        }
        // Also between two entries, where nothing but the missing end marker shows it.
        for (int length = RECORD; length <= 5 * RECORD; length += 256) {
            assertTruncated(Arrays.copyOf(tar, length));
        }
    }

    private static void assertTruncated(byte[] archive) {
        assertThatThrownBy(() -> TarBuilder.read(archive, Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageMatching("test: truncated or corrupt archive at byte \\d+ of its unpacked content");
    }

    @Test
    void checksTheChecksumAtTheEndOfAGzipFile() {
        byte[] gzip = small().gzip();
        gzip[gzip.length - 8] ^= 1;
        assertTruncated(gzip);
    }

    @Test
    void refusesWhatIsNoArchive() {
        String message = "test: neither a directory nor a tar, tar.gz, tar.xz or tar.bz2";
        String text = message + ", but a text file; a kernel log is read with --dmesg, a dm table with --table";
        assertRefused(new byte[0], message + ", but an empty file");
        assertRefused("daxcheck-capture 1\n".getBytes(StandardCharsets.UTF_8), text);
        assertRefused(new byte[20_000], message);
        assertRefused(TarBuilder.gzip("hello".getBytes(StandardCharsets.UTF_8)), text);
        assertRefused(
                new byte[] {'P', 'K', 3, 4, 20, 0}, message + ", but a zip file: unpack it, and name the directory");
        assertRefused(
                new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 4},
                message + ", but compressed with zstd: unpack it with unzstd, and name the result");
    }

    @Test
    void answersAnyDamageWithAnInputException() {
        byte[] good = new TarBuilder()
                .file("sys/" + "x".repeat(200), "1\n")
                .link("sys/b", "y".repeat(150))
                .file("c", "2")
                .tar();
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = good.clone();
            for (int i = 0; i < 1 + round % 8; i++) {
                int record = random.nextInt(good.length / RECORD - 4) * RECORD;
                damaged[record + random.nextInt(RECORD)] = (byte) random.nextInt();
                if (round % 2 == 0) {
                    fixChecksum(damaged, record);
                }
            }
            try {
                assertThat(TarBuilder.read(damaged, Limits.DEFAULT)).isNotNull();
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith("test: ");
            }
        }
    }

    /** As tar computes it: the sum of the header's bytes, with blanks where it is itself. */
    private static void fixChecksum(byte[] archive, int header) {
        Arrays.fill(archive, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < RECORD; i++) {
            sum += Byte.toUnsignedInt(archive[header + i]);
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, archive, header + 148, digits.length);
    }

    /** What an archive holds, uncompressed, and without anything after its end. */
    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void readsAGzipFileOfManyMembers() throws InputException {
        byte[] tar = small().tar();
        byte[] archive = concatenated(
                TarBuilder.gzip(Arrays.copyOf(tar, 700)), TarBuilder.gzip(Arrays.copyOfRange(tar, 700, tar.length)));
        assertThat(text(TarBuilder.read(archive, Limits.DEFAULT).read("sys/a"))).isEqualTo("1\n");
    }

    @Test
    void survivesAMillionEmptyGzipMembers() {
        byte[] empty = TarBuilder.gzip(new byte[0]);
        byte[] archive = new byte[1_000_000 * empty.length];
        for (int i = 0; i < archive.length; i += empty.length) {
            System.arraycopy(empty, 0, archive, i, empty.length);
        }
        assertRefused(archive, "test: truncated or corrupt archive at byte 0 of its unpacked content");
    }

    @Test
    void refusesAGlobalHeaderThatWouldBeAppliedToEveryEntry() {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            records.append(String.format("12 k%05d=v\n", i));
        }
        byte[] archive =
                new TarBuilder().file("g", records.toString()).file("a", "1").tar();
        archive[TYPE_OFFSET] = TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER;
        fixChecksum(archive, 0);
        assertRefused(archive, "test: an entry has more than 100 PAX headers, or parts of a sparse file");
    }

    @Test
    void countsDirectoriesAndNamesToo() {
        Limits limits = Limits.DEFAULT.with(Limit.ENTRIES, 50);
        assertRefused(
                new TarBuilder().file("a/".repeat(60) + "f", "").tar(),
                limits,
                "test: more than 50 entries (raise it with --limit entries=N)");
        assertRefused(
                new TarBuilder().link("a", "x".repeat(5000)).tar(),
                Limits.DEFAULT.with(Limit.KEPT_BYTES, 4000),
                "test: more than 4000 bytes of files and names (raise it with --limit kept-bytes=N)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1351035000000", "77777777777 ", "-0000000001 ", "99999999999 "})
    void survivesASizeThatIsNone(String size) {
        byte[] archive = new TarBuilder().file("a", "1").file("b", "2").tar();
        System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, archive, 124, 12);
        fixChecksum(archive, 0);
        assertTruncated(archive);
    }

    @Test
    void survivesSizesInBase256() {
        for (int first : new int[] {0x80, 0xff}) {
            byte[] archive = new TarBuilder().file("a", "1").file("b", "2").tar();
            Arrays.fill(archive, 124, 136, (byte) 0xff);
            archive[124] = (byte) first;
            fixChecksum(archive, 0);
            assertTruncated(archive);
        }
    }

    @Test
    void stopsAtAChainOfLongNames() {
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            byte[] archive = new TarBuilder().file("name", "x").tar();
            archive[TYPE_OFFSET] = TarConstants.LF_GNUTYPE_LONGNAME;
            fixChecksum(archive, 0);
            chain.write(archive, 0, 2 * RECORD);
        }
        assertThatThrownBy(() -> TarBuilder.read(chain.toByteArray(), Limits.DEFAULT))
                .isInstanceOf(InputException.class);
    }

    @Test
    void givesAnXzStreamNoDictionaryOfFourGibibytes() {
        byte[] archive = small().xz(1 << 16);
        // The block header: its size, flags, filter 0x21, one byte of properties, the size of the dictionary.
        assertThat(archive[14]).isEqualTo((byte) 0x21);
        archive[16] = 40;
        CRC32 crc = new CRC32();
        crc.update(archive, 12, 8);
        for (int i = 0; i < 4; i++) {
            archive[20 + i] = (byte) (crc.getValue() >> (8 * i));
        }
        assertThatThrownBy(() -> TarBuilder.read(archive, Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("test: ");
    }
}
