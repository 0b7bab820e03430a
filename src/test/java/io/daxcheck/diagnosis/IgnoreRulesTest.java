package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Host;
import io.daxcheck.stack.TestHost;
import io.daxcheck.truth.Captures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoreRulesTest {
    /** dm-0 has two legs without DAX, and pmem7 is a raw namespace of its own. */
    private static final Host HOST = new TestHost()
            .pmem("pmem0", 262_144)
            .leaf(Kind.BRD, "ram0", 262_144)
            .leaf(Kind.BRD, "ram1", 262_144)
            .dm("dm-0", "0 65536 linear ram0 0", "65536 65536 linear ram1 0", "131072 65536 linear pmem0 0")
            .change("dm-0", dm -> dm.dmName("vg-data"))
            .raw("pmem7", 262_144)
            .mount("dm-0", "/data", "rw")
            .addNamespace("namespace9.0", "dax")
            .host();

    private static HostReport judged() {
        HostDiagnosis diagnosis = new HostDiagnosis(HOST, Optional.empty());
        return diagnosis.judge(diagnosis.stacks(false));
    }

    private static IgnoreRules.Marked marked(String... rules) {
        List<IgnoreRule> parsed = new ArrayList<>();
        for (String rule : rules) {
            parsed.add(IgnoreRule.parse(rule));
        }
        return new IgnoreRules(parsed).mark(judged());
    }

    private static List<String> silenced(HostReport report) {
        List<String> found = new ArrayList<>();
        for (StackReport stack : report.stacks()) {
            for (Finding finding : stack.findings()) {
                if (finding.silenced()) {
                    found.add(stack.stack().top().name() + " " + finding.code().code() + "@" + finding.layer());
                }
            }
        }
        for (Finding finding : report.unplaced()) {
            if (finding.silenced()) {
                found.add(finding.code().code() + "@" + finding.layer());
            }
        }
        return found;
    }

    @Test
    void theHostShowsWhatTheOtherTestsSilence() {
        assertThat(silenced(marked("leaf-without-dax", "raw-namespace", "devdax-namespace")
                        .report()))
                .containsExactly(
                        "dm-0 leaf-without-dax@ram0",
                        "dm-0 leaf-without-dax@ram1",
                        "pmem7 raw-namespace@pmem7",
                        "devdax-namespace@namespace9.0");
    }

    @ParameterizedTest
    @CsvSource({
        "leaf-without-dax@ram0, dm-0 leaf-without-dax@ram0",
        "leaf-without-dax@/dev/ram0, dm-0 leaf-without-dax@ram0",
        "raw-namespace@namespace7.0, pmem7 raw-namespace@pmem7",
        "raw-namespace@pmem7, pmem7 raw-namespace@pmem7",
        "devdax-namespace@namespace9.0, devdax-namespace@namespace9.0",
    })
    void aDeviceIsTheLayerAtFaultByAnyOfItsNames(String rule, String finding) {
        assertThat(silenced(marked(rule).report())).containsExactly(finding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dm-0", "/dev/dm-0", "/dev/mapper/vg-data", "/dev/vg/data", "/data"})
    void orTheTopOfItsStackByAnyOfItsNames(String device) {
        assertThat(silenced(marked("leaf-without-dax@" + device).report()))
                .containsExactly("dm-0 leaf-without-dax@ram0", "dm-0 leaf-without-dax@ram1");
    }

    @Test
    void anotherDeviceOrCodeIsLeftAlone() {
        IgnoreRules.Marked marked = marked("leaf-without-dax@pmem7", "raw-namespace@nothing", "sector-namespace");
        assertThat(silenced(marked.report())).isEmpty();
        assertThat(marked.used()).isEmpty();
    }

    @Test
    void tellsWhichRulesCoverNothing() {
        IgnoreRule used = IgnoreRule.parse("raw-namespace@pmem7");
        IgnoreRule other = IgnoreRule.parse("raw-namespace@pmem8");
        IgnoreRules rules = new IgnoreRules(List.of(other, used));
        assertThat(rules.mark(judged()).used()).containsExactly(used);
        assertThat(rules.without(rules.mark(judged()).used())).containsExactly(other);
    }

    @Test
    void verdictsStay() {
        HostReport before = judged();
        HostReport after =
                marked("leaf-without-dax", "leg-without-dax", "raw-namespace").report();
        for (int i = 0; i < before.stacks().size(); i++) {
            assertThat(after.stacks().get(i).verdict())
                    .isEqualTo(before.stacks().get(i).verdict());
            assertThat(after.stacks().get(i).findings())
                    .hasSameSizeAs(before.stacks().get(i).findings());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "raw-namespce, raw-namespace",
        "RAW-NAMESPACE, raw-namespace",
        "raw_namespace, raw-namespace",
        "leg-without-dx@dm-0, leg-without-dax",
        "xfs-reflnk, xfs-reflink",
    })
    void aCodeThatDoesNotExistIsRefusedWithTheNearestOne(String text, String nearest) {
        assertThatThrownBy(() -> IgnoreRule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text.replace("@dm-0", "") + "' is no finding")
                .hasMessageEndingWith("did you mean " + nearest + "?");
    }

    @Test
    void aRuleIsReadAsItIsWritten() {
        for (String text : new String[] {"raw-namespace", "raw-namespace@dm-0", "raw-namespace@/data/a@b"}) {
            assertThat(IgnoreRule.parse(text)).hasToString(text);
        }
        assertThatThrownBy(() -> IgnoreRule.parse("raw-namespace@")).hasMessage("no device after @");
        assertThatThrownBy(() -> IgnoreRule.parse("x".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * Where a verdict is not all right, it has a finding of a severity that alarms: there is always
     * something to silence, and never an alarm that silencing what is named would leave.
     */
    @ParameterizedTest
    @ValueSource(strings = {"4.17", "5.10", "7.3"})
    void everyBadVerdictRestsOnFindingsThatCanBeSilenced(String kernel) {
        for (Captures.Capture capture : Captures.of(kernel)) {
            HostDiagnosis diagnosis = new HostDiagnosis(capture.host(), Optional.empty());
            for (StackReport stack : diagnosis.judge(diagnosis.stacks(false)).stacks()) {
                if (stack.verdict() == Verdict.SUPPORTED) {
                    continue;
                }
                Severity needed = switch (stack.verdict()) {
                    case UNSAFE -> Severity.HAZARD;
                    case UNSUPPORTED -> Severity.BLOCKER;
                    default -> Severity.WARNING;
                };
                assertThat(stack.findings())
                        .as(capture.title() + " " + stack.stack().top().name())
                        .anyMatch(finding -> finding.severity() == needed);
                assertThat(stack.isSilenced()).isFalse();
            }
        }
    }
}
