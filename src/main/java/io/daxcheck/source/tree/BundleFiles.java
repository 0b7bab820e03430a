package io.daxcheck.source.tree;

import io.daxcheck.text.Decimal;
import java.util.List;

/** Which files of a sosreport or a supportconfig are read, and which of them grow with the host. */
public final class BundleFiles {
    /** Directory of a sosreport with one directory for each plugin. */
    public static final String SOS_COMMANDS = "sos_commands";

    /** There in every one of them; the others depend on its options. */
    public static final String BASIC_ENVIRONMENT = "basic-environment.txt";

    /** Where a section of a command or file that matters may be. The plugin for pmem writes its file itself. */
    public static final List<String> SUPPORTCONFIG_FILES = List.of(
            BASIC_ENVIRONMENT,
            "fs-diskio.txt",
            "fs-softraid.txt",
            "lvm.txt",
            "mpio.txt",
            "boot.txt",
            "env.txt",
            "hardware.txt",
            "udev.txt",
            "crash.txt",
            "pmem.txt",
            "plugin-pmem.txt",
            "plugin-ndctl.txt");

    /** What a syslog daemon writes on most distributions. */
    public static final String MESSAGES = "var/log/messages";

    private static final String LOGS = SOS_COMMANDS + "/logs/";

    private static final String LEADING_DIRECTORY = "sosreport";

    private BundleFiles() {}

    /**
     * Whether a file of an archive is of no use here. A sosreport has 100,000s of files, and logs of any size.
     *
     * @param entry its path in the archive, with the leading directory that sos gives it
     */
    public static boolean isOfNoUse(String entry) {
        int leading = entry.startsWith(LEADING_DIRECTORY) ? entry.indexOf('/') : -1;
        if (leading < 0) {
            return false;
        }
        String path = entry.substring(leading + 1);
        int slash = path.indexOf('/');
        // The other end of etc/os-release, which is a link; the logs of this boot.
        if (path.equals("usr/lib/os-release")
                || path.equals(MESSAGES)
                || (path.startsWith(LOGS) && isJournalOfBoot(path.substring(LOGS.length())))) {
            return false;
        }
        return switch (slash < 0 ? "" : path.substring(0, slash)) {
            case "var", "usr", "lib", "opt", "root", "home", "sos_logs", "sos_reports", "sos_strings" -> true;
            case SOS_COMMANDS -> !isUsedPlugin(firstPart(path.substring(slash + 1)));
            case "sys" -> isUnusedSysfs(path.substring(slash + 1));
            case "proc" -> isOtherProcess(path.substring(slash + 1));
            default -> false;
        };
    }

    /**
     * Whether {@code journalctl} was asked for the boot that the host was in: {@code --boot}, and not {@code --boot -1}.
     *
     * @param name of its output, as sos writes it
     */
    public static boolean isJournalOfBoot(String name) {
        return name.startsWith("journalctl_")
                && (name.endsWith("_--boot")
                        || name.endsWith("_-b")
                        || name.endsWith("_-k")
                        || name.endsWith("_--dmesg"));
    }

    private static String firstPart(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** Whether the plugin of this name collects something that is read. */
    public static boolean isUsedPlugin(String plugin) {
        return switch (plugin) {
            case "block",
                    "boot",
                    "devicemapper",
                    "devices",
                    "filesys",
                    "filesystem",
                    "grub2",
                    "hardware",
                    "kernel",
                    "libraries",
                    "lvm2",
                    "md",
                    "ndctl",
                    "nvdimm",
                    "pmem",
                    "system",
                    "udev",
                    "xfs" -> true;
            default -> false;
        };
    }

    private static boolean isUnusedSysfs(String path) {
        return path.startsWith("kernel/")
                || path.startsWith("module/")
                || path.startsWith("firmware/")
                || path.startsWith("fs/")
                || path.startsWith("devices/system/");
    }

    private static boolean isOtherProcess(String path) {
        int slash = path.indexOf('/');
        return slash > 0
                && Decimal.areDigits(path, 0, slash)
                && !path.endsWith("/mountinfo")
                && !path.endsWith("/mounts");
    }
}
