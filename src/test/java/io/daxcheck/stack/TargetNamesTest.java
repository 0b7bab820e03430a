package io.daxcheck.stack;

import static io.daxcheck.stack.TestHost.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetNamesTest {
    private static TestHost host() {
        return new TestHost()
                .pmem("pmem0", 800)
                .raw("pmem1", 800)
                .pmem("pmem2", 800)
                .partition("pmem2p1", "pmem2", 8, 400)
                .leaf(Kind.OTHER, "cciss!c0d0", 800)
                .addNamespace("namespace9.0", "dax")
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.dmName("vg-lv"))
                .dm("dm-1", "0 80 linear pmem0 80")
                .change("dm-1", dm -> dm.dmName("fast--vg-log--a-b"))
                .dm("dm-2", "0 80 linear pmem0 160")
                .change("dm-2", dm -> dm.dmName("fast--vg-my--log"))
                .mount("pmem2p1", "/data", "rw")
                .mount("dm-0", "/data", "rw", "dax")
                .mount("dm-1", "/", "rw")
                .mount("dm-2", "/dev/shm", "rw");
    }

    private static String find(String target) {
        return new TargetNames(host().host())
                .find(target)
                .map(BlockDevice::name)
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/pmem0, pmem0",
        "/dev/dm-1, dm-1",
        "/dev/pmem2p1, pmem2p1",
        "/dev/mapper/vg-lv, dm-0",
        "/dev/mapper/fast--vg-my--log, dm-2",
        "/dev/vg/lv, dm-0",
        "/dev/fast-vg/my-log, dm-2",
        "dm-0, dm-0",
        "pmem2p1, pmem2p1",
        "vg-lv, dm-0",
        "vg/lv, dm-0",
        "fast-vg/my-log, dm-2",
        "fast--vg-my--log, dm-2",
        "namespace0.0, pmem0",
        "namespace1.0, pmem1",
        "/data, dm-0",
        "/data/, dm-0",
        "/, dm-1",
        "/dev/shm, dm-2",
    })
    void findsEveryFormOfAName(String target, String device) {
        assertThat(find(target)).isEqualTo(device);
    }

    @Test
    void findsANumber() {
        assertThat(find(number("pmem1"))).isEqualTo("pmem1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/pmem9",
                "/dev/mapper/lv",
                "/dev/vg/lv2",
                "/dev/fast/vg-my-log",
                "/dev/",
                "/dev",
                "pmem9",
                "",
                "vg/lv2",
                "UUID=0",
                "LABEL=",
                "999:999",
                "namespace9.0",
                "namespace7.0",
                "/dat",
                "/data/x",
                "data"
            })
    void findsNothingElse(String target) {
        assertThat(find(target)).isEqualTo("nothing");
    }

    @Test
    void tellsANamespaceWithoutADiskFromOneThatDoesNotExist() {
        TargetNames names = new TargetNames(host().host());
        assertThat(names.isNamespace("namespace9.0")).isTrue();
        assertThat(names.isNamespace("namespace0.0")).isTrue();
        assertThat(names.isNamespace("namespace7.0")).isFalse();
        assertThat(names.isNamespace("pmem0")).isFalse();
    }

    @Test
    void aKernelNameWithASlashIsFoundByItsPath() {
        assertThat(find("/dev/cciss/c0d0")).isEqualTo("cciss!c0d0");
    }

    /** LVM doubles the hyphens of both names, so that these two are different volumes. */
    @Test
    void hyphensOfVolumeGroupAndVolumeAreKeptApart() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.dmName("a--b-c"))
                .dm("dm-1", "0 80 linear pmem0 80")
                .change("dm-1", dm -> dm.dmName("a-b--c"));
        TargetNames names = new TargetNames(host.host());
        assertThat(names.find("/dev/a-b/c").map(BlockDevice::name)).hasValue("dm-0");
        assertThat(names.find("/dev/a/b-c").map(BlockDevice::name)).hasValue("dm-1");
    }

    /** The order counts where one word is the name of two things. */
    @Test
    void aKernelNameGoesBeforeADmNameAndThatBeforeAVolume() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .pmem("pmem1", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.dmName("pmem1"))
                .dm("dm-1", "0 80 linear pmem0 80")
                .change("dm-1", dm -> dm.dmName("a-b"))
                .dm("dm-2", "0 80 linear pmem0 160")
                .change("dm-2", dm -> dm.dmName("a/b"));
        TargetNames names = new TargetNames(host.host());
        assertThat(names.find("pmem1").map(BlockDevice::name)).hasValue("pmem1");
        assertThat(names.find("/dev/mapper/pmem1").map(BlockDevice::name)).hasValue("dm-0");
        assertThat(names.find("a/b").map(BlockDevice::name)).hasValue("dm-2");
        assertThat(names.find("/dev/a/b").map(BlockDevice::name)).hasValue("dm-1");
    }

    @Test
    void aPathLiesOnTheDeepestMount() {
        TargetNames names = new TargetNames(host().host());
        assertThat(names.findHolding("/data/a/b").map(BlockDevice::name)).hasValue("dm-0");
        assertThat(names.findHolding("/database").map(BlockDevice::name)).hasValue("dm-1");
        assertThat(names.findHolding("/data").map(BlockDevice::name)).hasValue("dm-0");
    }
}
