package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Output of {@code mount} and {@code mount -l}, written as {@code /proc/mounts} has it: {@code SOURCE on TARGET type
 * TYPE (OPTIONS) [LABEL]} becomes {@code SOURCE TARGET TYPE OPTIONS 0 0}.
 */
final class MountOutput implements Function<byte[], byte[]> {
    static final MountOutput READING = new MountOutput();

    private MountOutput() {}

    @Override
    public byte[] apply(byte[] content) {
        StringBuilder mounts = new StringBuilder();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line();
            // A path may hold " on " or " type " itself: the type is one word, with the options in brackets after it.
            int type = typeBefore(line, line.length());
            int options = type < 0 ? -1 : line.indexOf(" (", type);
            int on = type < 0 ? -1 : line.indexOf(" on /");
            if (on <= 0 || on > type) {
                if (!line.isBlank()) {
                    throw new Fact.Malformed("line " + lines.number() + ": not a mount: " + OneLine.quoted(line));
                }
                continue;
            }
            int label = line.indexOf(") [", options);
            int end = label < 0 ? line.length() - 1 : label;
            append(mounts, line.substring(0, on));
            append(mounts, line.substring(on + " on ".length(), type));
            append(mounts, line.substring(type + " type ".length(), options));
            append(mounts, line.substring(options + 2, end));
            mounts.append("0 0\n");
        }
        return mounts.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Where {@code  type WORD (} stands last before a position, in a line with a bracket at its end; -1 nowhere. */
    private static int typeBefore(String line, int end) {
        int type = line.endsWith(")") || line.endsWith("]") ? line.lastIndexOf(" type ", end) : -1;
        while (type >= 0 && line.indexOf(' ', type + " type ".length()) != line.indexOf(" (", type)) {
            type = line.lastIndexOf(" type ", type - 1);
        }
        return type >= 0 && line.indexOf(" (", type) < 0 ? -1 : type;
    }

    private static void append(StringBuilder mounts, String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            switch (c) {
                case ' ' -> mounts.append("\\040");
                case '\t' -> mounts.append("\\011");
                case '\\' -> mounts.append("\\134");
                default -> mounts.append(c);
            }
        }
        mounts.append(' ');
    }
}
