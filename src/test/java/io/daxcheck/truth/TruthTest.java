package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.truth.Captures.Capture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * daxcheck against running kernels: what it says of every capture is what was measured there, by a mount with
 * {@code -o dax} and by writing and reading back through DAX and without.
 */
class TruthTest {
    private static final String NOT_MEASURED = "";

    /** A test for each capture. */
    @TestFactory
    Stream<DynamicNode> everyCapture() {
        return Captures.ALL_KERNELS.stream()
                .map(kernel -> dynamicContainer(
                        kernel,
                        Captures.of(kernel).stream()
                                .map(capture -> dynamicTest(capture.title(), () -> agreesWithKernel(capture)))));
    }

    private static void agreesWithKernel(Capture capture) {
        JsonNode truth = capture.truth();
        StackReport report = Judging.stack(capture.tree(), capture.device());
        assertThat(report.stack().top().sizeSectors().value().map(sectors -> sectors * 512))
                .as("size")
                .contains(truth.get("sizeBytes").asLong());
        assertThat(report.predicted())
                .as("predicted queue/dax")
                .contains(truth.get("queueDax").asString().equals("1"));
        assertThat(report.observed()).as("observed queue/dax").isEqualTo(report.predicted());
        boolean stands = capture.name().contains("@");
        for (Map.Entry<String, JsonNode> filesystem : truth.get("filesystems").properties()) {
            Flavour flavour = Flavour.named(
                    filesystem.getKey(), capture.host().pageSize().value().orElseThrow());
            FilesystemOutcome outcome = stands
                    ? outcomeOnDevice(report, flavour)
                    : flavour.isPlain()
                            ? report.filesystems().get(flavour.filesystem())
                            : outcomeIfMade(capture, flavour);
            agrees(capture, flavour, outcome, filesystem.getValue(), report);
        }
        assertVerdictFollows(report);
    }

    /**
     * A filesystem as it was made for a measurement.
     *
     * @param name its key in {@code truth.json}
     */
    private record Flavour(String name, String type, int blockSize, List<String> features) {
        private static Flavour named(String name, int pageSize) {
            String type = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
            String made = name.substring(Math.min(name.length(), type.length() + 1));
            return switch (made) {
                case "" -> new Flavour(name, type, pageSize, List.of());
                case "1k", "4k", "16k", "64k" ->
                    new Flavour(name, type, 1024 * Integer.parseInt(made.substring(0, made.length() - 1)), List.of());
                case "inline" -> new Flavour(name, type, pageSize, List.of("inline_data"));
                case "reflink" -> new Flavour(name, type, pageSize, List.of("reflink"));
                default -> throw new IllegalArgumentException("a filesystem that this test does not know: " + name);
            };
        }

        private boolean isPlain() {
            return name.equals(type);
        }

        private Filesystem filesystem() {
            return Filesystem.named(type).orElseThrow();
        }
    }

    /** What is said of the filesystem that is on the device, which is the one that was made. */
    private static FilesystemOutcome outcomeOnDevice(StackReport report, Flavour flavour) {
        assertThat(report.onDevice()).as("superblock").isPresent();
        FilesystemOnDevice onDevice = report.onDevice().orElseThrow();
        assertThat(onDevice.superblock().type()).as("type in the superblock").isEqualTo(flavour.type());
        assertThat(onDevice.superblock().blockSize())
                .as("block size in the superblock")
                .isEqualTo(flavour.blockSize());
        assertThat(onDevice.superblock().has("inline_data"))
                .as("inline_data in the superblock")
                .isEqualTo(flavour.features().contains("inline_data"));
        assertThat(onDevice.superblock().has("reflink"))
                .as("reflink in the superblock")
                .isEqualTo(flavour.features().contains("reflink"));
        return onDevice.outcome().orElseThrow();
    }

    /**
     * What is said if such a filesystem is on the device: its first bytes are those of the same filesystem in
     * another capture of this kernel.
     */
    private static FilesystemOutcome outcomeIfMade(Capture capture, Flavour flavour) {
        Capture made = Captures.named(capture.kernel() + "/ns-fsdax@" + flavour.name());
        byte[] start = made.tree().read("superblocks/" + made.device()).value().orElseThrow();
        EditedTree tree =
                new EditedTree(capture.tree()).file("superblocks/" + capture.device(), PlantedSuperblock.of(start));
        return outcomeOnDevice(Judging.stack(tree, capture.device()), flavour);
    }

    private static void agrees(
            Capture capture, Flavour flavour, FilesystemOutcome outcome, JsonNode measured, StackReport report) {
        Verdict verdict = report.verdict();
        assertThat(outcome.mount().id())
                .as("mount of " + flavour.name())
                .isEqualTo(measured.get("mount").asString());
        String io = measured.has("io") ? measured.get("io").asString() : NOT_MEASURED;
        List<String> hazards = outcome.hazards().stream().map(Hazard::id).toList();
        switch (io) {
            case NOT_MEASURED -> {
                // A mount alone says nothing of the bytes.
            }
            case "ok" -> {
                if (isOnePageOfMany(capture) && hazards.equals(List.of("error")) && report.hazardBytes() <= 1 << 16) {
                    return;
                }
                assertThat(hazards).as("hazards of " + flavour.name()).isEmpty();
                assertThat(verdict).isEqualTo(Verdict.SUPPORTED);
            }
            case "panic", "corrupt", "error" -> {
                assertThat(hazards).as("hazards of " + flavour.name()).contains(io);
                assertThat(verdict).isEqualTo(Verdict.UNSAFE);
            }
            default -> throw new IllegalArgumentException("I/O that this test does not know: " + io);
        }
    }

    /**
     * With large pages a boundary at 4 KiB lies inside one page of two thousand, which the files of the measurement need
     * not have had. With pages of 4 KiB it lies between two.
     */
    private static boolean isOnePageOfMany(Capture capture) {
        return Captures.LARGE_PAGES.contains(capture.kernel())
                && capture.name().equals("linear-boundary-inside-page-8-contiguous");
    }

    /** The verdict says of the device what the filesystems that decide say. */
    private static void assertVerdictFollows(StackReport report) {
        boolean dax = true;
        Set<Hazard> hazards = EnumSet.noneOf(Hazard.class);
        for (Filesystem filesystem : List.of(Filesystem.EXT4, Filesystem.XFS)) {
            FilesystemOutcome outcome = report.filesystems().get(filesystem);
            assertThat(outcome.mount()).as(filesystem.id()).isNotEqualTo(MountOutcome.UNKNOWN);
            dax &= outcome.mount() == MountOutcome.DAX;
            hazards.addAll(outcome.hazards());
        }
        Verdict expected = !dax ? Verdict.UNSUPPORTED : hazards.isEmpty() ? Verdict.SUPPORTED : Verdict.UNSAFE;
        assertThat(report.verdict()).isEqualTo(expected);
        assertThat(report.hazardBytes() > 0).as("bytes with a hazard").isEqualTo(expected == Verdict.UNSAFE);
        assertThat(report.hazardRanges().isEmpty()).as("no ranges").isEqualTo(expected != Verdict.UNSAFE);
    }

    // ------------------------------------------------------------------------------------- the captures themselves

    @Test
    void everyKernelThatWasMeasuredIsTested() throws Exception {
        Set<String> archives = new TreeSet<>();
        try (Stream<Path> files = Files.list(Captures.file("any").getParent())) {
            files.forEach(file -> archives.add(file.getFileName().toString().replace(".tar.xz", "")));
        }
        assertThat(archives).containsExactlyInAnyOrderElementsOf(Captures.ALL_KERNELS);
    }

    /** No capture without a measurement, and no measurement without a capture. */
    @TestFactory
    Stream<DynamicNode> everyCaptureIsInTheTruth() {
        return Captures.ALL_KERNELS.stream()
                .map(kernel -> dynamicTest(kernel, () -> {
                    List<String> directories = new ArrayList<>(
                            Captures.archive(kernel).list("").value().orElseThrow());
                    assertThat(directories.remove("truth.json")).isTrue();
                    assertThat(Captures.of(kernel).stream().map(Capture::name))
                            .hasSizeGreaterThan(60)
                            .containsExactlyInAnyOrderElementsOf(directories);
                }));
    }

    /** An answer that is always the same is wrong for every kernel. */
    @TestFactory
    Stream<DynamicNode> everyKernelHasAnswersOfEveryKind() {
        return Captures.ALL_KERNELS.stream()
                .map(kernel -> dynamicTest(kernel, () -> {
                    Set<String> kinds = new HashSet<>();
                    for (Capture capture : Captures.of(kernel)) {
                        kinds.add("queue/dax " + capture.truth().get("queueDax").asString());
                        for (JsonNode filesystem : capture.truth().get("filesystems")) {
                            if (!filesystem.get("mount").asString().equals("dax")) {
                                kinds.add("not dax");
                            } else if (filesystem.has("io")) {
                                kinds.add(filesystem.get("io").asString().equals("ok") ? "dax" : "dax with a hazard");
                            }
                        }
                    }
                    assertThat(kinds)
                            .containsExactlyInAnyOrder(
                                    "queue/dax 0", "queue/dax 1", "dax", "dax with a hazard", "not dax");
                }));
    }
}
