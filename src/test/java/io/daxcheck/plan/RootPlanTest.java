package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan for the filesystem that the system runs from: nothing unmounts it or makes it again. */
class RootPlanTest {
    private static final long SECTORS = 1 << 18;

    private static Plan plan(Memory memory, String target) {
        SyntheticHost host = new SyntheticHost("7.3.0", 4096)
                .pmem("pmem0", memory, SECTORS)
                .file("proc/self/mountinfo", "1 1 259:0 / " + target + " rw - ext4 /dev/pmem0 rw\n")
                .file("proc/cmdline", "root=/dev/pmem0 ro\n")
                .file("etc/fstab", "/dev/pmem0 " + target + " ext4 dax 0 1\n")
                .file(
                        "commands/dumpe2fs/pmem0",
                        "Filesystem features:      has_journal extent 64bit\nBlock size:               4096\n");
        HostReport report = Judging.device(host.read(), "pmem0");
        return Planner.of(report.graph(), report.stacks().get(0));
    }

    @Test
    void aSoundDeviceNeedsTheOptionOnTheCommandLineOfTheKernel() {
        Plan plan = plan(Memory.FSDAX, "/");
        assertThat(plan.leadsToDax()).isTrue();
        assertThat(plan.steps()).extracting(Step::id).startsWith("configure", "boot", "verify");
        assertThat(plan.steps().get(0).title()).contains("rootflags=dax", "remount does not switch DAX on");
        assertThat(plan.steps().get(0).commands()).isEmpty();
        assertThat(plan.steps().get(1).effect()).isEqualTo(Effect.DISRUPTIVE);
        assertThat(plan.steps().get(2).commands()).containsExactly("daxcheck /dev/pmem0");
    }

    @ParameterizedTest
    @CsvSource({"RAW", "SECTOR"})
    void whereTheDeviceIsToBeMadeAgainItIsDoneFromAnotherSystem(Memory memory) {
        Plan plan = plan(memory, "/");
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps()).extracting(Step::id).startsWith("ask", "again");
        assertThat(plan.steps().get(0).title()).contains("/dev/pmem0 is mounted on /", "Boot a rescue system");
        assertThat(plan.steps())
                .allSatisfy(step ->
                        assertThat(step.commands()).noneMatch(command -> Effect.of(command) == Effect.DESTRUCTIVE));
    }

    @ParameterizedTest
    @CsvSource({"FSDAX", "RAW", "SECTOR"})
    void anotherDirectoryIsUnmounted(Memory memory) {
        assertThat(plan(memory, "/data").steps())
                .extracting(Step::id)
                .doesNotContain("again", "boot")
                .contains("unmount");
    }
}
