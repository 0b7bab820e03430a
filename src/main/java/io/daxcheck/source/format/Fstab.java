package io.daxcheck.source.format;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /etc/fstab}, see fstab(5): device, directory, type, options. Lines that mount nothing (swap, comments) and
 * lines with fewer than three fields, which mount(8) ignores too, are left out.
 */
public final class Fstab implements Function<byte[], List<ConfiguredMount>> {
    public static final String PATH = "etc/fstab";

    /** Many times what anybody writes. */
    static final int MAX_LINES = 100_000;

    private final String source;

    /**
     * @param source how the lines are cited
     */
    public Fstab(String source) {
        this.source = source;
    }

    @Override
    public List<ConfiguredMount> apply(byte[] content) {
        List<ConfiguredMount> mounts = new ArrayList<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            if (lines.number() > MAX_LINES) {
                throw new Fact.Malformed("more than " + MAX_LINES + " lines");
            }
            List<String> fields = fields(lines.line());
            if (fields.size() >= 3 && fields.get(1).startsWith("/")) {
                mounts.add(new ConfiguredMount(
                        unquoted(fields.get(0)),
                        fields.get(1),
                        fields.get(2),
                        fields.size() > 3 ? options(fields.get(3)) : List.of(),
                        source + ":" + lines.number(),
                        fields.size() > 4 ? String.join(" ", fields.subList(4, Math.min(6, fields.size()))) : ""));
            }
        }
        return List.copyOf(mounts);
    }

    /** The fields between blanks, octal escapes read; none in a comment. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>(6);
        for (String word : Words.of(line)) {
            fields.add(Escapes.octalUnescaped(word));
        }
        return !fields.isEmpty() && fields.get(0).startsWith("#") ? List.of() : fields;
    }

    /** {@code LABEL="data"} without its quotes. */
    private static String unquoted(String device) {
        int tag = device.indexOf('=') + 1;
        boolean quoted = device.length() >= tag + 2 && device.startsWith("\"", tag) && device.endsWith("\"");
        return quoted ? device.substring(0, tag) + device.substring(tag + 1, device.length() - 1) : device;
    }

    /** Options between commas. A comma inside double quotes, as SELinux contexts have them, separates nothing. */
    public static List<String> options(String field) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                add(option, options);
            } else {
                option.append(c);
            }
        }
        add(option, options);
        return options;
    }

    private static void add(StringBuilder option, List<String> options) {
        String text = option.toString().strip();
        if (!text.isEmpty()) {
            options.add(text);
        }
        option.setLength(0);
    }
}
