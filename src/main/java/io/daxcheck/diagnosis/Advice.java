package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.host.Region;
import io.daxcheck.rules.AlignmentFindings;
import io.daxcheck.rules.DmTableFindings;
import io.daxcheck.stack.HugePages;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is worth telling of a stack although DAX works there, and of what daxcheck does not judge. */
final class Advice {
    private static final List<String> OTHER_DAX_FILESYSTEMS = List.of("virtiofs", "famfs");

    private final StorageGraph graph;
    private final Host host;
    private final long hugeBytes;
    private final Optional<HugePages> hugePages;

    /**
     * @param hugeBytes bytes of a huge page; 0 where the kernel has none, or that is not known
     */
    Advice(StorageGraph graph, long hugeBytes) {
        this.graph = graph;
        this.host = graph.host();
        this.hugeBytes = hugeBytes;
        this.hugePages = hugeBytes == 0 ? Optional.empty() : Optional.of(new HugePages(graph, hugeBytes));
    }

    /** About a stack that has DAX. */
    List<Finding> of(Stack stack) {
        List<Finding> findings = new ArrayList<>();
        BlockDevice top = stack.top();
        addHugePages(stack, findings);
        if (top.dm().isPresent()) {
            findings.add(new Finding(
                    FindingCode.TABLE_KEEPS_DAX,
                    Severity.INFO,
                    top.name(),
                    top.name()
                            + " has DAX. If it had DAX when it was activated, the kernel refuses every table that would remove it (lvextend onto another device, lvcreate --snapshot, lvconvert, pvmove); if it gained DAX "
                            + "later, such a table is loaded, and a mount with dax fails"
                            + (isMountedWithDax(top)
                                    ? ". A pvmove now would lose what programs write through mappings: unmount it first"
                                    : ""),
                    List.of(firstTarget(top)),
                    Remedy.NONE));
        }
        for (BlockDevice layer : stack.layers()) {
            if (layer.pmem().isPresent()) {
                addMapSync(layer, findings);
                host.regionOf(layer).ifPresent(region -> addPersistenceDomain(region, findings));
            }
        }
        return findings;
    }

    private boolean isMountedWithDax(BlockDevice device) {
        for (Mount mount : graph.mountsOf(device)) {
            if (mount.asksForDax()) {
                return true;
            }
        }
        return false;
    }

    private void addHugePages(Stack stack, List<Finding> findings) {
        if (hugePages.isEmpty()) {
            return;
        }
        for (HugePages.Misfit misfit : hugePages.get().misfits(stack)) {
            BlockDevice layer = misfit.device();
            findings.add(new Finding(
                    FindingCode.NO_HUGE_PAGES,
                    Severity.INFO,
                    layer.name(),
                    "not all of " + stack.top().name() + " can use page faults of " + Sizes.bytes(hugeBytes) + ": on "
                            + layer.name() + " " + misfit.reason(),
                    List.of(
                            layer.dm().isEmpty()
                                    ? new Evidence(
                                            misfit.reason(), layer.sysfsPath().source())
                                    : firstTarget(layer)),
                    recreated(layer)));
        }
    }

    private Remedy recreated(BlockDevice layer) {
        String text =
                "If faults of single pages are too slow, back up the data and re-create the layout on a boundary of "
                        + Sizes.bytes(hugeBytes);
        if (layer.partition().isPresent()) {
            return Remedy.destroying(
                    text + ": start the partition there", AlignmentFindings.makePartition(host, layer));
        }
        if (layer.kpartxNumber().isPresent() && graph.below(layer).size() == 1) {
            String disk = ShellWord.of("/dev/" + graph.below(layer).get(0).name());
            List<String> commands = new ArrayList<>();
            for (Mount mount : graph.mountsOf(layer)) {
                commands.add("umount " + ShellWord.argument(mount.target()));
            }
            commands.add("sfdisk --dump " + disk);
            commands.add("echo START, | sfdisk --no-reread -N "
                    + ShellWord.argument(layer.kpartxNumber().get()) + " " + disk);
            commands.add("kpartx -u " + disk);
            return new Remedy(text + ": start the partition there, counted on the memory itself", commands, true);
        }
        if (layer.dm().isEmpty()) {
            return realign(layer, text);
        }
        Optional<LogicalVolume> volume = LogicalVolume.of(layer);
        if (volume.isEmpty() || volume.get().isHidden()) {
            return Remedy.advice(text + ": start each target of " + layer.name() + " there");
        }
        StringBuilder disks = new StringBuilder();
        for (BlockDevice below : graph.below(layer)) {
            disks.append(' ').append(ShellWord.of("/dev/" + below.name()));
        }
        return Remedy.destroying(
                text + ": LVM's first extent", "pvcreate --dataalignment " + (hugeBytes >> 10) + "k" + disks);
    }

    /** Only an alignment that the pfn device offers, and that leaves something of the namespace, helps. */
    private Remedy realign(BlockDevice disk, String text) {
        Optional<Namespace> namespace = host.namespaceOf(disk);
        Optional<NdClaim> claim = host.claimOf(disk);
        boolean isOffered = claim.isPresent()
                && claim.get().alignments().value().orElse(List.of()).contains(hugeBytes)
                && !claim.get().alignBytes().is(hugeBytes);
        boolean fits =
                namespace.isPresent() && namespace.get().sizeBytes().value().orElse(0L) >= 2 * hugeBytes;
        return isOffered && fits
                ? Remedy.destroying(
                        text,
                        "ndctl create-namespace --force --reconfig="
                                + namespace.get().name() + " --mode=fsdax --align=" + (hugeBytes >> 10) + "K")
                : Remedy.advice("Nothing: this namespace cannot be aligned to " + Sizes.bytes(hugeBytes));
    }

    private Evidence firstTarget(BlockDevice device) {
        Fact<DmTable> read = graph.table(device);
        return read instanceof Fact.Known<DmTable> table
                ? DmTableFindings.evidence(device, table.content().targets().get(0))
                : Evidence.of(read);
    }

    private static void addMapSync(BlockDevice disk, List<Finding> findings) {
        if (disk.isVirtioPmem()) {
            findings.add(
                    new Finding(
                            FindingCode.MAP_SYNC_NOT_SURE,
                            Severity.INFO,
                            disk.name(),
                            disk.name()
                                    + " is virtio pmem: data is durable after fsync only, and MAP_SYNC is not durable",
                            List.of(Evidence.of(disk.sysfsPath())),
                            Remedy.advice(
                                    "Make data durable with fsync or msync, as PMDK does where MAP_SYNC is refused "
                                            + "(EOPNOTSUPP); a program that must have MAP_SYNC needs an NVDIMM in place of virtio pmem")));
        }
    }

    private static void addPersistenceDomain(Region region, List<Finding> findings) {
        if (region.persistenceDomain().is("") || region.persistenceDomain().is("unknown")) {
            findings.add(new Finding(
                    FindingCode.PERSISTENCE_DOMAIN_NOT_TOLD,
                    Severity.INFO,
                    region.name(),
                    "the platform does not report the persistence domain of " + region.name(),
                    List.of(Evidence.of(region.persistenceDomain())),
                    Remedy.NONE));
        }
    }

    /** What of the host is met and not judged. */
    List<Finding> outOfScope() {
        List<Finding> findings = new ArrayList<>();
        for (Mount mount : host.mounts().value().orElse(List.of())) {
            if (OTHER_DAX_FILESYSTEMS.contains(mount.type())) {
                findings.add(outOfScope(
                        mount.target(),
                        mount.type() + " is mounted on " + mount.target()
                                + ": its DAX has no block device, and is not judged",
                        new Evidence(
                                mount.type() + " " + String.join(",", mount.options()),
                                host.mounts().source())));
            }
        }
        addDevices(host.kmemDevices(), "memory that the kmem driver uses as RAM is not judged", findings);
        addCxl(findings);
        return findings;
    }

    /**
     * drivers/cxl/core/pmem.c: a memory device with persistent capacity has a device pmemN, and a region in use
     * pmem_regionN.
     */
    private void addCxl(List<Finding> findings) {
        List<String> memories = new ArrayList<>();
        List<String> decoders = new ArrayList<>();
        boolean hasPersistent = false;
        boolean hasRegion = false;
        for (String name : host.cxlDevices().value().orElse(List.of())) {
            if (isNumbered(name, "mem")) {
                memories.add(name);
            } else if (isNumbered(name, "decoder0.")) {
                decoders.add(name);
            }
            hasPersistent |= isNumbered(name, "pmem");
            hasRegion |= isNumbered(name, "pmem_region") || isNumbered(name, "region");
        }
        if (!hasPersistent || hasRegion || memories.isEmpty()) {
            addDevices(host.cxlDevices(), "CXL memory is not judged, except where it is a pmem disk", findings);
            return;
        }
        boolean isClear = memories.size() == 1 && decoders.size() == 1;
        findings.add(new Finding(
                FindingCode.OUT_OF_SCOPE,
                Severity.INFO,
                memories.get(0),
                "the persistent memory of CXL device " + memories.get(0)
                        + " is in no region, so there is no namespace and no pmem disk of it",
                List.of(Evidence.of(host.cxlDevices())),
                isClear
                        ? Remedy.look(
                                "Make a region of it, then an fsdax namespace in the region",
                                "cxl list -M -D",
                                "cxl create-region -m -t pmem -d " + decoders.get(0) + " -w 1 " + memories.get(0))
                        : Remedy.look(
                                "Make a region of it with cxl create-region -t pmem, then an fsdax namespace in the region",
                                "cxl list -M -D")));
    }

    private static boolean isNumbered(String name, String kind) {
        return name.startsWith(kind) && Decimal.areDigits(name, kind.length(), name.length());
    }

    private static void addDevices(Fact<List<String>> devices, String message, List<Finding> findings) {
        if (devices instanceof Fact.Known<List<String>> known
                && !known.content().isEmpty()) {
            findings.add(outOfScope(known.content().get(0), message, Evidence.of(devices)));
        }
    }

    private static Finding outOfScope(String layer, String message, Evidence evidence) {
        return new Finding(FindingCode.OUT_OF_SCOPE, Severity.INFO, layer, message, List.of(evidence), Remedy.NONE);
    }
}
