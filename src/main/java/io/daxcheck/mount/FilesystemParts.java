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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that belong to a filesystem on another one: its realtime device, log, journal or further data. Nothing on
 * such a device itself shows that, and the device looks free.
 */
final class FilesystemParts {
    private final MountTable mounts;

    /** By the name of the device. */
    private final Map<String, Finding> parts = new HashMap<>();

    FilesystemParts(Host host, MountTable mounts) {
        this.mounts = mounts;
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            Optional<BlockDevice> owner = host.device(mount.device());
            add(
                    mount.options(),
                    mount.type(),
                    owner.map(BlockDevice::name).orElse(mount.source()),
                    owner,
                    ", mounted on " + mount.target(),
                    host.mounts().source());
        }
        for (ConfiguredMount line : host.configuredMounts()) {
            Optional<BlockDevice> owner = mounts.find(line);
            add(
                    line.options(),
                    line.isOfAnyType() ? "filesystem" : line.type(),
                    owner.map(BlockDevice::name).orElse(line.device()),
                    owner,
                    ", which " + line.source() + " mounts on " + line.target(),
                    line.source());
        }
        for (Map.Entry<String, Fact<Superblock>> entry : host.superblocks().entrySet()) {
            if (entry.getValue() instanceof Fact.Known<Superblock> known) {
                add(
                        known.content().mountOptions(),
                        known.content().type(),
                        entry.getKey(),
                        Optional.ofNullable(host.devices().get(entry.getKey())),
                        "",
                        known.source());
            }
        }
    }

    /** The finding that a device is part of a filesystem; empty where none is known to use it so. */
    Optional<Finding> of(BlockDevice device) {
        return Optional.ofNullable(parts.get(device.name()));
    }

    private void add(
            List<String> options, String type, String name, Optional<BlockDevice> owner, String where, String source) {
        for (NamedDevice part : mounts.devicesIn(options)) {
            if (part.device().isPresent() && !part.shownName().equals(name)) {
                parts.putIfAbsent(part.shownName(), finding(part, type, name, owner, where, source));
            }
        }
    }

    private static Finding finding(
            NamedDevice part, String type, String name, Optional<BlockDevice> owner, String where, String source) {
        String message = part.shownName() + " is the " + part.role() + " of the " + type + " on " + name + where
                + ": a new filesystem on " + part.shownName() + " destroys that one";
        return new Finding(
                FindingCode.PART_OF_FILESYSTEM,
                Severity.INFO,
                part.shownName(),
                message,
                List.of(new Evidence(part.option() + part.name(), source)),
                owner.isPresent()
                        ? Remedy.look(
                                "Ask about the whole filesystem",
                                "daxcheck "
                                        + ShellWord.argument(
                                                "/dev/" + owner.get().name()))
                        : Remedy.NONE);
    }
}
