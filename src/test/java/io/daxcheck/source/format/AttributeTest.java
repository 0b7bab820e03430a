package io.daxcheck.source.format;

import static io.daxcheck.source.format.Facts.bytes;
import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttributeTest {
    @Test
    void cutsTheNewlineOffAndNothingElse() {
        assertThat(state(bytes("pfn1.0\n").map(Attribute.TEXT))).isEqualTo("pfn1.0");
        assertThat(state(bytes("\n").map(Attribute.TEXT))).isEmpty();
        assertThat(state(bytes(" a \n\n").map(Attribute.TEXT))).isEqualTo(" a \n");
        assertThat(state(bytes("[512] 4096 \n").map(Attribute.WORDS))).isEqualTo("[512] 4096");
    }

    @Test
    void takesZeroAndOneAloneForAFlag() {
        assertThat(state(bytes("1\n").map(Attribute.FLAG))).isEqualTo("true");
        assertThat(state(bytes("0").map(Attribute.FLAG))).isEqualTo("false");
        assertThat(state(bytes("").map(Attribute.FLAG))).isEqualTo("unreadable: \"\" is neither 0 nor 1");
        assertThat(state(bytes("2\n").map(Attribute.FLAG))).isEqualTo("unreadable: \"2\" is neither 0 nor 1");
        assertThat(state(bytes("1\u001b[2J").map(Attribute.FLAG)))
                .isEqualTo("unreadable: \"1\\x1b[2J\" is neither 0 nor 1");
    }

    @Test
    void keepsSizesWithinWhatBytesCanCount() {
        assertThat(state(bytes("18014398509481983\n").map(Attribute.SECTORS))).isEqualTo("18014398509481983");
        assertThat(state(bytes("18014398509481984\n").map(Attribute.SECTORS)))
                .isEqualTo("unreadable: 18014398509481984 is more sectors than a device can have");
        assertThat(state(bytes("99999999999999999999\n").map(Attribute.SECTORS)))
                .startsWith("unreadable: ");
        assertThat(state(bytes("-8\n").map(Attribute.NUMBER))).startsWith("unreadable: ");
    }

    @Test
    void readsDeviceNumbersAndBlockSizes() {
        assertThat(state(bytes("259:1\n").map(Attribute.DEVICE_NUMBER))).isEqualTo("259:1");
        assertThat(state(bytes("259\n").map(Attribute.DEVICE_NUMBER))).startsWith("unreadable: ");
        assertThat(state(bytes("4096\n").map(Attribute.BLOCK_SIZE))).isEqualTo("4096");
        assertThat(state(bytes("0\n").map(Attribute.BLOCK_SIZE))).isEqualTo("unreadable: 0 is not a block size");
        assertThat(state(bytes("513\n").map(Attribute.BLOCK_SIZE))).isEqualTo("unreadable: 513 is not a block size");
    }
}
