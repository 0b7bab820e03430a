package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.cli.Programs;
import io.daxcheck.finding.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Public bug reports, rebuilt as captures, sosreports and a supportconfig from the outputs that were posted: the cause that
 * was found there, the layer that it is about, a step that helps, and the exit status. {@code src/docs/causes.md} has the
 * same rows.
 */
class ReportedCasesTest {
    @TempDir
    private static Path cases;

    private static ReportedRow row(
            String name, String device, String cause, FindingCode code, String layer, int status, String... step) {
        return new ReportedRow(name, device, cause, code, layer, status, List.of(step));
    }

    // spotless:off
    private static final List<ReportedRow> ROWS = List.of(
            row("01-locked-dimm", "", "the DIMM is locked after a power cycle",
                    FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl load-keys", "ndctl enable-region region0"),
            row("01-locked-dimm", "region0", "the same, of the region",
                    FindingCode.DIMM_LOCKED, "nmem0", 1, "region0 (252 GiB) cannot be enabled"),
            row("03-section-collision", "", "two regions in one section of 128 MiB, before 5.3",
                    FindingCode.NAMESPACE_SECTION_SHARED, "region1", 0, "Linux 5.3 or later"),
            row("04-kernel-without-pfn", "pmem0", "a kernel without NVDIMM_PFN shows fsdax as raw",
                    FindingCode.PFN_NOT_BUILT, "kernel", 1, "CONFIG_NVDIMM_PFN=y"),
            row("04b-kernel-without-pfn-labels", "region0", "the same kernel can make no fsdax namespace",
                    FindingCode.PFN_NOT_BUILT, "region0", 1, "CONFIG_NVDIMM_PFN=y"),
            row("05-region-disabled", "region4", "the region is disabled",
                    FindingCode.REGION_DISABLED, "region4", 1, "ndctl enable-region region4"),
            row("06b-reconfigured-under-fs", "/data", "reconfigured from raw to fsdax, so the disk is smaller than its ext4",
                    FindingCode.FILESYSTEM_LARGER_THAN_DEVICE, "pmem0", 1, "Restore the size", "bad geometry"),
            row("07-lcow-vpmem", "pmem0", "vPMEM is raw and read-only",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "Remove dax from the options"),
            row("08-lcow-verity", "dm-1", "dm-verity has no DAX",
                    FindingCode.TARGET_WITHOUT_DAX, "dm-1", 1, "verity"),
            row("08-lcow-verity", "dm-1", "nor has the namespace below it",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "raw mode"),
            row("09-vsphere-raw-lvm", "", "a volume on a raw namespace, DAX silently off",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "reconfigure the namespace to fsdax"),
            row("10-lvm-ext4-1k", "dm-0", "mkfs.ext4 made blocks of 1 KiB on a small volume",
                    FindingCode.FILESYSTEM_BLOCK_SIZE, "dm-0", 1, "mkfs.ext4 -b 4096"),
            row("11-nova-no-zone-device", "pmem0", "a kernel without ZONE_DEVICE",
                    FindingCode.PFN_NOT_BUILT, "kernel", 1, "CONFIG_ZONE_DEVICE=y"),
            row("12-memmap-no-driver", "", "memmap= and no driver for it",
                    FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "CONFIG_BLK_DEV_PMEM"),
            row("13-memmap-below-4g", "", "memmap= reaches over the hole below 4 GiB",
                    FindingCode.MEMMAP_NOT_AS_ASKED, "kernel", 0, "4 GiB or above"),
            row("14-memmap-escaped", "", "the backslash before ! reached the kernel",
                    FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "without the backslash"),
            row("17-virtio-pmem-misaligned", "", "an image file of no whole 2 MiB",
                    FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 1, "truncate --size=%2M"),
            row("18-start-pad", "/data", "the kernel said no, for a reason that no other fact shows",
                    FindingCode.KERNEL_LOG_UNEXPLAINED, "pmem0", 0, "DAX unsupported by block device"),
            row("19-kmem-holds-memory", "", "kmem still has the memory",
                    FindingCode.NAMESPACE_MEMORY_TAKEN, "namespace1.0", 0, "daxctl offline-memory dax1.0"),
            row("20-lvm-mirror", "dm-4", "a mirrored volume has no DAX",
                    FindingCode.TARGET_WITHOUT_DAX, "dm-4", 1, "raid"),
            row("21-dm-striped-article", "", "striped over two namespaces works", null, "", 0),
            row("23-nvdimm-n-not-armed", "", "the DIMM is not armed, so its region is read-only",
                    FindingCode.DIMM_FAILED, "nmem0", 1, "battery or capacitor"),
            row("24-oracle-pmem-rt", "", "an XFS with its realtime device on the same disk works before 6.0", null, "", 0),
            row("24b-oracle-pmem-rt-6x", "/mnt/pmem", "from 6.0 on the data device holds the dax device of both",
                    FindingCode.SECOND_DEVICE_WITHOUT_DAX, "pmem0p2", 1, "each on a disk of its own"),
            row("25-memmap-kaslr", "", "KASLR put the kernel into the memory of memmap=",
                    FindingCode.MEMMAP_NOT_AS_ASKED, "kernel", 1, "nokaslr"),
            row("26-xfs-reflink-6.1", "pmem0", "XFS with reflink before 6.0",
                    FindingCode.XFS_REFLINK, "pmem0", 1, "chattr +x"),
            row("27-btrfs-dax", "/data", "btrfs has no dax option",
                    FindingCode.NO_DAX_OPTION, "pmem0", 1, "btrfs on pmem0 has no dax option", "on ext4 or XFS"),
            row("30-sos-ndctl-Ni", "pmem1", "nothing: a number of bad blocks that is hidden is none", null, "", 0),
            row("31-sos-vsphere-raw", "/mnt/pmem", "raw, without the kernel's configuration",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "reconfigure the namespace to fsdax"),
            row("33-sos-daos-badblocks", "", "bad blocks",
                    FindingCode.POISON_IN_RANGE, "pmem1", 4, "restore them from a backup"),
            row("35-sos-locked-dimm", "", "the DIMM is locked, according to ndctl",
                    FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl enable-region region0"),
            row("36-sos-xfs-reflink", "pmem0", "XFS with reflink, known only from the log",
                    FindingCode.XFS_REFLINK, "pmem0", 1, "reflink=0"),
            row("37-sos3-rhel7", "", "works", null, "", 0),
            row("38-supportconfig-hana", "", "one namespace of two is raw",
                    FindingCode.RAW_NAMESPACE, "pmem1", 1, "reconfigure the namespace to fsdax"),
            row("38-supportconfig-hana", "pmem0", "the other works", null, "", 0),
            row("40-log-shapes", "pmem0", "raw",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "ndctl create-namespace"),
            row("41-sos-disabled-ns", "", "a namespace is disabled",
                    FindingCode.DISABLED_NAMESPACE, "namespace0.0", 0, "ndctl enable-namespace namespace0.0"),
            row("44-sos-ndctl-u", "pmem0", "raw, according to ndctl -u",
                    FindingCode.RAW_NAMESPACE, "pmem0", 1, "ndctl create-namespace"),
            row("46-sos-region-empty", "", "no namespace was made yet",
                    FindingCode.REGION_WITHOUT_NAMESPACE, "region1", 0, "ndctl create-namespace"),
            row("47-sos-no-appdirect-goal", "", "the firmware was not configured to provide persistent memory",
                    FindingCode.DIMM_WITHOUT_REGION, "nmem0", 0, "ipmctl create -goal"));
    // spotless:on

    @BeforeAll
    static void unpack() {
        ROWS.stream()
                .map(ReportedRow::name)
                .distinct()
                .forEach(name -> CaseFiles.of(name).write(cases.resolve(name)));
    }

    @TestFactory
    Stream<DynamicTest> causeIsFound() {
        return ROWS.stream()
                .map(row -> dynamicTest(row.name() + " " + row.device(), () -> row.check(cases.resolve(row.name()))));
    }

    /** Devices of other numbers change nothing. */
    @TestFactory
    Stream<DynamicTest> causeIsFoundWhateverTheNames() {
        return ROWS.stream()
                .map(row -> dynamicTest(row.name() + " " + row.device(), () -> {
                    Path directory = cases.resolve("renumbered-" + row.name());
                    if (!Files.exists(directory)) {
                        CaseFiles.of(row.name())
                                .everywhere(text -> CaseFiles.renumbered(text, 8))
                                .write(directory);
                    }
                    row.renumbered(8).check(directory);
                }));
    }

    /** Everything that dmesg, journalctl and syslog daemons put before the kernel's words. */
    @TestFactory
    Stream<DynamicTest> linesAreTiedWhateverStandsBeforeThem() throws IOException {
        Path directory = cases.resolve("40-log-shapes");
        List<Path> logs;
        try (Stream<Path> files = Files.list(directory)) {
            logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        assertThat(logs).hasSizeGreaterThanOrEqualTo(17);
        return logs.stream()
                .map(log -> dynamicTest(log.getFileName().toString(), () -> {
                    CommandLineRun run = CommandLineRun.of(
                            "check", "--from", directory.toString(), "--dmesg", log.toString(), "--format", "json");
                    assertThat(ReportedRow.findings(JsonMapper.shared().readTree(run.out())))
                            .filteredOn(
                                    finding -> finding.get("code").asString().equals("raw-namespace"))
                            .flatExtracting(finding -> finding.get("evidence")
                                    .valueStream()
                                    .map(evidence -> evidence.get("fact").asString())
                                    .toList())
                            .containsAll(linesOf(log));
                }));
    }

    /** Of the two lines that the shapes were made of those that are in a file. */
    private static List<String> linesOf(Path log) throws IOException {
        String text = Files.readString(log);
        return Stream.of("EXT4-fs (pmem0): DAX unsupported by block device.", "pmem0: error: dax support not enabled")
                .filter(text::contains)
                .toList();
    }

    /** No step that makes a namespace where something else is the cause. */
    @Test
    void noNamespaceIsToBeMadeWhereThatCannotHelp() {
        for (String name : List.of(
                "01-locked-dimm",
                "03-section-collision",
                "05-region-disabled",
                "35-sos-locked-dimm",
                "07-lcow-vpmem")) {
            assertThat(CommandLineRun.of(
                                    "check", "-v", "--from", cases.resolve(name).toString())
                            .out())
                    .as(name)
                    .doesNotContain("create-namespace");
        }
    }

    private static CommandLineRun run(String command, String name, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of(command, "--from", cases.resolve(name).toString()));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(new String[0]));
    }

    /** Who only knows the name of the disk, or where it was mounted, gets the cause and its step too. */
    @ParameterizedTest
    @CsvSource({
        "01-locked-dimm, pmem0, dimm-locked, ndctl enable-region region0",
        "01-locked-dimm, /dev/pmem0p1, dimm-locked, ndctl enable-region region0",
        "01-locked-dimm, /mnt/pmem0, dimm-locked, ndctl enable-region region0",
        "35-sos-locked-dimm, pmem0, dimm-locked, ndctl enable-region region0",
        "05-region-disabled, pmem4, region-disabled, ndctl enable-region region4",
        "17-virtio-pmem-misaligned, pmem0, namespace-misaligned, truncate --size=%2M",
        "19-kmem-holds-memory, pmem1, namespace-memory-taken, daxctl offline-memory dax1.0",
        "25-memmap-kaslr, /p1, namespace-misaligned, nokaslr",
        "41-sos-disabled-ns, pmem0, disabled-namespace, ndctl enable-namespace namespace0.0",
        "46-sos-region-empty, pmem1, region-without-namespace, ndctl create-namespace",
        "47-sos-no-appdirect-goal, pmem0, dimm-without-region, ipmctl create -goal",
    })
    void theNameOfADiskThatIsNotThereLeadsToTheCause(String name, String device, String code, String step) {
        CommandLineRun check = run("check", name, device);
        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).contains("[" + code + "]").contains(step);
        assertThat(run("plan", name, device).out()).contains(step).doesNotContain("findfs");
    }

    @Test
    void aDiskOfAnotherRegionHasAnotherCause() {
        CommandLineRun run = run("check", "01-locked-dimm", "pmem7");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("pmem7: no such device");
    }

    /** What the other findings say already is no step. */
    @Test
    void noStepIsUselessByWhatIsKnown() {
        for (String name :
                List.of("01-locked-dimm", "17-virtio-pmem-misaligned", "25-memmap-kaslr", "35-sos-locked-dimm")) {
            assertThat(run("check", name).out()).as(name).doesNotContain("findfs");
        }
        assertThat(run("check", "09-vsphere-raw-lvm").out())
                .contains("vgextend")
                .doesNotContain("$ dmesg | grep", "reconfigure the namespace");
        assertThat(run("check", "10-lvm-ext4-1k", "dm-0").out()).containsOnlyOnce("mkfs.ext4");
    }

    /** Monitoring, a table of hosts and a list say what text says: that memory of the host is no device. */
    @ParameterizedTest
    @CsvSource({
        "01-locked-dimm, nmem0, dimm-locked",
        "03-section-collision, region1, namespace-section-shared",
        "05-region-disabled, region4, region-disabled",
        "12-memmap-no-driver, memmap=, memmap-without-device",
        "13-memmap-below-4g, memmap=, memmap-not-as-asked",
        "14-memmap-escaped, memmap=, memmap-without-device",
        "19-kmem-holds-memory, namespace1.0, namespace-memory-taken",
        "41-sos-disabled-ns, namespace0.0, disabled-namespace",
        "47-sos-no-appdirect-goal, nmem0, dimm-without-region",
    })
    void memoryWithoutADeviceIsToldEverywhere(String name, String place, String code) {
        CommandLineRun nagios = run("check", name, "--format", "nagios");
        assertThat(nagios.status()).isEqualTo(1);
        assertThat(nagios.outLines().get(0)).contains("memory without a device: " + place);
        assertThat(nagios.out()).contains("[" + code + "]");
        assertThat(run("check", name, "--format", "nagios", "--ignore", code, "--ignore", "configured-device-not-found")
                        .status())
                .as("silenced")
                .isZero();
        assertThat(CommandLineRun.of("audit", cases.resolve(name).toString()).outLines())
                .anyMatch(line -> line.contains("NO DAX") && line.contains(code + " ("));
    }

    /** The kernel's word against the rules: a monitoring system is not told that all is well. */
    @Test
    void whatTheKernelRefusedIsNotOkForMonitoring() {
        CommandLineRun nagios = run("check", "18-start-pad", "--format", "nagios");
        assertThat(nagios.status()).isEqualTo(3);
        assertThat(nagios.outLines().get(0)).contains("unknown: /data");
        assertThat(run("check", "18-start-pad", "--format", "nagios", "--ignore", "kernel-log-unexplained")
                        .status())
                .isZero();
    }

    @Test
    void anEmptyListHasTheReason() {
        CommandLineRun run = run("list", "01-locked-dimm");
        assertThat(run.status()).isZero();
        assertThat(run.outLines()).hasSize(1);
        assertThat(run.err()).contains("no DAX-relevant storage", "[dimm-locked]");
    }

    /** The features of a filesystem that is mounted do not keep this kernel from mounting it. */
    @Test
    void whatIsMountedCanBeMounted() {
        for (String name : List.of("09-vsphere-raw-lvm", "24-oracle-pmem-rt")) {
            assertThat(CommandLineRun.of(
                                    "check", "-v", "--from", cases.resolve(name).toString())
                            .out())
                    .as(name)
                    .doesNotContain("filesystem-not-mountable");
        }
    }

    /** The block alone, so that it can be sent as it is; nothing where everything is known. */
    @Test
    void whatIsUnknownIsAskedFor() {
        CommandLineRun run = CommandLineRun.of(
                "check", "--ask", "--from", cases.resolve("44-sos-ndctl-u").toString());
        assertThat(run.outLines())
                .containsExactly(
                        "sh >daxcheck-answers.txt <<'END'",
                        "ask() { printf '\\n=== %s\\n' \"$*\"; \"$@\" </dev/null; }",
                        "ask uname -a",
                        "ask head -v -n 99999 /sys/class/block/pmem1/size",
                        "END");
        assertThat(run("check", "25-memmap-kaslr", "--ask").outLines())
                .as("only what is on the disk is unknown")
                .hasSize(5)
                .contains("ask od -A d -t x1 -N 8192 /dev/pmem0");
        CommandLineRun known = CommandLineRun.of(
                "check", "--ask", "--from", cases.resolve("05-region-disabled").toString());
        assertThat(known.out()).isEmpty();
        assertThat(known.err()).contains("nothing is unknown");
    }

    /** The block runs in a shell of the host; its programs here are two that print what that host's would. */
    @Test
    void theBlockOfQuestionsRunsInAShellAndItsOutputIsRead() throws IOException {
        String sosreport = cases.resolve("44-sos-ndctl-u").toString();
        Path directory = Files.createDirectories(cases.resolve("asked"));
        program(directory, "uname", "cat '" + sosreport + "/sos_commands/kernel/uname_-a'");
        program(directory, "head", "printf '==> %s <==\\n1044480\\n' /sys/class/block/pmem1/size");
        Path block = Files.writeString(
                directory.resolve("block.sh"),
                CommandLineRun.of("check", "--ask", "--from", sosreport).out());
        Programs.Run shell = Programs.run(
                directory,
                Map.of("PATH", directory + ":" + System.getenv("PATH")),
                List.of("/bin/sh", block.toString()));
        assertThat(shell.err()).isEmpty();
        String answers = directory.resolve("daxcheck-answers.txt").toString();
        CommandLineRun run = CommandLineRun.of("check", "--from", sosreport, "--from", answers, "pmem1");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("OK");
        assertThat(CommandLineRun.of("check", "--ask", "--from", sosreport, "--from", answers)
                        .out())
                .isEmpty();
    }

    private static void program(Path directory, String name, String line) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(directory.resolve(name), "#!/bin/sh\n" + line + "\n"),
                PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** If this fails, what it expected is what belongs there. */
    @Test
    void documentIsWhatTheRowsSay() throws IOException {
        StringBuilder table = new StringBuilder(
                "| report | asked about | cause | finding | exit status |\n" + "| --- | --- | --- | --- | --- |\n");
        ROWS.forEach(row -> table.append(row.markdown()));
        Path document = Path.of(System.getProperty("basedir", "."), "src", "docs", "causes.md");
        assertThat(Files.readString(document)).contains("\n\n" + table + "\n");
    }
}
