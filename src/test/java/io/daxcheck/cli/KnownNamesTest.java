package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form of a name with a typing error: the message names what was meant. */
class KnownNamesTest {
    @TempDir
    static Path directory;

    private static CaptureDirectory capture;

    @BeforeAll
    static void write() throws IOException {
        String uuid = "LVM-" + "a".repeat(64);
        capture = CaptureDirectory.of("leg-spoils-table", directory.resolve("host"));
        String number = Files.readString(capture.resolve("sys/block/pmem2/dev")).strip();
        capture.write("commands/dmsetup-info", "vg--x-data 253 0 " + uuid + "\n")
                .write("commands/dmsetup-table", "vg--x-data: 0 65536 linear 259:1 2048\n")
                .write("sys/block/dm-0/dm/name", "vg--x-data\n")
                .write("sys/block/dm-0/dm/uuid", uuid + "\n")
                .write(
                        "proc/self/mountinfo",
                        "24 1 253:0 / /data/mysql rw - xfs /dev/mapper/vg--x-data rw\n25 1 " + number
                                + " / /logs rw - ext4 /dev/pmem2 rw\n")
                .write("etc/fstab", "UUID=1111-2222 /missing xfs dax 0 0\n")
                .write(
                        "run/udev/data/b" + number,
                        "S:disk/by-id/nvdimm-abc\nE:ID_FS_UUID=6f96-19ff\nE:ID_FS_LABEL_ENC=logs\n"
                                + "E:ID_PART_ENTRY_UUID=77-88-99\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dm-1                       | dm-0
            /dev/dm-7                  | /dev/dm-0
            vg--x-dta                  | vg--x-data
            /dev/mapper/vg--x-dat      | /dev/mapper/vg--x-data
            vg-x/dta                   | vg-x/data
            /dev/vg-x/dta              | /dev/vg-x/data
            253:7                      | 253:0
            UUID=6f96-19fe             | UUID=6f96-19ff
            LABEL=lgs                  | LABEL=logs
            PARTUUID=77-88-9           | PARTUUID=77-88-99
            /dev/disk/by-id/nvdimm-abd | /dev/disk/by-id/nvdimm-abc
            /data/mysq                 | /data/mysql
            /mising                    | /missing
            /logs/2026                 | /logs
            namespac0.0                | namespace0.0
            regio0                     | region0
            nmen0                      | nmem0
            /dev/sda                   | /dev/vda
            kernel                     | the command kernels
            """)
    void aNearNameIsSuggested(String typed, String meant) {
        CommandLineRun run = CommandLineRun.of("--from", capture.path(), typed);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines().get(0)).contains("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /srv/www | ; known mount points: /data/mysql, /logs, /missing
            foo      | ; known ones: daxcheck list --all --from
            """)
    void whereNoNameIsNearTheNamesAreListed(String typed, String message) {
        assertThat(CommandLineRun.of("--from", capture.path(), typed).errLines().get(0))
                .contains(message)
                .doesNotContain("did you mean");
    }

    @Test
    void everyCommandSuggests() {
        for (String command : new String[] {"check", "list", "plan", "kernels"}) {
            assertThat(CommandLineRun.of(command, "--from", capture.path(), "pmem11")
                            .err())
                    .as(command)
                    .contains("; did you mean pmem1?");
        }
    }

    @Test
    void twoNamesOfOneDeviceAreOneQuestion() {
        CommandLineRun run = CommandLineRun.of("--from", capture.path(), "pmem2", "/dev/pmem2", "/logs", "pmem99");
        assertThat(run.outLines().get(0)).contains("pmem2 (/dev/pmem2)");
        assertThat(run.out()).doesNotContain("2 stacks");
    }

    @Test
    void aRegionAndAnNvdimmAreAnsweredToo() {
        assertThat(CommandLineRun.of("--from", capture.path(), "region1").outLines())
                .first()
                .asString()
                .startsWith("region1  ")
                .contains("namespace1.0 fsdax (/dev/pmem1)")
                .endsWith("no finding");
        assertThat(CommandLineRun.of("--from", capture.path(), "nmem0").out())
                .startsWith("nmem0  ")
                .contains("no finding");
    }

    @Test
    void otherFilesAreNamedForWhatTheyAre(@TempDir Path files) throws IOException {
        Path zip = Files.write(files.resolve("db07.zip"), startingWith("PK\3\4", 2000));
        Path text = Files.writeString(files.resolve("dmesg.txt"), "a line of text\n".repeat(100));
        Path captures = Files.createDirectory(files.resolve("captures"));
        Files.write(captures.resolve("a.tar.gz"), CaptureDirectory.archive("leg-spoils-table"));
        assertThat(CommandLineRun.of("--from", zip.toString()).err()).contains("but a zip file: unpack it");
        assertThat(CommandLineRun.of(zip.toString()).err()).contains("unpack it, then: daxcheck --from DIRECTORY");
        assertThat(CommandLineRun.of("--from", text.toString()).err()).contains("but a text file");
        assertThat(CommandLineRun.of("--from", captures.toString()).err()).contains("daxcheck audit " + captures);
        assertThat(CommandLineRun.of(captures.toString()).err()).contains("did you mean daxcheck audit " + captures);
    }

    private static byte[] startingWith(String start, int length) {
        byte[] bytes = new byte[length];
        byte[] first = start.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(first, 0, bytes, 0, first.length);
        return bytes;
    }
}
