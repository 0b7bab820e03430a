package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory of this host as a tree that is not trusted: the operating system never follows a link that is in it, and
 * nothing but regular files is opened, so that a FIFO cannot block and a device cannot be touched. Java opens files by their
 * whole paths: who puts a link in a directory's place in the moment between look and open can lead out, as with tar.
 */
public final class DirectoryTree {
    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private DirectoryTree() {}

    /**
     * Returns a directory as a tree.
     *
     * @param name what messages call it
     * @param directory its root, which may itself be named through links
     */
    public static ConfinedTree of(String name, Path directory, Limits limits) {
        return new ConfinedTree(name, new OnDisk(directory, limits), limits);
    }

    /** The sorted names in a directory of the operating system; unreadable where it has too many. */
    static Fact<List<String>> names(Path directory, String source, Limits limits) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (names.size() == limits.entries()) {
                    return new Fact.Unreadable<>(
                            source, "more than " + limits.entries() + " names (" + Limit.ENTRIES.hint() + ")");
                }
                names.add(entry.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            return FileBytes.failed(e.getCause(), source);
        } catch (IOException e) {
            return FileBytes.failed(e, source);
        }
        Collections.sort(names);
        return new Fact.Known<>(List.copyOf(names), source);
    }

    private static final class OnDisk implements ConfinedTree.Directory {
        /** More than any directory has that paths lead through again and again. */
        private static final int MAX_MET = 64;

        private final Path path;
        private final Limits limits;

        /** The first directories and links that were met: nearly every path leads through the same few. */
        private final Map<String, ConfinedTree.Node> met = new HashMap<>();

        private OnDisk(Path path, Limits limits) {
            this.path = path;
            this.limits = limits;
        }

        @Override
        public Optional<ConfinedTree.Node> child(String childName) {
            ConfinedTree.Node known = met.get(childName);
            if (known != null) {
                return Optional.of(known);
            }
            try {
                ConfinedTree.Node node = look(childName);
                boolean leadsOn = node instanceof ConfinedTree.Directory || node instanceof ConfinedTree.Link;
                if (leadsOn && met.size() < MAX_MET) {
                    met.put(childName, node);
                }
                return Optional.of(node);
            } catch (IOException e) {
                return FileBytes.isMissing(e)
                        ? Optional.empty()
                        : Optional.of(new ConfinedTree.Unusable(FileBytes.reason(e)));
            }
        }

        private ConfinedTree.Node look(String childName) throws IOException {
            try {
                Path child = path.resolve(childName);
                BasicFileAttributes attributes =
                        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    return new OnDisk(child, limits);
                }
                if (attributes.isSymbolicLink()) {
                    return new ConfinedTree.Link(Files.readSymbolicLink(child).toString());
                }
                if (!attributes.isRegularFile()) {
                    return new ConfinedTree.Unusable(ConfinedTree.NOT_A_FILE);
                }
                Limits.OfFile limit = limits.forFile(String.valueOf(path.getFileName()), childName);
                return attributes.size() > limit.bytes()
                        ? new ConfinedTree.Unusable(limit.exceeded())
                        : new FileOnDisk(child, (int) attributes.size(), limit);
            } catch (InvalidPathException e) {
                // A NUL in the target of a link, or a character that the locale's encoding does not have.
                return new ConfinedTree.Unusable("not a name that this system can open");
            }
        }

        @Override
        public Fact<List<String>> names(String source) {
            return DirectoryTree.names(path, source, limits);
        }
    }

    private record FileOnDisk(Path path, int size, Limits.OfFile limit) implements ConfinedTree.File {
        @Override
        public Fact<byte[]> read(String source) {
            return FileBytes.read(path, source, size, limit, OPEN);
        }
    }
}
