package io.daxcheck.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {
    @TempDir
    private Path directory;

    private Path capture(String path) throws IOException {
        Path root = directory.resolve(path);
        Files.createDirectories(root.resolve("sys"));
        return root;
    }

    private void link(String path, Path target) throws IOException {
        Files.createSymbolicLink(directory.resolve(path), target);
    }

    private List<String> found(String... paths) {
        List<String> named = List.of(paths).stream()
                .map(path -> directory.resolve(path).toString())
                .toList();
        List<String> found = new ArrayList<>();
        for (String path : new CaptureFiles(named)) {
            found.add(directory.relativize(Path.of(path)).toString());
        }
        return found;
    }

    @Test
    void followsALinkToACaptureElsewhereOnce() throws IOException {
        Path elsewhere = capture("elsewhere/host-b");
        capture("walked/host-a");
        link("walked/b", elsewhere);
        link("walked/c", elsewhere);
        assertThat(found("walked")).containsExactly("walked/b", "walked/host-a");
    }

    @Test
    void doesNotFollowALinkToWhatIsWalkedAnyway() throws IOException {
        capture("walked/host-a");
        link("walked/latest", directory.resolve("walked/host-a"));
        link("walked/up", directory);
        link("walked/self", directory.resolve("walked"));
        assertThat(found("walked", "absent")).containsExactly("walked/host-a", "absent");
    }

    @Test
    void endsInACircleOfLinks() throws IOException {
        Files.createDirectories(directory.resolve("walked"));
        capture("one/host-a");
        capture("two/host-b");
        link("walked/one", directory.resolve("one"));
        link("one/two", directory.resolve("two"));
        link("two/one", directory.resolve("one"));
        assertThat(found("walked")).containsExactly("walked/one/host-a", "walked/one/two/host-b");
    }
}
