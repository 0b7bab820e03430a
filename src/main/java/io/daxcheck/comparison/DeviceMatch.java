package io.daxcheck.comparison;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Finds which device of one capture is which of another. Numbers and names such as {@code dm-3} are assigned again at every
 * boot, so they count only where a device has no name of its own.
 */
final class DeviceMatch {
    private final Host old;
    private final Host now;
    private final Map<String, String> toOld = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    private DeviceMatch(Host old, Host now) {
        this.old = old;
        this.now = now;
    }

    /** Kernel names in the new capture to those of the same devices in the old one. */
    static Map<String, String> of(Host old, Host now) {
        DeviceMatch match = new DeviceMatch(old, now);
        for (Identity identity : Identity.values()) {
            match.pairBy(identity);
        }
        return match.toOld;
    }

    private enum Identity {
        DM_UUID,
        NAME,
        KERNEL_NAME,
        PARTITION
    }

    /** Pairs the devices that are left and have one identity on both sides, if no other device there has the same. */
    private void pairBy(Identity identity) {
        Map<String, String> oldNames = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (BlockDevice device : old.devices().values()) {
            if (!taken.contains(device.name())) {
                Optional<String> found = identity(identity, old, device, disk -> disk);
                if (found.isPresent() && oldNames.put(found.get(), device.name()) != null) {
                    ambiguous.add(found.get());
                }
            }
        }
        Map<String, String> nowNames = new HashMap<>();
        for (String name : new TreeSet<>(now.devices().keySet())) {
            if (!toOld.containsKey(name)) {
                Optional<String> found =
                        identity(identity, now, now.devices().get(name), disk -> toOld.getOrDefault(disk, ""));
                if (found.isPresent() && nowNames.put(found.get(), name) != null) {
                    ambiguous.add(found.get());
                }
            }
        }
        for (Map.Entry<String, String> found : nowNames.entrySet()) {
            String oldName = oldNames.get(found.getKey());
            if (oldName != null && !ambiguous.contains(found.getKey()) && isPair(oldName, found.getValue(), identity)) {
                toOld.put(found.getValue(), oldName);
                taken.add(oldName);
            }
        }
    }

    /**
     * Returns the name that identifies a device, if it has one.
     *
     * @param disks turns the kernel name of a disk into that of the same disk in the old capture, empty if it has none
     */
    private static Optional<String> identity(
            Identity identity, Host host, BlockDevice device, UnaryOperator<String> disks) {
        return switch (identity) {
            case DM_UUID -> device.dm().flatMap(dm -> dm.uuid().value()).filter(uuid -> !uuid.isEmpty());
            case NAME -> ownName(host, device);
            case KERNEL_NAME -> device.partition().isPresent() ? Optional.empty() : Optional.of(device.name());
            case PARTITION ->
                device.partition().map(partition -> {
                    // pmem0s1 is the first partition of pmem0s, as pmem0p1 is of pmem0.
                    String disk = partition.disk();
                    String name = device.name();
                    String suffix = name.startsWith(disk) ? name.substring(disk.length()) : name;
                    return disks.apply(disk) + ' ' + (suffix.startsWith("p") ? suffix.substring(1) : suffix);
                });
        };
    }

    /** A name that outlives a boot: of a dm device, a namespace, or the file behind a loop device. */
    private static Optional<String> ownName(Host host, BlockDevice device) {
        if (device.dm().isPresent()) {
            return device.dm().get().name().value();
        }
        Optional<Namespace> namespace = host.namespaceOf(device);
        return namespace.isPresent()
                ? namespace.map(Namespace::name)
                : device.backingFile().value();
    }

    /** By its kernel name alone a device is another where both have names of their own: those differ. */
    private boolean isPair(String oldName, String nowName, Identity identity) {
        BlockDevice before = old.devices().get(oldName);
        BlockDevice after = now.devices().get(nowName);
        if (identity != Identity.KERNEL_NAME || before.kind() == BlockDevice.Kind.LOOP) {
            return before.kind() == after.kind();
        }
        return before.kind() == after.kind()
                && (ownName(old, before).isEmpty() || ownName(now, after).isEmpty());
    }
}
