package io.daxcheck.source.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Small archives that cost a lot of work. */
class DecompressionTest {
    private static final int DICTIONARY = 64 << 20;
    private static final byte[] CHUNK = new byte[1 << 20];

    private interface Encoder {
        OutputStream over(OutputStream packed) throws IOException;
    }

    private static byte[] zeros(Encoder encoder, int mebibytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = encoder.over(packed)) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(CHUNK);
            }
        }
        return packed.toByteArray();
    }

    private static long drain(byte[] packed) throws IOException {
        return new Decompression(new ByteArrayInputStream(packed), Limits.DEFAULT)
                .unpacked()
                .transferTo(OutputStream.nullOutputStream());
    }

    @Test
    void xzStreamsShareOneDictionary() throws IOException {
        LZMA2Options options = new LZMA2Options(0);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(packed, options)) {
            out.write('x');
        }
        byte[] stream = packed.toByteArray();
        // The block header names the size of the dictionary: 28 means 64 MiB, and the CRC covers it.
        stream[16] = 28;
        CRC32 crc = new CRC32();
        crc.update(stream, 12, 8);
        for (int i = 0; i < 4; i++) {
            stream[20 + i] = (byte) (crc.getValue() >> (8 * i));
        }
        int streams = 500;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < streams; i++) {
            all.write(stream);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThat(drain(all.toByteArray())).isEqualTo(streams);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(10L * DICTIONARY);
    }

    @Test
    void givesUpABzip2FileOfZeros() throws IOException {
        byte[] packed = zeros(BZip2CompressorOutputStream::new, 300);
        assertThatThrownBy(() -> drain(packed)).hasMessageContaining("decompression work for each packed byte");
    }

    @Test
    void givesUpManySmallBzip2Streams() throws IOException {
        byte[] one = zeros(BZip2CompressorOutputStream::new, 0);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            packed.write(one);
        }
        assertThatThrownBy(() -> drain(packed.toByteArray()))
                .hasMessageContaining("decompression work for each packed byte");
    }

    @Test
    void readsTheSparseFileOfARealHost() throws IOException {
        assertThat(drain(zeros(GZIPOutputStream::new, 250))).isEqualTo(250L << 20);
    }

    @Test
    void readsBzip2StreamsOneAfterTheOther() throws IOException {
        byte[] one = zeros(BZip2CompressorOutputStream::new, 1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(one);
        packed.write(one);
        assertThat(drain(packed.toByteArray())).isEqualTo(2L << 20);
    }
}
