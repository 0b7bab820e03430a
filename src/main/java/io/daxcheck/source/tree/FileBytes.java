package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** Reads files of the operating system, and says in a few words why one cannot be read. */
public final class FileBytes {
    /** A sysfs attribute has at most one page, which is this or more; its size is always given as 4096. */
    private static final int FIRST_READ = 4096;

    private FileBytes() {}

    /**
     * The content of a file.
     *
     * @param source what the fact names as its source
     * @param limit most bytes that it may have; unreadable where it has more
     */
    static Fact<byte[]> read(Path file, String source, Limits.OfFile limit, Set<? extends OpenOption> options) {
        return read(file, source, 0, limit, options);
    }

    /**
     * The content of a file.
     *
     * @param size what the file says, which for a file of the kernel's is not true; 0 where that is not known
     */
    static Fact<byte[]> read(
            Path file, String source, int size, Limits.OfFile limit, Set<? extends OpenOption> options) {
        return read(file, source, size, false, limit, options);
    }

    /** An attribute of sysfs, which the kernel hands over in one piece: what leaves room in the buffer is all of it. */
    static Fact<byte[]> readAttribute(
            Path file, String source, Limits.OfFile limit, Set<? extends OpenOption> options) {
        return read(file, source, 0, true, limit, options);
    }

    private static Fact<byte[]> read(
            Path file,
            String source,
            int size,
            boolean inOnePiece,
            Limits.OfFile limit,
            Set<? extends OpenOption> options) {
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            byte[] content = readUpTo(channel, size, inOnePiece, limit.bytes() + 1L);
            if (content.length > limit.bytes()) {
                return new Fact.Unreadable<>(source, limit.exceeded());
            }
            return new Fact.Known<>(content, source);
        } catch (IOException e) {
            return failed(e, source);
        }
    }

    /** The first bytes of a file that may be much larger. */
    static Fact<byte[]> readStart(Path file, String source, int length, Set<? extends OpenOption> options) {
        try (SeekableByteChannel channel = Files.newByteChannel(file, options)) {
            return new Fact.Known<>(readUpTo(channel, 0, false, length), source);
        } catch (IOException e) {
            return failed(e, source);
        }
    }

    private static byte[] readUpTo(SeekableByteChannel channel, int size, boolean inOnePiece, long most)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(most, size > 0 ? size + 1L : FIRST_READ));
        int read = channel.read(buffer);
        // As much as it says that it has: then there is no need to ask whether more follows.
        while (read >= 0 && buffer.position() != size && !(inOnePiece && buffer.hasRemaining())) {
            if (!buffer.hasRemaining()) {
                if (buffer.capacity() >= most) {
                    break;
                }
                int larger = (int) Math.min(most, buffer.capacity() * 4L);
                buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), larger)).position(buffer.position());
            }
            read = channel.read(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Why something could not be read: absent where nothing is there. */
    static <T> Fact<T> failed(IOException e, String source) {
        return isMissing(e) ? new Fact.Absent<>(source) : new Fact.Unreadable<>(source, reason(e));
    }

    /** Whether the path, or a directory on the way to it, does not exist. */
    public static boolean isMissing(IOException e) {
        return e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || (e instanceof FileSystemException failure && "Not a directory".equals(failure.getReason()));
    }

    /** Why a file could not be read, in a few words on one line. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return ConfinedTree.LOOP;
        }
        // The path, which the message of a FileSystemException starts with, is the fact's source already.
        String text = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        if (text == null || text.isEmpty()) {
            return e.getClass().getSimpleName();
        }
        return switch (text) {
            case "Input/output error" -> "I/O error";
            case "Permission denied" -> "permission denied";
            case "Operation not permitted" -> "operation not permitted";
            case "Is a directory" -> ConfinedTree.NOT_A_FILE;
            default -> OneLine.of(text);
        };
    }
}
