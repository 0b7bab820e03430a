package io.daxcheck.source;

import static io.daxcheck.source.Facts.bytes;
import static io.daxcheck.source.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFilesystemsTest {
    @Test
    void readsDriversWithAndWithoutADevice() {
        assertThat(state(bytes("nodev\tsysfs\n\text4\n").map(ProcFilesystems.READING)))
                .isEqualTo("[sysfs, ext4]");
    }

    @Test
    void namesTheLineThatIsNone() {
        assertThat(state(bytes("\text4\nxfs\n").map(ProcFilesystems.READING)))
                .isEqualTo("unreadable: line 2: not a filesystem: \"xfs\"");
    }
}
