package io.daxcheck.comparison;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.Region;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.kernel.KernelRelease;
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
    private Fact<KernelRelease> kernel;
    private Fact<String> distribution;
    private Fact<String> architecture;
    private Fact<Integer> pageSize;
    private Fact<Long> hugePage;
    private KernelConfig config;
    private Fact<List<MemmapRegion>> memmap;
    private Map<String, Namespace> namespaces;
    private Map<String, NdClaim> claims;
    private Map<String, Region> regions;
    private Map<String, Dimm> dimms;
    private Fact<List<String>> daxDevices;
    private Fact<List<String>> kmemDevices;
    private Fact<List<String>> cxlDevices;
    private Fact<List<LogLine>> kernelLog;
    private Map<String, BlockDevice> devices;
    private Fact<List<Mount>> mounts;
    private Fact<List<ConfiguredMount>> fstab;
    private Fact<List<ConfiguredMount>> mountUnits;
    private Map<String, Fact<Superblock>> superblocks;
    private Map<String, Fact<UdevData>> udev;
    private Map<DeviceNumber, String> byNumber;

    private HostMix(Host base) {
        this.base = base;
        kernel = base.kernel();
        distribution = base.distribution();
        architecture = base.architecture();
        pageSize = base.pageSize();
        hugePage = base.hugePage();
        config = base.config();
        memmap = base.memmap();
        devices = base.devices();
        namespaces = base.namespaces();
        claims = base.claims();
        regions = base.regions();
        dimms = base.dimms();
        daxDevices = base.daxDevices();
        kmemDevices = base.kmemDevices();
        cxlDevices = base.cxlDevices();
        mounts = base.mounts();
        fstab = base.fstab();
        mountUnits = base.mountUnits();
        superblocks = base.superblocks();
        udev = base.udev();
        kernelLog = base.kernelLog();
        byNumber = base.byNumber();
    }

    /**
     * The old host with these facts of the new one.
     *
     * @param kinds by the shared name of the device, and those of the host under the empty name
     * @param options of the kernel's configuration which alone are taken; empty for the whole of it
     */
    static Host of(Host old, Host now, Map<String, Set<FactKind>> kinds, Set<String> options) {
        HostMix mix = new HostMix(old);
        mix.devices = new HashMap<>(old.devices());
        mix.namespaces = new HashMap<>(old.namespaces());
        mix.claims = new HashMap<>(old.claims());
        mix.superblocks = new HashMap<>(old.superblocks());
        mix.udev = new HashMap<>(old.udev());
        mix.byNumber = new HashMap<>(old.byNumber());
        for (Map.Entry<String, Set<FactKind>> entry : kinds.entrySet()) {
            if (entry.getKey().isEmpty()) {
                for (FactKind kind : entry.getValue()) {
                    mix.takeOfHost(kind, now);
                }
                if (entry.getValue().contains(FactKind.KERNEL_CONFIG) && !options.isEmpty()) {
                    mix.config = withOptions(old.config(), now.config(), options);
                }
            } else {
                mix.takeOfDevice(entry.getKey(), entry.getValue(), now);
            }
        }
        return mix.host();
    }

    private void takeOfHost(FactKind kind, Host now) {
        switch (kind) {
            case KERNEL_RELEASE -> {
                kernel = now.kernel();
                distribution = now.distribution();
                // The log of a boot is that of its kernel.
                kernelLog = now.kernelLog();
            }
            case KERNEL_CONFIG -> config = now.config();
            case PAGE_SIZE -> {
                architecture = now.architecture();
                pageSize = now.pageSize();
                hugePage = now.hugePage();
            }
            case MEMMAP -> memmap = now.memmap();
            case MOUNT -> mounts = now.mounts();
            case MOUNT_CONFIGURATION -> {
                fstab = now.fstab();
                mountUnits = now.mountUnits();
            }
            case NVDIMM -> {
                regions = now.regions();
                dimms = now.dimms();
                daxDevices = now.daxDevices();
                kmemDevices = now.kmemDevices();
                cxlDevices = now.cxlDevices();
            }
            case KERNEL_LOG -> kernelLog = now.kernelLog();
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
                mode ? after.place() : before.place(),
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

    /** The same host with other names of its devices, wherever a device is named. */
    static Host renamed(
            Host host,
            Map<String, BlockDevice> devices,
            Map<DeviceNumber, String> byNumber,
            Map<String, Fact<Superblock>> superblocks,
            Map<String, Fact<UdevData>> udev,
            Fact<List<Mount>> mounts,
            Fact<List<ConfiguredMount>> fstab,
            Fact<List<ConfiguredMount>> mountUnits) {
        HostMix mix = new HostMix(host);
        mix.devices = devices;
        mix.byNumber = byNumber;
        mix.superblocks = superblocks;
        mix.udev = udev;
        mix.mounts = mounts;
        mix.fstab = fstab;
        mix.mountUnits = mountUnits;
        return mix.host();
    }

    /** The same host as if no {@code queue/dax} had been read. */
    static Host withoutQueueFlags(Host host) {
        HostMix mix = new HostMix(host);
        mix.devices = new HashMap<>();
        for (BlockDevice device : host.devices().values()) {
            BlockDevice none = device.withoutQueueDax();
            mix.devices.put(none.name(), none);
        }
        return mix.host();
    }

    private Host host() {
        return new Host(
                base.source(),
                base.collected(),
                base.hostname(),
                kernel,
                distribution,
                architecture,
                pageSize,
                hugePage,
                config,
                memmap,
                devices,
                namespaces,
                claims,
                regions,
                dimms,
                daxDevices,
                kmemDevices,
                cxlDevices,
                mounts,
                fstab,
                mountUnits,
                superblocks,
                udev,
                kernelLog,
                byNumber);
    }
}
