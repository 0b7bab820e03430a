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
    private final Map<String, List<ConfiguredMount>> configured = new HashMap<>();
    private final Set<String> targets = new HashSet<>();
    private final List<ConfiguredMount> unresolved = new ArrayList<>();

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
        Mount first = null;
        boolean ownIsOlder = false;
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (!mount.type().equals(XFS)) {
                continue;
            }
            if (device.number().is(mount.device())) {
                ownIsOlder |= first == null;
            } else if (isOnDiskOf(device, mount)) {
                if (mount.asksForDax()) {
                    return Optional.of(mount);
                }
                first = first == null ? mount : first;
            }
        }
        return ownIsOlder ? Optional.empty() : Optional.ofNullable(first);
    }

    private boolean isOnDiskOf(BlockDevice device, Mount mount) {
        if (host.device(mount.device()).filter(data -> sameDisk(data, device)).isPresent()) {
            return true;
        }
        for (String option : XFS_DEVICE_OPTIONS) {
            if (deviceOption(mount.options(), option)
                    .filter(other -> sameDisk(other, device))
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Another XFS that is configured to be mounted from the same disk. */
    Optional<ConfiguredMount> otherConfigured(BlockDevice device) {
        if (device.partition() == null) {
            return Optional.empty();
        }
        for (Map.Entry<String, List<ConfiguredMount>> entry : configured.entrySet()) {
            Optional<BlockDevice> other = host.device(entry.getKey())
                    .filter(found -> !found.name().equals(device.name()))
                    .filter(found -> sameDisk(found, device));
            for (ConfiguredMount mount : entry.getValue()) {
                if (other.isPresent() && isXfs(other.get(), mount)) {
                    return Optional.of(mount);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isXfs(BlockDevice device, ConfiguredMount mount) {
        Optional<Superblock> superblock =
                Optional.ofNullable(host.superblocks().get(device.name())).flatMap(Fact::value);
        return superblock.isPresent()
                ? superblock.get().type().equals(XFS)
                : mount.type().equals(XFS);
    }

    private boolean sameDisk(BlockDevice one, BlockDevice other) {
        Optional<BlockDevice> disk = graph.diskOf(one);
        return disk.isPresent() && disk.equals(graph.diskOf(other));
    }
}
