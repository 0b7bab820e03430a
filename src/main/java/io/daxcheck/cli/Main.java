package io.daxcheck.cli;

import io.daxcheck.source.OneLine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code daxcheck}: hands over to one of its commands, {@code check} where none is named. */
@Command(
        name = "daxcheck",
        versionProvider = VersionText.class,
        mixinStandardHelpOptions = true,
        description = "Tells whether mount -o dax works on a storage stack, why not, and what to do.",
        synopsisSubcommandLabel = "[check|kernels|capture|audit|explain]",
        footer = {
            "",
            "Without a command: check. Exit status: 0 all well; 1 a named target has no DAX, or a mount asks for DAX and "
                    + "does not get it; 2 bad usage or an input that cannot be read; 3 a named target is unknown; "
                    + "4 a stack is unsafe; 70 a fault of daxcheck."
        })
public final class Main implements Runnable {
    /** Picocli writes no narrower help. */
    private static final int MIN_HELP_COLUMNS = 55;

    /** What a message about an input says that fills the memory of the Java runtime. */
    static final String NO_MEMORY = "needs more memory than there is (set -Xmx in JDK_JAVA_OPTIONS)";

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(Environment.ofThisProcess(), arguments));
    }

    /** Daxcheck and its commands. */
    static CommandLine commands(Environment environment) {
        return new CommandLine(new Main())
                .addSubcommand(new CheckCommand(environment))
                .addSubcommand(new KernelsCommand(environment))
                .addSubcommand(new CaptureCommand(environment))
                .addSubcommand(new AuditCommand(environment))
                .addSubcommand(new ExplainCommand(environment));
    }

    /** Runs one command line; returns its exit status. */
    static int run(Environment environment, String... arguments) {
        CommandLine commands = commands(environment);
        commands.setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8));
        commands.setUsageHelpWidth(
                Math.max(MIN_HELP_COLUMNS, environment.terminal(ColorMode.never).columns()));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        boolean plugin = Plugin.isAskedFor(arguments);
        commands.setParameterExceptionHandler((exception, args) ->
                plugin ? Plugin.fail(environment, exception.getMessage()) : usage(environment, exception));
        commands.setExecutionExceptionHandler((exception, line, parsed) -> fault(environment, exception, plugin));
        if (plugin) {
            Plugin.setHelpStatus(commands);
        }
        int status;
        try {
            status = commands.execute(withCommand(commands, arguments));
        } catch (OutOfMemoryError e) {
            environment.err().println("daxcheck: this input " + NO_MEMORY);
            status = plugin ? Plugin.fail(environment, "this input " + NO_MEMORY) : ExitStatus.USAGE;
        } catch (LinkageError | VirtualMachineError e) {
            // Java itself would exit with 1, which says that a target has no DAX.
            status = fault(environment, e, plugin);
        }
        // A report that was cut short must not look like a whole one.
        if (environment.out().checkError()) {
            environment.err().println("daxcheck: standard output: not everything could be written");
            return plugin ? Plugin.UNKNOWN : status == ExitStatus.FAULT ? status : ExitStatus.USAGE;
        }
        return status;
    }

    /** The message may hold what stands in a capture. */
    private static int fault(Environment environment, Throwable thrown, boolean plugin) {
        String fault = "internal fault, please report it: " + OneLine.of(thrown.toString());
        environment.err().println("daxcheck: " + fault);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            environment.err().println(OneLine.of(cause.toString()));
            for (StackTraceElement frame : cause.getStackTrace()) {
                environment.err().println("    at " + frame);
            }
        }
        return plugin ? Plugin.fail(environment, fault) : ExitStatus.FAULT;
    }

    private static int usage(Environment environment, ParameterException exception) {
        environment.err().println("daxcheck: " + OneLine.of(exception.getMessage()));
        environment.err().println("Try 'daxcheck --help'.");
        return ExitStatus.USAGE;
    }

    /** Puts {@code check} before arguments that name no command. */
    private static String[] withCommand(CommandLine commands, String... arguments) {
        List<String> own = List.of("-h", "--help", "-V", "--version");
        boolean named = arguments.length > 0
                && (commands.getSubcommands().containsKey(arguments[0]) || own.contains(arguments[0]));
        if (named) {
            return arguments;
        }
        List<String> all = new ArrayList<>(arguments.length + 1);
        all.add("check");
        all.addAll(Arrays.asList(arguments));
        return all.toArray(String[]::new);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
