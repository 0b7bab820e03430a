package io.daxcheck.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The kinds of options and parameters that commands take. They are made by calls, not by annotations: picocli reads
 * annotations by reflection, which took a third of the time of every start.
 */
final class Arguments {
    private Arguments() {}

    /**
     * What picocli knows of a command that takes nothing but {@code --help} and {@code --version} yet.
     *
     * @param command what runs: a {@link Runnable} or {@link java.util.concurrent.Callable}
     */
    static CommandSpec command(Object command, String name, String description) {
        return CommandSpec.wrapWithoutInspection(command)
                .name(name)
                .versionProvider(new VersionText())
                .usageMessage(new UsageMessageSpec().description(description))
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the version and exit.")
                        .build());
    }

    /** Adds examples to the end of the command's help. */
    static CommandSpec withExamples(CommandSpec command, String... examples) {
        List<String> lines = new ArrayList<>(List.of("", "Examples:"));
        for (String example : examples) {
            lines.add("  " + example);
        }
        command.usageMessage().footer(lines.toArray(new String[0]));
        return command;
    }

    /** An option without a value; {@link #isGiven} reads it. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).description(description).build();
    }

    /** An option without a value that has a short and a long name. */
    static OptionSpec flag(String shortName, String name, String description) {
        return OptionSpec.builder(shortName, name).description(description).build();
    }

    /** An option with a value; {@link #optional} reads it. */
    static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /** An option with a value that is read by a converter; {@link #optional} gives what it made. */
    static OptionSpec option(String name, String label, ITypeConverter<?> converter, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(Object.class)
                .converters(converter)
                .description(description)
                .build();
    }

    /** {@code -o} or {@code --output}: a {@link Path}. */
    static OptionSpec file(String description) {
        return OptionSpec.builder("-o", "--output")
                .paramLabel("FILE")
                .type(Object.class)
                .converters(new PathConverter())
                .description(description)
                .build();
    }

    /** An option whose value is one of an enum's constants; {@link #value} reads it. */
    static OptionSpec choice(String name, String label, Enum<?> otherwise, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(otherwise.getDeclaringClass())
                .converters(new ChoiceConverter(
                        List.of(otherwise.getDeclaringClass().getEnumConstants())))
                .defaultValue(otherwise.name())
                .description(description)
                .build();
    }

    /** An option that may be given several times; {@link #all} reads it as strings. */
    static OptionSpec repeated(String name, String label, String description) {
        return list(name, label, description).auxiliaryTypes(String.class).build();
    }

    /** An option that may be given several times; {@link #all} gives what the converter made. */
    static OptionSpec repeated(String name, String label, ITypeConverter<?> converter, String description) {
        return list(name, label, description).converters(converter).build();
    }

    /** An option whose value is a list with commas; {@link #all} gives what the converter made. */
    static OptionSpec separated(String name, String label, ITypeConverter<?> converter, String description) {
        return list(name, label, description)
                .converters(converter)
                .splitRegex(",")
                .build();
    }

    /** A list with commas, as an option that has a short and a long name. */
    static OptionSpec separated(
            String shortName, String name, String label, ITypeConverter<?> converter, String description) {
        return OptionSpec.builder(shortName, name)
                .paramLabel(label)
                .type(List.class)
                .description(description)
                .converters(converter)
                .splitRegex(",")
                .build();
    }

    private static OptionSpec.Builder list(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(List.class).description(description);
    }

    /** What is given without the name of an option, if anything is; {@link #optional} reads it. */
    static PositionalParamSpec parameter(String label, String description) {
        return PositionalParamSpec.builder()
                .arity("0..1")
                .index("0")
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /**
     * What must be given at one place without the name of an option; {@link #value} reads it.
     *
     * @param index 0 for the first
     */
    static PositionalParamSpec required(int index, String label, String description) {
        return PositionalParamSpec.builder()
                .arity("1")
                .required(true)
                .index(String.valueOf(index))
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /**
     * All that is given without the name of an option; {@link #all} reads it.
     *
     * @param least how many there must be
     */
    static PositionalParamSpec parameters(int least, String label, String description) {
        return PositionalParamSpec.builder()
                .arity(least + "..*")
                .required(least > 0)
                .paramLabel(label)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    static boolean isGiven(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    /** Of one that is required or has a default. */
    static <T> T value(ArgSpec argument, Class<T> type) {
        return type.cast(argument.getValue());
    }

    /** Empty where it was not given. */
    static <T> Optional<T> optional(ArgSpec argument, Class<T> type) {
        return Optional.ofNullable(type.cast(argument.getValue()));
    }

    /** Everything that was given, in that order. */
    static <T> List<T> all(ArgSpec argument, Class<T> type) {
        List<T> values = new ArrayList<>();
        List<?> given = argument.getValue();
        if (given != null) {
            for (Object value : given) {
                values.add(type.cast(value));
            }
        }
        return values;
    }

    /** Reads one of an enum's constants; a word that is none of them gets the nearest suggested. */
    private record ChoiceConverter(List<Enum<?>> constants) implements ITypeConverter<Enum<?>> {
        @Override
        public Enum<?> convert(String text) {
            List<String> names = new ArrayList<>();
            for (Enum<?> constant : constants) {
                if (constant.name().equals(text)) {
                    return constant;
                }
                names.add(constant.name());
            }
            throw new TypeConversionException(UsageError.none(text, names));
        }
    }

    private static final class PathConverter implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "' is not a path that this system can open");
            }
        }
    }
}
