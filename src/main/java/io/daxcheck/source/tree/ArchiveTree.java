package io.daxcheck.source.tree;

import io.daxcheck.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.tukaani.xz.MemoryLimitException;

/**
 * A tar archive as a tree in memory, read in one pass: plain, gzip, xz or bzip2, recognised by its first bytes and never by
 * its name. Nothing is ever written to disk. Of entries with the same name the last one counts, as for tar itself. What
 * no reader asks for in a sosreport is left out.
 */
public final class ArchiveTree {
    /** Most bytes of headers before one entry: its own 512, and what PAX or GNU tar put before it for a long name. */
    private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private static final int MAX_HEADER_BYTES = 256 * 1024;

    /**
     * Most PAX headers that apply to one entry, and most parts of a sparse file. A global header is applied to every
     * entry again: many headers to many entries would take hours.
     */
    private static final int MAX_PAX_HEADERS = 100;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int TAR_RECORD = TarConstants.DEFAULT_RCDSIZE;

    private static final ConfinedTree.Node NOT_IN_ARCHIVE =
            new ConfinedTree.Unusable("a hard link to a file that is not in the archive");

    private final String name;
    private final Limits limits;
    private final InMemoryDirectory root = new InMemoryDirectory();

    /** Each distinct name once: the devices of a host have the same attributes. */
    private final Map<String, String> names = new HashMap<>();

    private int entries;
    private long keptBytes;

    /** Where the last entry went; the next one nearly always goes there too. */
    private String lastParent = "";

    private InMemoryDirectory lastDirectory = root;

    private ArchiveTree(String name, Limits limits) {
        this.name = name;
        this.limits = limits;
    }

    /**
     * Reads a whole archive.
     *
     * @param name what messages call it, and the name of the tree
     * @param stream is read to its end, and left open
     * @throws InputException where it is no archive, is damaged, exceeds a limit, or holds a path that leads out
     */
    public static ConfinedTree read(String name, InputStream stream, Limits limits) throws InputException {
        ArchiveTree tree = new ArchiveTree(OneLine.of(name), limits);
        Optional<Unpacked> content = Optional.empty();
        Optional<Decompression> packed = Optional.empty();
        try {
            Decompression decompression = new Decompression(stream, limits);
            packed = Optional.of(decompression);
            Unpacked unpacked = new Unpacked(decompression.unpacked(), limits.unpackedBytes());
            content = Optional.of(unpacked);
            if (!startsWithTarHeader(unpacked)) {
                throw tree.failure("neither a directory nor a tar, tar.gz, tar.xz or tar.bz2"
                        + otherFormat(unpacked.peek(TAR_RECORD)));
            }
            tree.readEntries(unpacked);
            return new ConfinedTree(name, tree.root, limits);
        } catch (MemoryLimitException e) {
            throw tree.failure("needs more than " + limits.decoderKibibytes() + " KiB to decompress ("
                    + Limit.DECODER_KIBIBYTES.hint() + ")");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The decoders throw RuntimeExceptions on some hostile inputs, and GZIPInputStream calls itself for every
            // empty member: to the user it is one more damaged archive.
            String exceeded = packed.map(Decompression::exceeded).orElse("");
            throw exceeded.isEmpty() ? tree.damaged(content) : tree.failure(exceeded);
        } catch (OutOfMemoryError e) {
            // What was being built is garbage from here on, so there is memory again, and the next input has a chance.
            throw tree.failure("needs more memory than there is");
        }
    }

    /** Every tar header has a checksum, which nothing else has by chance; the magic "ustar" came later. */
    private static boolean startsWithTarHeader(Unpacked unpacked) throws IOException {
        byte[] header = unpacked.peek(TAR_RECORD);
        try {
            return header.length == TAR_RECORD && TarUtils.verifyCheckSum(header);
        } catch (IllegalArgumentException e) {
            // Where the checksum would be is no number.
            return false;
        }
    }

    /** Names a frequent format that is not read, and what to do with it; empty for any other. */
    private static String otherFormat(byte[] start) {
        if (startsWith(start, ZIP_MAGIC)) {
            return ", but a zip file: unpack it, and name the directory";
        }
        if (startsWith(start, ZSTD_MAGIC)) {
            return ", but compressed with zstd: unpack it with unzstd, and name the result";
        }
        for (byte character : start) {
            boolean isText =
                    character >= ' ' || character < 0 || character == '\n' || character == '\t' || character == '\r';
            if (!isText) {
                return "";
            }
        }
        return start.length == 0
                ? ", but an empty file"
                : ", but a text file; a kernel log is read with --dmesg, a dm table with --table";
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    private void readEntries(Unpacked unpacked) throws IOException, InputException {
        EndMarkedTar tar = new EndMarkedTar(unpacked);
        while (true) {
            unpacked.allowOnly(MAX_HEADER_BYTES);
            TarArchiveEntry entry = tar.getNextEntry();
            unpacked.allowAll();
            if (entry == null) {
                break;
            }
            countEntry();
            boolean isIntricate = entry.getExtraPaxHeaders().size() > MAX_PAX_HEADERS
                    || (entry.isSparse() && entry.getSparseHeaders().size() > MAX_PAX_HEADERS);
            if (isIntricate) {
                throw failure("an entry has more than " + MAX_PAX_HEADERS + " PAX headers, or parts of a sparse file");
            }
            add(entry, tar);
            skipContent(tar);
        }
        if (!tar.endSeen) {
            throw damaged(Optional.of(unpacked));
        }
        // The checksum of a compressed stream is at its end.
        unpacked.skipToEnd();
    }

    private void countEntry() throws InputException {
        entries++;
        if (entries > limits.entries()) {
            throw failure("more than " + limits.entries() + " entries (" + Limit.ENTRIES.hint() + ")");
        }
    }

    private void keep(long bytes) throws InputException {
        keptBytes += bytes;
        if (keptBytes > limits.keptBytes()) {
            throw failure(
                    "more than " + limits.keptBytes() + " bytes of files and names (" + Limit.KEPT_BYTES.hint() + ")");
        }
    }

    /** Here, not inside the next getNextEntry(), where the allowance for headers holds. */
    private static void skipContent(TarArchiveInputStream tar) throws IOException {
        // Asked first, because skip() makes a buffer of its own even where nothing is left.
        boolean progress = true;
        while (progress && tar.available() > 0) {
            progress = tar.skip(Long.MAX_VALUE) > 0;
        }
    }

    private void add(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException, InputException {
        String path = checkedPath(entry.getName());
        if (path.isEmpty()) {
            return;
        }
        if (BundleFiles.isOfNoUse(path)) {
            return;
        }
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        String childName = intern(path.substring(slash + 1));
        InMemoryDirectory directory = directoryAt(parent);
        if (entry.isSymbolicLink()) {
            keep(entry.getLinkName().length());
            put(directory, childName, new ConfinedTree.Link(entry.getLinkName()));
        } else if (entry.isLink()) {
            put(directory, childName, hardLink(entry.getLinkName()));
        } else if (entry.isDirectory()) {
            directory.directory(childName);
        } else if (entry.isSparse()) {
            put(directory, childName, new ConfinedTree.Unusable("a sparse file"));
        } else if (isRegular(entry.getLinkFlag())) {
            String parentName = parent.substring(parent.lastIndexOf('/') + 1);
            Limits.OfFile limit = limits.forFile(parentName, childName);
            put(
                    directory,
                    childName,
                    entry.getSize() > limit.bytes()
                            ? new ConfinedTree.Unusable(limit.exceeded())
                            : content(entry.getSize(), tar));
        } else {
            put(directory, childName, new ConfinedTree.Unusable(ConfinedTree.NOT_A_FILE));
        }
    }

    private static boolean isRegular(byte type) {
        return type == TarConstants.LF_NORMAL || type == TarConstants.LF_OLDNORM || type == TarConstants.LF_CONTIG;
    }

    private void put(InMemoryDirectory directory, String childName, ConfinedTree.Node node) {
        Optional<ConfinedTree.Node> before = directory.put(childName, node);
        if (before.isPresent() && before.get() instanceof InMemoryDirectory) {
            // It may have been a directory that lies above the last one.
            lastParent = "";
            lastDirectory = root;
        }
    }

    private ConfinedTree.Node content(long size, TarArchiveInputStream tar) throws IOException, InputException {
        keep(size);
        byte[] bytes = tar.readNBytes((int) size);
        if (bytes.length != size) {
            throw new IOException("file ends early");
        }
        return new InMemoryDirectory.Content(bytes);
    }

    /** A hard link names an entry that came before it, by its path in the archive. */
    private ConfinedTree.Node hardLink(String target) throws InputException {
        String path = checkedPath(target);
        ConfinedTree.Node node = root;
        int position = 0;
        while (position < path.length() && node instanceof InMemoryDirectory directory) {
            int end = path.indexOf('/', position);
            if (end < 0) {
                end = path.length();
            }
            node = directory.child(path.substring(position, end)).orElse(NOT_IN_ARCHIVE);
            position = end + 1;
        }
        boolean isThere = position >= path.length() && !(node instanceof InMemoryDirectory);
        return isThere ? node : NOT_IN_ARCHIVE;
    }

    /** The path of an entry, without empty parts and "."; nothing that leads out gets past here. */
    private String checkedPath(String entryName) throws InputException {
        if (entryName.startsWith("/")) {
            throw failure("entry with an absolute path: " + OneLine.quoted(entryName));
        }
        if (entryName.length() > limits.pathCharacters()) {
            throw failure("entry with a path longer than " + limits.pathCharacters() + " characters ("
                    + Limit.PATH_CHARACTERS.hint() + "): " + OneLine.quoted(entryName));
        }
        StringBuilder path = new StringBuilder(entryName.length());
        int depth = 0;
        int position = 0;
        while (position < entryName.length()) {
            int end = entryName.indexOf('/', position);
            if (end < 0) {
                end = entryName.length();
            }
            int length = end - position;
            boolean isDot = length == 1 && entryName.charAt(position) == '.';
            if (length == 2 && entryName.startsWith("..", position)) {
                throw failure("entry that leads out of the archive: " + OneLine.quoted(entryName));
            }
            if (length > 0 && !isDot) {
                depth++;
                if (!path.isEmpty()) {
                    path.append('/');
                }
                path.append(entryName, position, end);
            }
            position = end + 1;
        }
        if (depth > limits.pathDepth()) {
            throw failure("entry more than " + limits.pathDepth() + " directories deep (" + Limit.PATH_DEPTH.hint()
                    + "): " + OneLine.quoted(entryName));
        }
        return path.toString();
    }

    /** The directory with this path, made where the archive has no entry for it. */
    private InMemoryDirectory directoryAt(String path) throws InputException {
        if (path.equals(lastParent)) {
            return lastDirectory;
        }
        InMemoryDirectory directory = root;
        int position = 0;
        while (position < path.length()) {
            int end = path.indexOf('/', position);
            if (end < 0) {
                end = path.length();
            }
            String part = intern(path.substring(position, end));
            if (!(directory.child(part).orElse(NOT_IN_ARCHIVE) instanceof InMemoryDirectory)) {
                countEntry();
            }
            directory = directory.directory(part);
            position = end + 1;
        }
        lastParent = path;
        lastDirectory = directory;
        return directory;
    }

    private String intern(String part) throws InputException {
        String known = names.putIfAbsent(part, part);
        if (known == null) {
            keep(part.length());
            return part;
        }
        return known;
    }

    private InputException failure(String what) {
        return new InputException(name + ": " + what);
    }

    /** @param unpacked empty where the archive has no content that can be unpacked */
    private InputException damaged(Optional<Unpacked> unpacked) {
        if (unpacked.isEmpty()) {
            return failure("truncated or corrupt archive at byte 0");
        }
        String exceeded = unpacked.get().exceeded;
        return failure(
                exceeded.isEmpty()
                        ? "truncated or corrupt archive at byte " + unpacked.get().count + " of its unpacked content"
                        : exceeded);
    }

    /** Notices whether the archive had its end marker: one without it was cut off between two entries. */
    private static final class EndMarkedTar extends TarArchiveInputStream {
        private boolean endSeen;

        private EndMarkedTar(InputStream stream) {
            super(stream, StandardCharsets.UTF_8.name());
        }

        @Override
        protected boolean isEOFRecord(byte[] header) {
            boolean isEnd = super.isEOFRecord(header);
            endSeen |= isEnd && header != null;
            return isEnd;
        }
    }

    /** The unpacked bytes: counted, and no more of them than is allowed. */
    private static final class Unpacked extends InputStream {
        private final InputStream stream;
        private final long limit;
        private long allowedUntil = Long.MAX_VALUE;
        private long count;
        private String exceeded = "";

        private Unpacked(InputStream stream, long limit) {
            this.stream = stream;
            this.limit = limit;
        }

        private byte[] peek(int length) throws IOException {
            stream.mark(length);
            byte[] start = stream.readNBytes(length);
            stream.reset();
            return start;
        }

        private void allowOnly(int bytes) {
            allowedUntil = count + bytes;
        }

        private void allowAll() {
            allowedUntil = Long.MAX_VALUE;
        }

        private void skipToEnd() throws IOException {
            byte[] dropped = new byte[BUFFER_BYTES];
            int read;
            do {
                read = read(dropped, 0, dropped.length);
            } while (read >= 0);
        }

        private void add(long bytes) throws IOException {
            count += bytes;
            if (count > limit) {
                exceeded = "more than " + limit + " bytes when unpacked (" + Limit.UNPACKED_BYTES.hint() + ")";
            } else if (count > allowedUntil) {
                exceeded = "an entry's header has more than " + MAX_HEADER_BYTES + " bytes";
            }
            if (!exceeded.isEmpty()) {
                throw new IOException(exceeded);
            }
        }

        @Override
        public int read() throws IOException {
            int value = stream.read();
            if (value >= 0) {
                add(1);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = stream.read(buffer, offset, length);
            if (read > 0) {
                add(read);
            }
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = stream.skip(bytes);
            add(skipped);
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return stream.available();
        }
    }
}
