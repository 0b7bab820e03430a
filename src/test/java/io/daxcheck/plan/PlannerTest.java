package io.daxcheck.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelName;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.truth.BuiltStacks;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.CaseTrees;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps from states that were captured, and the alternatives to them. */
@Tag("captures")
class PlannerTest {
    private static Map<String, Tree> reported;
    private static Map<String, Tree> kernels;

    @BeforeAll
    static void unpack() {
        reported = CaseTrees.of("cases");
        kernels = CaseTrees.of("kernel");
    }

    private static HostReport report(Tree tree, String target) {
        Host host = HostReader.read(tree);
        return Judging.device(
                host, new TargetNames(host).find(target).orElseThrow().name());
    }

    private static Plan plan(Tree tree, String target) {
        HostReport report = report(tree, target);
        return Planner.of(report.graph(), report.stacks().get(0));
    }

    private static List<String> commands(Plan plan, String chosen) {
        List<String> commands = new ArrayList<>();
        plan.chosen(chosen.isEmpty() ? Optional.empty() : Optional.of(chosen))
                .orElseThrow()
                .forEach(step -> commands.addAll(step.commands()));
        return commands;
    }

    private static Step step(Plan plan, String id) {
        return plan.steps().stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step " + id + " in " + plan));
    }

    /** Every command of a report and its plans, of each device, and of all that has none. */
    private static List<String> everything(Tree tree) {
        List<String> commands = new ArrayList<>();
        for (PrintedCommands printed : PrintedCommands.of(Judging.everyDevice(HostReader.read(tree)))) {
            commands.addAll(printed.commands());
        }
        return commands;
    }

    // ------------------------------------------------------------------------------- five steps that harmed

    /** dmsetup prints zeros in place of a key: with that table every sector reads wrong. */
    @Test
    void noTableOfLuksIsLoadedAgain() {
        Tree crypt = Captures.named("6.1/crypt").tree();
        Tree luks = new EditedTree(crypt)
                .without("commands/dmsetup-table")
                .file("sys/block/dm-0/dm/uuid", "CRYPT-LUKS1-0123456789abcdef0123456789abcdef-t\n");
        for (Tree tree : List.of(crypt, luks, new EditedTree(crypt).without("commands/dmsetup-table"))) {
            assertThat(everything(tree))
                    .isNotEmpty()
                    .noneMatch(command -> command.contains("dmsetup load") || command.contains("dmsetup reload"));
        }
    }

    @Test
    void nothingIsUnmountedWhileItCorruptsBeforeTheFilesAreOut() {
        Captures.Capture capture = Captures.named("6.1/linear-offset-plus-1");
        Tree mounted = HostChange.MOUNTED_WITH_DAX.of(capture.tree(), capture.host(), "dm-0");
        HostReport report = report(mounted, "dm-0");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps()).extracting(Step::id).containsExactly("copy");
        for (PrintedCommands printed : PrintedCommands.of(report)) {
            assertThat(printed.commands()).allMatch(command -> Effect.of(command) == Effect.INSPECT);
        }
    }

    @Test
    void aDevdaxNamespaceThatNobodyAskedAboutStays() {
        Captures.Capture capture = Captures.named("6.1/ns-raw");
        assertThat(capture.host().namespaces().get("namespace4.0").mode().is("dax"))
                .isTrue();
        assertThat(everything(capture.tree()))
                .noneMatch(command -> command.contains("namespace4.0") && Effect.of(command) == Effect.DESTRUCTIVE);
        HostReport report = Judging.hostReport(capture.host());
        Plan asked = BusPlan.of(report, "namespace4.0").orElseThrow();
        assertThat(step(asked, "reconfigure-namespace4.0").data()).contains("everything on namespace4.0");
        assertThat(asked.leadsToDax()).isFalse();
    }

    @Test
    void noNamespaceIsMadeBehindALockedDimm() {
        Tree tree = reported.get("01-locked-dimm");
        assertThat(everything(tree)).noneMatch(command -> command.startsWith("ndctl create-namespace"));
        HostReport report = Judging.hostReport(HostReader.read(tree));
        for (String name : List.of("region0", "nmem0")) {
            Plan plan = BusPlan.of(report, name).orElseThrow();
            assertThat(commands(plan, ""))
                    .containsExactly(
                            "ndctl load-keys",
                            "ndctl enable-dimm nmem0",
                            "ndctl enable-region region0",
                            "daxcheck plan " + name);
        }
    }

    @Test
    void noFsdaxNamespaceIsMadeOnAKernelThatCannotHaveAny() {
        for (String name :
                List.of("04-kernel-without-pfn", "04b-kernel-without-pfn-labels", "11-nova-no-zone-device")) {
            assertThat(everything(reported.get(name)))
                    .as(name)
                    .noneMatch(command -> command.startsWith("ndctl create-namespace"));
        }
        assertThat(step(plan(reported.get("04-kernel-without-pfn"), "pmem0"), "ask")
                        .title())
                .contains("distributor", "CONFIG_NVDIMM_PFN=y");
    }

    // ----------------------------------------------------------------------------------- what no plan reached

    @Test
    void daxThatWasLostUnderAMountIsGivenBackBeforeTheUnmount() {
        Plan snapshot = plan(BuiltStacks.tree("snapdax-2-snapshot-under-dax-mount-6.12"), "/mnt/t");
        assertThat(snapshot.leadsToDax()).isTrue();
        assertThat(commands(snapshot, ""))
                .startsWith("lvremove -y vg/sn2", "umount /mnt/t", "lvchange -an vg/o", "lvchange -ay vg/o");
        Plan leg = plan(BuiltStacks.tree("lost-leg-under-dax-mount-6.12"), "/mnt/t");
        assertThat(commands(leg, ""))
                .startsWith(
                        "pvmove --alloc anywhere -n mix /dev/ram0 /dev/pmem1",
                        "umount /mnt/t",
                        "vgreduce vg /dev/ram0",
                        "lvchange -an vg/mix");
    }

    @Test
    void aReadOnlyRegionIsAskedForAndMayBeMadeWritable() {
        Plan plan = plan(reported.get("07-lcow-vpmem"), "pmem0");
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(step(plan, "ask").title()).contains("region0 is read-only", "provider of a virtual machine");
        assertThat(commands(plan, "make-writable")).contains("echo 0 > /sys/bus/nd/devices/region0/read_only");
    }

    @Test
    void aLockedDimmIsUnlockedFirst() {
        Captures.Capture capture = Captures.named("7.3/ns-raw");
        Plan plan = plan(HostChange.LOCKED_DIMMS.of(capture.tree(), capture.host(), "pmem3"), "pmem3");
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(commands(plan, "")).startsWith("ndctl load-keys").endsWith("daxcheck plan /dev/pmem3");
    }

    @ParameterizedTest
    @CsvSource({
        "per-file-a-xfs-reflink-whole-5.10, pmem1",
        "per-file-b-xfs-reflink-partition-7.3, pmem1p1",
        "per-file-c-ext4-inline-5.10, pmem1"
    })
    void singleFilesMayUseDaxWhereAllMayNot(String name, String device) {
        Plan plan = plan(kernels.get(name), device);
        assertThat(plan.alternatives()).containsSubsequence(Step.PER_FILE, Step.WITHOUT_DAX);
        assertThat(commands(plan, Step.PER_FILE)).containsExactly("xfs_io -c 'chattr +x' /mnt/t");
        assertThat(step(plan, Step.PER_FILE).effect()).isEqualTo(Effect.SAFE);
        // Where the option never forbids it, there is no such way.
        Tree never = new EditedTree(kernels.get(name))
                .text("proc/self/mountinfo", text -> text.replace("/mnt/t rw,", "/mnt/t rw,dax=never,"));
        assertThat(plan(never, device).alternatives()).doesNotContain(Step.PER_FILE);
    }

    @Test
    void whatIsNotOnTopNamesWhatIs() {
        Captures.Capture capture = Captures.named("6.1/linear-raw");
        Plan plan = plan(capture.tree(), "pmem3");
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(commands(plan, "")).containsExactly("daxcheck plan /dev/mapper/t");
    }

    @Test
    void aHypervisorsNvdimmWithoutLabelsIsReconfiguredAndSaysWhomToAskOtherwise() {
        Step step = step(plan(Captures.named("6.12/ns-raw").tree(), "pmem3"), "reconfigure-namespace3.0");
        Host host = Captures.named("6.12/ns-raw").host();
        boolean isWithoutLabels = host.namespaces().get("namespace3.0").type().is(4L);
        assertThat(step.title().contains("administrator of the hypervisor")).isEqualTo(isWithoutLabels);
    }

    // ------------------------------------------------------------------------------------------ alternatives

    private static Plan withKernels(Tree tree, String device, Optional<String> kernel) {
        Host host = HostReader.read(tree);
        Optional<KernelRelease> other = kernel.flatMap(name -> new KernelName(name).release());
        HostDiagnosis diagnosis = new HostDiagnosis(host, other);
        StackReport stack = diagnosis
                .judge(List.of(diagnosis.graph().stack(host.device(device).orElseThrow())))
                .stacks()
                .get(0);
        return KernelUpdate.addedTo(
                Planner.of(diagnosis.graph(), stack),
                host,
                stack,
                other.isPresent() ? other : host.kernel().value());
    }

    @Test
    void aNewerKernelAloneMayBeEnough() {
        Tree reflink = Captures.named("5.10/ns-fsdax@xfs-reflink").tree();
        Step update = step(withKernels(reflink, "pmem1", Optional.empty()), Step.UPDATE_KERNEL);
        assertThat(update.effect()).isEqualTo(Effect.DISRUPTIVE);
        // 6.0 and 6.1 mount it and corrupt files: not the first that mounts it, but the first from which on all is
        // well.
        assertThat(update.title()).contains("from Linux 6.2 on");
        assertThat(withKernels(Captures.named("6.1/ns-raw").tree(), "pmem3", Optional.empty())
                        .alternatives())
                .doesNotContain(Step.UPDATE_KERNEL);
    }

    /** The vendor's own releases are named where the kernel is a vendor's, of its series before those of a later one. */
    @ParameterizedTest
    @CsvSource({"rhel9.0, RHEL 9.3", "rhel8.4, RHEL 9.3"})
    void aVendorsKernelIsUpdatedToTheVendors(String release, String first) {
        Tree reflink = Captures.named("5.10/ns-fsdax@xfs-reflink").tree();
        assertThat(step(withKernels(reflink, "pmem1", Optional.of(release)), Step.UPDATE_KERNEL)
                        .title())
                .contains("from " + first + " (kernel 5.14.0-362")
                .doesNotContain("Linux 6");
    }

    @Test
    void theLineOfFstabIsWrittenOut() {
        Tree tree = new EditedTree(Captures.named("5.10/ns-fsdax@xfs-reflink").tree())
                .file(
                        "etc/fstab",
                        "/dev/pmem1 /data xfs defaults,noatime,dax,swalloc,x-systemd.device-timeout=9 0 2\n");
        assertThat(step(plan(tree, "pmem1"), "configure").title())
                .isEqualTo("Correct etc/fstab:1 to: /dev/pmem1 /data xfs "
                        + "dax,noatime,x-systemd.device-timeout=9 0 2 (type ext4 where that was made)");
        assertThat(step(plan(tree, "pmem1"), Step.WITHOUT_DAX).title())
                .isEqualTo("Or mount it without dax. Remove dax from the options in etc/fstab:1");
    }

    @Test
    void alternativesAreTheLeastDestructiveFirst() {
        for (Captures.Capture capture : Captures.of("6.1")) {
            Plan plan = withKernels(capture.tree(), capture.device(), Optional.empty());
            Effect last = Effect.INSPECT;
            for (Step step : plan.steps()) {
                if (step.replacesAll()) {
                    assertThat(step.effect()).as(capture.title()).isNotEqualTo(Effect.DESTRUCTIVE);
                    assertThat(step.data()).isEmpty();
                    boolean isSooner = step.id().equals(Step.UPDATE_KERNEL)
                            || step.effect().compareTo(last) >= 0;
                    assertThat(isSooner).as(capture.title()).isTrue();
                    last = step.effect();
                }
            }
        }
    }

    @Test
    void aChosenAlternativeTakesThePlaceOfItsStep() {
        Plan plan = plan(Captures.named("6.12/ns-raw").tree(), "pmem3");
        assertThat(commands(plan, "make-xfs"))
                .anyMatch(command -> command.startsWith("mkfs.xfs"))
                .noneMatch(command -> command.startsWith("mkfs.ext4"));
        assertThat(plan.chosen(Optional.of("make-xfs")).orElseThrow())
                .noneMatch(
                        step -> step.alternativeTo().isPresent() || step.title().startsWith("Or "));
        assertThat(plan.chosen(Optional.of("nothing"))).isEmpty();
    }

    // --------------------------------------------------------------------------------------------- mkfs.xfs

    /** mkfs.xfs refuses less than 300 MiB from xfsprogs 5.19 on, and an fsdax disk is smaller than a raw one. */
    @ParameterizedTest
    @CsvSource({"614400, false", "620000, false", "655360, true", "1048576, true"})
    void noXfsIsMadeThatMkfsRefuses(long sectors, boolean isLargeEnough) {
        Tree tree = new EditedTree(Captures.named("6.12/ns-raw").tree()).file("sys/block/pmem3/size", sectors + "\n");
        Plan plan = plan(tree, "pmem3");
        assertThat(plan.alternatives().contains("make-xfs")).isEqualTo(isLargeEnough);
    }

    @Test
    void aSmallXfsIsMadeAgainAsExt4() {
        Captures.Capture capture = Captures.named("5.10/ns-fsdax@xfs-reflink");
        assertThat(commands(plan(capture.tree(), "pmem1"), "")).anyMatch(command -> command.startsWith("mkfs.xfs"));
        Tree small = new EditedTree(capture.tree()).file("sys/block/pmem1/size", "614392\n");
        List<String> commands = commands(plan(small, "pmem1"), "");
        assertThat(commands)
                .anyMatch(command -> command.startsWith("mkfs.ext4"))
                .noneMatch(command -> command.startsWith("mkfs.xfs"));
        Tree least = new EditedTree(capture.tree()).file("sys/block/pmem1/size", "614400\n");
        assertThat(commands(plan(least, "pmem1"), "")).anyMatch(command -> command.startsWith("mkfs.xfs"));
    }

    /** A mkfs.xfs that is newer than the kernel makes again what that does not mount. */
    @Test
    void mkfsIsToldWhatTheKernelDoesNotKnow() {
        assertThat(commands(plan(kernels.get("xfs-nrext64-5.10"), "pmem1"), ""))
                .anyMatch(command -> command.contains("-m reflink=0 -i nrext64=0"));
    }

    /** A mount option is enough there, and stands beside the plan that makes the filesystem again. */
    @Test
    void dataJournalOfTheSuperblockIsOverruled() {
        Plan plan = plan(kernels.get("ext4-journal_data-7.3"), "pmem1");
        assertThat(plan.steps())
                .filteredOn(step -> step.id().equals("ordered-data"))
                .singleElement()
                .satisfies(step -> assertThat(step.commands()).endsWith("mount -o data=ordered,dax /dev/pmem1 /data"));
    }

    /** The superblock asks for dax, so a mount without options is refused like one with it. */
    @Test
    void noMountWithoutOptionsWhereTheSuperblockAsksForDax() {
        assertThat(plan(kernels.get("ext4-sbopt-dax-on-raw-7.3"), "pmem3").steps())
                .isNotEmpty()
                .noneMatch(step -> step.id().equals("without-dax"));
    }

    /** A new table over the same bad blocks would have them too. */
    @Test
    void badBlocksAreClearedAndNothingIsMadeOverThem() {
        Plan plan = plan(kernels.get("poison-after-load-5.10"), "dm-0");
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps()).extracting(Step::id).containsExactly("clear");
    }

    /** What lies on the realtime device is lost with the filesystem, and is not counted in the size of the other. */
    @Test
    void filesOnOtherDevicesAreNamedAmongWhatIsDestroyed() {
        Plan plan = plan(reported.get("24b-oracle-pmem-rt-6x"), "pmem0p1");
        assertThat(plan.steps())
                .filteredOn(step -> step.id().equals("make-filesystem"))
                .singleElement()
                .satisfies(step -> assertThat(step.data().orElseThrow()).contains("rtdev=/dev/pmem0p2"));
        assertThat(plan.steps().get(0).title()).doesNotContain("at most");
    }

    @Test
    void twoDevicesAreKeptByAnAlternative() {
        Plan plan = plan(reported.get("24b-oracle-pmem-rt-6x"), "pmem0p1");
        Step own = step(plan, Step.OWN_DISKS);
        assertThat(own.effect()).isEqualTo(Effect.DESTRUCTIVE);
        assertThat(own.data().orElseThrow()).contains("rtdev=/dev/pmem0p2");
        assertThat(step(plan, "make-filesystem").title()).contains("It has only the room of /dev/pmem0p1");
        assertThat(plan.choosing(Step.OWN_DISKS).orElseThrow().goal()).contains("a mount with dax");
    }

    /** Without a line of fstab, the mount that there is says which devices it needs. */
    @Test
    void whatIsOnlyMountedIsMountedWithItsOtherDevicesAgain() {
        Tree tree = new EditedTree(Captures.named("7.3/linear-offset-plus-1").tree())
                .text(
                        "proc/self/mountinfo",
                        mounts -> mounts + "99 2 259:2 / /data rw - xfs /dev/pmem2 rw,dax=always,rtdev=/dev/dm-0\n")
                .file(
                        "commands/xfs_info/pmem2",
                        "meta-data=/dev/pmem2 isize=512\n         = crc=1 finobt=1\n         = reflink=0\n"
                                + "data     = bsize=4096 blocks=1000\nlog      =internal log bsize=4096\n"
                                + "realtime =external blocks=64\n");
        Plan plan = plan(tree, "pmem2");
        assertThat(step(plan, "without-dax").commands()).endsWith("mount -o rtdev=/dev/dm-0 /dev/pmem2 /data");
        assertThat(step(plan, "make-filesystem").data().orElseThrow()).contains("rtdev=/dev/dm-0");
        assertThat(plan.steps().get(0).title()).doesNotContain("at most");
    }

    /** No mount of the device shows that a filesystem has its realtime section there. */
    @Test
    void aDeviceThatIsPartOfAnotherFilesystemIsNotDestroyed() {
        Tree tree = new EditedTree(Captures.named("7.3/partition-start-plus-1").tree());
        Captures.Capture capture = Captures.named("7.3/partition-start-plus-1");
        String path = "/dev/" + capture.device();
        String number = capture.host()
                .device("pmem1")
                .orElseThrow()
                .number()
                .value()
                .orElseThrow()
                .toString();
        String line = "36 1 " + number + " / /data rw - xfs /dev/pmem1 rw,rtdev=" + path + "\n";
        Tree mounted = new EditedTree(tree).file("proc/self/mountinfo", line).file("proc/1/mountinfo", line);
        Plan plan = plan(mounted, capture.device());
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps().get(0).title())
                .contains(capture.device() + " is the realtime device of the xfs on pmem1, mounted on /data: ");
        assertThat(plan.steps().get(0).commands()).containsExactly("daxcheck plan /dev/pmem1");
        Tree configured = new EditedTree(tree).file("etc/fstab", "/dev/pmem1 /data xfs rtdev=" + path + ",dax 0 0\n");
        assertThat(plan(configured, capture.device()).steps().get(0).title())
                .contains("the xfs on pmem1, which etc/fstab:1 mounts on /data: ");
    }

    @Test
    void aFilesystemThatIsLargerThanItsDeviceGetsItsSizeBackFirst() {
        Tree small = new EditedTree(Captures.named("7.3/ns-fsdax@xfs").tree())
                .text("sys/block/pmem1/size", size -> "524288\n");
        List<Step> steps = plan(small, "pmem1").steps();
        assertThat(steps.get(0).title())
                .startsWith("Restore the size that /dev/pmem1 had, and do not repair the filesystem before that");
        assertThat(steps).extracting(Step::id).doesNotContain("copy", "restore");
    }

    @Test
    void whatWouldBeDestroyedWithItIsNamed() {
        Tree tree = new EditedTree(Captures.named("7.3/partition-start-plus-1").tree());
        Captures.Capture capture = Captures.named("7.3/partition-start-plus-1");
        BlockDevice other = capture.host().devices().values().stream()
                .filter(device ->
                        device.partition().isPresent() && !device.name().equals(capture.device()))
                .findFirst()
                .orElseThrow();
        Plan plan = plan(
                HostChange.mounted(new EditedTree(tree), capture.host(), other.name(), "/other", ""), capture.device());
        assertThat(plan.leadsToDax()).isFalse();
        assertThat(plan.steps().get(0).title())
                .contains(
                        "The partition table is not written while another partition is in use", "(mounted on /other)");
    }

    /** As it was, it would be destroyed for nothing. */
    @Test
    void aPartitionThatLiesOnPagesIsNotMadeAgain() {
        for (Captures.Capture capture : Captures.of("7.3")) {
            for (Step step : plan(capture.tree(), capture.device()).steps()) {
                BlockDevice device = capture.host().device(capture.device()).orElseThrow();
                if (step.id().equals("make-partition") && device.partition().isPresent()) {
                    assertThat(step.commands().get(0))
                            .as(capture.title())
                            .doesNotContain(device.startOnDisk().orElseThrow() + " "
                                    + device.sizeSectors().value().orElseThrow() + " | sfdisk");
                }
            }
        }
    }
}
