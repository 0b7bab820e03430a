package io.daxcheck.report.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.Basis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.Reports;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.TestHost;
import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schema says what the writer writes, and refuses what it does not. */
class ReportSchemaTest {
    private static String document(HostReport report) {
        return JsonReport.of(report, EnumSet.allOf(Filesystem.class));
    }

    private static String corrupt(Consumer<ObjectNode> change) {
        ObjectNode report = (ObjectNode) JsonMapper.shared().readTree(document(Reports.example("silent-corruption")));
        change.accept(report);
        return report.toString();
    }

    private static ObjectNode firstStack(ObjectNode report) {
        return (ObjectNode) report.get("stacks").get(0);
    }

    // ---------------------------------------------------------------------------------------- what is valid

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J\r\n\"\\ \u202e", "", "\ud800", "a/../../b"})
    void hostileNamesAreText(String name) {
        TestHost host = new TestHost()
                .pmem("pmem0", Long.MAX_VALUE >> 9)
                .loop("loop0", 262_144, name)
                .dm("dm-0", "0 65536 linear pmem0 0", "65536 8 linear gone 0", "65544 8 odd-type pmem0")
                .change("dm-0", dm -> dm.dmName(name));
        HostReport report = Reports.of(host.host());
        assertThat(report.stacks()).isNotEmpty();
        assertThat(ReportSchema.errors(document(report))).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNull() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .change("pmem0", disk -> disk.size(TestHost.absent()).unknownBadblocks());
        assertThat(ReportSchema.errors(document(Reports.of(host.host())))).isEmpty();
    }

    @Test
    void rangesMayBeCutShort() {
        TestHost host = new TestHost()
                .release("4.19.1")
                .pmem("pmem0", 1L << 20)
                .raw("pmem1", 1L << 20)
                .dm("dm-0", "0 65536 striped 2 8 pmem0 0 pmem1 0");
        String document = document(Reports.of(host.host()));
        assertThat(document).contains("\"hazardRangesTruncated\":true");
        assertThat(ReportSchema.errors(document)).isEmpty();
    }

    @Test
    void anErrorIsADocumentToo() {
        assertThat(ReportSchema.errors(JsonReport.ofError("a\n.tar", "is \"bad\"")))
                .isEmpty();
    }

    // -------------------------------------------------------------------------------------- what is refused

    @Test
    void aWrongTypeFails() {
        assertThat(ReportSchema.errors(corrupt(report -> {}))).isEmpty();
        assertFails(report -> report.put("schemaVersion", "1"), "/schemaVersion");
        assertFails(report -> firstStack(report).put("sizeBytes", "33554432"), "/stacks/0/sizeBytes");
        assertFails(report -> firstStack(report).put("sizeBytes", -1), "/stacks/0/sizeBytes");
        assertFails(report -> firstStack(report).put("verdict", "fine"), "/stacks/0/verdict");
        assertFails(report -> firstStack(report).put("majorMinor", "pmem0"), "/stacks/0/majorMinor");
        assertFails(report -> firstStack(report).put("filesystem", "ext4"), "/stacks/0/filesystem");
        assertFails(
                report -> ((ObjectNode) firstStack(report).get("findings").get(0)).put("remedy", "none"),
                "/stacks/0/findings/0/remedy");
        assertFails(
                report -> ((ObjectNode) firstStack(report).get("layers").get(0)).put("targets", "linear"),
                "/stacks/0/layers/0/targets");
        assertFails(
                report -> ((ObjectNode) firstStack(report).get("hazardRanges").get(0)).put("length", 0),
                "/stacks/0/hazardRanges/0/length");
    }

    @Test
    void aMissingPropertyFails() {
        assertFails(report -> report.remove("stacks"), "stacks");
        assertFails(report -> report.remove("source"), "source");
        assertFails(report -> firstStack(report).remove("verdict"), "verdict");
        assertFails(report -> firstStack(report).remove("dmUuid"), "dmUuid");
        assertFails(report -> ((ObjectNode) firstStack(report).get("findings").get(0)).remove("silenced"), "silenced");
        assertFails(report -> ((ObjectNode) firstStack(report).get("layers").get(0)).remove("dmName"), "dmName");
        assertThat(ReportSchema.errorsForReaders("{\"schemaVersion\":1,\"error\":\"bad\"}"))
                .isNotEmpty();
    }

    private static void assertFails(Consumer<ObjectNode> change, String named) {
        String document = corrupt(change);
        assertThat(ReportSchema.errorsForReaders(document)).as(named).anyMatch(error -> error.contains(named));
        assertThat(ReportSchema.errors(document)).as(named).isNotEmpty();
    }

    /** What a later version adds is right for readers of today, and wrong for the writer of today. */
    @Test
    void readersLetPassWhatTheyDoNotKnow() {
        for (String grown : List.of(
                corrupt(report -> report.put("more", 1)),
                corrupt(report -> firstStack(report).put("more", 1)),
                corrupt(report -> ((ObjectNode) firstStack(report).get("queueDax")).put("more", 1)),
                corrupt(report ->
                        ((ObjectNode) firstStack(report).get("findings").get(0).get("remedy")).put("more", 1)),
                corrupt(report -> ((ObjectNode) firstStack(report).get("layers").get(0)).put("more", 1)))) {
            assertThat(ReportSchema.errorsForReaders(grown)).isEmpty();
            assertThat(ReportSchema.errors(grown)).anyMatch(error -> error.contains("more"));
        }
    }

    // ------------------------------------------------------------------------------------- the schema itself

    @Test
    void wordsAreThoseOfTheProgram() {
        assertThat(words("stack", "verdict", "enum")).isEqualTo(words(Verdict.values(), Verdict::id));
        assertThat(words("stack", "basis", "enum")).isEqualTo(words(Basis.values(), Basis::id));
        assertThat(words(definition("mount").get("enum"))).isEqualTo(words(MountOutcome.values(), MountOutcome::id));
        assertThat(words(definition("hazards").get("items").get("enum")))
                .isEqualTo(words("hazardRange", "kind", "enum"))
                .isEqualTo(words(Hazard.values(), Hazard::id));
        assertThat(words("mounted", "daxActive", "enum"))
                .isEqualTo(words(FilesystemOnDevice.DaxActive.values(), FilesystemOnDevice.DaxActive::id));
        assertThat(words("configured", "daxAfterNextMount", "enum"))
                .isEqualTo(words(NextMount.values(), NextMount::id));
        assertThat(words("finding", "severity", "enum")).isEqualTo(words(Severity.values(), Severity::id));
        assertThat(words("layer", "kind", "examples"))
                .isEqualTo(words(BlockDevice.Kind.values(), BlockDevice.Kind::id));
        assertThat(List.copyOf(
                        property("stack", "filesystems").get("properties").propertyNames()))
                .containsExactlyInAnyOrderElementsOf(words(Filesystem.values(), Filesystem::id));
    }

    @Test
    void everyPropertyIsDescribed() {
        List<String> bare = new ArrayList<>();
        collectBare("", ReportSchema.published(), bare);
        assertThat(bare).isEmpty();
    }

    /** A property says what it is, or refers to a definition that does; a number also says its unit. */
    private static void collectBare(String place, JsonNode node, List<String> bare) {
        JsonNode properties = node.path("properties");
        for (String name : properties.propertyNames()) {
            JsonNode property = properties.get(name);
            JsonNode described = property.has("$ref")
                    ? definition(property.get("$ref").asString().substring("#/$defs/".length()))
                    : property;
            String description = described.path("description").asString("");
            boolean number = described.path("type").toString().contains("integer");
            if (description.isEmpty() || (number && !description.matches(".*(bytes|sectors?)\\b.*"))) {
                bare.add(place + "/" + name);
            }
        }
        for (String name : node.propertyNames()) {
            collectBare(place + "/" + name, node.get(name), bare);
        }
    }

    private static JsonNode definition(String name) {
        return ReportSchema.published().get("$defs").get(name);
    }

    private static JsonNode property(String definition, String name) {
        return definition(definition).get("properties").get(name);
    }

    private static List<String> words(String definition, String property, String keyword) {
        return words(property(definition, property).get(keyword));
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asString()));
        return words;
    }

    private static <E> List<String> words(E[] values, Function<E, String> word) {
        return Arrays.stream(values).map(word).distinct().toList();
    }
}
