package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.MountState;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the plan of one stack from the facts and the codes of its findings, never from their text. */
public final class Planner {
    private static final int DEFAULT_PAGE = 4_096;

    /** mkfs.xfs makes nothing smaller from xfsprogs 5.19 on (mkfs/xfs_mkfs.c: validate_supported). */
    private static final long MIN_XFS_SECTORS = 300L * 2_048;

    private final Host host;
    private final StorageGraph graph;
    private final StackReport report;
    private final BlockDevice top;
    private final int pageSize;
    private final List<String> targets = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private Planner(StorageGraph graph, StackReport report) {
        this.host = graph.host();
        this.graph = graph;
        this.report = report;
        this.top = report.stack().top();
        this.pageSize = host.pageSize().value().orElse(DEFAULT_PAGE);
        for (Mount mount : graph.mountsOf(top)) {
            if (!targets.contains(mount.target())) {
                targets.add(mount.target());
            }
        }
    }

    /** The plan of one stack; one that breaks a rule for commands is not given, which the plan then says. */
    public static Plan of(StorageGraph graph, StackReport report) {
        Plan plan = new Planner(graph, report).plan();
        CommandRule.State state = new CommandRule.State(graph, report.stack(), report.findings());
        List<String> commands = new ArrayList<>();
        for (Step step : plan.chosen(Optional.empty()).orElseThrow()) {
            commands.addAll(step.commands());
        }
        return CommandRule.brokenBy(commands, state).isEmpty()
                ? plan
                : ask(
                        "The hardware, or something else that uses these devices, has to be repaired first: see the findings");
    }

    private static Plan ask(String what) {
        return Plan.asking(Step.of("ask", what));
    }

    private boolean has(FindingCode code) {
        for (Finding finding : report.findings()) {
            if (finding.code() == code) {
                return true;
            }
        }
        return false;
    }

    private Plan plan() {
        if (has(FindingCode.MOUNTED_AND_CORRUPTING)) {
            return Plan.asking(Step.of(
                    "copy",
                    "Copy the files out of " + String.join(", ", targets)
                            + " as they are read there now, to another device, and compare them. Do not unmount it and do not "
                            + "remount it before. When it is unmounted after that, ask for the plan again",
                    "daxcheck explain mounted-and-corrupting"));
        }
        boolean misses = false;
        for (MountState mount : report.mounts()) {
            misses |= mount.lacksRequestedDax();
        }
        boolean isGood = report.effectiveVerdict() == Verdict.SUPPORTED && report.verdict() == Verdict.SUPPORTED;
        if (isGood && !misses) {
            return Plan.NONE;
        }
        if (has(FindingCode.FS_DAX_NOT_BUILT) || has(FindingCode.PFN_NOT_BUILT)) {
            return ask(
                    "No step on this host leads to DAX: boot a kernel with CONFIG_FS_DAX=y, CONFIG_ZONE_DEVICE=y and "
                            + "CONFIG_NVDIMM_PFN=y");
        }
        if (report.verdict() == Verdict.UNKNOWN) {
            return missingFacts();
        }
        if (report.verdict() == Verdict.SUPPORTED) {
            return ofFilesystem();
        }
        return ofDevice();
    }

    private Plan missingFacts() {
        List<Step> asked = new ArrayList<>();
        for (Finding finding : report.findings()) {
            boolean inspects = finding.hasRemedy() && !finding.remedy().destructive();
            if (inspects && finding.severity() == Severity.WARNING) {
                Step step = Step.of(
                        "read-" + (asked.size() + 1),
                        finding.remedy().text(),
                        finding.remedy().commands().toArray(new String[0]));
                if (step.effect() == Effect.INSPECT) {
                    asked.add(step);
                }
            }
        }
        return asked.isEmpty() ? ask("A fact that decides is missing: see the findings") : new Plan(asked, false);
    }

    // ------------------------------------------------------------------------------------- parts of every plan

    private static String path(BlockDevice device) {
        Optional<String> name = device.dm().isEmpty()
                ? Optional.empty()
                : device.dm().get().name().value();
        return name.isPresent() && !name.get().isEmpty()
                ? "/dev/mapper/" + name.get()
                : "/dev/" + device.name().replace('!', '/');
    }

    private static String size(BlockDevice device) {
        return device.sizeSectors() instanceof Fact.Known<Long> known
                ? ", at most " + Sizes.bytes(known.content() * 512)
                : "";
    }

    private String type() {
        String onDevice = report.onDevice()
                .map(filesystem -> filesystem.superblock().type())
                .orElse("");
        boolean tooSmall = top.sizeSectors().value().orElse(0L) < MIN_XFS_SECTORS;
        boolean held = has(FindingCode.DAX_DEVICE_HELD);
        return onDevice.equals("xfs") && !tooSmall && !held ? "xfs" : "ext4";
    }

    private Optional<String> target() {
        if (!targets.isEmpty()) {
            return Optional.of(targets.get(0));
        }
        for (ConfiguredFilesystem configured : report.configured()) {
            if (configured.mount().target().startsWith("/")) {
                return Optional.of(configured.mount().target());
            }
        }
        return Optional.empty();
    }

    private void addCopy() {
        boolean anything = report.onDevice().isPresent() || !targets.isEmpty();
        String where = targets.isEmpty() ? path(top) : targets.get(0);
        boolean harms = report.effectiveVerdict() == Verdict.UNSAFE && targets.isEmpty();
        steps.add(Step.of(
                "copy",
                (harms ? "Do not mount it with dax. " : "")
                        + (anything ? "Copy what is worth keeping of " : "If something is to be kept, copy it off ")
                        + where
                        + size(top) + ", to another device"));
    }

    private void addUnmount() {
        if (!(host.mounts() instanceof Fact.Known<List<Mount>>)) {
            steps.add(Step.byHand(
                    "look",
                    "It is not known what is mounted: see with findmnt that nothing is mounted from " + path(top)
                            + ", and unmount it otherwise",
                    Effect.DISRUPTIVE));
        }
        if (!targets.isEmpty()) {
            List<String> commands = new ArrayList<>();
            for (int i = targets.size() - 1; i >= 0; i--) {
                commands.add("umount " + ShellWord.argument(targets.get(i)));
            }
            steps.add(Step.of(
                    "unmount",
                    "Stop what uses " + String.join(", ", targets) + ", and unmount it",
                    commands.toArray(new String[0])));
        }
    }

    private String mkfs(String type, String device) {
        return type.equals("xfs")
                ? "mkfs.xfs -f -b size=" + pageSize + " -m reflink=0 " + ShellWord.of(device)
                : "mkfs.ext4 -F -b " + pageSize + " -O '^inline_data' " + ShellWord.of(device);
    }

    private void addFilesystem(String device, String data) {
        String type = type();
        steps.add(Step.destroying(
                "make-filesystem",
                "Make a new " + type + " with blocks of one page, " + Sizes.bytes(pageSize),
                data,
                List.of(mkfs(type, device))));
        String other = type.equals("xfs") ? "ext4" : "xfs";
        boolean possible = other.equals("ext4")
                || (top.sizeSectors().value().orElse(0L) >= MIN_XFS_SECTORS && !has(FindingCode.DAX_DEVICE_HELD));
        if (possible) {
            steps.add(Step.destroying("make-" + other, "Or make " + other, data, List.of(mkfs(other, device)))
                    .insteadOf("make-filesystem"));
        }
    }

    private Plan finish(String device, String options, boolean restore) {
        for (ConfiguredFilesystem configured : report.configured()) {
            steps.add(Step.byHand(
                    "configure",
                    "Correct " + configured.mount().source() + ": device " + device + ", directory "
                            + configured.mount().target() + ", the type that stands there, options " + options,
                    Effect.SAFE));
            break;
        }
        Optional<String> target = target();
        if (target.isPresent()) {
            steps.add(Step.of(
                    "mount",
                    "Mount it with dax",
                    "mount -o " + ShellWord.of(options) + " " + ShellWord.of(device) + " "
                            + ShellWord.of(target.get())));
        } else {
            steps.add(Step.byHand(
                    "mount", "Mount " + device + " where it is wanted, with the options " + options, Effect.SAFE));
        }
        if (restore) {
            steps.add(Step.byHand("restore", "Copy the data back", Effect.SAFE));
        }
        steps.add(Step.of("verify", "See that all is well now", "daxcheck " + ShellWord.argument(device)));
        if (!targets.isEmpty() || target.isPresent()) {
            steps.add(Step.of(
                            Plan.WITHOUT_DAX,
                            "Or leave it as it is, and use it without dax: take dax out of the options")
                    .insteadOf(steps.get(0).id()));
        }
        return new Plan(steps, true);
    }

    // -------------------------------------------------------------------------------------- the filesystem

    /** The options that name the other devices of a filesystem: without them it is not mounted. */
    private String otherDevices() {
        StringBuilder options = new StringBuilder();
        for (ConfiguredFilesystem configured : report.configured()) {
            for (String option : configured.mount().options()) {
                if (option.startsWith("rtdev=") || option.startsWith("logdev=") || option.startsWith("device=")) {
                    options.append(',').append(option);
                }
            }
            break;
        }
        return options.toString();
    }

    private Plan ofFilesystem() {
        Verdict verdict = report.filesystemVerdict().orElse(Verdict.SUPPORTED);
        if (verdict == Verdict.UNKNOWN) {
            return missingFacts();
        }
        if (verdict == Verdict.SUPPORTED && !has(FindingCode.SECOND_DEVICE_WITHOUT_DAX)) {
            addUnmount();
            return finish(path(top), "dax" + otherDevices(), false);
        }
        if (!graph.isTop(top)) {
            return ask("Something else uses " + path(top) + ": name the device on top of it");
        }
        addCopy();
        addUnmount();
        Superblock superblock = report.onDevice().orElseThrow().superblock();
        addFilesystem(path(top), "the " + superblock.type() + " on " + path(top));
        return finish(path(top), "dax", true);
    }

    // ------------------------------------------------------------------------------------------ the device

    private Plan ofDevice() {
        if (!graph.isTop(top)) {
            return ask("Something else uses " + path(top) + ": name the device on top of it");
        }
        for (BlockDevice layer : report.stack().layers()) {
            if (isLvm(layer)) {
                return new LvmPlan(this).plan();
            }
        }
        for (BlockDevice layer : report.stack().layers()) {
            if (layer.kind() == Kind.LOOP || layer.kind() == Kind.MD || layer.kind() == Kind.BCACHE) {
                return ask(
                        "No step leads to DAX through " + path(layer) + ", a "
                                + layer.kind().title()
                                + ": make the filesystem on an fsdax namespace, or on linear or striped dm devices over several");
            }
        }
        if (top.dm().isPresent()) {
            return new TablePlan(this).plan();
        }
        return top.partition().isPresent() ? ofPartition() : ofDisk(top);
    }

    static boolean isLvm(BlockDevice device) {
        return device.dm().isPresent()
                && device.dm().get().uuid().value().orElse("").startsWith("LVM-");
    }

    private Plan ofDisk(BlockDevice disk) {
        addCopy();
        addUnmount();
        Optional<String> device = addRepair(disk);
        if (device.isEmpty()) {
            return ask(whyNot(disk));
        }
        addFilesystem(device.get(), "everything on " + path(disk));
        return finish(device.get(), "dax", true);
    }

    private Plan ofPartition() {
        BlockDevice disk = graph.diskOf(top).orElse(top);
        if (!isFsdax(disk)) {
            if (disk.name().equals(top.name()) || isUsedByOthers(disk)) {
                return ask(whyNot(disk));
            }
            addCopy();
            addUnmount();
            Optional<String> device = addRepair(disk);
            if (device.isEmpty()) {
                return ask(whyNot(disk));
            }
            addFilesystem(device.get(), "everything on " + path(disk));
            return finish(device.get(), "dax", true);
        }
        addCopy();
        addUnmount();
        if (!addPartition(top)) {
            return ask("The start of " + path(top) + " on its disk is unknown");
        }
        addFilesystem(path(top), "everything on " + path(top));
        return finish(path(top), "dax", true);
    }

    /** Makes a partition again on whole pages, inside the range that it has; false where the range is not known. */
    boolean addPartition(BlockDevice partition) {
        Optional<Long> start = partition.startOnDisk();
        Optional<Long> size = partition.sizeSectors().value();
        Optional<BlockDevice> disk = graph.diskOf(partition);
        if (start.isEmpty() || size.isEmpty() || disk.isEmpty()) {
            return false;
        }
        long page = pageSize / 512L;
        long first = (start.get() + page - 1) / page * page;
        long length = (start.get() + size.get()) / page * page - first;
        String number = partition.name().substring(partition.name().lastIndexOf('p') + 1);
        if (length <= 0) {
            return false;
        }
        steps.add(Step.destroying(
                "make-partition",
                "Create the partition page-aligned, inside its present range",
                "everything on " + path(partition),
                List.of("printf 'start=%s, size=%s\\n' " + first + " " + length + " | sfdisk --wipe never -N "
                        + ShellWord.of(number) + " " + ShellWord.of(path(disk.get())))));
        return true;
    }

    // --------------------------------------------------------------------------------------- the namespace

    boolean isFsdax(BlockDevice disk) {
        return disk.kind() == Kind.PMEM
                && (host.modeOf(disk).is(Namespace.Mode.FSDAX)
                        || disk.queueDax().is(true));
    }

    /** Whether something outside this stack lies on a device. */
    boolean isUsedByOthers(BlockDevice device) {
        for (BlockDevice upper : graph.above(device)) {
            if (!report.stack().has(upper)) {
                return true;
            }
        }
        return false;
    }

    /** Adds what gives a pmem disk DAX; returns its path then, empty where nothing does. */
    Optional<String> addRepair(BlockDevice disk) {
        if (isFsdax(disk)) {
            return Optional.of(path(disk));
        }
        Optional<Namespace> namespace = host.namespaceOf(disk);
        if (disk.kind() != Kind.PMEM || namespace.isEmpty() || isUsedByOthers(disk)) {
            return Optional.empty();
        }
        String name = namespace.get().name();
        boolean unclaimed = disk.pmem().orElseThrow().modeOfParent().isEmpty();
        if (unclaimed && namespace.get().forceRaw().is(true)) {
            steps.add(Step.of(
                    "clear-force-raw-" + name,
                    "Take the namespace out of raw mode, which force_raw put it in: its data stays",
                    "ndctl disable-namespace " + name,
                    NamespaceCommands.clearForceRaw(name),
                    "ndctl enable-namespace " + name));
            return Optional.of(path(disk));
        }
        String align = pageSize == DEFAULT_PAGE ? "" : " --align=" + pageSize;
        steps.add(Step.destroying(
                "reconfigure-" + name,
                "Make the namespace an fsdax one. It is a little smaller then: read the size afterwards",
                "everything on " + path(disk),
                List.of("ndctl create-namespace --force --reconfig=" + name + " --mode=fsdax" + align)));
        boolean sector = disk.name().endsWith("s");
        return Optional.of(
                sector ? "/dev/" + disk.name().substring(0, disk.name().length() - 1) : path(disk));
    }

    private String whyNot(BlockDevice disk) {
        return isUsedByOthers(disk)
                ? "Something else is on " + path(disk) + ", which would be destroyed: move that first"
                : "No step gives " + path(disk) + " DAX: it is a " + disk.kind().title()
                        + ". Put the filesystem on a pmem disk in fsdax mode: ask for an NVDIMM, CXL memory or a virtual one "
                        + "with labels";
    }

    // --------------------------------------------------------------------------------- for the other plans

    StorageGraph graph() {
        return graph;
    }

    StackReport report() {
        return report;
    }

    long pageSectors() {
        return pageSize / 512L;
    }

    List<Step> steps() {
        return steps;
    }

    boolean finds(FindingCode code) {
        return has(code);
    }

    void begin() {
        addCopy();
        addUnmount();
    }

    Plan end(String device, String data) {
        addFilesystem(device, data);
        return finish(device, "dax", true);
    }

    Plan endWithData(String device) {
        return finish(device, "dax", false);
    }

    static String pathOf(BlockDevice device) {
        return path(device);
    }

    static Plan asking(String what) {
        return ask(what);
    }

    String reason(BlockDevice disk) {
        return whyNot(disk);
    }
}
