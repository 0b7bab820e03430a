package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.source.format.DmsetupInfo.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DmsetupInfoTest {
    private static Device only(String line) {
        return bytes(line + "\n")
                .map(DmsetupInfo.PARSER)
                .value()
                .orElseThrow()
                .values()
                .iterator()
                .next();
    }

    @Test
    void readsNamesNumbersAndUuids() {
        DeviceNumber number = new DeviceNumber(253, 7);
        assertThat(only("t 253 7 ")).isEqualTo(new Device("t", number, "", -1, ""));
        assertThat(only("t 253 7")).isEqualTo(new Device("t", number, "", -1, ""));
        assertThat(only("vg-lv 253 7 LVM-abc")).isEqualTo(new Device("vg-lv", number, "LVM-abc", -1, ""));
        assertThat(only("a 1 2: b 253 7 LVM-abc")).isEqualTo(new Device("a 1 2: b", number, "LVM-abc", -1, ""));
        assertThat(only("1 2 253 7 ")).isEqualTo(new Device("1 2", number, "", -1, ""));
        assertThat(only("a b 253 7 L--w ")).isEqualTo(new Device("a b", number, "", -1, "L--w"));
        assertThat(only("vg-lv 253 7 LIsw LVM-abc")).isEqualTo(new Device("vg-lv", number, "LVM-abc", -1, "LIsw"));
    }

    @Test
    void readsWhetherItIsSuspendedAndHasASecondTable() {
        assertThat(only("t 253 7 L-sw U")).matches(Device::isSuspended).matches(device -> !device.hasInactiveTable());
        assertThat(only("t 253 7 LI-r U")).matches(Device::hasInactiveTable).matches(device -> !device.isSuspended());
        assertThat(only("""
                Name:              t
                State:             SUSPENDED
                Tables present:    LIVE & INACTIVE
                Major, minor:      253, 7
                """).state()).isEqualTo("LIsw");
    }

    @Test
    void findsThemByMinorNumber() {
        assertThat(bytes("a 253 0 \nb 253 12 U\n")
                        .map(DmsetupInfo.PARSER)
                        .value()
                        .orElseThrow())
                .containsOnlyKeys(0, 12);
        assertThat(state(bytes("No devices found\n").map(DmsetupInfo.PARSER))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t", "t 253", "253 7 ", "t x 7 u", "t 253 99999999999 u", "/dev/mapper/control: open failed"})
    void refusesWhatIsNoDevice(String line) {
        assertThat(state(bytes("a 253 0 \n" + line + "\n").map(DmsetupInfo.PARSER)))
                .startsWith("unreadable: line 2: not a name, two numbers and a uuid: ");
    }
}
