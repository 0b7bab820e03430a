package io.daxcheck.build;

import io.daxcheck.cli.Environment;
import io.daxcheck.cli.ExitStatus;
import io.daxcheck.cli.Main;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Run by {@code lib/archive-classes}: goes the ways that users go, so that Java can list the classes that a start needs. */
final class ClassListTraining {
    private ClassListTraining() {}

    /**
     * Runs each command once.
     *
     * @param arguments a capture, and an example's name
     * @throws IllegalStateException where a command fails: then what it needs would be missing from the list
     */
    public static void main(String[] arguments) {
        String capture = arguments[0];
        String example = "example:" + arguments[1];
        // A build root may have no /sys, and then no host to judge.
        if (Files.isDirectory(Path.of("/sys/class/block"))) {
            run("check");
        }
        run("check", "-v", "--from", example);
        run("check", "--from", example, "--format", "json");
        run("check", "--from", example, "--format", "html");
        run("check", "--from", example, "--format", "prometheus");
        run("check", "--from", example, "--format", "nagios", "pmem1");
        run("check", "--from", capture, "--kernel", "5.10", "--fs", "ext4,xfs");
        run("audit", capture);
        run("audit", capture, "--format", "jsonl");
        run("kernels");
        run("kernels", "--from", example, "dm-0");
        run("explain");
        run("explain", "raw-namespace");
        run("capture", "--script");
        run("--help");
    }

    private static void run(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        // A start reads the variables, and Java's classes for that are in no archive of its own.
        Map<String, String> variables = Environment.ofThisProcess().variables();
        int status = Main.run(new Environment(nowhere, nowhere, variables, false), arguments);
        if (status == ExitStatus.USAGE || status == ExitStatus.FAULT) {
            throw new IllegalStateException(String.join(" ", arguments) + ": exit status " + status);
        }
    }
}
