package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.mount.FilesystemOnDevice.DaxActive;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The devices that mount options name next to the one that is mounted. */
class FilesystemBelowTest {
    private static final long SECTORS = 1 << 18;

    private static SyntheticHost host(String release) {
        return new SyntheticHost(release, 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .pmem("pmem1", Memory.FSDAX, SECTORS)
                .pmem("pmem2", Memory.RAW, SECTORS);
    }

    private static StackReport report(SyntheticHost host, String device, String type, String options) {
        host.file("run/udev/data/b" + host.number(device), "E:ID_FS_TYPE=" + type + "\nE:ID_FS_BLOCKSIZE=4096\n")
                .file("etc/fstab", "/dev/" + device + " /data " + type + " " + options + "\n");
        return Judging.device(host.read(), device).stacks().get(0);
    }

    /** 259:1 is 0x10301: the minor number has its lower eight bits at the bottom, the major number follows. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            pmem0, ext4, "dax,journal_path=/dev/pmem7",               unknown
            pmem0, ext4, "dax,journal_dev=0x10307",                   unknown
            pmem0, ext4, "dax,journal_dev=66311",                     unknown
            pmem0, ext4, "dax,journal_dev=x",                         unknown
            pmem0, xfs,  "dax,logdev=/dev/pmem7",                     unknown
            pmem0, xfs,  "dax,rtdev=/dev/disk/by-id/none",            unknown
            pmem2, xfs,  "dax,rtdev=/dev/pmem7",                      unknown
            pmem0, erofs, "dax,device=/dev/loop0",                    unknown
            pmem0, erofs, "dax,device=/dev/pmem1,device=/dev/loop0",  unknown
            pmem0, erofs, "dax,device=/dev/pmem1,device=/dev/pmem2",  no
            pmem0, erofs, "device=/dev/pmem7",                        no
            pmem2, ext4, "dax,journal_path=/dev/pmem7",               refused
            """)
    void oneThatIsNotFoundLeavesTheNextMountOpen(String device, String type, String options, String next) {
        StackReport report = report(host("7.3.0"), device, type, options);
        assertThat(report.configured().get(0).next().id()).isEqualTo(next);
        assertThat(report.onDevice()
                        .orElseThrow()
                        .outcome()
                        .orElseThrow()
                        .mount()
                        .id())
                .isIn(next.equals("no") ? List.of("fallback", "unknown") : List.of(next));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            xfs,   "dax,rtdev=/dev/pmem1"
            erofs, "dax,device=/dev/pmem1"
            """)
    void oneThatIsFoundIsAsked(String type, String options) {
        StackReport report = report(host("7.3.0"), "pmem0", type, options);
        assertThat(report.findings())
                .noneSatisfy(finding -> assertThat(finding.message()).contains("not among"));
        assertThat(report.onDevice()
                        .orElseThrow()
                        .outcome()
                        .orElseThrow()
                        .mount()
                        .id())
                .isIn("dax", "unknown");
    }

    /** A line that does not name the realtime device or the log of an XFS: the mount fails, and the line is to be mended. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "internal log", "external", "dax",                     "realtime device", "rtdev="
            "/dev/pmem1",   "none",     "dax",                     "external log",    "logdev="
            "internal log", "external", "dax,rtdev=/dev/pmem1",    "",                ""
            "internal log", "internal", "dax",                     "",                ""
            """)
    void aLineHasToNameTheDevicesOfAnXfs(String log, String realtime, String options, String lacks, String option) {
        SyntheticHost host = host("7.3.0").file("etc/fstab", "/dev/pmem0 /data xfs " + options + "\n");
        host.file(
                "commands/xfs_info/pmem0",
                "meta-data=/dev/pmem0 isize=512\n         = crc=1 finobt=1\n         = reflink=0\n"
                        + "data     = bsize=4096 blocks=1000\nlog      =" + log + " bsize=4096\nrealtime =" + realtime
                        + " extsz=4096 blocks=" + (realtime.equals("none") ? 0 : 64) + "\n");
        StackReport report = Judging.device(host.read(), "pmem0").stacks().get(0);
        assertThat(report.configured().get(0).next().id()).isEqualTo(lacks.isEmpty() ? "yes" : "refused");
        assertThat(report.findings().stream()
                        .filter(finding -> finding.code() == FindingCode.NEXT_MOUNT_REFUSED)
                        .map(finding -> finding.message() + finding.remedy().text()))
                .allSatisfy(text -> assertThat(text).contains("the " + lacks, "Add " + option + "DEVICE"))
                .hasSize(lacks.isEmpty() ? 0 : 1);
    }

    /** What dumpe2fs prints of a feature that no kernel knows: its bit, or a name that only the tools have. */
    @ParameterizedTest
    @CsvSource({
        "FEATURE_I31, dax, refused",
        "FEATURE_R20, dax, refused",
        "FEATURE_C9, dax, yes",
        "FEATURE_Ix, dax, yes",
        "dirdata, dax, refused",
        "shared_blocks, dax, refused",
        "metadata_csum, dax, yes"
    })
    void aFeatureThatNoKernelKnowsKeepsAnExt4FromMounting(String feature, String options, String next) {
        SyntheticHost host = host("7.3.0").file("etc/fstab", "/dev/pmem0 /data ext4 " + options + "\n");
        host.file(
                "commands/dumpe2fs/pmem0",
                "Filesystem features:      has_journal extent " + feature
                        + "\nBlock count:              1000\nBlock size:               4096\n");
        StackReport report = Judging.device(host.read(), "pmem0").stacks().get(0);
        assertThat(report.configured().get(0).next().id()).isEqualTo(next);
    }

    /** A line that asks for DAX on a filesystem of which nothing was read: what is missing, and the command that shows it. */
    @Test
    void aLineWithoutASuperblockSaysWhatIsMissing() {
        SyntheticHost host = host("6.1.100").file("etc/fstab", "/dev/pmem0 /data xfs dax\n");
        StackReport report = Judging.device(host.read(), "pmem0").stacks().get(0);
        assertThat(report.configured().get(0).next().id()).isEqualTo("unknown");
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.FACT_MISSING);
            assertThat(finding.remedy().commands()).containsExactly("xfs_info /dev/pmem0");
        });
    }

    /** The superblock names the journal's device: 0x10301 is 259:1. What mount(8) is given takes its place. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            0x10301, "dax",                              yes
            0x10307, "dax",                              unknown
            0x10307, "dax,journal_path=/dev/pmem1",      yes
            0x10301, "dax,journal_dev=0x10307",          unknown
            """)
    void aJournalOutsideHasToBeThere(String inSuperblock, String options, String next) {
        SyntheticHost host = host("7.3.0");
        host.file(
                "commands/dumpe2fs/pmem0",
                "Filesystem features:      has_journal extent 64bit\nBlock size:               4096\n"
                        + "Block count:              1024\nJournal device:           " + inSuperblock + "\n");
        host.file("etc/fstab", "/dev/pmem0 /data ext4 " + options + "\n");
        StackReport report = Judging.device(host.read(), "pmem0").stacks().get(0);
        assertThat(report.configured().get(0).next().id()).isEqualTo(next);
    }

    @Test
    void theFindingNamesIt() {
        assertThat(report(host("7.3.0"), "pmem0", "xfs", "dax,rtdev=/dev/pmem7").findings())
                .anySatisfy(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.FACT_MISSING);
                    assertThat(finding.message()).startsWith("/dev/pmem7, which a mount option names");
                    assertThat(finding.remedy().commands()).containsExactly("ls -lL -- /dev/pmem7");
                });
    }

    /** A log holds no files, and a mount that is there has all its devices. */
    @ParameterizedTest
    @CsvSource({
        "logdev=/dev/pmem7, YES",
        "rtdev=/dev/pmem7, UNKNOWN",
        "rtdev=/dev/pmem1, YES",
        "rtdev=/dev/pmem2, PER_FILE"
    })
    void whatIsMountedWithDaxHasItOnOneOfTwo(String option, DaxActive active) {
        SyntheticHost host = host("7.3.0");
        host.file(
                "proc/self/mountinfo",
                "30 2 " + host.number("pmem0") + " / /data rw - xfs /dev/pmem0 rw,dax=always," + option + "\n");
        StackReport report = report(host, "pmem0", "xfs", "dax," + option);
        assertThat(report.onDevice().orElseThrow().mounted().orElseThrow().daxActive())
                .isEqualTo(active);
        assertThat(report.configured().get(0).next().id())
                .isEqualTo(active == DaxActive.YES ? "yes" : active == DaxActive.UNKNOWN ? "unknown" : "per-file");
    }

    /** Before 6.17 erofs does not look at its other devices: shown, dax proves nothing of them. */
    @ParameterizedTest
    @CsvSource({"6.1.0, unknown", "7.3.0, dax"})
    void anImageWithOtherDevicesThatWereNotFoundMayFailToRead(String release, String outcome) {
        SyntheticHost host = host(release);
        host.file(
                "proc/self/mountinfo",
                "30 2 " + host.number("pmem0") + " / /data ro - erofs /dev/pmem0 ro,dax=always\n");
        StackReport report = report(host, "pmem0", "erofs", "dax,device=/dev/loop9");
        assertThat(report.onDevice()
                        .orElseThrow()
                        .outcome()
                        .orElseThrow()
                        .mount()
                        .id())
                .isEqualTo(outcome);
    }

    /** Hosts with a device for each hazard: a volume that is not aligned, one over raw memory, and a disk with a bad block. */
    private static SyntheticHost hostWithHazards(String release) {
        return host(release)
                .pmem("pmem3", Memory.FSDAX, SECTORS)
                .file("sys/devices/platform/ACPI0012:00/ndbus0/region3/pfn3.0/block/pmem3/badblocks", "4096 8\n")
                .dm(0, "0 65536 linear {pmem1} 2049")
                .dm(1, "0 65536 linear {pmem2} 0")
                .dm(2, "0 65536 linear {pmem1} 2048");
    }

    /** The files on another device use the DAX of that device: what can happen to them is in the answer, with the reason. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            6.1.0, xfs,   "dax,rtdev=/dev/dm-0",                         unsafe,    corrupt, offset-not-page-aligned, dm-0
            6.1.0, erofs, "dax,device=/dev/pmem1,device=/dev/dm-0",      unsafe,    corrupt, offset-not-page-aligned, dm-0
            6.1.0, xfs,   "dax,rtdev=/dev/pmem3",                        unsafe,    error,   poison-in-range,         pmem3
            5.14.0-162.6.1.el9_1.x86_64, xfs, "dax,rtdev=/dev/dm-1",     unsafe,    panic,   panic-on-raw-leg,        pmem2
            6.1.0, xfs,   "dax,rtdev=/dev/dm-2",                         supported, "",      "",                      ""
            6.1.0, xfs,   "dax,rtdev=/dev/pmem1",                        supported, "",      "",                      ""
            6.1.0, xfs,   "dax,logdev=/dev/dm-0",                        supported, "",      "",                      ""
            6.1.0, ext4,  "dax,journal_path=/dev/dm-0",                  supported, "",      "",                      ""
            6.1.0, xfs,   "dax,rtdev=/dev/pmem7",                        unknown,   "",      fact-missing,            pmem0
            7.3.0, erofs, "dax,device=/dev/loop9",                       unknown,   "",      fact-missing,            pmem0
            """)
    void theHazardsOfAnotherDeviceAreThoseOfItsFiles(
            String release, String type, String options, String verdict, String hazard, String code, String layer) {
        SyntheticHost host = hostWithHazards(release);
        if (type.equals("xfs")) {
            host.file(
                    "commands/xfs_info/pmem0",
                    "meta-data=/dev/pmem0 isize=512\n         = crc=1 finobt=1\n         = reflink=0\n"
                            + "data     = bsize=4096 blocks=1000\nlog      =internal log bsize=4096\nrealtime ="
                            + (options.contains("rtdev=")
                                    ? "external extsz=4096 blocks=64"
                                    : "none extsz=4096 blocks=0")
                            + "\n");
        }
        if (type.equals("ext4")) {
            host.file(
                    "commands/dumpe2fs/pmem0",
                    "Filesystem features:      has_journal extent\nBlock size:               4096\n"
                            + "Block count:              1024\n");
        }
        StackReport report = report(host, "pmem0", type, options);
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(report.filesystemVerdict().orElseThrow().id()).isEqualTo(verdict);
        assertThat(report.effectiveVerdict().id()).isEqualTo(verdict);
        assertThat(report.hazardRanges()).as("of the device itself").isEmpty();
        assertThat(report.onDevice().orElseThrow().outcome().orElseThrow().hazards().stream()
                        .map(Hazard::id))
                .containsExactlyElementsOf(hazard.isEmpty() ? List.of() : List.of(hazard));
        if (!code.isEmpty()) {
            assertThat(report.findings()).anySatisfy(finding -> {
                assertThat(finding.code().code()).isEqualTo(code);
                assertThat(finding.layer()).isEqualTo(layer);
            });
        }
    }

    /** The same of what a kernel showed: its volume dm-0 starts at an odd sector of pmem1. */
    @ParameterizedTest
    @CsvSource({
        "rtdev=/dev/dm-0, 2049, unsafe",
        "rtdev=/dev/dm-0, 2048, supported",
        "rtdev=/dev/dm-0, none, unknown",
        "logdev=/dev/dm-0, 2049, supported",
        "logdev=/dev/dm-0, none, supported",
        "rtdev=/dev/pmem9, 2049, unknown",
        "noatime, 2049, unknown"
    })
    void aVolumeThatIsNotAlignedIsNotSafeAsARealtimeDevice(String option, String offset, String verdict) {
        EditedTree tree = new EditedTree(
                        Captures.named("7.3/linear-offset-plus-1").tree())
                .text(
                        "proc/self/mountinfo",
                        mounts -> mounts + "99 2 259:2 / /data rw - xfs /dev/pmem2 rw,dax=always," + option + "\n")
                .file(
                        "commands/xfs_info/pmem2",
                        "meta-data=/dev/pmem2 isize=512\n         = crc=1 finobt=1\n         = reflink=0\n"
                                + "data     = bsize=4096 blocks=1000\nlog      =internal log bsize=4096\nrealtime ="
                                + (option.startsWith("logdev=") ? "none blocks=0\n" : "external blocks=64\n"));
        switch (offset) {
            case "none" -> tree.without("commands/dmsetup-table");
            case "2048" -> tree.text("commands/dmsetup-table", table -> table.replace(" 2049", " 2048"));
            default -> {
                // As it was captured.
            }
        }
        StackReport report = Judging.stack(tree, "pmem2");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(report.effectiveVerdict().id()).isEqualTo(verdict);
    }
}
