package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.report.html.HtmlPages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class AuditCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private Path captures;

    /** Captures as archives, one as a directory, one in a directory of its own, and what is none. */
    @BeforeEach
    void collect() throws IOException {
        captures = Files.createDirectory(directory.resolve("captures"));
        Files.write(captures.resolve("a-lvm.tar.gz"), CaptureDirectory.archive("sound-lvm"));
        CaptureDirectory.of("leg-spoils-table", captures.resolve("b-leg"));
        Files.createDirectory(captures.resolve("c-more"));
        Files.write(captures.resolve("c-more/z.tgz"), CaptureDirectory.archive("raw-namespace"));
        Files.writeString(captures.resolve("README.txt"), "no capture");
    }

    private String addUnsafe() throws IOException {
        return Files.write(captures.resolve("d-unsafe.tar.gz"), CaptureDirectory.archive("silent-corruption"))
                .toString();
    }

    private String addTruncated() throws IOException {
        byte[] half = CaptureDirectory.truncated(CaptureDirectory.archive("sound-lvm"), 4000);
        return Files.write(captures.resolve("b-half.tar.gz"), half).toString();
    }

    private static List<JsonNode> json(CommandLineRun run) {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : run.outLines()) {
            documents.add(MAPPER.readTree(line));
        }
        return documents;
    }

    private List<String> sources(CommandLineRun run) {
        List<String> sources = new ArrayList<>();
        for (JsonNode document : json(run)) {
            assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
            sources.add(document.get("source").asString().replace(captures + "/", ""));
        }
        return sources;
    }

    @Test
    void walksADirectoryByName() throws IOException {
        addUnsafe();
        CommandLineRun run = CommandLineRun.of("audit", "--format", "jsonl", captures.toString());
        assertThat(sources(run)).containsExactly("a-lvm.tar.gz", "b-leg", "c-more/z.tgz", "d-unsafe.tar.gz");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void keepsTheOrderInWhichPathsAreGiven() throws IOException {
        String unsafe = addUnsafe();
        CommandLineRun run = CommandLineRun.of(
                "audit", "--format", "jsonl", unsafe, captures.resolve("c-more").toString(), unsafe);
        assertThat(sources(run)).containsExactly("d-unsafe.tar.gz", "c-more/z.tgz", "d-unsafe.tar.gz");
    }

    @Test
    void aLineIsWhatCheckSays() throws IOException {
        String unsafe = addUnsafe();
        assertThat(CommandLineRun.of("audit", "--format", "jsonl", unsafe).out())
                .isEqualTo(CommandLineRun.of("check", "--format", "json", "--from", unsafe)
                        .out());
    }

    @Test
    void hasTheStatusOfAllHostsTogether() throws IOException {
        assertThat(CommandLineRun.of("audit", captures.toString()).status())
                .as("stacks without DAX, none of them named")
                .isZero();
        addUnsafe();
        assertThat(CommandLineRun.of("audit", captures.toString()).status()).isEqualTo(4);
        addTruncated();
        assertThat(CommandLineRun.of("audit", captures.toString()).status()).isEqualTo(2);
    }

    @Test
    void goesOnPastACaptureThatCannotBeRead() throws IOException {
        String half = addTruncated();
        CommandLineRun run = CommandLineRun.of("audit", "--format", "jsonl", captures.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(sources(run)).containsExactly("a-lvm.tar.gz", "b-half.tar.gz", "b-leg", "c-more/z.tgz");
        assertThat(run.errLines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("daxcheck: " + half + ": "));
        JsonNode error = json(run).get(1);
        assertThat(error.propertyNames()).containsExactly("schemaVersion", "source", "error");
        assertThat("daxcheck: " + error.get("error").asString())
                .isEqualTo(run.errLines().get(0));
    }

    @Test
    void aPathThatIsMissingIsOneErrorAmongTheOthers() {
        String missing = captures.resolve("e-gone.tar.gz").toString();
        CommandLineRun run = CommandLineRun.of("audit", missing, captures.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines()).containsExactly("daxcheck: " + missing + ": no such file or directory");
        assertThat(run.out()).contains("\n3 hosts, by worst stack: 3 NO DAX; 1 capture not read\n");
    }

    @Test
    void sumsUpWhatItFound() throws IOException {
        String unsafe = addUnsafe();
        addTruncated();
        CommandLineRun run = CommandLineRun.of("audit", captures.toString());
        assertThat(run.outLines().get(0)).matches("HOST +RELEASE +VERDICT +DEVICE +CAUSE");
        assertThat(run.outLines().get(1))
                .startsWith(unsafe + "  7.3.4+deb13-amd64 ")
                .endsWith("  offset-not-page-aligned (dm-0)");
        assertThat(run.outLines())
                .noneMatch(line -> line.contains("  OK "))
                .endsWith(
                        "",
                        "4 hosts, by worst stack: 1 UNSAFE, 3 NO DAX; 1 capture not read",
                        "30 stacks: 1 UNSAFE, 16 NO DAX, 13 OK");
        assertThat(CommandLineRun.of("audit", "-v", captures.toString()).outLines())
                .filteredOn(line -> line.contains("  OK "))
                .hasSize(13);
        assertThat(CommandLineRun.of("audit", "-q", captures.toString()).out()).isEmpty();
    }

    /** A path that the user gave is never dropped without a word. */
    @Test
    void anEmptyDirectoryIsNoCapture() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        CommandLineRun run = CommandLineRun.of("audit", empty.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("daxcheck: " + empty + ": no sys/block");
        assertThat(run.outLines()).containsExactly("0 hosts; 1 capture not read", "0 stacks");
    }

    @Test
    void writesAFile() throws IOException {
        Path file = directory.resolve("audit.jsonl");
        CommandLineRun run =
                CommandLineRun.of("audit", "--format", "jsonl", captures.toString(), "-o", file.toString());
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file))
                .isEqualTo(CommandLineRun.of("audit", "--format", "jsonl", captures.toString())
                        .out());
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("captures", "audit.jsonl");
    }

    @Test
    void aPageHoldsEveryStackAndWhatCannotBeRead() throws IOException {
        addUnsafe();
        String half = addTruncated();
        Path file = directory.resolve("audit.html");
        CommandLineRun run = CommandLineRun.of("audit", "--format", "html", captures.toString(), "-o", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        String page = Files.readString(file);
        assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</html>\n").contains("NOT READ", half);
        assertThat(page.split("</tr>", -1)).hasSize(1 + 1 + 13 + 16 + 1 + 1);
        assertThat(page.indexOf(">UNSAFE<", page.indexOf("<tbody>")))
                .isLessThan(page.indexOf(">OK<", page.indexOf("<tbody>")));
    }

    @Test
    void aDirectoryHoldsTheOverviewAndAPageForEachHost() throws IOException {
        addUnsafe();
        String half = addTruncated();
        Path report = directory.resolve("report");
        CommandLineRun run =
                CommandLineRun.of("audit", "--format", "html", captures.toString(), "-o", report.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(report.toFile().list()).containsExactlyInAnyOrder("index.html", "hosts");
        assertThat(report.resolve("hosts").toFile().list())
                .containsExactlyInAnyOrder("host.html", "host_2.html", "host_3.html", "host_4.html");
        Document overview = HtmlPages.checked(Files.readString(report.resolve("index.html")), this::isPage);
        assertThat(overview.getDocumentElement().getTextContent()).contains(half, "NOT READ");
        int links = 0;
        for (Element link : HtmlPages.elements(overview, "a")) {
            if (!link.getAttribute("href").startsWith("#")) {
                String[] address = link.getAttribute("href").split("#", -1);
                Document host = HtmlPages.checked(
                        Files.readString(report.resolve(address[0])), href -> href.equals("../index.html"));
                assertThat(HtmlPages.elements(host, "section"))
                        .filteredOn(section -> section.getAttribute("id").equals(address[1]))
                        .singleElement()
                        .satisfies(section -> assertThat(section.getElementsByTagName("h2")
                                        .item(0)
                                        .getTextContent())
                                .isEqualTo(link.getTextContent()));
                links++;
            }
        }
        assertThat(links).isEqualTo(30);
        assertThat(directory.toFile().list()).as("nothing else").containsExactlyInAnyOrder("captures", "report");
    }

    private boolean isPage(String address) {
        return address.matches("hosts/host(_[2-4])?[.]html#stack-[1-9]");
    }

    @Test
    void aDirectoryIsNewOrEmpty() throws IOException {
        Path report = Files.createDirectory(directory.resolve("report"));
        String[] audit = {"audit", "--format", "html", captures.toString(), "-o", report.toString()};
        assertThat(CommandLineRun.of(audit).status()).isZero();
        assertThat(report.resolve("index.html")).isNotEmptyFile();
        CommandLineRun again = CommandLineRun.of(audit);
        assertThat(again.status()).isEqualTo(2);
        assertThat(again.err()).isEqualTo("daxcheck: " + report + ": is not empty: name a new directory\n");
    }

    @Test
    void onlyOnePathIsStandardInput() {
        CommandLineRun run = CommandLineRun.of("audit", "-", captures.toString(), "-");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("daxcheck: only one PATH can be - (standard input)");
    }

    /** What standard error shows of an audit, where it is a terminal. */
    private String progress(boolean outOnTerminal, String format) {
        return progress(outOnTerminal, format, new ByteArrayOutputStream());
    }

    private String progress(boolean outOnTerminal, String format, OutputStream out) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Main.run(
                new Environment(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        CommandLineRun.UTF_8,
                        outOnTerminal,
                        true,
                        Clock.systemUTC()),
                "audit",
                "--format",
                format,
                captures.toString());
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void endsWhereNobodyReadsAnyMore() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThat(progress(false, "jsonl", gone))
                .contains("\rdaxcheck: 1 done, ")
                .doesNotContain(" 3 done, ");
    }

    @Test
    void showsAPersonWhoWaitsHowFarItIs() throws IOException {
        assertThat(progress(true, "jsonl")).as("the results go by").isEmpty();
        assertThat(progress(true, "text"))
                .contains("\rdaxcheck: 1 done, ", "\rdaxcheck: 3 done, ")
                .endsWith(" \r");
        assertThat(CommandLineRun.of("audit", captures.toString()).err())
                .as("no terminal")
                .isEmpty();
    }

    @Test
    void doesTheSameEveryTimeWhateverTheNumberOfCaptures() throws IOException {
        List<String> paths = new ArrayList<>(List.of("audit", "--format", "jsonl"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = String.format("many-%02d.tar.gz", i);
            Files.write(captures.resolve(name), CaptureDirectory.archive(i % 3 == 0 ? "partition" : "thread-2018-raw"));
            paths.add(captures.resolve(name).toString());
            expected.add(name);
        }
        assertThat(sources(CommandLineRun.of(paths.toArray(String[]::new)))).isEqualTo(expected);
    }
}
