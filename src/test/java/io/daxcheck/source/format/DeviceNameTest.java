package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNameTest {
    @ParameterizedTest
    @CsvSource({
        "sda1, 1, sda",
        "sda12, 12, sda",
        "pmem0p1, 1, pmem0",
        "pmem1s2, 2, pmem1s",
        "nvme0n1p15, 15, nvme0n1",
        "md_d0p3, 3, md_d0",
        "sdp1, 1, sdp",
        "p1, 1, p"
    })
    void aPartitionHasTheNameOfItsDiskAndItsNumber(String partition, String number, String disk) {
        assertThat(DeviceName.diskOfPartition(partition, number)).contains(disk);
        assertThat(DeviceName.partition(disk, number)).isEqualTo(partition);
    }

    @ParameterizedTest
    @CsvSource({"pmem01, 1", "sda1, 2", "sda, ''", "7, 7", "dm-3, 13"})
    void aNameOfAnotherShapeIsNoPartitions(String name, String number) {
        assertThat(DeviceName.diskOfPartition(name, number)).isEmpty();
    }

    @Test
    void theNumberOfANameIsItsLastDigits() {
        assertThat("nvme0n1p15".substring(DeviceName.trailingNumber("nvme0n1p15")))
                .isEqualTo("15");
        assertThat(DeviceName.trailingNumber("sda")).isEqualTo(3);
        assertThat(DeviceName.trailingNumber("12")).isZero();
    }

    @Test
    void aNameOfTheBusHasARegionsNumberAndItsOwn() {
        assertThat(DeviceName.isOfRegion("namespace1.0", "namespace")).isTrue();
        assertThat(DeviceName.isOfRegion("namespace1", "namespace")).isFalse();
        assertThat(DeviceName.isOfRegion("dax1.x", "dax")).isFalse();
        assertThat(DeviceName.isNumbered("dm-3", "dm-")).isTrue();
        assertThat(DeviceName.isNumbered("dm-", "dm-")).isFalse();
    }
}
