package io.daxcheck.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.Reports;
import io.daxcheck.stack.TestHost;
import io.daxcheck.truth.BuiltStacks;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditTableTest {
    private static final Terminal TERMINAL = new Terminal(false, true, 80);
    private static final Optional<Set<Verdict>> ALL = Optional.of(EnumSet.allOf(Verdict.class));

    private static String table(Optional<Set<Verdict>> shown, HostReport... reports) {
        AuditTable table = new AuditTable(TERMINAL, shown, false);
        for (HostReport report : reports) {
            table.add(report);
        }
        return table.text();
    }

    @Test
    void isAlignedAndHasTheWorstFirst() {
        assertThat(table(Optional.empty(), Reports.example("silent-corruption")))
                .isEqualTo("""
                        HOST  RELEASE            VERDICT  DEVICE         CAUSE
                        host  7.3.4+deb13-amd64  UNSAFE   /dev/mapper/t  offset-not-page-aligned (dm-0)
                        host  7.3.4+deb13-amd64  NO DAX   /dev/pmem0s    sector-namespace (pmem0s)
                        host  7.3.4+deb13-amd64  NO DAX   /dev/pmem3     raw-namespace (pmem3)
                        host  7.3.4+deb13-amd64  NO DAX   /dev/ram0      leaf-without-dax (ram0)
                        host  7.3.4+deb13-amd64  NO DAX   /dev/ram1      leaf-without-dax (ram1)

                        1 host, by worst stack: 1 UNSAFE
                        8 stacks: 1 UNSAFE, 4 NO DAX, 3 OK
                        """);
    }

    @Test
    void showsSupportedStacksWhereTheyAreWanted() {
        assertThat(table(ALL, Reports.example("silent-corruption")).lines())
                .hasSize(1 + 8 + 3)
                .contains("host  7.3.4+deb13-amd64  OK       /dev/pmem5     -");
        assertThat(table(Optional.of(EnumSet.of(Verdict.UNKNOWN)), Reports.example("silent-corruption")))
                .as("no row, so no headings")
                .startsWith("1 host");
    }

    /** A host counts once, regardless of the number of its stacks. */
    @Test
    void countsHostsAsHosts() {
        AuditTable table = new AuditTable(TERMINAL, Optional.of(Set.of()), false);
        table.add(Reports.example("silent-corruption"));
        table.add(Reports.example("leg-spoils-table"));
        table.add(Reports.of(new TestHost().host()));
        table.addUnreadable();
        assertThat(table.text()).isEqualTo("""
                3 hosts, by worst stack: 1 UNSAFE, 1 NO DAX, 1 without DAX-relevant storage; 1 capture not read
                15 stacks: 1 UNSAFE, 8 NO DAX, 6 OK
                """);
        assertThat(table(ALL)).isEqualTo("0 hosts\n0 stacks\n");
        assertThat(table(ALL, Reports.of(new TestHost().host())))
                .isEqualTo("1 host: 1 without DAX-relevant storage\n0 stacks\n");
    }

    /** A host that needs a look is not lost among those that are OK: warnings have a row, and so has a host without a stack. */
    @Test
    void everyHostWithoutAStackAndEveryWarningHasARow() {
        HostReport swap = Reports.of(BuiltStacks.host("sig-swapon-6.12"));
        HostReport disabled =
                Reports.of(new TestHost().addNamespace("namespace3.0", "fsdax").host());
        HostReport besides = Reports.of(new TestHost()
                .pmem("pmem5", 8000)
                .addNamespace("namespace4.0", "fsdax")
                .host());
        HostReport nothing = Reports.of(new TestHost().host());
        HostReport sound = Reports.of(new TestHost().pmem("pmem7", 8000).host());
        assertThat(table(Optional.empty(), swap, disabled, besides, nothing, sound)
                        .lines()
                        .map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.contains(" NO FS /dev/pmem2 no-filesystem (pmem2)"))
                .anyMatch(line -> line.contains(" NO DAX namespace3.0 disabled-namespace (namespace3.0)"))
                .anyMatch(line -> line.contains(" WARN namespace4.0 disabled-namespace (namespace4.0)"))
                .noneMatch(line -> line.contains("/dev/pmem5 "))
                .anyMatch(line -> line.contains(" NO STACK - no DAX-relevant storage"))
                .noneMatch(line -> line.contains("/dev/pmem7 "))
                .anyMatch(
                        line -> line.matches("5 hosts, by worst stack: 2 NO DAX, 2 OK, 1 without DAX-relevant storage"))
                .anyMatch(line -> line.matches("\\d+ stacks: .*1 NO FS.*"));
        assertThat(table(ALL, nothing)).as("--only selects stacks").startsWith("1 host: ");
    }

    /** Two captures of one host, or of two that are named alike, are distinguished by their paths. */
    @Test
    void namesTheCaptureWhereTheHostnameIsNotUnique() {
        assertThat(table(
                                Optional.of(EnumSet.of(Verdict.UNSAFE)),
                                Reports.example("silent-corruption"),
                                Reports.example("xfs-reflink"))
                        .lines())
                .anyMatch(line -> line.startsWith("example:silent-corruption  7.3.4+deb13-amd64  UNSAFE   "));
    }
}
