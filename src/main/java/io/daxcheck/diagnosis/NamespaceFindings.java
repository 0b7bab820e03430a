package io.daxcheck.diagnosis;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the libnvdimm bus shows beside the stacks: namespaces without a block device, regions that nothing uses. */
final class NamespaceFindings {
    private final Host host;

    NamespaceFindings(Host host) {
        this.host = host;
    }

    List<Finding> unplaced() {
        List<Finding> findings = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Set<String> occupied = new HashSet<>();
        for (BlockDevice device : host.devices().values()) {
            device.asPmem().flatMap(host::namespaceOf).ifPresent(namespace -> used.add(namespace.name()));
        }
        for (Namespace namespace : host.namespaces().values()) {
            // The seed of a region's next namespace has size 0 and is nobody's.
            if (namespace.sizeBytes().is(0L)) {
                continue;
            }
            occupied.add(namespace.region());
            if (namespace.mode().is(Namespace.Mode.DEVDAX.sysfs())) {
                findings.add(devdax(namespace));
            } else if (!used.contains(namespace.name())) {
                findings.add(withoutDevice(namespace));
            }
        }
        for (Region region : host.regions().values()) {
            if (!occupied.contains(region.name())) {
                findings.add(empty(region));
            }
        }
        return findings;
    }

    private Finding devdax(Namespace namespace) {
        return new Finding(
                FindingCode.DEVDAX_NAMESPACE,
                Severity.INFO,
                namespace.name(),
                "%s is in devdax mode: a character device, which no filesystem can be put on"
                        .formatted(namespace.name()),
                List.of(Evidence.of(namespace.mode()), Evidence.of(host.daxDevices())),
                Remedy.destroying(
                        "To put a filesystem on it, back up its data and reconfigure it to fsdax",
                        "ndctl create-namespace --force --reconfig=" + namespace.name() + " --mode=fsdax"));
    }

    private Finding withoutDevice(Namespace namespace) {
        Fact<Boolean> driver = host.config().isSet("CONFIG_BLK_DEV_PMEM");
        if (driver.is(false)) {
            return new Finding(
                    FindingCode.PMEM_DRIVER_MISSING,
                    Severity.WARNING,
                    namespace.name(),
                    "%s has no block device: the kernel is built without CONFIG_BLK_DEV_PMEM"
                            .formatted(namespace.name()),
                    List.of(new Evidence("CONFIG_BLK_DEV_PMEM is not set", driver.source())),
                    Remedy.advice("Use a kernel with CONFIG_BLK_DEV_PMEM"));
        }
        return new Finding(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                namespace.name(),
                "%s has no block device: it is disabled, or its driver did not take it".formatted(namespace.name()),
                List.of(Evidence.of(namespace.sizeBytes()), Evidence.of(namespace.mode())),
                Remedy.look(
                        "Enable it, and read the kernel log if that fails",
                        "ndctl enable-namespace " + namespace.name(),
                        "dmesg | grep -E 'nd_pmem|libnvdimm'"));
    }

    private static Finding empty(Region region) {
        return new Finding(
                FindingCode.REGION_WITHOUT_NAMESPACE,
                Severity.INFO,
                region.name(),
                "%s has no namespace%s"
                        .formatted(
                                region.name(),
                                region.sizeBytes()
                                        .value()
                                        .map(size -> ": " + Sizes.bytes(size) + " are unused")
                                        .orElse("")),
                List.of(Evidence.of(region.sizeBytes()), Evidence.of(region.availableBytes())),
                Remedy.look("Make a namespace in it", "ndctl create-namespace --mode=fsdax --region=" + region.name()));
    }

    static Finding readOnly(Region region) {
        return new Finding(
                FindingCode.READ_ONLY_REGION,
                Severity.WARNING,
                region.name(),
                "%s is read-only: a filesystem on it can be mounted read-only".formatted(region.name()),
                List.of(Evidence.of(region.readOnly())),
                Remedy.look("Make it writable if the media allows it", "ndctl list -R -r " + region.name()));
    }
}
