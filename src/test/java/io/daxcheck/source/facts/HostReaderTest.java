package io.daxcheck.source.facts;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.TarBuilder;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostReaderTest {
    /** A host with Linux 6.1, seven pmem disks, and an XFS on a dm device over one of them. */
    private static Tree captured() throws IOException, InputException {
        try (InputStream stream = HostReaderTest.class.getResourceAsStream("linear-fsdax-with-xfs.tar.gz")) {
            return Inputs.capture(ArchiveTree.read("host.tar.gz", stream, Limits.DEFAULT));
        }
    }

    private static Host read(TarBuilder host) {
        return HostReader.read(host.tree());
    }

    @Test
    void readsAWholeHost() throws Exception {
        Host host = HostReader.read(captured());
        assertThat(host.source()).isEqualTo("host.tar.gz");
        assertThat(state(host.hostname())).isEqualTo("host");
        assertThat(host.kernel().value().orElseThrow().upstream().orElseThrow()).hasToString("6.1.176");
        assertThat(state(host.architecture())).isEqualTo("x86_64");
        assertThat(state(host.pageSize())).isEqualTo("4096");
        assertThat(host.pageSize().source()).isEqualTo("commands/pagesize");
        assertThat(state(host.config().isSet("CONFIG_FS_DAX"))).isEqualTo("true");
        assertThat(host.mounts().value().orElseThrow()).hasSize(4);
        assertThat(state(host.daxDevices())).isEqualTo("[dax4.0]");
        assertThat(host.regions()).hasSize(7);
        assertThat(host.namespaces()).hasSize(11).containsKeys("namespace1.0", "namespace4.1");
        assertThat(host.superblocks()).containsOnlyKeys("dm-0");
        assertThat(host.superblocks().get("dm-0").value().orElseThrow())
                .extracting(Superblock::type, Superblock::blockSize, Superblock::features, Superblock::complete)
                .containsExactly("xfs", 4096, List.of("finobt", "bigtime", "inobtcount"), true);

        BlockDevice dm = host.device("dm-0").orElseThrow();
        assertThat(state(dm.slaves())).isEqualTo("[pmem1]");
        assertThat(dm.dm().get().table().value().orElseThrow().targets())
                .singleElement()
                .satisfies(target -> assertThat(target.line()).isEqualTo("0 65536 linear 259:1 2048"));
        BlockDevice pmem = host.device(new DeviceNumber(259, 1)).orElseThrow();
        assertThat(pmem.name()).isEqualTo("pmem1");
        assertThat(state(pmem.holders())).isEqualTo("[dm-0]");
        assertThat(state(host.namespaceOf(pmem).orElseThrow().mode())).isEqualTo("memory");
        for (BlockDevice device : host.devices().values()) {
            assertThat(device.queueDax().isKnown()).as(device.name()).isTrue();
            assertThat(device.sizeSectors().isKnown()).as(device.name()).isTrue();
            assertThat(host.device(device.number().value().orElseThrow())).contains(device);
            assertThat(device.pmem().isPresent()).as(device.name()).isEqualTo(device.kind() == Kind.PMEM);
        }
    }

    @Test
    void readsEachFileAtMostOnce() throws Exception {
        Tree tree = captured();
        Map<String, Integer> reads = new HashMap<>();
        Host host = HostReader.read(new Tree() {
            @Override
            public String name() {
                return tree.name();
            }

            @Override
            public Fact<byte[]> read(String path) {
                reads.merge(path, 1, Integer::sum);
                return tree.read(path);
            }

            @Override
            public Fact<List<String>> list(String path) {
                return tree.list(path);
            }

            @Override
            public Fact<String> resolve(String path) {
                return tree.resolve(path);
            }
        });
        assertThat(host.devices()).isNotEmpty();
        List<String> repeated = new ArrayList<>();
        reads.forEach((path, count) -> {
            if (count > 1) {
                repeated.add(path);
            }
        });
        assertThat(repeated).isEmpty();
    }

    @Test
    void followsTheArchitectureForThePageSize() {
        Host intel = read(new TarBuilder().file("commands/uname", "Linux h 6.1 x86_64 GNU/Linux\n"));
        assertThat(state(intel.pageSize())).isEqualTo("4096");
        assertThat(intel.pageSize().source()).isEqualTo("architecture x86_64");
        Host arm = read(new TarBuilder().file("commands/uname", "Linux h 6.1 aarch64 GNU/Linux\n"));
        assertThat(state(arm.pageSize())).isEqualTo("absent");
        Host large = read(new TarBuilder()
                .file("commands/uname", "Linux h 6.1 aarch64 GNU/Linux\n")
                .file("commands/pagesize", "65536\n"));
        assertThat(state(large.pageSize())).isEqualTo("65536");
        for (String odd : new String[] {"0\n", "5000\n", "2097152\n", "4 KiB\n", ""}) {
            assertThat(state(read(new TarBuilder().file("commands/pagesize", odd))
                            .pageSize()))
                    .startsWith("unreadable: ");
        }
    }

    @Test
    void prefersTheMountsOfInit() {
        String init = "1 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
        String own = "1 1 8:2 / / rw - ext4 /dev/sda2 rw\n";
        Host both = read(new TarBuilder().file("proc/1/mountinfo", init).file("proc/self/mountinfo", own));
        assertThat(both.mounts().source()).isEqualTo("proc/1/mountinfo");
        Host damaged = read(new TarBuilder().file("proc/1/mountinfo", "x\n").file("proc/self/mountinfo", own));
        assertThat(damaged.mounts().source()).isEqualTo("proc/self/mountinfo");
        assertThat(state(read(new TarBuilder().file("proc/1/mountinfo", "x\n")).mounts()))
                .startsWith("unreadable: line 1");
        assertThat(state(read(new TarBuilder().directory("proc")).mounts())).isEqualTo("absent");
    }

    @Test
    void looksForSuperblocksWhereDaxMayMatter() {
        List<String> asked = new ArrayList<>();
        Tree tree = new TarBuilder()
                .directory("sys/block/pmem0/pmem0p1")
                .link("sys/class/block/pmem0", "../../block/pmem0")
                .link("sys/class/block/pmem0p1", "../../block/pmem0/pmem0p1")
                .file("sys/block/dm-0/dm/name", "a\n")
                .file("sys/block/pmem0/dev", "259:0\n")
                .file("commands/dmsetup-table", "a: 0 8 linear 259:0 0\n")
                .directory("sys/block/dm-1/slaves/dm-0")
                .directory("sys/block/sda")
                .directory("sys/block/md0/slaves/sda")
                .file("sys/block/vda/queue/dax", "1\n")
                .file("superblocks/md0", new byte[2048])
                .file("superblocks/gone", new byte[2048])
                .tree();
        Host host = HostReader.read(new Tree() {
            @Override
            public String name() {
                return tree.name();
            }

            @Override
            public Fact<byte[]> read(String path) {
                if (path.startsWith("superblocks/")) {
                    asked.add(path.substring("superblocks/".length()));
                }
                return tree.read(path);
            }

            @Override
            public Fact<List<String>> list(String path) {
                return tree.list(path);
            }

            @Override
            public Fact<String> resolve(String path) {
                return tree.resolve(path);
            }
        });
        assertThat(asked).containsExactly("dm-0", "dm-1", "md0", "pmem0", "pmem0p1", "vda");
        // Read, and nothing recognised: not the same as not read.
        assertThat(host.superblocks()).containsOnlyKeys("md0");
        assertThat(state(host.superblocks().get("md0"))).isEqualTo("absent");
    }

    @Test
    void findsNoDeviceByTheNumberOfAHiddenDisk() {
        Host host = read(
                new TarBuilder().file("sys/block/nvme0c0n1/dev", "0:0\n").file("sys/block/nvme0n1/dev", "259:0\n"));
        assertThat(host.device(new DeviceNumber(0, 0))).isEmpty();
        assertThat(host.device(new DeviceNumber(259, 0)).orElseThrow().name()).isEqualTo("nvme0n1");
    }

    @Test
    void readsAHostThatTellsNothing() {
        Host host = read(new TarBuilder().directory("sys/block"));
        assertThat(host.devices()).isEmpty();
        assertThat(host.namespaces()).isEmpty();
        assertThat(state(host.kernel())).isEqualTo("absent");
        assertThat(state(host.daxDevices())).isEqualTo("absent");
        assertThat(state(host.config().options())).isEqualTo("absent");
    }

    @Test
    void readsHowTheKernelMountsItsRoot() throws Exception {
        String command = "BOOT_IMAGE=/vmlinuz root=/dev/pmem1 rootflags=dax,noatime ro\n";
        TarBuilder host =
                new TarBuilder().file("sys/block/pmem1/dev", "259:1\n").file("proc/cmdline", command);
        Host inFstab = HostReader.read(TarBuilder.read(
                host.file("etc/fstab", "/dev/pmem1 / ext4 defaults 0 1\n").tar(), Limits.DEFAULT));
        assertThat(inFstab.configuredMounts()).singleElement().satisfies(mount -> {
            assertThat(mount.options()).containsExactly("dax", "noatime", "defaults");
            assertThat(mount.source()).isEqualTo("etc/fstab:1 and proc/cmdline");
        });
        TarBuilder without =
                new TarBuilder().file("sys/block/pmem1/dev", "259:1\n").file("proc/cmdline", command);
        Host alone = HostReader.read(
                TarBuilder.read(without.file("etc/fstab", "# nothing\n").tar(), Limits.DEFAULT));
        assertThat(alone.configuredMounts())
                .singleElement()
                .satisfies(mount ->
                        assertThat(mount.device() + " " + mount.target()).isEqualTo("/dev/pmem1 /"));
    }
}
