package io.daxcheck.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A directory of files that is complete or absent: it is written next to its place and renamed at the end. */
final class OutputDirectory implements AutoCloseable {
    private final Path place;
    private final Path temporary;
    private final Thread atExit;
    private boolean complete;

    private OutputDirectory(Path place, Path temporary) {
        this.place = place;
        this.temporary = temporary;
        atExit = new Thread(this::removeTemporary, "remove the incomplete directory");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Whether a name is that of a directory of pages: it is one, or it is new and does not end as the name of a page. */
    static boolean isNamedBy(Path path) {
        String name = String.valueOf(path.getFileName());
        return Files.isDirectory(path) || !(Files.exists(path) || name.endsWith(".html") || name.endsWith(".htm"));
    }

    /**
     * Starts a directory.
     *
     * @param directory does not exist yet, or is empty
     * @throws IOException where it is neither, or no directory can be made next to it
     */
    static OutputDirectory create(Path directory) throws IOException {
        OutputPlace.requireNewOrEmpty(directory);
        Path place = Files.exists(directory)
                ? directory.toRealPath()
                : directory.toAbsolutePath().normalize();
        Path temporary = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.createDirectory(temporary);
        } catch (FileSystemException e) {
            throw new IOException("no directory can be made in " + place.getParent() + ": " + Output.reason(e), e);
        }
        return new OutputDirectory(place, temporary);
    }

    /**
     * Writes one file.
     *
     * @param name relative to the directory; its parent is made where it is missing
     * @param content gives its pieces, which are ASCII, to the consumer
     */
    void write(String name, Consumer<Consumer<String>> content) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        try (PrintStream stream = new PrintStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), false, StandardCharsets.US_ASCII)) {
            content.accept(stream::print);
            if (stream.checkError()) {
                throw new IOException(Output.INCOMPLETE);
            }
        }
    }

    /** Everything has been written. */
    void complete() {
        complete = true;
    }

    /** @throws IOException where the directory cannot be put in its place */
    @Override
    public void close() throws IOException {
        try {
            if (complete) {
                if (Files.exists(place)) {
                    OutputPlace.copyOwner(place, temporary);
                }
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (FileSystemException e) {
            throw new IOException("cannot be put in place: " + Output.reason(e), e);
        } finally {
            removeTemporary();
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException exiting) {
                // The hook runs now, and finds nothing to remove.
                complete = true;
            }
        }
    }

    private void removeTemporary() {
        try {
            remove(temporary);
        } catch (IOException e) {
            // Its name shows what it is, and nobody is left to read a message.
            return;
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    remove(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
