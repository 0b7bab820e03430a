package io.daxcheck.source.capture;

import io.daxcheck.host.Fact;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.tree.CachingTree;
import io.daxcheck.source.tree.CapturedOutput;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.DirectoryTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.LiveTree;
import io.daxcheck.source.tree.SkipReason;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Saves a host's facts as a capture, format 1: what {@link CaptureItem} and {@link CapturedOutput} list, and the first
 * bytes of the devices that {@link HostReader} asks for. It only reads, everything once; what cannot be read is listed
 * in {@code skipped}.
 */
public final class CaptureWriter {
    private static final String SUPERBLOCKS = "superblocks";
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final CachingTree tree;
    private final ConfinedTree links;
    private final Optional<LiveTree> live;
    private final String user;
    private final Instant time;

    /** What was skipped, and why. */
    private final TreeMap<String, String> skipped = new TreeMap<>();

    /** What has been written: several links can lead to one device. */
    private final Set<String> written = new TreeSet<>();

    /** Receives the name of what is being captured, for a progress line. */
    public interface Progress {
        void at(String what);
    }

    /**
     * @param tree what to capture
     * @param links the same files, with their links as they are
     * @param live runs the commands; empty where the tree holds their output
     * @param user who runs this, a number; empty where that is not known
     */
    private CaptureWriter(Tree tree, ConfinedTree links, Optional<LiveTree> live, String user, Instant time) {
        this.tree = new CachingTree(tree);
        this.links = links;
        this.live = live;
        this.user = user;
        this.time = time;
    }

    /**
     * Captures this host.
     *
     * @throws InputException where it shows no block devices at all, because /sys is not mounted
     */
    public static CaptureWriter ofThisHost(Limits limits, Instant time) throws InputException {
        LiveTree live = LiveTree.ofThisHost(limits);
        Inputs.requireBlockDevices(live, "is /sys mounted?");
        return of(live, Path.of("/"), limits, time);
    }

    static CaptureWriter of(LiveTree live, Path root, Limits limits, Instant time) {
        return new CaptureWriter(
                live, DirectoryTree.of(live.name(), root, limits), Optional.of(live), userOf(root), time);
    }

    /**
     * Captures what a capture holds, which is where its commands and superblocks come from.
     *
     * @param capture the capture, with what it could not read
     * @param files the same, with its links as they are
     */
    public static CaptureWriter ofCapture(Tree capture, ConfinedTree files, Instant time) {
        return new CaptureWriter(capture, files, Optional.empty(), "", time);
    }

    private static String userOf(Path root) {
        try {
            return Files.getAttribute(root.resolve("proc/self"), "unix:uid").toString();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * A file name that shows the host and the time.
     *
     * @param redacted whether it must not show the host
     */
    public String fileName(boolean redacted) {
        String host = tree.read("proc/sys/kernel/hostname")
                .map(Attribute.WORDS)
                .value()
                .orElse("host");
        StringBuilder name = new StringBuilder("daxcheck-");
        for (char c : (redacted ? "redacted" : host).toCharArray()) {
            boolean isPlain = (c < 0x80 && Character.isLetterOrDigit(c)) || c == '.' || c == '-';
            name.append(isPlain ? c : '_');
        }
        return name.append('-').append(FILE_TIME.format(time)).append(".tar.gz").toString();
    }

    /**
     * Writes the capture, once.
     *
     * @param stream gets a .tar.gz; it is left open
     * @param version of this program
     * @param redact whether to replace names and identifiers
     * @throws IOException where the stream takes no more
     */
    public void write(OutputStream stream, String version, boolean redact, Progress progress) throws IOException {
        CaptureSink tar = new TarSink(stream, time);
        try (CaptureSink sink = redact ? new Redaction(tar) : tar) {
            sink.file("capture", header(version, redact).getBytes(StandardCharsets.UTF_8));
            write(sink, progress);
            sink.file("skipped", skippedLines().getBytes(StandardCharsets.UTF_8));
        }
    }

    private String header(String version, boolean redact) {
        return Inputs.FORMAT + "\ntool: daxcheck " + version + "\ntime: " + FILE_TIME.format(time) + '\n'
                + (user.isEmpty() ? "" : "uid: " + user + '\n')
                + (redact ? "redacted: yes\n" : "");
    }

    private String skippedLines() {
        StringBuilder lines = new StringBuilder();
        skipped.forEach((path, reason) -> lines.append(OneLine.of(path))
                .append('\t')
                .append(OneLine.of(reason))
                .append('\n'));
        return lines.toString();
    }

    private void write(CaptureSink sink, Progress progress) throws IOException {
        for (CaptureItem item : CaptureItem.values()) {
            progress.at(item.pattern());
            for (String path : matching(item.pattern())) {
                switch (item.kind()) {
                    case LINKS -> links(path, item, sink);
                    case ATTRIBUTES -> attributes(path, item, sink);
                    case NAMES -> name(path, sink);
                    case TEXTS, FILES -> file(path, tree.read(path), sink);
                }
            }
        }
        for (CapturedOutput command : CapturedOutput.values()) {
            progress.at(command.program());
            file(command.path(), output(command), sink);
        }
        progress.at("superblocks");
        // Which devices may be opened is for the reader to say: it has asked for them, and for no others.
        HostReader.read(tree);
        for (String superblock : tree.readIn(SUPERBLOCKS)) {
            file(superblock, tree.read(superblock), sink);
        }
    }

    /** The paths that a pattern matches, or the one that it is. */
    private List<String> matching(String pattern) {
        List<String> paths = List.of("");
        for (String part : Split.of(pattern, '/')) {
            List<String> deeper = new ArrayList<>();
            for (String path : paths) {
                String prefix = path.isEmpty() ? "" : path + '/';
                if (part.indexOf('*') < 0) {
                    deeper.add(prefix + part);
                    continue;
                }
                Fact<List<String>> children = tree.list(path);
                note(path, children);
                for (String child : children.value().orElse(List.of())) {
                    if (CaptureItem.matches(part, child)) {
                        deeper.add(prefix + child);
                    }
                }
            }
            paths = deeper;
        }
        return paths;
    }

    private void links(String path, CaptureItem item, CaptureSink sink) throws IOException {
        if (item.names().isEmpty()) {
            linksIn(path, sink);
            return;
        }
        if (placeOf(path) instanceof Fact.Known<String> place) {
            for (String name : item.names()) {
                linksIn(place.content() + '/' + name, sink);
            }
        }
    }

    /** The link that is there, or the links in the directory. */
    private void linksIn(String path, CaptureSink sink) throws IOException {
        if (written.contains(path)) {
            return;
        }
        Optional<String> target = links.linkTarget(path);
        if (target.isPresent()) {
            written.add(path);
            sink.link(path, target.get());
            return;
        }
        Fact<List<String>> names = tree.list(path);
        note(path, names);
        if (names instanceof Fact.Known<List<String>> known) {
            written.add(path);
            sink.directory(path);
            for (String name : known.content()) {
                String link = path + '/' + name;
                Optional<String> to = links.linkTarget(link);
                if (to.isPresent() && written.add(link)) {
                    sink.link(link, to.get());
                }
            }
        }
    }

    private void attributes(String path, CaptureItem item, CaptureSink sink) throws IOException {
        if (placeOf(path) instanceof Fact.Known<String> place) {
            for (String name : item.names()) {
                String attribute = place.content() + '/' + name;
                file(attribute, tree.read(attribute), sink);
            }
        }
    }

    private Fact<String> placeOf(String directory) {
        Fact<String> place = tree.resolve(directory);
        note(directory, place);
        return place;
    }

    private void name(String path, CaptureSink sink) throws IOException {
        if (written.add(path)) {
            sink.file(path, new byte[0]);
        }
    }

    private void file(String path, Fact<byte[]> content, CaptureSink sink) throws IOException {
        note(path, content);
        if (content instanceof Fact.Known<byte[]> known && written.add(path)) {
            sink.file(path, Secrets.mayBeIn(path) ? Secrets.blanked(known.content()) : known.content());
        }
    }

    private void note(String path, Fact<?> fact) {
        if (fact instanceof Fact.Unreadable<?> unreadable) {
            skipped.put(path, SkipReason.code(unreadable.reason()));
        }
    }

    private Fact<byte[]> output(CapturedOutput command) {
        Fact<byte[]> output = tree.read(command.path());
        return output instanceof Fact.Absent && live.isPresent() ? live.get().output(command) : output;
    }
}
