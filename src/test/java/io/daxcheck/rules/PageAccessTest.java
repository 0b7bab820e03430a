package io.daxcheck.rules;

import static io.daxcheck.rules.Replays.SIZE;
import static io.daxcheck.rules.Replays.codes;
import static io.daxcheck.rules.Replays.device;
import static io.daxcheck.rules.Replays.host;
import static io.daxcheck.rules.Replays.replay;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.SectorRange;
import io.daxcheck.stack.TestHost;
import org.junit.jupiter.api.Test;

/** Where single kernels come to with a DAX access to one page. */
class PageAccessTest {
    private static PageAccess.Access access(TestHost test, String device, long page) {
        PageAccess pages = new PageAccess(
                test.graph(),
                test.host().kernel().value().orElseThrow().plausibleModels().get(0),
                8,
                replay(test, false).drivers());
        return pages.to(device(test, device), page);
    }

    private static void assertReaches(PageAccess.Access access, String disk, long page) {
        assertThat(access).isInstanceOfSatisfying(PageAccess.Reached.class, reached -> {
            assertThat(reached.disk().name()).isEqualTo(disk);
            assertThat(reached.page()).isEqualTo(page);
        });
    }

    private static void assertStops(PageAccess.Access access, FindingCode reason) {
        assertThat(access).isInstanceOf(PageAccess.Stopped.class);
        assertThat(codes(access.answer())).containsExactly(reason);
    }

    @Test
    void startsOfTargetsAndPartitionsAddUp() {
        TestHost test = host("5.10.100")
                .partition("pmem1p1", "pmem1", 2048, 65536)
                .dm("dm-0", "0 8192 linear pmem2 0", "8192 8192 linear pmem1p1 16")
                .dm("dm-1", "0 8192 linear dm-0 8184");
        assertReaches(access(test, "dm-1", 0), "pmem2", 1023);
        assertReaches(access(test, "dm-1", 1), "pmem1", (2048 + 16) / 8);
    }

    @Test
    void anAddressBetweenTwoPagesIsRefusedUntil517AndRoundedDownSince() {
        TestHost test = host("5.16.0").dm("dm-0", "0 65536 linear pmem1 2049");
        assertStops(access(test, "dm-0", 3), FindingCode.OFFSET_NOT_PAGE_ALIGNED);
        assertReaches(access(test.release("5.17.0"), "dm-0", 3), "pmem1", 2048 / 8 + 3);
    }

    @Test
    void aPageInTwoPiecesIsRefused() {
        TestHost test = host("7.3.0")
                .dm("dm-0", "0 65530 linear pmem1 2048", "65530 65536 linear pmem2 2048")
                .dm("dm-1", "0 65536 striped 2 12 pmem1 0 pmem2 0");
        assertReaches(access(test, "dm-0", 8190), "pmem1", 2048 / 8 + 8190);
        assertStops(access(test, "dm-0", 8191), FindingCode.BOUNDARY_INSIDE_PAGE);
        assertStops(access(test, "dm-1", 1), FindingCode.CHUNK_NOT_WHOLE_PAGES);
    }

    @Test
    void aPageBeyondTheTableIsAContradiction() {
        TestHost test = host("7.3.0").dm("dm-0", "0 65536 linear pmem1 2048");
        assertStops(access(test, "dm-0", 8192), FindingCode.DM_TABLE_INCONSISTENT);
    }

    @Test
    void onlyTheAccessedPageHasToBeSound() {
        TestHost test = new TestHost().release("5.10.100").pmem("pmem1", SIZE, new SectorRange(17, 1));
        assertReaches(access(test, "pmem1", 1), "pmem1", 1);
        assertStops(access(test, "pmem1", 2), FindingCode.POISON_IN_RANGE);
        assertReaches(access(test, "pmem1", 3), "pmem1", 3);
    }

    @Test
    void rawMemoryHasDaxUntil416() {
        assertReaches(access(host("4.15.0"), "pmem3", 5), "pmem3", 5);
        assertStops(access(host("4.16.0"), "pmem3", 5), FindingCode.RAW_NAMESPACE);
    }
}
