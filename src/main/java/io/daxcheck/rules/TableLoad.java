package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.stack.StorageGraph;
import java.util.List;
import java.util.Optional;

/**
 * What the constructors of dm targets refuse with EINVAL or ENODEV, also for a device that had DAX before
 * (drivers/md/dm-stripe.c: stripe_ctr; drivers/md/dm-table.c: device_area_is_invalid, dm_get_device).
 */
public final class TableLoad {
    private final StorageGraph graph;

    public TableLoad(StorageGraph graph) {
        this.graph = graph;
    }

    /**
     * Why no kernel loads a table; empty where nothing that is known speaks against it.
     *
     * @param device name of the device that would get it
     */
    public Optional<Finding> refusal(String device, Fact.Known<DmTable> table) {
        for (DmTarget target : table.content().targets()) {
            Optional<String> reason = refusal(device, target);
            if (reason.isPresent()) {
                return Optional.of(refused(
                        device,
                        "the target at sector " + target.start() + ": " + reason.get(),
                        new Evidence(target.line(), table.source())));
            }
        }
        return Optional.empty();
    }

    /**
     * That no kernel loads a table.
     *
     * @param device name of the device that would get it
     */
    public static Finding refused(String device, String reason, Evidence evidence) {
        return new Finding(
                FindingCode.TABLE_LOAD_REFUSED,
                Severity.BLOCKER,
                device,
                "the kernel refuses this table: " + reason,
                List.of(evidence),
                Remedy.advice("Correct this line of the table"));
    }

    private Optional<String> refusal(String device, DmTarget target) {
        if (target.isStriped()) {
            int stripes = target.legs().size();
            if (target.length() % stripes != 0) {
                return Optional.of(
                        "the length of " + target.length() + " sectors does not divide by " + stripes + " stripes");
            }
            if (target.legLength() % target.chunkSectors() != 0) {
                return Optional.of("each stripe has " + target.legLength()
                        + " sectors, which do not divide by the chunk of " + target.chunkSectors());
            }
        }
        for (int k = 0; k < target.legs().size(); k++) {
            DmTarget.Leg leg = target.legs().get(k);
            Optional<BlockDevice> lower = graph.resolve(leg.device());
            if (lower.isEmpty()) {
                return Optional.of("there is no device " + leg.device());
            }
            if (lower.get().name().equals(device)) {
                return Optional.of(leg.device() + " is the device itself");
            }
            if (k < target.dataLegs() && leg.startSectors() != DmTarget.Leg.NOT_MAPPED && isMapped(target)) {
                Optional<String> place = misplaced(target, leg, lower.get());
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isMapped(DmTarget target) {
        return target.isStriped() || target.type().equals("linear");
    }

    private static Optional<String> misplaced(DmTarget target, DmTarget.Leg leg, BlockDevice lower) {
        Optional<Long> size = lower.sizeSectors().value();
        long end = leg.startSectors() + target.legLength();
        if (size.isPresent() && end > size.get()) {
            return Optional.of("it uses sectors " + leg.startSectors() + " to " + (end - 1) + " of " + lower.name()
                    + ", which has " + size.get());
        }
        long block = lower.logicalBlockSize().value().orElse(512) / 512;
        if (block > 1 && (leg.startSectors() % block != 0 || target.legLength() % block != 0)) {
            return Optional.of("start " + leg.startSectors() + " and length " + target.legLength() + " on "
                    + lower.name() + " are not multiples of its sectors of " + block * 512 + " bytes");
        }
        return Optional.empty();
    }
}
