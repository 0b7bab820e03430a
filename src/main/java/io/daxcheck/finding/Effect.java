package io.daxcheck.finding;

import java.util.List;
import java.util.Set;

/** What a command does to the host that it is typed on, the least first. */
public enum Effect {
    /** Reads. */
    INSPECT("inspect", "reads only"),
    /** Changes nothing that is in use. */
    SAFE("safe", "changes nothing that is in use"),
    /** Unmounts, deactivates, moves or reboots. */
    DISRUPTIVE("disruptive", "interrupts what uses the device, or moves it"),
    /** Destroys data. */
    DESTRUCTIVE("destructive", "destroys data");

    private static final Set<String> INSPECTING = Set.of(
            "blkid",
            "cat",
            "daxcheck",
            "dmesg",
            "dumpe2fs",
            "dump.erofs",
            "findfs",
            "findmnt",
            "getconf",
            "grep",
            "head",
            "ls",
            "lsblk",
            "lvs",
            "pvs",
            "uname",
            "vgs",
            "xfs_info",
            "journalctl",
            "namei",
            "od",
            "readlink",
            "zgrep");
    private static final Set<String> SAFE_PROGRAMS = Set.of("mount", "mkdir", "modprobe", "tune2fs", "xfs_io");
    private static final Set<String> DISRUPTIVE_PROGRAMS = Set.of(
            "umount",
            "lvchange",
            "vgchange",
            "pvmove",
            "vgreduce",
            "lvconvert",
            "grubby",
            "kpartx",
            "reboot",
            "swapoff",
            "vgextend",
            "lvextend");
    private static final Set<String> READING_SUBCOMMANDS =
            Set.of("table", "info", "ls", "status", "list", "print", "targets");

    private final String word;
    private final String meaning;

    Effect(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** What a step of this effect does, in words that follow "it". */
    public String meaning() {
        return meaning;
    }

    /** As JSON has it. */
    public String id() {
        return word;
    }

    /** The worst of several commands; to read where there is none. */
    public static Effect of(List<String> commands) {
        Effect worst = INSPECT;
        for (String command : commands) {
            Effect one = of(command);
            worst = one.compareTo(worst) > 0 ? one : worst;
        }
        return worst;
    }

    /** Of one line. A program that is not known is taken for one that destroys. */
    public static Effect of(String command) {
        Effect worst = INSPECT;
        int start = 0;
        for (int bar = command.indexOf(" | "); ; bar = command.indexOf(" | ", start)) {
            Effect one = ofProgram(bar < 0 ? command.substring(start) : command.substring(start, bar));
            worst = one.compareTo(worst) > 0 ? one : worst;
            if (bar < 0) {
                return worst;
            }
            start = bar + " | ".length();
        }
    }

    private static Effect ofProgram(String command) {
        int space = command.indexOf(' ');
        String program = space < 0 ? command : command.substring(0, space);
        String rest = space < 0 ? "" : command.substring(space + 1);
        int end = rest.indexOf(' ');
        String first = end < 0 ? rest : rest.substring(0, end);
        if (INSPECTING.contains(program)) {
            return INSPECT;
        }
        if (SAFE_PROGRAMS.contains(program)) {
            return SAFE;
        }
        return switch (program) {
            case "dmsetup" ->
                READING_SUBCOMMANDS.contains(first)
                        ? INSPECT
                        : first.equals("load") || first.equals("reload") ? DESTRUCTIVE : DISRUPTIVE;
            case "ndctl" ->
                first.equals("list")
                        ? INSPECT
                        : !first.equals("create-namespace")
                                ? DISRUPTIVE
                                : rest.contains("--reconfig") ? DESTRUCTIVE : SAFE;
            case "daxctl", "cxl" -> first.equals("list") ? INSPECT : DISRUPTIVE;
            case "fuser" -> first.contains("k") ? DISRUPTIVE : INSPECT;
            case "ipmctl" -> first.equals("show") ? INSPECT : DESTRUCTIVE;
            case "parted" -> rest.endsWith(" print") ? INSPECT : DESTRUCTIVE;
            case "sfdisk" -> first.equals("--dump") ? INSPECT : DESTRUCTIVE;
            case "printf", "echo" -> rest.contains(" > /sys/") ? DISRUPTIVE : INSPECT;
            case "lvcreate", "vgcreate" -> SAFE;
            default -> DISRUPTIVE_PROGRAMS.contains(program) ? DISRUPTIVE : DESTRUCTIVE;
        };
    }
}
