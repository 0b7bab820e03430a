package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.data.ReportSchema;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.TextReport;
import io.daxcheck.rules.Filesystem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text and JSON say the same, and the JSON is what other programs were promised. */
class ReportAgreementTest {
    private static final Set<Filesystem> ALL = EnumSet.allOf(Filesystem.class);

    /** So wide that every finding is one line. */
    private static final Terminal WIDE = new Terminal(false, true, 100_000);

    private static final Pattern STACK = Pattern.compile("(OK|NO FS|NO DAX|UNSAFE|UNKNOWN) +(/dev/\\S+)(?:  .*)?");
    private static final Pattern FINDING = Pattern.compile(" {8}(why|warn|note) {2,3}\\S.* \\[([a-z0-9-]+)\\].*");
    private static final Pattern UNPLACED = Pattern.compile("(note|also) {4}\\S.* \\[([a-z0-9-]+)\\].*");
    private static final Pattern KERNEL_VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?(-rc\\d+)?");

    @TestFactory
    Stream<DynamicTest> textAndJsonNameTheSameFindings() {
        return Captures.all().stream()
                .map(capture -> dynamicTest(capture.title(), () -> {
                    HostReport report = Judging.everyDevice(capture.host());
                    String text = new TextReport(WIDE, ALL, true, List.of()).of(report);
                    JsonNode json = parsed(report);
                    assertThat(codesInText(text)).isEqualTo(codesInJson(json));
                    assertThat(wordsInText(text)).isEqualTo(verdictsInJson(json));
                }));
    }

    @TestFactory
    Stream<DynamicTest> jsonIsAsPromised() {
        return Captures.all().stream()
                .map(capture -> dynamicTest(capture.title(), () -> {
                    JsonNode json = parsed(Judging.everyDevice(capture.host()));
                    checkDocument(json, capture.title());
                }));
    }

    private static JsonNode parsed(HostReport report) {
        String json = JsonReport.of(report, ALL);
        assertThat(json).doesNotContain("\n");
        assertThat(ReportSchema.errors(json)).isEmpty();
        return JsonMapper.shared().readTree(json);
    }

    // -------------------------------------------------------------------------------- the same findings

    /** The codes of each stack's findings by its device, in order; those of no stack under "unplaced". */
    private static Map<String, List<String>> codesInText(String text) {
        Map<String, List<String>> codes = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        List<String> unplaced = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Matcher stack = STACK.matcher(line);
            Matcher finding = FINDING.matcher(line);
            Matcher beside = UNPLACED.matcher(line);
            if (stack.matches()) {
                current = new ArrayList<>();
                codes.put(stack.group(2), current);
            } else if (finding.matches()) {
                current.add(finding.group(2));
            } else if (beside.matches()) {
                unplaced.add(beside.group(2));
            }
        }
        codes.put("unplaced", unplaced);
        return codes;
    }

    private static Map<String, List<String>> codesInJson(JsonNode json) {
        Map<String, List<String>> codes = new LinkedHashMap<>();
        for (JsonNode stack : json.get("stacks")) {
            codes.put(stack.get("path").asString(), codesOf(stack.get("findings")));
        }
        codes.put("unplaced", codesOf(json.get("unplacedFindings")));
        return codes;
    }

    private static List<String> codesOf(JsonNode findings) {
        List<String> codes = new ArrayList<>();
        findings.forEach(finding -> codes.add(finding.get("code").asString()));
        return codes;
    }

    private static Map<String, String> wordsInText(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            Matcher stack = STACK.matcher(line);
            if (stack.matches()) {
                words.put(stack.group(2), stack.group(1));
            }
        }
        return words;
    }

    private static Map<String, String> verdictsInJson(JsonNode json) {
        Map<String, String> words = new LinkedHashMap<>();
        for (JsonNode stack : json.get("stacks")) {
            String word = switch (effective(stack)) {
                case "supported" -> codesOf(stack.get("findings")).contains("no-filesystem") ? "NO FS" : "OK";
                case "unsupported" -> "NO DAX";
                case "unsafe" -> "UNSAFE";
                default -> "UNKNOWN";
            };
            words.put(stack.get("path").asString(), word);
        }
        return words;
    }

    /** Unsafe where either is, else the filesystem's where there is one, else the device's. */
    private static String effective(JsonNode stack) {
        String device = stack.get("verdict").asString();
        JsonNode filesystem = stack.get("filesystem");
        return device.equals("unsafe")
                        || filesystem.isNull()
                        || filesystem.get("verdict").isNull()
                ? device
                : filesystem.get("verdict").asString();
    }

    // ------------------------------------------------------------------------------------- what is promised

    private static void checkDocument(JsonNode json, String source) {
        assertThat(json.get("schemaVersion").isInt()).isTrue();
        assertThat(json.get("schemaVersion").asInt()).isEqualTo(1);
        assertThat(string(json.get("tool"), "name")).isEqualTo("daxcheck");
        string(json.get("tool"), "version");
        assertThat(string(json, "source")).isEqualTo(source);
        JsonNode host = json.get("host");
        string(host, "hostname");
        assertThat(string(host, "kernelRelease")).startsWith(source.substring(0, source.indexOf('/')));
        assertThat(string(host, "upstream")).matches(KERNEL_VERSION);
        assertThat(string(host, "judgedAs")).isEqualTo(string(host, "upstream"));
        assertThat(string(host, "architecture")).isEqualTo("x86_64");
        assertThat(number(host, "pageSize")).isEqualTo(4096);
        assertThat(array(json, "stacks")).isNotEmpty().allSatisfy(ReportAgreementTest::checkStack);
        assertThat(array(json, "unplacedFindings")).allSatisfy(ReportAgreementTest::checkFinding);
    }

    private static void checkStack(JsonNode stack) {
        String device = string(stack, "device");
        assertThat(string(stack, "majorMinor")).matches("\\d+:\\d+");
        assertThat(string(stack, "path")).startsWith("/dev/");
        assertThat(stack.has("dmUuid")).isTrue();
        assertThat(stack.get("dmUuid").isNull() || stack.get("dmUuid").isString())
                .isTrue();
        long size = number(stack, "sizeBytes");
        String verdict = string(stack, "verdict");
        assertThat(verdict).isIn("supported", "unsupported", "unsafe", "unknown");
        String basis = string(stack, "basis");
        assertThat(basis).isIn("observed", "predicted", "both");
        JsonNode flag = stack.get("queueDax");
        checkFlag(flag.get("observed"));
        checkFlag(flag.get("predicted"));
        assertThat(basis)
                .isEqualTo(
                        flag.get("observed").isNull()
                                ? "predicted"
                                : flag.get("predicted").isNull() ? "observed" : "both");
        JsonNode filesystems = stack.get("filesystems");
        assertThat(filesystems.propertyNames()).containsExactlyInAnyOrder("ext4", "xfs", "ext2", "erofs");
        List<String> hazards = new ArrayList<>();
        for (JsonNode outcome : filesystems) {
            checkOutcome(outcome);
            outcome.get("hazards").forEach(hazard -> hazards.add(hazard.asString()));
        }
        assertThat(stack.has("filesystem")).isTrue();
        if (!stack.get("filesystem").isNull()) {
            checkOnDevice(stack.get("filesystem"));
        }
        checkRanges(stack, size, hazards);
        assertThat(array(stack, "findings")).allSatisfy(ReportAgreementTest::checkFinding);
        List<JsonNode> layers = array(stack, "layers");
        assertThat(layers).isNotEmpty().allSatisfy(ReportAgreementTest::checkLayer);
        assertThat(string(layers.get(0), "device")).isEqualTo(device);
        assertThat(verdict.equals("unsafe")).isEqualTo(!hazards.isEmpty());
    }

    private static void checkFlag(JsonNode flag) {
        assertThat(flag).isNotNull();
        assertThat(flag.isNull() || flag.isBoolean()).isTrue();
    }

    private static void checkOutcome(JsonNode outcome) {
        assertThat(string(outcome, "mount")).isIn("dax", "fallback", "refused", "unknown");
        List<JsonNode> hazards = array(outcome, "hazards");
        assertThat(hazards.stream().map(JsonNode::asString)).isSubsetOf("panic", "corrupt", "error");
        if (!string(outcome, "mount").equals("dax")) {
            assertThat(hazards).isEmpty();
        }
    }

    private static void checkOnDevice(JsonNode onDevice) {
        string(onDevice, "type");
        assertThat(onDevice.has("blockSize")).isTrue();
        if (!onDevice.get("blockSize").isNull()) {
            assertThat(number(onDevice, "blockSize")).isGreaterThanOrEqualTo(512);
        }
        assertThat(array(onDevice, "features"))
                .allSatisfy(feature -> assertThat(feature.isString()).isTrue());
        assertThat(onDevice.has("mount")).isTrue();
        if (onDevice.get("mount").isNull()) {
            assertThat(array(onDevice, "hazards")).isEmpty();
        } else {
            // Single files can use DAX, with its hazards, where the option is refused.
            assertThat(string(onDevice, "mount")).isIn("dax", "fallback", "refused", "unknown");
            assertThat(array(onDevice, "hazards").stream().map(JsonNode::asString))
                    .isSubsetOf("panic", "corrupt", "error");
        }
        assertThat(onDevice.has("mounted")).isTrue();
        JsonNode mounted = onDevice.get("mounted");
        if (!mounted.isNull()) {
            assertThat(string(mounted, "target")).startsWith("/");
            assertThat(array(mounted, "options")).isNotEmpty();
            assertThat(mounted.get("daxRequested").isBoolean()).isTrue();
            assertThat(string(mounted, "daxActive")).isIn("yes", "no", "per-file", "unknown");
        }
    }

    /** Ranges are of the device, in order, apart where they are of one kind, and have as many bytes as is said. */
    private static void checkRanges(JsonNode stack, long size, List<String> hazards) {
        long bytes = 0;
        long end = 0;
        String last = "";
        for (JsonNode range : array(stack, "hazardRanges")) {
            String kind = string(range, "kind");
            assertThat(kind).isIn(hazards);
            long start = number(range, "start");
            long length = number(range, "length");
            assertThat(length).isPositive();
            assertThat(start).isGreaterThanOrEqualTo(kind.equals(last) ? end + 1 : end);
            end = start + length;
            last = kind;
            bytes += length * 512;
        }
        assertThat(end * 512).isLessThanOrEqualTo(size);
        boolean truncated = stack.has("hazardRangesTruncated");
        if (truncated) {
            assertThat(stack.get("hazardRangesTruncated").asBoolean()).isTrue();
            assertThat(array(stack, "hazardRanges")).hasSize(1_000);
            assertThat(number(stack, "hazardBytes")).isGreaterThan(bytes);
        } else {
            assertThat(number(stack, "hazardBytes")).isEqualTo(bytes);
        }
    }

    private static void checkFinding(JsonNode finding) {
        assertThat(FindingCode.of(string(finding, "code"))).isPresent();
        assertThat(string(finding, "severity")).isIn("blocker", "hazard", "warning", "info");
        string(finding, "layer");
        string(finding, "message");
        assertThat(array(finding, "evidence")).allSatisfy(evidence -> {
            string(evidence, "fact");
            string(evidence, "source");
        });
        assertThat(finding.has("remedy")).isTrue();
        JsonNode remedy = finding.get("remedy");
        if (!remedy.isNull()) {
            string(remedy, "text");
            assertThat(array(remedy, "commands"))
                    .allSatisfy(command -> assertThat(command.asString()).isNotBlank());
            assertThat(remedy.get("destructive").isBoolean()).isTrue();
        }
    }

    private static void checkLayer(JsonNode layer) {
        string(layer, "device");
        switch (string(layer, "kind")) {
            case "dm" ->
                assertThat(array(layer, "targets")).isNotEmpty().allSatisfy(target -> {
                    number(target, "start");
                    number(target, "length");
                    string(target, "type");
                    assertThat(array(target, "devices")).allSatisfy(device -> {
                        string(device, "device");
                        if (device.has("start")) {
                            number(device, "start");
                        }
                    });
                });
            case "pmem" -> {
                string(layer, "namespace");
                assertThat(string(layer, "mode")).isIn("fsdax", "sector", "raw");
                string(layer, "region");
            }
            default -> assertThat(string(layer, "kind")).isNotEmpty();
        }
    }

    private static String string(JsonNode object, String field) {
        assertThat(object.get(field)).as(field).isNotNull();
        assertThat(object.get(field).isString()).as(field + " is text").isTrue();
        assertThat(object.get(field).asString()).as(field).isNotEmpty();
        return object.get(field).asString();
    }

    private static long number(JsonNode object, String field) {
        assertThat(object.get(field)).as(field).isNotNull();
        assertThat(object.get(field).isIntegralNumber())
                .as(field + " is a number")
                .isTrue();
        assertThat(object.get(field).asLong()).as(field).isNotNegative();
        return object.get(field).asLong();
    }

    private static List<JsonNode> array(JsonNode object, String field) {
        assertThat(object.get(field)).as(field).isNotNull();
        assertThat(object.get(field).isArray()).as(field + " is a list").isTrue();
        List<JsonNode> elements = new ArrayList<>();
        object.get(field).forEach(elements::add);
        return elements;
    }
}
