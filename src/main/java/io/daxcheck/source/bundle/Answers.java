package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.format.FilesystemTool;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Decimal;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the owner of a host sent back when asked with {@code --ask}: text in which each command is in a line of its
 * own, {@code === COMMAND}, before its output. Where no such line is there, lines that end with a prompt and a command
 * count, as a terminal shows them; a file without either is one command's output and named after it, as sos does.
 */
public final class Answers {
    /** No answers. */
    public static final Answers NONE = new Answers();

    private static final String HEADER = "=== ";
    private static final String UNAME = "commands/uname";
    private static final int SUPERBLOCK_BYTES = 8192;

    /** By the path on the host, relative to its root. */
    private final Map<String, Fact<byte[]>> files = new TreeMap<>();

    /** Of each directory that was listed: its links, and where each leads; empty where that is not known. */
    private final Map<String, Map<String, String>> listings = new TreeMap<>();

    /** By the name that sos gives a command. */
    private final Map<String, Fact<byte[]>> outputs = new LinkedHashMap<>();

    /** Adds a file that was sent back; returns whether it holds the output of a command that is read. */
    public boolean add(String fileName, byte[] content) {
        int before = outputs.size();
        String text = Utf8.decode(content).replace("\r\n", "\n");
        boolean hasHeaders = text.startsWith(HEADER) || text.contains('\n' + HEADER);
        String command = "";
        StringBuilder output = new StringBuilder();
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = lines.line();
            String next = hasHeaders ? afterHeader(line) : afterPrompt(line);
            boolean isBarePrompt = !hasHeaders && (line.endsWith("# ") || line.endsWith("$ "));
            if (next.isEmpty() && !isBarePrompt) {
                output.append(line).append('\n');
            } else if (!isBarePrompt) {
                addOutput(fileName, command, output.toString());
                command = next;
                output.setLength(0);
            }
        }
        boolean isWhole = command.isEmpty() && !hasHeaders;
        addOutput(fileName, isWhole ? commandOfFile(fileName) : command, isWhole ? text : output.toString());
        return outputs.size() > before;
    }

    private static String afterHeader(String line) {
        return line.startsWith(HEADER) ? line.substring(HEADER.length()).strip() : "";
    }

    /** The command after a prompt: {@code [root@db07 ~]# dmsetup table}; empty where the line is none. */
    private static String afterPrompt(String line) {
        int end = Math.max(line.indexOf("# "), line.indexOf("$ "));
        String command = end < 0 ? "" : line.substring(end + 2).strip();
        return command.isEmpty() || program(Words.of(command)).isEmpty() ? "" : command;
    }

    /** A file's name is its command's as sos writes it, with {@code .txt} after it or not. */
    private static String commandOfFile(String fileName) {
        String name = PathText.part(fileName, 0);
        String command = name.endsWith(".txt") ? name.substring(0, name.length() - 4) : name;
        return command.replace('_', ' ').replace(" .dev.", " /dev/").replace(" .", " /");
    }

    /** Name of the program, where it is one whose output is read; else empty. */
    private static String program(List<String> words) {
        int first = !words.isEmpty() && words.get(0).equals("sudo") ? 1 : 0;
        String program = words.size() <= first ? "" : PathText.part(words.get(first), 0);
        return switch (program) {
            case "blkid",
                    "blockdev",
                    "cat",
                    "dmesg",
                    "dmsetup",
                    "dumpe2fs",
                    "fdisk",
                    "findmnt",
                    "getconf",
                    "grep",
                    "head",
                    "ls",
                    "lsblk",
                    "mount",
                    "ndctl",
                    "od",
                    "parted",
                    "sfdisk",
                    "udevadm",
                    "uname",
                    "xfs_info",
                    "zgrep" -> program;
            default -> "";
        };
    }

    private void addOutput(String fileName, String command, String output) {
        List<String> words = new ArrayList<>(Words.of(command));
        String program = program(words);
        if (program.isEmpty() || output.isBlank()) {
            return;
        }
        words.remove("sudo");
        String source = PathText.part(fileName, 0) + ": " + OneLine.of(command);
        // The line before a header is empty so that a header never follows text on its line.
        String text = output.endsWith("\n\n") ? output.substring(0, output.length() - 1) : output;
        Fact<byte[]> fact = known(text, source);
        outputs.putIfAbsent(CommandOutputs.name(String.join(" ", words)), fact);
        String last = words.get(words.size() - 1);
        switch (program) {
            case "dmsetup" -> addFile(words.contains("table") ? "commands/dmsetup-table" : "", fact);
            case "dmesg" -> addFile("commands/dmesg", fact);
            case "getconf" -> addFile(last.startsWith("PAGE") ? "commands/pagesize" : "", fact);
            case "uname" -> addFile(words.contains("-a") ? UNAME : "", fact);
            case "dumpe2fs" -> addTool(FilesystemTool.DUMPE2FS, last, fact);
            case "xfs_info" -> addTool(FilesystemTool.XFS_INFO, last, fact);
            case "cat" -> addFile(words.size() == 2 && last.startsWith("/") ? last.substring(1) : "", fact);
            case "head" -> addHeads(text, source);
            case "grep", "zgrep" -> addMatches(words, text, source);
            case "ls" -> addListings(last, text);
            case "od" -> addSuperblock(last, text, source);
            default -> {
                // A support tool runs these too, and they are read as in what it collects.
            }
        }
        if (program.equals("dmsetup") && words.contains("info")) {
            addFile("commands/dmsetup-info", fact);
        }
    }

    private static Fact<byte[]> known(String text, String source) {
        return new Fact.Known<>(text.getBytes(StandardCharsets.UTF_8), source);
    }

    private void addFile(String path, Fact<byte[]> fact) {
        if (!path.isEmpty() && isPlain(path)) {
            files.putIfAbsent(path, fact);
        }
    }

    /** Whether a path has no part that is empty or leads up. */
    private static boolean isPlain(String path) {
        String enclosed = '/' + path + '/';
        return !enclosed.contains("//") && !enclosed.contains("/../") && !enclosed.contains("/./");
    }

    private void addTool(FilesystemTool tool, String node, Fact<byte[]> fact) {
        String device = kernelName(node);
        addFile(device.isEmpty() ? "" : tool.path(device), fact);
    }

    /** The kernel's name of a device by its node; empty where the node has another one. */
    private static String kernelName(String node) {
        boolean isDevice = node.startsWith("/dev/") && !node.startsWith("/dev/mapper/");
        return isDevice ? node.substring("/dev/".length()).replace('/', '!') : "";
    }

    /** {@code head -v}: each file after {@code ==> PATH <==}, and an empty line between two. */
    private void addHeads(String text, String source) {
        String path = "";
        StringBuilder content = new StringBuilder();
        Lines lines = new Lines(text + "==>  <==\n");
        while (lines.next()) {
            String line = lines.line();
            if (!line.startsWith("==> ") || !line.endsWith(" <==") || line.length() < 8) {
                content.append(line).append('\n');
                continue;
            }
            if (path.startsWith("/")) {
                String all = content.toString();
                boolean hasSeparator = all.equals("\n") || all.endsWith("\n\n");
                addFile(path.substring(1), known(hasSeparator ? all.substring(0, all.length() - 1) : all, source));
            }
            path = line.substring(4, line.length() - 4);
            content.setLength(0);
        }
    }

    /** Lines {@code PATH:TEXT} of files with one line each, which is all of it; and options of a configuration. */
    private void addMatches(List<String> words, String text, String source) {
        boolean showsAll = words.contains(".");
        Map<String, StringBuilder> found = new LinkedHashMap<>();
        Lines lines = new Lines(text);
        while (lines.next()) {
            String line = lines.line();
            int colon = line.startsWith("/") ? line.indexOf(':') : -1;
            String path = colon < 0 ? "" : line.substring(1, colon);
            found.computeIfAbsent(path, p -> new StringBuilder())
                    .append(line.substring(colon + 1))
                    .append('\n');
        }
        found.forEach((path, matches) -> {
            String only = path.isEmpty() ? words.get(words.size() - 1) : '/' + path;
            if (only.startsWith("/boot/config-") || only.equals("/proc/config.gz")) {
                addOptions(words, matches.toString(), source);
            } else if (showsAll && !path.isEmpty()) {
                addFile(path, known(matches.toString(), source));
            }
        });
    }

    /** Some options of a configuration: it ends as one that was cut short, so that none of the others seems to be off. */
    private void addOptions(List<String> words, String options, String source) {
        for (String word : words) {
            if (word.startsWith("/boot/config-")) {
                addFile(word.substring(1), known(options + "# …", source));
            }
        }
    }

    /** {@code ls -l} of directories of links, each after a line {@code DIRECTORY:} where there are several. */
    private void addListings(String last, String text) {
        String directory = last;
        StringBuilder listing = new StringBuilder();
        Lines lines = new Lines(text + ":\n");
        while (lines.next()) {
            String line = lines.line();
            if (!line.endsWith(":") || line.startsWith("l")) {
                listing.append(line).append('\n');
                continue;
            }
            String path = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
            if (path.startsWith("/") && isPlain(path.substring(1))) {
                addListing(path.substring(1), listing.toString());
            }
            directory = line.substring(0, line.length() - 1);
            listing.setLength(0);
        }
    }

    private void addListing(String directory, String listing) {
        Map<String, String> links = new TreeMap<>(DeviceListing.links(listing));
        Lines lines = new Lines(listing);
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            int arrow = words.indexOf("->");
            if (arrow > 7 && words.get(0).startsWith("l")) {
                // A link that does not pass /sys/devices does not show where it leads.
                links.putIfAbsent(words.get(arrow - 1), "");
            }
        }
        if (!links.isEmpty()) {
            listings.putIfAbsent(directory, links);
        }
    }

    /** {@code od -A d -t x1}: an offset and sixteen bytes a line; a line {@code *} for lines that are like the one before. */
    private void addSuperblock(String node, String text, String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] line = new byte[0];
        Lines lines = new Lines(text);
        while (lines.next()) {
            List<String> words = Words.of(lines.line());
            if (words.isEmpty() || words.get(0).equals("*")) {
                continue;
            }
            int offset = decimal(words.get(0));
            if (offset < bytes.size() || (line.length == 0 && offset > 0)) {
                return;
            }
            while (bytes.size() < offset) {
                bytes.write(line, 0, Math.min(line.length, offset - bytes.size()));
            }
            line = new byte[words.size() - 1];
            for (int i = 0; i < line.length; i++) {
                int high = digit(words.get(i + 1), 0);
                int low = digit(words.get(i + 1), 1);
                if (high < 0 || low < 0) {
                    return;
                }
                line[i] = (byte) (high << 4 | low);
            }
            bytes.write(line, 0, line.length);
        }
        String device = kernelName(node);
        addFile(device.isEmpty() ? "" : "superblocks/" + device, new Fact.Known<>(bytes.toByteArray(), source));
    }

    /** An offset, not larger than the bytes that are asked for; -1 where it is none. */
    private static int decimal(String word) {
        long offset = Decimal.parse(word);
        return offset >= 0 && offset <= SUPERBLOCK_BYTES ? (int) offset : -1;
    }

    private static int digit(String word, int index) {
        return word.length() == 2 ? Character.digit(word.charAt(index), 16) : -1;
    }

    /** Whether nothing was sent back that is read. */
    public boolean isEmpty() {
        return outputs.isEmpty();
    }

    Map<String, Fact<byte[]>> files() {
        return files;
    }

    Map<String, Map<String, String>> listings() {
        return listings;
    }

    /** A host's files with these answers. */
    public Tree over(Tree host) {
        return isEmpty() ? host : AnsweredTree.of(host, this);
    }

    /**
     * Requires the answers to be of the kernel that a host runs, where both show it: facts of two boots make a host that
     * never was.
     *
     * @throws InputException where they are of another one
     */
    public void requireKernelOf(Tree host) throws InputException {
        Fact<byte[]> answered = files.getOrDefault(UNAME, new Fact.Absent<>(UNAME));
        String theirs = word(text(answered), 2);
        String release = text(host.read("proc/sys/kernel/osrelease"));
        release = release.isEmpty() ? word(text(host.read(UNAME)), 2) : release;
        if (!theirs.isEmpty() && !release.isEmpty() && !theirs.equals(release)) {
            throw new InputException(
                    answered.source() + ": kernel " + OneLine.quoted(theirs) + ", and " + OneLine.quoted(release)
                            + " in " + OneLine.of(host.name()) + ": not the same host, or it was booted since");
        }
    }

    private static String text(Fact<byte[]> fact) {
        return Utf8.decode(fact.value().orElse(new byte[0])).strip();
    }

    private static String word(String text, int index) {
        List<String> words = Words.of(text);
        return words.size() > index ? words.get(index) : "";
    }

    /** Adds them to what was collected on the host, before what was: they are newer. */
    void addTo(CommandOutputs collected) {
        outputs.forEach((name, fact) -> collected.add(name, () -> fact));
    }
}
