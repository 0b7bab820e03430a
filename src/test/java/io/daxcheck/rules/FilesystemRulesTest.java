package io.daxcheck.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease.Vendor;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.truth.Captures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each filesystem does with the dax option, a line for each rule. */
class FilesystemRulesTest {
    private static final Path SOURCE = Path.of(System.getProperty("basedir", "."), "src");
    private static final int PAGE = 4096;
    private static final Map<String, String> CONFIG = Map.of(
            "CONFIG_FS_DAX", "y",
            "CONFIG_UNICODE", "y",
            "CONFIG_EROFS_FS", "m",
            "CONFIG_EXT4_USE_FOR_EXT2", "y",
            "CONFIG_EXT2_FS", "n");
    private static final List<String> KERNELS =
            List.of("4.14", "4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12", "6.18", "7.3");

    private static final Answer YES = new Answer.All().answer();
    private static final Answer NO = Answer.no(finding());
    private static final Answer UNKNOWN = Answer.unknown(finding());

    private static Finding finding() {
        return new Finding(
                FindingCode.FACT_MISSING, Severity.WARNING, "pmem0", "a fact", List.of(), Remedy.advice("Read it"));
    }

    private static FilesystemRules rules(String kernel) {
        String[] numbers = kernel.split("\\.", -1);
        KernelModel model = KernelModel.of(new KernelVersion(
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[1]),
                numbers.length > 2 ? Integer.parseInt(numbers[2]) : 0));
        return new FilesystemRules(
                PAGE,
                model,
                new KernelConfig(new Fact.Known<>(CONFIG, "boot/config")),
                Optional.of(Vendor.UPSTREAM),
                YES);
    }

    private static Superblock superblock(String type, int blockSize, String features, String options) {
        return new Superblock(type, blockSize, words(features), words(options), 0, "", "", true);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("[ ,]", -1));
    }

    private static String told(Mounting mounting) {
        StringBuilder text = new StringBuilder(mounting.withDax().id());
        mounting.hazards().forEach(hazard -> text.append(" ").append(hazard.id()));
        return text.toString();
    }

    // ---------------------------------------------------------------------------------------- the options

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ext4  | 7.3  | ext4 | -             | dax                 | yes
            ext4  | 7.3  | ext4 | -             | -                   | per-file
            ext4  | 5.4  | ext4 | -             | -                   | no
            ext4  | 5.4  | ext4 | -             | dax=always          | refused
            ext4  | 7.3  | ext4 | -             | dax=never           | no
            ext4  | 7.3  | ext4 | -             | dax=perhaps         | refused
            ext4  | 7.3  | ext4 | -             | dax,dax=never       | no
            ext4  | 7.3  | ext4 | -             | dax,data=journal    | refused
            ext4  | 7.3  | ext4 | inline_data   | dax                 | refused
            ext4  | 7.3  | ext4 | inline_data   | -                   | per-file
            ext4  | 7.3  | ext4 | ro_compat_0x100000 | dax            | refused
            ext4  | 7.3  | ext4 | ro_compat_0x100000 | ro,dax         | yes
            ext4  | 7.3  | ext4 | ro_compat_0x100000 | ro,rw,dax      | refused
            ext4  | 7.3  | ext4 | incompat_0x80000   | ro,dax         | refused
            ext4  | 5.10 | ext4 | orphan_present     | dax            | refused
            ext4  | 5.10 | ext4 | orphan_present     | ro,dax         | yes
            ext4  | 5.14 | ext4 | orphan_present     | ro,dax=inode   | per-file
            xfs   | 5.4  | xfs  | inobtcount         | ro,dax         | yes
            xfs   | 5.4  | xfs  | bigtime            | ro,dax         | refused
            ext2  | 7.3  | ext2 | -             | dax                 | yes
            ext2  | 7.3  | ext2 | -             | dax=inode           | refused
            ext4  | 7.3  | ext3 | -             | dax=always          | refused
            ext4  | 7.3  | ext3 | -             | dax=never           | refused
            ext4  | 7.3  | ext3 | -             | dax                 | yes
            xfs   | 7.3  | xfs  | -             | dax=inode           | per-file
            xfs   | 5.4  | xfs  | -             | -                   | per-file
            xfs   | 5.4  | xfs  | v4            | -                   | no
            xfs   | 5.10 | xfs  | reflink       | dax                 | refused
            xfs   | 5.10 | xfs  | reflink       | -                   | per-file
            xfs   | 7.3  | xfs  | external_log  | dax                 | refused
            xfs   | 7.3  | xfs  | external_log  | dax,logdev=/dev/a   | yes
            xfs   | 7.3  | xfs  | realtime      | dax                 | refused
            xfs   | 5.10 | xfs  | nrext64       | -                   | refused
            xfs   | 7.3  | xfs  | needsrepair   | -                   | refused
            xfs   | 7.3  | xfs  | incompat_0x800 | dax                | refused
            erofs | 7.3  | erofs | noinline_data | dax                | yes
            erofs | 7.3  | erofs | -            | dax                 | per-file
            erofs | 7.3  | erofs | compression  | dax                 | per-file
            erofs | 7.3  | erofs | compression,every_file_compressed | dax | no
            erofs | 7.3  | erofs | noinline_data | dax=inode          | refused
            erofs | 7.3  | erofs | noinline_data | -                  | no
            erofs | 5.10 | erofs | noinline_data | dax                | refused
            """)
    void anOptionGives(
            String filesystem, String kernel, String type, String features, String options, String expected) {
        Superblock superblock = superblock(type, PAGE, features == null ? "" : features, "");
        List<String> named = options == null ? List.of() : words(options);
        assertThat(rules(kernel)
                        .next(Filesystem.named(filesystem).orElseThrow(), type, superblock, named, Below.of(YES, false))
                        .id())
                .isEqualTo(expected);
    }

    /** What tune2fs puts into the superblock comes first, and what mount(8) is given overrides it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            data=journal | dax              | refused
            data=journal | dax,data=ordered | yes
            data=journal | ""               | no
            dax          | ""               | yes
            dax          | dax=never        | no
            dax=never    | dax              | yes
            """)
    void theSuperblockHasOptionsToo(String inside, String options, String expected) {
        assertThat(rules("7.3")
                        .next(
                                Filesystem.EXT4,
                                "ext4",
                                superblock("ext4", PAGE, "", inside),
                                words(options),
                                Below.of(YES, false))
                        .id())
                .isEqualTo(expected);
    }

    /** By 5.10 an image with smaller blocks is refused, with dax or without; later it mounts without DAX. */
    @ParameterizedTest
    @CsvSource({
        "5.10, refused, refused",
        "5.15, refused, refused",
        "6.1.112, refused, refused",
        "6.1.113, no, no",
        "7.3, no, no"
    })
    void anErofsWithSmallBlocks(String kernel, String plain, String withDax) {
        Superblock small = superblock("erofs", 512, "noinline_data", "");
        Below below = Below.of(YES, false);
        assertThat(rules(kernel)
                        .next(Filesystem.EROFS, "erofs", small, List.of(), below)
                        .id())
                .isEqualTo(plain);
        assertThat(rules(kernel)
                        .next(Filesystem.EROFS, "erofs", small, List.of("dax"), below)
                        .id())
                .isEqualTo(withDax);
    }

    /** What is there is not mounted without its driver; a new filesystem is judged as if it were there. */
    @ParameterizedTest
    @CsvSource({"xfs, CONFIG_XFS_FS, dax", "ext4, CONFIG_EXT4_FS, dax", "erofs, CONFIG_EROFS_FS, refused"})
    void aKernelWithoutTheDriver(String type, String option, String ofANewOne) {
        FilesystemRules without = new FilesystemRules(
                PAGE,
                KernelModel.of(KernelVersion.of(7, 3)),
                new KernelConfig(new Fact.Known<>(Map.of(option, "n"), "boot/config")),
                Optional.of(Vendor.UPSTREAM),
                YES);
        Filesystem filesystem = Filesystem.named(type).orElseThrow();
        Superblock superblock = superblock(type, PAGE, "noinline_data", "");
        Below there = new Below(YES, List.of(), YES, false, 1 << 20, false);
        assertThat(without.next(filesystem, type, superblock, List.of(), there)).isEqualTo(NextMount.REFUSED);
        assertThat(without.mounting(filesystem, superblock, there).because())
                .containsExactly(new Mounting.Reason(Mounting.Kind.NOT_MOUNTABLE, option));
        assertThat(told(without.mounting(filesystem, superblock, Below.of(YES, false))))
                .isEqualTo(ofANewOne);
    }

    /** A tune2fs option of dax on a device without DAX stops every plain mount. */
    @Test
    void aDeviceWithoutDaxRefusesWhatTheSuperblockAsksFor() {
        Superblock asking = superblock("ext4", PAGE, "", "dax");
        assertThat(rules("7.3").next(Filesystem.EXT4, "ext4", asking, List.of(), Below.of(NO, false)))
                .isEqualTo(NextMount.REFUSED);
    }

    // ----------------------------------------------------------------------------------- the devices below

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            xfs   | 7.3  | yes | no      | dax            | per-file
            xfs   | 7.3  | no  | yes     | dax            | per-file
            xfs   | 4.14 | no  | yes     | fallback       | no
            xfs   | 7.3  | yes | unknown | dax            | unknown
            xfs   | 7.3  | no  | unknown | unknown        | unknown
            erofs | 6.1  | yes | no      | dax error      | yes
            erofs | 6.1  | yes | unknown | unknown        | unknown
            erofs | 6.16.5 | yes | no    | fallback       | no
            erofs | 6.1  | no  | yes     | fallback       | no
            erofs | 6.17 | no  | yes     | dax error      | yes
            erofs | 6.17 | no  | no      | fallback       | no
            erofs | 6.17 | unknown | yes | unknown        | unknown
            erofs | 6.17.13 | no | yes   | fallback       | no
            erofs | 6.18.1 | no | yes    | dax error      | yes
            erofs | 6.18.2 | no | yes    | fallback       | no
            erofs | 7.3  | yes | unknown | unknown        | unknown
            """)
    void aSecondDevice(String type, String kernel, String first, String second, String mount, String always) {
        Map<String, Answer> answers = Map.of("yes", YES, "no", NO, "unknown", UNKNOWN);
        Below below = new Below(
                answers.get(first),
                List.of(new OtherDevice("data device", "pmem2", "device=/dev/pmem2", answers.get(second))),
                YES,
                false,
                0,
                false);
        Mounting mounting = rules(kernel)
                .mounting(
                        Filesystem.named(type).orElseThrow(),
                        superblock(type, PAGE, type.equals("erofs") ? "chunked" : "", ""),
                        below);
        assertThat(told(mounting)).isEqualTo(mount);
        assertThat(mounting.always().id()).isEqualTo(always);
    }

    /** A device that is named and was not found: never better than unknown, and never worse than it was. */
    @Test
    void aNamedDeviceThatIsNotKnownLeavesTheMountOpen() {
        Below open = new Below(YES, List.of(), UNKNOWN, false, 0, false);
        assertThat(rules("7.3")
                        .mounting(Filesystem.EXT4, superblock("ext4", PAGE, "", ""), open)
                        .withDax())
                .isEqualTo(MountOutcome.UNKNOWN);
        Below without = new Below(NO, List.of(), UNKNOWN, false, 0, false);
        assertThat(rules("7.3")
                        .mounting(Filesystem.EXT4, superblock("ext4", PAGE, "", ""), without)
                        .withDax())
                .isEqualTo(MountOutcome.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"ext4, refused", "xfs, refused", "erofs, dax error"})
    void oneThatIsLargerThanItsDevice(String type, String expected) {
        Superblock large = new Superblock(type, PAGE, List.of("noinline_data"), List.of(), 8192, "", "", true);
        Below small = new Below(YES, List.of(), YES, false, 4096, false);
        Filesystem filesystem = Filesystem.named(type).orElseThrow();
        assertThat(told(rules("7.3").mounting(filesystem, large, small))).isEqualTo(expected);
    }

    @Test
    void whatHasNoDaxOptionIsNoFilesystemOfTheseRules() {
        for (String type : List.of("btrfs", "f2fs", "ntfs", "vfat", "exfat")) {
            assertThat(Filesystem.hasNoDaxOption(type)).as(type).isTrue();
            assertThat(Filesystem.named(type)).as(type).isEmpty();
        }
        for (String type : List.of("ext2", "ext3", "ext4", "xfs", "erofs", "LVM2_member", "crypto_LUKS", "nova")) {
            assertThat(Filesystem.hasNoDaxOption(type)).as(type).isFalse();
        }
    }

    // ------------------------------------------------------------------------------------------ the document

    /**
     * A line of the table in the document.
     *
     * @param lab its name in src/lab/filesystems
     * @param capture its name among the captures of hosts; empty where it is not there
     */
    private record Row(
            String title,
            Filesystem filesystem,
            int blockSize,
            String features,
            String options,
            boolean onPartition,
            String lab,
            String capture) {}

    // spotless:off
    private static final List<Row> ROWS = List.of(
            new Row("ext4", Filesystem.EXT4, PAGE, "", "", false, "ext4", "ns-fsdax@ext4"),
            new Row("ext4, blocks of 1 KiB", Filesystem.EXT4, 1024, "", "", false, "ext4-1k", "ns-fsdax@ext4-1k"),
            new Row("ext4, blocks of 16 KiB", Filesystem.EXT4, 16384, "", "", false, "ext4-16k", ""),
            new Row("ext4, inline_data", Filesystem.EXT4, PAGE, "inline_data", "", false, "ext4-inline-data", "ns-fsdax@ext4-inline"),
            new Row("ext4, data=journal in the superblock", Filesystem.EXT4, PAGE, "", "data=journal", false, "ext4-mount-opts-journal", ""),
            new Row("ext4, casefold", Filesystem.EXT4, PAGE, "casefold", "", false, "ext4-casefold", ""),
            new Row("ext4, verity", Filesystem.EXT4, PAGE, "verity", "", false, "ext4-verity", ""),
            new Row("XFS", Filesystem.XFS, PAGE, "", "", false, "xfs", "ns-fsdax@xfs"),
            new Row("XFS, blocks of 1 KiB", Filesystem.XFS, 1024, "", "", false, "xfs-1k", "ns-fsdax@xfs-1k"),
            new Row("XFS, blocks of 16 KiB", Filesystem.XFS, 16384, "", "", false, "xfs-16k", ""),
            new Row("XFS, reflink", Filesystem.XFS, PAGE, "reflink", "", false, "xfs-reflink", "ns-fsdax@xfs-reflink"),
            new Row("XFS, reflink, on a partition", Filesystem.XFS, PAGE, "reflink", "", true, "xfs-reflink-partition", "partition-aligned@xfs-reflink"),
            new Row("XFS, bigtime", Filesystem.XFS, PAGE, "bigtime", "", false, "xfs-bigtime", ""),
            new Row("XFS, nrext64", Filesystem.XFS, PAGE, "nrext64", "", false, "xfs-nrext64", ""),
            new Row("XFS, exchange", Filesystem.XFS, PAGE, "exchange", "", false, "xfs-exchange", ""),
            new Row("XFS, parent", Filesystem.XFS, PAGE, "parent", "", false, "xfs-parent", ""),
            new Row("XFS, metadir", Filesystem.XFS, PAGE, "metadir", "", false, "xfs-metadir", ""),
            new Row("XFS, zoned", Filesystem.XFS, PAGE, "zoned", "", false, "xfs-zoned", ""),
            new Row("erofs, no inline tails", Filesystem.EROFS, PAGE, "noinline_data", "", false, "erofs-no-inline", ""),
            new Row("erofs, chunked", Filesystem.EROFS, PAGE, "chunked", "", false, "erofs-chunked", ""));
    // spotless:on

    /** If this fails: what it expected belongs there, behind what {@code src/lab/table} prints. */
    @Test
    @Tag("captures")
    void documentIsWhatTheLabAndTheRulesSay() throws IOException, InterruptedException {
        Path printed = Files.createTempFile("table", ".md");
        Process table = new ProcessBuilder(SOURCE.resolve("lab/table").toString())
                .redirectOutput(printed.toFile())
                .start();
        assertThat(table.waitFor()).isZero();
        String measured = Files.readString(printed, StandardCharsets.UTF_8);
        Files.delete(printed);
        assertThat(Files.readString(SOURCE.resolve("docs/filesystems.md"))).isEqualTo(measured + section());
    }

    private static String section() throws IOException {
        StringBuilder text = new StringBuilder("""

                ## Every kernel, by the rules

                What `mount -o dax` does on a device that supports DAX, by `FilesystemRules`, with pages of 4 KiB. A cell with an M was
                measured on that kernel; the others follow from the rows in [kernels.md](kernels.md), which name the source.
                `FilesystemRulesTest` holds this table.

                | filesystem |""");
        KERNELS.forEach(kernel -> text.append(' ').append(kernel).append(" |"));
        text.append("\n| --- |").append(" --- |".repeat(KERNELS.size())).append('\n');
        for (Row row : ROWS) {
            text.append("| ").append(row.title()).append(" |");
            for (String kernel : KERNELS) {
                Mounting mounting = rules(kernel)
                        .mounting(
                                row.filesystem(),
                                superblock(row.filesystem().id(), row.blockSize(), row.features(), row.options()),
                                Below.of(YES, row.onPartition()));
                text.append(' ')
                        .append(mounting.withDax().id())
                        .append(hazards(mounting))
                        .append(isMeasured(row, kernel) ? " M |" : " |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String hazards(Mounting mounting) {
        List<String> words = new ArrayList<>();
        mounting.hazards().forEach(hazard -> words.add(hazard.id()));
        return words.isEmpty() ? "" : ", **" + String.join(", ", words) + "**";
    }

    private static boolean isMeasured(Row row, String kernel) throws IOException {
        Path truth = SOURCE.resolve("test/filesystems").resolve(kernel).resolve("truth.json");
        if (Files.exists(truth)) {
            JsonNode one = JsonMapper.shared()
                    .readTree(Files.readString(truth))
                    .get("cases")
                    .path(row.lab());
            for (JsonNode mount : one.path("mounts")) {
                if (mount.get("options").asString().equals("dax")) {
                    return !mount.get("after").asString().equals("unknown");
                }
            }
        }
        return !row.capture().isEmpty()
                && Captures.of(kernel).stream()
                        .anyMatch(capture -> capture.name().equals(row.capture()));
    }
}
