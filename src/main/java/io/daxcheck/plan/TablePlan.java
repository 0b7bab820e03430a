package io.daxcheck.plan;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plan of a dm device that is not LVM's: it is removed with the dm devices below it, and made again as a linear one over
 * the pmem disks and partitions that are fsdax or can become so.
 */
final class TablePlan {
    /** A command line has its limits. */
    private static final int MAX_PIECES = 1_000;

    private final Draft draft;
    private final BlockDevice top;

    /** Devices that become part of the new table as a whole, even where the old one used a part. */
    private final List<String> whole = new ArrayList<>();

    TablePlan(Draft draft) {
        this.draft = draft;
        this.top = draft.top();
    }

    /**
     * A stretch of a device below.
     *
     * @param length sectors; empty where it is all of the device, whose size is read when the table is made
     * @param least sectors that it has at least
     */
    private record Piece(String path, long start, Optional<Long> length, long least) {
        Piece(String path, long start, long length) {
            this(path, start, Optional.of(length), length);
        }
    }

    Plan plan() {
        Optional<String> name = top.dm().orElseThrow().name().value();
        if (name.isEmpty() || name.get().isEmpty()) {
            return Requests.ask("The name of " + top.name() + " is not known: run daxcheck as root");
        }
        draft.begin();
        List<String> removals = new ArrayList<>();
        for (BlockDevice layer : draft.report().stack().layers()) {
            if (layer.dm().isPresent()) {
                Optional<String> layerName = layer.dm().get().name().value();
                if (layerName.isEmpty() || draft.isUsedByOthers(layer)) {
                    return Requests.ask("Something else is on " + Draft.path(layer) + ": move that first");
                }
                removals.add("dmsetup remove " + ShellWord.argument(layerName.get()));
            }
        }
        String what = removals.size() == 1 ? "Remove the dm device" : "Remove the dm devices, the upper ones first";
        draft.add(Step.of("remove-table", what, removals.toArray(new String[0])));
        List<Piece> pieces = pieces();
        if (pieces.isEmpty()) {
            return Requests.ask("No device below " + Draft.path(top)
                    + " can have DAX: put the filesystem on a pmem disk in fsdax mode");
        }
        for (Piece piece : pieces) {
            if (!ShellWord.of(piece.path()).equals(piece.path())) {
                return Requests.ask("The name of " + piece.path() + " is no name that the kernel gives a pmem disk");
            }
        }
        if (draft.finds(FindingCode.LEGS_IN_SEVERAL_PAGEMAPS)) {
            pieces = pieces.subList(0, 1);
        }
        String title =
                "Re-create it with page-aligned linear targets on devices with DAX; its size changes" + whatIsLost();
        String command = table(pieces, name.get());
        draft.add(
                whole.isEmpty()
                        ? Step.of("make-table", title, command)
                        : Step.destroying(
                                "make-table", title, "everything on " + String.join(", ", whole), List.of(command)));
        long least = 0;
        for (Piece piece : pieces) {
            least += piece.least();
        }
        return draft.end("/dev/mapper/" + name.get(), "everything on " + Draft.path(top), least);
    }

    /** What targets other than linear and striped ones did. */
    private String whatIsLost() {
        List<String> others = new ArrayList<>();
        for (BlockDevice layer : draft.report().stack().layers()) {
            Optional<DmTable> table = layer.dm().isEmpty()
                    ? Optional.empty()
                    : draft.graph().table(layer).value();
            if (table.isPresent()) {
                for (DmTarget target : table.get().targets()) {
                    boolean kept = target.isStriped() || target.type().equals("linear");
                    if (!kept && !others.contains(target.type())) {
                        others.add(target.type());
                    }
                }
            }
        }
        String lost = others.isEmpty() ? "" : ", and it no longer does what " + String.join(", ", others) + " did";
        return lost + (others.contains("crypt") ? ": its data is no longer encrypted" : "");
    }

    @SuppressWarnings("OrphanedFormatString") // printf of the shell, not of Java
    private static String table(List<Piece> pieces, String name) {
        StringBuilder lines = new StringBuilder("printf '%s\\n'");
        long start = 0;
        for (Piece piece : pieces) {
            String length = piece.length().isPresent()
                    ? piece.length().get().toString()
                    : "$(blockdev --getsz " + piece.path() + ")";
            lines.append(" \"")
                    .append(start)
                    .append(' ')
                    .append(length)
                    .append(" linear ")
                    .append(piece.path());
            lines.append(' ').append(piece.start()).append('"');
            start += piece.length().orElse(0L);
        }
        return lines.append(" | dmsetup create ")
                .append(ShellWord.argument(name))
                .toString();
    }

    /** Those of known size first: at most one, the last, has a size that is read. */
    private List<Piece> pieces() {
        List<Piece> known = new ArrayList<>();
        List<Piece> read = new ArrayList<>();
        for (BlockDevice base : bases()) {
            boolean isDisk = base.partition().isEmpty();
            BlockDevice disk = draft.graph().diskOf(base).orElse(base);
            if (disk.kind() != Kind.PMEM) {
                continue;
            }
            if (draft.isFsdax(disk)) {
                addKnown(base, isDisk, known);
            } else if (read.isEmpty()) {
                Optional<String> repaired = draft.addRepair(disk);
                if (repaired.isPresent()) {
                    read.add(new Piece(repaired.get(), 0, Optional.empty(), draft.leastAfterRepair(disk)));
                }
            }
        }
        known.addAll(read);
        return known;
    }

    private void addKnown(BlockDevice base, boolean isDisk, List<Piece> known) {
        long page = draft.pageSectors();
        Optional<Long> size = base.sizeSectors().value();
        Optional<Long> start = base.startOnDisk();
        if (size.isEmpty() || start.isEmpty()) {
            return;
        }
        if (addRanges(base, known) || draft.isUsedByOthers(base)) {
            return;
        }
        whole.add(Draft.path(base));
        boolean aligned = isDisk || (start.get() % page == 0 && size.get() % page == 0);
        long length = size.get() / page * page;
        if (!aligned) {
            long first = (start.get() + page - 1) / page * page;
            length = (start.get() + size.get()) / page * page - first;
            if (!new PartitionSteps(draft).add(base)) {
                return;
            }
        }
        if (length > 0) {
            known.add(new Piece(Draft.path(base), 0, length));
        }
    }

    /**
     * Adds the ranges of a device that the tables of this stack use, as far as they are whole pages.
     *
     * @return whether a table shows them, and the device begins on a page
     */
    private boolean addRanges(BlockDevice base, List<Piece> known) {
        if (base.startOnDisk().orElse(1L) % draft.pageSectors() != 0) {
            return false;
        }
        boolean isInTable = false;
        for (BlockDevice layer : draft.report().stack().layers()) {
            Optional<DmTable> table = layer.dm().isEmpty()
                    ? Optional.empty()
                    : draft.graph().table(layer).value();
            if (table.isPresent()) {
                for (DmTarget target : table.get().targets()) {
                    isInTable |= addRanges(base, target, known);
                }
            }
        }
        return isInTable;
    }

    private boolean addRanges(BlockDevice base, DmTarget target, List<Piece> known) {
        long page = draft.pageSectors();
        if (!target.isStriped() && !target.type().equals("linear")) {
            return false;
        }
        boolean isInTable = false;
        for (int leg = 0; leg < Math.min(target.dataLegs(), target.legs().size()); leg++) {
            Optional<BlockDevice> lower =
                    draft.graph().resolve(target.legs().get(leg).device());
            if (lower.isPresent() && lower.get().name().equals(base.name())) {
                isInTable = true;
                long first = (target.dataStart(leg) + page - 1) / page * page;
                long length = (target.dataStart(leg) + target.legLength()) / page * page - first;
                if (length > 0 && known.size() < MAX_PIECES) {
                    known.add(new Piece(Draft.path(base), first, length));
                }
            }
        }
        return isInTable;
    }

    /** The partitions at the bottom of the stack, and the disks that are used without one. */
    private List<BlockDevice> bases() {
        List<BlockDevice> bases = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (BlockDevice layer : draft.report().stack().layers()) {
            if (layer.dm().isPresent()) {
                for (BlockDevice lower : draft.graph().below(layer)) {
                    if (lower.dm().isEmpty() && seen.add(lower.name())) {
                        bases.add(lower);
                    }
                }
            }
        }
        return bases;
    }
}
