package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelMessageTest {
    @ParameterizedTest
    @EnumSource
    void aMessageIsFoundInItsLine(KernelMessage message) {
        String line = LoggedMessages.all().get(message);
        assertThat(KernelMessage.in("[   12.345678] " + line)).contains(message);
        assertThat(KernelMessage.isAboutDax("[   12.345678] " + line)).isTrue();
    }

    @Test
    void otherLinesAreNotAboutDax() {
        assertThat(KernelMessage.isAboutDax("sd 0:0:0:0: [sda] Attached SCSI disk"))
                .isFalse();
        assertThat(KernelMessage.isAboutDax("Kernel command line: root=/dev/sda1 rootflags=dax"))
                .isFalse();
        assertThat(KernelMessage.isAboutDax("usb 1-1: descriptor is misaligned"))
                .isFalse();
    }

    @Test
    void someMessagesShowWhetherTheKernelIsBuiltWithFilesystemDax() {
        assertThat(KernelMessage.NOT_BUILT.showsFsDax()).contains(false);
        assertThat(KernelMessage.ENABLED.showsFsDax()).contains(true);
        assertThat(KernelMessage.MEMORY_LOST.showsFsDax()).isEmpty();
    }

    @Test
    void aFilesystemSaysThatItTurnsDaxOff() {
        assertThat(KernelMessage.saysTurnedOff(LoggedMessages.all().get(KernelMessage.LEFT_OFF)))
                .isTrue();
        assertThat(KernelMessage.saysTurnedOff(LoggedMessages.all().get(KernelMessage.ENABLED)))
                .isFalse();
    }
}
