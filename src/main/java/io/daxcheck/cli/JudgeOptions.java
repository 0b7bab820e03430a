package io.daxcheck.cli;

import io.daxcheck.diagnosis.Filesystem;
import io.daxcheck.kernel.KernelRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that judges stacks. */
final class JudgeOptions {
    @Option(
            names = "--fs",
            split = ",",
            paramLabel = "NAME",
            converter = FilesystemConverter.class,
            description = "Answer for these filesystems only: ext4, xfs, ext2, erofs.")
    private List<Filesystem> filesystems = new ArrayList<>();

    @Option(
            names = "--kernel",
            paramLabel = "RELEASE",
            converter = ReleaseConverter.class,
            description = "Judge as that kernel would (what-if): 4.18, 5.10.223, 6.12.74+deb13-amd64.")
    private KernelRelease kernel;

    @Option(names = "--all", description = "Every block device is a stack, DAX-relevant or not, top or not.")
    private boolean all;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "Write to this file, which is complete or absent, instead of standard output.")
    private Path file;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colours: ${COMPLETION-CANDIDATES}.")
    private ColorMode color;

    @Option(names = "-v", description = "Say also what is all right, and what everything rests on.")
    private boolean verbose;

    Set<Filesystem> filesystems() {
        return filesystems.isEmpty() ? EnumSet.allOf(Filesystem.class) : EnumSet.copyOf(filesystems);
    }

    /** The kernel to judge as; empty for the one that the host runs. */
    Optional<KernelRelease> kernel() {
        return Optional.ofNullable(kernel);
    }

    boolean all() {
        return all;
    }

    Path file() {
        return file;
    }

    ColorMode color() {
        return color;
    }

    boolean verbose() {
        return verbose;
    }

    /** Reads a kernel release. */
    static final class ReleaseConverter implements ITypeConverter<KernelRelease> {
        @Override
        public KernelRelease convert(String release) {
            return KernelRelease.parse(release)
                    .orElseThrow(() -> new TypeConversionException("'" + release + "' is no kernel release"));
        }
    }

    /** Reads a filesystem's name as people write it. */
    static final class FilesystemConverter implements ITypeConverter<Filesystem> {
        @Override
        public Filesystem convert(String name) {
            return Filesystem.named(name.toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of ext4, xfs, ext2, erofs"));
        }
    }
}
