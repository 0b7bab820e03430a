package io.daxcheck.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PmemNameTest {
    @ParameterizedTest
    @CsvSource({
        "pmem0, region0, namespace0.0",
        "/dev/pmem12, region12, namespace12.0",
        "/dev/pmem1.2, region1, namespace1.2",
        "pmem1.2s, region1, namespace1.2",
        "pmem1s3, region1, namespace1.0",
        "pmem1.10p4, region1, namespace1.10",
    })
    void theNumbersAreThoseOfRegionAndNamespace(String name, String region, String namespace) {
        assertThat(PmemName.of(name)).contains(new PmemName(region, namespace));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pmem", "pmem.1", "pmem1.", "pmem1p", "pmem1x", "pmem1p2x", "xpmem1", "/dev/mapper/pmem1", ""})
    void othersAreNoNamesOfPmemDisks(String name) {
        assertThat(PmemName.of(name)).isEmpty();
    }
}
