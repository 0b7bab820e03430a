package io.daxcheck.plan;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.rules.RaidTarget;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plan of a logical volume: its data is moved to the physical volumes of its group that have DAX, and a snapshot, cache or
 * mirror over such physical volumes is taken away. LVM keeps the data.
 */
final class LvmPlan {
    private static final String IN_PLACE = "what programs wrote through mappings is lost then";

    private final Draft draft;
    private final BlockDevice top;

    /** Whether it is mounted with dax and has lost DAX: then nothing is unmounted before it has DAX again. */
    private boolean isInPlace;

    LvmPlan(Draft draft) {
        this.draft = draft;
        this.top = draft.top();
    }

    static boolean isLvm(BlockDevice device) {
        return device.dm().isPresent()
                && device.dm().get().uuid().value().orElse("").startsWith("LVM-");
    }

    /** The plan of a volume that lost DAX while it is mounted with dax. */
    Plan inPlace() {
        isInPlace = true;
        Plan plan = plan();
        return plan.leadsToDax()
                ? plan
                : Requests.ask("Do not unmount " + String.join(", ", draft.targets())
                        + ": " + IN_PLACE + ". Stop what uses it. "
                        + plan.steps().get(0).title());
    }

    Plan plan() {
        Optional<DmTable> table = table(top);
        Optional<LogicalVolume> volume = LogicalVolume.of(top);
        if (table.isEmpty() || volume.isEmpty() || volume.get().isHidden()) {
            return Requests.ask("Make the filesystem on a linear or striped volume over fsdax namespaces alone");
        }
        if (isMisaligned()) {
            return Requests.ask(
                    "The volume group has to be created with pvcreate --dataalignment 2m on fsdax namespaces, and with "
                            + "stripes that are multiples of the page size. That destroys all of its volumes: copy them first");
        }
        String type = table.get().targets().get(0).type();
        for (DmTarget target : table.get().targets()) {
            boolean isPlain = target.type().equals("linear") || target.isStriped();
            if (!isPlain && table.get().targets().size() > 1) {
                type = "mixed";
            }
        }
        return switch (type) {
            case "linear", "striped" -> move(volume.get());
            case "snapshot-origin" -> withoutSnapshots(volume.get(), table.get());
            case "cache" ->
                withoutLayer(
                        volume.get(),
                        "Remove the cache: its contents are written to the volume first",
                        "lvconvert -y --uncache ");
            case "raid", "mirror" ->
                withoutRaid(volume.get(), table.get().targets().get(0));
            default ->
                Requests.ask("A volume with a " + type
                        + " target has no DAX: make a linear or striped one over fsdax namespaces, and copy the data");
        };
    }

    private boolean isMisaligned() {
        return draft.finds(FindingCode.OFFSET_NOT_PAGE_ALIGNED)
                || draft.finds(FindingCode.BOUNDARY_INSIDE_PAGE)
                || draft.finds(FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES)
                || draft.finds(FindingCode.CHUNK_NOT_WHOLE_PAGES);
    }

    private Optional<DmTable> table(BlockDevice device) {
        return device.dm().isEmpty()
                ? Optional.empty()
                : draft.graph().table(device).value();
    }

    // ---------------------------------------------------------------------------------- physical volumes

    /** Physical volumes below a volume, through LVM's hidden ones, without those of a cache; empty where one is no disk or partition. */
    private Optional<List<BlockDevice>> physical(BlockDevice device) {
        List<BlockDevice> found = new ArrayList<>();
        List<BlockDevice> pending = new ArrayList<>(draft.graph().below(device));
        for (int i = 0; i < pending.size(); i++) {
            BlockDevice lower = pending.get(i);
            if (lower.dm().isPresent()) {
                boolean isHidden = LogicalVolume.of(lower)
                        .map(volume -> volume.isHidden() && !volume.isMove())
                        .orElse(false);
                if (!isHidden) {
                    return Optional.empty();
                }
                for (BlockDevice next : isOfCache(lower)
                        ? List.<BlockDevice>of()
                        : draft.graph().below(lower)) {
                    if (!isIn(pending, next)) {
                        pending.add(next);
                    }
                }
            } else if (!isIn(found, lower)) {
                found.add(lower);
            }
        }
        return Optional.of(found);
    }

    /** By name: records are slow to compare at first. */
    private static boolean isIn(List<BlockDevice> devices, BlockDevice device) {
        for (BlockDevice one : devices) {
            if (one.name().equals(device.name())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfCache(BlockDevice device) {
        String name = LogicalVolume.of(device).map(LogicalVolume::volume).orElse("");
        return name.endsWith("_cdata") || name.endsWith("_cmeta") || name.contains("_cvol") || name.endsWith("_cpool");
    }

    private boolean hasDax(BlockDevice physical) {
        return draft.isFsdax(draft.graph().diskOf(physical).orElse(physical));
    }

    /** Those with DAX that a volume of the group is on: others of the group are not known. */
    private List<BlockDevice> destinations(LogicalVolume volume) {
        List<BlockDevice> found = new ArrayList<>();
        for (BlockDevice device : draft.graph().host().devices().values()) {
            Optional<LogicalVolume> other = LogicalVolume.of(device);
            if (other.isPresent() && other.get().isOfGroup(volume)) {
                for (BlockDevice lower : draft.graph().below(device)) {
                    if (lower.dm().isEmpty() && hasDax(lower) && !isIn(found, lower)) {
                        found.add(lower);
                    }
                }
            }
        }
        return found;
    }

    /** Whether only this volume is on it. */
    private boolean isUsedByOthers(BlockDevice physical) {
        for (BlockDevice upper : draft.graph().above(physical)) {
            if (!upper.name().equals(top.name())) {
                return true;
            }
        }
        return false;
    }

    // --------------------------------------------------------------------------------------------- plans

    private Plan move(LogicalVolume volume) {
        Optional<List<BlockDevice>> physical = physical(top);
        if (physical.isEmpty()) {
            return Requests.ask("A physical volume of " + volume.group()
                    + " is no disk or partition: make the volume group on fsdax namespaces, and copy the data");
        }
        List<BlockDevice> with = destinations(volume);
        List<BlockDevice> without = new ArrayList<>();
        for (BlockDevice lower : physical.get()) {
            if (!hasDax(lower)) {
                without.add(lower);
            }
        }
        if (without.isEmpty()) {
            return Requests.ask("Make the filesystem on a linear or striped volume over fsdax namespaces alone");
        }
        if (with.isEmpty()) {
            return Requests.ask("No physical volume with DAX is known in " + volume.group()
                    + ": add an fsdax namespace with vgextend, move " + volume.volume()
                    + " there with pvmove while it is unmounted, then deactivate and activate it. Without other memory: "
                    + "copy all volumes of the group, remove it, make its namespaces fsdax, and make the group again");
        }
        begin();
        List<String> moves = new ArrayList<>();
        List<String> removals = new ArrayList<>();
        for (BlockDevice source : without) {
            String path = ShellWord.of(Draft.path(source));
            StringBuilder command = new StringBuilder("pvmove --alloc anywhere -n ")
                    .append(ShellWord.of(volume.volume()))
                    .append(' ')
                    .append(path);
            for (BlockDevice destination : with) {
                command.append(' ').append(ShellWord.of(Draft.path(destination)));
            }
            moves.add(command.toString());
            if (!isUsedByOthers(source)) {
                removals.add("vgreduce " + ShellWord.argument(volume.group()) + " " + path);
            }
        }
        draft.add(Step.of(
                "move",
                "Move the volume to the physical volumes that have DAX; they need enough free space"
                        + (isInPlace
                                ? ". Do not unmount " + String.join(", ", draft.targets()) + " before: " + IN_PLACE
                                : ""),
                moves.toArray(new String[0])));
        if (removals.isEmpty()) {
            return end(volume);
        }
        return end(
                volume,
                Step.of(
                        "reduce",
                        "Take the physical volumes without DAX out of the group, so that nothing is put there again",
                        removals.toArray(new String[0])));
    }

    private void begin() {
        if (!isInPlace) {
            draft.begin();
        }
    }

    /** The kernel keeps what a table gave at activation: a volume that gained DAX later may lose it again. */
    private Plan end(LogicalVolume volume, Step... last) {
        if (isInPlace) {
            draft.addUnmount();
        }
        for (Step step : last) {
            draft.add(step);
        }
        draft.add(Step.of(
                "activate",
                "Deactivate and activate it: from then on the kernel keeps it from losing DAX",
                "lvchange -an " + ShellWord.argument(volume.path()),
                "lvchange -ay " + ShellWord.argument(volume.path())));
        return draft.endWithData("dax" + draft.otherDevices());
    }

    /** Whether all of the physical volumes have DAX, so that nothing is to be moved when the layer above is gone. */
    private boolean isAllWithDax() {
        Optional<List<BlockDevice>> physical = physical(top);
        if (physical.isEmpty() || physical.get().isEmpty()) {
            return false;
        }
        for (BlockDevice lower : physical.get()) {
            if (!hasDax(lower)) {
                return false;
            }
        }
        return true;
    }

    private Plan withoutSnapshots(LogicalVolume volume, DmTable table) {
        List<BlockDevice> devices = snapshots(table.targets().get(0));
        List<String> snapshots = new ArrayList<>();
        boolean mounted = false;
        for (BlockDevice device : devices) {
            snapshots.add(LogicalVolume.of(device).map(LogicalVolume::path).orElse(""));
            mounted |=
                    !draft.graph().mountsOf(device).isEmpty() || !draft.graph().isTop(device);
        }
        snapshots.sort(null);
        if (snapshots.isEmpty() || mounted || !isAllWithDax()) {
            return Requests.ask(
                    "A volume with snapshots has no DAX: remove them when what they hold is not needed, and "
                            + "keep the volume on fsdax namespaces alone");
        }
        begin();
        List<String> removals = new ArrayList<>();
        for (String snapshot : snapshots) {
            removals.add("lvremove -y " + ShellWord.argument(snapshot));
        }
        draft.add(Step.of(
                "copy-snapshots",
                "If what the snapshots hold is to be kept, copy it too: mount them read-only, without dax, and unmount them "
                        + "after that"));
        draft.add(Step.destroying(
                "remove-snapshots",
                "Remove its snapshots"
                        + (isInPlace
                                ? ". Do not unmount " + String.join(", ", draft.targets()) + " before: " + IN_PLACE
                                : ""),
                "what only the snapshots " + String.join(", ", snapshots) + " hold",
                removals));
        return end(volume);
    }

    /** The snapshots of an origin: they share its first leg. */
    private List<BlockDevice> snapshots(DmTarget origin) {
        List<BlockDevice> found = new ArrayList<>();
        for (BlockDevice device : draft.graph().host().devices().values()) {
            Optional<DmTable> table = table(device);
            Optional<LogicalVolume> volume = LogicalVolume.of(device);
            if (table.isEmpty() || volume.isEmpty() || volume.get().isHidden()) {
                continue;
            }
            DmTarget first = table.get().targets().get(0);
            if (first.type().equals("snapshot")
                    && !first.legs().isEmpty()
                    && !origin.legs().isEmpty()
                    && first.legs().get(0).device().equals(origin.legs().get(0).device())) {
                found.add(device);
            }
        }
        return found;
    }

    private Plan withoutRaid(LogicalVolume volume, DmTarget target) {
        RaidTarget raid = RaidTarget.of(target);
        if (raid.isMirror()) {
            return withoutLayer(volume, "Reduce it to one copy: a mirror has no DAX", "lvconvert -y -m 0 ");
        }
        if (raid.isStripes() && raid.chunkSectors() > 0 && raid.chunkSectors() % draft.pageSectors() == 0) {
            return withoutLayer(
                    volume,
                    "Make a striped volume of RAID 0: it has the same stripes, and DAX",
                    "lvconvert -y --type striped ");
        }
        return Requests.ask("A volume with " + raid.level()
                + " has no DAX: make a linear or striped one over fsdax namespaces, if that is safe enough, and copy the "
                + "data");
    }

    private Plan withoutLayer(LogicalVolume volume, String title, String command) {
        if (!isAllWithDax()) {
            return Requests.ask(
                    title + ". Part of the volume is on devices without DAX: move it to fsdax namespaces then, "
                            + "and run daxcheck plan again");
        }
        begin();
        draft.add(Step.of("convert", title, command + ShellWord.argument(volume.path())));
        return end(volume);
    }
}
