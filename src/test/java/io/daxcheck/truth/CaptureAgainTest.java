package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.host.Fact;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.capture.CaptureWriter;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A capture of a capture: nothing that a verdict rests on is lost, and redaction changes no verdict. */
class CaptureAgainTest {
    /** All of these are tried, and of every other kernel one in this many. */
    private static final String WHOLE_KERNEL = "7.3";

    private static final int SAMPLE = 16;
    private static final String UDEV = "run/udev/data/";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What names a person's things, or is made of such names, in a report. */
    private static final Set<String> NAMING = Set.of(
            "path",
            "dmUuid",
            "dmName",
            "backingFile",
            "hostname",
            "message",
            "title",
            "data",
            "fact",
            "text",
            "commands",
            "target",
            "options");

    private static List<Capture> sampled() {
        List<Capture> sampled = new ArrayList<>();
        for (String kernel : Captures.KERNELS) {
            List<Capture> all = Captures.of(kernel);
            for (int i = 0; i < all.size(); i += kernel.equals(WHOLE_KERNEL) ? 1 : SAMPLE) {
                sampled.add(all.get(i));
            }
        }
        return sampled;
    }

    static byte[] captured(Tree tree, Capture capture, boolean redact) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CaptureWriter.ofCapture(tree, capture.files(), Instant.EPOCH).write(bytes, "test", redact, what -> {});
        return bytes.toByteArray();
    }

    static Tree readBack(byte[] archive, String name) throws Exception {
        return Inputs.capture(ArchiveTree.read(name, new ByteArrayInputStream(archive), Limits.DEFAULT));
    }

    static String judged(Tree tree) {
        return JsonReport.of(Judging.everyDevice(HostReader.read(tree)), EnumSet.allOf(Filesystem.class));
    }

    /** Everything that is read of a host, and what was answered. */
    private static class Recorder implements Tree {
        private final Tree tree;
        private final Map<String, Fact<byte[]>> files = new TreeMap<>();
        private final Map<String, Fact<List<String>>> directories = new TreeMap<>();
        private final Map<String, Fact<String>> places = new TreeMap<>();

        private Recorder(Tree tree) {
            this.tree = tree;
        }

        @Override
        public String name() {
            return tree.name();
        }

        @Override
        public Fact<byte[]> read(String path) {
            Fact<byte[]> fact = tree.read(path);
            files.put(path, fact);
            return fact;
        }

        @Override
        public Fact<List<String>> list(String path) {
            Fact<List<String>> fact = tree.list(path);
            directories.put(path, fact);
            return fact;
        }

        @Override
        public Fact<String> resolve(String path) {
            Fact<String> fact = tree.resolve(path);
            places.put(path, fact);
            return fact;
        }
    }

    @TestFactory
    Stream<DynamicTest> aCaptureOfACaptureIsAsGood() {
        return sampled().stream()
                .map(capture -> dynamicTest(capture.title(), () -> {
                    String judged = judged(capture.tree());
                    byte[] plain = captured(capture.tree(), capture, false);
                    Tree again = readBack(plain, capture.title());
                    assertReadsTheSame(capture, again);
                    assertThat(judged(again)).isEqualTo(judged);
                    byte[] redacted = captured(capture.tree(), capture, true);
                    assertThat(withoutNames(judged(readBack(redacted, capture.title()))))
                            .isEqualTo(withoutNames(judged));
                    assertNoIdentifiers(CaptureEntries.of(plain), CaptureEntries.of(redacted));
                }));
    }

    /** HostReader finds in the new capture what it found in the old one, read for read. */
    private static void assertReadsTheSame(Capture capture, Tree again) {
        Recorder recorder = new Recorder(capture.tree());
        HostReader.read(recorder);
        // Each capture begins with its own date.
        recorder.files.remove("capture");
        assertThat(recorder.files).hasSizeGreaterThan(50);
        recorder.files.forEach((path, fact) ->
                assertThat(again.read(path)).as(path).usingRecursiveComparison().isEqualTo(fact));
        recorder.directories.forEach((path, fact) -> assertThat(again.list(path).map(CaptureAgainTest::thatMatter))
                .as(path)
                .isEqualTo(fact.map(CaptureAgainTest::thatMatter)));
        recorder.places.forEach(
                (path, fact) -> assertThat(again.resolve(path)).as(path).isEqualTo(fact));
    }

    /** Of the attributes of a device on the libnvdimm bus only its driver is looked for in the list of its directory. */
    private static List<String> thatMatter(List<String> names) {
        return names.contains("modalias")
                ? names.stream().filter("driver"::equals).toList()
                : names;
    }

    /** What the host of a capture happens to lack is in the list too. */
    @Test
    void everythingThatIsLookedForWouldBeCaptured() throws Exception {
        for (String title : List.of("7.3/linear-fsdax@xfs", "4.14/loop-alone", "6.1/linear-on-partition")) {
            Capture capture = Captures.named(title);
            Recorder recorder = new Recorder(capture.tree());
            HostReader.read(recorder);
            EditedTree complete = new EditedTree(capture.tree());
            List<String> lacking = new ArrayList<>();
            List<String> ofUdev = new ArrayList<>();
            recorder.files.forEach((path, fact) -> {
                if (fact instanceof Fact.Absent && !isOfSupportTools(path)) {
                    complete.file(path, "1\n");
                    lacking.add(path);
                    if (path.startsWith(UDEV)) {
                        ofUdev.add(path.substring(UDEV.length()));
                    }
                }
            });
            complete.names(UDEV.substring(0, UDEV.length() - 1), ofUdev.toArray(String[]::new));
            assertThat(lacking).contains("proc/sys/kernel/arch", "proc/version_signature");
            assertThat(CaptureEntries.of(captured(complete, capture, false)).keySet())
                    .as(title)
                    .containsAll(lacking);
        }
    }

    /** What only a sosreport has: a capture holds the superblock itself, and the links to drivers. */
    private static boolean isOfSupportTools(String path) {
        return path.endsWith("/enabled")
                || path.endsWith("/dimms")
                || path.endsWith("/health_state")
                || path.endsWith("/memory_mode")
                || path.startsWith("commands/dumpe2fs/")
                || path.startsWith("commands/xfs_info/");
    }

    @Test
    void whatCouldNotBeReadIsListedWithItsReason() throws Exception {
        Capture capture = Captures.named("7.3/linear-fsdax");
        Map<String, String> reasons = Map.of(
                "sys/devices/virtual/block/dm-0/queue/dax", "permission denied",
                "proc/version", "I/O error",
                "commands/dmsetup-table", "/dev/mapper/control: open failed: Permission denied",
                "proc/1/mountinfo", "operation not permitted");
        Recorder blocked = new Recorder(capture.tree()) {
            @Override
            public Fact<byte[]> read(String path) {
                return reasons.containsKey(path) ? new Fact.Unreadable<>(path, reasons.get(path)) : super.read(path);
            }
        };
        byte[] archive = captured(blocked, capture, false);
        assertThat(CaptureEntries.of(archive).get("skipped").lines())
                .containsExactly(
                        "commands/dmsetup-table\t/dev/mapper/control: open failed: Permission denied",
                        "proc/1/mountinfo\tEPERM",
                        "proc/version\tEIO",
                        "sys/devices/virtual/block/dm-0/queue/dax\tEACCES");
        Tree again = readBack(archive, capture.title());
        reasons.forEach(
                (path, reason) -> assertThat(again.read(path)).isEqualTo(new Fact.Unreadable<byte[]>(path, reason)));
    }

    private static JsonNode withoutNames(String json) {
        return withoutNames(JSON.readTree(json));
    }

    private static JsonNode withoutNames(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(NAMING);
            object.forEach(CaptureAgainTest::withoutNames);
        } else if (node instanceof ArrayNode array) {
            array.forEach(CaptureAgainTest::withoutNames);
        }
        return node;
    }

    /** None of the UUIDs that libnvdimm shows, none of those in superblocks; nor the name of a dm device. */
    private static void assertNoIdentifiers(Map<String, String> before, Map<String, String> after) {
        // Paths with names in them change; a list of modules is left out, because no rule reads it.
        assertThat(after)
                .containsKeys("capture", "skipped")
                .hasSize(before.containsKey("proc/modules") ? before.size() - 1 : before.size());
        String all = String.join("\n", after.values());
        before.forEach((path, content) -> {
            if (path.endsWith("/uuid") && content.strip().length() > 8) {
                assertThat(all).as(path).doesNotContain(content.strip());
            }
            if (path.startsWith("superblocks/")) {
                assertNoBytes(all, path, content, content.startsWith("XFSB") ? 32 : 1024 + 0x68);
            }
            if (path.endsWith("/dm/name")) {
                assertThat(after.get(path)).startsWith("name").isNotEqualTo(content);
            }
        });
    }

    private static void assertNoBytes(String all, String path, String superblock, int offset) {
        String uuid = superblock.substring(offset, offset + 16);
        if (!uuid.equals("\0".repeat(16))) {
            assertThat(all.contains(uuid)).as("UUID of " + path).isFalse();
            String hex = HexFormat.of().formatHex(uuid.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(all).as(path).doesNotContain(hex);
        }
    }
}
