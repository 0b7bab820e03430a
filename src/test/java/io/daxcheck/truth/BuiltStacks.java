package io.daxcheck.truth;

import io.daxcheck.host.Host;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Captures of stacks as people build them, with LVM, LUKS, md, kpartx and ndctl: {@code src/test/cases/stacks.tar.xz} holds a
 * directory for each, and in {@code truth.json} what was measured of some.
 */
public final class BuiltStacks {
    private static final Path ARCHIVE =
            Path.of(System.getProperty("basedir", "."), "src", "test", "cases", "stacks.tar.xz");
    private static SoftReference<ConfinedTree> kept = new SoftReference<>(null);

    private BuiltStacks() {}

    private static synchronized ConfinedTree archive() {
        ConfinedTree tree = kept.get();
        if (tree == null) {
            try (InputStream stream = Files.newInputStream(ARCHIVE)) {
                tree = ArchiveTree.read("stacks", stream, Limits.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InputException e) {
                throw new AssertionError(e);
            }
            kept = new SoftReference<>(tree);
        }
        return tree;
    }

    /** What was measured: the device that was asked for and the outcome of each mount, by the name of the capture. */
    public static JsonNode measured() {
        return JsonMapper.shared().readTree(archive().read("truth.json").value().orElseThrow());
    }

    public static Tree tree(String name) {
        try {
            return Inputs.capture(archive().subtree(name, name).orElseThrow());
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    public static Host host(String name) {
        return HostReader.read(tree(name));
    }
}
