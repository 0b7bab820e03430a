package io.daxcheck.truth;

import io.daxcheck.source.Inputs;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Every host of the archives in {@code src/test/cases}: captures, sosreports and supportconfigs. */
public final class CaseTrees {
    private static final Path CASES = Path.of(System.getProperty("basedir", "."), "src", "test", "cases");

    private CaseTrees() {}

    /**
     * By their names.
     *
     * @param archive cases, kernel or stacks
     */
    public static Map<String, Tree> of(String archive) {
        try (InputStream stream = Files.newInputStream(CASES.resolve(archive + ".tar.xz"))) {
            ConfinedTree all = ArchiveTree.read(archive, stream, Limits.DEFAULT);
            Map<String, Tree> trees = new TreeMap<>();
            for (String name : all.list("").value().orElseThrow()) {
                if (!name.equals("truth.json")) {
                    trees.put(name, Inputs.capture(all.subtree(name, name).orElseThrow()));
                }
            }
            return trees;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }
}
