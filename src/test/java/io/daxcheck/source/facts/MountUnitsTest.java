package io.daxcheck.source.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.DirectoryTree;
import io.daxcheck.source.tree.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountUnitsTest {
    private static final String DATA = """
            [Unit]
            Description=data

            [Mount]
            What=/dev/disk/by-label/data
            Where=/data
            # Options=never
            Options=noatime,\\
              dax
            Type=xfs
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void directories() throws Exception {
        Files.createDirectories(root.resolve("etc/systemd/system"));
        Files.createDirectories(root.resolve("run/systemd/generator"));
    }

    private void unit(String path, String text) throws Exception {
        Files.writeString(root.resolve(path), text);
    }

    private Fact<List<ConfiguredMount>> read(boolean fstabKnown) throws Exception {
        return MountUnits.read(DirectoryTree.of("host", root, Limits.DEFAULT), fstabKnown);
    }

    @Test
    void readsWhatAUnitMounts() throws Exception {
        unit("etc/systemd/system/data.mount", DATA);
        assertThat(read(true).value().orElseThrow())
                .containsExactly(new ConfiguredMount(
                        "/dev/disk/by-label/data",
                        "/data",
                        "xfs",
                        List.of("noatime", "dax"),
                        "etc/systemd/system/data.mount"));
    }

    @Test
    void theAdministratorsUnitHidesTheGenerators() throws Exception {
        unit("etc/systemd/system/data.mount", DATA);
        unit("run/systemd/generator/data.mount", "[Mount]\nWhat=/dev/sda\nWhere=/data\n");
        assertThat(read(true).value().orElseThrow())
                .extracting(ConfiguredMount::source)
                .containsExactly("etc/systemd/system/data.mount");
    }

    @Test
    void whatWasMadeFromFstabCountsOnlyWithoutFstab() throws Exception {
        unit(
                "run/systemd/generator/data.mount",
                "[Unit]\nSourcePath=/etc/fstab\n[Mount]\nWhat=/dev/sda\nWhere=/data\nOptions=dax\n");
        assertThat(read(true).value().orElseThrow()).isEmpty();
        assertThat(read(false).value().orElseThrow())
                .extracting(ConfiguredMount::device)
                .containsExactly("/dev/sda");
    }

    @Test
    void aUnitThatIsMaskedOrHasNoPlaceMountsNothing() throws Exception {
        unit("etc/systemd/system/none.mount", "");
        unit("etc/systemd/system/half.mount", "[Mount]\nWhat=/dev/sda\n");
        unit("etc/systemd/system/other.service", "[Mount]\nWhat=/dev/sda\nWhere=/x\n");
        Files.createSymbolicLink(root.resolve("etc/systemd/system/masked.mount"), Path.of("/dev/null"));
        assertThat(read(false).value().orElse(List.of())).isEmpty();
    }

    @Test
    void isAbsentWithoutSystemd() throws Exception {
        Files.delete(root.resolve("etc/systemd/system"));
        Files.delete(root.resolve("run/systemd/generator"));
        assertThat(read(false)).isInstanceOf(Fact.Absent.class);
    }
}
