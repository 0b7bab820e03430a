package io.daxcheck.source.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.SectorRange;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.bundle.PartitionTables.Extent;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DmsetupInfo;
import io.daxcheck.source.format.FilesystemTool;
import io.daxcheck.text.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tools print that a sosreport holds, each sample as a tool printed it. */
class CollectedFormatsTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ------------------------------------------------------------------------------------------- file names

    /** The rule of sos: _mangle_command in sos/report/plugins/__init__.py. */
    @ParameterizedTest
    @CsvSource({
        "dmsetup table, dmsetup_table",
        "/sbin/dmsetup info -c, dmsetup_info_-c",
        "/usr/sbin/xfs_info /data/a b, xfs_info_.data.a_b",
        "udevadm info -a /dev/pmem0, udevadm_info_-a_.dev.pmem0",
        "blkid -c /dev/null, blkid_-c_.dev.null",
        "parted -s /dev/pmem2 unit s print, parted_-s_.dev.pmem2_unit_s_print",
        "ls -lanR /sys/block, ls_-lanR_.sys.block",
    })
    void namesOutputsAsSosDoes(String command, String name) {
        assertThat(CommandOutputs.name(command)).isEqualTo(name);
    }

    @Test
    void findsTheOutputsOfACommandByWholeWords() {
        CommandOutputs outputs = new CommandOutputs();
        for (String name : List.of("lsblk", "lsblk_-O_-P", "lsblkx", "ls_-lanR_.dev")) {
            outputs.add(name, () -> new Fact.Known<>(new byte[0], name));
        }
        outputs.add("lsblk_-t", () -> new Fact.Unreadable<>("lsblk_-t", "denied"));
        assertThat(outputs.of("lsblk")).extracting(CommandOutputs.Output::name).containsExactly("lsblk", "lsblk_-O_-P");
        assertThat(outputs.of("ls")).extracting(CommandOutputs.Output::name).containsExactly("ls_-lanR_.dev");
        assertThat(outputs.first("lsblk_-t", "nothing")).isInstanceOf(Fact.Unreadable.class);
    }

    // ------------------------------------------------------------------------------------------------ claims

    @Test
    void claimsThatContradictEachOtherAreNotKnownWhateverComesLater() {
        Statements claims = new Statements();
        claims.add("pmem1", FactKey.SECTORS, 8L, "a");
        claims.add("pmem1", FactKey.SECTORS, 8L, "b");
        assertThat(claims.get("pmem1", FactKey.SECTORS)).isEqualTo(new Fact.Known<>(8L, "a"));
        claims.add("pmem1", FactKey.SECTORS, 16L, "c");
        claims.add("pmem1", FactKey.SECTORS, 16L, "d");
        assertThat(claims.get("pmem1", FactKey.SECTORS))
                .isEqualTo(new Fact.Unreadable<>("a", "contradicted by c: \"8\" and \"16\""));
        claims.add("pmem1", FactKey.READ_ONLY, new Fact.Unreadable<>("e", "I/O error"));
        claims.add("pmem1", FactKey.READ_ONLY, false, "f");
        assertThat(claims.value("pmem1", FactKey.READ_ONLY)).contains(false);
        assertThat(claims.get("pmem1", FactKey.START)).isInstanceOf(Fact.Absent.class);
    }

    // ----------------------------------------------------------------------------------------------- dmsetup

    @Test
    void readsDmsetupInfoInEveryForm() {
        DeviceNumber number = new DeviceNumber(253, 1);
        DmsetupInfo.Device lv = new DmsetupInfo.Device("vg-my lv", number, "LVM-abc", 2, "L--w");
        String header = "Name             Maj Min Stat Open Targ Event  UUID                     \n";
        List<String> forms = List.of(
                header + "vg-my lv         253   1 L--w    1    2      0 LVM-abc\n",
                "vg-my lv         253   1 L--w    1    2      0 LVM-abc\n",
                "vg-my lv:253:1:L--w:1:2:0:LVM-abc\n",
                """
                Name:              vg-my lv
                State:             ACTIVE
                Read Ahead:        256
                Tables present:    LIVE
                Open count:        1
                Event number:      0
                Major, minor:      253, 1
                Number of targets: 2
                UUID: LVM-abc
                """);
        for (String form : forms) {
            assertThat(DmsetupInfo.PARSER.apply(bytes(form))).as(form).containsExactly(Map.entry(1, lv));
        }
        assertThat(DmsetupInfo.PARSER.apply(bytes(header + "a b              253   1 L--w    0    1      0 \n")))
                .containsExactly(Map.entry(1, new DmsetupInfo.Device("a b", number, "", 1, "L--w")));
    }

    // ------------------------------------------------------------------------------------------------- lsblk

    /** lsblk 2.38.1 -O -P, without some of its columns. */
    @Test
    void readsPairs() {
        assertThat(Lsblk.read("""
                        DAX="1" FSTYPE="" KNAME="dm-0" LABEL="" LOG-SEC="512" MAJ:MIN="252:0" NAME="my\\x20lv" \
                        PKNAME="pmem2p1" SIZE="24M" START="" MOUNTPOINTS="/a\\x0a/b" TYPE="dm"
                        """))
                .singleElement()
                .satisfies(device -> assertThat(device)
                        .containsEntry("KNAME", "dm-0")
                        .containsEntry("MAJ:MIN", "252:0")
                        .containsEntry("NAME", "my lv")
                        .containsEntry("START", ""));
    }

    /** lsblk 2.38.1, and SUSE's selection of columns with -i. */
    @Test
    void readsTables() {
        assertThat(Lsblk.read("""
                        NAME      MAJ:MIN RM   SIZE RO TYPE MOUNTPOINTS
                        pmem0s    259:0    0 126.8M  0 disk \s
                        pmem2     259:2    0   124M  0 disk \s
                        ├─pmem2p1 259:9    0  29.3M  0 part \s
                        │ └─t     252:0    0    24M  0 dm   /mnt
                        """))
                .extracting(device -> device.get("NAME") + " " + device.get("MAJ:MIN") + " " + device.get("SIZE") + " "
                        + device.get("TYPE"))
                .containsExactly(
                        "pmem0s 259:0 126.8M disk",
                        "pmem2 259:2 124M disk",
                        "pmem2p1 259:9 29.3M part",
                        "t 252:0 24M dm");
        assertThat(Lsblk.read("NAME KNAME MAJ:MIN FSTYPE LABEL RO\n`-vg-lv dm-1 254:1 xfs 0\n"))
                .containsExactly(Map.of("NAME", "vg-lv", "KNAME", "dm-1", "MAJ:MIN", "254:1"));
    }

    @ParameterizedTest
    @CsvSource({
        "126.8M, 133009408, true",
        "24M, 25165824, true",
        "24M, 12582912, false",
        "29.3M, 30670848, true",
        "1.5T, 1649267441664, true",
        "rubbish, 1, false"
    })
    void comparesRoundedSizes(String size, long bytes, boolean mayBe) {
        assertThat(Lsblk.mayStandFor(size, bytes)).isEqualTo(mayBe);
    }

    // ------------------------------------------------------------------------------------------------- ndctl

    /** ndctl 76.1 list -iBDFHMNRX, shortened; the names of the modes as in 59. */
    @Test
    void readsNamespacesHoweverTheyAreNested() {
        List<NdctlList.Item> items = NdctlList.read("""
                libndctl: a warning
                [
                  {
                    "provider":"ACPI.NFIT",
                    "dev":"ndbus0",
                    "regions":[
                      {
                        "dev":"region1",
                        "size":536870912,
                        "mappings":[ { "dimm":"nmem1", "offset":0, "length":536870912 } ],
                        "badblock_count":24,
                        "badblocks":[ { "offset":8, "length":8, "dimms":[ "nmem1" ] } ],
                        "namespaces":[
                          {
                            "dev":"namespace1.0",
                            "mode":"memory",
                            "size":534773760,
                            "blockdev":"pmem1",
                            "badblock_count":9,
                            "badblocks":[
                              { "offset":32768, "length":8, "dimms":[ "nmem1" ] },
                              { "offset":65536, "length":1 }
                            ]
                          }
                        ]
                      }
                    ]
                  }
                ]
                """);
        NdctlList.Item namespace = items.stream()
                .filter(item -> item.name().equals("namespace1.0"))
                .findFirst()
                .orElseThrow();
        assertThat(namespace.value("mode")).contains("memory");
        assertThat(namespace.value("size")).contains("534773760");
        assertThat(namespace.badBlocks("x").value())
                .hasValue(List.of(new SectorRange(32768, 8), new SectorRange(65536, 1)));
        assertThat(items).extracting(NdctlList.Item::name).contains("ndbus0", "region1");
        assertThat(NdctlList.read("{\"dev\":\"namespace0.0\",\"mode\":\"raw\"}"))
                .extracting(NdctlList.Item::name)
                .containsExactly("namespace0.0");
        assertThat(NdctlList.read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "[{\"dev\":",
                "[{\"dev\":\"namespace0.0\"",
                "[1 2",
                "{]",
                "[{\"size\":99999999999999999999999999999999999999999999999999}]"
            },
            delimiter = ';')
    void refusesWhatIsNoJson(String output) {
        assertThatThrownBy(() -> NdctlList.read(output)).isInstanceOf(Fact.Malformed.class);
    }

    @Test
    void refusesJsonThatIsNestedDeeperThanAnyHost() {
        assertThatThrownBy(() -> NdctlList.read("[".repeat(100_000))).isInstanceOf(Fact.Malformed.class);
        assertThatThrownBy(() -> NdctlList.read("{\"a\":".repeat(100_000))).isInstanceOf(Fact.Malformed.class);
    }

    // -------------------------------------------------------------------------------------------------- udev

    @Test
    void readsAttributesOfADeviceAndOfThoseThatItLiesIn() {
        List<UdevadmInfo.Device> devices = UdevadmInfo.attributes("""

                Udevadm info starts with the device specified by the devpath and then
                walks up the chain of parent devices.

                  looking at device '/devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0':
                    KERNEL=="pmem0"
                    SUBSYSTEM=="block"
                    ATTR{badblocks}==""
                    ATTR{size}=="1044480"
                    ATTR{stat}=="(not readable)"

                  looking at parent device '/devices/platform/e820_pmem/ndbus0/region0/pfn0.0':
                    KERNELS=="pfn0.0"
                    ATTRS{namespace}=="namespace0.0"
                """);
        assertThat(devices).extracting(UdevadmInfo.Device::name).containsExactly("pmem0", "pfn0.0");
        assertThat(devices.get(0).path()).isEqualTo("sys/devices/platform/e820_pmem/ndbus0/region0/pfn0.0/block/pmem0");
        assertThat(devices.get(0).attributes()).isEqualTo(Map.of("badblocks", "", "size", "1044480"));
        assertThat(devices.get(1).attributes()).isEqualTo(Map.of("namespace", "namespace0.0"));
    }

    @Test
    void readsUdevsDatabase() {
        assertThat(UdevadmInfo.properties("""
                        P: /devices/virtual/block/dm-0
                        N: dm-0
                        S: vg/lv
                        E: DEVTYPE=disk
                        E: DM_NAME=vg-lv

                        E: NOBODYS=1
                        """))
                .containsExactly(new UdevadmInfo.Device(
                        "sys/devices/virtual/block/dm-0",
                        Map.of(),
                        Map.of("DEVTYPE", "disk", "DM_NAME", "vg-lv"),
                        List.of("vg/lv")));
    }

    // ------------------------------------------------------------------------------------ places and listings

    /** fdisk and parted of Debian 12 of one image; a disk of 4 KiB sectors; and an fdisk that counts in cylinders. */
    @Test
    void readsPartitionTablesInTheUnitThatTheyState() {
        assertThat(PartitionTables.fdisk("""
                        Disk /dev/vda: 100 MiB, 104857600 bytes, 204800 sectors
                        Units: sectors of 1 * 512 = 512 bytes
                        Sector size (logical/physical): 512 bytes / 512 bytes

                        Device     Boot Start    End Sectors  Size Id Type
                        /dev/vda1  *     2048  61951   59904 29.3M 83 Linux
                        /dev/vda2       63489 123488   60000 29.3M 83 Linux
                        """))
                .containsExactly(
                        new Extent("/dev/vda", Decimal.NONE, 204_800),
                        new Extent("/dev/vda1", 2048, 59_904),
                        new Extent("/dev/vda2", 63_489, 60_000));
        assertThat(PartitionTables.fdisk("""
                        Disk /dev/sda: 107.4 GB, 107374182400 bytes
                        Units = cylinders of 16065 * 512 = 8225280 bytes
                        /dev/sda1   *           1          13      104391   83  Linux
                        """)).containsExactly(new Extent("/dev/sda", Decimal.NONE, 209_715_200));
        assertThat(PartitionTables.parted("""
                        Model: NVDIMM Device (pmem)
                        Disk /dev/pmem2: 31744s
                        Sector size (logical/physical): 4096B/4096B
                        Partition Table: gpt
                        Disk Flags:\s

                        Number  Start  End     Size    File system  Name  Flags
                         1      256s   7743s   7488s
                        """))
                .containsExactly(
                        new Extent("/dev/pmem2", Decimal.NONE, 253_952), new Extent("/dev/pmem2p1", 2048, 59_904));
        assertThat(PartitionTables.sfdisk("""
                        label: dos
                        device: /dev/vda
                        unit: sectors
                        sector-size: 512

                        /dev/vda1 : start=        2048, size=       59904, type=83
                        """)).containsExactly(new Extent("/dev/vda1", 2048, 59_904));
        assertThat(PartitionTables.blockdev("""
                        RO    RA   SSZ   BSZ        StartSec            Size   Device
                        rw   256   512  4096            2048        30670848   /dev/pmem2p1
                        rw   256   512  4096             N/A       130023424   /dev/pmem2
                        """))
                .containsExactly(
                        new Extent("/dev/pmem2p1", 2048, 59_904), new Extent("/dev/pmem2", Decimal.NONE, 253_952));
    }

    @Test
    void readsListingsWithContextsAndWithout() {
        assertThat(DeviceListing.links("""
                        /sys/block:
                        total 0
                        lrwxrwxrwx. 1 root root system_u:object_r:sysfs_t:s0 0 Nov 22 20:08 dm-0 -> ../devices/virtual/block/dm-0
                        lrwxrwxrwx  1 0 0 0 Nov 22 20:08 odd -> ../devices/virtual/block/other
                        lrwxrwxrwx  1 0 0 0 Nov 22 20:08 out -> ../devices/../../out
                        """)).isEqualTo(Map.of("dm-0", "sys/devices/virtual/block/dm-0"));
        assertThat(DeviceListing.nodes("""
                        /dev:
                        total 0
                        crw-r--r--  1 0   0  10, 235 Nov 20 22:47 autofs
                        brw-rw----  1 0   6   1,   0 Nov 20 22:47 ram0

                        /dev/mapper:
                        brw-rw----  1 0   6 253,   0 Nov 20 22:47 t
                        """)).isEqualTo(Map.of("ram0", new DeviceNumber(1, 0)));
    }

    /** The same mounts by each of the tools; util-linux 2.38 draws findmnt's tree. */
    @Test
    void readsMountsOfEveryTool() {
        DeviceNumber number = new DeviceNumber(253, 1);
        MountTable table =
                new MountTable(node -> node.equals("/dev/mapper/vg-lv") ? Optional.of(number) : Optional.empty());
        Mount mount =
                new Mount(number, "/", "/a dir", "xfs", "/dev/mapper/vg-lv", List.of("rw", "relatime", "dax=always"));
        Map<String, String> tables = Map.of(
                "proc/mounts", "proc /proc proc rw 0 0\n/dev/mapper/vg-lv /a\\040dir xfs rw,relatime,dax=always 0 0\n",
                "mount_-l",
                        "proc on /proc type proc (rw)\n/dev/mapper/vg-lv on /a dir type xfs (rw,relatime,dax=always) [my (label)]\n",
                "findmnt",
                        "TARGET    SOURCE            FSTYPE OPTIONS\n├─/proc   proc              proc   rw\n"
                                + "│ └─/a dir /dev/mapper/vg-lv xfs    rw,relatime,dax=always\n");
        tables.forEach((name, text) -> {
            CommandOutputs outputs = new CommandOutputs();
            outputs.add(name, () -> new Fact.Known<>(bytes(text), name));
            Fact<byte[]> proc =
                    name.equals("proc/mounts") ? new Fact.Known<>(bytes(text), name) : new Fact.Absent<>("proc/mounts");
            Fact<List<Mount>> mounts = table.read(proc, outputs);
            assertThat(mounts.source()).isEqualTo(name);
            assertThat(mounts.value().orElseThrow()).hasSize(2).last().isEqualTo(mount);
        });
        CommandOutputs bound = new CommandOutputs();
        bound.add("findmnt", () -> new Fact.Known<>(bytes("/b /dev/mapper/vg-lv[/sub] xfs rw\n"), "findmnt"));
        assertThat(table.read(new Fact.Absent<>("proc/mounts"), bound).value().orElseThrow())
                .singleElement()
                .extracting(Mount::root, Mount::device)
                .containsExactly("/sub", number);
        CommandOutputs broken = new CommandOutputs();
        broken.add("mount", () -> new Fact.Known<>(bytes("mount: /a not there\n"), "mount"));
        assertThat(table.read(new Fact.Absent<>("proc/mounts"), broken)).isInstanceOf(Fact.Unreadable.class);
    }

    // ------------------------------------------------------------------------------------------- filesystems

    /** dumpe2fs 1.47.0, and xfs_info 6.1.0; an xfs_info that does not know of reflink. */
    @Test
    void readsWhatTheFilesystemsToolsPrint() {
        assertThat(FilesystemTool.DUMPE2FS.apply(bytes("""
                        dumpe2fs 1.47.0 (5-Feb-2023)
                        Filesystem volume name:   <none>
                        Filesystem UUID:          41111a4f-20b0-4bcb-ade3-e4e16beb40a7
                        Filesystem features:      has_journal ext_attr resize_inode dir_index filetype extent 64bit inline_data
                        Block size:               1024
                        """)))
                .isEqualTo(new Superblock(
                        "ext4",
                        1024,
                        List.of("has_journal", "inline_data"),
                        "41111a4f-20b0-4bcb-ade3-e4e16beb40a7",
                        "",
                        true));
        String xfs = """
                meta-data=/dev/pmem1             isize=512    agcount=4, agsize=25600 blks
                         =                       sectsz=512   attr=2, projid32bit=1
                         =                       crc=1        finobt=1, sparse=1, rmapbt=0
                         =                       reflink=1    bigtime=1 inobtcount=1 nrext64=0
                data     =                       bsize=4096   blocks=102400, imaxpct=25
                         =                       sunit=0      swidth=0 blks
                naming   =version 2              bsize=4096   ascii-ci=0, ftype=1
                log      =internal log           bsize=4096   blocks=16384, version=2
                realtime =none                   extsz=4096   blocks=0, rtextents=0
                """;
        assertThat(FilesystemTool.XFS_INFO.apply(bytes(xfs)))
                .isEqualTo(new Superblock(
                        "xfs",
                        4096,
                        List.of("finobt", "reflink", "bigtime", "inobtcount"),
                        List.of(),
                        102_400L * 4096,
                        "",
                        "",
                        true));
        Superblock old = FilesystemTool.XFS_INFO.apply(
                bytes(xfs.replace("reflink=1", "").replace("bsize=4096   blocks=102400", "bsize=1024   blocks=1")));
        assertThat(old.blockSize()).isEqualTo(1024);
        assertThat(old.complete()).isFalse();
        assertThatThrownBy(() -> FilesystemTool.XFS_INFO.apply(bytes("xfs_info: /mnt is not a mounted XFS filesystem")))
                .isInstanceOf(Fact.Malformed.class);
    }
}
