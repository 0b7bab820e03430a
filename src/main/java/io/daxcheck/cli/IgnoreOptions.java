package io.daxcheck.cli;

import io.daxcheck.diagnosis.IgnoreRule;
import io.daxcheck.diagnosis.IgnoreRules;
import io.daxcheck.source.IgnoreFile;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.text.OneLine;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Which findings are known, and are to raise no alarm. */
final class IgnoreOptions {
    private final OptionSpec rules = Arguments.repeated(
            "--ignore",
            "CODE[@DEVICE]",
            new RuleConverter(),
            "No alarm for this finding, anywhere or on this device: nagios and prometheus count it as silenced, "
                    + "text and JSON mark it. Verdicts and the exit status of other formats stay. Repeatable.");

    private final OptionSpec files = Arguments.repeated(
            "--ignore-file", "FILE", "The same, one CODE[@DEVICE] a line, # before a comment. Repeatable.");

    void addTo(CommandSpec command) {
        command.addOption(rules).addOption(files);
    }

    /** The files that rules are read from. */
    List<String> files() {
        return Arguments.all(files, String.class);
    }

    /**
     * All of them.
     *
     * @throws InputException where a file cannot be read, or holds what is no finding
     */
    IgnoreRules read() throws InputException {
        List<IgnoreRule> all = Arguments.all(rules, IgnoreRule.class);
        for (String file : files()) {
            for (IgnoreFile.Line line : IgnoreFile.read(file, Limits.DEFAULT)) {
                try {
                    all.add(IgnoreRule.parse(line.text()));
                } catch (IllegalArgumentException e) {
                    throw new InputException(line.location() + ": " + OneLine.of(e.getMessage()));
                }
            }
        }
        return new IgnoreRules(all);
    }

    /** Says which of them cover nothing; whoever set them may have mistyped a device, or the trouble is gone. */
    static void tellUnused(IgnoreRules rules, Set<IgnoreRule> used, PrintStream err) {
        for (IgnoreRule rule : rules.without(used)) {
            err.println("daxcheck: --ignore " + OneLine.of(rule.toString()) + ": there is no such finding here");
        }
    }

    /** Reads one of them. */
    static final class RuleConverter implements ITypeConverter<IgnoreRule> {
        @Override
        public IgnoreRule convert(String text) {
            try {
                return IgnoreRule.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
