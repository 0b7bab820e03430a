package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's warning that a page is mapped to other memory than its file has: of which mount it is, and until when. */
class MovedDataTest {
    private static final String SOUND = "7.3/linear-fsdax";
    private static final String MOUNT = "28 1 252:0 / /data rw,relatime - ext4 /dev/mapper/data rw,dax=always\n";
    private static final String TRACE = """
            [   50.667577] ------------[ cut here ]------------
            [   50.667710] WARNING: CPU: 0 PID: 1184 at mm/memory.c:2339 insert_pfn+0x15b/0x210
            [   50.668404] RIP: 0010:insert_pfn+0x15b/0x210
            [   50.669345]  __vm_insert_mixed+0xee/0x110
            [   50.669400]  dax_fault_iter+0x2ef/0x680
            [   50.669438]  dax_iomap_pte_fault+0x1bb/0x3f0
            [   50.669472]  ext4_dax_huge_fault+0x18c/0x2e0 [ext4]
            [   50.670034] ---[ end trace 0000000000000000 ]---
            """;

    private static HostReport host(String log, String mounts) {
        EditedTree tree = new EditedTree(Captures.named(SOUND).tree())
                .file("commands/dmesg", log)
                .file("proc/self/mountinfo", mounts);
        return Judging.hostReport(HostReader.read(tree));
    }

    private static StackReport stack(HostReport report, String device) {
        for (StackReport stack : report.stacks()) {
            if (stack.stack().top().name().equals(device)) {
                return stack;
            }
        }
        throw new AssertionError(device);
    }

    private static List<Finding> moved(HostReport report) {
        List<Finding> all = new ArrayList<>(report.unplaced());
        for (StackReport stack : report.stacks()) {
            all.addAll(stack.findings());
        }
        all.removeIf(finding -> finding.code() != FindingCode.MOVED_UNDER_MOUNT);
        return all;
    }

    @Test
    void theOneVolumeThatIsMountedWithDaxIsUnsafe() {
        HostReport report = host(TRACE, MOUNT);
        assertThat(moved(report))
                .extracting(Finding::layer, Finding::severity)
                .containsExactly(tuple("dm-0", Severity.HAZARD));
        StackReport stack = stack(report, "dm-0");
        assertThat(stack.verdict()).as("a new mount").isEqualTo(Verdict.SUPPORTED);
        assertThat(stack.effectiveVerdict()).isEqualTo(Verdict.UNSAFE);
        assertThat(stack.onDevice().orElseThrow().outcome().orElseThrow().hazards())
                .containsExactly(Hazard.CORRUPT);
        assertThat(report.unplaced())
                .extracting(Finding::code)
                .as("every line of the trace is explained")
                .doesNotContain(FindingCode.KERNEL_LOG_UNEXPLAINED);
    }

    /** As kernels from 6.15 and 6.18 on word it, and as journalctl shows it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[   50.667710] WARNING: mm/memory.c:2400 at insert_pfn+0x15b/0x210, CPU#0: xfs_io/1184",
                "[   50.667710] WARNING: CPU: 0 PID: 1184 at mm/memory.c:2150 insert_page_into_pte_locked+0x15b/0x210",
                "Nov 22 19:58:02 db07 kernel: WARNING: CPU: 0 PID: 1184 at mm/memory.c:2339 insert_pfn+0x15b/0x210"
            })
    void everyWordingIsKnown(String warning) {
        assertThat(moved(host(warning + "\n[   50.669400]  dax_iomap_pte_fault+0x2ef/0x680\n", MOUNT)))
                .hasSize(1);
    }

    @Test
    void anUnmountAndAMountMendIt() {
        String mounted = "[   60.000000] EXT4-fs (dm-0): unmounting filesystem a3844b5d-aaf8-4011-9657-3a1bd1645e90.\n"
                + "[   61.000000] EXT4-fs (dm-0): mounted filesystem a3844b5d-aaf8-4011-9657-3a1bd1645e90 r/w.\n";
        HostReport report = host(TRACE + mounted, MOUNT);
        assertThat(stack(report, "dm-0").effectiveVerdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(moved(report))
                .as("what was lost stays lost")
                .extracting(Finding::layer, Finding::severity)
                .containsExactly(tuple("kernel", Severity.WARNING));
        assertThat(stack(host(mounted + TRACE, MOUNT), "dm-0").effectiveVerdict())
                .as("a mount before the warning")
                .isEqualTo(Verdict.UNSAFE);
    }

    @Test
    void aMountThatItCannotBeOfIsLeftAlone() {
        for (String mount : List.of(
                "",
                MOUNT.replace(",dax=always", ""),
                MOUNT.replace("- ext4", "- xfs"),
                MOUNT.replace("252:0", "259:1").replace("mapper/data", "pmem1"))) {
            HostReport report = host(TRACE, mount);
            assertThat(moved(report)).as(mount).extracting(Finding::layer).containsExactly("kernel");
        }
    }

    @Test
    void ofTwoVolumesEitherMayBeTheOne() {
        EditedTree tree = new EditedTree(Captures.named("7.3/nested-linear").tree())
                .file("commands/dmesg", TRACE)
                .file(
                        "proc/self/mountinfo",
                        MOUNT + MOUNT.replace("252:0", "252:1").replace("/data", "/other"));
        HostReport report = Judging.hostReport(HostReader.read(tree));
        StackReport stack = stack(report, "dm-1");
        assertThat(stack.effectiveVerdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(stack.findings())
                .filteredOn(finding -> finding.code() == FindingCode.MOVED_UNDER_MOUNT)
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
        assertThat(moved(report).get(0).message()).contains("one of dm-0, dm-1");
    }

    /** Graphics drivers use the same function. */
    @Test
    void aWarningWithoutDaxInItsTraceIsNoneOfIt() {
        String other = TRACE.replace("dax_fault_iter", "drm_gem_fault")
                .replace("dax_iomap_pte_fault", "do_fault")
                .replace("ext4_dax_huge_fault", "handle_mm_fault");
        assertThat(moved(host(other, MOUNT))).isEmpty();
        String later = "[   70.000000] WARNING: CPU: 0 PID: 1 at fs/dax.c:400 dax_insert_entry+0x2ef/0x680\n"
                + "[   70.000001]  dax_iomap_pte_fault+0x1bb/0x3f0\n";
        assertThat(moved(host(other + later, MOUNT)))
                .as("DAX in the trace of another warning")
                .isEmpty();
    }
}
