package io.daxcheck.stack.pages;

import static io.daxcheck.stack.TestHost.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Host;
import io.daxcheck.host.SectorRange;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TestHost;
import io.daxcheck.stack.pages.PageWalk.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model against {@link PageWalk}, and what it costs. */
class PageModelTest {
    private static final List<KernelVersion> KERNELS = List.of(
            new KernelVersion(4, 14, 5),
            KernelVersion.of(4, 17),
            new KernelVersion(4, 19, 1),
            new KernelVersion(5, 10, 223),
            KernelVersion.of(6, 1));
    private static final KernelVersion REFUSING = new KernelVersion(5, 10, 223);
    private static final KernelVersion TRUNCATING = KernelVersion.of(6, 1);
    private static final long PAGE = 8;
    private static final long LARGE_PAGE = 128;

    /** What the names of the leaves in these tests mean. */
    private static LeafMemory memory(BlockDevice leaf) {
        return switch (leaf.name().replaceAll("[0-9]", "")) {
            case "pmem" -> LeafMemory.STRUCT_PAGES;
            case "raw" -> LeafMemory.NO_STRUCT_PAGES;
            case "odd" -> LeafMemory.UNKNOWN;
            default -> LeafMemory.NONE;
        };
    }

    private static TestHost leaves(long sectors, SectorRange... poison) {
        return new TestHost()
                .pmem("pmem0", sectors)
                .pmem("pmem1", sectors, poison)
                .add(TestHost.device("raw0", Kind.PMEM).size(sectors).badblocks(List.of()))
                .leaf(Kind.BRD, "ram0", sectors)
                .leaf(Kind.OTHER, "odd0", sectors);
    }

    private static PageModel.Result examine(TestHost host, KernelVersion kernel, long pageSectors, String top) {
        return examine(host.host(), kernel, pageSectors, top);
    }

    private static PageModel.Result examine(Host host, KernelVersion kernel, long pageSectors, String top) {
        StorageGraph graph = new StorageGraph(host);
        BlockDevice device = host.device(top).orElseThrow();
        return new PageModel(graph, KernelModel.of(kernel), pageSectors, PageModelTest::memory)
                .examine(graph.stack(device), device.sizeSectors().value().orElseThrow());
    }

    // ------------------------------------------------------------------------------ against the page walk

    private static Hazard hazard(Outcome outcome) {
        return switch (outcome) {
            case RIGHT, UNKNOWN -> null;
            case PANIC -> Hazard.PANIC;
            case CORRUPT -> Hazard.CORRUPT;
            case ERROR -> Hazard.ERROR;
        };
    }

    private static List<HazardRange> merged(List<Outcome> outcomes, long pageSectors) {
        List<HazardRange> ranges = new ArrayList<>();
        int page = 0;
        while (page < outcomes.size()) {
            int end = page + 1;
            while (end < outcomes.size() && outcomes.get(end) == outcomes.get(page)) {
                end++;
            }
            if (hazard(outcomes.get(page)) != null) {
                ranges.add(new HazardRange(hazard(outcomes.get(page)), page * pageSectors, (end - page) * pageSectors));
            }
            page = end;
        }
        return ranges;
    }

    private static Map<Hazard, Long> bytes(List<HazardRange> ranges) {
        Map<Hazard, Long> bytes = new EnumMap<>(Hazard.class);
        for (HazardRange range : ranges) {
            bytes.merge(range.hazard(), range.length() * 512, Long::sum);
        }
        return bytes;
    }

    private static Set<String> causes(PageModel.Result result) {
        Set<String> causes = new TreeSet<>();
        for (Cause cause : result.causes()) {
            causes.add(cause.kind() + " " + cause.device().name());
        }
        return causes;
    }

    private static boolean isIrregular(DmTarget target, long pageSectors) {
        return target.isStriped() && (target.chunkSectors() % pageSectors != 0 || target.start() % pageSectors != 0);
    }

    private static boolean hasIrregularStripes(Host host, long pageSectors) {
        return host.devices().values().stream()
                .flatMap(device -> device.dm().stream())
                .flatMap(dm -> dm.table().value().orElseThrow().targets().stream())
                .anyMatch(target -> isIrregular(target, pageSectors));
    }

    /** Compares one device, page by page. */
    private static PageModel.Result compare(Host host, String top, KernelVersion kernel, long pageSectors) {
        PageWalk walk = new PageWalk(host.devices(), kernel, pageSectors, PageModelTest::memory);
        List<Outcome> outcomes = walk.pages(host.device(top).orElseThrow());
        List<HazardRange> ranges = merged(outcomes, pageSectors);
        PageModel.Result result = examine(host, kernel, pageSectors, top);
        Supplier<String> what =
                () -> "Linux " + kernel + ", pages of " + pageSectors + " sectors, " + top + " of " + tables(host);
        assertThat(walk.rightByChance()).as(what).isLessThanOrEqualTo(1);
        assertThat(result.truncated()).as(what).isFalse();
        assertThat(result.ranges()).as(what).isEqualTo(ranges);
        assertThat(result.bytes()).as(what).isEqualTo(bytes(ranges));
        assertThat(result.unknown()).as(what).isEqualTo(outcomes.contains(Outcome.UNKNOWN));
        assertThat(causes(result)).as(what).containsAll(walk.requiredCauses());
        assertThat(walk.allowedCauses()).as(what).containsAll(causes(result));
        return result;
    }

    private static long sum(Map<Hazard, Long> bytes) {
        long sum = 0;
        for (long part : bytes.values()) {
            sum += part;
        }
        return sum;
    }

    private static String tables(Host host) {
        StringBuilder text = new StringBuilder();
        for (BlockDevice device : host.devices().values()) {
            if (device.dm().isPresent()) {
                text.append('\n').append(device.name()).append(':');
                for (DmTarget target :
                        device.dm().get().table().value().orElseThrow().targets()) {
                    text.append(' ').append(target.line()).append(';');
                }
            }
            if (device.partition().isPresent()) {
                text.append('\n').append(device.name()).append(": ").append(device.partition());
            }
            if (device.badblocks().value().filter(list -> !list.isEmpty()).isPresent()) {
                text.append('\n').append(device.name()).append(": poison ").append(device.badblocks());
            }
        }
        return text.toString();
    }

    private static Stream<KernelVersion> kernels() {
        return KERNELS.stream();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyOffsetOfOneLinearTarget(KernelVersion kernel) {
        SectorRange poison = new SectorRange(37, 3);
        for (String leg : List.of("pmem0", "pmem1", "raw0", "ram0", "odd0")) {
            for (long offset = 0; offset <= 20; offset++) {
                for (long length : new long[] {7, 8, 64, 71}) {
                    TestHost host = leaves(200, poison).dm("dm-0", "0 " + length + " linear " + leg + " " + offset);
                    compare(host.host(), "dm-0", kernel, PAGE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyPlaceWhereTwoTargetsMeet(KernelVersion kernel) {
        for (long first = 1; first <= 24; first++) {
            for (long offset = 0; offset <= 16; offset++) {
                for (String types :
                        List.of("linear pmem0 0,linear pmem0 " + (first + offset), "linear pmem1 0,linear ram0 8")) {
                    String[] both = types.split(",", -1);
                    TestHost host = leaves(200, new SectorRange(9, 1))
                            .dm("dm-0", "0 " + first + " " + both[0], first + " 40 " + both[1]);
                    compare(host.host(), "dm-0", kernel, PAGE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyChunkOverEveryNumberOfLegs(KernelVersion kernel) {
        for (int legs = 1; legs <= 4; legs++) {
            for (long chunk = 1; chunk <= 40; chunk++) {
                for (long offset : new long[] {0, 3, 8}) {
                    long width = chunk * Math.max(1, 96 / chunk);
                    StringBuilder target =
                            new StringBuilder().append(width * legs).append(" striped ");
                    target.append(legs).append(' ').append(chunk);
                    for (int leg = 0; leg < legs; leg++) {
                        target.append(leg == 2 ? " raw0 " : leg == 3 ? " ram0 " : " pmem0 ")
                                .append(offset * leg + offset);
                    }
                    for (long before : new long[] {0, 5, 16}) {
                        TestHost host = leaves(800);
                        String[] table = before == 0
                                ? new String[] {"0 " + target}
                                : new String[] {"0 " + before + " linear pmem0 0", before + " " + target};
                        compare(host.dm("dm-0", table).host(), "dm-0", kernel, PAGE);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void offsetsOfTwoLevels(KernelVersion kernel) {
        for (long lower = 0; lower <= 16; lower++) {
            for (long upper = 0; upper <= 16; upper++) {
                for (long start : new long[] {0, 4, 8}) {
                    TestHost host = leaves(400, new SectorRange(61, 1))
                            .partition("pmem1p1", "pmem1", start, 300)
                            .dm("dm-0", "0 20 linear pmem0 0", "20 100 linear pmem1p1 " + lower)
                            .dm("dm-1", "0 80 linear dm-0 " + upper);
                    compare(host.host(), "dm-1", kernel, PAGE);
                }
            }
        }
    }

    /** Random stacks: up to four levels, diamonds, partitions, poison, every kind of leaf and target. */
    private static final class Tables {
        private final Random random;
        private final long page;
        private final TestHost host;
        private final List<String> names = new ArrayList<>(List.of("pmem0", "pmem1", "pmem2", "raw0", "ram0", "odd0"));
        private final Map<String, Long> sizes = new HashMap<>();
        private int dms;

        private final boolean irregular;

        /**
         * @param irregular whether most targets are stripes whose chunks are not page-aligned
         */
        private Tables(long seed, long page, boolean irregular) {
            this.random = new Random(seed);
            this.page = page;
            this.irregular = irregular;
            long size = 300 * page;
            SectorRange[] poison = random.nextInt(irregular ? 1 : 3) == 0
                    ? new SectorRange[] {
                        new SectorRange(random.nextInt((int) (40 * page)), 1 + random.nextInt(20)),
                        new SectorRange(50 * page + random.nextInt((int) page), 1 + random.nextInt((int) (3 * page)))
                    }
                    : new SectorRange[0];
            host = leaves(size, poison)
                    .pmem("pmem2", size)
                    .add(TestHost.device("raw1", Kind.PMEM)
                            .size(size)
                            .badblocks(List.of(new SectorRange(11, 3), new SectorRange(15 * page, 2 * page))));
            for (String leaf : names) {
                sizes.put(leaf, size);
            }
            if (random.nextInt(4) == 0) {
                names.add("raw1");
                sizes.put("raw1", size);
            }
            long start = random.nextBoolean() ? page * random.nextInt(9) : random.nextInt(20);
            host.partition("pmem2p1", "pmem2", start, 250 * page);
            names.add("pmem2p1");
            sizes.put("pmem2p1", 250 * page);
        }

        /** Most legs are sound, so that what is wrong elsewhere is seen. */
        private String leg() {
            int last = names.size() - 1;
            return switch (random.nextInt(8)) {
                case 0, 1, 2 -> dms > 0 ? names.get(last - random.nextInt(dms)) : "pmem0";
                case 3, 4, 5 -> "pmem" + random.nextInt(2);
                default -> names.get(random.nextInt(names.size()));
            };
        }

        private long offset(String leg, long length) {
            long offset = random.nextInt(3) == 0 ? random.nextInt(21) : page * random.nextInt(6);
            return Math.min(offset, sizes.get(leg) - length);
        }

        private long length() {
            return random.nextInt(3) == 0 ? 1 + random.nextInt((int) (6 * page)) : page * (1 + random.nextInt(12));
        }

        private String target(long start) {
            switch (random.nextInt(irregular ? 6 : 12) + (irregular ? 1 : 0)) {
                case 0 -> {
                    return start + " " + length() + " "
                            + List.of("crypt", "error", "snapshot-origin", "newfangled")
                                    .get(random.nextInt(4)) + " pmem0";
                }
                case 1 -> {
                    return start + " " + length() + " log-writes pmem0 ram0";
                }
                case 2, 3, 4, 5 -> {
                    return striped(start);
                }
                default -> {
                    String leg = leg();
                    long length = Math.min(length(), sizes.get(leg));
                    return start + " " + length + " linear " + leg + " " + offset(leg, length);
                }
            }
        }

        private String striped(long start) {
            int legs = 1 + random.nextInt(4);
            long chunk = random.nextInt(3) == 0 || (irregular && random.nextBoolean())
                    ? 1L + random.nextInt(5 * (int) page)
                    : page * (1L + random.nextInt(4));
            StringBuilder places = new StringBuilder();
            long rows = 1L + random.nextInt((int) Math.max(1, 24 * page / chunk));
            List<String> chosen = new ArrayList<>();
            for (int i = 0; i < legs; i++) {
                String leg = leg();
                chosen.add(leg);
                rows = Math.min(rows, sizes.get(leg) / chunk);
            }
            if (rows == 0) {
                return start + " " + page + " linear pmem0 0";
            }
            for (String leg : chosen) {
                places.append(' ').append(leg).append(' ').append(offset(leg, rows * chunk));
            }
            return start + " " + rows * chunk * legs + " striped " + legs + " " + chunk + places;
        }

        private String build() {
            int levels = 1 + random.nextInt(4);
            for (int level = 0; level < levels; level++) {
                List<String> table = new ArrayList<>();
                long size = 0;
                int targets = 1 + random.nextInt(5);
                for (int i = 0; i < targets; i++) {
                    String line = target(size);
                    table.add(line);
                    size += Long.parseLong(line.split(" ", -1)[1]);
                }
                String name = "dm-" + level;
                host.dm(name, table.toArray(String[]::new));
                names.add(name);
                sizes.put(name, size);
                dms++;
            }
            return "dm-" + (levels - 1);
        }
    }

    private static void compareRandomStacks(int stacks, long page, boolean irregular) {
        Map<Hazard, Integer> seen = new EnumMap<>(Hazard.class);
        int withIrregularStripes = 0;
        for (int seed = 0; seed < stacks; seed++) {
            Tables tables = new Tables(seed, page, irregular);
            String top = tables.build();
            Host host = tables.host.host();
            withIrregularStripes += hasIrregularStripes(host, page) ? 1 : 0;
            PageModel.Result result = compare(host, top, KERNELS.get(seed % KERNELS.size()), page);
            for (Hazard hazard : result.bytes().keySet()) {
                seen.merge(hazard, 1, Integer::sum);
            }
        }
        // The comparison is worth something only where there is something to find.
        assertThat(withIrregularStripes).isGreaterThan(irregular ? stacks / 2 : stacks / 10);
        assertThat(seen)
                .hasSize(Hazard.values().length)
                .allSatisfy((hazard, times) -> assertThat(times).as(hazard.id()).isGreaterThan(stacks / 40));
    }

    @Test
    void randomStacks() {
        compareRandomStacks(8_000, PAGE, false);
    }

    @Test
    void randomStacksOfLargePages() {
        compareRandomStacks(500, LARGE_PAGE, false);
    }

    /** Chunks that are not page-aligned over bad blocks, boundaries, raw legs and each other. */
    @Test
    void randomStacksOfIrregularStripes() {
        compareRandomStacks(12_000, PAGE, true);
    }

    @Test
    void randomStacksOfIrregularStripesAndLargePages() {
        compareRandomStacks(300, LARGE_PAGE, true);
    }

    // --------------------------------------------------------------------------------------------- single facts

    @Test
    void aSoundStackHasNeitherHazardNorCause() {
        TestHost host = leaves(4096).dm("dm-0", "0 2048 linear pmem0 2048", "2048 1024 striped 2 64 pmem0 0 pmem1 0");
        for (KernelVersion kernel : KERNELS) {
            PageModel.Result result = examine(host, kernel, PAGE, "dm-0");
            assertThat(result).isEqualTo(new PageModel.Result(Map.of(), List.of(), false, false, List.of()));
        }
    }

    @Test
    void anOffsetInsideAPageFailsOrCorrupts() {
        TestHost host = leaves(80_000).dm("dm-0", "0 65536 linear pmem0 2049");
        PageModel.Result refused = examine(host, REFUSING, PAGE, "dm-0");
        assertThat(refused.ranges()).containsExactly(new HazardRange(Hazard.ERROR, 0, 65536));
        PageModel.Result truncated = examine(host, TRUNCATING, PAGE, "dm-0");
        assertThat(truncated.ranges()).containsExactly(new HazardRange(Hazard.CORRUPT, 0, 65536));
        assertThat(truncated.bytes()).containsExactly(Map.entry(Hazard.CORRUPT, 33_554_432L));
        Cause cause = truncated.causes().get(0);
        assertThat(cause.kind()).isEqualTo(Cause.Kind.OFFSET);
        assertThat(cause.device().name()).isEqualTo("dm-0");
        assertThat(cause.target().orElseThrow().line()).isEqualTo("0 65536 linear pmem0 2049");
        assertThat(cause.pages()).isEqualTo(8192);
    }

    @Test
    void offsetsThatAddUpToWholePagesAreStillCutDown() {
        TestHost host = leaves(80_000).dm("dm-0", "0 65544 linear pmem0 2052").dm("dm-1", "0 65536 linear dm-0 4");
        PageModel.Result result = examine(host, TRUNCATING, PAGE, "dm-1");
        assertThat(result.ranges()).containsExactly(new HazardRange(Hazard.CORRUPT, 0, 65536));
        assertThat(causes(result)).containsExactly("OFFSET dm-0", "OFFSET dm-1");
    }

    @Test
    void thePageSizeDecidesWhatAnOffsetIs() {
        TestHost host = leaves(80_000).dm("dm-0", "0 65536 linear pmem0 2056");
        assertThat(examine(host, TRUNCATING, PAGE, "dm-0").bytes()).isEmpty();
        assertThat(examine(host, TRUNCATING, LARGE_PAGE, "dm-0").bytes()).containsOnlyKeys(Hazard.CORRUPT);
    }

    @Test
    void theRawLegOfAStripePanics() {
        TestHost host = leaves(80_000).dm("dm-0", "0 1024 striped 2 128 pmem0 0 raw0 0");
        PageModel.Result result = examine(host, REFUSING, PAGE, "dm-0");
        assertThat(result.ranges())
                .containsExactly(
                        new HazardRange(Hazard.PANIC, 128, 128),
                        new HazardRange(Hazard.PANIC, 384, 128),
                        new HazardRange(Hazard.PANIC, 640, 128),
                        new HazardRange(Hazard.PANIC, 896, 128));
        assertThat(causes(result)).containsExactly("NO_STRUCT_PAGES raw0");
        assertThat(result.causes().get(0).pages()).isEqualTo(64);
    }

    @Test
    void poisonInARawLegFailsBeforeItCanPanic() {
        TestHost host = new TestHost()
                .add(TestHost.device("raw0", Kind.PMEM).size(800).badblocks(List.of(new SectorRange(17, 1))));
        PageModel.Result result = examine(host, KernelVersion.of(4, 17), PAGE, "raw0");
        assertThat(result.ranges())
                .containsExactly(
                        new HazardRange(Hazard.PANIC, 0, 16),
                        new HazardRange(Hazard.ERROR, 16, 8),
                        new HazardRange(Hazard.PANIC, 24, 776));
        assertThat(causes(result)).containsExactlyInAnyOrder("NO_STRUCT_PAGES raw0", "POISON raw0");
        assertThat(pages(result))
                .containsOnly(Map.entry(Cause.Kind.POISON, 1L), Map.entry(Cause.Kind.NO_STRUCT_PAGES, 99L));
    }

    /** Where each page that is used has bad blocks, there is none left that panics. */
    @Test
    void aRawLegOfBadPagesAloneDoesNotPanic() {
        TestHost host = new TestHost()
                .add(TestHost.device("raw0", Kind.PMEM).size(800).badblocks(List.of(new SectorRange(16, 16))))
                .dm("dm-0", "0 16 linear raw0 16")
                .dm("dm-1", "0 24 linear raw0 16");
        assertThat(pages(examine(host, REFUSING, PAGE, "dm-0"))).containsOnly(Map.entry(Cause.Kind.POISON, 2L));
        assertThat(pages(examine(host, REFUSING, PAGE, "dm-1")))
                .containsOnly(Map.entry(Cause.Kind.POISON, 2L), Map.entry(Cause.Kind.NO_STRUCT_PAGES, 1L));
    }

    private static Map<Cause.Kind, Long> pages(PageModel.Result result) {
        Map<Cause.Kind, Long> pages = new EnumMap<>(Cause.Kind.class);
        result.causes().forEach(cause -> pages.put(cause.kind(), cause.pages()));
        return pages;
    }

    @Test
    void asManyBadBlocksAsAKernelListsAreCountedOneByOne() {
        SectorRange[] poison = new SectorRange[512];
        for (int i = 0; i < poison.length; i++) {
            poison[i] = new SectorRange(800L * i + 3, 1);
        }
        TestHost host = leaves(1L << 20, poison).dm("dm-0", "0 1000000 linear pmem1 8");
        PageModel.Result result = examine(host, TRUNCATING, PAGE, "dm-0");
        assertThat(result.bytes()).containsExactly(Map.entry(Hazard.ERROR, 511 * 4096L));
        assertThat(result.ranges()).hasSize(511).contains(new HazardRange(Hazard.ERROR, 800 - 8, 8));
    }

    @Test
    void whatIsNotKnownIsUnknownAndNoHazard() {
        TestHost host = leaves(800)
                .change("pmem1", TestHost.Maker::unknownBadblocks)
                .dm("dm-0", "0 80 linear odd0 0")
                .dm("dm-1", "0 80 linear pmem1 0")
                .dm("dm-2", "0 80 linear nowhere 0")
                .dm("dm-3", "0 80 newfangled pmem0");
        Map<String, String> causes = Map.of(
                "dm-0", "LEAF_UNKNOWN odd0",
                "dm-1", "POISON_UNKNOWN pmem1",
                "dm-2", "LEG_UNKNOWN dm-2",
                "dm-3", "TARGET_UNKNOWN dm-3");
        causes.forEach((top, cause) -> {
            PageModel.Result result = examine(host, TRUNCATING, PAGE, top);
            assertThat(result.unknown()).as(top).isTrue();
            assertThat(result.bytes()).as(top).isEmpty();
            assertThat(causes(result)).as(top).containsExactly(cause);
        });
    }

    @Test
    void aTableThatDoesNotFitIsUnknown() {
        TestHost host = leaves(800).dm("dm-0", "0 80 linear pmem0 0").change("dm-0", dm -> dm.size(88));
        PageModel.Result result = examine(host, TRUNCATING, PAGE, "dm-0");
        assertThat(result.unknown()).isTrue();
        assertThat(causes(result)).containsExactly("TABLE_UNKNOWN dm-0");
    }

    @Test
    void aPartitionOfWhichTheDiskIsMissingIsUnknown() {
        TestHost host = new TestHost().partition("pmem9p1", "pmem9", 8, 800);
        PageModel.Result result = examine(host, TRUNCATING, PAGE, "pmem9p1");
        assertThat(result.unknown()).isTrue();
        assertThat(causes(result)).containsExactly("LEG_UNKNOWN pmem9p1");
    }

    @Test
    void rangesOfAPartitionStartAtItsOwnStart() {
        TestHost host = leaves(800, new SectorRange(100, 1)).partition("pmem1p1", "pmem1", 80, 400);
        assertThat(examine(host, TRUNCATING, PAGE, "pmem1p1").ranges())
                .containsExactly(new HazardRange(Hazard.ERROR, 16, 8));
    }

    @Test
    void aDeviceSmallerThanAPageHasNoPages() {
        TestHost host = leaves(800).dm("dm-0", "0 7 linear ram0 1");
        assertThat(examine(host, TRUNCATING, PAGE, "dm-0"))
                .isEqualTo(new PageModel.Result(Map.of(), List.of(), false, false, List.of()));
    }

    @Test
    void aThousandRangesAreListedAndAllAreCounted() {
        TestHost host = leaves(1L << 20).dm("dm-0", "0 65536 striped 2 8 pmem0 0 ram0 0");
        PageModel.Result result = examine(host, new KernelVersion(4, 19, 1), PAGE, "dm-0");
        assertThat(result.truncated()).isTrue();
        assertThat(result.ranges()).hasSize(PageModel.MAX_RANGES);
        assertThat(result.ranges().get(999)).isEqualTo(new HazardRange(Hazard.ERROR, 999 * 16 + 8, 8));
        assertThat(result.bytes()).containsExactly(Map.entry(Hazard.ERROR, 32768L * 512));

        TestHost exactly = leaves(1L << 20).dm("dm-0", "0 16000 striped 2 8 pmem0 0 ram0 0");
        PageModel.Result all = examine(exactly, new KernelVersion(4, 19, 1), PAGE, "dm-0");
        assertThat(all.truncated()).isFalse();
        assertThat(all.ranges()).hasSize(PageModel.MAX_RANGES);
    }

    // -------------------------------------------------------------------------------------------------- cost

    private static final Duration HANG = Duration.ofSeconds(10);

    private static PageModel.Result examineInTime(TestHost host, KernelVersion kernel, String top) {
        return assertTimeoutPreemptively(HANG, () -> examine(host, kernel, PAGE, top));
    }

    /** A stack in which the device of each level is named twice by the one above it. */
    private static TestHost diamond(TestHost host, int levels, long sectors, String bottom, boolean striped) {
        String below = bottom;
        for (int level = 0; level < levels; level++) {
            long half = sectors / 2;
            String name = "dm-" + level;
            if (striped) {
                host.dm(name, "0 " + sectors + " striped 2 8 " + below + " 0 " + below + " " + half);
            } else {
                host.dm(
                        name,
                        "0 " + half + " linear " + below + " " + half,
                        half + " " + half + " linear " + below + " 0");
            }
            below = name;
        }
        return host;
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 200})
    void aDiamondOfLinearTargetsCostsNoMoreThanItsTargets(int levels) {
        long sectors = 1L << 40;
        String top = "dm-" + (levels - 1);
        assertThat(examineInTime(diamond(leaves(sectors), levels, sectors, "pmem0", false), TRUNCATING, top)
                        .bytes())
                .isEmpty();
        assertThat(examineInTime(diamond(leaves(sectors), levels, sectors, "raw0", false), TRUNCATING, top)
                        .bytes())
                .containsExactly(Map.entry(Hazard.PANIC, sectors * 512));
        SectorRange poison = new SectorRange(8 * 12_345, 1);
        PageModel.Result result =
                examineInTime(diamond(leaves(sectors, poison), levels, sectors, "pmem1", false), TRUNCATING, top);
        // An even number of levels swaps the halves back.
        assertThat(result.ranges()).containsExactly(new HazardRange(Hazard.ERROR, 8 * 12_345, 8));
        assertThat(causes(result)).containsExactly("POISON pmem1");
    }

    @Test
    void aDiamondOfStripesCostsNoMoreThanItsTargets() {
        long sectors = 1L << 40;
        String top = "dm-29";
        assertThat(examineInTime(diamond(leaves(sectors), 30, sectors, "pmem0", true), TRUNCATING, top)
                        .bytes())
                .isEmpty();
        assertThat(examineInTime(diamond(leaves(sectors), 30, sectors, "raw0", true), TRUNCATING, top)
                        .bytes())
                .containsExactly(Map.entry(Hazard.PANIC, sectors * 512));
    }

    @Test
    void aDiamondOfStripesOverOnePoisonedPageKeepsItOnePage() {
        long sectors = 1L << 40;
        SectorRange poison = new SectorRange(8L * 987_654_321L, 1);
        TestHost host = diamond(leaves(sectors, poison), 30, sectors, "pmem1", true);
        PageModel.Result result = examineInTime(host, TRUNCATING, "dm-29");
        // Page p of a level is page p / 2 of the lower half of the one below if p is even, else of the upper half.
        long pages = sectors / 8;
        long page = 987_654_321L;
        for (int level = 0; level < 30; level++) {
            page = page < pages / 2 ? 2 * page : 2 * (page - pages / 2) + 1;
        }
        assertThat(result.ranges()).containsExactly(new HazardRange(Hazard.ERROR, page * 8, 8));
        assertThat(result.bytes()).containsExactly(Map.entry(Hazard.ERROR, 4096L));
        assertThat(causes(result)).containsExactly("POISON pmem1");
    }

    @Test
    void aChainOfFiveHundredLevels() {
        TestHost host = leaves(1L << 30, new SectorRange(8008, 8));
        String below = "pmem1";
        for (int level = 0; level < 500; level++) {
            host.dm("dm-" + level, "0 " + ((1L << 30) - 8L * (level + 1)) + " linear " + below + " 8");
            below = "dm-" + level;
        }
        PageModel.Result result = examineInTime(host, TRUNCATING, "dm-499");
        assertThat(result.ranges()).containsExactly(new HazardRange(Hazard.ERROR, 4008, 8));
    }

    @Test
    void aTableOfAHundredThousandTargets() {
        int count = 100_000;
        List<DmTarget> targets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Every tenth target is one sector off.
            long offset = 16L * i + (i % 10 == 9 ? 1 : 0);
            targets.add(new DmTarget(
                    8L * i, 8, "linear", List.of(new DmTarget.Leg(number("pmem0"), offset)), 0, "target " + i));
        }
        PageModel.Result result = examineInTime(leaves(1L << 30).dm("dm-0", targets), TRUNCATING, "dm-0");
        assertThat(result.bytes()).containsExactly(Map.entry(Hazard.CORRUPT, 10_000 * 4096L));
        assertThat(result.ranges()).hasSize(PageModel.MAX_RANGES);
        assertThat(result.truncated()).isTrue();
        assertThat(result.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.pages()).isEqualTo(10_000);
            assertThat(cause.target().orElseThrow().line()).isEqualTo("target 9");
        });
    }

    @Test
    void aStripeOfSixteenPebibytesWithAChunkOfOnePage() {
        long sectors = 1L << 45;
        TestHost host = leaves(1L << 44).dm("dm-0", "0 " + sectors + " striped 2 8 pmem0 0 raw0 0");
        PageModel.Result result = examineInTime(host, new KernelVersion(4, 19, 1), "dm-0");
        assertThat(result.bytes()).containsExactly(Map.entry(Hazard.PANIC, sectors / 2 * 512));
        assertThat(result.truncated()).isTrue();
        assertThat(result.ranges().get(999)).isEqualTo(new HazardRange(Hazard.PANIC, 16 * 999 + 8, 8));
    }

    /**
     * A chunk of 9 sectors holds one page or none: of the 9 pages on 8 chunks only the first is on one chunk at a
     * whole page of a leg, as far as two legs go; the expected numbers come from a small device walked page by page.
     */
    @ParameterizedTest
    @MethodSource("kernels")
    void aStripeOfSixteenPebibytesWithAChunkBetweenPages(KernelVersion kernel) {
        long period = 9L * 8 * 2;
        TestHost small = leaves(period).dm("dm-0", "0 " + period + " striped 2 9 pmem0 0 pmem1 0");
        Map<Hazard, Long> inPeriod = bytes(merged(
                new PageWalk(small.host().devices(), kernel, PAGE, PageModelTest::memory)
                        .pages(small.host().device("dm-0").orElseThrow()),
                PAGE));
        assertThat(sum(inPeriod)).isPositive();

        long periods = (1L << 45) / period;
        TestHost host = leaves(1L << 45).dm("dm-0", "0 " + periods * period + " striped 2 9 pmem0 0 pmem1 0");
        PageModel.Result result = examineInTime(host, kernel, "dm-0");
        Map<Hazard, Long> expected = new EnumMap<>(Hazard.class);
        inPeriod.forEach((hazard, bytes) -> expected.put(hazard, bytes * periods));
        assertThat(result.bytes()).isEqualTo(expected);
        assertThat(result.truncated()).isTrue();
        assertThat(causes(result)).containsExactly("CHUNK dm-0");
    }

    /** One bad block, one boundary inside a page and a raw leg, two irregular levels below a device of a tebibyte. */
    @Test
    void irregularStripesOverIrregularStripesOfATebibyte() {
        long sectors = 1L << 31;
        long row = 12L * 3 * 20 * 2;
        long rows = sectors / row / 20 * 20;
        TestHost host = leaves(sectors, new SectorRange(123_456_789, 1))
                .dm("dm-0", "0 " + rows * row + " striped 3 12 pmem0 0 pmem1 4 raw0 9")
                .dm("dm-1", "0 " + rows * row / 2 + " linear dm-0 16", rows * row / 2 + " 4804 linear pmem0 3")
                .dm("dm-2", "0 " + rows * row / 4 + " striped 2 20 dm-1 0 dm-0 " + rows * row / 2);
        PageModel.Result result = examineInTime(host, TRUNCATING, "dm-2");
        assertThat(result.bytes()).containsOnlyKeys(Hazard.PANIC, Hazard.CORRUPT, Hazard.ERROR);
        assertThat(result.truncated()).isTrue();
        assertThat(causes(result)).contains("CHUNK dm-2", "CHUNK dm-0", "NO_STRUCT_PAGES raw0");
    }

    /** Of 48 pages 16 are right, 16 fail and 16 are corrupt, as measured, with any bad pages outside the range in use. */
    @Test
    void aBadBlockElsewhereHidesNothing() {
        TestHost host = leaves(1_000_000, new SectorRange(900_000, 1))
                .dm("dm-0", "0 65520 striped 2 12 pmem1 2048 pmem1 100000");
        PageModel.Result result = examine(host, TRUNCATING, PAGE, "dm-0");
        long third = 65520L / 8 / 3 * 4096;
        assertThat(result.bytes()).containsOnly(Map.entry(Hazard.ERROR, third), Map.entry(Hazard.CORRUPT, third));
        assertThat(causes(result)).containsExactly("CHUNK dm-0");
    }

    @Test
    void givesUpInTimeWhereTooManyHazardsAreScattered() {
        long sectors = 1L << 40;
        List<SectorRange> poison = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            poison.add(new SectorRange(8L * random.nextInt(1 << 30), 1));
        }
        TestHost host = leaves(sectors, poison.toArray(SectorRange[]::new));
        String below = "pmem1";
        for (int level = 0; level < 60; level++) {
            String name = "dm-" + level;
            String leg = " " + below + " ";
            host.dm(
                    name,
                    "0 " + sectors + " striped 4 8" + leg + "0" + leg + sectors / 4 + leg + sectors / 2 + leg
                            + 3 * sectors / 4);
            below = name;
        }
        // Whether it is worked out or given up, it ends, and never says that there is nothing.
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try {
                assertThat(examine(host, TRUNCATING, PAGE, "dm-59").bytes()).isNotEmpty();
            } catch (PageModel.TooComplex tooComplex) {
                assertThat(tooComplex).hasMessageContaining("steps");
            }
        });
    }
}
