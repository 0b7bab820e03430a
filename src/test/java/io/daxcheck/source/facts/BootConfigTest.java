package io.daxcheck.source.facts;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.tree.TarBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootConfigTest {
    private static final String CONFIG = """
            #
            # Automatically generated
            #
            CONFIG_FS_DAX=y
            CONFIG_BTT=m

            # CONFIG_BLK_DEV_RAM_DAX is not set
            CONFIG_LOCALVERSION=""
            """;

    private static final Fact<KernelRelease> RELEASE =
            new Fact.Known<>(KernelRelease.parse("6.1.0").orElseThrow(), "proc/sys/kernel/osrelease");

    private static KernelConfig read(TarBuilder host) {
        return BootConfig.read(host.tree(), RELEASE);
    }

    @Test
    void readsTheConfigurationOfTheRunningKernel() {
        KernelConfig config = read(new TarBuilder()
                .file("boot/config-6.1.0", CONFIG)
                .file("boot/config-5.10", "CONFIG_BLK_DEV_RAM_DAX=y\n"));
        assertThat(state(config.isSet("CONFIG_FS_DAX"))).isEqualTo("true");
        assertThat(state(config.isSet("CONFIG_BTT"))).isEqualTo("true");
        assertThat(state(config.isSet("CONFIG_BLK_DEV_RAM_DAX"))).isEqualTo("false");
        assertThat(config.options().source()).isEqualTo("boot/config-6.1.0");
        assertThat(config.options().value().orElseThrow()).containsEntry("CONFIG_LOCALVERSION", "\"\"");
    }

    @Test
    void readsTheConfigurationThatTheKernelCarries() {
        byte[] packed = TarBuilder.gzip(CONFIG.getBytes(StandardCharsets.UTF_8));
        KernelConfig config = read(new TarBuilder().file("proc/config.gz", packed));
        assertThat(state(config.isSet("CONFIG_FS_DAX"))).isEqualTo("true");
        assertThat(config.options().source()).isEqualTo("proc/config.gz");
        byte[] cut = Arrays.copyOf(packed, packed.length - 12);
        assertThat(state(read(new TarBuilder().file("proc/config.gz", cut)).isSet("CONFIG_FS_DAX")))
                .isEqualTo("unreadable: not a whole gzip file");
    }

    @Test
    void boundsWhatTheKernelCarries() {
        byte[] bomb = TarBuilder.gzip(new byte[20_000_000]);
        assertThat(state(read(new TarBuilder().file("proc/config.gz", bomb)).options()))
                .isEqualTo("unreadable: larger than 4194304 bytes when unpacked");
    }

    @Test
    void doesNotTakeSomethingElseForAConfigurationWithEverythingOff() {
        for (String text : new String[] {"", "# nothing\n", "CONFIG_FS_DAX\n", "<html>\nCONFIG_FS_DAX=y\n"}) {
            assertThat(state(read(new TarBuilder().file("boot/config-6.1.0", text))
                            .isSet("CONFIG_FS_DAX")))
                    .startsWith("unreadable: ");
        }
    }

    @Test
    void isUnknownWhereThereIsNone() {
        assertThat(state(read(new TarBuilder().directory("boot")).isSet("CONFIG_FS_DAX")))
                .isEqualTo("absent");
        KernelConfig config =
                BootConfig.read(new TarBuilder().directory("boot").tree(), new Fact.Absent<>("proc/version"));
        assertThat(state(config.options())).isEqualTo("absent");
    }
}
