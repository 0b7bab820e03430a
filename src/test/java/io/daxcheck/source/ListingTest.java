package io.daxcheck.source;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private static ConfinedTree tree(String listing) {
        return Listing.read("listing", listing.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void holdsFilesLinksAndDirectories() {
        ConfinedTree tree = tree("""
                /
                  capture: daxcheck-capture 1
                sys/block/
                  pmem0 -> ../devices/nd/pmem0
                sys/devices/nd/pmem0/
                  size: 8
                  uevent
                    A=1: 2
                    B=2
                  badblocks
                  model:
                empty/
                """);
        assertThat(text(tree.read("capture"))).isEqualTo("daxcheck-capture 1\n");
        assertThat(text(tree.read("sys/block/pmem0/size"))).isEqualTo("8\n");
        assertThat(text(tree.read("sys/block/pmem0/uevent"))).isEqualTo("A=1: 2\nB=2\n");
        assertThat(text(tree.read("sys/block/pmem0/badblocks"))).isEmpty();
        assertThat(text(tree.read("sys/block/pmem0/model"))).isEqualTo("\n");
        assertThat(tree.list("empty").value())
                .hasValueSatisfying(names -> assertThat(names).isEmpty());
        assertThat(state(tree.list("none"))).isEqualTo("absent");
    }

    @Test
    void holdsBytesAtTheirOffsets() {
        ConfinedTree tree = tree("""
                superblocks/
                  pmem0 @1 58ff
                  pmem0 @5 0a
                  pmem0 @8
                  pmem1 @2
                """);
        assertThat(bytes(tree, "superblocks/pmem0")).containsExactly(0, 0x58, 0xff, 0, 0, 0x0a, 0, 0);
        assertThat(bytes(tree, "superblocks/pmem1")).containsExactly(0, 0);
    }

    private static byte[] bytes(Tree tree, String path) {
        return tree.read(path).value().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sys\n  size: 8\n", "sys/\n  size 8\n"})
    void saysWhereItIsNotOne(String listing) {
        assertThatIllegalArgumentException().isThrownBy(() -> tree(listing)).withMessageMatching("line [12] of a .*");
    }

    static Set<String> examples() {
        Set<String> names = new TreeSet<>();
        Examples.list().lines().forEach(line -> names.add(line.substring(0, line.indexOf(' '))));
        return names;
    }

    /** The examples were taken as archives from running kernels; what is bundled must say the same. */
    @ParameterizedTest
    @MethodSource("examples")
    void anExampleHoldsWhatWasCaptured(String name) throws IOException, InputException {
        try (InputStream captured = Examples.class.getResourceAsStream("/io/daxcheck/examples/" + name + ".tar.gz");
                InputStream bundled =
                        Examples.class.getResourceAsStream("/io/daxcheck/examples/" + name + ".capture")) {
            assertSame(
                    "",
                    Listing.read("bundled", bundled.readAllBytes()),
                    ArchiveTree.read("captured", captured, Limits.DEFAULT));
        }
    }

    private static void assertSame(String path, ConfinedTree bundled, ConfinedTree captured) {
        assertThat(bundled.linkTarget(path)).as(path).isEqualTo(captured.linkTarget(path));
        if (captured.linkTarget(path) != null) {
            return;
        }
        Fact<byte[]> content = captured.read(path);
        assertThat(bundled.read(path)).as(path).hasSameClassAs(content);
        if (content instanceof Fact.Known<byte[]> known) {
            assertThat(bytes(bundled, path)).as(path).isEqualTo(known.content());
            return;
        }
        assertThat(bundled.list(path).value())
                .as(path)
                .isEqualTo(captured.list(path).value());
        for (String name : captured.list(path).value().orElseThrow()) {
            assertSame(path.isEmpty() ? name : path + '/' + name, bundled, captured);
        }
    }
}
