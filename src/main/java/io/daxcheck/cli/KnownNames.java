package io.daxcheck.cli;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.host.UdevData;
import io.daxcheck.report.DevicePath;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Suggests what was meant by a mistyped name: among the host's names of the same form, a path for a path, a UUID for a UUID. */
final class KnownNames {
    /** More names than these are not listed in a message. */
    private static final int MOST_LISTED = 8;

    private static final String DEV = "/dev/";

    private final Host host;
    private final boolean isLive;

    /** @param isLive whether the facts are those of the host that this runs on */
    KnownNames(Host host, boolean isLive) {
        this.host = host;
        this.isLive = isLive;
    }

    /** Returns {@code ; did you mean NAME?}, to be added to a message; empty where no name is near. */
    String near(String typed) {
        if (typed.indexOf('/') < 0) {
            Optional<String> command = Spelling.close(typed, Main.COMMANDS);
            if (command.isPresent()) {
                return "; did you mean the command " + command.get() + "?";
            }
        }
        String prefix = prefix(typed);
        List<String> found = Spelling.closest(typed.substring(prefix.length()), names(typed, prefix));
        if (found.isEmpty()) {
            Optional<String> mount = mountAbove(typed);
            return mount.isEmpty() ? "" : "; did you mean " + OneLine.of(mount.get()) + "?";
        }
        if (found.size() > MOST_LISTED) {
            return "";
        }
        StringBuilder text = new StringBuilder("; did you mean ");
        for (int i = 0; i < found.size(); i++) {
            text.append(i == 0 ? "" : i == found.size() - 1 ? " or " : ", ").append(OneLine.of(prefix + found.get(i)));
        }
        return text.append('?').toString();
    }

    /** Returns all names of the same form where they are few, else the command that lists them; to be added likewise. */
    String list(String typed) {
        boolean isDirectory = typed.startsWith("/") && !typed.startsWith(DEV);
        List<String> names =
                isDirectory ? mountPoints() : new ArrayList<>(host.devices().keySet());
        if (names.isEmpty()) {
            return "";
        }
        if (names.size() <= MOST_LISTED) {
            return (isDirectory ? "; known mount points: " : "; known devices: ")
                    + OneLine.of(String.join(", ", names));
        }
        return "; known ones: daxcheck list --all"
                + (isLive ? "" : " --from " + OneLine.of(ShellWord.of(host.source())));
    }

    /** The start that all names of this form have, which is not compared: every path in /dev is alike in it. */
    private static String prefix(String typed) {
        for (String tag : TargetNames.TAGS) {
            if (typed.toUpperCase(Locale.ROOT).startsWith(tag)) {
                return tag;
            }
        }
        return typed.startsWith(DEV) ? DEV : "";
    }

    private List<String> names(String typed, String prefix) {
        Set<String> names = new LinkedHashSet<>();
        if (prefix.equals(DEV)) {
            for (BlockDevice device : host.devices().values()) {
                names.add(DevicePath.of(device).substring(DEV.length()));
                names.add(device.name().replace('!', '/'));
                LogicalVolume.of(device).ifPresent(volume -> names.add(volume.path()));
                udev(device).ifPresent(data -> names.addAll(data.links()));
            }
        } else if (!prefix.isEmpty()) {
            for (BlockDevice device : host.devices().values()) {
                addTagged(prefix, device, names);
            }
        } else if (typed.startsWith("/")) {
            names.addAll(mountPoints());
        } else if (DeviceNumber.parse(typed).isPresent()) {
            for (BlockDevice device : host.devices().values()) {
                device.number().value().ifPresent(number -> names.add(number.toString()));
            }
        } else {
            for (BlockDevice device : host.devices().values()) {
                names.add(device.name());
                device.dm().flatMap(dm -> dm.name().value()).ifPresent(names::add);
                LogicalVolume.of(device).ifPresent(volume -> names.add(volume.path()));
            }
            names.addAll(host.namespaces().keySet());
            names.addAll(host.regions().keySet());
            names.addAll(host.dimms().keySet());
        }
        return new ArrayList<>(names);
    }

    private Optional<UdevData> udev(BlockDevice device) {
        return host.udev().get(device.name()) instanceof Fact.Known<UdevData> known
                ? Optional.of(known.content())
                : Optional.empty();
    }

    private void addTagged(String tag, BlockDevice device, Set<String> names) {
        udev(device)
                .ifPresent(data -> add(
                        switch (tag) {
                            case "UUID=" -> data.uuid();
                            case "LABEL=" -> data.label();
                            case "PARTUUID=" -> data.partitionUuid();
                            default -> data.partitionLabel();
                        },
                        names));
        if (host.superblocks().get(device.name()) instanceof Fact.Known<Superblock> known) {
            if (tag.equals("UUID=")) {
                add(known.content().uuid(), names);
            } else if (tag.equals("LABEL=")) {
                add(known.content().label(), names);
            }
        }
    }

    private static void add(String name, Set<String> names) {
        if (!name.isEmpty()) {
            names.add(name);
        }
    }

    /** Where filesystems of block devices are mounted, or are to be mounted. */
    private List<String> mountPoints() {
        Set<String> points = new LinkedHashSet<>();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (host.device(mount.device()).isPresent() || mount.source().startsWith(DEV)) {
                points.add(mount.target());
            }
        }
        for (ConfiguredMount mount : host.configuredMounts()) {
            if (mount.target().startsWith("/")) {
                points.add(mount.target());
            }
        }
        return new ArrayList<>(points);
    }

    /** The longest mount point, other than the root, that a path is below. */
    private Optional<String> mountAbove(String path) {
        Optional<String> longest = Optional.empty();
        for (String point : mountPoints()) {
            boolean isAbove = point.length() > 1 && path.startsWith(point + "/");
            if (isAbove && (longest.isEmpty() || point.length() > longest.get().length())) {
                longest = Optional.of(point);
            }
        }
        return longest;
    }
}
