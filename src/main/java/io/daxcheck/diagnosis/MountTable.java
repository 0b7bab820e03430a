package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.TargetNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which device each mount, line of fstab and mount unit means. */
final class MountTable {
    private static final String XFS = "xfs";
    private static final List<String> XFS_DEVICE_OPTIONS = List.of("logdev=", "rtdev=");

    private final Host host;
    private final StorageGraph graph;
    private final TargetNames names;
    private final Map<DeviceNumber, Mount> shown = new HashMap<>();
    private final Map<String, List<ConfiguredMount>> configured = new LinkedHashMap<>();
    private final Set<String> targets = new HashSet<>();
    private final List<ConfiguredMount> unresolved = new ArrayList<>();

    /** By the name of each disk: the mounts that {@link #otherHolder} chooses from, made when it is first asked. */
    private Map<String, Holders> holders;

    /** By the name of each disk: an XFS that is configured on it, and the first on another device of it. */
    private Map<String, List<ConfiguredXfs>> configuredXfs;

    /** What is mounted of XFS with data, log or realtime device on one disk: the first two devices are enough. */
    private static final class Holders {
        private final List<Mount> first = new ArrayList<>(2);
        private final List<Mount> asking = new ArrayList<>(2);

        private void add(Mount mount) {
            addDevice(first, mount);
            if (mount.asksForDax()) {
                addDevice(asking, mount);
            }
        }

        private static void addDevice(List<Mount> mounts, Mount mount) {
            if (mounts.isEmpty()
                    || (mounts.size() == 1 && !mounts.get(0).device().equals(mount.device()))) {
                mounts.add(mount);
            }
        }

        private static Optional<Mount> notOf(BlockDevice device, List<Mount> mounts) {
            for (Mount mount : mounts) {
                if (!device.number().is(mount.device())) {
                    return Optional.of(mount);
                }
            }
            return Optional.empty();
        }
    }

    private record ConfiguredXfs(String device, ConfiguredMount mount) {}

    MountTable(StorageGraph graph) {
        this.graph = graph;
        this.host = graph.host();
        this.names = new TargetNames(host);
        for (ConfiguredMount mount : host.configuredMounts()) {
            targets.add(mount.target());
            if (isBlockDevice(mount.device())) {
                Optional<BlockDevice> device = names.findConfigured(mount.device());
                if (device.isPresent()) {
                    configured
                            .computeIfAbsent(device.get().name(), name -> new ArrayList<>(1))
                            .add(mount);
                } else if (mount.daxOption().asksForDax()) {
                    unresolved.add(mount);
                }
            }
        }
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            shown.merge(mount.device(), mount, this::better);
        }
    }

    /**
     * Which of two mounts of one filesystem is shown. Their options about DAX are the same, because they are the
     * superblock's; a directory that is bound elsewhere is not where people look for it.
     */
    private Mount better(Mount first, Mount second) {
        return rank(second) > rank(first) ? second : first;
    }

    private int rank(Mount mount) {
        return (targets.contains(mount.target()) ? 2 : 0) + (mount.root().equals("/") ? 1 : 0);
    }

    /** Not the tag of a virtiofs, a directory that is bound, or the name of a server. */
    private static boolean isBlockDevice(String device) {
        return device.startsWith("/dev/")
                || device.startsWith("UUID=")
                || device.startsWith("LABEL=")
                || device.startsWith("PARTUUID=")
                || device.startsWith("PARTLABEL=");
    }

    /** The mount of a device's filesystem: the configured one of several, else the first of the whole filesystem. */
    Optional<Mount> mountOf(BlockDevice device) {
        return device.number().value().map(shown::get);
    }

    /** What is configured to be mounted from a device. */
    List<ConfiguredMount> configuredOn(BlockDevice device) {
        return configured.getOrDefault(device.name(), List.of());
    }

    /**
     * Whether an XFS was asked for DAX and turned it off: it then shows {@code dax=never} (measured on 5.10, 6.1), which
     * nobody configured.
     */
    boolean mayHaveTurnedDaxOff(BlockDevice device) {
        Optional<Mount> mount = mountOf(device);
        if (mount.filter(found -> found.type().equals(XFS) && found.daxOption() == DaxOption.NEVER)
                .isEmpty()) {
            return false;
        }
        for (ConfiguredMount line : configuredOn(device)) {
            if (line.daxOption() == DaxOption.NEVER) {
                return false;
            }
        }
        return true;
    }

    /** Whether the kernel logged that it did. */
    boolean turnedDaxOff(BlockDevice device) {
        if (!mayHaveTurnedDaxOff(device)) {
            return false;
        }
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            if (KernelMessage.saysTurnedOff(line)
                    && KernelMessage.deviceIn(line).equals(device.name())) {
                return true;
            }
        }
        return false;
    }

    /** Lines that ask for DAX, and name a device that was not found. */
    List<ConfiguredMount> unresolved() {
        return unresolved;
    }

    /** The device that an option such as {@code rtdev=/dev/pmem2} names. */
    Optional<BlockDevice> deviceOption(List<String> options, String option) {
        for (String text : options) {
            if (text.startsWith(option)) {
                return names.findConfigured(text.substring(option.length()));
            }
        }
        return Optional.empty();
    }

    /**
     * The mount of another XFS that holds the dax device which an XFS on this device would need: one whose data, log or
     * realtime device lies on the same disk, and which was mounted first. Only one of them can show the dax option; where
     * none does, mountinfo has the older one first.
     */
    Optional<Mount> otherHolder(BlockDevice device) {
        Optional<Mount> own = mountOf(device).filter(mount -> mount.type().equals(XFS));
        if (own.filter(Mount::asksForDax).isPresent()) {
            return Optional.empty();
        }
        Holders onDisk =
                graph.diskOf(device).map(disk -> holders().get(disk.name())).orElse(null);
        if (onDisk == null) {
            return Optional.empty();
        }
        Optional<Mount> asking = Holders.notOf(device, onDisk.asking);
        boolean ownIsOlder = device.number().is(onDisk.first.get(0).device());
        return asking.isPresent() || ownIsOlder ? asking : Optional.of(onDisk.first.get(0));
    }

    private Map<String, Holders> holders() {
        if (holders == null) {
            holders = new HashMap<>();
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                if (mount.type().equals(XFS)) {
                    host.device(mount.device()).ifPresent(data -> addHolder(data, mount));
                    for (String option : XFS_DEVICE_OPTIONS) {
                        deviceOption(mount.options(), option).ifPresent(device -> addHolder(device, mount));
                    }
                }
            }
        }
        return holders;
    }

    private void addHolder(BlockDevice device, Mount mount) {
        graph.diskOf(device)
                .ifPresent(disk -> holders.computeIfAbsent(disk.name(), name -> new Holders())
                        .add(mount));
    }

    /** Another XFS that is configured to be mounted from the same disk. */
    Optional<ConfiguredMount> otherConfigured(BlockDevice device) {
        if (device.partition() == null) {
            return Optional.empty();
        }
        for (ConfiguredXfs xfs : configuredXfs().getOrDefault(device.partition().disk(), List.of())) {
            if (!xfs.device.equals(device.name())) {
                return Optional.of(xfs.mount);
            }
        }
        return Optional.empty();
    }

    private Map<String, List<ConfiguredXfs>> configuredXfs() {
        if (configuredXfs == null) {
            configuredXfs = new HashMap<>();
            configured.forEach((name, mounts) -> host.device(name).ifPresent(device -> addConfigured(device, mounts)));
        }
        return configuredXfs;
    }

    /** One mount of a device, and two devices of a disk, are enough to find another one. */
    private void addConfigured(BlockDevice device, List<ConfiguredMount> mounts) {
        Optional<BlockDevice> disk = graph.diskOf(device);
        for (ConfiguredMount mount : mounts) {
            if (disk.isPresent() && isXfs(device, mount)) {
                List<ConfiguredXfs> onDisk =
                        configuredXfs.computeIfAbsent(disk.get().name(), name -> new ArrayList<>(2));
                if (onDisk.size() < 2) {
                    onDisk.add(new ConfiguredXfs(device.name(), mount));
                }
                return;
            }
        }
    }

    private boolean isXfs(BlockDevice device, ConfiguredMount mount) {
        Optional<Superblock> superblock =
                Optional.ofNullable(host.superblocks().get(device.name())).flatMap(Fact::value);
        return superblock.isPresent()
                ? superblock.get().type().equals(XFS)
                : mount.type().equals(XFS);
    }
}
