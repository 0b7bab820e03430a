package io.daxcheck.rules;

import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease.Vendor;
import java.util.ArrayList;
import java.util.List;

/**
 * What each filesystem does with the dax option once the kernel has answered for the device: every rule of a
 * filesystem stands here.
 */
public final class FilesystemRules {
    /**
     * What of a filesystem matters for mounting it with dax.
     *
     * @param blockIsPage whether its blocks have the size of a page
     * @param inlineData ext4's feature
     * @param reflink XFS's feature
     */
    public record Layout(boolean blockIsPage, boolean inlineData, boolean reflink) {
        /** Blocks of the page size, and none of DAX's enemies. */
        public static final Layout PLAIN = new Layout(true, false, false);

        /** Those that a filesystem may have: one, unless its superblock was not read. */
        public static List<Layout> of(Superblock superblock, int pageSize) {
            boolean known = superblock.blockSize() > 0 || superblock.complete();
            boolean page = superblock.blockSize() == pageSize;
            if (superblock.complete()) {
                return List.of(new Layout(page, superblock.has("inline_data"), superblock.has("reflink")));
            }
            List<Layout> all = new ArrayList<>();
            for (boolean blockIsPage : known ? new boolean[] {page} : new boolean[] {true, false}) {
                // What the kernel logged of it is known also where nothing else is.
                if (superblock.features().isEmpty()) {
                    all.add(new Layout(blockIsPage, false, false));
                }
                all.add(new Layout(blockIsPage, true, true));
            }
            return all;
        }
    }

    private enum Ext2Driver {
        EXT2,
        EXT4,
        NONE,
        UNKNOWN
    }

    private final KernelModel kernel;
    private final KernelConfig config;
    private final Answer fsDax;
    private final Ext2Driver ext2Driver;

    /**
     * Rules of one kernel.
     *
     * @param vendor null where the release is not known
     * @param fsDax whether the kernel is built with CONFIG_FS_DAX
     */
    public FilesystemRules(KernelModel kernel, KernelConfig config, Vendor vendor, Answer fsDax) {
        this.kernel = kernel;
        this.config = config;
        this.fsDax = fsDax;
        this.ext2Driver = ext2Driver(config, vendor);
    }

    /**
     * Returns what mounting a filesystem with the plain dax option does.
     *
     * @param device the kernel's answer for the device
     * @param onPartition whether the device is a partition
     */
    public MountOutcome outcome(Filesystem filesystem, Answer device, Layout layout, boolean onPartition) {
        return switch (filesystem) {
            case EXT4 -> ext4(device, layout);
            case XFS -> xfs(device, layout, onPartition);
            case EXT2 -> ext2(device, layout);
            case EROFS -> erofs(device, layout);
        };
    }

    /** The same for a filesystem of which not everything may be known. */
    public MountOutcome outcome(Filesystem filesystem, Answer device, List<Layout> layouts, boolean onPartition) {
        MountOutcome agreed = outcome(filesystem, device, layouts.get(0), onPartition);
        for (Layout layout : layouts) {
            agreed = agreed.or(outcome(filesystem, device, layout, onPartition));
        }
        return agreed;
    }

    /**
     * What a mount with these options gives.
     *
     * @param withDax the outcome of mounting it with dax
     */
    public NextMount next(Filesystem filesystem, List<String> options, MountOutcome withDax) {
        DaxOption option = DaxOption.of(options);
        if (option == DaxOption.INVALID || (option.hasValue() && !knowsValues(filesystem))) {
            return NextMount.REFUSED;
        }
        return switch (option) {
            case NEVER -> NextMount.NO;
            case NONE, INODE -> perFile(filesystem, withDax);
            case DAX, ALWAYS, INVALID -> {
                if (filesystem == Filesystem.EXT4 && options.contains("data=journal")) {
                    yield NextMount.REFUSED;
                }
                yield switch (withDax) {
                    case DAX -> NextMount.YES;
                    case FALLBACK, WITHOUT_DAX -> NextMount.NO;
                    case REFUSED -> NextMount.REFUSED;
                    case UNKNOWN -> NextMount.UNKNOWN;
                };
            }
        };
    }

    /** Whether the driver knows {@code dax=always} and the like; the ext2 driver never did. */
    boolean knowsValues(Filesystem filesystem) {
        return kernel.has(KernelBehaviour.DAX_OPTION_TAKES_VALUE)
                && !(filesystem == Filesystem.EXT2 && ext2Driver == Ext2Driver.EXT2);
    }

    /** Without an option XFS has always looked at the flag of a file, ext4 does since the option takes a value. */
    private NextMount perFile(Filesystem filesystem, MountOutcome withDax) {
        boolean looksAtFiles = filesystem == Filesystem.XFS
                || (filesystem == Filesystem.EXT4 && kernel.has(KernelBehaviour.DAX_OPTION_TAKES_VALUE));
        if (!looksAtFiles) {
            return NextMount.NO;
        }
        return switch (withDax) {
            case DAX -> NextMount.PER_FILE;
            case FALLBACK, REFUSED, WITHOUT_DAX -> NextMount.NO;
            case UNKNOWN -> NextMount.UNKNOWN;
        };
    }

    private MountOutcome ext4(Answer device, Layout layout) {
        return refusedUnlessBuilt(ext4WithOption(device, layout));
    }

    /** Without CONFIG_FS_DAX ext4 and XFS do not know the option. */
    private MountOutcome refusedUnlessBuilt(MountOutcome built) {
        return decide(fsDax, built, MountOutcome.REFUSED);
    }

    private MountOutcome ext4WithOption(Answer device, Layout layout) {
        if (!layout.blockIsPage() || layout.inlineData()) {
            return ext4Without();
        }
        return decide(device, MountOutcome.DAX, ext4Without());
    }

    private MountOutcome ext4Without() {
        return kernel.has(KernelBehaviour.EXT4_FALLS_BACK) ? MountOutcome.FALLBACK : MountOutcome.REFUSED;
    }

    private MountOutcome xfs(Answer device, Layout layout, boolean onPartition) {
        return refusedUnlessBuilt(xfsWithOption(device, layout, onPartition));
    }

    private MountOutcome xfsWithOption(Answer device, Layout layout, boolean onPartition) {
        boolean unknownFeature = kernel.has(KernelBehaviour.XFS_KNOWS_NO_REFLINK)
                || kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_AS_UNSUPPORTED);
        if (layout.reflink() && (unknownFeature || kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO))) {
            return MountOutcome.REFUSED;
        }
        if (!layout.blockIsPage()) {
            return MountOutcome.FALLBACK;
        }
        boolean refusesReflink = kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK)
                || (onPartition && kernel.has(KernelBehaviour.XFS_REFUSES_REFLINK_ON_PARTITION));
        return decide(
                device,
                layout.reflink() && refusesReflink ? MountOutcome.REFUSED : MountOutcome.DAX,
                MountOutcome.FALLBACK);
    }

    private MountOutcome ext2(Answer device, Layout layout) {
        return switch (ext2Driver) {
            case EXT2 -> ext2ByItsDriver(device, layout);
            case EXT4 -> ext4(device, layout);
            case NONE -> MountOutcome.REFUSED;
            case UNKNOWN -> {
                MountOutcome one = ext2ByItsDriver(device, layout);
                yield one.or(ext4(device, layout));
            }
        };
    }

    /** Whether an ext2 is mounted by the driver of that name, which knows the dax option and does nothing about it. */
    public boolean ignoresDaxOnExt2() {
        return ext2Driver == Ext2Driver.EXT2 && kernel.has(KernelBehaviour.EXT2_DRIVER_IGNORES_DAX);
    }

    private MountOutcome ext2ByItsDriver(Answer device, Layout layout) {
        if (fsDax.isNo() || kernel.has(KernelBehaviour.EXT2_DRIVER_IGNORES_DAX)) {
            return MountOutcome.FALLBACK;
        }
        MountOutcome without =
                kernel.has(KernelBehaviour.EXT2_DRIVER_REFUSES) ? MountOutcome.REFUSED : MountOutcome.FALLBACK;
        if (!layout.blockIsPage()) {
            return without;
        }
        return decide(device.and(fsDax), MountOutcome.DAX, without);
    }

    /** Distributions build the ext4 driver to mount ext2 too. */
    private static Ext2Driver ext2Driver(KernelConfig config, Vendor vendor) {
        Fact<Boolean> ext2 = config.isSet("CONFIG_EXT2_FS");
        if (ext2.isKnown()) {
            if (ext2.is(true)) {
                return Ext2Driver.EXT2;
            }
            return config.isSet("CONFIG_EXT4_USE_FOR_EXT2").is(true) ? Ext2Driver.EXT4 : Ext2Driver.NONE;
        }
        return vendor == Vendor.DEBIAN ? Ext2Driver.EXT4 : Ext2Driver.UNKNOWN;
    }

    private MountOutcome erofs(Answer device, Layout layout) {
        if (!kernel.has(KernelBehaviour.EROFS_HAS_DAX)
                || config.isSet("CONFIG_EROFS_FS").is(false)
                || fsDax.isNo()) {
            return MountOutcome.REFUSED;
        }
        return layout.blockIsPage()
                ? decide(device.and(fsDax), MountOutcome.DAX, MountOutcome.FALLBACK)
                : MountOutcome.FALLBACK;
    }

    private static MountOutcome decide(Answer device, MountOutcome with, MountOutcome without) {
        return switch (device.truth()) {
            case YES -> with;
            case NO -> without;
            case UNKNOWN -> with.or(without);
        };
    }
}
