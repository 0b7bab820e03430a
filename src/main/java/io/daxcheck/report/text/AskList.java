package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Superblock;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.rules.NextMount;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The read-only commands whose output settles what is unknown of a host, as one block for a shell, to be sent to its
 * owner. Their output is read as a further {@code --from}.
 */
public final class AskList {
    /** Where the block writes. */
    public static final String FILE = "daxcheck-answers.txt";

    private static final String CLASS = "/sys/class/block/";

    private static final String START = "sh >" + FILE + " <<'END'\n"
            + "ask() { printf '\\n=== %s\\n' \"$*\"; \"$@\" </dev/null; }\n" + "ask uname -a\n";

    /** What decides a verdict in a kernel's configuration. */
    private static final String CONFIGURATION =
            "zgrep -E 'CONFIG_(FS_DAX|BLK_DEV_RAM_DAX|EXT2_FS|EXT4_USE_FOR_EXT2)[= ]' ";

    /** The links that show which devices there are, and where each lies. */
    private static final List<String> PLACES = List.of("/sys/class/block", "/sys/block", "/sys/bus/nd/devices");

    private final Host host;
    private final Set<String> commands = new LinkedHashSet<>();
    private final Set<String> files = new TreeSet<>();
    private boolean asksForRelease;
    private boolean asksForConfiguration;
    private final Set<String> places = new LinkedHashSet<>();

    private AskList(Host host) {
        this.host = host;
    }

    /** The block, with its line ends; empty where nothing is unknown. */
    public static String of(Terminal terminal, HostReport report) {
        AskList list = new AskList(report.host());
        for (StackReport stack : report.stacks()) {
            if (isUnknown(stack)) {
                list.add(stack);
            }
        }
        for (Finding finding : report.unplaced()) {
            if (isUnknown(finding)) {
                list.addNames(finding.layer());
            }
        }
        return list.block(terminal);
    }

    /** Whether something is unknown, also where no command shows it: which of two mounts is the first. */
    public static boolean isAnythingUnknown(HostReport report) {
        for (StackReport stack : report.stacks()) {
            if (isUnknown(stack)) {
                return true;
            }
        }
        for (Finding finding : report.unplaced()) {
            if (isUnknown(finding)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnknown(Finding finding) {
        return finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND && finding.severity() == Severity.INFO;
    }

    /** What shows whether a device that may have DAX has the name that a line of configuration gives. */
    private void addNames(String name) {
        for (BlockDevice device : host.devices().values()) {
            if (!device.isPmemOrShowsDax() || host.udev().get(device.name()) instanceof Fact.Known) {
                continue;
            }
            if (!name.startsWith("PART") && !(host.superblocks().get(device.name()) instanceof Fact.Known)) {
                addFirstBytes(device);
            }
            if (device.number() instanceof Fact.Known<DeviceNumber> number) {
                files.add("/run/udev/data/b" + number.content());
            }
        }
    }

    private static boolean isUnknown(StackReport stack) {
        boolean unknown = stack.verdict() == Verdict.UNKNOWN;
        Optional<FilesystemOnDevice> onDevice = stack.onDevice();
        if (onDevice.isPresent() && onDevice.get().outcome().isPresent()) {
            FilesystemOutcome outcome = onDevice.get().outcome().get();
            unknown |= outcome.mount() == MountOutcome.UNKNOWN || outcome.hazardsOpen();
        }
        return unknown || isNextMountUnknown(stack);
    }

    private void add(StackReport report) {
        BlockDevice top = report.stack().top();
        for (BlockDevice layer : report.stack().layers()) {
            addLayer(layer);
        }
        addFirstBytes(report);
        // Whether ext2's own driver mounts it, or ext4's, is a matter of the configuration too.
        asksForConfiguration |= report.onDevice().isPresent()
                && report.onDevice().get().superblock().type().equals("ext2")
                && !host.config().isSet("CONFIG_EXT2_FS").isKnown();
        for (Finding finding : report.findings()) {
            switch (finding.code()) {
                case DM_TABLE_MISSING -> addStructure(finding);
                case DM_TABLE_INCONSISTENT, LEG_NOT_FOUND -> {
                    places.addAll(PLACES);
                    host.device(finding.layer()).ifPresent(device -> places.add(CLASS + device.name() + "/slaves"));
                    addStructure(finding);
                }
                case KERNEL_UNDECIDED -> addKernel(top);
                case FACT_MISSING -> {
                    if (finding.severity() != Severity.INFO) {
                        addFact(finding);
                    }
                }
                default -> {
                    // Nothing is missing there.
                }
            }
        }
    }

    /** What is on a device, byte by byte as its driver reads it, where it is unknown whether that gets DAX. */
    private void addFirstBytes(StackReport report) {
        boolean isComplete = host.superblocks().get(report.stack().top().name()) instanceof Fact.Known<Superblock> read
                && read.content().complete();
        boolean isAsked = report.effectiveVerdict() == Verdict.UNKNOWN || isNextMountUnknown(report);
        // Where the device is unknown too, that may be all, unless a finding is about its contents.
        boolean mayDecide = report.verdict() != Verdict.UNKNOWN;
        for (Finding finding : report.findings()) {
            mayDecide |= finding.code() == FindingCode.FACT_MISSING && finding.severity() == Severity.INFO;
        }
        if (!isComplete && isAsked && mayDecide && !isSuspended(report)) {
            addFirstBytes(report.stack().top());
        }
    }

    private void addFirstBytes(BlockDevice device) {
        String node = "/dev/" + device.name().replace('!', '/');
        commands.add("od -A d -t x1 -N 8192 " + ShellWord.of(node));
    }

    /** Whether a read of the device would wait, as long as a dm device of the stack is suspended. */
    private static boolean isSuspended(StackReport report) {
        return Wording.finding(report, FindingCode.DEVICE_SUSPENDED).isPresent();
    }

    private static boolean isNextMountUnknown(StackReport report) {
        for (ConfiguredFilesystem filesystem : report.configured()) {
            if (filesystem.next() == NextMount.UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    /** Below a device that no table was read of any other may lie: what is unknown of those with DAX is asked for too. */
    private void addStructure(Finding finding) {
        commands.add("dmsetup table");
        commands.add("dmsetup info -c");
        host.device(finding.layer()).ifPresent(device -> addUnknown(device.sizeSectors(), device, "size"));
        for (BlockDevice device : host.devices().values()) {
            boolean mayBeBelow = device.pmem().isPresent() || device.kind() == BlockDevice.Kind.BRD;
            boolean isPartition = device.partition().isPresent()
                    && host.device(device.partition().get().disk())
                            .flatMap(BlockDevice::pmem)
                            .isPresent();
            if (mayBeBelow || isPartition) {
                addDevice(device);
            }
        }
    }

    private void addDevice(BlockDevice device) {
        addUnknown(device.number(), device, "dev");
        addLayer(device);
    }

    /** What decides the verdict of every stack on a device. */
    private void addLayer(BlockDevice device) {
        if (!device.sysfsPath().isKnown()) {
            places.addAll(PLACES);
        }
        addUnknown(device.sizeSectors(), device, "size");
        if (device.partition().isPresent()) {
            addUnknown(device.partition().get().startSectors(), device, "start");
        } else if (device.pmem().isPresent()) {
            addUnknown(device.badblocks(), device, "badblocks");
            String parent = device.pmem().get().parent();
            if (!host.modeOf(device.pmem().get()).isKnown() && parent.startsWith("namespace")) {
                files.add("/sys/bus/nd/devices/" + parent + "/mode");
                files.add("/sys/bus/nd/devices/" + parent + "/force_raw");
            }
        }
    }

    private void addUnknown(Fact<?> fact, BlockDevice device, String attribute) {
        if (!fact.isKnown()) {
            files.add(CLASS + device.name() + '/' + attribute);
        }
    }

    /** A vendor's kernel, whose number does not show it: what else its build shows, and its own flag. */
    private void addKernel(BlockDevice top) {
        asksForRelease = true;
        files.add("/proc/version");
        files.add("/proc/version_signature");
        if (!host.pageSize().isKnown()) {
            commands.add("getconf PAGESIZE");
        }
        if (!top.queueDax().isKnown()) {
            files.add(hostPath(top.queueDax().source()));
        }
    }

    private void addFact(Finding finding) {
        for (Evidence evidence : finding.evidence()) {
            String source = evidence.source();
            if (source.startsWith("boot/") || source.equals("proc/config.gz") || source.equals("proc/kallsyms")) {
                asksForConfiguration = true;
            } else if (isPlace(source)) {
                places.addAll(PLACES);
            } else if (source.startsWith("sys/") || source.startsWith("proc/")) {
                files.add(hostPath(source));
            } else {
                addOutput(source, finding);
            }
        }
    }

    /** A path as every host has it: where a device lies in the device tree may be a guess in a sosreport. */
    private String hostPath(String source) {
        for (BlockDevice device : host.devices().values()) {
            String path = device.path() + '/';
            if (source.startsWith(path)) {
                String rest = source.substring(path.length());
                String child = rest.substring(0, Math.max(0, rest.indexOf('/')));
                if (!host.devices().containsKey(child)) {
                    return CLASS + device.name() + '/' + rest;
                }
            }
        }
        return '/' + source;
    }

    /** A link to a device, or the directory of such links. */
    private static boolean isPlace(String source) {
        for (String directory : List.of("sys/block", "sys/class/block", "sys/bus/nd/devices")) {
            if (source.equals(directory)
                    || (source.startsWith(directory + '/') && source.indexOf('/', directory.length() + 1) < 0)) {
                return true;
            }
        }
        return false;
    }

    /** A file or command output of a support tool: what is unknown about the device that it describes. */
    private void addOutput(String source, Finding finding) {
        switch (source) {
            case "commands/dmesg" -> commands.add("dmesg");
            case "commands/pagesize" -> commands.add("getconf PAGESIZE");
            case "commands/uname" -> asksForRelease = true;
            default -> host.device(finding.layer()).ifPresent(this::addDevice);
        }
    }

    private String block(Terminal terminal) {
        List<String> lines = new ArrayList<>(commands);
        if (asksForConfiguration) {
            lines.add(CONFIGURATION + "\"/boot/config-$(uname -r)\" /proc/config.gz");
        }
        if (!places.isEmpty()) {
            lines.add("ls -l " + words(places));
        }
        if (!files.isEmpty()) {
            lines.add("head -v -n 99999 " + words(files));
        }
        if (lines.isEmpty() && !asksForRelease) {
            return "";
        }
        StringBuilder text = new StringBuilder(START);
        for (String line : lines) {
            text.append("ask ").append(terminal.text(line)).append('\n');
        }
        return text.append("END\n").toString();
    }

    private static String words(Set<String> paths) {
        StringBuilder words = new StringBuilder();
        for (String path : paths) {
            words.append(words.isEmpty() ? "" : " ").append(ShellWord.of(path));
        }
        return words.toString();
    }
}
