package io.daxcheck.stack;

import static io.daxcheck.stack.TestHost.known;
import static io.daxcheck.stack.TestHost.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageGraphTest {
    private static List<String> names(List<BlockDevice> devices) {
        List<String> names = new ArrayList<>();
        for (BlockDevice device : devices) {
            names.add(device.name());
        }
        return names;
    }

    private static Stack stack(TestHost host, String top) {
        StorageGraph graph = host.graph();
        return graph.stack(graph.host().device(top).orElseThrow());
    }

    private static List<String> tops(TestHost host) {
        StorageGraph graph = host.graph();
        List<String> tops = new ArrayList<>();
        for (BlockDevice device : graph.host().devices().values()) {
            if (graph.isTop(device)) {
                tops.add(device.name());
            }
        }
        return tops;
    }

    /** Why the table of dm-0 is not believed; empty where it is. */
    private static String doubt(TestHost host) {
        StorageGraph graph = host.graph();
        Fact<DmTable> table = graph.table(graph.host().device("dm-0").orElseThrow());
        return table instanceof Fact.Unreadable<DmTable> unreadable ? unreadable.reason() : "";
    }

    // ---------------------------------------------------------------------------------------------- stacks

    @Test
    void aDeviceIsOneLayerHoweverManyWaysLeadToIt() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .dm("dm-1", "0 80 linear pmem0 80")
                .dm("dm-2", "0 80 linear dm-0 0", "80 80 linear dm-1 0", "160 80 linear pmem0 160");
        Stack stack = stack(host, "dm-2");
        assertThat(names(stack.layers())).containsExactlyInAnyOrder("dm-2", "dm-0", "dm-1", "pmem0");
        assertThat(stack.top().name()).isEqualTo("dm-2");
        assertThat(names(stack.layers())).endsWith("pmem0");
        assertThat(stack.depth()).isEqualTo(3);
        assertThat(stack.loop()).isEmpty();
    }

    @Test
    void everyDeviceStandsBeforeThoseBelowIt() {
        TestHost host = new TestHost().pmem("pmem0", 1 << 20);
        List<String> wanted = new ArrayList<>(List.of("pmem0"));
        for (int i = 0; i < 30; i++) {
            String below = i == 0 ? "pmem0" : "dm-" + (i - 1);
            String further = i < 2 ? "pmem0" : "dm-" + (i - 2);
            host.dm("dm-" + i, "0 8 linear " + further + " 0", "8 8 linear " + below + " 0");
            wanted.add(0, "dm-" + i);
        }
        Stack stack = stack(host, "dm-29");
        assertThat(names(stack.layers())).isEqualTo(wanted);
        assertThat(stack.depth()).isEqualTo(31);
    }

    @Test
    void aDeviceThatMapsItselfIsALoop() {
        Stack stack = stack(new TestHost().dm("dm-0", "0 80 linear dm-0 0"), "dm-0");
        assertThat(stack.loop()).containsExactly("dm-0");
        assertThat(names(stack.layers())).containsExactly("dm-0");
    }

    @Test
    void twoDevicesThatMapEachOtherAreALoopFromEitherAndFromAbove() {
        TestHost host = new TestHost()
                .dm("dm-0", "0 80 linear dm-1 0")
                .dm("dm-1", "0 80 linear dm-0 0")
                .dm("dm-2", "0 80 linear dm-1 0");
        assertThat(stack(host, "dm-0").loop()).containsExactly("dm-0");
        assertThat(stack(host, "dm-1").loop()).containsExactly("dm-1");
        assertThat(stack(host, "dm-2").loop()).containsExactly("dm-1");
        assertThat(names(stack(host, "dm-2").layers())).containsExactly("dm-2", "dm-1", "dm-0");
    }

    @Test
    void belowAPartitionIsItsDiskAndBelowAnythingElseAreItsSlaves() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .partition("pmem0p1", "pmem0", 8, 400)
                .add(TestHost.device("md0", Kind.MD).size(400).slaves("pmem0p1", "gone"))
                .loop("loop0", 80, "/dev/pmem0p1")
                .loop("loop1", 80, "/var/lib/image");
        StorageGraph graph = host.graph();
        assertThat(names(graph.below(graph.host().device("pmem0p1").orElseThrow())))
                .containsExactly("pmem0");
        assertThat(names(graph.below(graph.host().device("md0").orElseThrow()))).containsExactly("pmem0p1");
        assertThat(names(graph.below(graph.host().device("loop0").orElseThrow())))
                .containsExactly("pmem0p1");
        assertThat(graph.below(graph.host().device("loop1").orElseThrow())).isEmpty();
    }

    @Test
    void withoutItsTableADmDeviceLiesOnItsSlaves() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .add(TestHost.device("dm-0", Kind.DM)
                        .size(80)
                        .slaves("pmem0")
                        .dm(new BlockDevice.DmDevice(
                                known("x"), known(""), new Fact.Unreadable<>("commands/dmsetup-table", "EACCES"))));
        assertThat(names(stack(host, "dm-0").layers())).containsExactly("dm-0", "pmem0");
        assertThat(doubt(host)).isEqualTo("EACCES");
    }

    // ------------------------------------------------------------------------------------------------ tops

    @Test
    void aDeviceUnderATableIsNoTop() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .pmem("pmem1", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .dm("dm-1", "0 80 linear dm-0 0");
        assertThat(tops(host)).containsExactly("pmem1", "dm-1");
    }

    @Test
    void aDeviceWithAHolderIsNoTopEvenIfNothingElseIsKnownOfIt() {
        TestHost host = new TestHost().pmem("pmem0", 800).change("pmem0", disk -> disk.holders("dm-7"));
        assertThat(tops(host)).isEmpty();
    }

    @Test
    void aDiskWithPartitionsIsATopUntilOneIsInUse() {
        TestHost idle = new TestHost().pmem("pmem0", 800).partition("pmem0p1", "pmem0", 8, 400);
        assertThat(tops(idle)).containsExactly("pmem0", "pmem0p1");

        TestHost mounted = new TestHost()
                .pmem("pmem0", 800)
                .partition("pmem0p1", "pmem0", 8, 400)
                .mount("pmem0p1", "/data", "rw");
        assertThat(tops(mounted)).containsExactly("pmem0p1");

        TestHost mapped = new TestHost()
                .pmem("pmem0", 800)
                .partition("pmem0p1", "pmem0", 8, 400)
                .dm("dm-0", "0 80 linear pmem0p1 0");
        assertThat(tops(mapped)).containsExactly("dm-0");
    }

    @Test
    void theDeviceBehindALoopDeviceIsNoTop() {
        TestHost host = new TestHost().pmem("pmem0", 800).loop("loop0", 80, "/dev/pmem0");
        assertThat(tops(host)).containsExactly("loop0");
    }

    @Test
    void devicesThatCoverEachOtherAreNotLostAmongTheTops() {
        TestHost itself = new TestHost().pmem("pmem0", 800).dm("dm-0", "0 80 linear dm-0 0");
        assertThat(tops(itself)).containsExactly("pmem0", "dm-0");

        TestHost eachOther = new TestHost()
                .dm("dm-0", "0 80 linear dm-1 0")
                .dm("dm-1", "0 80 linear dm-0 0")
                .dm("dm-2", "0 80 linear dm-3 0")
                .dm("dm-3", "0 80 linear dm-2 0");
        assertThat(tops(eachOther)).containsExactly("dm-0", "dm-2");

        TestHost underATop = new TestHost()
                .dm("dm-0", "0 80 linear dm-1 0")
                .dm("dm-1", "0 80 linear dm-0 0")
                .dm("dm-2", "0 80 linear dm-1 0");
        assertThat(tops(underATop)).containsExactly("dm-2");
    }

    @Test
    void aDiamondIsNoLoop() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .dm("dm-1", "0 80 linear dm-0 0", "80 80 linear pmem0 80")
                .change("dm-1", dm -> dm.holders("gone"));
        assertThat(tops(host)).isEmpty();
    }

    // ---------------------------------------------------------------------------------------- names of legs

    @Test
    void resolvesNumbersAndPaths() {
        StorageGraph graph = new TestHost().pmem("pmem0", 800).graph();
        assertThat(graph.resolve(number("pmem0")).map(BlockDevice::name)).hasValue("pmem0");
        assertThat(graph.resolve("/dev/pmem0").map(BlockDevice::name)).hasValue("pmem0");
        assertThat(graph.resolve("pmem0")).isEmpty();
        assertThat(graph.resolve("/dev/pmem1")).isEmpty();
        assertThat(graph.resolve("/tmp/pmem0")).isEmpty();
        assertThat(graph.resolve("1:1048577")).isEmpty();
        assertThat(graph.resolve("")).isEmpty();
    }

    @Test
    void theDiskOfAnythingButAPartitionIsItself() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .partition("pmem0p1", "pmem0", 8, 400)
                .partition("x1", "x", 8, 400);
        StorageGraph graph = host.graph();
        assertThat(graph.diskOf(graph.host().device("pmem0").orElseThrow()).map(BlockDevice::name))
                .hasValue("pmem0");
        assertThat(graph.diskOf(graph.host().device("pmem0p1").orElseThrow()).map(BlockDevice::name))
                .hasValue("pmem0");
        assertThat(graph.diskOf(graph.host().device("x1").orElseThrow())).isEmpty();
    }

    // ---------------------------------------------------------------------------------- tables that do not fit

    @Test
    void believesATableThatFits() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .pmem("pmem1", 800)
                .dm("dm-0", "0 80 linear pmem0 720", "80 160 striped 2 8 pmem0 0 pmem1 720")
                .change("dm-0", dm -> dm.slaves("pmem1", "pmem0"));
        assertThat(doubt(host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"79", "81"})
    void doubtsATableThatIsNotAsLongAsTheDevice(long size) {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.size(size));
        assertThat(doubt(host)).isEqualTo("its targets cover 80 sectors, the device has " + size);
    }

    @Test
    void doubtsATableWhereTheSizeIsNotKnown() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.size(TestHost.absent()));
        assertThat(doubt(host)).contains("without the size of dm-0");
    }

    @Test
    void doubtsATableWithALegThatIsNoSlave() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .pmem("pmem1", 800)
                .dm("dm-0", "0 80 linear pmem1 0")
                .change("dm-0", dm -> dm.slaves("pmem0"));
        assertThat(doubt(host)).isEqualTo("pmem1 is in it, and not among the slaves");
    }

    @Test
    void doubtsATableThatLacksASlave() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .leaf(Kind.BRD, "ram0", 800)
                .dm("dm-0", "0 80 linear pmem0 0")
                .change("dm-0", dm -> dm.slaves("pmem0", "ram0"));
        assertThat(doubt(host)).isEqualTo("ram0 is among the slaves, and not in it");
    }

    @Test
    void aTargetOfAnotherTypeMayHaveSlavesThatItsLineDoesNotName() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .leaf(Kind.BRD, "ram0", 800)
                .dm("dm-0", "0 80 newfangled pmem0")
                .change("dm-0", dm -> dm.slaves("pmem0", "ram0"));
        assertThat(doubt(host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0 80 linear pmem0 721, 'sectors 721 to 801 of pmem0 are in it, which ends at 800'",
        "0 160 striped 2 8 pmem0 0 pmem0 721, 'sectors 721 to 801 of pmem0 are in it, which ends at 800'",
        "0 808 linear pmem0 0, 'sectors 0 to 808 of pmem0 are in it, which ends at 800'",
        "0 80 linear pmem0 9223372036854775727, 'of pmem0 are in it, which ends at 800'",
        "0 801 log-writes pmem0 pmem1, 'sectors 0 to 801 of pmem0 are in it, which ends at 800'",
    })
    void doubtsARangeBeyondTheEndOfALeg(String line, String doubt) {
        TestHost host = new TestHost().pmem("pmem0", 800).pmem("pmem1", 800).dm("dm-0", line);
        assertThat(doubt(host)).contains(doubt);
    }

    /** log-writes hands sectors on as they are, regardless of the start of the target. */
    @Test
    void doubtsALogWritesTargetBehindAnotherOverAShorterDevice() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .pmem("pmem1", 80)
                .dm("dm-0", "0 80 linear pmem0 0", "80 80 log-writes pmem1 pmem0");
        assertThat(doubt(host)).isEqualTo("sectors 80 to 160 of pmem1 are in it, which ends at 80");
    }

    @Test
    void aRangeOnALegOfUnknownSizeIsBelieved() {
        TestHost host = new TestHost()
                .pmem("pmem0", 800)
                .change("pmem0", disk -> disk.size(TestHost.absent()))
                .dm("dm-0", "0 80 linear pmem0 721");
        assertThat(doubt(host)).isEmpty();
    }

    @Test
    void aLegThatIsNotThereIsNoReasonToDoubtTheTable() {
        DmTarget target =
                new DmTarget(0, 80, "linear", List.of(new DmTarget.Leg("/dev/gone", 0)), 0, "0 80 linear /dev/gone 0");
        TestHost host = new TestHost().dm("dm-0", List.of(target));
        assertThat(doubt(host)).isEmpty();
        assertThat(names(stack(host, "dm-0").layers())).containsExactly("dm-0");
    }
}
