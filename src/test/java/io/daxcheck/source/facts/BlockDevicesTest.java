package io.daxcheck.source.facts;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.source.tree.TarBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockDevicesTest {
    private static final String PMEM = "sys/devices/ndbus0/region1/pfn1.0/block/pmem1";
    private static final String DM = "sys/devices/virtual/block/dm-0";

    private static TarBuilder pmemWithPartition() {
        return new TarBuilder()
                .link("sys/block/pmem1", "../../" + PMEM)
                .file(PMEM + "/dev", "259:1\n")
                .file(PMEM + "/size", "1048576\n")
                .file(PMEM + "/ro", "0\n")
                .file(PMEM + "/queue/dax", "1\n")
                .file(PMEM + "/queue/logical_block_size", "512\n")
                .file(PMEM + "/badblocks", "8 1\n")
                .file(PMEM + "/pmem1p1/partition", "1\n")
                .file(PMEM + "/pmem1p1/start", "2048\n")
                .file(PMEM + "/pmem1p1/size", "4096\n")
                .file(PMEM + "/pmem1p1/dev", "259:2\n")
                .directory(PMEM + "/pmem1p1/holders");
    }

    private static void assertPartition(BlockDevice partition) {
        assertThat(partition.kind()).isEqualTo(Kind.PARTITION);
        assertThat(partition.partition().get().disk()).isEqualTo("pmem1");
        assertThat(state(partition.partition().get().startSectors())).isEqualTo("2048");
        assertThat(state(partition.sizeSectors())).isEqualTo("4096");
        assertThat(state(partition.queueDax())).isEqualTo("true");
        assertThat(state(partition.logicalBlockSize())).isEqualTo("512");
        assertThat(state(partition.holders())).isEqualTo("[]");
        assertThat(state(partition.slaves())).isEqualTo("absent");
        assertThat(state(partition.badblocks())).isEqualTo("absent");
    }

    @Test
    void readsADiskAndItsPartition() {
        Map<String, BlockDevice> devices = BlockDevices.read(pmemWithPartition()
                .link("sys/class/block/pmem1", "../../../" + PMEM)
                .link("sys/class/block/pmem1p1", "../../../" + PMEM + "/pmem1p1")
                .tree());
        assertThat(devices).containsOnlyKeys("pmem1", "pmem1p1");
        BlockDevice disk = devices.get("pmem1");
        assertThat(disk.kind()).isEqualTo(Kind.PMEM);
        assertThat(disk.path()).isEqualTo(PMEM);
        assertThat(disk.pmem().get().parent()).isEqualTo("pfn1.0");
        assertThat(disk.pmem().get().region()).isEqualTo("region1");
        assertThat(state(disk.number())).isEqualTo("259:1");
        assertThat(disk.queueDax().source()).isEqualTo(PMEM + "/queue/dax");
        assertThat(state(disk.badblocks())).isEqualTo("[SectorRange[start=8, length=1]]");
        assertThat(disk.partition()).isEmpty();
        assertThat(disk.dm()).isEmpty();
        assertPartition(devices.get("pmem1p1"));
        assertThat(devices.get("pmem1p1").queueDax().source()).isEqualTo(PMEM + "/queue/dax");
    }

    @Test
    void findsPartitionsWithoutTheClass() {
        assertPartition(BlockDevices.read(pmemWithPartition().tree()).get("pmem1p1"));
    }

    @Test
    void findsPartitionsWhereLinksWereCopiedAsDirectories() {
        Map<String, BlockDevice> devices = BlockDevices.read(new TarBuilder()
                .file("sys/class/block/pmem1/queue/dax", "1\n")
                .file("sys/class/block/pmem1/queue/logical_block_size", "512\n")
                .file("sys/class/block/pmem1p1/partition", "1\n")
                .file("sys/class/block/pmem1p1/start", "2048\n")
                .file("sys/class/block/pmem1p1/size", "4096\n")
                .directory("sys/class/block/pmem1p1/holders")
                .file("sys/class/block/sda12/partition", "12\n")
                .tree());
        assertPartition(devices.get("pmem1p1"));
        assertThat(devices.get("pmem1").pmem()).isEmpty();
        assertThat(devices.get("sda12").partition().get().disk()).isEqualTo("sda");
        assertThat(state(devices.get("sda12").queueDax())).isEqualTo("absent");
    }

    @Test
    void keepsADeviceWhoseLinkLeadsNowhere() {
        Map<String, BlockDevice> devices = BlockDevices.read(pmemWithPartition()
                .link("sys/class/block/ram0", "../../nothing")
                .link("sys/class/block/dm-7", "dm-7")
                .link("sys/class/block/vda", "../../../../out")
                .file("commands/dmsetup-info", "a b 253 7 U\n")
                .file("commands/dmsetup-table", "a b: 0 8 linear 259:1 0\n")
                .tree());
        assertThat(devices.get("ram0").kind()).isEqualTo(Kind.BRD);
        assertThat(devices.get("ram0").path()).isEqualTo("sys/class/block/ram0");
        assertThat(state(devices.get("ram0").queueDax())).isEqualTo("unreadable: its link leads to nothing");
        assertThat(state(devices.get("ram0").slaves())).isEqualTo("unreadable: its link leads to nothing");
        assertThat(state(devices.get("vda").number())).isEqualTo("unreadable: link leads out of the capture");
        BlockDevice dm = devices.get("dm-7");
        assertThat(state(dm.queueDax())).isEqualTo("unreadable: too many links: a loop");
        assertThat(state(dm.number())).isEqualTo("253:7");
        assertThat(state(dm.dm().get().name())).isEqualTo("a b");
        assertThat(state(dm.dm().get().uuid())).isEqualTo("U");
        assertThat(dm.dm().get().table().isKnown()).isTrue();
    }

    @Test
    void readsADmDevice() {
        Map<String, BlockDevice> devices = BlockDevices.read(new TarBuilder()
                .link("sys/block/dm-0", "../../" + DM)
                .file(DM + "/dev", "253:0\n")
                .file(DM + "/dm/name", "vg-my\\x20lv\n")
                .file(DM + "/dm/uuid", "\n")
                .link(DM + "/slaves/pmem1", "../nowhere")
                .file("commands/dmsetup-table", "vg-my lv: 0 8 linear 259:1 0\n")
                .tree());
        BlockDevice dm = devices.get("dm-0");
        assertThat(dm.kind()).isEqualTo(Kind.DM);
        assertThat(state(dm.dm().get().name())).isEqualTo("vg-my\\x20lv");
        assertThat(state(dm.dm().get().uuid())).isEmpty();
        assertThat(state(dm.slaves())).isEqualTo("[pmem1]");
        assertThat(dm.dm().get().table().value().orElseThrow().targets().get(0).line())
                .isEqualTo("0 8 linear 259:1 0");
        assertThat(dm.dm().get().table().source()).isEqualTo("commands/dmsetup-table");
    }

    @Test
    void tellsNoTableWhereTheNameIsNotKnown() {
        Map<String, BlockDevice> devices = BlockDevices.read(new TarBuilder()
                .file(DM + "/dev", "253:0\n")
                .link("sys/block/dm-0", "../../" + DM)
                .file("commands/dmsetup-table", "t: 0 8 zero \n")
                .tree());
        assertThat(state(devices.get("dm-0").dm().get().name())).isEqualTo("absent");
        assertThat(state(devices.get("dm-0").dm().get().table()))
                .isEqualTo("unreadable: the name of dm-0 is not known");
    }

    @Test
    void readsTheFileBehindALoopDevice() {
        Map<String, BlockDevice> devices = BlockDevices.read(new TarBuilder()
                .file("sys/block/loop0/loop/backing_file", "/srv/my disk.img\n")
                .directory("sys/block/loop1")
                .tree());
        assertThat(state(devices.get("loop0").backingFile())).isEqualTo("/srv/my disk.img");
        assertThat(state(devices.get("loop1").backingFile())).isEqualTo("absent");
    }

    @Test
    void quotesWhatTheKernelWouldNotWrite() {
        BlockDevice device = BlockDevices.read(new TarBuilder()
                        .file("sys/block/pmem0/queue/dax", "yes\n")
                        .file("sys/block/pmem0/size", "99999999999999999999\n")
                        .file("sys/block/pmem0/dev", "259:0\n")
                        .tree())
                .get("pmem0");
        assertThat(state(device.queueDax())).isEqualTo("unreadable: \"yes\" is neither 0 nor 1");
        assertThat(state(device.sizeSectors())).startsWith("unreadable: ");
        assertThat(state(device.number())).isEqualTo("259:0");
    }

    @ParameterizedTest
    @CsvSource({
        "dm-12, DM",
        "pmem0s, PMEM",
        "pmem1.1, PMEM",
        "ram15, BRD",
        "dcssblk0, DCSSBLK",
        "loop0, LOOP",
        "md127, MD",
        "md_d0, MD",
        "zram0, ZRAM",
        "nvme0n1, NVME",
        "sda, SCSI",
        "sdaa, SCSI",
        "sr0, SCSI",
        "vdb, VIRTIO_BLK",
        "bcache0, BCACHE",
        "nbd3, NBD",
        "rbd0, RBD",
        "nullb0, NULL_BLK",
        "xvda, OTHER",
        "rampart, OTHER",
        "sd, OTHER",
        "mmcblk0, OTHER",
    })
    void tellsTheDriverByTheName(String name, Kind kind) {
        Map<String, BlockDevice> devices = BlockDevices.read(
                new TarBuilder().directory("sys/block/" + name).tree());
        assertThat(devices.get(name).kind()).isEqualTo(kind);
        assertThat(devices.get(name).dm().isPresent()).isEqualTo(kind == Kind.DM);
    }
}
