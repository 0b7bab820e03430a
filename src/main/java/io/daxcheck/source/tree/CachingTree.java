package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import io.daxcheck.text.PathText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree that is asked for everything once: who asks again, by the same path, gets the same answer. */
public final class CachingTree implements Tree {
    private final Tree tree;
    private final Map<String, Fact<byte[]>> files = new HashMap<>();
    private final Map<String, Fact<List<String>>> directories = new HashMap<>();
    private final Map<String, Fact<String>> places = new HashMap<>();

    public CachingTree(Tree tree) {
        this.tree = tree;
    }

    @Override
    public String name() {
        return tree.name();
    }

    @Override
    public Fact<byte[]> read(String path) {
        Fact<byte[]> known = files.get(path);
        if (known == null) {
            known = tree.read(path);
            files.put(path, known);
        }
        return known;
    }

    /** The files in a directory that were asked for, sorted. */
    public List<String> readIn(String directory) {
        List<String> paths = new ArrayList<>();
        for (String path : files.keySet()) {
            if (PathText.parent(path).equals(directory)) {
                paths.add(path);
            }
        }
        Collections.sort(paths);
        return paths;
    }

    @Override
    public Fact<List<String>> list(String path) {
        Fact<List<String>> known = directories.get(path);
        if (known == null) {
            known = tree.list(path);
            directories.put(path, known);
        }
        return known;
    }

    @Override
    public Fact<String> resolve(String path) {
        Fact<String> known = places.get(path);
        if (known == null) {
            known = tree.resolve(path);
            places.put(path, known);
        }
        return known;
    }
}
