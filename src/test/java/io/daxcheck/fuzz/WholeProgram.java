package io.daxcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.report.data.JsonReport;
import io.daxcheck.report.data.NagiosReport;
import io.daxcheck.report.data.PrometheusReport;
import io.daxcheck.report.html.HtmlReport;
import io.daxcheck.report.reference.EraReport;
import io.daxcheck.report.text.AuditTable;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.report.text.TextReport;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the commands do with a capture, and what must be true of every report. */
final class WholeProgram {
    /** What the capture is called. */
    static final String NAME = "fuzz";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<Filesystem> ALL = EnumSet.allOf(Filesystem.class);
    private static final List<KernelVersion> ERAS = List.copyOf(KernelBehaviour.eras());

    private WholeProgram() {}

    private static Host host(byte[] archive) throws InputException {
        return HostReader.read(
                Inputs.capture(ArchiveTree.read(NAME, new ByteArrayInputStream(archive), Limits.DEFAULT)));
    }

    /**
     * The verdicts on the devices of a capture.
     *
     * @param all whether on every device, or on those that a report is about when nothing is named
     */
    static Map<String, Verdict> verdicts(byte[] archive, boolean all) throws InputException {
        HostDiagnosis diagnosis = new HostDiagnosis(host(archive), Optional.empty());
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (StackReport stack : diagnosis.judge(diagnosis.stacks(all)).stacks()) {
            verdicts.put(stack.stack().top().name(), stack.verdict());
        }
        return verdicts;
    }

    /** Judges every stack and writes every report. */
    static void judge(byte[] archive, Random random) throws InputException {
        Host host = host(archive);
        HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
        HostReport report = diagnosis.judge(diagnosis.stacks(random.nextInt(16) == 0));
        Terminal terminal = new Terminal(false, random.nextBoolean(), random.nextInt(200));
        // Two each time: all of them take longer than everything before them.
        for (int i = 0; i < 2; i++) {
            switch (random.nextInt(6)) {
                case 0 -> checkPage(HtmlReport.of(report, ALL, Instant.EPOCH));
                case 1 -> checkMetrics(PrometheusReport.of(report, Instant.EPOCH));
                case 2 ->
                    checkText(NagiosReport.of(terminal, report, random.nextBoolean(), List.of(), List.of())
                            .text());
                case 3 -> {
                    AuditTable table = new AuditTable(terminal, Optional.of(EnumSet.allOf(Verdict.class)), true);
                    table.add(report);
                    checkText(table.text());
                }
                case 4 -> checkText(new TextReport(terminal, ALL, random.nextBoolean(), List.of()).of(report));
                default -> checkJson(JsonReport.of(report, ALL), report);
            }
        }
        checkCommands(report);
        if (!report.stacks().isEmpty() && random.nextInt(8) == 0) {
            KernelVersion era = ERAS.get(random.nextInt(ERAS.size()));
            HostDiagnosis then = new HostDiagnosis(host, KernelRelease.parse(era.toString()));
            StackReport stack =
                    then.judge(List.of(report.stacks().get(0).stack())).stacks().get(0);
            checkText(EraReport.text(List.of(new EraReport.Row(era.toString(), stack))));
            JSON.readTree(EraReport.json(List.of(new EraReport.Row(era.toString(), stack))));
        }
    }

    /** A name in a page must not become a part of it. */
    private static void checkPage(String page) {
        checkText(page);
        assertThat(page).doesNotContain("<script>" + Mutation.MARK);
    }

    /** A name in a label must not start a line of its own. */
    private static void checkMetrics(String metrics) {
        for (String line : metrics.split("\n", -1)) {
            assertThat(line.isEmpty() || line.startsWith("# ") || line.startsWith("daxcheck_"))
                    .as(line)
                    .isTrue();
        }
    }

    private static void checkJson(String json, HostReport report) {
        assertThat(json.indexOf('\n')).isNegative();
        JsonNode document = JSON.readTree(json);
        assertThat(document.get("stacks").size()).isEqualTo(report.stacks().size());
        for (JsonNode stack : document.get("stacks")) {
            long size = stack.get("sizeBytes").asLong(0);
            assertThat(stack.get("hazardBytes").asLong()).isNotNegative();
            long end = 0;
            for (JsonNode range : stack.get("hazardRanges")) {
                assertThat(range.get("start").asLong()).isGreaterThanOrEqualTo(end);
                assertThat(range.get("length").asLong()).isPositive();
                end = range.get("start").asLong() + range.get("length").asLong();
            }
            assertThat(end).isLessThanOrEqualTo(size / 512);
            String verdict = stack.get("verdict").asString();
            assertThat(stack.get("hazardBytes").asLong() > 0).isEqualTo(end > 0);
            assertThat(verdict.equals("supported") && end > 0).isFalse();
        }
    }

    /** No character that moves a cursor, starts a line where none should be, or turns the reading direction. */
    static void checkText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bad = (c < 0x20 && c != '\n')
                    || (c >= 0x7f && c <= 0x9f)
                    || Character.getType(c) == Character.FORMAT
                    || c == '\u2028'
                    || c == '\u2029';
            if (bad) {
                throw new AssertionError("character " + (int) c + " in: " + text.substring(Math.max(0, i - 80), i));
            }
        }
    }

    private static void checkCommands(HostReport report) {
        report.unplaced().forEach(WholeProgram::checkCommands);
        for (StackReport stack : report.stacks()) {
            stack.findings().forEach(WholeProgram::checkCommands);
        }
    }

    private static void checkCommands(Finding finding) {
        if (finding.hasRemedy()) {
            finding.remedy().commands().forEach(command -> checkCommand(finding, command));
        }
    }

    /** A shell reads a hostile name as one plain word, or it comes between single quotes. */
    private static void checkCommand(Finding finding, String command) {
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= command.length(); i++) {
            char c = i < command.length() ? command.charAt(i) : ' ';
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '\\' && !quoted && i + 1 < command.length()) {
                i++;
            } else if (!quoted && (c == ' ' || i == command.length())) {
                String bare = word.toString();
                boolean hostile = bare.contains(Mutation.MARK)
                        && (bare.startsWith("-") || !bare.chars().allMatch(WholeProgram::isPlain));
                if (hostile) {
                    throw new AssertionError(finding.code() + ": " + command);
                }
                word.setLength(0);
            } else if (!quoted) {
                word.append(c);
            }
        }
        assertThat(quoted).as(command).isFalse();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "/._-=:@%+,".indexOf(c) >= 0;
    }
}
