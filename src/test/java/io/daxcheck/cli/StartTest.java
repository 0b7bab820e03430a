package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.Examples;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.core.JsonGenerator;

/**
 * Holds what makes a start slow on Java 17 off the way of a check: streams, and the first hash or comparison of a record
 * that has no methods of its own for them, which costs 25 ms. Judged by the classes that a start loads, not by a clock.
 */
class StartTest {
    @TempDir
    private Path directory;

    static List<String> starts() {
        List<String> starts = new ArrayList<>(List.of(""));
        Examples.list().lines().forEach(line -> {
            String example = "--from " + Examples.PREFIX + line.substring(0, line.indexOf(' '));
            starts.add(example);
            starts.add(example + " --format json");
        });
        return starts;
    }

    @ParameterizedTest
    @MethodSource("starts")
    void usesNoStreamAndHashesNoRecord(String arguments) throws IOException, URISyntaxException {
        Path loaded = directory.resolve("loaded");
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xlog:class+load:file=" + loaded,
                "-cp",
                String.join(
                        File.pathSeparator, place(Main.class), place(CommandLine.class), place(JsonGenerator.class)),
                Main.class.getName(),
                "check"));
        command.addAll(List.of(arguments.split(" ", -1)));
        command.remove("");
        Programs.Run run = Programs.run(directory, Map.of(), command);
        assertThat(run.err()).isEmpty();
        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).anyMatch(line -> line.contains(" io.daxcheck.diagnosis.HostDiagnosis "));
        assertThat(classes)
                .noneMatch(line -> line.contains(" java.lang.runtime.ObjectMethods "))
                .noneMatch(line -> line.contains(" java.util.stream."));
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
