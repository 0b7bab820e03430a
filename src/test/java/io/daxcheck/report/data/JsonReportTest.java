package io.daxcheck.report.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.report.Reports;
import io.daxcheck.report.Version;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.stack.TestHost;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class JsonReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static List<String> examples() {
        return Reports.EXAMPLES;
    }

    private static JsonNode json(HostReport report) {
        String text = JsonReport.of(report, EnumSet.allOf(Filesystem.class));
        assertThat(text).doesNotContain("\n");
        return MAPPER.readTree(text);
    }

    private static JsonNode stack(JsonNode report, String device) {
        for (JsonNode stack : report.get("stacks")) {
            if (stack.get("device").asString().equals(device)) {
                return stack;
            }
        }
        throw new AssertionError("no stack " + device);
    }

    private static String object(String text) {
        return MAPPER.readTree(text.replace('\'', '"')).toString();
    }

    @Test
    void holdsWhatIsPromisedOfAHost() {
        JsonNode report = json(Reports.example("silent-corruption"));
        assertThat(report.propertyNames())
                .containsExactly("schemaVersion", "tool", "source", "host", "stacks", "unplacedFindings");
        assertThat(report.get("schemaVersion").toString()).isEqualTo("1");
        assertThat(report.get("tool").toString())
                .isEqualTo(object("{'name': 'daxcheck', 'version': '" + Version.current() + "'}"));
        assertThat(report.get("source").asString()).isEqualTo("example:silent-corruption");
        assertThat(report.get("host").toString())
                .isEqualTo(object("{'hostname': 'host', 'kernelRelease': '7.3.4+deb13-amd64', 'upstream': '7.3.4', "
                        + "'judgedAs': '7.3.4', 'architecture': 'x86_64', 'pageSize': 4096, 'distribution': null}"));
        assertThat(report.get("unplacedFindings").get(0).get("code").asString()).isEqualTo("devdax-namespace");
    }

    @Test
    void escapesWhatATerminalActsOn() {
        String hostile = "a\u009b31m\u202e\u200b\u0007\u00fc";
        String error = JsonReport.ofError(hostile, hostile);
        assertThat(error).matches("[ -~]*").contains("\\u009B31m\\u202E\\u200B\\u0007\\u00FC");
        assertThat(MAPPER.readTree(error).get("source").asString()).isEqualTo(hostile);
    }

    @Test
    void holdsWhatIsPromisedOfAStack() {
        JsonNode stack = stack(json(Reports.example("silent-corruption")), "dm-0");
        assertThat(stack.propertyNames())
                .containsExactly(
                        "device",
                        "majorMinor",
                        "path",
                        "dmUuid",
                        "sizeBytes",
                        "verdict",
                        "basis",
                        "queueDax",
                        "filesystems",
                        "filesystem",
                        "configured",
                        "hazardBytes",
                        "hazardRanges",
                        "findings",
                        "plan",
                        "layers");
        assertThat(stack.get("path").asString()).isEqualTo("/dev/mapper/t");
        assertThat(stack.get("sizeBytes").asLong()).isEqualTo(33_554_432);
        assertThat(stack.get("verdict").asString()).isEqualTo("unsafe");
        assertThat(stack.get("basis").asString()).isEqualTo("both");
        assertThat(stack.get("queueDax").toString()).isEqualTo(object("{'observed': true, 'predicted': true}"));
        assertThat(stack.get("filesystems").get("ext4").toString())
                .isEqualTo(object("{'mount': 'dax', 'hazards': ['corrupt']}"));
        assertThat(stack.get("filesystems").propertyNames()).containsExactlyInAnyOrder("ext4", "xfs", "ext2", "erofs");
        assertThat(stack.get("hazardBytes").asLong()).isEqualTo(33_554_432);
        assertThat(stack.get("hazardRanges").toString())
                .isEqualTo(object("[{'kind': 'corrupt', 'start': 0, 'length': 65536}]"));
        JsonNode finding = stack.get("findings").get(0);
        assertThat(finding.propertyNames())
                .containsExactly("code", "severity", "layer", "message", "evidence", "remedy", "basis", "silenced");
        assertThat(finding.get("code").asString()).isEqualTo("offset-not-page-aligned");
        assertThat(finding.get("severity").asString()).isEqualTo("hazard");
        assertThat(finding.get("layer").asString()).isEqualTo("dm-0");
        assertThat(finding.get("evidence").toString())
                .isEqualTo(object("[{'fact': '0 65536 linear 259:1 2049', 'source': 'commands/dmsetup-table'}]"));
        assertThat(finding.get("remedy").propertyNames()).containsExactly("text", "commands", "effect", "destructive");
        assertThat(stack.get("layers").get(0).get("targets").toString())
                .isEqualTo(object("[{'start': 0, 'length': 65536, 'type': 'linear', "
                        + "'devices': [{'device': 'pmem1', 'start': 2049}]}]"));
        JsonNode leaf = stack.get("layers").get(1);
        assertThat(leaf.get("kind").asString()).isEqualTo("pmem");
        assertThat(leaf.get("namespace").asString()).isEqualTo("namespace1.0");
        assertThat(leaf.get("mode").asString()).isEqualTo("fsdax");
        assertThat(leaf.get("region").asString()).isEqualTo("region1");
    }

    @Test
    void whatIsNotKnownIsNull() {
        TestHost host = new TestHost().pmem("pmem0", 800).change("pmem0", disk -> disk.size(TestHost.absent()));
        JsonNode stack = stack(json(Reports.of(host.host())), "pmem0");
        assertThat(stack.get("sizeBytes").isNull()).isTrue();
        assertThat(stack.get("dmUuid").isNull()).isTrue();
        assertThat(stack.get("filesystem").isNull()).isTrue();
        assertThat(stack.get("queueDax").get("observed").isNull()).isTrue();
        assertThat(stack.get("basis").asString()).isEqualTo("predicted");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "5.14.0-427.13.1.el9_4.x86_64, Rocky Linux 9.4, Rocky Linux 9.4",
                "5.14.0-427.13.1.el9_4.x86_64, -,               RHEL 9.4",
                "6.1.0,                        Debian 12,       Debian 12",
                "6.1.0,                        -,               -"
            })
    void distributionIsTheHostsOrItsKernels(String release, String osRelease, String told) {
        TestHost host = new TestHost().release(release).pmem("pmem0", 800);
        if (osRelease != null) {
            host.distribution(osRelease);
        }
        JsonNode distribution = json(Reports.of(host.host())).get("host").get("distribution");
        assertThat(distribution.isNull() ? null : distribution.asString()).isEqualTo(told);
    }

    @Test
    void listsAThousandRangesAndSaysThatThereAreMore() {
        TestHost host = new TestHost()
                .release("4.19.1")
                .pmem("pmem0", 1L << 20)
                .raw("pmem1", 1L << 20)
                .dm("dm-0", "0 65536 striped 2 8 pmem0 0 pmem1 0")
                .dm("dm-1", "0 1600 striped 2 8 pmem0 131072 pmem1 131072");
        JsonNode report = json(Reports.of(host.host()));
        JsonNode stack = stack(report, "dm-0");
        assertThat(stack.get("hazardRanges").size()).isEqualTo(1000);
        assertThat(stack.get("hazardRangesTruncated").asBoolean()).isTrue();
        assertThat(stack.get("hazardBytes").asLong()).isEqualTo(32768L * 512);
        assertThat(stack(report, "dm-1").get("hazardRanges").size()).isEqualTo(100);
        assertThat(stack(report, "dm-1").has("hazardRangesTruncated")).isFalse();
    }

    @Test
    void answersForTheAskedFilesystemsOnly() {
        JsonNode report = MAPPER.readTree(
                JsonReport.of(Reports.example("sound-lvm"), EnumSet.of(Filesystem.XFS, Filesystem.EROFS)));
        assertThat(report.get("stacks").get(0).get("filesystems").propertyNames())
                .containsExactlyInAnyOrder("xfs", "erofs");
    }

    @Test
    void keepsHostileNamesAsTheyAreInsideAString() {
        String hostile = "evil\u001b[2J\r\n\"\\ \u202e";
        TestHost host = new TestHost()
                .pmem("pmem0", 262_144)
                .dm("dm-0", "0 65536 linear pmem0 0")
                .change("dm-0", dm -> dm.dmName(hostile));
        String text = JsonReport.of(Reports.of(host.host()), EnumSet.allOf(Filesystem.class));
        assertThat(text.codePoints()).noneMatch(character -> character < 0x20);
        assertThat(stack(MAPPER.readTree(text), "dm-0").get("path").asString()).isEqualTo("/dev/mapper/" + hostile);
    }

    @Test
    void anErrorIsADocumentToo() {
        assertThat(JsonReport.ofError("a\n.tar", "is \"bad\""))
                .isEqualTo("{\"schemaVersion\":1,\"source\":\"a\\n.tar\",\"error\":\"is \\\"bad\\\"\"}");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void namesTheSameFindingsAsTheText(String example) {
        HostReport report = Reports.example(example);
        String text = Reports.text(report, new Terminal(false, true, 10_000), true);
        Set<String> codes = new TreeSet<>();
        JsonNode json = json(report);
        for (JsonNode stack : json.get("stacks")) {
            for (JsonNode finding : stack.get("findings")) {
                codes.add(finding.get("code").asString());
                assertThat(text)
                        .contains(finding.get("message").asString() + " ["
                                + finding.get("code").asString() + "]");
            }
        }
        for (JsonNode finding : json.get("unplacedFindings")) {
            codes.add(finding.get("code").asString());
        }
        for (io.daxcheck.finding.FindingCode code : io.daxcheck.finding.FindingCode.values()) {
            assertThat(text.contains("[" + code.code() + "]")).as(code.code()).isEqualTo(codes.contains(code.code()));
        }
    }
}
