package io.daxcheck.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Other people's programs, which some tests run for real, and daxcheck as they see it: a program on the PATH. */
public final class Programs {
    private static final int DEADLINE_SECONDS = 120;

    private Programs() {}

    /** What a program did. */
    public record Run(int status, String out, String err) {}

    /**
     * Where a program is; a test that needs one which is not installed is skipped, and says so.
     *
     * @param name its name, or its path
     * @param debianPackage that has it
     */
    public static Path find(String name, String debianPackage) {
        for (String directory : (System.getenv("PATH") + ":/usr/sbin").split(":", -1)) {
            Path file = Path.of(directory).resolve(name);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        String reason = name + " is not installed (apt-get install " + debianPackage + "): a test with it is skipped";
        System.out.println(reason);
        return abort(reason);
    }

    /** A program {@code daxcheck} in this directory, which runs the classes under test. */
    public static Path daxcheck(Path directory) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path file = Files.writeString(
                directory.resolve("daxcheck"), """
                #!/bin/sh
                exec "%s/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%s" io.daxcheck.cli.Main "$@"
                """.formatted(System.getProperty("java.home"), classPath));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a program to its end. */
    public static Run run(Path directory, Map<String, String> variables, List<String> command) {
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().putAll(variables);
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command + " does not end");
                }
                return new Run(process.exitValue(), text(out), text(err));
            } finally {
                process.destroyForcibly();
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
