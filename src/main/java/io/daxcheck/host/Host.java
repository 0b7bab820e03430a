package io.daxcheck.host;

import io.daxcheck.kernel.KernelRelease;
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
 * @param devices every block device by its name
 * @param namespaces of the libnvdimm bus, by name
 * @param claims pfn, btt and dax devices of the libnvdimm bus, by name
 * @param regions of the libnvdimm bus, by name
 * @param daxDevices names under {@code /sys/bus/dax/devices}; absent where the bus is
 * @param mounts of the init mount namespace as far as readable
 * @param superblocks by device name, for the devices whose first bytes were read
 * @param byNumber device names by number, for the devices whose number is known
 */
public record Host(
        String source,
        Fact<String> hostname,
        Fact<KernelRelease> kernel,
        Fact<String> architecture,
        Fact<Integer> pageSize,
        KernelConfig config,
        Map<String, BlockDevice> devices,
        Map<String, Namespace> namespaces,
        Map<String, NdClaim> claims,
        Map<String, Region> regions,
        Fact<List<String>> daxDevices,
        Fact<List<Mount>> mounts,
        Map<String, Fact<Superblock>> superblocks,
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
                all,
                namespaces,
                claims,
                regions,
                daxDevices,
                mounts,
                superblocks,
                byNumber);
    }

    public Optional<BlockDevice> device(String name) {
        return Optional.ofNullable(devices.get(name));
    }

    /** The device with this number. */
    public Optional<BlockDevice> device(DeviceNumber number) {
        return Optional.ofNullable(byNumber.get(number)).flatMap(this::device);
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
        return claim == null ? Optional.empty() : claim.namespace().value().map(namespaces::get);
    }
}
