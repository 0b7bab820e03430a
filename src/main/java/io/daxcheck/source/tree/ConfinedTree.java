package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.PathText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tree that came from somewhere else: a directory or an archive. It follows symbolic links itself, part by part, so
 * that no link leads out of it: an absolute one starts at the tree's own root, and one that climbs above the root is
 * unreadable.
 */
public final class ConfinedTree implements Tree {
    /** As many links as Linux follows in one path. */
    static final int MAX_LINKS = 40;

    /** Longest path that following links may lead to, in characters: Linux has PATH_MAX = 4096. */
    static final int MAX_PATH = 4096;

    /**
     * Parts that one path may be made of when its links are followed: a path of sysfs has some twenty, and each of 40
     * links to a path of 2,000 dots would cost more time than a host of 100,000 devices is worth.
     */
    static final int MAX_PARTS = 1_000;

    static final String LOOP = "too many links: a loop";
    static final String NOT_A_FILE = "not a regular file";
    private static final String OUT = "link leads out of the capture";

    /** What is read of one device lies in a few directories; this many are found without walking there again. */
    private static final int DIRECTORIES = 16;

    private final String name;
    private final Directory root;
    private final Limits limits;

    /** Where the paths of some directories lead; each stands at the place that its hash gives it. */
    private final String[] directoryPaths = new String[DIRECTORIES];

    private final Place[] directories = new Place[DIRECTORIES];

    /** What reading has cost so far: links lead to one file, or to one directory, any number of times. */
    private long bytesRead;

    private long namesListed;

    public ConfinedTree(String name, Directory root, Limits limits) {
        this.name = name;
        this.root = root;
        this.limits = limits;
    }

    /** What stands in a directory under some name. */
    sealed interface Node permits Directory, File, Link, Unusable {}

    /** A directory that is no link. */
    non-sealed interface Directory extends Node {
        /** What has this name in it; null where nothing has. */
        Node child(String childName);

        /** The names in it, sorted; unreadable where they cannot be listed. */
        Fact<List<String>> names(String source);
    }

    /** A regular file. */
    non-sealed interface File extends Node {
        /** Its content; unreadable where it is larger than its limit. */
        Fact<byte[]> read(String source);
    }

    /** A symbolic link, with its target as it was written. */
    public record Link(String target) implements Node {}

    /** Something that is there and cannot be used: a FIFO, a device, what the operating system does not let us see. */
    record Unusable(String reason) implements Node {}

    /**
     * Where a path leads: to a node, with its path free of links; or to trouble; or, both null, to nothing.
     */
    private record Place(Node node, String path, String trouble) {
        private static final Place NOWHERE = new Place(null, null, null);

        private static Place trouble(String reason) {
            return new Place(null, null, reason);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Fact<byte[]> read(String path) {
        Place place = find(path);
        if (place.node instanceof File file) {
            if (bytesRead > limits.keptBytes()) {
                return new Fact.Unreadable<>(
                        path,
                        "more than " + limits.keptBytes() + " bytes were read of this capture ("
                                + Limit.KEPT_BYTES.hint() + ")");
            }
            Fact<byte[]> content = file.read(path);
            bytesRead += content instanceof Fact.Known<byte[]> known ? known.content().length : 0;
            return content;
        }
        if (place.node instanceof Unusable unusable) {
            return new Fact.Unreadable<>(path, unusable.reason);
        }
        if (place.node != null) {
            return new Fact.Unreadable<>(path, NOT_A_FILE);
        }
        return unknown(place, path);
    }

    @Override
    public Fact<List<String>> list(String path) {
        Place place = find(path);
        if (place.node instanceof Directory directory) {
            if (namesListed > limits.entries()) {
                return new Fact.Unreadable<>(
                        path,
                        "more than " + limits.entries() + " names were listed of this capture (" + Limit.ENTRIES.hint()
                                + ")");
            }
            Fact<List<String>> names = directory.names(path);
            namesListed += names instanceof Fact.Known<List<String>> known
                    ? known.content().size()
                    : 0;
            return names;
        }
        if (place.node instanceof Unusable unusable) {
            return new Fact.Unreadable<>(path, unusable.reason);
        }
        return unknown(place, path);
    }

    @Override
    public Fact<String> resolve(String path) {
        Place place = find(path);
        return place.node == null ? unknown(place, path) : new Fact.Known<>(place.path, path);
    }

    /** The target of the symbolic link that a path names, as it stands; null where no link is there. */
    public String linkTarget(String path) {
        return find(PathText.parent(path)).node instanceof Directory directory
                        && directory.child(PathText.part(path, 0)) instanceof Link link
                ? link.target
                : null;
    }

    private static <T> Fact<T> unknown(Place place, String source) {
        return place.trouble == null ? new Fact.Absent<>(source) : new Fact.Unreadable<>(source, place.trouble);
    }

    /**
     * One directory as a tree of its own; no link leads from it into the rest.
     *
     * @param directory its path in this tree
     * @param newName name of the new tree
     * @return empty where there is no such directory
     */
    public Optional<ConfinedTree> subtree(String directory, String newName) {
        return find(directory).node instanceof Directory found
                ? Optional.of(new ConfinedTree(newName, found, limits))
                : Optional.empty();
    }

    /**
     * Where a symbolic link says that it leads, relative to the root, whether anything is there or not.
     *
     * @return absent where there is no such link; unreadable where it leads out of the tree
     */
    public Fact<String> link(String path) {
        Place parent = find(PathText.parent(path));
        if (!(parent.node instanceof Directory directory)
                || !(directory.child(PathText.part(path, 0)) instanceof Link link)) {
            return unknown(parent, path);
        }
        List<String> parts = new ArrayList<>();
        String target = link.target.startsWith("/") ? link.target : parent.path + '/' + link.target;
        int position = 0;
        while (position < target.length()) {
            int end = target.indexOf('/', position);
            if (end < 0) {
                end = target.length();
            }
            String part = target.substring(position, end);
            position = end + 1;
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return new Fact.Unreadable<>(path, OUT);
                }
                parts.remove(parts.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return new Fact.Known<>(String.join("/", parts), path);
    }

    private Place find(String path) {
        int slash = path.lastIndexOf('/');
        String part = path.substring(slash + 1);
        if (slash < 0 || part.isEmpty() || part.equals(".") || part.equals("..")) {
            return walk(path);
        }
        String parentPath = path.substring(0, slash);
        Place parent = directory(parentPath);
        if (parent.node == null) {
            return parent;
        }
        if (!(parent.node instanceof Directory directory)) {
            return walk(path);
        }
        Node child = directory.child(part);
        if (child == null) {
            return Place.NOWHERE;
        }
        if (child instanceof Link) {
            return walk(path);
        }
        if (parent.path.isEmpty()) {
            return new Place(child, part, null);
        }
        return new Place(child, parent.path.equals(parentPath) ? path : parent.path + '/' + part, null);
    }

    private Place directory(String path) {
        int slot = slot(path);
        if (!path.equals(directoryPaths[slot])) {
            String parent = PathText.parent(path);
            Place place = parent.equals(directoryPaths[slot(parent)]) ? find(path) : walk(path);
            directoryPaths[slot] = path;
            directories[slot] = place;
        }
        return directories[slot];
    }

    private static int slot(String path) {
        return path.hashCode() & (DIRECTORIES - 1);
    }

    private Place walk(String path) {
        List<Directory> above = new ArrayList<>();
        above.add(root);
        StringBuilder real = new StringBuilder(path.length());
        Node node = root;
        String rest = path;
        int position = 0;
        int links = 0;
        int parts = 0;
        while (position < rest.length()) {
            int end = rest.indexOf('/', position);
            if (end < 0) {
                end = rest.length();
            }
            String part = rest.substring(position, end);
            position = end + 1;
            parts++;
            if (parts > MAX_PARTS) {
                return Place.trouble("a path of more than " + MAX_PARTS + " parts");
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!(node instanceof Directory directory)) {
                // A path through a regular file leads nowhere; one through what cannot be seen may lead anywhere.
                return node instanceof Unusable unusable ? Place.trouble(unusable.reason) : Place.NOWHERE;
            }
            if (part.equals("..")) {
                if (above.size() == 1) {
                    return Place.trouble(OUT);
                }
                above.remove(above.size() - 1);
                node = above.get(above.size() - 1);
                real.setLength(Math.max(0, real.lastIndexOf("/")));
                continue;
            }
            Node child = directory.child(part);
            if (child == null) {
                return Place.NOWHERE;
            }
            if (child instanceof Link link) {
                links++;
                if (links > MAX_LINKS) {
                    return Place.trouble(LOOP);
                }
                if (link.target.startsWith("/")) {
                    above.subList(1, above.size()).clear();
                    node = root;
                    real.setLength(0);
                }
                rest = position < rest.length() ? link.target + '/' + rest.substring(position) : link.target;
                position = 0;
                if (rest.length() > MAX_PATH) {
                    return Place.trouble("link to a path longer than " + MAX_PATH + " characters");
                }
                continue;
            }
            node = child;
            if (!real.isEmpty()) {
                real.append('/');
            }
            real.append(part);
            if (child instanceof Directory deeper) {
                above.add(deeper);
            }
        }
        return new Place(node, real.toString(), null);
    }
}
