package io.daxcheck.report.html;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.report.FaultMarks;
import io.daxcheck.report.Wording;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.Sizes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which ranges of a device the layers above it use, and which of these ranges are at fault. */
final class UsedRanges {
    private final Track sound;
    private final Track faulty;
    private Optional<Tone> tone = Optional.empty();
    private int number;
    private String first = "";
    private String firstPlace = "";

    private UsedRanges(long sectors) {
        sound = new Track(sectors);
        faulty = new Track(sectors);
    }

    /** By the names of the devices that are drawn, are of known size and have no table of their own. */
    static Map<String, UsedRanges> of(
            List<PictureRow> rows, StackReport report, StorageGraph graph, FaultMarks faults) {
        Map<String, UsedRanges> used = new HashMap<>();
        for (PictureRow row : rows) {
            for (BlockDevice device : row.devices()) {
                long sectors = device.sizeSectors().value().orElse(0L);
                if (device.dm().isEmpty() && sectors > 0) {
                    used.put(device.name(), new UsedRanges(sectors));
                }
            }
        }
        for (BlockDevice upper : report.stack().layers()) {
            if (upper.partition().isPresent()) {
                UsedRanges disk = used.get(upper.partition().get().disk());
                Optional<Long> start = upper.partition().get().startSectors().value();
                if (disk != null && start.isPresent()) {
                    disk.add(upper, start.get(), upper.sizeSectors().value().orElse(0L), faults.of(upper));
                }
            }
            Optional<DmTable> table = table(upper, graph);
            if (table.isPresent()) {
                for (DmTarget target : table.get().targets()) {
                    addLegs(upper, target, used, graph, faults);
                }
            }
        }
        return used;
    }

    /** The table of a device; empty for one that has none, or none that was read. */
    static Optional<DmTable> table(BlockDevice device, StorageGraph graph) {
        return device.dm().isEmpty() ? Optional.empty() : graph.table(device).value();
    }

    private static void addLegs(
            BlockDevice upper, DmTarget target, Map<String, UsedRanges> used, StorageGraph graph, FaultMarks faults) {
        for (int k = 0; k < target.legs().size(); k++) {
            DmTarget.Leg leg = target.legs().get(k);
            Optional<BlockDevice> lower = graph.resolve(leg.device());
            if (lower.isPresent()
                    && used.containsKey(lower.get().name())
                    && leg.startSectors() != DmTarget.Leg.NOT_MAPPED) {
                used.get(lower.get().name())
                        .add(
                                upper,
                                k < target.dataLegs() ? target.dataStart(k) : leg.startSectors(),
                                target.legLength(),
                                faults.of(upper, target).or(() -> faults.of(lower.get())));
            }
        }
    }

    private void add(BlockDevice upper, long start, long length, Optional<Finding> fault) {
        if (fault.isPresent()) {
            faulty.add(start, length);
            Tone other = Tone.of(fault.get().severity());
            if (tone.isEmpty() || other.compareTo(tone.get()) < 0) {
                tone = Optional.of(other);
            }
        } else {
            sound.add(start, length);
        }
        if (number++ == 0) {
            first = upper.name() + ": " + Sizes.bytes(length * 512);
            firstPlace = " from sector " + start;
        }
    }

    /** Whether nothing uses the device. */
    boolean isEmpty() {
        return number == 0;
    }

    /** Those that are not at fault. */
    Track sound() {
        return sound;
    }

    /** Those that are at fault. */
    Track faulty() {
        return faulty;
    }

    /** How the worst fault of all is marked; empty where there is none. */
    Optional<Tone> tone() {
        return tone;
    }

    /** Which layer uses the first of the ranges, and its size. */
    String first() {
        return first;
    }

    /** Where the first of the ranges begins, and how many others there are. */
    String position() {
        return firstPlace + (number > 1 ? ", and " + Wording.count(number - 1L, "more", "more") : "");
    }
}
