package io.daxcheck.rules;

import io.daxcheck.host.DmTarget;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Words;
import java.util.List;

/**
 * What a target of dm-raid or dm-mirror does with its legs (drivers/md/dm-raid.c: raid_ctr).
 *
 * @param level {@code raid0}, {@code raid1} or {@code raid5_ls}, as dm-raid calls it; empty where the line does not show it
 * @param chunkSectors on one leg before the next leg's turn; 0 where there is none
 */
public record RaidTarget(String level, long chunkSectors) {
    private static final int LEVEL = 3;
    private static final int CHUNK = 5;

    /** Of a target of one of these two types. */
    public static RaidTarget of(DmTarget target) {
        if (target.type().equals("mirror")) {
            return new RaidTarget("raid1", 0);
        }
        List<String> words = Words.of(target.line());
        return words.size() <= CHUNK
                ? new RaidTarget("", 0)
                : new RaidTarget(words.get(LEVEL), Math.max(0, Decimal.parse(words.get(CHUNK))));
    }

    public boolean isMirror() {
        return level.equals("raid1");
    }

    /** Whether it is stripes without redundancy. */
    public boolean isStripes() {
        return level.equals("raid0") || level.equals("raid0_meta");
    }
}
