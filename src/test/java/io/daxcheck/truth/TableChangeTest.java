package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.TableChange;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.TableFile;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question before a table is loaded: would it have DAX, be safe, and be accepted. */
class TableChangeTest {
    @TempDir
    private Path directory;

    private StackReport loaded(String capture, String device, String... lines) throws IOException, InputException {
        return change(capture, device, Optional.empty(), lines).stacks().get(0);
    }

    private HostReport change(String capture, String device, Optional<KernelRelease> kernel, String... lines)
            throws IOException, InputException {
        Path file = Files.writeString(directory.resolve("table"), String.join("\n", lines) + "\n");
        Host host = Captures.named(capture).host();
        TableChange change = new TableChange(host, kernel, TableFile.read(file.toString(), Limits.DEFAULT));
        Optional<BlockDevice> target = host.device(device);
        return target.isPresent() ? change.on(target.get()) : change.onNewDevice();
    }

    private static List<FindingCode> codes(StackReport report) {
        return report.findings().stream().map(finding -> finding.code()).toList();
    }

    @Test
    void extendingOntoARamdiskIsRefused() throws Exception {
        StackReport report =
                loaded("7.3/linear-fsdax", "dm-0", "t: 0 65536 linear 259:1 2048", "t: 65536 65536 linear /dev/ram0 0");
        assertThat(report.verdict()).isEqualTo(Verdict.UNSUPPORTED);
        assertThat(codes(report)).contains(FindingCode.TABLE_LOAD_REFUSED, FindingCode.LEG_WITHOUT_DAX);
    }

    @Test
    void extendingOntoFsdaxIsFine() throws Exception {
        StackReport report =
                loaded("7.3/linear-fsdax", "dm-0", "0 65536 linear 259:1 2048", "65536 65536 linear /dev/pmem2 0");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(codes(report)).doesNotContain(FindingCode.TABLE_LOAD_REFUSED);
        assertThat(report.stack().top().sizeSectors().value()).contains(131072L);
    }

    @Test
    void gainingDaxIsAccepted() throws Exception {
        StackReport report = loaded("7.3/linear-brd", "dm-0", "0 65536 linear 259:1 2048");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(codes(report)).doesNotContain(FindingCode.TABLE_LOAD_REFUSED);
    }

    /** dm_table_determine_type: a table that names no device keeps the type. */
    @Test
    void tableWithoutDevicesIsAccepted() throws Exception {
        StackReport report = loaded("7.3/linear-fsdax", "dm-0", "0 65536 zero");
        assertThat(report.verdict()).isEqualTo(Verdict.UNSUPPORTED);
        assertThat(codes(report)).doesNotContain(FindingCode.TABLE_LOAD_REFUSED);
    }

    @Test
    void offsetBetweenPagesIsUnsafe() throws Exception {
        StackReport report = loaded("7.3/linear-fsdax", "dm-0", "0 65536 linear 259:1 2049");
        assertThat(report.verdict()).isEqualTo(Verdict.UNSAFE);
        assertThat(report.hazardBytes()).isEqualTo(65536L * 512);
    }

    @Test
    void sameTableAsAnotherKernel() throws Exception {
        HostReport report =
                change("7.3/linear-fsdax", "dm-0", KernelRelease.parse("5.10.223"), "0 65536 linear 259:1 2049");
        assertThat(report.stacks().get(0).verdict()).isEqualTo(Verdict.UNSUPPORTED);
    }

    @Test
    void newDevice() throws Exception {
        StackReport report = loaded("7.3/ns-fsdax", "none", "0 65536 striped 2 128 259:1 2048 259:2 2048");
        assertThat(report.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(report.observed()).isEmpty();
        assertThat(report.predicted()).contains(true);
    }

    /** Measured on 6.1 and 7.3: EINVAL. */
    @Test
    void whatNoKernelLoadsHasNoDax() throws Exception {
        for (String line : List.of(
                "0 65536 striped 3 128 259:1 2048 259:1 200000 259:1 400000",
                "0 61568 striped 2 128 259:1 2048 259:1 200000",
                "0 65536 linear 259:1 99999999",
                "0 65536 linear 77:7 0")) {
            for (String device : List.of("none", "dm-0")) {
                StackReport report = loaded("7.3/linear-fsdax", device, line);
                assertThat(report.verdict()).as(line).isEqualTo(Verdict.UNSUPPORTED);
                assertThat(codes(report)).as(line).containsExactly(FindingCode.TABLE_LOAD_REFUSED);
            }
        }
    }

    /** Every number that is compared, as sectors of the leg are counted: the last one too. */
    @Test
    void aRefusalNamesItsNumbers() throws Exception {
        Map<String, String> refusals = Map.of(
                "0 8 linear 259:1 1044472\n8 8 linear 259:1 1044480",
                        "the target at sector 8: it uses sectors 1044480 to 1044487 of pmem1, which has 1044480",
                "0 65537 striped 2 128 259:1 0 259:2 0",
                        "the target at sector 0: the length of 65537 sectors does not divide by 2 stripes",
                "0 65536 linear 77:7 0", "the target at sector 0: there is no device 77:7");
        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            assertThat(loaded("7.3/linear-fsdax", "none", refusal.getKey())
                            .findings()
                            .get(0)
                            .message())
                    .endsWith(refusal.getValue());
        }
    }

    /** The kernel logs "Gap in table", "no targets specified" or "zero-length target" (dm-table.c, dm-ioctl.c). */
    @Test
    void targetsThatDoNotAdjoinAreRefused() throws Exception {
        Map<String, String> refusals = Map.of(
                "0 65536 linear 259:1 2048\n65544 8 zero",
                        "line 2: the target begins at sector 65544, and no target before it has sectors 65536 to 65543",
                "0 65536 linear 259:1 2048\n65528 8 zero",
                        "line 2: the target begins at sector 65528, and the one before it ends at sector 65535",
                "8 65536 linear 259:1 2048",
                        "line 1: the target begins at sector 8, and no target before it has sectors 0 to 7",
                "65536 8 zero\n0 65536 linear 259:1 2048", "begins at sector 65536",
                "\n0 0 linear 259:1 2048", "line 2: the target at sector 0 has a length of 0",
                "\n", "it has no target");
        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            for (String device : List.of("none", "dm-0")) {
                StackReport report = loaded("7.3/linear-fsdax", device, refusal.getKey());
                assertThat(codes(report)).as(refusal.getKey()).containsExactly(FindingCode.TABLE_LOAD_REFUSED);
                assertThat(report.findings().get(0).message()).contains(refusal.getValue());
                assertThat(report.verdict()).isEqualTo(Verdict.UNSUPPORTED);
            }
        }
    }

    /** drivers/md/dm-table.c: device_area_is_invalid asks for start and length in sectors of the device. */
    @Test
    void aLegIsWholeSectorsOfItsDevice() throws Exception {
        Host host = HostReader.read(
                new EditedTree(Captures.named("7.3/linear-fsdax").tree())
                        .file("sys/block/pmem1/queue/logical_block_size", "4096\n"));
        Map<String, Boolean> tables = Map.of(
                "0 65536 linear 259:1 2048", true,
                "0 65536 linear 259:1 2052", false,
                "0 65532 linear 259:1 2048", false,
                "0 131072 striped 2 8 259:1 2048 259:1 200008", true,
                "0 131072 striped 2 8 259:1 2048 259:1 200004", false);
        for (Map.Entry<String, Boolean> table : tables.entrySet()) {
            Path file = Files.writeString(directory.resolve("table"), table.getKey() + "\n");
            StackReport report = new TableChange(
                            host, Optional.empty(), TableFile.read(file.toString(), Limits.DEFAULT))
                    .onNewDevice()
                    .stacks()
                    .get(0);
            assertThat(codes(report).contains(FindingCode.TABLE_LOAD_REFUSED))
                    .as(table.getKey())
                    .isNotEqualTo(table.getValue());
            if (!table.getValue()) {
                assertThat(report.findings().get(0).message()).contains("sectors of 4096 bytes");
            }
        }
    }

    @Test
    void garbageNamesItsLine() {
        assertThat(catchThrowableOfType(
                        InputException.class, () -> loaded("7.3/ns-fsdax", "none", "0 8 linear 259:1 0", "oops")))
                .hasMessageContaining("table: line 2: ");
    }
}
