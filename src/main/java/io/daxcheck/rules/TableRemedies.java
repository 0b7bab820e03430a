package io.daxcheck.rules;

import io.daxcheck.finding.Remedy;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to do about a dm table that disables DAX, in LVM's commands where the device is a logical volume. */
final class TableRemedies {
    private final StorageGraph graph;

    TableRemedies(StorageGraph graph) {
        this.graph = graph;
    }

    // --------------------------------------------------------------------------------------------- one leg

    /** About a leg without DAX: the physical volume below it is what data can be moved off. */
    Remedy withoutLeg(BlockDevice device, BlockDevice leg) {
        Optional<LogicalVolume> volume = LogicalVolume.of(device);
        if (volume.isEmpty()) {
            return Remedy.advice("Move the data off " + leg.name() + " and remove it from " + device.name());
        }
        Optional<LogicalVolume> part = LogicalVolume.of(leg);
        if (part.isPresent() && part.get().isOfGroup(volume.get())) {
            return withoutPart(device, volume.get(), leg, part.get());
        }
        List<String> commands = new ArrayList<>();
        addUnmounts(device, commands);
        String path = ShellWord.of("/dev/" + leg.name());
        commands.add("pvmove " + path + destinations(volume.get(), leg));
        commands.add("vgreduce " + ShellWord.argument(volume.get().group()) + " " + path);
        addReactivation(device, volume.get(), commands);
        return new Remedy(
                "Move the data off " + leg.name() + " and remove it from "
                        + volume.get().group() + "; then activate the volume again, so that it keeps DAX",
                commands,
                false);
    }

    /** A leg that is LVM's own: no physical volume, also where its name looks like one. */
    private Remedy withoutPart(BlockDevice device, LogicalVolume volume, BlockDevice leg, LogicalVolume part) {
        if (part.isMove()) {
            return Remedy.look(
                    "A pvmove is under way: wait until it is done. If none is running any more, pvmove continues it and "
                            + "pvmove --abort gives it up",
                    "lvs -a -o name,copy_percent,move_pv " + ShellWord.argument(part.group()),
                    "pvmove");
        }
        if (isMissing(leg)) {
            return Remedy.look(
                    "A physical volume of " + part.group() + " is missing, and part of " + volume.path()
                            + " with it: connect the device again, then activate the volume group",
                    "pvs",
                    "vgs -o +vg_missing_pv_count " + ShellWord.argument(part.group()));
        }
        List<String> commands = new ArrayList<>(List.of("lvs -a -o +devices " + ShellWord.argument(part.group())));
        addReactivation(device, volume, commands);
        return Remedy.look(
                "Undo what makes " + leg.name() + " lose DAX, then activate the volume again",
                commands.toArray(new String[0]));
    }

    private static boolean isMissing(BlockDevice leg) {
        String uuid = leg.dm().flatMap(dm -> dm.uuid().value()).orElse("");
        return uuid.contains("-missing_");
    }

    /** Physical volumes of the group that have DAX, to move data to: without one pvmove takes any. */
    private String destinations(LogicalVolume volume, BlockDevice from) {
        StringBuilder names = new StringBuilder();
        List<String> found = new ArrayList<>();
        for (BlockDevice device : graph.host().devices().values()) {
            Optional<LogicalVolume> other = LogicalVolume.of(device);
            if (other.isEmpty() || !other.get().isOfGroup(volume)) {
                continue;
            }
            for (BlockDevice lower : graph.below(device)) {
                Optional<LogicalVolume> part = LogicalVolume.of(lower);
                boolean isPart = part.isPresent() && part.get().isOfGroup(volume);
                boolean hasDax = graph.diskOf(lower).isPresent()
                        && graph.diskOf(lower).get().queueDax().is(true);
                if (!isPart && hasDax && !lower.name().equals(from.name()) && !found.contains(lower.name())) {
                    found.add(lower.name());
                }
            }
        }
        found.sort(null);
        for (String name : found) {
            names.append(' ').append(ShellWord.of("/dev/" + name));
        }
        return names.toString();
    }

    /** The type of a dm device, with DAX or without, is that of its first table: deactivation resets it. */
    private void addReactivation(BlockDevice device, LogicalVolume volume, List<String> commands) {
        if (volume.isHidden()) {
            return;
        }
        addUnmounts(device, commands);
        commands.add("lvchange --activate n " + ShellWord.argument(volume.path()));
        commands.add("lvchange --activate y " + ShellWord.argument(volume.path()));
    }

    private void addUnmounts(BlockDevice device, List<String> commands) {
        for (Mount mount : mountsOf(device)) {
            String command = "umount " + ShellWord.argument(mount.target());
            if (!commands.contains(command)) {
                commands.add(command);
            }
        }
    }

    private List<Mount> mountsOf(BlockDevice device) {
        List<Mount> found = new ArrayList<>();
        for (Mount mount : graph.host().mounts().value().orElse(List.of())) {
            if (device.number() instanceof Fact.Known<DeviceNumber> number
                    && number.content().equals(mount.device())) {
                found.add(mount);
            }
        }
        return found;
    }

    // ------------------------------------------------------------------------------------------ one target

    /** About a target of a type without DAX. */
    Remedy withoutTarget(BlockDevice device, DmTarget target) {
        Optional<LogicalVolume> volume = LogicalVolume.of(device);
        List<String> commands = new ArrayList<>();
        boolean destroysSnapshots = false;
        String text;
        switch (target.type()) {
            case "snapshot-origin" -> {
                text = "Remove its snapshots, with what only they hold; or mount without dax";
                commands.addAll(snapshotRemovals(target));
                destroysSnapshots = !commands.isEmpty();
            }
            case "snapshot" -> {
                return Remedy.advice("A snapshot has no DAX: mount it without dax, or copy its files elsewhere");
            }
            case "cache", "writecache" -> {
                text = "Remove the cache, or mount without dax";
                if (volume.isPresent() && !volume.get().isHidden()) {
                    commands.add("lvconvert --uncache "
                            + ShellWord.argument(volume.get().path()));
                }
            }
            case "mirror", "raid" -> {
                return volume.isPresent() && volume.get().isMove()
                        ? withoutPart(device, volume.get(), device, volume.get())
                        : Remedy.advice(inPlaceOf(RaidTarget.of(target), volume.isPresent()));
            }
            case "error" -> {
                return isMissing(device) && volume.isPresent()
                        ? withoutPart(device, volume.get(), device, volume.get())
                        : Remedy.advice("Every access to this range fails: replace the target, or mount without dax");
            }
            case "thin", "thin-pool" -> {
                return Remedy.advice("Thin volumes have no DAX: copy the files to a linear or striped volume of their "
                        + "own, or mount without dax");
            }
            case "crypt" -> {
                return Remedy.advice(
                        "Encryption by device-mapper has no DAX: mount without dax, or keep the files that "
                                + "need it on a volume without encryption");
            }
            default -> {
                return Remedy.advice("Use linear or striped targets only, or mount without dax");
            }
        }
        if (volume.isPresent() && !commands.isEmpty()) {
            addReactivation(device, volume.get(), commands);
        }
        return new Remedy(text, commands, destroysSnapshots);
    }

    /** What has DAX and does what a target of dm-raid, or dm-mirror, did. */
    private static String inPlaceOf(RaidTarget raid, boolean isLvm) {
        if (raid.isStripes()) {
            return "RAID 0 of dm-raid has no DAX; a striped "
                    + (isLvm ? "volume (lvconvert --type striped)" : "target")
                    + " does the same and has DAX. Or mount without dax";
        }
        if (raid.isMirror()) {
            return "A mirror has no DAX: keep a single copy, if that is safe enough"
                    + (isLvm ? " (lvconvert --mirrors 0)" : "") + ", or mount without dax";
        }
        return (raid.level().isEmpty() ? "RAID" : raid.level() + " of dm-raid")
                + " has no DAX, and nothing with DAX keeps its data as safe: copy the files to a linear or striped "
                + (isLvm ? "volume" : "device") + " if that is safe enough, or mount without dax";
    }

    /** The snapshots of an origin share its first leg. */
    private List<String> snapshotRemovals(DmTarget origin) {
        List<String> commands = new ArrayList<>();
        for (BlockDevice device : graph.host().devices().values()) {
            Optional<DmTable> table = device.dm().isEmpty()
                    ? Optional.empty()
                    : graph.table(device).value();
            Optional<LogicalVolume> volume = LogicalVolume.of(device);
            if (table.isEmpty() || volume.isEmpty()) {
                continue;
            }
            DmTarget first = table.get().targets().get(0);
            boolean isSnapshot = first.type().equals("snapshot")
                    && !first.legs().isEmpty()
                    && !origin.legs().isEmpty()
                    && first.legs().get(0).device().equals(origin.legs().get(0).device());
            if (isSnapshot) {
                commands.add("lvremove " + ShellWord.argument(volume.get().path()));
            }
        }
        commands.sort(null);
        return commands;
    }

    // ------------------------------------------------------------------------------ under a mount with dax

    /** What gives DAX back to a device that is mounted with dax: the filesystem goes on without an unmount. */
    Remedy underMount(BlockDevice device, Optional<DmTarget> target, Optional<BlockDevice> leg) {
        Optional<LogicalVolume> volume = LogicalVolume.of(device);
        List<String> commands = new ArrayList<>();
        if (target.isPresent() && target.get().type().equals("snapshot-origin")) {
            commands.addAll(snapshotRemovals(target.get()));
            return new Remedy(
                    "Remove the snapshot, with what only it holds: the filesystem goes on without an unmount. Then stop what "
                            + "uses it, and unmount and check it",
                    commands,
                    !commands.isEmpty());
        }
        boolean isMovable = volume.isPresent()
                && leg.isPresent()
                && !LogicalVolume.of(leg.get()).map(volume.get()::isOfGroup).orElse(false);
        if (isMovable) {
            commands.add("pvmove " + ShellWord.of("/dev/" + leg.get().name()) + destinations(volume.get(), leg.get()));
            return new Remedy(
                    "Move the data off " + leg.get().name()
                            + ": the filesystem goes on without an unmount. Then stop what uses it, and unmount and check it",
                    commands,
                    false);
        }
        return Remedy.advice(
                "Load a table with DAX again, and stop the programs that use the filesystem until then; what "
                        + "is written through mappings is lost if it is unmounted before");
    }
}
