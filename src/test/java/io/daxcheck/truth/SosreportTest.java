package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Host;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.SosConverter.Flavour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What daxcheck says of a host from its sosreport is never another thing than what was measured on the host. */
class SosreportTest {
    /** The least share of the captures of which a verdict is given, in percent. */
    private static final Map<Flavour, Integer> DECIDED = new EnumMap<>(Map.of(
            Flavour.SOS_4, 99,
            Flavour.SOS_4_WITHOUT_NDCTL, 98,
            Flavour.SOS_4_WITHOUT_CONFIG, 98,
            Flavour.SOS_4_FEW_TOOLS, 80,
            Flavour.SOS_3, 99));

    private static List<Capture> everyNth(int stride) {
        List<Capture> all = Captures.all();
        List<Capture> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += stride) {
            some.add(all.get(i));
        }
        return some;
    }

    @TestFactory
    Stream<DynamicTest> neverWrongAndSeldomUnknown() {
        return Arrays.stream(Flavour.values())
                .map(flavour -> DynamicTest.dynamicTest(flavour.name(), () -> {
                    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
                    Map<String, String> undecided = Collections.synchronizedMap(new TreeMap<>());
                    List<Capture> captures = everyNth(DECIDED.get(flavour) == 99 ? 1 : 8);
                    captures.parallelStream().forEach(capture -> judge(capture, flavour, wrong, undecided));
                    int all = captures.size();
                    System.out.printf("SosreportTest: %s: %d of %d decided%n", flavour, all - undecided.size(), all);
                    undecided.forEach((title, fact) -> System.out.printf("    %-50s %s%n", title, fact));
                    assertThat(wrong).isEmpty();
                    assertThat((all - undecided.size()) * 100 / all).isGreaterThanOrEqualTo(DECIDED.get(flavour));
                }));
    }

    private static void judge(Capture capture, Flavour flavour, List<String> wrong, Map<String, String> undecided) {
        StackReport report =
                Judging.stack(SosConverter.convert(capture, flavour).tree(), capture.device());
        if (report.verdict() == Verdict.UNKNOWN) {
            undecided.put(capture.title(), missing(report));
        } else if (report.verdict()
                != Judging.stack(capture.tree(), capture.device()).verdict()) {
            wrong.add(capture.title() + ": " + report.verdict());
        }
        boolean stands = capture.name().contains("@");
        for (Map.Entry<String, JsonNode> measured :
                capture.truth().get("filesystems").properties()) {
            String mount = measured.getValue().get("mount").asString();
            MountOutcome outcome = stands
                    ? report.onDevice()
                            .flatMap(filesystem -> filesystem.outcome())
                            .map(filesystem -> filesystem.mount())
                            .orElse(MountOutcome.UNKNOWN)
                    : Filesystem.named(measured.getKey())
                            .map(filesystem ->
                                    report.filesystems().get(filesystem).mount())
                            .orElse(MountOutcome.UNKNOWN);
            boolean agrees = outcome == MountOutcome.WITHOUT_DAX
                    ? !mount.equals(MountOutcome.DAX.word())
                    : outcome == MountOutcome.UNKNOWN || outcome.word().equals(mount);
            if (!agrees) {
                wrong.add(capture.title() + ": " + measured.getKey() + " " + outcome.word() + ", measured " + mount);
            }
            String io = measured.getValue().has("io")
                    ? measured.getValue().get("io").asString()
                    : "";
            boolean hasHazard = report.filesystems().get(Filesystem.EXT4).hazards().stream()
                    .map(Hazard::word)
                    .anyMatch(io::equals);
            boolean isWrong = io.equals("ok")
                    ? report.verdict() != Verdict.SUPPORTED && report.verdict() != Verdict.UNKNOWN
                    : !io.isEmpty() && report.verdict() != Verdict.UNKNOWN && !hasHazard;
            if (isWrong) {
                wrong.add(capture.title() + ": I/O " + io + ", said " + report.verdict());
            }
        }
    }

    private static String missing(StackReport report) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .map(Finding::message)
                .findFirst()
                .orElse("?");
    }

    /** Each file that sos collected is taken away, one at a time. */
    @TestFactory
    Stream<DynamicTest> noMissingFileMakesSupported() {
        return everyNth(61).stream()
                .map(capture -> DynamicTest.dynamicTest(capture.title(), () -> {
                    for (Flavour flavour : List.of(Flavour.SOS_4, Flavour.SOS_3)) {
                        SosFiles sos = SosConverter.convert(capture, flavour);
                        boolean isSupported =
                                Judging.stack(sos.tree(), capture.device()).verdict() == Verdict.SUPPORTED;
                        for (String path : sos.files().keySet()) {
                            boolean isQueue = path.contains("/queue/") && !path.endsWith("/dax");
                            if (isSupported || isQueue || path.startsWith("boot/")) {
                                continue;
                            }
                            Host host = HostReader.read(sos.without(path).tree());
                            if (host.device(capture.device()).isPresent()) {
                                assertThat(Judging.device(host, capture.device())
                                                .stacks()
                                                .get(0)
                                                .verdict())
                                        .as(flavour + " without " + path)
                                        .isNotEqualTo(Verdict.SUPPORTED);
                            }
                        }
                    }
                }));
    }
}
