package io.daxcheck.truth;

import io.daxcheck.host.Host;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A host that nobody has: the files that a kernel would show for the devices that are put on it, as a capture. It shows
 * no {@code queue/dax}, so that what is said of it rests on the rules alone.
 */
public final class SyntheticHost {
    /** What a pmem disk may be made of. */
    public enum Memory {
        /** A namespace in fsdax mode: the disk is made by a pfn device. */
        FSDAX,
        /** A namespace in raw mode. */
        RAW,
        /** A namespace in sector mode: the disk is made by a btt device. */
        SECTOR,
        /** Memory that the firmware's map calls persistent, or memmap= does. */
        E820,
        /** The memory of a virtio pmem device. */
        VIRTIO,
        /** A node of the device tree: a bus of its own, and struct pages without an info block. */
        OF_PMEM,
        /** An NVDIMM of a POWER hypervisor in fsdax mode: a bus of its own at the root of the devices. */
        PAPR_SCM
    }

    private static final Pattern DEVICE_IN_TABLE = Pattern.compile("\\{([^}]+)}");

    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, String> numbers = new HashMap<>();
    private final StringBuilder dmsetupTable = new StringBuilder();
    private final Map<Integer, Integer> namespaces = new HashMap<>();
    private int regions;
    private int disks;

    /**
     * @param release as {@code uname -r} prints it
     * @param pageSize bytes
     */
    public SyntheticHost(String release, int pageSize) {
        files.put("capture", "daxcheck-capture 1\n");
        files.put("proc/sys/kernel/osrelease", release + "\n");
        files.put("commands/uname", "Linux synthetic " + release + " aarch64 GNU/Linux\n");
        files.put("commands/pagesize", pageSize + "\n");
        files.put("boot/config-" + release, """
                CONFIG_FS_DAX=y
                CONFIG_BLK_DEV_PMEM=m
                CONFIG_NVDIMM_PFN=y
                CONFIG_ZONE_DEVICE=y
                CONFIG_BLK_DEV_RAM_DAX=y
                CONFIG_EXT4_USE_FOR_EXT2=y
                CONFIG_EROFS_FS=y
                # CONFIG_EXT2_FS is not set
                """);
    }

    /** A pmem disk over the whole of a region of its own. */
    public SyntheticHost pmem(String name, Memory memory, long sectors) {
        return pmem(name, memory, sectors, regions++);
    }

    /**
     * A pmem disk over a namespace of a region, which may have others.
     *
     * @param n number of the region
     */
    public SyntheticHost pmem(String name, Memory memory, long sectors, int n) {
        regions = Math.max(regions, n + 1);
        int index = namespaces.merge(n, 1, Integer::sum) - 1;
        String bus = switch (memory) {
            case E820 -> "sys/devices/platform/e820_pmem/ndbus1";
            case VIRTIO -> "sys/devices/pci0000:00/0000:00:03.0/virtio0/ndbus2";
            case OF_PMEM -> "sys/devices/platform/" + (80000000 + n) + ".pmem/ndbus" + n;
            case PAPR_SCM -> "sys/devices/ndbus" + n;
            default -> "sys/devices/platform/ACPI0012:00/ndbus0";
        };
        String region = bus + "/region" + n;
        String place = n + "." + index;
        String namespace = "namespace" + place;
        String holder = switch (memory) {
            case FSDAX, PAPR_SCM -> "pfn" + place;
            case SECTOR -> "btt" + place;
            default -> "";
        };
        String mode = switch (memory) {
            case RAW -> "raw";
            case SECTOR -> "safe";
            default -> "memory";
        };
        String taken = files.getOrDefault(region + "/size", "0").strip();
        files.put(region + "/size", Long.parseLong(taken) + sectors * 512 + "\n");
        files.put(region + "/read_only", "0\n");
        files.put(region + "/" + namespace + "/mode", mode + "\n");
        files.put(region + "/" + namespace + "/holder", holder + "\n");
        files.put(region + "/" + namespace + "/force_raw", "0\n");
        files.put(region + "/" + namespace + "/size", sectors * 512 + "\n");
        links.put("sys/bus/nd/devices/region" + n, "/" + region);
        links.put("sys/bus/nd/devices/" + namespace, "/" + region + "/" + namespace);
        if (!holder.isEmpty()) {
            files.put(region + "/" + holder + "/namespace", namespace + "\n");
            links.put("sys/bus/nd/devices/" + holder, "/" + region + "/" + holder);
        }
        diskAt(region + "/" + (holder.isEmpty() ? namespace : holder) + "/block/" + name, "259:" + disks++, sectors);
        files.put(paths.get(name) + "/badblocks", "");
        return this;
    }

    /** A disk without memory to map, or a ramdisk: its name shows what it is. */
    public SyntheticHost disk(String name, String number, long sectors) {
        return diskAt("sys/devices/virtual/block/" + name, number, sectors);
    }

    private SyntheticHost diskAt(String path, String number, long sectors) {
        device(path, number, sectors);
        links.put("sys/block/" + path.substring(path.lastIndexOf('/') + 1), "/" + path);
        return this;
    }

    private void device(String path, String number, long sectors) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        files.put(path + "/dev", number + "\n");
        files.put(path + "/size", sectors + "\n");
        files.put(path + "/ro", "0\n");
        links.put("sys/class/block/" + name, "/" + path);
        paths.put(name, path);
        numbers.put(name, number);
    }

    /** A partition of a disk. */
    public SyntheticHost partition(String disk, int index, long startSector, long sectors) {
        String path = paths.get(disk) + "/" + disk + "p" + index;
        device(path, "260:" + numbers.size(), sectors);
        files.put(path + "/partition", index + "\n");
        files.put(path + "/start", startSector + "\n");
        return this;
    }

    /**
     * A dm device.
     *
     * @param lines its table, with the devices in it by their names in braces: {@code 0 8 linear {pmem0} 2048}
     */
    public SyntheticHost dm(int minor, String... lines) {
        String name = "dm-" + minor;
        Set<String> legs = new LinkedHashSet<>();
        long sectors = 0;
        for (String line : lines) {
            Matcher device = DEVICE_IN_TABLE.matcher(line);
            String text = device.replaceAll(found -> {
                legs.add(found.group(1));
                return numbers.get(found.group(1));
            });
            dmsetupTable.append("t").append(minor).append(": ").append(text).append('\n');
            String[] words = line.split(" ", -1);
            sectors = Long.parseLong(words[0]) + Long.parseLong(words[1]);
        }
        String path = "sys/devices/virtual/block/" + name;
        disk(name, "253:" + minor, sectors);
        files.put(path + "/dm/name", "t" + minor + "\n");
        files.put(path + "/dm/uuid", "\n");
        for (String leg : legs) {
            links.put(path + "/slaves/" + leg, "/" + paths.get(leg));
        }
        return this;
    }

    /** Another name than t and the minor number, which a dm device has at first, and its uuid. */
    public SyntheticHost named(int minor, String name, String uuid) {
        String path = paths.get("dm-" + minor);
        files.put(path + "/dm/name", name + "\n");
        files.put(path + "/dm/uuid", uuid + "\n");
        String tables = ("\n" + dmsetupTable).replace("\nt" + minor + ": ", "\n" + name + ": ");
        dmsetupTable.setLength(0);
        dmsetupTable.append(tables, 1, tables.length());
        return this;
    }

    /** One more file. */
    public SyntheticHost file(String path, String content) {
        files.put(path, content);
        return this;
    }

    /** One more link. */
    public SyntheticHost link(String path, String target) {
        links.put(path, target);
        return this;
    }

    /** Paths of its files. */
    public Set<String> paths() {
        return files.keySet();
    }

    /** Number of a device, {@code 259:0}. */
    public String number(String device) {
        return numbers.get(device);
    }

    /** The host as it is read from a capture. */
    public Host read() {
        try {
            ByteArrayInputStream archive = new ByteArrayInputStream(tar());
            return HostReader.read(Inputs.capture(ArchiveTree.read("synthetic", archive, Limits.DEFAULT)));
        } catch (InputException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] tar() {
        files.put("commands/dmsetup-table", dmsetupTable.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setModTime(0);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(link.getKey(), TarConstants.LF_SYMLINK);
                entry.setModTime(0);
                entry.setLinkName(link.getValue());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
