package io.daxcheck.comparison;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which facts of two captures differ, and what each shows of them. */
final class FactChanges {
    /** More lines of a table, or options of a kernel, than these say no more. */
    private static final int MAX_PARTS = 3;

    private static final String OF_HOST = "";

    private final Host old;
    private final Host shared;
    private final Host now;
    private final Map<String, String> toNow = new HashMap<>();
    private final Set<FactKind> ofHost;
    private final Map<String, Set<FactKind>> ofDevices = new HashMap<>();

    /**
     * @param shared the new host with the names that both share
     * @param now the new host as it was read
     * @param names of the new host's devices to the shared ones
     */
    FactChanges(Host old, Host shared, Host now, Map<String, String> names) {
        this.old = old;
        this.shared = shared;
        this.now = now;
        for (Map.Entry<String, String> name : names.entrySet()) {
            toNow.put(name.getValue(), name.getKey());
        }
        this.ofHost = kindsOfHost();
    }

    // ---------------------------------------------------------------------------------------- which of them differ

    private Set<FactKind> kindsOfHost() {
        Set<FactKind> kinds = EnumSet.noneOf(FactKind.class);
        addIf(kinds, FactKind.KERNEL_RELEASE, differ(old.kernel(), shared.kernel()));
        addIf(
                kinds,
                FactKind.KERNEL_CONFIG,
                differ(old.config().options(), shared.config().options())
                        || old.config().complete() != shared.config().complete());
        addIf(
                kinds,
                FactKind.PAGE_SIZE,
                differ(old.pageSize(), shared.pageSize())
                        || differ(old.hugePage(), shared.hugePage())
                        || differ(old.architecture(), shared.architecture()));
        addIf(kinds, FactKind.MEMMAP, differ(old.memmap(), shared.memmap()));
        addIf(kinds, FactKind.MOUNT, differ(old.mounts(), shared.mounts()));
        addIf(
                kinds,
                FactKind.MOUNT_CONFIGURATION,
                differ(old.fstab(), shared.fstab()) || differ(old.mountUnits(), shared.mountUnits()));
        addIf(
                kinds,
                FactKind.NVDIMM,
                !old.regions().equals(shared.regions())
                        || !old.dimms().equals(shared.dimms())
                        || differ(old.daxDevices(), shared.daxDevices())
                        || differ(old.kmemDevices(), shared.kmemDevices())
                        || differ(old.cxlDevices(), shared.cxlDevices()));
        addIf(kinds, FactKind.KERNEL_LOG, !lines(old.kernelLog()).equals(lines(shared.kernelLog())));
        return kinds;
    }

    private static void addIf(Set<FactKind> kinds, FactKind kind, boolean differs) {
        if (differs) {
            kinds.add(kind);
        }
    }

    /** Where a value was read does not matter: a later line, another command. */
    private static <T> boolean differ(Fact<T> before, Fact<T> after) {
        return !before.value().equals(after.value());
    }

    private static List<String> lines(Fact<List<LogLine>> log) {
        List<String> lines = new ArrayList<>();
        for (LogLine line : log.value().orElse(List.of())) {
            lines.add(line.text());
        }
        return lines;
    }

    private Set<FactKind> kindsOf(String name) {
        return ofDevices.computeIfAbsent(name, this::kindsOfDevice);
    }

    private Set<FactKind> kindsOfDevice(String name) {
        BlockDevice before = old.devices().get(name);
        BlockDevice after = shared.devices().get(name);
        if (before == null || after == null) {
            return EnumSet.of(before == null ? FactKind.DEVICE_NEW : FactKind.DEVICE_GONE);
        }
        Set<FactKind> kinds = EnumSet.noneOf(FactKind.class);
        if (before.pmem().isPresent() || after.pmem().isPresent()) {
            boolean parent = !before.pmem().equals(after.pmem());
            addIf(kinds, FactKind.NAMESPACE_MODE, parent || differ(mode(old, before), mode(shared, after)));
            addIf(kinds, FactKind.NAMESPACE, namespaceDiffers(before, after));
        }
        addIf(
                kinds,
                FactKind.DM_TABLE,
                !before.dm().flatMap(FactChanges::table).equals(after.dm().flatMap(FactChanges::table)));
        addIf(
                kinds,
                FactKind.PARTITION,
                !before.partition()
                        .flatMap(FactChanges::start)
                        .equals(after.partition().flatMap(FactChanges::start)));
        addIf(kinds, FactKind.BACKING_FILE, differ(before.backingFile(), after.backingFile()));
        addIf(kinds, FactKind.SUPERBLOCK, contentsDiffer(name));
        addIf(kinds, FactKind.BAD_BLOCKS, differ(before.badblocks(), after.badblocks()));
        addIf(kinds, FactKind.READ_ONLY, differ(before.readOnly(), after.readOnly()));
        addIf(kinds, FactKind.BLOCK_SIZE, differ(before.logicalBlockSize(), after.logicalBlockSize()));
        addIf(kinds, FactKind.SIZE, differ(before.sizeSectors(), after.sizeSectors()));
        if (kinds.contains(FactKind.NAMESPACE_MODE)) {
            // They are taken with the mode, from which they follow.
            kinds.removeAll(EnumSet.of(FactKind.NAMESPACE, FactKind.SIZE, FactKind.BAD_BLOCKS, FactKind.BLOCK_SIZE));
        }
        if (kinds.contains(FactKind.DM_TABLE) || kinds.contains(FactKind.PARTITION)) {
            kinds.remove(FactKind.SIZE);
        }
        addIf(kinds, FactKind.HOLDERS, differ(before.holders(), after.holders()));
        addIf(kinds, FactKind.QUEUE_DAX, differ(before.queueDax(), after.queueDax()));
        return kinds;
    }

    /** The mode without the queue flag, which is a fact of its own. */
    private static Fact<Namespace.Mode> mode(Host host, BlockDevice device) {
        return device.pmem().isPresent() ? host.modeOf(device.pmem().get()) : new Fact.Absent<>("sys/bus/nd/devices");
    }

    private static Optional<DmTable> table(BlockDevice.DmDevice dm) {
        return dm.table().value();
    }

    private static Optional<Long> start(BlockDevice.Partition partition) {
        return partition.startSectors().value();
    }

    private boolean namespaceDiffers(BlockDevice before, BlockDevice after) {
        Optional<Namespace> one = old.namespaceOf(before);
        Optional<Namespace> other = shared.namespaceOf(after);
        return !one.equals(other)
                || !before.pmem()
                        .map(pmem -> old.claims().get(pmem.parent()))
                        .equals(after.pmem().map(pmem -> shared.claims().get(pmem.parent())));
    }

    private boolean contentsDiffer(String name) {
        return !Objects.equals(
                        value(old.superblocks().get(name)),
                        value(shared.superblocks().get(name)))
                || !Objects.equals(
                        value(old.udev().get(name)).map(FactChanges::known),
                        value(shared.udev().get(name)).map(FactChanges::known));
    }

    private static List<String> known(UdevData udev) {
        return List.of(
                udev.type(),
                String.valueOf(udev.blockSize()),
                udev.uuid(),
                udev.label(),
                udev.partitionUuid(),
                udev.partitionLabel());
    }

    /** Devices have no entry where nothing was read. */
    private static <T> Optional<T> value(Fact<T> fact) {
        return fact == null ? Optional.empty() : fact.value();
    }

    // ------------------------------------------------------------------------------------------------ of one stack

    /**
     * The facts of the host, and of these devices, that differ.
     *
     * @param layers shared names
     * @return by device, those of the host under the empty name
     */
    Map<String, Set<FactKind>> kinds(Set<String> layers) {
        Map<String, Set<FactKind>> kinds = new TreeMap<>();
        if (!ofHost.isEmpty()) {
            kinds.put(OF_HOST, ofHost);
        }
        for (String layer : layers) {
            if (!kindsOf(layer).isEmpty()) {
                kinds.put(layer, kindsOf(layer));
            }
        }
        return kinds;
    }

    /** The facts of the host that differ and are shown of a host as a whole. */
    List<FactChange> ofHost() {
        List<FactChange> changes = new ArrayList<>();
        for (FactKind kind :
                List.of(FactKind.KERNEL_RELEASE, FactKind.KERNEL_CONFIG, FactKind.PAGE_SIZE, FactKind.MEMMAP)) {
            if (ofHost.contains(kind)) {
                changes.add(ofHost(kind, Optional.empty(), Optional.empty(), Set.of()));
            }
        }
        return changes;
    }

    /**
     * What both captures show of a fact that differs.
     *
     * @param layer the shared name, or the empty one for a fact of the host
     * @param before what is said of the stack in the old capture, which shows its mounts
     * @param options of the kernel's configuration that are shown; empty for all
     */
    FactChange describe(
            FactKind kind,
            String layer,
            Optional<StackReport> before,
            Optional<StackReport> after,
            Set<String> options) {
        return layer.isEmpty() ? ofHost(kind, before, after, options) : ofDevice(kind, layer);
    }

    private FactChange ofHost(
            FactKind kind, Optional<StackReport> before, Optional<StackReport> after, Set<String> options) {
        return switch (kind) {
            case KERNEL_RELEASE ->
                change(
                        kind,
                        old.kernel().map(release -> release.text()),
                        now.kernel().map(release -> release.text()));
            case KERNEL_CONFIG ->
                new FactChange(
                        kind,
                        OF_HOST,
                        options(old.config(), now.config(), options),
                        options(now.config(), old.config(), options));
            case PAGE_SIZE ->
                change(
                        kind,
                        old.pageSize().map(size -> Sizes.bytes(size)),
                        now.pageSize().map(size -> Sizes.bytes(size)));
            case MEMMAP ->
                change(
                        kind,
                        old.memmap().map(FactChanges::options),
                        now.memmap().map(FactChanges::options));
            case MOUNT ->
                new FactChange(kind, OF_HOST, before.map(FactChanges::mounted), after.map(FactChanges::mounted));
            case MOUNT_CONFIGURATION ->
                new FactChange(kind, OF_HOST, before.map(FactChanges::configured), after.map(FactChanges::configured));
            case KERNEL_LOG ->
                change(
                        kind,
                        old.kernelLog().map(log -> log.size() + " lines about DAX"),
                        now.kernelLog().map(log -> log.size() + " lines about DAX"));
            default -> new FactChange(kind, OF_HOST, Optional.empty(), Optional.empty());
        };
    }

    private static FactChange change(FactKind kind, Fact<String> before, Fact<String> after) {
        return new FactChange(kind, OF_HOST, before.value(), after.value());
    }

    private static String options(List<MemmapRegion> regions) {
        List<String> options = new ArrayList<>();
        for (MemmapRegion region : regions) {
            options.add(region.option());
        }
        return options.isEmpty() ? "none" : String.join(" ", options);
    }

    /** The options of a kernel that another one has otherwise; those about memory and DAX first. */
    private static Optional<String> options(KernelConfig config, KernelConfig other, Set<String> wanted) {
        Optional<Map<String, String>> values = config.options().value();
        Map<String, String> others = other.options().value().orElse(Map.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Set<String> all = new TreeSet<>(values.get().keySet());
        all.addAll(others.keySet());
        List<String> names = new ArrayList<>(all);
        names.sort(Comparator.comparing(name -> !isAboutDax(name)));
        List<String> parts = new ArrayList<>();
        int more = 0;
        for (String name : names) {
            String value = values.get().getOrDefault(name, "n");
            boolean isWanted = wanted.isEmpty() || wanted.contains(name);
            if (isWanted && !value.equals(others.getOrDefault(name, "n"))) {
                if (parts.size() < MAX_PARTS) {
                    parts.add(name + "=" + value);
                } else {
                    more++;
                }
            }
        }
        return Optional.of(String.join(", ", parts) + (more == 0 ? "" : " (and " + more + " more)"));
    }

    private static boolean isAboutDax(String option) {
        return option.contains("DAX")
                || option.contains("PMEM")
                || option.contains("NVDIMM")
                || option.contains("ZONE_DEVICE");
    }

    private static String mounted(StackReport report) {
        return report.onDevice()
                .flatMap(filesystem -> filesystem.mounted())
                .map(mounted -> mounted.target() + " " + String.join(",", mounted.options()))
                .orElse("not mounted");
    }

    private static String configured(StackReport report) {
        List<String> lines = new ArrayList<>();
        for (ConfiguredFilesystem filesystem : report.configured()) {
            String options = filesystem.mount().options().isEmpty()
                    ? "defaults"
                    : String.join(",", filesystem.mount().options());
            lines.add(filesystem.mount().source() + ": " + filesystem.mount().target() + " " + options);
        }
        return lines.isEmpty() ? "none" : String.join("; ", lines);
    }

    private FactChange ofDevice(FactKind kind, String layer) {
        String nowName = toNow.getOrDefault(layer, layer);
        Optional<BlockDevice> before = old.device(layer);
        Optional<BlockDevice> after = toNow.containsKey(layer) ? now.device(nowName) : Optional.empty();
        Optional<String> one = before.flatMap(device -> text(kind, old, device, after));
        Optional<String> other = after.flatMap(device -> text(kind, now, device, before));
        // A namespace can lose its disk and stay: in devdax mode, or disabled.
        if (kind == FactKind.DEVICE_GONE && before.isPresent()) {
            other = sameNamespace(old, before.get(), now);
        }
        if (kind == FactKind.DEVICE_NEW && after.isPresent()) {
            one = sameNamespace(now, after.get(), old);
        }
        return new FactChange(kind, after.isPresent() ? nowName : layer, one, other);
    }

    private Optional<String> text(FactKind kind, Host host, BlockDevice device, Optional<BlockDevice> other) {
        return switch (kind) {
            case NAMESPACE_MODE -> mode(host, device).map(mode -> mode.ndctl()).value();
            case NAMESPACE -> namespace(host, device);
            case DM_TABLE -> device.dm().flatMap(FactChanges::table).map(table -> lines(table, other));
            case PARTITION -> device.partition().flatMap(FactChanges::start).map(start -> "starts at sector " + start);
            case BACKING_FILE -> device.backingFile().value();
            case SUPERBLOCK ->
                value(host.superblocks().get(device.name()))
                        .map(FactChanges::contents)
                        .or(() -> value(host.udev().get(device.name()))
                                .map(udev -> udev.type().isEmpty() ? "nothing" : udev.type()));
            case BAD_BLOCKS -> device.badblocks().value().map(ranges -> ranges.size() + " ranges");
            case READ_ONLY -> device.readOnly().value().map(FactChanges::flag);
            case BLOCK_SIZE -> device.logicalBlockSize().value().map(size -> Sizes.bytes(size));
            case SIZE -> device.sizeSectors().value().map(sectors -> sectors + " sectors");
            case HOLDERS -> device.holders().value().map(holders -> String.join(" ", holders));
            case QUEUE_DAX -> device.queueDax().value().map(FactChanges::flag);
            case DEVICE_NEW, DEVICE_GONE -> host.namespaceOf(device).map(FactChanges::namespace);
            default -> Optional.empty();
        };
    }

    private static Optional<String> sameNamespace(Host host, BlockDevice device, Host other) {
        return host.namespaceOf(device)
                .flatMap(namespace -> Optional.ofNullable(other.namespaces().get(namespace.name())))
                .map(FactChanges::namespace);
    }

    private static String namespace(Namespace namespace) {
        return namespace.name() + " "
                + namespace
                        .mode()
                        .map(Namespace.Mode::ofSysfs)
                        .map(mode -> mode.ndctl())
                        .value()
                        .orElse("of unknown mode");
    }

    private static String flag(boolean flag) {
        return flag ? "1" : "0";
    }

    private static Optional<String> namespace(Host host, BlockDevice device) {
        Optional<Namespace> namespace = host.namespaceOf(device);
        if (namespace.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(namespace.get().name());
        namespace
                .get()
                .sizeBytes()
                .value()
                .ifPresent(size -> text.append(", ").append(size).append(" bytes"));
        namespace
                .get()
                .sectorSize()
                .value()
                .ifPresent(size -> text.append(", sector_size ").append(size));
        device.pmem()
                .map(pmem -> host.claims().get(pmem.parent()))
                .flatMap(claim -> claim.alignBytes().value())
                .ifPresent(align -> text.append(", align ").append(align));
        return Optional.of(text.toString());
    }

    private static String contents(Superblock superblock) {
        StringBuilder text = new StringBuilder(superblock.type());
        if (superblock.blockSize() > 0) {
            text.append(", ").append(Sizes.bytes(superblock.blockSize())).append(" blocks");
        }
        if (!superblock.features().isEmpty()) {
            text.append(" (").append(String.join(" ", superblock.features())).append(')');
        }
        if (!superblock.mountOptions().isEmpty()) {
            text.append(", default mount options ").append(String.join(",", superblock.mountOptions()));
        }
        if (!superblock.uuid().isEmpty()) {
            text.append(", UUID ").append(superblock.uuid());
        }
        return text.toString();
    }

    /** The first lines of a table that the other one does not have; numbers as that host has them. */
    private static String lines(DmTable table, Optional<BlockDevice> other) {
        Set<String> others = new TreeSet<>();
        Optional<DmTable> otherTable = other.flatMap(device -> device.dm()).flatMap(FactChanges::table);
        for (DmTarget target : otherTable.isPresent() ? otherTable.get().targets() : List.<DmTarget>of()) {
            others.add(target.line());
        }
        List<String> parts = new ArrayList<>();
        int more = 0;
        for (DmTarget target : table.targets()) {
            if (!others.contains(target.line())) {
                if (parts.size() < MAX_PARTS) {
                    parts.add(target.line());
                } else {
                    more++;
                }
            }
        }
        if (parts.isEmpty()) {
            parts.add(table.targets().get(0).line());
        }
        return String.join("; ", parts) + (more == 0 ? "" : " (and " + more + " more)");
    }
}
