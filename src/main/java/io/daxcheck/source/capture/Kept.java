package io.daxcheck.source.capture;

import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a redacted capture keeps: words that the kernel, a filesystem or a distribution chose, and numbers. Everything
 * else is replaced. A list that lacks a word costs a reader some context; a list of what to remove would leak all that
 * its author did not think of.
 */
final class Kept {
    /** Digits of a number; longer ones are keys, serial numbers and identifiers. */
    private static final int MAX_DIGITS = 15;

    private static final String WORDS = "/io/daxcheck/log-words";

    /** Words that messages of the kernel about DAX and persistent memory contain, in lower case. */
    private static final Set<String> LOG_WORDS = read();

    /** Values of sysfs attributes, of udev properties and of libnvdimm. */
    private static final Set<String> ATTRIBUTE_WORDS = Set.of(
            "raw",
            "safe",
            "memory",
            "dax",
            "sector",
            "none",
            "host-managed",
            "host-aware",
            "write",
            "back",
            "through",
            "unlocked",
            "locked",
            "disabled",
            "frozen",
            "overwrite",
            "idle",
            "active",
            "suspend",
            "not_armed",
            "save_fail",
            "restore_fail",
            "flush_fail",
            "smart_notify",
            "smart_event",
            "map_fail",
            "memory_controller",
            "cpu_cache",
            "unknown",
            "nd_namespace_io",
            "nd_namespace_pmem",
            "nd_namespace_blk",
            "nd_dimm",
            "nd_pmem",
            "nd_blk",
            "nd_volatile",
            "nd_btt",
            "nd_pfn",
            "nd_dax",
            "ACPI.NFIT",
            "e820",
            "ndctl",
            "namespace",
            "raid0",
            "raid1",
            "raid4",
            "raid5",
            "raid6",
            "raid10",
            "linear",
            "multipath",
            "container",
            "always",
            "madvise",
            "never",
            "Y",
            "N",
            "partition",
            "disk",
            "available",
            "device-mapper",
            "virtio_pmem",
            "of_pmem",
            "papr_scm");

    /** Filesystems and other signatures that libblkid names, and pseudo filesystems. */
    private static final Set<String> TYPES = Set.of(
            "ext2",
            "ext3",
            "ext4",
            "xfs",
            "erofs",
            "btrfs",
            "f2fs",
            "vfat",
            "exfat",
            "ntfs",
            "ntfs3",
            "fuseblk",
            "fuse",
            "iso9660",
            "udf",
            "squashfs",
            "overlay",
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "ceph",
            "glusterfs",
            "gfs2",
            "ocfs2",
            "zfs_member",
            "zfs",
            "bcachefs",
            "bcache",
            "swap",
            "auto",
            "none",
            "tmpfs",
            "devtmpfs",
            "ramfs",
            "rootfs",
            "proc",
            "sysfs",
            "devpts",
            "cgroup",
            "cgroup2",
            "securityfs",
            "debugfs",
            "tracefs",
            "configfs",
            "pstore",
            "efivarfs",
            "bpf",
            "mqueue",
            "hugetlbfs",
            "binfmt_misc",
            "autofs",
            "rpc_pipefs",
            "selinuxfs",
            "fusectl",
            "virtiofs",
            "9p",
            "nova",
            "LVM2_member",
            "crypto_LUKS",
            "linux_raid_member",
            "DM_integrity",
            "DM_verity_hash",
            "jbd",
            "gpt",
            "dos",
            "mpath_member",
            "ddf_raid_member",
            "isw_raid_member",
            "stratis",
            "VMFS_volume_member",
            "nsfs",
            "ecryptfs",
            "nilfs2",
            "jfs",
            "reiserfs",
            "minix",
            "hfsplus",
            "drbd",
            "BitLocker",
            "vdo",
            "xfs_external_log");

    /** Mount options whose name is kept; those in {@link #OPTIONS_WITH_WORDS} with a value of letters too. */
    private static final Set<String> OPTIONS = Set.of(
            "defaults",
            "ro",
            "rw",
            "dax",
            "nodax",
            "nofail",
            "noauto",
            "auto",
            "_netdev",
            "bind",
            "rbind",
            "loop",
            "sync",
            "async",
            "noatime",
            "relatime",
            "strictatime",
            "lazytime",
            "nodiratime",
            "nosuid",
            "suid",
            "nodev",
            "dev",
            "noexec",
            "exec",
            "user",
            "users",
            "nouser",
            "owner",
            "discard",
            "nodiscard",
            "barrier",
            "nobarrier",
            "inode32",
            "inode64",
            "attr2",
            "noattr2",
            "largeio",
            "nolargeio",
            "swalloc",
            "norecovery",
            "noload",
            "nouuid",
            "ikeep",
            "noikeep",
            "wsync",
            "filestreams",
            "quota",
            "noquota",
            "usrquota",
            "uquota",
            "uqnoenforce",
            "grpquota",
            "gquota",
            "gqnoenforce",
            "prjquota",
            "pquota",
            "pqnoenforce",
            "acl",
            "noacl",
            "user_xattr",
            "nouser_xattr",
            "delalloc",
            "nodelalloc",
            "bsddf",
            "minixdf",
            "journal_checksum",
            "journal_async_commit",
            "auto_da_alloc",
            "noauto_da_alloc",
            "block_validity",
            "noblock_validity",
            "dioread_lock",
            "dioread_nolock",
            "i_version",
            "seclabel",
            "shared",
            "x-systemd.automount",
            "x-systemd.growfs",
            "x-systemd.makefs",
            "x-initrd.mount",
            "remount",
            "zoned",
            "lifetime",
            "nolifetime",
            "hard",
            "soft");

    private static final Set<String> OPTIONS_WITH_WORDS =
            Set.of("dax", "data", "errors", "mode", "jqfmt", "cache_strategy", "x-systemd.fstype", "rootfstype");

    private static final Set<String> OPTIONS_WITH_NUMBERS = Set.of(
            "allocsize",
            "logbufs",
            "logbsize",
            "sunit",
            "swidth",
            "stripe",
            "commit",
            "barrier",
            "resuid",
            "resgid",
            "sb",
            "max_batch_time",
            "min_batch_time",
            "init_itable",
            "inode_readahead_blks",
            "journal_ioprio",
            "size",
            "nr_inodes",
            "mode",
            "x-systemd.device-timeout",
            "max_open_zones");

    /** Devices that an option names. */
    private static final Set<String> OPTIONS_WITH_PATHS = Set.of("rtdev", "logdev", "device", "journal_path");

    private static final Set<String> OPTION_VALUES = Set.of(
            "always",
            "never",
            "inode",
            "ordered",
            "journal",
            "writeback",
            "continue",
            "remount-ro",
            "panic",
            "vfsold",
            "vfsv0",
            "vfsv1",
            "disabled",
            "readahead",
            "readaround");

    /** Parameters of the kernel that say which memory is persistent and what is mounted on /. */
    private static final Set<String> PARAMETERS = Set.of(
            "ro", "rw", "quiet", "nokaslr", "kaslr", "movable_node", "memmap", "mem", "efi_fake_mem", "rootfstype");

    private static final Set<String> DISTRIBUTIONS = Set.of(
            "rhel",
            "centos",
            "rocky",
            "almalinux",
            "ol",
            "fedora",
            "debian",
            "ubuntu",
            "sles",
            "sled",
            "sles_sap",
            "suse",
            "opensuse",
            "opensuse-leap",
            "opensuse-tumbleweed",
            "sle_micro",
            "amzn",
            "openEuler",
            "openeuler",
            "anolis",
            "alinux",
            "kylin",
            "azurelinux",
            "mariner",
            "photon",
            "arch",
            "eulerosv",
            "scientific",
            "virtuozzo",
            "cloudlinux",
            "linuxmint");

    private static final Set<String> REASONS = Set.of(
            "suspended",
            "unreadable",
            "not a regular file",
            "link leads out of the tree",
            "dmsetup is not installed",
            "dmesg is not installed");

    private Kept() {}

    private static Set<String> read() {
        try (InputStream stream = Kept.class.getResourceAsStream(WORDS)) {
            Set<String> words = new HashSet<>();
            Lines lines = new Lines(Utf8.decode(stream.readAllBytes()));
            while (lines.next()) {
                words.add(lines.line());
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a word of a message is kept, regardless of its case. */
    static boolean isLogWord(String word) {
        return LOG_WORDS.contains(word.toLowerCase(Locale.ROOT)) || isNumber(word);
    }

    /** Whether this is a number of a plausible length, decimal or hexadecimal after 0x. */
    static boolean isNumber(String word) {
        boolean isHex = word.startsWith("0x");
        int start = isHex ? 2 : word.startsWith("-") ? 1 : 0;
        if (word.length() == start || word.length() - start > (isHex ? 16 : MAX_DIGITS)) {
            return false;
        }
        for (int i = start; i < word.length(); i++) {
            if (Character.digit(word.charAt(i), isHex ? 16 : 10) < 0 || word.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }

    /** A number, perhaps with a unit, or several with commas, colons, dots or hyphens between them. */
    static boolean isMeasure(String word) {
        int start = 0;
        for (int i = 0; i <= word.length(); i++) {
            if (i == word.length() || ",:.-+/".indexOf(word.charAt(i)) >= 0) {
                String part = word.substring(start, i);
                boolean hasUnit = part.length() > 1 && "kKmMgGtT%sb".indexOf(part.charAt(part.length() - 1)) >= 0;
                if (!part.isEmpty() && !isNumber(hasUnit ? part.substring(0, part.length() - 1) : part)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return !word.isEmpty() && word.length() <= 2 * MAX_DIGITS;
    }

    static boolean isAttributeWord(String word) {
        return ATTRIBUTE_WORDS.contains(word) || isMeasure(word);
    }

    static boolean isType(String type) {
        return TYPES.contains(type) || (type.indexOf('.') > 0 && TYPES.contains(type.substring(0, type.indexOf('.'))));
    }

    static boolean isOption(String name) {
        return OPTIONS.contains(name);
    }

    static boolean isOption(String name, String value) {
        return (OPTIONS_WITH_WORDS.contains(name)
                        && (OPTION_VALUES.contains(value) || isType(value) || isMeasure(value)))
                || (OPTIONS_WITH_NUMBERS.contains(name) && isMeasure(value));
    }

    static boolean isOptionWithPath(String name) {
        return OPTIONS_WITH_PATHS.contains(name);
    }

    static boolean isParameter(String name) {
        return PARAMETERS.contains(name);
    }

    /** Whether a value of memmap=, mem= or efi_fake_mem= has the shape of one. */
    static boolean isMemory(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.digit(c, 16) < 0 && "xXkKmMgGtTpPeE!$#@%,+-:\\\"'".indexOf(c) < 0) {
                return false;
            }
        }
        return value.length() <= 120;
    }

    static boolean isDistribution(String id) {
        for (String word : Split.of(id, ' ')) {
            if (!DISTRIBUTIONS.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a reason for a skipped file is an error number's name or one of daxcheck's own sentences. */
    static boolean isReason(String reason) {
        boolean isName = reason.length() <= 12;
        for (int i = 0; i < reason.length(); i++) {
            isName &= reason.charAt(i) >= 'A' && reason.charAt(i) <= 'Z';
        }
        return (isName && reason.startsWith("E")) || REASONS.contains(reason);
    }

    /** Whether this is digits and nothing else, of any length: a start, a length. */
    static boolean isDigits(String word) {
        return Decimal.areDigits(word, 0, word.length());
    }
}
