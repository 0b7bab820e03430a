package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.Region;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.PathText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The libnvdimm bus, {@code /sys/bus/nd/devices}: regions, namespaces, and what claims namespaces. */
final class NdBus {
    private static final String DEVICES = "sys/bus/nd/devices";

    private final Tree tree;
    private final Map<String, Region> regions = new TreeMap<>();
    private final Map<String, Namespace> namespaces = new TreeMap<>();
    private final Map<String, NdClaim> claims = new TreeMap<>();

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

    private void read(String name) {
        if (DeviceName.isNumbered(name, "region")) {
            String path = path(name);
            regions.put(
                    name,
                    new Region(
                            name,
                            tree.read(path + "/size").map(Attribute.NUMBER),
                            tree.read(path + "/read_only").map(Attribute.FLAG),
                            tree.read(path + "/available_size").map(Attribute.NUMBER),
                            tree.read(path + "/persistence_domain").map(Attribute.WORDS)));
        } else if (DeviceName.isOfRegion(name, "namespace")) {
            String path = path(name);
            namespaces.put(
                    name,
                    new Namespace(
                            name,
                            region(name, path),
                            path,
                            tree.read(path + "/nstype").map(Attribute.NUMBER),
                            tree.read(path + "/mode").map(Attribute.TEXT),
                            tree.read(path + "/holder").map(Attribute.TEXT),
                            tree.read(path + "/force_raw").map(Attribute.FLAG),
                            tree.read(path + "/size").map(Attribute.NUMBER),
                            tree.read(path + "/sector_size").map(Attribute.WORDS)));
        } else if (DeviceName.isOfRegion(name, "pfn")
                || DeviceName.isOfRegion(name, "btt")
                || DeviceName.isOfRegion(name, "dax")) {
            String path = path(name);
            claims.put(
                    name,
                    new NdClaim(
                            name,
                            tree.read(path + "/namespace").map(Attribute.TEXT),
                            tree.read(path + "/resource").map(Attribute.ADDRESS),
                            tree.read(path + "/align").map(Attribute.NUMBER)));
        }
    }

    /** Where a device of the bus lies; by way of its link where that cannot be told. */
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
