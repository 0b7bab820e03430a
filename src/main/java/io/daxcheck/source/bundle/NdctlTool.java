package io.daxcheck.source.bundle;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code ndctl list}: namespaces, regions and NVDIMMs. */
final class NdctlTool implements BundleTool {
    /** What ndctl says of a failure, and the flag of sysfs. */
    private static final Map<String, String> DIMM_FLAGS = new TreeMap<>(Map.of(
            "flag_failed_save", "save_fail",
            "flag_failed_restore", "restore_fail",
            "flag_failed_flush", "flush_fail",
            "flag_failed_arm", "not_armed",
            "flag_failed_map", "map_fail",
            "flag_smart_event", "smart_notify"));

    private static final Optional<String> DISABLED = Optional.of("disabled");

    /** What ndctl calls a devdax namespace whose memory the kmem driver has made RAM. */
    private static final String SYSTEM_RAM = "system-ram";

    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output output : outputs.of("ndctl_list")) {
            try {
                addItems(devices, NdctlList.read(output.text()), output);
            } catch (Fact.Malformed malformed) {
                addTrouble(devices, output.source(), malformed.getMessage());
            }
        }
    }

    /** Where the output cannot be read, it cannot be determined that no block is bad. */
    private static void addTrouble(CollectedDevices devices, String source, String reason) {
        for (String name : devices.blocks().names()) {
            if (name.startsWith("pmem") && devices.diskOf(name).isEmpty()) {
                devices.blocks().add(name, FactKey.BAD_BLOCKS, new Fact.Unreadable<>(source, reason));
            }
        }
    }

    /** Whether the options ask for media errors: {@code -M}, or {@code -v} and more, which includes it. */
    private static boolean listsBadBlocks(String name) {
        for (String word : Words.of(name.replace('_', ' '))) {
            boolean isShort = word.startsWith("-") && !word.startsWith("--");
            if (word.equals("--media-errors") || (isShort && (word.indexOf('M') > 0 || word.indexOf('v') > 0))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the options ask for namespaces: where they ask for nothing, they do. */
    private static boolean listsNamespaces(String name) {
        boolean asksForOthers = false;
        for (String word : Words.of(name.replace('_', ' '))) {
            boolean isShort = word.startsWith("-") && !word.startsWith("--");
            if (word.equals("--namespaces") || (isShort && (word.indexOf('N') > 0 || word.indexOf('v') > 0))) {
                return true;
            }
            asksForOthers |= word.startsWith("--") || (isShort && containsAny(word, "BDR"));
        }
        return !asksForOthers;
    }

    private static boolean containsAny(String word, String letters) {
        for (int i = 0; i < letters.length(); i++) {
            if (word.indexOf(letters.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static void addItems(CollectedDevices devices, List<NdctlList.Item> items, CommandOutputs.Output output) {
        String source = output.source();
        Statements bus = devices.bus();
        boolean listsNamespaces = listsNamespaces(output.name());
        for (NdctlList.Item item : items) {
            if (DeviceName.isOfRegion(item.name(), "namespace")) {
                addNamespace(devices, item, listsBadBlocks(output.name()), source);
                listsNamespaces = true;
            }
        }
        for (NdctlList.Item item : items) {
            boolean isDisabled = item.value("state").equals(DISABLED);
            // One whose namespaces were not asked for would seem to have none.
            if (DeviceName.isNumbered(item.name(), "region") && (listsNamespaces || isDisabled)) {
                bus.add(item.name());
                add(bus, item.name(), FactKey.BYTES, item.value("size"), source);
                add(bus, item.name(), FactKey.AVAILABLE_BYTES, item.value("available_size"), source);
                add(bus, item.name(), FactKey.PERSISTENCE_DOMAIN, item.value("persistence_domain"), source);
                bus.add(item.name(), FactKey.ENABLED, !isDisabled, source);
                if (!item.dimms().isEmpty()) {
                    bus.add(item.name(), FactKey.DIMMS, item.dimms(), source);
                }
            } else if (DeviceName.isNumbered(item.name(), "nmem")) {
                bus.add(item.name());
                add(bus, item.name(), FactKey.SECURITY, item.value("security"), source);
                bus.add(item.name(), FactKey.ENABLED, !isDisabled, source);
                bus.add(item.name(), FactKey.FLAGS, flags(item), source);
                addHandle(bus, item, source);
            } else if (item.around().isPresent()
                    && DeviceName.isNumbered(item.around().get().name(), "nmem")) {
                // The object "health" of a DIMM has no name of its own.
                add(bus, item.around().get().name(), FactKey.HEALTH, item.value("health_state"), source);
            }
            String place = DeviceName.isOfRegion(item.name(), "namespace")
                    ? placeOfRegion(item, regionOf(item.name())) + '/' + item.name()
                    : place(item);
            if (place.contains("/ndbus")) {
                devices.placeOnBus(item.name(), place);
            }
        }
    }

    /**
     * Where a device of the bus lies, by what made its bus; empty where no bus is around it in the output. The kernel
     * calls the buses so: "e820" what memmap= or the firmware's map made (drivers/nvdimm/e820.c), by its own device that
     * of virtio pmem (drivers/nvdimm/virtio_pmem.c).
     */
    private static String place(NdctlList.Item item) {
        String below = "";
        Optional<NdctlList.Item> around = Optional.of(item);
        while (around.isPresent() && around.get().value("provider").isEmpty()) {
            below = '/' + around.get().name() + below;
            around = around.get().around();
        }
        if (around.isEmpty() || !DeviceName.isNumbered(around.get().name(), "ndbus")) {
            return "";
        }
        String provider = around.get().value("provider").get();
        String maker = "sys/bus/nd/devices";
        if (provider.equals("e820")) {
            maker = "sys/devices/platform/e820_pmem";
        } else if (DeviceName.isNumbered(provider, "virtio")) {
            maker = "sys/bus/virtio/devices/" + provider;
        }
        return maker + '/' + around.get().name() + below;
    }

    /** A number, or with {@code -u} the text of one in hexadecimal. */
    private static void addHandle(Statements bus, NdctlList.Item dimm, String source) {
        long number = Decimal.parse(dimm.value("handle").orElse(""));
        if (number == Decimal.NONE) {
            add(bus, dimm.name(), FactKey.HANDLE, dimm.value("handle"), source);
        } else {
            bus.add(dimm.name(), FactKey.HANDLE, number, source);
        }
    }

    /** The flags of a DIMM as sysfs has them (ndctl: util_dimm_to_json, drivers/acpi/nfit/core.c: flags_show). */
    private static List<String> flags(NdctlList.Item dimm) {
        List<String> flags = new ArrayList<>();
        for (Map.Entry<String, String> flag : DIMM_FLAGS.entrySet()) {
            if (dimm.value(flag.getKey()).equals(Optional.of("true"))) {
                flags.add(flag.getValue());
            }
        }
        return flags;
    }

    /** A value that is there. */
    private static <T> void add(Statements bus, String device, FactKey<T> key, Optional<String> value, String source) {
        if (value.isPresent()) {
            bus.add(device, key, key.read(value.get(), source));
        }
    }

    private static void addNamespace(
            CollectedDevices devices, NdctlList.Item item, boolean withBadBlocks, String source) {
        Statements bus = devices.bus();
        String namespace = item.name();
        Optional<String> mode = item.value("mode").flatMap(NdctlTool::sysfsMode);
        String suffix = namespace.substring("namespace".length());
        if (item.value("mode").equals(Optional.of(SYSTEM_RAM))) {
            devices.systemRam().add("dax" + suffix);
        }
        long bytes = Decimal.parse(item.value("size").orElse(""));
        bus.add(namespace);
        add(bus, namespace, FactKey.MODE, mode, source);
        if (bytes == 0 || mode.equals(Optional.of(Namespace.Mode.RAW.sysfs()))) {
            // In every other mode ndctl shows the size that is left for data, not the size of the namespace.
            add(bus, namespace, FactKey.BYTES, item.value("size"), source);
        }
        String disk = item.value("blockdev").orElse("");
        if (!DeviceName.isBlockName(disk)) {
            return;
        }
        if (!devices.places().containsKey(disk)) {
            String region = regionOf(namespace);
            // A sector disk is made by a btt device, whose own number is not known and does not matter.
            String maker = mode.equals(Optional.of(Namespace.Mode.SECTOR.sysfs())) ? "btt" + suffix : namespace;
            devices.place(disk, placeOfRegion(item, region) + '/' + maker + "/block/" + disk, source);
        }
        if (bytes > 0 && bytes % CollectedDevices.SECTOR == 0) {
            devices.blocks().add(disk, FactKey.SECTORS, bytes / CollectedDevices.SECTOR, source);
        }
        String parent = PathText.part(devices.places().get(disk).value().orElse(""), 2);
        if (DeviceName.isOfRegion(parent, "pfn") || DeviceName.isOfRegion(parent, "btt")) {
            bus.add(parent, FactKey.NAMESPACE, namespace, source);
            add(bus, parent, FactKey.ALIGN, item.value("align"), source);
        }
        Optional<String> badBlocks = item.value("badblock_count");
        if (badBlocks.isPresent() && item.listsNoBadBlocks()) {
            devices.blocks()
                    .add(
                            disk,
                            FactKey.BAD_BLOCKS,
                            new Fact.Unreadable<>(
                                    source, BlockDevice.BAD_BLOCKS_NOT_LISTED + ", badblock_count " + badBlocks.get()));
        } else if (withBadBlocks || hidesOnlyZero(item)) {
            devices.blocks().add(disk, FactKey.BAD_BLOCKS, item.badBlocks(source));
        }
    }

    private static String regionOf(String namespace) {
        return "region" + namespace.substring("namespace".length(), namespace.indexOf('.'));
    }

    /** Where the region of a namespace lies, which need not be listed around it. */
    private static String placeOfRegion(NdctlList.Item namespace, String region) {
        String place = place(namespace);
        String parent = PathText.parent(place);
        String directory = PathText.part(parent, 0).equals(region) ? parent : parent + '/' + region;
        return place.isEmpty() ? "sys/bus/nd/devices/" + region : directory;
    }

    /**
     * Whether a number of bad blocks that is not known is none: ndctl-list(1), from 57 on, of what is enabled. A version
     * that says fsdax is 60 or later.
     */
    private static boolean hidesOnlyZero(NdctlList.Item namespace) {
        return namespace.value("mode").equals(Optional.of(Namespace.Mode.FSDAX.ndctl()))
                && namespace.value("badblock_count").isEmpty()
                && namespace.value("state").isEmpty();
    }

    /** The word of sysfs for a mode of ndctl, old or new; empty for one that is not known. */
    private static Optional<String> sysfsMode(String mode) {
        if (mode.equals(SYSTEM_RAM)) {
            return Optional.of(Namespace.Mode.DEVDAX.sysfs());
        }
        for (Namespace.Mode known : Namespace.Mode.values()) {
            if (mode.equals(known.ndctl()) || mode.equals(known.sysfs())) {
                return Optional.of(known.sysfs());
            }
        }
        return Optional.empty();
    }
}
