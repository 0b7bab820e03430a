package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which device of a host is stacked on which. A device is one node however many devices it serves.
 */
public final class StorageGraph {
    /** Target types of which every device that they use is in their line as MAJOR:MINOR. */
    private static final Set<String> MAPPED_TYPES = Set.of("linear", "striped", "log-writes");

    /**
     * Devices, and ways from one to the one below, that are followed for all stacks of a host together: 100,000 volumes of
     * twenty legs each. Many tops over one wide or deep pile of devices would be as many stacks of all of it.
     */
    static final long MAX_STEPS = 4_000_000;

    /** Filled when it is first asked for. */
    private final Set<String> everyName = new HashSet<>();

    private final Host host;
    private long steps;
    private final TargetNames names;
    private final Map<String, List<String>> below = new HashMap<>();
    private final Set<String> covered = new HashSet<>();
    private final Map<String, Fact<DmTable>> tables = new HashMap<>();

    /** Made when they are first asked for. */
    private Map<String, List<BlockDevice>> above;

    private Map<DeviceNumber, List<Mount>> mounts;

    public StorageGraph(Host host) {
        this.host = host;
        this.names = new TargetNames(host);
        for (BlockDevice device : host.devices().values()) {
            if (device.dm().isPresent()) {
                tables.put(device.name(), device.dm().get().table().map(new Fitting(device)));
            }
        }
        Set<DeviceNumber> mounted = new HashSet<>();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            mounted.add(mount.device());
        }
        List<BlockDevice> partitions = new ArrayList<>();
        for (BlockDevice device : host.devices().values()) {
            List<String> lower = directlyBelow(device);
            below.put(device.name(), lower);
            if (device.partition().isPresent()) {
                partitions.add(device);
            } else {
                covered.addAll(lower);
            }
            if (!device.holders().value().orElse(List.of()).isEmpty()) {
                covered.add(device.name());
            }
        }
        for (BlockDevice partition : partitions) {
            boolean inUse = covered.contains(partition.name())
                    || (partition.number() instanceof Fact.Known<DeviceNumber> number
                            && mounted.contains(number.content()));
            if (inUse) {
                covered.add(partition.partition().get().disk());
            }
        }
        uncoverLoops();
    }

    /** Devices that are stacked on one another in a ring cover each other: without this none of them were a top. */
    private void uncoverLoops() {
        Set<String> seen = new HashSet<>();
        for (String name : below.keySet()) {
            if (!covered.contains(name)) {
                leadsToLoop(name, seen);
            }
        }
        for (String name : host.devices().keySet()) {
            if (!seen.contains(name) && leadsToLoop(name, seen)) {
                covered.remove(name);
            }
        }
    }

    /** Whether a ring is found among the devices below one that have not been seen. */
    private boolean leadsToLoop(String top, Set<String> seen) {
        boolean found = false;
        Set<String> open = new HashSet<>();
        Deque<String> path = new ArrayDeque<>();
        path.push(top);
        while (!path.isEmpty()) {
            String name = path.peek();
            if (seen.add(name)) {
                open.add(name);
                for (String lower : below.getOrDefault(name, List.of())) {
                    found |= open.contains(lower);
                    if (!seen.contains(lower)) {
                        path.push(lower);
                    }
                }
            } else {
                path.pop();
                open.remove(name);
            }
        }
        return found;
    }

    /**
     * The table of a dm device, if it fits what sysfs shows of the device: a table read at another moment, or cut
     * short, would hide a leg.
     *
     * @param device a dm device
     * @return unreadable where the table does not fit, or that cannot be determined
     */
    public Fact<DmTable> table(BlockDevice device) {
        return tables.get(device.name());
    }

    /** Takes a table for that of a device only if it fits. */
    private final class Fitting implements Function<DmTable, DmTable> {
        private final BlockDevice device;

        private Fitting(BlockDevice device) {
            this.device = device;
        }

        @Override
        public DmTable apply(DmTable table) {
            Optional<Long> size = device.sizeSectors().value();
            if (size.isEmpty()) {
                throw new Fact.Malformed("without the size of " + device.name() + " nobody knows whether it is whole");
            }
            if (table.lengthSectors() != size.get()) {
                throw new Fact.Malformed(
                        "its targets cover " + table.lengthSectors() + " sectors, the device has " + size.get());
            }
            checkLegs(device, table);
            return table;
        }
    }

    private void checkLegs(BlockDevice device, DmTable table) {
        Set<String> slaves = new HashSet<>(device.slaves().value().orElse(List.of()));
        Set<String> named = new HashSet<>();
        boolean allMapped = true;
        for (DmTarget target : table.targets()) {
            boolean mapped = MAPPED_TYPES.contains(target.type());
            allMapped &= mapped;
            for (DmTarget.Leg leg : target.legs()) {
                Optional<BlockDevice> lower = resolve(leg.device());
                if (lower.isEmpty()) {
                    continue;
                }
                named.add(lower.get().name());
                if (mapped && !slaves.isEmpty() && !slaves.contains(lower.get().name())) {
                    throw new Fact.Malformed(lower.get().name() + " is in it, and not among the slaves");
                }
                checkRange(target, leg, lower.get());
                if (!fitsItsDisk(lower.get())) {
                    throw new Fact.Malformed(lower.get().name() + " is in it, which ends beyond its disk");
                }
            }
        }
        for (String slave : slaves) {
            if (allMapped && !named.contains(slave)) {
                throw new Fact.Malformed(slave + " is among the slaves, and not in it");
            }
        }
    }

    /** Whether a partition ends where its disk does, or before, as far as the sizes are known. */
    public boolean fitsItsDisk(BlockDevice device) {
        if (device.partition().isEmpty()) {
            return true;
        }
        Optional<BlockDevice> found = diskOf(device);
        Optional<Long> disk =
                found.isEmpty() ? Optional.empty() : found.get().sizeSectors().value();
        Optional<Long> start = device.partition().get().startSectors().value();
        Optional<Long> size = device.sizeSectors().value();
        return disk.isEmpty() || start.isEmpty() || size.isEmpty() || start.get() <= disk.get() - size.get();
    }

    private static void checkRange(DmTarget target, DmTarget.Leg leg, BlockDevice lower) {
        Optional<Long> size = lower.sizeSectors().value();
        if (!MAPPED_TYPES.contains(target.type()) || leg.startSectors() == DmTarget.Leg.NOT_MAPPED || size.isEmpty()) {
            return;
        }
        long start = target.isStriped() ? leg.startSectors() : target.dataStart(0);
        long length = target.legLength();
        if (start > size.get() - length) {
            throw new Fact.Malformed("sectors " + start + " to " + (start + length) + " of " + lower.name()
                    + " are in it, which ends at " + size.get());
        }
    }

    public Host host() {
        return host;
    }

    /** Whether nothing is stacked on the device: no holder, no partition of it in use, no loop device backed by it. */
    public boolean isTop(BlockDevice device) {
        return !covered.contains(device.name());
    }

    /** The devices directly below: a dm device's legs, a partition's disk, a loop device's backing device. */
    public List<BlockDevice> below(BlockDevice device) {
        List<BlockDevice> devices = new ArrayList<>();
        for (String name : below.getOrDefault(device.name(), List.of())) {
            BlockDevice lower = host.devices().get(name);
            if (lower != null) {
                devices.add(lower);
            }
        }
        return devices;
    }

    /** The devices directly on top of one: those that it is among the {@link #below} of. */
    public List<BlockDevice> above(BlockDevice device) {
        if (above == null) {
            above = new HashMap<>();
            for (BlockDevice upper : host.devices().values()) {
                for (BlockDevice lower : below(upper)) {
                    above.computeIfAbsent(lower.name(), name -> new ArrayList<>())
                            .add(upper);
                }
            }
        }
        return Collections.unmodifiableList(above.getOrDefault(device.name(), List.of()));
    }

    /** The mounts of a device's filesystem, in the order of mountinfo. */
    public List<Mount> mountsOf(BlockDevice device) {
        if (mounts == null) {
            mounts = new HashMap<>();
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                mounts.computeIfAbsent(mount.device(), number -> new ArrayList<>())
                        .add(mount);
            }
        }
        return device.number() instanceof Fact.Known<DeviceNumber> number
                ? Collections.unmodifiableList(mounts.getOrDefault(number.content(), List.of()))
                : List.of();
    }

    /** The names of this host's devices. */
    public TargetNames names() {
        return names;
    }

    /**
     * The device that a table names as {@code MAJOR:MINOR} or, in a table that a person wrote, by a path.
     *
     * @return empty where no device of the host has that number or name
     */
    public Optional<BlockDevice> resolve(String device) {
        Optional<DeviceNumber> number = DeviceNumber.parse(device);
        if (number.isPresent()) {
            return host.device(number.get());
        }
        return names.findPath(device);
    }

    /** The whole disk of a partition; every other device is its own. Empty where the disk was not read. */
    public Optional<BlockDevice> diskOf(BlockDevice device) {
        return device.partition().isEmpty()
                ? Optional.of(device)
                : host.device(device.partition().get().disk());
    }

    private List<String> directlyBelow(BlockDevice device) {
        if (device.partition().isPresent()) {
            return List.of(device.partition().get().disk());
        }
        Optional<DmTable> table =
                device.dm().isEmpty() ? Optional.empty() : table(device).value();
        if (table.isPresent()) {
            Set<String> names = new LinkedHashSet<>();
            for (DmTarget target : table.get().targets()) {
                for (DmTarget.Leg leg : target.legs()) {
                    Optional<BlockDevice> lower = resolve(leg.device());
                    if (lower.isPresent()) {
                        names.add(lower.get().name());
                    }
                }
            }
            return List.copyOf(names);
        }
        if (device.kind() == Kind.LOOP) {
            Optional<BlockDevice> backing = device.backingFile() instanceof Fact.Known<String> file
                    ? resolve(file.content())
                    : Optional.empty();
            return backing.isPresent() ? List.of(backing.get().name()) : List.of();
        }
        return device.slaves().value().orElse(List.of());
    }

    /**
     * The stack under a device, without the devices below it where the stacks that were asked for so far are too many or
     * too large. The work is one step for each device and each edge, regardless of the number of ways.
     */
    public Stack stack(BlockDevice top) {
        Map<String, Integer> depths = new HashMap<>();
        Set<String> open = new HashSet<>();
        Set<String> loop = new LinkedHashSet<>();
        List<BlockDevice> bottomUp = new ArrayList<>();
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(new Visit(top, below(top)));
        open.add(top.name());
        while (!visits.isEmpty()) {
            if (++steps > MAX_STEPS) {
                return new Stack(List.of(top), List.of(), Stack.TOO_LARGE);
            }
            Visit visit = visits.peek();
            if (visit.next < visit.lower.size()) {
                BlockDevice lower = visit.lower.get(visit.next++);
                if (open.contains(lower.name())) {
                    loop.add(lower.name());
                } else if (!depths.containsKey(lower.name())) {
                    open.add(lower.name());
                    visits.push(new Visit(lower, below(lower)));
                }
            } else {
                visits.pop();
                open.remove(visit.device.name());
                bottomUp.add(visit.device);
                int depth = 1;
                for (BlockDevice lower : visit.lower) {
                    depth = Math.max(depth, 1 + depths.getOrDefault(lower.name(), 0));
                }
                depths.put(visit.device.name(), depth);
            }
        }
        Collections.reverse(bottomUp);
        return new Stack(bottomUp, List.copyOf(loop), depths.get(top.name()));
    }

    /** A device on the way down, and which of the devices below it comes next. */
    private static final class Visit {
        private final BlockDevice device;
        private final List<BlockDevice> lower;
        private int next;

        private Visit(BlockDevice device, List<BlockDevice> lower) {
            this.device = device;
            this.lower = lower;
        }
    }

    /** The names of block devices and dm devices, and the directories that something is mounted on. */
    public Set<String> everyName() {
        if (everyName.isEmpty()) {
            for (BlockDevice device : host.devices().values()) {
                everyName.add(device.name());
                device.dm().flatMap(one -> one.name().value()).ifPresent(everyName::add);
            }
            for (Mount mount : host.mounts().value().orElse(List.of())) {
                everyName.add(mount.target());
            }
        }
        return everyName;
    }
}
