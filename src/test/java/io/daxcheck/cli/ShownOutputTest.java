package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output that README.md and other documents show for a command is what the command prints. */
class ShownOutputTest {
    private static final String CODE = "    ";
    private static final String COMMAND = CODE + "$ daxcheck ";

    @TempDir
    private Path directory;

    /** A command, and the lines below it that are no command. */
    private record Shown(String command, List<String> output) {}

    private static List<Shown> shown(Path document) throws IOException {
        List<Shown> shown = new ArrayList<>();
        List<String> output = null;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith(COMMAND)) {
                output = new ArrayList<>();
                shown.add(new Shown(line.substring(CODE.length() + 2), output));
            } else if (line.startsWith(CODE + "$ ") || !(line.isEmpty() || line.startsWith(CODE))) {
                output = null;
            } else if (output != null) {
                output.add(line.isEmpty() ? line : line.substring(CODE.length()));
            }
        }
        return shown;
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "src/docs/usage.md", "src/docs/privileges.md"})
    void isWhatIsPrinted(String document) throws IOException {
        Path base = Path.of(System.getProperty("basedir", "."));
        Programs.daxcheck(directory);
        Path captures = Files.createDirectory(directory.resolve("captures"));
        try (var examples = Files.list(base.resolve("src/test/resources/io/daxcheck/examples"))) {
            for (Iterator<Path> example = examples.iterator(); example.hasNext(); ) {
                Path file = example.next();
                Files.copy(file, captures.resolve(file.getFileName()));
            }
        }
        CaptureDirectory.of("silent-corruption", directory.resolve("before"));
        CaptureDirectory after = CaptureDirectory.of("silent-corruption", directory.resolve("after"));
        String table = Files.readString(after.resolve("commands/dmsetup-table"));
        after.write("commands/dmsetup-table", table.replace(" 2049\n", " 2048\n"));
        CaptureDirectory.of("silent-corruption", directory.resolve("nobody"))
                .delete("commands/dmsetup-table")
                .write("skipped", "commands/dmsetup-table\tEACCES\nsuperblocks/dm-0\tEACCES\n");
        Map<String, String> variables = Map.of("PATH", directory + ":" + System.getenv("PATH"), "LC_ALL", "C.UTF-8");
        int compared = 0;
        for (Shown shown : shown(base.resolve(document))) {
            String output = String.join("\n", shown.output()).strip();
            if (!output.isEmpty()) {
                compared++;
                String printed = Programs.run(directory, variables, List.of("sh", "-c", shown.command()))
                        .out()
                        .lines()
                        .map(String::stripTrailing)
                        .reduce("", (text, line) -> text + line + "\n")
                        .strip();
                assertThat(printed).as(shown.command()).isEqualTo(output);
            }
        }
        assertThat(compared).isPositive();
    }
}
