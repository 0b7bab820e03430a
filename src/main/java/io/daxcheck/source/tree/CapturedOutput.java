package io.daxcheck.source.tree;

import java.util.List;

/** The commands whose output a capture holds, under {@code commands/}. Each only reads. */
public enum CapturedOutput {
    DMSETUP_TABLE("dmsetup-table", "dmsetup", "table"),
    DMSETUP_INFO(
            "dmsetup-info",
            "dmsetup",
            "info",
            "-c",
            "--noheadings",
            "--separator",
            " ",
            "-o",
            "name,major,minor,attr,uuid"),
    PAGE_SIZE("pagesize", "getconf", "PAGESIZE"),
    UNAME("uname", "uname", "-a"),
    MACHINE("uname-m", "uname", "-m"),
    DMESG("dmesg", "dmesg");

    static final String DIRECTORY = "commands";

    private final String file;
    private final String program;
    private final List<String> arguments;

    CapturedOutput(String file, String program, String... arguments) {
        this.file = file;
        this.program = program;
        this.arguments = List.of(arguments);
    }

    /** Where its output is in a capture. */
    public String path() {
        return DIRECTORY + '/' + file;
    }

    /** Name of the program, without a path. */
    public String program() {
        return program;
    }

    List<String> arguments() {
        return arguments;
    }

    /** Whether it is about dm devices, and is not run where there is none: dmsetup would load the dm module. */
    boolean isOfDeviceMapper() {
        return program.equals("dmsetup");
    }

    /** The line of the script that runs it. */
    public String shell() {
        StringBuilder line = new StringBuilder(isOfDeviceMapper() ? "dm_output " : "output ");
        line.append(file).append(' ').append(program);
        for (String argument : arguments) {
            line.append(argument.equals(" ") ? " ' '" : ' ' + argument);
        }
        return line.toString();
    }
}
