package io.daxcheck.cli;

import io.daxcheck.text.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, and what was probably meant. */
final class UsageError {
    private UsageError() {}

    /** The message for standard error, without the name of the program. */
    static String message(ParameterException exception, Environment environment) {
        if (!(exception instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return exception.getMessage();
        }
        String word = unmatched.getUnmatched().get(0);
        CommandSpec command = exception.getCommandLine().getCommandSpec();
        String name = command.qualifiedName().replace("daxcheck ", "");
        if (!word.startsWith("-") || word.length() == 1) {
            return "'" + word + "' is one argument too many for " + name;
        }
        String option = word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('='));
        List<String> options = new ArrayList<>(command.optionsMap().keySet());
        Optional<String> near = option.startsWith("--") ? Spelling.close(option, options) : Optional.empty();
        List<String> others = near.isEmpty() ? commandsWith(option, environment) : List.of();
        return name + " has no option '" + option + "'"
                + near.map(text -> "; did you mean " + text + "?").orElse("")
                + (others.isEmpty() ? "" : "; it is an option of " + String.join(", ", others));
    }

    private static List<String> commandsWith(String option, Environment environment) {
        List<String> names = new ArrayList<>();
        for (CommandLine command : Main.commands(environment).getSubcommands().values()) {
            if (command.getCommandSpec().optionsMap().containsKey(option)) {
                names.add(command.getCommandName());
            }
        }
        return names;
    }

    /** What is wrong with a value that is none of these words. */
    static String none(String value, List<String> words) {
        return "'" + value + "' is none of " + String.join(", ", words)
                + Spelling.close(value, words)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }
}
