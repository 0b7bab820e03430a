package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FstabTest {
    private static List<ConfiguredMount> read(String text) {
        return new Fstab("etc/fstab").apply(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheLinesThatMountSomething() {
        List<ConfiguredMount> mounts = read("""
                # /etc/fstab: static file system information.
                UUID=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 /     ext4 errors=remount-ro 0 1

                /dev/mapper/vg-data\t/my\\040data xfs  dax=always,noatime,nofail  0  0
                LABEL="pmem-one" /one auto
                /dev/sdb1 none swap sw 0 0
                only two
                  # indented
                //server/share /mnt cifs credentials=/etc/c,context="a,b" 0 0
                """);
        assertThat(mounts)
                .containsExactly(
                        new ConfiguredMount(
                                "UUID=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                                "/",
                                "ext4",
                                List.of("errors=remount-ro"),
                                "etc/fstab:2",
                                "0 1"),
                        new ConfiguredMount(
                                "/dev/mapper/vg-data",
                                "/my data",
                                "xfs",
                                List.of("dax=always", "noatime", "nofail"),
                                "etc/fstab:4",
                                "0 0"),
                        new ConfiguredMount("LABEL=pmem-one", "/one", "auto", List.of(), "etc/fstab:5"),
                        new ConfiguredMount(
                                "//server/share",
                                "/mnt",
                                "cifs",
                                List.of("credentials=/etc/c", "context=\"a,b\""),
                                "etc/fstab:9",
                                "0 0"));
        assertThat(mounts.get(1).daxOption()).isEqualTo(DaxOption.ALWAYS);
        assertThat(mounts.get(0).isNeededToBoot()).isTrue();
        assertThat(mounts.get(1).isNeededToBoot()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', NONE, false",
        "rw, NONE, false",
        "dax, DAX, true",
        "dax=always, ALWAYS, true",
        "dax=inode, INODE, false",
        "dax=never, NEVER, false",
        "dax=sometimes, INVALID, true",
        "daxx, NONE, false",
        "'dax,dax=never', NEVER, false",
        "'dax=never,dax', DAX, true"
    })
    void theLastDaxOptionCounts(String options, DaxOption option, boolean asks) {
        DaxOption read = DaxOption.of(Fstab.options(options));
        assertThat(read).isEqualTo(option);
        assertThat(read.asksForDax()).isEqualTo(asks);
    }
}
