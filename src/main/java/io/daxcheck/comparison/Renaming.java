package io.daxcheck.comparison;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.HostBuilder;
import io.daxcheck.host.Mount;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives the devices of the new capture the kernel names and numbers that the same devices have in the old one, so that
 * facts of both can be mixed. A device that only the new capture has gets a name and a number that the old one does not use.
 */
final class Renaming {
    private static final String DEV = "/dev/";

    /** Larger than any major number of a kernel (20 bits for the minor, 12 for the major). */
    private static final int SPARE_MAJOR = 4096;

    private final Host old;
    private final Host now;
    private final Map<String, String> names = new HashMap<>();
    private final Map<DeviceNumber, DeviceNumber> numbers = new HashMap<>();
    private final Set<String> shared = new HashSet<>();

    private Renaming(Host old, Host now, Map<String, String> toOld) {
        this.old = old;
        this.now = now;
        Set<DeviceNumber> used = new HashSet<>(old.byNumber().keySet());
        int spare = 0;
        for (String name : new TreeSet<>(now.devices().keySet())) {
            String renamed = toOld.get(name);
            if (renamed == null) {
                renamed = old.devices().containsKey(name) ? spareName(name) : name;
            }
            names.put(name, renamed);
            shared.add(renamed);
            if (now.devices().get(name).number() instanceof Fact.Known<DeviceNumber> number) {
                DeviceNumber wanted = toOld.containsKey(name)
                        ? old.devices().get(renamed).number().value().orElse(number.content())
                        : number.content();
                boolean isOwn =
                        toOld.containsKey(name) && renamed.equals(old.byNumber().get(wanted));
                if (!isOwn && !used.add(wanted)) {
                    wanted = new DeviceNumber(SPARE_MAJOR, spare++);
                }
                numbers.put(number.content(), wanted);
            }
        }
    }

    /** Kernel names of the new capture to the shared ones; every device of it has an entry. */
    static Map<String, String> names(Host old, Host now) {
        return new Renaming(old, now, DeviceMatch.of(old, now)).names;
    }

    /** The new capture with the shared names. */
    static Host of(Host old, Host now) {
        Renaming renaming = new Renaming(old, now, DeviceMatch.of(old, now));
        return renaming.changesNothing() ? now : renaming.host();
    }

    private String spareName(String name) {
        String spare = name + "-new";
        while (old.devices().containsKey(spare) || now.devices().containsKey(spare)) {
            spare += "-new";
        }
        return spare;
    }

    private boolean changesNothing() {
        for (Map.Entry<String, String> name : names.entrySet()) {
            if (!name.getKey().equals(name.getValue())) {
                return false;
            }
        }
        for (Map.Entry<DeviceNumber, DeviceNumber> number : numbers.entrySet()) {
            if (!number.getKey().equals(number.getValue())) {
                return false;
            }
        }
        return true;
    }

    private Host host() {
        Map<String, BlockDevice> devices = new HashMap<>();
        for (BlockDevice device : now.devices().values()) {
            BlockDevice renamed = device(device);
            devices.put(renamed.name(), renamed);
        }
        Map<DeviceNumber, String> byNumber = new HashMap<>();
        for (Map.Entry<DeviceNumber, String> entry : now.byNumber().entrySet()) {
            byNumber.put(number(entry.getKey()), name(entry.getValue()));
        }
        return new HostBuilder(now)
                .devices(devices)
                .byNumber(byNumber)
                .superblocks(keysRenamed(now.superblocks()))
                .udev(keysRenamed(now.udev()))
                .mounts(now.mounts().map(this::mounts))
                .fstab(now.fstab().map(this::configured))
                .mountUnits(now.mountUnits().map(this::configured))
                .host();
    }

    private <T> Map<String, T> keysRenamed(Map<String, T> facts) {
        Map<String, T> renamed = new HashMap<>();
        for (Map.Entry<String, T> fact : facts.entrySet()) {
            renamed.put(name(fact.getKey()), fact.getValue());
        }
        return renamed;
    }

    private BlockDevice device(BlockDevice device) {
        return new BlockDevice(
                name(device.name()),
                device.kind(),
                device.sysfsPath(),
                device.number().map(this::number),
                device.sizeSectors(),
                device.queueDax(),
                device.logicalBlockSize(),
                device.readOnly(),
                device.partition()
                        .map(partition -> new BlockDevice.Partition(name(partition.disk()), partition.startSectors())),
                device.slaves().map(this::names),
                device.holders().map(this::names),
                device.badblocks(),
                device.pmem(),
                device.dm()
                        .map(dm -> new BlockDevice.DmDevice(
                                dm.name(), dm.uuid(), dm.table().map(this::table))),
                device.backingFile().map(this::path),
                device.mdLevel());
    }

    private DmTable table(DmTable table) {
        List<DmTarget> targets = new ArrayList<>();
        for (DmTarget target : table.targets()) {
            List<DmTarget.Leg> legs = new ArrayList<>();
            for (DmTarget.Leg leg : target.legs()) {
                legs.add(new DmTarget.Leg(word(leg.device()), leg.startSectors()));
            }
            List<String> line = new ArrayList<>();
            for (String word : Words.of(target.line())) {
                line.add(word(word));
            }
            targets.add(new DmTarget(
                    target.start(),
                    target.length(),
                    target.type(),
                    legs,
                    target.chunkSectors(),
                    String.join(" ", line)));
        }
        return new DmTable(targets);
    }

    /** A word of a table: a number of a device, a path, or anything else. */
    private String word(String word) {
        return DeviceNumber.parse(word).map(number -> number(number).toString()).orElseGet(() -> path(word));
    }

    private List<Mount> mounts(List<Mount> mounts) {
        List<Mount> renamed = new ArrayList<>();
        for (Mount mount : mounts) {
            renamed.add(new Mount(
                    number(mount.device()),
                    mount.root(),
                    mount.target(),
                    mount.type(),
                    path(mount.source()),
                    options(mount.options())));
        }
        return renamed;
    }

    private List<ConfiguredMount> configured(List<ConfiguredMount> mounts) {
        List<ConfiguredMount> renamed = new ArrayList<>();
        for (ConfiguredMount mount : mounts) {
            renamed.add(new ConfiguredMount(
                    path(mount.device()),
                    mount.target(),
                    mount.type(),
                    options(mount.options()),
                    mount.source(),
                    mount.more()));
        }
        return renamed;
    }

    /** {@code logdev=/dev/pmem1} names a device too. */
    private List<String> options(List<String> options) {
        List<String> renamed = new ArrayList<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            renamed.add(equals < 0 ? option : option.substring(0, equals + 1) + path(option.substring(equals + 1)));
        }
        return renamed;
    }

    private List<String> names(List<String> list) {
        List<String> renamed = new ArrayList<>();
        for (String name : list) {
            renamed.add(name(name));
        }
        return renamed;
    }

    private String name(String name) {
        return names.getOrDefault(name, name);
    }

    private DeviceNumber number(DeviceNumber number) {
        return numbers.getOrDefault(number, number);
    }

    /** A path of a device; one that the new capture does not have must not become the path of another. */
    private String path(String path) {
        if (!path.startsWith(DEV)) {
            return path;
        }
        String name = path.substring(DEV.length()).replace('/', '!');
        if (names.containsKey(name)) {
            return DEV + names.get(name).replace('!', '/');
        }
        return shared.contains(name) ? path + "-absent" : path;
    }
}
