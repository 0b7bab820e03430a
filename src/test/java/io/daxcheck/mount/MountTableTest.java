package io.daxcheck.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Mount;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which device a mount or a line means, and who holds a dax device. */
class MountTableTest {
    private static SyntheticHost host(String release) {
        return new SyntheticHost(release, 4096)
                .pmem("pmem0", Memory.FSDAX, 1 << 18)
                .pmem("pmem1", Memory.RAW, 1 << 18)
                .partition("pmem0", 1, 2048, 65536)
                .partition("pmem0", 2, 67585, 65536)
                .partition("pmem0", 3, 133128, 65537);
    }

    private static MountTable table(SyntheticHost host, String mountinfo, String fstab) {
        return new MountTable(new StorageGraph(host.file("proc/self/mountinfo", mountinfo)
                .file("etc/fstab", fstab)
                .read()));
    }

    private static BlockDevice device(SyntheticHost host, String name) {
        return host.read().device(name).orElseThrow();
    }

    private static String line(String number, String target, String type, String source, String options) {
        return "30 2 " + number + " / " + target + " rw,relatime - " + type + " " + source + " " + options + "\n";
    }

    @Test
    void aMountBelongsToTheDeviceOfItsNumber() {
        SyntheticHost host = host("7.3.0");
        MountTable table =
                table(host, line(host.number("pmem0p1"), "/data", "ext4", "/dev/other", "rw,dax=always"), "");
        assertThat(table.mountOf(device(host, "pmem0p1")).orElseThrow().target())
                .isEqualTo("/data");
        assertThat(table.isMountedWithDax(device(host, "pmem0p1"))).isTrue();
        assertThat(table.mountOf(device(host, "pmem0p2"))).isEmpty();
    }

    /** The files of a btrfs have a number that is no device's. */
    @Test
    void aMountWithANumberOfItsOwnBelongsToItsSource() {
        SyntheticHost host = host("7.3.0");
        MountTable table = table(host, line("0:41", "/data", "btrfs", "/dev/pmem0p1", "rw"), "");
        assertThat(table.mountOf(device(host, "pmem0p1")).orElseThrow().type()).isEqualTo("btrfs");
    }

    @Test
    void theConfiguredDirectoryOfSeveralIsShown() {
        SyntheticHost host = host("7.3.0");
        String number = host.number("pmem0p1");
        String mountinfo = line(number, "/other", "ext4", "/dev/pmem0p1", "rw")
                + line(number, "/data", "ext4", "/dev/pmem0p1", "rw");
        assertThat(table(host, mountinfo, "").mountOf(device(host, "pmem0p1")).map(Mount::target))
                .contains("/other");
        assertThat(table(host, mountinfo, "/dev/pmem0p1 /data ext4 dax\n")
                        .mountOf(device(host, "pmem0p1"))
                        .map(Mount::target))
                .contains("/data");
    }

    /** fs_dax_get_by_bdev gives a partition that does not begin and end on a page no dax device. */
    @ParameterizedTest
    @CsvSource({"pmem0, true", "pmem0p1, true", "pmem0p2, false", "pmem0p3, false"})
    void onlyWholePagesHold(String name, boolean holds) {
        SyntheticHost host = host("7.3.0");
        assertThat(table(host, "", "").holds(device(host, name))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "pmem0p1, xfs, rw, true",
        "pmem0p1, ext4, rw, false",
        "pmem0p2, xfs, rw, false",
        "pmem1, xfs, 'rw,rtdev=/dev/pmem0p1', true",
        "pmem1, xfs, 'rw,logdev=/dev/pmem0p1', true",
        "pmem1, xfs, rw, false"
    })
    void anXfsOnTheDiskHoldsIt(String mounted, String type, String options, boolean holds) {
        SyntheticHost host = host("7.3.0").partition("pmem0", 4, 198672, 8192);
        MountTable table = table(host, line(host.number(mounted), "/data", type, "/dev/" + mounted, options), "");
        assertThat(table.otherHolder(device(host, "pmem0p4")).isPresent()).isEqualTo(holds);
    }

    @Test
    void theDevicesThatOptionsNameAreFoundOrEmpty() {
        SyntheticHost host = host("7.3.0");
        DeviceNumber number = device(host, "pmem1").number().value().orElseThrow();
        String encoded = Integer.toString(number.major() << 8 | number.minor());
        List<NamedDevice> devices = table(host, "", "")
                .devicesIn(List.of(
                        "rw",
                        "rtdev=/dev/pmem1",
                        "device=/dev/gone",
                        "journal_dev=" + encoded,
                        "journal_dev=x",
                        "dax"));
        assertThat(devices.stream()
                        .map(found -> found.option() + found.name() + " "
                                + found.device().map(BlockDevice::name).orElse("not found")))
                .containsExactly(
                        "rtdev=/dev/pmem1 pmem1",
                        "device=/dev/gone not found",
                        "journal_dev=" + encoded + " pmem1",
                        "journal_dev=x not found");
    }

    /** From 5.8 on XFS shows dax=never where it turned DAX off; before, only the log shows it. */
    @ParameterizedTest
    @CsvSource({
        "4.19.0, rw, '', false",
        "4.19.0, rw, 'XFS (pmem1): DAX unsupported by block device. Turning off DAX.', true",
        "7.3.0, rw, '', false",
        "7.3.0, 'rw,dax=never', '', true",
        "7.3.0, 'rw,dax=always', '', false"
    })
    void anXfsTurnedDaxOff(String release, String options, String log, boolean turned) {
        SyntheticHost host = host(release);
        host.file("commands/dmesg", log.isEmpty() ? "" : "[    1.000000] " + log + "\n");
        MountTable table = table(host, line(host.number("pmem1"), "/data", "xfs", "/dev/pmem1", options), "");
        assertThat(table.mayHaveTurnedDaxOff(device(host, "pmem1"))).isEqualTo(turned);
    }

    @Test
    void whatIsConfiguredForAnAbsentDeviceIsNotForgotten() {
        MountTable table = table(host("7.3.0"), "", "/dev/pmem9 /data ext4 dax\n/dev/pmem8 /log ext4 defaults\n");
        assertThat(table.unresolved()).singleElement().satisfies(mount -> {
            assertThat(mount.device()).isEqualTo("/dev/pmem9");
            assertThat(table.isAbsent(mount)).isTrue();
        });
    }
}
