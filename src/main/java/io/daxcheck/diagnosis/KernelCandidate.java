package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.JudgedKernel;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.rules.PmemDiskFindings;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kernel that the host's may be, with a page size that it may have: judges stacks as that kernel would. Most hosts
 * have one.
 */
public final class KernelCandidate {
    /**
     * Levels of a stack that are followed. Linux warns from 8 on and its own recursion ends earlier than this.
     */
    static final int MAX_DEPTH = 1_000;

    private final Host host;
    private final MountTable mounts;
    private final KernelModel kernel;
    private final int pageSize;
    private final boolean trustsObserved;
    private final Answer fsDax;
    private final KernelReplay predicted;
    private final KernelReplay judged;
    private final ObservedFlags flags;
    private final PmemDiskFindings pmem;
    private final HazardFindings hazardFindings;
    private final BelowComparison comparison;
    private final FilesystemBelow lowerDevices;
    private final FilesystemOutcomes filesystems;
    private final NextMounts nextMounts;
    private final MovedData moved;

    /**
     * @param judgedAs the kernel whose behaviour this is one guess at
     * @param pageSize bytes
     */
    KernelCandidate(
            StorageGraph graph,
            MountTable mounts,
            MovedData moved,
            JudgedKernel judgedAs,
            KernelModel kernel,
            int pageSize) {
        long pageSectors = pageSize / 512;
        this.host = graph.host();
        this.mounts = mounts;
        this.moved = moved;
        this.kernel = kernel;
        this.pageSize = pageSize;
        this.trustsObserved = judgedAs.isHosts();
        this.fsDax = judgedAs.fsDax();
        this.predicted = new KernelReplay(graph, kernel, pageSectors, false, false, judgedAs);
        this.judged = trustsObserved ? new KernelReplay(graph, kernel, pageSectors, true, true, judgedAs) : predicted;
        this.flags = new ObservedFlags(
                hasForceRawPending() ? new KernelReplay(graph, kernel, pageSectors, false, true, judgedAs) : predicted,
                title(false));
        this.pmem = new PmemDiskFindings(host);
        this.hazardFindings = new HazardFindings(graph, kernel, pageSectors, judged);
        this.comparison = new BelowComparison(graph, judged);
        FilesystemRules rules =
                new FilesystemRules(pageSize, kernel, judgedAs.config(), judgedAs.vendor(), judgedAs.fsDax());
        FilesystemFindings findings = new FilesystemFindings(kernel, pageSize);
        this.lowerDevices =
                new FilesystemBelow(graph, mounts, kernel, judged, findings, hazardFindings, trustsObserved);
        this.filesystems = new FilesystemOutcomes(mounts, rules, findings, lowerDevices, trustsObserved);
        this.nextMounts = new NextMounts(mounts, kernel, rules, lowerDevices, trustsObserved);
    }

    private boolean hasForceRawPending() {
        for (BlockDevice device : host.devices().values()) {
            if (judged.drivers().forceRawPending(device)) {
                return true;
            }
        }
        return false;
    }

    KernelModel kernel() {
        return kernel;
    }

    /** Bytes. */
    int pageSize() {
        return pageSize;
    }

    /** The name of the candidate among several. */
    String title(boolean withPageSize) {
        return "Linux " + kernel.version() + (withPageSize ? " with " + Sizes.bytes(pageSize) + " pages" : "");
    }

    /** Whether a stack ends somewhere, and not too far down. */
    static boolean isSound(Stack stack) {
        return stack.loop().isEmpty() && stack.depth() <= MAX_DEPTH;
    }

    /** queue/dax of a stack's top by the rules alone; empty where they need a fact that is missing. */
    Optional<Boolean> predictedFlag(Stack stack) {
        return isSound(stack) ? predicted.queueFlag(stack.top()).asBoolean() : Optional.empty();
    }

    /** Whether no queue flag that was read on a layer contradicts this candidate. */
    boolean agreesWithObserved(Stack stack) {
        return flags.agreeOn(stack);
    }

    /**
     * @param superblock of the top; empty where that is not known
     */
    Judgement judge(Stack stack, Optional<Fact.Known<Superblock>> superblock) {
        BlockDevice top = stack.top();
        if (!isSound(stack)) {
            return undecided(stack);
        }
        FindingSet found = new FindingSet();
        Answer mount = judged.mountCheck(top);
        found.addNew(mount.because());
        if (!mount.isNo() || fsDax.isNo()) {
            found.addNew(fsDax.because());
        }
        Hazards hazards = mount.isYes() ? hazardFindings.ofNewMount(stack, found) : Hazards.NONE;
        boolean contradicted = trustsObserved && flags.addDifferences(stack, found);
        addModeFindings(stack, found);
        Map<Filesystem, FilesystemOutcome> outcomes = new EnumMap<>(Filesystem.class);
        for (Filesystem filesystem : Filesystem.values()) {
            outcomes.put(filesystem, filesystems.withDefaults(filesystem, mount, top, hazards));
        }
        Verdict verdict = verdict(outcomes, hazards);
        if (verdict == Verdict.SUPPORTED && contradicted) {
            verdict = Verdict.UNKNOWN;
        }
        comparison.addTo(found, stack, mount, hazards);
        DeviceAnswer answer = new DeviceAnswer(top, mount, forXfs(top, mount, superblock, found));
        outcomes.put(Filesystem.XFS, filesystems.withDefaults(Filesystem.XFS, answer.forXfs(), top, hazards));
        Hazards now = mount.isNo() ? hazardsOfMount(stack, found) : hazards;
        Optional<FilesystemOutcome> onDevice =
                superblock.isEmpty() ? Optional.empty() : filesystems.onDevice(superblock.get(), answer, now, found);
        if (onDevice.isPresent() && trustsObserved && moved.mayBe(top)) {
            found.add(moved.finding(top, mounts.mountOf(top).orElseThrow()));
            onDevice = Optional.of(
                    moved.isCertain()
                            ? onDevice.get().with(Hazard.CORRUPT)
                            : new FilesystemOutcome(MountOutcome.UNKNOWN, List.of()));
        }
        List<NextMount> next = new ArrayList<>();
        for (ConfiguredMount configured : mounts.configuredOn(top)) {
            NextMount one = nextMounts.of(configured, superblock, answer);
            next.add(one);
            boolean isOpen = one == NextMount.UNKNOWN && superblock.isEmpty() && !mount.isUnknown();
            if (isOpen && configured.daxOption().asksForDax()) {
                found.addNew(
                        configured.isOfAnyType()
                                ? FilesystemFindings.typeUnknown(
                                        top, host.superblocks().get(top.name()) instanceof Fact.Absent, configured)
                                : FilesystemFindings.featuresUnknown(
                                        top,
                                        new Fact.Known<>(
                                                Superblock.typeOnly(configured.type(), 0), configured.source()),
                                        Severity.WARNING));
            }
        }
        return new Judgement(
                mount,
                hazards.kinds(),
                hazards.bytes(),
                hazards.ranges(),
                hazards.truncated(),
                outcomes,
                onDevice,
                nextMounts.mounted(superblock, answer),
                next,
                verdict,
                found.list());
    }

    private void addModeFindings(Stack stack, FindingSet found) {
        for (BlockDevice layer : stack.layers()) {
            if (judged.drivers().forceRawPending(layer) && layer.queueDax().is(true)) {
                found.add(pmem.forceRawPending(layer));
            }
            Optional<Finding> contradiction = pmem.modeContradiction(layer);
            if (contradiction.isPresent()) {
                found.add(contradiction.get());
            }
        }
    }

    /** The kernel's answer for an XFS on the device: no, where another XFS on the same disk holds the dax device. */
    private Answer forXfs(
            BlockDevice top, Answer mount, Optional<Fact.Known<Superblock>> superblock, FindingSet found) {
        if (mount.isNo() || !kernel.has(KernelBehaviour.XFS_HOLDS_DAX_DEVICE)) {
            return mount;
        }
        Optional<Mount> holder = mounts.otherHolder(top);
        if (holder.isEmpty()) {
            return mount;
        }
        boolean isOnDevice =
                superblock.isPresent() && superblock.get().content().type().equals("xfs");
        Finding held = FilesystemFindings.daxDeviceHeld(
                host, top, holder.get(), isOnDevice ? Severity.WARNING : Severity.INFO);
        found.add(held);
        return Answer.no(held);
    }

    /**
     * What happens to a filesystem that is mounted with dax on a device which a new mount would get no DAX of; nothing
     * where there is none.
     */
    private Hazards hazardsOfMount(Stack stack, FindingSet found) {
        Optional<Mount> mount = trustsObserved ? mounts.mountOf(stack.top()) : Optional.empty();
        boolean hasDax = mount.isPresent()
                && mount.get().asksForDax()
                && !lowerDevices.hasRealtime(mount.get().options());
        return hasDax ? hazardFindings.underMount(stack, mount.get(), found) : Hazards.NONE;
    }

    private Judgement undecided(Stack stack) {
        BlockDevice top = stack.top();
        Finding finding = stack.loop().isEmpty()
                ? new Finding(
                        FindingCode.STACK_TOO_COMPLEX,
                        Severity.WARNING,
                        top.name(),
                        stack.depth() == Stack.TOO_LARGE
                                ? "the stack below " + top.name()
                                        + " was not followed: the stacks of this host are too large"
                                : top.name() + " is " + stack.depth() + " levels deep; " + MAX_DEPTH + " are followed",
                        List.of(),
                        Remedy.advice("Check the devices below it"))
                : new Finding(
                        FindingCode.STACK_LOOP,
                        Severity.WARNING,
                        stack.loop().get(0),
                        stack.loop().get(0) + " is stacked on itself, which no kernel allows",
                        List.of(),
                        Remedy.look("Capture the host again", "dmsetup ls --tree"));
        Answer unknown = Answer.unknown(finding);
        Map<Filesystem, FilesystemOutcome> outcomes = new EnumMap<>(Filesystem.class);
        for (Filesystem filesystem : Filesystem.values()) {
            outcomes.put(filesystem, new FilesystemOutcome(MountOutcome.UNKNOWN, List.of()));
        }
        return new Judgement(
                unknown,
                List.of(),
                Map.of(),
                List.of(),
                false,
                outcomes,
                Optional.empty(),
                NextMount.UNKNOWN,
                Collections.nCopies(mounts.configuredOn(top).size(), NextMount.UNKNOWN),
                Verdict.UNKNOWN,
                List.of(finding));
    }

    private static Verdict verdict(Map<Filesystem, FilesystemOutcome> outcomes, Hazards hazards) {
        boolean dax = false;
        boolean without = false;
        for (Map.Entry<Filesystem, FilesystemOutcome> entry : outcomes.entrySet()) {
            if (entry.getKey().decides()) {
                switch (entry.getValue().mount()) {
                    case UNKNOWN -> {
                        return Verdict.UNKNOWN;
                    }
                    case DAX -> dax = true;
                    case FALLBACK, REFUSED, WITHOUT_DAX -> without = true;
                }
            }
        }
        if (dax && !hazards.kinds().isEmpty()) {
            return Verdict.UNSAFE;
        }
        if (dax && hazards.unknown()) {
            return Verdict.UNKNOWN;
        }
        return dax && !without ? Verdict.SUPPORTED : Verdict.UNSUPPORTED;
    }
}
