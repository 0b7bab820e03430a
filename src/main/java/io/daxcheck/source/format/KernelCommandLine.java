package io.daxcheck.source.format;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.MemmapRegion.Mark;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /proc/cmdline}: of its options those that make persistent memory of RAM, {@code memmap=LENGTH!START}, several
 * of them with commas between (arch/x86/kernel/e820.c: parse_memmap_opt). What is no such range is left out, as the
 * kernel does.
 */
public final class KernelCommandLine implements Function<byte[], List<MemmapRegion>> {
    static final KernelCommandLine PARSER = new KernelCommandLine();

    private static final String PATH = "proc/cmdline";
    private static final String OPTION = "memmap=";

    /** The boot loader's defaults, of which its configuration is made. */
    private static final String DEFAULTS = "etc/default/grub";

    /** As many as the kernel's table of the memory had entries when the option was made. */
    static final int MAX_REGIONS = 128;

    private static final String UNITS = "KMGTPE";

    private KernelCommandLine() {}

    /** What is on the command line; where that has nothing, what the boot loader's defaults have. */
    public static Fact<List<MemmapRegion>> memmap(Tree tree) {
        Fact<List<MemmapRegion>> booted = tree.read(PATH).map(PARSER);
        return booted.value().map(List::isEmpty).orElse(false) ? booted.map(nothing -> notBooted(tree)) : booted;
    }

    /** The persistent memory in the lines {@code GRUB_CMDLINE_LINUX="…"}, where a shell takes backslashes off. */
    private static List<MemmapRegion> notBooted(Tree tree) {
        List<MemmapRegion> regions = new ArrayList<>();
        Lines lines = new Lines(tree.read(DEFAULTS).map(Utf8::decode).value().orElse(""));
        while (lines.next()) {
            String line = lines.line().strip();
            int value = line.startsWith("GRUB_CMDLINE_LINUX") ? line.indexOf('=') + 1 : 0;
            if (value > 0) {
                String words = line.substring(value)
                        .replace("\\", "")
                        .replace('"', ' ')
                        .replace('\'', ' ');
                for (MemmapRegion region : PARSER.apply(words.getBytes(StandardCharsets.UTF_8))) {
                    if (region.isPersistent() && regions.size() < MAX_REGIONS) {
                        regions.add(new MemmapRegion(
                                region.option(), region.startBytes(), region.lengthBytes(), Mark.NOT_BOOTED));
                    }
                }
            }
        }
        return List.copyOf(regions);
    }

    /**
     * Returns the filesystems that the host is configured to mount, with what the command line says of {@code /}: the
     * kernel or the initramfs mounts it with {@code rootflags=}, before fstab is read, and a remount changes no dax option
     * (Documentation/admin-guide/kernel-parameters.txt).
     */
    public static List<ConfiguredMount> withRootFlags(Tree tree, List<ConfiguredMount> fstab) {
        String text = tree.read(PATH).map(Utf8::decode).value().orElse("");
        String flags = "";
        String root = "";
        String type = "auto";
        for (String word : Words.of(text.strip())) {
            if (word.startsWith("rootflags=")) {
                flags = word.substring("rootflags=".length());
            } else if (word.startsWith("root=")) {
                root = word.substring("root=".length());
            } else if (word.startsWith("rootfstype=")) {
                type = word.substring("rootfstype=".length());
            }
        }
        if (flags.isEmpty()) {
            return fstab;
        }
        List<String> options = Split.of(flags, ',');
        List<ConfiguredMount> mounts = new ArrayList<>();
        boolean isInFstab = false;
        for (ConfiguredMount mount : fstab) {
            boolean isRoot = mount.target().equals("/");
            isInFstab |= isRoot;
            if (isRoot) {
                List<String> all = new ArrayList<>(options);
                all.addAll(mount.options());
                // Of a list of types the one counts that is found there.
                boolean isType = !type.equals("auto") && type.indexOf(',') < 0;
                mounts.add(new ConfiguredMount(
                        mount.device(),
                        "/",
                        isType ? type : mount.type(),
                        all,
                        mount.source() + " and " + PATH,
                        mount.more()));
            } else {
                mounts.add(mount);
            }
        }
        if (!isInFstab && !root.isEmpty()) {
            mounts.add(new ConfiguredMount(root, "/", type, options, PATH));
        }
        return mounts;
    }

    @Override
    public List<MemmapRegion> apply(byte[] content) {
        List<MemmapRegion> regions = new ArrayList<>();
        String text = Utf8.decode(content);
        boolean stays = false;
        int position = 0;
        while (position < text.length() && regions.size() < MAX_REGIONS) {
            int end = position;
            while (end < text.length() && text.charAt(end) > ' ') {
                end++;
            }
            boolean isQuoted = text.startsWith("\"", position);
            if (text.startsWith(OPTION, isQuoted ? position + 1 : position)) {
                // The kernel takes quotes off an option or its value (lib/cmdline.c: next_arg).
                addRegions(text.substring(position, end).replace("\"", "").substring(OPTION.length()), regions);
            }
            stays |= text.startsWith("nokaslr", position) && end == position + "nokaslr".length();
            position = end + 1;
        }
        if (stays) {
            for (int i = 0; i < regions.size(); i++) {
                MemmapRegion region = regions.get(i);
                if (region.isPersistent()) {
                    regions.set(
                            i,
                            new MemmapRegion(
                                    region.option(),
                                    region.startBytes(),
                                    region.lengthBytes(),
                                    Mark.PERSISTENT_WITHOUT_KASLR));
                }
            }
        }
        return List.copyOf(regions);
    }

    private static void addRegions(String value, List<MemmapRegion> regions) {
        int from = 0;
        while (from < value.length() && regions.size() < MAX_REGIONS) {
            int comma = value.indexOf(',', from);
            int end = comma < 0 ? value.length() : comma;
            int reserved = value.indexOf('$', from);
            int mark = value.indexOf('!', from);
            boolean isPersistent = mark > from && mark < end;
            int at = isPersistent ? mark : reserved;
            if (at > from && at < end) {
                boolean isEscaped = value.charAt(at - 1) == '\\';
                add(
                        value,
                        from,
                        isEscaped ? at - 1 : at,
                        at,
                        end,
                        isEscaped ? Mark.ESCAPED : isPersistent ? Mark.PERSISTENT : Mark.RESERVED,
                        regions);
            }
            from = end + 1;
        }
    }

    private static void add(
            String value, int from, int lengthEnd, int markAt, int end, Mark mark, List<MemmapRegion> regions) {
        long length = size(value, from, lengthEnd);
        long start = size(value, markAt + 1, end);
        if (length > 0 && start >= 0 && start <= Long.MAX_VALUE - length) {
            regions.add(new MemmapRegion(OPTION + value.substring(from, end), start, length, mark));
        }
    }

    /** A number as the kernel's memparse reads it: decimal or 0x…, with a unit or without; {@link Decimal#NONE}. */
    private static long size(String text, int from, int to) {
        int unit = to > from ? UNITS.indexOf(Character.toUpperCase(text.charAt(to - 1))) : -1;
        boolean hexadecimal = text.startsWith("0x", from) || text.startsWith("0X", from);
        // The last digit of a hexadecimal number may look like a unit.
        int shift = unit < 0 || (hexadecimal && UNITS.charAt(unit) == 'E') ? 0 : 10 * (unit + 1);
        int end = shift == 0 ? to : to - 1;
        long number = hexadecimal ? hexadecimal(text, from + 2, end) : Decimal.parse(text, from, end);
        return number == Decimal.NONE || number > Long.MAX_VALUE >> shift ? Decimal.NONE : number << shift;
    }

    private static long hexadecimal(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || value > Long.MAX_VALUE >> 4) {
                return Decimal.NONE;
            }
            value = value << 4 | digit;
        }
        return from < to ? value : Decimal.NONE;
    }
}
