package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Host;
import io.daxcheck.rules.NextMount;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a host's own log, mounts and kernel add to the rules. */
class HostDiagnosisTest {
    private static final String REGION = "sys/devices/platform/ACPI0012:00/ndbus0/region0";
    private static final long SECTORS = 2 << 20;

    private static SyntheticHost host() {
        return new SyntheticHost("5.10.0", 4096).pmem("pmem0", Memory.FSDAX, SECTORS);
    }

    private static SyntheticHost logging(String... lines) {
        return host().file("commands/dmesg", "[    1.500000] " + String.join("\n[    1.600000] ", lines) + "\n");
    }

    private static HostReport judged(SyntheticHost synthetic) {
        Host host = synthetic.read();
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    private static List<Finding> findings(HostReport report, FindingCode code) {
        List<Finding> found = new ArrayList<>(report.unplaced());
        report.stacks().forEach(stack -> found.addAll(stack.findings()));
        return found.stream().filter(finding -> finding.code() == code).toList();
    }

    private static void assertQuotes(Finding finding, String line) {
        assertThat(finding.evidence()).extracting(Evidence::fact).anyMatch(fact -> fact.contains(line));
    }

    // ---------------------------------------------------------------- a filesystem that only the log shows

    @Test
    void filesystemThatTheKernelCalledTooLargeIsRefused() {
        for (String line : List.of(
                "EXT4-fs (pmem0): bad geometry: block count 262145 exceeds size of device (262144 blocks)",
                "XFS (pmem0): last sector read failed")) {
            HostReport report = judged(logging(line).file("etc/fstab", "/dev/pmem0 /data auto dax 0 0\n"));
            List<Finding> found = findings(report, FindingCode.FILESYSTEM_LARGER_THAN_DEVICE);
            assertThat(found).hasSize(1);
            assertQuotes(found.get(0), line);
            assertThat(report.stacks().get(0).configured().get(0).next()).isEqualTo(NextMount.REFUSED);
            assertThat(report.stacks().get(0).findings().get(0))
                    .as("the cause, before what follows from it")
                    .isEqualTo(found.get(0));
        }
    }

    @Test
    void laterMountOutdatesARefusal() {
        String refusal = "XFS (pmem0): DAX and reflink cannot be used together!";
        String start = "XFS (pmem0): DAX enabled. Warning: EXPERIMENTAL, use at your own risk";
        HostReport refused = judged(logging(start, refusal));
        assertThat(findings(refused, FindingCode.XFS_REFLINK))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.WARNING);
        HostReport mounted = judged(logging(start, refusal, start));
        assertThat(findings(mounted, FindingCode.XFS_REFLINK)).isEmpty();
    }

    @Test
    void okBesideANoOfThisBootIsAWarning() {
        String no = "EXT4-fs (pmem0): DAX unsupported by block device.";
        String yes = "EXT4-fs (pmem0): DAX enabled. Warning: EXPERIMENTAL, use at your own risk";
        assertThat(findings(judged(logging(yes, no)), FindingCode.KERNEL_LOG_UNEXPLAINED))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.WARNING);
        assertThat(findings(judged(logging(no, yes)), FindingCode.KERNEL_LOG_UNEXPLAINED))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.INFO);
    }

    @Test
    void okBesideANoAboutALegIsAWarning() {
        String no = "pmem0: error: dax access failed (-5)";
        List<Finding> found = findings(
                judged(logging(no).dm(0, "0 1048576 linear {pmem0} 2048")), FindingCode.KERNEL_LOG_UNEXPLAINED);
        assertThat(found).singleElement().extracting(Finding::layer).isEqualTo("pmem0");
        assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
        assertQuotes(found.get(0), no);
    }

    // ------------------------------------------------------------------------------------- memory that failed

    /** Page 0x100010 of 4 KiB is at 4 GiB and 64 KiB. */
    private static final String LOST = "Memory failure: 0x100010: recovery action for dax page: Recovered";

    @Test
    void failedMemoryIsToldOfItsDiskByAddress() {
        SyntheticHost host = logging(LOST)
                .pmem("pmem1", Memory.FSDAX, SECTORS)
                .file(REGION + "/namespace0.0/resource", "0x80000000\n")
                .file(REGION.replace("region0", "region1") + "/namespace1.0/resource", "0x100000000\n");
        List<Finding> found = findings(judged(host), FindingCode.POISON_IN_RANGE);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).layer()).isEqualTo("pmem1");
        assertQuotes(found.get(0), LOST);
    }

    @Test
    void failedDaxPageOfTheOnlyDiskNeedsNoAddress() {
        assertThat(findings(judged(logging(LOST)), FindingCode.POISON_IN_RANGE))
                .singleElement()
                .extracting(Finding::layer)
                .isEqualTo("pmem0");
    }

    @Test
    void badBlocksThatAreListedQuoteTheFailure() {
        SyntheticHost host = logging(LOST)
                .pmem("pmem1", Memory.FSDAX, SECTORS)
                .file(REGION + "/pfn0.0/block/pmem0/badblocks", "128 1\n");
        List<Finding> found = findings(judged(host), FindingCode.POISON_IN_RANGE);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).severity()).isEqualTo(Severity.HAZARD);
        assertQuotes(found.get(0), LOST);
    }

    @Test
    void failedRamIsNobodysBusiness() {
        HostReport report = judged(logging("Memory failure: 0x1234: recovery action for dirty LRU page: Recovered"));
        assertThat(findings(report, FindingCode.POISON_IN_RANGE)).isEmpty();
        assertThat(findings(report, FindingCode.KERNEL_LOG_UNEXPLAINED)).isEmpty();
    }

    // -------------------------------------------------------------------- a kernel whose configuration is not known

    /** A ramdisk whose flag is set shows that the kernel has both options. */
    @Test
    void ramdiskOfAnOldKernelTellsHowItWasBuilt() {
        Tree capture = Captures.named("4.14/brd-alone").tree();
        EditedTree tree = new EditedTree(capture);
        capture.list("boot").value().orElseThrow().forEach(name -> tree.without("boot/" + name));
        assertThat(Judging.stack(tree, "ram0").verdict()).isEqualTo(Verdict.SUPPORTED);
        tree.file("sys/block/ram0/queue/dax", "0\n");
        assertThat(Judging.stack(tree, "ram0").verdict()).isEqualTo(Verdict.UNSUPPORTED);
    }

    // ------------------------------------------------------------------------------------------ what is judged

    /** A disk that is no persistent memory matters where a line of fstab asks for DAX on it. */
    @Test
    void ordinaryDiskIsJudgedWhereDaxIsAskedOfIt() {
        SyntheticHost host = host().disk("vda", "254:0", SECTORS);
        assertThat(judged(host).stacks()).hasSize(1);
        host.file("etc/fstab", "/dev/vda /data ext4 dax 0 0\n");
        assertThat(judged(host).stacks())
                .extracting(stack -> stack.stack().top().name())
                .containsExactly("pmem0", "vda");
        assertThat(judged(host).stacks().get(1).verdict()).isEqualTo(Verdict.UNSUPPORTED);
    }

    /** A leg that something is stacked on is part of that stack alone. */
    @Test
    void legIsNoStackOfItsOwn() {
        HostReport report = judged(host().dm(0, "0 1048576 linear {pmem0} 2048"));
        assertThat(report.stacks())
                .extracting(stack -> stack.stack().top().name())
                .containsExactly("dm-0");
    }

    /** Whether 2 sectors are a page is not known: what holds for 4 and 64 KiB alike is said. */
    @Test
    void pageSizeThatWasNotReadLeavesOpenWhatDependsOnIt() {
        SyntheticHost even = host().file("commands/pagesize", "").dm(0, "0 1048576 linear {pmem0} 2048");
        assertThat(judged(even).stacks().get(0).verdict()).isEqualTo(Verdict.SUPPORTED);
        SyntheticHost odd = new SyntheticHost("6.12.0", 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .file("commands/pagesize", "")
                .dm(0, "0 1048576 linear {pmem0} 8");
        assertThat(judged(odd).stacks().get(0).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(findings(judged(odd), FindingCode.FACT_MISSING))
                .anySatisfy(finding -> assertThat(finding.message())
                        .startsWith("the result depends on the page size")
                        .contains("4 KiB pages", "16 KiB pages"));
    }

    /** With 4 KiB pages it is right, with larger ones all of it is corrupt: neither is said. */
    @Test
    void anOpenPageSizeLeavesHazardsOpen() {
        SyntheticHost odd = new SyntheticHost("7.3.4", 4096)
                .pmem("pmem0", Memory.FSDAX, SECTORS)
                .file("commands/pagesize", "")
                .dm(0, "0 1048576 linear {pmem0} 8");
        StackReport report = judged(odd).stacks().get(0);
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(report.effectiveVerdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(report.filesystems().values())
                .allMatch(outcome -> outcome.hazards().isEmpty());
        assertThat(report.hazardBytes()).isZero();
        assertThat(report.hazardRanges()).isEmpty();
        assertThat(report.findings())
                .noneMatch(finding -> finding.code() == FindingCode.SAME_AS_BELOW
                        || finding.code() == FindingCode.DIFFERS_FROM_BELOW
                        || finding.severity() == Severity.HAZARD
                        || finding.severity() == Severity.BLOCKER);
        assertThat(findings(judged(odd), FindingCode.FACT_MISSING))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.message())
                            .contains(
                                    "DAX if it behaves like Linux 7.3.4 with 4 KiB pages",
                                    "unsafe if it behaves like Linux 7.3.4 with 16 KiB pages (a linear")
                            .contains("starts at sector 8 of pmem0");
                    assertThat(finding.remedy().commands()).containsExactly("getconf PAGESIZE");
                });
    }

    /** Nothing of a locked DIMM may be written over. */
    @Test
    void noNamespaceIsMadeWhereADimmIsLocked() {
        SyntheticHost host = host().file(REGION.replace("region0", "region1") + "/size", "1073741824\n")
                .file(REGION.replace("region0", "region1") + "/available_size", "1073741824\n")
                .link("sys/bus/nd/devices/region1", "/" + REGION.replace("region0", "region1"));
        assertThat(findings(judged(host), FindingCode.REGION_WITHOUT_NAMESPACE).toString())
                .contains("create-namespace");
        host.file("sys/devices/platform/ACPI0012:00/ndbus0/nmem0/security", "locked\n")
                .link("sys/bus/nd/devices/nmem0", "/sys/devices/platform/ACPI0012:00/ndbus0/nmem0");
        HostReport locked = judged(host);
        assertThat(findings(locked, FindingCode.DIMM_LOCKED)).hasSize(1);
        assertThat(locked.unplaced().toString()).doesNotContain("create-namespace");
    }
}
