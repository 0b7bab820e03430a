package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * How the kernel was built: {@code boot/config-RELEASE}, or {@code proc/config.gz} where the kernel carries it. An
 * option that is off is there as a comment, {@code # CONFIG_X is not set}. Where neither was collected, {@code
 * proc/kallsyms}, which sos copies, shows of one option that it is set.
 */
final class BootConfig implements Function<byte[], BootConfig.Read> {
    /** A whole configuration has some 300 KiB. */
    private static final int MAX_UNPACKED_BYTES = 4 << 20;

    /** In fs/dax.c, which is compiled with CONFIG_FS_DAX alone, in every kernel from 4.14 to 7.3. */
    private static final String FS_DAX_SYMBOL = " dax_iomap_rw\n";

    /** How every whole configuration begins, after an empty comment or not. */
    private static final String GENERATED = "# Automatically generated file";

    /** An option of lib/Kconfig, behind all filesystems, which every kernel has on or off. */
    private static final String LATE = "CONFIG_CRC32";

    private static final String DIRECTORY = "boot/config-";

    private static final BootConfig PARSER = new BootConfig(false);
    private static final BootConfig PARSER_GZIP = new BootConfig(true);

    private final boolean isCompressed;

    private BootConfig(boolean isCompressed) {
        this.isCompressed = isCompressed;
    }

    /** That of another kernel which is installed; absent or unreadable as a whole where it was not captured. */
    static KernelConfig ofInstalled(Tree tree, KernelRelease release) {
        Fact<Read> options = release.text().indexOf('/') < 0
                ? tree.read(DIRECTORY + release.text()).map(PARSER)
                : new Fact.Absent<>(DIRECTORY + "RELEASE");
        boolean whole = options.value().isEmpty() || options.value().get().whole();
        return new KernelConfig(options.map(Read::options), whole);
    }

    static KernelConfig read(Tree tree, Fact<KernelRelease> release) {
        Fact<Read> options = new Fact.Absent<>("boot/config-RELEASE");
        if (release instanceof Fact.Known<KernelRelease> known
                && known.content().text().indexOf('/') < 0) {
            options = tree.read("boot/config-" + known.content().text()).map(PARSER);
        }
        if (!options.isKnown()) {
            Fact<Read> running = tree.read("proc/config.gz").map(PARSER_GZIP);
            // Of two files that show nothing, the one that is there says why.
            if (!(running instanceof Fact.Absent)) {
                options = running;
            }
        }
        if (!options.isKnown()) {
            Fact<Map<String, String>> traces = tree.read("proc/kallsyms").map(BootConfig::traces);
            if (traces.isKnown()) {
                return new KernelConfig(traces, false);
            }
        }
        boolean whole = options.value().isEmpty() || options.value().get().whole();
        return new KernelConfig(options.map(Read::options), whole);
    }

    /**
     * A configuration as far as it goes.
     *
     * @param whole whether an option that it does not name is off; not so where it was cut short
     */
    record Read(Map<String, String> options, boolean whole) {}

    /** What the symbols of a kernel show of its configuration; nothing that is not there says anything. */
    private static Map<String, String> traces(byte[] kallsyms) {
        if (Utf8.decode(kallsyms).contains(FS_DAX_SYMBOL)) {
            return Map.of("CONFIG_FS_DAX", "y");
        }
        throw new Fact.Malformed("has no" + FS_DAX_SYMBOL.stripTrailing());
    }

    @Override
    public Read apply(byte[] content) {
        // Most of some 9,000 lines say what is off: they are looked at where they are, not taken out.
        String text = Utf8.decode(isCompressed ? unpacked(content) : content);
        Map<String, String> options = new HashMap<>();
        boolean isConfiguration = false;
        // Where sos cut it, in the middle of a line that may look like another option's.
        boolean isCut = !text.endsWith("\n") && text.indexOf('\n') >= 0;
        int textEnd = isCut ? text.lastIndexOf('\n') + 1 : text.length();
        int number = 0;
        int start = 0;
        while (start < textEnd) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            number++;
            if (text.startsWith("CONFIG_", start)) {
                int equals = text.indexOf('=', start);
                if (equals < 0 || equals >= end) {
                    throw new Fact.Malformed("line " + number + ": an option without a value: "
                            + OneLine.quoted(text.substring(start, end)));
                }
                options.put(text.substring(start, equals), value(text, equals + 1, end));
                isConfiguration = true;
            } else if (text.startsWith("# CONFIG_", start)) {
                isConfiguration = true;
            } else if (start < end
                    && text.charAt(start) != '#'
                    && !text.substring(start, end).isBlank()) {
                throw new Fact.Malformed(
                        "line " + number + ": not an option: " + OneLine.quoted(text.substring(start, end)));
            }
            start = end + 1;
        }
        if (!isConfiguration) {
            // Every option would seem to be off.
            throw new Fact.Malformed("holds no option");
        }
        boolean isGenerated = text.startsWith(GENERATED) || text.startsWith("#\n" + GENERATED);
        isCut |= isGenerated && !options.containsKey(LATE) && text.indexOf(LATE + ' ') < 0;
        if (isCut) {
            // Only of what it names is it known that it is off.
            addUnset(text, options);
        }
        return new Read(Collections.unmodifiableMap(options), !isCut);
    }

    private static void addUnset(String text, Map<String, String> options) {
        String end = " is not set";
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = lines.line();
            if (line.startsWith("# CONFIG_") && line.endsWith(end)) {
                options.put(line.substring(2, line.length() - end.length()), "n");
            }
        }
    }

    private static String value(String text, int start, int end) {
        boolean isModule = end == start + 1 && text.charAt(start) == 'm';
        boolean isBuiltIn = end == start + 1 && text.charAt(start) == 'y';
        return isBuiltIn ? "y" : isModule ? "m" : text.substring(start, end);
    }

    private static byte[] unpacked(byte[] content) {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] unpacked = stream.readNBytes(MAX_UNPACKED_BYTES + 1);
            if (unpacked.length > MAX_UNPACKED_BYTES) {
                throw new Fact.Malformed("larger than " + MAX_UNPACKED_BYTES + " bytes when unpacked");
            }
            return unpacked;
        } catch (IOException | StackOverflowError e) {
            // GZIPInputStream calls itself for every empty member.
            throw new Fact.Malformed("not a whole gzip file");
        }
    }
}
