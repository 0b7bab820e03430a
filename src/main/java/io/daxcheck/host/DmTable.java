package io.daxcheck.host;

import java.util.List;
import java.util.Optional;

/**
 * The live table of a dm device, as {@code dmsetup table} prints it: its targets in the order of their starts,
 * without a gap, from sector 0.
 *
 * @param targets at least one
 */
public record DmTable(List<DmTarget> targets) {
    public DmTable {
        targets = List.copyOf(targets);
    }

    /** The target that serves a sector; empty beyond the last one. */
    public Optional<DmTarget> targetAt(long sector) {
        int low = 0;
        int high = targets.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (targets.get(middle).start() <= sector) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        DmTarget target = targets.get(low);
        return sector < target.end() ? Optional.of(target) : Optional.empty();
    }

    /** Sectors that the targets cover: the size of the device. */
    public long lengthSectors() {
        DmTarget last = targets.get(targets.size() - 1);
        return last.start() + last.length();
    }
}
