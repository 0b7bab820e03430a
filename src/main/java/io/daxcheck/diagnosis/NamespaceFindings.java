package io.daxcheck.diagnosis;

import io.daxcheck.diagnosis.LogIndex.LoggedLine;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.PmemName;
import io.daxcheck.host.Region;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the libnvdimm bus shows outside the stacks: namespaces without a block device, regions that nothing uses. */
final class NamespaceFindings {
    private static final long MEBIBYTE = 1 << 20;

    /** What a driver maps begins and ends at a multiple of it (memremap_compat_align). */
    private static final long ALIGNMENT = 2 * MEBIBYTE;

    private final Host host;
    private final LogIndex log;
    private final MemmapFindings memmap;

    /** Made once: a host may have as many of them as of namespaces. */
    private final Evidence daxDevices;

    private final KernelAge kernels;

    NamespaceFindings(Host host, LogIndex log, KernelAge kernels) {
        this.kernels = kernels;
        this.host = host;
        this.log = log;
        this.memmap = new MemmapFindings(host);
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
            // The seed of a region's next namespace has size 0 and is not in use.
            if (namespace.sizeBytes().is(0L)) {
                continue;
            }
            occupied.add(namespace.region());
            if (namespace.mode().is(Namespace.Mode.DEVDAX.sysfs())) {
                findings.add(devdax(namespace));
            } else if (!used.contains(namespace.name()) && !isOfDisabledRegion(namespace)) {
                findings.add(withoutDevice(namespace));
            }
        }
        addLogged(findings);
        findings.addAll(memmap.all());
        new RegionFindings(host, log, kernels).addTo(findings, occupied);
        return findings;
    }

    private Finding devdax(Namespace namespace) {
        // Its device has its numbers (drivers/dax/pmem.c: __dax_pmem_probe).
        Optional<String> kmem = kmem("dax" + namespace.name().substring("namespace".length()));
        if (kmem.isPresent()) {
            return new Finding(
                    FindingCode.DEVDAX_NAMESPACE,
                    Severity.INFO,
                    namespace.name(),
                    namespace.name() + " is in devdax mode, and the kmem driver has made ordinary RAM of it ("
                            + kmem.get() + ")",
                    List.of(
                            Evidence.of(namespace.mode()),
                            new Evidence(kmem.get(), host.kmemDevices().source())),
                    Remedy.NONE);
        }
        Optional<ConfiguredMount> wanted = configuredOn(namespace);
        return wanted.isPresent()
                ? new Finding(
                        FindingCode.DEVDAX_NAMESPACE,
                        Severity.WARNING,
                        namespace.name(),
                        namespace.name() + " is in devdax mode (a character device), so there is no "
                                + wanted.get().device() + ", which "
                                + wanted.get().source() + " mounts on "
                                + wanted.get().target(),
                        List.of(
                                Evidence.of(namespace.mode()),
                                new Evidence(
                                        wanted.get().device() + " "
                                                + wanted.get().target(),
                                        wanted.get().source())),
                        Remedy.destroying(
                                "If its data is not needed, reconfigure it to fsdax and create a filesystem on it",
                                "ndctl create-namespace --force --reconfig=" + namespace.name() + " --mode=fsdax"))
                : new Finding(
                        FindingCode.DEVDAX_NAMESPACE,
                        Severity.INFO,
                        namespace.name(),
                        namespace.name() + " is in devdax mode (a character device); it cannot contain a filesystem",
                        List.of(Evidence.of(namespace.mode()), daxDevices),
                        Remedy.NONE);
    }

    /** The line of fstab that names the disk which the namespace would have in another mode. */
    private Optional<ConfiguredMount> configuredOn(Namespace namespace) {
        for (ConfiguredMount mount : host.fstab().value().orElse(List.of())) {
            Optional<PmemName> disk = PmemName.of(mount.device());
            if (disk.isPresent() && disk.get().namespace().equals(namespace.name())) {
                return Optional.of(mount);
            }
        }
        return Optional.empty();
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
        Optional<Finding> reason = reason(namespace);
        if (reason.isPresent()) {
            return reason.get();
        }
        Optional<MemmapRegion> asked = memmap.askedFor(namespace);
        if (asked.isPresent()) {
            return MemmapFindings.isWhole(namespace, asked.get())
                    ? withoutDevice(namespace, asked.get())
                    : pieceWithoutDevice(namespace, asked.get());
        }
        Optional<LoggedLine> failure = newest(namespace, KernelMessage.NOT_TAKEN);
        if (failure.isPresent()) {
            return new Finding(
                    FindingCode.DISABLED_NAMESPACE,
                    Severity.WARNING,
                    namespace.name(),
                    namespace.name() + " has no block device: its driver failed to bind",
                    List.of(failure.get().evidence(), Evidence.of(namespace.sizeBytes())),
                    Remedy.look(
                            "Read in the kernel log what came before that failure; when it is fixed, enable the namespace",
                            "dmesg | grep -B5 " + namespace.name(),
                            "ndctl enable-namespace " + namespace.name()));
        }
        return new Finding(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has no block device: it is disabled, or its driver failed to bind",
                List.of(Evidence.of(namespace.sizeBytes()), Evidence.of(namespace.mode())),
                host.kernelLog().isKnown()
                        ? Remedy.look(
                                "Load the driver and enable it; the kernel log that was read has no failure of it",
                                "modprobe nd_pmem",
                                "ndctl enable-namespace " + namespace.name())
                        : Remedy.look(
                                "Load the driver and enable it, and read the kernel log if that fails",
                                "modprobe nd_pmem",
                                "ndctl enable-namespace " + namespace.name(),
                                "dmesg | grep -E 'nd_pmem|libnvdimm'"));
    }

    /** Namespaces that only the log names, with the reason why they have no block device. */
    private void addLogged(List<Finding> findings) {
        if (!host.namespaces().isEmpty()) {
            return;
        }
        for (String name : log.named("namespace")) {
            String number = name.substring("namespace".length());
            int dot = number.indexOf('.');
            String region = dot < 0 ? "" : number.substring(0, dot);
            // The first namespace of a region has the region's number alone (namespace_devs.c:
            // nvdimm_namespace_disk_name).
            String disk = "pmem" + (number.endsWith(".0") ? region : number);
            boolean hasDisk = dot < 0
                    || host.device(disk).isPresent()
                    || host.device(disk + 's').isPresent();
            if (!hasDisk) {
                Optional<Finding> reason = reason(Namespace.named(name, "region" + region));
                // Where the region is known, the finding is about the region.
                boolean isReported = host.regions().containsKey("region" + region)
                        && reason.isPresent()
                        && (reason.get().code() == FindingCode.NAMESPACE_SECTION_SHARED
                                || reason.get().code() == FindingCode.NAMESPACE_MEMORY_TAKEN);
                if (!isReported) {
                    reason.ifPresent(findings::add);
                }
            }
        }
    }

    private boolean isOfDisabledRegion(Namespace namespace) {
        Region region = host.regions().get(namespace.region());
        return region != null && region.enabled().is(false);
    }

    /** Why its driver did not take a namespace, by the kernel's own words or by what was read of its memory. */
    private Optional<Finding> reason(Namespace namespace) {
        String name = namespace.name();
        Optional<LoggedLine> line = newest(namespace, KernelMessage.PAGE_SIZE);
        if (line.isPresent()) {
            return Optional.of(new Finding(
                    FindingCode.NAMESPACE_PAGE_SIZE,
                    Severity.WARNING,
                    name,
                    name + " has no block device: it was created with another page size than that of this kernel",
                    List.of(line.get().evidence(), Evidence.of(host.pageSize())),
                    Remedy.look(
                            "Boot a kernel with the page size with which it was created; reconfiguring it would destroy its data",
                            "getconf PAGESIZE",
                            "dmesg | grep 'page size mismatch'")));
        }
        Optional<String> kmem = kmemOf(namespace.region());
        line = newest(namespace, KernelMessage.NOT_RESERVED);
        boolean isMemmap = isMemmap(namespace, line);
        if (line.isPresent() && !isMemmap) {
            return Optional.of(memoryTaken(namespace, line.get(), kmem));
        }
        line = newest(
                namespace,
                KernelMessage.MISALIGNED,
                KernelMessage.ALIGNMENT,
                KernelMessage.RESOURCE_MISALIGNED,
                KernelMessage.BAD_OFFSET);
        List<Fact<Long>> odd = odd(namespace);
        Optional<MemmapRegion> asked = memmap.askedFor(namespace);
        boolean isPiece = asked.isPresent() && !MemmapFindings.isWhole(namespace, asked.get());
        boolean isRefused = !odd.isEmpty()
                && !isPiece
                && namespace.isWithoutInfoBlock()
                && kernels.has(KernelBehaviour.MISALIGNED_NAMESPACE_REFUSED);
        if (line.isPresent() || isRefused) {
            return Optional.of(misaligned(namespace, line, odd));
        }
        line = newest(
                namespace, KernelMessage.COLLISION, KernelMessage.SECTION_COLLISION, KernelMessage.CONFLICTING_MAPPING);
        if (line.isEmpty() && !isMemmap && !kernels.has(KernelBehaviour.PARTS_OF_SECTIONS_MAPPED)) {
            line = sharedBefore(newest(namespace, KernelMessage.NOT_TAKEN));
        }
        return line.map(logged -> RegionFindings.sectionShared(Severity.WARNING, name, logged));
    }

    /** The line before a failure that says of shared memory, and names no device. */
    private Optional<LoggedLine> sharedBefore(Optional<LoggedLine> failure) {
        Optional<LoggedLine> before = failure.flatMap(log::before);
        boolean isOfSharing = before.isPresent()
                && (before.get().message().equals(Optional.of(KernelMessage.MIXED_REGION))
                        || before.get().message().equals(Optional.of(KernelMessage.CONFLICTING_MAPPING)));
        return isOfSharing ? before : Optional.empty();
    }

    /** The newest line about a namespace, or the region that is all of it. */
    private Optional<LoggedLine> newest(Namespace namespace, KernelMessage... messages) {
        Optional<LoggedLine> line = log.newest(namespace.name(), messages);
        return line.isPresent() || !isAlone(namespace) ? line : log.newest(namespace.region(), messages);
    }

    private boolean isAlone(Namespace namespace) {
        for (Namespace other : host.namespaces().values()) {
            boolean isSeed = other.sizeBytes().is(0L);
            if (!other.name().equals(namespace.name()) && other.region().equals(namespace.region()) && !isSeed) {
                return false;
            }
        }
        return true;
    }

    /** Those of its first address and its length that are no multiple of 2 MiB. */
    private static List<Fact<Long>> odd(Namespace namespace) {
        List<Fact<Long>> odd = new ArrayList<>();
        for (Fact<Long> bytes : List.of(namespace.startBytes(), namespace.sizeBytes())) {
            if (bytes instanceof Fact.Known<Long> known && known.content() % ALIGNMENT != 0) {
                odd.add(bytes);
            }
        }
        return odd;
    }

    /** Whether memmap= asked for its memory, by what was read of it or by the address that the kernel logged. */
    private boolean isMemmap(Namespace namespace, Optional<LoggedLine> line) {
        return memmap.askedFor(namespace).isPresent()
                || (line.isPresent()
                        && memmap.covers(
                                LoggedMemory.firstAddress(line.get().line().text())));
    }

    private Finding misaligned(Namespace namespace, Optional<LoggedLine> line, List<Fact<Long>> odd) {
        List<Evidence> evidence = new ArrayList<>();
        line.ifPresent(logged -> evidence.add(logged.evidence()));
        odd.forEach(bytes -> evidence.add(Evidence.of(bytes)));
        Remedy remedy;
        if (isMemmap(namespace, line)) {
            remedy = Remedy.look(
                    "Give memmap= a start and a length that are multiples of 128M, and reboot; if its size changes from boot "
                            + "to boot, KASLR puts the kernel there: add nokaslr",
                    "cat /proc/cmdline",
                    "dmesg | grep -E 'BIOS-e820|user:'");
        } else {
            String rounded = namespace.sizeBytes() instanceof Fact.Known<Long> size
                    ? " (to " + (size.content() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + " bytes)"
                    : "";
            remedy = Remedy.look(
                    "In a virtual machine: shut it down, extend its image file to the next multiple of 2 MiB"
                            + rounded
                            + " on the host that runs it, and start it again. On hardware: Linux before "
                            + KernelAge.first(KernelBehaviour.MISALIGNED_NAMESPACE_REFUSED) + " accepts it as it is",
                    "truncate --size=%2M IMAGE");
        }
        return new Finding(
                FindingCode.NAMESPACE_MISALIGNED,
                Severity.WARNING,
                namespace.name(),
                namespace.name()
                        + " has no block device: its memory does not begin and end on a multiple of 2 MiB, so the "
                        + "kernel cannot map it",
                evidence,
                remedy);
    }

    /** The device of a region's memory that kmem has made RAM, or does not give back. */
    private Optional<String> kmemOf(String region) {
        String start = "dax" + region.substring("region".length()) + ".";
        Optional<String> device = kmem(start);
        if (device.isPresent()) {
            return device;
        }
        for (String name : log.named("dax")) {
            if (name.startsWith(start)
                    && log.newest(name, KernelMessage.NOT_REMOVED).isPresent()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The first device of kmem's whose name begins so; where it ends in a number, that is the whole name. */
    private Optional<String> kmem(String start) {
        for (String device : host.kmemDevices().value().orElse(List.of())) {
            if (device.equals(start) || (start.endsWith(".") && device.startsWith(start))) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    private Finding memoryTaken(Namespace namespace, LoggedLine line, Optional<String> kmem) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(line.evidence());
        if (kmem.isPresent()) {
            if (kmem(kmem.get()).isPresent()) {
                evidence.add(new Evidence(kmem.get(), host.kmemDevices().source()));
            }
            log.newest(kmem.get(), KernelMessage.NOT_REMOVED).ifPresent(logged -> evidence.add(logged.evidence()));
        }
        return new Finding(
                FindingCode.NAMESPACE_MEMORY_TAKEN,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has no block device: "
                        + (kmem.isPresent()
                                ? "the kmem driver still has its memory, as RAM, through " + kmem.get()
                                : "another driver owns its memory"),
                evidence,
                kmem.isPresent()
                        ? Remedy.look(
                                "Take that memory offline, which fails while it is in use, or reboot; then enable the namespace",
                                "daxctl offline-memory " + kmem.get(),
                                "ndctl enable-namespace " + namespace.name())
                        : Remedy.look(
                                "Find out which driver owns it, and boot without that driver",
                                "grep -n -C2 -E 'Persistent|namespace' /proc/iomem"));
    }

    /** The finding about the option has the step; those about its pieces only name them. */
    private Finding pieceWithoutDevice(Namespace namespace, MemmapRegion asked) {
        return new Finding(
                FindingCode.MEMMAP_NOT_AS_ASKED,
                Severity.INFO,
                namespace.name(),
                namespace.name() + " has no block device: it is a piece of " + asked.option()
                        + ", which was cut, and too small or crooked to be mapped",
                List.of(
                        new Evidence(asked.option(), host.memmap().source()),
                        Evidence.of(namespace.sizeBytes()),
                        Evidence.of(namespace.startBytes())),
                Remedy.look(
                        "Let memmap= begin at 4 GiB or above, inside usable RAM, with start and length multiples of 128M",
                        "dmesg | grep -E 'BIOS-e820|user:'"));
    }

    /** What {@code memmap=} took: the kernel maps it by whole sections, which it must not share with RAM. */
    private Finding withoutDevice(Namespace namespace, MemmapRegion taken) {
        return new Finding(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                namespace.name(),
                namespace.name()
                        + " has no block device: it is disabled, or its driver failed to bind, for example because "
                        + taken.option() + " shares a section of memory with RAM or with another region",
                List.of(
                        new Evidence(taken.option(), host.memmap().source()),
                        Evidence.of(namespace.sizeBytes()),
                        Evidence.of(namespace.mode())),
                Remedy.look(
                        "Enable it; if that fails, give memmap= a start and a length that are multiples of 128M, inside RAM that the firmware reports as usable, and reboot",
                        "ndctl enable-namespace " + namespace.name(),
                        "dmesg | grep -E 'nd_pmem|devm_memremap_pages|BIOS-e820|user:'",
                        "grep -E 'Persistent|System RAM' /proc/iomem"));
    }
}
