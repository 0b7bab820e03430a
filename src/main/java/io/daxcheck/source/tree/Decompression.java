package io.daxcheck.source.tree;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.XZInputStream;

/**
 * Decompresses an archive, and stops one that costs far more work than its size justifies. The format is recognised by
 * the first bytes, never by the name.
 *
 * <p>Work is counted in bytes that a decoder writes or clears: unpacked bytes, and the block that a bzip2 decoder
 * allocates for every stream. 200 MiB of zeros, which a sosreport contains as a sparse file, stay far below the limit.
 */
final class Decompression {
    /** Work that any archive may cost. */
    private static final long FREE_BYTES = 256L << 20;

    /** Work for each packed byte beyond that. Text packs up to 100 times, and gzip cannot pack more than 1,032 times. */
    private static final long WORK_BY_PACKED_BYTE = 500;

    /** An int and a byte for each byte of the largest block, which the bzip2 decoder allocates for every stream. */
    private static final long BZIP2_STREAM_BYTES = 900_000L * 5;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] XZ_MAGIC = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

    private final CountedInput packed;
    private final InputStream unpacked;
    private long work;

    /** Why the input was given up; empty while it was not. */
    private String exceeded = "";

    Decompression(InputStream stream, Limits limits) throws IOException {
        packed = new CountedInput(stream);
        BufferedInputStream buffered = new BufferedInputStream(packed, BUFFER_BYTES);
        buffered.mark(XZ_MAGIC.length);
        byte[] magic = buffered.readNBytes(XZ_MAGIC.length);
        buffered.reset();
        unpacked = decoder(buffered, magic, limits);
    }

    private InputStream decoder(BufferedInputStream buffered, byte[] magic, Limits limits) throws IOException {
        if (magic.length >= 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            return new BufferedInputStream(new Charged(new GZIPInputStream(buffered, BUFFER_BYTES)), BUFFER_BYTES);
        }
        if (Arrays.equals(magic, XZ_MAGIC)) {
            // With a cache, streams share one dictionary; without it each allocates and clears its own.
            return new BufferedInputStream(
                    new Charged(new XZInputStream(
                            buffered, limits.decoderKibibytes(), true, BasicArrayCache.getInstance())),
                    BUFFER_BYTES);
        }
        if (magic.length >= 3 && magic[0] == 'B' && magic[1] == 'Z' && magic[2] == 'h') {
            return new BufferedInputStream(new Charged(new Bzip2Streams(buffered)), BUFFER_BYTES);
        }
        return buffered;
    }

    /** Returns the unpacked bytes. */
    InputStream unpacked() {
        return unpacked;
    }

    /** Returns why the input was given up, for a message; empty while it was not. */
    String exceeded() {
        return exceeded;
    }

    private void charge(long bytes) throws IOException {
        work += bytes;
        if (work > FREE_BYTES && (work - FREE_BYTES) / WORK_BY_PACKED_BYTE > packed.count) {
            exceeded = "costs more than " + WORK_BY_PACKED_BYTE + " bytes of decompression work for each packed byte,"
                    + " as no archive of a real host does";
            throw new IOException(exceeded);
        }
    }

    /** Counts the packed bytes that were read. */
    private static final class CountedInput extends FilterInputStream {
        private long count;

        private CountedInput(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** Charges every unpacked byte. */
    private final class Charged extends FilterInputStream {
        private Charged(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            charge(1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            charge(Math.max(0, read));
            return read;
        }
    }

    /** The streams of a bzip2 file one after the other, each charged for the memory that its decoder clears. */
    private final class Bzip2Streams extends InputStream {
        private final BufferedInputStream buffered;
        private InputStream stream;

        private Bzip2Streams(BufferedInputStream buffered) throws IOException {
            this.buffered = buffered;
            stream = open();
        }

        private InputStream open() throws IOException {
            charge(BZIP2_STREAM_BYTES);
            return new BZip2CompressorInputStream(buffered, false);
        }

        private boolean hasNext() throws IOException {
            buffered.mark(1);
            int next = buffered.read();
            buffered.reset();
            return next >= 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = stream.read(buffer, offset, length);
            while (read < 0 && length > 0 && hasNext()) {
                stream = open();
                read = stream.read(buffer, offset, length);
            }
            return read;
        }
    }
}
