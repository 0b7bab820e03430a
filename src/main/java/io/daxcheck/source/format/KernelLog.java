package io.daxcheck.source.format;

import io.daxcheck.host.Fact;
import io.daxcheck.host.LogLine;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.LiveTree;
import io.daxcheck.source.tree.NamedFile;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kernel's log, as {@code dmesg}, {@code journalctl} or a syslog daemon writes it: the lines about DAX and persistent
 * memory of the last boot alone, the newest {@link #MAX_LINES} of them.
 */
public final class KernelLog implements Function<byte[], List<LogLine>> {
    /** A host that logs one line for every mount must not fill the memory. */
    static final int MAX_LINES = 1_000;

    /** A longer line is cut. */
    static final int MAX_COLUMNS = 500;

    /** init/main.c: start_kernel prints linux_banner before anything else. */
    private static final String FIRST_LINE = "Linux version ";

    private static final int MICROSECOND_DIGITS = 6;

    private static final long MICROSECONDS = 1_000_000;

    /** Longer than any host runs: 300 years. */
    private static final long LONGEST_SECONDS = 10_000_000_000L;

    /** What is before the kernel's words in JSON. */
    private static final List<String> JSON_KEYS = List.of("\"MESSAGE\":", "\"MESSAGE\" :", "\"msg\":");

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
        Trace trace = new Trace();
        while (lines.next()) {
            if (startsBoot(lines.line())) {
                found.clear();
                trace = new Trace();
            }
            if (isWanted(lines.line()) && !isOfProgram(lines.line())) {
                String text = message(lines.line());
                LogLine line = new LogLine(
                        text.length() <= MAX_COLUMNS ? text : text.substring(0, MAX_COLUMNS),
                        source + ":" + lines.number(),
                        micros(lines.line()));
                if (found.size() >= 2 * MAX_LINES) {
                    found.subList(0, MAX_LINES).clear();
                }
                found.addAll(trace.kept(line));
            }
        }
        int surplus = Math.max(0, found.size() - MAX_LINES);
        return List.copyOf(found.subList(surplus, found.size()));
    }

    /** Whether a file has the log of a boot from its beginning. */
    public static boolean isFromBoot(byte[] content) {
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            if (startsBoot(lines.line())) {
                return true;
            }
        }
        return false;
    }

    /** Whether what comes before a line is of an earlier boot. */
    private static boolean startsBoot(String line) {
        // journalctl writes "-- Boot 0123abcd --", and before systemd 245 "-- Reboot --", between boots.
        return (line.startsWith("-- ")
                        && line.endsWith(" --")
                        && (line.contains(" Boot ") || line.contains(" Reboot ")))
                || (line.contains(FIRST_LINE)
                        && !isOfProgram(line)
                        && message(line).startsWith(FIRST_LINE));
    }

    /** Whether a line of a system's log, which has those of programs too, is not the kernel's. */
    private static boolean isOfProgram(String line) {
        if (line.contains(" kernel:") || line.contains(" kernel - ")) {
            return false;
        }
        int transport = line.indexOf("\"_TRANSPORT\"");
        if (transport >= 0) {
            return !line.substring(transport).contains("\"kernel\"");
        }
        int space = line.indexOf(' ');
        String first = space < 0 ? line : line.substring(0, space);
        // dmesg writes a comma before the parts of a second, other programs a dot or nothing.
        boolean isStamped = (isIsoTime(first) && first.indexOf(',') < 0) || isSyslogTime(line);
        return isStamped || isNumberedProgram(message(line));
    }

    /** {@code Nov  9 09:58:12}. */
    private static boolean isSyslogTime(String line) {
        return line.length() > "Nov  9 09:58:12 ".length()
                && Character.isLetter(line.charAt(0))
                && line.charAt("Nov".length()) == ' '
                && line.charAt("Nov  9 09".length()) == ':'
                && line.charAt("Nov  9 09:58".length()) == ':';
    }

    /** {@code db07 systemd[1]: …}, where journalctl writes the time since boot. */
    private static boolean isNumberedProgram(String text) {
        int end = text.indexOf("]: ");
        int open = end < 0 ? -1 : text.lastIndexOf('[', end);
        int space = text.indexOf(' ');
        return open > space
                && space > 0
                && Decimal.areDigits(text, open + 1, end)
                && text.lastIndexOf(' ', open) == space;
    }

    /**
     * Which lines are kept that are about DAX only by those around them: a warning about a page that is mapped elsewhere,
     * where DAX's page faults are in its call trace, and the mounts after it.
     */
    private static final class Trace {
        private Optional<LogLine> warning = Optional.empty();
        private boolean hasWarned;

        private List<LogLine> kept(LogLine line) {
            Optional<KernelMessage> message = KernelMessage.in(line.text());
            if (message.isPresent() && message.get().isOfMapping()) {
                warning = Optional.of(line);
                return List.of();
            }
            if (isBorder(line.text())) {
                warning = Optional.empty();
                return List.of();
            }
            if (isMount(line.text())) {
                return hasWarned ? List.of(line) : List.of();
            }
            if (warning.isPresent() && message.isPresent() && message.get().isFaultFrame()) {
                List<LogLine> both = List.of(warning.get(), line);
                warning = Optional.empty();
                hasWarned = true;
                return both;
            }
            return List.of(line);
        }

        /** Where the kernel begins or ends what it says of one warning. */
        private static boolean isBorder(String line) {
            String lower = line.toLowerCase(Locale.ROOT);
            return lower.contains("[ cut here ]") || lower.contains("[ end trace");
        }
    }

    /** Whether a line says that a filesystem is mounted: with its UUID, and options, behind the word filesystem. */
    public static boolean isMount(String line) {
        Optional<KernelMessage> message = KernelMessage.in(line);
        return message.isPresent() && message.get().isMount();
    }

    /** Whether a line of the log is a fact of the host, or shows of which line one is; the others are not captured. */
    public static boolean isWanted(String line) {
        return KernelMessage.isAboutDax(line) || Trace.isBorder(line);
    }

    /** The kernel's own words, without what dmesg, its options, journalctl or a syslog daemon put before them. */
    private static String message(String line) {
        String text = withoutColors(json(line));
        // journalctl -o verbose and -o export.
        int field = text.indexOf("MESSAGE=");
        if (field >= 0 && text.substring(0, field).isBlank()) {
            text = text.substring(field + "MESSAGE=".length());
        }
        // "Nov  9 09:58:12 db07 kernel: ", with "kernel:" alone on old hosts; a program's own lines have its name
        // there.
        int tag = text.indexOf(" kernel:");
        if (tag >= 0) {
            text = text.substring(tag + " kernel:".length());
        }
        // RFC 5424: no number of a process, no identifier, no structured data.
        int modern = text.indexOf(" kernel - - - ");
        if (modern >= 0) {
            text = text.substring(modern + " kernel - - - ".length());
        }
        // "6,1234,12345678,-;" of /dev/kmsg.
        int semicolon = text.indexOf(';');
        if (semicolon > 0 && Decimal.areDigits(text, 0, text.indexOf(',')) && text.indexOf(' ') > semicolon) {
            text = text.substring(semicolon + 1);
        }
        text = text.strip();
        if (text.startsWith("<") && text.indexOf('>') > 0) {
            text = text.substring(text.indexOf('>') + 1).strip();
        }
        // "kern  :info  : " of dmesg -x, which comes before the time.
        if (text.startsWith("kern ") && text.indexOf(':', "kern  :".length()) > 0) {
            text = text.substring(text.indexOf(':', "kern  :".length()) + 1).strip();
        }
        // [   12.345678], [   12.345678 <    0.000012>], [Sun Nov 22 19:58:02 2026], [  T1234]: one or more of them.
        while (text.startsWith("[") && isStamp(text.substring(1, Math.max(1, text.indexOf(']'))))) {
            text = text.substring(text.indexOf(']') + 1).strip();
        }
        int space = text.indexOf(' ');
        return space > 0 && isIsoTime(text.substring(0, space))
                ? text.substring(space).strip()
                : text;
    }

    /** Without what {@code dmesg --color} writes: an escape, a bracket, numbers and a letter. */
    private static String withoutColors(String line) {
        int escape = line.indexOf("\u001b[");
        if (escape < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length());
        int from = 0;
        while (escape >= 0) {
            text.append(line, from, escape);
            int end = escape + 2;
            while (end < line.length() && !Character.isLetter(line.charAt(end))) {
                end++;
            }
            from = Math.min(line.length(), end + 1);
            escape = line.indexOf("\u001b[", from);
        }
        return text.append(line, from, line.length()).toString();
    }

    /** The time since boot that is in a line as {@code [   12.345678]}. */
    private static long micros(String line) {
        int open = line.indexOf('[');
        int close = line.indexOf(']', open + 1);
        int dot = line.indexOf('.', open + 1);
        if (open < 0 || dot < 0 || close != dot + 1 + MICROSECOND_DIGITS) {
            return LogLine.NO_TIME;
        }
        long seconds = Decimal.parse(line.substring(open + 1, dot).strip());
        long rest = Decimal.parse(line.substring(dot + 1, close));
        return seconds < 0 || rest < 0 || seconds > LONGEST_SECONDS ? LogLine.NO_TIME : seconds * MICROSECONDS + rest;
    }

    /** What {@code journalctl -o json} and {@code dmesg --json} have of a line; any other line as it is. */
    private static String json(String line) {
        for (String key : JSON_KEYS) {
            int at = line.indexOf(key);
            int open = at < 0 ? -1 : line.indexOf('"', at + key.length());
            if (open > 0 && line.substring(at + key.length(), open).isBlank()) {
                StringBuilder text = new StringBuilder();
                for (int i = open + 1; i < line.length() && line.charAt(i) != '"'; i++) {
                    boolean isEscape = line.charAt(i) == '\\' && i + 1 < line.length();
                    text.append(line.charAt(isEscape ? ++i : i));
                }
                return text.toString();
            }
        }
        return line;
    }

    /** Whether what is in brackets is a time, or the task or processor that said it. */
    private static boolean isStamp(String text) {
        String word = text.strip();
        boolean isCaller = word.length() > 1
                && (word.charAt(0) == 'T' || word.charAt(0) == 'C')
                && Character.isDigit(word.charAt(1));
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            digit |= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return isCaller || (digit && (text.indexOf('.') > 0 || text.indexOf(':') > 0));
    }

    /** {@code 2023-11-09T09:58:12,345678+01:00}. */
    private static boolean isIsoTime(String word) {
        return word.length() >= "2023-11-09T09:58".length()
                && Character.isDigit(word.charAt(0))
                && word.charAt(4) == '-'
                && word.charAt(10) == 'T'
                && word.charAt(13) == ':';
    }
}
