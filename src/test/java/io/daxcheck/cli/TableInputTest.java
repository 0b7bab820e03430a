package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code check --table -}, whose standard input is that of the process: a pipe, as behind {@code dmsetup table}. */
class TableInputTest {
    private static String check(String table, int status, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "check"));
        command.addAll(List.of(arguments));
        Process check = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream input = check.getOutputStream()) {
            input.write(table.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(output).isEqualTo(status);
        return output;
    }

    @Test
    @Timeout(60)
    void readsTheTableFromStandardInput() throws Exception {
        assertThat(check("0 65536 linear /dev/pmem1 2048\n", 0, "--from", "example:sound-lvm", "--table", "-"))
                .contains("OK", "dm-new");
        assertThat(check("", 1, "--from", "example:sound-lvm", "--table", "-"))
                .contains("it has no target", "[table-load-refused]");
    }

    @Test
    @Timeout(60)
    void standardInputIsOneThing() throws Exception {
        assertThat(check("", 2, "--from", "-", "--table", "-")).contains("only one of --from and --table can be -");
    }

    /** Nothing is there that could be unmounted, removed or made: the table is corrected. */
    @Test
    void thePlanOfATableThatIsNotLoadedIsToCorrectIt(@TempDir Path directory) throws IOException {
        Path table = directory.resolve("table");
        Files.writeString(table, "0 65536 linear /dev/pmem1 2049\n");
        CommandLineRun text = CommandLineRun.of("check", "--from", "example:sound-lvm", "--table", table.toString());
        assertThat(text.out().replaceAll("\\s+", " "))
                .contains("next Correct the table before it is loaded: start its targets on pages of the devices below")
                .doesNotContain("umount", "dmsetup remove", "dmsetup create");
        JsonNode plan = plan(table);
        assertThat(plan.size()).isEqualTo(1);
        assertThat(plan.get(0).get("title").asString())
                .isEqualTo("Correct the table before it is loaded, and check it again");
        assertThat(plan.get(0).get("commands").size()).isZero();
        Files.writeString(table, "0 65536 linear /dev/pmem1 2048\n");
        assertThat(plan(table).size()).isZero();
    }

    private static JsonNode plan(Path table) {
        CommandLineRun json = CommandLineRun.of(
                "check", "--format", "json", "--from", "example:sound-lvm", "--table", table.toString());
        return new ObjectMapper().readTree(json.out()).get("stacks").get(0).get("plan");
    }
}
