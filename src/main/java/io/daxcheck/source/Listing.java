package io.daxcheck.source;

import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InMemoryDirectory;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.text.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A capture written out as text, as the bundled examples are: it can be read by people and compared, and is there in a
 * tenth of the time that unpacking an archive takes when nothing is compiled yet.
 *
 * <pre>
 * sys/block/              a directory; / is the root
 *   pmem0 -&gt; ../devices/… a symbolic link in it
 *   size: 1048576         a file of one line
 *   badblocks             an empty file, or one whose lines follow
 *     8 1                 such a line
 *   start @0 58465342     bytes of a file at this offset, in hexadecimal
 *   start @2048           the end of that file; what is not given before it is zero
 * </pre>
 */
final class Listing {
    private static final String IN_DIRECTORY = "  ";
    private static final String IN_FILE = "    ";

    private final InMemoryDirectory root = new InMemoryDirectory();
    private final Lines lines;

    private InMemoryDirectory directory = root;
    private String file = "";
    private final StringBuilder text = new StringBuilder();
    private byte[] bytes = {};

    private Listing(String text) {
        lines = new Lines(text);
    }

    /**
     * Reads one of ours: what comes from a stranger comes as an archive or a directory.
     *
     * @throws IllegalArgumentException where it is not in this form
     */
    static ConfinedTree read(String name, byte[] text) {
        Listing listing = new Listing(new String(text, StandardCharsets.UTF_8));
        while (listing.lines.next()) {
            listing.read(listing.lines.line());
        }
        listing.endFile();
        return new ConfinedTree(name, listing.root, Limits.DEFAULT);
    }

    private void read(String line) {
        if (line.startsWith(IN_FILE)) {
            text.append(line, IN_FILE.length(), line.length()).append('\n');
        } else if (line.startsWith(IN_DIRECTORY)) {
            readEntry(line, IN_DIRECTORY.length());
        } else if (line.endsWith("/")) {
            endFile();
            directory = directoryAt(line);
        } else {
            throw malformed();
        }
    }

    private void readEntry(String line, int start) {
        int space = line.indexOf(' ', start);
        int end = space < 0 ? line.length() : space;
        String name = line.substring(start, line.charAt(end - 1) == ':' ? end - 1 : end);
        if (!name.equals(file)) {
            endFile();
        }
        if (line.startsWith(" -> ", end)) {
            directory.put(name, new ConfinedTree.Link(line.substring(end + " -> ".length())));
        } else if (line.startsWith(" @", end)) {
            file = name;
            addBytes(line, end + " @".length());
        } else {
            file = name;
            if (name.length() < end - start) {
                text.append(line, Math.min(end + 1, line.length()), line.length())
                        .append('\n');
            } else if (space >= 0) {
                throw malformed();
            }
        }
    }

    private void addBytes(String line, int start) {
        int space = line.indexOf(' ', start);
        int offset = Integer.parseInt(line, start, space < 0 ? line.length() : space, 10);
        byte[] part = space < 0 ? new byte[0] : HexFormat.of().parseHex(line.substring(space + 1));
        bytes = Arrays.copyOf(bytes, offset + part.length);
        System.arraycopy(part, 0, bytes, offset, part.length);
    }

    private void endFile() {
        if (!file.isEmpty()) {
            byte[] content = bytes.length > 0 ? bytes : text.toString().getBytes(StandardCharsets.UTF_8);
            directory.put(file, new InMemoryDirectory.Content(content));
        }
        file = "";
        text.setLength(0);
        bytes = new byte[0];
    }

    private InMemoryDirectory directoryAt(String path) {
        InMemoryDirectory found = root;
        int position = path.startsWith("/") ? 1 : 0;
        while (position < path.length()) {
            int end = path.indexOf('/', position);
            found = found.directory(path.substring(position, end));
            position = end + 1;
        }
        return found;
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("line " + lines.number() + " of a listing: " + lines.line());
    }
}
