package io.daxcheck.source;

import io.daxcheck.host.Fact;
import io.daxcheck.source.bundle.Answers;
import io.daxcheck.source.bundle.Sosreport;
import io.daxcheck.source.bundle.Supportconfig;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.DirectoryTree;
import io.daxcheck.source.tree.FileBytes;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.LiveTree;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Utf8;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/** Opens what a user names as the place to read a host from. */
public final class Inputs {
    /** First line of the file {@code capture}. */
    public static final String FORMAT = "daxcheck-capture 1";

    /** Names an archive that is read from standard input. */
    public static final String STANDARD_INPUT = "-";

    private Inputs() {}

    /**
     * This host.
     *
     * @throws InputException where it shows no block devices at all, because /sys is not mounted
     */
    public static Tree live(Limits limits) throws InputException {
        Tree tree = LiveTree.ofThisHost(limits);
        requireBlockDevices(tree, "is /sys mounted?");
        return tree;
    }

    /**
     * A capture, a sosreport or a supportconfig: a directory, or a tar, tar.gz, tar.xz or tar.bz2 file; {@code -} is such an
     * archive on standard input.
     *
     * @throws InputException where it cannot be read as a whole, or is no capture
     */
    public static Tree open(String path, Limits limits) throws InputException {
        return open(path, Answers.NONE, limits);
    }

    /**
     * The same, with what the owner of the host sent back when asked.
     *
     * @throws InputException also where the answers are those of another kernel than the capture
     */
    public static Tree open(String path, Answers answers, Limits limits) throws InputException {
        if (path.equals(STANDARD_INPUT)) {
            // Left open: it is the process's own, and a second "-" then finds its end.
            return capture(ArchiveTree.read("standard input", new FileInputStream(FileDescriptor.in), limits), answers);
        }
        try {
            Path file = Path.of(path);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return directory(path, file, answers, limits);
            }
            if (!attributes.isRegularFile()) {
                // Opening a FIFO waits for a writer, perhaps without end.
                throw failure(path, "neither a directory nor a regular file");
            }
            try (InputStream stream = Files.newInputStream(file)) {
                return capture(ArchiveTree.read(path, stream, limits), answers);
            }
        } catch (InvalidPathException e) {
            throw failure(path, "not a path that this system can open");
        } catch (IOException e) {
            throw failure(path, FileBytes.isMissing(e) ? "no such file or directory" : FileBytes.reason(e));
        }
    }

    private static Tree directory(String path, Path directory, Answers answers, Limits limits)
            throws IOException, InputException {
        try {
            return capture(DirectoryTree.of(path, directory, limits), answers);
        } catch (InputException e) {
            if (CaptureFiles.containsCaptures(directory)) {
                throw failure(
                        path,
                        "a directory that contains captures, and no capture itself; for all of them: daxcheck audit "
                                + OneLine.of(ShellWord.argument(path)));
            }
            throw e;
        }
    }

    /**
     * The capture in a tree: at its root, or in a directory under it.
     *
     * @throws InputException where there is none, or its format is not one that this version reads
     */
    public static Tree capture(ConfinedTree tree) throws InputException {
        return capture(tree, Answers.NONE);
    }

    /**
     * The capture in a tree, with what the owner of the host sent back when asked.
     *
     * @throws InputException also where the answers are those of another kernel than the capture
     */
    public static Tree capture(ConfinedTree tree, Answers answers) throws InputException {
        ConfinedTree files = holdsCapture(tree, "") ? tree : onlyCaptureUnder(tree);
        requireKnownFormat(files);
        if (!answers.isEmpty()) {
            answers.requireKernelOf(collected(files, Answers.NONE));
        }
        Tree capture = answers.over(collected(files, answers));
        requireBlockDevices(capture, "not a capture, or not a whole one");
        return capture;
    }

    private static boolean holdsCapture(Tree tree, String prefix) {
        return tree.resolve(prefix + "capture").isKnown()
                || tree.resolve(prefix + "sys").isKnown()
                || tree.resolve(prefix + "proc").isKnown()
                || Sosreport.isIn(tree, prefix)
                || Supportconfig.isIn(tree, prefix);
    }

    /** The host's files as a capture has them, for every tool that may have collected them. */
    private static Tree collected(ConfinedTree files, Answers answers) throws InputException {
        if (files.resolve("capture") instanceof Fact.Absent) {
            if (Sosreport.isIn(files, "")) {
                return Sosreport.of(files, answers);
            }
            if (Supportconfig.isIn(files, "")) {
                return Supportconfig.of(files, answers);
            }
        }
        return withSkipped(files);
    }

    /** The one sub-directory that holds a capture; the tree itself where none does. */
    private static ConfinedTree onlyCaptureUnder(ConfinedTree tree) throws InputException {
        ConfinedTree only = tree;
        int captures = 0;
        for (String child : tree.list("").value().orElse(List.of())) {
            if (holdsCapture(tree, child + "/")) {
                Optional<ConfinedTree> below = tree.subtree(child, tree.name());
                if (below.isPresent()) {
                    only = below.get();
                    captures++;
                }
            }
        }
        if (captures > 1) {
            throw failure(tree.name(), captures + " captures in it, not one");
        }
        return only;
    }

    private static void requireKnownFormat(Tree files) throws InputException {
        Fact<byte[]> capture = files.read("capture");
        if (capture instanceof Fact.Unreadable<byte[]> unreadable) {
            throw failure(files.name(), "capture: " + unreadable.reason());
        }
        if (capture instanceof Fact.Known<byte[]> known) {
            Lines lines = new Lines(Utf8.decode(known.content()));
            String first = lines.next() ? lines.line().stripTrailing() : "";
            if (!first.equals(FORMAT)) {
                throw failure(
                        files.name(),
                        "capture: format " + OneLine.quoted(first) + " is not one that this version reads");
            }
        }
    }

    private static Tree withSkipped(Tree files) throws InputException {
        Fact<byte[]> skipped = files.read("skipped");
        if (skipped instanceof Fact.Unreadable<byte[]> unreadable) {
            // Without the list, what could not be read looks like what does not exist.
            throw failure(files.name(), "skipped: " + unreadable.reason());
        }
        return skipped instanceof Fact.Known<byte[]> known ? CaptureTree.of(files, known.content()) : files;
    }

    /**
     * Requires a tree to show block devices, so that a wrong directory is not judged as an empty host.
     *
     * @throws InputException where the tree shows no block devices at all
     */
    public static void requireBlockDevices(Tree tree, String otherwise) throws InputException {
        Fact<List<String>> disks = tree.list("sys/block");
        if (disks.isKnown() || tree.list("sys/class/block").isKnown()) {
            return;
        }
        if (disks instanceof Fact.Unreadable<List<String>> unreadable) {
            throw failure(tree.name(), "sys/block: " + unreadable.reason());
        }
        throw failure(tree.name(), "no sys/block in it: " + otherwise);
    }

    private static InputException failure(String name, String what) {
        return new InputException(OneLine.of(name) + ": " + what);
    }
}
