package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.List;
import java.util.Optional;

/** The findings about the filesystem on a device: one for each reason that {@link FilesystemRules} gives. */
public final class FilesystemFindings {
    /** Two XFS of one disk want its dax device, which one of them can have. */
    public static final Remedy SHARED_DAX_DEVICE = Remedy.advice(
            "Use ext4 for one of them, or dm-linear over the partition, which does not claim it; or give each a "
                    + "namespace of its own");

    /** To a kernel on which reflink and DAX go together: Red Hat took the fixes over with the feature. */
    private static final String UPDATE = "update to kernel 6.2 or RHEL 9.3 (5.14.0-362) or later";

    private final KernelModel kernel;
    private final int pageSize;

    /**
     * @param pageSize bytes
     */
    public FilesystemFindings(KernelModel kernel, int pageSize) {
        this.kernel = kernel;
        this.pageSize = pageSize;
    }

    /** Adds why a filesystem has no DAX, or is not safe with it. */
    public void addTo(FindingSet found, Mounting mounting, BlockDevice top, Fact.Known<Superblock> read, Below below) {
        String filesystem = "the " + read.content().type() + " on " + top.name();
        for (Mounting.Reason reason : mounting.because()) {
            switch (reason.kind()) {
                case NOT_MOUNTABLE -> found.addNew(notMountable(filesystem, reason.detail(), top, read));
                case LARGER_THAN_DEVICE -> found.addNew(largerThanDevice(filesystem, top, read));
                case BLOCK_SIZE ->
                    found.addNew(remade(
                            FindingCode.FILESYSTEM_BLOCK_SIZE,
                            top,
                            filesystem + " has blocks of "
                                    + Sizes.bytes(read.content().blockSize()) + "; DAX needs blocks of "
                                    + Sizes.bytes(pageSize),
                            read));
                case INLINE_DATA ->
                    found.addNew(perFile(
                            FindingCode.EXT4_INLINE_DATA,
                            top,
                            filesystem + " has inline_data, and ext4 refuses dax with it",
                            mounting,
                            read));
                case REFLINK ->
                    found.addNew(perFile(
                            FindingCode.XFS_REFLINK,
                            top,
                            filesystem + " has reflink, and this kernel refuses dax with it",
                            mounting,
                            read));
                case REFLINK_ON_PARTITION ->
                    found.addNew(perFile(
                            FindingCode.XFS_REFLINK_ON_PARTITION,
                            top,
                            filesystem + " has reflink, and this kernel refuses dax with it on a partition",
                            mounting,
                            read));
                case REFLINK_CORRUPTS -> found.addNew(reflinkCorrupts(filesystem, top, read));
                case ZONED -> found.addNew(zoned(filesystem, top, read));
                case DATA_JOURNAL -> found.addNew(dataJournal(filesystem, top, read));
                case IGNORED_BY_EXT2 -> found.addNew(ext2WithoutDax(top, read));
                case COMPRESSED ->
                    found.addNew(someFiles(
                            top,
                            reason.detail().isEmpty()
                                    ? "compressed files on the erofs on " + top.name() + " have no DAX"
                                    : "no file on the erofs on " + top.name() + " has DAX: all of them are compressed",
                            "Re-create the image without compression",
                            read));
                case INLINE_TAILS ->
                    found.addNew(someFiles(
                            top,
                            "files of the erofs on " + top.name()
                                    + " whose end is stored together with the inode, as mkfs.erofs does by default, have no DAX",
                            "Re-create the image with mkfs.erofs -E noinline_data",
                            read));
                case OTHER_DEVICE ->
                    found.addNew(OtherDeviceFindings.of(read.content().type(), top, mounting, below));
                case FIRST_DEVICE -> found.addNew(OtherDeviceFindings.firstNotChecked(top, below));
            }
        }
    }

    private Finding reflinkCorrupts(String filesystem, BlockDevice top, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.XFS_REFLINK_CORRUPTS,
                Severity.HAZARD,
                top.name(),
                filesystem + " has reflink: on Linux " + kernel.version()
                        + ", files that share blocks are corrupted by a write with DAX",
                List.of(evidence(read)),
                Remedy.advice(
                        "Mount it with dax=never, or " + UPDATE
                                + ", or keep the data on a filesystem without reflink; files that were never cloned are not affected"));
    }

    private static Finding zoned(String filesystem, BlockDevice top, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.XFS_ZONED,
                Severity.HAZARD,
                top.name(),
                filesystem
                        + " is zoned: with DAX every write fails, and a write through a mapping can crash the kernel",
                List.of(evidence(read)),
                Remedy.advice("Mount it with dax=never"));
    }

    private Finding notMountable(String filesystem, String feature, BlockDevice top, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.FILESYSTEM_NOT_MOUNTABLE,
                Severity.WARNING,
                top.name(),
                "this kernel, judged as Linux " + kernel.version() + ", does not mount " + filesystem
                        + ", with dax or without: " + describe(feature),
                List.of(evidence(read)),
                feature.equals("needsrepair")
                        ? Remedy.advice("Repair it with xfs_repair while it is not mounted")
                        : Remedy.advice("Mount it on a kernel that supports this, or re-create it on this kernel"));
    }

    private static String describe(String feature) {
        if (feature.startsWith("CONFIG_")) {
            return "it is built without " + feature;
        }
        return feature.startsWith("incompat_0x") || feature.startsWith("ro_compat_0x")
                ? "it has a feature that this program does not know (" + feature + ")"
                : "it has " + feature;
    }

    private static Finding largerThanDevice(String filesystem, BlockDevice top, Fact.Known<Superblock> read) {
        long size = top.sizeSectors().value().orElse(0L) * 512;
        boolean isReadOnly = read.content().type().equals("erofs");
        return new Finding(
                FindingCode.FILESYSTEM_LARGER_THAN_DEVICE,
                isReadOnly ? Severity.HAZARD : Severity.WARNING,
                top.name(),
                filesystem + " has " + read.content().sizeBytes() + " bytes, but " + top.name() + " has only " + size
                        + (isReadOnly ? ": reads beyond its end fail" : ": the kernel refuses to mount it"),
                List.of(evidence(read), Evidence.of(top.sizeSectors())),
                restoreSize(top.name()));
    }

    /** What helps where the filesystem on a device reaches beyond its end. */
    public static Remedy restoreSize(String device) {
        return Remedy.look(
                "Restore the size that the device had; a namespace in fsdax mode is smaller than the same one in raw "
                        + "mode. Do not repair the filesystem before that",
                "lsblk -b -o NAME,SIZE -- " + ShellWord.of("/dev/" + device));
    }

    private static Finding someFiles(BlockDevice top, String message, String remedy, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.EROFS_FILES_WITHOUT_DAX,
                Severity.WARNING,
                top.name(),
                message,
                List.of(evidence(read)),
                Remedy.advice(remedy));
    }

    private static Finding dataJournal(String filesystem, BlockDevice top, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.EXT4_DATA_JOURNAL,
                Severity.WARNING,
                top.name(),
                filesystem + " has data=journal among its default mount options, with which ext4 refuses dax",
                List.of(
                        evidence(read),
                        new Evidence(
                                "default mount options "
                                        + String.join(",", read.content().mountOptions()),
                                read.source())),
                Remedy.advice("Add data=ordered to the mount options"));
    }

    /** A filesystem of which no file can use DAX on any device. */
    public static Finding noOption(String type, String device, Evidence evidence) {
        return new Finding(
                FindingCode.NO_DAX_OPTION,
                Severity.WARNING,
                device,
                "the " + type + " on " + device + " has no dax option: no file on it uses DAX",
                List.of(evidence),
                Remedy.advice("Put the data that needs DAX on ext4 or XFS"));
    }

    /** The realtime device of an XFS on the disk that its data device holds. */
    public Finding heldByItself(BlockDevice top, BlockDevice realtime) {
        return new Finding(
                FindingCode.DAX_DEVICE_HELD,
                Severity.WARNING,
                top.name(),
                "the data device of the xfs on " + top.name()
                        + " holds the dax device of the disk that its realtime device " + realtime.name()
                        + " is on: realtime files have no DAX",
                List.of(),
                Remedy.advice("Give the realtime device a namespace of its own"));
    }

    private static Finding ext2WithoutDax(BlockDevice top, Fact.Known<Superblock> read) {
        return new Finding(
                FindingCode.EXT2_WITHOUT_DAX,
                Severity.WARNING,
                top.name(),
                "the ext2 on " + top.name()
                        + " is mounted by the ext2 driver, which has no DAX on this kernel and ignores the option",
                List.of(evidence(read)),
                Remedy.look(
                        "Mount it as ext4 (in fstab too): that driver mounts ext2 unchanged, with DAX",
                        "mount -t ext4 -o dax " + ShellWord.of("/dev/" + top.name()) + " DIRECTORY"));
    }

    private static Evidence evidence(Fact.Known<Superblock> read) {
        Superblock superblock = read.content();
        return new Evidence(
                superblock.type() + ", blocks of " + superblock.blockSize() + " bytes, features "
                        + String.join(" ", superblock.features()),
                read.source());
    }

    /** Where single files can have DAX all the same, that is said first: it destroys nothing. */
    private Finding perFile(
            FindingCode code, BlockDevice top, String message, Mounting mounting, Fact.Known<Superblock> read) {
        if (mounting.inode() != NextMount.PER_FILE) {
            return remade(code, top, message, read);
        }
        return new Finding(
                code,
                Severity.WARNING,
                top.name(),
                message + "; single files can use DAX",
                List.of(evidence(read)),
                Remedy.look(
                        "Mount it without dax, and set the flag on a directory: files that are created in it use DAX"
                                + (code == FindingCode.XFS_REFLINK ? "; or " + UPDATE : ""),
                        "xfs_io -c 'chattr +x' DIRECTORY"));
    }

    private Finding remade(FindingCode code, BlockDevice top, String message, Fact.Known<Superblock> read) {
        return new Finding(
                code,
                Severity.WARNING,
                top.name(),
                message,
                List.of(evidence(read)),
                Remedy.destroying(
                        "Back up its data, then re-create the filesystem", remake(code, read.content(), top)));
    }

    /** mkfs.xfs needs -f to overwrite a filesystem. */
    private String remake(FindingCode code, Superblock superblock, BlockDevice top) {
        String path = ShellWord.of("/dev/" + top.name());
        return switch (code) {
            case EXT4_INLINE_DATA -> "mkfs.ext4 -b " + pageSize + " -O ^inline_data " + path;
            case XFS_REFLINK, XFS_REFLINK_ON_PARTITION -> "mkfs.xfs -f -b size=" + pageSize + " -m reflink=0 " + path;
            default ->
                superblock.type().equals("xfs")
                        ? "mkfs.xfs -f -b size=" + pageSize + " " + path
                        : "mkfs.ext4 -b " + pageSize + " " + path;
        };
    }

    /** Only the superblock shows whether a filesystem has a feature that rules DAX out. */
    public static Finding featuresUnknown(BlockDevice top, Fact.Known<Superblock> superblock, Severity severity) {
        return new Finding(
                FindingCode.FACT_MISSING,
                severity,
                top.name(),
                "block size and features of the " + superblock.content().type() + " on " + top.name()
                        + " are not known: its superblock was not read",
                List.of(new Evidence(superblock.content().type(), superblock.source())),
                Remedy.look(
                        "Read it as root",
                        superblockCommand(superblock.content().type(), top)));
    }

    /**
     * A line of configuration asks for DAX and names no type.
     *
     * @param isRead whether the first bytes were read, and are those of no filesystem that is known here
     */
    public static Finding typeUnknown(BlockDevice top, boolean isRead, ConfiguredMount configured) {
        return new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                top.name(),
                "which filesystem " + top.name() + " contains is not known: "
                        + (isRead ? "its first bytes show none" : "its first bytes were not read"),
                List.of(new Evidence(configured.device() + " " + configured.target(), configured.source())),
                Remedy.look("Read it as root", "blkid -p " + ShellWord.of("/dev/" + top.name())));
    }

    private static String superblockCommand(String type, BlockDevice top) {
        String path = ShellWord.of("/dev/" + top.name());
        return switch (type) {
            case "xfs" -> "xfs_info " + path;
            case "erofs" -> "dump.erofs " + path;
            default -> "dumpe2fs -h " + path;
        };
    }

    /** Another XFS on the same disk was there first. */
    public static Finding daxDeviceHeld(Host host, BlockDevice top, Mount holder, Severity severity) {
        Optional<BlockDevice> holding = host.device(holder.device());
        String other = holding.isPresent() ? holding.get().name() : holder.source();
        return new Finding(
                FindingCode.DAX_DEVICE_HELD,
                severity,
                top.name(),
                "the XFS on " + other + ", mounted on " + holder.target()
                        + ", has claimed the DAX device of their disk: an XFS on " + top.name()
                        + " has no DAX while that one is mounted",
                List.of(new Evidence(
                        other + " " + holder.target() + " xfs " + String.join(",", holder.options()),
                        host.mounts().source())),
                SHARED_DAX_DEVICE);
    }
}
