package io.daxcheck.source.format;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code mountinfo}: a line for each mount, see proc(5). A space, tab, newline or backslash in a name is written
 * as a backslash and three octal digits.
 */
public final class MountInfo implements Function<byte[], List<Mount>> {
    public static final MountInfo PARSER = new MountInfo();

    /** Linux allows 100,000 in one mount namespace unless the administrator raises it. */
    static final int MAX_MOUNTS = 1_000_000;

    /** The kernel writes a path and the options of a mount in a page each; many layers of an overlay take more. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final int FIXED_FIELDS = 6;

    private MountInfo() {}

    @Override
    public List<Mount> apply(byte[] content) {
        List<Mount> mounts = new ArrayList<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            if (lines.line().length() > MAX_CHARACTERS) {
                throw new Fact.Malformed("line " + lines.number() + ": more than " + MAX_CHARACTERS + " characters");
            }
            Optional<Mount> mount = parse(lines.line());
            if (mount.isEmpty()) {
                throw new Fact.Malformed("line " + lines.number() + ": not a mount: " + OneLine.quoted(lines.line()));
            }
            if (mounts.size() == MAX_MOUNTS) {
                throw new Fact.Malformed("more than " + MAX_MOUNTS + " mounts");
            }
            mounts.add(mount.get());
        }
        return List.copyOf(mounts);
    }

    private static Optional<Mount> parse(String line) {
        // ID PARENT MAJOR:MINOR ROOT TARGET OPTIONS [TAG...] - TYPE SOURCE SUPERBLOCK_OPTIONS
        List<String> fields = Split.of(line, ' ');
        int dash = FIXED_FIELDS;
        while (dash < fields.size() && !fields.get(dash).equals("-")) {
            dash++;
        }
        if (dash + 3 >= fields.size()) {
            return Optional.empty();
        }
        Optional<DeviceNumber> device = DeviceNumber.parse(fields.get(2));
        if (device.isEmpty()) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>();
        addOptions(fields.get(5), options);
        addOptions(fields.get(dash + 3), options);
        return Optional.of(new Mount(
                device.get(),
                Escapes.octalUnescaped(fields.get(3)),
                Escapes.octalUnescaped(fields.get(4)),
                Escapes.octalUnescaped(fields.get(dash + 1)),
                Escapes.octalUnescaped(fields.get(dash + 2)),
                options));
    }

    /** The fields between single spaces; one may be empty, as the source of a mount that has none. */
    private static void addOptions(String field, List<String> options) {
        int start = 0;
        while (start < field.length()) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            if (end > start) {
                options.add(Escapes.octalUnescaped(field.substring(start, end)));
            }
            start = end + 1;
        }
    }
}
