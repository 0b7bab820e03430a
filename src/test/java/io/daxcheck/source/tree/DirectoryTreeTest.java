package io.daxcheck.source.tree;

import static io.daxcheck.source.format.Facts.state;
import static io.daxcheck.source.format.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @TempDir
    private Path root;

    private ConfinedTree tree() {
        return DirectoryTree.of("test", root, Limits.DEFAULT);
    }

    private void makeFile(String path, long bytes) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
            sized.setLength(bytes);
        }
    }

    @Test
    @Timeout(20)
    void doesNotOpenAFifo() throws Exception {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        assumeTrue(Files.isExecutable(mkfifo), "there is no mkfifo here");
        Process process =
                new ProcessBuilder(mkfifo.toString(), root.resolve("dax").toString()).start();
        assertThat(process.waitFor()).isZero();
        Files.createSymbolicLink(root.resolve("link"), Path.of("dax"));
        assertThat(text(tree().read("dax"))).isEqualTo("unreadable: not a regular file");
        assertThat(text(tree().read("link"))).isEqualTo("unreadable: not a regular file");
    }

    @Test
    void doesNotReadALargeAttribute() throws IOException {
        makeFile("sys/block/pmem0/badblocks", 10_000_000);
        assertThat(text(tree().read("sys/block/pmem0/badblocks")))
                .isEqualTo("unreadable: larger than 1048576 bytes (raise it with --limit file-bytes=N)");
    }

    @Test
    void readsTheLargeOutputOfACommand() throws IOException {
        makeFile("commands/dmsetup-table", 10_000_000);
        assertThat(tree().read("commands/dmsetup-table").value().orElseThrow()).hasSize(10_000_000);
    }

    @Test
    void takesWhatHasAnImpossibleNameForMissing() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("a/b"));
        assertThat(text(tree().read("nul\0l"))).isEqualTo("unreadable: not a name that this system can open");
        assertThat(state(tree().list("no/such"))).isEqualTo("absent");
        assertThat(text(tree().read("x".repeat(300)))).startsWith("unreadable: ");
    }

    @Test
    void listsSorted() throws IOException {
        makeFile("b", 0);
        makeFile("a/x", 0);
        makeFile("c", 0);
        assertThat(state(tree().list(""))).isEqualTo("[a, b, c]");
    }

    @Test
    void listsNoMoreNamesThanItMay() throws IOException {
        for (int i = 0; i < 5; i++) {
            makeFile("d/" + i, 0);
        }
        ConfinedTree few = DirectoryTree.of("test", root, Limits.DEFAULT.with(Limit.ENTRIES, 4));
        assertThat(state(few.list("d"))).isEqualTo("unreadable: more than 4 names (raise it with --limit entries=N)");
    }

    /** A file of /proc has the size 0, with any content. */
    @Test
    void stopsReadingAFileThatHasMoreThanItSays() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")), "there is no /proc here");
        ConfinedTree proc =
                DirectoryTree.of("test", Path.of("/proc/self"), Limits.DEFAULT.with(Limit.FILE_BYTES, 1000));
        assertThat(text(proc.read("smaps")))
                .isEqualTo("unreadable: larger than 1000 bytes (raise it with --limit file-bytes=N)");
    }
}
