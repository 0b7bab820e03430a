package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.PmemName;
import io.daxcheck.host.Region;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.text.Escapes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the device that a user names. */
public final class TargetNames {
    /** What a name starts with that udev reads from the device's contents or its partition table. */
    public static final List<String> TAGS = ConfiguredNames.TAGS;

    private static final String MAPPER = "/dev/mapper/";

    private final Host host;

    /** Made when they are first asked for. */
    private ConfiguredNames configured;

    private Map<String, BlockDevice> dmNames;

    public TargetNames(Host host) {
        this.host = host;
    }

    /**
     * The device behind what a user writes, looked up in this order: {@code MAJOR:MINOR}; {@code UUID=}, {@code LABEL=},
     * {@code PARTUUID=}; a path below {@code /dev}; a kernel name; {@code namespace0.0}; a dm name; {@code VG/LV}; a mount
     * point, mounted or only configured.
     *
     * @return empty where the host has no such device, or a namespace has no block device
     */
    public Optional<BlockDevice> find(String target) {
        Optional<DeviceNumber> number = DeviceNumber.parse(target);
        if (number.isPresent()) {
            return host.device(number.get());
        }
        for (String tag : TAGS) {
            if (target.startsWith(tag)) {
                return findConfigured(target);
            }
        }
        if (target.startsWith("/dev/")) {
            Optional<BlockDevice> byPath = findConfigured(target);
            Optional<BlockDevice> found = byPath.isPresent() || !target.startsWith(MAPPER)
                    ? byPath
                    : fromPlainName(target.substring(MAPPER.length()));
            return found.isPresent() ? found : fromMountPoint(target);
        }
        if (target.startsWith("/")) {
            return fromMountPoint(target);
        }
        Optional<BlockDevice> device = host.device(target);
        if (device.isPresent() || isNamespace(target) || !onBus(target).isEmpty()) {
            return device.isPresent() ? device : fromNamespace(target);
        }
        Optional<BlockDevice> byDmName = fromDmName(target);
        Optional<BlockDevice> byVolume = byDmName.isPresent() ? byDmName : fromVolume(target);
        return byVolume.isPresent() ? byVolume : fromPlainName(target);
    }

    /**
     * The dm device whose name is the same once it is decoded: libdm writes a blank as {@code \x20} (libdm-common.c:
     * mangle_string), mountinfo and fstab as {@code \040}. For what a user types alone: the file in /dev has the first.
     */
    private Optional<BlockDevice> fromPlainName(String name) {
        String plain = Escapes.unescaped(Escapes.octalUnescaped(name));
        for (BlockDevice device : host.devices().values()) {
            if (device.dm().isPresent()
                    && device.dm().get().name() instanceof Fact.Known<String> known
                    && Escapes.unescaped(known.content()).equals(plain)) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    /** The last mount on a directory, where it is of no block device: an overlay, a tmpfs, a network filesystem. */
    public Optional<Mount> mountWithoutDevice(String target) {
        String directory = withoutSlash(target);
        Optional<Mount> found = Optional.empty();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (mount.target().equals(directory)) {
                found = Optional.of(mount);
            }
        }
        return found.isEmpty() || fromMountPoint(directory).isPresent() ? Optional.empty() : found;
    }

    /**
     * Returns the fstab entry or mount unit that has this directory, or this name of a device, where no known device has that
     * name.
     */
    public Optional<ConfiguredMount> configuredWithoutDevice(String target) {
        String directory = withoutSlash(target);
        String name = ConfiguredNames.canonical(target);
        for (ConfiguredMount mount : host.configuredMounts()) {
            boolean isNamed = mount.target().equals(directory)
                    || ConfiguredNames.canonical(mount.device()).equals(name);
            if (isNamed && findConfigured(mount.device()).isEmpty()) {
                return Optional.of(mount);
            }
        }
        return Optional.empty();
    }

    /** The device of the filesystem that a path is on: the one whose mount point is the longest part of it. */
    public Optional<BlockDevice> findHolding(String path) {
        String directory = withoutSlash(path);
        while (true) {
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                if (mount.target().equals(directory)) {
                    return fromMountPoint(directory);
                }
            }
            int slash = directory.lastIndexOf('/');
            if (slash < 0 || directory.length() == 1) {
                return Optional.empty();
            }
            directory = slash == 0 ? "/" : directory.substring(0, slash);
        }
    }

    private static String withoutSlash(String directory) {
        return directory.length() > 1 && directory.endsWith("/")
                ? directory.substring(0, directory.length() - 1)
                : directory;
    }

    /** The device behind {@code /dev/pmem0}, {@code /dev/mapper/NAME} or {@code /dev/VG/LV}. */
    Optional<BlockDevice> findPath(String path) {
        return path.startsWith("/dev/") ? fromDevicePath(path.substring("/dev/".length())) : Optional.empty();
    }

    /**
     * The device that a line of fstab names: by a path, a link below {@code /dev/disk}, {@code UUID=}, {@code LABEL=},
     * {@code PARTUUID=} or {@code PARTLABEL=}. A filesystem is identified by its superblock, or by udev's data.
     *
     * @return empty where no device, or more than one, has that name as far as is known
     */
    public Optional<BlockDevice> findConfigured(String device) {
        int equals = device.indexOf('=');
        if (device.startsWith("/") || equals < 0) {
            Optional<BlockDevice> byPath = findPath(device);
            return byPath.isPresent() || !device.startsWith("/dev/")
                    ? byPath
                    : configured().linked(device.substring("/dev/".length()));
        }
        return configured().tagged(device.substring(0, equals), device.substring(equals + 1));
    }

    private ConfiguredNames configured() {
        if (configured == null) {
            configured = new ConfiguredNames(host);
        }
        return configured;
    }

    /**
     * {@code VG/LV} where a name that leads to no device may be that of a logical volume which is not active: the host has
     * physical volumes, and the name is of that form.
     */
    public Optional<String> inactiveVolume(String device) {
        return hasPhysicalVolumes() ? LogicalVolume.pathIn(device) : Optional.empty();
    }

    private boolean hasPhysicalVolumes() {
        for (BlockDevice device : host.devices().values()) {
            boolean isMember = host.superblocks().get(device.name()) instanceof Fact.Known<Superblock> superblock
                    && superblock.content().type().equals("LVM2_member");
            if (isMember || LogicalVolume.of(device).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether what a line of fstab names is surely not there, and not only unknown: by a name that the kernel gives, or
     * because the names of the devices were read and it is none of them.
     */
    public boolean isAbsent(String device) {
        if (findConfigured(device).isPresent()) {
            return false;
        }
        boolean isNode = device.startsWith("/dev/") && device.indexOf('/', "/dev/".length()) < 0;
        if (isNode) {
            return true;
        }
        if (device.startsWith("/dev/") && !device.startsWith("/dev/disk/")) {
            for (BlockDevice each : host.devices().values()) {
                if (each.dm().isPresent() && !each.dm().get().name().isKnown()) {
                    return false;
                }
            }
            return true;
        }
        return !configured().hasSeveral() && areKnownOnMemory(device);
    }

    /**
     * Whether the names of this kind are known of every device that may have DAX: what is on none of them gets none,
     * wherever else it may be. The name of a partition and a path by what the hardware is are udev's alone; a UUID or a label
     * is in a superblock too, and is not there where the first bytes are those of no filesystem.
     */
    private boolean areKnownOnMemory(String name) {
        boolean isOfPartition = name.startsWith("PARTUUID=")
                || name.startsWith("PARTLABEL=")
                || name.startsWith("/dev/disk/by-partuuid/")
                || name.startsWith("/dev/disk/by-partlabel/");
        boolean isOfContents = name.startsWith("UUID=")
                || name.startsWith("LABEL=")
                || name.startsWith("/dev/disk/by-uuid/")
                || name.startsWith("/dev/disk/by-label/");
        for (BlockDevice device : host.devices().values()) {
            boolean isAsked =
                    isOnMemory(device) && (!isOfPartition || device.partition().isPresent());
            boolean isKnown = host.udev().get(device.name()) instanceof Fact.Known<UdevData>
                    || (isOfContents && isReadWhatIsOn(device));
            if (isAsked && !isKnown) {
                return false;
            }
        }
        return true;
    }

    private boolean isOnMemory(BlockDevice device) {
        BlockDevice disk = device.partition().isEmpty()
                ? null
                : host.devices().get(device.partition().get().disk());
        return device.isPmemOrShowsDax() || (disk != null && disk.isPmemOrShowsDax());
    }

    private boolean isReadWhatIsOn(BlockDevice device) {
        Fact<Superblock> superblock = host.superblocks().get(device.name());
        return superblock instanceof Fact.Absent
                || (superblock instanceof Fact.Known<Superblock> known
                        && known.content().complete());
    }

    /** Whether a namespace of this name exists, with a block device or without. */
    public boolean isNamespace(String target) {
        return host.namespaces().containsKey(target);
    }

    /**
     * The parts of the libnvdimm bus that belong to a region or NVDIMM: itself, the namespaces of the region, and
     * the NVDIMMs that keep a region from being enabled.
     *
     * @return empty where there is none of this name
     */
    public Set<String> onBus(String target) {
        Set<String> names = new HashSet<>();
        Region region = host.regions().get(target);
        if (region != null) {
            names.add(target);
            for (Namespace namespace : host.namespaces().values()) {
                if (namespace.region().equals(target)) {
                    names.add(namespace.name());
                }
            }
            for (String dimm : host.dimms().keySet()) {
                if (region.isOn(dimm) || (!region.enabled().is(true) && region.mayBeOn(dimm))) {
                    names.add(dimm);
                }
            }
        } else if (host.dimms().containsKey(target)) {
            names.add(target);
        }
        return names;
    }

    /**
     * The parts of the libnvdimm bus that a pmem disk of this name would belong to, where there is none: its namespace, its
     * region and the NVDIMMs that keep the region from being enabled. Without any region every NVDIMM may be one.
     *
     * @return empty where it is not the name of a pmem disk, or the host has neither its region nor its NVDIMM
     */
    public Set<String> partsOfMissing(String target) {
        Optional<PmemName> name = PmemName.of(target);
        if (name.isEmpty() || find(target).isPresent()) {
            return Set.of();
        }
        Set<String> parts = new HashSet<>();
        if (host.regions().containsKey(name.get().region())) {
            for (String part : onBus(name.get().region())) {
                boolean isOfOther = isNamespace(part) && !part.equals(name.get().namespace());
                if (!isOfOther) {
                    parts.add(part);
                }
            }
        } else if (host.regions().isEmpty()) {
            parts.addAll(host.dimms().keySet());
        }
        if (!parts.isEmpty() || isNamespace(name.get().namespace())) {
            parts.add(name.get().namespace());
        }
        return parts;
    }

    private Optional<BlockDevice> fromDevicePath(String path) {
        if (path.startsWith("mapper/")) {
            return fromDmName(path.substring("mapper/".length()));
        }
        // A slash in a kernel's name is an exclamation mark in sysfs.
        Optional<BlockDevice> byKernelName = host.device(path.replace('/', '!'));
        return byKernelName.isPresent() ? byKernelName : fromVolume(path);
    }

    /** {@code VG/LV}. */
    private Optional<BlockDevice> fromVolume(String name) {
        return LogicalVolume.dmName(name).flatMap(this::fromDmName);
    }

    private Optional<BlockDevice> fromDmName(String name) {
        if (dmNames == null) {
            dmNames = new HashMap<>();
            for (BlockDevice device : host.devices().values()) {
                if (device.dm().isPresent() && device.dm().get().name() instanceof Fact.Known<String> known) {
                    dmNames.putIfAbsent(known.content(), device);
                }
            }
        }
        return Optional.ofNullable(dmNames.get(name));
    }

    /** The last mount on a directory hides the ones before it. */
    private Optional<BlockDevice> fromMountPoint(String directory) {
        String wanted = withoutSlash(directory);
        Optional<BlockDevice> found = Optional.empty();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (mount.target().equals(wanted)) {
                // btrfs has a device number of its own, and what was mounted as its source.
                Optional<BlockDevice> byNumber = host.device(mount.device());
                found = byNumber.isPresent() ? byNumber : findPath(mount.source());
            }
        }
        if (found.isPresent()) {
            return found;
        }
        for (ConfiguredMount mount : host.configuredMounts()) {
            if (mount.target().equals(wanted)) {
                return findConfigured(mount.device());
            }
        }
        return found;
    }

    private Optional<BlockDevice> fromNamespace(String name) {
        for (BlockDevice device : host.devices().values()) {
            Optional<Namespace> namespace = host.namespaceOf(device);
            if (namespace.isPresent() && namespace.get().name().equals(name)) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }
}
