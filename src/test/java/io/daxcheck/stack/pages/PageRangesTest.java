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
}
