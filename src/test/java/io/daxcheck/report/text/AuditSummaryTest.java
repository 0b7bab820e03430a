package io.daxcheck.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.Reports;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class AuditSummaryTest {
    private static final Terminal TERMINAL = new Terminal(false, true, 80);

    @Test
    void hasALineForEachStackThatIsNotAllRightAndCountsAll() {
        AuditSummary summary = new AuditSummary(TERMINAL, EnumSet.complementOf(EnumSet.of(Verdict.SUPPORTED)));
        String lines = summary.of(Reports.example("silent-corruption"));
        assertThat(lines.lines())
                .hasSize(5)
                .contains("unsafe      example:silent-corruption  /dev/mapper/t  offset-not-page-aligned (dm-0), "
                        + "differs-from-below (dm-0)")
                .contains("unsupported example:silent-corruption  /dev/pmem3  raw-namespace (pmem3)");
        summary.addUnreadable();
        assertThat(summary.end())
                .isEqualTo("1 host · 3 supported · 4 unsupported · 1 unsafe · 0 unknown · 1 unreadable\n");
    }

    @Test
    void verboseHasALineForEachStack() {
        AuditSummary summary = new AuditSummary(TERMINAL, EnumSet.allOf(Verdict.class));
        assertThat(summary.of(Reports.example("silent-corruption")).lines())
                .hasSize(8)
                .contains("supported   example:silent-corruption  /dev/pmem5");
    }

    @Test
    void addsUpHosts() {
        AuditSummary summary =
                new AuditSummary(new Terminal(false, false, 80), EnumSet.complementOf(EnumSet.of(Verdict.SUPPORTED)));
        summary.of(Reports.example("silent-corruption"));
        summary.of(Reports.example("leg-spoils-table"));
        assertThat(summary.end()).isEqualTo("2 hosts - 6 supported - 8 unsupported - 1 unsafe - 0 unknown\n");
        assertThat(new AuditSummary(TERMINAL, EnumSet.complementOf(EnumSet.of(Verdict.SUPPORTED))).end())
                .isEqualTo("0 hosts · 0 supported · 0 unsupported · 0 unsafe · 0 unknown\n");
    }

    @Test
    void showsOnlyTheVerdictsThatAreAskedFor() {
        AuditSummary summary = new AuditSummary(TERMINAL, EnumSet.of(Verdict.UNSAFE));
        assertThat(summary.of(Reports.example("silent-corruption")).lines())
                .singleElement()
                .asString()
                .startsWith("unsafe ");
        assertThat(summary.end()).startsWith("1 host · 3 supported · 4 unsupported");
    }
}
