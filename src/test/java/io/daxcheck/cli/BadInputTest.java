package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What cannot be read ends in one clear line, or in one stack that is unknown; the rest is judged as before. */
class BadInputTest {
    private static final String EXAMPLE = "silent-corruption";
    private static final String DM = "sys/devices/virtual/block/dm-0/";
    private static final String SOUND_DISK = "sys/devices/platform/ACPI0012:00/ndbus0/region2/pfn2.0/block/pmem2/";

    @TempDir
    private Path directory;

    private CaptureDirectory capture;

    @BeforeEach
    void unpack() throws IOException {
        capture = CaptureDirectory.of(EXAMPLE, directory.resolve("capture"));
    }

    /** The verdict of each stack, as "dm-0 unsafe". */
    private static List<String> verdicts(String source, String... targets) {
        List<String> arguments = new ArrayList<>(Arrays.asList(targets));
        arguments.addAll(List.of("--format", "json", "--from", source));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        List<String> verdicts = new ArrayList<>();
        for (JsonNode stack : new ObjectMapper().readTree(run.out()).get("stacks")) {
            verdicts.add(
                    stack.get("device").asString() + " " + stack.get("verdict").asString());
        }
        return verdicts;
    }

    /** Only this verdict differs from those of the example as it is. */
    private void assertOnlyChange(String device, String verdict) {
        List<String> expected = new ArrayList<>(verdicts("example:" + EXAMPLE));
        expected.replaceAll(line -> line.startsWith(device + " ") ? device + " " + verdict : line);
        assertThat(verdicts(capture.path())).isEqualTo(expected).contains(device + " " + verdict);
        CommandLineRun text = CommandLineRun.of(device, "--from", capture.path());
        assertThat(text.err()).isEmpty();
    }

    private static void assertRefused(String source, String message) {
        CommandLineRun run = CommandLineRun.of("--from", source);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("daxcheck: " + source + ": ")
                        .contains(message));
    }

    // ------------------------------------------------------------------------------------ the whole input

    @Test
    void aMissingPath() {
        assertRefused(directory.resolve("gone").toString(), "no such file or directory");
        assertRefused(directory.resolve("capture/capture/x").toString(), "");
    }

    @Test
    void anEmptyDirectoryAndAnEmptyFile() throws IOException {
        assertRefused(Files.createDirectory(directory.resolve("empty")).toString(), "sys/block");
        assertRefused(Files.createFile(directory.resolve("empty.tar")).toString(), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000, 4000, 8000})
    void aTruncatedArchive(int length) throws IOException {
        Path file = directory.resolve("half.tar.gz");
        Files.write(file, CaptureDirectory.truncated(CaptureDirectory.archive(EXAMPLE), length));
        assertRefused(file.toString(), "");
    }

    @Test
    void anArchiveWithADamagedByte() throws IOException {
        byte[] archive = CaptureDirectory.archive(EXAMPLE);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = archive.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(directory.resolve("damaged.tar.gz"), damaged);
            CommandLineRun run = CommandLineRun.of("--from", file.toString());
            // A byte of the header of gzip (its time, its name) may change nothing.
            assertThat(run.status()).isIn(2, 4);
            assertThat(run.errLines()).hasSize(run.status() == 2 ? 1 : 0);
        }
    }

    @Test
    void aFileThatIsNoArchive() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        assertRefused(Files.write(directory.resolve("noise"), noise).toString(), "");
        assertRefused(
                Files.writeString(directory.resolve("text"), "hello\n".repeat(1000))
                        .toString(),
                "");
    }

    @Test
    void aCaptureWithoutSysfs() throws IOException {
        capture.delete("sys");
        assertRefused(capture.path(), "no sys/block in it");
    }

    @Test
    void aFormatOfTheFuture() throws IOException {
        capture.write("capture", "daxcheck-capture 2\n");
        assertRefused(capture.path(), "format \"daxcheck-capture 2\" is not one that this version reads");
    }

    @Test
    void twoCapturesInOneDirectory() throws IOException {
        CaptureDirectory.of(EXAMPLE, directory.resolve("two/a"));
        CaptureDirectory.of(EXAMPLE, directory.resolve("two/b"));
        assertRefused(directory.resolve("two").toString(), "2 captures in it, not one");
    }

    @Test
    void aSysfsThatIsALinkLoop() throws IOException {
        capture.delete("sys").link("sys", "proc/sys");
        capture.link("proc/sys", "../sys");
        assertRefused(capture.path(), "");
    }

    // -------------------------------------------------------------------------------------------- one stack

    @Test
    void aLinkLoopInOneAttribute() throws IOException {
        capture.link(DM + "size", "size");
        assertOnlyChange("dm-0", "unknown");
        assertThat(CommandLineRun.of("dm-0", "--from", capture.path()).status()).isEqualTo(3);
    }

    @Test
    void aLinkOutOfTheCaptureIsNotFollowed() throws IOException {
        Files.writeString(directory.resolve("secret"), "65536\n");
        capture.link(DM + "size", "../../../../../../../secret");
        assertOnlyChange("dm-0", "unknown");
        capture.link(DM + "size", directory.resolve("secret").toString());
        assertOnlyChange("dm-0", "unknown");
    }

    @Test
    void aLinkOutOfTheCaptureDoesNotBringInAHost() throws IOException {
        Files.writeString(directory.resolve("secret"), "secret: 0 65536 linear 259:1 2048\n");
        capture.link("proc/version", directory.resolve("secret").toString())
                .link("commands/dmsetup-table", "../../secret")
                .link("sys/class/block/extra", directory.toString());
        CommandLineRun run = CommandLineRun.of("--all", "-v", "--from", capture.path());
        assertThat(run.out()).doesNotContain("secret").contains("UNKNOWN /dev/mapper/t");
    }

    @Test
    void anAttributeOfTenMegabytes() throws IOException {
        capture.write(DM + "size", "1".repeat(10_000_000));
        assertOnlyChange("dm-0", "unknown");
        capture.write(SOUND_DISK + "badblocks", "1 1\n".repeat(2_500_000));
        assertThat(verdicts(capture.path())).contains("pmem2 unknown", "pmem5 supported");
    }

    @Test
    void garbageForATable() throws IOException {
        byte[] noise = new byte[5000];
        new Random(2).nextBytes(noise);
        capture.write("commands/dmsetup-table", noise);
        assertOnlyChange("dm-0", "unknown");
        assertThat(CommandLineRun.of("--from", capture.path()).out()).contains("dm-table-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t: 0 65536 linear 259:1",
                "t: 0 65536 linear 259:1 -8",
                "t: 0 99999999999999999999 linear 259:1 0",
                "t: 0 65535 linear 259:1 2048",
                "t: 8 65528 linear 259:1 2048",
                "t: 0 65536 linear 99:99 2048",
                "t: 0 65536 striped 2 0 259:1 2048 259:1 0",
                "t: 0 65536 striped 1000000 8 259:1 2048",
                "t: 0 65536",
                "t 0 65536 linear 259:1 2048",
                "other: 0 65536 linear 259:1 2048",
                ""
            })
    void aTableThatNoKernelPrints(String table) throws IOException {
        capture.write("commands/dmsetup-table", table + "\n");
        assertOnlyChange("dm-0", "unknown");
    }

    @Test
    void aDeviceThatMapsItself() throws IOException {
        capture.write("commands/dmsetup-table", "t: 0 65536 linear 252:0 0\n").delete(DM + "slaves");
        assertThat(verdicts(capture.path())).contains("dm-0 unknown", "pmem5 supported");
        CommandLineRun run = CommandLineRun.of("dm-0", "--from", capture.path());
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).contains("dm-0 is stacked on itself", "stack-loop");
    }

    @Test
    void twoDevicesThatMapEachOther() throws IOException {
        String second = "sys/devices/virtual/block/dm-1/";
        capture.delete(DM + "slaves")
                .write(second + "dev", "252:1\n")
                .write(second + "size", "65536\n")
                .write(second + "dm/name", "u\n")
                .link("sys/class/block/dm-1", "../../devices/virtual/block/dm-1")
                .link("sys/block/dm-1", "../devices/virtual/block/dm-1")
                .write("commands/dmsetup-table", "t: 0 65536 linear 252:1 0\nu: 0 65536 linear 252:0 0\n");
        for (String target : new String[] {"dm-0", "dm-1"}) {
            CommandLineRun run = CommandLineRun.of(target, "--from", capture.path());
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.out()).contains("stack-loop");
        }
    }

    @Test
    void textWhereNumbersShouldBe() throws IOException {
        capture.write(DM + "size", "\u001b[31mmany\n");
        CommandLineRun size = CommandLineRun.of("dm-0", "-v", "--from", capture.path());
        assertThat(size.status()).isEqualTo(3);
        assertThat(size.out()).contains("\\x1b[31mmany").doesNotContain("\u001b");
        // The number of a device's own is not what decides: its table is found by its name.
        capture.write(DM + "size", "65536\n").write(DM + "dev", "\u001b[31m\n");
        CommandLineRun number = CommandLineRun.of("dm-0", "-v", "--from", capture.path());
        assertThat(number.status()).isEqualTo(4);
        assertThat(number.out()).doesNotContain("\u001b");
    }
}
