package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The filesystems that the lab made by name, mounted with each option on running kernels ({@code src/lab/run
 * --filesystems}): what daxcheck says of each line of fstab, and of the files, is what was measured.
 *
 * <p>{@code src/test/filesystems/KERNEL} holds the captures of the hosts and {@code truth.json}. The file {@code
 * differences} names what daxcheck cannot know, each behind the reason: a line that begins with {@code #}.
 */
class MountedFilesystemsTest {
    private static final Path FILESYSTEMS = Path.of(System.getProperty("basedir", "."), "src", "test", "filesystems");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<Path, JsonNode> JUDGED = new ConcurrentHashMap<>();
    private static final Map<String, List<String>> OUTCOMES = Map.of(
            "yes", List.of("dax"),
            "per-file", List.of("dax"),
            "no", List.of("fallback", "unknown"),
            "refused", List.of("refused"),
            "unknown", List.of("unknown"));
    private static final List<String> HAZARDS_WORST_FIRST = List.of("panic", "corrupt", "error");

    @TestFactory
    Stream<DynamicNode> everyMount() throws IOException {
        Set<String> known = knownDifferences();
        return kernels().stream()
                .map(kernel -> dynamicContainer(
                        kernel.getFileName().toString(),
                        cases(kernel).properties().stream()
                                .map(one -> dynamicTest(
                                        one.getKey(),
                                        () -> assertThat(differences(kernel, one.getKey(), one.getValue()))
                                                .as(one.getValue().get("steps").asString())
                                                .allSatisfy(difference -> assertThat(known)
                                                        .contains(
                                                                difference.substring(0, difference.indexOf(':'))))))));
    }

    /** A line that is right now has to go. */
    @Test
    void everyKnownDifferenceIsOne() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path kernel : kernels()) {
            cases(kernel)
                    .properties()
                    .forEach(one -> differences(kernel, one.getKey(), one.getValue())
                            .forEach(difference -> found.add(difference.substring(0, difference.indexOf(':')))));
        }
        assertThat(found).isEqualTo(knownDifferences());
    }

    /** The mounts that are compared, over all kernels. */
    @Test
    void hundredsOfMountsAreCompared() throws IOException {
        int mounts = 0;
        for (Path kernel : kernels()) {
            for (JsonNode one : cases(kernel)) {
                mounts += one.get("mounts").size();
            }
        }
        assertThat(mounts).isGreaterThan(1500);
    }

    private static List<Path> kernels() throws IOException {
        try (Stream<Path> files = Files.list(FILESYSTEMS)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Set<String> knownDifferences() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String line : Files.readAllLines(FILESYSTEMS.resolve("differences"))) {
            if (!line.startsWith("#")) {
                known.add(line);
            }
        }
        return known;
    }

    private static JsonNode cases(Path kernel) {
        return JSON.readTree(kernel.resolve("truth.json").toFile()).get("cases");
    }

    /** Each begins with {@code KERNEL/NAME OPTIONS}, or {@code KERNEL/NAME hazards}, and a colon. */
    private static List<String> differences(Path kernel, String name, JsonNode truth) {
        JsonNode stack = report(
                kernel.resolve(truth.get("capture").asString()),
                truth.get("device").asString());
        Map<String, String> said = new HashMap<>();
        for (JsonNode configured : stack.get("configured")) {
            String next = configured.get("daxAfterNextMount").asString();
            said.put(configured.get("target").asString(), next);
            assertThat(configured.get("outcome").asString()).isIn(OUTCOMES.get(next));
        }
        String title = kernel.getFileName() + "/" + name;
        List<String> found = new ArrayList<>();
        Set<String> measuredHazards = new TreeSet<>();
        boolean usesDax = false;
        for (JsonNode mount : truth.get("mounts")) {
            String target = mount.get("target").asString();
            String after = mount.get("after").asString();
            if (!after.equals("unknown") && !after.equals(said.get(target))) {
                found.add("%s %s: %s, measured %s"
                        .formatted(title, mount.get("options").asString(), said.get(target), after));
            }
            if (after.equals("yes") || after.equals("per-file")) {
                usesDax = true;
                measuredHazards.add(mount.get("io").asString());
            }
        }
        String worst = HAZARDS_WORST_FIRST.stream()
                .filter(measuredHazards::contains)
                .findFirst()
                .orElse("");
        List<String> hazards = new ArrayList<>();
        stack.path("filesystem").path("hazards").forEach(hazard -> hazards.add(hazard.asString()));
        if (worst.isEmpty() ? usesDax && !hazards.isEmpty() : !hazards.contains(worst)) {
            found.add("%s hazards: %s, measured %s".formatted(title, hazards, worst));
        }
        return found;
    }

    /** The stack of a device in what is said of a capture, which is judged once. */
    private static JsonNode report(Path capture, String device) {
        JsonNode document = JUDGED.computeIfAbsent(
                capture,
                path -> JSON.readTree(CommandLineRun.of("audit", "--all", "--format", "jsonl", path.toString())
                        .out()));
        for (JsonNode stack : document.get("stacks")) {
            if (stack.get("device").asString().equals(device)) {
                return stack;
            }
        }
        throw new AssertionError("no stack " + device + " in " + capture);
    }
}
