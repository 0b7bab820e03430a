package io.daxcheck.cli;

import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Where a report goes: standard output, or a file that is complete or absent. */
public final class Output implements AutoCloseable {
    /** How long a pipe may be full after a signal. */
    private static final long READER_MILLIS = 2_000;

    private static final String TEMPORARY = ".tmp";

    /** The reason where a disk is full or a reader has gone. */
    static final String INCOMPLETE = "not everything could be written";

    private final PrintStream stream;
    /** Empty for standard output. */
    private final Optional<Path> file;

    /** What becomes the file when it is complete; empty where the output is written to as it is. */
    private final Optional<Temporary> temporary;

    /** Held while something is printed. */
    private final ReentrantLock printing = new ReentrantLock();

    private boolean complete;

    private Output(PrintStream stream, Optional<Path> file, Optional<Temporary> temporary) {
        this.stream = stream;
        this.file = file;
        this.temporary = temporary;
    }

    /** A file that is removed where the process is ended by a signal. */
    private static final class Temporary {
        private final Path path;
        private final Thread atExit;

        private Temporary(Path path) {
            this.path = path;
            atExit = new Thread(this::removeAtExit, "remove the incomplete file");
            Runtime.getRuntime().addShutdownHook(atExit);
        }

        private void removeAtExit() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // No reader is left for a message, and its name shows what it is.
                return;
            }
        }

        private void remove() throws IOException {
            Files.deleteIfExists(path);
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException exiting) {
                // Then the hook runs now, and finds nothing to remove.
                return;
            }
        }
    }

    /** Who may read a new file. */
    enum Readers {
        /** Whoever the umask allows. */
        UMASK,
        /** Its owner alone: a capture holds what only root could read. */
        OWNER
    }

    /**
     * Opens a file, or standard output.
     *
     * @param named empty for standard output
     * @param inputs what the command reads, as the user named it; the output is none of them
     * @param readers of a file that does not exist yet; one that is replaced keeps its mode and owner
     * @throws IOException where the file must not be written to, or no file can be made in its directory
     */
    static Output open(Optional<Path> named, Environment environment, List<String> inputs, Readers readers)
            throws IOException {
        if (named.isEmpty()) {
            return new Output(environment.out(), Optional.empty(), Optional.empty());
        }
        Path file = named.get();
        OutputPlace.require(file, inputs);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A character device or a pipe is written to in place: renaming a file over it would replace it.
            return new Output(
                    new PrintStream(
                            Files.newOutputStream(file, StandardOpenOption.WRITE), false, StandardCharsets.UTF_8),
                    named,
                    Optional.empty());
        }
        // A link stays, and the file that it leads to is replaced.
        Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path directory = place.getParent();
        String prefix = "." + place.getFileName() + ".";
        Path temporary = directory.resolve(prefix + ProcessHandle.current().pid() + TEMPORARY);
        try {
            OutputPlace.create(temporary, readers == Readers.OWNER || Files.exists(place));
            removeStale(directory, prefix);
            PrintStream stream = new PrintStream(
                    Files.newOutputStream(temporary, StandardOpenOption.WRITE), false, StandardCharsets.UTF_8);
            return new Output(stream, Optional.of(place), Optional.of(new Temporary(temporary)));
        } catch (FileSystemException e) {
            throw new IOException("no file can be made in " + directory + ": " + reason(e), e);
        }
    }

    /** Removes what a process that was killed left of an earlier output of this name. */
    private static void removeStale(Path directory, String prefix) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> {
            String name = file.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(TEMPORARY);
        })) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String process =
                        name.substring(prefix.length(), Math.max(prefix.length(), name.length() - TEMPORARY.length()));
                long pid = Decimal.parse(process);
                if (pid != Decimal.NONE
                        && ProcessHandle.of(pid).isEmpty()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (AccessDeniedException unreadable) {
            // A directory that cannot be listed may still be written to; what lies there is left.
            return;
        }
    }

    /** Returns why a file could not be used; Java's own messages only name the file. */
    static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    /** How a message calls the place. */
    static String name(Optional<Path> file) {
        return file.map(path -> OneLine.of(path.toString())).orElse("standard output");
    }

    void print(String text) {
        printing.lock();
        try {
            stream.print(text);
        } finally {
            printing.unlock();
        }
    }

    /** Prints what is for programs: in UTF-8, regardless of the locale, which cron and systemd do not set. */
    void printData(String text) {
        printing.lock();
        try {
            stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        } finally {
            printing.unlock();
        }
    }

    /** From here on, a signal that ends the process waits until what is being printed has been, and lets no more begin. */
    void endOnWholeLines() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endPrinting, "end on a whole line"));
    }

    private void endPrinting() {
        try {
            if (!printing.tryLock(READER_MILLIS, TimeUnit.MILLISECONDS)) {
                // Nobody reads what is printed; the process ends all the same.
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether something could not be written: the disk is full, or who read has gone. */
    boolean isBroken() {
        return stream.checkError();
    }

    /** For what is not text. {@link #close} reports what cannot be written. */
    OutputStream bytes() {
        return stream;
    }

    /** Everything has been printed. */
    void complete() {
        complete = true;
    }

    /** @throws IOException where not everything could be written */
    @Override
    public void close() throws IOException {
        if (file.isEmpty()) {
            return;
        }
        boolean failed = stream.checkError();
        stream.close();
        failed |= stream.checkError();
        if (temporary.isEmpty()) {
            if (failed) {
                throw new IOException(INCOMPLETE);
            }
            return;
        }
        try {
            if (complete && !failed) {
                Path place = file.get();
                Path written = temporary.get().path;
                if (Files.exists(place)) {
                    OutputPlace.copyOwner(place, written);
                }
                Files.move(written, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (FileSystemException e) {
            throw new IOException("cannot be replaced: " + reason(e), e);
        } finally {
            temporary.get().remove();
        }
        if (failed) {
            throw new IOException(INCOMPLETE);
        }
    }
}
