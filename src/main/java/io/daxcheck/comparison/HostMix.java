package io.daxcheck.comparison;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.HostBuilder;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A host of which some facts are those of another capture; the names of the devices are the same in both. */
final class HostMix {
    private final Host base;
    private final HostBuilder facts;
    private final Map<String, BlockDevice> devices;
    private final Map<String, Namespace> namespaces;
    private final Map<String, NdClaim> claims;
    private final Map<String, Fact<Superblock>> superblocks;
    private final Map<String, Fact<UdevData>> udev;
    private final Map<DeviceNumber, String> byNumber;

    private HostMix(Host base) {
        this.base = base;
        facts = new HostBuilder(base);
        devices = new HashMap<>(base.devices());
        namespaces = new HashMap<>(base.namespaces());
        claims = new HashMap<>(base.claims());
        superblocks = new HashMap<>(base.superblocks());
        udev = new HashMap<>(base.udev());
        byNumber = new HashMap<>(base.byNumber());
    }

    /**
     * The old host with these facts of the new one.
     *
     * @param kinds by the shared name of the device, and those of the host under the empty name
     * @param options of the kernel's configuration which alone are taken; empty for the whole of it
     */
    static Host of(Host old, Host now, Map<String, Set<FactKind>> kinds, Set<String> options) {
        HostMix mix = new HostMix(old);
        for (Map.Entry<String, Set<FactKind>> entry : kinds.entrySet()) {
            if (entry.getKey().isEmpty()) {
                for (FactKind kind : entry.getValue()) {
                    mix.takeOfHost(kind, now);
                }
                if (entry.getValue().contains(FactKind.KERNEL_CONFIG) && !options.isEmpty()) {
                    mix.facts.config(withOptions(old.config(), now.config(), options));
                }
            } else {
                mix.takeOfDevice(entry.getKey(), entry.getValue(), now);
            }
        }
        return mix.host();
    }

    private void takeOfHost(FactKind kind, Host now) {
        switch (kind) {
            case KERNEL_RELEASE ->
                // The log of a boot is that of its kernel.
                facts.kernel(now.kernel()).distribution(now.distribution()).kernelLog(now.kernelLog());
            case KERNEL_CONFIG -> facts.config(now.config());
            case PAGE_SIZE ->
                facts.architecture(now.architecture()).pageSize(now.pageSize()).hugePage(now.hugePage());
            case MEMMAP -> facts.memmap(now.memmap());
            case MOUNT -> facts.mounts(now.mounts());
            case MOUNT_CONFIGURATION -> facts.fstab(now.fstab()).mountUnits(now.mountUnits());
            case NVDIMM ->
                facts.regions(now.regions())
                        .dimms(now.dimms())
                        .daxDevices(now.daxDevices())
                        .kmemDevices(now.kmemDevices())
                        .cxlDevices(now.cxlDevices());
            case KERNEL_LOG -> facts.kernelLog(now.kernelLog());
            default -> throw new IllegalArgumentException(kind + " is a fact of a device");
        }
    }

    private static KernelConfig withOptions(KernelConfig old, KernelConfig now, Set<String> options) {
        Map<String, String> values = new HashMap<>();
        for (String option : options) {
            values.put(option, now.options().value().orElse(Map.of()).getOrDefault(option, "n"));
        }
        return old.with(values);
    }

    private void takeOfDevice(String name, Set<FactKind> kinds, Host now) {
        if (kinds.contains(FactKind.DEVICE_GONE)) {
            BlockDevice gone = devices.remove(name);
            superblocks.remove(name);
            udev.remove(name);
            gone.number().value().ifPresent(byNumber::remove);
            return;
        }
        if (kinds.contains(FactKind.DEVICE_NEW)) {
            add(name, now);
            return;
        }
        BlockDevice before = devices.get(name);
        BlockDevice after = now.devices().get(name);
        devices.put(name, merged(before, after, kinds));
        if (kinds.contains(FactKind.NAMESPACE_MODE) || kinds.contains(FactKind.NAMESPACE)) {
            takeNamespace(before, after, now);
        }
        if (kinds.contains(FactKind.DM_TABLE)) {
            addBelow(after, now);
        }
        if (kinds.contains(FactKind.SUPERBLOCK)) {
            takeContents(name, now);
        }
    }

    private static BlockDevice merged(BlockDevice before, BlockDevice after, Set<FactKind> kinds) {
        boolean mode = kinds.contains(FactKind.NAMESPACE_MODE);
        boolean table = kinds.contains(FactKind.DM_TABLE);
        boolean partition = kinds.contains(FactKind.PARTITION);
        boolean size = mode || table || partition || kinds.contains(FactKind.SIZE);
        boolean blockSize = mode || table || kinds.contains(FactKind.BLOCK_SIZE);
        return new BlockDevice(
                before.name(),
                before.kind(),
                mode ? after.sysfsPath() : before.sysfsPath(),
                before.number(),
                size ? after.sizeSectors() : before.sizeSectors(),
                kinds.contains(FactKind.QUEUE_DAX) ? after.queueDax() : before.queueDax(),
                blockSize ? after.logicalBlockSize() : before.logicalBlockSize(),
                kinds.contains(FactKind.READ_ONLY) ? after.readOnly() : before.readOnly(),
                partition ? after.partition() : before.partition(),
                table ? after.slaves() : before.slaves(),
                kinds.contains(FactKind.HOLDERS) ? after.holders() : before.holders(),
                mode || kinds.contains(FactKind.BAD_BLOCKS) ? after.badblocks() : before.badblocks(),
                mode ? after.pmem() : before.pmem(),
                table ? after.dm() : before.dm(),
                kinds.contains(FactKind.BACKING_FILE) ? after.backingFile() : before.backingFile(),
                before.mdLevel());
    }

    /** Takes the namespace under a disk, with the devices that claim it. */
    private void takeNamespace(BlockDevice before, BlockDevice after, Host now) {
        Optional<Namespace> namespace = now.namespaceOf(after).or(() -> base.namespaceOf(before));
        if (namespace.isEmpty()) {
            return;
        }
        String name = namespace.get().name();
        List<String> claiming = new ArrayList<>();
        for (NdClaim claim : claims.values()) {
            if (claim.namespace().is(name)) {
                claiming.add(claim.name());
            }
        }
        claiming.forEach(claims::remove);
        for (NdClaim claim : now.claims().values()) {
            if (claim.namespace().is(name)) {
                claims.put(claim.name(), claim);
            }
        }
        namespaces.remove(name);
        if (now.namespaces().containsKey(name)) {
            namespaces.put(name, now.namespaces().get(name));
        }
    }

    /** A table cannot be taken without the devices that it names. */
    private void addBelow(BlockDevice device, Host now) {
        for (String lower : directlyBelow(device, now)) {
            if (!devices.containsKey(lower) && now.devices().containsKey(lower)) {
                add(lower, now);
            }
        }
    }

    private static Set<String> directlyBelow(BlockDevice device, Host host) {
        Set<String> lower = new TreeSet<>(device.slaves().value().orElse(List.of()));
        device.partition().ifPresent(partition -> lower.add(partition.disk()));
        Optional<DmTable> table = device.dm().flatMap(dm -> dm.table().value());
        for (DmTarget target : table.isPresent() ? table.get().targets() : List.<DmTarget>of()) {
            for (DmTarget.Leg leg : target.legs()) {
                DeviceNumber.parse(leg.device())
                        .map(number -> host.byNumber().get(number))
                        .ifPresent(lower::add);
            }
        }
        return lower;
    }

    private void add(String name, Host now) {
        BlockDevice device = now.devices().get(name);
        devices.put(name, device);
        device.number().value().ifPresent(number -> byNumber.put(number, name));
        takeNamespace(device, device, now);
        takeContents(name, now);
        addBelow(device, now);
    }

    private void takeContents(String name, Host now) {
        superblocks.remove(name);
        udev.remove(name);
        if (now.superblocks().containsKey(name)) {
            superblocks.put(name, now.superblocks().get(name));
        }
        if (now.udev().containsKey(name)) {
            udev.put(name, now.udev().get(name));
        }
    }

    /** The same host as if no {@code queue/dax} had been read. */
    static Host withoutQueueFlags(Host host) {
        Map<String, BlockDevice> devices = new HashMap<>();
        for (BlockDevice device : host.devices().values()) {
            BlockDevice none = device.withoutQueueDax();
            devices.put(none.name(), none);
        }
        return new HostBuilder(host).devices(devices).host();
    }

    private Host host() {
        return facts.devices(devices)
                .namespaces(namespaces)
                .claims(claims)
                .superblocks(superblocks)
                .udev(udev)
                .byNumber(byNumber)
                .host();
    }
}
