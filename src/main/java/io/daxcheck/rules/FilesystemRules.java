package io.daxcheck.rules;

import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease.Vendor;
import io.daxcheck.rules.Mounting.Reason;
import io.daxcheck.stack.pages.Hazard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What each filesystem does with the dax option once the kernel has answered for the device: every rule of a
 * filesystem is here.
 */
public final class FilesystemRules {
    private enum Ext2Driver {
        EXT2,
        EXT4,
        NONE,
        UNKNOWN
    }

    /** Of ext4 and XFS together: each driver looks at its own alone. */
    private static final List<String> CONFLICTING = List.of("inline_data", "reflink");

    /** Bytes of a block that is smaller than a page, as mkfs makes them of a small ext4. */
    private static final int SMALL_BLOCK = 1024;

    private final int pageSize;
    private final KernelModel kernel;
    private final KernelConfig config;
    private final Answer fsDax;
    private final Ext2Driver ext2Driver;
    private final ErofsRules erofs;

    /**
     * Rules of one kernel.
     *
     * @param pageSize bytes
     * @param vendor empty where the release is not known
     * @param fsDax whether the kernel is built with CONFIG_FS_DAX
     */
    public FilesystemRules(
            int pageSize, KernelModel kernel, KernelConfig config, Optional<Vendor> vendor, Answer fsDax) {
        this.pageSize = pageSize;
        this.kernel = kernel;
        this.config = config;
        this.fsDax = fsDax;
        this.ext2Driver = ext2Driver(config, vendor);
        this.erofs = new ErofsRules(pageSize, kernel, fsDax);
    }

    /** A filesystem with blocks of the page size, and no feature that conflicts with DAX. */
    public Superblock plain(Filesystem filesystem) {
        return Superblock.typeOnly(filesystem.id(), pageSize).completedWith(pageSize, List.of());
    }

    /**
     * The filesystems that one may be of which not everything was read: with blocks of a page or others, and with the
     * features that conflict with DAX or without them. What was read of it is the same in all.
     */
    public List<Superblock> possible(Superblock superblock) {
        if (superblock.complete()) {
            return List.of(superblock);
        }
        int known = superblock.blockSize();
        int[] unknown = superblock.has(Superblock.OTHER_BLOCK_SIZE)
                ? new int[] {SMALL_BLOCK}
                : new int[] {pageSize, SMALL_BLOCK};
        List<Superblock> all = new ArrayList<>();
        for (int size : known > 0 ? new int[] {known} : unknown) {
            if (superblock.features().isEmpty()) {
                all.add(superblock.completedWith(size, List.of()));
            }
            all.add(superblock.completedWith(size, CONFLICTING));
        }
        return all;
    }

    /** Decides about a filesystem by its superblock; where that is not complete, what is true of all that it may be. */
    public Mounting mounting(Filesystem filesystem, Superblock superblock, Below below) {
        List<Superblock> possible = possible(superblock);
        Mounting agreed = decide(filesystem, possible.get(0), below);
        for (Superblock one : possible.subList(1, possible.size())) {
            agreed = agreed.or(decide(filesystem, one, below));
        }
        return agreed;
    }

    private Mounting decide(Filesystem filesystem, Superblock superblock, Below below) {
        List<Reason> because = new ArrayList<>();
        addUnmountable(filesystem, superblock, below, because);
        if (!because.isEmpty()) {
            // What is known of it otherwise stays said: the device may get its size back.
            List<Hazard> hazards = because.size() == 1
                            && because.get(0).kind() == Mounting.Kind.LARGER_THAN_DEVICE
                            && filesystem == Filesystem.XFS
                    ? xfs(superblock, below, because).hazards()
                    : List.of();
            return new Mounting(MountOutcome.REFUSED, NextMount.REFUSED, NextMount.REFUSED, hazards, because);
        }
        Mounting mounting = switch (filesystem) {
            case EXT4 -> ext4(superblock, below, because);
            case XFS -> xfs(superblock, below, because);
            case EXT2 -> ext2(superblock, below, because);
            case EROFS -> erofs.mounting(superblock, below, because);
        };
        return below.named().isUnknown() ? mounting.orRefused() : mounting;
    }

    /**
     * What a mount with these options gives.
     *
     * @param type as fstab or mountinfo names it: the ext4 driver refuses a value of dax where it is asked for an ext2 or
     *     ext3 (MOPT_EXT4_ONLY)
     */
    public NextMount next(
            Filesystem filesystem, String type, Superblock superblock, List<String> options, Below below) {
        DaxOption named = DaxOption.of(options);
        boolean isOldExt = type.equals("ext2") || type.equals("ext3");
        if (named == DaxOption.INVALID || (named.hasValue() && (isOldExt || !knowsValues(filesystem)))) {
            return NextMount.REFUSED;
        }
        // The ext2 driver has no option data= (fs/ext2/super.c: parse_options).
        if (filesystem == Filesystem.EXT2 && ext2Driver == Ext2Driver.EXT2 && names(options, "data=")) {
            return NextMount.REFUSED;
        }
        if (filesystem == Filesystem.EROFS
                && (named == DaxOption.INODE || (named.hasValue() && !kernel.has(KernelBehaviour.EROFS_HAS_DAX)))) {
            return NextMount.REFUSED;
        }
        if (filesystem == Filesystem.XFS && missingDevice(superblock, options).isPresent()) {
            return NextMount.REFUSED;
        }
        List<String> effective = new ArrayList<>(superblock.mountOptions());
        effective.addAll(options);
        Superblock mounted = withOptions(superblock, effective);
        Mounting mounting = mounting(filesystem, mounted, below);
        if (mounting.inode() == NextMount.REFUSED) {
            return NextMount.REFUSED;
        }
        return switch (DaxOption.of(effective)) {
            case NEVER -> NextMount.NO;
            case NONE, INODE -> mounting.inode();
            case DAX, ALWAYS, INVALID -> mounting.always();
        };
    }

    /** The option without which an XFS is not mounted, because it names a device of it: {@code rtdev=}, {@code logdev=}. */
    public static Optional<String> missingDevice(Superblock superblock, List<String> options) {
        if (superblock.has("external_log") && !names(options, "logdev=")) {
            return Optional.of("logdev=");
        }
        return hasRealtimeOutside(superblock) && !names(options, "rtdev=") ? Optional.of("rtdev=") : Optional.empty();
    }

    /** Whether an XFS has a realtime device; that of a zoned one may be inside its data device. */
    public static boolean hasRealtimeOutside(Superblock superblock) {
        return superblock.has("realtime") && !superblock.has("zoned");
    }

    private static boolean names(List<String> options, String option) {
        for (String text : options) {
            if (text.startsWith(option)) {
                return true;
            }
        }
        return false;
    }

    /** The same with other mount options: those of the superblock, overridden by those given to mount(8). */
    private static Superblock withOptions(Superblock superblock, List<String> options) {
        return new Superblock(
                superblock.type(),
                superblock.blockSize(),
                superblock.features(),
                options,
                superblock.sizeBytes(),
                superblock.uuid(),
                superblock.label(),
                superblock.complete());
    }

    // ---------------------------------------------------------------------------------- not mounted at all

    private static boolean isReadOnly(List<String> options) {
        boolean readOnly = false;
        for (String option : options) {
            readOnly = option.equals("ro") || (readOnly && !option.equals("rw"));
        }
        return readOnly;
    }

    /**
     * Whether a kernel that does not know the feature mounts the filesystem with the option ro: those of the word ro_compat
     * (fs/ext4/super.c: ext4_feature_set_ok; fs/xfs/libxfs/xfs_sb.c: xfs_validate_sb_read).
     */
    private static boolean isReadOnlyCompatible(String feature) {
        return switch (feature) {
            case "verity", "orphan_present", "inobtcount", "reflink" -> true;
            default -> feature.startsWith("ro_compat_0x");
        };
    }

    /** Why this kernel does not mount it as its options say, with dax or without. */
    private void addUnmountable(Filesystem filesystem, Superblock superblock, Below below, List<Reason> because) {
        boolean isLogged = superblock.has(Superblock.LARGER_THAN_DEVICE) && !below.isMounted();
        if (isLogged || (isTooLarge(superblock, below) && filesystem != Filesystem.EROFS)) {
            because.add(new Reason(Mounting.Kind.LARGER_THAN_DEVICE, ""));
        }
        if (below.isMounted()) {
            return;
        }
        String driver = driver(filesystem);
        // Without a filesystem on the device, the answer is about a new ext4 or XFS, also where this kernel has no
        // driver for it; and a configuration of which only some lines were kept does not name their drivers.
        boolean counts = filesystem == Filesystem.EROFS || (below.bytes() > 0 && config.names(Set.of(driver)));
        if (counts && config.isSet(driver).is(false)) {
            because.add(new Reason(Mounting.Kind.NOT_MOUNTABLE, driver));
        }
        boolean readOnly = isReadOnly(superblock.mountOptions());
        for (String feature : superblock.features()) {
            if (!mounts(feature) && !(readOnly && isReadOnlyCompatible(feature))) {
                because.add(new Reason(Mounting.Kind.NOT_MOUNTABLE, feature));
            }
        }
        boolean isLarge = superblock.blockSize() > pageSize;
        boolean mountsLarge = switch (filesystem) {
            case EXT4, EXT2 -> kernel.has(KernelBehaviour.EXT4_MOUNTS_LARGE_BLOCKS);
            case XFS -> kernel.has(KernelBehaviour.XFS_MOUNTS_LARGE_BLOCKS);
            case EROFS -> false;
        };
        if (isLarge && !mountsLarge) {
            because.add(new Reason(Mounting.Kind.NOT_MOUNTABLE, "blocks larger than a page"));
        }
        boolean isSmall = superblock.blockSize() > 0 && superblock.blockSize() < pageSize;
        if (isSmall && filesystem == Filesystem.EROFS && !kernel.has(KernelBehaviour.EROFS_MOUNTS_SMALL_BLOCKS)) {
            because.add(new Reason(Mounting.Kind.NOT_MOUNTABLE, "blocks smaller than a page"));
        }
    }

    static boolean isTooLarge(Superblock superblock, Below below) {
        return below.bytes() > 0 && superblock.sizeBytes() > below.bytes();
    }

    /** Whether the driver knows a feature; a bit without a name is known to no kernel that the rows describe. */
    private boolean mounts(String feature) {
        return switch (feature) {
            case "bigtime", "inobtcount" -> kernel.has(KernelBehaviour.XFS_MOUNTS_BIGTIME);
            case "nrext64" -> kernel.has(KernelBehaviour.XFS_MOUNTS_NREXT64);
            case "exchange", "parent" -> kernel.has(KernelBehaviour.XFS_MOUNTS_EXCHANGE);
            case "metadir" -> kernel.has(KernelBehaviour.XFS_MOUNTS_METADIR);
            case "zoned", "zone_gaps" -> kernel.has(KernelBehaviour.XFS_MOUNTS_ZONED);
            case "reflink" ->
                !kernel.has(KernelBehaviour.XFS_KNOWS_NO_REFLINK)
                        && !kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_AS_UNSUPPORTED);
            case "needsrepair" -> false;
            case "casefold" ->
                kernel.has(KernelBehaviour.EXT4_MOUNTS_CASEFOLD)
                        && !config.isSet("CONFIG_UNICODE").is(false);
            case "verity" -> kernel.has(KernelBehaviour.EXT4_MOUNTS_VERITY);
            case "orphan_present" -> kernel.has(KernelBehaviour.EXT4_MOUNTS_ORPHAN_PRESENT);
            case "chunked" -> kernel.has(KernelBehaviour.EROFS_HAS_DAX);
            case "device_table" -> kernel.has(KernelBehaviour.EROFS_MOUNTS_DEVICES);
            default -> !feature.startsWith("incompat_0x") && !feature.startsWith("ro_compat_0x");
        };
    }

    /** Whether the driver knows {@code dax=always} and the like; the ext2 driver never did. */
    boolean knowsValues(Filesystem filesystem) {
        return kernel.has(KernelBehaviour.DAX_OPTION_TAKES_VALUE)
                && !(filesystem == Filesystem.EXT2 && ext2Driver == Ext2Driver.EXT2);
    }

    // --------------------------------------------------------------------------------------- by filesystem

    /** A result where all files get the same: what dax gives, and what a file with the flag gets without it. */
    static Mounting uniform(
            MountOutcome withDax,
            MountOutcome flagged,
            boolean looksAtFiles,
            List<Hazard> hazards,
            List<Reason> because) {
        return new Mounting(withDax, asNext(withDax), looksAtFiles ? flagged(flagged) : NextMount.NO, hazards, because);
    }

    static NextMount asNext(MountOutcome withDax) {
        return switch (withDax) {
            case DAX -> NextMount.YES;
            case FALLBACK -> NextMount.NO;
            case REFUSED -> NextMount.REFUSED;
            case WITHOUT_DAX -> NextMount.WITHOUT_DAX;
            case UNKNOWN -> NextMount.UNKNOWN;
        };
    }

    private static NextMount flagged(MountOutcome file) {
        return switch (file) {
            case DAX -> NextMount.PER_FILE;
            case FALLBACK, REFUSED, WITHOUT_DAX -> NextMount.NO;
            case UNKNOWN -> NextMount.UNKNOWN;
        };
    }

    private Mounting ext4(Superblock superblock, Below below, List<Reason> because) {
        boolean looksAtFiles = kernel.has(KernelBehaviour.DAX_OPTION_TAKES_VALUE);
        MountOutcome without =
                kernel.has(KernelBehaviour.EXT4_FALLS_BACK) ? MountOutcome.FALLBACK : MountOutcome.REFUSED;
        boolean blockIsPage = superblock.blockSize() == pageSize;
        boolean journal = "data=journal".equals(lastDataMode(superblock.mountOptions()));
        if (!blockIsPage) {
            because.add(new Reason(Mounting.Kind.BLOCK_SIZE, ""));
        }
        if (superblock.has("inline_data")) {
            because.add(new Reason(Mounting.Kind.INLINE_DATA, ""));
        }
        if (journal) {
            because.add(new Reason(Mounting.Kind.DATA_JOURNAL, ""));
        }
        MountOutcome ofDevice = blockIsPage ? decide(below.device(), MountOutcome.DAX, without) : without;
        MountOutcome withOption = superblock.has("inline_data") ? without : ofDevice;
        // ext4_should_enable_dax refuses a file whose data is journalled; the mount option is refused before.
        return uniform(
                decide(fsDax, journal ? MountOutcome.REFUSED : withOption, MountOutcome.REFUSED),
                decide(fsDax, journal ? MountOutcome.FALLBACK : ofDevice, MountOutcome.REFUSED),
                looksAtFiles,
                List.of(),
                because);
    }

    /** The option that its driver is built with; of the two that may mount an ext2, ext4's where that is the one. */
    private String driver(Filesystem filesystem) {
        return switch (filesystem) {
            case EXT4 -> "CONFIG_EXT4_FS";
            case EXT2 -> ext2Driver == Ext2Driver.EXT4 ? "CONFIG_EXT4_FS" : "CONFIG_EXT2_FS";
            case XFS -> "CONFIG_XFS_FS";
            case EROFS -> "CONFIG_EROFS_FS";
        };
    }

    private static String lastDataMode(List<String> options) {
        String last = "";
        for (String option : options) {
            last = option.startsWith("data=") ? option : last;
        }
        return last;
    }

    private Mounting xfs(Superblock superblock, Below below, List<Reason> because) {
        boolean blockIsPage = superblock.blockSize() == pageSize;
        boolean reflink = superblock.has("reflink");
        boolean refusesEverywhere = reflink && kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK);
        boolean refusesHere =
                reflink && below.onPartition() && kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_ON_PARTITION);
        List<Hazard> hazards = new ArrayList<>();
        if (!blockIsPage) {
            because.add(new Reason(Mounting.Kind.BLOCK_SIZE, ""));
        }
        if (refusesEverywhere) {
            because.add(new Reason(Mounting.Kind.REFLINK, ""));
        }
        if (refusesHere) {
            because.add(new Reason(Mounting.Kind.REFLINK_ON_PARTITION, ""));
        }
        Answer some = someDevice(below);
        boolean canUseDax = blockIsPage && !some.isNo() && !fsDax.isNo();
        if (canUseDax && superblock.has("zoned")) {
            hazards.add(Hazard.PANIC);
            because.add(new Reason(Mounting.Kind.ZONED, ""));
        }
        if (canUseDax && reflink && kernel.has(KernelBehaviour.XFS_REFLINK_CORRUPTS)) {
            hazards.add(Hazard.CORRUPT);
            because.add(new Reason(Mounting.Kind.REFLINK_CORRUPTS, ""));
        }
        if (canUseDax && superblock.has("zoned")) {
            hazards.add(Hazard.ERROR);
        }
        MountOutcome flagged =
                blockIsPage ? decide(some, MountOutcome.DAX, MountOutcome.FALLBACK) : MountOutcome.FALLBACK;
        MountOutcome withOption = refusesEverywhere || refusesHere
                ? blockIsPage ? decide(some, MountOutcome.REFUSED, MountOutcome.FALLBACK) : MountOutcome.FALLBACK
                : flagged;
        if (reflink && kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO)) {
            withOption = MountOutcome.REFUSED;
        }
        Mounting all = uniform(
                decide(fsDax, withOption, MountOutcome.REFUSED),
                decide(fsDax, flagged, MountOutcome.REFUSED),
                !superblock.has("v4"),
                hazards,
                because);
        return withOtherFiles(all, below);
    }

    /** Where the second device differs from the first, the files of one of them have DAX and those of the other none. */
    private Mounting withOtherFiles(Mounting all, Below below) {
        if (below.other().isEmpty() || all.always() != NextMount.YES) {
            return all;
        }
        Answer both =
                new Answer.All().add(below.device()).add(below.other().get()).answer();
        if (both.isYes()) {
            return all;
        }
        List<Reason> because = new ArrayList<>(all.because());
        because.add(new Reason(Mounting.Kind.OTHER_DEVICE, ""));
        NextMount always = both.isNo() ? NextMount.PER_FILE : NextMount.UNKNOWN;
        return new Mounting(all.withDax(), always, all.inode(), all.hazards(), because);
    }

    /**
     * XFS keeps the dax option where the data device or the realtime device has DAX (ba23cba9b3bd, merged and backported
     * with the check of the queue flag); before, the data device alone is asked.
     */
    private Answer someDevice(Below below) {
        boolean dataAlone = kernel.has(KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG);
        return below.other().isEmpty() || dataAlone || below.device().isYes()
                ? below.device()
                : new Answer.Any().add(below.device()).add(below.other().get()).answer();
    }

    private Mounting ext2(Superblock superblock, Below below, List<Reason> because) {
        return switch (ext2Driver) {
            case EXT2 -> ext2ByItsDriver(superblock, below, because);
            case EXT4 -> ext4(superblock, below, because);
            case NONE -> uniform(MountOutcome.REFUSED, MountOutcome.REFUSED, false, List.of(), because);
            case UNKNOWN ->
                ext2ByItsDriver(superblock, below, new ArrayList<>()).or(ext4(superblock, below, because));
        };
    }

    private Mounting ext2ByItsDriver(Superblock superblock, Below below, List<Reason> because) {
        boolean blockIsPage = superblock.blockSize() == pageSize;
        if (!blockIsPage) {
            because.add(new Reason(Mounting.Kind.BLOCK_SIZE, ""));
        }
        if (kernel.has(KernelBehaviour.EXT2_DRIVER_IGNORES_DAX)) {
            because.add(0, new Reason(Mounting.Kind.IGNORED_BY_EXT2, ""));
        }
        return uniform(ext2Outcome(blockIsPage, below), MountOutcome.FALLBACK, false, List.of(), because);
    }

    private MountOutcome ext2Outcome(boolean blockIsPage, Below below) {
        if (fsDax.isNo() || kernel.has(KernelBehaviour.EXT2_DRIVER_IGNORES_DAX)) {
            return MountOutcome.FALLBACK;
        }
        MountOutcome without =
                kernel.has(KernelBehaviour.EXT2_DRIVER_REFUSES) ? MountOutcome.REFUSED : MountOutcome.FALLBACK;
        return blockIsPage ? decide(below.device().and(fsDax), MountOutcome.DAX, without) : without;
    }

    /** Distributions build the ext4 driver to mount ext2 too. */
    private static Ext2Driver ext2Driver(KernelConfig config, Optional<Vendor> vendor) {
        Fact<Boolean> ext2 = config.isSet("CONFIG_EXT2_FS");
        if (ext2.isKnown()) {
            if (ext2.is(true)) {
                return Ext2Driver.EXT2;
            }
            return config.isSet("CONFIG_EXT4_USE_FOR_EXT2").is(true) ? Ext2Driver.EXT4 : Ext2Driver.NONE;
        }
        if (vendor.isEmpty()) {
            return Ext2Driver.UNKNOWN;
        }
        return switch (vendor.get()) {
            case DEBIAN, RED_HAT, SUSE, UBUNTU -> Ext2Driver.EXT4;
            case AZURE_LINUX, PHOTON -> Ext2Driver.EXT2;
            case ORACLE, CHINA, UPSTREAM, OTHER -> Ext2Driver.UNKNOWN;
        };
    }

    /**
     * Whether the filesystem may have a hazard of its own, and a fact that decides is missing: then a mount that shows dax
     * does not prove that all is right.
     */
    public boolean leavesHazardsOpen(Filesystem filesystem, Superblock superblock, Below below) {
        return switch (filesystem) {
            case XFS -> !superblock.complete() && kernel.has(KernelBehaviour.XFS_REFLINK_CORRUPTS);
            case EROFS -> erofs.leavesHazardsOpen(below);
            case EXT4, EXT2 -> false;
        };
    }

    static MountOutcome decide(Answer device, MountOutcome with, MountOutcome without) {
        return switch (device.truth()) {
            case YES -> with;
            case NO -> without;
            case UNKNOWN -> with.or(without);
        };
    }
}
