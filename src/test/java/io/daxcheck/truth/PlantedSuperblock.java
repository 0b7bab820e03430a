package io.daxcheck.truth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The first bytes of a filesystem, made to fit a device of any size: its superblock counts one block. */
public final class PlantedSuperblock {
    private static final int EXT = 1024;

    private PlantedSuperblock() {}

    public static byte[] of(byte[] start) {
        byte[] bytes = start.clone();
        ByteBuffer big = ByteBuffer.wrap(bytes);
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (big.getInt(0) == 0x58465342) {
            big.putLong(8, 1);
            if ((big.getShort(100) & 0xf) == 5 && big.getShort(102) <= bytes.length) {
                little.putInt(224, 0);
                little.putInt(224, checksum(bytes, 0, big.getShort(102)));
            }
        } else if (little.getShort(EXT + 0x38) == (short) 0xef53) {
            little.putInt(EXT + 4, 1);
            little.putInt(EXT + 0x150, 0);
            if ((little.getInt(EXT + 0x64) & 0x400) != 0) {
                little.putInt(EXT + 0x3fc, ~checksum(bytes, EXT, 0x3fc));
            }
        }
        return bytes;
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }
}
