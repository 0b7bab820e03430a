package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.cli.CommandLineRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Captures of odd mounts, legs and kernels, and what is true of them. Measured: the mount was tried on the kernel that the
 * name has. Edited: a superblock, a line of fstab or a release was put into a capture, and that mount was tried. Source: the
 * kernel's source says so.
 */
class KernelCasesTest {
    private static final Path CASES =
            Path.of(System.getProperty("basedir", "."), "src", "test", "cases", "kernel.tar.xz");

    @TempDir
    private static Path cases;

    private enum Known {
        MEASURED,
        EDITED,
        SOURCE
    }

    /**
     * A capture, and what is asked about it.
     *
     * @param device {@code supported}, {@code unsafe} …, of the device alone
     * @param filesystem {@code VERDICT MOUNT} of what is there, with its hazards behind; empty where nothing does
     * @param active whether the files of the mount use DAX; empty where nothing is mounted
     * @param next what the line of fstab gives; empty where there is none
     * @param code a finding that has to be there; empty for none that is more than information
     */
    private record Row(
            String name,
            String target,
            Known known,
            String device,
            String filesystem,
            String active,
            String next,
            int status,
            String code) {}

    // spotless:off
    private static final List<Row> ROWS = List.of(
            new Row("xfs-reflink-6.1", "pmem1", Known.MEASURED, "supported", "unsafe dax corrupt", "yes", "yes", 4, "xfs-reflink-corrupts"),
            new Row("xfs-zoned-7.3", "pmem1", Known.EDITED, "supported", "unsafe dax panic error", "", "yes", 4, "xfs-zoned"),
            new Row("chunk12-bad-block-elsewhere-7.3", "dm-0", Known.MEASURED, "unsafe", "unsafe dax corrupt error", "yes", "", 4, "mounted-and-corrupting"),
            new Row("per-file-on-corrupting-stack-inline-7.3", "dm-0", Known.MEASURED, "unsafe", "unsafe refused corrupt", "per-file", "", 4, "mounted-and-corrupting"),
            new Row("per-file-on-corrupting-stack-plain-7.3", "dm-0", Known.MEASURED, "unsafe", "unsafe dax corrupt", "per-file", "", 4, "mounted-and-corrupting"),
            new Row("per-file-a-xfs-reflink-whole-5.10", "pmem1", Known.MEASURED, "supported", "unsupported refused", "per-file", "", 1, "xfs-reflink"),
            new Row("per-file-b-xfs-reflink-partition-7.3", "pmem1p1", Known.MEASURED, "supported", "unsupported refused", "per-file", "", 1, "xfs-reflink-on-partition"),
            new Row("per-file-c-ext4-inline-5.10", "pmem1", Known.MEASURED, "supported", "unsupported refused", "per-file", "", 1, "ext4-inline-data"),
            new Row("ext4-journal_data-7.3", "pmem1", Known.EDITED, "supported", "unsupported refused", "", "refused", 1, "ext4-data-journal"),
            new Row("ext4-sbopt-dax-on-raw-7.3", "pmem3", Known.EDITED, "unsupported", "unsupported refused", "", "refused", 1, "next-mount-refused"),
            new Row("ext2-dax-always-7.3", "pmem1", Known.EDITED, "supported", "supported dax", "", "refused", 1, "next-mount-refused"),
            new Row("ext2-dax-inode-7.3", "pmem1", Known.EDITED, "supported", "supported dax", "", "refused", 0, "next-mount-refused"),
            new Row("ext3-dax-always-7.3", "pmem1", Known.EDITED, "supported", "", "", "refused", 1, "next-mount-refused"),
            new Row("ext3-dax-never-7.3", "pmem1", Known.EDITED, "supported", "", "", "refused", 0, "next-mount-refused"),
            new Row("erofs-blob-device-6.1", "pmem1", Known.EDITED, "supported", "unsafe dax error", "yes", "yes", 4, "second-device-without-dax"),
            new Row("erofs-inline-7.3", "pmem1", Known.EDITED, "supported", "supported dax", "per-file", "per-file", 1, "erofs-files-without-dax"),
            new Row("erofs-compressed-7.3", "pmem1", Known.SOURCE, "supported", "supported dax", "per-file", "", 1, "erofs-files-without-dax"),
            new Row("erofs-dax-inode-7.3", "pmem1", Known.EDITED, "supported", "supported dax", "", "refused", 0, "next-mount-refused"),
            new Row("xfs-nrext64-5.10", "pmem1", Known.EDITED, "supported", "unsupported refused", "", "refused", 1, "filesystem-not-mountable"),
            new Row("xfs-hold-unaligned-partition-7.3", "pmem1p1", Known.EDITED, "supported", "supported dax", "", "yes", 0, ""),
            new Row("xfs-realtime-same-disk-7.3", "pmem1p1", Known.MEASURED, "supported", "supported dax", "per-file", "per-file", 1, "second-device-without-dax"),
            new Row("xfs-data-raw-realtime-fsdax-7.3", "pmem3", Known.MEASURED, "unsupported", "supported dax", "per-file", "per-file", 1, "second-device-without-dax"),
            new Row("force-raw-written-while-enabled-7.3", "pmem5", Known.MEASURED, "supported", "", "", "", 0, "force-raw-pending"),
            new Row("poison-after-load-5.10", "dm-0", Known.MEASURED, "unsupported", "", "", "", 1, "poison-in-range"),
            new Row("dcss-aligned-dmesg", "dcssblk0", Known.SOURCE, "supported", "", "", "", 0, ""),
            new Row("ubuntu-oem-raw-leg", "dm-0", Known.SOURCE, "unknown", "", "", "", 3, "kernel-undecided"),
            new Row("ubuntu-generic-raw", "pmem3", Known.SOURCE, "unsupported", "", "", "", 1, "raw-namespace"),
            new Row("ubuntu-aws-raw-leg-no-flag", "dm-0", Known.SOURCE, "unknown", "", "", "", 3, "kernel-undecided"),
            new Row("ubuntu-abi-4.15.0-1009-aws", "dm-0", Known.SOURCE, "unsafe", "", "", "", 4, "leg-not-checked"),
            new Row("aarch64-pagesize-in-config", "dm-0", Known.SOURCE, "supported", "unsupported refused", "", "", 1, "filesystem-block-size"),
            new Row("hugepage-size-ppc64le", "dm-0", Known.SOURCE, "supported", "", "", "", 0, ""),
            new Row("hugepage-size-s390x", "dm-0", Known.SOURCE, "supported", "", "", "", 0, ""),
            new Row("fstab-automount", "pmem3", Known.SOURCE, "unsupported", "unsupported refused", "", "refused", 1, "raw-namespace"),
            new Row("rootflags-dax", "/", Known.SOURCE, "supported", "supported dax", "yes", "yes", 0, ""),
            new Row("table-lines-reversed", "dm-0", Known.MEASURED, "unsupported", "", "", "", 1, "leg-without-dax"));
    // spotless:on

    @BeforeAll
    static void unpack() throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(Files.newInputStream(CASES)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(cases.resolve(entry.getName()), entry, tar);
            }
        }
    }

    private static void write(Path path, TarArchiveEntry entry, InputStream content) throws IOException {
        Files.createDirectories(entry.isDirectory() ? path : path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.write(path, content.readAllBytes());
        }
    }

    @TestFactory
    Stream<DynamicTest> isAsWasMeasured() {
        return ROWS.stream().map(row -> dynamicTest(row.name() + " (" + row.known() + ")", () -> check(row)));
    }

    @Test
    void everyCaptureHasARow() throws IOException {
        try (Stream<Path> captures = Files.list(cases)) {
            assertThat(captures.map(capture -> capture.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            ROWS.stream().map(Row::name).toList());
        }
    }

    private static void check(Row row) {
        CommandLineRun run = run(row.name(), row.target(), "--format", "json");
        JsonNode stack = JsonMapper.shared().readTree(run.out()).get("stacks").get(0);
        JsonNode filesystem = stack.get("filesystem");
        JsonNode mounted = filesystem.path("mounted");
        List<String> codes = new ArrayList<>();
        stack.get("findings").forEach(finding -> {
            if (!row.code().isEmpty() || !finding.get("severity").asString().equals("info")) {
                codes.add(finding.get("code").asString());
            }
        });
        assertThat(new Row(
                        row.name(),
                        row.target(),
                        row.known(),
                        stack.get("verdict").asString(),
                        filesystem.isNull() ? "" : told(filesystem),
                        mounted.isObject() ? mounted.get("daxActive").asString() : "",
                        stack.path("configured")
                                .path(0)
                                .path("daxAfterNextMount")
                                .asString(""),
                        run.status(),
                        codes.contains(row.code()) ? row.code() : String.join(" ", codes)))
                .isEqualTo(row);
    }

    private static String told(JsonNode filesystem) {
        StringBuilder text = new StringBuilder(filesystem.get("verdict").asString())
                .append(' ')
                .append(filesystem.get("mount").asString());
        filesystem.get("hazards").forEach(hazard -> text.append(' ').append(hazard.asString()));
        return text.toString();
    }

    private static CommandLineRun run(String name, String target, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("check", "--from", cases.resolve(name).toString(), target));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }

    /** systemd waits for the automount unit, and not for the mount. */
    @Test
    void anAutomountDoesNotStopTheBoot() {
        assertThat(run("fstab-automount", "pmem3").out())
                .contains("next mount of /data")
                .doesNotContain("boot stops");
        assertThat(run("ext4-sbopt-dax-on-raw-7.3", "pmem3").out()).contains("boot stops");
    }

    /** fstab has no dax option, and the superblock of the ext4 asks for dax all the same. */
    @Test
    void aSuperblockRequestsDaxForItsLine() {
        assertThat(CommandLineRun.of(
                                "check",
                                "--from",
                                cases.resolve("ext4-sbopt-dax-on-raw-7.3").toString())
                        .status())
                .isEqualTo(1);
    }

    /** What the kernel was asked at boot counts for the root filesystem, and fstab alone does not. */
    @Test
    void rootIsMountedWithTheOptionsOfTheCommandLine() {
        assertThat(run("rootflags-dax", "/", "-v").out()).doesNotContain("the next mount is without");
    }

    /** The page size of an architecture with several is what its configuration says. */
    @Test
    void pageSizeIsReadFromTheConfiguration() {
        JsonNode report = JsonMapper.shared()
                .readTree(run("aarch64-pagesize-in-config", "pmem2", "--format", "json")
                        .out());
        assertThat(report.path("host").path("pageSize").asInt()).isEqualTo(65536);
    }

    /** 2 MiB with radix on ppc64le and 1 MiB on s390x: neither is the page size times the entries of x86_64's table. */
    @Test
    void hugePagesAreAsLargeAsTheArchitectureHasThem() {
        assertThat(run("aarch64-pagesize-in-config", "pmem2", "-v").out())
                .contains("page faults of 512 MiB", "no-huge-pages");
        for (String name : List.of("hugepage-size-ppc64le", "hugepage-size-s390x")) {
            assertThat(run(name, "dm-0", "-v").out()).as(name).doesNotContain("no-huge-pages");
        }
    }

    private static CommandLineRun plan(String name) {
        return CommandLineRun.of("plan", "--from", cases.resolve(name).toString(), "pmem1");
    }

    /** Mounted with dax already: no mount gives more of its files DAX, and the image itself is never written to. */
    @Test
    void noStepChangesAnImageWhoseFilesCannotHaveDax() {
        CommandLineRun run = plan("erofs-inline-7.3");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("-E noinline_data", "no step changes").doesNotContain("mkfs.ext4");
    }

    /** What a type never takes is said, and corrected where the line wants DAX of single files. */
    @Test
    void aValueThatTheTypeDoesNotTakeIsNamed() {
        assertThat(run("erofs-dax-inode-7.3", "pmem1").out()).contains("is refused: erofs takes no such value of dax");
        assertThat(plan("erofs-dax-inode-7.3").out()).contains("Correct etc/fstab:1");
        assertThat(run("ext3-dax-never-7.3", "pmem1").out())
                .contains("ext3 takes no such value of dax", "Write dax without a value in etc/fstab:1, or remove it");
        assertThat(plan("ext3-dax-never-7.3").out()).contains("nothing to do");
    }
}
