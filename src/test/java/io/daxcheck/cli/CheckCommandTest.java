package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class CheckCommandTest {
    private static final String UNSAFE = "example:silent-corruption";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private static CommandLineRun check(Map<String, String> variables, boolean onTerminal, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--from", UNSAFE));
        all.addAll(List.of(arguments));
        return CommandLineRun.in(variables, onTerminal, all.toArray(String[]::new));
    }

    private static JsonNode json(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--format", "json"));
        all.addAll(List.of(arguments));
        CommandLineRun run = CommandLineRun.of(all.toArray(String[]::new));
        assertThat(run.outLines()).hasSize(1);
        return MAPPER.readTree(run.out());
    }

    private static List<String> devices(JsonNode report) {
        List<String> devices = new ArrayList<>();
        for (JsonNode stack : report.get("stacks")) {
            devices.add(stack.get("device").asString());
        }
        return devices;
    }

    // -------------------------------------------------------------------------------------- what is judged

    @Test
    void checkIsTheCommandWhereNoneIsNamed() {
        CommandLineRun named = CommandLineRun.of("check", "--from", UNSAFE);
        assertThat(CommandLineRun.of("--from", UNSAFE)).isEqualTo(named);
        assertThat(named.out()).contains("UNSAFE  /dev/mapper/t");
        assertThat(named.err()).isEmpty();
        assertThat(CommandLineRun.of("dm-0", "--from", UNSAFE))
                .isEqualTo(CommandLineRun.of("check", "dm-0", "--from", UNSAFE));
    }

    @Test
    void withoutTargetsEveryRelevantTopIsJudgedInTheOrderOfNames() {
        assertThat(devices(json("--from", UNSAFE)))
                .containsExactly("dm-0", "pmem0s", "pmem2", "pmem3", "pmem5", "pmem6", "ram0", "ram1");
    }

    @Test
    void allMeansEveryDevice() {
        assertThat(devices(json("--from", UNSAFE, "--all")))
                .contains("dm-0", "loop0", "pmem1", "pmem2")
                .hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @CsvSource({
        "dm-0, dm-0",
        "/dev/dm-0, dm-0",
        "/dev/mapper/t, dm-0",
        "252:0, dm-0",
        "259:1, pmem1",
        "/dev/pmem1, pmem1",
        "namespace1.0, pmem1",
    })
    void takesEveryFormOfAName(String target, String device) {
        assertThat(devices(json(target, "--from", UNSAFE))).containsExactly(device);
    }

    @Test
    void targetsAreJudgedInTheirOwnOrder() {
        assertThat(devices(json("ram0", "dm-0", "pmem5", "--from", UNSAFE))).containsExactly("ram0", "dm-0", "pmem5");
    }

    @Test
    void answersForTheNamedFilesystemsOnly() {
        JsonNode stack = json("dm-0", "--fs", "xfs,erofs", "--from", UNSAFE)
                .get("stacks")
                .get(0);
        assertThat(stack.get("filesystems").propertyNames()).containsExactlyInAnyOrder("xfs", "erofs");
        CommandLineRun text = CommandLineRun.of("pmem5", "--fs", "EXT2", "--from", "example:sound-lvm");
        assertThat(text.out()).contains("ext2: DAX").doesNotContain("xfs", "ext4");
    }

    @Test
    void whatSomebodyElseIsAskedSaysWhatIsAllowed() {
        assertThat(CommandLineRun.of("--fs", "ntfs", "--from", UNSAFE).err())
                .contains("ntfs", "ext4, xfs, ext2, erofs");
        assertThat(CommandLineRun.of("--format", "yaml", "--from", UNSAFE).err())
                .contains("yaml", "text", "json");
        assertThat(CommandLineRun.of("--color", "pink", "--from", UNSAFE).err()).contains("pink", "always", "never");
    }

    @Test
    void usageErrorsDoNotRepeatHostileArguments() {
        assertThat(CommandLineRun.of("--\u001b[2J\nx").errLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("\u001b"));
    }

    // ------------------------------------------------------------------------------------------- examples

    @Test
    void listsTheExamplesAndOpensEachOfThem() {
        CommandLineRun list = CommandLineRun.of("--from", "example:");
        assertThat(list.out()).isEqualTo(Examples.list());
        assertThat(list.outLines()).hasSizeGreaterThanOrEqualTo(8);
        for (String line : list.outLines()) {
            String name = "example:" + line.substring(0, line.indexOf(' '));
            JsonNode report = json("--from", name);
            assertThat(report.get("source").asString()).isEqualTo(name);
            assertThat(devices(report)).isNotEmpty();
        }
    }

    @Test
    void anExampleThatIsNotThereIsSaidWithHowToListThem() {
        assertThat(CommandLineRun.of("--from", "example:../silent-corruption").errLines())
                .containsExactly("daxcheck: example:../silent-corruption: no such example; --from example: lists them");
    }

    @Test
    void readsADirectoryAsTheArchiveThatItCameFrom() throws IOException {
        String capture = CaptureDirectory.of("silent-corruption", directory.resolve("capture"))
                .path();
        String fromArchive =
                CommandLineRun.of("--format", "json", "--from", UNSAFE).out();
        assertThat(CommandLineRun.of("--format", "json", "--from", capture).out())
                .isEqualTo(fromArchive.replace(UNSAFE, capture));
    }

    // --------------------------------------------------------------------------------------------- a file

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAFileThatIsComplete() throws IOException {
        Path file = directory.resolve("report.json");
        CommandLineRun run = CommandLineRun.of("--from", UNSAFE, "--format", "json", "-o", file.toString());
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file))
                .isEqualTo(
                        CommandLineRun.of("--from", UNSAFE, "--format", "json").out());
        assertThat(files()).containsExactly("report.json");
    }

    @Test
    void replacesAFileThatIsThere() throws IOException {
        Path file = Files.writeString(directory.resolve("report"), "old".repeat(10_000));
        assertThat(CommandLineRun.of("--from", UNSAFE, "-o", file.toString()).status())
                .isEqualTo(4);
        assertThat(Files.readString(file)).startsWith("host · Linux 7.3.4").doesNotContain("old");
        assertThat(files()).containsExactly("report");
    }

    @Test
    void leavesTheOldFileWhereTheInputCannotBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("report"), "old");
        assertThat(CommandLineRun.of("--from", directory.resolve("nothing").toString(), "-o", file.toString())
                        .status())
                .isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(files()).containsExactly("report");
    }

    @Test
    void saysWhereNoFileCanBeMade() throws IOException {
        Files.createDirectories(directory.resolve("full/of"));
        Path regular = Files.writeString(directory.resolve("regular"), "");
        Map<Path, String> reasons = new HashMap<>();
        reasons.put(directory.resolve("gone/report"), "no such directory");
        reasons.put(regular.resolve("report"), "Not a directory");
        reasons.put(directory.resolve("full"), "");
        reasons.forEach((file, reason) -> {
            CommandLineRun run = CommandLineRun.of("--from", UNSAFE, "-o", file.toString());
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.errLines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("daxcheck: " + file + ": ")
                            .endsWith(reason));
        });
        assertThat(files()).containsExactly("full", "regular");
    }

    @Test
    void aPageGoesWhereTheOtherFormatsGoWithTheirStatus() throws IOException {
        Path file = directory.resolve("report.html");
        CommandLineRun printed = CommandLineRun.of("--from", UNSAFE, "--format", "html");
        assertThat(printed.status()).isEqualTo(4);
        assertThat(printed.out()).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        CommandLineRun run = CommandLineRun.of("--from", UNSAFE, "--format", "html", "-o", file.toString());
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(printed.out());
        assertThat(CommandLineRun.of("pmem3", "--from", UNSAFE, "--format", "html")
                        .status())
                .isEqualTo(1);
    }

    @Test
    void aPageShowsWhatTheSiteKnowsOfAndSaysSo() {
        String[] known = {"--ignore", "offset-not-page-aligned@dm-0"};
        assertThat(check(with(), false, "--format", "html").out()).doesNotContain("silenced");
        assertThat(check(with(), false, "--format", "html", known[0], known[1]).out())
                .contains("at the wrong place. (silenced)");
    }

    /** A page says what its characters are; the locale of the shell has no part in it. */
    @Test
    void aPageIsTheSameInEveryLocale() {
        assertThat(check(with("LC_ALL", "C"), false, "--format", "html").out())
                .isEqualTo(check(with(), true, "--format", "html").out());
    }

    // ---------------------------------------------------------------------------------------- surroundings

    private static Map<String, String> with(String... pairs) {
        Map<String, String> variables = new HashMap<>(CommandLineRun.UTF_8);
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return variables;
    }

    @Test
    void colorsATerminalThatCanShowThem() {
        assertThat(check(with(), true).out()).contains("\u001b[31m");
        assertThat(check(with(), false).out()).doesNotContain("\u001b");
        assertThat(check(with("TERM", "dumb"), true).out()).doesNotContain("\u001b");
        assertThat(check(with("NO_COLOR", "1"), true).out()).doesNotContain("\u001b");
        assertThat(check(with("NO_COLOR", ""), true).out()).contains("\u001b[31m");
    }

    @Test
    void colorsAsItIsTold() {
        assertThat(check(with("NO_COLOR", "1", "TERM", "dumb"), false, "--color", "always")
                        .out())
                .contains("\u001b[31m");
        assertThat(check(with(), true, "--color", "never").out()).doesNotContain("\u001b");
        assertThat(check(with(), true, "--color", "auto").out()).contains("\u001b[31m");
        assertThat(check(with(), true, "--format", "json").out()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "true, LANG, C.UTF-8",
        "true, LC_ALL, en_GB.utf8",
        "true, LC_CTYPE, en_US.UTF-8",
        "false, LC_ALL, C",
        "false, LC_ALL, POSIX",
        "false, LC_CTYPE, de_DE.ISO-8859-1",
        "false, LANG, C",
        "false, LANG, ''",
        "false, TERM, dumb",
    })
    void drawsWithWhatTheLocaleAndTheTerminalHave(boolean unicode, String variable, String value) {
        String out = check(with(variable, value), false).out();
        if (unicode) {
            assertThat(out).contains("└─ ", "◀ ", " · ");
        } else {
            assertThat(out).contains("`- ", "<== ", " - ").matches("[\\x0a\\x20-\\x7e]*");
        }
    }

    @Test
    void theFirstVariableThatIsNotEmptyIsTheLocale() {
        assertThat(check(with("LC_ALL", "", "LC_CTYPE", "C"), false).out()).contains("`- ");
        assertThat(check(with("LC_ALL", "C.UTF-8", "LC_CTYPE", "C"), false).out())
                .contains("└─ ");
    }

    @Test
    void wrapsToTheWidthOfTheTerminal() {
        assertThat(check(with("COLUMNS", "60"), false).outLines())
                .filteredOn(line -> !line.contains("$ "))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        String usual = check(with("COLUMNS", "100"), false).out();
        for (String odd : new String[] {"", "wide", "99999999999"}) {
            assertThat(check(with("COLUMNS", odd), false).out()).as(odd).isEqualTo(usual);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "40", "54", "55", "0", "-80"})
    void aNarrowTerminalIsNoFault(String columns) {
        assertThat(check(with("COLUMNS", columns), false).status()).isEqualTo(4);
        assertThat(CommandLineRun.in(with("COLUMNS", columns), false, "--help").out())
                .contains("Usage: daxcheck");
    }

    @Test
    void helpAboutWhatIsNoCommandIsBadUsage() {
        CommandLineRun run = CommandLineRun.of("help", "nosuch");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("daxcheck: no command ");
        assertThat(run.out()).isEmpty();
        assertThat(CommandLineRun.of("help", "adit").errLines())
                .startsWith("daxcheck: no command \"adit\"; did you mean audit?");
        assertThat(CommandLineRun.of("help", "diff").status()).isZero();
        assertThat(CommandLineRun.of("help", "--help").status()).isZero();
    }

    @Test
    void jsonlIsTheJsonDocumentOnItsOneLine() {
        CommandLineRun run = CommandLineRun.of("check", "--format", "jsonl", "--from", "example:sound-lvm");
        assertThat(run.outLines()).hasSize(1);
        assertThat(run.out())
                .isEqualTo(CommandLineRun.of("check", "--format", "json", "--from", "example:sound-lvm")
                        .out());
    }

    @Test
    void helpNamesTheCommandsAndTheExitStatus() {
        assertThat(CommandLineRun.of("--help").out())
                .contains("check", "kernels", "audit", "explain", "Exit status: 0", "70");
        assertThat(CommandLineRun.of("check", "--help").out()).contains("--from", "--fs", "--all", "--format", "-o");
        assertThat(CommandLineRun.of("--version").out()).matches("daxcheck [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\R");
    }
}
