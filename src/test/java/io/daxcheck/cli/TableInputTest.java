package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
