package io.daxcheck.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A capture as an archive: mostly whole, sometimes damaged before or after it is packed. */
final class Packing {
    private Packing() {}

    static byte[] pack(CaptureEntries capture, Mutation mutation, Random random) {
        byte[] tar = capture.tar();
        return switch (random.nextInt(60)) {
            case 0, 1 -> gzip(mutation.spoilBytes(tar));
            case 2 -> mutation.spoilBytes(gzip(tar));
            case 3 -> mutation.spoilBytes(xz(tar));
            case 4 -> xz(tar);
            case 5, 6 -> gzip(tar);
            case 7, 8 -> mutation.spoilBytes(tar);
            default -> tar;
        };
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] xz(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try {
            LZMA2Options options = new LZMA2Options(0);
            options.setDictSize(1 << 16);
            try (OutputStream stream = new XZOutputStream(packed, options)) {
                stream.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
