package io.daxcheck.host;

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
 * @param hostname as {@code uname -n} has it
 * @param kernel release of the running kernel
 * @param architecture {@code x86_64}, as {@code uname -m} has it
 * @param pageSize bytes, a power of two; follows from the architecture where that has only one
 * @param config how the kernel was built
 * @param memmap what {@code memmap=} on its command line takes for persistent memory; empty where it takes nothing
 * @param devices every block device by its name
 * @param namespaces of the libnvdimm bus, by name
 * @param claims pfn, btt and dax devices of the libnvdimm bus, by name
 * @param regions of the libnvdimm bus, by name
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
        Fact<String> hostname,
        Fact<KernelRelease> kernel,
        Fact<String> architecture,
        Fact<Integer> pageSize,
        KernelConfig config,
        Fact<List<MemmapRegion>> memmap,
        Map<String, BlockDevice> devices,
        Map<String, Namespace> namespaces,
        Map<String, NdClaim> claims,
        Map<String, Region> regions,
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

    /** The same host with this device in place of the one of its name, or beside the others. */
    public Host with(BlockDevice device) {
        Map<String, BlockDevice> all = new HashMap<>(devices);
        all.put(device.name(), device);
        return new Host(
                source,
                hostname,
                kernel,
                architecture,
                pageSize,
                config,
                memmap,
                all,
                namespaces,
                claims,
                regions,
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

    /** The same host with another kernel log. */
    public Host withKernelLog(Fact<List<LogLine>> log) {
        return new Host(
                source,
                hostname,
                kernel,
                architecture,
                pageSize,
                config,
                memmap,
                devices,
                namespaces,
                claims,
                regions,
                daxDevices,
                kmemDevices,
                cxlDevices,
                mounts,
                fstab,
                mountUnits,
                superblocks,
                udev,
                log,
                byNumber);
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

    /** Returns the namespace under a device; empty where it is no pmem disk, or its namespace is not known. */
    public Optional<Namespace> namespaceOf(BlockDevice device) {
        return device.pmem().flatMap(this::namespaceOf);
    }
}
