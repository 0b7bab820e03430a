package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the monitoring plugins make of daxcheck: their wrapper, and the states that their shell library has. */
class NagiosWrapperTest {
    private static final String PLUGINS = "/usr/lib/nagios/plugins/";
    private static final String PACKAGE = "monitoring-plugins-basic";

    @TempDir
    private Path directory;

    private String daxcheck;

    @BeforeEach
    void install() throws IOException {
        daxcheck = Programs.daxcheck(directory).toString();
    }

    private Programs.Run negate(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Programs.find(PLUGINS + "negate", PACKAGE).toString());
        command.addAll(options);
        command.add(daxcheck);
        command.addAll(List.of("--format", "nagios"));
        command.addAll(List.of(arguments));
        return Programs.run(directory, Map.of("LC_ALL", "C"), command);
    }

    /** The options of the document, tried as written. */
    private static List<String> documentedOptions() throws IOException {
        for (String line :
                Files.readAllLines(Path.of(System.getProperty("basedir", "."), "src", "docs", "monitoring.md"))) {
            if (line.startsWith("    " + PLUGINS + "negate ")) {
                List<String> words = List.of(line.strip().split(" ", -1));
                return words.subList(1, words.indexOf("/opt/daxcheck/bin/daxcheck"));
            }
        }
        throw new AssertionError("monitoring.md does not say how to wrap the plugin");
    }

    @Test
    void negateTurnsAWarningIntoAnAlarmAsDocumented() throws IOException {
        Programs.Run run = negate(documentedOptions(), "ram1", "--from", "example:silent-corruption");
        assertThat(run.out()).startsWith("DAXCHECK CRITICAL - without DAX: /dev/ram1 | stacks=1;;;0 ");
        assertThat(run.out().lines()).contains("CRITICAL: without DAX: /dev/ram1");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void negateLeavesTheOtherStatesAsDocumented() throws IOException {
        Programs.Run fine = negate(documentedOptions(), "--from", "example:sound-lvm");
        assertThat(fine.out()).startsWith("DAXCHECK OK - ");
        assertThat(fine.status()).isZero();
        Programs.Run unsafe = negate(documentedOptions(), "--from", "example:silent-corruption");
        assertThat(unsafe.out()).startsWith("DAXCHECK CRITICAL - unsafe: /dev/mapper/t | ");
        assertThat(unsafe.status()).isEqualTo(2);
        Programs.Run usage = negate(documentedOptions(), "--unheard-of");
        assertThat(usage.out()).startsWith("DAXCHECK UNKNOWN - ");
        assertThat(usage.status()).isEqualTo(3);
    }

    /** The words and numbers of the states are those of the plugins' own shell library. */
    @Test
    void theStatesAreThoseOfTheLibrary() {
        Programs.find(PLUGINS + "negate", PACKAGE);
        String script = """
                . %sutils.sh
                check() {
                    wanted=$1
                    word=$2
                    shift 2
                    line=$(%s --format nagios "$@" | head -n 1)
                    %s --format nagios "$@" >/dev/null
                    status=$?
                    case $line in
                        "DAXCHECK $word - "*) ;;
                        *) echo "$line" ;;
                    esac
                    [ "$status" = "$wanted" ] || echo "$word: $status"
                }
                check "$STATE_OK" OK --from example:sound-lvm
                check "$STATE_WARNING" WARNING ram1 --from example:silent-corruption
                check "$STATE_CRITICAL" CRITICAL --from example:silent-corruption
                check "$STATE_UNKNOWN" UNKNOWN --from /nowhere/at/all
                """.formatted(PLUGINS, daxcheck, daxcheck);
        Programs.Run run = Programs.run(directory, Map.of(), List.of("/bin/sh", "-c", script));
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEmpty();
    }
}
