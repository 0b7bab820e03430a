package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.FilesystemOnDevice.DaxActive;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.NextMount;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.truth.Captures.Capture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a line of fstab gives, for every filesystem that was measured on every kernel, with every option: with dax it is
 * what was measured, and the other options follow from that.
 */
class ConfiguredMountTest {
    private static final List<String> OPTIONS = List.of(
            "defaults",
            "dax",
            "dax=always",
            "dax=inode",
            "dax=never",
            "dax=perhaps",
            "noatime,dax,data=journal",
            "dax,dax=never");

    @TestFactory
    Stream<DynamicTest> theNextMountGivesWhatWasMeasured() {
        return Captures.all().stream()
                .filter(capture -> capture.name().contains("@"))
                .map(capture -> dynamicTest(capture.title(), () -> check(capture)));
    }

    private static void check(Capture capture) {
        String type = capture.name().substring(capture.name().indexOf('@') + 1);
        String driver = type.contains("-") ? type.substring(0, type.indexOf('-')) : type;
        StringBuilder fstab = new StringBuilder();
        for (String options : OPTIONS) {
            fstab.append("/dev/" + capture.device() + " /data " + driver + " " + options + "\n");
        }
        StackReport report =
                Judging.stack(new EditedTree(capture.tree()).file("etc/fstab", fstab.toString()), capture.device());
        for (int i = 0; i < OPTIONS.size(); i++) {
            ConfiguredFilesystem configured = report.configured().get(i);
            assertThat(configured.next())
                    .as("%s with %s", driver, OPTIONS.get(i))
                    .isEqualTo(expected(capture, driver, OPTIONS.get(i)));
            assertThat(configured.daxRequested())
                    .isEqualTo(List.of("dax", "dax=always", "dax=perhaps", "noatime,dax,data=journal")
                            .contains(OPTIONS.get(i)));
        }
    }

    private static NextMount expected(Capture capture, String driver, String options) {
        KernelVersion version =
                capture.host().kernel().value().orElseThrow().upstream().orElseThrow();
        // The 5.15 and 6.6 that were measured have the ext2 driver, which knows dax alone; the others mount ext2 as
        // ext4.
        boolean isExt2Driver = driver.equals("ext2") && List.of("5.15", "6.6").contains(capture.kernel());
        boolean knowsValues = version.compareTo(KernelVersion.of(5, 8)) >= 0 && !isExt2Driver;
        String measured = capture.truth()
                .get("filesystems")
                .properties()
                .iterator()
                .next()
                .getValue()
                .get("mount")
                .asString();
        if (options.contains("dax=") && (!knowsValues || driver.equals("ext2") || options.equals("dax=perhaps"))) {
            return NextMount.REFUSED;
        }
        if (options.contains("never")) {
            return NextMount.NO;
        }
        if (options.equals("defaults") || options.equals("dax=inode")) {
            boolean looksAtFiles = driver.equals("xfs") || knowsValues;
            // What refuses dax for the whole filesystem, on a device that has it, leaves single files their DAX.
            boolean wholeOnly = measured.equals("refused")
                    && !capture.name().startsWith("ns-raw")
                    && !capture.name().startsWith("partition-start")
                    && (capture.name().endsWith("-reflink") || capture.name().endsWith("-inline"));
            return looksAtFiles && (measured.equals("dax") || wholeOnly) ? NextMount.PER_FILE : NextMount.NO;
        }
        if (options.contains("data=journal") && driver.startsWith("ext")) {
            return NextMount.REFUSED;
        }
        return switch (measured) {
            case "dax" -> NextMount.YES;
            case "fallback" -> NextMount.NO;
            default -> NextMount.REFUSED;
        };
    }

    // ------------------------------------------------------------------------------- one case at a time

    private static StackReport ext4(String fstab, String mountinfo) {
        Capture capture = Captures.named("7.3/ns-fsdax@ext4");
        EditedTree tree = new EditedTree(capture.tree()).file("etc/fstab", fstab);
        if (!mountinfo.isEmpty()) {
            tree.text("proc/self/mountinfo", mounts -> mounts + mountinfo + "\n");
        }
        return Judging.stack(tree, "pmem1");
    }

    private static List<FindingCode> codes(StackReport report) {
        List<FindingCode> codes = new ArrayList<>();
        report.findings().forEach(finding -> codes.add(finding.code()));
        return codes;
    }

    @Test
    void aLineOfAnotherTypeIsRefused() {
        assertThat(ext4("/dev/pmem1 /data xfs dax\n", "").configured().get(0).next())
                .isEqualTo(NextMount.REFUSED);
        // The ext4 driver mounts as an ext3 only what has no newer feature (fs/ext4/super.c: ext3_feature_set_ok).
        assertThat(ext4("/dev/pmem1 /data ext3 dax\n", "").configured().get(0).next())
                .isEqualTo(NextMount.REFUSED);
        assertThat(ext4("/dev/pmem1 /data xfs,ext4 dax\n", "")
                        .configured()
                        .get(0)
                        .next())
                .isEqualTo(NextMount.YES);
    }

    @Test
    void aLineSaysWhyItIsRefused() {
        assertThat(ext4("/dev/pmem1 /data xfs dax\n", "").findings())
                .filteredOn(finding -> finding.code() == FindingCode.NEXT_MOUNT_REFUSED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.message()).contains("it names xfs, and the device contains ext4");
                    assertThat(finding.remedy().text()).isEqualTo("Correct the type in etc/fstab:1");
                });
        assertThat(codes(ext4("/dev/pmem1 /data ext4 dax=perhaps\n", "")))
                .contains(FindingCode.NEXT_MOUNT_REFUSED, FindingCode.DAX_VALUE_NOT_KNOWN);
    }

    @Test
    void aLineCountsOnADeviceThatSomethingIsStackedOnToo() {
        Capture capture = Captures.named("7.3/linear-fsdax");
        EditedTree tree = new EditedTree(capture.tree()).file("etc/fstab", "/dev/pmem1 /data ext4 dax,data=journal\n");
        HostDiagnosis diagnosis = new HostDiagnosis(HostReader.read(tree), Optional.empty());
        assertThat(diagnosis.judge(diagnosis.stacks(false)).mounts())
                .singleElement()
                .satisfies(state -> assertThat(state.lacksRequestedDax()).isTrue());
    }

    @Test
    void withoutASuperblockTheTypeOfTheLineIsBelieved() {
        Capture capture = Captures.named("7.3/ns-raw");
        for (String[] typeAndNext :
                new String[][] {{"ext4", "refused"}, {"xfs", "no"}, {"auto", "no"}, {"btrfs", "refused"}}) {
            StackReport report = Judging.stack(
                    new EditedTree(capture.tree()).file("etc/fstab", "/dev/pmem3 /data " + typeAndNext[0] + " dax\n"),
                    "pmem3");
            assertThat(report.configured().get(0).next().id())
                    .as(typeAndNext[0])
                    .isEqualTo(typeAndNext[1]);
        }
    }

    @Test
    void whatIsNotKnownOfAFilesystemLeavesItOpen() {
        Capture capture = Captures.named("7.3/ns-fsdax");
        EditedTree tree = new EditedTree(capture.tree())
                .file("etc/fstab", "LABEL=data /data auto dax\n")
                .file("run/udev/data/b259:1", "E:ID_FS_TYPE=ext4\nE:ID_FS_LABEL_ENC=data\nE:ID_FS_BLOCKSIZE=4096\n");
        StackReport report = Judging.stack(tree, "pmem1");
        assertThat(report.onDevice().orElseThrow().superblock().complete()).isFalse();
        assertThat(report.onDevice().orElseThrow().source()).isEqualTo("run/udev/data/b259:1");
        assertThat(report.configured().get(0).next()).isEqualTo(NextMount.UNKNOWN);
        assertThat(codes(report)).contains(FindingCode.FACT_MISSING);
        tree.file("run/udev/data/b259:1", "E:ID_FS_TYPE=ext4\nE:ID_FS_LABEL_ENC=data\nE:ID_FS_BLOCKSIZE=1024\n");
        assertThat(Judging.stack(tree, "pmem1").configured().get(0).next()).isEqualTo(NextMount.REFUSED);
    }

    /** The device is the reason, and the line of fstab is shown once, for any number of mounts of it. */
    @Test
    void aRawNamespaceInFstabIsOneReasonAndOneLine() {
        for (String[] typeAndCode : new String[][] {{"ext4", "next-mount-refused"}, {"xfs", "dax-requested-but-off"}}) {
            Capture capture = Captures.named("7.3/ns-raw@" + typeAndCode[0]);
            String shown = typeAndCode[0].equals("xfs") ? ",dax=never" : "";
            EditedTree tree = new EditedTree(capture.tree())
                    .file("etc/fstab", "/dev/pmem3 /data " + typeAndCode[0] + " dax\n")
                    .text(
                            "proc/self/mountinfo",
                            mounts -> mounts + "99 2 259:3 / /data rw - " + typeAndCode[0] + " /dev/pmem3 rw" + shown
                                    + "\n");
            StackReport report = Judging.stack(tree, "pmem3");
            assertThat(report.onDevice().orElseThrow().mounted())
                    .as(typeAndCode[0])
                    .isPresent();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.severity() != Severity.INFO)
                    .extracting(finding -> finding.code().code())
                    .containsExactly("raw-namespace", typeAndCode[1]);
        }
    }

    @Test
    void aRealtimeDeviceWithDaxIsEnoughForXfs() {
        String line = "/dev/pmem3 /data xfs dax,rtdev=/dev/pmem1\n";
        for (String[] kernelAndNext : new String[][] {{"4.17", "no"}, {"5.10", "per-file"}, {"7.3", "per-file"}}) {
            Capture capture = Captures.named(kernelAndNext[0] + "/ns-raw@xfs");
            StackReport report =
                    Judging.stack(new EditedTree(capture.tree()).file("etc/fstab", line), capture.device());
            assertThat(report.configured().get(0).next().id())
                    .as(kernelAndNext[0])
                    .isEqualTo(kernelAndNext[1]);
        }
    }

    @Test
    void aMountAndItsLineAreOneState() {
        StackReport report = ext4("/dev/pmem1 /data ext4 dax\n", "99 2 259:1 / /data rw - ext4 /dev/pmem1 rw");
        assertThat(report.mounts()).singleElement().satisfies(state -> {
            assertThat(state.target()).isEqualTo("/data");
            assertThat(state.daxRequested()).isTrue();
            assertThat(state.active()).contains(DaxActive.PER_FILE);
            assertThat(state.next()).contains(NextMount.YES);
            assertThat(state.lacksRequestedDax()).isTrue();
        });
        assertThat(codes(report)).contains(FindingCode.DAX_REQUESTED_BUT_OFF);
    }

    @Test
    void aMountThatHasDaxMissesNothing() {
        StackReport report =
                ext4("/dev/pmem1 /data ext4 dax\n", "99 2 259:1 / /data rw - ext4 /dev/pmem1 rw,dax=always");
        assertThat(report.mounts()).singleElement().satisfies(state -> {
            assertThat(state.active()).contains(DaxActive.YES);
            assertThat(state.lacksRequestedDax()).isFalse();
        });
        assertThat(codes(report)).doesNotContain(FindingCode.DAX_REQUESTED_BUT_OFF, FindingCode.DAX_NOT_CONFIGURED);
    }

    @Test
    void aDirectoryThatIsBoundElsewhereIsNotMistakenForTheMount() {
        StackReport report = ext4(
                "/dev/pmem1 /data ext4 dax\n/data/www /srv none bind,dax\n",
                "98 2 259:1 /www /srv rw - ext4 /dev/pmem1 rw,dax=always\n"
                        + "99 2 259:1 / /other rw - ext4 /dev/pmem1 rw,dax=always\n"
                        + "99 2 259:1 / /data rw - ext4 /dev/pmem1 rw,dax=always\n"
                        + "99 2 259:1 /www /export rw - ext4 /dev/pmem1 rw,dax=always\n"
                        + "97 2 0:44 / /merged rw - overlay overlay rw,lowerdir=/data,upperdir=/x");
        assertThat(report.mounts()).singleElement().satisfies(state -> {
            assertThat(state.target()).isEqualTo("/data");
            assertThat(state.active()).contains(DaxActive.YES);
        });
    }

    @Test
    void anotherDirectoryIsAnotherState() {
        StackReport report =
                ext4("/dev/pmem1 /data ext4 defaults\n", "99 2 259:1 / /mnt rw - ext4 /dev/pmem1 rw,dax=always");
        assertThat(report.mounts()).hasSize(2);
        assertThat(report.mounts().get(0).lacksRequestedDax()).isFalse();
        assertThat(report.mounts().get(1).target()).isEqualTo("/mnt");
        assertThat(report.mounts().get(1).next()).isEmpty();
    }

    @Test
    void aMountIsKnownWithoutTheSuperblock() {
        Capture capture = Captures.named("7.3/ns-fsdax");
        StackReport report = Judging.stack(
                new EditedTree(capture.tree())
                        .text(
                                "proc/self/mountinfo",
                                mounts -> mounts + "99 2 259:1 / /data rw - xfs /dev/pmem1 rw,dax=always\n"),
                "pmem1");
        assertThat(report.onDevice().orElseThrow().superblock().type()).isEqualTo("xfs");
        assertThat(report.onDevice().orElseThrow().mounted().orElseThrow().daxActive())
                .isEqualTo(DaxActive.YES);
    }

    // ------------------------------------------------------------------------------------- two XFS on one disk

    private static SyntheticHost twoPartitions(String release) {
        String xfs = "E:ID_FS_TYPE=xfs\n";
        SyntheticHost host = new SyntheticHost(release, 4096)
                .pmem("pmem0", SyntheticHost.Memory.FSDAX, 1 << 18)
                .pmem("pmem1", SyntheticHost.Memory.FSDAX, 1 << 18)
                .partition("pmem0", 1, 2048, 65536)
                .partition("pmem0", 2, 67584, 65536);
        return host.file("run/udev/data/b" + host.number("pmem0p1"), xfs)
                .file("run/udev/data/b" + host.number("pmem0p2"), xfs);
    }

    private static String mount(SyntheticHost host, String device, String options) {
        return "30 2 " + host.number(device) + " / /" + device + " rw - xfs /dev/" + device + " rw" + options + "\n";
    }

    private static String outcome(SyntheticHost host, String mounts, String device) {
        StackReport report = Judging.device(
                        host.file("proc/self/mountinfo", mounts).read(), device)
                .stacks()
                .get(0);
        String active = report.onDevice()
                .flatMap(FilesystemOnDevice::mounted)
                .map(mounted -> mounted.daxActive().id())
                .orElse("not mounted");
        return report.filesystems().get(Filesystem.XFS).mount().id() + ", " + active + ", "
                + report.verdict().id();
    }

    @Test
    void theSecondXfsLoses() {
        for (String release : List.of("5.10.0", "5.19.0", "6.0.0", "7.3.0")) {
            boolean holds = release.startsWith("6") || release.startsWith("7");
            SyntheticHost host = twoPartitions(release);
            String first = mount(host, "pmem0p1", ",dax=always");
            assertThat(outcome(host, first, "pmem0p2"))
                    .as(release)
                    .isEqualTo(holds ? "fallback, not mounted, supported" : "dax, not mounted, supported");
            assertThat(outcome(host, first, "pmem0p1")).as(release).isEqualTo("dax, yes, supported");
            String second = mount(host, "pmem0p2", ",dax=never");
            assertThat(outcome(host, second + first, "pmem0p2"))
                    .as(release)
                    .isEqualTo(holds ? "fallback, no, supported" : "dax, no, supported");
            assertThat(outcome(host, second + first, "pmem0p1")).as(release).isEqualTo("dax, yes, supported");
        }
    }

    @Test
    void withoutAnOptionTheOlderMountHolds() {
        SyntheticHost host = twoPartitions("7.3.0");
        String mounts = mount(host, "pmem0p2", "") + mount(host, "pmem0p1", "");
        assertThat(outcome(host, mounts, "pmem0p1")).startsWith("fallback, no");
        assertThat(outcome(host, mounts, "pmem0p2")).startsWith("dax, unknown");
    }

    @Test
    void aLogOnTheDiskHoldsItToo() {
        SyntheticHost host = twoPartitions("7.3.0");
        String mounts = mount(host, "pmem1", ",logdev=/dev/pmem0p1");
        assertThat(outcome(host, mounts, "pmem0p2")).startsWith("fallback");
        assertThat(outcome(host, mount(host, "pmem1", ""), "pmem0p2")).startsWith("dax");
    }

    @Test
    void ext4AndDmTakeNoHold() {
        SyntheticHost host = twoPartitions("7.3.0").dm(0, "0 65536 linear {pmem0p1} 0");
        String ext4 = mount(host, "pmem0p1", "").replace("- xfs", "- ext4");
        assertThat(outcome(host, ext4, "pmem0p2")).startsWith("dax");
        assertThat(outcome(host, mount(host, "dm-0", ",dax=always"), "pmem0p2")).startsWith("dax");
    }

    @Test
    void twoLinesForOneDiskAreARace() {
        SyntheticHost host = twoPartitions("7.3.0")
                .file("etc/fstab", "/dev/pmem0p1 /one xfs dax\n/dev/pmem0p2 /two xfs defaults\n")
                .file("proc/self/mountinfo", "");
        StackReport report = Judging.device(host.read(), "pmem0p1").stacks().get(0);
        assertThat(report.configured().get(0).next()).isEqualTo(NextMount.UNKNOWN);
        assertThat(codes(report)).contains(FindingCode.DAX_DEVICE_HELD);
        host.file("etc/fstab", "/dev/pmem0p1 /one xfs dax\n/dev/pmem0p2 /two ext4 defaults\n")
                .file("run/udev/data/b" + host.number("pmem0p2"), "E:ID_FS_TYPE=ext4\n");
        assertThat(codes(Judging.device(host.read(), "pmem0p1").stacks().get(0)))
                .doesNotContain(FindingCode.DAX_DEVICE_HELD);
    }

    // ---------------------------------------------------------------------------------------- the kernel's log

    @Test
    void aLineOfTheLogIsEvidenceForTheFindingThatExplainsIt() {
        Capture capture = Captures.named("7.3/ns-raw@xfs");
        EditedTree tree = new EditedTree(capture.tree()).file("commands/dmesg", """
                [    1.000000] XFS (pmem3): DAX unsupported by block device. Turning off DAX.
                [    2.000000] XFS (pmem3): DAX unsupported by block device. Turning off DAX.
                [    3.000000] XFS (pmem1): DAX unsupported by block device. Turning off DAX.
                """);
        StackReport report = Judging.stack(tree, "pmem3");
        assertThat(report.findings())
                .filteredOn(finding -> finding.code() == FindingCode.RAW_NAMESPACE)
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence())
                        .filteredOn(evidence -> evidence.source().startsWith("commands/dmesg"))
                        .singleElement()
                        .satisfies(evidence -> assertThat(evidence.fact())
                                .isEqualTo("XFS (pmem3): DAX unsupported by block device. Turning off DAX.")));
        assertThat(codes(report)).doesNotContain(FindingCode.KERNEL_LOG_UNEXPLAINED);
    }

    @Test
    void aTargetMayBeADirectoryThatIsOnlyConfigured() {
        Capture capture = Captures.named("7.3/ns-fsdax@ext4");
        EditedTree tree = new EditedTree(capture.tree()).file("etc/fstab", "/dev/pmem1 /data ext4 dax\n");
        assertThat(new TargetNames(HostReader.read(tree))
                        .find("/data")
                        .orElseThrow()
                        .name())
                .isEqualTo("pmem1");
    }
}
