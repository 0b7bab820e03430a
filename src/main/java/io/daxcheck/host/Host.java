package io.daxcheck.host;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was read of one host.
 *
 * @param source {@code live}, or the path that was given
 * @param collected when its facts were collected, {@code 2026-01-31 23:59:59 UTC}; absent where they are read now
 * @param hostname as {@code uname -n} has it
 * @param kernel release of the running kernel
 * @param distribution name and version as users say them, RHEL 9.4
 * @param architecture {@code x86_64}, as {@code uname -m} has it
 * @param pageSize bytes, a power of two; follows from the architecture where that has only one
 * @param hugePage bytes that one entry of the page directory maps (PMD_SIZE); 0 where the kernel has no huge pages
 * @param config how the kernel was built
 * @param memmap what {@code memmap=} on its command line takes for persistent memory; empty where it takes nothing
 * @param devices every block device by its name
 * @param namespaces of the libnvdimm bus, by name
 * @param claims pfn, btt and dax devices of the libnvdimm bus, by name
 * @param regions of the libnvdimm bus, by name
 * @param dimms of the libnvdimm bus, by name
 * @param daxDevices names under {@code /sys/bus/dax/devices}; absent where the bus is
 * @param kmemDevices those of them that the kmem driver has taken for RAM; absent where there is no such driver
 * @param cxlDevices names under {@code /sys/bus/cxl/devices}; absent where the bus is
 * @param mounts of the init mount namespace as far as readable
 * @param fstab lines of {@code /etc/fstab} that mount something
 * @param mountUnits systemd mount units, the administrator's and those that generators made
 * @param superblocks by device name, for the devices whose first bytes were read, or of which udev knows
 * @param udev what udev keeps, by device name, for the devices that it was read for
 * @param kernelLog lines about DAX and persistent memory, oldest first
 * @param byNumber device names by number, for the devices whose number is known
 */
public record Host(
        String source,
        Fact<String> collected,
        Fact<String> hostname,
        Fact<KernelRelease> kernel,
        Fact<String> distribution,
        Fact<String> architecture,
        Fact<Integer> pageSize,
        Fact<Long> hugePage,
        KernelConfig config,
        Fact<List<MemmapRegion>> memmap,
        Map<String, BlockDevice> devices,
        Map<String, Namespace> namespaces,
        Map<String, NdClaim> claims,
        Map<String, Region> regions,
        Map<String, Dimm> dimms,
        Fact<List<String>> daxDevices,
        Fact<List<String>> kmemDevices,
        Fact<List<String>> cxlDevices,
        Fact<List<Mount>> mounts,
        Fact<List<ConfiguredMount>> fstab,
        Fact<List<ConfiguredMount>> mountUnits,
        Map<String, Fact<Superblock>> superblocks,
        Map<String, Fact<UdevData>> udev,
        Fact<List<LogLine>> kernelLog,
        Map<DeviceNumber, String> byNumber) {

    /** The same host with this device in place of the one of its name, or in addition. */
    public Host with(BlockDevice device) {
        Map<String, BlockDevice> all = new HashMap<>(devices);
        all.put(device.name(), device);
        return new HostBuilder(this).devices(all).host();
    }

    /** The same host with the configuration of another kernel of its own. */
    public Host withConfig(KernelConfig other) {
        return new HostBuilder(this).config(other).host();
    }

    /** The same host with another kernel log. */
    public Host withKernelLog(Fact<List<LogLine>> log) {
        return new HostBuilder(this).kernelLog(log).host();
    }

    /** The same host with these superblocks. */
    public Host withSuperblocks(Map<String, Fact<Superblock>> others) {
        return new HostBuilder(this).superblocks(others).host();
    }

    /** What the host is configured to mount: lines of fstab, then mount units. */
    public List<ConfiguredMount> configuredMounts() {
        List<ConfiguredMount> all = new ArrayList<>(fstab.value().orElse(List.of()));
        all.addAll(mountUnits.value().orElse(List.of()));
        return all;
    }

    public Optional<BlockDevice> device(String name) {
        return Optional.ofNullable(devices.get(name));
    }

    /** The device with this number. */
    public Optional<BlockDevice> device(DeviceNumber number) {
        String name = byNumber.get(number);
        return name == null ? Optional.empty() : device(name);
    }

    /**
     * The namespace under a pmem disk: the one whose directory the disk lies in, or the one that the disk's pfn or
     * btt device claims.
     */
    public Optional<Namespace> namespaceOf(BlockDevice.PmemDisk disk) {
        Namespace direct = namespaces.get(disk.parent());
        if (direct != null) {
            return Optional.of(direct);
        }
        NdClaim claim = claims.get(disk.parent());
        return claim != null && claim.namespace() instanceof Fact.Known<String> claimed
                ? Optional.ofNullable(namespaces.get(claimed.content()))
                : Optional.empty();
    }

    /**
     * The mode that a pmem disk is in, by the facts of the libnvdimm bus. A disk made by a pfn device is fsdax, one made
     * by a btt device is sector. One made by the namespace itself is raw, or fsdax where its region has struct pages of
     * its own (memmap=, virtio pmem, of_pmem), which {@code mode} shows (drivers/nvdimm/namespace_devs.c: mode_show).
     *
     * @return unreadable where the facts contradict each other
     */
    public Fact<Namespace.Mode> modeOf(BlockDevice.PmemDisk disk) {
        Optional<Namespace> namespace = namespaceOf(disk);
        Fact<String> mode = namespace.isPresent() ? namespace.get().mode() : new Fact.Absent<>("sys/bus/nd/devices");
        Optional<Namespace.Mode> proved = disk.modeOfParent();
        if (proved.isPresent()) {
            boolean contradicted = mode.isKnown() && !mode.is(proved.get().sysfs());
            return contradicted
                    ? contradiction(mode, "the disk is below " + disk.parent())
                    : new Fact.Known<>(proved.get(), mode.source());
        }
        if (namespace.isPresent() && namespace.get().forceRaw().is(true)) {
            boolean contradicted = mode.isKnown() && !mode.is(Namespace.Mode.RAW.sysfs());
            return contradicted
                    ? contradiction(mode, "force_raw reads 1")
                    : new Fact.Known<>(
                            Namespace.Mode.RAW, namespace.get().forceRaw().source());
        }
        for (Namespace.Mode unclaimed : List.of(Namespace.Mode.FSDAX, Namespace.Mode.RAW)) {
            if (mode.is(unclaimed.sysfs())) {
                return new Fact.Known<>(unclaimed, mode.source());
            }
        }
        return mode instanceof Fact.Known<String>
                ? contradiction(mode, "no pfn or btt device claims the namespace")
                : mode.map(Namespace.Mode::ofSysfs);
    }

    private static Fact<Namespace.Mode> contradiction(Fact<String> mode, String against) {
        return new Fact.Unreadable<>(mode.source(), "reads " + mode.value().orElse("") + ", but " + against);
    }

    /**
     * Whether {@code force_raw} alone made a pmem disk raw: it reads 1, or it did when the namespace was enabled. Cleared, it
     * gives the disk the mode that its memory has, and the data stays.
     */
    public boolean isForcedRaw(BlockDevice disk) {
        Optional<Namespace> namespace = namespaceOf(disk);
        boolean isUnclaimed =
                disk.pmem().map(pmem -> pmem.modeOfParent().isEmpty()).orElse(false);
        return isUnclaimed
                && namespace.isPresent()
                && (namespace.get().forceRaw().is(true)
                        || (namespace.get().mode().is(Namespace.Mode.FSDAX.sysfs())
                                && disk.queueDax().is(false)));
    }

    /** Returns the namespace under a device; empty where it is no pmem disk, or its namespace is not known. */
    public Optional<Namespace> namespaceOf(BlockDevice device) {
        return device.pmem().flatMap(this::namespaceOf);
    }

    /** Returns the region under a device; empty where it is no pmem disk, or its region is not known. */
    public Optional<Region> regionOf(BlockDevice device) {
        return device.pmem().flatMap(disk -> Optional.ofNullable(regions.get(disk.region())));
    }

    /** Returns the pfn or btt device that a disk was made by; empty where that is the namespace itself, or not known. */
    public Optional<NdClaim> claimOf(BlockDevice device) {
        return device.pmem().flatMap(disk -> Optional.ofNullable(claims.get(disk.parent())));
    }

    /**
     * Returns the mode that a device is in, as the reports show it: by its queue flag too, where this host's kernel sets
     * that for struct pages alone. Absent where it is no pmem disk.
     */
    public Fact<Namespace.Mode> modeOf(BlockDevice device) {
        if (device.pmem().isEmpty()) {
            return new Fact.Absent<>("sys/bus/nd/devices");
        }
        boolean flagTells = kernel.isKnown() && device.queueDax().isKnown();
        if (flagTells) {
            for (KernelModel model : kernel.value().orElseThrow().plausibleModels()) {
                flagTells &= !model.has(KernelBehaviour.RAW_NAMESPACE_SETS_QUEUE_FLAG);
            }
        }
        return flagTells ? modeByQueueFlag(device) : modeOf(device.pmem().get());
    }

    /**
     * Returns the mode of a pmem disk under a kernel that sets its queue flag where there are struct pages, and only
     * there (drivers/nvdimm/pmem.c: pmem_attach_disk). The flag shows what the disk was made as; {@code force_raw} can
     * be written at any time, changes what {@code mode} reads at once, and counts when the namespace is enabled again.
     *
     * @param disk a pmem disk
     */
    public Fact<Namespace.Mode> modeByQueueFlag(BlockDevice disk) {
        Fact<Namespace.Mode> mode = modeOf(disk.pmem().orElseThrow());
        Optional<Namespace.Mode> parent = disk.pmem().get().modeOfParent();
        if (disk.queueDax().is(true) && parent.orElse(Namespace.Mode.FSDAX) == Namespace.Mode.FSDAX) {
            return new Fact.Known<>(Namespace.Mode.FSDAX, disk.queueDax().source());
        }
        boolean unclaimed = parent.isEmpty() && namespaceOf(disk).isPresent();
        return disk.queueDax().is(false) && unclaimed && !mode.is(Namespace.Mode.RAW)
                ? new Fact.Known<>(Namespace.Mode.RAW, disk.queueDax().source())
                : mode;
    }
}
