package io.daxcheck.source;

import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.TarBuilder;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    private static final String FORMAT = "daxcheck-capture 1\ntool: test\n";

    @TempDir
    private Path directory;

    private static void assertRefused(TarBuilder capture, String message) {
        assertThatThrownBy(() -> Inputs.capture(capture.tree()))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    private static void assertNotOpened(Path path, String message) {
        assertThatThrownBy(() -> Inputs.open(path.toString(), Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessage(path + ": " + message);
    }

    @Test
    void findsTheCaptureAtTheRootOrOneBelow() throws InputException {
        Tree atRoot = Inputs.capture(
                new TarBuilder().file("capture", FORMAT).directory("sys/block").tree());
        assertThat(atRoot.list("sys/block").isKnown()).isTrue();
        Tree below = Inputs.capture(new TarBuilder()
                .file("README", "x")
                .directory("other")
                .file("host/capture", FORMAT)
                .directory("host/sys/class/block")
                .tree());
        assertThat(text(below.read("capture"))).isEqualTo(FORMAT);
        assertThat(below.name()).isEqualTo("test");
    }

    @Test
    void looksNoDeeperAndGuessesNot() {
        assertRefused(
                new TarBuilder().directory("a/b/sys/block"),
                "test: no sys/block in it: not a capture, or not a whole one");
        assertRefused(
                new TarBuilder().directory("a/sys/block").directory("b/sys/block"), "test: 2 captures in it, not one");
        assertRefused(
                new TarBuilder().file("proc/version", "x"),
                "test: no sys/block in it: not a capture, or not a whole one");
    }

    @Test
    void doesWithoutTheFileCapture() throws InputException {
        assertThat(Inputs.capture(new TarBuilder().directory("sys/block").tree())
                        .read("capture")
                        .isKnown())
                .isFalse();
    }

    @Test
    void refusesAnotherFormat() {
        assertRefused(
                new TarBuilder().file("capture", "daxcheck-capture 2\n").directory("sys/block"),
                "test: capture: format \"daxcheck-capture 2\" is not one that this version reads");
        assertRefused(
                new TarBuilder().file("capture", "").directory("sys/block"),
                "test: capture: format \"\" is not one that this version reads");
        assertRefused(
                new TarBuilder().directory("capture").directory("sys/block"), "test: capture: not a regular file");
    }

    @Test
    void refusesACaptureThatCouldNotReadTheDevices() {
        assertRefused(
                new TarBuilder().file("capture", FORMAT).file("skipped", "sys/block\tEACCES\n"),
                "test: sys/block: permission denied");
    }

    @Test
    void readsTheListOfWhatWasSkipped() throws InputException {
        Tree tree = Inputs.capture(new TarBuilder()
                .directory("x/sys/block")
                .file("x/skipped", "proc/config.gz\tEACCES\n")
                .tree());
        assertThat(text(tree.read("proc/config.gz"))).isEqualTo("unreadable: permission denied");
        assertRefused(
                new TarBuilder().directory("sys/block").file("skipped", new byte[2_000_000]),
                "test: skipped: larger than 1048576 bytes (raise it with --limit file-bytes=N)");
    }

    @Test
    void opensDirectoriesAndArchivesByTheirContent() throws IOException, InputException {
        Files.createDirectories(directory.resolve("host/sys/block"));
        assertThat(Inputs.open(directory.toString(), Limits.DEFAULT)
                        .list("sys/block")
                        .isKnown())
                .isTrue();
        Path archive = directory.resolve("host.xz");
        Files.write(archive, new TarBuilder().directory("sys/block").gzip());
        Tree tree = Inputs.open(archive.toString(), Limits.DEFAULT);
        assertThat(tree.list("sys/block").isKnown()).isTrue();
        assertThat(tree.name()).isEqualTo(archive.toString());
    }

    @Test
    void saysWhyAPathCannotBeOpened() throws IOException {
        assertNotOpened(directory.resolve("missing"), "no such file or directory");
        Path text = Files.writeString(directory.resolve("text"), "hello");
        assertNotOpened(
                text,
                "neither a directory nor a tar, tar.gz, tar.xz or tar.bz2, but a text file; a kernel log is read with "
                        + "--dmesg, a dm table with --table");
        assertNotOpened(text.resolve("below"), "no such file or directory");
        assertNotOpened(Path.of("/dev/null"), "neither a directory nor a regular file");
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> Inputs.open(loop.toString(), Limits.DEFAULT)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Inputs.open("nul\0l", Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessage("nul\\x00l: not a path that this system can open");
    }
}
