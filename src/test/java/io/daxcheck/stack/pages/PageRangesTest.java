package io.daxcheck.stack.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageRangesTest {
    @Test
    void mergesWhatTouches() {
        PageRanges ranges = new PageRanges(10);
        ranges.add(20, 30);
        ranges.add(0, 5);
        ranges.add(5, 7);
        ranges.add(25, 40);
        ranges.add(9, 9);
        assertThat(ranges.ranges()).containsExactly(Map.entry(0L, 7L), Map.entry(20L, 40L));
        ranges.add(6, 21);
        assertThat(ranges.ranges()).containsExactly(Map.entry(0L, 40L));
        assertThat(ranges.pages()).isEqualTo(40);
    }

    @Test
    void becomesOneRangeWhereThereAreTooMany() {
        PageRanges ranges = new PageRanges(2);
        ranges.add(0, 1);
        ranges.add(10, 11);
        assertThat(ranges.ranges()).hasSize(2);
        ranges.add(20, 21);
        assertThat(ranges.ranges()).containsExactly(Map.entry(0L, 21L));
    }

    @Test
    void cutsANumberOfPagesDownToWhereTheSetLastEnds() {
        PageRanges ranges = new PageRanges(10);
        assertThat(ranges.cutToEnd(5)).isZero();
        ranges.add(10, 20);
        ranges.add(30, 31);
        long[][] expected = {{0, 0}, {10, 0}, {11, 11}, {20, 20}, {25, 20}, {30, 20}, {31, 31}, {99, 31}};
        for (long[] pair : expected) {
            assertThat(ranges.cutToEnd(pair[0])).as("%d pages", pair[0]).isEqualTo(pair[1]);
        }
    }
}
