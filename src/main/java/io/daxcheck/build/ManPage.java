package io.daxcheck.build;

import io.daxcheck.report.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the manual page of a command: its own words from a template, its options from the commands themselves. */
final class ManPage {
    private static final String FOLDER = "/io/daxcheck/man/";

    private final CommandLine commands;
    private final CommandSpec command;

    /**
     * @param commands daxcheck
     * @param command itself, or one of its commands
     */
    private ManPage(CommandLine commands, CommandSpec command) {
        this.commands = commands;
        this.command = command;
    }

    /** The pages of daxcheck and of its commands. */
    static List<ManPage> of(CommandLine commands) {
        List<ManPage> pages = new ArrayList<>();
        pages.add(new ManPage(commands, commands.getCommandSpec()));
        for (CommandLine subcommand : commands.getSubcommands().values()) {
            pages.add(new ManPage(commands, subcommand.getCommandSpec()));
        }
        return pages;
    }

    /** {@code daxcheck-check} */
    String name() {
        return command.qualifiedName("-");
    }

    /**
     * The page, in roff with the man macros.
     *
     * @param date what it is of: a year, or a whole date
     */
    String text(String date) {
        return ".\\\" Made by the build of daxcheck from its commands and options.\n"
                + ".TH " + escape(name().toUpperCase(Locale.ROOT)) + " 8 \"" + date + "\" \"daxcheck "
                + escape(Version.current()) + "\" \"System Administration\"\n"
                + ".SH NAME\n" + escape(name()) + " \\- " + escape(summary(command)) + "\n"
                + ".SH SYNOPSIS\n" + synopsis()
                + Template.read(FOLDER + command.name())
                        .replace("@COMMANDS@\n", subcommands())
                        .replace("@OPERANDS@\n", operands())
                        .replace("@OPTIONS@\n", options())
                        .replace("@STATUS@\n", Template.read(FOLDER + "status"))
                        .replace("@PAGES@", otherPages());
    }

    /** As a part of a line: it starts small, and ends without a full stop. */
    private static String summary(CommandSpec command) {
        String text = String.join(" ", command.usageMessage().description());
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        return Character.toLowerCase(text.charAt(0)) + text.substring(1, end);
    }

    private String synopsis() {
        String options = " [\\fIOPTION\\fR]...";
        if (command == commands.getCommandSpec()) {
            return ".B daxcheck\n[\\fICOMMAND\\fR]" + options + " [\\fIARGUMENT\\fR]...\n";
        }
        StringBuilder line = new StringBuilder(".B " + escape(command.qualifiedName()) + "\n");
        line.append(options, 1, options.length());
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            String label = "\\fI" + escape(parameter.paramLabel()) + "\\fR";
            line.append(' ').append(parameter.arity().min() == 0 ? "[" + label + "]" : label);
            line.append(parameter.arity().max() > 1 ? "..." : "");
        }
        return line.append('\n').toString();
    }

    private String subcommands() {
        StringBuilder text = new StringBuilder();
        for (CommandLine subcommand : commands.getSubcommands().values()) {
            CommandSpec spec = subcommand.getCommandSpec();
            text.append(".TP\n.BR ").append(escape(spec.qualifiedName("-"))).append(" (8)\n");
            text.append(line(summary(spec)));
        }
        return text.toString();
    }

    private String operands() {
        StringBuilder text = new StringBuilder();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            text.append(".TP\n.I ").append(escape(parameter.paramLabel())).append('\n');
            text.append(line(String.join(" ", parameter.description())));
        }
        return text.toString();
    }

    private String options() {
        List<OptionSpec> options = new ArrayList<>(command.options());
        options.sort(Comparator.comparing(option -> letters(option.longestName())));
        StringBuilder text = new StringBuilder();
        for (OptionSpec option : options) {
            text.append(".TP\n");
            String separator = "";
            for (String name : option.names()) {
                text.append(separator).append("\\fB").append(escape(name)).append("\\fR");
                separator = ", ";
            }
            if (option.arity().max() > 0) {
                text.append(" \\fI").append(escape(option.paramLabel())).append("\\fR");
            }
            text.append('\n').append(line(String.join(" ", option.description())));
            if (option.defaultValue() != null && option.arity().max() > 0) {
                text.append("Default: ").append(escape(option.defaultValue())).append(".\n");
            }
        }
        return text.toString();
    }

    private static String letters(String option) {
        return option.replace("-", "");
    }

    private String otherPages() {
        List<String> others = new ArrayList<>();
        for (ManPage page : of(commands)) {
            if (!page.name().equals(name())) {
                others.add(".BR " + escape(page.name()) + " (8)");
            }
        }
        return String.join(",\n", others);
    }

    /** One line of text, which nothing at its start makes a request. */
    private static String line(String text) {
        String escaped = escape(text);
        return (escaped.startsWith(".") ? "\\&" : "") + escaped + "\n";
    }

    /** Text that comes out as it is: what roff reads as something else is named, and a hyphen can be copied and run. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '"' -> escaped.append("\\(dq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
