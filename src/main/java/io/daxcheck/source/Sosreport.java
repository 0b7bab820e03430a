package io.daxcheck.source;

import java.util.List;
import java.util.Map;

/**
 * A sosreport: files of the host under their own paths, and what commands printed in {@code sos_commands/PLUGIN/},
 * each file named after its command.
 */
final class Sosreport {
    static final String COMMANDS = "sos_commands";

    private static final String LEADING_DIRECTORY = "sosreport";

    private Sosreport() {}

    static boolean isIn(Tree tree, String prefix) {
        return tree.list(prefix + COMMANDS).isKnown();
    }

    /** The host that a sosreport shows. */
    static Tree of(ConfinedTree files) {
        CommandOutputs outputs = new CommandOutputs();
        for (String plugin : files.list(COMMANDS).value().orElse(List.of())) {
            String directory = COMMANDS + '/' + plugin;
            for (String file : files.list(directory).value().orElse(List.of())) {
                String path = directory + '/' + file;
                outputs.add(file, () -> files.read(path));
            }
        }
        // Links to the outputs in older versions, and copies in what others made.
        for (String file : List.of("uname", "mount", "dmesg")) {
            outputs.add(file, () -> files.read(file));
        }
        return CollectedTree.of(files, outputs, Map.of());
    }

    /**
     * Whether a file of an archive is of no use here. A sosreport has 100,000s of files, and logs of any size.
     *
     * @param entry its path in the archive, with the leading directory that sos gives it
     */
    static boolean isOfNoUse(String entry) {
        int leading = entry.startsWith(LEADING_DIRECTORY) ? entry.indexOf('/') : -1;
        if (leading < 0) {
            return false;
        }
        String path = entry.substring(leading + 1);
        int slash = path.indexOf('/');
        return switch (slash < 0 ? "" : path.substring(0, slash)) {
            case "var", "usr", "lib", "opt", "root", "home", "sos_logs", "sos_reports", "sos_strings" -> true;
            case COMMANDS -> !isUsedPlugin(firstPart(path.substring(slash + 1)));
            case "sys" -> isUnusedSysfs(path.substring(slash + 1));
            case "proc" -> isOtherProcess(path.substring(slash + 1));
            default -> false;
        };
    }

    private static String firstPart(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** Whether the plugin of this name collects something that is read. */
    static boolean isUsedPlugin(String plugin) {
        return switch (plugin) {
            case "block",
                    "devicemapper",
                    "devices",
                    "filesys",
                    "filesystem",
                    "hardware",
                    "kernel",
                    "libraries",
                    "lvm2",
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
                && DeviceName.areDigits(path, 0, slash)
                && !path.endsWith("/mountinfo")
                && !path.endsWith("/mounts");
    }
}
