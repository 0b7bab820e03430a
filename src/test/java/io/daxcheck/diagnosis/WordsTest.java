package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.cli.CommandLineRun;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Topic;
import io.daxcheck.report.Reports;
import io.daxcheck.report.text.Terminal;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.Captures.Capture;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What people read is plain technical English: none of the words below, each of which has a common one in its place. The
 * words are matched whole and in any case.
 */
class WordsTest {
    /** Words to avoid, and what to write. */
    private static final Map<String, String> AVOID = new LinkedHashMap<>();

    static {
        AVOID.put("mend|mends|mended", "fix");
        AVOID.put("anew|make it again|makes it again|made again", "re-create");
        AVOID.put("beside", "next to; also");
        AVOID.put("whole pages?|whole number of", "a multiple of the page size");
        AVOID.put("things?", "the noun");
        AVOID.put("stands? on|standing on", "is on");
        AVOID.put("lies? on", "is on");
        AVOID.put("goes before|go before", "overrides");
        AVOID.put("tells?|told|says?|said", "shows, reports");
        AVOID.put("relied on", "guaranteed");
        AVOID.put("nobody(?:'s)?", "no process; not in use");
        AVOID.put("by way of", "through");
        AVOID.put("for ever", "without end");
        AVOID.put("the matter", "the reason");
        AVOID.put("sane", "usual");
        AVOID.put("lets? go|goes round|go round", "releases; bypasses");
        AVOID.put("enemies", "conflicts");
        AVOID.put(
                "(?:takes?|took|taken|taking|gives?|gave|given|carries|carry) (?:its |the |no )?DAX",
                "supports, lacks, enables, disables DAX");
        AVOID.put("silently off", "without DAX");
        AVOID.put("asks? (?:for )?DAX|asked for DAX|asks? it for DAX", "requests DAX");
        AVOID.put("whatever", "any; every");
        AVOID.put("stands?|standing|stood", "is");
        AVOID.put("lies below|lie below|lay on", "is below; was on");
        AVOID.put("spoils?|spoilt|spoiler", "disables; damages");
        AVOID.put("its kin|their kin", "similar ones");
        AVOID.put("is all right|are all right", "is supported; is correct");
        AVOID.put("once more", "again");
    }

    private static final List<Pattern> PATTERNS = AVOID.keySet().stream()
            .map(words -> Pattern.compile("(?<![\\w-])(?:" + words + ")(?![\\w-])", Pattern.CASE_INSENSITIVE))
            .toList();

    /** Of those, the words that comments and documents avoid too. */
    private static final Pattern NOWHERE = Pattern.compile(
            "(?<![\\w/-])(?:tells?|told|stands?|standing|lies on|lie on|whatever|mends?|mended|anew|beside|spoils?|spoilt"
                    + "|spoiler|enemies|by way of|for ever|the matter with|takes? DAX)(?![\\w-])",
            Pattern.CASE_INSENSITIVE);

    private static final Path BASE = Path.of(System.getProperty("basedir", "."));

    private static final Path RESOURCES = BASE.resolve("src/main/resources/io/daxcheck");

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        String line = text.replaceAll("\\s+", " ");
        for (Pattern pattern : PATTERNS) {
            Matcher matcher = pattern.matcher(line);
            while (matcher.find()) {
                found.add(line.substring(Math.max(0, matcher.start() - 60), matcher.start()) + ">>" + matcher.group()
                        + "<<" + line.substring(matcher.end(), Math.min(line.length(), matcher.end() + 40)));
            }
        }
        return found;
    }

    @Test
    void findsAWordInAnyCaseButNotInsideAnother() {
        assertThat(found("Mend it, amend nothing")).hasSize(1);
        assertThat(found("the disk\n  takes DAX from dm-0")).hasSize(1);
        assertThat(found("sane-looking nothing besides")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "check", "list", "plan", "diff", "kernels", "capture", "audit", "explain"})
    void helpIsPlain(String command) {
        CommandLineRun run = command.isEmpty() ? CommandLineRun.of("--help") : CommandLineRun.of(command, "--help");
        assertThat(found(run.out())).isEmpty();
        if (!command.isEmpty()) {
            assertThat(run.out()).contains("\nExamples:\n  ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "topics", "man", "html"})
    void pagesArePlain(String directory) throws IOException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(RESOURCES.resolve(directory))) {
            for (Path page : pages) {
                List<String> words = found(Files.readString(page));
                if (!words.isEmpty()) {
                    found.put(page.getFileName().toString(), words);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", ".github", "src/docs"})
    void documentsArePlain(String place) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(BASE.resolve(place))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".md")).toList()) {
                // The names of findings are fixed.
                addLines(file, Files.readString(file).replace("persistence-domain-not-told", ""), found);
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void commentsArePlain() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(BASE.resolve("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                StringBuilder comments = new StringBuilder();
                for (String line : Files.readAllLines(file)) {
                    String text = line.strip();
                    boolean isComment = text.startsWith("*") || text.startsWith("/*") || text.startsWith("//");
                    comments.append(isComment ? text : "").append('\n');
                }
                addLines(file, comments.toString(), found);
            }
        }
        assertThat(found).isEmpty();
    }

    private static void addLines(Path file, String text, List<String> found) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (NOWHERE.matcher(lines.get(i)).find()) {
                found.add(file.getFileName() + ":" + (i + 1) + ": " + lines.get(i));
            }
        }
    }

    /** The line of the plugin and the metrics, for hosts with each verdict. */
    @ParameterizedTest
    @ValueSource(strings = {"silent-corruption", "raw-namespace", "xfs-reflink", "sound-lvm"})
    void monitoringIsPlain(String example) {
        for (String format : List.of("nagios", "prometheus")) {
            assertThat(found(CommandLineRun.of("--from", "example:" + example, "--format", format)
                            .out()))
                    .isEmpty();
        }
    }

    @Test
    void theGlossaryAndTheTablesArePlain() throws IOException {
        assertThat(found(Files.readString(RESOURCES.resolve("glossary.md")))).isEmpty();
        assertThat(found(Files.readString(RESOURCES.resolve("examples/index")))).isEmpty();
        assertThat(found(CommandLineRun.of("kernels").out())).isEmpty();
        assertThat(found(CommandLineRun.of("kernels", "dm-0", "--from", "example:sound-lvm")
                        .out()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FindingCode.class)
    void titlesArePlain(FindingCode code) {
        assertThat(found(code.title())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void titlesOfTopicsArePlain(Topic topic) {
        assertThat(found(topic.title())).isEmpty();
    }

    /** Every message that the captures and the hosts of the findings give, each once. */
    @Test
    void messagesArePlain() {
        Set<String> found = new TreeSet<>();
        FindingsTest.hosts().forEach(report -> add(report, found));
        for (String kernel : Captures.ALL_KERNELS) {
            for (Capture capture : Captures.of(kernel)) {
                add(Reports.of(capture.host()), found);
            }
        }
        assertThat(found).isEmpty();
    }

    private static void add(HostReport report, Set<String> found) {
        found.addAll(found(Reports.text(report, new Terminal(false, true, 10_000), true)));
        for (StackReport stack : report.stacks()) {
            for (Finding finding : stack.findings()) {
                found.addAll(found(finding.message()));
            }
        }
    }
}
