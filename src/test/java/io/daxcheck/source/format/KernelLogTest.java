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
                "Nov 22 19:58:02 db07 kernel: " + MESSAGE,
                "Nov 22 19:58:02.123456 db07 kernel: " + MESSAGE,
                "1699520292.345678 db07 kernel: " + MESSAGE,
                "<3>1 2023-11-09T09:58:12.123456+01:00 db07 kernel - - - " + MESSAGE,
                "6,1234,12345678,-;" + MESSAGE,
                "    MESSAGE=" + MESSAGE,
                "\u001b[32m[   12.345678] \u001b[0m\u001b[33mXFS (pmem1)\u001b[0m: DAX unsupported by block device. Turning off DAX.",
                "[   12.345678] " + MESSAGE + "\r",
                "{\"MESSAGE\":\"" + MESSAGE + "\",\"_TRANSPORT\":\"kernel\"}",
            })
    void leavesOnlyTheKernelsOwnWords(String line) throws Exception {
        assertThat(read(line + "\n")).extracting(LogLine::text).containsExactly(MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nov 22 19:58:02 db07 systemd[1]: Mounting /data/dax...",
                "Nov  9 09:58:12 db07 daxcheck: " + MESSAGE,
                "2023-11-09T09:58:12.123456+01:00 db07 sudo[12]: root : COMMAND=mount -o dax /dev/pmem0 /data",
                "2023-11-09T09:58:12+0100 db07 mount[77]: dax",
                "[   12.345678] db07 systemd[1]: Mounting /data/dax...",
                "{\"MESSAGE\":\"dax\",\"_TRANSPORT\":\"syslog\"}",
            })
    void leavesOutWhatProgramsSay(String line) throws Exception {
        assertThat(read(line + "\n[    1.000000] " + MESSAGE + "\n")).hasSize(1);
    }

    /** A log that a daemon writes has every boot since it was rotated. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nov 22 20:00:00 db07 kernel: Linux version 5.14.0-362.8.1.el9_3.x86_64 (mockbuild@x) #1 SMP",
                "Nov 22 20:00:00 db07 kernel: [    0.000000] Linux version 5.14.0 (mockbuild@x) #1 SMP",
                "[    0.000000] Linux version 5.14.0 (mockbuild@x) #1 SMP",
                "-- Boot 1b0d1b1d1f6b4a5c8a35c2a4a5a1b2c3 --",
                "-- Reboot --",
            })
    void leavesOutEarlierBoots(String line) throws Exception {
        String before = "Nov 22 19:58:02 db07 kernel: XFS (pmem7): DAX and reflink cannot be used together!\n";
        assertThat(read(before + line + "\nNov 22 20:00:03 db07 kernel: " + MESSAGE + "\n"))
                .extracting(LogLine::text)
                .containsExactly(MESSAGE);
    }

    @Test
    void theVersionThatAProgramTellsStartsNoBoot() throws Exception {
        assertThat(read("Nov 22 19:58:02 db07 kernel: " + MESSAGE
                        + "\nNov 22 19:58:03 db07 dracut[9]: Linux version 5.14.0 (mockbuild@x) #1 SMP\n"))
                .hasSize(1);
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
