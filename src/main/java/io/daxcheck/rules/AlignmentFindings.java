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
import io.daxcheck.host.Superblock;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.List;
import java.util.Optional;

/** The findings about starts, ends, offsets and chunks that are not page-aligned. */
public final class AlignmentFindings {
    /** Partitions of a DOS table above this number lie in an extended one. */
    private static final int LAST_PRIMARY = 4;

    private final StorageGraph graph;
    private final long pageSectors;

    /**
     * @param pageSectors sectors of 512 bytes in a page
     */
    public AlignmentFindings(StorageGraph graph, long pageSectors) {
        this.graph = graph;
        this.pageSectors = pageSectors;
    }

    // ----------------------------------------------------------------------------------- partitions, sizes

    Finding partitionStart(BlockDevice partition) {
        String disk = ShellWord.of("/dev/" + partition.partition().get().disk());
        return new Finding(
                FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                Severity.BLOCKER,
                partition.name(),
                partition.startOnDisk().isEmpty()
                        ? "partition " + partition.name() + " does not start and end on a page, according to the kernel"
                        : "partition " + partition.name() + " starts at sector "
                                + partition.startOnDisk().get() + " of "
                                + partition.partition().get().disk() + ", which is not a multiple of " + pageSectors
                                + " sectors ("
                                + Sizes.bytes(pageSectors * 512) + " page)",
                List.of(Evidence.of(partition.partition().get().startSectors())),
                Remedy.destroying(
                        "Back up its data, delete the partition and re-create it at a multiple of 2 MiB",
                        "parted " + disk + " unit s print",
                        makePartition(graph.host(), partition)));
    }

    /** parted takes a name in a GPT, and in a table of DOS the kind of the partition, of which the fifth is logical. */
    public static String makePartition(Host host, BlockDevice partition) {
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

    // ------------------------------------------------------------------------------------------ dm targets

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
                List.of(DmTableFindings.evidence(device, target)),
                movedTo(
                        device,
                        severity == Severity.BLOCKER ? "" : "Do not mount it with dax; copy the data off, then "));
    }

    /** kpartx makes its table from the partition table of the device below, where the start has to be corrected. */
    private Remedy movedTo(BlockDevice device, String before) {
        List<BlockDevice> below = graph.below(device);
        String text;
        if (device.kpartxNumber().isEmpty() || below.size() != 1) {
            text = "rebuild the table with page-aligned offsets";
        } else {
            text = "re-create partition " + device.kpartxNumber().get() + " page-aligned in the partition table of "
                    + below.get(0).name() + ", which kpartx read";
        }
        String sentence = before.isEmpty() ? Character.toUpperCase(text.charAt(0)) + text.substring(1) : before + text;
        return device.kpartxNumber().isEmpty() || below.size() != 1
                ? Remedy.advice(sentence)
                : Remedy.look(
                        sentence,
                        "sfdisk --dump " + ShellWord.of("/dev/" + below.get(0).name()));
    }

    public Finding boundary(BlockDevice device, DmTarget target, Severity severity) {
        return new Finding(
                FindingCode.BOUNDARY_INSIDE_PAGE,
                severity,
                Place.ofTarget(device.name(), target.start()),
                "the " + target.type() + " target of " + device.name() + " that starts at sector " + target.start()
                        + " does not start or end on a page boundary: a DAX access to the page that is divided there fails",
                List.of(DmTableFindings.evidence(device, target)),
                Remedy.advice("Rebuild the table so that every target starts at a multiple of the page size"));
    }

    public Finding chunk(BlockDevice device, DmTarget target, Severity severity) {
        return new Finding(
                FindingCode.CHUNK_NOT_WHOLE_PAGES,
                severity,
                Place.ofTarget(device.name(), target.start()),
                "the chunk of " + device.name() + " is " + target.chunkSectors()
                        + " sectors, which is not a multiple of " + pageSectors + " (" + Sizes.bytes(pageSectors * 512)
                        + " page): DAX accesses at its end fail",
                List.of(DmTableFindings.evidence(device, target)),
                Remedy.destroying(
                        "Back up its data, then re-create the striped device with a page-aligned chunk size",
                        "lvcreate --type striped --stripes N --stripesize 64k --size SIZE --name NAME VG"));
    }
}
