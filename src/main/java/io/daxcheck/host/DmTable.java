package io.daxcheck.host;

import java.util.List;

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

    /** Sectors that the targets cover: the size of the device. */
    public long lengthSectors() {
        DmTarget last = targets.get(targets.size() - 1);
        return last.start() + last.length();
    }
}
