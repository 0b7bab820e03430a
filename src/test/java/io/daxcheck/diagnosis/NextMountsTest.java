package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the next mount of a line of fstab gives. */
class NextMountsTest {
    private static final long SECTORS = 1 << 18;

    private static SyntheticHost host(String release) {
        return new SyntheticHost(release, 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .partition("pmem0", 1, 2048, 65536)
                .partition("pmem0", 2, 67584, 65536)
                .pmem("pmem1", Memory.RAW, SECTORS);
    }

    private static void onDevice(SyntheticHost host, String device, String type) {
        switch (type) {
            case "ext4" ->
                host.file(
                        "commands/dumpe2fs/" + device,
                        "Filesystem features:      has_journal extent 64bit\nBlock size:               4096\n");
            case "xfs" ->
                host.file(
                        "commands/xfs_info/" + device,
                        "meta-data=/dev/" + device + " isize=512 agcount=4, agsize=1600 blks\n"
                                + " = sectsz=512 attr=2, projid32bit=1\n = crc=1 finobt=1, sparse=1, rmapbt=0\n"
                                + " = reflink=0 bigtime=1 inobtcount=1 nrext64=0\n"
                                + "data = bsize=4096 blocks=6400, imaxpct=25\n");
            default -> host.file("run/udev/data/b" + host.number(device), "E:ID_FS_TYPE=" + type + "\n");
        }
    }

    private static String next(SyntheticHost host, String device) {
        return Judging.device(host.read(), device)
                .stacks()
                .get(0)
                .configured()
                .get(0)
                .next()
                .id();
    }

    @ParameterizedTest
    @CsvSource({
        // device, on it, type in fstab, options, next
        "pmem0, ext4, ext4, dax, yes",
        "pmem0, ext4, ext3, dax, refused",
        "pmem0, ext4, xfs, dax, refused",
        "pmem0, ext4, auto, defaults, per-file",
        "pmem0, btrfs, btrfs, dax, refused",
        "pmem0, btrfs, btrfs, defaults, no",
        "pmem0, swap, ext4, dax, refused",
        "pmem1, ext4, ext4, dax, refused",
        "pmem1, ext4, ext4, defaults, no",
    })
    void theFilesystemOnTheDeviceDecidesNotTheLine(
            String device, String type, String configured, String options, String next) {
        SyntheticHost host = host("7.3.0");
        onDevice(host, device, type);
        host.file("etc/fstab", "/dev/" + device + " /data " + configured + " " + options + "\n");
        assertThat(next(host, device)).isEqualTo(next);
    }

    /** fs_put_dax: from 5.17 to the fix one XFS holds the dax device of the disk. */
    @ParameterizedTest
    @CsvSource({"5.10.0, xfs, yes", "6.1.0, xfs, unknown", "6.1.0, ext4, yes"})
    void oneOfTwoXfsOnADiskHasDax(String release, String other, String next) {
        SyntheticHost host = host(release);
        onDevice(host, "pmem0p1", "xfs");
        onDevice(host, "pmem0p2", other);
        host.file("etc/fstab", "/dev/pmem0p1 /a xfs dax\n/dev/pmem0p2 /b " + other + " dax\n");
        assertThat(next(host, "pmem0p1")).isEqualTo(next);
    }
}
