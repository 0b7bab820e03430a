package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.mount.MountTable;
import io.daxcheck.mount.NamedDevice;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Below;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.rules.NextMount;
import io.daxcheck.rules.OtherDevice;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a filesystem is on: the device that it is mounted from, and those that its mount options name. One that the host
 * does not show is not known: it may have DAX, or none, or not be there.
 */
final class FilesystemBelow {
    private static final String REALTIME = "rtdev=";
    private static final String DATA = "device=";

    private final StorageGraph graph;
    private final MountTable mounts;
    private final KernelModel kernel;
    private final KernelReplay judged;
    private final FilesystemFindings findings;
    private final HazardFindings hazards;
    private final boolean isHosts;

    /**
     * @param isHosts whether the kernel is the one that mounted what is mounted
     */
    FilesystemBelow(
            StorageGraph graph,
            MountTable mounts,
            KernelModel kernel,
            KernelReplay judged,
            FilesystemFindings findings,
            HazardFindings hazards,
            boolean isHosts) {
        this.graph = graph;
        this.mounts = mounts;
        this.kernel = kernel;
        this.judged = judged;
        this.findings = findings;
        this.hazards = hazards;
        this.isHosts = isHosts;
    }

    /**
     * @param answer the kernel's for the device
     * @param options that it is mounted with
     */
    Below of(Filesystem filesystem, Superblock superblock, Answer answer, List<String> options, BlockDevice top) {
        List<OtherDevice> others = new ArrayList<>();
        Answer.All named = new Answer.All();
        for (NamedDevice device : mounts.devicesIn(MountTable.withJournal(superblock, options))) {
            boolean holdsFiles = device.option().equals(filesystem == Filesystem.XFS ? REALTIME : DATA)
                    && (filesystem == Filesystem.XFS || filesystem == Filesystem.EROFS);
            if (device.device().isEmpty()) {
                named.add(notFound(device, top));
            }
            if (holdsFiles) {
                if (filesystem == Filesystem.XFS) {
                    // Of two options the last one counts.
                    others.clear();
                }
                others.add(new OtherDevice(
                        device.role(), device.shownName(), device.option() + device.name(), answer(device, top)));
            }
        }
        boolean needsRealtime = filesystem == Filesystem.XFS && FilesystemRules.hasRealtimeOutside(superblock);
        boolean needsData = filesystem == Filesystem.EROFS && superblock.has("device_table");
        if (others.isEmpty() && (needsRealtime || needsData)) {
            OtherDevice unnamed = needsData
                    ? new OtherDevice("data device", "", "", notNamed(top))
                    : new OtherDevice("realtime device", "", "", realtimeNotNamed(top));
            others.add(unnamed);
            named.add(unnamed.answer());
        }
        boolean isThere = isHosts && mounts.mountOf(top).isPresent();
        return new Below(
                answer,
                others,
                isThere ? new Answer.All().answer() : named.answer(),
                top.partition().isPresent(),
                top.sizeSectors().value().orElse(0L) * 512,
                isHosts && mounts.isMountedForWriting(top));
    }

    /**
     * What can happen to the files on the other devices where they use DAX: they use it of their own device, and neither
     * XFS nor erofs asks more of that than a mount does. A log or a journal holds no files.
     */
    Hazards hazardsOfOthers(Below below, FindingSet found) {
        Hazards all = Hazards.NONE;
        for (OtherDevice other : below.others()) {
            if (other.answer().isYes()) {
                // Only a device that the host shows has DAX.
                BlockDevice device = graph.host().devices().get(other.name());
                all = all.andKindsOf(hazardsOf(graph.stack(device), found));
            } else if (other.answer().isUnknown()) {
                found.addNew(other.answer().because());
                all = all.andKindsOf(Hazards.UNKNOWN);
            }
        }
        return all;
    }

    private Hazards hazardsOf(Stack stack, FindingSet found) {
        return KernelCandidate.isSound(stack) ? hazards.ofNewMount(stack, found) : Hazards.UNKNOWN;
    }

    /** Whether these options name a realtime device. */
    boolean hasRealtime(List<String> options) {
        for (NamedDevice device : mounts.devicesIn(options)) {
            if (device.option().equals(REALTIME)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the files of a mount have that shows dax: XFS shows it where one of its two devices has DAX.
     *
     * @param answer the kernel's for the device that is mounted
     */
    NextMount whereShown(Answer answer, List<String> options, BlockDevice top) {
        for (NamedDevice device : mounts.devicesIn(options)) {
            if (device.option().equals(REALTIME)) {
                Answer realtime = answer(device, top);
                Answer both = new Answer.All().add(answer).add(realtime).answer();
                return both.isYes() ? NextMount.YES : both.isNo() ? NextMount.PER_FILE : NextMount.UNKNOWN;
            }
        }
        return NextMount.YES;
    }

    private Answer answer(NamedDevice device, BlockDevice top) {
        return device.device().isEmpty() ? notFound(device, top) : check(device, top);
    }

    /** On the disk of the data device XFS itself holds the dax device already. */
    private Answer check(NamedDevice named, BlockDevice top) {
        BlockDevice device = named.device().orElseThrow();
        Optional<BlockDevice> disk = graph.diskOf(device);
        boolean isHeld = named.option().equals(REALTIME)
                && kernel.has(KernelBehaviour.XFS_HOLDS_DAX_DEVICE)
                && disk.isPresent()
                && disk.equals(graph.diskOf(top))
                && mounts.holds(top);
        return isHeld ? Answer.no(findings.heldByItself(top, device)) : judged.mountCheck(device);
    }

    private static Answer notFound(NamedDevice device, BlockDevice top) {
        return Answer.unknown(new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                top.name(),
                device.name() + ", which a mount option names for the filesystem on " + top.name()
                        + ", is not among the devices that were read",
                List.of(new Evidence(device.option() + device.name(), "mount options")),
                Remedy.look(
                        "See whether it exists, and capture the host again",
                        "ls -lL -- " + ShellWord.of(device.name()))));
    }

    private static Answer realtimeNotNamed(BlockDevice top) {
        return Answer.unknown(new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                top.name(),
                "the xfs on " + top.name() + " has files on a realtime device, and no option was read that names it",
                List.of(new Evidence("realtime", "superblocks/" + top.name())),
                Remedy.look(
                        "Find the device, and name it with rtdev= in /etc/fstab",
                        "lsblk -b -o NAME,SIZE,FSTYPE,MOUNTPOINT")));
    }

    private static Answer notNamed(BlockDevice top) {
        return Answer.unknown(new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                top.name(),
                "the erofs on " + top.name() + " has files on other devices, and no option was read that names them",
                List.of(new Evidence("device_table", "superblocks/" + top.name())),
                Remedy.look(
                        "See which they are, and pass each with device= in /etc/fstab",
                        "dump.erofs -- " + ShellWord.of("/dev/" + top.name()))));
    }
}
