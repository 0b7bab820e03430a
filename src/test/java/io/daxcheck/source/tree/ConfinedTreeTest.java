package io.daxcheck.source.tree;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tree as an archive and as a directory: what a link may do does not depend on which it is. */
class ConfinedTreeTest {
    @TempDir
    private Path outside;

    private List<ConfinedTree> trees;

    @BeforeEach
    void makeTrees() throws IOException {
        Path root = outside.resolve("root");
        TarBuilder tar = new TarBuilder();
        Files.writeString(outside.resolve("secret"), "secret");
        file("sys/devices/pmem0/queue/dax", "1\n", root, tar);
        link("sys/block/pmem0", "../devices/pmem0", root, tar);
        link("sys/class/block/pmem0", "/sys/devices/pmem0", root, tar);
        link("sys/devices/pmem0/subsystem", "../../class/block", root, tar);
        link("loop/a", "b", root, tar);
        link("loop/b", "a", root, tar);
        link("loop/self", "self/self", root, tar);
        link("out/relative", "../../secret", root, tar);
        link("out/deep", "../sys/../../root/sys", root, tar);
        link("out/absolute", "/../secret", root, tar);
        link("out/host", outside.resolve("secret").toString(), root, tar);
        link("out/nothing", "no/such/file", root, tar);
        link("out/throughFile", "../sys/devices/pmem0/queue/dax/..", root, tar);
        link("chain/0", "../sys/devices/pmem0/queue", root, tar);
        for (int i = 1; i <= ConfinedTree.MAX_LINKS; i++) {
            link("chain/" + i, String.valueOf(i - 1), root, tar);
        }
        trees = List.of(tar.tree(), DirectoryTree.of("test", root, Limits.DEFAULT));
    }

    private static void file(String path, String content, Path root, TarBuilder tar) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        tar.file(path, content);
    }

    private static void link(String path, String target, Path root, TarBuilder tar) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        tar.link(path, target);
    }

    @Test
    void followsLinksInside() {
        for (ConfinedTree tree : trees) {
            assertThat(text(tree.read("sys/block/pmem0/queue/dax"))).isEqualTo("1\n");
            assertThat(text(tree.read("sys/class/block/pmem0/queue/dax"))).isEqualTo("1\n");
            assertThat(state(tree.resolve("sys/class/block/pmem0"))).isEqualTo("sys/devices/pmem0");
            for (String path : new String[] {"/sys", "./sys", "sys/.", "sys/class/../../sys", "//sys//"}) {
                assertThat(state(tree.resolve(path))).as(path).isEqualTo("sys");
            }
            assertThat(state(tree.resolve("sys/block/pmem0/subsystem/pmem0/queue")))
                    .isEqualTo("sys/devices/pmem0/queue");
            assertThat(state(tree.list("sys/block/pmem0"))).isEqualTo("[queue, subsystem]");
        }
    }

    @Test
    void endsALoop() {
        for (ConfinedTree tree : trees) {
            assertThat(text(tree.read("loop/a"))).isEqualTo("unreadable: too many links: a loop");
            assertThat(state(tree.list("loop/b/c"))).isEqualTo("unreadable: too many links: a loop");
            assertThat(state(tree.resolve("loop/self"))).isEqualTo("unreadable: too many links: a loop");
        }
    }

    @Test
    void followsAsManyLinksAsLinuxAndNotOneMore() {
        for (ConfinedTree tree : trees) {
            assertThat(text(tree.read("chain/39/dax"))).isEqualTo("1\n");
            assertThat(text(tree.read("chain/40/dax"))).isEqualTo("unreadable: too many links: a loop");
        }
    }

    @Test
    void neverLeavesTheRoot() {
        for (ConfinedTree tree : trees) {
            assertThat(text(tree.read("out/relative"))).isEqualTo("unreadable: link leads out of the capture");
            assertThat(text(tree.read("out/absolute"))).isEqualTo("unreadable: link leads out of the capture");
            assertThat(state(tree.resolve("out/deep"))).isEqualTo("unreadable: link leads out of the capture");
            assertThat(text(tree.read("../secret"))).isEqualTo("unreadable: link leads out of the capture");
            assertThat(text(tree.read("out/host"))).isEqualTo("absent");
        }
    }

    @Test
    void tellsWhatIsMissingFromWhatCannotBeRead() {
        for (ConfinedTree tree : trees) {
            assertThat(text(tree.read("out/nothing"))).isEqualTo("absent");
            assertThat(text(tree.read("out/throughFile"))).isEqualTo("absent");
            assertThat(text(tree.read("sys/devices/pmem0/queue/dax/more"))).isEqualTo("absent");
            assertThat(state(tree.list("sys/devices/pmem0/queue/dax"))).isEqualTo("absent");
            assertThat(text(tree.read("sys/devices"))).isEqualTo("unreadable: not a regular file");
            assertThat(state(tree.resolve("sys/devices/pmem1"))).isEqualTo("absent");
        }
    }

    @Test
    void makesASubtreeARootOfItsOwn() {
        for (ConfinedTree tree : trees) {
            ConfinedTree sys = tree.subtree("sys", "sys of test").orElseThrow();
            assertThat(sys.name()).isEqualTo("sys of test");
            assertThat(text(sys.read("block/pmem0/queue/dax"))).isEqualTo("1\n");
            assertThat(text(sys.read("class/block/pmem0/queue/dax"))).isEqualTo("absent");
            ConfinedTree block = tree.subtree("sys/block", "block").orElseThrow();
            assertThat(text(block.read("pmem0/queue/dax"))).isEqualTo("unreadable: link leads out of the capture");
            assertThat(tree.subtree("sys/devices/pmem0/queue/dax", "file")).isEmpty();
        }
    }

    @Test
    void givesUpOnALinkThatOnlyGrows() {
        TarBuilder tar = new TarBuilder().link("grow", "x/".repeat(1000) + "y");
        tar.directory("x").link("x/x", ".").link("x/y", "../" + "grow/".repeat(500) + "z");
        assertThat(text(tar.tree().read("grow/z"))).startsWith("unreadable: ");
    }

    @Test
    void givesUpOnAPathOfTooManyParts() {
        TarBuilder tar = new TarBuilder().file("x/a", "1");
        tar.link("dots", "./".repeat(1500) + "x");
        assertThat(text(tar.tree().read("dots/a"))).isEqualTo("unreadable: a path of more than 1000 parts");
    }

    @Test
    void boundsWhatLinksToOneFileCost() {
        TarBuilder tar = new TarBuilder().file("big", new byte[600]);
        for (int i = 0; i < 4; i++) {
            tar.link("link" + i, "big");
        }
        ConfinedTree tree = tar.treeWithin(Limits.DEFAULT.with(Limit.KEPT_BYTES, 1000));
        assertThat(text(tree.read("link0"))).hasSize(600);
        assertThat(text(tree.read("link1"))).hasSize(600);
        assertThat(text(tree.read("link2")))
                .isEqualTo("unreadable: more than 1000 bytes were read of this capture"
                        + " (raise it with --limit kept-bytes=N)");
    }

    @Test
    void boundsWhatLinksToOneDirectoryCost() {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            tar.file("many/" + i, "");
        }
        ConfinedTree tree = tar.link("link", "many").treeWithin(Limits.DEFAULT.with(Limit.ENTRIES, 30));
        assertThat(tree.list("many").isKnown()).isTrue();
        assertThat(tree.list("link").isKnown()).isTrue();
        assertThat(state(tree.list("link")))
                .isEqualTo("unreadable: more than 30 names were listed of this capture"
                        + " (raise it with --limit entries=N)");
    }
}
