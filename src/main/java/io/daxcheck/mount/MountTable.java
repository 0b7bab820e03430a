package io.daxcheck.mount;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.KernelRelease;
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
public final class MountTable {
    private static final String XFS = "xfs";
    private static final int SMALLEST_PAGE = 4096;

    /** Of XFS, of erofs, and of ext4's journal. */
    private static final List<String> DEVICE_OPTIONS =
            List.of("logdev=", "rtdev=", "device=", "journal_path=", "journal_dev=");

    private final Host host;
    private final StorageGraph graph;
    private final TargetNames names;
    private final Map<DeviceNumber, Mount> shown = new HashMap<>();
    private final Map<String, List<ConfiguredMount>> configured = new LinkedHashMap<>();
    private final Set<String> targets = new HashSet<>();
    private final List<ConfiguredMount> unresolved = new ArrayList<>();

    /** Made when it is first asked. */
    private Set<String> turnedOff;

    /** By the name of each disk: the mounts that {@link #otherHolder} chooses from, made when it is first asked. */
    private Map<String, Holders> holders;

    /** By the name of each disk: an XFS that is configured on it, and the first on another device of it. */
    private Map<String, List<ConfiguredXfs>> configuredXfs;

    /** Made when it is first asked. */
    private FilesystemParts parts;

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

    public MountTable(StorageGraph graph) {
        this.graph = graph;
        this.host = graph.host();
        this.names = new TargetNames(host);
        for (ConfiguredMount mount : host.configuredMounts()) {
            targets.add(mount.target());
            if (isBlockDevice(mount.device())) {
                Optional<BlockDevice> device = names.findConfigured(mount.device());
                if (device.isPresent()) {
                    addConfigured(device.get().name(), mount);
                } else if (mount.daxOption().asksForDax()) {
                    unresolved.add(mount);
                }
            }
        }
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            DeviceNumber number = numberOf(mount);
            Mount other = shown.putIfAbsent(number, mount);
            if (other != null) {
                shown.put(number, better(other, mount));
            }
        }
    }

    /** btrfs and bcachefs give their files a number that is no device's: the source of the mount shows it. */
    private DeviceNumber numberOf(Mount mount) {
        Optional<BlockDevice> named =
                host.device(mount.device()).isEmpty() && mount.source().startsWith("/dev/")
                        ? names.findConfigured(mount.source())
                        : Optional.empty();
        return named.isPresent() ? named.get().number().value().orElse(mount.device()) : mount.device();
    }

    private void addConfigured(String device, ConfiguredMount mount) {
        List<ConfiguredMount> onDevice = configured.get(device);
        if (onDevice == null) {
            onDevice = new ArrayList<>(1);
            configured.put(device, onDevice);
        }
        onDevice.add(mount);
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
    public Optional<Mount> mountOf(BlockDevice device) {
        return device.number() instanceof Fact.Known<DeviceNumber> number
                ? Optional.ofNullable(shown.get(number.content()))
                : Optional.empty();
    }

    /** Whether that mount shows the dax option. */
    public boolean isMountedWithDax(BlockDevice device) {
        Optional<Mount> mount = mountOf(device);
        return mount.isPresent() && mount.get().asksForDax();
    }

    /** Whether the kernel of this host has what lies there mounted, and not read-only. */
    public boolean isMountedForWriting(BlockDevice device) {
        Optional<Mount> mount = mountOf(device);
        return mount.isPresent() && !mount.get().options().contains("ro");
    }

    /**
     * The options of what is mounted from a device, or else of each line that mounts it; empty where nothing does. erofs
     * does not show its other devices in mountinfo, so these are taken from the lines.
     */
    public List<String> optionsOn(BlockDevice device) {
        Optional<Mount> mount = mountOf(device);
        List<String> options = new ArrayList<>();
        if (mount.isPresent()) {
            options.addAll(mount.get().options());
        }
        for (ConfiguredMount line : configuredOn(device)) {
            for (String option : line.options()) {
                if (mount.isEmpty() || option.startsWith("device=")) {
                    options.add(option);
                }
            }
        }
        return options;
    }

    /**
     * Whether an XFS on the device takes hold of the dax device of its disk: not on a partition that does not begin and end
     * on a page (drivers/dax/super.c: fs_dax_get_by_bdev gives it no dax device at all).
     */
    public boolean holds(BlockDevice device) {
        if (device.partition().isEmpty()) {
            return true;
        }
        long pageSectors = host.pageSize().value().orElse(SMALLEST_PAGE) / 512;
        long start = device.partition().get().startSectors().value().orElse(0L);
        long size = device.sizeSectors().value().orElse(0L);
        return start % pageSectors == 0 && size % pageSectors == 0;
    }

    /** What is configured to be mounted from a device. */
    public List<ConfiguredMount> configuredOn(BlockDevice device) {
        return configured.getOrDefault(device.name(), List.of());
    }

    /**
     * Whether a filesystem was asked for DAX and turned it off. An XFS then shows {@code dax=never} from 5.8 on
     * (measured on 5.10, 6.1), which no configuration asked for; before, and with ext4, the log alone shows.
     */
    boolean mayHaveTurnedDaxOff(BlockDevice device) {
        Optional<Mount> mount = mountOf(device);
        if (mount.isEmpty() || mount.get().asksForDax()) {
            return false;
        }
        for (ConfiguredMount line : configuredOn(device)) {
            if (line.daxOption() == DaxOption.NEVER) {
                return false;
            }
        }
        boolean showsNever = mount.get().daxOption() == DaxOption.NEVER;
        return showsNever
                ? mount.get().type().equals(XFS)
                : !optionTakesValue() && turnedOff().contains(device.name());
    }

    /** Whether the kernel would show {@code dax=never}. */
    private boolean optionTakesValue() {
        return host.kernel() instanceof Fact.Known<KernelRelease> release
                && release.content().plausibleModels().get(0).has(KernelBehaviour.DAX_OPTION_TAKES_VALUE);
    }

    /** Whether the kernel logged that it did. */
    public boolean turnedDaxOff(BlockDevice device) {
        return mayHaveTurnedDaxOff(device) && turnedOff().contains(device.name());
    }

    /** Names of the devices whose filesystem the log has as one that turned DAX off. */
    private Set<String> turnedOff() {
        if (turnedOff == null) {
            turnedOff = new HashSet<>();
            for (LogLine line : host.kernelLog().value().orElse(List.of())) {
                if (KernelMessage.saysTurnedOff(line.text())) {
                    turnedOff.add(KernelMessage.deviceIn(line.text()));
                }
            }
        }
        return turnedOff;
    }

    /** Lines that ask for DAX, and name a device that was not found. */
    List<ConfiguredMount> unresolved() {
        return unresolved;
    }

    /** Whether the device of such a line is surely not there. */
    boolean isAbsent(ConfiguredMount mount) {
        return names.isAbsent(mount.device());
    }

    /** The parts of the libnvdimm bus that a pmem disk which does not exist would belong to; empty for other devices. */
    Set<String> partsOfMissing(String device) {
        return names.partsOfMissing(device);
    }

    /** {@code VG/LV} where that device may be a logical volume which is not active. */
    Optional<String> inactiveVolume(ConfiguredMount mount) {
        return names.inactiveVolume(mount.device());
    }

    /** With the journal device that the superblock names, unless the options name another. */
    public static List<String> withJournal(Superblock superblock, List<String> options) {
        if (superblock.mountOptions().isEmpty()) {
            return options;
        }
        List<String> all = new ArrayList<>();
        boolean isNamed = false;
        for (String option : options) {
            isNamed |= option.startsWith("journal_dev=") || option.startsWith("journal_path=");
        }
        for (String option : superblock.mountOptions()) {
            if (!isNamed && option.startsWith("journal_dev=")) {
                all.add(option);
            }
        }
        all.addAll(options);
        return all;
    }

    /** The devices that the filesystem on a device has next to that one, each once. */
    public List<NamedDevice> othersOf(BlockDevice top) {
        List<String> options = optionsOn(top);
        if (host.superblocks().get(top.name()) instanceof Fact.Known<Superblock> superblock) {
            options = withJournal(superblock.content(), options);
        }
        List<NamedDevice> others = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (NamedDevice other : devicesIn(options)) {
            if (names.add(other.shownName())) {
                others.add(other);
            }
        }
        return others;
    }

    /** The devices that filesystems on other ones need. */
    public FilesystemParts parts() {
        if (parts == null) {
            parts = new FilesystemParts(host, this);
        }
        return parts;
    }

    /** The device that a line of configuration names. */
    Optional<BlockDevice> find(ConfiguredMount line) {
        return isBlockDevice(line.device()) ? names.findConfigured(line.device()) : Optional.empty();
    }

    /** The devices that mount options name, in their order. */
    public List<NamedDevice> devicesIn(List<String> options) {
        List<NamedDevice> devices = new ArrayList<>();
        for (String text : options) {
            int end = text.indexOf('=') + 1;
            if (end > 0 && DEVICE_OPTIONS.contains(text.substring(0, end))) {
                String name = text.substring(end);
                Optional<BlockDevice> device = name.startsWith("/")
                        ? names.findConfigured(name)
                        : DeviceNumber.encoded(name).flatMap(host::device);
                devices.add(new NamedDevice(text.substring(0, end), name, device));
            }
        }
        return devices;
    }

    /**
     * The mount of another XFS that holds the dax device which an XFS on this device would need: one whose data, log or
     * realtime device is on the same disk, and which was mounted first. Only one of them can show the dax option; where
     * none does, mountinfo has the older one first.
     */
    public Optional<Mount> otherHolder(BlockDevice device) {
        Optional<Mount> own = mountOf(device);
        if (own.isPresent() && own.get().type().equals(XFS) && own.get().asksForDax()) {
            return Optional.empty();
        }
        Optional<BlockDevice> disk = graph.diskOf(device);
        if (disk.isEmpty() || !holders().containsKey(disk.get().name())) {
            return Optional.empty();
        }
        Holders onDisk = holders().get(disk.get().name());
        Optional<Mount> asking = Holders.notOf(device, onDisk.asking);
        boolean ownIsOlder = device.number().is(onDisk.first.get(0).device());
        return asking.isPresent() || ownIsOlder ? asking : Optional.of(onDisk.first.get(0));
    }

    private Map<String, Holders> holders() {
        if (holders == null) {
            holders = new HashMap<>();
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                if (mount.type().equals(XFS)) {
                    addHolder(host.device(mount.device()), mount);
                    for (NamedDevice other : devicesIn(mount.options())) {
                        addHolder(other.device(), mount);
                    }
                }
            }
        }
        return holders;
    }

    /**
     * @param device empty where the host does not show it
     */
    private void addHolder(Optional<BlockDevice> device, Mount mount) {
        Optional<BlockDevice> disk =
                device.isEmpty() || !holds(device.get()) ? Optional.empty() : graph.diskOf(device.get());
        if (disk.isPresent()) {
            Holders onDisk = holders.get(disk.get().name());
            if (onDisk == null) {
                onDisk = new Holders();
                holders.put(disk.get().name(), onDisk);
            }
            onDisk.add(mount);
        }
    }

    /** Another XFS that is configured to be mounted from the same disk. */
    public Optional<ConfiguredMount> otherConfigured(BlockDevice device) {
        if (device.partition().isEmpty()) {
            return Optional.empty();
        }
        for (ConfiguredXfs xfs :
                configuredXfs().getOrDefault(device.partition().get().disk(), List.of())) {
            if (!xfs.device.equals(device.name())) {
                return Optional.of(xfs.mount);
            }
        }
        return Optional.empty();
    }

    private Map<String, List<ConfiguredXfs>> configuredXfs() {
        if (configuredXfs == null) {
            configuredXfs = new HashMap<>();
            for (Map.Entry<String, List<ConfiguredMount>> entry : configured.entrySet()) {
                addConfiguredXfs(host.devices().get(entry.getKey()), entry.getValue());
            }
        }
        return configuredXfs;
    }

    /** One mount of a device, and two devices of a disk, are enough to find another one. */
    private void addConfiguredXfs(BlockDevice device, List<ConfiguredMount> mounts) {
        Optional<BlockDevice> disk = graph.diskOf(device);
        for (ConfiguredMount mount : mounts) {
            if (disk.isPresent() && holds(device) && isXfs(device, mount)) {
                List<ConfiguredXfs> onDisk = configuredXfs.get(disk.get().name());
                if (onDisk == null) {
                    onDisk = new ArrayList<>(2);
                    configuredXfs.put(disk.get().name(), onDisk);
                }
                if (onDisk.size() < 2) {
                    onDisk.add(new ConfiguredXfs(device.name(), mount));
                }
                return;
            }
        }
    }

    private boolean isXfs(BlockDevice device, ConfiguredMount mount) {
        return host.superblocks().get(device.name()) instanceof Fact.Known<Superblock> superblock
                ? superblock.content().type().equals(XFS)
                : mount.type().equals(XFS);
    }
}
