package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.tree.ConfinedTree;
import java.util.List;

/** What was copied of sysfs, and {@code ls -l} of it and of {@code /dev}. */
final class SysfsFiles implements BundleTool {
    private static final String SYS_BLOCK = "sys/block";

    private final ConfinedTree files;

    SysfsFiles(ConfinedTree files) {
        this.files = files;
    }

    /** Adds where devices lie: by the links that were copied, or listed. */
    void addPlaces(CollectedDevices devices, CommandOutputs outputs) {
        for (String directory : List.of(SYS_BLOCK, FactKey.BLOCK)) {
            for (String name : files.list(directory).value().orElse(List.of())) {
                devices.blocks().add(name);
                if (files.link(directory + '/' + name) instanceof Fact.Known<String> link) {
                    devices.place(name, link.content(), link.source());
                }
            }
        }
        for (CommandOutputs.Output listing : outputs.of("ls")) {
            if (listing.name().contains("sys.block") || listing.name().contains("sys.class.block")) {
                DeviceListing.links(listing.text())
                        .forEach((name, path) -> devices.place(name, path, listing.source()));
            }
        }
    }

    /** Adds the numbers of the nodes in {@code /dev}. */
    void addNodes(CollectedDevices devices, CommandOutputs outputs) {
        for (CommandOutputs.Output listing : outputs.of("ls")) {
            if (listing.name().endsWith("_.dev")) {
                DeviceListing.nodes(listing.text()).forEach((node, number) -> {
                    if (devices.blocks().has(node)) {
                        devices.blocks().add(node, FactKey.NUMBER, number, listing.source());
                    }
                });
            }
        }
    }

    /** Adds the attributes that were copied: under the device's own path, or where its link was copied as a directory. */
    @Override
    public void addTo(CollectedDevices devices, CommandOutputs outputs) {
        for (String name : devices.blocks().names()) {
            String place = devices.places().get(name).value().orElse("");
            for (FactKey<?> key : FactKey.OF_BLOCK_DEVICES) {
                add(devices.blocks(), name, place, key);
            }
        }
        for (String name : devices.bus().names()) {
            // In addition to what ndctl shows, so that a contradiction is noticed.
            addBus(devices, name, FactKey.MODE);
            addBus(devices, name, FactKey.SECURITY);
        }
    }

    private <T> void addBus(CollectedDevices devices, String name, FactKey<T> key) {
        Fact<byte[]> placed = files.read(devices.busPlace(name) + '/' + key.path());
        devices.bus()
                .add(
                        name,
                        key,
                        key.read(
                                placed instanceof Fact.Absent
                                        ? files.read(FactKey.BUS + '/' + name + '/' + key.path())
                                        : placed));
    }

    private <T> void add(Statements blocks, String device, String place, FactKey<T> key) {
        Fact<byte[]> file = files.read(place + '/' + key.path());
        blocks.add(
                device,
                key,
                key.read(file instanceof Fact.Absent ? files.read(SYS_BLOCK + '/' + device + '/' + key.path()) : file));
    }
}
