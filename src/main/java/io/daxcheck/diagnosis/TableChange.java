package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.rules.TableLoad;
import io.daxcheck.stack.StorageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What if this table were loaded: the question before an lvextend, lvconvert or pvmove. Nothing is loaded.
 */
public final class TableChange {
    private static final String NEW_DEVICE = "dm-new";

    private final Host host;
    private final Optional<KernelRelease> otherKernel;
    private final Fact<DmTable> table;

    /** @param table unreadable where no kernel takes it, with the reason */
    public TableChange(Host host, Optional<KernelRelease> otherKernel, Fact<DmTable> table) {
        this.host = host;
        this.otherKernel = otherKernel;
        this.table = table;
    }

    /** A device that would be made with the table. */
    public HostReport onNewDevice() {
        return loaded(BlockDevice.newDm(NEW_DEVICE, table));
    }

    /**
     * The device with the table in place of its own, and whether the kernel would let that happen.
     *
     * @param device a dm device of the host
     */
    public HostReport on(BlockDevice device) {
        HostReport after = loaded(device.withTable(table));
        if (isRefused(after)) {
            return after;
        }
        HostDiagnosis now = new HostDiagnosis(host, otherKernel);
        StackReport before =
                now.judge(List.of(now.graph().stack(device))).stacks().get(0);
        Optional<Boolean> hasDax = before.observed().isPresent() ? before.observed() : before.predicted();
        StackReport report = after.stacks().get(0);
        // dm_table_determine_type: a table that names no device keeps the type of the device.
        boolean losesDax = hasDax.orElse(false) && !report.predicted().orElse(true) && namesDevices();
        return losesDax ? withFinding(after, report, refused(device)) : after;
    }

    private HostReport loaded(BlockDevice device) {
        HostReport report = beforeTheLoad(judged(device));
        TableLoad load = new TableLoad(new StorageGraph(host));
        Optional<Finding> refusal = table instanceof Fact.Known<DmTable> whole
                ? load.refusal(device.name(), whole)
                : Optional.of(TableLoad.refused(
                        device.name(), ((Fact.Unreadable<DmTable>) table).reason(), Evidence.of(table)));
        return refusal.isPresent()
                ? report.with(List.of(report.stacks().get(0).refused(refusal.get())), report.unplaced())
                : report;
    }

    /** What is to be done about a table that is not loaded is done in the table. */
    private static HostReport beforeTheLoad(HostReport host) {
        StackReport report = host.stacks().get(0);
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : report.findings()) {
            String correction = correction(finding.code());
            boolean isOfTable = !correction.isEmpty()
                    && finding.hasRemedy()
                    && (finding.severity() == Severity.BLOCKER || finding.severity() == Severity.HAZARD);
            findings.add(
                    isOfTable
                            ? finding.withRemedy(Remedy.advice("Correct the table before it is loaded: " + correction))
                            : finding);
        }
        return host.with(List.of(report.with(findings)), host.unplaced());
    }

    /** Empty for what is not in the table. */
    private static String correction(FindingCode code) {
        return switch (code) {
            case OFFSET_NOT_PAGE_ALIGNED -> "start its targets on pages of the devices below";
            case BOUNDARY_INSIDE_PAGE -> "start and end each target on a page";
            case CHUNK_NOT_WHOLE_PAGES -> "make the chunk a multiple of the page size";
            case DEVICE_SIZE_NOT_WHOLE_PAGES -> "make its length a multiple of the page size";
            case LEG_WITHOUT_DAX, LEG_NOT_CHECKED -> "use only devices with DAX";
            case TARGET_WITHOUT_DAX -> "use linear and striped targets only";
            default -> "";
        };
    }

    private static boolean isRefused(HostReport report) {
        for (Finding finding : report.stacks().get(0).findings()) {
            if (finding.code() == FindingCode.TABLE_LOAD_REFUSED) {
                return true;
            }
        }
        return false;
    }

    private boolean namesDevices() {
        for (DmTarget target : table.value().orElseThrow().targets()) {
            if (!target.legs().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private HostReport judged(BlockDevice device) {
        HostDiagnosis diagnosis = new HostDiagnosis(host.with(device), otherKernel);
        StorageGraph graph = diagnosis.graph();
        return diagnosis.judge(List.of(graph.stack(device)));
    }

    private Finding refused(BlockDevice device) {
        return new Finding(
                FindingCode.TABLE_LOAD_REFUSED,
                Severity.BLOCKER,
                device.name(),
                device.name()
                        + " has DAX now. If it had DAX when it was activated, the kernel refuses a table that would remove it (can't change device type); otherwise it loads the table, and a mount with dax fails from then on",
                List.of(Evidence.of(device.queueDax())),
                Remedy.advice(
                        "Use only devices with DAX in the table; or unmount, deactivate the device and activate it with "
                                + "the new table, without DAX"));
    }

    private static HostReport withFinding(HostReport host, StackReport report, Finding finding) {
        List<Finding> findings = new ArrayList<>();
        findings.add(finding);
        findings.addAll(report.findings());
        return host.with(List.of(report.with(findings)), host.unplaced());
    }
}
