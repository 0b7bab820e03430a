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
import io.daxcheck.host.Mount;
import io.daxcheck.host.Region;
import io.daxcheck.rules.LayerFindings;
import io.daxcheck.stack.HugePages;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;

/** What is worth telling of a stack although DAX works there, and of what daxcheck does not judge. */
final class Advice {
    private static final List<String> OTHER_DAX_FILESYSTEMS = List.of("virtiofs", "famfs");

    private final StorageGraph graph;
    private final Host host;
    private final HugePages hugePages;

    /**
     * @param pageSize bytes; 0 where it is not known
     */
    Advice(StorageGraph graph, int pageSize) {
        this.graph = graph;
        this.host = graph.host();
        this.hugePages = pageSize == 0 ? null : new HugePages(graph, pageSize);
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
                    top.name() + " has DAX and keeps it: it cannot be extended onto a device without",
                    List.of(firstTarget(top)),
                    null));
        }
        for (BlockDevice layer : stack.layers()) {
            if (layer.pmem().isPresent()) {
                addMapSync(layer, findings);
                Region region = host.regions().get(layer.pmem().get().region());
                if (region != null) {
                    addPersistenceDomain(region, findings);
                }
            }
        }
        return findings;
    }

    private void addHugePages(Stack stack, List<Finding> findings) {
        if (hugePages == null) {
            return;
        }
        for (HugePages.Misfit misfit : hugePages.misfits(stack)) {
            BlockDevice layer = misfit.device();
            findings.add(new Finding(
                    FindingCode.NO_HUGE_PAGES,
                    Severity.INFO,
                    layer.name(),
                    "page faults of " + Sizes.bytes(hugePages.bytes()) + " are not possible on all of "
                            + stack.top().name() + ": on " + layer.name() + " " + misfit.reason(),
                    List.of(
                            layer.dm().isEmpty()
                                    ? new Evidence(
                                            misfit.reason(), layer.place().source())
                                    : firstTarget(layer)),
                    layOutAnew(stack, layer)));
        }
    }

    private Remedy layOutAnew(Stack stack, BlockDevice layer) {
        String text = "Where many small faults cost too much, back up the data and lay it out anew on a boundary of "
                + Sizes.bytes(hugePages.bytes());
        if (layer.partition().isPresent()) {
            return Remedy.destroying(
                    text + ": start the partition there",
                    "parted -a optimal "
                            + ShellWord.of("/dev/" + layer.partition().get().disk()) + " mkpart NAME STARTMiB ENDMiB");
        }
        StringBuilder disks = new StringBuilder();
        for (BlockDevice below : stack.layers()) {
            if (below.pmem().isPresent()) {
                disks.append(' ').append(ShellWord.of("/dev/" + below.name()));
            }
        }
        return layer.dm().isEmpty()
                ? Remedy.destroying(text, "ndctl create-namespace --force --reconfig=NAMESPACE --mode=fsdax --align=2m")
                : Remedy.destroying(text + ": LVM's first extent", "pvcreate --dataalignment 2m" + disks);
    }

    private Evidence firstTarget(BlockDevice device) {
        Fact<DmTable> read = graph.table(device);
        return read instanceof Fact.Known<DmTable> table
                ? LayerFindings.evidence(device, table.content().targets().get(0))
                : Evidence.of(read);
    }

    /** The disk of a virtio pmem device lies below that in the device tree. */
    private static void addMapSync(BlockDevice disk, List<Finding> findings) {
        if (disk.path().contains("/virtio")) {
            findings.add(
                    new Finding(
                            FindingCode.MAP_SYNC_NOT_SURE,
                            Severity.INFO,
                            disk.name(),
                            disk.name()
                                    + " is virtio pmem: data is durable after fsync only, and MAP_SYNC is not to be relied on",
                            List.of(Evidence.of(disk.place())),
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
                    "the platform does not tell the persistence domain of " + region.name(),
                    List.of(Evidence.of(region.persistenceDomain())),
                    null));
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
        addDevices(host.kmemDevices(), "memory that the kmem driver has taken for RAM is not judged", findings);
        addDevices(host.cxlDevices(), "CXL memory is not judged, but for what it shows as a pmem disk", findings);
        return findings;
    }

    private static void addDevices(Fact<List<String>> devices, String message, List<Finding> findings) {
        if (devices instanceof Fact.Known<List<String>> known
                && !known.content().isEmpty()) {
            findings.add(outOfScope(known.content().get(0), message, Evidence.of(devices)));
        }
    }

    private static Finding outOfScope(String layer, String message, Evidence evidence) {
        return new Finding(FindingCode.OUT_OF_SCOPE, Severity.INFO, layer, message, List.of(evidence), null);
    }
}
