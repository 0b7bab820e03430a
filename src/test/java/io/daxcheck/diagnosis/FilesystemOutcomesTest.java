package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What mounting the filesystem on a device with dax gives, and mounting a new one. */
class FilesystemOutcomesTest {
    private static final long SECTORS = 1 << 18;
    private static final Superblock XFS = new Superblock("xfs", 4096, List.of(), "", "", true);

    private static SyntheticHost host() {
        return new SyntheticHost("6.1.0", 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .pmem("pmem1", Memory.SECTOR, SECTORS)
                .dm(0, "0 8192 linear {pmem0} 2049")
                .dm(1, "0 8192 linear {pmem0} 16384");
    }

    private static StackReport report(SyntheticHost synthetic, String device, Superblock on, String otherKernel) {
        Host host = synthetic.read().withSuperblocks(Map.of(device, new Fact.Known<>(on, "superblocks/" + device)));
        HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(otherKernel));
        return diagnosis
                .judge(List.of(diagnosis.graph().stack(host.device(device).orElseThrow())))
                .stacks()
                .get(0);
    }

    private static Optional<FilesystemOutcome> onDevice(StackReport report) {
        return report.onDevice().orElseThrow().outcome();
    }

    private static MountOutcome mount(StackReport report) {
        return onDevice(report).orElseThrow().mount();
    }

    @Test
    void oneWithoutADaxOptionIsRefusedAndSaysSo() {
        StackReport report = report(host(), "dm-1", Superblock.named("btrfs"), "");
        assertThat(mount(report)).isEqualTo(MountOutcome.REFUSED);
        assertThat(report.findings()).extracting(Finding::code).contains(FindingCode.NO_DAX_OPTION);
        assertThat(report.filesystems().get(Filesystem.EXT4).mount()).isEqualTo(MountOutcome.DAX);
    }

    @Test
    void whatCannotBeMountedHasNoOutcome() {
        assertThat(onDevice(report(host(), "dm-1", Superblock.named("LVM2_member"), "")))
                .isEmpty();
    }

    @Test
    void theHazardsOfTheDeviceAreThoseOfWhatHasDax() {
        StackReport report = report(host(), "dm-0", XFS, "");
        assertThat(onDevice(report)).contains(new FilesystemOutcome(MountOutcome.DAX, List.of(Hazard.CORRUPT)));
        assertThat(report.filesystems().get(Filesystem.EXT4))
                .isEqualTo(new FilesystemOutcome(MountOutcome.DAX, List.of(Hazard.CORRUPT)));
        StackReport sector = report(host(), "pmem1", XFS, "");
        assertThat(onDevice(sector).orElseThrow().hazards()).isEmpty();
        assertThat(sector.filesystems().get(Filesystem.EXT4))
                .isEqualTo(new FilesystemOutcome(MountOutcome.REFUSED, List.of()));
    }

    /** A kernel before erofs had the option: its mount gets none of the hazards that ext4 and XFS get. */
    @Test
    void whatHasNoDaxHasNoHazard() {
        StackReport report = report(BadBlocks.on(host(), "pmem0", "20000 1"), "dm-1", XFS, "5.10.0");
        assertThat(report.filesystems().get(Filesystem.EXT4).hazards()).containsExactly(Hazard.ERROR);
        assertThat(report.filesystems().get(Filesystem.EROFS).mount()).isNotEqualTo(MountOutcome.DAX);
        assertThat(report.filesystems().get(Filesystem.EROFS).hazards()).isEmpty();
    }

    /** What was not read of a filesystem does not matter to the kernel that mounted it with dax, and does to another. */
    @Test
    void aMountThatShowsDaxAnswersForItsOwnKernelAlone() {
        Superblock partly = Superblock.typeOnly("ext4", 4096);
        assertThat(mount(report(host(), "dm-1", partly, ""))).isEqualTo(MountOutcome.UNKNOWN);
        String mounted = "2 1 253:1 / /data rw - ext4 /dev/dm-1 rw,dax=always\n";
        SyntheticHost shown = host().file("proc/self/mountinfo", mounted);
        assertThat(mount(report(shown, "dm-1", partly, ""))).isEqualTo(MountOutcome.DAX);
        assertThat(mount(report(shown, "dm-1", partly, "6.12.0"))).isEqualTo(MountOutcome.UNKNOWN);
        SyntheticHost without = host().file("proc/self/mountinfo", mounted.replace("dax=always", "dax=inode"));
        assertThat(mount(report(without, "dm-1", partly, ""))).isEqualTo(MountOutcome.UNKNOWN);
    }

    @Test
    void someFilesOfAnXfsHaveNoDaxWhereItsRealtimeDeviceHasNone() {
        String line = "/dev/dm-1 /data xfs dax,rtdev=/dev/";
        assertThat(onDevice(report(host().file("etc/fstab", line + "pmem1\n"), "dm-1", XFS, ""))
                        .orElseThrow()
                        .forSomeFiles())
                .isTrue();
        assertThat(onDevice(report(host().file("etc/fstab", line + "pmem0\n"), "dm-1", XFS, ""))
                        .orElseThrow()
                        .forSomeFiles())
                .isFalse();
    }
}
