package io.daxcheck.stack;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.text.Escapes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a host's devices that a line of fstab may use, made once: a table of 100,000 lines and a host of 100,000
 * devices must not be compared each with each. A filesystem is identified by its superblock, or by udev's data.
 */
final class ConfiguredNames {
    private static final String BY_UUID = "disk/by-uuid/";
    private static final String BY_LABEL = "disk/by-label/";

    /** Directories of links, each of which has the same names as the tag at its place in {@link #TAGS}. */
    private static final List<String> LINKS = List.of(BY_UUID, BY_LABEL, "disk/by-partuuid/", "disk/by-partlabel/");

    static final List<String> TAGS = List.of("UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=");

    /** Marks an ambiguous name: a snapshot, for example, has its origin's UUID. */
    private static final String SEVERAL = "";

    private final Host host;
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, String> uuids = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> partitionUuids = new HashMap<>();
    private final Map<String, String> partitionLabels = new HashMap<>();

    ConfiguredNames(Host host) {
        this.host = host;
        for (BlockDevice device : host.devices().values()) {
            String name = device.name();
            if (host.udev().get(name) instanceof Fact.Known<UdevData> data) {
                add(name, data.content());
            }
            if (host.superblocks().get(name) instanceof Fact.Known<Superblock> superblock) {
                add(name, superblock.content());
            }
        }
    }

    private void add(String device, UdevData data) {
        for (String link : data.links()) {
            add(links, link, device);
        }
        add(uuids, lower(data.uuid()), device);
        add(labels, data.label(), device);
        add(partitionUuids, lower(data.partitionUuid()), device);
        add(partitionLabels, data.partitionLabel(), device);
    }

    private void add(String device, Superblock superblock) {
        add(uuids, lower(superblock.uuid()), device);
        add(labels, superblock.label(), device);
    }

    private static void add(Map<String, String> names, String name, String device) {
        if (!name.isEmpty()) {
            String known = names.putIfAbsent(name, device);
            if (known != null) {
                names.put(name, one(known, device));
            }
        }
    }

    private static String one(String device, String other) {
        return device.equals(other) ? device : SEVERAL;
    }

    /**
     * Returns a name in one form, so that two forms of it can be compared: the links below {@code /dev/disk} as tags, a UUID
     * in lower case. Any other name is returned as it is.
     */
    static String canonical(String name) {
        for (int i = 0; i < LINKS.size(); i++) {
            String directory = "/dev/" + LINKS.get(i);
            if (name.startsWith(directory)) {
                return canonical(TAGS.get(i) + Escapes.unescaped(name.substring(directory.length())));
            }
        }
        return name.startsWith("UUID=") || name.startsWith("PARTUUID=")
                ? name.substring(0, name.indexOf('=') + 1) + lower(name.substring(name.indexOf('=') + 1))
                : name;
    }

    private static String lower(String uuid) {
        return uuid.toLowerCase(Locale.ROOT);
    }

    /**
     * The device with a tag.
     *
     * @param tag {@code UUID}, {@code LABEL}, {@code PARTUUID} or {@code PARTLABEL}
     * @return empty where no device, or more than one, has it as far as is known
     */
    Optional<BlockDevice> tagged(String tag, String value) {
        return known(
                switch (tag) {
                    case "UUID" -> named(uuids, lower(value));
                    case "LABEL" -> named(labels, value);
                    case "PARTUUID" -> named(partitionUuids, lower(value));
                    case "PARTLABEL" -> named(partitionLabels, value);
                    default -> Optional.empty();
                });
    }

    /** Whether any name belongs to more than one device, so that one may be there and not be found. */
    boolean hasSeveral() {
        return links.containsValue(SEVERAL)
                || uuids.containsValue(SEVERAL)
                || labels.containsValue(SEVERAL)
                || partitionUuids.containsValue(SEVERAL)
                || partitionLabels.containsValue(SEVERAL);
    }

    /** The device with this name below {@code /dev}; empty likewise. */
    Optional<BlockDevice> linked(String link) {
        Optional<String> device = named(links, link);
        Optional<String> other = Optional.empty();
        if (link.startsWith(BY_UUID)) {
            other = named(uuids, lower(link.substring(BY_UUID.length())));
        } else if (link.startsWith(BY_LABEL)) {
            other = named(labels, link.substring(BY_LABEL.length()));
        }
        if (device.isPresent() && other.isPresent()) {
            return known(Optional.of(one(device.get(), other.get())));
        }
        return known(device.isPresent() ? device : other);
    }

    private static Optional<String> named(Map<String, String> names, String name) {
        return Optional.ofNullable(names.get(name));
    }

    private Optional<BlockDevice> known(Optional<String> device) {
        return device.isEmpty() || device.get().equals(SEVERAL) ? Optional.empty() : host.device(device.get());
    }
}
