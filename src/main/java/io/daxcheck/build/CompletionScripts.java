package io.daxcheck.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes what shells complete a command line with: a script for each, around what the commands and options say. */
public final class CompletionScripts {
    private static final String FOLDER = "/io/daxcheck/completion/";

    private final CommandLine commands;

    public CompletionScripts(CommandLine commands) {
        this.commands = commands;
    }

    private List<CommandSpec> specs() {
        List<CommandSpec> specs = new ArrayList<>();
        for (CommandLine command : commands.getSubcommands().values()) {
            specs.add(command.getCommandSpec());
        }
        return specs;
    }

    private String names() {
        return String.join(" ", commands.getSubcommands().keySet());
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** The first sentence, without its full stop: shells have one line for it. */
    private static String brief(String... description) {
        String text = String.join(" ", description);
        int end = text.indexOf(". ");
        if (end >= 0) {
            return text.substring(0, end);
        }
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }

    // ------------------------------------------------------------------------------------------------ bash

    /** For {@code share/bash-completion/completions/daxcheck}. */
    public String bash() {
        List<String> options = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (CommandSpec command : specs()) {
            List<String> names = new ArrayList<>();
            for (OptionSpec option : command.options()) {
                for (String name : option.names()) {
                    names.add(name);
                    if (takesValue(option)) {
                        values.add(bashValue(command.name() + " " + name, option));
                    }
                }
            }
            options.add("        " + command.name() + ") options='" + String.join(" ", names) + "' ;;");
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                String value = bashValue(command.name() + " -", parameter);
                // Bash does not count operands: two of the same kind are one.
                if (!values.contains(value)) {
                    values.add(value);
                }
            }
        }
        return Template.read(FOLDER + "bash")
                .replace("@COMMANDS@", names())
                .replace("@OPTIONS@", lines(options))
                .replace("@VALUES@", lines(values));
    }

    private static String bashValue(String place, ArgSpec arg) {
        Completion completion = Completion.of(arg);
        return "        '" + place + "') kind=" + completion.kind().name().toLowerCase(Locale.ROOT) + " choices='"
                + String.join(" ", completion.choices()) + "' ;;";
    }

    // ------------------------------------------------------------------------------------------------- zsh

    /** For {@code share/zsh/site-functions/_daxcheck}. */
    public String zsh() {
        List<String> described = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (CommandSpec command : specs()) {
            described.add("        "
                    + quoted(command.name() + ":"
                            + brief(command.usageMessage().description()).replace(":", "\\:")));
            arguments.add("        " + command.name() + ")");
            arguments.add("            _arguments -s -S \\");
            for (OptionSpec option : command.options()) {
                for (String argument : zshOption(option)) {
                    arguments.add("                " + argument + " \\");
                }
            }
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                String place = parameter.arity().max() > 1 ? "*:" : "::";
                arguments.add("                " + quoted(place + zshValue(parameter)) + " \\");
            }
            arguments.add("                && ret=0");
            arguments.add("            ;;");
        }
        return Template.read(FOLDER + "zsh")
                .replace("@COMMANDS@", lines(described))
                .replace("@NAMES@", names())
                .replace("@ARGUMENTS@", lines(arguments));
    }

    /** One argument for each name, because a value is attached to a long name with = and to a short one with nothing. */
    private static List<String> zshOption(OptionSpec option) {
        String description = brief(option.description())
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
        if (option.usageHelp() || option.versionHelp()) {
            return List.of(
                    quoted("(- *)") + "{" + String.join(",", option.names()) + "}" + quoted("[" + description + "]"));
        }
        String given = option.isMultiValue() ? "*" : "(" + String.join(" ", option.names()) + ")";
        String value = takesValue(option) ? ":" + zshValue(option) : "";
        List<String> arguments = new ArrayList<>();
        for (String name : option.names()) {
            String attached = takesValue(option) && name.startsWith("--") ? "=" : "";
            arguments.add(quoted(given + name + attached + "[" + description + "]" + value));
        }
        return arguments;
    }

    private static String zshValue(ArgSpec arg) {
        Completion completion = Completion.of(arg);
        String choices = String.join(" ", completion.choices()).replace(":", "\\:");
        return arg.paramLabel()
                + ":"
                + switch (completion.kind()) {
                    case WORDS -> "(" + choices + ")";
                    case SETTING -> "compadd -S \"\" - " + choices;
                    case LIST -> "_values -s , " + arg.paramLabel() + " " + choices;
                    case FINDING -> "_daxcheck_findings - " + choices;
                    case TARGET -> "_daxcheck_targets";
                    case CAPTURE -> "_daxcheck_captures - " + choices;
                    case FILE -> "_files";
                };
    }

    /** One word of a shell, regardless of what is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    // ------------------------------------------------------------------------------------------------ fish

    /** For {@code share/fish/vendor_completions.d/daxcheck.fish}. */
    public String fish() {
        List<String> lines = new ArrayList<>();
        for (CommandSpec command : specs()) {
            lines.add("complete -c daxcheck -n __daxcheck_is_first -a " + command.name() + " -d "
                    + fishQuoted(brief(command.usageMessage().description())));
        }
        for (CommandSpec command : specs()) {
            String start = "complete -c daxcheck -n '__daxcheck_is " + command.name() + "'";
            for (OptionSpec option : command.options()) {
                StringBuilder line = new StringBuilder(start);
                for (String name : option.names()) {
                    line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                }
                if (takesValue(option)) {
                    line.append(fishValue(option, " -r"));
                }
                lines.add(line + " -d " + fishQuoted(brief(option.description())));
            }
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                String line = start + fishValue(parameter, "");
                if (!lines.contains(line)) {
                    lines.add(line);
                }
            }
        }
        return Template.read(FOLDER + "fish").replace("@NAMES@", names()).replace("@COMPLETE@", lines(lines));
    }

    private static String fishValue(ArgSpec arg, String required) {
        Completion completion = Completion.of(arg);
        String choices = String.join(" ", completion.choices());
        return required
                + switch (completion.kind()) {
                    case WORDS, SETTING -> " -f -a '" + choices + "'";
                    case LIST -> " -f -a '(__daxcheck_list " + choices + ")'";
                    case FINDING -> " -f -a '(__daxcheck_findings " + choices + ")'";
                    case TARGET -> " -f -a '(__daxcheck_targets)'";
                    case CAPTURE -> " -F -a '" + choices + "'";
                    case FILE -> " -F";
                };
    }

    private static String fishQuoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
