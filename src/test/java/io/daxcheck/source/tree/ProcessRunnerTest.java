package io.daxcheck.source.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.tree.CommandRunner.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Outcome shell(String script, Duration limit, int maxBytes) {
        return new ProcessRunner().run(Path.of("/bin/sh"), List.of("-c", script), limit, maxBytes);
    }

    @Test
    void takesOutputStatusAndTheFirstErrorLine() {
        Outcome.Ended ended = (Outcome.Ended) shell("echo out; echo one >&2; echo two >&2; exit 3", LONG, 100);
        assertThat(new String(ended.output(), StandardCharsets.UTF_8)).isEqualTo("out\n");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.firstErrorLine()).isEqualTo("one");
    }

    @Test
    void givesItNoInputAndNoEnvironment() {
        Outcome.Ended ended = (Outcome.Ended) shell("cat; echo $LC_ALL $HOME $LANG", LONG, 100);
        assertThat(new String(ended.output(), StandardCharsets.UTF_8)).isEqualTo("C\n");
    }

    @Test
    void killsWhatGivesNoAnswer() {
        assertThat(shell("exec sleep 1000", Duration.ofMillis(100), 100)).isInstanceOf(Outcome.TimedOut.class);
    }

    @Test
    @Timeout(20)
    void doesNotWaitForWhatItLeavesBehind() {
        assertThat(shell("sleep 30 & exit 0", Duration.ofSeconds(1), 100)).isNotInstanceOf(Outcome.Failed.class);
    }

    @Test
    void boundsTheOutput() {
        assertThat(shell("echo 1234567890", LONG, 5)).isEqualTo(new Outcome.Failed("more than 5 bytes of output"));
        assertThat(shell("printf 12345", LONG, 5)).isInstanceOf(Outcome.Ended.class);
    }

    @Test
    void saysThatItCannotBeStarted() {
        assertThat(new ProcessRunner().run(Path.of("/no/such/program"), List.of(), LONG, 5))
                .isInstanceOf(Outcome.Failed.class);
    }
}
