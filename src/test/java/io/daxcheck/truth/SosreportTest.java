package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Host;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.Utf8;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.SosConverter.Flavour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What daxcheck says of a host from its sosreport is never another thing than what was measured on the host. */
class SosreportTest {
    /**
     * @param percent the least share of the captures of which a verdict is given
     * @param stride how many captures there are to one that is converted
     */
    private record Sample(int percent, int stride) {}

    private static final Map<Flavour, Sample> SAMPLES = new EnumMap<>(Map.of(
            Flavour.SOS_4, new Sample(99, 8),
            Flavour.SOS_4_WITHOUT_NDCTL, new Sample(98, 8),
            Flavour.SOS_4_WITHOUT_CONFIG, new Sample(98, 8),
            Flavour.SOS_4_WITHOUT_CONFIG_OR_SYMBOLS, new Sample(80, 1),
            Flavour.SOS_4_FEW_TOOLS, new Sample(80, 8),
            Flavour.SOS_3, new Sample(99, 4)));

    /** Kernels of distributions, of which is known how they are built. */
    private static final Set<String> DISTRIBUTIONS =
            Set.of("5.10", "6.1", "6.12", "6.18", "7.2", "7.3", "el9.1", "el9.3");

    /** What is said of each capture itself: that is asked for every flavour. */
    private static final Map<String, Verdict> SAID = new ConcurrentHashMap<>();

    private static List<Capture> everyNth(int stride) {
        List<Capture> all = new ArrayList<>(Captures.all());
        Captures.RED_HAT.forEach(kernel -> all.addAll(Captures.of(kernel)));
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
                    Sample sample = SAMPLES.get(flavour);
                    List<Capture> captures = everyNth(sample.stride());
                    captures.parallelStream().forEach(capture -> judge(capture, flavour, wrong, undecided));
                    assertThat(wrong).isEmpty();
                    assertDecided(captures, undecided, sample.percent());
                    if (flavour == Flavour.SOS_4_WITHOUT_CONFIG_OR_SYMBOLS) {
                        assertDecided(
                                captures.stream()
                                        .filter(capture -> DISTRIBUTIONS.contains(capture.kernel()))
                                        .toList(),
                                undecided,
                                98);
                    }
                }));
    }

    private static void assertDecided(List<Capture> captures, Map<String, String> undecided, int percent) {
        long open = captures.stream()
                .filter(capture -> undecided.containsKey(capture.title()))
                .count();
        int all = captures.size();
        assertThat((all - open) * 100 / all)
                .as("%d of %d are not decided: %s", open, all, undecided)
                .isGreaterThanOrEqualTo(percent);
    }

    private static void judge(Capture capture, Flavour flavour, List<String> wrong, Map<String, String> undecided) {
        StackReport report =
                Judging.stack(SosConverter.convert(capture, flavour).tree(), capture.device());
        if (report.verdict() == Verdict.UNKNOWN) {
            undecided.put(capture.title(), missing(report));
        } else if (report.verdict() != verdictOf(capture)) {
            wrong.add(capture.title() + ": " + report.verdict());
        }
        boolean stands = capture.name().contains("@");
        for (Map.Entry<String, JsonNode> measured :
                capture.truth().get("filesystems").properties()) {
            if (measured.getKey().equals("ext2") && Captures.RED_HAT.contains(capture.kernel())) {
                // The lab's has a driver for ext2; Red Hat's own, which it is taken for, have none.
                continue;
            }
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
                    ? !mount.equals(MountOutcome.DAX.id())
                    : outcome == MountOutcome.UNKNOWN || outcome.id().equals(mount);
            if (!agrees) {
                wrong.add(capture.title() + ": " + measured.getKey() + " " + outcome.id() + ", measured " + mount);
            }
            String io = measured.getValue().has("io")
                    ? measured.getValue().get("io").asString()
                    : "";
            boolean hasHazard = report.filesystems().get(Filesystem.EXT4).hazards().stream()
                    .map(Hazard::id)
                    .anyMatch(io::equals);
            boolean isWrong = io.equals("ok")
                    ? report.verdict() != Verdict.SUPPORTED && report.verdict() != Verdict.UNKNOWN
                    : !io.isEmpty() && report.verdict() != Verdict.UNKNOWN && !hasHazard;
            if (isWrong) {
                wrong.add(capture.title() + ": I/O " + io + ", said " + report.verdict());
            }
        }
    }

    private static Verdict verdictOf(Capture capture) {
        return SAID.computeIfAbsent(
                capture.title(),
                title -> Judging.stack(capture.tree(), capture.device()).verdict());
    }

    private static String missing(StackReport report) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .map(Finding::message)
                .findFirst()
                .orElse("?");
    }

    /** Whose memory a disk is of is not always known; that there is none is not said then. */
    @TestFactory
    Stream<DynamicTest> memmapIsNotMissedWhereItBecameADisk() {
        Capture capture = Captures.named("7.3/linear-fsdax");
        assertThat(capture.tree().read("proc/cmdline").map(Utf8::decode).value().orElseThrow())
                .contains("memmap=");
        return Arrays.stream(Flavour.values())
                .map(flavour -> DynamicTest.dynamicTest(flavour.name(), () -> {
                    Host host = HostReader.read(
                            SosConverter.convert(capture, flavour).tree());
                    assertThat(Judging.device(host, capture.device()).unplaced())
                            .extracting(Finding::code)
                            .doesNotContain(FindingCode.MEMMAP_WITHOUT_DEVICE, FindingCode.MEMMAP_NOT_AS_ASKED);
                }));
    }

    private static final Set<FindingCode> OF_MISSING_FACTS =
            Set.of(FindingCode.FACT_MISSING, FindingCode.LEG_NOT_FOUND, FindingCode.DM_TABLE_MISSING);

    private static Set<String> warnings(Tree tree) {
        HostReport report = Judging.everyDevice(HostReader.read(tree));
        Stream<Finding> findings = Stream.concat(
                report.unplaced().stream(), report.stacks().stream().flatMap(stack -> stack.findings().stream()));
        return findings.filter(finding -> finding.severity() != Severity.INFO)
                .filter(finding -> !OF_MISSING_FACTS.contains(finding.code()))
                .map(finding -> finding.code() + " of " + finding.layer())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Less is known of the whole host, and nothing else is said to be the matter. */
    @TestFactory
    Stream<DynamicTest> nothingIsTheMatterThatIsNotOnTheHost() {
        return everyNth(97).stream()
                .map(capture -> DynamicTest.dynamicTest(capture.title(), () -> {
                    Set<String> ofHost = warnings(capture.tree());
                    for (Flavour flavour : Flavour.values()) {
                        assertThat(ofHost)
                                .as(flavour.name())
                                .containsAll(warnings(
                                        SosConverter.convert(capture, flavour).tree()));
                    }
                }));
    }

    private static void assertNotSupported(Host host, Capture capture, Flavour flavour, String path) {
        if (host.device(capture.device()).isPresent()) {
            assertThat(Judging.device(host, capture.device()).stacks().get(0).verdict())
                    .as(flavour + " without " + path)
                    .isNotEqualTo(Verdict.SUPPORTED);
        }
    }

    /** Each file that sos collected is taken away, one at a time. */
    @TestFactory
    Stream<DynamicTest> noMissingFileMakesSupported() {
        return everyNth(97).stream()
                .map(capture -> DynamicTest.dynamicTest(capture.title(), () -> {
                    for (Flavour flavour : List.of(Flavour.SOS_4, Flavour.SOS_3)) {
                        SosFiles sos = SosConverter.convert(capture, flavour);
                        boolean isSupported =
                                Judging.stack(sos.tree(), capture.device()).verdict() == Verdict.SUPPORTED;
                        sos.files().keySet().parallelStream().forEach(path -> {
                            boolean isQueue = path.contains("/queue/") && !path.endsWith("/dax");
                            if (!isSupported && !isQueue && !path.startsWith("boot/")) {
                                assertNotSupported(
                                        HostReader.read(sos.without(path).tree()), capture, flavour, path);
                            }
                        });
                    }
                }));
    }
}
