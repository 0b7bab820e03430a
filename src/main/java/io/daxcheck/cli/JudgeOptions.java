package io.daxcheck.cli;

import io.daxcheck.kernel.KernelName;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.source.facts.OtherKernel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that judges stacks. */
final class JudgeOptions {
    private final OptionSpec filesystems = Arguments.separated(
            "--fs", "NAME", new FilesystemConverter(), "Answer for these filesystems only: ext4, xfs, ext2, erofs.");

    private final OptionSpec kernel = Arguments.option(
            "--kernel",
            "RELEASE",
            new ReleaseConverter(),
            "Evaluate with the rules of that kernel: 6.1, rhel9.4, sles15sp5, a release as uname -r prints it, or next "
                    + "for the kernel that the host boots next.");

    private final OptionSpec all =
            Arguments.flag("--all", "Check every block device, not only the tops of DAX-relevant stacks.");

    private final OptionSpec file =
            Arguments.file("Write to this file instead of standard output. It is either complete or absent.");

    private final OptionSpec color =
            Arguments.choice("--color", "WHEN", ColorMode.auto, "When to use colors: ${COMPLETION-CANDIDATES}.");

    private final OptionSpec verbose =
            Arguments.flag("-v", "--verbose", "Also show supported stacks in full, and the evidence for each finding.");

    private final OptionSpec quiet =
            Arguments.flag("-q", "--quiet", "Print no text report; the exit status is the answer.");

    void addTo(CommandSpec command) {
        command.addOption(filesystems)
                .addOption(kernel)
                .addOption(all)
                .addOption(file)
                .addOption(color)
                .addOption(verbose)
                .addOption(quiet);
    }

    Set<Filesystem> filesystems() {
        List<Filesystem> named = Arguments.all(filesystems, Filesystem.class);
        return named.isEmpty() ? EnumSet.allOf(Filesystem.class) : EnumSet.copyOf(named);
    }

    /** The kernel to judge as. */
    OtherKernel kernel() {
        return Arguments.optional(kernel, OtherKernel.class).orElse(OtherKernel.NONE);
    }

    boolean all() {
        return Arguments.isGiven(all);
    }

    /** Where the report goes; empty for standard output. */
    Optional<Path> file() {
        return Arguments.optional(file, Path.class);
    }

    ColorMode color() {
        return Arguments.value(color, ColorMode.class);
    }

    boolean verbose() {
        return Arguments.isGiven(verbose);
    }

    boolean quiet() {
        return Arguments.isGiven(quiet);
    }

    /** Reads a kernel release, or next. */
    static final class ReleaseConverter implements ITypeConverter<OtherKernel> {
        @Override
        public OtherKernel convert(String release) {
            if (release.equals("next")) {
                return OtherKernel.NEXT;
            }
            KernelName name = new KernelName(release);
            return name.release()
                    .map(OtherKernel::of)
                    .orElseThrow(() -> new TypeConversionException(
                            name.help() + (name.help().endsWith(")") ? ", or next" : "")));
        }
    }

    /** Reads a filesystem's name as people write it. */
    static final class FilesystemConverter implements ITypeConverter<Filesystem> {
        @Override
        public Filesystem convert(String name) {
            return Filesystem.named(name.toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new TypeConversionException(
                            UsageError.none(name, List.of("ext4", "xfs", "ext2", "erofs"))));
        }
    }
}
