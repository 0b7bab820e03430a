package io.daxcheck.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Where an output may go. The arguments of daxcheck are block devices, so a report must never be written over one, and
 * whoever runs it as root must not hand it to another user through a link or a pipe that lies in wait.
 */
final class OutputPlace {
    private static final int TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int DIRECTORY = 0040000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;
    private static final int FILE = 0100000;
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int ROOT = 0;

    /** As the kernel follows at most. */
    private static final int MAX_LINKS = 40;

    private OutputPlace() {}

    /**
     * Requires that writing to a file destroys nothing and gives nothing away.
     *
     * @param inputs what is read, as the user named it; those that are no files are skipped
     * @throws IOException with the reason
     */
    static void require(Path file, List<String> inputs) throws IOException {
        Path place = requireOwnLinks(file);
        if (!Files.exists(file)) {
            return;
        }
        switch (mode(file) & TYPE) {
            case BLOCK_DEVICE -> throw new IOException("is a block device: writing to it would destroy its data");
            case DIRECTORY -> throw new IOException("is a directory");
            case FIFO -> {
                if (!isDescriptor(place)) {
                    requireOwn(place, "a FIFO");
                }
            }
            case SOCKET -> requireOwn(place, "a socket");
            case FILE -> requireNotPlanted(place);
            default -> {}
        }
        for (String input : inputs) {
            Path read = Path.of(input);
            if (Files.exists(read) && Files.isSameFile(file, read)) {
                throw new IOException("is the input");
            }
        }
    }

    /** A file that is replaced keeps its owner: where anybody may make one, it may wait for what another user writes. */
    private static void requireNotPlanted(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!isDescriptor(file) && directory != null && (mode(directory) & WRITABLE_BY_ALL) != 0) {
            requireOwn(file, "a file");
        }
    }

    /**
     * Requires a directory that does not exist yet, or is empty.
     *
     * @throws IOException with the reason
     */
    static void requireNewOrEmpty(Path directory) throws IOException {
        requireOwnLinks(directory);
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("is not a directory");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new IOException("is not empty: name a new directory");
            }
        }
    }

    /** Follows links, each of which must belong to this user or root; returns what the last one leads to. */
    private static Path requireOwnLinks(Path file) throws IOException {
        Path place = file;
        for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(place); i++) {
            requireOwn(place, "a link");
            place = place.resolveSibling(Files.readSymbolicLink(place));
            if (isDescriptor(place)) {
                break;
            }
        }
        return place;
    }

    /** Whether a path is a descriptor that the caller of daxcheck opened, {@code /dev/stdout} by its other name. */
    private static boolean isDescriptor(Path place) {
        Path directory = place.toAbsolutePath().normalize().getParent();
        return directory != null && directory.startsWith("/proc") && directory.endsWith("fd");
    }

    /**
     * Whether it is a pipe or a socket, which has a reader and is never full indefinitely.
     *
     * @throws IOException where that cannot be determined
     */
    static boolean isPipe(Path place) throws IOException {
        int type = mode(place) & TYPE;
        return type == FIFO || type == SOCKET;
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode");
    }

    private static void requireOwn(Path file, String what) throws IOException {
        int owner = (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (owner != user && owner != ROOT) {
            throw new IOException("is " + what + " of another user");
        }
    }

    /**
     * Gives a file the mode and the owner of the one that it replaces.
     *
     * @throws IOException where the owner cannot be kept
     */
    static void copyOwner(Path old, Path replacement) throws IOException {
        Map<String, Object> from = Files.readAttributes(old, "unix:mode,uid,gid");
        Map<String, Object> to = Files.readAttributes(replacement, "unix:uid,gid");
        try {
            if (!from.get("uid").equals(to.get("uid"))) {
                Files.setAttribute(replacement, "unix:uid", from.get("uid"));
            }
            if (!from.get("gid").equals(to.get("gid"))) {
                Files.setAttribute(replacement, "unix:gid", from.get("gid"));
            }
        } catch (FileSystemException e) {
            throw new IOException("belongs to another user: remove it, or name another file", e);
        }
        Files.setPosixFilePermissions(replacement, Files.getPosixFilePermissions(old));
    }

    /** Creates an empty file that only its owner can read, or one as the umask has it. */
    static void create(Path file, boolean isPrivate) throws IOException {
        if (isPrivate) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }
}
