package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** dm devices over namespaces that are raw by force_raw alone: nothing on them is destroyed. */
class ForcedRawPlanTest {
    private static final long SECTORS = 262_144;
    private static final String CLEAR = "echo 0 > /sys/bus/nd/devices/namespace0.0/force_raw";

    /** A pmem disk whose namespace was enabled with force_raw. */
    private static SyntheticHost forced(Memory memory) {
        SyntheticHost host = new SyntheticHost("7.3.4", 4096)
                .pmem("pmem0", memory, SECTORS)
                .file("proc/self/mountinfo", "1 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
        for (String path : List.copyOf(host.paths())) {
            if (path.endsWith("/force_raw")) {
                host.file(path, "1\n");
            } else if (path.endsWith("/namespace0.0/mode")) {
                host.file(path, "raw\n");
            }
        }
        return host;
    }

    private static Plan plan(SyntheticHost synthetic, String top, String type) {
        Host host = synthetic.read();
        HostReport report = Judging.device(
                host.withSuperblocks(Map.of(
                        top,
                        new Fact.Known<>(new Superblock(type, 4096, List.of(), "", "", true), "superblocks/" + top))),
                top);
        Finding raw = report.stacks().get(0).findings().stream()
                .filter(finding -> finding.code() == FindingCode.RAW_NAMESPACE)
                .findFirst()
                .orElseThrow();
        assertThat(raw.remedy().destructive()).isFalse();
        return Planner.of(report.graph(), report.stacks().get(0));
    }

    private static List<String> commands(Plan plan) {
        List<String> commands = new ArrayList<>();
        plan.chosen(Optional.empty()).orElseThrow().forEach(step -> commands.addAll(step.commands()));
        return commands;
    }

    @ParameterizedTest
    @EnumSource(
            value = Memory.class,
            names = {"E820", "VIRTIO", "OF_PMEM"})
    void theTableIsMadeAgainAsItWas(Memory memory) {
        SyntheticHost host = forced(memory)
                .dm(0, "0 65536 linear {pmem0} 2048")
                .dm(1, "0 32768 linear {dm-0} 0", "32768 8192 linear {pmem0} 131072");
        Plan plan = plan(host, "dm-1", "ext4");
        assertThat(plan.leadsToDax()).isTrue();
        assertThat(plan.steps())
                .filteredOn(step -> step.alternativeTo().isEmpty())
                .noneMatch(step -> step.effect() == Effect.DESTRUCTIVE);
        assertThat(commands(plan))
                .containsExactly(
                        "dmsetup remove t1",
                        "dmsetup remove t0",
                        "ndctl disable-namespace namespace0.0",
                        CLEAR,
                        "ndctl enable-namespace namespace0.0",
                        "printf '%s\\n' \"0 65536 linear /dev/pmem0 2048\" | dmsetup create t0",
                        "printf '%s\\n' \"0 32768 linear /dev/mapper/t0 0\" \"32768 8192 linear /dev/pmem0 131072\""
                                + " | dmsetup create t1",
                        "daxcheck /dev/mapper/t1");
    }

    @Test
    void aVolumeIsDeactivatedAndActivated() {
        SyntheticHost host =
                forced(Memory.E820).dm(0, "0 65536 linear {pmem0} 2048").named(0, "data-lv", "LVM-" + "a".repeat(64));
        Plan plan = plan(host, "dm-0", "ext4");
        assertThat(commands(plan))
                .containsExactly(
                        "lvchange --activate n data/lv",
                        "ndctl disable-namespace namespace0.0",
                        CLEAR,
                        "ndctl enable-namespace namespace0.0",
                        "lvchange --activate y data/lv",
                        "daxcheck /dev/mapper/data-lv");
    }

    @Test
    void whereSomethingElseIsWrongItIsNoWay() {
        SyntheticHost misaligned = forced(Memory.E820).dm(0, "0 65536 linear {pmem0} 2049");
        assertThat(commands(plan(misaligned, "dm-0", "ext4"))).noneMatch(command -> command.contains("2049"));
        SyntheticHost other =
                forced(Memory.E820).dm(0, "0 65536 linear {pmem0} 2048").dm(1, "0 65536 linear {pmem0} 67584");
        Plan plan = plan(other, "dm-0", "ext4");
        assertThat(plan.leadsToDax()).as("another device uses the namespace").isFalse();
        assertThat(plan.steps().get(0).title()).contains("Something else is on /dev/pmem0");
    }
}
