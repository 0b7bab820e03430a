package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.stack.pages.Hazard;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** daxcheck against stacks as people build them: what was measured there, and what helped. */
class BuiltStacksTest {
    private static StackReport report(String name, String target) {
        return whole(name, target).stacks().get(0);
    }

    private static HostReport whole(String name, String target) {
        Host host = BuiltStacks.host(name);
        BlockDevice device = new TargetNames(host).find(target).orElseThrow();
        return Judging.device(host, device.name());
    }

    private static Finding finding(StackReport report, FindingCode code) {
        return report.findings().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError(code + " is not among " + report.findings()));
    }

    private static List<FindingCode> codes(StackReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    /** The outcome of every mount that was tried. */
    @TestFactory
    Stream<DynamicNode> everyMeasuredMount() {
        JsonNode measured = BuiltStacks.measured();
        assertThat(measured.size()).isGreaterThan(80);
        return measured.properties().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> agrees(entry.getKey(), entry.getValue())));
    }

    private static void agrees(String name, JsonNode truth) {
        StackReport report = report(name, truth.get("device").asString());
        for (Map.Entry<String, JsonNode> measured : truth.get("filesystems").properties()) {
            FilesystemOutcome outcome =
                    report.filesystems().get(Filesystem.named(measured.getKey()).orElseThrow());
            assertThat(outcome.mount().word())
                    .as(measured.getKey())
                    .isEqualTo(measured.getValue().get("mount").asString());
            if (measured.getValue().has("io")) {
                boolean isRight = measured.getValue().get("io").asString().equals("ok");
                assertThat(outcome.hazards())
                        .as(measured.getKey())
                        .isEqualTo(isRight ? List.of() : List.of(Hazard.CORRUPT));
                assertThat(report.verdict()).isEqualTo(isRight ? Verdict.SUPPORTED : Verdict.UNSAFE);
            }
        }
    }

    // -------------------------------------------------------------------------------- DAX lost under a mount

    @Test
    void aSnapshotTakenUnderADaxMountFailsEveryAccessUntilItIsRemoved() {
        StackReport report = report("snapdax-2-snapshot-under-dax-mount-6.12", "/mnt/t");
        assertThat(report.standing().outcome().hazards()).containsExactly(Hazard.ERROR);
        Finding lost = finding(report, FindingCode.DAX_LOST_UNDER_MOUNT);
        assertThat(lost.remedy().commands()).containsExactly("lvremove vg/sn2");
        assertThat(codes(report("snapdax-1-removed-mounted-6.12", "/mnt/t")))
                .doesNotContain(FindingCode.DAX_LOST_UNDER_MOUNT);
    }

    @Test
    void aLegWithoutDaxAddedUnderADaxMountFailsUntilItIsMovedAway() {
        StackReport report = report("lost-leg-under-dax-mount-6.12", "/mnt/t");
        assertThat(report.standing().outcome().hazards()).containsExactly(Hazard.ERROR);
        assertThat(finding(report, FindingCode.DAX_LOST_UNDER_MOUNT).remedy().commands())
                .containsExactly("pvmove /dev/ram0 /dev/pmem1");
    }

    // ------------------------------------------------------------------------------------------ LVM's remedies

    @Test
    void hiddenVolumesAreNoPhysicalVolumes() {
        Finding moving = finding(report("lvm2-after-remedy-6.12", "dm-0"), FindingCode.LEG_WITHOUT_DAX);
        assertThat(moving.remedy().commands()).contains("pvmove").noneMatch(command -> command.contains("/dev/dm-"));
        Finding missing = finding(report("partial-vg-6.12", "/dev/vgq/part"), FindingCode.LEG_WITHOUT_DAX);
        assertThat(missing.remedy().text()).contains("missing");
        assertThat(missing.remedy().commands()).noneMatch(command -> command.startsWith("pvmove"));
    }

    @Test
    void dataMovesToPhysicalVolumesWithDaxAndTheVolumeIsActivatedAgain() {
        Finding leg = finding(report("keep-a0-mix-6.12", "/dev/vg/mix"), FindingCode.LEG_WITHOUT_DAX);
        assertThat(leg.remedy().commands())
                .startsWith("pvmove /dev/ram0 /dev/pmem1", "vgreduce vg /dev/ram0")
                .endsWith("lvchange --activate n vg/mix", "lvchange --activate y vg/mix");
    }

    // ------------------------------------------------------------------------------------------------ kernels

    @Test
    void forceRawWrittenWhileEnabledChangesNothingYet() {
        StackReport report = report("force-raw-written-while-enabled-7.3", "pmem5");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(codes(report)).contains(FindingCode.FORCE_RAW_PENDING);
    }

    @Test
    void aBadBlockFoundAfterTheLoadRefusesTheMountOn510() {
        StackReport report = report("poison-after-load-5.10", "dm-0");
        assertThat(report.filesystems().get(Filesystem.EXT4).mount().word()).isEqualTo("refused");
        assertThat(codes(report)).contains(FindingCode.POISON_IN_RANGE).doesNotContain(FindingCode.QUEUE_DAX_DIFFERS);
    }

    @Test
    void aBadBlockOutsideTheStripesHidesNoCorruption() {
        StackReport report = report("chunk12-bad-block-elsewhere-7.3", "dm-0");
        assertThat(report.bytesWith()).containsOnlyKeys(Hazard.CORRUPT, Hazard.ERROR);
        assertThat(codes(report))
                .contains(FindingCode.MOUNTED_AND_CORRUPTING)
                .doesNotContain(FindingCode.POISON_IN_RANGE);
    }

    // --------------------------------------------------------------------------------------------- page sizes

    @Test
    void theConfigurationShowsThePageSize() {
        Host host = BuiltStacks.host("aarch64-pagesize-in-config");
        assertThat(host.pageSize().value()).contains(65536);
        assertThat(host.pageSize().source()).startsWith("boot/config-");
    }

    @Test
    void hugePagesAreThoseOfTheHost() {
        assertThat(BuiltStacks.host("hugepage-size-ppc64le").hugePage().value()).contains(2L << 20);
        assertThat(BuiltStacks.host("hugepage-size-s390x").hugePage().value()).contains(1L << 20);
        Captures.Capture power = Captures.named("ppc64le-64k-7.3/ns-fsdax");
        assertThat(power.host().hugePage().value()).contains(2L << 20);
        assertThat(codes(Judging.stack(power.tree(), power.device()))).doesNotContain(FindingCode.NO_HUGE_PAGES);
        Captures.Capture arm = Captures.named("arm64-16k-7.3/linear-fsdax");
        assertThat(finding(Judging.stack(arm.tree(), arm.device()), FindingCode.NO_HUGE_PAGES)
                        .remedy()
                        .commands())
                .noneMatch(command -> command.contains("2m"));
    }

    @Test
    void aSmallNamespaceIsAlignedToAPageWhereAHugePageDoesNotFit() {
        Captures.Capture raw = Captures.named("arm64-64k-7.3/ns-raw");
        assertThat(finding(Judging.stack(raw.tree(), raw.device()), FindingCode.RAW_NAMESPACE)
                        .remedy()
                        .commands())
                .containsExactly("ndctl create-namespace --force --reconfig=namespace3.0 --mode=fsdax --align=64K");
    }

    @Test
    void nothingIsSaidOfTheSizeOfASectorNamespace() {
        Captures.Capture sector = Captures.named("arm64-16k-7.3/ns-sector");
        assertThat(codes(Judging.stack(sector.tree(), sector.device())))
                .contains(FindingCode.SECTOR_NAMESPACE)
                .doesNotContain(FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES);
    }

    @Test
    void thePageSizeFollowsFromOtherFactsWhereItWasNotCaptured() {
        for (String kernel : Captures.LARGE_PAGES) {
            Captures.Capture capture = Captures.named(kernel + "/ns-fsdax");
            int size = capture.host().pageSize().value().orElseThrow();
            EditedTree without = new EditedTree(capture.tree()).without("commands/pagesize");
            assertThat(HostReader.read(without).pageSize().value()).as(kernel).contains(size);
        }
    }

    @Test
    void whatIsNoFilesystemCannotBeMounted() {
        for (String name :
                List.of("sig-swapon-6.12", "sig-pv-6.12", "sig-vg-inactive-6.12", "md-members-stopped-6.12")) {
            assertThat(codes(report(name, "pmem2"))).as(name).contains(FindingCode.NO_FILESYSTEM);
        }
        assertThat(codes(report("sig-none-6.12", "pmem2"))).doesNotContain(FindingCode.NO_FILESYSTEM);
    }

    /** "DAX support enabled for DCSS MYSEG" in the log. */
    @Test
    void theLogShowsThatADcssSegmentHasDax() {
        assertThat(report("dcss-aligned-dmesg", "dcssblk0").verdict()).isEqualTo(Verdict.SUPPORTED);
    }
}
