package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This host as a tree. The kernel follows the links; it is trusted. What a capture holds besides the host's own files
 * is made here, under the same paths:
 *
 * <ul>
 *   <li>{@code commands/dmsetup-table}, {@code commands/dmsetup-info}: dmsetup is run; absent where the host has no dm
 *       device
 *   <li>{@code commands/dmesg}: dmesg is run
 *   <li>{@code commands/pagesize}: what the kernel passed to this process when it started it, {@code AT_PAGESZ}
 *   <li>{@code commands/uname-m}: only here, the machine word of {@code uname -m} as the Java runtime knows it, because
 *       no file shows it before Linux 6.1
 *   <li>{@code superblocks/KNAME}: the first bytes of {@code /dev/KNAME}, which is opened for reading once
 * </ul>
 *
 * Everything else under {@code commands}, and the lists that a capture keeps of itself, are absent.
 */
public final class LiveTree implements Tree {
    /** Output of dmesg. */
    public static final String KERNEL_LOG = "commands/dmesg";

    /** First bytes of a block device that any superblock which daxcheck knows lies in. */
    static final int SUPERBLOCK_BYTES = 8192;

    private static final List<String> PROGRAM_DIRECTORIES =
            List.of("usr/sbin", "sbin", "usr/bin", "bin", "usr/local/sbin");

    private static final String SYSFS = "sys/";
    private static final String COMMANDS = "commands/";
    private static final String SUPERBLOCKS = "superblocks/";
    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.READ);

    /** Type of the auxiliary vector's entry that holds the page size. */
    private static final long AT_PAGESZ = 6;

    private final Path root;
    private final Limits limits;

    /** Shows where links lead: the operating system would look at every part of every path again. */
    private final ConfinedTree places;

    private final CommandRunner runner;
    private final String javaArchitecture;
    private final int wordBytes;

    /** Left of the time that all commands have together. */
    private long commandNanos;

    /**
     * @param root where the host's files are: {@code /}, or a test's directory
     * @param javaArchitecture the system property {@code os.arch}
     * @param wordBytes size of a {@code long} of this process: 8, or 4 under a 32-bit Java runtime
     */
    LiveTree(Path root, Limits limits, CommandRunner runner, String javaArchitecture, int wordBytes) {
        this.root = root;
        this.limits = limits;
        this.places = DirectoryTree.of("live", root, limits);
        this.runner = runner;
        this.javaArchitecture = javaArchitecture;
        this.wordBytes = wordBytes;
        commandNanos = limits.commandTime().toNanos();
    }

    public static LiveTree ofThisHost(Limits limits) {
        boolean is32Bit = "32".equals(System.getProperty("sun.arch.data.model"));
        return new LiveTree(
                Path.of("/"), limits, new ProcessRunner(), System.getProperty("os.arch", ""), is32Bit ? 4 : 8);
    }

    @Override
    public String name() {
        return "live";
    }

    @Override
    public Fact<byte[]> read(String path) {
        if (path.startsWith(COMMANDS)) {
            return command(path);
        }
        if (path.startsWith(SUPERBLOCKS)) {
            return superblock(path);
        }
        if (isOfCapturesOnly(path)) {
            return new Fact.Absent<>(path);
        }
        int slash = path.lastIndexOf('/');
        String directory = path.substring(path.lastIndexOf('/', slash - 1) + 1, Math.max(0, slash));
        Limits.OfFile limit = limits.forFile(directory, path.substring(slash + 1));
        try {
            return path.startsWith(SYSFS)
                    ? FileBytes.readAttribute(root.resolve(path), path, limit, OPEN)
                    : FileBytes.read(root.resolve(path), path, limit, OPEN);
        } catch (InvalidPathException e) {
            return new Fact.Unreadable<>(path, "not a path that this system can open");
        }
    }

    @Override
    public Fact<List<String>> list(String path) {
        if (isOfCapturesOnly(path)) {
            return new Fact.Absent<>(path);
        }
        return DirectoryTree.names(root.resolve(path), path, limits);
    }

    @Override
    public Fact<String> resolve(String path) {
        if (isOfCapturesOnly(path)) {
            return new Fact.Absent<>(path);
        }
        return places.resolve(path);
    }

    private static boolean isOfCapturesOnly(String path) {
        return path.equals("capture")
                || path.equals("skipped")
                || path.equals("commands")
                || path.equals("superblocks")
                || path.startsWith(COMMANDS)
                || path.startsWith(SUPERBLOCKS);
    }

    private Fact<byte[]> command(String path) {
        return switch (path) {
            case "commands/dmsetup-table" -> dmsetup(CapturedOutput.DMSETUP_TABLE);
            case "commands/dmsetup-info" -> dmsetup(CapturedOutput.DMSETUP_INFO);
            case KERNEL_LOG -> run(CapturedOutput.DMESG);
            case "commands/pagesize" -> pageSize(path);
            case "commands/uname-m" -> machine(path);
            default -> new Fact.Absent<>(path);
        };
    }

    private Fact<byte[]> dmsetup(CapturedOutput command) {
        return hasDmDevice() ? run(command) : new Fact.Absent<>(command.path());
    }

    /** Output of a command, whether or not a verdict needs it. */
    public Fact<byte[]> output(CapturedOutput command) {
        return command.isOfDeviceMapper() ? dmsetup(command) : run(command);
    }

    private Fact<byte[]> run(CapturedOutput command) {
        String path = command.path();
        Optional<Path> program = program(command.program());
        if (program.isEmpty()) {
            return new Fact.Unreadable<>(path, command.program() + " is not installed");
        }
        if (commandNanos <= 0) {
            return new Fact.Unreadable<>(path, "not run: an earlier command took " + allTime());
        }
        long start = System.nanoTime();
        CommandRunner.Outcome outcome =
                runner.run(program.get(), command.arguments(), Duration.ofNanos(commandNanos), limits.largeFileBytes());
        commandNanos -= System.nanoTime() - start;
        if (outcome instanceof CommandRunner.Outcome.Ended ended) {
            if (ended.status() == 0) {
                return new Fact.Known<>(ended.output(), path);
            }
            String reason = ended.firstErrorLine();
            return new Fact.Unreadable<>(
                    path, reason.isEmpty() ? command.program() + ": exit status " + ended.status() : reason);
        }
        if (outcome instanceof CommandRunner.Outcome.Failed failed) {
            return new Fact.Unreadable<>(path, command.program() + ": " + failed.reason());
        }
        commandNanos = 0;
        return new Fact.Unreadable<>(path, "no answer within " + allTime());
    }

    private String allTime() {
        return limits.commandTime().toSeconds() + " s (--timeout)";
    }

    /** Asked first, because dmsetup loads the dm module where the kernel has none. */
    private boolean hasDmDevice() {
        if (list("sys/block") instanceof Fact.Known<List<String>> disks) {
            for (String disk : disks.content()) {
                if (disk.startsWith("dm-")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Never by PATH: this may run as root. */
    private Optional<Path> program(String name) {
        for (String directory : PROGRAM_DIRECTORIES) {
            Path candidate = root.resolve(directory).resolve(name);
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Fact<byte[]> pageSize(String path) {
        Fact<byte[]> vector =
                FileBytes.read(root.resolve("proc/self/auxv"), path, limits.forFile("self", "auxv"), OPEN);
        if (!(vector instanceof Fact.Known<byte[]> known)) {
            return vector;
        }
        ByteBuffer entries = ByteBuffer.wrap(known.content()).order(ByteOrder.nativeOrder());
        while (entries.remaining() >= 2 * wordBytes) {
            long type = word(entries);
            long value = word(entries);
            if (type == AT_PAGESZ) {
                return new Fact.Known<>(Long.toString(value).getBytes(StandardCharsets.US_ASCII), path);
            }
        }
        return new Fact.Unreadable<>(path, "proc/self/auxv has no AT_PAGESZ");
    }

    private long word(ByteBuffer entries) {
        return wordBytes == 8 ? entries.getLong() : Integer.toUnsignedLong(entries.getInt());
    }

    private Fact<byte[]> machine(String path) {
        String word = switch (javaArchitecture) {
            case "amd64" -> "x86_64";
            case "i386", "x86" -> "i686";
            default -> javaArchitecture;
        };
        return new Fact.Known<>(word.getBytes(StandardCharsets.US_ASCII), path);
    }

    private Fact<byte[]> superblock(String path) {
        // The kernel writes the slash in cciss/c0d0 as an exclamation mark where it needs a file name.
        String device = path.substring(SUPERBLOCKS.length()).replace('!', '/');
        if (device.startsWith("/") || device.contains("//") || hasDotPart(device)) {
            return new Fact.Unreadable<>(path, "not the name of a device");
        }
        try {
            if (isSuspended(path.substring(SUPERBLOCKS.length()))) {
                return new Fact.Unreadable<>(path, "suspended");
            }
            Path file = root.resolve("dev").resolve(device);
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Fact.Unreadable<>(path, "not the name of a device");
            }
            return FileBytes.readStart(file, path, SUPERBLOCK_BYTES, OPEN);
        } catch (InvalidPathException e) {
            return new Fact.Unreadable<>(path, "not the name of a device");
        }
    }

    /** A read from a suspended dm device waits until it is resumed, which may be never. */
    private boolean isSuspended(String device) {
        return read("sys/class/block/" + device + "/dm/suspended")
                .map(Utf8::decode)
                .is("1\n");
    }

    private static boolean hasDotPart(String device) {
        String framed = '/' + device + '/';
        return framed.contains("/../") || framed.contains("/./");
    }
}
