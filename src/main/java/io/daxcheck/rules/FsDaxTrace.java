package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Mount;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelRelease.Vendor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What shows whether a kernel is built with CONFIG_FS_DAX where its configuration was not read: what only such a kernel
 * does or prints, and else who built it.
 *
 * @param isBuilt whether it is
 * @param says how that is known, in words that follow a semicolon
 */
record FsDaxTrace(boolean isBuilt, String says, Evidence evidence) {
    private static final Set<String> VENDORS_ARCHITECTURES = Set.of("x86_64", "aarch64");

    /** The first trace there is, the surest first; empty where there is none. */
    static Optional<FsDaxTrace> of(Host host) {
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            // ext4 and XFS show the option only where the kernel knows it.
            if (mount.asksForDax()
                    && (mount.type().equals("ext4") || mount.type().equals("xfs"))) {
                return built(
                        "it has CONFIG_FS_DAX, because a filesystem is mounted with dax",
                        new Evidence(
                                mount.target() + " " + String.join(",", mount.options()),
                                host.mounts().source()));
            }
        }
        Optional<FsDaxTrace> trace = ofQueueFlag(host);
        if (trace.isEmpty()) {
            trace = ofLog(host);
        }
        return trace.isEmpty() ? ofVendor(host) : trace;
    }

    private static Optional<FsDaxTrace> built(String says, Evidence evidence) {
        return Optional.of(new FsDaxTrace(true, says, evidence));
    }

    /**
     * A dm device's flag is set by the check that filesystems use too (dbc626597c39), which without the option always
     * says no (include/linux/dax.h). A ramdisk's is set with CONFIG_BLK_DEV_RAM_DAX, which depends on the option
     * (drivers/block/Kconfig).
     */
    private static Optional<FsDaxTrace> ofQueueFlag(Host host) {
        if (!(host.kernel() instanceof Fact.Known<KernelRelease> release)) {
            return Optional.empty();
        }
        boolean dmChecks = true;
        boolean brdShows = true;
        for (KernelModel model : release.content().plausibleModels()) {
            dmChecks &= !model.has(KernelBehaviour.DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY);
            brdShows &= model.has(KernelBehaviour.BRD_SETS_QUEUE_FLAG);
        }
        for (BlockDevice device : host.devices().values()) {
            boolean shows =
                    (dmChecks && device.dm().isPresent()) || (brdShows && device.kind() == BlockDevice.Kind.BRD);
            if (shows && device.queueDax().is(true)) {
                return built(
                        "it has CONFIG_FS_DAX, because " + device.name() + " has DAX", Evidence.of(device.queueDax()));
            }
        }
        return Optional.empty();
    }

    private static Optional<FsDaxTrace> ofLog(Host host) {
        for (LogLine line : host.kernelLog().value().orElse(List.of())) {
            Optional<KernelMessage> message = KernelMessage.in(line.text());
            Optional<Boolean> built =
                    message.isEmpty() ? Optional.empty() : message.get().showsFsDax();
            if (built.isPresent()) {
                return Optional.of(new FsDaxTrace(
                        built.get(),
                        built.get()
                                ? "it has CONFIG_FS_DAX, because it logs what only such a kernel does"
                                : "it has no CONFIG_FS_DAX, because it logs what only such a kernel does",
                        new Evidence(line.text(), line.source())));
            }
        }
        return Optional.empty();
    }

    private static Optional<FsDaxTrace> ofVendor(Host host) {
        if (host.kernel() instanceof Fact.Known<KernelRelease> release
                && release.content().vendor() != Vendor.UPSTREAM
                && release.content().vendor() != Vendor.CHINA
                && release.content().vendor() != Vendor.OTHER
                && host.architecture() instanceof Fact.Known<String> architecture
                && VENDORS_ARCHITECTURES.contains(architecture.content())) {
            return built(
                    "CONFIG_FS_DAX is assumed, because every kernel of its vendor for " + architecture.content()
                            + " has it",
                    new Evidence(release.content().text(), release.source()));
        }
        return Optional.empty();
    }
}
