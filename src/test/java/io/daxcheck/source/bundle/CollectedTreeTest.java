package io.daxcheck.source.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.facts.NextKernel;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.BundleFiles;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.TarBuilder;
import io.daxcheck.source.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the facts of a sosreport and of a supportconfig come from, and what they do not show. */
class CollectedTreeTest {
    private static final String ROOT = "sosreport-db07-123-2026-11-22-abcdefg/";
    private static final String PMEM = "devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0";

    @TempDir
    private Path directory;

    /** One dm-linear device on one fsdax namespace. */
    private static TarBuilder sosreport() {
        return new TarBuilder()
                .link(ROOT + "sys/block/pmem0", "../" + PMEM)
                .link(ROOT + "sys/block/dm-0", "/sys/devices/virtual/block/dm-0")
                .file(ROOT + "sys/" + PMEM + "/queue/dax", "1\n")
                .file(
                        ROOT + "sos_commands/kernel/uname_-a",
                        "Linux db07 5.14.0-503.el9.x86_64 #1 SMP x86_64 GNU/Linux\n")
                .file(ROOT + "sos_commands/devicemapper/dmsetup_table", "vg-data: 0 65536 linear 259:0 2048\n")
                .file(
                        ROOT + "sos_commands/devicemapper/dmsetup_info_-c",
                        "Name    Maj Min Stat Open Targ Event  UUID\nvg-data 253   0 L--w    1    1      0 LVM-x\n")
                .file(
                        ROOT + "sos_commands/block/lsblk",
                        "NAME MAJ:MIN RM SIZE RO TYPE MOUNTPOINT\npmem0 259:0 0 510M 0 disk\n")
                .file(ROOT + "var/log/messages", "not read");
    }

    private static Host host(TarBuilder archive) throws InputException {
        return HostReader.read(Inputs.capture(archive.tree()));
    }

    /** The link that the host has, with its target next to it. */
    @Test
    void distributionIsReadThroughItsLink() throws InputException {
        assertThat(host(sosreport()
                                .link(ROOT + "etc/os-release", "../usr/lib/os-release")
                                .file(ROOT + "usr/lib/os-release", "ID=\"rhel\"\nVERSION_ID=\"9.5\"\n"))
                        .distribution())
                .isEqualTo(new Fact.Known<>("RHEL 9.5", "etc/os-release"));
    }

    /** What boots next, from the copies of the plugin grub2 and from its listing of /boot. */
    @Test
    void kernelsAreReadFromAListingOfBoot() throws InputException {
        String listing = """
                /boot:
                total 4
                drwx------.  5 0 0   97 May  2 10:01 grub2
                lrwxrwxrwx.  1 0 0   27 May  2 10:01 vmlinuz -> vmlinuz-5.14.0-503.el9.x86_64
                -rwxr-xr-x.  1 0 0 13MB May  2 10:01 vmlinuz-0-rescue-0123456789abcdef0123456789abcdef
                -rwxr-xr-x.  1 0 0 13MB May  2 10:01 vmlinuz-5.14.0-503.el9.x86_64
                -rwxr-xr-x.  1 0 0 13MB May  2 10:01 vmlinuz-5.14.0-70.el9.x86_64

                /boot/loader/entries:
                -rw-r--r--.  1 0 0  400 May  2 10:01 0123456789abcdef0123456789abcdef-5.14.0-503.el9.x86_64.conf
                """;
        String path = ROOT + "sos_commands/boot/ls_-lanR_.boot";
        Tree listed = Inputs.capture(sosreport().file(path, listing).tree());
        assertThat(listed.list("boot/loader/entries").value().orElseThrow()).hasSize(1);
        assertThat(NextKernel.read(listed).value().orElseThrow().text()).isEqualTo("5.14.0-503.el9.x86_64");
        Tree saved = Inputs.capture(sosreport()
                .file(path, listing)
                .file(
                        ROOT + "boot/grub2/grubenv",
                        "saved_entry=0123456789abcdef0123456789abcdef-5.14.0-70.el9.x86_64\n")
                .tree());
        assertThat(NextKernel.read(saved).value().orElseThrow().text()).isEqualTo("5.14.0-70.el9.x86_64");
    }

    @Test
    void everyFactCitesTheFileThatTellsIt() throws InputException {
        Host host = host(sosreport()
                .file(
                        ROOT + "sos_commands/pmem/ndctl_list_-iBDFHMNRX",
                        "[{\"dev\":\"namespace0.0\",\"mode\":\"fsdax\",\"size\":534773760,\"blockdev\":\"pmem0\"}]\n"));
        BlockDevice pmem = host.devices().get("pmem0");
        assertThat(pmem.sysfsPath()).isEqualTo(new Fact.Known<>("sys/" + PMEM, "sys/block/pmem0"));
        assertThat(pmem.sizeSectors())
                .isEqualTo(new Fact.Known<>(1_044_480L, "sos_commands/pmem/ndctl_list_-iBDFHMNRX"));
        assertThat(pmem.badblocks()).isEqualTo(new Fact.Known<>(List.of(), "sos_commands/pmem/ndctl_list_-iBDFHMNRX"));
        assertThat(pmem.queueDax()).isEqualTo(new Fact.Known<>(true, "sys/" + PMEM + "/queue/dax"));
        assertThat(host.namespaceOf(pmem).orElseThrow().mode())
                .isEqualTo(new Fact.Known<>("memory", "sos_commands/pmem/ndctl_list_-iBDFHMNRX"));
        BlockDevice dm = host.devices().get("dm-0");
        assertThat(dm.sizeSectors()).isEqualTo(new Fact.Known<>(65_536L, "sos_commands/devicemapper/dmsetup_table"));
        assertThat(dm.sysfsPath().source()).isEqualTo("sys/block/dm-0");
        assertThat(host.hostname()).isEqualTo(new Fact.Known<>("db07", "sos_commands/kernel/uname_-a"));
    }

    @Test
    void aRoundedSizeIsNone() throws InputException {
        assertThat(host(sosreport()).devices().get("pmem0").sizeSectors()).isInstanceOf(Fact.Absent.class);
    }

    @Test
    void badBlocksAreNotKnownWhereNdctlWasNotAskedForThem() throws InputException {
        Host host = host(
                sosreport()
                        .file(
                                ROOT + "sos_commands/pmem/ndctl_list",
                                "[{\"dev\":\"namespace0.0\",\"mode\":\"memory\",\"size\":534773760,\"blockdev\":\"pmem0\"}]\n"));
        assertThat(host.devices().get("pmem0").badblocks()).isInstanceOf(Fact.Absent.class);
        // From 57 on the number of an enabled namespace's is hidden where it is none.
        Host later = host(sosreport()
                .file(
                        ROOT + "sos_commands/pmem/ndctl_list",
                        "[{\"dev\":\"namespace0.0\",\"mode\":\"fsdax\",\"size\":534773760,\"blockdev\":\"pmem0\"}]\n"));
        assertThat(later.devices().get("pmem0").badblocks().value()).hasValue(List.of());
        Host counted = host(sosreport()
                .file(
                        ROOT + "sos_commands/pmem/ndctl_list",
                        "{\"dev\":\"namespace0.0\",\"mode\":\"fsdax\",\"badblock_count\":8,\"blockdev\":\"pmem0\"}\n"));
        assertThat(counted.devices().get("pmem0").badblocks()).isInstanceOf(Fact.Unreadable.class);
    }

    /** A label that is empty must not take the type for its value. */
    @Test
    void anEmptyPropertyOfUdevLeavesTheNextOneAlone() throws InputException {
        Host host = host(sosreport()
                .file(
                        ROOT + "sos_commands/devices/udevadm_info_--export-db",
                        "P: /devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0\nN: pmem0\nE: DEVNAME=/dev/pmem0\n"
                                + "E: MAJOR=259\nE: MINOR=0\nE: SUBSYSTEM=block\nE: DEVTYPE=disk\n"
                                + "E: ID_FS_LABEL_ENC=\nE: ID_FS_TYPE=ext4\nE: ID_FS_USAGE=filesystem\n\n"));
        assertThat(host.superblocks().get("pmem0").value().map(found -> found.type()))
                .hasValue("ext4");
    }

    @Test
    void aTableThatWasCutShortGivesNoSize() throws InputException {
        Host host = host(sosreport()
                .file(
                        ROOT + "sos_commands/devicemapper/dmsetup_info_-c",
                        "Name    Maj Min Stat Open Targ Event  UUID\nvg-data 253   0 L--w    1    2      0 LVM-x\n"));
        assertThat(host.devices().get("dm-0").sizeSectors()).isInstanceOf(Fact.Unreadable.class);
        Host alone = host(new TarBuilder()
                .link(ROOT + "sys/block/dm-0", "../devices/virtual/block/dm-0")
                .file(ROOT + "sos_commands/devicemapper/dmsetup_info_-c", "vg-data 253 0 LVM-x\n")
                .file(ROOT + "sos_commands/devicemapper/dmsetup_table", "vg-data: 0 65536 linear 259:0 2048\n"));
        assertThat(alone.devices().get("dm-0").sizeSectors()).isInstanceOf(Fact.Unreadable.class);
        assertThat(alone.devices().get("dm-0").dm().get().table().value().map(DmTable::lengthSectors))
                .contains(65_536L);
    }

    @Test
    void hostileJsonCostsTheFactsThatItWouldTellAndNoMore() throws InputException {
        Host host = host(sosreport().file(ROOT + "sos_commands/pmem/ndctl_list_-iBDFHMNRX", "[".repeat(100_000)));
        assertThat(host.devices().get("pmem0").badblocks())
                .isInstanceOfSatisfying(
                        Fact.Unreadable.class,
                        fact -> assertThat(fact.reason()).startsWith("not the JSON that ndctl writes"));
        assertThat(host.devices().get("pmem0").queueDax().is(true)).isTrue();
    }

    @Test
    void oldMountTablesTellWhatIsMountedAndTheToolsWhatStandsThere() throws InputException {
        Host host = host(sosreport()
                .file(
                        ROOT + "sos_commands/filesys/mount_-l",
                        "/dev/mapper/vg-data on /data type ext4 (rw,relatime,dax) [label]\n")
                .file(
                        ROOT + "sos_commands/filesys/dumpe2fs_-h_.dev.mapper.vg-data",
                        "Filesystem features:      has_journal extent\nBlock size:               4096\n"));
        assertThat(host.mounts().value().orElseThrow()).singleElement().satisfies(mount -> {
            assertThat(mount.device()).hasToString("253:0");
            assertThat(mount.target()).isEqualTo("/data");
            assertThat(mount.asksForDax()).isTrue();
        });
        assertThat(host.mounts().source()).isEqualTo("sos_commands/filesys/mount_-l");
        assertThat(host.superblocks().get("dm-0"))
                .isEqualTo(new Fact.Known<>(
                        new Superblock("ext4", 4096, List.of("has_journal"), "", "", true),
                        "sos_commands/filesys/dumpe2fs_-h_.dev.mapper.vg-data"));
    }

    @Test
    void readsADirectoryWithoutFollowingALinkOutOfIt() throws Exception {
        Path root = Files.createDirectories(directory.resolve("sosreport-x"));
        Path outside = Files.writeString(directory.resolve("outside"), "t: 0 8 linear 259:0 0\n");
        Files.createDirectories(root.resolve("sys/block"));
        Files.createDirectories(root.resolve("sos_commands/devicemapper"));
        Files.createSymbolicLink(root.resolve("sys/block/pmem0"), Path.of("../" + PMEM));
        Files.createSymbolicLink(root.resolve("sys/block/evil"), Path.of("../../../outside"));
        Files.createSymbolicLink(root.resolve("sos_commands/devicemapper/dmsetup_table"), outside);
        Files.createSymbolicLink(root.resolve("uname"), Path.of("sos_commands/kernel/gone"));
        Host host = HostReader.read(Inputs.open(root.toString(), Limits.DEFAULT));
        assertThat(host.devices()).containsKeys("pmem0", "evil");
        assertThat(host.devices().get("pmem0").path()).isEqualTo("sys/" + PMEM);
        assertThat(host.kernel().isKnown()).isFalse();
        Tree tree = Inputs.open(directory.toString(), Limits.DEFAULT);
        assertThat(tree.read("commands/dmsetup-table").isKnown()).isFalse();
    }

    @Test
    void keepsNothingOfAnArchiveThatNobodyReads() throws IOException {
        assertThat(BundleFiles.isOfNoUse(ROOT + "var/log/maillog")).isTrue();
        assertThat(BundleFiles.isOfNoUse(ROOT + "var/log/messages")).isFalse();
        assertThat(BundleFiles.isOfNoUse(ROOT + "sos_commands/logs/journalctl_--no-pager_--catalog_--boot"))
                .isFalse();
        assertThat(BundleFiles.isOfNoUse(ROOT + "sos_commands/logs/journalctl_--no-pager_--catalog_--boot_-1"))
                .isTrue();
        assertThat(BundleFiles.isOfNoUse(ROOT + "usr/lib/modules")).isTrue();
        assertThat(BundleFiles.isOfNoUse(ROOT + "usr/lib/os-release")).isFalse();
        assertThat(BundleFiles.isOfNoUse(ROOT + "sos_commands/logs/journalctl")).isTrue();
        assertThat(BundleFiles.isOfNoUse(ROOT + "sys/kernel/debug/x")).isTrue();
        assertThat(BundleFiles.isOfNoUse(ROOT + "proc/4711/mountinfo")).isFalse();
        assertThat(BundleFiles.isOfNoUse(ROOT + "sos_commands/pmem/ndctl_list_-vvv"))
                .isFalse();
        assertThat(BundleFiles.isOfNoUse(ROOT + "boot/config-5.14.0")).isFalse();
        assertThat(BundleFiles.isOfNoUse("proc/sys/kernel/osrelease")).isFalse();
        assertThat(BundleFiles.isOfNoUse("host/var/lib")).isFalse();
    }

    // ----------------------------------------------------------------------------------------- supportconfig

    /** Sections as supportconfig 3.2 writes them, and the pmem plugin, which leaves out the mark before a command. */
    @Test
    void readsASupportconfigPackedWithBzip2() throws Exception {
        TarBuilder files = new TarBuilder()
                .file("scc_db07_261122_2008/basic-environment.txt", """
                        =============================================================================
                                             Support Utilities - Supportconfig
                        =============================================================================

                        #==[ Command ]======================================#
                        # /bin/uname -a
                        Linux db07 5.14.21-150500.55.7-default #1 SMP x86_64 x86_64 x86_64 GNU/Linux

                        """)
                .file("scc_db07_261122_2008/lvm.txt", """
                        #==[ Command ]======================================#
                        # /sbin/dmsetup table
                        vg-data: 0 65536 linear 259:0 2048

                        #==[ Command ]======================================#
                        # /sbin/dmsetup info
                        Name:              vg-data
                        State:             ACTIVE
                        Major, minor:      254, 0
                        Number of targets: 1
                        UUID: LVM-x

                        """)
                .file("scc_db07_261122_2008/fs-diskio.txt", """
                        #==[ Configuration File ]===========================#
                        # /proc/partitions
                        major minor  #blocks  name

                         259        0     522240 pmem0
                         254        0      32768 dm-0

                        #==[ Configuration File ]===========================#
                        # /etc/fstab
                        /dev/mapper/vg-data /data xfs dax=always 0 0

                        #==[ Configuration File ]===========================#
                        # /proc/mounts
                        /dev/mapper/vg-data /data xfs rw,dax=always 0 0

                        #==[ Command ]======================================#
                        # /bin/ls -l --time-style=long-iso /sys/block/
                        total 0
                        lrwxrwxrwx 1 root root 0 2026-11-22 20:08 dm-0 -> ../devices/virtual/block/dm-0
                        lrwxrwxrwx 1 root root 0 2026-11-22 20:08 pmem0 -> ../devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0
                        """)
                .file("scc_db07_261122_2008/pmem.txt", """
                        #==[ Command ]======================================#
                        ndctl list -iBDFHMNRX
                        [
                          {
                            "dev":"namespace0.0",
                            "mode":"fsdax",
                            "size":534773760,
                            "blockdev":"pmem0"
                          }
                        ]

                        #==[ File System Information ]========================================#
                        /usr/sbin/xfs_info /dev/mapper/vg-data\s
                        meta-data=/dev/mapper/vg-data    isize=512    agcount=4, agsize=2048 blks
                                 =                       crc=1        finobt=1, sparse=1, rmapbt=0
                                 =                       reflink=0
                        data     =                       bsize=4096   blocks=8192, imaxpct=25

                        """);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(packed)) {
            bzip2.write(files.tar());
        }
        Host host = HostReader.read(Inputs.capture(
                ArchiveTree.read("scc", new ByteArrayInputStream(packed.toByteArray()), Limits.DEFAULT)));
        BlockDevice dm = host.devices().get("dm-0");
        assertThat(dm.sizeSectors()).isEqualTo(new Fact.Known<>(65_536L, "lvm.txt: /sbin/dmsetup table"));
        assertThat(dm.number().value()).hasToString("Optional[254:0]");
        BlockDevice pmem = host.devices().get("pmem0");
        assertThat(pmem.badblocks()).isEqualTo(new Fact.Known<>(List.of(), "pmem.txt: ndctl list -iBDFHMNRX"));
        assertThat(pmem.sysfsPath().source()).startsWith("fs-diskio.txt: /bin/ls -l");
        assertThat(pmem.sizeSectors().value()).contains(1_044_480L);
        assertThat(host.mounts().value().orElseThrow())
                .singleElement()
                .satisfies(mount -> assertThat(mount.device()).hasToString("254:0"));
        assertThat(host.fstab().value().orElseThrow())
                .singleElement()
                .satisfies(line -> assertThat(line.source()).isEqualTo("fs-diskio.txt: /etc/fstab:1"));
        assertThat(host.superblocks().get("dm-0"))
                .isEqualTo(new Fact.Known<>(
                        new Superblock("xfs", 4096, List.of("finobt"), List.of(), 33_554_432, "", "", true),
                        "pmem.txt: /usr/sbin/xfs_info /dev/mapper/vg-data"));
        assertThat(host.hostname().value()).contains("db07");
    }

    /** util-linux 2.38; and an lsblk that alone shows what a dm device is called. */
    @Test
    void losetupShowsBackingFilesAndLsblkTheNamesOfDmDevices() throws InputException {
        Host host = host(new TarBuilder()
                .link(ROOT + "sys/block/dm-0", "../devices/virtual/block/dm-0")
                .link(ROOT + "sys/block/loop0", "../devices/virtual/block/loop0")
                .link(ROOT + "sys/block/loop1", "../devices/virtual/block/loop1")
                .file(
                        ROOT + "sos_commands/block/lsblk_-O_-P",
                        "NAME=\"vg-data\" KNAME=\"dm-0\" MAJ:MIN=\"253:0\" TYPE=\"lvm\"\n")
                .file(ROOT + "sos_commands/devicemapper/dmsetup_table", "vg-data: 0 65536 linear 259:0 2048\n")
                .file(
                        ROOT + "sos_commands/block/losetup_-a",
                        "/dev/loop0: [64768]:2628 (/mnt/a (old).img), offset 1048576\n/dev/loop1: []: (/b)\nnoise\n"));
        assertThat(host.devices().get("loop0").backingFile())
                .isEqualTo(new Fact.Known<>("/mnt/a (old).img", "sos_commands/block/losetup_-a"));
        assertThat(host.devices().get("loop1").backingFile().value()).hasValue("/b");
        BlockDevice.DmDevice dm = host.devices().get("dm-0").dm().orElseThrow();
        assertThat(dm.name()).isEqualTo(new Fact.Known<>("vg-data", "sos_commands/block/lsblk_-O_-P"));
        assertThat(dm.table().value().map(DmTable::lengthSectors)).hasValue(65_536L);
    }

    /** The file of md's driver, and mdadm, which a sosreport of before 4 has without the file. */
    @Test
    void mdShowsTheLevelOfAnArrayAndItsMembers() throws InputException {
        TarBuilder sos = new TarBuilder();
        for (String name : List.of("md0", "md1", "md2", "md127", "pmem1", "pmem2", "sdb1")) {
            sos.link(ROOT + "sys/block/" + name, "../devices/virtual/block/" + name);
        }
        Host host = host(sos.file(ROOT + "sos_commands/devicemapper/dmsetup_table", "")
                .file(ROOT + "proc/mdstat", """
                        Personalities : [raid0] [raid1]
                        md0 : active raid0 pmem2[1] pmem1[0]
                              1040384 blocks super 1.2 512k chunks

                        md1 : inactive sdb1[0](S)
                        md127 : active (auto-read-only) raid1 sdb1[1](W) sdz[0]
                        unused devices: <none>
                        """)
                .file(ROOT + "sos_commands/md/mdadm_-D_.dev.md", """
                        /dev/md2:
                                   Version : 1.2
                                Raid Level : raid5
                              Raid Devices : 3
                        /dev/md0:
                                Raid Level : raid0
                        """));
        assertThat(host.devices().get("md0").mdLevel()).isEqualTo(new Fact.Known<>("raid0", "proc/mdstat"));
        assertThat(host.devices().get("md0").slaves().value()).hasValue(List.of("pmem1", "pmem2"));
        assertThat(host.devices().get("md1").mdLevel().isKnown()).isFalse();
        assertThat(host.devices().get("md127").mdLevel().value()).hasValue("raid1");
        assertThat(host.devices().get("md2").mdLevel())
                .isEqualTo(new Fact.Known<>("raid5", "sos_commands/md/mdadm_-D_.dev.md"));
    }

    /** The tool's own words are kept: what one shows and another contradicts is not known, until an answer settles it. */
    @Test
    void anAnswerSettlesWhatTwoToolsContradict() throws InputException {
        TarBuilder sos = sosreport()
                .file(
                        ROOT + "sos_commands/block/udevadm_info_-a_.dev.pmem0",
                        "  looking at device '/devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0':\n"
                                + "    ATTR{size}==\"1044488\"\n")
                .file(
                        ROOT + "sos_commands/pmem/ndctl_list_-iBDFHMNRX",
                        "[{\"dev\":\"namespace0.0\",\"mode\":\"fsdax\",\"size\":534773760,\"blockdev\":\"pmem0\"}]\n");
        ConfinedTree files = sos.tree();
        assertThat(HostReader.read(Inputs.capture(files)).devices().get("pmem0").sizeSectors())
                .isEqualTo(new Fact.Unreadable<>(
                        "sos_commands/block/udevadm_info_-a_.dev.pmem0",
                        "contradicted by sos_commands/pmem/ndctl_list_-iBDFHMNRX: \"1044488\" and \"1044480\""));
        Answers answers = new Answers();
        answers.add("a.txt", "=== cat /sys/class/block/pmem0/size\n1044480\n".getBytes(StandardCharsets.UTF_8));
        assertThat(HostReader.read(Inputs.capture(files, answers))
                        .devices()
                        .get("pmem0")
                        .sizeSectors())
                .isEqualTo(new Fact.Known<>(1_044_480L, "a.txt: cat /sys/class/block/pmem0/size"));
        Answers tool = new Answers();
        tool.add(
                "ndctl_list_-NM",
                "[{\"dev\":\"namespace0.0\",\"mode\":\"raw\",\"blockdev\":\"pmem0\"}]\n"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(HostReader.read(Inputs.capture(files, tool))
                        .namespaces()
                        .get("namespace0.0")
                        .mode())
                .isInstanceOf(Fact.Unreadable.class);
    }
}
