package io.daxcheck.source.facts;

import io.daxcheck.host.Dimm;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.Region;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The libnvdimm bus, {@code /sys/bus/nd/devices}: regions, namespaces, and what claims namespaces. */
final class NdBus {
    private static final String DEVICES = "sys/bus/nd/devices";

    private static final String DRIVER = "driver";

    /** include/linux/libnvdimm.h: ND_MAX_MAPPINGS. */
    private static final int MAX_MAPPINGS = 32;

    private final Tree tree;
    private final Map<String, Region> regions = new TreeMap<>();
    private final Map<String, Namespace> namespaces = new TreeMap<>();
    private final Map<String, NdClaim> claims = new TreeMap<>();
    private final Map<String, Dimm> dimms = new TreeMap<>();

    /** Names by the path of the bus; empty until it is first asked. */
    private Optional<Map<String, List<String>>> dimmsByBus = Optional.empty();

    /** Empty until it is first asked. */
    private Optional<Boolean> showsDrivers = Optional.empty();

    /** Reads the bus; a host without one has nothing on it. */
    NdBus(Tree tree) {
        this.tree = tree;
        if (tree.list(DEVICES) instanceof Fact.Known<List<String>> names) {
            for (String name : names.content()) {
                read(name);
            }
        }
    }

    Map<String, Region> regions() {
        return regions;
    }

    Map<String, Namespace> namespaces() {
        return namespaces;
    }

    Map<String, NdClaim> claims() {
        return claims;
    }

    Map<String, Dimm> dimms() {
        return dimms;
    }

    private void read(String name) {
        if (DeviceName.isNumbered(name, "region")) {
            String path = path(name);
            regions.put(
                    name,
                    new Region(
                            name,
                            FactKey.BYTES.read(tree, name, path),
                            FactKey.REGION_READ_ONLY.read(tree, name, path),
                            FactKey.AVAILABLE_BYTES.read(tree, name, path),
                            FactKey.PERSISTENCE_DOMAIN.read(tree, name, path),
                            FactKey.RESOURCE.read(tree, name, path),
                            dimmsOf(name, path),
                            enabled(name, path)));
        } else if (DeviceName.isOfRegion(name, "namespace")) {
            String path = path(name);
            namespaces.put(
                    name,
                    new Namespace(
                            name,
                            region(name, path),
                            path,
                            FactKey.NAMESPACE_TYPE.read(tree, name, path),
                            FactKey.MODE.read(tree, name, path),
                            FactKey.HOLDER.read(tree, name, path),
                            FactKey.FORCE_RAW.read(tree, name, path),
                            FactKey.BYTES.read(tree, name, path),
                            FactKey.SECTOR_SIZE.read(tree, name, path),
                            FactKey.RESOURCE.read(tree, name, path)));
        } else if (DeviceName.isNumbered(name, "nmem") || name.startsWith(Dimm.HANDLE)) {
            String path = path(name);
            dimms.put(
                    name,
                    new Dimm(
                            name,
                            FactKey.SECURITY.read(tree, name, path),
                            flags(name, path),
                            enabled(name, path),
                            FactKey.HEALTH.read(tree, name, path),
                            FactKey.MEMORY_MODE.read(tree, name, path)));
        } else if (DeviceName.isOfRegion(name, "pfn")
                || DeviceName.isOfRegion(name, "btt")
                || DeviceName.isOfRegion(name, "dax")) {
            String path = path(name);
            claims.put(
                    name,
                    new NdClaim(
                            name,
                            FactKey.NAMESPACE.read(tree, name, path),
                            FactKey.RESOURCE.read(tree, name, path),
                            FactKey.ALIGN.read(tree, name, path),
                            tree.read(path + "/supported_alignments")
                                    .map(Attribute.WORDS)
                                    .map(NdBus::numbers)));
        }
    }

    /** What the firmware reports of an NVDIMM, and what the kernel notes of it: a tool shows both as one. */
    private Fact<List<String>> flags(String name, String path) {
        Fact<List<String>> own = FactKey.FLAGS.read(tree, name, path);
        for (String flag : own.value().orElse(List.of())) {
            if (Dimm.isFailure(flag)) {
                return own;
            }
        }
        for (FactKey<List<String>> key : FactKey.FIRMWARE_FLAGS) {
            if (key.read(tree, name, path) instanceof Fact.Known<List<String>> firmware) {
                List<String> all = new ArrayList<>(firmware.content());
                for (String flag : own.value().orElse(List.of())) {
                    if (!all.contains(flag)) {
                        all.add(flag);
                    }
                }
                return new Fact.Known<>(all, firmware.source());
            }
        }
        return own;
    }

    /**
     * The NVDIMMs of a region. Captures made before daxcheck took {@code mappingN} hold their number alone: where the bus
     * has as many, they are all of them.
     */
    private Fact<List<String>> dimmsOf(String name, String path) {
        Fact<List<String>> named = FactKey.DIMMS.read(tree, name, path);
        if (named.isKnown()) {
            return named;
        }
        Fact<Long> count = FactKey.MAPPINGS.read(tree, name, path);
        if (!(count instanceof Fact.Known<Long> mappings)) {
            return new Fact.Absent<>(count.source());
        }
        List<String> dimms = new ArrayList<>();
        for (int i = 0; i < MAX_MAPPINGS && i < mappings.content(); i++) {
            String text = tree.read(path + '/' + FactKey.MAPPING + i)
                    .map(Attribute.TEXT)
                    .value()
                    .orElse("");
            int comma = text.indexOf(',');
            if (comma > 0 && DeviceName.isNumbered(text.substring(0, comma), "nmem")) {
                dimms.add(text.substring(0, comma));
            }
        }
        if (dimms.size() == mappings.content()) {
            return new Fact.Known<>(dimms, path + '/' + FactKey.MAPPING + '0');
        }
        List<String> ofBus = dimmsByBus().getOrDefault(PathText.parent(path), List.of());
        return path.contains("/ndbus") && ofBus.size() == mappings.content()
                ? new Fact.Known<>(ofBus, count.source())
                : new Fact.Absent<>(path + '/' + FactKey.MAPPING + '0');
    }

    private Map<String, List<String>> dimmsByBus() {
        if (dimmsByBus.isEmpty()) {
            Map<String, List<String>> all = new TreeMap<>();
            for (String name : tree.list(DEVICES).value().orElse(List.of())) {
                if (DeviceName.isNumbered(name, "nmem")) {
                    all.computeIfAbsent(PathText.parent(path(name)), bus -> new ArrayList<>())
                            .add(name);
                }
            }
            dimmsByBus = Optional.of(all);
        }
        return dimmsByBus.get();
    }

    /**
     * Whether a device has a driver. Where no device of the bus has a link to one, links were not collected. What ndctl
     * a sosreport shows of its device replaces it.
     */
    private Fact<Boolean> enabled(String name, String path) {
        Fact<Boolean> reported = FactKey.ENABLED.read(tree, name, path);
        if (reported.isKnown()) {
            return reported;
        }
        String link = path + '/' + DRIVER;
        if (hasDriver(path)) {
            return new Fact.Known<>(true, link);
        }
        return showsDrivers() ? new Fact.Known<>(false, link) : new Fact.Absent<>(link);
    }

    /** By the names in its directory: what the link leads to lies outside of a capture. */
    private boolean hasDriver(String path) {
        return tree.list(path).value().orElse(List.of()).contains(DRIVER);
    }

    private boolean showsDrivers() {
        if (showsDrivers.isEmpty()) {
            boolean found = false;
            for (String name : tree.list(DEVICES).value().orElse(List.of())) {
                found |= hasDriver(path(name));
            }
            showsDrivers = Optional.of(found);
        }
        return showsDrivers.get();
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        for (String word : Words.of(text)) {
            long number = Decimal.parse(word);
            if (number == Decimal.NONE) {
                throw new Fact.Malformed(OneLine.quoted(word) + " is not a number");
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** The path of a device of the bus; the one through its link where that is unknown. */
    private String path(String name) {
        String link = DEVICES + '/' + name;
        return tree.resolve(link).value().orElse(link);
    }

    /** The directory that the namespace lies in; its name has the region's number too. */
    private static String region(String name, String path) {
        String parent = PathText.part(path, 1);
        return DeviceName.isNumbered(parent, "region")
                ? parent
                : "region" + name.substring("namespace".length(), name.indexOf('.'));
    }
}
