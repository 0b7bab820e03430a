package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs destroy nothing and hand nothing to others. */
class OutputPlaceTest {
    private static final int NOBODY = 65534;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("out");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        assumeTrue(status == 0, String.join(" ", command) + ": not allowed here");
    }

    private static void give(Path file) throws IOException {
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        assumeTrue(root, "only root can give a file away");
        Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> OutputPlace.require(file, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void everyCommandRefusesABlockDevice() throws Exception {
        // A number that no driver has: were it opened, that would fail too, in other words.
        run("mknod", file.toString(), "b", "240", "77");
        String expected = "daxcheck: " + file + ": is a block device: writing to it would destroy its data\n";
        for (String[] arguments : new String[][] {
            {"capture", "-o", file.toString()},
            {"capture", "--script", "-o", file.toString()},
            {"--from", "example:sound-lvm", "-o", file.toString()},
            {"audit", "-o", file.toString(), directory.toString()}
        }) {
            CommandLineRun refused = CommandLineRun.of(arguments);
            assertThat(refused.err()).endsWith(expected);
            assertThat(refused.status()).isEqualTo(2);
        }
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, file);
        assertThat(CommandLineRun.of("capture", "-o", link.toString()).err()).contains("is a block device");
    }

    @Test
    void aFifoOfAnotherUserIsRefusedAndOnesOwnIsTaken() throws Exception {
        run("mkfifo", file.toString());
        assertThatCode(() -> OutputPlace.require(file, List.of())).doesNotThrowAnyException();
        give(file);
        assertRefused("is a FIFO of another user");
    }

    /** What root writes keeps the owner of the file that it replaces: such a file may lie in wait in /tmp. */
    @Test
    void aFileOfAnotherUserIsRefusedWhereAnybodyMayMakeOne() throws Exception {
        Files.writeString(file, "old");
        give(file);
        assertThatCode(() -> OutputPlace.require(file, List.of())).doesNotThrowAnyException();
        run("chmod", "1777", directory.toString());
        assertRefused("is a file of another user");
        run("chown", "0", file.toString());
        assertThatCode(() -> OutputPlace.require(file, List.of())).doesNotThrowAnyException();
    }

    @Test
    void aLinkOfAnotherUserIsRefusedAndOnesOwnIsFollowed() throws Exception {
        Path real = Files.writeString(directory.resolve("real"), "old");
        Files.createSymbolicLink(file, real);
        assertThatCode(() -> OutputPlace.require(file, List.of())).doesNotThrowAnyException();
        give(file);
        assertRefused("is a link of another user");
    }

    @Test
    void theInputIsNotReplaced() throws Exception {
        Files.writeString(file, "0 8 zero\n");
        String text = file.toString();
        CommandLineRun run = CommandLineRun.of("--from", "example:sound-lvm", "--table", text, "-o", text);
        assertThat(run.err()).isEqualTo("daxcheck: " + text + ": is the input\n");
        assertThat(run.status()).isEqualTo(2);
        assertThat(file).hasContent("0 8 zero\n");
    }

    @Test
    void aCaptureIsReadableByItsOwnerAlone() throws Exception {
        assertThat(CommandLineRun.of("capture", "-o", file.toString()).status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aReplacedFileKeepsModeAndOwner() throws Exception {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        give(file);
        assertThat(CommandLineRun.of("--from", "example:sound-lvm", "-o", file.toString())
                        .status())
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(NOBODY);
        assertThat(file).content().contains("/dev/mapper/t");
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Files.writeString(directory.resolve(".out.999999999.tmp"), "half");
        Path running = directory.resolve(".out." + ProcessHandle.current().pid() + ".tmp");
        Path other = directory.resolve(".out.note.tmp");
        Files.writeString(other, "of somebody else");
        assertThat(CommandLineRun.of("--from", "example:sound-lvm", "-o", file.toString())
                        .status())
                .isZero();
        assertThat(running).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(file, other);
        }
    }

    @Test
    void argumentsAreNotReadFromFiles() throws Exception {
        Files.writeString(file, "secret\n");
        CommandLineRun run = CommandLineRun.of("--from", "example:sound-lvm", "@" + file);
        assertThat(run.err() + run.out()).doesNotContain("secret");
    }
}
