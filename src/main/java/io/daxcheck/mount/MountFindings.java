package io.daxcheck.mount;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Mount;
import io.daxcheck.host.PmemName;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.NextMount;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with the mounts of a stack's top, as they are and as they are configured. */
public final class MountFindings {
    private final MountTable mounts;
    private final String mountSource;
    private final List<KernelModel> kernels;

    /**
     * @param mountSource where the mounts were read
     * @param kernels those that the host's may be
     */
    public MountFindings(MountTable mounts, String mountSource, List<KernelModel> kernels) {
        this.mounts = mounts;
        this.mountSource = mountSource;
        this.kernels = kernels;
    }

    /** Findings about one stack. */
    public List<Finding> of(
            BlockDevice top,
            Optional<FilesystemOnDevice> onDevice,
            List<ConfiguredFilesystem> configured,
            List<Hazard> hazards) {
        Optional<FilesystemOnDevice.Mounted> mounted = onDevice.flatMap(FilesystemOnDevice::mounted);
        List<Finding> findings = new ArrayList<>();
        Optional<Mount> mount = mounts.mountOf(top);
        boolean usesDax = mounted.isPresent()
                && (mounted.get().daxActive() == FilesystemOnDevice.DaxActive.PER_FILE
                        || DaxOption.of(mounted.get().options()).asksForDax());
        if (mount.isPresent() && (mount.get().asksForDax() || usesDax) && hazards.contains(Hazard.CORRUPT)) {
            findings.add(corrupting(top, mount.get()));
        }
        if (mounts.mayHaveTurnedDaxOff(top) && !isSaidByALine(mounted, configured)) {
            findings.add(turnedOff(top, mount.orElseThrow(), mounts.turnedDaxOff(top)));
        }
        for (ConfiguredFilesystem filesystem : configured) {
            String type = onDevice.isPresent()
                    ? onDevice.get().superblock().type()
                    : filesystem.mount().isOfAnyType() ? "" : filesystem.mount().type();
            if (onDevice.isEmpty() && filesystem.daxRequested() && Filesystem.hasNoDaxOption(type)) {
                findings.add(FilesystemFindings.noOption(type, top.name(), line(filesystem.mount())));
            }
            boolean isMounted = mounted.isPresent()
                    && mounted.get().target().equals(filesystem.mount().target());
            if (filesystem.daxRequested()) {
                boolean isOff = isMounted && isOff(mounted.get());
                if (isOff && filesystem.next() != NextMount.REFUSED) {
                    findings.add(requestedButOff(top, mount, filesystem));
                }
                if (filesystem.next() == NextMount.REFUSED
                        || (!isOff && filesystem.next().isWithoutDax())) {
                    findings.add(nextWithout(top, filesystem, Fault.of(filesystem.mount(), type, onDevice)));
                } else if (filesystem.next() == NextMount.UNKNOWN) {
                    addRace(top, filesystem.mount(), findings);
                }
            } else if (filesystem.next() == NextMount.REFUSED) {
                findings.add(nextWithout(top, filesystem, Fault.of(filesystem.mount(), type, onDevice)));
            } else if (isMounted && mounted.get().daxRequested()) {
                findings.add(notConfigured(top, mounted.get(), filesystem.mount()));
            }
            addBadOption(top, filesystem, findings);
        }
        return findings;
    }

    /** Whether a line asks for what the mount does not have: that finding says more than the one of the mount alone. */
    private static boolean isSaidByALine(
            Optional<FilesystemOnDevice.Mounted> mounted, List<ConfiguredFilesystem> configured) {
        for (ConfiguredFilesystem filesystem : configured) {
            if (mounted.isPresent()
                    && filesystem.daxRequested()
                    && filesystem.mount().target().equals(mounted.get().target())
                    && isOff(mounted.get())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOff(FilesystemOnDevice.Mounted mounted) {
        return mounted.daxActive() == FilesystemOnDevice.DaxActive.NO
                || (mounted.daxActive() == FilesystemOnDevice.DaxActive.PER_FILE
                        && !DaxOption.of(mounted.options()).asksForDax());
    }

    /**
     * Lines that ask for DAX, and name a device that is not there.
     *
     * @param others what is known of the host's memory: one of them may be the reason
     */
    public List<Finding> unresolved(List<Finding> others) {
        List<Finding> findings = new ArrayList<>();
        for (ConfiguredMount mount : mounts.unresolved()) {
            boolean absent = mounts.isAbsent(mount);
            Optional<Finding> reason = absent ? reason(mount.device(), others) : Optional.empty();
            findings.add(notFound(mount, absent, absent ? mounts.inactiveVolume(mount) : Optional.empty(), reason));
        }
        return findings;
    }

    /**
     * That the device of a line was not found.
     *
     * @param absent whether it surely does not exist
     * @param volume {@code VG/LV} where it may be a logical volume that is not active
     * @param reason what keeps it from being there, where that is known
     */
    public static Finding notFound(
            ConfiguredMount mount, boolean absent, Optional<String> volume, Optional<Finding> reason) {
        return new Finding(
                FindingCode.CONFIGURED_DEVICE_NOT_FOUND,
                absent ? Severity.WARNING : Severity.INFO,
                mount.device(),
                mount.source()
                        + (mount.daxOption().asksForDax()
                                ? " requests DAX for " + mount.target() + " on "
                                : " mounts " + mount.target() + " from ")
                        + mount.device()
                        + (absent ? ", which does not exist" : ", which matches no device, or several")
                        + (volume.isPresent() ? " or is a logical volume that is not active" : "")
                        + reason.map(finding -> ": see " + finding.code().code() + " of " + finding.layer())
                                .orElse("")
                        + (mount.isNeededToBoot() ? "; the boot waits for that device" : ""),
                List.of(line(mount)),
                reason.isPresent()
                        ? Remedy.NONE
                        : volume.isPresent()
                                ? Remedy.look(
                                        "If it is a logical volume, activate it",
                                        "lvs -o vg_name,lv_name,lv_active",
                                        "lvchange --activate y " + ShellWord.argument(volume.get()))
                                : lookFor(mount.device()));
    }

    /** Why a pmem disk is not there: by what is wrong with its namespace, its region, or what else may be its memory. */
    private Optional<Finding> reason(String device, List<Finding> others) {
        Set<String> parts = mounts.partsOfMissing(device);
        Optional<Finding> first = Optional.empty();
        for (Finding finding : others) {
            boolean isWorse =
                    first.isEmpty() || finding.severity().compareTo(first.get().severity()) < 0;
            // Without a region, memmap= may have been meant to give the disk.
            boolean isOfMemmap = parts.isEmpty()
                    && PmemName.of(device).isPresent()
                    && finding.code() == FindingCode.MEMMAP_WITHOUT_DEVICE;
            if ((isOfMemmap || parts.contains(finding.layer())) && isWorse) {
                first = Optional.of(finding);
            }
        }
        return first;
    }

    private static Remedy lookFor(String device) {
        if (PmemName.of(device).isPresent()) {
            return Remedy.look(
                    "Look for its filesystem on another disk: a pmem disk has the number of its region, which may change "
                            + "with the memory of the host. A UUID in fstab does not",
                    "ndctl list -RNDi",
                    "lsblk -o NAME,FSTYPE,LABEL,UUID,MOUNTPOINT");
        }
        return device.startsWith("/dev/")
                ? Remedy.look("Look for its filesystem on another device", "lsblk -o NAME,FSTYPE,LABEL,UUID,MOUNTPOINT")
                : Remedy.look("Find out which device that is", "findfs " + ShellWord.of(device));
    }

    private Finding turnedOff(BlockDevice top, Mount mount, boolean logged) {
        return new Finding(
                FindingCode.DAX_TURNED_OFF,
                logged ? Severity.WARNING : Severity.INFO,
                top.name(),
                logged
                        ? "the " + mount.type() + " on " + top.name() + " was mounted with dax and turned DAX off"
                        : "the " + mount.type() + " on " + top.name()
                                + " shows dax=never, which is not configured: it was set by hand, or the filesystem "
                                + "turned DAX off",
                List.of(shown(mount)),
                logged
                        ? Remedy.advice("Fix what keeps DAX off, then unmount it and mount it again")
                        : Remedy.look(
                                "Read the kernel log from the time of the mount",
                                "dmesg | grep " + ShellWord.of(top.name())));
    }

    private Finding requestedButOff(BlockDevice top, Optional<Mount> mount, ConfiguredFilesystem filesystem) {
        ConfiguredMount configured = filesystem.mount();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(line(configured));
        if (mount.isPresent()) {
            evidence.add(shown(mount.get()));
        }
        boolean isRoot = configured.target().equals("/");
        String again = isRoot ? "reboot" : "unmount it and mount it again";
        Remedy remedy = filesystem.next() == NextMount.YES && isRoot
                ? Remedy.advice("Reboot; a remount does not switch DAX on")
                : filesystem.next() == NextMount.YES
                        ? Remedy.look(
                                "Unmount it and mount it again; a remount does not switch DAX on",
                                "umount " + ShellWord.of(configured.target()),
                                "mount " + ShellWord.of(configured.target()))
                        : Remedy.advice("Fix the problems above, then " + again);
        return new Finding(
                FindingCode.DAX_REQUESTED_BUT_OFF,
                Severity.WARNING,
                top.name(),
                configured.source() + " requests DAX for " + configured.target() + ", but it is mounted without DAX"
                        + (filesystem.next().isWithoutDax() ? ", and the next mount will be too" : ""),
                evidence,
                remedy);
    }

    private Finding nextWithout(BlockDevice top, ConfiguredFilesystem filesystem, Fault fault) {
        ConfiguredMount mount = filesystem.mount();
        boolean refused = filesystem.next() == NextMount.REFUSED;
        String boot = refused && mount.isNeededToBoot() ? ", and the boot stops there" : "";
        return new Finding(
                refused ? FindingCode.NEXT_MOUNT_REFUSED : FindingCode.NEXT_MOUNT_WITHOUT_DAX,
                Severity.WARNING,
                top.name(),
                refused
                        ? "the next mount of " + mount.target() + " (" + mount.source() + ") is refused" + fault.says()
                                + boot
                        : "the next mount of " + mount.target() + " will not have DAX, although " + mount.source()
                                + " requests it",
                List.of(line(mount)),
                Remedy.advice(fault.remedy()));
    }

    /**
     * Problems of an entry itself.
     *
     * @param says what follows the sentence that the mount is refused; empty where the other findings say why
     */
    private record Fault(String says, String remedy) {
        private static Fault of(ConfiguredMount mount, String type, Optional<FilesystemOnDevice> onDevice) {
            if (mount.conflictsWith(type)) {
                return new Fault(
                        ": it names " + mount.type() + ", and the device contains " + type,
                        "Correct the type in " + mount.source());
            }
            if (mount.daxOption() != DaxOption.NONE && Filesystem.hasNoDaxOption(type)) {
                return new Fault("", "Remove dax from the options in " + mount.source());
            }
            if (isValueRefused(mount)) {
                return new Fault(
                        ": " + mount.type() + " takes no such value of dax",
                        "Write dax without a value in " + mount.source() + ", or remove it");
            }
            Optional<String> missing =
                    onDevice.flatMap(one -> FilesystemRules.missingDevice(one.superblock(), mount.options()));
            return missing.isPresent()
                    ? new Fault(
                            ": it does not name the "
                                    + (missing.get().equals("rtdev=") ? "realtime device" : "external log")
                                    + " of the filesystem",
                            "Add " + missing.get() + "DEVICE to the options in " + mount.source())
                    : new Fault("", "Fix the problems above, or remove dax from the options");
        }
    }

    /** Whether the type that a line names has no such value of dax, on any kernel. */
    private static boolean isValueRefused(ConfiguredMount mount) {
        return switch (mount.type()) {
            case "ext2", "ext3" -> mount.daxOption().hasValue();
            case "erofs" -> mount.daxOption() == DaxOption.INODE;
            default -> false;
        };
    }

    /** Of two XFS on one disk the one that is mounted first has DAX. */
    private void addRace(BlockDevice top, ConfiguredMount mount, List<Finding> findings) {
        Optional<ConfiguredMount> configured = mounts.otherConfigured(top);
        if (configured.isEmpty()) {
            return;
        }
        ConfiguredMount other = configured.get();
        findings.add(new Finding(
                FindingCode.DAX_DEVICE_HELD,
                Severity.WARNING,
                top.name(),
                mount.target() + " and " + other.target()
                        + " are two XFS on one disk: the one that is mounted first has DAX, the other has none",
                List.of(line(mount), line(other)),
                FilesystemFindings.SHARED_DAX_DEVICE));
    }

    private static Finding notConfigured(
            BlockDevice top, FilesystemOnDevice.Mounted mounted, ConfiguredMount configured) {
        return new Finding(
                FindingCode.DAX_NOT_CONFIGURED,
                Severity.INFO,
                top.name(),
                mounted.target() + " is mounted with dax, and " + configured.source()
                        + " does not request it: the next mount has no DAX",
                List.of(line(configured)),
                Remedy.advice("Add dax to its options if you want DAX after the next mount"));
    }

    private Finding corrupting(BlockDevice top, Mount mount) {
        return new Finding(
                FindingCode.MOUNTED_AND_CORRUPTING,
                Severity.HAZARD,
                top.name(),
                mount.target() + (mount.asksForDax() ? " is mounted with dax on " : " lets single files use DAX on ")
                        + top.name() + ", where DAX and block I/O read and write different bytes",
                List.of(shown(mount)),
                Remedy.look(
                        "Do not unmount it, and do not remount it without dax, before its files are copied from this "
                                + "mount",
                        "daxcheck explain mounted-and-corrupting"));
    }

    /** Why a line of fstab is a bad option, regardless of the device. */
    private void addBadOption(BlockDevice top, ConfiguredFilesystem filesystem, List<Finding> findings) {
        ConfiguredMount mount = filesystem.mount();
        boolean known = true;
        for (KernelModel kernel : kernels) {
            known &= kernel.has(KernelBehaviour.DAX_OPTION_TAKES_VALUE);
        }
        if (mount.daxOption() == DaxOption.INVALID || (mount.daxOption().hasValue() && !known)) {
            findings.add(new Finding(
                    FindingCode.DAX_VALUE_NOT_KNOWN,
                    Severity.WARNING,
                    top.name(),
                    mount.daxOption() == DaxOption.INVALID
                            ? mount.source() + " has a value for dax that no kernel supports: the mount fails"
                            : mount.source()
                                    + " has a value for dax, which kernels before 5.8 do not support: the mount fails",
                    List.of(line(mount)),
                    Remedy.advice("Write dax instead of dax=always; remove dax=never and dax=inode")));
        }
        if (mount.daxOption().asksForDax() && mount.options().contains("data=journal")) {
            findings.add(new Finding(
                    FindingCode.EXT4_DATA_JOURNAL,
                    Severity.WARNING,
                    top.name(),
                    mount.source() + " has data=journal and dax, which ext4 refuses together",
                    List.of(line(mount)),
                    Remedy.advice("Remove one of the two options")));
        }
    }

    private Evidence shown(Mount mount) {
        return new Evidence(mount.target() + " " + mount.type() + " " + String.join(",", mount.options()), mountSource);
    }

    private static Evidence line(ConfiguredMount mount) {
        String options = mount.options().isEmpty() ? "defaults" : String.join(",", mount.options());
        return new Evidence(mount.device() + " " + mount.target() + " " + mount.type() + " " + options, mount.source());
    }
}
