package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Mount;
import io.daxcheck.text.Escapes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountInfoTest {
    @Test
    void readsAMountWithAndWithoutTags() {
        List<Mount> mounts = bytes(
                        "36 35 253:3 /sub /data rw,noatime shared:1 master:2 - xfs /dev/mapper/a rw,dax=always\n"
                                + "22 1 0:20 / /sys rw,relatime - sysfs sysfs rw")
                .map(MountInfo.PARSER)
                .value()
                .orElseThrow();
        assertThat(mounts)
                .containsExactly(
                        new Mount(
                                new DeviceNumber(253, 3),
                                "/sub",
                                "/data",
                                "xfs",
                                "/dev/mapper/a",
                                List.of("rw", "noatime", "rw", "dax=always")),
                        new Mount(
                                new DeviceNumber(0, 20),
                                "/",
                                "/sys",
                                "sysfs",
                                "sysfs",
                                List.of("rw", "relatime", "rw")));
        assertThat(mounts.get(0).asksForDax()).isTrue();
    }

    @Test
    void readsEscapes() {
        List<Mount> mounts = bytes(
                        "1 1 8:1 / /my\\040data\\134x rw - ext4 /dev/a\\011b rw,x=a\\054b\n2 1 0:3 / /x rw - tmpfs  rw\n")
                .map(MountInfo.PARSER)
                .value()
                .orElseThrow();
        assertThat(mounts.get(0).target()).isEqualTo("/my data\\x");
        assertThat(mounts.get(0).source()).isEqualTo("/dev/a\tb");
        assertThat(mounts.get(0).options()).containsExactly("rw", "rw", "x=a,b");
        assertThat(mounts.get(1).source()).isEmpty();
        assertThat(Escapes.octalUnescaped("a\\04\\777\\")).isEqualTo("a\\04\\777\\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "36 35 253:3 / /data rw", "36 35 253:3 / /data rw - xfs", "36 35 253 / /d rw - xfs a rw"
            })
    void namesTheLineThatIsNoMount(String line) {
        assertThat(state(bytes("1 1 0:2 / / rw - rootfs rootfs rw\n" + line + "\n")
                        .map(MountInfo.PARSER)))
                .startsWith("unreadable: line 2: not a mount: ");
    }
}
