package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What one command line did.
 *
 * @param status its exit status
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int status, String out, String err) {
    public static final Map<String, String> UTF_8 = Map.of("LANG", "de_DE.UTF-8", "TERM", "xterm", "COLUMNS", "200");

    public static CommandLineRun of(String... arguments) {
        return in(UTF_8, false, arguments);
    }

    /**
     * Runs the command line in an environment.
     *
     * @param variables of the environment
     * @param onTerminal whether standard output is a terminal
     */
    public static CommandLineRun in(Map<String, String> variables, boolean onTerminal, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new Environment(
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        variables,
                        onTerminal),
                arguments);
        CommandLineRun run =
                new CommandLineRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        assertThat(run.out + run.err).doesNotContain("Exception", "at io.daxcheck", "internal fault");
        return run;
    }

    public List<String> outLines() {
        return out.lines().toList();
    }

    public List<String> errLines() {
        return err.lines().toList();
    }
}
