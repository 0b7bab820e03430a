package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.mount.FilesystemParts;
import io.daxcheck.mount.MountTable;
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

/** What the rules for commands look at: the host, the stack that was asked about, and what was found out about it. */
public final class CommandState {
    /** With which the names of LVM's programs begin. */
    private static final Set<String> LVM_PREFIXES = Set.of("lv", "pv", "vg");

    final Host host;
    final StorageGraph graph;
    final Optional<Stack> stack;
    final boolean isCorrupting;
    final boolean hasLostDax;
    final boolean isPartOfFilesystem;
    private final TargetNames names;

    /** Null until it is needed: most commands destroy nothing. */
    private FilesystemParts uses;

    /** Of one stack of a host, with what was found out about it. */
    public CommandState(StorageGraph graph, Stack stack, List<Finding> findings) {
        this(graph, Optional.of(stack), findings);
    }

    /** Where nobody asked about a stack: nothing of the host may be destroyed then. */
    public CommandState(StorageGraph graph) {
        this(graph, Optional.empty(), List.of());
    }

    private CommandState(StorageGraph graph, Optional<Stack> stack, List<Finding> findings) {
        this.host = graph.host();
        this.graph = graph;
        this.stack = stack;
        this.names = graph.names();
        boolean corrupting = false;
        boolean lost = false;
        boolean isPart = false;
        for (Finding finding : findings) {
            corrupting |= finding.code() == FindingCode.MOUNTED_AND_CORRUPTING;
            lost |= finding.code() == FindingCode.DAX_LOST_UNDER_MOUNT;
            isPart |= finding.code() == FindingCode.PART_OF_FILESYSTEM;
        }
        this.isCorrupting = corrupting;
        this.hasLostDax = lost;
        this.isPartOfFilesystem = isPart;
    }

    boolean isInStack(BlockDevice device) {
        return stack.isPresent() && stack.get().has(device);
    }

    /** Whether a dm device, a block device or a directory that something is mounted on has the name. */
    boolean isName(String word) {
        return graph.everyName().contains(word);
    }

    List<BlockDevice> devicesIn(String command) {
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
    List<BlockDevice> volumesNamed(String name, List<BlockDevice> physical) {
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
    List<Region> regionsIn(String command) {
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
    boolean isSnapshotOfStack(BlockDevice device) {
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

    private FilesystemParts uses() {
        if (uses == null) {
            uses = new MountTable(graph).parts();
        }
        return uses;
    }

    /** Whether a filesystem that is not on the stack has its log or part of its files on the device. */
    boolean isUsedElsewhere(BlockDevice device) {
        for (FilesystemParts.Use use : uses().usesOf(device)) {
            if (use.owner().isEmpty() || !isInStack(use.owner().get())) {
                return true;
            }
        }
        return false;
    }

    /** Directories that the device, or one of the stack above it, is mounted on, or is needed for. */
    List<String> mountedAbove(BlockDevice device) {
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
                for (FilesystemParts.Use use : uses().usesOf(next)) {
                    use.target().ifPresent(targets::add);
                }
                pending.addAll(graph.above(next));
            }
        }
        return targets;
    }

    /** Words of a command, without the quotes around them. */
    static List<String> words(String command) {
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
    static String value(String word) {
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        return word.substring(equals + 1);
    }
}
