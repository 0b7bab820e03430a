package io.daxcheck.diagnosis;

import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TargetNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that every printed command keeps, of a plan as of a finding. Each looks at one command, the state that was read
 * and the commands before it.
 */
public enum CommandRule {
    /** What changes a device that is mounted comes after the unmount. */
    UNMOUNT_FIRST {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
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
    /** Nothing is destroyed outside the stack that was asked about. */
    STACK_ONLY {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
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
    /** Nothing is destroyed that a device outside the stack uses. */
    NOTHING_UNDER_OTHERS {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
            if (Effect.of(command) != Effect.DESTRUCTIVE) {
                return false;
            }
            for (BlockDevice device : state.devicesIn(command)) {
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
        boolean isBroken(State state, String command, List<String> before) {
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

        private static boolean isPlain(State state, BlockDevice layer) {
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
        boolean isBroken(State state, String command, List<String> before) {
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
        private static boolean meetsLocked(State state, String command, List<Region> regions) {
            for (Dimm dimm : state.host.dimms().values()) {
                boolean isMet = regions.isEmpty() && !command.startsWith("ndctl enable-dimm ");
                for (Region region : regions) {
                    isMet |= region.mayBeOn(dimm.name());
                }
                if (dimm.isLocked() && (isMet || words(command).contains(dimm.name()))) {
                    return true;
                }
            }
            return false;
        }
    },
    /** Where the mount corrupts, the files come first: until they are copied nothing is changed. */
    FILES_FIRST_WHERE_CORRUPTING {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
            return state.isCorrupting && Effect.of(command) != Effect.INSPECT;
        }
    },
    /** LVM's commands name physical volumes, and not LVM's own devices. */
    PHYSICAL_VOLUMES_BY_NAME {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
            return (command.startsWith("pvmove ") || command.startsWith("vgreduce ")) && command.contains("/dev/dm-");
        }
    },
    /** A name of the host that begins with a hyphen is no option: {@code --} comes before it. */
    NAMES_ARE_NO_OPTIONS {
        @Override
        boolean isBroken(State state, String command, List<String> before) {
            boolean ended = false;
            for (String word : words(command)) {
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
        boolean isBroken(State state, String command, List<String> before) {
            if (command.startsWith("lvcreate ") || command.startsWith("parted ")) {
                // The volume and its group, or the partition, are yet to be made, so the reader names them.
                return false;
            }
            for (String word : words(command)) {
                String name = value(word);
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
        boolean isBroken(State state, String command, List<String> before) {
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
        boolean isBroken(State state, String command, List<String> before) {
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

    /** With which the names of LVM's programs begin. */
    private static final Set<String> LVM_PREFIXES = Set.of("lv", "pv", "vg");

    /** Programs that change the table of a mounted volume which lost DAX, so that it has DAX again. */
    private static final Set<String> GIVES_DAX_BACK = Set.of("pvmove", "lvremove", "lvconvert");

    private static final Set<String> PLAIN_TARGETS = Set.of("linear", "striped", "log-writes");

    abstract boolean isBroken(State state, String command, List<String> before);

    /** What the rules look at. */
    public static final class State {
        private final Host host;
        private final StorageGraph graph;
        private final Optional<Stack> stack;
        private final boolean isCorrupting;
        private final boolean hasLostDax;
        private final TargetNames names;

        /** Of one stack of a host, with what was found out about it. */
        public State(StorageGraph graph, Stack stack, List<Finding> findings) {
            this(graph, Optional.of(stack), findings);
        }

        /** Where nobody asked about a stack: nothing of the host may be destroyed then. */
        public State(StorageGraph graph) {
            this(graph, Optional.empty(), List.of());
        }

        private State(StorageGraph graph, Optional<Stack> stack, List<Finding> findings) {
            this.host = graph.host();
            this.graph = graph;
            this.stack = stack;
            this.names = graph.names();
            boolean corrupting = false;
            boolean lost = false;
            for (Finding finding : findings) {
                corrupting |= finding.code() == FindingCode.MOUNTED_AND_CORRUPTING;
                lost |= finding.code() == FindingCode.DAX_LOST_UNDER_MOUNT;
            }
            this.isCorrupting = corrupting;
            this.hasLostDax = lost;
        }

        private boolean isInStack(BlockDevice device) {
            return stack.isPresent() && stack.get().has(device);
        }

        /** Whether a dm device, a block device or a directory that something is mounted on has the name. */
        private boolean isName(String word) {
            for (BlockDevice device : host.devices().values()) {
                String dm = device.dm().flatMap(one -> one.name().value()).orElse("");
                if (device.name().equals(word) || dm.equals(word)) {
                    return true;
                }
            }
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                if (mount.target().equals(word)) {
                    return true;
                }
            }
            return false;
        }

        private List<BlockDevice> devicesIn(String command) {
            List<BlockDevice> devices = new ArrayList<>();
            boolean isLvm = LVM_PREFIXES.contains(command.substring(0, Math.min(2, command.length())));
            for (String word : words(command)) {
                String name = value(word);
                boolean isName = name.startsWith("/dev/")
                        || name.startsWith("namespace")
                        || command.startsWith("dmsetup ")
                        || (isLvm && name.indexOf('/') > 0);
                if (isName) {
                    names.find(name).ifPresent(devices::add);
                }
            }
            int option = command.startsWith("pvmove ") ? words(command).indexOf("-n") : -1;
            return option < 0 ? devices : volumesNamed(words(command).get(option + 1), devices);
        }

        /** The volumes of this name on physical volumes: pvmove moves nothing else of them. */
        private List<BlockDevice> volumesNamed(String name, List<BlockDevice> physical) {
            List<BlockDevice> volumes = new ArrayList<>();
            for (BlockDevice device : physical) {
                for (BlockDevice upper : graph.above(device)) {
                    if (LogicalVolume.of(upper)
                            .map(LogicalVolume::volume)
                            .orElse("")
                            .equals(name)) {
                        volumes.add(upper);
                    }
                }
            }
            return volumes;
        }

        /** The regions that a command names, or whose memory is below a device or namespace that it names. */
        private List<Region> regionsIn(String command) {
            List<Region> regions = new ArrayList<>();
            for (String word : words(command)) {
                Namespace namespace = host.namespaces().get(value(word));
                addRegion(namespace == null ? value(word) : namespace.region(), regions);
            }
            for (BlockDevice device : devicesIn(command)) {
                for (BlockDevice layer : graph.stack(device).layers()) {
                    layer.pmem().ifPresent(disk -> addRegion(disk.region(), regions));
                }
            }
            return regions;
        }

        private void addRegion(String name, List<Region> regions) {
            Region region = host.regions().get(name);
            if (region != null) {
                regions.add(region);
            }
        }

        /** Whether a device is a snapshot of the volume on top: it is on the same volume of LVM's own as that. */
        private boolean isSnapshotOfStack(BlockDevice device) {
            if (stack.isEmpty() || LogicalVolume.of(device).isEmpty()) {
                return false;
            }
            for (BlockDevice lower : graph.below(device)) {
                boolean isShared = isInStack(lower)
                        && LogicalVolume.of(lower).map(LogicalVolume::isHidden).orElse(false);
                if (isShared) {
                    return true;
                }
            }
            return false;
        }

        /** Directories that the device, or one of the stack above it, is mounted on. */
        private List<String> mountedAbove(BlockDevice device) {
            List<String> targets = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Deque<BlockDevice> pending = new ArrayDeque<>();
            pending.add(device);
            while (!pending.isEmpty()) {
                BlockDevice next = pending.remove();
                if (seen.add(next.name())) {
                    for (Mount mount : graph.mountsOf(next)) {
                        targets.add(mount.target());
                    }
                    pending.addAll(graph.above(next));
                }
            }
            return targets;
        }
    }

    /** The rules that a list of commands breaks, one after the other typed in the state; empty where all are kept. */
    public static List<CommandRule> brokenBy(List<String> commands, State state) {
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

    private static String program(String command) {
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    private static boolean isUnmounted(String target, List<String> before) {
        for (String command : before) {
            if (command.startsWith("umount ") && words(command).contains(target)) {
                return true;
            }
        }
        return false;
    }

    /** Words of a command, without the quotes around them. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '\\' && !quoted && i + 1 < command.length()) {
                i++;
                word.append(command.charAt(i));
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }

    /** What is behind an option's equals sign; the word itself where it has none. */
    private static String value(String word) {
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        return word.substring(equals + 1);
    }
}
