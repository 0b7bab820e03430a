package io.daxcheck.source.tree;

import io.daxcheck.host.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of a capture that is read as a whole: an archive, or a listing. */
public final class InMemoryDirectory implements ConfinedTree.Directory {
    private final Map<String, ConfinedTree.Node> children = new HashMap<>();

    @Override
    public Optional<ConfinedTree.Node> child(String childName) {
        return Optional.ofNullable(children.get(childName));
    }

    @Override
    public Fact<List<String>> names(String source) {
        List<String> sorted = new ArrayList<>(children.keySet());
        Collections.sort(sorted);
        return new Fact.Known<>(List.copyOf(sorted), source);
    }

    /** The directory of this name; it takes the place of anything else that had the name. */
    public InMemoryDirectory directory(String childName) {
        if (children.get(childName) instanceof InMemoryDirectory existing) {
            return existing;
        }
        InMemoryDirectory made = new InMemoryDirectory();
        children.put(childName, made);
        return made;
    }

    /** Puts a node under this name; returns what had the name before, empty where nothing had. */
    public Optional<ConfinedTree.Node> put(String childName, ConfinedTree.Node node) {
        return Optional.ofNullable(children.put(childName, node));
    }

    /** A regular file with this content. */
    public static final class Content implements ConfinedTree.File {
        private final byte[] bytes;

        public Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public Fact<byte[]> read(String source) {
            return new Fact.Known<>(bytes, source);
        }
    }
}
