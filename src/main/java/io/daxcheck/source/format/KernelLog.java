package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.LogLine;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.LiveTree;
import io.daxcheck.source.tree.NamedFile;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The kernel's log, as {@code dmesg} or {@code journalctl -k} prints it: the lines about DAX and persistent memory
 * alone, the newest {@link #MAX_LINES} of them.
 */
public final class KernelLog implements Function<byte[], List<LogLine>> {
    /** A host that logs one line for every mount must not fill the memory. */
    static final int MAX_LINES = 1_000;

    /** A longer line is cut. */
    static final int MAX_COLUMNS = 500;

    private static final List<String> WORDS =
            List.of("dax", "can't change device type", "nd_pmem", "libnvdimm", "nd_region", "nd_bus", "memory failure");

    private final String source;

    private KernelLog(String source) {
        this.source = source;
    }

    public static Fact<List<LogLine>> read(Tree tree) {
        Fact<byte[]> log = tree.read(LiveTree.KERNEL_LOG);
        return log.map(new KernelLog(log.source()));
    }

    /**
     * The log in a file that a user names.
     *
     * @throws InputException where it cannot be read
     */
    public static Fact<List<LogLine>> ofFile(String path, Limits limits) throws InputException {
        return new Fact.Known<>(new KernelLog(path).apply(NamedFile.read(path, limits.forLargeFile())), path);
    }

    @Override
    public List<LogLine> apply(byte[] content) {
        List<LogLine> found = new ArrayList<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            if (isWanted(lines.line())) {
                if (found.size() == 2 * MAX_LINES) {
                    found.subList(0, MAX_LINES).clear();
                }
                String text = message(lines.line());
                found.add(new LogLine(
                        text.length() <= MAX_COLUMNS ? text : text.substring(0, MAX_COLUMNS),
                        source + ":" + lines.number()));
            }
        }
        int surplus = Math.max(0, found.size() - MAX_LINES);
        return List.copyOf(found.subList(surplus, found.size()));
    }

    /** Whether a line is about DAX or persistent memory, so that a finding may quote it. */
    public static boolean isWanted(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.contains("command line:")) {
            return false;
        }
        for (String word : WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** The line without what dmesg, its options or journalctl put before the kernel's own words. */
    private static String message(String line) {
        String text = line;
        int journal = text.indexOf(" kernel: ");
        if (journal >= 0) {
            text = text.substring(journal + " kernel: ".length());
        }
        // [   12.345678] or [Sun Nov 22 19:58:02 2026], after <6> or "kern  :info  : " where asked for.
        int open = text.indexOf('[');
        int close = text.indexOf(']');
        boolean stamped = open >= 0 && close > open && isStamp(text.substring(open + 1, close));
        return (stamped ? text.substring(close + 1) : text).strip();
    }

    private static boolean isStamp(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            digit |= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digit && (text.indexOf('.') > 0 || text.indexOf(':') > 0);
    }
}
