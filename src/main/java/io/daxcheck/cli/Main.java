package io.daxcheck.cli;

import io.daxcheck.fleet.CaptureJudge;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Spelling;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code daxcheck}: hands over to one of its commands, {@code check} where none is named. */
public final class Main implements Runnable {
    /** Picocli writes no narrower help. */
    private static final int MIN_HELP_COLUMNS = 55;

    /** Set by the launcher to what it subtracts again: Java itself ends with 1 where it cannot start. */
    private static final String STATUS_PROPERTY = "daxcheck.status";

    static final List<String> COMMANDS =
            List.of("check", "list", "plan", "diff", "kernels", "capture", "audit", "explain");
    private static final String HELP = "help";
    private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");

    private final CommandSpec spec;

    private Main() {
        spec = Arguments.command(
                this,
                "daxcheck",
                "Check whether mount -o dax will work on a block device, and show what to fix if not.");
        spec.usageMessage()
                .synopsisSubcommandLabel("[" + String.join("|", COMMANDS) + "|help]")
                .footer(
                        "",
                        "Without a command, daxcheck runs check: daxcheck [OPTION]... [DEVICE]...",
                        "'daxcheck help COMMAND' shows the options of a command.",
                        "",
                        "Exit status: 0 no problem; 1 a named device or the filesystem on it gets no DAX, or a mount "
                                + "requests DAX and does not get it; 2 bad usage or an input that cannot be read; 3 the "
                                + "result of a named device is unknown; 4 a stack is unsafe; 70 internal error.",
                        "",
                        "Examples:",
                        "  daxcheck                                every DAX-relevant stack of this host",
                        "  daxcheck /dev/pmem0                     one device",
                        "  daxcheck --from sosreport-db07.tar.xz   a host from its sosreport",
                        "  daxcheck explain raw-namespace          what a finding means");
    }

    public static void main(String[] arguments) {
        System.exit(Integer.getInteger(STATUS_PROPERTY, 0) + run(Environment.ofThisProcess(), arguments));
    }

    /** Daxcheck and its commands, for its own help and for what the build makes of them. */
    public static CommandLine commands(Environment environment) {
        CommandSpec daxcheck = new Main().spec;
        for (String name : COMMANDS) {
            daxcheck.addSubcommand(name, command(name, environment));
        }
        return new CommandLine(daxcheck);
    }

    /** The one command that runs: to make the others too would take as long again. */
    private static CommandLine alone(String name, Environment environment) {
        return new CommandLine(command(name, environment).name("daxcheck " + name));
    }

    private static CommandSpec command(String name, Environment environment) {
        return switch (name) {
            case "check" -> new CheckCommand(environment).spec();
            case "list" -> new ListCommand(environment).spec();
            case "plan" -> new PlanCommand(environment).spec();
            case "diff" -> new DiffCommand(environment).spec();
            case "kernels" -> new KernelsCommand(environment).spec();
            case "capture" -> new CaptureCommand(environment).spec();
            case "audit" -> new AuditCommand(environment).spec();
            case "explain" -> new ExplainCommand(environment).spec();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs one command line; returns its exit status. */
    public static int run(Environment environment, String... arguments) {
        boolean plugin = Plugin.isAskedFor(arguments);
        // At every start picocli looks up converters for Java's types by reflection, and searches the class path for
        // Groovy's closures. Neither is used.
        System.setProperty("picocli.converters.excludes", "java.*");
        System.setProperty("picocli.disable.closures", "true");
        if (arguments.length > 1 && arguments[0].equals(HELP) && isNoCommand(arguments[1])) {
            environment
                    .err()
                    .println("daxcheck: no command " + OneLine.quoted(arguments[1])
                            + Spelling.close(arguments[1], COMMANDS)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
            environment.err().println("Try 'daxcheck help'.");
            return ExitStatus.USAGE;
        }
        List<String> words = withCommand(arguments);
        boolean own = OWN_OPTIONS.contains(words.get(0));
        CommandLine commands = own ? commands(environment) : alone(words.get(0), environment);
        List<String> rest = own ? words : words.subList(1, words.size());
        // @FILE would print any file that a caller with more rights can read, and is an LVM tag besides.
        commands.setExpandAtFiles(false);
        commands.setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8));
        commands.setUsageHelpWidth(
                Math.max(MIN_HELP_COLUMNS, environment.terminal(ColorMode.never).columns()));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        Failures failures = new Failures(environment, plugin);
        commands.setParameterExceptionHandler(failures);
        commands.setExecutionExceptionHandler(failures);
        if (plugin) {
            Plugin.setHelpStatus(commands);
        }
        int status;
        try {
            status = commands.execute(rest.toArray(new String[0]));
        } catch (OutOfMemoryError e) {
            environment.err().println("daxcheck: this input " + CaptureJudge.NO_MEMORY);
            status = plugin ? Plugin.fail(environment, "this input " + CaptureJudge.NO_MEMORY) : ExitStatus.USAGE;
        } catch (LinkageError | VirtualMachineError e) {
            // Java itself would exit with 1, which says that a target has no DAX.
            status = fault(environment, e, plugin);
        }
        // A report that was cut short must not look like a whole one, except to a reader who wanted no more of it.
        if (environment.out().checkError() && !StandardOutput.hasNoReader(environment.out())) {
            environment.err().println("daxcheck: standard output: not everything could be written");
            return plugin ? Plugin.UNKNOWN : status == ExitStatus.FAULT ? status : ExitStatus.USAGE;
        }
        return status;
    }

    /** What picocli calls where a command line is wrong, or a command throws. */
    private record Failures(Environment environment, boolean plugin)
            implements IParameterExceptionHandler, IExecutionExceptionHandler {
        @Override
        public int handleParseException(ParameterException exception, String[] arguments) {
            return plugin
                    ? Plugin.fail(environment, UsageError.message(exception, environment))
                    : usage(environment, exception);
        }

        @Override
        public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) {
            return fault(environment, exception, plugin);
        }
    }

    /** The message may contain text from a capture. */
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
        environment.err().println("daxcheck: " + OneLine.of(UsageError.message(exception, environment)));
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        environment.err().println("Try '" + command + " --help'.");
        return ExitStatus.USAGE;
    }

    private static boolean isNoCommand(String word) {
        return !COMMANDS.contains(word) && !HELP.equals(word) && !word.startsWith("-");
    }

    /** Puts {@code check} before arguments that name no command; help is an option of every command. */
    private static List<String> withCommand(String... arguments) {
        List<String> words = new ArrayList<>(arguments.length + 1);
        if (arguments.length > 0 && arguments[0].equals(HELP)) {
            if (arguments.length > 1 && COMMANDS.contains(arguments[1])) {
                words.add(arguments[1]);
            }
            words.add("--help");
            return words;
        }
        boolean named = arguments.length > 0 && (COMMANDS.contains(arguments[0]) || OWN_OPTIONS.contains(arguments[0]));
        if (!named) {
            words.add("check");
        }
        Collections.addAll(words, arguments);
        return words;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
