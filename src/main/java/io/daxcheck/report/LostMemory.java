package io.daxcheck.report;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** The findings about memory of a host for which there is no block device, so that no stack shows it. */
public final class LostMemory {
    private static final List<FindingCode> OF_MEMMAP =
            List.of(FindingCode.MEMMAP_WITHOUT_DEVICE, FindingCode.MEMMAP_NOT_AS_ASKED, FindingCode.MEMMAP_OVERLAP);

    private LostMemory() {}

    /** Whether a finding that belongs to no stack is about such memory, or about a line of fstab that waits for it. */
    public static boolean isMeant(Finding finding) {
        boolean isOfMemory = !finding.layer().equals("kernel") || OF_MEMMAP.contains(finding.code());
        return isOfMemory && finding.severity() != Severity.INFO;
    }

    /**
     * Whether such a finding needs attention, from a monitoring system or in a table of hosts. A namespace that is disabled
     * for no known reason is one where the host has nothing else: somebody may have disabled it. A failing NVDIMM has its
     * disk.
     */
    static boolean needsAttention(Finding finding, HostReport report) {
        boolean isAlone = switch (finding.code()) {
            case DISABLED_NAMESPACE, DIMM_FAILED -> report.stacks().isEmpty();
            default -> true;
        };
        return isAlone && isMeant(finding);
    }

    /** The findings of a host that need attention. */
    public static List<Finding> of(HostReport report) {
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : report.unplaced()) {
            if (needsAttention(finding, report)) {
                findings.add(finding);
            }
        }
        return findings;
    }
}
