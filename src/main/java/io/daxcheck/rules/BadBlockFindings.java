package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.SectorRange;
import io.daxcheck.text.ShellWord;
import java.util.List;

/** The findings about the bad blocks of a pmem disk: memory with errors that cannot be corrected. */
public final class BadBlockFindings {
    private BadBlockFindings() {}

    /**
     * Bad blocks in pages that a stack uses.
     *
     * @param pages how many
     */
    public static Finding touched(BlockDevice leaf, Severity severity, long pages) {
        return found(
                leaf,
                severity,
                "bad blocks on " + leaf.name() + " affect " + (pages == 1 ? "1 page" : pages + " pages")
                        + " of this stack: a DAX access there fails");
    }

    /**
     * Bad blocks in a page that the kernel accesses before it gives DAX.
     *
     * @param sector of the disk, where the page begins
     */
    static Finding checked(BlockDevice leaf, long sector) {
        return found(
                leaf,
                Severity.BLOCKER,
                "bad blocks on " + leaf.name() + " lie in the page at sector " + sector
                        + ", which the kernel reads when it checks the device: it refuses DAX");
    }

    /** Bad blocks anywhere, on a kernel that gives no DAX on a disk with any. */
    static Finding anywhere(BlockDevice leaf) {
        return found(
                leaf,
                Severity.BLOCKER,
                leaf.name() + " has bad blocks, and this kernel refuses DAX on a disk that has any, wherever they lie");
    }

    private static Finding found(BlockDevice leaf, Severity severity, String message) {
        return new Finding(
                FindingCode.POISON_IN_RANGE,
                severity,
                leaf.name(),
                message,
                List.of(new Evidence(
                        leaf.badblocks() instanceof Fact.Known<List<SectorRange>> ranges
                                ? ranges.content().size() + (ranges.content().size() == 1 ? " range" : " ranges")
                                        + " of bad sectors"
                                : "",
                        leaf.badblocks().source())),
                Remedy.look(
                        "Find the files, restore them from a backup; writing the blocks clears them",
                        "ndctl list -M",
                        "cat " + ShellWord.of("/sys/block/" + leaf.name() + "/badblocks")));
    }

    /** The bad blocks of a pmem disk are not known: whether there are any, or where. */
    public static Finding unknown(BlockDevice leaf) {
        String reason = leaf.badblocks() instanceof Fact.Unreadable<?> unreadable ? ": " + unreadable.reason() : "";
        if (!reason.startsWith(BlockDevice.BAD_BLOCKS_NOT_LISTED, 2)) {
            return MissingFact.of(
                    leaf.name(), "the bad blocks of " + leaf.name() + " are not known" + reason, leaf.badblocks());
        }
        return new Finding(
                FindingCode.BAD_BLOCKS_NOT_LISTED,
                Severity.WARNING,
                leaf.name(),
                leaf.name() + " has bad blocks, but their positions are not known; a DAX access to them fails",
                List.of(Evidence.of(leaf.badblocks())),
                Remedy.look(
                        "List them",
                        "ndctl list -M",
                        "cat " + ShellWord.of("/sys/block/" + leaf.name() + "/badblocks")));
    }

    /** Whether bad blocks are what makes an answer no: they can be found after a table was loaded. */
    public static boolean areReasonOf(Answer answer) {
        boolean poisoned = answer.isNo();
        boolean found = false;
        for (Finding finding : answer.because()) {
            found |= finding.code() == FindingCode.POISON_IN_RANGE;
            poisoned &= finding.code() == FindingCode.POISON_IN_RANGE || finding.code() == FindingCode.LEG_WITHOUT_DAX;
        }
        return poisoned && found;
    }
}
