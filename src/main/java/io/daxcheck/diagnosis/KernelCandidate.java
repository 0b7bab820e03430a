package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.FindingSet;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.mount.MountTable;
import io.daxcheck.rules.AlignmentFindings;
import io.daxcheck.rules.Answer;
import io.daxcheck.rules.BadBlockFindings;
import io.daxcheck.rules.Below;
import io.daxcheck.rules.DmTableFindings;
import io.daxcheck.rules.DriverFindings;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemFindings;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.FilesystemRules;
import io.daxcheck.rules.JudgedKernel;
import io.daxcheck.rules.KernelReplay;
import io.daxcheck.rules.MissingFact;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.Mounting;
import io.daxcheck.rules.NextMount;
import io.daxcheck.rules.PmemDiskFindings;
import io.daxcheck.rules.QueueFlagFindings;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Cause;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.stack.pages.PageModel;
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

    /** Stands for a type that fstab names, and that the filesystem is not of. */
    private static final String MISTAKEN_TYPE = "";

    private final StorageGraph graph;
    private final MountTable mounts;
    private final KernelModel kernel;
    private final int pageSize;
    private final long pageSectors;
    private final boolean trustsObserved;
    private final Answer fsDax;
    private final KernelReplay predicted;
    private final KernelReplay judged;

    /** By the rules alone, but for the modes of namespaces: a flag that shows one is no contradiction. */
    private final KernelReplay explained;

    private final PageModel pages;
    private final FilesystemRules rules;
    private final PmemDiskFindings pmem;
    private final DmTableFindings tables;
    private final AlignmentFindings alignment;
    private final FilesystemFindings filesystemFindings;
    private final FilesystemBelow lowerDevices;

    /**
     * @param judgedAs the kernel whose behaviour this is one guess at
     * @param pageSize bytes
     */
    KernelCandidate(StorageGraph graph, MountTable mounts, JudgedKernel judgedAs, KernelModel kernel, int pageSize) {
        this.graph = graph;
        this.mounts = mounts;
        this.kernel = kernel;
        this.pageSize = pageSize;
        this.pageSectors = pageSize / 512;
        this.trustsObserved = judgedAs.isHosts();
        this.fsDax = judgedAs.fsDax();
        this.predicted = new KernelReplay(graph, kernel, pageSectors, false, false, judgedAs);
        this.judged = trustsObserved ? new KernelReplay(graph, kernel, pageSectors, true, true, judgedAs) : predicted;
        this.explained =
                hasForceRawPending() ? new KernelReplay(graph, kernel, pageSectors, false, true, judgedAs) : predicted;
        this.pages = new PageModel(graph, kernel, pageSectors, judged.drivers());
        this.rules = new FilesystemRules(pageSize, kernel, judgedAs.config(), judgedAs.vendor(), judgedAs.fsDax());
        this.pmem = new PmemDiskFindings(graph.host());
        this.tables = new DmTableFindings(graph);
        this.alignment = new AlignmentFindings(graph, pageSectors);
        this.filesystemFindings = new FilesystemFindings(kernel, pageSize);
        this.lowerDevices = new FilesystemBelow(graph, mounts, kernel, judged, filesystemFindings, trustsObserved);
    }

    private boolean hasForceRawPending() {
        for (BlockDevice device : graph.host().devices().values()) {
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

    /** How the candidate is named where several are told apart. */
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
        for (BlockDevice layer : stack.layers()) {
            if (contradicts(layer).isPresent()) {
                return false;
            }
        }
        return true;
    }

    /** The predicted flag of a layer, where it is known and another than the one that was read. */
    private Optional<Boolean> contradicts(BlockDevice layer) {
        Optional<Boolean> observed = layer.queueDax().value();
        Optional<Boolean> flag = observed.isEmpty()
                ? Optional.empty()
                : explained.queueFlag(layer).asBoolean();
        boolean poisonedSince =
                observed.equals(Optional.of(true)) && BadBlockFindings.areReasonOf(explained.queueFlag(layer));
        return flag.equals(observed) || poisonedSince ? Optional.empty() : flag;
    }

    /**
     * @param superblock of the top; null where that is not known
     */
    Judgement judge(Stack stack, Fact.Known<Superblock> superblock) {
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
        Hazards hazards = mount.isYes() ? hazards(stack, found) : Hazards.NONE;
        boolean contradicted = trustsObserved && addContradictions(stack, found);
        for (BlockDevice layer : stack.layers()) {
            if (judged.drivers().forceRawPending(layer) && layer.queueDax().is(true)) {
                found.add(pmem.forceRawPending(layer));
            }
            Optional<Finding> contradiction = pmem.modeContradiction(layer);
            if (contradiction.isPresent()) {
                found.add(contradiction.get());
            }
        }
        Map<Filesystem, FilesystemOutcome> outcomes = new EnumMap<>(Filesystem.class);
        for (Filesystem filesystem : Filesystem.values()) {
            outcomes.put(filesystem, outcome(filesystem, mount, top, hazards));
        }
        Verdict verdict = verdict(outcomes, hazards);
        if (verdict == Verdict.SUPPORTED && contradicted) {
            verdict = Verdict.UNKNOWN;
        }
        addComparison(stack, mount, hazards, found);
        Answer forXfs = addHold(top, mount, superblock, found);
        outcomes.put(Filesystem.XFS, outcome(Filesystem.XFS, forXfs, top, hazards));
        Hazards now = mount.isNo() ? hazardsUnderMount(stack, found) : hazards;
        Optional<FilesystemOutcome> onDevice =
                superblock == null ? Optional.empty() : onDevice(superblock, mount, forXfs, top, hazards, now, found);
        List<NextMount> next = new ArrayList<>();
        for (ConfiguredMount configured : mounts.configuredOn(top)) {
            next.add(next(configured, superblock, mount, forXfs, top));
        }
        return new Judgement(
                mount,
                hazards.kinds(),
                hazards.bytes(),
                hazards.ranges(),
                hazards.truncated(),
                outcomes,
                onDevice,
                mounted(top, superblock, mount, forXfs),
                next,
                verdict,
                found.list());
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

    // --------------------------------------------------------------------------------------------- hazards

    /**
     * @param bytes those with each kind
     * @param unknown whether there are pages of which nobody knows
     */
    private record Hazards(
            List<Hazard> kinds, Map<Hazard, Long> bytes, List<HazardRange> ranges, boolean truncated, boolean unknown) {
        private static final Hazards NONE = new Hazards(List.of(), Map.of(), List.of(), false, false);
        private static final Hazards UNKNOWN = new Hazards(List.of(), Map.of(), List.of(), false, true);
    }

    private Hazards hazards(Stack stack, FindingSet found) {
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
        return of(result);
    }

    /** The filesystem mounts, and has no dax device. */
    private Hazards everythingFails(BlockDevice top, long size, Answer flag, FindingSet found) {
        found.add(QueueFlagFindings.mountsThenFails(top));
        for (Finding finding : flag.because()) {
            found.addNew(finding.as(Severity.HAZARD));
        }
        long sectors = size / pageSectors * pageSectors;
        return new Hazards(
                List.of(Hazard.ERROR),
                Map.of(Hazard.ERROR, sectors * 512),
                sectors == 0 ? List.of() : List.of(new HazardRange(Hazard.ERROR, 0, sectors)),
                false,
                false);
    }

    private Finding finding(Cause cause) {
        BlockDevice device = cause.device();
        boolean truncates = kernel.has(KernelBehaviour.DM_OFFSETS_TRUNCATED);
        return switch (cause.kind()) {
            case OFFSET -> alignment.offset(device, cause.target(), Severity.HAZARD, truncates, cause.pages());
            case BOUNDARY -> alignment.boundary(device, cause.target(), Severity.HAZARD);
            case CHUNK -> alignment.chunk(device, cause.target(), Severity.HAZARD);
            case TARGET_FAILS ->
                tables.targetWithoutDax(device, cause.target()).as(Severity.HAZARD);
            case TARGET_UNKNOWN ->
                DmTableFindings.unknownTarget(device, cause.target()).as(Severity.WARNING);
            case LEG_UNKNOWN ->
                cause.target() == null ? MissingFact.diskOf(device) : DmTableFindings.legNotFound(device, cause.target());
            case TABLE_UNKNOWN -> DmTableFindings.tableMissing(device);
            case LEAF_WITHOUT_DAX -> DriverFindings.legNotChecked(device);
            case NO_STRUCT_PAGES -> pmem.panicOnRawLeg(device);
            case POISON -> BadBlockFindings.touched(device, Severity.HAZARD, cause.pages());
            case LEAF_UNKNOWN -> judged.drivers().whyUnknown(device);
            case POISON_UNKNOWN -> BadBlockFindings.unknown(device);
        };
    }

    // ---------------------------------------------------------------------------------- queue/dax as it reads

    /** Says where queue/dax and the rules differ; returns whether they do anywhere. */
    private boolean addContradictions(Stack stack, FindingSet found) {
        boolean contradicted = false;
        for (BlockDevice layer : stack.layers()) {
            Optional<Boolean> flag = contradicts(layer);
            if (flag.isPresent() && layer.partition().isEmpty()) {
                contradicted = true;
                found.addNew(QueueFlagFindings.differs(layer, explained.queueFlag(layer), title(false)));
            }
        }
        return contradicted;
    }

    // --------------------------------------------------------------------------------- the rule of the thread

    /** Says whether a dm device does what every device at the bottom of it does. */
    private void addComparison(Stack stack, Answer mount, Hazards hazards, FindingSet found) {
        BlockDevice top = stack.top();
        if (top.dm().isEmpty() || mount.isUnknown() || hazards.unknown()) {
            return;
        }
        Answer.All leaves = new Answer.All();
        List<String> names = new ArrayList<>();
        for (BlockDevice layer : stack.layers()) {
            if (graph.below(layer).isEmpty() && layer.dm().isEmpty()) {
                leaves.add(judged.mountCheck(layer));
                names.add(layer.name());
            }
        }
        Answer below = leaves.answer();
        if (names.isEmpty() || below.isUnknown()) {
            return;
        }
        boolean same = below.isYes() ? mount.isYes() && hasNoHazardOfItsOwn(found) : mount.isNo();
        String devices = names.size() > 4 ? names.size() + " devices" : String.join(", ", names);
        String message = same
                ? "mount -o dax has the same result on " + top.name() + " and on the devices below it: "
                : "mount -o dax has another result on " + top.name() + " than on each device below it: ";
        found.add(new Finding(
                same ? FindingCode.SAME_AS_BELOW : FindingCode.DIFFERS_FROM_BELOW,
                same || mount.isNo() ? Severity.INFO : Severity.WARNING,
                top.name(),
                message + devices,
                List.of(),
                Remedy.NONE));
    }

    /** Bad blocks are as bad on the device below. */
    private static boolean hasNoHazardOfItsOwn(FindingSet found) {
        for (Finding finding : found) {
            if (finding.severity() == Severity.HAZARD && finding.code() != FindingCode.POISON_IN_RANGE) {
                return false;
            }
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------- filesystems

    private FilesystemOutcome outcome(Filesystem filesystem, Answer mount, BlockDevice top, Hazards hazards) {
        Mounting mounting = rules.mounting(
                filesystem,
                rules.plain(filesystem),
                Below.of(mount, top.partition().isPresent()));
        boolean hasDax = mounting.withDax() == MountOutcome.DAX;
        return new FilesystemOutcome(mounting.withDax(), hasDax ? hazards.kinds() : List.of());
    }

    private Optional<FilesystemOutcome> onDevice(
            Fact.Known<Superblock> superblock,
            Answer mount,
            Answer forXfs,
            BlockDevice top,
            Hazards hazards,
            Hazards now,
            FindingSet found) {
        Optional<Filesystem> filesystem = Filesystem.named(superblock.content().type());
        if (filesystem.isEmpty()) {
            String type = superblock.content().type();
            if (!Filesystem.hasNoDaxOption(type)) {
                return Optional.empty();
            }
            found.add(FilesystemFindings.noOption(type, top.name(), new Evidence(type, superblock.source())));
            return Optional.of(new FilesystemOutcome(MountOutcome.REFUSED, List.of()));
        }
        Answer answer = filesystem.get() == Filesystem.XFS ? forXfs : mount;
        Below below = lowerDevices.of(filesystem.get(), superblock.content(), answer, mounts.optionsOn(top), top);
        Mounting mounting = rules.mounting(filesystem.get(), superblock.content(), below);
        boolean isShown = trustsObserved && !mount.isNo() && mounts.isMountedWithDax(top);
        MountOutcome outcome = mounting.withDax();
        if (outcome == MountOutcome.UNKNOWN
                && isShown
                && !rules.leavesHazardsOpen(filesystem.get(), superblock.content(), below)) {
            outcome = MountOutcome.DAX;
        }
        if (outcome == MountOutcome.UNKNOWN || mounting.always() == NextMount.UNKNOWN) {
            found.addNew(below.named().because());
            found.addNew(below.other().map(Answer::because).orElse(List.of()));
        }
        if (outcome == MountOutcome.UNKNOWN && !superblock.content().complete()) {
            found.add(FilesystemFindings.featuresUnknown(top, superblock));
        } else if (superblock.content().complete()) {
            filesystemFindings.addTo(found, mounting, top, superblock);
        }
        boolean usesDax = mount.isNo() || outcome == MountOutcome.DAX || mounting.letsFilesUseDax();
        List<Hazard> all = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            boolean ofDevice = usesDax && (mount.isNo() ? now : hazards).kinds().contains(hazard);
            if (ofDevice || mounting.hazards().contains(hazard)) {
                all.add(hazard);
            }
        }
        return Optional.of(new FilesystemOutcome(outcome, all));
    }

    /**
     * What happens to a filesystem that is mounted with dax on a device which a new mount would get no DAX of: it keeps
     * the dax device that it has, and accesses meet the table of now.
     */
    private Hazards hazardsUnderMount(Stack stack, FindingSet found) {
        BlockDevice top = stack.top();
        Optional<Mount> mount = trustsObserved ? mounts.mountOf(top) : Optional.empty();
        if (mount.isEmpty()
                || !mount.get().asksForDax()
                || lowerDevices.hasRealtime(mount.get().options())
                || top.sizeSectors().value().isEmpty()) {
            return Hazards.NONE;
        }
        PageModel.Result result;
        try {
            result = pages.examine(stack, top.sizeSectors().value().get());
        } catch (PageModel.TooComplex tooComplex) {
            return Hazards.UNKNOWN;
        }
        if (!result.bytes().isEmpty() && judged.queueFlag(top).isNo()) {
            List<Cause> causes = result.causes();
            found.add(tables.lostUnderMount(
                    top, mount.get(), causes.isEmpty() ? Optional.empty() : Optional.of(causes.get(0))));
        }
        return of(result);
    }

    private static Hazards of(PageModel.Result result) {
        List<Hazard> kinds = new ArrayList<>();
        for (Hazard hazard : Hazard.values()) {
            if (result.bytes().containsKey(hazard)) {
                kinds.add(hazard);
            }
        }
        return new Hazards(kinds, result.bytes(), result.ranges(), result.truncated(), result.unknown());
    }

    /** The kernel's answer for an XFS on the device: no, where another XFS on the same disk holds the dax device. */
    private Answer addHold(BlockDevice top, Answer mount, Fact.Known<Superblock> superblock, FindingSet found) {
        if (mount.isNo() || !kernel.has(KernelBehaviour.XFS_HOLDS_DAX_DEVICE)) {
            return mount;
        }
        Optional<Mount> holder = mounts.otherHolder(top);
        if (holder.isEmpty()) {
            return mount;
        }
        boolean standsThere = superblock != null && superblock.content().type().equals("xfs");
        Finding held = FilesystemFindings.daxDeviceHeld(graph.host(), top, holder.get(), standsThere ? Severity.WARNING : Severity.INFO);
        found.add(held);
        return Answer.no(held);
    }

    private NextMount next(
            ConfiguredMount configured,
            Fact.Known<Superblock> superblock,
            Answer mount,
            Answer forXfs,
            BlockDevice top) {
        NextMount next = null;
        for (Superblock possible : possibleFilesystems(configured, superblock)) {
            String type = configured.isOfAnyType() ? possible.type() : configured.type();
            NextMount one = next(possible, type, configured.options(), mount, forXfs, top);
            next = next == null ? one : next.or(one);
            boolean mayBeHeld = possible.type().equals("xfs")
                    && one == NextMount.YES
                    && kernel.has(KernelBehaviour.XFS_HOLDS_DAX_DEVICE)
                    && mounts.otherConfigured(top).isPresent();
            next = mayBeHeld ? NextMount.UNKNOWN : next;
        }
        boolean isShown = next == NextMount.UNKNOWN
                && trustsObserved
                && !mount.isNo()
                && mounts.isMountedWithDax(top)
                && configured.daxOption().asksForDax()
                && mounts.otherConfigured(top).isEmpty();
        return isShown ? lowerDevices.whereShown(forXfs, configured.options(), top) : next;
    }

    /** What is mounted: what stands there, if a line of fstab that names another type does not make it fail. */
    private static List<Superblock> possibleFilesystems(ConfiguredMount configured, Fact.Known<Superblock> superblock) {
        if (superblock != null) {
            boolean mistaken = configured.conflictsWith(superblock.content().type());
            return List.of(mistaken ? Superblock.named(MISTAKEN_TYPE) : superblock.content());
        }
        if (!configured.isOfAnyType()) {
            return List.of(Superblock.typeOnly(configured.type(), 0));
        }
        List<Superblock> all = new ArrayList<>();
        for (Filesystem filesystem : Filesystem.values()) {
            all.add(Superblock.typeOnly(filesystem.word(), 0));
        }
        return all;
    }

    /**
     * @param type as fstab or mountinfo names it; any for the one that is found
     */
    private NextMount next(
            Superblock superblock, String type, List<String> options, Answer mount, Answer forXfs, BlockDevice top) {
        Optional<Filesystem> filesystem = Filesystem.named(superblock.type());
        if (filesystem.isEmpty()) {
            // A driver without a dax option calls it a bad option.
            boolean named =
                    DaxOption.of(options) != DaxOption.NONE || superblock.type().equals(MISTAKEN_TYPE);
            return named ? NextMount.REFUSED : NextMount.NO;
        }
        // The ext4 driver mounts an ext2 under its own name and under that of ext3.
        Filesystem driver = type.equals("ext4") || type.equals("ext3") ? Filesystem.EXT4 : filesystem.get();
        Answer answer = driver == Filesystem.XFS ? forXfs : mount;
        return rules.next(driver, type, superblock, options, lowerDevices.of(driver, superblock, answer, options, top));
    }

    /** What the files get in the mount that there is: where it shows no option, what the kernel makes of that. */
    private NextMount mounted(BlockDevice top, Fact.Known<Superblock> superblock, Answer device, Answer forXfs) {
        Optional<Mount> mount = mounts.mountOf(top);
        if (mount.isEmpty() || superblock == null) {
            return NextMount.UNKNOWN;
        }
        List<String> options = mounts.optionsOn(top);
        NextMount next = next(superblock.content(), mount.get().type(), options, device, forXfs, top);
        // Shown, the option is on; whether every file follows it depends on the other devices and the image.
        return mount.get().asksForDax() && next != NextMount.PER_FILE
                ? lowerDevices.whereShown(forXfs, options, top)
                : next;
    }

    // ---------------------------------------------------------------------------------------------- verdict

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
