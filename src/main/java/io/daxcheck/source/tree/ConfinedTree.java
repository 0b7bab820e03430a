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
    private static final Lookup NOWHERE = new Nowhere();

    /** What is read of one device lies in a few directories; this many are found without walking there again. */
    private static final int DIRECTORIES = 16;

    private final String name;
    private final Directory root;
    private final Limits limits;

    /** Where the paths of some directories lead; each is at the place that its hash gives it. */
    private final String[] directoryPaths = new String[DIRECTORIES];

    private final Lookup[] directories = new Lookup[DIRECTORIES];

    /** What reading has cost so far: links lead to one file, or to one directory, any number of times. */
    private long bytesRead;

    private long namesListed;

    public ConfinedTree(String name, Directory root, Limits limits) {
        this.name = name;
        this.root = root;
        this.limits = limits;
    }

    /** What is in a directory under some name. */
    sealed interface Node permits Directory, File, Link, Unusable {}

    /** A directory that is no link. */
    non-sealed interface Directory extends Node {
        /** What has this name in it; empty where nothing has. */
        Optional<Node> child(String childName);

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

    /** Where a path leads. */
    private sealed interface Lookup {}

    /** To a node, with its path free of links. */
    private record Found(Node node, String path) implements Lookup {}

    /** To nothing. */
    private record Nowhere() implements Lookup {}

    /** To what cannot be known. */
    private record Trouble(String reason) implements Lookup {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public Fact<byte[]> read(String path) {
        Lookup lookup = find(path);
        if (!(lookup instanceof Found found)) {
            return unknown(lookup, path);
        }
        if (found.node instanceof File file) {
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
        return new Fact.Unreadable<>(path, found.node instanceof Unusable unusable ? unusable.reason : NOT_A_FILE);
    }

    @Override
    public Fact<List<String>> list(String path) {
        Lookup lookup = find(path);
        if (lookup instanceof Found found && found.node instanceof Directory directory) {
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
        if (lookup instanceof Found found && found.node instanceof Unusable unusable) {
            return new Fact.Unreadable<>(path, unusable.reason);
        }
        return unknown(lookup, path);
    }

    @Override
    public Fact<String> resolve(String path) {
        Lookup lookup = find(path);
        return lookup instanceof Found found ? new Fact.Known<>(found.path, path) : unknown(lookup, path);
    }

    /** The target of the symbolic link that a path names, as it is; empty where no link is there. */
    public Optional<String> linkTarget(String path) {
        return linkIn(find(PathText.parent(path)), path).map(Link::target);
    }

    /** The link of a path's last part in the directory that the rest of it leads to. */
    private static Optional<Link> linkIn(Lookup parent, String path) {
        if (parent instanceof Found found
                && found.node instanceof Directory directory
                && directory.child(PathText.part(path, 0)).orElse(directory) instanceof Link link) {
            return Optional.of(link);
        }
        return Optional.empty();
    }

    private static <T> Fact<T> unknown(Lookup lookup, String source) {
        return lookup instanceof Trouble trouble
                ? new Fact.Unreadable<>(source, trouble.reason)
                : new Fact.Absent<>(source);
    }

    /**
     * One directory as a tree of its own; no link leads from it into the rest.
     *
     * @param directory its path in this tree
     * @param newName name of the new tree
     * @return empty where there is no such directory
     */
    public Optional<ConfinedTree> subtree(String directory, String newName) {
        return find(directory) instanceof Found found && found.node instanceof Directory node
                ? Optional.of(new ConfinedTree(newName, node, limits))
                : Optional.empty();
    }

    /**
     * Where a symbolic link says that it leads, relative to the root, whether anything is there or not.
     *
     * @return absent where there is no such link; unreadable where it leads out of the tree
     */
    public Fact<String> link(String path) {
        Lookup lookup = find(PathText.parent(path));
        Optional<Link> link = linkIn(lookup, path);
        if (!(lookup instanceof Found parent) || link.isEmpty()) {
            return unknown(lookup, path);
        }
        List<String> parts = new ArrayList<>();
        String written = link.get().target;
        String target = written.startsWith("/") ? written : parent.path + '/' + written;
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

    private Lookup find(String path) {
        int slash = path.lastIndexOf('/');
        String part = path.substring(slash + 1);
        if (slash < 0 || part.isEmpty() || part.equals(".") || part.equals("..")) {
            return walk(path);
        }
        String parentPath = path.substring(0, slash);
        Lookup lookup = directory(parentPath);
        if (!(lookup instanceof Found parent)) {
            return lookup;
        }
        if (!(parent.node instanceof Directory directory)) {
            return walk(path);
        }
        Optional<Node> child = directory.child(part);
        if (child.isEmpty()) {
            return NOWHERE;
        }
        if (child.get() instanceof Link) {
            return walk(path);
        }
        if (parent.path.isEmpty()) {
            return new Found(child.get(), part);
        }
        return new Found(child.get(), parent.path.equals(parentPath) ? path : parent.path + '/' + part);
    }

    private Lookup directory(String path) {
        int slot = slot(path);
        if (!path.equals(directoryPaths[slot])) {
            String parent = PathText.parent(path);
            Lookup lookup = parent.equals(directoryPaths[slot(parent)]) ? find(path) : walk(path);
            directoryPaths[slot] = path;
            directories[slot] = lookup;
        }
        return directories[slot];
    }

    private static int slot(String path) {
        return path.hashCode() & (DIRECTORIES - 1);
    }

    private Lookup walk(String path) {
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
                return new Trouble("a path of more than " + MAX_PARTS + " parts");
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!(node instanceof Directory directory)) {
                // A path through a regular file leads nowhere; one through what cannot be seen may lead anywhere.
                return node instanceof Unusable unusable ? new Trouble(unusable.reason) : NOWHERE;
            }
            if (part.equals("..")) {
                if (above.size() == 1) {
                    return new Trouble(OUT);
                }
                above.remove(above.size() - 1);
                node = above.get(above.size() - 1);
                real.setLength(Math.max(0, real.lastIndexOf("/")));
                continue;
            }
            Optional<Node> child = directory.child(part);
            if (child.isEmpty()) {
                return NOWHERE;
            }
            if (child.get() instanceof Link link) {
                links++;
                if (links > MAX_LINKS) {
                    return new Trouble(LOOP);
                }
                if (link.target.startsWith("/")) {
                    above.subList(1, above.size()).clear();
                    node = root;
                    real.setLength(0);
                }
                rest = position < rest.length() ? link.target + '/' + rest.substring(position) : link.target;
                position = 0;
                if (rest.length() > MAX_PATH) {
                    return new Trouble("link to a path longer than " + MAX_PATH + " characters");
                }
                continue;
            }
            node = child.get();
            if (!real.isEmpty()) {
                real.append('/');
            }
            real.append(part);
            if (node instanceof Directory deeper) {
                above.add(deeper);
            }
        }
        return new Found(node, real.toString());
    }
}
