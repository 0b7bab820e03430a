package io.daxcheck.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.kernel.LoggedMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogRedactionTest {
    @ParameterizedTest
    @EnumSource
    void aMessageIsStillTheSameMessage(KernelMessage message) {
        String redacted =
                new LogRedaction(new Pseudonyms()).line(LoggedMessages.all().get(message));
        assertThat(KernelMessage.in(redacted)).contains(message);
        assertThat(KernelMessage.isAboutDax(redacted)).isTrue();
    }

    @Test
    void linesAboutOtherThingsAndWordsOfOthersAreHidden() {
        LogRedaction redaction = new LogRedaction(new Pseudonyms());
        assertThat(redaction.line("sd 0:0:0:0: [sda] Attached SCSI disk")).isEmpty();
        assertThat(redaction.line("XFS (acme-secret): DAX enabled. Warning: EXPERIMENTAL, use at your own risk"))
                .contains("DAX enabled")
                .doesNotContain("acme")
                .doesNotContain("secret");
    }
}
