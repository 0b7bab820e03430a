package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The causes that users met, each with the host on which it was met, as small as it can be: what is said of it, and
 * that the remedy has what this user needs. {@code src/docs/causes.md} is made of the same rows.
 */
class CausesTest {
    /** How a row's host came about, in the words of the document. */
    private enum Origin {
        /** A kernel that ran so. */
        REAL("real"),
        /** A kernel that ran, with as little changed as makes the cause true. */
        EDITED("edited"),
        /** Nothing ran. */
        SYNTHETIC("synthetic");

        private final String word;

        Origin(String word) {
            this.word = word;
        }
    }

    /**
     * What is said of the stack that a user asks about.
     *
     * @param onDevice what {@code mount -o dax} does with the filesystem that is there; null where none does
     */
    private record Said(Verdict verdict, MountOutcome ext4, MountOutcome xfs, MountOutcome onDevice) {
        private static final Said WITHOUT_DAX =
                new Said(Verdict.UNSUPPORTED, MountOutcome.REFUSED, MountOutcome.FALLBACK, null);
        private static final Said WITH_DAX = new Said(Verdict.SUPPORTED, MountOutcome.DAX, MountOutcome.DAX, null);

        private Said withFilesystem(MountOutcome outcome) {
            return new Said(verdict, ext4, xfs, outcome);
        }
    }

    /**
     * @param seen as a user says it
     * @param code null where nothing is the matter
     * @param layer device, namespace or region that the finding is about
     * @param said null where the cause leaves no stack to ask about
     * @param todo in the words of the document
     * @param decisive words that the remedy must have
     * @param on capture, and what is changed in it
     */
    private record Row(
            String number,
            String seen,
            String cause,
            FindingCode code,
            String layer,
            Said said,
            String todo,
            List<String> decisive,
            Origin origin,
            String on,
            Supplier<HostReport> host) {
        private String markdown() {
            return "| %s | %s | %s | %s | %s | %s: %s |%n"
                    .formatted(
                            number, seen, cause, code == null ? "none" : "`" + code.code() + "`", todo, origin.word, on)
                    .replace(System.lineSeparator(), "\n");
        }
    }

    private static final List<Row> ROWS = rows();

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                "1",
                "`mount -o dax` on /dev/pmem3 fails (ext4) or is silently off (xfs)",
                "the namespace is raw",
                FindingCode.RAW_NAMESPACE,
                "pmem3",
                Said.WITHOUT_DAX,
                "back up, reconfigure the namespace to fsdax",
                List.of("Back up", "ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax"),
                Origin.REAL,
                "7.3/ns-raw",
                of("7.3/ns-raw")));
        rows.add(new Row(
                "2",
                "pmem in a vSphere or QEMU guest has no dax",
                "the NVDIMM has no label area, so its namespace starts raw",
                FindingCode.RAW_NAMESPACE,
                "pmem3",
                Said.WITHOUT_DAX.withFilesystem(MountOutcome.FALLBACK),
                "reconfigure it to fsdax in the guest; no labels are needed for that",
                List.of("it has no labels", "--reconfig=namespace3.0 --mode=fsdax"),
                Origin.REAL,
                "5.10/ns-raw@xfs",
                of("5.10/ns-raw@xfs")));
        rows.add(new Row(
                "3",
                "dax is gone in a guest with a small kernel, on memory that was never raw",
                "the guest kernel has no CONFIG_ZONE_DEVICE",
                FindingCode.PFN_NOT_BUILT,
                "kernel",
                Said.WITHOUT_DAX,
                "boot a guest kernel with CONFIG_ZONE_DEVICE; reconfiguring does not help",
                List.of("CONFIG_ZONE_DEVICE=y", "guest kernel"),
                Origin.EDITED,
                "5.10/ns-virtio-pmem, as the kernel shows it without the option",
                edited("5.10/ns-virtio-pmem", CausesTest::withoutZoneDevice)));
        rows.add(new Row(
                "4",
                "ext4 on a small volume refuses dax, and the device is fine",
                "mkfs.ext4 made blocks of 1 KiB",
                FindingCode.FILESYSTEM_BLOCK_SIZE,
                "pmem1",
                Said.WITH_DAX.withFilesystem(MountOutcome.REFUSED),
                "make the filesystem again with blocks of the page size",
                List.of("Back up", "mkfs.ext4 -b 4096 /dev/pmem1"),
                Origin.REAL,
                "7.3/ns-fsdax@ext4-1k",
                of("7.3/ns-fsdax@ext4-1k")));
        rows.add(new Row(
                "5",
                "xfs refuses dax on a fresh mkfs.xfs",
                "reflink is the default of mkfs.xfs, and kernels from 4.16 to 5.19 refuse it with dax",
                FindingCode.XFS_REFLINK,
                "pmem1",
                Said.WITH_DAX.withFilesystem(MountOutcome.REFUSED),
                "mount it without dax and set the flag on a directory; or update to Linux 6.2 or RHEL 9.3, or make the filesystem again without reflink",
                List.of("Mount it without dax", "xfs_io -c 'chattr +x' DIRECTORY"),
                Origin.REAL,
                "5.10/ns-fsdax@xfs-reflink",
                of("5.10/ns-fsdax@xfs-reflink")));
        rows.add(new Row(
                "6",
                "the boot stops at a dax mount since the update from 4.19 to 5.4",
                "ext4 turned dax off and mounted from 4.16 to 4.20, and refuses again since 5.0",
                FindingCode.NEXT_MOUNT_REFUSED,
                "pmem3",
                Said.WITHOUT_DAX.withFilesystem(MountOutcome.REFUSED),
                "fix what keeps dax off, or remove dax from the options",
                List.of("remove dax from the options"),
                Origin.EDITED,
                "5.4/ns-raw@ext4 with a line of fstab",
                edited("5.4/ns-raw@ext4", fstab("/dev/pmem3 /data ext4 dax 0 2"))));
        rows.add(new Row(
                "7",
                "dax=always is a bad option",
                "the kernel is older than 5.8, where the option has no value",
                FindingCode.DAX_VALUE_NOT_KNOWN,
                "pmem1",
                Said.WITH_DAX.withFilesystem(MountOutcome.DAX),
                "write dax",
                List.of("Write dax instead of dax=always"),
                Origin.EDITED,
                "5.4/ns-fsdax@ext4 with a line of fstab",
                edited("5.4/ns-fsdax@ext4", fstab("/dev/pmem1 /data ext4 dax=always 0 2"))));
        rows.add(new Row(
                "8",
                "LVM volume on 4.18 has no dax",
                "the kernel did not pass dax on to the volume when its table was loaded",
                FindingCode.QUEUE_DAX_DIFFERS,
                "dm-0",
                new Said(Verdict.UNSUPPORTED, MountOutcome.FALLBACK, MountOutcome.FALLBACK, null),
                "deactivate and activate the volume; if that does not help, use a later kernel or the pmem disk itself",
                List.of("lvchange --activate y /dev/mapper/t", "use a later kernel", "on the pmem disk itself"),
                Origin.EDITED,
                "4.19/linear-fsdax as an LVM volume on 4.18.20 with queue/dax 0",
                edited("4.19/linear-fsdax", volumeWithoutDax("4.18.20"))));
        rows.add(new Row(
                "8",
                "LVM volume on RHEL 8 has no dax",
                "the same, on RHEL 8.0, whose ext4 falls back",
                FindingCode.QUEUE_DAX_DIFFERS,
                "dm-0",
                new Said(Verdict.UNSUPPORTED, MountOutcome.FALLBACK, MountOutcome.FALLBACK, null),
                "the same",
                List.of("lvchange --activate n /dev/mapper/t", "distributions' 4.18"),
                Origin.EDITED,
                "4.19/linear-fsdax as an LVM volume on 4.18.0-80.el8.x86_64 with queue/dax 0",
                edited("4.19/linear-fsdax", volumeWithoutDax("4.18.0-80.el8.x86_64"))));
        rows.add(new Row(
                "9",
                "a dm device on top of another has no dax",
                "a device further down has none, and takes it from all above",
                FindingCode.LEG_WITHOUT_DAX,
                "ram0",
                Said.WITHOUT_DAX,
                "take that device out of the table",
                List.of("Move the data off ram0 and remove it from dm-1"),
                Origin.REAL,
                "7.3/nested-linear-with-brd",
                of("7.3/nested-linear-with-brd")));
        rows.add(new Row(
                "9",
                "a dm device on a dm device over two namespaces has no dax, the lower one has",
                "Linux 5.2 to 5.8 ask a dm device below for one dev_pagemap",
                FindingCode.LEGS_IN_SEVERAL_PAGEMAPS,
                "dm-0",
                Said.WITHOUT_DAX,
                "use Linux 5.9, 5.8.11 or 5.4.67",
                List.of("Linux 5.9", "5.4.67"),
                Origin.SYNTHETIC,
                "5.4.50, linear over linear over two fsdax",
                () -> Judging.device(
                        new SyntheticHost("5.4.50", 4096)
                                .pmem("pmem0", Memory.FSDAX, 1 << 17)
                                .pmem("pmem1", Memory.FSDAX, 1 << 17)
                                .dm(0, "0 65536 linear {pmem0} 4096", "65536 65536 linear {pmem1} 4096")
                                .dm(1, "0 131072 linear {dm-0} 0")
                                .read(),
                        "dm-1")));
        rows.add(new Row(
                "10",
                "a volume over pmem and a ramdisk has no dax, not even on its pmem part",
                "one leg without dax takes it from the whole device",
                FindingCode.LEG_WITHOUT_DAX,
                "ram0",
                Said.WITHOUT_DAX,
                "take the ramdisk out of the table",
                List.of("Move the data off ram0 and remove it from dm-0"),
                Origin.REAL,
                "7.3/linear-fsdax-then-brd",
                of("7.3/linear-fsdax-then-brd")));
        rows.add(new Row(
                "11",
                "an image on a dax filesystem, mounted through a loop device, has no dax",
                "loop devices do not support DAX, even on a filesystem with DAX",
                FindingCode.LEAF_WITHOUT_DAX,
                "loop0",
                Said.WITHOUT_DAX,
                "put the files on the filesystem itself, without an image",
                List.of("without a loop device"),
                Origin.REAL,
                "7.3/loop-alone",
                of("7.3/loop-alone")));
        rows.add(new Row(
                "12",
                "every namespace is raw, and ndctl cannot make one fsdax",
                "the kernel has no CONFIG_NVDIMM_PFN",
                FindingCode.PFN_NOT_BUILT,
                "kernel",
                Said.WITHOUT_DAX,
                "boot a kernel that has it, before anything is written or reconfigured",
                List.of("CONFIG_NVDIMM_PFN=y", "ndctl list -N"),
                Origin.EDITED,
                "5.10/ns-raw without the option and the pfn devices",
                edited("5.10/ns-raw", CausesTest::withoutPfn)));
        rows.add(new Row(
                "13",
                "memmap= is on the command line, and no pmem disk appears",
                "the region shares a section of memory with RAM (here 64 MiB of a section of 128 MiB)",
                FindingCode.DISABLED_NAMESPACE,
                "namespace5.0",
                null,
                "give memmap= a start and a length of whole sections, in usable RAM",
                List.of("multiples of 128M", "ndctl enable-namespace namespace5.0", "/proc/iomem"),
                Origin.REAL,
                "4.19/ns-fsdax, booted with memmap=64M!1600M",
                of("4.19/ns-fsdax")));
        rows.add(new Row(
                "13",
                "the pmem disks have other sizes than memmap= asked for",
                "two memmap= regions overlap",
                FindingCode.MEMMAP_OVERLAP,
                "kernel",
                null,
                "let the second start at the end of the first",
                List.of("LENGTH first", "--args='memmap=64M!1664M'"),
                Origin.EDITED,
                "7.3/ns-e820-memory, booted with a second memmap=",
                edited(
                        "7.3/ns-e820-memory",
                        tree -> tree.text(
                                "proc/cmdline",
                                line -> line.replace("memmap=64M!1600M", "memmap=64M!1600M,64M!1632M")))));
        rows.add(new Row(
                "14",
                "ndctl lists namespaces, and there is no /dev/pmem",
                "the kernel has no CONFIG_BLK_DEV_PMEM",
                FindingCode.PMEM_DRIVER_MISSING,
                "namespace1.0",
                null,
                "boot a kernel that has it",
                List.of("CONFIG_BLK_DEV_PMEM", "CONFIG_NVDIMM_PFN"),
                Origin.EDITED,
                "7.3/ns-fsdax without the option and the pmem disks",
                edited("7.3/ns-fsdax", CausesTest::withoutPmemDriver)));
        rows.add(new Row(
                "15",
                "pmem in a QEMU guest can only be mounted read-only",
                "the NVDIMM is unarmed, so its region is read-only",
                FindingCode.READ_ONLY_REGION,
                "region1",
                Said.WITH_DAX.withFilesystem(MountOutcome.DAX),
                "take unarmed=on and readonly=on off the NVDIMM",
                List.of("unarmed=on", "readonly=on", "/sys/bus/nd/devices/region1/read_only"),
                Origin.EDITED,
                "7.3/ns-fsdax@ext4, read-only",
                edited(
                        "7.3/ns-fsdax@ext4",
                        tree -> tree.file("sys/bus/nd/devices/region1/read_only", "1\n")
                                .file("sys/block/pmem1/ro", "1\n"))));
        rows.add(new Row(
                "16",
                "dax works on the LVM volume, but never with 2 MiB pages",
                "LVM's first extent lies at 1 MiB",
                FindingCode.NO_HUGE_PAGES,
                "dm-0",
                Said.WITH_DAX,
                "make the volume group again with its data at 2 MiB",
                List.of("boundary of 2 MiB"),
                Origin.REAL,
                "7.3/linear-fsdax",
                of("7.3/linear-fsdax")));
        rows.add(new Row(
                "17",
                "mmap with MAP_SYNC fails with EOPNOTSUPP",
                "there is virtio pmem below the volume, whose writes the host must flush",
                FindingCode.MAP_SYNC_NOT_SURE,
                "pmem6",
                Said.WITH_DAX,
                "use fsync or msync; where MAP_SYNC is a must, an NVDIMM",
                List.of("EOPNOTSUPP", "msync", "NVDIMM in place of virtio pmem"),
                Origin.EDITED,
                "5.10/linear-fsdax, moved to the virtio pmem",
                edited(
                        "5.10/linear-fsdax",
                        tree -> tree.text("commands/dmsetup-table", table -> table.replace("259:0 ", "259:6 "))
                                .names("sys/block/dm-0/slaves", "pmem6"))));
        rows.add(new Row(
                "18",
                "what was written to pmem in a guest was lost, although it was flushed from the caches",
                "it is virtio pmem: only fsync reaches the host",
                FindingCode.MAP_SYNC_NOT_SURE,
                "pmem6",
                Said.WITH_DAX,
                "use fsync or msync",
                List.of("fsync or msync"),
                Origin.REAL,
                "7.3/ns-virtio-pmem",
                of("7.3/ns-virtio-pmem")));
        rows.add(new Row(
                "19",
                "the system was installed on pmem0s, and dax does not work there",
                "the installer chose sector mode",
                FindingCode.SECTOR_NAMESPACE,
                "pmem0s",
                Said.WITHOUT_DAX,
                "back up, reconfigure the namespace to fsdax",
                List.of("Back up", "--reconfig=namespace0.0 --mode=fsdax"),
                Origin.REAL,
                "7.3/ns-sector",
                of("7.3/ns-sector")));
        rows.add(new Row(
                "20",
                "ext2 ignores dax since the update to 7.3",
                "the ext2 driver has no dax any more",
                FindingCode.EXT2_WITHOUT_DAX,
                "pmem1",
                Said.WITH_DAX.withFilesystem(MountOutcome.FALLBACK),
                "mount it as ext4, as it is",
                List.of("mount -t ext4 -o dax /dev/pmem1", "fstab"),
                Origin.EDITED,
                "7.3/ns-fsdax@ext2 on a kernel with the ext2 driver",
                edited(
                        "7.3/ns-fsdax@ext2",
                        tree -> option(tree, CONFIG_7_3, "# CONFIG_EXT2_FS is not set", "CONFIG_EXT2_FS=y"))));
        rows.add(new Row(
                "21",
                "there is a /dev/dax4.0, and no disk to make a filesystem on",
                "the namespace is in devdax mode",
                FindingCode.DEVDAX_NAMESPACE,
                "namespace4.0",
                null,
                "nothing: it is a legitimate setting; daxcheck explain devdax-namespace",
                List.of("devdax mode"),
                Origin.REAL,
                "7.3/ns-fsdax",
                of("7.3/ns-fsdax")));
        rows.add(new Row(
                "22",
                "the pmem disk is gone, and its namespace is still there",
                "the namespace is disabled",
                FindingCode.DISABLED_NAMESPACE,
                "namespace1.0",
                null,
                "load the driver and enable it",
                List.of("modprobe nd_pmem", "ndctl enable-namespace namespace1.0"),
                Origin.EDITED,
                "7.3/ns-raw without pmem1",
                edited("7.3/ns-raw", CausesTest::withoutPmem1)));
        rows.add(new Row(
                "23",
                "one partition of pmem2 has dax, the next has not",
                "it starts inside a page",
                FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                "pmem2p2",
                Said.WITHOUT_DAX,
                "make the partition again at a multiple of 2 MiB",
                List.of("Back up", "a multiple of 2 MiB", "parted -a optimal /dev/pmem2 mkpart"),
                Origin.REAL,
                "7.3/partition-start-plus-1",
                of("7.3/partition-start-plus-1")));
        rows.add(new Row(
                "24",
                "pmem of memmap= is called raw elsewhere, as nothing claims it",
                "nothing is wrong: its memory has struct pages of its own, and `mode` says memory",
                null,
                "pmem5",
                Said.WITH_DAX,
                "nothing; do not reconfigure it",
                List.of(),
                Origin.REAL,
                "7.3/ns-e820-memory",
                of("7.3/ns-e820-memory")));
        rows.add(new Row(
                "25",
                "the second xfs on a pmem disk has no dax since the update to 6.0",
                "another xfs on the same disk holds its dax device",
                FindingCode.DAX_DEVICE_HELD,
                "pmem2p1",
                new Said(Verdict.SUPPORTED, MountOutcome.DAX, MountOutcome.FALLBACK, MountOutcome.FALLBACK),
                "make one of them ext4, put dm-linear over its partition, or give each a namespace",
                List.of("ext4 for one of them", "dm-linear over the partition", "a namespace of its own"),
                Origin.EDITED,
                "7.3/partition-aligned@ext4 with xfs on it and xfs mounted from a sibling",
                edited("7.3/partition-aligned@ext4", CausesTest::besideAnotherXfs)));
        return rows;
    }

    // --------------------------------------------------------------------------------------------------- hosts

    private static final String CONFIG_5_10 = "boot/config-5.10.0-32-amd64";
    private static final String CONFIG_7_3 = "boot/config-7.3.4+deb13-amd64";
    private static final String BUS = "sys/bus/nd/devices";

    private static Supplier<HostReport> of(String title) {
        return edited(title, tree -> tree);
    }

    /** The device that was measured in a capture; where the change takes it away, the host without a stack. */
    private static Supplier<HostReport> edited(String title, UnaryOperator<EditedTree> change) {
        return () -> {
            Capture capture = Captures.named(title);
            HostDiagnosis diagnosis =
                    new HostDiagnosis(HostReader.read(change.apply(new EditedTree(capture.tree()))), Optional.empty());
            return diagnosis.judge(diagnosis
                    .graph()
                    .host()
                    .device(capture.device())
                    .map(device -> List.of(diagnosis.graph().stack(device)))
                    .orElse(List.of()));
        };
    }

    private static UnaryOperator<EditedTree> fstab(String line) {
        return tree -> tree.file("etc/fstab", line + "\n");
    }

    private static EditedTree option(EditedTree tree, String config, String before, String after) {
        return tree.text(config, text -> text.replace(before, after));
    }

    private static EditedTree withoutOption(EditedTree tree, String config, String option) {
        return option(tree, config, option + "=y", "# " + option + " is not set");
    }

    private static EditedTree withoutPfn(EditedTree tree) {
        withoutOption(tree, CONFIG_5_10, "CONFIG_NVDIMM_PFN");
        return tree.withoutNames(BUS, namesWith(tree, BUS, "pfn"));
    }

    /** pmem_should_map_pages answers no without it, so that unclaimed memory is raw. */
    private static EditedTree withoutZoneDevice(EditedTree tree) {
        tree.text(
                CONFIG_5_10, text -> text.replace("CONFIG_ZONE_DEVICE=y\n", "").replace("CONFIG_NVDIMM_PFN=y\n", ""));
        return tree.withoutNames(BUS, namesWith(tree, BUS, "pfn"))
                .file(BUS + "/namespace6.0/mode", "raw\n")
                .file("sys/block/pmem6/queue/dax", "0\n");
    }

    private static EditedTree withoutPmemDriver(EditedTree tree) {
        option(tree, CONFIG_7_3, "CONFIG_BLK_DEV_PMEM=m", "# CONFIG_BLK_DEV_PMEM is not set");
        return withoutDisks(tree, namesWith(tree, "sys/class/block", "pmem"));
    }

    private static EditedTree withoutPmem1(EditedTree tree) {
        return withoutDisks(tree, "pmem1")
                .file(BUS + "/namespace1.0/mode", "raw\n")
                .file(BUS + "/namespace1.0/holder", "\n");
    }

    private static EditedTree withoutDisks(EditedTree tree, String... disks) {
        return tree.withoutNames("sys/class/block", disks).withoutNames("sys/block", disks);
    }

    private static String[] namesWith(Tree tree, String directory, String prefix) {
        return tree.list(directory).value().orElseThrow().stream()
                .filter(name -> name.startsWith(prefix))
                .toArray(String[]::new);
    }

    private static UnaryOperator<EditedTree> volumeWithoutDax(String release) {
        return tree -> tree.file("proc/sys/kernel/osrelease", release + "\n")
                .file("boot/config-" + release, "CONFIG_FS_DAX=y\nCONFIG_ZONE_DEVICE=y\nCONFIG_NVDIMM_PFN=y\n")
                .file("sys/block/dm-0/dm/uuid", "LVM-0123456789abcdefghijklmnopqrstuv\n")
                .file("sys/block/dm-0/queue/dax", "0\n");
    }

    private static EditedTree besideAnotherXfs(EditedTree tree) {
        Capture xfs = Captures.named("7.3/ns-fsdax@xfs");
        byte[] superblock =
                xfs.tree().read("superblocks/" + xfs.device()).value().orElseThrow();
        // Only a partition that starts and ends on a page holds the dax device.
        String start = "sys/devices/platform/ACPI0012:00/ndbus0/region2/pfn2.0/block/pmem2/pmem2p2/start";
        return tree.file("superblocks/pmem2p1", PlantedSuperblock.of(superblock))
                .file(start, "63488\n")
                .text("proc/self/mountinfo", mounts -> mounts + "99 2 259:10 / /other rw - xfs /dev/pmem2p2 rw\n");
    }

    // --------------------------------------------------------------------------------------------------- tests

    @TestFactory
    Stream<DynamicTest> causeIsFound() {
        return ROWS.stream().map(row -> dynamicTest(row.number() + ": " + row.seen(), () -> check(row)));
    }

    private static void check(Row row) {
        HostReport report = row.host().get();
        if (row.said() != null) {
            checkSaid(row.said(), report.stacks().get(0));
        }
        List<Finding> findings = new ArrayList<>(report.unplaced());
        report.stacks().forEach(stack -> findings.addAll(stack.findings()));
        if (row.code() == null) {
            assertThat(report.stacks().get(0).findings()).isEmpty();
            return;
        }
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(row.code());
            assertThat(finding.layer()).isEqualTo(row.layer());
            String remedy = !finding.hasRemedy()
                    ? ""
                    : finding.remedy().text() + " "
                            + String.join("; ", finding.remedy().commands());
            assertThat(finding.message() + " " + remedy).contains(row.decisive());
        });
    }

    private static void checkSaid(Said said, StackReport stack) {
        assertThat(stack.verdict()).isEqualTo(said.verdict());
        assertThat(stack.filesystems().get(Filesystem.EXT4).mount()).isEqualTo(said.ext4());
        assertThat(stack.filesystems().get(Filesystem.XFS).mount()).isEqualTo(said.xfs());
        if (said.onDevice() == null) {
            assertThat(stack.onDevice()).isEmpty();
        } else {
            assertThat(stack.onDevice().orElseThrow().outcome().orElseThrow().mount())
                    .isEqualTo(said.onDevice());
        }
    }

    /** What cause 6 describes for the time before the update. */
    @Test
    void ext4MountedOn419WhatItRefusesOn54() {
        assertThat(of("4.19/ns-raw@ext4")
                        .get()
                        .stacks()
                        .get(0)
                        .onDevice()
                        .orElseThrow()
                        .outcome()
                        .orElseThrow()
                        .mount())
                .isEqualTo(MountOutcome.FALLBACK);
    }

    /** Who follows the advice of a raw namespace under such a kernel loses data and wins nothing. */
    @Test
    void nothingIsReconfiguredUnderAKernelThatCannotHaveFsdax() {
        for (Finding finding : edited("5.10/ns-raw", CausesTest::withoutPfn)
                .get()
                .stacks()
                .get(0)
                .findings()) {
            assertThat(finding.remedy().commands()).as(finding.code().code()).noneMatch(c -> c.contains("--reconfig"));
            assertThat(finding.remedy().destructive()).isFalse();
        }
    }

    /** The kernel's own words are in the finding that they are about, and are not called unexplained. */
    @Test
    void logOfANamespaceStandsWithItsFinding() {
        String line = "nd_pmem namespace5.0: could not reserve region [mem 0x64000000-0x67ffffff]";
        List<Finding> findings = edited(
                        "4.19/ns-fsdax", tree -> tree.file("commands/dmesg", "[    1.500000] " + line + "\n"))
                .get()
                .unplaced();
        assertThat(findings).extracting(Finding::code).doesNotContain(FindingCode.KERNEL_LOG_UNEXPLAINED);
        assertThat(findings)
                .filteredOn(finding -> finding.code() == FindingCode.DISABLED_NAMESPACE)
                .flatExtracting(Finding::evidence)
                .extracting(Evidence::fact)
                .contains(line, "memmap=64M!1600M");
    }

    @Test
    void everyCauseIsThereAndHalfOfThemAreReal() {
        List<String> numbers = ROWS.stream().map(Row::number).distinct().toList();
        assertThat(numbers).hasSize(25);
        assertThat(ROWS.stream()
                        .filter(row -> row.origin() == Origin.REAL)
                        .map(Row::number)
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(13);
    }

    /** If this fails, what it expected at the end is what belongs there. */
    @Test
    void documentIsWhatTheRowsSay() throws IOException {
        StringBuilder table = new StringBuilder("| | what you see | cause | finding | what to do | tested on |\n"
                + "| --- | --- | --- | --- | --- | --- |\n");
        ROWS.forEach(row -> table.append(row.markdown()));
        Path document = Path.of(System.getProperty("basedir", "."), "src", "docs", "causes.md");
        assertThat(Files.readString(document)).endsWith("\n\n" + table);
    }
}
