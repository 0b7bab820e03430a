package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.facts.ReportedTree;
import io.daxcheck.source.format.BootEntry;
import io.daxcheck.source.format.CollectionTime;
import io.daxcheck.source.format.DeviceName;
import io.daxcheck.source.format.FilesystemTool;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.text.Lines;
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
 * What a support tool collected, where a capture would have it: every fact keeps as its source the file that shows it.
 */
final class CollectedTree implements ReportedTree {
    private static final String CLASS = FactKey.BLOCK;
    private static final String BUS = FactKey.BUS;
    private static final String KMEM = "sys/bus/dax/drivers/kmem";

    private final ConfinedTree files;
    private final Map<String, Fact<byte[]>> added = new HashMap<>();
    private final Map<String, TreeSet<String>> directories = new HashMap<>();
    private final Map<String, Fact<String>> links = new HashMap<>();
    private CollectedDevices devices;
    private Fact<List<Mount>> mounts = new Fact.Absent<>("proc/mounts");

    private CollectedTree(ConfinedTree files) {
        this.files = files;
    }

    /**
     * @param files the files as they lie in what was collected
     * @param outputs what commands printed
     * @param texts files of the host, by their paths, that were collected in some other place
     */
    static ReportedTree of(ConfinedTree files, CommandOutputs outputs, Map<String, Fact<byte[]>> texts) {
        CollectedTree tree = new CollectedTree(files);
        texts.forEach(tree::add);
        tree.add("commands/uname", outputs.first("uname_-a", "uname"));
        tree.add(CollectionTime.DATE, outputs.first("date", "date_-u"));
        tree.add("commands/dmesg", BootLog.of(files, outputs));
        tree.add("commands/pagesize", pageSize(outputs));
        tree.add("commands/dmsetup-table", outputs.first("dmsetup_table", "dmsetup_table_--showkeys"));
        tree.add("commands/dmsetup-info", outputs.first("dmsetup_info_-c", "dmsetup_info_-C", "dmsetup_info"));
        CollectedDevices devices = CollectedDevices.read(
                files,
                outputs,
                tree.read("proc/partitions"),
                tree.read("proc/mdstat"),
                tree.read("commands/dmsetup-table"));
        tree.devices = devices;
        tree.add(devices);
        tree.addFilesystems(devices, outputs);
        tree.addKernels(outputs);
        MountTable table = new MountTable(node -> devices.numberAt(node));
        tree.mounts = table.read(tree.read("proc/mounts"), outputs);
        return tree;
    }

    /** What the tools of filesystems printed: of dumpe2fs its command alone shows the device. */
    private void addFilesystems(CollectedDevices devices, CommandOutputs outputs) {
        Map<String, String> byNode = new HashMap<>();
        List<CommandOutputs.Output> dumps = outputs.of("dumpe2fs");
        if (!dumps.isEmpty()) {
            for (String device : devices.blocks().names()) {
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
            if (end > start) {
                devices.deviceAt(text.substring(start + "meta-data=".length(), end))
                        .ifPresent(device -> add(FilesystemTool.XFS_INFO.path(device), info.content()));
            }
        }
    }

    /** The kernels in a listing of /boot (ls -lR), whose names alone show something. */
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

    /** In place of a slash in the name that sos gives to a command's output. */
    private static String argument(String path) {
        return CommandOutputs.name("x " + path).substring(1);
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
        for (String name : devices.blocks().names()) {
            Fact<String> place = devices.places().get(name);
            enter(CLASS, name);
            links.put(CLASS + '/' + name, place);
            if (!(place instanceof Fact.Known<String> known)) {
                continue;
            }
            String path = known.content();
            directories.computeIfAbsent(path, p -> new TreeSet<>());
            boolean isOfTable = DeviceName.isNumbered(name, "dm-");
            if (!isOfTable || !read("commands/dmsetup-table").isKnown()) {
                for (String slave : devices.slaves(name)) {
                    enter(path + "/slaves", slave);
                }
            }
        }
        for (String name : devices.bus().names()) {
            enter(BUS, name);
            links.put(BUS + '/' + name, new Fact.Known<>(devices.busPlace(name), BUS + '/' + name));
        }
        for (String name : devices.systemRam()) {
            enter(KMEM, name);
        }
    }

    private void add(String path, Fact<byte[]> fact) {
        if (!(fact instanceof Fact.Absent)) {
            added.put(path, fact);
            enter(PathText.parent(path), PathText.part(path, 0));
        }
    }

    /** Adds a name to a directory, and that to the one above it. */
    private void enter(String directory, String name) {
        String path = directory;
        String child = name;
        while (directories.computeIfAbsent(path, p -> new TreeSet<>()).add(child) && !path.isEmpty()) {
            child = PathText.part(path, 0);
            path = PathText.parent(path);
        }
    }

    @Override
    public <T> Fact<T> reported(String device, FactKey<T> key) {
        return (key.directory().equals(BUS) ? devices.bus() : devices.blocks()).get(device, key);
    }

    @Override
    public Fact<List<Mount>> mounts() {
        return mounts;
    }

    @Override
    public Fact<UdevData> udev(String device) {
        return devices.udev(device);
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
