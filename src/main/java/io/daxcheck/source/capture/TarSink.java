package io.daxcheck.source.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Date;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A capture as .tar.gz, in one directory, so that whoever unpacks it finds it in one place. */
final class TarSink implements CaptureSink {
    private static final String DIRECTORY = "daxcheck-capture/";

    private final TarArchiveOutputStream tar;
    private final Date time;

    /** @param stream gets the archive; it is left open */
    TarSink(OutputStream stream, Instant time) throws IOException {
        tar = new TarArchiveOutputStream(new GZIPOutputStream(new Open(stream), 64 * 1024), "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        this.time = Date.from(time);
    }

    @Override
    public void file(String path, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(DIRECTORY + path, TarConstants.LF_NORMAL);
        entry.setSize(content.length);
        put(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void link(String path, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(DIRECTORY + path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        put(entry);
        tar.closeArchiveEntry();
    }

    @Override
    public void directory(String path) throws IOException {
        put(new TarArchiveEntry(DIRECTORY + path + '/', TarConstants.LF_DIR));
        tar.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry) throws IOException {
        entry.setModTime(time);
        tar.putArchiveEntry(entry);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Ends with the archive, while the stream below goes on. */
    private static final class Open extends OutputStream {
        private final OutputStream stream;

        private Open(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int value) throws IOException {
            stream.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            stream.flush();
        }
    }
}
