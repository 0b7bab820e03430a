package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.Below;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.NextMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What mounts get under one kernel: those that fstab and mount units configure, and the one that there is. */
final class NextMounts {
    /** In place of a type that fstab names, and that the filesystem is not of. */
    private static final String MISTAKEN_TYPE = "";

    private final MountTable mounts;
    private final KernelModel kernel;
    private final FilesystemRules rules;
    private final FilesystemBelow lowerDevices;
    private final boolean isHosts;

    /**
     * @param isHosts whether the kernel is the one that mounted what is mounted
     */
    NextMounts(
            MountTable mounts,
            KernelModel kernel,
            FilesystemRules rules,
            FilesystemBelow lowerDevices,
            boolean isHosts) {
        this.mounts = mounts;
        this.kernel = kernel;
        this.rules = rules;
        this.lowerDevices = lowerDevices;
        this.isHosts = isHosts;
    }

    /** What a line of fstab or a mount unit gives. */
    NextMount of(ConfiguredMount configured, Optional<Fact.Known<Superblock>> superblock, DeviceAnswer answer) {
        List<Superblock> possible = possibleFilesystems(configured, superblock);
        NextMount next = of(configured, possible.get(0), answer);
        for (Superblock other : possible.subList(1, possible.size())) {
            next = next.or(of(configured, other, answer));
        }
        BlockDevice top = answer.device();
        boolean isShown = next == NextMount.UNKNOWN
                && isHosts
                && !answer.forAll().isNo()
                && mounts.isMountedWithDax(top)
                && configured.daxOption().asksForDax()
                && mounts.otherConfigured(top).isEmpty();
        return isShown ? lowerDevices.whereShown(answer.forXfs(), configured.options(), top) : next;
    }

    private NextMount of(ConfiguredMount configured, Superblock possible, DeviceAnswer answer) {
        String type = configured.isOfAnyType() ? possible.type() : configured.type();
        NextMount next = of(possible, type, configured.options(), answer);
        boolean mayBeHeld = possible.type().equals("xfs")
                && next == NextMount.YES
                && kernel.has(KernelBehaviour.XFS_HOLDS_DAX_DEVICE)
                && mounts.otherConfigured(answer.device()).isPresent();
        return mayBeHeld ? NextMount.UNKNOWN : next;
    }

    /** What is mounted: the filesystem on the device, if a line of fstab that names another type does not make it fail. */
    private static List<Superblock> possibleFilesystems(
            ConfiguredMount configured, Optional<Fact.Known<Superblock>> superblock) {
        if (superblock.isPresent()) {
            boolean mistaken =
                    configured.conflictsWith(superblock.get().content().type());
            return List.of(
                    mistaken
                            ? Superblock.named(MISTAKEN_TYPE)
                            : superblock.get().content());
        }
        if (!configured.isOfAnyType()) {
            return List.of(Superblock.typeOnly(configured.type(), 0));
        }
        List<Superblock> all = new ArrayList<>();
        for (Filesystem filesystem : Filesystem.values()) {
            all.add(Superblock.typeOnly(filesystem.id(), 0));
        }
        return all;
    }

    /**
     * @param type as fstab or mountinfo names it; any for the one that is found
     */
    private NextMount of(Superblock superblock, String type, List<String> options, DeviceAnswer answer) {
        Optional<Filesystem> filesystem = Filesystem.named(superblock.type());
        if (filesystem.isEmpty()) {
            // A driver without a dax option calls it a bad option.
            boolean named =
                    DaxOption.of(options) != DaxOption.NONE || superblock.type().equals(MISTAKEN_TYPE);
            return named ? NextMount.REFUSED : NextMount.NO;
        }
        // The ext4 driver mounts an ext2 under its own name and under that of ext3.
        Filesystem driver = type.equals("ext4") || type.equals("ext3") ? Filesystem.EXT4 : filesystem.get();
        Below below = lowerDevices.of(driver, superblock, answer.to(driver), options, answer.device());
        return rules.next(driver, type, superblock, options, below);
    }

    /** DAX state of the current mount: where it shows no option, what the kernel makes of that. */
    NextMount mounted(Optional<Fact.Known<Superblock>> superblock, DeviceAnswer answer) {
        BlockDevice top = answer.device();
        Optional<Mount> mount = mounts.mountOf(top);
        if (mount.isEmpty() || superblock.isEmpty()) {
            return NextMount.UNKNOWN;
        }
        List<String> options = mounts.optionsOn(top);
        NextMount next = of(superblock.get().content(), mount.get().type(), options, answer);
        // Shown, the option is on; whether every file follows it depends on the other devices and the image.
        boolean filesDiffer =
                next == NextMount.PER_FILE || superblock.get().content().has(Superblock.EVERY_FILE_COMPRESSED);
        return mount.get().asksForDax() && !filesDiffer ? lowerDevices.whereShown(answer.forXfs(), options, top) : next;
    }
}
