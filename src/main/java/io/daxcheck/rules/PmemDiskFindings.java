package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The findings about pmem disks: the mode of the namespace below one decides whether it has DAX. */
public final class PmemDiskFindings {
    private static final String WITHOUT_LABELS =
            "; it has no labels, which is usual in a virtual machine, and stays raw until it is reconfigured";

    private static final String STILL_RAW =
            "If it is still raw then, it has to be reconfigured, which destroys the data";

    private final Host host;

    public PmemDiskFindings(Host host) {
        this.host = host;
    }

    // -------------------------------------------------------------------------------------- raw and sector

    Finding rawNamespace(BlockDevice disk) {
        String namespace = namespaceName(disk);
        List<Evidence> evidence = namespaceEvidence(disk);
        Optional<Namespace> read = host.namespaceOf(disk);
        boolean withoutLabels =
                read.isPresent() && !read.get().isLegacy() && read.get().type().is(Namespace.WITHOUT_LABELS);
        if (withoutLabels) {
            evidence.add(Evidence.of(read.get().type()));
        }
        boolean pfnBuilt = pfnNotBuilt().isEmpty();
        if (pfnBuilt && read.isPresent() && host.isForcedRaw(disk)) {
            return forcedRaw(disk, read.get(), evidence);
        }
        return new Finding(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "pmem disk " + disk.name() + " is " + namespace
                        + " in raw mode, which does not support DAX (no struct pages)"
                        + (withoutLabels && pfnBuilt ? WITHOUT_LABELS : ""),
                evidence,
                pfnBuilt
                        ? reconfigured(disk, namespace)
                        : Remedy.advice(
                                "Do not reconfigure it under this kernel: boot one that is built with struct pages "
                                        + "for persistent memory, which may show that it is already fsdax"));
    }

    private boolean isReadOnly(BlockDevice disk) {
        Optional<Region> region = host.regionOf(disk);
        return region.isPresent() && region.get().readOnly().is(true);
    }

    private Finding forcedRaw(BlockDevice disk, Namespace namespace, List<Evidence> evidence) {
        List<String> commands = new ArrayList<>();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (disk.number().is(mount.device())) {
                commands.add("umount " + ShellWord.argument(mount.target()));
            }
        }
        commands.add("ndctl disable-namespace " + namespace.name());
        commands.add(NamespaceCommands.clearForceRaw(namespace.name()));
        commands.add("ndctl enable-namespace " + namespace.name());
        return new Finding(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "pmem disk " + disk.name() + " is " + namespace.name()
                        + ", which was enabled in raw mode by force_raw: the kernel has no struct page for its memory, so it "
                        + "has no DAX",
                evidence,
                isStackedOn(disk)
                        ? Remedy.advice(
                                "Unmount what is on " + disk.name() + " and deactivate its dm devices. Then disable "
                                        + namespace.name()
                                        + ", clear its force_raw, enable it and activate them again: the data "
                                        + "stays. " + STILL_RAW)
                        : Remedy.look(
                                "Unmount it, clear force_raw and enable the namespace again: its data stays. "
                                        + STILL_RAW,
                                commands.toArray(new String[0])));
    }

    private boolean isStackedOn(BlockDevice disk) {
        for (BlockDevice upper : host.devices().values()) {
            if (upper.slaves().value().orElse(List.of()).contains(disk.name())) {
                return true;
            }
        }
        return false;
    }

    Finding sectorNamespace(BlockDevice disk) {
        String namespace = namespaceName(disk);
        return new Finding(
                FindingCode.SECTOR_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "pmem disk " + disk.name() + " is " + namespace + " in sector mode (BTT), which never supports DAX",
                namespaceEvidence(disk),
                reconfigured(disk, namespace));
    }

    /** ndctl reconfigures nothing in a read-only region (ndctl/namespace.c: namespace_prep_reconfig). */
    private Remedy reconfigured(BlockDevice disk, String namespace) {
        return isReadOnly(disk)
                ? Remedy.advice(
                        "Remove dax from the options: its region is read-only, so it cannot be reconfigured; whoever "
                                + "provides the memory can make it fsdax. Where it is yours, make the region writable "
                                + "first")
                : NamespaceCommands.toFsdax(host, namespace);
    }

    /** A pmem disk whose mode was not read, and to which the kernel gives no DAX. */
    static Finding pmemWithoutDax(BlockDevice disk) {
        return new Finding(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "the kernel gives pmem disk " + disk.name()
                        + " no DAX, as it does where the namespace is not in fsdax mode; the mode was not read",
                List.of(Evidence.of(disk.queueDax()), Evidence.of(disk.sysfsPath())),
                Remedy.look("See the mode; raw and sector have no DAX, fsdax has", "ndctl list -N"));
    }

    /** Why no namespace can be in fsdax mode on this host; empty where it can, or where that is not known. */
    Optional<Finding> pfnNotBuilt() {
        for (String option : List.of("CONFIG_ZONE_DEVICE", "CONFIG_NVDIMM_PFN")) {
            Fact<Boolean> built = host.config().isSet(option);
            if (built.is(false)) {
                return Optional.of(new Finding(
                        FindingCode.PFN_NOT_BUILT,
                        Severity.BLOCKER,
                        "kernel",
                        "the kernel of this host is built without " + option
                                + ": it shows every namespace as raw, including those that are fsdax",
                        List.of(new Evidence(option + " is not set", built.source())),
                        Remedy.look(
                                "Boot a kernel with CONFIG_ZONE_DEVICE=y and CONFIG_NVDIMM_PFN=y, in a virtual machine its "
                                        + "guest kernel, and look at the mode again",
                                "grep -E 'ZONE_DEVICE|NVDIMM_PFN' /boot/config-$(uname -r)",
                                "ndctl list -N")));
            }
        }
        return Optional.empty();
    }

    // -------------------------------------------------------------------------------- facts about the mode

    /** Written while the namespace is enabled: it counts when it is enabled the next time. */
    public Finding forceRawPending(BlockDevice disk) {
        String namespace = namespaceName(disk);
        return new Finding(
                FindingCode.FORCE_RAW_PENDING,
                Severity.WARNING,
                disk.name(),
                "force_raw was set while " + namespace + " was enabled: " + disk.name()
                        + " keeps DAX until the namespace is disabled",
                forceRawEvidence(disk),
                Remedy.look(
                        "Clear it, so that the namespace keeps its mode when it is enabled again",
                        NamespaceCommands.clearForceRaw(namespace)));
    }

    private List<Evidence> forceRawEvidence(BlockDevice disk) {
        List<Evidence> evidence = namespaceEvidence(disk);
        evidence.add(Evidence.of(disk.queueDax()));
        return evidence;
    }

    /** Facts of the libnvdimm bus that cannot all be true; empty where they agree. */
    public Optional<Finding> modeContradiction(BlockDevice disk) {
        Optional<Namespace> namespace = host.namespaceOf(disk);
        if (namespace.isEmpty()
                || !namespace.get().mode().isKnown()
                || !(host.modeOf(disk.pmem().get()) instanceof Fact.Unreadable<Namespace.Mode> mode)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingCode.NAMESPACE_MODE_CONTRADICTION,
                Severity.WARNING,
                disk.name(),
                "the facts about the mode of " + namespace.get().name() + " contradict each other: mode "
                        + mode.reason(),
                forceRawEvidence(disk),
                Remedy.look(
                        "Read them again: the namespace may have changed in the meantime",
                        "ndctl list -N --namespace=" + namespace.get().name(),
                        "cat /sys/bus/nd/devices/" + namespace.get().name() + "/mode")));
    }

    static Finding modeMissing(BlockDevice disk, Fact<Namespace.Mode> mode) {
        return MissingFact.of(
                disk.name(), "the mode of the namespace under pmem disk " + disk.name() + " is not known", mode);
    }

    // ----------------------------------------------------------------------- a raw leg below device-mapper

    public Finding panicOnRawLeg(BlockDevice leaf) {
        return new Finding(
                FindingCode.PANIC_ON_RAW_LEG,
                Severity.HAZARD,
                leaf.name(),
                "a page fault on " + leaf.name()
                        + ", a raw namespace, can crash the kernel: it has no struct page for that memory",
                namespaceEvidence(leaf),
                Remedy.advice("Do not mount with dax; remove the raw leg, or update the kernel"));
    }

    /** The hazard's reason on a kernel whose dm asks nothing of a raw namespace. */
    public Finding dmTakesRaw(BlockDevice leaf) {
        return new Finding(
                FindingCode.DM_TAKES_RAW_NAMESPACE,
                Severity.HAZARD,
                leaf.name(),
                "this kernel's device-mapper accepts the raw namespace "
                        + leaf.name() + " for DAX, and queue/dax above it reads 1: RHEL 9.1 contains one half "
                        + "of a change, RHEL 9.2 the other half",
                namespaceEvidence(leaf),
                Remedy.advice("Do not mount with dax; update the kernel to RHEL 9.2 or later (5.14.0-284.11.1.el9_2)"));
    }

    // --------------------------------------------------------------------------------------- its namespace

    private String namespaceName(BlockDevice disk) {
        Optional<Namespace> namespace = host.namespaceOf(disk);
        if (namespace.isPresent()) {
            return namespace.get().name();
        }
        return disk.pmem().isEmpty()
                ? "a namespace that is not known"
                : disk.pmem().get().parent();
    }

    private List<Evidence> namespaceEvidence(BlockDevice disk) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(Evidence.of(disk.sysfsPath()));
        Optional<Namespace> namespace = host.namespaceOf(disk);
        if (namespace.isPresent()) {
            evidence.add(Evidence.of(namespace.get().mode()));
            if (namespace.get().forceRaw().is(true)) {
                evidence.add(new Evidence("1", namespace.get().forceRaw().source()));
            }
        }
        return evidence;
    }
}
