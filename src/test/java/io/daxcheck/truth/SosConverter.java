package io.daxcheck.truth;

import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes of a capture what sos would have collected on that host: the files that its plugins name, in the formats of the
 * tools. The plugins read for it: {@code sos/plugins/} of 3.2 and {@code sos/report/plugins/} of 4.0 and of 2022: block,
 * devicemapper, devices, filesys, kernel, pmem, system. The formats are those that the tools of Debian 12 print of such
 * a host (lsblk --sysroot and ndctl with the captured sysfs in place of /sys; fdisk, parted of an image), and, for
 * udevadm and dmsetup, which need a running kernel, those of the manuals and of systemd's source.
 */
public final class SosConverter {
    /** Which sos, on a host with which tools. */
    public enum Flavour {
        /** 2022 and later, with the packages ndctl and udev. */
        SOS_4(true, true, true, true),
        /** The same, on a host without the package ndctl. */
        SOS_4_WITHOUT_NDCTL(true, false, true, true),
        /** The same as the first, without the kernel's configuration, which sos itself does not collect. */
        SOS_4_WITHOUT_CONFIG(true, true, true, false),
        /** Without the kernel's symbols as well: the usual case, where only its release shows how it was built. */
        SOS_4_WITHOUT_CONFIG_OR_SYMBOLS(true, true, true, false),
        /** With little but what sos always had: no udevadm, no partition tables, an lsblk without START and DAX. */
        SOS_4_FEW_TOOLS(true, true, false, true),
        /** 3.2: of sysfs only the schedulers, and no plugin for pmem. */
        SOS_3(false, false, true, true);

        private final boolean isNew;
        private final boolean hasNdctl;
        private final boolean hasUdev;
        private final boolean hasConfig;

        Flavour(boolean isNew, boolean hasNdctl, boolean hasUdev, boolean hasConfig) {
            this.isNew = isNew;
            this.hasNdctl = hasNdctl;
            this.hasUdev = hasUdev;
            this.hasConfig = hasConfig;
        }
    }

    private static final Set<String> NOT_SHOWN =
            Set.of("uevent", "dev", "modalias", "resource", "driver", "subsystem", "module");

    private final Capture capture;
    private final Tree tree;
    private final Flavour flavour;
    private final SosFiles sos = new SosFiles();
    private final List<String> disks = new ArrayList<>();
    private final List<String> partitions = new ArrayList<>();
    private final Map<String, String> paths = new HashMap<>();

    private SosConverter(Capture capture, Flavour flavour) {
        this.capture = capture;
        this.tree = capture.tree();
        this.flavour = flavour;
    }

    public static SosFiles convert(Capture capture, Flavour flavour) {
        SosConverter converter = new SosConverter(capture, flavour);
        converter.findDevices();
        converter.kernel();
        converter.mounts();
        converter.sysfs();
        converter.deviceMapper();
        converter.block();
        if (flavour.hasUdev) {
            converter.udev();
            converter.partitionTables();
        }
        if (flavour.hasNdctl) {
            converter.ndctl();
        }
        return converter.sos;
    }

    private void findDevices() {
        disks.addAll(tree.list("sys/block").value().orElseThrow());
        for (String name : tree.list("sys/class/block").value().orElseThrow()) {
            paths.put(name, tree.resolve("sys/class/block/" + name).value().orElseThrow());
            if (!disks.contains(name)) {
                partitions.add(name);
            }
        }
    }

    /** An attribute without its newline; null where there is none. */
    private String attribute(String path) {
        return tree.read(path)
                .value()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .map(text -> text.endsWith("\n") ? text.substring(0, text.length() - 1) : text)
                .orElse(null);
    }

    private String of(String device, String attribute) {
        return attribute(paths.get(device) + "/" + attribute);
    }

    private long sectors(String device) {
        return Long.parseLong(of(device, "size"));
    }

    private void copy(String path) {
        tree.read(path).value().ifPresent(content -> sos.file(path, content));
    }

    // ------------------------------------------------------------------------------------------ kernel, mounts

    private void kernel() {
        String uname = attribute("commands/uname");
        sos.file("sos_commands/kernel/uname_-a", uname + "\n");
        sos.link("uname", "sos_commands/kernel/uname_-a");
        copy("proc/cmdline");
        if (flavour.isNew) {
            copy("proc/version");
            copy("proc/sys/kernel/osrelease");
        }
        if (flavour == Flavour.SOS_4_WITHOUT_CONFIG) {
            sos.file("proc/kallsyms", "0000000000000000 T vfs_read\n0000000000000000 T dax_iomap_rw\n");
        }
        if (flavour.hasConfig) {
            // What a user puts there with add_copy_spec, or a plugin of the distribution; sos itself does not.
            for (String name : tree.list("boot").value().orElse(List.of())) {
                sos.file("boot/" + name, shortened(attribute("boot/" + name)));
            }
        }
        sos.file("sos_commands/kernel/dmesg", attribute("commands/dmesg") == null ? "" : attribute("commands/dmesg"));
    }

    /** Reading thousands of lines that nothing here depends on would be most of the work. */
    private static String shortened(String config) {
        return config.lines()
                .filter(line -> Stream.of("DAX", "PMEM", "NVDIMM", "ZONE_DEVICE", "EXT2", "EXT4", "XFS", "EROFS")
                        .anyMatch(line::contains))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void mounts() {
        copy("proc/mounts");
        copy("etc/fstab");
        if (flavour.isNew) {
            tree.read("proc/self/mountinfo").value().ifPresent(content -> sos.file("proc/4711/mountinfo", content));
            sos.link("proc/self", "4711");
        }
        StringBuilder mount = new StringBuilder();
        String mounts = attribute("proc/mounts");
        if (mounts != null) {
            for (String line : mounts.lines().toList()) {
                String[] words = line.split(" ", -1);
                mount.append("%s on %s type %s (%s)%n".formatted(words[0], words[1], words[2], words[3]));
            }
            sos.file("sos_commands/filesys/mount_-l", mount.toString());
        }
    }

    // ------------------------------------------------------------------------------------------------- sysfs

    /** {@code /sys/block/*}{@code /queue/}: a link is copied as one, and the directory behind it with what was asked. */
    private void sysfs() {
        for (String disk : disks) {
            String path = paths.get(disk);
            sos.link("sys/block/" + disk, "../" + path.substring("sys/".length()));
            for (String name : tree.list(path + "/queue").value().orElse(List.of())) {
                if (flavour.isNew || name.equals("scheduler")) {
                    copy(path + "/queue/" + name);
                }
            }
        }
        StringBuilder listing = new StringBuilder("/sys/block:\ntotal 0\ndrwxr-xr-x  2 0 0 0 Nov 22 20:08 .\n");
        for (String disk : disks) {
            listing.append("lrwxrwxrwx  1 0 0 0 Nov 22 20:08 %s -> ../%s%n"
                    .formatted(disk, paths.get(disk).substring("sys/".length())));
        }
        sos.file("sos_commands/block/ls_-lanR_.sys.block", listing.toString());
        StringBuilder nodes = new StringBuilder("/dev:\ntotal 0\ndrwxr-xr-x 19 0 0  3440 Nov 22 20:08 .\n");
        for (String device : paths.keySet()) {
            String[] number = of(device, "dev").split(":", -1);
            nodes.append("brw-rw----  1 0 6 %4s, %3s Nov 22 20:08 %s%n".formatted(number[0], number[1], device));
        }
        nodes.append("\n/dev/block:\ntotal 0\nlrwxrwxrwx 1 0 0 7 Nov 22 20:08 1:0 -> ../ram0\n");
        sos.file("sos_commands/block/ls_-lanR_.dev", nodes.toString());
    }

    // ----------------------------------------------------------------------------------------- device-mapper

    private void deviceMapper() {
        StringBuilder info =
                new StringBuilder("Name             Maj Min Stat Open Targ Event  UUID                     \n");
        String table = attribute("commands/dmsetup-table");
        boolean any = false;
        for (String disk : disks) {
            if (disk.startsWith("dm-")) {
                String name = of(disk, "dm/name");
                String[] number = of(disk, "dev").split(":", -1);
                long targets = table == null
                        ? 0
                        : table.lines()
                                .filter(line -> line.startsWith(name + ": "))
                                .count();
                int open = tree.list(paths.get(disk) + "/holders")
                        .value()
                        .orElse(List.of())
                        .size();
                info.append("%-16s %3s %3s L--w %4d %4d %6d  %-25s%n"
                        .formatted(name, number[0], number[1], open, targets, 0, of(disk, "dm/uuid")));
                any = true;
            }
        }
        sos.file("sos_commands/devicemapper/dmsetup_info_-c", any ? info.toString() : "No devices found\n");
        if (table != null) {
            sos.file("sos_commands/devicemapper/dmsetup_table", table + "\n");
        }
    }

    // --------------------------------------------------------------------------------------- lists of devices

    private void block() {
        StringBuilder list = new StringBuilder("major minor  #blocks  name\n\n");
        StringBuilder report = new StringBuilder("RO    RA   SSZ   BSZ        StartSec            Size   Device\n");
        StringBuilder pairs = new StringBuilder();
        StringBuilder table = new StringBuilder("NAME      MAJ:MIN RM   SIZE RO TYPE MOUNTPOINT\n");
        for (String device : new TreeSet<>(paths.keySet())) {
            // brd has GENHD_FL_SUPPRESS_PARTITION_INFO, and lsblk leaves major 1 out by default.
            if (device.startsWith("ram")) {
                continue;
            }
            String[] number = of(device, "dev").split(":", -1);
            list.append("%4s  %7s %10d %s%n".formatted(number[0], number[1], sectors(device) / 2, device));
            String start = of(device, "start");
            report.append("%s %5d %5s %5d %15s %15d   /dev/%s%n"
                    .formatted(
                            of(device, "ro").equals("1") ? "ro" : "rw",
                            256,
                            logicalBlockSize(device),
                            4096,
                            start == null ? "0" : start,
                            sectors(device) * 512,
                            device));
            for (String parent : parents(device)) {
                pairs.append(pair(device, parent));
                String indent = parent.isEmpty() ? "" : "|-";
                table.append("%s%-9s %7s  0 %6s  %s %s%n"
                        .formatted(
                                indent,
                                device.startsWith("dm-") ? of(device, "dm/name") : device,
                                of(device, "dev"),
                                rounded(sectors(device) * 512),
                                of(device, "ro"),
                                type(device)));
            }
        }
        sos.file("sos_commands/block/lsblk", table.toString());
        sos.file("sos_commands/block/blkid_-c_.dev.null", blkid());
        if (flavour.isNew) {
            sos.file("sos_commands/block/lsblk_-O_-P", pairs.toString());
        }
        if (flavour != Flavour.SOS_4_FEW_TOOLS) {
            sos.file("proc/partitions", list.toString());
            sos.file("sos_commands/block/blockdev_--report", report.toString());
        }
    }

    private String logicalBlockSize(String device) {
        String disk = partitions.contains(device) ? disk(device) : device;
        return of(disk, "queue/logical_block_size");
    }

    private String disk(String partition) {
        String path = paths.get(partition);
        String parent = path.substring(0, path.lastIndexOf('/'));
        return parent.substring(parent.lastIndexOf('/') + 1);
    }

    private List<String> parents(String device) {
        if (partitions.contains(device)) {
            return List.of(disk(device));
        }
        List<String> slaves =
                new ArrayList<>(tree.list(paths.get(device) + "/slaves").value().orElse(List.of()));
        slaves.removeIf(slave -> slave.startsWith("ram"));
        // util-linux 2.33 and later prints a device once in a list, with one of those that it is on.
        return slaves.isEmpty() ? List.of("") : slaves.subList(0, 1);
    }

    private String type(String device) {
        if (partitions.contains(device)) {
            return "part";
        }
        return device.startsWith("dm-") ? "dm" : device.startsWith("loop") ? "loop" : "disk";
    }

    private String pair(String device, String parent) {
        String start = of(device, "start");
        boolean isOld = flavour == Flavour.SOS_4_FEW_TOOLS;
        String disk = partitions.contains(device) ? disk(device) : device;
        return ("ALIGNMENT=\"0\" DISC-ALN=\"0\" " + (isOld ? "" : "DAX=\"" + of(disk, "queue/dax") + "\" ")
                        + "DISC-GRAN=\"0B\" FSTYPE=\"%s\" GROUP=\"disk\" KNAME=\"%s\" LABEL=\"\" LOG-SEC=\"%s\" "
                        + "MAJ:MIN=\"%s\" MIN-IO=\"4096\" MODE=\"brw-rw----\" MODEL=\"\" NAME=\"%s\" PATH=\"/dev/x\" "
                        + "PKNAME=\"%s\" RO=\"%s\" SIZE=\"%s\" "
                        + (isOld ? "" : "START=\"" + (start == null ? "" : start) + "\" ")
                        + "MOUNTPOINT=\"\" TYPE=\"%s\" UUID=\"\"%n")
                .formatted(
                        filesystem(device),
                        device,
                        logicalBlockSize(device),
                        of(device, "dev"),
                        device.startsWith("dm-") ? of(device, "dm/name") : device,
                        parent,
                        of(device, "ro"),
                        rounded(sectors(device) * 512),
                        type(device));
    }

    /** What is on the device that was measured. */
    private String filesystem(String device) {
        String name = capture.name();
        if (!device.equals(capture.device()) || !name.contains("@")) {
            return "";
        }
        String made = name.substring(name.indexOf('@') + 1);
        return made.contains("-") ? made.substring(0, made.indexOf('-')) : made;
    }

    private String blkid() {
        StringBuilder text = new StringBuilder();
        for (String device : new TreeSet<>(paths.keySet())) {
            if (!filesystem(device).isEmpty()) {
                String node = device.startsWith("dm-") ? "mapper/" + of(device, "dm/name") : device;
                text.append("/dev/%s: UUID=\"41111a4f-20b0-4bcb-ade3-e4e16beb40a7\" TYPE=\"%s\"%n"
                        .formatted(node, filesystem(device)));
            }
        }
        return text.toString();
    }

    /** As lsblk rounds: to one decimal, left out where it is 0. Checked against lsblk: 133009408 is 126.8M. */
    public static String rounded(long bytes) {
        int exponent = 0;
        while (exponent < 6 && bytes >> (10 * (exponent + 1)) > 0) {
            exponent++;
        }
        long unit = 1L << (10 * exponent);
        long whole = bytes / unit;
        long tenths = (bytes % unit * 1000 / unit + 50) / 100;
        if (tenths == 10) {
            whole++;
            tenths = 0;
        }
        return whole + (tenths == 0 ? "" : "." + tenths) + "BKMGTPE".charAt(exponent);
    }

    // -------------------------------------------------------------------------------------------------- udev

    private void udev() {
        StringBuilder database = new StringBuilder();
        for (String device : new TreeSet<>(paths.keySet())) {
            String properties = properties(device);
            database.append(properties).append('\n');
            if (disks.contains(device) && !device.startsWith("ram")) {
                if (flavour.isNew) {
                    sos.file("sos_commands/block/udevadm_info_.dev." + device, properties);
                    sos.file("sos_commands/block/udevadm_info_-a_.dev." + device, attributes(device));
                } else {
                    sos.file("sos_commands/block/udevadm_info_-ap_.sys.block." + device, attributes(device));
                }
            }
        }
        sos.file("sos_commands/devices/udevadm_info_--export-db", database.toString());
    }

    private String properties(String device) {
        String[] number = of(device, "dev").split(":", -1);
        StringBuilder text = new StringBuilder();
        String path = paths.get(device).substring("sys".length());
        text.append("P: ").append(path).append('\n');
        text.append("N: ").append(device).append('\n');
        text.append("S: disk/by-path/platform-").append(device).append('\n');
        text.append("E: DEVNAME=/dev/").append(device).append('\n');
        text.append("E: DEVPATH=").append(path).append('\n');
        text.append("E: DEVTYPE=")
                .append(partitions.contains(device) ? "partition" : "disk")
                .append('\n');
        text.append("E: MAJOR=").append(number[0]).append('\n');
        text.append("E: MINOR=").append(number[1]).append('\n');
        if (device.startsWith("dm-")) {
            text.append("E: DM_NAME=").append(of(device, "dm/name")).append('\n');
        }
        if (partitions.contains(device)) {
            text.append("E: ID_PART_ENTRY_NUMBER=")
                    .append(of(device, "partition"))
                    .append('\n');
            text.append("E: ID_PART_ENTRY_OFFSET=").append(of(device, "start")).append('\n');
            text.append("E: ID_PART_ENTRY_SIZE=").append(of(device, "size")).append('\n');
        }
        if (!filesystem(device).isEmpty()) {
            text.append("E: ID_FS_TYPE=").append(filesystem(device)).append('\n');
        }
        return text.append("E: SUBSYSTEM=block\n").toString();
    }

    private String attributes(String device) {
        StringBuilder text = new StringBuilder("\nUdevadm info starts with the device specified by the devpath.\n\n");
        String path = paths.get(device);
        boolean isFirst = true;
        while (path.lastIndexOf('/') > "sys/devices".length()) {
            if (isFirst || tree.read(path + "/uevent").isKnown()) {
                String s = isFirst ? "" : "S";
                text.append(isFirst ? "  looking at device '" : "  looking at parent device '")
                        .append(path.substring("sys".length()))
                        .append("':\n    KERNEL%s==\"%s\"\n".formatted(s, path.substring(path.lastIndexOf('/') + 1)))
                        .append("    SUBSYSTEM%s==\"%s\"\n".formatted(s, isFirst ? "block" : "nd"))
                        .append("    DRIVER%s==\"\"\n".formatted(s));
                addAttributes(path, "", "    ATTR" + s, text);
                // From systemd 247 on those in directories are shown too.
                if (isFirst && flavour.isNew) {
                    addAttributes(path, "queue/", "    ATTR", text);
                    addAttributes(path, "dm/", "    ATTR", text);
                }
                text.append('\n');
            }
            isFirst = false;
            path = path.substring(0, path.lastIndexOf('/'));
        }
        return text.toString();
    }

    /** What is one line of printable characters, and no path: print_all_attributes in systemd's udevadm-info.c. */
    private void addAttributes(String path, String directory, String key, StringBuilder text) {
        String from = directory.isEmpty() ? path : path + '/' + directory.substring(0, directory.length() - 1);
        for (String name : tree.list(from).value().orElse(List.of())) {
            String value = NOT_SHOWN.contains(name) ? null : attribute(from + '/' + name);
            boolean isShown =
                    value != null && !value.startsWith("/") && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
            if (isShown) {
                text.append("%s{%s%s}==\"%s\"%n".formatted(key, directory, name, value));
            }
        }
    }

    // ---------------------------------------------------------------------------------------- partition tables

    private void partitionTables() {
        for (String disk : disks) {
            if (disk.startsWith("ram")) {
                continue;
            }
            long bytes = sectors(disk) * 512;
            long unit = Long.parseLong(logicalBlockSize(disk));
            StringBuilder fdisk = new StringBuilder(
                    "Disk /dev/%s: %s, %d bytes, %d sectors%n".formatted(disk, rounded(bytes), bytes, bytes / unit));
            fdisk.append("Units: sectors of 1 * %d = %d bytes%n".formatted(unit, unit));
            fdisk.append("Sector size (logical/physical): %d bytes / 4096 bytes%n".formatted(unit));
            StringBuilder parted = new StringBuilder();
            List<String> ours = partitions.stream()
                    .filter(partition -> disk(partition).equals(disk))
                    .toList();
            if (ours.isEmpty()) {
                parted.append("Error: /dev/%s: unrecognised disk label%n".formatted(disk));
            } else {
                fdisk.append("Disklabel type: dos\n\nDevice       Boot  Start    End Sectors  Size Id Type\n");
            }
            parted.append("Model: NVDIMM Device (pmem)\nDisk /dev/%s: %ds%n".formatted(disk, bytes / unit));
            parted.append("Sector size (logical/physical): %dB/4096B%n".formatted(unit));
            parted.append("Partition Table: %s\nDisk Flags: \n".formatted(ours.isEmpty() ? "unknown" : "msdos"));
            if (!ours.isEmpty()) {
                parted.append("\nNumber  Start   End      Size    Type     File system  Flags\n");
            }
            for (String partition : ours) {
                long start = Long.parseLong(of(partition, "start")) * 512 / unit;
                long size = sectors(partition) * 512 / unit;
                fdisk.append("/dev/%-12s %6d %6d %7d %5s 83 Linux%n"
                        .formatted(partition, start, start + size - 1, size, rounded(size * unit)));
                parted.append(" %s      %ds   %ds   %ds  primary%n"
                        .formatted(of(partition, "partition"), start, start + size - 1, size));
            }
            sos.file("sos_commands/block/fdisk_-l_.dev." + disk, fdisk.toString());
            sos.file("sos_commands/block/parted_-s_.dev." + disk + "_unit_s_print", parted.toString());
        }
    }

    // ------------------------------------------------------------------------------------------------- ndctl

    /** ndctl 59, on the kernels of its time, has other words for two of the modes. */
    private void ndctl() {
        boolean isOld = Set.of("4.14", "4.17", "4.19").contains(capture.kernel());
        Map<String, List<String>> byRegion = new TreeMap<>();
        for (String name : tree.list("sys/bus/nd/devices").value().orElse(List.of())) {
            if (name.startsWith("namespace")) {
                String region = "region" + name.substring("namespace".length(), name.indexOf('.'));
                byRegion.computeIfAbsent(region, r -> new ArrayList<>()).add(namespace(name, isOld));
            }
        }
        Map<String, List<String>> byProvider = new TreeMap<>();
        byRegion.forEach((region, namespaces) -> byProvider
                .computeIfAbsent(provider(region), provider -> new ArrayList<>())
                .add("""
                      {
                        "dev":"%s",
                        "size":%s,
                        "available_size":%s,
                        "max_available_extent":0,
                        "type":"pmem",
                        "persistence_domain":"unknown",
                        "namespaces":[
                %s
                        ]
                      }""".formatted(
                                region,
                                attribute("sys/bus/nd/devices/" + region + "/size"),
                                attribute("sys/bus/nd/devices/" + region + "/available_size"),
                                String.join(",\n", namespaces))));
        List<String> buses = new ArrayList<>();
        byProvider.forEach((provider, regions) -> buses.add("  {\n    \"provider\":\"" + provider
                + "\",\n    \"dev\":\"ndbus" + buses.size() + "\",\n    \"regions\":[\n" + String.join(",\n", regions)
                + "\n    ]\n  }"));
        String json = buses.isEmpty() ? "" : "[\n" + String.join(",\n", buses) + "\n]\n";
        sos.file("sos_commands/pmem/ndctl_list_-iBDFHMNRX", json);
        sos.file("sos_commands/pmem/ndctl_list_-vvv", json);
        sos.file("sos_commands/pmem/ndctl_--version", isOld ? "59.3\n" : "76.1\n");
    }

    /** What made a region, in ndctl's words. */
    private String provider(String region) {
        String path = tree.resolve("sys/bus/nd/devices/" + region).value().orElseThrow();
        int virtio = path.indexOf("/virtio");
        return path.contains("/e820_pmem/")
                ? "e820"
                : virtio < 0 ? "ACPI.NFIT" : path.substring(virtio + 1, path.indexOf('/', virtio + 1));
    }

    private String namespace(String name, boolean isOld) {
        String path = "sys/bus/nd/devices/" + name;
        String mode = attribute(path + "/mode");
        String holder = attribute(path + "/holder");
        String claim = "sys/bus/nd/devices/" + holder;
        String size = holder == null || holder.isEmpty() ? attribute(path + "/size") : attribute(claim + "/size");
        String word = switch (mode) {
            case "memory" -> isOld ? "memory" : "fsdax";
            case "dax" -> isOld ? "dax" : "devdax";
            case "safe" -> "sector";
            default -> mode;
        };
        StringBuilder json = new StringBuilder("          {\n            \"dev\":\"%s\",%n".formatted(name));
        json.append("            \"mode\":\"%s\",%n".formatted(word));
        if (mode.equals("memory")) {
            json.append("            \"map\":\"mem\",\n");
        }
        json.append("            \"size\":%s".formatted(size));
        if (holder != null && holder.startsWith("pfn")) {
            json.append(",\n            \"align\":").append(attribute(claim + "/align"));
        }
        for (String disk : disks) {
            String parent = paths.get(disk).substring(0, paths.get(disk).lastIndexOf("/block/"));
            String made = parent.substring(parent.lastIndexOf('/') + 1);
            if (made.equals(name) || made.equals(holder)) {
                json.append(",\n            \"blockdev\":\"").append(disk).append('"');
                String badblocks = of(disk, "badblocks");
                if (badblocks != null && !badblocks.isEmpty()) {
                    List<String> ranges = badblocks
                            .lines()
                            .map(line -> String.format(
                                    Locale.ROOT, "{\"offset\":%s,\"length\":%s,\"dimms\":[\"nmem0\"]}", (Object[])
                                            line.split(" ", 2)))
                            .toList();
                    json.append(",\n            \"badblock_count\":8,\n            \"badblocks\":[")
                            .append(String.join(",", ranges))
                            .append(']');
                }
            }
        }
        if (size == null || size.equals("0")) {
            json.append(",\n            \"state\":\"disabled\"");
        }
        return json.append("\n          }").toString();
    }
}
