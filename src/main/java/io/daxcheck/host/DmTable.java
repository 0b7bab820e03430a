package io.daxcheck.host;

import java.util.List;
import java.util.Optional;

/**
 * The live table of a dm device, as {@code dmsetup table} prints it: its targets in the order of their starts,
 * without a gap, from sector 0.
 *
 * @param targets at least one
 */
public record DmTable(List<DmTarget> targets) implements InOrder {
    public DmTable {
        targets = List.copyOf(targets);
    }

    @Override
    public int parts() {
        return targets.size();
    }

    @Override
    public long startOf(int target) {
        return targets.get(target).start();
    }

    /** The target that serves a sector; empty beyond the last one. */
    public Optional<DmTarget> targetAt(long sector) {
        DmTarget target = targets.get(partAt(sector));
        return sector < target.end() ? Optional.of(target) : Optional.empty();
    }

    /** Sectors that the targets cover: the size of the device. */
    public long lengthSectors() {
        DmTarget last = targets.get(targets.size() - 1);
        return last.start() + last.length();
    }
}
