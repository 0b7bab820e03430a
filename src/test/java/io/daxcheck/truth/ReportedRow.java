package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.finding.FindingCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A public bug report and what is to be said of it.
 *
 * @param device what is asked about; empty for the whole host
 * @param code null where nothing is the matter
 * @param step words that the finding has
 */
record ReportedRow(
        String name, String device, String cause, FindingCode code, String layer, int status, List<String> step) {
    ReportedRow renumbered(int more) {
        return new ReportedRow(
                name,
                CaseFiles.renumbered(device, more),
                cause,
                code,
                CaseFiles.renumbered(layer, more),
                status,
                step.stream().map(words -> CaseFiles.renumbered(words, more)).toList());
    }

    String markdown() {
        return "| %s | %s | %s | %s | %d |\n"
                .formatted(
                        name,
                        device.isEmpty() ? "the whole host" : "`" + device + "`",
                        cause,
                        code == null ? "none" : "`" + code.code() + "` of " + layer,
                        status);
    }

    void check(Path directory) {
        List<String> arguments = new ArrayList<>(List.of("check", "--from", directory.toString()));
        if (!device.isEmpty()) {
            arguments.add(device);
        }
        arguments.addAll(List.of("--format", "json"));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(new String[0]));
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        List<JsonNode> findings = findings(JsonMapper.shared().readTree(run.out()));
        if (code == null) {
            assertThat(findings)
                    .allSatisfy(finding ->
                            assertThat(finding.get("severity").asString()).isEqualTo("info"));
            return;
        }
        List<String> said = new ArrayList<>();
        List<String> ofCause = new ArrayList<>();
        for (JsonNode finding : findings) {
            String title = finding.get("code").asString() + " of "
                    + finding.get("layer").asString();
            said.add(title);
            if (title.equals(code.code() + " of " + layer)) {
                ofCause.add(finding.toString());
            }
        }
        assertThat(said).contains(code.code() + " of " + layer);
        assertThat(ofCause).anySatisfy(finding -> assertThat(finding).contains(step));
    }

    static List<JsonNode> findings(JsonNode report) {
        List<JsonNode> findings =
                new ArrayList<>(report.get("unplacedFindings").valueStream().toList());
        report.get("stacks").forEach(stack -> stack.get("findings").forEach(findings::add));
        return findings;
    }
}
