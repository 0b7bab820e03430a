package io.daxcheck.source.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.daxcheck.host.DmTarget;
import io.daxcheck.host.DmTarget.Leg;
import io.daxcheck.host.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DmTargetLineTest {
    @Test
    void readsWhatDaxGoesThrough() {
        DmTarget linear = DmTargetLine.parse("8 65536 linear 259:1 2048");
        assertThat(linear.start()).isEqualTo(8);
        assertThat(linear.length()).isEqualTo(65536);
        assertThat(linear.legs()).containsExactly(new Leg("259:1", 2048));
        assertThat(linear.chunkSectors()).isZero();
        DmTarget striped = DmTargetLine.parse("0 61440 striped 2 128 259:1 2048 259:1 100000 ");
        assertThat(striped.legs()).containsExactly(new Leg("259:1", 2048), new Leg("259:1", 100000));
        assertThat(striped.chunkSectors()).isEqualTo(128);
        assertThat(DmTargetLine.parse("0 8 linear /dev/pmem0 0").legs()).containsExactly(new Leg("/dev/pmem0", 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log-writes 252:0 252:1 | 252:0=0 252:1=-1",
                "snapshot-origin 252:0 | 252:0=0",
                "snapshot 252:0 252:1 N 8 | 252:0=-1 252:1=-1",
                "crypt aes-xts-plain64 0000 0 259:1 2048 | 259:1=2048",
                "delay 259:1 2048 0 259:2 8 5 | 259:1=2048 259:2=8",
                "flakey 259:1 2048 60 0 2 error_reads error_writes | 259:1=2048",
                "dust 259:1 7 512 | 259:1=7",
                "mirror core 1 1024 2 252:0 0 252:1 16 | 252:0=0 252:1=16",
                "mirror disk 2 253:5 1024 2 252:0 0 252:1 16 | 253:5=-1 252:0=0 252:1=16",
                "integrity 259:1 0 32 J 0 | 259:1=-1",
                "unstriped 2 128 1 259:1 0 | 259:1=-1",
                "thin-pool 252:0 252:1 128 0 0 | 252:0=-1 252:1=-1",
                "raid raid1 3 0 region_size 1024 2 252:0 252:1 - - | 252:0=-1 252:1=-1",
                "writecache p 252:0 252:1 4096 0 | 252:0=-1 252:1=-1",
                "zero | ",
                "never-heard-of 259:1 x:y 1:2:3 | 259:1=-1",
            })
    void findsTheDevicesOfOtherTypes(String target, String expected) {
        StringBuilder legs = new StringBuilder();
        for (Leg leg : DmTargetLine.parse("0 61440 " + target).legs()) {
            legs.append(legs.isEmpty() ? "" : " ")
                    .append(leg.device())
                    .append('=')
                    .append(leg.startSectors());
        }
        assertThat(legs.toString()).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 8",
                "a 8 zero",
                "0 0 zero",
                "-1 8 zero",
                "0 9223372036854775808 zero",
                "9223372036854775807 8 zero",
                "18014398509481983 1 zero",
                "0 8 linear",
                "0 8 linear 259:1",
                "0 8 linear 259:1 0 0",
                "0 8 linear pmem0 0",
                "0 8 linear 259:1 -1",
                "0 8 linear 259:1 18014398509481980",
                "0 8 striped 2 128 259:1 0",
                "0 8 striped 1 128 259:1 0 259:2 0",
                "0 8 striped 0 128",
                "0 8 striped 99999999999999999999 128 259:1 0",
                "0 8 striped 1 0 259:1 0",
                "0 8 striped 1 x 259:1 0",
                "0 8 log-writes 259:1",
                "0 8 log-writes 259:1 x",
                "0 8 snapshot-origin",
            })
    void refusesWhatTheKernelWouldNotPrint(String line) {
        assertThatThrownBy(() -> DmTargetLine.parse(line)).isInstanceOf(Fact.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "crypt aes 00112233445566778899 0 259:1 0, crypt aes (key) 0 259:1 0",
        "crypt aes :32:logon:cryptsetup:x 0 259:1 0, crypt aes :32:logon:cryptsetup:x 0 259:1 0",
        "crypt aes 00000000 0 259:1 0, crypt aes 00000000 0 259:1 0",
        "crypt aes - 0 259:1 0, crypt aes - 0 259:1 0",
        "integrity 259:1 0 32 J 2 internal_hash:hmac(sha256):abcd journal_mac:hmac(sha256):ef,"
                + " integrity 259:1 0 32 J 2 internal_hash:hmac(sha256):(key) journal_mac:hmac(sha256):(key)",
        "integrity 259:1 0 4 J 1 internal_hash:crc32c, integrity 259:1 0 4 J 1 internal_hash:crc32c",
    })
    void keepsNoKey(String target, String shown) {
        assertThat(DmTargetLine.parse("0 8 " + target).line()).isEqualTo("0 8 " + shown);
    }

    @Test
    @Timeout(60)
    void keepsNoneOfAHundredThousandKeys() {
        String line = "0 8 integrity 259:1 0 4 J 1" + " journal_:x:k".repeat(80_000);
        assertThat(DmTargetLine.parse(line).line())
                .endsWith(" journal_:x:(key)")
                .doesNotContain(":k ");
    }
}
