package io.daxcheck.source.capture;

import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.CapturedOutput;
import io.daxcheck.text.PathText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a capture takes from a host's files: the one list, from which {@link CaptureWriter} and the script of
 * {@link CaptureScript} both work, in this order. The output of commands is {@link CapturedOutput}'s; the first bytes of
 * devices are those that {@link HostReader} asks for.
 *
 * <p>In a pattern {@code *} means any characters of one name but a dot at its start, as in the shell, and
 * {@value #RELEASE} for the kernel release.
 */
enum CaptureItem {
    BLOCK_DEVICES(Kind.LINKS, "sys/class/block"),
    DISKS(Kind.LINKS, "sys/block"),
    ND_DEVICES(Kind.LINKS, "sys/bus/nd/devices"),
    DAX_DEVICES(Kind.LINKS, "sys/bus/dax/devices"),
    /** The DAX devices that are memory like any other. */
    KMEM_DEVICES(Kind.LINKS, "sys/bus/dax/drivers/kmem"),
    CXL_DEVICES(Kind.LINKS, "sys/bus/cxl/devices"),
    /** How fstab and mount units name devices. */
    DEVICE_NAMES(Kind.LINKS, "dev/disk/by-*"),

    BLOCK_STACKING(Kind.LINKS, "sys/class/block/*", "device", "subsystem", "slaves", "holders"),
    BLOCK_ATTRIBUTES(
            Kind.ATTRIBUTES,
            "sys/class/block/*",
            "dev",
            "size",
            "ro",
            "removable",
            "start",
            "partition",
            "alignment_offset",
            "badblocks",
            "queue/dax",
            "queue/logical_block_size",
            "queue/physical_block_size",
            "queue/hw_sector_size",
            "queue/minimum_io_size",
            "queue/optimal_io_size",
            "queue/rotational",
            "queue/write_cache",
            "queue/fua",
            "queue/zoned",
            "dax/write_cache",
            "dm/name",
            "dm/uuid",
            "dm/suspended",
            "loop/backing_file",
            "loop/offset",
            "loop/sizelimit",
            "md/level",
            "md/metadata_version"),

    /** The driver says whether a device of the bus is enabled. */
    ND_DRIVERS(Kind.LINKS, "sys/bus/nd/devices/*", "driver", "subsystem"),
    /** No {@code wait_probe}: to read it is to wait for every device. */
    ND_ATTRIBUTES(
            Kind.ATTRIBUTES,
            "sys/bus/nd/devices/*",
            "devtype",
            "modalias",
            "provider",
            "mode",
            "size",
            "resource",
            "align",
            "supported_alignments",
            "holder",
            "holder_class",
            "namespace",
            "uuid",
            "alt_name",
            "force_raw",
            "sector_size",
            "log_zero_flags",
            "dpa_extents",
            "nstype",
            "numa_node",
            "target_node",
            "read_only",
            "available_size",
            "max_available_extent",
            "mappings",
            "init_namespaces",
            "namespace_seed",
            "pfn_seed",
            "dax_seed",
            "btt_seed",
            "persistence_domain",
            "deep_flush",
            "badblocks",
            "flags",
            "state",
            "security",
            "nfit/flags",
            "papr/flags",
            "nfit/range_index",
            "dax_region/id",
            "dax_region/size",
            "dax_region/align"),
    /** Which NVDIMMs a region is interleaved over: 32 at most (include/linux/libnvdimm.h: ND_MAX_MAPPINGS). */
    ND_MAPPINGS(
            Kind.ATTRIBUTES,
            "sys/bus/nd/devices/region*",
            "mapping0",
            "mapping1",
            "mapping2",
            "mapping3",
            "mapping4",
            "mapping5",
            "mapping6",
            "mapping7",
            "mapping8",
            "mapping9",
            "mapping10",
            "mapping11",
            "mapping12",
            "mapping13",
            "mapping14",
            "mapping15",
            "mapping16",
            "mapping17",
            "mapping18",
            "mapping19",
            "mapping20",
            "mapping21",
            "mapping22",
            "mapping23",
            "mapping24",
            "mapping25",
            "mapping26",
            "mapping27",
            "mapping28",
            "mapping29",
            "mapping30",
            "mapping31"),
    DAX_DRIVERS(Kind.LINKS, "sys/bus/dax/devices/*", "driver", "subsystem"),
    DAX_ATTRIBUTES(
            Kind.ATTRIBUTES,
            "sys/bus/dax/devices/*",
            "dev",
            "size",
            "align",
            "resource",
            "modalias",
            "numa_node",
            "target_node",
            "memmap_on_memory"),

    UDEV(Kind.TEXTS, "run/udev/data/b*:*"),
    KERNEL_RELEASE(Kind.TEXTS, "proc/sys/kernel/osrelease"),
    HOSTNAME(Kind.TEXTS, "proc/sys/kernel/hostname"),
    ARCHITECTURE(Kind.TEXTS, "proc/sys/kernel/arch"),
    VERSION(Kind.TEXTS, "proc/version"),
    VERSION_SIGNATURE(Kind.TEXTS, "proc/version_signature"),
    COMMAND_LINE(Kind.TEXTS, "proc/cmdline"),
    FILESYSTEMS(Kind.TEXTS, "proc/filesystems"),
    /** How large a huge page is: what the architecture, its page size and its page tables make of it. */
    HUGE_PAGE_SIZE(Kind.TEXTS, "sys/kernel/mm/transparent_hugepage/hpage_pmd_size"),
    /** Which kernels may boot next, by their names alone. */
    KERNELS(Kind.NAMES, "boot/vmlinuz-*"),
    UNPACKED_KERNELS(Kind.NAMES, "boot/vmlinux-*"),
    ARM_KERNELS(Kind.NAMES, "boot/Image-*"),
    S390_KERNELS(Kind.NAMES, "boot/image-*"),
    BOOT_ENTRIES(Kind.NAMES, "boot/loader/entries/*.conf"),
    KERNEL_LINKS(Kind.LINKS, "boot", "vmlinuz", "vmlinux", "Image", "image"),
    LOADER_DEFAULT(Kind.TEXTS, "boot/loader/loader.conf"),
    RED_HAT_GRUB(Kind.TEXTS, "boot/grub2/grubenv"),
    DEBIAN_GRUB(Kind.TEXTS, "boot/grub/grubenv"),
    GRUB_DEFAULTS(Kind.FILES, "etc/default/grub"),
    OS_RELEASE(Kind.TEXTS, "etc/os-release"),
    RED_HAT_RELEASE(Kind.TEXTS, "etc/redhat-release"),
    MODULES(Kind.FILES, "proc/modules"),
    MOUNTS(Kind.FILES, "proc/mounts"),
    MOUNTS_OF_INIT(Kind.FILES, "proc/1/mountinfo"),
    OWN_MOUNTS(Kind.FILES, "proc/self/mountinfo"),
    FSTAB(Kind.FILES, "etc/fstab"),
    MOUNT_UNITS(Kind.FILES, "etc/systemd/system/*.mount"),
    GENERATED_MOUNT_UNITS(Kind.FILES, "run/systemd/generator/*.mount"),
    RUNNING_CONFIG(Kind.FILES, "proc/config.gz"),
    /** Of the running kernel and of those that may boot next. */
    BOOT_CONFIGS(Kind.FILES, "boot/config-*");

    /** How an item is captured. */
    enum Kind {
        /** Symbolic links, as links: those in a directory, or with names under each directory. */
        LINKS("links"),
        /** Short texts with names under each directory, at the place where the directory really lies. */
        ATTRIBUTES("attributes"),
        /** Short texts, at the path by which they are named. */
        TEXTS("texts"),
        /** Files whose names show all: each is empty. */
        NAMES("names"),
        /** Whole files, text or not, at the path by which they are named. */
        FILES("files");

        private final String function;

        Kind(String function) {
            this.function = function;
        }
    }

    private final Kind kind;
    private final String pattern;
    private final List<String> names;

    CaptureItem(Kind kind, String pattern, String... names) {
        this.kind = kind;
        this.pattern = pattern;
        this.names = List.of(names);
    }

    Kind kind() {
        return kind;
    }

    /** Of the files; of the directories where there are names. */
    String pattern() {
        return pattern;
    }

    /** Paths under each directory; empty where the pattern says all. */
    List<String> names() {
        return names;
    }

    /** The line of the script that captures it. */
    String shell() {
        StringBuilder line = new StringBuilder(kind.function).append(' ').append(quoted(pattern));
        if (kind == Kind.ATTRIBUTES) {
            line.append(' ').append(quoted(String.join(" ", subdirectories())));
        }
        if (!names.isEmpty()) {
            line.append(' ').append(quoted(String.join(" ", names)));
        }
        return line.toString();
    }

    private Set<String> subdirectories() {
        Set<String> subdirectories = new TreeSet<>();
        subdirectories.add(".");
        for (String name : names) {
            String parent = PathText.parent(name);
            if (!parent.isEmpty()) {
                subdirectories.add(parent);
            }
        }
        return subdirectories;
    }

    private static String quoted(String pattern) {
        return "'" + pattern + "'";
    }

    /** Whether a name matches one part of a pattern. */
    static boolean matches(String part, String name) {
        if (part.startsWith("*") && name.startsWith(".")) {
            return false;
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int star = part.indexOf('*'); star >= 0; star = part.indexOf('*', start)) {
            pieces.add(part.substring(start, star));
            start = star + 1;
        }
        String last = part.substring(start);
        if (pieces.isEmpty()) {
            return name.equals(last);
        }
        if (!name.startsWith(pieces.get(0))) {
            return false;
        }
        int position = pieces.get(0).length();
        for (String piece : pieces.subList(1, pieces.size())) {
            int found = name.indexOf(piece, position);
            if (found < 0) {
                return false;
            }
            position = found + piece.length();
        }
        return name.length() - last.length() >= position && name.endsWith(last);
    }
}
