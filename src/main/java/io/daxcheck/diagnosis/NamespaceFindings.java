package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the libnvdimm bus shows beside the stacks: namespaces without a block device, regions that nothing uses. */
final class NamespaceFindings {
    private static final long MEBIBYTE = 1 << 20;

    private final Host host;

    /** Made once: a host may have as many of them as of namespaces. */
    private final Evidence daxDevices;

    NamespaceFindings(Host host) {
        this.host = host;
        this.daxDevices = Evidence.of(host.daxDevices());
    }

    List<Finding> unplaced() {
        List<Finding> findings = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Set<String> occupied = new HashSet<>();
        for (BlockDevice device : host.devices().values()) {
            Optional<Namespace> namespace = host.namespaceOf(device);
            if (namespace.isPresent()) {
                used.add(namespace.get().name());
            }
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
        addMemmapOverlaps(findings);
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
                namespace.name() + " is in devdax mode: a character device, which no filesystem can be put on",
                List.of(Evidence.of(namespace.mode()), daxDevices),
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
                    namespace.name() + " has no block device: the kernel is built without CONFIG_BLK_DEV_PMEM",
                    List.of(new Evidence("CONFIG_BLK_DEV_PMEM is not set", driver.source())),
                    Remedy.look(
                            "Boot a kernel with CONFIG_BLK_DEV_PMEM, CONFIG_NVDIMM_PFN and CONFIG_ZONE_DEVICE",
                            "grep -E 'BLK_DEV_PMEM|NVDIMM_PFN|ZONE_DEVICE' /boot/config-$(uname -r)"));
        }
        Optional<MemmapRegion> taken = takenFor(namespace);
        if (taken.isPresent()) {
            return withoutDevice(namespace, taken.get());
        }
        return new Finding(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has no block device: it is disabled, or its driver did not take it",
                List.of(Evidence.of(namespace.sizeBytes()), Evidence.of(namespace.mode())),
                Remedy.look(
                        "Load the driver and enable it, and read the kernel log if that fails",
                        "modprobe nd_pmem",
                        "ndctl enable-namespace " + namespace.name(),
                        "dmesg | grep -E 'nd_pmem|libnvdimm'"));
    }

    /** What {@code memmap=} took: the kernel maps it by whole sections, which it must not share with RAM. */
    private Finding withoutDevice(Namespace namespace, MemmapRegion taken) {
        return new Finding(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has no block device: it is disabled, or its driver did not take it, as where "
                        + taken.option() + " shares a section of memory with RAM or with another region",
                List.of(
                        new Evidence(taken.option(), host.memmap().source()),
                        Evidence.of(namespace.sizeBytes()),
                        Evidence.of(namespace.mode())),
                Remedy.look(
                        "Enable it; if that fails, give memmap= a start and a length that are multiples of 128M, inside RAM "
                                + "that the firmware calls usable, and boot again",
                        "ndctl enable-namespace " + namespace.name(),
                        "dmesg | grep -E 'nd_pmem|devm_memremap_pages|BIOS-e820|user:'",
                        "grep -E 'Persistent|System RAM' /proc/iomem"));
    }

    /** The memmap= region that a namespace is made of, as far as its length tells. */
    private Optional<MemmapRegion> takenFor(Namespace namespace) {
        if (namespace.isLegacy()) {
            for (MemmapRegion region : host.memmap().value().orElse(List.of())) {
                if (namespace.sizeBytes().is(region.lengthBytes())) {
                    return Optional.of(region);
                }
            }
        }
        return Optional.empty();
    }

    private void addMemmapOverlaps(List<Finding> findings) {
        List<MemmapRegion> regions = new ArrayList<>(host.memmap().value().orElse(List.of()));
        regions.sort(new ByStart());
        for (int i = 1; i < regions.size(); i++) {
            MemmapRegion one = regions.get(i - 1);
            MemmapRegion other = regions.get(i);
            if (other.startBytes() < one.endBytes()) {
                findings.add(overlap(one, other));
            }
        }
    }

    private static final class ByStart implements Comparator<MemmapRegion> {
        @Override
        public int compare(MemmapRegion one, MemmapRegion other) {
            return Long.compare(one.startBytes(), other.startBytes());
        }
    }

    private Finding overlap(MemmapRegion one, MemmapRegion other) {
        long shared = Math.min(one.endBytes(), other.endBytes()) - other.startBytes();
        return new Finding(
                FindingCode.MEMMAP_OVERLAP,
                Severity.WARNING,
                "kernel",
                one.option() + " and " + other.option() + " overlap by " + Sizes.bytes(shared)
                        + ": the pmem disks are not those that were asked for, or are missing",
                List.of(
                        new Evidence(one.option(), host.memmap().source()),
                        new Evidence(other.option(), host.memmap().source())),
                Remedy.look(
                        "Let the second start at or behind the end of the first: memmap=LENGTH!START, LENGTH first",
                        "cat /proc/cmdline",
                        "dmesg | grep -E 'BIOS-e820|user:'",
                        "grubby --update-kernel=ALL --remove-args='" + other.option() + "' --args='memmap="
                                + megabytes(other.lengthBytes()) + "!" + megabytes(one.endBytes()) + "'"));
    }

    private static String megabytes(long bytes) {
        return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + "M" : Long.toString(bytes);
    }

    private static Finding empty(Region region) {
        String unused = region.sizeBytes() instanceof Fact.Known<Long> size
                ? ": " + Sizes.bytes(size.content()) + " are unused"
                : "";
        return new Finding(
                FindingCode.REGION_WITHOUT_NAMESPACE,
                Severity.INFO,
                region.name(),
                region.name() + " has no namespace" + unused,
                List.of(Evidence.of(region.sizeBytes()), Evidence.of(region.availableBytes())),
                Remedy.look("Make a namespace in it", "ndctl create-namespace --mode=fsdax --region=" + region.name()));
    }

    static Finding readOnly(Region region) {
        return new Finding(
                FindingCode.READ_ONLY_REGION,
                Severity.WARNING,
                region.name(),
                region.name() + " is read-only: a filesystem on it can be mounted read-only",
                List.of(Evidence.of(region.readOnly())),
                Remedy.look(
                        "In QEMU take unarmed=on and readonly=on off the NVDIMM and its memory backend; on hardware look at "
                                + "the health of the NVDIMM. Until then mount it read-only",
                        "cat /sys/bus/nd/devices/" + region.name() + "/read_only",
                        "ndctl list -RDH -r " + region.name()));
    }
}
