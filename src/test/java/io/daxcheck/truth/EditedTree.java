package io.daxcheck.truth;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A host's files with some of them changed. A file is the same by whichever links it is reached: {@code sys/block/dm-0}
 * may be named where the reader asks for {@code sys/devices/virtual/block/dm-0}.
 */
public final class EditedTree implements Tree {
    private final Tree original;
    private final Map<String, Fact<byte[]>> files = new HashMap<>();
    private final Map<String, Fact<List<String>>> directories = new HashMap<>();

    public EditedTree(Tree original) {
        this.original = original;
    }

    /** A file with other content; one that was not there is there now. */
    public EditedTree file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A file with other content; one that was not there is there now. */
    public EditedTree file(String path, byte[] content) {
        files.put(place(path), new Fact.Known<>(content, path));
        return this;
    }

    /** A text file with its text changed, which must change it. */
    public EditedTree text(String path, UnaryOperator<String> change) {
        if (!(original.read(path) instanceof Fact.Known<byte[]> known)) {
            throw new IllegalArgumentException("there is no " + path);
        }
        String before = new String(known.content(), StandardCharsets.UTF_8);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException(path + " is as it was");
        }
        return file(path, after);
    }

    /** Without a file that was there. */
    public EditedTree without(String path) {
        if (!original.read(path).isKnown()) {
            throw new IllegalArgumentException("there is no " + path);
        }
        files.put(place(path), new Fact.Absent<>(path));
        return this;
    }

    /** A directory that lists these names; what is in it stays. */
    public EditedTree names(String directory, String... names) {
        directories.put(real(directory), new Fact.Known<>(List.copyOf(new TreeSet<>(List.of(names))), real(directory)));
        return this;
    }

    /** A directory that lists all names but these. */
    public EditedTree withoutNames(String directory, String... names) {
        TreeSet<String> left = new TreeSet<>(original.list(directory).value().orElseThrow());
        for (String name : names) {
            if (!left.remove(name)) {
                throw new IllegalArgumentException("there is no " + name + " in " + directory);
            }
        }
        return names(directory, left.toArray(String[]::new));
    }

    private String real(String path) {
        return original.resolve(path).value().orElse(path);
    }

    /** The path with all links in it followed, but for the last part. */
    private String place(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : real(path.substring(0, slash)) + path.substring(slash);
    }

    @Override
    public String name() {
        return original.name();
    }

    @Override
    public Fact<byte[]> read(String path) {
        Fact<byte[]> edited = files.get(place(path));
        return edited == null ? original.read(path) : edited;
    }

    @Override
    public Fact<List<String>> list(String path) {
        Fact<List<String>> edited = directories.get(real(path));
        return edited == null ? original.list(path) : edited;
    }

    @Override
    public Fact<String> resolve(String path) {
        return original.resolve(path);
    }
}
