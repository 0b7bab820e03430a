package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.tree.DirectoryTree;
import io.daxcheck.source.tree.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdevRecordTest {
    @TempDir
    private Path root;

    @Test
    void readsNamesAndWhatLibblkidFound() throws Exception {
        Files.createDirectories(root.resolve("run/udev/data"));
        // As udev 252 wrote it for a partition of a pmem disk, shortened.
        Files.writeString(root.resolve("run/udev/data/b259:9"), """
                S:disk/by-partuuid/1f0cd38d-01
                S:disk/by-uuid/6d1b7e0e-35b6-4a0c-9a3b-7a9f58c1b6d1
                I:1723456
                E:ID_PART_ENTRY_SCHEME=dos
                E:ID_PART_ENTRY_UUID=1f0cd38d-01
                E:ID_PART_ENTRY_NAME=my\\x20part\\x
                E:ID_FS_LABEL=my_data
                E:ID_FS_LABEL_ENC=my\\x20data
                E:ID_FS_UUID=6d1b7e0e-35b6-4a0c-9a3b-7a9f58c1b6d1
                E:ID_FS_BLOCKSIZE=4096
                E:ID_FS_TYPE=ext4
                G:systemd
                Q:systemd
                V:1
                """);
        UdevData data = UdevRecord.read(DirectoryTree.of("host", root, Limits.DEFAULT), new DeviceNumber(259, 9))
                .value()
                .orElseThrow();
        assertThat(data)
                .isEqualTo(new UdevData(
                        List.of("disk/by-partuuid/1f0cd38d-01", "disk/by-uuid/6d1b7e0e-35b6-4a0c-9a3b-7a9f58c1b6d1"),
                        "ext4",
                        4096,
                        "6d1b7e0e-35b6-4a0c-9a3b-7a9f58c1b6d1",
                        "my data",
                        "1f0cd38d-01",
                        "my part\\x",
                        1723456,
                        "run/udev/data/b259:9"));
    }

    @Test
    void aBlockSizeThatIsNoneIsNotKnown() throws Exception {
        Files.createDirectories(root.resolve("run/udev/data"));
        Files.writeString(root.resolve("run/udev/data/b8:0"), "E:ID_FS_BLOCKSIZE=99999999999999999999\n");
        assertThat(UdevRecord.read(DirectoryTree.of("host", root, Limits.DEFAULT), new DeviceNumber(8, 0))
                        .value()
                        .orElseThrow()
                        .blockSize())
                .isZero();
    }
}
