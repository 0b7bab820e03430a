package io.daxcheck.source;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.TarBuilder;
import io.daxcheck.source.tree.Tree;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CaptureTreeTest {
    private static final ConfinedTree FILES = new TarBuilder()
            .file("sys/devices/pmem0/size", "8\n")
            .link("sys/class/block/pmem0", "../../devices/pmem0")
            .tree();

    private static Tree with(String skipped) {
        return CaptureTree.of(FILES, skipped.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tellsUnreadableFromAbsent() {
        Tree tree = with("""
                sys/devices/pmem0/resource\tEACCES
                sys/devices/pmem0/badblocks\tENOENT
                /proc/config.gz\tEIO
                boot\tEPERM
                """);
        assertThat(text(tree.read("sys/devices/pmem0/resource"))).isEqualTo("unreadable: permission denied");
        assertThat(text(tree.read("sys/devices/pmem0/badblocks"))).isEqualTo("absent");
        assertThat(text(tree.read("proc/config.gz"))).isEqualTo("unreadable: I/O error");
        assertThat(text(tree.read("boot/config-6.1"))).isEqualTo("unreadable: operation not permitted");
        assertThat(state(tree.list("boot"))).isEqualTo("unreadable: operation not permitted");
        assertThat(state(tree.resolve("boot/x"))).isEqualTo("unreadable: operation not permitted");
        assertThat(text(tree.read("bootx"))).isEqualTo("absent");
    }

    @Test
    void knowsASkippedFileByWayOfALink() {
        Tree tree = with("sys/devices/pmem0/queue\tEACCES\n");
        assertThat(text(tree.read("sys/class/block/pmem0/queue/dax"))).isEqualTo("unreadable: permission denied");
        assertThat(text(tree.read("sys/class/block/pmem0/ro"))).isEqualTo("absent");
    }

    @Test
    void prefersWhatWasReadAfterAll() {
        assertThat(text(with("sys/devices/pmem0/size\tEIO\n").read("sys/devices/pmem0/size")))
                .isEqualTo("8\n");
    }

    @Test
    void keepsOtherReasonsAndOddLinesOnTheSafeSide() {
        Tree tree = with("a\tENXIO\nb\n\nc\t\u001b[0m\n");
        assertThat(text(tree.read("a"))).isEqualTo("unreadable: ENXIO");
        assertThat(text(tree.read("b"))).isEqualTo("unreadable: not captured, without a reason");
        assertThat(text(tree.read("c"))).isEqualTo("unreadable: \\x1b[0m");
    }

    @Test
    void isNotNeededWhereNothingWasUnreadable() {
        assertThat(with("proc/config.gz\tENOENT\n")).isSameAs(FILES);
    }
}
