package io.daxcheck.plan;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The plan of a logical volume of linear or striped targets: the data is moved to physical volumes that have DAX. */
final class LvmPlan {
    private final Planner planner;
    private final BlockDevice top;

    LvmPlan(Planner planner) {
        this.planner = planner;
        this.top = planner.report().stack().top();
    }

    Plan plan() {
        Optional<DmTable> table = top.dm().isEmpty()
                ? Optional.empty()
                : planner.graph().table(top).value();
        Optional<String> volume = volume();
        if (!Planner.isLvm(top) || table.isEmpty() || volume.isEmpty()) {
            return Planner.asking("Make the filesystem on a linear or striped volume over fsdax namespaces alone");
        }
        for (DmTarget target : table.get().targets()) {
            if (!target.type().equals("linear") && !target.type().equals("striped")) {
                return Planner.asking("The volume is of type " + target.type()
                        + ", which has no DAX: make a linear or striped one over fsdax namespaces, and copy the data");
            }
        }
        List<BlockDevice> with = new ArrayList<>();
        List<BlockDevice> without = new ArrayList<>();
        for (BlockDevice lower : planner.graph().below(top)) {
            BlockDevice disk = planner.graph().diskOf(lower).orElse(lower);
            if (lower.dm().isPresent()) {
                return Planner.asking("The volume lies on " + Planner.pathOf(lower)
                        + ": make a linear or striped one over fsdax namespaces, and copy the data");
            }
            (planner.isFsdax(disk) ? with : without).add(lower);
        }
        boolean misaligned = planner.finds(FindingCode.OFFSET_NOT_PAGE_ALIGNED)
                || planner.finds(FindingCode.BOUNDARY_INSIDE_PAGE)
                || planner.finds(FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES)
                || planner.finds(FindingCode.CHUNK_NOT_WHOLE_PAGES);
        if (with.isEmpty() || without.isEmpty() || misaligned) {
            return Planner.asking(
                    "The volume group has to be made again on fsdax namespaces, with pvcreate --dataalignment 2m "
                            + "and stripes of whole pages. That destroys all of its volumes: copy them first");
        }
        return move(volume.get(), with, without);
    }

    private Plan move(String volume, List<BlockDevice> with, List<BlockDevice> without) {
        planner.begin();
        String name = volume.substring(volume.indexOf('/') + 1);
        List<String> commands = new ArrayList<>();
        for (BlockDevice source : without) {
            StringBuilder command = new StringBuilder("pvmove --alloc anywhere -n ").append(ShellWord.of(name));
            command.append(' ').append(ShellWord.of(Planner.pathOf(source)));
            for (BlockDevice destination : with) {
                command.append(' ').append(ShellWord.of(Planner.pathOf(destination)));
            }
            commands.add(command.toString());
        }
        planner.steps()
                .add(Step.of(
                        "move",
                        "Move the volume to the physical volumes that have DAX; they need the room",
                        commands.toArray(new String[0])));
        planner.steps()
                .add(Step.of(
                        "activate",
                        "Deactivate and activate it: from then on the kernel keeps it from losing DAX",
                        "lvchange -an " + ShellWord.argument(volume),
                        "lvchange -ay " + ShellWord.argument(volume)));
        return planner.endWithData(Planner.pathOf(top));
    }

    /** {@code VG/LV}: libdm doubles the hyphens inside the two names. */
    private Optional<String> volume() {
        String name = top.dm().flatMap(dm -> dm.name().value()).orElse("");
        for (int i = 1; i < name.length(); i++) {
            boolean single = name.charAt(i) == '-' && i + 1 < name.length();
            if (single && name.charAt(i + 1) == '-') {
                i++;
            } else if (single) {
                return Optional.of(name.substring(0, i).replace("--", "-") + "/"
                        + name.substring(i + 1).replace("--", "-"));
            }
        }
        return Optional.empty();
    }
}
