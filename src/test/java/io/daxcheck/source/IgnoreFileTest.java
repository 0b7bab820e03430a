package io.daxcheck.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IgnoreFileTest {
    @TempDir
    private Path directory;

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("known"), content).toString();
    }

    @Test
    void readsALineEachAndNoComments() throws IOException, InputException {
        String path = file("# what we know\n\nraw-namespace@a#b\t# moves in May\r\n  sector-namespace#2\n#x\nlast");
        assertThat(IgnoreFile.read(path, Limits.DEFAULT))
                .containsExactly(
                        new IgnoreFile.Line(path + ":3", "raw-namespace@a#b"),
                        new IgnoreFile.Line(path + ":4", "sector-namespace#2"),
                        new IgnoreFile.Line(path + ":6", "last"));
        assertThat(IgnoreFile.read(file(""), Limits.DEFAULT)).isEmpty();
    }

    @Test
    void saysWhyItCannotBeRead() throws IOException {
        String gone = directory.resolve("gone").toString();
        assertThatThrownBy(() -> IgnoreFile.read(gone, Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessage(gone + ": no such file or directory");
        byte[] large = new byte[Limits.DEFAULT.fileBytes() + 1];
        Arrays.fill(large, (byte) '\n');
        Path file = Files.write(directory.resolve("large"), large);
        assertThatThrownBy(() -> IgnoreFile.read(file.toString(), Limits.DEFAULT))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ");
    }
}
