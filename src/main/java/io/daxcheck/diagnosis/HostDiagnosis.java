package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Region;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelChange;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.MountFindings;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.JudgedKernel;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the stacks of one host. Where the facts leave several kernels or page sizes open, each is tried: queue flags
 * that were read rule some out, and what the rest agree on holds.
 */
public final class HostDiagnosis {
    /** The page sizes that Linux has on any architecture with persistent memory. */
    private static final int[] PAGE_SIZES = {4096, 16384, 65536};

    /** More changes than these are not named: of a kernel that may have each. */
    private static final int MOST_CHANGES = 3;

    private final Host host;
    private final StorageGraph graph;
    private final MountTable mounts;
    private final MovedData moved;
    private final JudgedKernel kernel;
    private final boolean looksAhead;
    private final List<KernelCandidate> candidates;
    private final KernelAge age;
    private final StackSelection selection;
    private final DeviceContents contents;
    private final MountFindings mountFindings;
    private final Advice advice;
    private final FindingGrounds grounds;

    /** Each combination once, as it is in the reports: thousands of stacks have the same. */
    private final Map<Map<Filesystem, FilesystemOutcome>, Map<Filesystem, FilesystemOutcome>> outcomes =
            new HashMap<>();

    /**
     * @param otherKernel the release to judge as, instead of the host's own
     */
    public HostDiagnosis(Host host, Optional<KernelRelease> otherKernel) {
        this(host, otherKernel, true);
    }

    /**
     * @param looksAhead whether later kernels of the vendor are asked about a hazard
     */
    private HostDiagnosis(Host host, Optional<KernelRelease> otherKernel, boolean looksAhead) {
        this.looksAhead = looksAhead;
        this.host = LogFacts.in(LogFacts.withoutEarlierDevices(host));
        this.graph = new StorageGraph(this.host);
        this.mounts = new MountTable(graph);
        this.kernel =
                otherKernel.isPresent() ? JudgedKernel.another(host, otherKernel.get()) : JudgedKernel.ofHost(host);
        List<KernelModel> models = kernel.isHosts() ? LogFacts.thatPrint(this.host, kernel.models()) : kernel.models();
        this.moved = new MovedData(this.host, mounts);
        this.candidates = candidates(models);
        this.grounds = new FindingGrounds(this.host, kernel, models);
        this.age = new KernelAge(
                models, kernel.release().isPresent() && kernel.release().get().isPlaced());
        this.selection = new StackSelection(graph, mounts);
        this.contents = new DeviceContents(this.host, mounts);
        this.mountFindings = new MountFindings(mounts, host.mounts().source(), models);
        this.advice = new Advice(graph, host.hugePage().value().orElse(0L));
    }

    private List<KernelCandidate> candidates(List<KernelModel> models) {
        List<Integer> sizes = new ArrayList<>();
        if (host.pageSize() instanceof Fact.Known<Integer> known) {
            sizes.add(known.content());
        } else {
            for (int size : PAGE_SIZES) {
                sizes.add(size);
            }
        }
        List<KernelCandidate> all = new ArrayList<>();
        for (int size : sizes) {
            for (KernelModel model : models) {
                all.add(new KernelCandidate(graph, mounts, moved, kernel, model, size));
            }
        }
        return all;
    }

    /** Empty where no release is known. */
    private Optional<KernelVersion> judgedAs() {
        return kernel.release().map(KernelRelease::judgedAs);
    }

    private Evidence releaseEvidence() {
        if (kernel.release().isEmpty()) {
            return Evidence.of(host.kernel());
        }
        return new Evidence(
                kernel.release().get().text(), kernel.isHosts() ? host.kernel().source() : "--kernel");
    }

    public StorageGraph graph() {
        return graph;
    }

    /** Every device that nothing is stacked on and DAX matters for, or with {@code all} every device, by name. */
    public List<Stack> stacks(boolean all) {
        return selection.stacks(all);
    }

    /** Judges these stacks, in this order. */
    public HostReport judge(List<Stack> stacks) {
        List<KernelCandidate> open = openCandidates(stacks);
        List<StackReport> reports = new ArrayList<>(stacks.size());
        LogIndex index = new LogIndex(host);
        KernelLogFindings log = new KernelLogFindings(index, new LogOwners(host, stacks));
        for (Stack stack : stacks) {
            StackReport report = judge(stack, open);
            List<Finding> findings = log.explain(report);
            reports.add(report.with(safe(new CommandState(graph, stack, findings), findings)));
        }
        List<Finding> alone = unplaced(index);
        alone.addAll(new RefusedTables(graph, index).among(stacks));
        Set<String> placed = failedDimms(reports);
        alone.removeIf(finding -> finding.code() == FindingCode.DIMM_FAILED && placed.contains(finding.layer()));
        List<Finding> unplaced = log.explainUnplaced(grounds.of(alone));
        unplaced.addAll(log.unplaced(unplaced));
        Optional<KernelRelease> other = kernel.isHosts() ? Optional.empty() : kernel.release();
        return new HostReport(host, graph, judgedAs(), other, reports, safe(new CommandState(graph), unplaced));
    }

    /** The NVDIMMs whose failure a stack's report shows. */
    private static Set<String> failedDimms(List<StackReport> reports) {
        Set<String> dimms = new HashSet<>();
        for (StackReport report : reports) {
            for (Finding finding : report.findings()) {
                if (finding.code() == FindingCode.DIMM_FAILED) {
                    dimms.add(finding.layer());
                }
            }
        }
        return dimms;
    }

    /**
     * The same findings, without the commands of those remedies that break a rule for commands; where it is not known what is
     * mounted, those that destroy come behind a look at it.
     */
    private static List<Finding> safe(CommandState state, List<Finding> findings) {
        List<Finding> safe = new ArrayList<>(findings.size());
        for (Finding finding : findings) {
            List<String> commands = finding.hasRemedy() ? finding.remedy().commands() : List.of();
            if (commands.isEmpty()) {
                safe.add(finding);
                continue;
            }
            List<String> looking = CommandRule.lookingFirst(commands, state);
            if (!CommandRule.brokenBy(looking, state).isEmpty()) {
                safe.add(finding.withRemedy(finding.remedy().withoutCommands()));
            } else {
                boolean same = looking.size() == commands.size();
                safe.add(same ? finding : finding.withRemedy(finding.remedy().behindALook(looking)));
            }
        }
        return safe;
    }

    /** The candidates that no queue flag on these stacks rules out; all of them where each is ruled out. */
    private List<KernelCandidate> openCandidates(List<Stack> stacks) {
        if (candidates.size() == 1 || !kernel.isHosts()) {
            return candidates;
        }
        List<KernelCandidate> open = new ArrayList<>();
        for (KernelCandidate candidate : candidates) {
            boolean agrees = true;
            for (Stack stack : stacks) {
                agrees &= !KernelCandidate.isSound(stack) || candidate.agreesWithObserved(stack);
            }
            if (agrees) {
                open.add(candidate);
            }
        }
        return open.isEmpty() ? candidates : open;
    }

    private StackReport judge(Stack stack, List<KernelCandidate> open) {
        BlockDevice top = stack.top();
        Optional<Fact.Known<Superblock>> superblock = contents.superblock(top);
        List<Judgement> judgements = new ArrayList<>(open.size());
        for (KernelCandidate candidate : open) {
            judgements.add(candidate.judge(stack, superblock));
        }
        Judgement first = judgements.get(0);
        Judgement worst = first;
        boolean agreed = Judgement.areAgreed(judgements);
        for (Judgement judgement : judgements) {
            if (judgement.hazardBytes() > worst.hazardBytes()) {
                worst = judgement;
            }
        }
        List<Finding> findings = Judgement.findings(judgements);
        if (!agreed) {
            findings.add(undecided(stack, open, judgements));
        }
        contents.addFindings(top, findings);
        TableState.addFindings(stack, findings);
        addRegions(stack, findings);
        Optional<FilesystemOnDevice> onDevice = superblock.map(known -> contents.onDevice(top, known, judgements));
        List<ConfiguredFilesystem> configured = contents.configured(top, judgements);
        findings.addAll(mountFindings.of(top, onDevice, configured, agreed ? worst.hazards() : List.of()));
        if (agreed && first.verdict() == Verdict.SUPPORTED) {
            findings.addAll(advice.of(stack));
        }
        if (looksAhead && agreed && first.verdict() == Verdict.UNSAFE) {
            addFixedIn(stack, findings);
        }
        findings.sort(Finding.WORST_FIRST);
        Optional<Boolean> observed = kernel.isHosts() ? top.queueDax().value() : Optional.empty();
        Optional<Boolean> predicted = predictedFlag(stack);
        return new StackReport(
                stack,
                agreed ? first.verdict() : Verdict.UNKNOWN,
                observed.isEmpty() ? Basis.PREDICTED : predicted.isEmpty() ? Basis.OBSERVED : Basis.BOTH,
                observed,
                predicted,
                agreedOutcomes(judgements),
                onDevice,
                configured,
                agreed ? worst.bytesWith() : Map.of(),
                agreed ? worst.ranges() : List.of(),
                agreed && worst.rangesTruncated(),
                grounds.of(findings, judgements));
    }

    /** What all candidates agree on, also those that a queue flag rules out: a prediction leans on no queue flag. */
    private Optional<Boolean> predictedFlag(Stack stack) {
        Optional<Boolean> flag = candidates.get(0).predictedFlag(stack);
        for (KernelCandidate candidate : candidates) {
            if (!candidate.predictedFlag(stack).equals(flag)) {
                return Optional.empty();
            }
        }
        return flag;
    }

    private Map<Filesystem, FilesystemOutcome> agreedOutcomes(List<Judgement> judgements) {
        boolean agreed = Judgement.areAgreed(judgements);
        Map<Filesystem, FilesystemOutcome> shared =
                new EnumMap<>(judgements.get(0).filesystems());
        for (Judgement judgement : judgements.subList(1, judgements.size())) {
            for (Map.Entry<Filesystem, FilesystemOutcome> entry : shared.entrySet()) {
                entry.setValue(entry.getValue().or(judgement.filesystems().get(entry.getKey()), agreed));
            }
        }
        Map<Filesystem, FilesystemOutcome> kept = Map.copyOf(shared);
        Map<Filesystem, FilesystemOutcome> same = outcomes.putIfAbsent(kept, kept);
        return same == null ? kept : same;
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case SUPPORTED -> "DAX";
            case UNSUPPORTED -> "no DAX";
            case UNSAFE -> "unsafe";
            case UNKNOWN -> "unknown";
        };
    }

    private Finding undecided(Stack stack, List<KernelCandidate> open, List<Judgement> judgements) {
        Map<Verdict, String> titles = new EnumMap<>(Verdict.class);
        List<Evidence> facts = new ArrayList<>();
        boolean withPageSize = !host.pageSize().isKnown();
        boolean isPageSizeAlone = withPageSize;
        Set<KernelChange> changes = changes(open, judgements);
        boolean isOneChange =
                changes.size() == 1 && !withPageSize && named(changes).length() > 0;
        for (int i = 0; i < open.size(); i++) {
            isPageSizeAlone &= open.get(i).kernel().equals(open.get(0).kernel());
            Optional<Finding> reason = judgements.get(i).reason();
            boolean hasIt = isOneChange
                    && open.get(i).kernel().hasTaken(changes.iterator().next());
            String ifSo = isOneChange
                    ? hasIt ? " with it" : " without it"
                    : " if it behaves like " + open.get(i).title(withPageSize);
            String title =
                    ifSo + reason.map(finding -> " (" + finding.message() + ")").orElse("");
            if (titles.putIfAbsent(judgements.get(i).verdict(), title) == null) {
                reason.ifPresent(finding -> facts.addAll(finding.evidence()));
            }
        }
        StringBuilder answers = new StringBuilder();
        for (Map.Entry<Verdict, String> title : titles.entrySet()) {
            answers.append(answers.isEmpty() ? "" : ", ")
                    .append(word(title.getKey()))
                    .append(title.getValue());
        }
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(releaseEvidence());
        if (withPageSize) {
            evidence.add(Evidence.of(host.pageSize()));
        }
        evidence.addAll(facts);
        if (isPageSizeAlone) {
            return new Finding(
                    FindingCode.FACT_MISSING,
                    Severity.WARNING,
                    stack.top().name(),
                    "the result depends on the page size of this host, which is not known: " + answers,
                    evidence,
                    Remedy.look("Read it on the host", "getconf PAGESIZE"));
        }
        return new Finding(
                FindingCode.KERNEL_UNDECIDED,
                Severity.WARNING,
                stack.top().name(),
                "the result depends on backports in this kernel" + named(changes) + ": " + answers,
                evidence,
                !kernel.isHosts()
                        ? Remedy.advice("Look for the changes in the changelog of that kernel's package")
                        : Remedy.look(
                                "Find the kernel's stable level or changelog, or read the flag on the host",
                                "cat /proc/version",
                                "getconf PAGESIZE",
                                "cat "
                                        + ShellWord.of("/sys/class/block/"
                                                + stack.top().name() + "/queue/dax")));
    }

    /** The changes that set the nearest two candidates apart that disagree. */
    private static Set<KernelChange> changes(List<KernelCandidate> open, List<Judgement> judgements) {
        Set<KernelChange> fewest = Set.of();
        for (int i = 0; i < open.size(); i++) {
            for (int j = i + 1; j < open.size(); j++) {
                Set<KernelChange> between =
                        open.get(i).kernel().changesTo(open.get(j).kernel());
                boolean disagree =
                        judgements.get(i).verdict() != judgements.get(j).verdict();
                if (disagree && (fewest.isEmpty() || between.size() < fewest.size())) {
                    fewest = between;
                }
            }
        }
        return fewest;
    }

    /** {@code , here on 5b0fab508992 of Linux 5.12}; empty where they are many, or have no commit. */
    private static String named(Set<KernelChange> changes) {
        StringBuilder text = new StringBuilder();
        for (KernelChange change : changes) {
            if (changes.size() <= MOST_CHANGES && !change.commit().isEmpty()) {
                text.append(text.isEmpty() ? ", here on " : " and ")
                        .append(change.commit())
                        .append(" of Linux ")
                        .append(change.mainline());
            }
        }
        return text.toString();
    }

    // ----------------------------------------------------------------------------------- next to the verdict

    /** The problems of the regions and NVDIMMs below a stack. */
    private void addRegions(Stack stack, List<Finding> findings) {
        for (BlockDevice layer : stack.layers()) {
            Optional<Region> region = host.regionOf(layer);
            if (region.isPresent() && region.get().readOnly().is(true)) {
                findings.add(RegionFindings.readOnly(region.get(), host));
            } else if (region.isPresent()) {
                for (Dimm dimm : RegionFindings.failingOf(region.get(), host)) {
                    findings.add(RegionFindings.failed(dimm, host));
                }
            }
        }
    }

    private List<Finding> unplaced(LogIndex log) {
        List<Finding> findings = new ArrayList<>();
        if (kernel.fsDax().isNo()) {
            findings.addAll(kernel.fsDax().because());
        }
        findings.addAll(new NamespaceFindings(host, log, age).unplaced());
        findings.addAll(mountFindings.unresolved(findings));
        kernel.assumption().ifPresent(findings::add);
        kernel.libnvdimm().ifPresent(findings::add);
        kernel.outsideTable(releaseEvidence()).ifPresent(findings::add);
        if (kernel.isHosts()) {
            moved.past().ifPresent(findings::add);
        }
        findings.addAll(advice.outOfScope());
        findings.sort(Finding.WORST_FIRST);
        return findings;
    }

    /** Names the first later release of the vendor's from which on no kernel has a hazard on these devices. */
    private void addFixedIn(Stack stack, List<Finding> findings) {
        List<VendorSeries.Release> later =
                kernel.release().map(KernelRelease::laterReleases).orElse(List.of());
        Optional<Finding> fixed = Optional.empty();
        for (int i = later.size() - 1; i >= 0; i--) {
            Verdict verdict = new HostDiagnosis(
                            host, KernelRelease.parse(later.get(i).kernel()), false)
                    .judge(List.of(stack))
                    .stacks()
                    .get(0)
                    .verdict();
            if (verdict != Verdict.SUPPORTED && verdict != Verdict.UNSUPPORTED) {
                break;
            }
            fixed = Optional.of(fixedIn(stack, later.get(i), verdict));
        }
        fixed.ifPresent(findings::add);
    }

    private Finding fixedIn(Stack stack, VendorSeries.Release release, Verdict verdict) {
        return new Finding(
                FindingCode.FIXED_IN_VENDOR_RELEASE,
                Severity.INFO,
                "kernel",
                "fixed in " + release.name() + ", kernel " + release.kernel() + ": there "
                        + stack.top().name()
                        + (verdict == Verdict.SUPPORTED ? " has DAX, and no hazard" : " has no DAX, and no hazard")
                        + ". Update the kernel: the storage does not have to be re-created for that",
                List.of(releaseEvidence()),
                Remedy.advice("Update the kernel; the storage does not have to be re-created"));
    }
}
