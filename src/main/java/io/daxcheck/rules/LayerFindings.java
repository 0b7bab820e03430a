package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Place;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.host.SectorRange;
import io.daxcheck.host.Superblock;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Cause;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the findings about layers: the words, the evidence and the commands that name devices of this host. What does
 * not depend on the host stands in {@link FindingCode}.
 */
public final class LayerFindings {
    private static final String WITHOUT_LABELS =
            "; it has no labels (its NVDIMM has no label area, or nothing is written there), and stays raw until it is "
                    + "reconfigured";

    /** Partitions of a DOS table above this number lie in an extended one. */
    private static final int LAST_PRIMARY = 4;

    private final StorageGraph graph;
    private final Host host;
    private final long pageSectors;
    private final TableRemedies tables;

    public LayerFindings(StorageGraph graph, long pageSectors) {
        this.graph = graph;
        this.host = graph.host();
        this.pageSectors = pageSectors;
        this.tables = new TableRemedies(graph);
    }

    // ---------------------------------------------------------------------------------------------- leaves

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
        if (pfnBuilt && read.isPresent() && isForced(disk, read.get())) {
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
                pfnBuilt && isReadOnly(disk)
                        ? Remedy.advice(
                                "Take dax out of the options: its region is read-only, so it cannot be reconfigured; whoever "
                                        + "provides the memory can make it fsdax. Where it is yours, make the region writable "
                                        + "first")
                        : pfnBuilt
                                ? toFsdax(namespace)
                                : Remedy.advice(
                                        "Do not reconfigure it under this kernel: boot one that is built with struct pages "
                                                + "for persistent memory, which may show that it is already fsdax"));
    }

    /** The command that makes a region writable until the next boot. */
    public static String writable(String region) {
        return "echo 0 > " + ShellWord.of("/sys/bus/nd/devices/" + region + "/read_only");
    }

    private boolean isReadOnly(BlockDevice disk) {
        Region region =
                host.regions().get(disk.pmem().map(pmem -> pmem.region()).orElse(""));
        return region != null && region.readOnly().is(true);
    }

    /** Whether {@code force_raw} made it raw: it reads 1, or it did when the namespace was enabled. */
    private static boolean isForced(BlockDevice disk, Namespace namespace) {
        return namespace.forceRaw().is(true)
                || (namespace.mode().is(Namespace.Mode.FSDAX.sysfs())
                        && disk.queueDax().is(false));
    }

    /** force_raw is a word in the kernel's memory alone (namespace_devs.c: force_raw_store): nothing is written. */
    private static Finding forcedRaw(BlockDevice disk, Namespace namespace, List<Evidence> evidence) {
        return new Finding(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "pmem disk " + disk.name() + " is " + namespace.name()
                        + ", which was enabled in raw mode by force_raw: the kernel has no struct page for its memory, so it "
                        + "has no DAX",
                evidence,
                Remedy.look(
                        "Unmount it, clear force_raw and enable the namespace again: its data stays. If it is still raw "
                                + "then, it has to be reconfigured, which destroys the data",
                        "ndctl disable-namespace " + namespace.name(),
                        "echo 0 > /sys/bus/nd/devices/" + namespace.name() + "/force_raw",
                        "ndctl enable-namespace " + namespace.name()));
    }

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
                        "echo 0 > /sys/bus/nd/devices/" + namespace + "/force_raw"));
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

    /** A disk that another kernel does not have. */
    Finding withoutDriver(BlockDevice disk, String option) {
        return new Finding(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.BLOCKER,
                disk.name(),
                "that kernel is built without " + option + ": pmem disk " + disk.name() + " does not exist there",
                List.of(new Evidence(disk.path(), disk.place().source())),
                Remedy.advice(
                        "Keep the kernel that has the driver, or use an NVDIMM or memmap= in place of virtio pmem"));
    }

    Finding olderThanVirtioPmem(BlockDevice disk) {
        return new Finding(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.BLOCKER,
                disk.name(),
                "that kernel is older than the driver for virtio pmem: pmem disk " + disk.name()
                        + " does not exist there",
                List.of(new Evidence(disk.path(), disk.place().source())),
                Remedy.advice("Keep a kernel that has the driver, or use an NVDIMM in place of virtio pmem"));
    }

    Finding sectorNamespace(BlockDevice disk) {
        String namespace = namespaceName(disk);
        return new Finding(
                FindingCode.SECTOR_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "pmem disk " + disk.name() + " is " + namespace + " in sector mode (BTT), which never supports DAX",
                namespaceEvidence(disk),
                toFsdax(namespace));
    }

    private Remedy toFsdax(String namespace) {
        return namespace.startsWith("namespace")
                ? Remedy.destroying(
                        "Back up its data, then reconfigure the namespace to fsdax",
                        "ndctl create-namespace --force --reconfig=" + namespace + " --mode=fsdax"
                                + alignment(namespace))
                : Remedy.destroying(
                        "Back up its data, find the namespace, then reconfigure it to fsdax",
                        "ndctl list -N",
                        "ndctl create-namespace --force --reconfig=NAMESPACE --mode=fsdax");
    }

    /**
     * ndctl aligns to a huge page. Where that leaves nothing of a small namespace, as with the 512 MiB of arm64's 64 KiB
     * pages, it fails and leaves the namespace disabled (measured on 7.3).
     */
    private String alignment(String namespace) {
        Namespace found = host.namespaces().get(namespace);
        return found == null ? "" : alignment(host, found.sizeBytes());
    }

    /**
     * The option that a namespace of this many bytes needs, with a blank before it; empty where ndctl's own alignment
     * leaves something of it, or where the page size is not known.
     */
    public static String alignment(Host host, Fact<Long> bytes) {
        long huge = host.hugePage().value().orElse(0L);
        boolean isTooSmall = huge > 0 && bytes.value().orElse(Long.MAX_VALUE) < 2 * huge;
        return isTooSmall && host.pageSize().isKnown()
                ? " --align=" + host.pageSize().value().orElseThrow() / 1024 + "K"
                : "";
    }

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
        evidence.add(Evidence.of(disk.place()));
        Optional<Namespace> namespace = host.namespaceOf(disk);
        if (namespace.isPresent()) {
            evidence.add(Evidence.of(namespace.get().mode()));
            if (namespace.get().forceRaw().is(true)) {
                evidence.add(new Evidence("1", namespace.get().forceRaw().source()));
            }
        }
        return evidence;
    }

    Finding leafWithoutDax(BlockDevice leaf, List<Evidence> more) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(Evidence.of(leaf.place()));
        evidence.addAll(more);
        if (leaf.kind() == BlockDevice.Kind.LOOP) {
            return loopDevice(leaf, evidence);
        }
        return new Finding(
                FindingCode.LEAF_WITHOUT_DAX,
                Severity.BLOCKER,
                leaf.name(),
                leaf.name() + " is " + leaf.kind().titleWithArticle() + ", which does not support DAX",
                evidence,
                withoutDriver(leaf));
    }

    /** About a device of a driver without DAX, which may itself lie on devices that have it. */
    private Remedy withoutDriver(BlockDevice leaf) {
        List<BlockDevice> below = graph.below(leaf);
        boolean haveDax = !below.isEmpty();
        StringBuilder names = new StringBuilder();
        for (BlockDevice lower : below) {
            haveDax &= graph.diskOf(lower).map(disk -> disk.queueDax().is(true)).orElse(false);
            names.append(names.isEmpty() ? "" : " and ").append(lower.name());
        }
        if (!haveDax) {
            return Remedy.advice(
                    host.config().isSet("CONFIG_LIBNVDIMM").is(false)
                            ? "Mount without dax: this kernel has no persistent memory at all"
                            : "Move the data to persistent memory in fsdax mode, or mount without dax");
        }
        if (leaf.kind() == BlockDevice.Kind.MD && below.size() > 1) {
            return Remedy.destroying(
                    "Back up its data. In place of RAID 0 make a striped logical volume of " + names
                            + ", which have DAX; RAID 1 and the others have no counterpart with DAX",
                    "lvcreate --type striped --stripes " + below.size()
                            + " --stripesize 64k --size SIZE --name NAME VG");
        }
        return Remedy.advice("Back up its data and use " + names + ", with DAX, without "
                + leaf.kind().word() + " between; or mount without dax");
    }

    /** A pmem disk whose mode was not read, and to which the kernel gives no DAX. */
    Finding pmemWithoutDax(BlockDevice disk) {
        return new Finding(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                disk.name(),
                "the kernel gives pmem disk " + disk.name()
                        + " no DAX, as it does where the namespace is not in fsdax mode; the mode was not read",
                List.of(Evidence.of(disk.queueDax()), Evidence.of(disk.place())),
                Remedy.look("See the mode; raw and sector have no DAX, fsdax has", "ndctl list -N"));
    }

    private static Finding loopDevice(BlockDevice loop, List<Evidence> evidence) {
        String place = "";
        if (loop.backingFile() instanceof Fact.Known<String> file) {
            place = " on " + file.content();
            evidence.add(Evidence.of(file));
        }
        return new Finding(
                FindingCode.LEAF_WITHOUT_DAX,
                Severity.BLOCKER,
                loop.name(),
                loop.name() + " is a loop device" + place
                        + ": it has no DAX, even if the filesystem that contains the file supports it",
                evidence,
                Remedy.advice("Put the files on the filesystem that contains the image, without a loop device, or "
                        + "on an fsdax namespace; or mount without dax"));
    }

    public Finding legNotChecked(BlockDevice leaf) {
        return new Finding(
                FindingCode.LEG_NOT_CHECKED,
                Severity.HAZARD,
                leaf.name(),
                leaf.name()
                        + " has no DAX, but the kernel did not check it: it mounts with dax, and every access to "
                        + leaf.name() + " fails",
                List.of(Evidence.of(leaf.place())),
                Remedy.advice("Do not mount with dax; remove the leg, or update the kernel"));
    }

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
                "this kernel's device-mapper accepts " + leaf.name()
                        + ", a raw namespace for DAX, and queue/dax above it reads 1: RHEL 9.1 contains one half "
                        + "of a change, RHEL 9.2 the other half",
                namespaceEvidence(leaf),
                Remedy.advice("Do not mount with dax; update the kernel to RHEL 9.2 or later (5.14.0-284.11.1.el9_2)"));
    }

    Finding dmWithoutDax(BlockDevice device) {
        return new Finding(
                FindingCode.DM_WITHOUT_DAX,
                Severity.BLOCKER,
                device.name(),
                "this kernel's device-mapper has no DAX: " + device.name() + " has none, whatever is below it",
                List.of(Evidence.of(device.place())),
                Remedy.advice(
                        "Update the kernel (RHEL 7.6, kernel 3.10.0-957, or later), or use the pmem disk itself"));
    }

    /** On a kernel whose table check is inverted. */
    Finding countedAsWithout(BlockDevice leg) {
        return new Finding(
                FindingCode.DM_WITHOUT_DAX,
                Severity.BLOCKER,
                leg.name(),
                "this kernel's device-mapper accepts " + leg.name()
                        + ", which has DAX, for a device without: a fault of SUSE's 4.12.14 up to build 150.22",
                List.of(Evidence.of(leg.place())),
                Remedy.advice("Update the kernel to 4.12.14-150.27 or later"));
    }

    public Finding poison(BlockDevice leaf, Severity severity, long pages) {
        String count = pages > 0 ? pages + " page(s)" : "a page that the mount check reads";
        return new Finding(
                FindingCode.POISON_IN_RANGE,
                severity,
                leaf.name(),
                "bad blocks on " + leaf.name() + " touch " + count + " of this stack: a DAX access there fails",
                List.of(new Evidence(
                        leaf.badblocks() instanceof Fact.Known<List<SectorRange>> ranges
                                ? ranges.content().size() + " range(s) of bad sectors"
                                : "",
                        leaf.badblocks().source())),
                Remedy.look(
                        "Find the files, restore them from a backup; writing the blocks clears them",
                        "ndctl list -M",
                        "cat " + ShellWord.of("/sys/block/" + leaf.name() + "/badblocks")));
    }

    /** The bad blocks of a pmem disk are not known: whether there are any, or where. */
    public Finding badBlocksUnknown(BlockDevice leaf) {
        String reason = leaf.badblocks() instanceof Fact.Unreadable<?> unreadable ? ": " + unreadable.reason() : "";
        if (!reason.startsWith(BlockDevice.BAD_BLOCKS_NOT_LISTED, 2)) {
            return missing(
                    leaf.name(), "the bad blocks of " + leaf.name() + " are not known" + reason, leaf.badblocks());
        }
        return new Finding(
                FindingCode.BAD_BLOCKS_NOT_LISTED,
                Severity.WARNING,
                leaf.name(),
                leaf.name() + " has bad blocks, at which a DAX access fails, and where they are is not known",
                List.of(Evidence.of(leaf.badblocks())),
                Remedy.look(
                        "List them",
                        "ndctl list -M",
                        "cat " + ShellWord.of("/sys/block/" + leaf.name() + "/badblocks")));
    }

    // ------------------------------------------------------------------------------------------- dm tables

    public Finding targetWithoutDax(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.TARGET_WITHOUT_DAX,
                Severity.BLOCKER,
                Place.ofTarget(device.name(), target.start()),
                "target type " + target.type() + " does not support DAX on this kernel, which disables it for all of "
                        + device.name(),
                List.of(evidence(device, target)),
                tables.withoutTarget(device, target));
    }

    /**
     * A filesystem is mounted with dax on a device that has none any more.
     *
     * @param cause where DAX ends; empty where the queue flag alone shows that it does
     */
    public Finding lostUnderMount(BlockDevice top, Mount mount, Optional<Cause> cause) {
        Optional<DmTarget> target = cause.flatMap(found -> Optional.ofNullable(found.target()));
        Optional<BlockDevice> leg =
                cause.filter(found -> found.device().dm().isEmpty()).map(Cause::device);
        String why = target.isPresent()
                ? ": its target type " + target.get().type() + " has none"
                : leg.isPresent() ? ": " + leg.get().name() + " below it has none" : "";
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                mount.target() + " " + String.join(",", mount.options()),
                host.mounts().source()));
        evidence.add(target.isPresent() ? evidence(cause.get().device(), target.get()) : Evidence.of(top.queueDax()));
        return new Finding(
                FindingCode.DAX_LOST_UNDER_MOUNT,
                Severity.HAZARD,
                top.name(),
                mount.target() + " is mounted with dax, and " + top.name() + " has lost DAX since" + why
                        + ". Reads, writes and page faults there fail now",
                evidence,
                tables.underMount(top, target, leg));
    }

    public Finding unknownTarget(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.UNKNOWN_TARGET,
                Severity.BLOCKER,
                Place.ofTarget(device.name(), target.start()),
                "the target type is unknown to daxcheck: " + target.type(),
                List.of(evidence(device, target)),
                Remedy.look(
                        "Read queue/dax on the host",
                        "cat " + ShellWord.of("/sys/block/" + device.name() + "/queue/dax")));
    }

    Finding legWithoutDax(BlockDevice device, DmTarget target, BlockDevice leg, int good, int all) {
        return new Finding(
                FindingCode.LEG_WITHOUT_DAX,
                Severity.BLOCKER,
                leg.name(),
                device.name() + " has no DAX because " + leg.name() + " has none; " + good + " of its " + all
                        + " legs support it",
                List.of(evidence(device, target)),
                tables.withoutLeg(device, leg));
    }

    /** The same where the table was not read, and the flag of the device is clear. */
    Finding slaveWithoutDax(BlockDevice device, BlockDevice slave, int good, int all) {
        return new Finding(
                FindingCode.LEG_WITHOUT_DAX,
                Severity.BLOCKER,
                slave.name(),
                device.name() + " has no DAX because " + slave.name() + ", which is below it, has none; " + good
                        + " of the " + all + " devices below it would support it",
                List.of(Evidence.of(device.queueDax()), Evidence.of(device.slaves())),
                Remedy.look(
                        "Move the data off " + slave.name() + " and remove it from " + device.name()
                                + "; its table shows what lies there",
                        "dmsetup table "
                                + ShellWord.of(device.dm().get().name().value().orElse(device.name()))));
    }

    /** The flag is clear although every device below it has DAX, and the table was not read. */
    Finding clearWithoutTable(BlockDevice device) {
        return new Finding(
                FindingCode.DM_TABLE_MISSING,
                Severity.BLOCKER,
                device.name(),
                "queue/dax of " + device.name()
                        + " reads 0; its table, which was not read, tells why: a target without DAX, an "
                        + "offset that is not page-aligned, or a device below that has changed",
                List.of(
                        Evidence.of(device.queueDax()),
                        Evidence.of(device.dm().get().table())),
                Remedy.look(
                        "Read it as root",
                        "dmsetup table "
                                + ShellWord.of(device.dm().get().name().value().orElse(device.name()))));
    }

    /**
     * An offset between two pages.
     *
     * @param truncated whether the kernel cuts it down (corrupts) rather than fails
     * @param pages of the layer that are touched; 0 where it is about one that the mount check reads
     */
    public Finding offset(BlockDevice device, DmTarget target, Severity severity, boolean truncated, long pages) {
        String where = " starts at an offset";
        for (DmTarget.Leg leg : target.legs()) {
            if (leg.startSectors() % pageSectors != 0) {
                Optional<BlockDevice> found = graph.resolve(leg.device());
                where = " starts at sector " + leg.startSectors() + " of "
                        + (found.isPresent() ? found.get().name() : leg.device()) + ", which";
                break;
            }
        }
        String subject = where.endsWith("which") ? where + " is" : where + " that is";
        String what;
        if (severity == Severity.BLOCKER) {
            what = "the kernel refuses DAX for it";
        } else if (truncated) {
            what = "this kernel rounds it down for DAX, so " + Sizes.bytes(pages * pageSectors * 512) + " of "
                    + device.name() + " are read and written at the wrong place";
        } else {
            what = "every DAX access to " + Sizes.bytes(pages * pageSectors * 512) + " of " + device.name() + " fails";
        }
        return new Finding(
                FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                severity,
                Place.ofTarget(device.name(), target.start()),
                "a " + target.type() + " target of " + device.name() + subject + " not a multiple of " + pageSectors
                        + " sectors (" + Sizes.bytes(pageSectors * 512) + " page): " + what,
                List.of(evidence(device, target)),
                Remedy.advice(
                        severity == Severity.BLOCKER
                                ? "Rebuild the table with page-aligned offsets"
                                : "Do not mount it with dax; copy the data off, then rebuild the table with page-aligned "
                                        + "offsets"));
    }

    public Finding boundary(BlockDevice device, DmTarget target, Severity severity) {
        return new Finding(
                FindingCode.BOUNDARY_INSIDE_PAGE,
                severity,
                Place.ofTarget(device.name(), target.start()),
                "the " + target.type() + " target of " + device.name() + " that starts at sector " + target.start()
                        + " does not start or end on a page: a DAX access to the page that is in two places fails",
                List.of(evidence(device, target)),
                Remedy.advice("Rebuild the table so that every target starts on a page"));
    }

    public Finding chunk(BlockDevice device, DmTarget target, Severity severity) {
        return new Finding(
                FindingCode.CHUNK_NOT_WHOLE_PAGES,
                severity,
                Place.ofTarget(device.name(), target.start()),
                "the chunk of " + device.name() + " is " + target.chunkSectors()
                        + " sectors, which is not a multiple of " + pageSectors + " (" + Sizes.bytes(pageSectors * 512)
                        + " page): DAX accesses at its end fail",
                List.of(evidence(device, target)),
                Remedy.destroying(
                        "Back up its data, then re-create the striped device with a page-aligned chunk size",
                        "lvcreate --type striped --stripes N --stripesize 64k --size SIZE --name NAME VG"));
    }

    Finding severalPagemaps(BlockDevice device) {
        return new Finding(
                FindingCode.LEGS_IN_SEVERAL_PAGEMAPS,
                Severity.BLOCKER,
                device.name(),
                "first and last page of " + device.name() + " are in different namespaces, which this kernel refuses",
                List.of(Evidence.of(device.place())),
                Remedy.advice("Use Linux 5.9 or later, or for dm on dm 5.4.67 or 5.8.11, which contain the fix"));
    }

    Finding pageBeyondTable(BlockDevice device) {
        return inconsistent(
                device,
                "the mount check reads a page of " + device.name() + " that its table does not cover",
                List.of());
    }

    Finding inconsistent(BlockDevice device, String message, List<Evidence> evidence) {
        return new Finding(
                FindingCode.DM_TABLE_INCONSISTENT,
                Severity.WARNING,
                device.name(),
                message,
                evidence,
                Remedy.look(
                        "Capture the host again",
                        "dmsetup table",
                        "cat " + ShellWord.of("/sys/block/" + device.name() + "/size")));
    }

    // -------------------------------------------------------------------------------------------- alignment

    Finding partitionStart(BlockDevice partition) {
        String disk = ShellWord.of("/dev/" + partition.partition().get().disk());
        return new Finding(
                FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                Severity.BLOCKER,
                partition.name(),
                "partition " + partition.name() + " does not start on a " + Sizes.bytes(pageSectors * 512) + " page",
                List.of(Evidence.of(partition.partition().get().startSectors())),
                Remedy.destroying(
                        "Back up its data, delete the partition and re-create it at a multiple of 2 MiB",
                        "parted " + disk + " unit s print",
                        makePartition(partition)));
    }

    /** parted takes a name in a GPT, and in a table of DOS the kind of the partition, of which the fifth is logical. */
    public String makePartition(BlockDevice partition) {
        String disk = partition.partition().orElseThrow().disk();
        boolean isDos = host.superblocks().get(disk) instanceof Fact.Known<Superblock> table
                && table.content().has("dos");
        int digits = partition.name().length();
        while (digits > 0 && Character.isDigit(partition.name().charAt(digits - 1))) {
            digits--;
        }
        long number = Decimal.parse(partition.name().substring(digits));
        return "parted -a optimal " + ShellWord.of("/dev/" + disk) + " mkpart "
                + (!isDos ? "NAME" : number > LAST_PRIMARY ? "logical" : "primary") + " STARTMiB ENDMiB";
    }

    Finding deviceSize(BlockDevice device) {
        if (device.isExtendedPartition()) {
            return new Finding(
                    FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                    Severity.BLOCKER,
                    device.name(),
                    device.name() + " is an extended partition, of which the kernel shows "
                            + Sizes.bytes(device.sizeSectors().value().orElse(0L) * 512)
                            + ": it holds logical partitions, and no filesystem",
                    List.of(Evidence.of(device.sizeSectors())),
                    Remedy.look(
                            "Ask about its logical partitions",
                            "lsblk "
                                    + ShellWord.of(
                                            "/dev/" + device.partition().get().disk())));
        }
        return new Finding(
                FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                Severity.BLOCKER,
                device.name(),
                "the size of " + device.name() + " is not a multiple of " + pageSectors + " sectors ("
                        + Sizes.bytes(pageSectors * 512) + " page)",
                List.of(Evidence.of(device.sizeSectors())),
                Remedy.advice("Resize " + device.name() + " to a multiple of " + pageSectors + " sectors"));
    }

    public Finding mountsThenFails(BlockDevice device) {
        return new Finding(
                FindingCode.MOUNTS_THEN_FAILS,
                Severity.HAZARD,
                device.name(),
                device.name() + " mounts with dax although queue/dax is 0: then every read, write and page fault fails",
                List.of(Evidence.of(device.queueDax())),
                Remedy.advice("Mount without dax, or update the kernel"));
    }

    // ---------------------------------------------------------------------------------------- missing facts

    public Finding missing(String layer, String question, Fact<?> fact) {
        return new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                layer,
                question,
                List.of(Evidence.of(fact)),
                Remedy.look("Read it as root, or capture the host again", commandFor(fact.source())));
    }

    /**
     * What to type, or to ask a customer for: a file that a support tool wrote is not on the host. A path in a capture
     * may be anything.
     */
    private static String commandFor(String source) {
        boolean isOnHost = source.startsWith("sys/")
                || source.startsWith("proc/")
                || source.startsWith("boot/")
                || source.startsWith("etc/")
                || source.startsWith("run/");
        return switch (source) {
            case "commands/dmsetup-table" -> "dmsetup table";
            case "commands/dmsetup-info" -> "dmsetup info -c";
            case "commands/dmesg" -> "dmesg";
            case "commands/pagesize" -> "getconf PAGESIZE";
            case "commands/uname" -> "uname -a";
            case "sys/bus/nd/devices" -> "grep . /sys/bus/nd/devices/namespace*/mode";
            default -> isOnHost ? "cat " + ShellWord.of("/" + source) : "daxcheck capture -o capture.tar.gz";
        };
    }

    /** Only the superblock shows whether a filesystem has a feature that rules DAX out. */
    public Finding featuresUnknown(BlockDevice top, Fact.Known<Superblock> superblock) {
        return new Finding(
                FindingCode.FACT_MISSING,
                Severity.INFO,
                top.name(),
                "block size and features of the " + superblock.content().type() + " on " + top.name()
                        + " are not known: its superblock was not read",
                List.of(new Evidence(superblock.content().type(), superblock.source())),
                Remedy.look(
                        "Read it as root",
                        superblockCommand(superblock.content().type(), top)));
    }

    private static String superblockCommand(String type, BlockDevice top) {
        String path = ShellWord.of("/dev/" + top.name());
        return switch (type) {
            case "xfs" -> "xfs_info " + path;
            case "erofs" -> "dump.erofs " + path;
            default -> "dumpe2fs -h " + path;
        };
    }

    /** Another XFS on the same disk was there first. */
    public Finding daxDeviceHeld(BlockDevice top, Mount holder, Severity severity) {
        Optional<BlockDevice> holding = host.device(holder.device());
        String other = holding.isPresent() ? holding.get().name() : holder.source();
        return new Finding(
                FindingCode.DAX_DEVICE_HELD,
                severity,
                top.name(),
                "the XFS on " + other + ", mounted on " + holder.target()
                        + ", holds the dax device of their disk: an XFS on " + top.name()
                        + "  has no DAX while it is mounted",
                List.of(new Evidence(
                        other + " " + holder.target() + " xfs " + String.join(",", holder.options()),
                        host.mounts().source())),
                Remedy.advice(
                        "Use ext4 for one of them, or dm-linear over the partition, which does not claim it; or give "
                                + "each a namespace of its own"));
    }

    /** The table was not read, or does not fit the device. */
    public Finding tableMissing(BlockDevice device) {
        if (device.dm().get().table().isKnown()) {
            return inconsistent(
                    device,
                    "the dm table of " + device.name() + " does not match what sysfs shows of it",
                    List.of(evidence(
                            device,
                            device.dm()
                                    .get()
                                    .table()
                                    .value()
                                    .orElseThrow()
                                    .targets()
                                    .get(0))));
        }
        return new Finding(
                FindingCode.DM_TABLE_MISSING,
                Severity.WARNING,
                device.name(),
                "the devices below " + device.name() + " are unknown without its dm table",
                List.of(Evidence.of(device.dm().get().table())),
                Remedy.look(
                        "Read it as root",
                        "dmsetup table "
                                + ShellWord.argument(
                                        device.dm().get().name().value().orElse(device.name()))));
    }

    public Finding legNotFound(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.LEG_NOT_FOUND,
                Severity.WARNING,
                Place.ofTarget(device.name(), target.start()),
                "the table of " + device.name() + " names a device whose number or place on its disk is unknown",
                List.of(evidence(device, target)),
                Remedy.look("Capture the host again", "ls -l /dev/block", "dmsetup table"));
    }

    public Finding diskNotFound(BlockDevice partition) {
        return missing(
                partition.name(),
                "the disk of partition " + partition.name() + " was not found, or ends before the partition does",
                new Fact.Absent<String>(
                        "sys/class/block/" + partition.partition().get().disk()));
    }

    public static Evidence evidence(BlockDevice device, DmTarget target) {
        return new Evidence(
                target.line(),
                device.dm().isEmpty()
                        ? device.place().source()
                        : device.dm().get().table().source());
    }
}
