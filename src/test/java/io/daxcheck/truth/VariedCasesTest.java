package io.daxcheck.truth;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.finding.FindingCode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public bug reports with something changed that happens elsewhere: what was collected, the kernel, the numbers. The
 * cause is the same, or another one that is said.
 */
class VariedCasesTest {
    private static final String ACPI = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00/ndbus0/";
    private static final String NDCTL = "sos_commands/pmem/ndctl_list_-iBDFHMNRX";
    private static final String SOS_DMESG = "sos_commands/kernel/dmesg";

    @TempDir
    private static Path hosts;

    private static int host;

    /**
     * A changed report.
     *
     * @param expected what is said; its name is that of the report, its cause what is changed
     */
    private record Row(ReportedRow expected, UnaryOperator<CaseFiles> change) {}

    private static Row row(
            String name,
            String changed,
            UnaryOperator<CaseFiles> change,
            String device,
            FindingCode code,
            String layer,
            int status,
            String... step) {
        return new Row(new ReportedRow(name, device, changed, code, layer, status, List.of(step)), change);
    }

    /** Two regions that meet inside a section, and nothing logged. */
    private static CaseFiles shared(CaseFiles files) {
        return files.without("commands/dmesg")
                .file(ACPI + "region0/size", "17112760320\n")
                .file(ACPI + "region1/resource", "0x147c000000\n");
    }

    private static final String REFLINK = "XFS (pmem0): DAX and reflink cannot be used together!\n";

    // spotless:off
    private static final List<Row> ROWS = List.of(
            // ---- DIMMs and regions
            row("01-locked-dimm", "no log", files -> files.without("commands/dmesg"),
                    "", FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl load-keys", "ndctl enable-region region0"),
            row("01-locked-dimm", "a kernel that shows no security", files -> files.without(ACPI + "nmem0/security"),
                    "region0", FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl load-keys"),
            row("35-sos-locked-dimm", "no log", files -> files.file(SOS_DMESG, ""),
                    "", FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl enable-region region0"),
            row("35-sos-locked-dimm", "no ndctl on the host",
                    files -> files.without(NDCTL).without("sos_commands/pmem/ndctl_list_-vvv"),
                    "", FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl enable-region region0"),
            row("46-sos-region-empty", "the region is disabled",
                    files -> files.text(NDCTL, "\"type\":\"pmem\"", "\"state\":\"disabled\""),
                    "region1", FindingCode.REGION_DISABLED, "region1", 1, "ndctl enable-region region1"),
            row("46-sos-region-empty", "a namespace has all of it",
                    files -> files.text(NDCTL, "\"available_size\":1623497637888", "\"available_size\":0"),
                    "", FindingCode.REGION_WITHOUT_NAMESPACE, "region1", 0, "no space for one"),
            row("46-sos-region-empty", "disabled namespaces were not listed, and one has half of it",
                    files -> files.renamed(NDCTL, "sos_commands/pmem/ndctl_list_-NR")
                            .text("sos_commands/pmem/ndctl_list_-NR", "\"available_size\":1623497637888",
                                    "\"available_size\":811748818944"),
                    "region1", FindingCode.REGION_WITHOUT_NAMESPACE, "region1", 0, "disabled, or was not listed",
                    "ndctl list -RNi -r region1"),
            row("46-sos-region-empty", "disabled namespaces were not listed, and there are none",
                    files -> files.renamed(NDCTL, "sos_commands/pmem/ndctl_list_-NR"),
                    "region1", FindingCode.REGION_WITHOUT_NAMESPACE, "region1", 0, "ndctl create-namespace"),
            row("47-sos-no-appdirect-goal", "all of it is RAM, by a table",
                    files -> files.file("sos_commands/pmem/ipmctl_show_-memoryresources",
                            " MemoryType   | DDR         | PMemModule  | Total\n====\n"
                                    + " Volatile     | 0.000 GiB   | 126.000 GiB | 126.000 GiB\n"
                                    + " AppDirect    | -           | 0.000 GiB   | 0.000 GiB\n"),
                    "", FindingCode.DIMM_WITHOUT_REGION, "nmem0", 0, "in Memory Mode", "less RAM"),
            row("47-sos-no-appdirect-goal", "all of it is RAM, by lines",
                    files -> files.file("sos_commands/pmem/ipmctl_show_-memoryresources",
                            "Capacity=126.7 GiB\nMemoryCapacity=126.0 GiB\nAppDirectCapacity=0.0 GiB\n"),
                    "", FindingCode.DIMM_WITHOUT_REGION, "nmem0", 0, "in Memory Mode"),
            row("47-sos-no-appdirect-goal", "two DIMMs",
                    files -> files.text(NDCTL, "\"dimms\":[",
                            "\"dimms\":[{\"dev\":\"nmem1\",\"flag_failed_map\":true},"),
                    "", FindingCode.DIMM_WITHOUT_REGION, "nmem0", 0, "ipmctl create -goal"),
            row("23-nvdimm-n-not-armed", "not armed alone",
                    files -> files.file(ACPI + "nmem0/flags", "not_armed\n"),
                    "", FindingCode.DIMM_FAILED, "nmem0", 1, "battery or capacitor", "unarmed=on"),
            // ---- two regions in one section
            row("03-section-collision", "no log, and a kernel that may have the change: by the addresses alone",
                    files -> shared(files).everywhere(text -> text.replace("4.18.16-1.el7.elrepo", "4.18.0-147.el8")),
                    "region1", FindingCode.NAMESPACE_SECTION_SHARED, "region1", 0, "may not", "Linux 5.3 or later"),
            row("03-section-collision", "the same on a kernel of upstream",
                    files -> shared(files).everywhere(text -> text.replace("4.18.16-1.el7.elrepo.x86_64", "4.18.16")),
                    "region1", FindingCode.NAMESPACE_SECTION_SHARED, "region1", 1, "cannot map", "Linux 5.3 or later"),
            row("03-section-collision", "a kernel that maps parts of a section",
                    files -> shared(files).everywhere(text -> text.replace("4.18.16-1", "5.4.16-1")),
                    "region1", FindingCode.REGION_WITHOUT_NAMESPACE, "region1", 0, "ndctl create-namespace"),
            // ---- namespaces that no driver took
            row("17-virtio-pmem-misaligned", "no log: by the length alone", files -> files.without("commands/dmesg"),
                    "", FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 1, "truncate --size=%2M"),
            row("17-virtio-pmem-misaligned", "a kernel that maps any whole pages",
                    files -> files.without("commands/dmesg").everywhere(text -> text.replace("6.12.74", "5.4.74")),
                    "", FindingCode.DISABLED_NAMESPACE, "namespace0.0", 1, "ndctl enable-namespace namespace0.0"),
            row("19-kmem-holds-memory", "kmem was not read",
                    files -> files.without("sys/bus/dax"),
                    "", FindingCode.NAMESPACE_MEMORY_TAKEN, "namespace1.0", 0, "daxctl offline-memory dax1.0"),
            row("19-kmem-holds-memory", "nothing tells what has the memory",
                    files -> files.without("sys/bus/dax").file("commands/dmesg",
                            "[    1.5] nd_pmem namespace1.0: could not reserve region [mem 0x2070000000-0x216fffffff]\n"),
                    "", FindingCode.NAMESPACE_MEMORY_TAKEN, "namespace1.0", 0, "/proc/iomem"),
            row("41-sos-disabled-ns", "its info block no longer fits the memory",
                    files -> files.file(SOS_DMESG, "[    1.5] nd pfn0.1: resource start misaligned\n"),
                    "", FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 0, "resource start misaligned"),
            row("41-sos-disabled-ns", "the page size by way of its info block",
                    files -> files.file(SOS_DMESG, "[    1.5] nd pfn0.1: init failed, page size mismatch 65536\n"),
                    "", FindingCode.NAMESPACE_PAGE_SIZE, "namespace0.0", 0, "page size mismatch 65536"),
            row("05-region-disabled", "the kernel says why",
                    files -> files.file("commands/dmesg",
                            "[    1.5] nd_region region4: nmem4: is disabled, failing probe\n"),
                    "region4", FindingCode.REGION_DISABLED, "region4", 1, "is disabled, failing probe",
                    "ndctl enable-dimm nmem4"),
            row("41-sos-disabled-ns", "memmap= asked for that memory",
                    files -> files.file("proc/cmdline", "ro memmap=364416M!28672M,367488M!419840M\n")
                            .file(SOS_DMESG, "[    5.3] nd_pmem namespace0.0: [mem 0x5c2042c000-0x5ff7ffffff flags 0x200] "
                                    + "misaligned, unable to map\n"),
                    "", FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 0, "nokaslr"),
            row("41-sos-disabled-ns", "the log says misaligned",
                    files -> files.file(SOS_DMESG, "[    1.5] nd_pmem namespace0.0: [mem 0x06000000-0x0e8b7fff] "
                            + "misaligned, unable to map\n"),
                    "", FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 0, "multiple of 2 MiB"),
            row("41-sos-disabled-ns", "the log says of another page size",
                    files -> files.file(SOS_DMESG, "[    1.5] nd_pmem namespace0.0: init failed, page size mismatch "
                            + "65536\n"),
                    "", FindingCode.NAMESPACE_PAGE_SIZE, "namespace0.0", 0, "Boot a kernel with the page size"),
            row("41-sos-disabled-ns", "no ndctl on the host, the log alone",
                    files -> files.without(NDCTL).file(SOS_DMESG, "[    1.5] nd_pmem namespace0.0: [mem "
                            + "0x06000000-0x0e8b7fff] misaligned, unable to map\n"),
                    "", FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 0, "multiple of 2 MiB"),
            row("41-sos-disabled-ns", "its driver failed, and nothing says why",
                    files -> files.file(SOS_DMESG, "[    1.5] nd_pmem: probe of namespace0.0 failed with error -12\n"),
                    "namespace0.0", FindingCode.DISABLED_NAMESPACE, "namespace0.0", 1, "its driver failed to bind",
                    "dmesg | grep -B5 namespace0.0"),
            row("41-sos-disabled-ns", "its driver failed, and the line before says why",
                    files -> files.everywhere(text -> text.replace("5.14.0-162.6.1.el9_1", "4.18.0-80.el8"))
                            .file(SOS_DMESG, "[    1.4] devm_memremap_pages attempted on mixed region [mem "
                                    + "0x240000000-0x33fffffff flags 0x200]\n"
                                    + "[    1.5] nd_pmem: probe of namespace0.0 failed with error -6\n"),
                    "namespace0.0", FindingCode.NAMESPACE_SECTION_SHARED, "namespace0.0", 1, "attempted on mixed region"),
            // ---- memmap=
            row("12-memmap-no-driver", "no driver that claims such memory",
                    files -> files.text("boot/config-4.14.336-custom", "CONFIG_X86_PMEM_LEGACY=y",
                            "# CONFIG_X86_PMEM_LEGACY is not set"),
                    "", FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "CONFIG_X86_PMEM_LEGACY"),
            row("14-memmap-escaped", "$ in place of !",
                    files -> files.text("proc/cmdline", "4G\\!12G", "4G$12G"),
                    "", FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "only reserves memory", "memmap=4096M!12288M"),
            row("14-memmap-escaped", "what the backslash does",
                    files -> files.text("proc/cmdline", "4G\\!12G", "6G\\$12G"),
                    "", FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "ends its RAM at 6 GiB", "memmap=6144M!12288M"),
            row("25-memmap-kaslr", "nokaslr is there already",
                    files -> files.text("proc/cmdline", "ro memmap", "ro nokaslr memmap"),
                    "", FindingCode.MEMMAP_NOT_AS_ASKED, "kernel", 1, "choose RAM that the firmware calls usable"),
            row("14-memmap-escaped", "a sosreport's command line in quotes",
                    files -> files.text("proc/cmdline", "memmap=4G\\!12G", "memmap=\"4G\\!12G\""),
                    "", FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "without the backslash"),
            // ---- what the kernel said
            row("36-sos-xfs-reflink", "reflink on a partition, on a later kernel",
                    files -> files.everywhere(text -> text.replace("4.18.0-305.el8", "5.14.0-162.el9")
                                    .replace("DAX and reflink cannot be used together!",
                                            "DAX and reflink cannot work with multi-partitions!")),
                    "pmem0", FindingCode.XFS_REFLINK_ON_PARTITION, "pmem0", 1, "reflink=0"),
            row("36-sos-xfs-reflink", "the filesystem is too large",
                    files -> files.text(SOS_DMESG, "DAX and reflink cannot be used together!",
                            "last sector read failed"),
                    "pmem0", FindingCode.FILESYSTEM_LARGER_THAN_DEVICE, "pmem0", 1, "Restore the size"),
            row("36-sos-xfs-reflink", "the blocks are small",
                    files -> files.text(SOS_DMESG, "DAX and reflink cannot be used together!",
                            "DAX not supported for blocksize. Turning off DAX."),
                    "pmem0", FindingCode.FILESYSTEM_BLOCK_SIZE, "pmem0", 1, "DAX not supported for blocksize", "blocks of one page"),
            row("36-sos-xfs-reflink", "a log that has an earlier boot too",
                    files -> files.file(SOS_DMESG, "[    9.5] EXT4-fs (pmem0): bad geometry: block count 9 exceeds size of "
                            + "device (8 blocks)\n[    0.0] Linux version 4.18.0-305.el8.x86_64 (b@h)\n" + REFLINK),
                    "pmem0", FindingCode.XFS_REFLINK, "pmem0", 1, "reflink=0"),
            row("36-sos-xfs-reflink", "dmesg has lost the line, and the journal has it",
                    files -> files.file(SOS_DMESG, "[ 9999.5] usb 1-1: new device\n")
                            .file("sos_commands/logs/journalctl_--no-pager_--catalog_--boot",
                                    "Nov 09 09:58:12 db07 kernel: Linux version 4.18.0-305.el8.x86_64 (b@h)\n"
                                            + "Nov 09 09:58:20 db07 systemd[1]: Mounting the dax filesystem\n"
                                            + "Nov 09 09:58:21 db07 kernel: " + REFLINK)
                            .file("sos_commands/logs/journalctl_--no-pager_--catalog_--boot_-1",
                                    "Nov 08 09:58:21 db07 kernel: XFS (pmem0): last sector read failed\n"),
                    "pmem0", FindingCode.XFS_REFLINK, "pmem0", 1, "reflink=0"),
            row("36-sos-xfs-reflink", "no dmesg, but messages of two boots",
                    files -> files.without(SOS_DMESG).file("var/log/messages",
                            "Nov  8 09:58:21 db07 kernel: XFS (pmem0): last sector read failed\n"
                                    + "Nov  9 09:58:12 db07 kernel: Linux version 4.18.0-305.el8.x86_64 (b@h)\n"
                                    + "Nov  9 09:58:21 db07 kernel: " + REFLINK),
                    "pmem0", FindingCode.XFS_REFLINK, "pmem0", 1, "reflink=0"),
            // ---- two files that contradict each other
            row("30-sos-ndctl-Ni", "sysfs shows another mode than ndctl",
                    files -> files.file("sys/bus/nd/devices/namespace1.0/mode", "raw\n"),
                    "pmem1", FindingCode.FACT_MISSING, "pmem1", 3,
                    "ndctl_list_-Ni is contradicted by sys/bus/nd/devices/namespace1.0/mode"),
            row("30-sos-ndctl-Ni", "sysfs shows the same mode in its own word",
                    files -> files.file("sys/bus/nd/devices/namespace1.0/mode", "memory\n"),
                    "pmem1", FindingCode.CONFIG_ASSUMED, "kernel", 0, "mounted with dax"),
            // ---- bad blocks
            row("33-sos-daos-badblocks", "the number of bad blocks alone",
                    files -> files.text(NDCTL, "\"badblocks\":[", "\"elsewhere\":["),
                    "pmem1", FindingCode.BAD_BLOCKS_NOT_LISTED, "pmem1", 3, "badblock_count 8", "ndctl list -M"));
    // spotless:on

    @TestFactory
    Stream<DynamicTest> causeIsFound() {
        return ROWS.stream().map(row -> {
            ReportedRow expected = row.expected();
            return dynamicTest(expected.name() + ": " + expected.cause(), () -> {
                Path directory = hosts.resolve(Integer.toString(host++));
                row.change().apply(CaseFiles.of(expected.name())).write(directory);
                expected.check(directory);
            });
        });
    }
}
