package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.LogLine;
import io.daxcheck.source.tree.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLogTest {
    private static final String MESSAGE = "XFS (pmem1): DAX unsupported by block device. Turning off DAX.";

    @TempDir
    private Path directory;

    private List<LogLine> read(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("log"), text);
        return KernelLog.ofFile(file.toString(), Limits.DEFAULT).value().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MESSAGE,
                "[   12.345678] " + MESSAGE,
                "[Sun Nov 22 19:58:02 2026] " + MESSAGE,
                "<1>[   12.345678] " + MESSAGE,
                "kern  :alert : [   12.345678] " + MESSAGE,
                "Nov 22 19:58:02 db07 kernel: " + MESSAGE
            })
    void leavesOnlyTheKernelsOwnWords(String line) throws Exception {
        assertThat(read(line + "\n")).extracting(LogLine::text).containsExactly(MESSAGE);
    }

    @Test
    void keepsTheLinesThatAreAboutDaxOrPersistentMemory() throws Exception {
        List<LogLine> lines = read("""
                [    0.000000] Command line: root=/dev/sda1 rootflags=dax
                [    1.000000] sd 0:0:0:0: [sda] Attached SCSI disk
                [    2.000000] nd_pmem namespace0.0: unable to guarantee persistence of writes
                [    3.000000] device-mapper: ioctl: can't change device type (old=4 vs new=1) after initial table load.
                [    4.000000] EXT4-fs (dm-0): can't mount with both data=journal and dax
                """);
        assertThat(lines)
                .extracting(LogLine::text)
                .containsExactly(
                        "nd_pmem namespace0.0: unable to guarantee persistence of writes",
                        "device-mapper: ioctl: can't change device type (old=4 vs new=1) after initial table load.",
                        "EXT4-fs (dm-0): can't mount with both data=journal and dax");
        assertThat(lines.get(2).source()).isEqualTo(directory.resolve("log") + ":5");
    }

    @Test
    void keepsTheNewestOfVeryMany() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5 * KernelLog.MAX_LINES; i++) {
            text.append("dax ")
                    .append(i)
                    .append(" x".repeat(KernelLog.MAX_COLUMNS))
                    .append('\n');
        }
        List<LogLine> lines = read(text.toString());
        assertThat(lines).hasSize(KernelLog.MAX_LINES);
        assertThat(lines.get(lines.size() - 1).text())
                .startsWith("dax " + (5 * KernelLog.MAX_LINES - 1))
                .hasSize(KernelLog.MAX_COLUMNS);
        assertThat(lines.get(0).text()).startsWith("dax " + 4 * KernelLog.MAX_LINES);
    }
}
