package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelVersionTest {
    private static KernelVersion version(String text) {
        return KernelRelease.parse(text).orElseThrow().version();
    }

    @Test
    void candidatesComeBeforeTheReleaseAndStableLevelsAfterIt() {
        List<KernelVersion> ordered = new ArrayList<>();
        for (String text : List.of(
                "3.10",
                "4.14",
                "4.14.9",
                "4.14.55",
                "4.14.225",
                "4.17",
                "4.17.6",
                "4.18-rc1",
                "4.18-rc4",
                "4.18-rc10",
                "4.18",
                "4.18.1",
                "4.20.17",
                "5.0",
                "5.4.105",
                "5.10",
                "10.0")) {
            ordered.add(version(text));
        }
        List<KernelVersion> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(ordered);
        assertThat(version("5.10")).isEqualByComparingTo(version("5.10.0")).isEqualTo(version("5.10.0"));
    }

    @Test
    void isWrittenAsKernelOrgWritesIt() {
        assertThat(version("5.10.223")).hasToString("5.10.223");
        assertThat(version("7.1.0-rc3")).hasToString("7.1-rc3");
        assertThat(version("4.18.0")).hasToString("4.18");
    }

    @Test
    void knowsItsBranch() {
        assertThat(version("5.10.223").sameBranch(version("5.10"))).isTrue();
        assertThat(version("5.10.223").sameBranch(version("5.1.223"))).isFalse();
        assertThat(version("5.10.223").endOfBranch()).isGreaterThan(version("5.10.999"));
        assertThat(version("5.10.223").endOfBranch()).isLessThan(version("5.11-rc1"));
    }
}
