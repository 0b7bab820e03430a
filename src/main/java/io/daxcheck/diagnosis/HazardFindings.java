package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Mount;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.rules.AlignmentFindings;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.BadBlockFindings;
import io.daxcheck.rules.DmTableFindings;
import io.daxcheck.rules.DriverFindings;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.rules.MissingFact;
import io.daxcheck.rules.PmemDiskFindings;
import io.daxcheck.rules.QueueFlagFindings;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Cause;
import io.daxcheck.stack.pages.PageModel;
import java.util.List;
import java.util.Optional;

/** What can happen to the data of a stack under one kernel, and the findings that give the reason. */
final class HazardFindings {
    private final KernelModel kernel;
    private final long pageSectors;
    private final KernelReplay judged;
    private final PageModel pages;
    private final PmemDiskFindings pmem;
    private final DmTableFindings tables;
    private final AlignmentFindings alignment;

    /**
     * @param pageSectors sectors of 512 bytes in a page
     */
    HazardFindings(StorageGraph graph, KernelModel kernel, long pageSectors, KernelReplay judged) {
        this.kernel = kernel;
        this.pageSectors = pageSectors;
        this.judged = judged;
        this.pages = new PageModel(graph, kernel, pageSectors, judged.drivers());
        this.pmem = new PmemDiskFindings(graph.host());
        this.tables = new DmTableFindings(graph);
        this.alignment = new AlignmentFindings(graph, pageSectors);
    }

    /** What can happen behind a mount that the kernel gives DAX. */
    Hazards ofNewMount(Stack stack, FindingSet found) {
        BlockDevice top = stack.top();
        Optional<Long> size = top.sizeSectors().value();
        if (size.isEmpty()) {
            found.add(MissingFact.sizeOf(top));
            return Hazards.UNKNOWN;
        }
        if (kernel.has(KernelBehaviour.MOUNT_CHECK_IGNORES_QUEUE_FLAG)
                || kernel.has(KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG)) {
            Answer flag = judged.queueFlag(top);
            if (flag.isNo()) {
                return everythingFails(top, size.get(), flag, found);
            }
            if (flag.isUnknown()) {
                found.addNew(flag.because());
                return Hazards.UNKNOWN;
            }
        }
        PageModel.Result result;
        try {
            result = pages.examine(stack, size.get());
        } catch (PageModel.TooComplex tooComplex) {
            found.add(new Finding(
                    FindingCode.STACK_TOO_COMPLEX,
                    Severity.WARNING,
                    top.name(),
                    "the hazards of " + top.name() + " take " + tooComplex.getMessage() + " to work out",
                    List.of(),
                    Remedy.advice("Check the devices below it")));
            return Hazards.UNKNOWN;
        }
        for (Cause cause : result.causes()) {
            found.addNew(finding(cause));
            if (cause.kind() == Cause.Kind.NO_STRUCT_PAGES && kernel.has(KernelBehaviour.DM_TAKES_RAW_NAMESPACES)) {
                found.addNew(pmem.dmTakesRaw(cause.device()));
            }
        }
        return Hazards.of(result);
    }

    /** The filesystem mounts, and has no dax device. */
    private Hazards everythingFails(BlockDevice top, long size, Answer flag, FindingSet found) {
        found.add(QueueFlagFindings.mountsThenFails(top));
        for (Finding finding : flag.because()) {
            found.addNew(finding.as(Severity.HAZARD));
        }
        long sectors = size / pageSectors * pageSectors;
        return Hazards.errors(sectors);
    }

    /** The same for a mount that has DAX already: it keeps the dax device that it has, and accesses meet the table of now. */
    Hazards underMount(Stack stack, Mount mount, FindingSet found) {
        BlockDevice top = stack.top();
        Optional<Long> size = top.sizeSectors().value();
        if (size.isEmpty()) {
            return Hazards.NONE;
        }
        PageModel.Result result;
        try {
            result = pages.examine(stack, size.get());
        } catch (PageModel.TooComplex tooComplex) {
            return Hazards.UNKNOWN;
        }
        if (!result.bytes().isEmpty() && judged.queueFlag(top).isNo()) {
            List<Cause> causes = result.causes();
            found.add(tables.lostUnderMount(
                    top, mount, causes.isEmpty() ? Optional.empty() : Optional.of(causes.get(0))));
        }
        return Hazards.of(result);
    }

    private Finding finding(Cause cause) {
        BlockDevice device = cause.device();
        boolean truncates = kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED);
        return switch (cause.kind()) {
            case OFFSET ->
                alignment.offset(device, cause.target().orElseThrow(), Severity.HAZARD, truncates, cause.pages());
            case BOUNDARY -> alignment.boundary(device, cause.target().orElseThrow(), Severity.HAZARD);
            case CHUNK -> alignment.chunk(device, cause.target().orElseThrow(), Severity.HAZARD);
            case TARGET_FAILS ->
                tables.targetWithoutDax(device, cause.target().orElseThrow()).as(Severity.HAZARD);
            case TARGET_UNKNOWN ->
                DmTableFindings.unknownTarget(device, cause.target().orElseThrow())
                        .as(Severity.WARNING);
            case LEG_UNKNOWN ->
                cause.target().isEmpty()
                        ? MissingFact.diskOf(device)
                        : DmTableFindings.legNotFound(device, cause.target().get());
            case TABLE_UNKNOWN -> DmTableFindings.tableMissing(device);
            case LEAF_WITHOUT_DAX -> DriverFindings.legNotChecked(device);
            case NO_STRUCT_PAGES -> pmem.panicOnRawLeg(device);
            case POISON -> BadBlockFindings.touched(device, Severity.HAZARD, cause.pages());
            case LEAF_UNKNOWN -> judged.drivers().whyUnknown(device);
            case POISON_UNKNOWN -> BadBlockFindings.unknown(device);
        };
    }
}
