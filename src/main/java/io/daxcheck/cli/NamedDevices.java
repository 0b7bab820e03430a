package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.mount.MountFindings;
import io.daxcheck.report.DevicePath;
import io.daxcheck.source.CaptureFiles;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.ShellWord;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks up what the user named, in the order that the documentation gives: first among the facts ({@link TargetNames}), then
 * on this system, where a capture is a mistake and any other path means the filesystem that it is on.
 */
final class NamedDevices {
    private final Host host;
    private final boolean isLive;
    private final TargetNames names;

    /** Names that have no block device: namespaces, regions, a device that only fstab knows. */
    private final List<String> withoutDevice = new ArrayList<>();

    /** Regions and NVDIMMs: they have findings, and no stack. */
    private final List<String> onBus = new ArrayList<>();

    private final List<String> notFound = new ArrayList<>();

    /** Names, other than those of devices, that findings about what was named have as their layer. */
    private final List<Finding> missing = new ArrayList<>();

    private final Set<String> about = new HashSet<>();

    private boolean isUnsupported;

    /** @param isLive whether the facts are those of the host that this runs on */
    NamedDevices(Host host, boolean isLive) {
        this.host = host;
        this.isLive = isLive;
        this.names = new TargetNames(host);
    }

    /** The device of one name; where there is none, {@link #withoutDevice} or {@link #notFound} has the reason. */
    Optional<BlockDevice> find(String target) {
        if (target.isEmpty()) {
            notFound.add("the name of a device is empty");
            return Optional.empty();
        }
        Optional<BlockDevice> device = names.find(target);
        if (device.isPresent()) {
            return device;
        }
        Optional<ConfiguredMount> configured = names.configuredWithoutDevice(target);
        if (names.isNamespace(target)) {
            about.add(target);
            about.add(host.namespaces().get(target).region());
            withoutDevice.add(OneLine.of(target) + ": has no block device");
            isUnsupported = true;
        } else if (!names.onBus(target).isEmpty()) {
            onBus.add(target);
            about.addAll(names.onBus(target));
        } else if (configured.isPresent()) {
            addMissing(configured.get());
            withoutDevice.add(OneLine.of(target) + ": " + configured.get().source() + " names "
                    + OneLine.of(configured.get().device())
                    + (names.isAbsent(configured.get().device())
                            ? ", which does not exist"
                            : ", which matches no device, or several"));
            isUnsupported = true;
        } else if (names.mountWithoutDevice(target).isPresent()) {
            notFound.add(OneLine.of(target) + ": "
                    + withoutDevice(names.mountWithoutDevice(target).get()));
        } else if (!names.partsOfMissing(target).isEmpty()) {
            about.addAll(names.partsOfMissing(target));
            withoutDevice.add(OneLine.of(target) + ": does not exist");
            isUnsupported = true;
        } else {
            return findOnThisSystem(target);
        }
        return Optional.empty();
    }

    /** A line that asks for DAX is among the findings of the host; of another one nobody else would speak. */
    private void addMissing(ConfiguredMount line) {
        about.add(line.device());
        about.addAll(names.partsOfMissing(line.device()));
        if (!line.daxOption().asksForDax()) {
            boolean isAbsent = names.isAbsent(line.device());
            missing.add(MountFindings.notFound(
                    line,
                    isAbsent,
                    isAbsent ? names.inactiveVolume(line.device()) : Optional.empty(),
                    Optional.empty()));
        }
    }

    /** Files of an overlay have DAX where they lie: new ones in the upper directory (measured on 6.12). */
    private String withoutDevice(Mount mount) {
        if (!mount.type().equals("overlay")) {
            return "is a mount of type " + OneLine.of(mount.type()) + ", which is not on a block device";
        }
        String upper =
                mount.option("upperdir=").or(() -> mount.option("lowerdir=")).orElse("");
        Optional<BlockDevice> holding = upper.startsWith("/") ? names.findHolding(upper) : Optional.empty();
        return "is an overlay: its files have DAX where their directory has"
                + (upper.isEmpty() ? "" : ": " + OneLine.of(upper))
                + (holding.isEmpty() ? "" : "; check " + OneLine.of(DevicePath.of(holding.get())));
    }

    private Optional<BlockDevice> findOnThisSystem(String target) {
        Optional<Path> path = existing(target);
        if (path.isPresent() && CaptureFiles.looksLikeCaptures(path.get())) {
            String word = ShellWord.argument(target);
            notFound.add(OneLine.of(target)
                    + (CaptureFiles.containsCaptures(path.get())
                            ? ": a directory that contains captures; did you mean daxcheck audit " + OneLine.of(word)
                                    + "? For one of them: daxcheck --from"
                            : ": is a capture; did you mean daxcheck --from " + OneLine.of(word)
                                    + "? For a directory of captures: daxcheck audit"));
            return Optional.empty();
        }
        if (path.isPresent() && CaptureFiles.isOtherArchive(path.get())) {
            notFound.add(
                    OneLine.of(target)
                            + ": is an archive of a kind that daxcheck does not read; unpack it, then: daxcheck --from DIRECTORY");
            return Optional.empty();
        }
        if (isLive && path.isPresent()) {
            Optional<BlockDevice> holding = names.findHolding(path.get().toString());
            if (holding.isPresent()) {
                return holding;
            }
        }
        Optional<String> volume = names.inactiveVolume(target);
        KnownNames known = new KnownNames(host, isLive);
        String near = known.near(target);
        notFound.add(OneLine.of(target) + ": no such device, namespace or mount point "
                + (isLive ? "on this host" : "in " + OneLine.of(host.source()))
                + near
                + volume.map(name -> (near.isEmpty() ? "; if" : " If")
                                + " it is a logical volume, it is not active: lvchange --activate y "
                                + ShellWord.argument(name))
                        .orElse(near.isEmpty() ? known.list(target) : ""));
        return Optional.empty();
    }

    private static Optional<Path> existing(String target) {
        try {
            return target.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(target).toRealPath());
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /** Returns a report with what is wrong with the lines that were named and request no DAX. */
    HostReport withMissing(HostReport report) {
        if (missing.isEmpty()) {
            return report;
        }
        List<Finding> all = new ArrayList<>(missing);
        all.addAll(report.unplaced());
        return report.withUnplaced(all);
    }

    /**
     * Returns a report without the findings of the host that have nothing to do with what was named: their steps change
     * devices that the user did not ask about. Findings about the kernel stay.
     */
    HostReport about(HostReport report) {
        Set<String> layers = new HashSet<>(about);
        layers.add("kernel");
        for (StackReport stack : report.stacks()) {
            for (BlockDevice device : stack.stack().layers()) {
                layers.add(device.name());
                host.namespaceOf(device).ifPresent(namespace -> {
                    layers.add(namespace.name());
                    layers.add(namespace.region());
                });
            }
        }
        List<Finding> wanted = new ArrayList<>();
        for (Finding finding : report.unplaced()) {
            if (layers.contains(finding.layer())) {
                wanted.add(finding);
            }
        }
        return report.withUnplaced(wanted);
    }

    List<String> withoutDevice() {
        return withoutDevice;
    }

    /** Why one name has no block device. */
    List<String> reasons(String target) {
        List<String> reasons = new ArrayList<>(withoutDevice);
        reasons.addAll(notFound);
        return reasons.isEmpty() ? List.of(OneLine.of(target) + ": has no block device") : reasons;
    }

    List<String> notFound() {
        return notFound;
    }

    /** Whether something that was named can have no DAX at all; then {@link #withoutDevice} says why. */
    boolean isUnsupported(HostReport report) {
        for (String target : onBus) {
            Set<String> parts = names.onBus(target);
            for (Finding finding : report.unplaced()) {
                if (finding.severity() == Severity.BLOCKER && parts.contains(finding.layer())) {
                    withoutDevice.add(OneLine.of(target) + ": " + finding.message());
                    isUnsupported = true;
                    break;
                }
            }
        }
        return isUnsupported;
    }
}
