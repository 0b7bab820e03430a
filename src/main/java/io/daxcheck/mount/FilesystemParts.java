package io.daxcheck.mount;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that belong to a filesystem on another one: its realtime device, log, journal or further data. Nothing on
 * such a device itself shows that, and the device looks free.
 */
public final class FilesystemParts {
    /**
     * A filesystem that needs a device on which it is not.
     *
     * @param part the device, as an option of the filesystem names it
     * @param type of the filesystem
     * @param name where the filesystem is: the kernel's name of the device, else as the mount or the line has it
     * @param owner the device that the filesystem is on; empty where the host shows none of this name
     * @param target the directory that it is mounted on; empty where it is not mounted now
     * @param where as a message goes on after the name: {@code , mounted on /data}; empty where nothing is known
     * @param source of the option
     */
    public record Use(
            NamedDevice part,
            String type,
            String name,
            Optional<BlockDevice> owner,
            Optional<String> target,
            String where,
            String source) {}

    /** By the name of the device, what is mounted first. */
    private final Map<String, List<Use>> uses = new HashMap<>();

    FilesystemParts(Host host, MountTable mounts) {
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            Optional<BlockDevice> owner = host.device(mount.device());
            for (NamedDevice part : mounts.devicesIn(mount.options())) {
                add(new Use(
                        part,
                        mount.type(),
                        owner.map(BlockDevice::name).orElse(mount.source()),
                        owner,
                        Optional.of(mount.target()),
                        ", mounted on " + mount.target(),
                        host.mounts().source()));
            }
        }
        for (ConfiguredMount line : host.configuredMounts()) {
            Optional<BlockDevice> owner = mounts.find(line);
            for (NamedDevice part : mounts.devicesIn(line.options())) {
                add(new Use(
                        part,
                        line.isOfAnyType() ? "filesystem" : line.type(),
                        owner.map(BlockDevice::name).orElse(line.device()),
                        owner,
                        Optional.empty(),
                        ", which " + line.source() + " mounts on " + line.target(),
                        line.source()));
            }
        }
        for (Map.Entry<String, Fact<Superblock>> entry : host.superblocks().entrySet()) {
            if (entry.getValue() instanceof Fact.Known<Superblock> known) {
                for (NamedDevice part : mounts.devicesIn(known.content().mountOptions())) {
                    add(new Use(
                            part,
                            known.content().type(),
                            entry.getKey(),
                            Optional.ofNullable(host.devices().get(entry.getKey())),
                            Optional.empty(),
                            "",
                            known.source()));
                }
            }
        }
    }

    private void add(Use use) {
        String device = use.part().shownName();
        if (use.part().device().isEmpty() || device.equals(use.name())) {
            return;
        }
        List<Use> known = uses.computeIfAbsent(device, name -> new ArrayList<>());
        for (Use each : known) {
            // A line of fstab says nothing new about what is mounted.
            if (each.name().equals(use.name())) {
                return;
            }
        }
        known.add(use);
    }

    /** The filesystems on other devices that need a device, what is mounted first. */
    public List<Use> usesOf(BlockDevice device) {
        return uses.getOrDefault(device.name(), List.of());
    }

    /** The finding that a device is part of a filesystem; empty where none is known to use it so. */
    public Optional<Finding> finding(BlockDevice device) {
        List<Use> known = usesOf(device);
        return known.isEmpty() ? Optional.empty() : Optional.of(finding(known.get(0)));
    }

    private static Finding finding(Use use) {
        String part = use.part().shownName();
        String message = part + " is the " + use.part().role() + " of the " + use.type() + " on " + use.name()
                + use.where() + ": a new filesystem on " + part + " destroys that one";
        return new Finding(
                FindingCode.PART_OF_FILESYSTEM,
                Severity.INFO,
                part,
                message,
                List.of(new Evidence(use.part().option() + use.part().name(), use.source())),
                use.owner().isPresent()
                        ? Remedy.look(
                                "Ask about the whole filesystem",
                                "daxcheck "
                                        + ShellWord.argument(
                                                "/dev/" + use.owner().get().name()))
                        : Remedy.NONE);
    }
}
