package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistyped options and their values: the message has the right spelling, or the command that takes them. */
class UsageErrorTest {
    private static List<Arguments> mistakes() {
        return List.of(
                Arguments.of("check --verbos", "check has no option '--verbos'; did you mean --verbose?"),
                Arguments.of(
                        "kernels --fs ext4", "kernels has no option '--fs'; it is an option of check, plan, audit"),
                Arguments.of("kernels dm-0 dm-1", "'dm-1' is one argument too many for kernels"),
                Arguments.of("check --format jsn", "json, jsonl, html, prometheus, nagios; did you mean json?"),
                Arguments.of("audit --format json x", "'json' is none of text, jsonl, html; did you mean jsonl?"),
                Arguments.of("check --fs btrfs", "'btrfs' is none of ext4, xfs, ext2, erofs"),
                Arguments.of("list -o NAMES", "DAX-NOW, MOUNT-DAX, VERDICT, CAUSE; did you mean NAME?"),
                Arguments.of(
                        "kernels --format markdown dm-0",
                        "--format markdown is for the table of all kernels, without DEVICE, --vendor and --kernel"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesWhatWasMeant(String words, String message) {
        CommandLineRun run = CommandLineRun.of(words.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines().get(0)).startsWith("daxcheck: ").endsWith(message);
        assertThat(run.errLines().get(1))
                .isEqualTo("Try 'daxcheck " + words.substring(0, (words + " ").indexOf(' ')) + " --help'.");
    }
}
