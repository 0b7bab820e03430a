package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The steps of one plan while it is made, and the parts that plans have in common. */
final class Draft {
    private static final int DEFAULT_PAGE = 4_096;

    /** No fsdax namespace loses more: a 64th for struct pages, and 2 MiB at either end for its alignment. */
    private static final long FSDAX_LOSS_DIVISOR = 32;

    private static final long FSDAX_LOSS_SECTORS = 4L * 2_048;

    /** Options that any filesystem has. */
    private static final List<String> KEPT_OPTIONS = List.of(
            "auto",
            "noauto",
            "nofail",
            "_netdev",
            "noatime",
            "nodiratime",
            "relatime",
            "lazytime",
            "nodev",
            "nosuid",
            "noexec");

    private final Host host;
    private final StorageGraph graph;
    private final StackReport report;
    private final BlockDevice top;
    private final int pageSize;
    private final Set<Filesystem> wanted;
    /** Of the filesystem that is made; empty where none is. */
    private String madeType = "";

    /** What is said of another one that may be made in its place. */
    private String otherType = "";

    private final List<String> targets;
    private final List<Step> steps = new ArrayList<>();

    /**
     * @param wanted the filesystems of which one may be made
     */
    Draft(StorageGraph graph, StackReport report, Set<Filesystem> wanted) {
        this.host = graph.host();
        this.graph = graph;
        this.report = report;
        this.top = report.stack().top();
        this.pageSize = host.pageSize().value().orElse(DEFAULT_PAGE);
        this.wanted = wanted;
        Set<String> each = new LinkedHashSet<>();
        for (Mount mount : graph.mountsOf(top)) {
            each.add(mount.target());
        }
        this.targets = List.copyOf(each);
    }

    StorageGraph graph() {
        return graph;
    }

    StackReport report() {
        return report;
    }

    BlockDevice top() {
        return top;
    }

    /** Directories that the top is mounted on, the first mount first. */
    List<String> targets() {
        return targets;
    }

    /** Whether it is mounted on {@code /}: nobody can unmount it while the system runs. */
    boolean isRootOfRunningSystem() {
        return targets.contains("/");
    }

    long pageSectors() {
        return pageSize / 512L;
    }

    void add(Step step) {
        steps.add(step);
    }

    boolean finds(FindingCode code) {
        return finding(code).isPresent();
    }

    /** The first finding with a code. */
    Optional<Finding> finding(FindingCode code) {
        for (Finding finding : report.findings()) {
            if (finding.code() == code) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    /** As a person names a device in a command. */
    static String path(BlockDevice device) {
        return device.devicePath();
    }

    /** Where it is mounted, or is configured to be. */
    Optional<String> target() {
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

    /** The options that name the other devices of a filesystem: without them it is not mounted. */
    String otherDevices() {
        if (!report.configured().isEmpty()) {
            String configured = otherDevices(report.configured().get(0).mount().options());
            if (!configured.isEmpty()) {
                return configured;
            }
        }
        return report.onDevice()
                .flatMap(FilesystemOnDevice::mounted)
                .map(mounted -> otherDevices(mounted.options()))
                .orElse("");
    }

    private static String otherDevices(List<String> options) {
        StringBuilder others = new StringBuilder();
        for (String option : options) {
            if (isOtherDevice(option)) {
                others.append(',').append(option);
            }
        }
        return others.toString();
    }

    /** The files that a filesystem has on other devices, which are lost with it; empty where it has none. */
    String filesElsewhere() {
        String others = otherDevices();
        return others.isEmpty() ? "" : ", with what it has on its other devices (" + others.substring(1) + ")";
    }

    // ------------------------------------------------------------------------------------- before the change

    void begin() {
        addCopy();
        addUnmount();
    }

    /**
     * How much there is to be copied, with a comma before it; empty where that is not known, as it is not for a filesystem
     * with files on other devices too.
     */
    String size() {
        return otherDevices().isEmpty() && top.sizeSectors() instanceof Fact.Known<Long> known
                ? ", at most " + Sizes.bytes(known.content() * 512)
                : "";
    }

    private void addCopy() {
        if (finds(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE)) {
            // It cannot be mounted as it is, and nothing of it is lost yet.
            steps.add(Step.of(
                    "restore-size",
                    "Restore the size that " + path(top)
                            + " had, and do not repair the filesystem before that: its data is complete again then. Go on "
                            + "here only if nothing of it is needed"));
            return;
        }
        boolean anything = report.onDevice().isPresent() || !targets.isEmpty();
        String where = targets.isEmpty() ? path(top) : targets.get(0);
        boolean harms = report.effectiveVerdict() == Verdict.UNSAFE && targets.isEmpty();
        steps.add(Step.of(
                "copy",
                (harms ? "Do not mount it with dax. " : "")
                        + (anything ? "Copy the data you need from " : "Copy any data you need from ")
                        + where + size() + ", to another device"));
    }

    void addUnmount() {
        if (!(host.mounts() instanceof Fact.Known<List<Mount>>)) {
            steps.add(Step.of("look", "Look up what is mounted, which was not read", CommandRule.showsMounts(top)));
            steps.add(Step.byHand(
                    "unmount-what-it-shows",
                    "Where it shows a mount point, stop the programs that use that directory, and unmount it, the last mount first",
                    Effect.DISRUPTIVE));
        }
        if (!targets.isEmpty()) {
            List<String> commands = new ArrayList<>();
            for (int i = targets.size() - 1; i >= 0; i--) {
                commands.add("umount " + ShellWord.argument(targets.get(i)));
            }
            steps.add(Step.of(
                    "unmount",
                    "Stop the programs that use " + String.join(", ", targets) + ", and unmount it",
                    commands.toArray(new String[0])));
        }
    }

    // ---------------------------------------------------------------------------------- a new filesystem

    /** The least that a disk has in fsdax mode, in sectors: what it has then is read after the step. */
    static long leastFsdax(long sectors) {
        return sectors - sectors / FSDAX_LOSS_DIVISOR - FSDAX_LOSS_SECTORS;
    }

    /** Whether mkfs.xfs makes an XFS of at least this size. */
    private boolean isXfsPossible(long sectors) {
        return sectors >= CommandRule.MIN_XFS_SECTORS
                && !finds(FindingCode.DAX_DEVICE_HELD)
                && wanted.contains(Filesystem.XFS);
    }

    private String type(long sectors) {
        String onDevice = report.onDevice()
                .map(filesystem -> filesystem.superblock().type())
                .orElse("");
        boolean isXfs = onDevice.equals("xfs") || !wanted.contains(Filesystem.EXT4);
        return isXfs && isXfsPossible(sectors) ? "xfs" : "ext4";
    }

    private String mkfs(String type, String device) {
        return type.equals("xfs")
                ? "mkfs.xfs -f -b size=" + pageSize + " -m reflink=0" + withoutNewFeatures() + " "
                        + ShellWord.of(device)
                : "mkfs.ext4 -F -b " + pageSize + " -O '^inline_data' " + ShellWord.of(device);
    }

    /** A mkfs.xfs that made what this kernel does not mount makes it again, unless an option prevents that. */
    private String withoutNewFeatures() {
        Optional<Superblock> superblock = report.onDevice().map(filesystem -> filesystem.superblock());
        if (!finds(FindingCode.FILESYSTEM_NOT_MOUNTABLE) || superblock.isEmpty()) {
            return "";
        }
        StringBuilder options = new StringBuilder();
        addOff(superblock.get(), " -i ", List.of("nrext64", "exchange"), options);
        addOff(superblock.get(), " -n ", List.of("parent"), options);
        return options.toString();
    }

    private static void addOff(Superblock superblock, String option, List<String> features, StringBuilder options) {
        String before = option;
        for (String feature : features) {
            if (superblock.has(feature)) {
                options.append(before).append(feature).append("=0");
                before = ",";
            }
        }
    }

    private void addFilesystem(String device, String data, long sectors) {
        String type = type(sectors);
        madeType = type;
        steps.add(Step.destroying(
                "make-filesystem",
                "Create a new " + type + " with blocks of " + Sizes.bytes(pageSize) + ", the page size"
                        + (otherDevices().isEmpty()
                                ? ""
                                : ". It has only the room of " + device
                                        + ": see that the files of the other devices fit, too"),
                data,
                List.of(mkfs(type, device))));
        boolean possible = type.equals("xfs") ? wanted.contains(Filesystem.EXT4) : isXfsPossible(sectors);
        if (possible) {
            String other = type.equals("xfs") ? "ext4" : "xfs";
            otherType = " (type " + other + " where that was made)";
            steps.add(Step.destroying("make-" + other, "Or create " + other, data, List.of(mkfs(other, device)))
                    .insteadOf("make-filesystem"));
        }
    }

    // ------------------------------------------------------------------------------------ after the change

    /**
     * With a new filesystem, which is mounted and filled again.
     *
     * @param data whose data the filesystem takes the place of
     * @param sectors the least that the device has then
     */
    Plan end(String device, String data, long sectors) {
        addFilesystem(device, data, sectors);
        return finish(device, "dax", true);
    }

    /** With the filesystem that is there. */
    Plan endWithData(String options) {
        return finish(path(top), options, false);
    }

    /** The line of fstab, or the fields of a mount unit, as they have to be: what need not change stays as it is. */
    private String corrected(ConfiguredMount mount, String device, String options) {
        String onDevice = report.onDevice()
                .map(filesystem -> filesystem.superblock().type())
                .orElse("auto");
        String type = madeType.isEmpty() ? onDevice : madeType;
        // A new filesystem has another UUID and label.
        String named = madeType.isEmpty() && device.equals(path(top)) ? mount.device() : device;
        StringBuilder all = new StringBuilder(options);
        for (String option : mount.options()) {
            boolean isForAny = KEPT_OPTIONS.contains(option) || option.startsWith("x-");
            boolean isOfType = madeType.isEmpty() && type.equals(mount.type()) && isKept(option);
            if (isForAny || isOfType) {
                all.append(',').append(option);
            }
        }
        return mount.isInFstab()
                ? "Correct " + mount.source() + " to: " + named + " "
                        + mount.target().replace(" ", "\\040") + " " + type + " " + all
                        + (mount.more().isEmpty() ? "" : " " + mount.more()) + otherType
                : "Correct " + mount.source() + ": device " + named + ", directory " + mount.target() + ", type " + type
                        + ", options " + all;
    }

    /** Whether an option of the same type stays: not another that chooses DAX, and not what keeps it from using DAX. */
    private static boolean isKept(String option) {
        return !option.equals("defaults")
                && !option.equals("data=journal")
                && !option.equals("dax")
                && !option.startsWith("dax=")
                && !isOtherDevice(option);
    }

    private static boolean isOtherDevice(String option) {
        return option.startsWith("rtdev=") || option.startsWith("logdev=") || option.startsWith("device=");
    }

    private Plan finish(String device, String options, boolean restore) {
        if (!report.configured().isEmpty()) {
            steps.add(Step.byHand(
                    "configure", corrected(report.configured().get(0).mount(), device, options), Effect.SAFE));
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
                    "mount", "Mount " + device + " on a directory of your choice, with -o " + options, Effect.SAFE));
        }
        if (restore && !finds(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE)) {
            steps.add(Step.byHand("restore", "Copy the data back", Effect.SAFE));
        }
        steps.add(Step.of("verify", "Check the result", "daxcheck " + ShellWord.argument(device)));
        return new Plan(steps, true);
    }

    // --------------------------------------------------------------------------------------- the device below

    boolean isFsdax(BlockDevice disk) {
        return disk.kind() == Kind.PMEM
                && (host.modeOf(disk) instanceof Fact.Known<Namespace.Mode> mode
                        ? mode.content() == Namespace.Mode.FSDAX
                        : disk.queueDax().is(true));
    }

    /** Whether something outside this stack uses a device. */
    boolean isUsedByOthers(BlockDevice device) {
        for (BlockDevice upper : graph.above(device)) {
            if (!report.stack().has(upper)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a repair of the disk below keeps the filesystem that is on the top. */
    boolean keepsFilesystem(BlockDevice disk) {
        boolean hasFilesystem = report.onDevice()
                .flatMap(contents -> Filesystem.named(contents.superblock().type()))
                .isPresent();
        return hasFilesystem && host.isForcedRaw(disk) && !isUsedByOthers(disk);
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
        if (host.isForcedRaw(disk)) {
            steps.add(Step.of(
                    "clear-force-raw-" + name,
                    "Take the namespace out of raw mode, which force_raw put it in: its data stays",
                    "ndctl disable-namespace " + name,
                    NamespaceCommands.clearForceRaw(name),
                    "ndctl enable-namespace " + name));
            return Optional.of(path(disk));
        }
        steps.add(Step.destroying(
                "reconfigure-" + name,
                "Reconfigure the namespace to fsdax. It gets a little smaller: check the size afterwards"
                        + withoutLabels(namespace.get()),
                "everything on " + path(disk),
                List.of("ndctl create-namespace --force --reconfig=" + name + " --mode=fsdax"
                        + NamespaceCommands.alignment(host, namespace.get().sizeBytes()))));
        boolean sector = disk.name().endsWith("s");
        return Optional.of(
                sector ? "/dev/" + disk.name().substring(0, disk.name().length() - 1) : path(disk));
    }

    /** A hypervisor's NVDIMM without a label area, where the mode is kept in the first bytes of the namespace. */
    private static String withoutLabels(Namespace namespace) {
        return namespace.type().is(Namespace.WITHOUT_LABELS) && !namespace.isLegacy()
                ? ". It has no labels, and needs none: the mode is stored in the namespace itself. If ndctl refuses, ask the "
                        + "administrator of the hypervisor for an NVDIMM with a label area (QEMU: label-size=128K)"
                : "";
    }

    /** The least that a pmem disk has after {@link #addRepair}, in sectors. */
    long leastAfterRepair(BlockDevice disk) {
        long size = disk.sizeSectors().value().orElse(0L);
        return isFsdax(disk) ? size : leastFsdax(size);
    }
}
