package io.daxcheck.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
        return foundWith("", paths);
    }

    /** With {@code list} on the stream that "-" means. */
    private List<String> foundWith(String list, String... paths) {
        List<String> named = List.of(paths).stream()
                .map(path -> path.equals("-") ? path : directory.resolve(path).toString())
                .toList();
        List<String> found = new ArrayList<>();
        InputStream stream = new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
        for (String path : new CaptureFiles(named, stream)) {
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

    @Test
    void readsPathsFromTheListWhereADashStands() throws IOException {
        capture("walked/host-a");
        capture("walked/host-b");
        String list = directory.resolve("first.tar") + "\n\n" + directory.resolve("walked") + "\n"
                + directory.resolve("last.tar");
        assertThat(foundWith(list, "before", "-", "after"))
                .containsExactly("before", "first.tar", "walked/host-a", "walked/host-b", "last.tar", "after");
        assertThat(foundWith(list, "before")).containsExactly("before");
        assertThat(foundWith("", "-")).isEmpty();
    }

    @Test
    void aListMayEndItsPathsWithNul() {
        String list = directory.resolve("one") + "\0\0" + directory.resolve("two") + "\0";
        assertThat(foundWith(list, "-")).containsExactly("one", "two");
    }

    /** Such a path cannot be opened, and its error names it: a list is never held in memory as a whole. */
    @Test
    void cutsAPathThatIsLongerThanLinuxOpens() {
        String list = directory.resolve("x".repeat(100_000)) + "\n" + directory.resolve("next");
        assertThat(foundWith(list, "-"))
                .satisfiesExactly(
                        path -> assertThat(path).startsWith("xxx").hasSizeBetween(4_096, 10_000),
                        path -> assertThat(path).isEqualTo("next"));
    }

    @Test
    void doesNotFollowALinkToAListedDirectory() throws IOException {
        capture("walked/host-a");
        Files.createDirectories(directory.resolve("other"));
        link("other/again", directory.resolve("walked"));
        String list = directory.resolve("walked") + "\n" + directory.resolve("other");
        assertThat(foundWith(list, "-")).containsExactly("walked/host-a", "other");
    }
}
