package io.daxcheck.cli;

import io.daxcheck.report.text.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

/**
 * What surrounds the process: its streams and variables, so that tests can bring their own.
 *
 * @param out where reports go
 * @param err where messages about inputs and usage go
 * @param variables of the environment
 * @param onTerminal whether {@code out} is a terminal
 * @param errOnTerminal whether {@code err} is a terminal
 * @param clock gives the time of a report
 */
public record Environment(
        PrintStream out,
        PrintStream err,
        Map<String, String> variables,
        boolean onTerminal,
        boolean errOnTerminal,
        Clock clock) {
    /** Set by the launcher, which knows: Java cannot ask whether standard output alone is a terminal. */
    private static final String TERMINAL_PROPERTY = "daxcheck.terminal";

    private static final String ERR_TERMINAL_PROPERTY = "daxcheck.terminal.err";

    private static final int DEFAULT_COLUMNS = 100;
    private static final int MOST_COLUMNS = 10_000;

    /** With the system's clock, and nobody who watches {@code err}. */
    public Environment(PrintStream out, PrintStream err, Map<String, String> variables, boolean onTerminal) {
        this(out, err, variables, onTerminal, false, Clock.systemUTC());
    }

    public static Environment ofThisProcess() {
        Map<String, String> variables = System.getenv();
        Charset charset = isUtf8(variables) ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        return new Environment(
                new StandardOutput(charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset),
                variables,
                Boolean.getBoolean(TERMINAL_PROPERTY),
                Boolean.getBoolean(ERR_TERMINAL_PROPERTY),
                Clock.systemUTC());
    }

    /**
     * What the output can show.
     *
     * @param color {@code auto}, {@code always} or {@code never}
     */
    Terminal terminal(ColorMode color) {
        boolean dumb = "dumb".equals(variables.get("TERM"));
        boolean colored = switch (color) {
            case always -> true;
            case never -> false;
            case auto ->
                onTerminal && !dumb && variables.getOrDefault("NO_COLOR", "").isEmpty();
        };
        return new Terminal(colored, isUtf8(variables) && !dumb, columns());
    }

    private int columns() {
        try {
            int columns = Integer.parseInt(variables.getOrDefault("COLUMNS", ""));
            // A serial console says 0; a line of text is wrapped by nobody at more than some hundreds.
            return columns > 0 && columns <= MOST_COLUMNS ? columns : DEFAULT_COLUMNS;
        } catch (NumberFormatException notSet) {
            return DEFAULT_COLUMNS;
        }
    }

    /** The locale as POSIX has it: the first of these variables that is not empty decides. */
    private static boolean isUtf8(Map<String, String> variables) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = variables.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String locale = value.toUpperCase(Locale.ROOT);
                return locale.contains("UTF-8") || locale.contains("UTF8");
            }
        }
        return false;
    }
}
