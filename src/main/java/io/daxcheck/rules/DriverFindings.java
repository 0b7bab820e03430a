package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;

/** The findings about disks whose driver has no DAX, or is not in the kernel. */
public final class DriverFindings {
    private final StorageGraph graph;
    private final Host host;

    public DriverFindings(StorageGraph graph) {
        this.graph = graph;
        this.host = graph.host();
    }

    Finding withoutDax(BlockDevice leaf, List<Evidence> more) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(Evidence.of(leaf.sysfsPath()));
        evidence.addAll(more);
        if (leaf.kind() == BlockDevice.Kind.LOOP) {
            return loopDevice(leaf, evidence);
        }
        String level = leaf.mdLevel().value().orElse("");
        if (!level.isEmpty()) {
            evidence.add(Evidence.of(leaf.mdLevel()));
        }
        return new Finding(
                FindingCode.LEAF_WITHOUT_DAX,
                Severity.BLOCKER,
                leaf.name(),
                leaf.name() + " is " + leaf.kind().titleWithArticle() + (level.isEmpty() ? "" : " (" + level + ")")
                        + ", which does not support DAX",
                evidence,
                inItsPlace(leaf));
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

    /** About a device of a driver without DAX, which may itself be on devices that have it. */
    private Remedy inItsPlace(BlockDevice leaf) {
        List<BlockDevice> below = graph.below(leaf);
        boolean haveDax = !below.isEmpty();
        StringBuilder names = new StringBuilder();
        for (BlockDevice lower : below) {
            haveDax &= graph.diskOf(lower).map(this::hasDax).orElse(false);
            names.append(names.isEmpty() ? "" : " and ").append(lower.name());
        }
        if (!haveDax) {
            return Remedy.advice(
                    host.config().isSet("CONFIG_LIBNVDIMM").is(false)
                            ? "Mount without dax: this kernel has no persistent memory at all"
                            : "Move the data to persistent memory in fsdax mode, or mount without dax");
        }
        if (leaf.kind() == BlockDevice.Kind.MD && below.size() > 1) {
            return inPlaceOfArray(leaf.mdLevel().value().orElse(""), names.toString(), below.size());
        }
        return Remedy.advice("Back up its data and use " + names + ", with DAX, without "
                + leaf.kind().id() + " between; or mount without dax");
    }

    private boolean hasDax(BlockDevice disk) {
        return disk.queueDax().isKnown()
                ? disk.queueDax().is(true)
                : disk.kind() == BlockDevice.Kind.PMEM && host.modeOf(disk).is(Namespace.Mode.FSDAX);
    }

    /** What has DAX and does what an md array did; a level that is not known may be any. */
    private static Remedy inPlaceOfArray(String level, String names, int disks) {
        String striped = "lvcreate --type striped --stripes " + disks + " --stripesize 64k --size SIZE --name NAME VG";
        return switch (level) {
            case "raid0" ->
                Remedy.destroying(
                        "Back up its data, and make a striped logical volume of " + names + ", which have DAX",
                        striped);
            case "linear" ->
                Remedy.destroying(
                        "Back up its data, and make a linear logical volume of " + names + ", which have DAX",
                        "lvcreate --type linear --size SIZE --name NAME VG");
            case "" ->
                Remedy.destroying(
                        "Back up its data. In place of RAID 0 make a striped logical volume of " + names
                                + ", which have DAX; RAID 1 and the others have no counterpart with DAX",
                        striped);
            default ->
                Remedy.advice(
                        "No " + level + " has DAX. Where one copy is safe enough, back up its data and use " + names
                                + " without md, each for itself or in a linear or striped logical volume; or mount without dax");
        };
    }

    public static Finding legNotChecked(BlockDevice leaf) {
        return new Finding(
                FindingCode.LEG_NOT_CHECKED,
                Severity.HAZARD,
                leaf.name(),
                leaf.name()
                        + " has no DAX, but the kernel did not check it: it mounts with dax, and every access to "
                        + leaf.name() + " fails",
                List.of(Evidence.of(leaf.sysfsPath())),
                Remedy.advice("Do not mount with dax; remove the leg, or update the kernel"));
    }

    /** A disk that another kernel does not have. */
    static Finding notBuilt(BlockDevice disk, String option) {
        return new Finding(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.BLOCKER,
                disk.name(),
                "that kernel is built without " + option + ": pmem disk " + disk.name() + " does not exist there",
                List.of(new Evidence(disk.path(), disk.sysfsPath().source())),
                Remedy.advice(
                        "Keep the kernel that has the driver, or use an NVDIMM or memmap= in place of virtio pmem"));
    }

    static Finding olderThanVirtioPmem(BlockDevice disk) {
        return new Finding(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.BLOCKER,
                disk.name(),
                "that kernel is older than the driver for virtio pmem: pmem disk " + disk.name()
                        + " does not exist there",
                List.of(new Evidence(disk.path(), disk.sysfsPath().source())),
                Remedy.advice("Keep a kernel that has the driver, or use an NVDIMM in place of virtio pmem"));
    }
}
