package io.daxcheck.source.facts;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.format.CollectionTime;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.format.FilesystemTool;
import io.daxcheck.source.format.Fstab;
import io.daxcheck.source.format.KernelCommandLine;
import io.daxcheck.source.format.KernelLog;
import io.daxcheck.source.format.MountInfo;
import io.daxcheck.source.format.OsRelease;
import io.daxcheck.source.format.SuperblockReader;
import io.daxcheck.source.format.UdevRecord;
import io.daxcheck.source.tree.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads every fact of a host from a tree, each file of it at most once. */
public final class HostReader {
    private static final DeviceNumber NO_NUMBER = new DeviceNumber(0, 0);
    private static final String SUPERBLOCKS = "superblocks";

    private final Tree tree;
    private final Map<String, BlockDevice> devices;
    private final Map<DeviceNumber, String> byNumber;

    private HostReader(Tree tree) {
        this.tree = tree;
        devices = BlockDevices.read(tree);
        byNumber = byNumber(devices);
    }

    /** The facts of the host that a tree shows; what the tree lacks is absent or unreadable in them. */
    public static Host read(Tree tree) {
        return new HostReader(tree).read();
    }

    private Host read() {
        KernelFacts kernel = new KernelFacts(tree);
        Fact<KernelRelease> release = kernel.release();
        KernelConfig config = BootConfig.read(tree, release);
        NdBus nd = new NdBus(tree);
        PageFacts pages = new PageFacts(tree, kernel, config, nd.claims().values(), devices.values());
        Fact<Integer> pageSize = pages.pageSize();
        Fact<List<Mount>> mounts = mounts();
        Fact<byte[]> fstabText = tree.read(Fstab.PATH);
        Fact<List<ConfiguredMount>> fstab =
                fstabText.map(new Fstab(fstabText.source())).map(lines -> KernelCommandLine.withRootFlags(tree, lines));
        Fact<List<ConfiguredMount>> mountUnits = MountUnits.read(tree, fstab.isKnown());
        Set<String> overMemory = devicesOverMemory();
        boolean daxAskedFor = asksForDax(fstab) || asksForDax(mountUnits);
        Map<String, Fact<UdevData>> udev = udev(daxAskedFor ? devices.keySet() : overMemory);
        return new Host(
                tree.name(),
                CollectionTime.read(tree),
                kernel.hostname(),
                release,
                OsRelease.read(tree),
                kernel.architecture(),
                pageSize,
                pages.hugePage(pageSize),
                config,
                KernelCommandLine.memmap(tree),
                Collections.unmodifiableMap(devices),
                Collections.unmodifiableMap(nd.namespaces()),
                Collections.unmodifiableMap(nd.claims()),
                Collections.unmodifiableMap(nd.regions()),
                Collections.unmodifiableMap(nd.dimms()),
                tree.list("sys/bus/dax/devices"),
                tree.list("sys/bus/dax/drivers/kmem").map(DaxDevices.PARSER),
                tree.list("sys/bus/cxl/devices"),
                mounts,
                fstab,
                mountUnits,
                Collections.unmodifiableMap(superblocks(overMemory, udev, mounts)),
                Collections.unmodifiableMap(udev),
                KernelLog.read(tree),
                Collections.unmodifiableMap(byNumber));
    }

    private static Map<DeviceNumber, String> byNumber(Map<String, BlockDevice> devices) {
        Map<DeviceNumber, String> names = new HashMap<>();
        for (BlockDevice device : devices.values()) {
            // 0:0 is what a hidden disk has, the paths below a multipath NVMe disk.
            if (device.number() instanceof Fact.Known<DeviceNumber> number
                    && !number.content().equals(NO_NUMBER)) {
                names.putIfAbsent(number.content(), device.name());
            }
        }
        return names;
    }

    /** Those of init, which are the host's also where daxcheck runs in a mount namespace of its own. */
    private Fact<List<Mount>> mounts() {
        Fact<List<Mount>> ofInit = tree.read("proc/1/mountinfo").map(MountInfo.PARSER);
        if (ofInit.isKnown()) {
            return ofInit;
        }
        Fact<List<Mount>> own = tree.read("proc/self/mountinfo").map(MountInfo.PARSER);
        if (!own.isKnown() && tree instanceof ReportedTree reported && !(reported.mounts() instanceof Fact.Absent)) {
            return reported.mounts();
        }
        return own instanceof Fact.Absent ? ofInit : own;
    }

    private static boolean asksForDax(Fact<List<ConfiguredMount>> mounts) {
        for (ConfiguredMount mount : mounts.value().orElse(List.of())) {
            if (mount.daxOption() != DaxOption.NONE) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Fact<UdevData>> udev(Set<String> names) {
        Map<String, Fact<UdevData>> udev = new TreeMap<>();
        for (String name : names) {
            if (devices.get(name).number() instanceof Fact.Known<DeviceNumber> number) {
                Fact<UdevData> data = udev(name, number.content());
                if (!(data instanceof Fact.Absent)) {
                    udev.put(name, data);
                }
            }
        }
        return udev;
    }

    private Fact<UdevData> udev(String device, DeviceNumber number) {
        if (tree instanceof ReportedTree reported && reported.udev(device) instanceof Fact.Known<UdevData> known) {
            return known;
        }
        return UdevRecord.read(tree, number);
    }

    /**
     * What is on the devices whose first bytes a capture holds, and on those where DAX may matter. A live host is
     * not asked for the others, because opening a disk may wake it, or wait without end. Where the bytes were not read,
     * what the filesystem's own tool printed shows the same; udev and the table of mounts show the type at least.
     */
    private Map<String, Fact<Superblock>> superblocks(
            Set<String> overMemory, Map<String, Fact<UdevData>> udev, Fact<List<Mount>> mounts) {
        Set<String> names = new TreeSet<>(overMemory);
        for (String name : tree.list(SUPERBLOCKS).value().orElse(List.of())) {
            if (devices.containsKey(name)) {
                names.add(name);
            }
        }
        Map<String, Fact<Superblock>> superblocks = new TreeMap<>();
        for (String name : names) {
            Fact<byte[]> start = tree.read(SUPERBLOCKS + '/' + name);
            if (!(start instanceof Fact.Absent)) {
                superblocks.put(name, SuperblockReader.read(start));
            }
            if (!start.isKnown()) {
                Fact<Superblock> shown = FilesystemTool.read(tree, name);
                if (!(shown instanceof Fact.Absent)) {
                    superblocks.put(name, shown);
                }
            }
            if (!(superblocks.get(name) instanceof Fact.Known) && udev.get(name) instanceof Fact.Known<UdevData> data) {
                addType(name, data.content().type(), data.content().blockSize(), data.source(), superblocks);
            }
        }
        for (Mount mount : mounts.value().orElse(List.of())) {
            String name = byNumber.getOrDefault(mount.device(), kernelNameIn(mount.source()));
            if (devices.containsKey(name) && !(superblocks.get(name) instanceof Fact.Known)) {
                addType(name, mount.type(), 0, mounts.source(), superblocks);
            }
        }
        return superblocks;
    }

    /** What is mounted by the name that the kernel gives it: btrfs gives its files a number that is no device's. */
    private static String kernelNameIn(String source) {
        return source.startsWith("/dev/") ? source.substring("/dev/".length()) : "";
    }

    /** What is known of a filesystem without its superblock. */
    private static void addType(
            String device, String type, int blockSize, String source, Map<String, Fact<Superblock>> superblocks) {
        switch (type) {
            case "" -> {}
            // libblkid shows XFS's sector size for its block size.
            case "xfs" -> superblocks.put(device, new Fact.Known<>(Superblock.typeOnly(type, 0), source));
            case "ext2", "ext3", "ext4", "erofs" ->
                superblocks.put(device, new Fact.Known<>(Superblock.typeOnly(type, blockSize), source));
            default -> superblocks.put(device, new Fact.Known<>(Superblock.named(type), source));
        }
    }

    /** The devices that have DAX or may have, and all that is stacked on them. */
    private Set<String> devicesOverMemory() {
        Map<String, List<String>> above = new HashMap<>();
        ArrayDeque<String> toVisit = new ArrayDeque<>();
        for (BlockDevice device : devices.values()) {
            if (device.mayHaveDax()) {
                toVisit.add(device.name());
            }
            addBelow(device, above);
        }
        Set<String> found = new TreeSet<>();
        while (!toVisit.isEmpty()) {
            String name = toVisit.remove();
            if (found.add(name)) {
                for (String device : above.getOrDefault(name, List.of())) {
                    toVisit.add(device);
                }
            }
        }
        return found;
    }

    /** Enters a device as one that lies above those that it is made of. */
    private void addBelow(BlockDevice device, Map<String, List<String>> above) {
        if (device.partition().isPresent()) {
            enter(device.partition().get().disk(), device.name(), above);
        }
        if (device.slaves() instanceof Fact.Known<List<String>> slaves) {
            for (String slave : slaves.content()) {
                enter(slave, device.name(), above);
            }
        }
        if (device.dm().isPresent() && device.dm().get().table() instanceof Fact.Known<DmTable> table) {
            for (DmTarget target : table.content().targets()) {
                for (DmTarget.Leg leg : target.legs()) {
                    DeviceNumber number = DeviceNumber.parse(leg.device()).orElse(NO_NUMBER);
                    String below = byNumber.get(number);
                    if (below != null) {
                        enter(below, device.name(), above);
                    }
                }
            }
        }
    }

    private static void enter(String below, String device, Map<String, List<String>> above) {
        List<String> devicesAbove = above.get(below);
        if (devicesAbove == null) {
            devicesAbove = new ArrayList<>(2);
            above.put(below, devicesAbove);
        }
        if (devicesAbove.isEmpty() || !devicesAbove.get(devicesAbove.size() - 1).equals(device)) {
            devicesAbove.add(device);
        }
    }

    /** The directory of a driver, which contains its devices and files of its own. */
    private static final class DaxDevices implements Function<List<String>, List<String>> {
        private static final DaxDevices PARSER = new DaxDevices();

        @Override
        public List<String> apply(List<String> names) {
            List<String> devices = new ArrayList<>();
            for (String name : names) {
                if (DeviceName.isOfRegion(name, "dax")) {
                    devices.add(name);
                }
            }
            return devices;
        }
    }
}
