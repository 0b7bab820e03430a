package io.daxcheck.source;

import io.daxcheck.source.tree.BundleFiles;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The captures among some paths, in their order: a file or a directory that is a capture is one; any other directory is
 * walked by name, where files that are named like archives count. Directories are read one at a time, so that a walk
 * over a million captures holds none of them. A link to a directory elsewhere is followed once.
 */
public final class CaptureFiles implements Iterable<String> {
    private static final List<String> ARCHIVE_ENDINGS =
            List.of(".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz");

    private static final List<String> OTHER_ENDINGS = List.of(".zip", ".zst", ".tzst", ".7z", ".rar");

    /** A directory that holds one of these is a capture, a sosreport or a supportconfig. */
    private static final List<String> MARKS_OF_A_CAPTURE =
            List.of("capture", "sys", BundleFiles.SOS_COMMANDS, BundleFiles.BASIC_ENVIRONMENT);

    private final List<String> paths;
    private final InputStream list;

    /** @param paths as the user named them; {@code -} means more of them on standard input */
    public CaptureFiles(List<String> paths) {
        this(paths, new FileInputStream(FileDescriptor.in));
    }

    /**
     * @param list what {@code -} means: paths, one a line or each ended by a NUL; read as the walk needs them
     */
    CaptureFiles(List<String> paths, InputStream list) {
        this.paths = List.copyOf(paths);
        this.list = list;
    }

    /** Whether a path that exists is a capture, or a directory that holds one directly: by its name, or what it holds. */
    public static boolean looksLikeCaptures(Path path) {
        if (!Files.isDirectory(path)) {
            return path.getFileName() != null
                    && isNamedLikeArchive(path.getFileName().toString());
        }
        return isUnpacked(path) || containsCaptures(path);
    }

    private static boolean isUnpacked(Path directory) {
        return Files.isRegularFile(directory.resolve("capture"))
                || Files.isDirectory(directory.resolve(BundleFiles.SOS_COMMANDS));
    }

    /** Whether a directory is no capture itself and has files that are named as captures are. */
    public static boolean containsCaptures(Path path) {
        if (!Files.isDirectory(path) || isUnpacked(path)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (isNamedLikeArchive(entry.getFileName().toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a path is a file that is named like an archive which is not read. */
    public static boolean isOtherArchive(Path path) {
        return path.getFileName() != null
                && endsWithOneOf(path.getFileName().toString(), OTHER_ENDINGS)
                && Files.isRegularFile(path);
    }

    private static boolean isNamedLikeArchive(String name) {
        return endsWithOneOf(name, ARCHIVE_ENDINGS);
    }

    private static boolean endsWithOneOf(String name, List<String> endings) {
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Iterator<String> iterator() {
        return new Walk(paths, new PathList(list));
    }

    private static final class Walk implements Iterator<String> {
        /** What is still to be looked at; the next one last. */
        private final Deque<String> pending = new ArrayDeque<>();

        /** How many of the paths that the user gave are still pending, at the end of {@link #pending}. */
        private int namedLeft;

        /** What the user named, of which a link may lead to a part. Of the listed paths only directories are kept. */
        private final List<String> paths;

        private final PathList list;
        private boolean listing;

        /** Real paths of the links to directories that were followed. */
        private final Set<Path> followed = new HashSet<>();

        private Optional<String> next = Optional.empty();

        private Walk(List<String> paths, PathList list) {
            this.paths = new ArrayList<>(paths);
            this.paths.remove(Inputs.STANDARD_INPUT);
            this.list = list;
            for (int i = paths.size() - 1; i >= 0; i--) {
                pending.push(paths.get(i));
            }
            namedLeft = paths.size();
            advance();
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public String next() {
            String found = next.orElseThrow(NoSuchElementException::new);
            advance();
            return found;
        }

        private void advance() {
            next = Optional.empty();
            while (next.isEmpty() && (listing || !pending.isEmpty())) {
                boolean isListed = listing && pending.size() == namedLeft;
                Optional<String> path = isListed ? listed() : Optional.of(pending.pop());
                boolean named = isListed || pending.size() < namedLeft;
                if (named && !isListed) {
                    namedLeft--;
                }
                if (path.isEmpty()) {
                    listing = false;
                } else if (named && !isListed && path.get().equals(Inputs.STANDARD_INPUT)) {
                    listing = true;
                } else if (!isDirectoryOfCaptures(path.get()) || !pushChildren(path.get(), named)) {
                    next = path;
                }
            }
        }

        /** The next path of the list; empty at its end. */
        private Optional<String> listed() {
            try {
                Optional<String> path = list.next();
                path.filter(Walk::isDirectoryOfCaptures).ifPresent(paths::add);
                return path;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** A path that cannot be opened is taken for a capture: reading it will say what is the matter. */
        private static boolean isDirectoryOfCaptures(String path) {
            try {
                Path directory = Path.of(path);
                if (!Files.isDirectory(directory)) {
                    return false;
                }
                for (String mark : MARKS_OF_A_CAPTURE) {
                    if (Files.exists(directory.resolve(mark), LinkOption.NOFOLLOW_LINKS)) {
                        return false;
                    }
                }
                return true;
            } catch (InvalidPathException e) {
                return false;
            }
        }

        /**
         * Puts the entries of a directory before everything else.
         *
         * @param named whether the user gave it
         * @return false where it cannot be listed, or the user gave it and it holds nothing to look at
         */
        private boolean pushChildren(String path, boolean named) {
            List<String> children = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(path))) {
                for (Path entry : entries) {
                    boolean directory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                            || (Files.isDirectory(entry) && isToBeFollowed(entry));
                    boolean archive = isNamedLikeArchive(entry.getFileName().toString()) && !Files.isDirectory(entry);
                    if (directory || archive) {
                        children.add(entry.toString());
                    }
                }
            } catch (IOException e) {
                return false;
            }
            if (named && children.isEmpty()) {
                return false;
            }
            Collections.sort(children, Collections.reverseOrder());
            for (String child : children) {
                pending.push(child);
            }
            return true;
        }

        /**
         * Whether a link to a directory leads to captures that nothing else accounts for: not where its directory
         * lies below or above one that is walked anyway, and not twice, so that the walk of a circle of links ends.
         */
        private boolean isToBeFollowed(Path link) throws IOException {
            Path real = link.toRealPath();
            for (String path : paths) {
                if (Files.exists(Path.of(path))) {
                    Path walked = Path.of(path).toRealPath();
                    if (real.startsWith(walked) || walked.startsWith(real)) {
                        return false;
                    }
                }
            }
            return followed.add(real);
        }
    }
}
