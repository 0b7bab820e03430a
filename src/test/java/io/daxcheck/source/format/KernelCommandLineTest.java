package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.MemmapRegion.Mark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCommandLineTest {
    private static final long GIBIBYTE = 1L << 30;

    private static List<MemmapRegion> read(String line) {
        return KernelCommandLine.PARSER.apply(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void regionsOfSeveralOptionsAreReadInTheirOrder() {
        assertThat(read("BOOT_IMAGE=/vmlinuz memmap=4G!12G,512m!0x400000000 quiet memmap=0x10000000!17179869184\n"))
                .containsExactly(
                        new MemmapRegion("memmap=4G!12G", 12 * GIBIBYTE, 4 * GIBIBYTE),
                        new MemmapRegion("memmap=512m!0x400000000", 16 * GIBIBYTE, GIBIBYTE / 2),
                        new MemmapRegion("memmap=0x10000000!17179869184", 16 * GIBIBYTE, GIBIBYTE / 4));
    }

    @Test
    void quotesAreTakenOff() {
        MemmapRegion region = new MemmapRegion("memmap=4G!12G", 12 * GIBIBYTE, 4 * GIBIBYTE);
        assertThat(read("memmap=\"4G!12G\" \"memmap=4G!12G\"")).containsExactly(region, region);
    }

    @Test
    void lastDigitOfAHexadecimalNumberIsNoUnit() {
        assertThat(read("memmap=0x1e!0xE")).containsExactly(new MemmapRegion("memmap=0x1e!0xE", 14, 30));
    }

    @Test
    void whatWasPerhapsMeantForPersistentMemoryIsMarked() {
        assertThat(read("memmap=4G\\!12G memmap=2G$8G"))
                .containsExactly(
                        new MemmapRegion("memmap=4G\\!12G", 12 * GIBIBYTE, 4 * GIBIBYTE, Mark.ESCAPED),
                        new MemmapRegion("memmap=2G$8G", 8 * GIBIBYTE, 2 * GIBIBYTE, Mark.RESERVED));
    }

    /** {@code @} adds RAM, {@code #} reserves it: none is persistent memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quiet",
                "memmap=4G@12G memmap=4G#12G memmap=exactmap",
                "xmemmap=4G!12G",
                "memmap=!12G",
                "memmap=4G!",
                "memmap=4G",
                "memmap=0!12G",
                "memmap=-1G!12G",
                "memmap=4Q!12G",
                "memmap=0x!12G",
                "memmap=8E!12G",
                "memmap=7E!7E",
                "memmap=99999999999999999999!1G",
                "memmap=,,!,"
            })
    void whatIsNoRangeOfPersistentMemoryIsLeftOut(String line) {
        assertThat(read(line)).isEmpty();
    }

    @Test
    void longLineIsReadInBounds() {
        assertThat(read("memmap=1M!1G ".repeat(100_000))).hasSize(KernelCommandLine.MAX_REGIONS);
    }
}
