package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.AlignmentFindings;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.stack.pages.Hazard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
            assertThat(outcome.mount().id())
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
        assertThat(report.onDevice().orElseThrow().outcome().orElseThrow().hazards())
                .containsExactly(Hazard.ERROR);
        Finding lost = finding(report, FindingCode.DAX_LOST_UNDER_MOUNT);
        assertThat(lost.remedy().commands()).containsExactly("lvremove vg/sn2");
        assertThat(codes(report("snapdax-1-removed-mounted-6.12", "/mnt/t")))
                .doesNotContain(FindingCode.DAX_LOST_UNDER_MOUNT);
    }

    /** Written with "can't change device type" in mind: these two were loaded, as the device gained DAX later. */
    @Test
    void onlyADeviceThatHadDaxFirstRefusesATableWithout() {
        assertThat(report("keep-a2-extended-mounted-6.12", "/mnt/t")
                        .onDevice()
                        .orElseThrow()
                        .outcome()
                        .orElseThrow()
                        .hazards())
                .containsExactly(Hazard.ERROR);
        assertThat(report("keep-a3-after-6.12", "dm-0")
                        .filesystems()
                        .get(Filesystem.EXT4)
                        .mount()
                        .id())
                .isEqualTo("refused");
    }

    @Test
    void aLegWithoutDaxAddedUnderADaxMountFailsUntilItIsMovedAway() {
        StackReport report = report("lost-leg-under-dax-mount-6.12", "/mnt/t");
        assertThat(report.onDevice().orElseThrow().outcome().orElseThrow().hazards())
                .containsExactly(Hazard.ERROR);
        assertThat(finding(report, FindingCode.DAX_LOST_UNDER_MOUNT).remedy().commands())
                .containsExactly("pvmove /dev/ram0 /dev/pmem1");
    }

    /** Measured: 22 was written through a mapping after the pvmove, and 11 was read, also after the next mount. */
    @Test
    void aPvmoveUnderADaxMountLosesWhatProgramsWriteThroughMappings() {
        StackReport report = report("keep-b-moved-mounted-6.12", "dm-0");
        assertThat(report.effectiveVerdict()).isEqualTo(Verdict.UNSAFE);
        Finding moved = finding(report, FindingCode.MOVED_UNDER_MOUNT);
        assertThat(moved.evidence().get(0).fact())
                .isEqualTo("WARNING: CPU: 0 PID: 1184 at mm/memory.c:2339 insert_pfn+0x15b/0x210");
        assertThat(moved.remedy().commands()).containsExactly("fuser -vm /mnt/t");
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

    @Test
    void aStripedVolumeTakesThePlaceOfRaid0() {
        for (List<String> array :
                List.of(List.of("md-raid0-6.12", "md0"), List.of("md-raid0-lvm-6.12", "/dev/vgmd/lv"))) {
            Finding md = finding(report(array.get(0), array.get(1)), FindingCode.LEAF_WITHOUT_DAX);
            assertThat(md.message()).startsWith("md0 is an md array");
            assertThat(md.remedy().text()).contains("pmem2 and pmem4");
            assertThat(md.remedy().commands())
                    .containsExactly("lvcreate --type striped --stripes 2 --stripesize 64k --size SIZE --name NAME VG");
        }
        assertThat(finding(report("bcache-pmem-cache-6.12", "bcache0"), FindingCode.LEAF_WITHOUT_DAX)
                        .remedy()
                        .commands())
                .isEmpty();
    }

    @Test
    void pvmoveIsWarnedOfWhereTheVolumeIsMountedWithDax() {
        assertThat(finding(report("keep-b-moved-mounted-6.12", "dm-0"), FindingCode.TABLE_KEEPS_DAX)
                        .message())
                .contains("pvmove now would lose");
        assertThat(finding(report("dm-inactive-table-6.12", "dm-0"), FindingCode.TABLE_KEEPS_DAX)
                        .message())
                .doesNotContain("pvmove now");
    }

    /** The kernel shows two sectors of an extended partition, which hold nothing. */
    @Test
    void anExtendedPartitionIsNoStack() {
        String partition = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00/ndbus0/region2/pfn2.0/block/pmem2/pmem2p2/";
        Host host = HostReader.read(
                new EditedTree(BuiltStacks.tree("bcache-pmem-backing-6.12")).file(partition + "size", "2\n"));
        assertThat(Judging.hostReport(host).stacks())
                .noneMatch(report -> report.stack().top().name().equals("pmem2p2"));
        Finding extended =
                finding(Judging.device(host, "pmem2p2").stacks().get(0), FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES);
        assertThat(extended.message()).contains("extended partition");
        assertThat(extended.remedy().text()).doesNotContain("Resize");
    }

    /** What an md array does decides what can be made with DAX in its place. */
    @Test
    void theLevelOfAnArrayIsRead() {
        Tree raid0 = BuiltStacks.tree("md-raid0-6.12");
        String level = "sys/devices/virtual/block/md0/md/level";
        Finding striped = finding(Judging.stack(raid0, "md0"), FindingCode.LEAF_WITHOUT_DAX);
        assertThat(striped.message()).startsWith("md0 is an md array (raid0)");
        assertThat(striped.remedy().commands())
                .singleElement()
                .asString()
                .startsWith("lvcreate --type striped --stripes 2 ");
        Finding linear = finding(
                Judging.stack(new EditedTree(raid0).file(level, "linear\n"), "md0"), FindingCode.LEAF_WITHOUT_DAX);
        assertThat(linear.remedy().commands()).containsExactly("lvcreate --type linear --size SIZE --name NAME VG");
        Finding mirrored = finding(
                Judging.stack(new EditedTree(raid0).file(level, "raid1\n"), "md0"), FindingCode.LEAF_WITHOUT_DAX);
        assertThat(mirrored.message()).contains("(raid1)");
        assertThat(mirrored.remedy().commands()).isEmpty();
        assertThat(mirrored.remedy().text()).contains("No raid1 has DAX").doesNotContain("RAID 0");
        Finding unknown =
                finding(Judging.stack(new EditedTree(raid0).without(level), "md0"), FindingCode.LEAF_WITHOUT_DAX);
        assertThat(unknown.remedy().text()).contains("In place of RAID 0");
    }

    /** kpartx makes a dm device of each partition of a volume: sfdisk on that volume moves it. */
    @Test
    void aPartitionOfAVolumeIsMovedWithSfdisk() {
        StackReport report = report("kpartx-vgk-disk2-6.12", "/dev/mapper/vgk-disk2");
        assertThat(report.findings())
                .filteredOn(finding -> finding.code() == FindingCode.NO_HUGE_PAGES
                        && finding.layer().equals("dm-2"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy().commands())
                        .containsExactly(
                                "umount /mnt/t",
                                "sfdisk --dump /dev/dm-0",
                                "echo START, | sfdisk --no-reread -N 2 /dev/dm-0",
                                "kpartx -u /dev/dm-0"));
        assertThat(report.findings())
                .allMatch(finding -> finding.remedy().commands().stream()
                        .noneMatch(command -> finding.layer().equals("dm-2") && command.contains("pvcreate")));
    }

    /** The volume itself is right: its second partition starts at sector 80001, and the first one stays as it is. */
    @Test
    void aPartitionOfAVolumeIsMadeAgainInTheTableThatKpartxRead() {
        Tree tree = new EditedTree(BuiltStacks.tree("kpartx-odd-6.12"))
                .text(
                        "proc/self/mountinfo",
                        text -> text.replace("/mnt/t", "/mnt/other").replace("252:1", "9:9"))
                .text(
                        "proc/1/mountinfo",
                        text -> text.replace("/mnt/t", "/mnt/other").replace("252:1", "9:9"));
        HostReport report = Judging.device(HostReader.read(tree), "dm-2");
        StackReport stack = report.stacks().get(0);
        Finding offset = finding(stack, FindingCode.OFFSET_NOT_PAGE_ALIGNED);
        assertThat(offset.remedy().text())
                .contains("re-create partition 2 page-aligned in the partition table of dm-0");
        assertThat(offset.remedy().commands()).containsExactly("sfdisk --dump /dev/dm-0");
        Plan plan = Planner.of(report.graph(), stack);
        assertThat(plan.leadsToDax()).isTrue();
        assertThat(plan.steps())
                .filteredOn(step -> step.id().equals("make-partition"))
                .singleElement()
                .satisfies(step -> assertThat(step.commands())
                        .containsExactly(
                                "printf 'start=%s, size=%s\\n' 80008 69992 | sfdisk --wipe never --no-reread -N 2 "
                                        + "/dev/mapper/vgk-disk",
                                "kpartx -u /dev/mapper/vgk-disk"));
    }

    /** parted takes a name in a GPT, and in a table of DOS the kind of the partition: the first four are primary. */
    @Test
    void aPartitionIsMadeWithTheWordOfItsTable() {
        Captures.Capture capture = Captures.named("7.3/partition-start-plus-1");
        byte[] table = new byte[4096];
        table[446 + 4] = (byte) 0x83;
        table[446 + 8] = 8;
        table[446 + 12] = 64;
        table[510] = 0x55;
        table[511] = (byte) 0xaa;
        Host dos = HostReader.read(new EditedTree(capture.tree()).file("superblocks/pmem2", table));
        BlockDevice first = dos.device(capture.device()).orElseThrow();
        for (Map.Entry<String, String> word : Map.of("pmem2p1", "primary", "pmem2p4", "primary", "pmem2p5", "logical")
                .entrySet()) {
            assertThat(AlignmentFindings.makePartition(dos, named(word.getKey(), first)))
                    .isEqualTo("parted -a optimal /dev/pmem2 mkpart " + word.getValue() + " STARTMiB ENDMiB");
        }
        table[446 + 4] = (byte) 0xee;
        System.arraycopy("EFI PART".getBytes(StandardCharsets.US_ASCII), 0, table, 512, 8);
        Host gpt = HostReader.read(new EditedTree(capture.tree()).file("superblocks/pmem2", table));
        assertThat(AlignmentFindings.makePartition(gpt, named("pmem2p5", first)))
                .isEqualTo("parted -a optimal /dev/pmem2 mkpart NAME STARTMiB ENDMiB");
    }

    private static BlockDevice named(String name, BlockDevice device) {
        return new BlockDevice(
                name,
                device.kind(),
                device.sysfsPath(),
                device.number(),
                device.sizeSectors(),
                device.queueDax(),
                device.logicalBlockSize(),
                device.readOnly(),
                device.partition(),
                device.slaves(),
                device.holders(),
                device.badblocks(),
                device.pmem(),
                device.dm(),
                device.backingFile(),
                device.mdLevel());
    }

    /** fstab names it three times: as /dev/VG/LV, by /dev/mapper and by its link. */
    @Test
    void aVolumeThatIsNotActiveIsToBeActivated() {
        assertThat(Judging.hostReport(BuiltStacks.host("fstab-inactive-lv-6.12"))
                        .unplaced())
                .filteredOn(finding -> finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND)
                .hasSize(3)
                .allSatisfy(finding ->
                        assertThat(finding.remedy().commands()).last().isEqualTo("lvchange --activate y vg/w"));
        TargetNames names = new TargetNames(BuiltStacks.host("sig-vg-inactive-6.12"));
        assertThat(names.inactiveVolume("/dev/vgi/lv")).contains("vgi/lv");
        assertThat(names.inactiveVolume("/dev/mapper/my--vg-lv")).contains("my-vg/lv");
        assertThat(names.inactiveVolume("/dev/mapper/luks")).isEmpty();
        assertThat(names.inactiveVolume("/dev/disk/by-uuid/x")).isEmpty();
        assertThat(new TargetNames(BuiltStacks.host("sig-none-6.12")).inactiveVolume("/dev/vgi/lv"))
                .as("no physical volume")
                .isEmpty();
    }

    // --------------------------------------------------------------------------------------- the kernel's log

    private static List<String> loggedOf(String name, String target) {
        HostReport report = target.isEmpty() ? Judging.hostReport(BuiltStacks.host(name)) : whole(name, target);
        return report.unplaced().stream()
                .filter(finding -> finding.code() == FindingCode.KERNEL_LOG_UNEXPLAINED)
                .flatMap(finding -> finding.evidence().stream())
                .map(Evidence::fact)
                .toList();
    }

    /** A line names the device that it is about, or its region: it is no loose end of another stack. */
    @Test
    void linesAboutOtherStacksOfTheHostAreTheirs() {
        assertThat(loggedOf("bcache-pmem-backing-6.12", "pmem5")).isEmpty();
        assertThat(loggedOf("lv-on-luks-6.12", "/dev/mapper/lu")).isEmpty();
        assertThat(loggedOf("loop-on-dax-6.12", "/mnt/t")).isEmpty();
        assertThat(loggedOf("ns-readonly-region-live-6.12", "pmem5")).isEmpty();
        assertThat(loggedOf("fstab-names-6.12", "dm-0"))
                .as("dm-5, which is not on the host any more")
                .containsExactly("EXT4-fs (dm-5): DAX unsupported by block device.");
    }

    @Test
    void linesAboutAnEarlierDeviceOfTheSameNameAreLeftOut() {
        StackReport moved = report("keep-b-moved-mounted-6.12", "dm-0");
        assertThat(codes(moved)).doesNotContain(FindingCode.KERNEL_LOG_UNEXPLAINED);
        assertThat(BuiltStacks.host("keep-b-moved-mounted-6.12")
                        .kernelLog()
                        .value()
                        .orElseThrow())
                .extracting(LogLine::text)
                .contains("EXT4-fs (dm-0): DAX unsupported by block device.");
    }

    @Test
    void aTypeThatMountTriedIsNoTrouble() {
        assertThat(loggedOf("fstab-names-6.12", "")).noneMatch(line -> line.contains("fuseblk"));
    }

    /** What somebody whose lvextend or lvcreate --snapshot failed looks for. */
    @Test
    void aRefusedTableIsTheCauseOfAFailedCommand() {
        for (String name : List.of("lvm-extend-refused-6.12", "lvm-snap-mounted-6.12", "lvm-snap-mounted-5.10")) {
            HostReport report = Judging.hostReport(BuiltStacks.host(name));
            assertThat(report.unplaced()).as(name).anyMatch(finding -> finding.code() == FindingCode.TABLE_KEEPS_DAX);
            assertThat(loggedOf(name, "")).as(name).noneMatch(line -> line.contains("change device type"));
        }
        Finding refused = Judging.hostReport(BuiltStacks.host("keep-c-pvmove-normal-6.12")).unplaced().stream()
                .filter(finding -> finding.code() == FindingCode.TABLE_KEEPS_DAX)
                .findFirst()
                .orElseThrow();
        assertThat(refused.layer()).isEqualTo("dm-0");
        assertThat(refused.remedy().commands())
                .startsWith("umount /mnt/t")
                .last()
                .asString()
                .startsWith("lvchange --activate n vg/");
    }

    // ------------------------------------------------------------------------------- what is named, and shown

    @Test
    void aBlankInTheNameOfADmDeviceIsFoundAsItIsTyped() {
        TargetNames names = new TargetNames(BuiltStacks.host("dm-weird-name-6.12"));
        for (String spelling :
                List.of("/dev/mapper/we ird", "we ird", "/dev/mapper/we\\040ird", "/dev/mapper/we\\x20ird")) {
            assertThat(names.find(spelling))
                    .as(spelling)
                    .hasValueSatisfying(device -> assertThat(device.name()).isEqualTo("dm-0"));
        }
        assertThat(names.findConfigured("/dev/mapper/we ird"))
                .as("as fstab has it: there is no such file")
                .isEmpty();
    }

    @Test
    void aSuspendedDeviceIsSaidToBeSo() {
        Finding suspended = finding(report("dm-suspended-7.3", "dm-0"), FindingCode.DEVICE_SUSPENDED);
        assertThat(suspended.severity()).isEqualTo(Severity.WARNING);
        assertThat(suspended.remedy().commands()).endsWith("dmsetup resume sus");
        assertThat(codes(report("dm-inactive-table-7.3", "dm-0"))).doesNotContain(FindingCode.DEVICE_SUSPENDED);
    }

    @Test
    void thinPoolsAreNoStacks() {
        assertThat(Judging.hostReport(BuiltStacks.host("lvm-thin-6.12")).stacks())
                .extracting(report -> report.stack()
                        .top()
                        .dm()
                        .flatMap(dm -> dm.name().value())
                        .orElse(""))
                .contains("vg--da.x-thin")
                .noneMatch(name -> name.contains("pool"));
    }

    @Test
    void aFailedReadIsNoMissingPermission() {
        for (List<String> read :
                List.of(List.of("integrity-6.12", "dm-1"), List.of("lvm-snap-origin-6.12", "/dev/vg-da.x/snap2"))) {
            Finding unread = finding(report(read.get(0), read.get(1)), FindingCode.FACT_MISSING);
            assertThat(unread.message()).contains("EIO");
            assertThat(unread.remedy().text()).doesNotContain("root");
        }
    }

    // --------------------------------------------------------------------------------------- regions and CXL

    /** Nothing is reconfigured in it; that it can be made writable was measured. */
    @Test
    void aReadOnlyRegionCanBeMadeWritable() {
        StackReport report = report("ro-unarmed-6.12", "pmem0");
        assertThat(finding(report, FindingCode.READ_ONLY_REGION).remedy().commands())
                .contains("echo 0 > /sys/bus/nd/devices/region0/read_only");
        assertThat(finding(report, FindingCode.RAW_NAMESPACE).remedy().commands())
                .isEmpty();
    }

    @Test
    void cxlMemoryWithoutARegionNamesTheStepThatMakesOne() {
        for (String name : List.of("cxl-no-region-6.1", "cxl-no-region-6.12")) {
            assertThat(Judging.hostReport(BuiltStacks.host(name)).unplaced())
                    .as(name)
                    .filteredOn(finding -> finding.code() == FindingCode.OUT_OF_SCOPE)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.remedy().commands())
                            .contains("cxl create-region -m -t pmem -d decoder0.0 -w 1 mem0"));
        }
        assertThat(Judging.hostReport(BuiltStacks.host("cxl-fsdax-6.12")).unplaced())
                .filteredOn(finding -> finding.code() == FindingCode.OUT_OF_SCOPE)
                .allMatch(finding -> finding.remedy().equals(Remedy.NONE));
    }

    @Test
    void aDeviceOfBcacheIsNoFilesystem() {
        StackReport report = report("bcache-pmem-backing-6.12", "pmem5");
        assertThat(finding(report, FindingCode.NO_FILESYSTEM).message()).startsWith("pmem5 holds bcache,");
        assertThat(codes(report)).doesNotContain(FindingCode.NO_DAX_OPTION);
    }

    /** Each level of dm-raid has its own way; only a mirror has copies. */
    @Test
    void whatIsDoneAboutRaidDependsOnItsLevel() {
        for (String name : List.of("lvm-raid0-5.10", "lvm-raid0-6.12")) {
            assertThat(planned(name, "/dev/vg-da.x/r0"))
                    .contains("lvconvert -y --type striped vg-da.x/r0")
                    .noneMatch(command -> command.contains("-m 0"));
        }
        assertThat(planned("lvm-raid1-6.12", "/dev/vg-da.x/r1")).contains("lvconvert -y -m 0 vg-da.x/r1");
        assertThat(planned("lvm-mirror-6.12", "/dev/vg-da.x/mi")).contains("lvconvert -y -m 0 vg-da.x/mi");
        Tree raid5 = new EditedTree(BuiltStacks.tree("lvm-raid0-6.12"))
                .text("commands/dmsetup-table", text -> text.replace("raid raid0 1 128 2", "raid raid5_ls 1 128 2"));
        HostReport report = Judging.device(HostReader.read(raid5), "dm-13");
        StackReport stack = report.stacks().get(0);
        assertThat(finding(stack, FindingCode.TARGET_WITHOUT_DAX).remedy().text())
                .startsWith("raid5_ls of dm-raid has no DAX");
        assertThat(Planner.of(report.graph(), stack).leadsToDax()).isFalse();
    }

    private static List<String> planned(String name, String target) {
        Host host = BuiltStacks.host(name);
        HostReport report = Judging.device(
                host, new TargetNames(host).find(target).orElseThrow().name());
        List<String> commands = new ArrayList<>();
        Planner.of(report.graph(), report.stacks().get(0)).steps().forEach(step -> commands.addAll(step.commands()));
        return commands;
    }

    /** The other partition keeps its data, and is in the way of sfdisk and kpartx. */
    @Test
    void anotherPartitionThatIsMountedIsUnmountedFirst() {
        Tree tree = new EditedTree(BuiltStacks.tree("kpartx-odd-6.12"))
                .text(
                        "proc/1/mountinfo",
                        text -> text.replace("252:1 / /mnt/t ", "252:2 / /mnt/other ")
                                .replace("disk1", "disk2"));
        HostReport report = Judging.device(HostReader.read(tree), "dm-1");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps().get(0).title()).contains("/dev/mapper/vgk-disk2 (mounted on /mnt/other)");
    }

    // ------------------------------------------------------------------------------------------------ kernels

    @Test
    void forceRawWrittenWhileEnabledChangesNothingYet() {
        StackReport report = report("force-raw-written-while-enabled-7.3", "pmem5");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(codes(report)).contains(FindingCode.FORCE_RAW_PENDING);
    }

    /** Measured on arm64: force_raw cleared, the XFS that is on it mounts with dax. */
    @Test
    void whatForceRawMadeRawGetsItsModeBackWithItsData() {
        String namespace = "sys/bus/nd/devices/namespace5.0/";
        Tree memory = new EditedTree(Captures.named("7.3/ns-e820-memory").tree())
                .file("sys/block/pmem5/queue/dax", "0\n")
                .file(
                        "superblocks/pmem5",
                        Captures.named("7.3/ns-fsdax@xfs")
                                .tree()
                                .read("superblocks/pmem1")
                                .value()
                                .orElseThrow());
        Tree forced =
                new EditedTree(memory).file(namespace + "force_raw", "1\n").file(namespace + "mode", "raw\n");
        List<String> commands = List.of(
                "ndctl disable-namespace namespace5.0",
                "echo 0 > /sys/bus/nd/devices/namespace5.0/force_raw",
                "ndctl enable-namespace namespace5.0");
        for (Tree tree : List.of(forced, memory)) {
            HostReport report = Judging.device(HostReader.read(tree), "pmem5");
            StackReport stack = report.stacks().get(0);
            assertThat(finding(stack, FindingCode.RAW_NAMESPACE).remedy().commands())
                    .isEqualTo(commands);
            Plan plan = Planner.of(report.graph(), stack);
            assertThat(plan.leadsToDax()).isTrue();
            assertThat(plan.steps()).noneMatch(step -> step.effect() == Effect.DESTRUCTIVE);
            assertThat(plan.steps())
                    .anySatisfy(step -> assertThat(step.commands()).isEqualTo(commands));
        }
        Tree mounted = new EditedTree(forced)
                .text("proc/self/mountinfo", text -> text + "90 1 259:5 / /data rw - xfs /dev/pmem5 rw\n");
        assertThat(finding(Judging.stack(mounted, "pmem5"), FindingCode.RAW_NAMESPACE)
                        .remedy()
                        .commands())
                .startsWith("umount /data")
                .endsWith(commands.toArray(String[]::new));
    }

    /** ndctl refuses: "read-only, re-configuration disabled". */
    @Test
    void nothingIsReconfiguredInAReadOnlyRegion() {
        Captures.Capture sector = Captures.named("7.3/ns-sector");
        Tree tree = new EditedTree(sector.tree()).file("sys/bus/nd/devices/region0/read_only", "1\n");
        assertThat(finding(Judging.stack(tree, "pmem0s"), FindingCode.SECTOR_NAMESPACE)
                        .remedy()
                        .text())
                .contains("its region is read-only");
    }

    @Test
    void aBadBlockFoundAfterTheLoadRefusesTheMountOn510() {
        StackReport report = report("poison-after-load-5.10", "dm-0");
        assertThat(report.filesystems().get(Filesystem.EXT4).mount().id()).isEqualTo("refused");
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

    /** Measured with 64 KiB pages: ndctl's own alignment of 512 MiB leaves nothing, and the namespace is disabled. */
    @Test
    void aNewNamespaceIsAlignedToAPageToo() {
        Captures.Capture capture = Captures.named("arm64-64k-7.3/ns-raw");
        EditedTree empty = new EditedTree(capture.tree())
                .file("sys/bus/nd/devices/namespace4.0/size", "0\n")
                .file("sys/bus/nd/devices/region4/available_size", "536870912\n");
        assertThat(Judging.hostReport(HostReader.read(empty)).unplaced())
                .filteredOn(finding -> finding.code() == FindingCode.REGION_WITHOUT_NAMESPACE)
                .anySatisfy(finding -> assertThat(finding.remedy().commands())
                        .containsExactly("ndctl create-namespace --mode=fsdax --region=region4 --align=64K"));
        assertThat(Judging.hostReport(BuiltStacks.host("cxl-region-no-namespace-6.12"))
                        .unplaced())
                .filteredOn(finding -> finding.code() == FindingCode.REGION_WITHOUT_NAMESPACE)
                .allSatisfy(finding ->
                        assertThat(finding.remedy().commands()).noneMatch(command -> command.contains("--align")));
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
        assertThat(Wording.word(report("sig-swapon-6.12", "pmem2"))).isEqualTo("NO FS");
        assertThat(Wording.word(report("sig-none-6.12", "pmem2"))).isEqualTo("OK");
    }

    /** "DAX support enabled for DCSS MYSEG" in the log. */
    @Test
    void theLogShowsThatADcssSegmentHasDax() {
        assertThat(report("dcss-aligned-dmesg", "dcssblk0").verdict()).isEqualTo(Verdict.SUPPORTED);
    }
}
