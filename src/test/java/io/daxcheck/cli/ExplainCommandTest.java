package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.FindingCode;
import io.daxcheck.diagnosis.Topic;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
    @Test
    void listsAllFindings() {
        CommandLineRun run = CommandLineRun.of("explain");
        assertThat(run.outLines())
                .hasSize(FindingCode.values().length + Topic.values().length)
                .anyMatch(line -> line.startsWith("raw-namespace "));
    }

    @Test
    void explainsEachCodeInItsOrder() {
        CommandLineRun run = CommandLineRun.of("explain", "stack-loop", "raw-namespace");
        assertThat(run.out())
                .startsWith("stack-loop: ")
                .containsOnlyOnce("\n\nraw-namespace: ")
                .contains("  why   ", "  next  ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void saysWhichCodeThereIsNot() {
        CommandLineRun run = CommandLineRun.of("explain", "no\nsuch", "raw-namespace");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errLines())
                .containsExactly("daxcheck: no\\x0asuch: no such finding or topic; 'daxcheck explain' lists them");
        assertThat(run.out()).startsWith("raw-namespace: ");
    }
}
