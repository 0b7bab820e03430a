package io.daxcheck.truth;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.finding.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts as reporters describe them, each a small sosreport or supportconfig of its own ({@code src/test/cases/reported}): the
 * cause, the layer that it is about, a step that helps, the exit status, and that the report begins with it.
 */
class ToldCasesTest {
    private static final Path CASES = Path.of("src/test/cases/told");

    @TempDir
    private static Path hosts;

    /**
     * A host.
     *
     * @param first what the first line of the report has
     */
    private record Row(ReportedRow expected, String first) {}

    private static Row row(
            String name,
            String cause,
            String device,
            String first,
            FindingCode code,
            String layer,
            int status,
            String... step) {
        return new Row(new ReportedRow(name, device, cause, code, layer, status, List.of(step)), first);
    }

    // spotless:off
    private static final List<Row> ROWS = List.of(
            row("memmap-cut", "KASLR put the kernel into the memory of memmap=, according to ndctl",
                    "", "OK      /dev/pmem0  15 GiB",
                    FindingCode.MEMMAP_NOT_AS_ASKED, "kernel", 0, "nokaslr"),
            row("memmap-two", "two memmap= options, and memory for one alone",
                    "", "OK      /dev/pmem0  15 GiB",
                    FindingCode.MEMMAP_NOT_AS_ASKED, "kernel", 0, "requested 19 GiB and became region0 of 15 GiB"),
            row("memmap-nfit-only", "memmap= on a host with NVDIMMs, without effect",
                    "", "pmem0",
                    FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 0, "modprobe nd_e820"),
            row("memmap-in-grub-alone", "memmap= is in /etc/default/grub, and the boot loader's configuration was not updated",
                    "", "warn    memmap=4G!12G stands in /etc/default/grub",
                    FindingCode.MEMMAP_WITHOUT_DEVICE, "kernel", 1, "grubby --update-kernel=ALL"),
            row("kmem-destroyed", "a namespace was destroyed while its memory was RAM",
                    "", "warn    region0 (501 GiB) has no namespace, and the kernel still uses its memory",
                    FindingCode.NAMESPACE_MEMORY_TAKEN, "region0", 0, "Reboot"),
            row("dimm-critical", "an NVDIMM is failing",
                    "", "pmem1",
                    FindingCode.DIMM_FAILED, "nmem1", 0, "health critical", "Back up"),
            row("ipmctl-locked", "an NVDIMM is locked, according to ipmctl",
                    "", "NO DAX  NVDIMM 0x0001 is locked",
                    FindingCode.DIMM_LOCKED, "0x0001", 1, "ndctl load-keys", "ndctl enable-dimm all"),
            row("dax-always-before-5.8", "dax=always before 5.8",
                    "/mnt", "pmem1.1",
                    FindingCode.DAX_VALUE_NOT_KNOWN, "pmem1.1", 1, "dax"),
            row("cxl-region-disabled", "a CXL region is disabled",
                    "", "NO DAX  region0 (512 MiB) is disabled",
                    FindingCode.REGION_DISABLED, "region0", 0, "ndctl enable-dimm nmem0", "ndctl enable-region region0"),
            row("virtio-image", "an image file of no whole 2 MiB, according to ndctl",
                    "", "warn    namespace0.0 has no block device",
                    FindingCode.NAMESPACE_MISALIGNED, "namespace0.0", 0, "truncate --size=%2M"),
            row("devdax-in-fstab", "fstab names the disk of a devdax namespace",
                    "", "warn    namespace0.0 is in devdax mode (a character device), so there is no /dev/pmem0",
                    FindingCode.DEVDAX_NAMESPACE, "namespace0.0", 1, "--reconfig=namespace0.0 --mode=fsdax"),
            row("supportconfig-locked", "an NVDIMM is locked",
                    "", "NO DAX  NVDIMM nmem0 is locked, so region0 (252 GiB) cannot be enabled",
                    FindingCode.DIMM_LOCKED, "nmem0", 1, "ndctl load-keys", "ndctl enable-region region0"),
            row("supportconfig-reflink", "XFS with reflink, known only from the log",
                    "pmem0", "NO DAX  pmem0",
                    FindingCode.XFS_REFLINK, "pmem0", 1, "reflink=0"),
            row("nvdimm-n-collision", "two NVDIMM-N in one section of 128 MiB, before 5.3",
                    "", "NO DAX  memory of region1 shares a section of 128 MiB",
                    FindingCode.NAMESPACE_SECTION_SHARED, "region1", 0, "Linux 5.3 or later"),
            row("sector-installer", "the installer chose sector mode",
                    "", "NO DAX  /dev/pmem0s",
                    FindingCode.SECTOR_NAMESPACE, "pmem0s", 1, "--mode=fsdax"));
    // spotless:on

    @TestFactory
    Stream<DynamicTest> causeIsFound() {
        return ROWS.stream().map(row -> {
            String name = row.expected().name();
            return dynamicTest(name, () -> {
                Path host = write(name);
                row.expected().check(host);
                List<String> arguments = row.expected().device().isEmpty()
                        ? List.of()
                        : List.of(row.expected().device());
                CommandLineRun run = CommandLineRun.of(
                        Stream.concat(Stream.of("check", "--from", host.toString()), arguments.stream())
                                .toArray(String[]::new));
                Assertions.assertThat(run.outLines().get(0)).contains(row.first());
            });
        });
    }

    @Test
    void documentHasTheseRows() throws IOException {
        Path document = Path.of(System.getProperty("basedir", "."), "src", "docs", "causes.md");
        String rows = ROWS.stream().map(row -> row.expected().markdown()).collect(Collectors.joining());
        Assertions.assertThat(Files.readString(document)).contains(rows);
    }

    private static Path write(String name) throws IOException {
        return CaseFiles.ofText(Files.readString(CASES.resolve(name + ".txt"))).write(hosts.resolve(name));
    }
}
