package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.MountTable;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the content of a device. */
class DeviceContentsTest {
    private static List<FindingCode> codes(Map<String, Fact<Superblock>> superblocks) {
        Host host = new TestHost().pmem("pmem1", 1 << 18).host().withSuperblocks(superblocks);
        DeviceContents contents = new DeviceContents(host, new MountTable(new StorageGraph(host)));
        List<Finding> findings = new ArrayList<>();
        contents.addFindings(host.device("pmem1").orElseThrow(), findings);
        return findings.stream().map(Finding::code).toList();
    }

    private static Fact<Superblock> known(String type) {
        return TestHost.known(Superblock.named(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"swap", "crypto_LUKS", "LVM2_member", "linux_raid_member", "bcache", "zfs_member"})
    void whatIsForAnotherLayerCannotBeMounted(String type) {
        assertThat(codes(Map.of("pmem1", known(type)))).containsExactly(FindingCode.NO_FILESYSTEM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "btrfs", "vfat", "dos"})
    void anyOtherTypeMayBe(String type) {
        assertThat(codes(Map.of("pmem1", known(type)))).isEmpty();
    }

    @Test
    void readsThatFailAreMissingFactsAndAnEmptyDeviceIsNone() {
        assertThat(codes(Map.of("pmem1", new Fact.Unreadable<>(Fact.Unreadable.IO_ERROR, "test"))))
                .containsExactly(FindingCode.FACT_MISSING);
        assertThat(codes(Map.of("pmem1", TestHost.absent()))).isEmpty();
        assertThat(codes(Map.of())).isEmpty();
    }
}
