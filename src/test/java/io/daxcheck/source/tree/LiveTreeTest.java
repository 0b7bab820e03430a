package io.daxcheck.source.tree;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.tree.CommandRunner.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTreeTest {
    @TempDir
    private Path root;

    private final List<String> commands = new ArrayList<>();

    private LiveTree tree(Outcome outcome) {
        return tree(outcome, "amd64", 8);
    }

    private LiveTree tree(Outcome outcome, String architecture, int wordBytes) {
        CommandRunner runner = (Path program, List<String> arguments, Duration limit, int maxBytes) -> {
            commands.add(root.relativize(program) + " " + String.join("_", arguments));
            return outcome;
        };
        return new LiveTree(root, Limits.DEFAULT, runner, architecture, wordBytes);
    }

    private static Outcome printed(String output) {
        return new Outcome.Ended(0, output.getBytes(StandardCharsets.UTF_8), "");
    }

    private void file(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void file(String path, String content) throws IOException {
        file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private void installDmsetup() throws IOException {
        file("sbin/dmsetup", "");
        assertThat(root.resolve("sbin/dmsetup").toFile().setExecutable(true)).isTrue();
    }

    @Test
    void readsTheHostsFiles() throws IOException {
        file("sys/devices/virtual/block/dm-0/dev", "253:0\n");
        Files.createDirectories(root.resolve("sys/block"));
        Files.createSymbolicLink(root.resolve("sys/block/dm-0"), Path.of("../devices/virtual/block/dm-0"));
        LiveTree tree = tree(printed(""));
        assertThat(tree.name()).isEqualTo("live");
        assertThat(text(tree.read("sys/block/dm-0/dev"))).isEqualTo("253:0\n");
        assertThat(state(tree.resolve("sys/block/dm-0"))).isEqualTo("sys/devices/virtual/block/dm-0");
        assertThat(state(tree.list("sys/block"))).isEqualTo("[dm-0]");
        assertThat(text(tree.read("sys/block/dm-1/dev"))).isEqualTo("absent");
        assertThat(text(tree.read("sys/block/dm-0/dev/x"))).isEqualTo("absent");
        assertThat(state(tree.list("sys/block/dm-0/dev"))).isEqualTo("absent");
        assertThat(state(tree.resolve("sys/block/dm-1"))).isEqualTo("absent");
        assertThat(text(tree.read("sys/block"))).isEqualTo("unreadable: not a regular file");
        file("sys/large", new byte[2_000_000]);
        assertThat(text(tree.read("sys/large")))
                .isEqualTo("unreadable: larger than 1048576 bytes (raise it with --limit file-bytes=N)");
    }

    @Test
    void hasNothingOfWhatACaptureKeepsOfItself() throws IOException {
        file("capture", "daxcheck-capture 1\n");
        file("skipped", "sys\tEIO\n");
        file("commands/uname", "Linux");
        file("superblocks/pmem0", "x");
        LiveTree tree = tree(printed(""));
        assertThat(text(tree.read("capture"))).isEqualTo("absent");
        assertThat(text(tree.read("skipped"))).isEqualTo("absent");
        assertThat(text(tree.read("commands/uname"))).isEqualTo("absent");
        assertThat(state(tree.list("commands"))).isEqualTo("absent");
        assertThat(state(tree.list("superblocks"))).isEqualTo("absent");
        assertThat(state(tree.resolve("capture"))).isEqualTo("absent");
        assertThat(text(tree.read("superblocks/pmem0"))).isEqualTo("absent");
    }

    @Test
    void runsDmsetupWhereItIsInstalled() throws IOException {
        file("sys/block/dm-0/dev", "253:0\n");
        installDmsetup();
        LiveTree tree = tree(printed("a: 0 8 zero\n"));
        assertThat(text(tree.read("commands/dmsetup-table"))).isEqualTo("a: 0 8 zero\n");
        assertThat(tree.read("commands/dmsetup-info").isKnown()).isTrue();
        assertThat(commands)
                .containsExactly(
                        "sbin/dmsetup table",
                        "sbin/dmsetup info_-c_--noheadings_--separator_ _-o_name,major,minor,attr,uuid");
    }

    @Test
    void runsNothingWhereThereIsNoDmDevice() throws IOException {
        file("sys/block/pmem0/dev", "259:0\n");
        installDmsetup();
        assertThat(text(tree(printed("")).read("commands/dmsetup-table"))).isEqualTo("absent");
        assertThat(commands).isEmpty();
    }

    @Test
    void saysWhyDmsetupGaveNoAnswer() throws IOException {
        file("sys/block/dm-0/dev", "253:0\n");
        file("usr/sbin/dmsetup", "not executable");
        assertThat(text(tree(printed("")).read("commands/dmsetup-table")))
                .isEqualTo("unreadable: dmsetup is not installed");
        installDmsetup();
        String denied = "/dev/mapper/control: open failed: Permission denied";
        assertThat(text(tree(new Outcome.Ended(1, new byte[0], denied)).read("commands/dmsetup-table")))
                .isEqualTo("unreadable: " + denied);
        assertThat(text(tree(new Outcome.Ended(5, new byte[0], "")).read("commands/dmsetup-table")))
                .isEqualTo("unreadable: dmsetup: exit status 5");
        assertThat(text(tree(new Outcome.TimedOut()).read("commands/dmsetup-info")))
                .isEqualTo("unreadable: no answer within 8 s (--timeout)");
        assertThat(text(tree(new Outcome.Failed("too much")).read("commands/dmsetup-info")))
                .isEqualTo("unreadable: dmsetup: too much");
    }

    @Test
    void asksNothingMoreOnceTheTimeForCommandsIsUsedUp() throws IOException {
        file("sys/block/dm-0/dev", "253:0\n");
        installDmsetup();
        LiveTree tree = tree(new Outcome.TimedOut());
        assertThat(tree.read("commands/dmsetup-table").isKnown()).isFalse();
        assertThat(text(tree.read("commands/dmsetup-info")))
                .isEqualTo("unreadable: not run: an earlier command took 8 s (--timeout)");
        assertThat(commands).containsExactly("sbin/dmsetup table");
    }

    @Test
    void takesThePageSizeFromTheAuxiliaryVector() throws IOException {
        assertThat(text(tree(printed("")).read("commands/pagesize"))).isEqualTo("absent");
        ByteBuffer wide = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        wide.putLong(16).putLong(4096).putLong(6).putLong(65536).putLong(0).putLong(0);
        file("proc/self/auxv", wide.array());
        assertThat(text(tree(printed("")).read("commands/pagesize"))).isEqualTo("65536");
        ByteBuffer narrow = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        narrow.putInt(16).putInt(1).putInt(6).putInt(4096).putInt(0).putInt(0);
        file("proc/self/auxv", narrow.array());
        assertThat(text(tree(printed(""), "i386", 4).read("commands/pagesize"))).isEqualTo("4096");
        file("proc/self/auxv", new byte[48]);
        assertThat(text(tree(printed("")).read("commands/pagesize")))
                .isEqualTo("unreadable: proc/self/auxv has no AT_PAGESZ");
    }

    @Test
    void tellsTheMachineInTheWordsOfUname() {
        assertThat(text(tree(printed(""), "amd64", 8).read("commands/uname-m"))).isEqualTo("x86_64");
        assertThat(text(tree(printed(""), "aarch64", 8).read("commands/uname-m")))
                .isEqualTo("aarch64");
        assertThat(text(tree(printed(""), "i386", 4).read("commands/uname-m"))).isEqualTo("i686");
    }

    @Test
    void readsOnlyTheStartOfADevice() throws IOException {
        file("dev/pmem0", new byte[100_000]);
        file("dev/cciss/c0d0", "small");
        file("secret", "secret");
        LiveTree tree = tree(printed(""));
        assertThat(tree.read("superblocks/pmem0").value().orElseThrow()).hasSize(LiveTree.SUPERBLOCK_BYTES);
        assertThat(text(tree.read("superblocks/cciss!c0d0"))).isEqualTo("small");
        assertThat(text(tree.read("superblocks/pmem1"))).isEqualTo("absent");
        for (String name : new String[] {"..!secret", "../secret", "!secret", "a!.!b", ".", ""}) {
            assertThat(text(tree.read("superblocks/" + name))).isEqualTo("unreadable: not the name of a device");
        }
    }
}
