package io.daxcheck.diagnosis;

import io.daxcheck.finding.Effect;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Region;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rules that every printed command keeps, of a plan as of a finding. Each looks at one command, the state that was read
 * and the commands before it.
 */
public enum CommandRule {
    /** What changes a device that is mounted comes after the unmount. */
    UNMOUNT_FIRST {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (Effect.of(command) == Effect.INSPECT || command.startsWith("umount ") || command.startsWith("mount ")) {
                return false;
            }
            if (state.hasLostDax && GIVES_DAX_BACK.contains(program(command))) {
                // To a mount whose every access fails: an unmount before it loses more (measured).
                return false;
            }
            for (BlockDevice device : state.devicesIn(command)) {
                for (String target : state.mountedAbove(device)) {
                    if (!isUnmounted(target, before)) {
                        return true;
                    }
                }
            }
            return false;
        }
    },
    /** Where it is not known what is mounted, somebody looks before anything is destroyed. */
    LOOK_FIRST {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (state.host.mounts().isKnown() || Effect.of(command) != Effect.DESTRUCTIVE) {
                return false;
            }
            for (String each : before) {
                if (program(each).equals("lsblk")) {
                    return false;
                }
            }
            return !state.devicesIn(command).isEmpty();
        }
    },
    /** Nothing is destroyed outside the stack that was asked about. */
    STACK_ONLY {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (Effect.of(command) != Effect.DESTRUCTIVE) {
                return false;
            }
            for (BlockDevice device : state.devicesIn(command)) {
                if (!state.isInStack(device) && !state.isSnapshotOfStack(device)) {
                    return true;
                }
            }
            return false;
        }
    },
    /** Nothing is destroyed that a device outside the stack uses, or a filesystem on one. */
    NOTHING_UNDER_OTHERS {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (Effect.of(command) != Effect.DESTRUCTIVE) {
                return false;
            }
            if (state.isPartOfFilesystem) {
                return true;
            }
            for (BlockDevice device : state.devicesIn(command)) {
                if (state.isUsedElsewhere(device)) {
                    return true;
                }
                for (BlockDevice upper : state.graph.above(device)) {
                    boolean isDisk = command.contains("sfdisk ") || command.startsWith("parted ");
                    // One partition of a table is written; what is on the others stays.
                    if (!isDisk && !state.isInStack(upper)) {
                        return true;
                    }
                }
            }
            return false;
        }
    },
    /** No table is loaded again that was not read, or may hold a key that dmsetup shows as zeros. */
    NO_RELOAD_OF_KEYS {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (!command.contains("dmsetup load") && !command.contains("dmsetup reload")) {
                return false;
            }
            if (state.stack.isEmpty()) {
                return true;
            }
            for (BlockDevice layer : state.stack.get().layers()) {
                if (layer.dm().isPresent() && !isPlain(state, layer)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isPlain(CommandState state, BlockDevice layer) {
            if (state.graph.table(layer).value().isEmpty()) {
                return false;
            }
            for (DmTarget target : state.graph.table(layer).value().get().targets()) {
                if (!PLAIN_TARGETS.contains(target.type())) {
                    return false;
                }
            }
            return true;
        }
    },
    /**
     * Nothing is made or enabled on hardware that is locked, disabled or read-only, unless it is unlocked, enabled or made
     * writable first.
     */
    HARDWARE_IS_USABLE {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            boolean makes = command.startsWith("ndctl create-namespace") || command.startsWith("ndctl enable-");
            if (!makes && Effect.of(command) != Effect.DESTRUCTIVE) {
                return false;
            }
            List<Region> regions = state.regionsIn(command);
            for (Region region : regions) {
                String enable = "ndctl enable-region " + region.name();
                boolean isDisabled = region.enabled().is(false) && !command.equals(enable) && !before.contains(enable);
                boolean isReadOnly =
                        region.readOnly().is(true) && !before.contains(NamespaceCommands.writable(region.name()));
                if (isReadOnly || isDisabled) {
                    return true;
                }
            }
            return makes && !before.contains("ndctl load-keys") && meetsLocked(state, command, regions);
        }

        /** Whether the command is about a locked NVDIMM, or a region that may be on one; or it names no region. */
        private static boolean meetsLocked(CommandState state, String command, List<Region> regions) {
            for (Dimm dimm : state.host.dimms().values()) {
                boolean isMet = regions.isEmpty() && !command.startsWith("ndctl enable-dimm ");
                for (Region region : regions) {
                    isMet |= region.mayBeOn(dimm.name());
                }
                if (dimm.isLocked() && (isMet || CommandState.words(command).contains(dimm.name()))) {
                    return true;
                }
            }
            return false;
        }
    },
    /** Where the mount corrupts, the files come first: until they are copied nothing is changed. */
    FILES_FIRST_WHERE_CORRUPTING {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            return state.isCorrupting && Effect.of(command) != Effect.INSPECT;
        }
    },
    /** LVM's commands name physical volumes, and not LVM's own devices. */
    PHYSICAL_VOLUMES_BY_NAME {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            return (command.startsWith("pvmove ") || command.startsWith("vgreduce ")) && command.contains("/dev/dm-");
        }
    },
    /** A name of the host that begins with a hyphen is no option: {@code --} comes before it. */
    NAMES_ARE_NO_OPTIONS {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            boolean ended = false;
            for (String word : CommandState.words(command)) {
                if (word.equals("--")) {
                    ended = true;
                } else if (!ended && word.startsWith("-") && state.isName(word)) {
                    return true;
                }
            }
            return false;
        }
    },
    /** Nothing is left to be filled in: a word such as VG or DEVICE is no name of this host. */
    NAMES_ARE_FILLED_IN {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (command.startsWith("lvcreate ") || command.startsWith("parted ")) {
                // The volume and its group, or the partition, are yet to be made, so the reader names them.
                return false;
            }
            for (String word : CommandState.words(command)) {
                String name = CommandState.value(word);
                if (PLACEHOLDERS.contains(name) && !state.isName(name)) {
                    return true;
                }
            }
            return false;
        }
    },
    /** mkfs.xfs makes no XFS that is smaller than what it allows, unless the device is made larger before. */
    XFS_HAS_ROOM {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (!command.startsWith("mkfs.xfs ") || isChanged(before)) {
                return false;
            }
            for (BlockDevice device : state.devicesIn(command)) {
                if (device.sizeSectors().value().orElse(MIN_XFS_SECTORS) < MIN_XFS_SECTORS) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isChanged(List<String> before) {
            for (String command : before) {
                if (command.contains("dmsetup create ") || command.contains("--reconfig=")) {
                    return true;
                }
            }
            return false;
        }
    },
    /** A kernel without struct pages for persistent memory makes no fsdax namespace. */
    KERNEL_HAS_FSDAX {
        @Override
        boolean isBroken(CommandState state, String command, List<String> before) {
            if (!command.startsWith("ndctl create-namespace") || !command.contains("--mode=fsdax")) {
                return false;
            }
            KernelConfig config = state.host.config();
            return config.isSet("CONFIG_NVDIMM_PFN").is(false)
                    || config.isSet("CONFIG_ZONE_DEVICE").is(false);
        }
    };

    /** Of an XFS, from xfsprogs 5.19 on (mkfs/xfs_mkfs.c: validate_supported): 300 MiB. */
    public static final long MIN_XFS_SECTORS = 300L * 2_048;

    /** As the pages of findings have them. Only DIRECTORY is the reader's own choice. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "NAME",
            "MOUNTPOINT",
            "DEVICE",
            "DISK",
            "LV",
            "NAMESPACE",
            "PARTITION",
            "REGION",
            "VG",
            "VG/LV",
            "SRC",
            "DST");

    /** Programs that change the table of a mounted volume which lost DAX, so that it has DAX again. */
    private static final Set<String> GIVES_DAX_BACK = Set.of("pvmove", "lvremove", "lvconvert");

    private static final Set<String> PLAIN_TARGETS = Set.of("linear", "striped", "log-writes");

    abstract boolean isBroken(CommandState state, String command, List<String> before);

    /** The rules that a list of commands breaks, one after the other typed in the state; empty where all are kept. */
    public static List<CommandRule> brokenBy(List<String> commands, CommandState state) {
        List<CommandRule> broken = new ArrayList<>();
        for (CommandRule rule : values()) {
            for (int i = 0; i < commands.size(); i++) {
                if (rule.isBroken(state, commands.get(i), commands.subList(0, i))) {
                    broken.add(rule);
                    break;
                }
            }
        }
        return broken;
    }

    /**
     * The same commands, behind one that shows what is mounted where that was not read, and one of them destroys what is on
     * a block device.
     */
    static List<String> lookingFirst(List<String> commands, CommandState state) {
        for (int i = 0; i < commands.size(); i++) {
            if (LOOK_FIRST.isBroken(state, commands.get(i), commands.subList(0, i))) {
                List<String> all = new ArrayList<>();
                for (BlockDevice device : state.devicesIn(commands.get(i))) {
                    all.add(showsMounts(device));
                }
                all.addAll(commands);
                return all;
            }
        }
        return commands;
    }

    /** The command that shows where a device, and what is stacked on it, is mounted or used for swap. */
    public static String showsMounts(BlockDevice device) {
        return "lsblk -o NAME,TYPE,FSTYPE,MOUNTPOINT " + ShellWord.argument(device.devicePath());
    }

    private static String program(String command) {
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    private static boolean isUnmounted(String target, List<String> before) {
        for (String command : before) {
            if (command.startsWith("umount ") && CommandState.words(command).contains(target)) {
                return true;
            }
        }
        return false;
    }
}
