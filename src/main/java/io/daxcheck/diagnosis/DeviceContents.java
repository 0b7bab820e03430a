package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is on a device: a filesystem with its mounts, past and future, or what is for another layer to use. */
final class DeviceContents {
    /** Signatures of what is no filesystem, as libblkid names them. */
    private static final Set<String> NOT_MOUNTABLE = Set.of(
            "swap",
            "crypto_LUKS",
            "LVM2_member",
            "linux_raid_member",
            "bcache",
            "DM_snapshot_cow",
            "DM_integrity",
            "zfs_member",
            "jbd");

    private final Host host;
    private final MountTable mounts;

    DeviceContents(Host host, MountTable mounts) {
        this.host = host;
        this.mounts = mounts;
    }

    /** What was read of the device; empty where that is nothing. */
    Optional<Fact.Known<Superblock>> superblock(BlockDevice top) {
        return host.superblocks().get(top.name()) instanceof Fact.Known<Superblock> known
                ? Optional.of(known)
                : Optional.empty();
    }

    /** Adds why nothing on the device can be mounted, or why that is not known. */
    void addFindings(BlockDevice top, List<Finding> findings) {
        Fact<Superblock> superblock = host.superblocks().get(top.name());
        if (superblock instanceof Fact.Unreadable<Superblock> unreadable) {
            findings.add(contentsUnknown(top, unreadable));
        }
        if (superblock instanceof Fact.Known<Superblock> known
                && NOT_MOUNTABLE.contains(known.content().type())) {
            findings.add(notMountable(top, known));
        }
        mounts.parts().finding(top).ifPresent(findings::add);
    }

    /** The filesystem on a device and its current mount, as all these judgements see them. */
    FilesystemOnDevice onDevice(BlockDevice top, Fact.Known<Superblock> superblock, List<Judgement> judgements) {
        Optional<FilesystemOutcome> outcome = judgements.get(0).onDevice();
        NextMount mounted = judgements.get(0).mounted();
        for (Judgement judgement : judgements) {
            Optional<FilesystemOutcome> other = judgement.onDevice();
            outcome = outcome.isEmpty() || other.isEmpty()
                    ? Optional.empty()
                    : Optional.of(outcome.get().or(other.get(), Judgement.areAgreed(judgements)));
            mounted = mounted.or(judgement.mounted());
        }
        NextMount now = mounted;
        return new FilesystemOnDevice(
                superblock.content(),
                superblock.source(),
                outcome,
                mounts.mountOf(top)
                        .map(mount -> new FilesystemOnDevice.Mounted(
                                mount.target(),
                                mount.options(),
                                mount.asksForDax() || mounts.turnedDaxOff(top),
                                active(now))),
                mounts.othersOf(top));
    }

    /**
     * Whether a mount's files use DAX. The kernel shows the option only while it is on: ext4, ext2 and XFS clear it
     * when they turn DAX off.
     */
    private static FilesystemOnDevice.DaxActive active(NextMount mounted) {
        return switch (mounted) {
            case YES -> FilesystemOnDevice.DaxActive.YES;
            case NO, REFUSED, WITHOUT_DAX -> FilesystemOnDevice.DaxActive.NO;
            case PER_FILE -> FilesystemOnDevice.DaxActive.PER_FILE;
            case UNKNOWN -> FilesystemOnDevice.DaxActive.UNKNOWN;
        };
    }

    /** What each configured mount gives, as all these judgements see it. */
    List<ConfiguredFilesystem> configured(BlockDevice top, List<Judgement> judgements) {
        List<ConfiguredMount> configured = mounts.configuredOn(top);
        List<ConfiguredFilesystem> filesystems = new ArrayList<>(configured.size());
        for (int i = 0; i < configured.size(); i++) {
            NextMount next = judgements.get(0).next().get(i);
            for (Judgement judgement : judgements) {
                next = next.or(judgement.next().get(i));
            }
            filesystems.add(new ConfiguredFilesystem(configured.get(i), next));
        }
        return filesystems;
    }

    /** What is on the device is for another layer to use: no mount can succeed there. */
    private static Finding notMountable(BlockDevice top, Fact.Known<Superblock> superblock) {
        String type = superblock.content().type();
        return new Finding(
                FindingCode.NO_FILESYSTEM,
                Severity.WARNING,
                top.name(),
                top.name() + " holds " + type + ", which is not a filesystem: it cannot be mounted",
                List.of(new Evidence(type, superblock.source())),
                use(type, "lsblk -f " + ShellWord.of("/dev/" + top.name())));
    }

    private static Remedy use(String type, String list) {
        return switch (type) {
            case "LVM2_member" ->
                Remedy.look(
                        "Use its logical volumes; activate one with lvchange --activate y VG/LV if its device is missing",
                        "lvs -o vg_name,lv_name,lv_active,devices");
            case "crypto_LUKS" ->
                Remedy.look(
                        "Open it to use what is in it, which has no DAX: device-mapper's encryption has none", list);
            case "linux_raid_member" -> Remedy.look("Use the md array that it belongs to, which has no DAX", list);
            case "bcache" -> Remedy.look("Use the bcache device that it belongs to, which has no DAX", list);
            default -> Remedy.look("Find out what uses it", list);
        };
    }

    private static Finding contentsUnknown(BlockDevice top, Fact.Unreadable<Superblock> superblock) {
        boolean failed = superblock.reason().equals(Fact.Unreadable.IO_ERROR);
        return new Finding(
                FindingCode.FACT_MISSING,
                Severity.INFO,
                top.name(),
                "the content of " + top.name() + " is unknown: "
                        + (failed ? "a read of its first bytes fails (EIO)" : "its first bytes could not be read"),
                List.of(Evidence.of(superblock)),
                failed
                        ? Remedy.look(
                                "See why reads fail: a snapshot that ran full, a dm-integrity device that was never "
                                        + "written, a fault of the medium",
                                "dmesg | grep " + ShellWord.of(top.name()),
                                "dmsetup status")
                        : Remedy.look("Read them as root", "lsblk -f " + ShellWord.of("/dev/" + top.name())));
    }
}
