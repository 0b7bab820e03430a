package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.Captures.Capture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * A host captured on one kernel and judged as another: what is said is what that other kernel did on the same stack.
 */
class OtherKernelTest {
    private static final Map<String, Map<String, Integer>> MATRIX = new TreeMap<>();

    /** A test for each pair of kernels, over the cases that both have with the same leaves. */
    @TestFactory
    Stream<DynamicTest> everyPair() {
        return Captures.KERNELS.stream()
                .map(kernel -> dynamicTest("captured on " + kernel, () -> judgeAsEveryOther(kernel)));
    }

    /** Red Hat's kernels, by their release alone, on what other kernels showed. */
    @TestFactory
    Stream<DynamicTest> asRedHatsKernels() {
        return Captures.KERNELS.stream()
                .map(kernel -> dynamicTest("captured on " + kernel, () -> {
                    List<String> wrong = new ArrayList<>();
                    int judged = 0;
                    for (Capture capture : Captures.of(kernel)) {
                        Host host = capture.host();
                        for (String redHat : Captures.RED_HAT) {
                            Optional<Capture> twin = twin(capture, redHat);
                            // The lab built their kernels with virtio pmem; Red Hat's have none.
                            if (twin.isPresent()
                                    && hasSameLeaves(host, capture, twin.get())
                                    && !isOnVirtioPmem(host, capture)) {
                                judged++;
                                judgeAs(host, capture, twin.get(), "kernel", wrong);
                            }
                        }
                    }
                    assertThat(wrong).isEmpty();
                    assertThat(judged).isGreaterThan(80);
                }));
    }

    private static boolean isOnVirtioPmem(Host host, Capture capture) {
        Stack stack = new HostDiagnosis(host, Optional.empty())
                .graph()
                .stack(host.device(capture.device()).orElseThrow());
        return stack.layers().stream().anyMatch(BlockDevice::isVirtioPmem);
    }

    /** A disk that has DAX and whose driver another kernel does not have is no disk there. */
    @Test
    void virtioPmemDoesNotExistOnRedHatsKernels() {
        Capture capture = Captures.named("6.12/ns-virtio-pmem");
        Host host = capture.host();
        for (String release : List.of("4.18.0-553.el8_10.x86_64", "5.14.0-427.el9.x86_64", "6.12.0-55.el10.x86_64")) {
            StackReport report = judged(host, capture, release);
            assertThat(report.verdict()).as(release).isEqualTo(Verdict.UNSUPPORTED);
            assertThat(report.findings())
                    .extracting(Finding::code, Finding::severity)
                    .contains(tuple(FindingCode.PMEM_DRIVER_MISSING, Severity.BLOCKER));
        }
        for (String release : List.of("6.18.15", "6.8.0-31-generic", "4.18.0-193.el8.x86_64")) {
            assertThat(judged(host, capture, release).verdict()).as(release).isEqualTo(Verdict.SUPPORTED);
        }
        assertThat(Judging.stack(capture.tree(), capture.device()).verdict()).isEqualTo(Verdict.SUPPORTED);
    }

    private static StackReport judged(Host host, Capture capture, String release) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(release));
        return diagnosis
                .judge(List.of(
                        diagnosis.graph().stack(host.device(capture.device()).orElseThrow())))
                .stacks()
                .get(0);
    }

    /** The number of cases that were judged, captured on the row's kernel and judged as the column's. */
    @Test
    void everyPairHasCases() throws Exception {
        for (String kernel : Captures.KERNELS) {
            if (!MATRIX.containsKey(kernel)) {
                judgeAsEveryOther(kernel);
            }
        }
        StringBuilder table = new StringBuilder("captured on \\ judged as");
        Captures.KERNELS.forEach(kernel -> table.append(String.format("%6s", kernel)));
        for (String kernel : Captures.KERNELS) {
            table.append(String.format("%n%23s", kernel));
            for (String other : Captures.KERNELS) {
                int cases = MATRIX.get(kernel).getOrDefault(other, 0);
                table.append(String.format("%6s", kernel.equals(other) ? "-" : cases));
                if (!kernel.equals(other)) {
                    assertThat(cases).as(kernel + " as " + other).isGreaterThan(50);
                }
            }
        }
        System.out.println(table);
    }

    private static synchronized void judgeAsEveryOther(String kernel) {
        Map<String, Integer> judged = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Capture capture : Captures.of(kernel)) {
            Host host = capture.host();
            for (String other : Captures.KERNELS) {
                Optional<Capture> twin = other.equals(kernel) ? Optional.empty() : twin(capture, other);
                if (twin.isPresent() && hasSameLeaves(host, capture, twin.get())) {
                    judged.merge(other, 1, Integer::sum);
                    for (String release : List.of("upstream", "kernel")) {
                        judgeAs(host, capture, twin.get(), release, wrong);
                    }
                }
            }
        }
        MATRIX.put(kernel, judged);
        assertThat(wrong).isEmpty();
    }

    private static Optional<Capture> twin(Capture capture, String kernel) {
        return Captures.of(kernel).stream()
                .filter(other -> other.name().equals(capture.name()))
                .findFirst();
    }

    /** A namespace may be raw on one host and fsdax on another. */
    private static boolean hasSameLeaves(Host host, Capture capture, Capture twin) {
        Set<String> there = new HashSet<>();
        twin.truth().get("leaves").forEach(leaf -> there.add(leaf.asString()));
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        Stack stack = diagnosis.graph().stack(host.device(capture.device()).orElseThrow());
        for (BlockDevice layer : stack.layers()) {
            Optional<String> leaf = layer.pmem()
                    .flatMap(host::namespaceOf)
                    .map(namespace ->
                            namespace.name() + "=" + namespace.mode().value().orElse("?"));
            if (leaf.isPresent() && !there.contains(leaf.get())) {
                return false;
            }
        }
        return true;
    }

    private static void judgeAs(Host host, Capture capture, Capture twin, String releaseKey, List<String> wrong) {
        String release = twin.truth().get(releaseKey).asString();
        HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(release));
        StackReport report = diagnosis
                .judge(List.of(
                        diagnosis.graph().stack(host.device(capture.device()).orElseThrow())))
                .stacks()
                .get(0);
        String title = capture.title() + " as " + release + ": ";
        boolean flag = twin.truth().get("queueDax").asString().equals("1");
        if (!report.predicted().equals(Optional.of(flag))) {
            wrong.add(title + "queue/dax " + report.predicted());
        }
        if (report.observed().isPresent()) {
            wrong.add(title + "the flag of the kernel that was captured leaked");
        }
        for (String name : List.of("ext4", "xfs")) {
            JsonNode measured = twin.truth().get("filesystems").get(name);
            if (measured != null) {
                FilesystemOutcome outcome =
                        report.filesystems().get(Filesystem.named(name).orElseThrow());
                if (!agrees(outcome, measured)) {
                    wrong.add(title + name + " " + outcome + ", measured " + measured);
                }
            }
        }
    }

    private static boolean agrees(FilesystemOutcome outcome, JsonNode measured) {
        if (!outcome.mount().id().equals(measured.get("mount").asString())) {
            return false;
        }
        if (!measured.has("io")) {
            return true;
        }
        List<String> hazards = outcome.hazards().stream().map(Hazard::id).toList();
        String io = measured.get("io").asString();
        return io.equals("ok") ? hazards.isEmpty() : hazards.contains(io);
    }
}
