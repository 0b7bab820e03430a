package io.daxcheck.cli;

import io.daxcheck.source.tree.Limit;
import io.daxcheck.source.tree.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** How much of an input is read, for every command that reads one. */
final class LimitOptions {
    /** One limit that the user sets. */
    record Setting(Limit limit, long value) {}

    private final OptionSpec settings = Arguments.repeated(
            "--limit",
            "NAME=VALUE",
            new SettingConverter(),
            "Change an input limit: entries, kept-bytes, unpacked-bytes, file-bytes, "
                    + "large-file-bytes, path-characters, path-depth, decoder-kibibytes. K, M and G are powers of "
                    + "1024. May be given several times.");

    void addTo(CommandSpec command) {
        command.addOption(settings);
    }

    /** The limits to read with. */
    Limits limits() {
        Limits limits = Limits.DEFAULT;
        for (Setting setting : Arguments.all(settings, Setting.class)) {
            limits = limits.with(setting.limit, setting.value);
        }
        return limits;
    }

    /** Reads {@code entries=4M}. */
    static final class SettingConverter implements ITypeConverter<Setting> {
        private static final String SUFFIXES = "KMG";

        @Override
        public Setting convert(String text) {
            int equals = text.indexOf('=');
            Optional<Limit> limit = equals < 0 ? Optional.empty() : Limit.named(text.substring(0, equals));
            if (limit.isEmpty()) {
                throw new TypeConversionException("'" + text + "' names no limit: " + names());
            }
            return new Setting(limit.get(), value(text.substring(equals + 1), limit.get()));
        }

        private static String names() {
            List<String> names = new ArrayList<>();
            for (Limit limit : Limit.values()) {
                names.add(limit.id());
            }
            return String.join(", ", names);
        }

        private static long value(String text, Limit limit) {
            int suffix = text.isEmpty()
                    ? -1
                    : SUFFIXES.indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1));
            String digits = suffix < 0 ? text : text.substring(0, text.length() - 1);
            try {
                long value = Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (suffix + 1)));
                if (value >= 1 && value <= limit.most()) {
                    return value;
                }
            } catch (NumberFormatException | ArithmeticException e) {
                throw new TypeConversionException("'" + text + "' is no number of " + limit.id());
            }
            throw new TypeConversionException("'" + text + "' is not from 1 to " + limit.most());
        }
    }
}
