package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.format.BootEntry;
import io.daxcheck.source.format.FilesystemTool;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a support tool collected, where a capture would have it: every fact keeps as its source the file that tells it.
 */
final class CollectedTree implements Tree {
    private static final String CLASS = "sys/class/block";
    private static final String BUS = "sys/bus/nd/devices";
    private static final String KMEM = "sys/bus/dax/drivers/kmem";

    private final ConfinedTree files;
    private final Map<String, Fact<byte[]>> added = new HashMap<>();
    private final Map<String, TreeSet<String>> directories = new HashMap<>();
    private final Map<String, Fact<String>> links = new HashMap<>();

    private CollectedTree(ConfinedTree files) {
        this.files = files;
    }

    /**
     * @param files the files as they lie in what was collected
     * @param outputs what commands printed
     * @param texts files of the host, by their paths, that were collected in some other place
     */
    static Tree of(ConfinedTree files, CommandOutputs outputs, Map<String, Fact<byte[]>> texts) {
        CollectedTree tree = new CollectedTree(files);
        texts.forEach(tree::add);
        tree.add("commands/uname", outputs.first("uname_-a", "uname"));
        tree.add("commands/dmesg", outputs.first("dmesg", "dmesg_-T"));
        tree.add("commands/pagesize", pageSize(outputs));
        tree.add("commands/dmsetup-table", outputs.first("dmsetup_table", "dmsetup_table_--showkeys"));
        tree.add("commands/dmsetup-info", outputs.first("dmsetup_info_-c", "dmsetup_info_-C", "dmsetup_info"));
        CollectedDevices devices = CollectedDevices.read(
                files, outputs, tree.read("proc/partitions"), tree.read("commands/dmsetup-table"));
        tree.add(devices);
        tree.addFilesystems(devices, outputs);
        tree.addKernels(outputs);
        if (!tree.read("proc/1/mountinfo").isKnown()
                && !tree.read("proc/self/mountinfo").isKnown()) {
            Fact<byte[]> mounts = tree.read("proc/mounts");
            if (!mounts.isKnown()) {
                mounts = outputs.first("mount_-l", "mount").map(MountOutput.READING);
            }
            tree.add("proc/self/mountinfo", mounts.map(content -> mountInfo(content, devices)));
        }
        return tree;
    }

    /** What the tools of filesystems printed: of dumpe2fs its command alone tells the device. */
    private void addFilesystems(CollectedDevices devices, CommandOutputs outputs) {
        Map<String, String> byNode = new HashMap<>();
        List<CommandOutputs.Output> dumps = outputs.of("dumpe2fs");
        if (!dumps.isEmpty()) {
            for (String device : devices.blocks().things()) {
                for (String node : devices.nodes(device)) {
                    byNode.merge(argument(node), device, (one, other) -> one.equals(other) ? one : "");
                }
            }
        }
        for (CommandOutputs.Output dump : dumps) {
            int start = dump.name().indexOf("_.");
            String device = start < 0 ? "" : byNode.getOrDefault(dump.name().substring(start), "");
            if (!device.isEmpty()) {
                add(FilesystemTool.DUMPE2FS.path(device), dump.content());
            }
        }
        for (CommandOutputs.Output info : outputs.of("xfs_info")) {
            String text = info.text();
            int start = text.indexOf("meta-data=");
            int end = start < 0 ? -1 : text.indexOf(' ', start);
            String device = end < 0 ? null : devices.deviceAt(text.substring(start + "meta-data=".length(), end));
            if (device != null) {
                add(FilesystemTool.XFS_INFO.path(device), info.content());
            }
        }
    }

    /** The kernels in a listing of /boot (ls -lR), whose names alone tell something. */
    private void addKernels(CommandOutputs outputs) {
        for (CommandOutputs.Output listing : outputs.of("ls")) {
            if (!listing.name().endsWith("_.boot")) {
                continue;
            }
            String directory = "";
            Lines lines = new Lines(listing.text());
            while (lines.next()) {
                List<String> words = Words.of(lines.line());
                int last = words.size() - 1;
                if (last == 0 && words.get(0).startsWith("/") && words.get(0).endsWith(":")) {
                    directory = words.get(0).substring(1, words.get(0).length() - 1);
                    directory = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
                } else if (last > 2
                        && directory.equals("boot")
                        && words.get(last - 1).equals("->")) {
                    String target = "boot/" + PathText.part(words.get(last), 0);
                    links.put("boot/" + words.get(last - 2), new Fact.Known<>(target, listing.source()));
                } else if (last > 0 && BootEntry.isName(directory, words.get(last))) {
                    enter(directory, words.get(last));
                }
            }
        }
    }

    /** What stands for a path in the name that sos gives a command. */
    private static String argument(String path) {
        return CommandOutputs.name("x " + path).substring(1);
    }

    /**
     * {@code /proc/mounts} as mountinfo has it. Which directory of its filesystem a mount shows is not told, and taken
     * for the uppermost; a source that is no known device has no number.
     */
    private static byte[] mountInfo(byte[] mounts, CollectedDevices devices) {
        StringBuilder text = new StringBuilder();
        Lines lines = new Lines(Utf8.decode(mounts));
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            if (words.isEmpty()) {
                continue;
            }
            if (words.size() < 4) {
                throw new Fact.Malformed("line " + lines.number() + ": not a mount: " + OneLine.quoted(lines.line()));
            }
            String device = devices.deviceAt(Escapes.octalUnescaped(words.get(0)));
            String number = device == null ? null : devices.blocks().text(device, "dev");
            text.append("0 0 ").append(number == null ? "0:0" : number);
            text.append(" / ").append(words.get(1)).append(' ').append(words.get(3));
            text.append(" - ")
                    .append(words.get(2))
                    .append(' ')
                    .append(words.get(0))
                    .append(" -\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Fact<byte[]> pageSize(CommandOutputs outputs) {
        Fact<byte[]> alone = outputs.first("getconf_PAGESIZE", "getconf_PAGE_SIZE");
        return alone.isKnown()
                ? alone
                : outputs.first("getconf_-a").map(content -> {
                    Lines lines = new Lines(Utf8.decode(content));
                    while (lines.next()) {
                        List<String> words = Words.of(lines.line());
                        if (words.size() == 2 && words.get(0).equals("PAGESIZE")) {
                            return words.get(1).getBytes(StandardCharsets.UTF_8);
                        }
                    }
                    throw new Fact.Malformed("has no PAGESIZE");
                });
    }

    private void add(CollectedDevices devices) {
        for (String name : devices.blocks().things()) {
            Fact<String> place = devices.places().get(name);
            enter(CLASS, name);
            links.put(CLASS + '/' + name, place);
            if (!(place instanceof Fact.Known<String> known)) {
                continue;
            }
            String path = known.content();
            directories.computeIfAbsent(path, p -> new TreeSet<>());
            devices.blocks().of(name).forEach((attribute, fact) -> add(path + '/' + attribute, fact));
            if (!read("commands/dmsetup-table").isKnown()) {
                for (String slave : devices.slaves(name)) {
                    enter(path + "/slaves", slave);
                }
            }
            String number = devices.blocks().text(name, "dev");
            if (number != null) {
                add("run/udev/data/b" + number, udevData(devices.contents().of(name), devices.links(name)));
            }
        }
        for (String name : devices.bus().things()) {
            enter(BUS, name);
            links.put(BUS + '/' + name, new Fact.Known<>(BUS + '/' + name, BUS + '/' + name));
            devices.bus().of(name).forEach((attribute, fact) -> add(BUS + '/' + name + '/' + attribute, fact));
        }
        for (String name : devices.systemRam()) {
            enter(KMEM, name);
        }
    }

    /** As udev would keep it; what is contradicted is left out. */
    private static Fact<byte[]> udevData(Map<String, Fact<byte[]>> contents, Set<String> names) {
        StringBuilder text = new StringBuilder();
        String source = "run/udev/data";
        for (Map.Entry<String, Fact<byte[]>> entry : contents.entrySet()) {
            if (entry.getValue() instanceof Fact.Known<byte[]> known) {
                // One that is empty has no newline, and must not take the next one's key for its value.
                text.append("E:")
                        .append(entry.getKey())
                        .append('=')
                        .append(Utf8.decode(known.content()).strip())
                        .append('\n');
                source = known.source();
            }
        }
        for (String name : names) {
            text.append("S:").append(name).append('\n');
        }
        return text.isEmpty()
                ? new Fact.Absent<>(source)
                : new Fact.Known<>(text.toString().getBytes(StandardCharsets.UTF_8), source);
    }

    private void add(String path, Fact<byte[]> fact) {
        if (!(fact instanceof Fact.Absent)) {
            added.put(path, fact);
            enter(PathText.parent(path), PathText.part(path, 0));
        }
    }

    /** Makes a name stand in a directory, and that in the one above it. */
    private void enter(String directory, String name) {
        String path = directory;
        String child = name;
        while (directories.computeIfAbsent(path, p -> new TreeSet<>()).add(child) && !path.isEmpty()) {
            child = PathText.part(path, 0);
            path = PathText.parent(path);
        }
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public Fact<byte[]> read(String path) {
        Fact<byte[]> fact = added.get(path);
        return fact == null ? files.read(path) : fact;
    }

    @Override
    public Fact<List<String>> list(String path) {
        Fact<List<String>> listed = files.list(path);
        Set<String> names = directories.get(path);
        if (names == null || names.isEmpty()) {
            return listed;
        }
        TreeSet<String> all = new TreeSet<>(names);
        all.addAll(listed.value().orElse(List.of()));
        return new Fact.Known<>(new ArrayList<>(all), path);
    }

    @Override
    public Fact<String> resolve(String path) {
        Fact<String> link = links.get(path);
        if (link != null) {
            return link;
        }
        return added.containsKey(path) || directories.containsKey(path)
                ? new Fact.Known<>(path, path)
                : files.resolve(path);
    }
}
