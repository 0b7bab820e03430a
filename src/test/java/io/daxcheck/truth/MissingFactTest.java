package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A missing fact never turns into "supported". Of every capture whose device is not supported, each fact that was read
 * is taken away, one at a time and in every way that one can be missing: the file is not there; it cannot be read; a
 * line of what dmsetup printed is missing; a directory lacks one of its names.
 *
 * <p>Tried are the facts that the judgement can rest on: those of the stack's devices and of the regions that they lie
 * in, and those of the host as a whole; and one in {@value #STRIDE} of the others.
 */
public class MissingFactTest {
    /** Which of the facts about other devices are tried: every so many-th, another one in each capture. */
    private static final int STRIDE = 16;

    private static final String DMSETUP_TABLE = "commands/dmsetup-table";
    private static final String DMSETUP_INFO = "commands/dmsetup-info";

    private static final AtomicLong CAPTURES = new AtomicLong();
    private static final AtomicLong TRIED = new AtomicLong();

    @TestFactory
    Stream<DynamicTest> noMissingFactMakesSupported() {
        return Captures.KERNELS.stream()
                .map(kernel -> dynamicTest(kernel, () -> {
                    List<String> wrong = Captures.of(kernel).parallelStream()
                            .flatMap(capture ->
                                    supportedAfterRemoval(capture.title(), capture.tree(), capture.device()).stream())
                            .sorted()
                            .toList();
                    assertThat(wrong).isEmpty();
                }));
    }

    /** What no capture shows: poison, and a vendor's kernel that may or may not have a fix. */
    @TestFactory
    Stream<DynamicTest> noMissingFactMakesSupportedOfAChangedCapture() {
        return Stream.of(
                changed(
                        "poison in the middle",
                        "7.3/linear-fsdax",
                        tree -> tree.file("sys/block/pmem1/badblocks", "4096 8\n")),
                changed(
                        "poison that the mount check reads",
                        "5.10/ns-fsdax",
                        tree -> tree.file("sys/block/pmem1/badblocks", "0 1\n")),
                changed(
                        "a target of an unknown type",
                        "7.3/linear-fsdax",
                        tree -> tree.text("commands/dmsetup-table", table -> table.replace("linear", "frobnicate"))
                                .file("sys/block/dm-0/queue/dax", "0\n")),
                changed(
                        "a raw namespace that was fsdax when the table was loaded",
                        "7.3/linear-raw",
                        tree -> tree.file("sys/block/dm-0/queue/dax", "1\n")),
                changed(
                        "a vendor's kernel",
                        "4.19/striped-fsdax-raw",
                        tree -> tree.file("proc/sys/kernel/osrelease", "4.18.0-240.el8.x86_64\n")),
                changed(
                        "a vendor's kernel and its flag",
                        "5.10/striped-fsdax-brd",
                        tree -> tree.file("proc/sys/kernel/osrelease", "5.4.0-42-generic\n")));
    }

    private static DynamicTest changed(String what, String title, UnaryOperator<EditedTree> change) {
        return dynamicTest(title + ", " + what, () -> {
            Capture capture = Captures.named(title);
            EditedTree tree = change.apply(new EditedTree(capture.tree()));
            assertThat(Judging.stack(tree, capture.device()).verdict()).isNotEqualTo(Verdict.SUPPORTED);
            assertThat(supportedAfterRemoval(title + ", " + what, tree, capture.device()))
                    .isEmpty();
        });
    }

    @AfterAll
    static void tell() {
        System.out.printf("MissingFactTest: %,d facts taken away from %,d captures%n", TRIED.get(), CAPTURES.get());
    }

    /** Every removal that makes the device of a capture supported, in words. */
    private static List<String> supportedAfterRemoval(String title, Tree tree, String device) {
        Recorded recorded = new Recorded(tree);
        StackReport whole = Judging.stack(recorded, device);
        if (whole.verdict() == Verdict.SUPPORTED) {
            return List.of();
        }
        CAPTURES.incrementAndGet();
        List<String> wrong = new ArrayList<>();
        for (Removal removal : removals(recorded, whole, title.hashCode())) {
            Host host = HostReader.read(new Changed(recorded, removal.changes()));
            TRIED.incrementAndGet();
            // A device that is not there any more is judged by nobody.
            if (host.device(device).isPresent()
                    && verdict(host, device, title + " without " + removal.what()) == Verdict.SUPPORTED) {
                wrong.add(title + ", " + whole.verdict() + ": supported without " + removal.what());
            }
        }
        return wrong;
    }

    private static Verdict verdict(Host host, String device, String what) {
        try {
            return Judging.device(host, device).stacks().get(0).verdict();
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    // -------------------------------------------------------------------------------------------- removals

    /**
     * One fact less.
     *
     * @param changes what each path tells instead: see {@link Changed}
     */
    private record Removal(String what, Map<String, Change> changes) {}

    /** What a tree tells about a path instead of what it did. */
    private sealed interface Change {
        /** Nothing is there, nor below it. */
        record Gone() implements Change {}

        /** Something may be there, or below it, and cannot be read. */
        record Denied() implements Change {}

        /** A file has another content. */
        record Content(String text) implements Change {}

        /** A directory has other names. */
        record Names(List<String> names) implements Change {}
    }

    private static List<Removal> removals(Recorded recorded, StackReport report, int seed) {
        Relevance relevance = new Relevance(report);
        List<Removal> removals = new ArrayList<>();
        int others = Math.floorMod(seed, STRIDE);
        for (String path : recorded.knownPaths()) {
            if (relevance.concerns(path) || others++ % STRIDE == 0) {
                removals.add(new Removal(path, Map.of(path, new Change.Gone())));
                removals.add(new Removal(path + " (unreadable)", Map.of(path, new Change.Denied())));
            }
        }
        for (String path : List.of(DMSETUP_TABLE, DMSETUP_INFO)) {
            addLineRemovals(recorded, path, removals);
        }
        Map<String, Map<String, Change>> everywhere = new TreeMap<>();
        recorded.lists.forEach((directory, fact) -> {
            if (fact instanceof Fact.Known<List<String>> known) {
                for (String name : known.content()) {
                    List<String> rest = new ArrayList<>(known.content());
                    rest.remove(name);
                    Change change = new Change.Names(rest);
                    if (relevance.concerns(directory + "/" + name)) {
                        removals.add(new Removal(name + " in " + directory, Map.of(directory, change)));
                        everywhere.computeIfAbsent(name, n -> new HashMap<>()).put(directory, change);
                    }
                }
            }
        });
        everywhere.forEach((name, changes) -> {
            if (changes.size() > 1) {
                removals.add(new Removal(name + " in every directory", changes));
            }
        });
        return removals;
    }

    private static void addLineRemovals(Recorded recorded, String path, List<Removal> removals) {
        if (recorded.files.get(path) instanceof Fact.Known<byte[]> known) {
            List<String> lines =
                    new String(known.content(), StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                List<String> rest = new ArrayList<>(lines);
                String line = rest.remove(i);
                String content = rest.isEmpty() ? "" : String.join("\n", rest) + "\n";
                removals.add(
                        new Removal("the line \"" + line + "\" of " + path, Map.of(path, new Change.Content(content))));
            }
        }
    }

    /** Which paths are about a stack or about the host as a whole. */
    private static final class Relevance {
        private final Set<String> names = new HashSet<>();
        private final Set<String> regions = new HashSet<>();

        private Relevance(StackReport report) {
            for (BlockDevice layer : report.stack().layers()) {
                names.add(layer.name());
                layer.pmem().ifPresent(disk -> regions.add(disk.region().substring("region".length())));
            }
        }

        private boolean concerns(String path) {
            if (!path.startsWith("sys/")) {
                return true;
            }
            String[] parts = path.split("/", -1);
            // The directories that list devices, and what is listed nowhere: a device's own path names it last.
            for (int i = parts.length - 1; i > 0; i--) {
                if (names.contains(parts[i])) {
                    return true;
                }
                if (parts[i - 1].equals("block")) {
                    return false;
                }
                String region = regionOf(parts[i]);
                if (!region.isEmpty()) {
                    return regions.contains(region);
                }
            }
            return !path.contains("/devices/");
        }

        /** The number in {@code region1}, or before the dot in {@code namespace1.0}, {@code pfn1.0} and so on. */
        private static String regionOf(String name) {
            for (String kind : List.of("region", "namespace", "pfn", "btt", "dax")) {
                if (name.startsWith(kind)) {
                    String rest = name.substring(kind.length());
                    int dot = rest.indexOf('.');
                    String number = dot < 0 ? rest : rest.substring(0, dot);
                    if (!number.isEmpty() && number.chars().allMatch(Character::isDigit)) {
                        return number;
                    }
                }
            }
            return "";
        }
    }

    // ----------------------------------------------------------------------------------------------- trees

    /**
     * A tree that keeps all that it was asked for, and so answers the second time without looking. Of the kernel's
     * configuration it keeps the lines that anything here can depend on: reading thousands of others again and again
     * is most of the work otherwise.
     */
    private static final class Recorded implements Tree {
        private static final List<String> MATTERS = List.of("DAX", "PMEM", "NVDIMM", "EXT2", "EXT4", "XFS", "EROFS");

        private final Tree tree;
        private final Map<String, Fact<byte[]>> files = new TreeMap<>();
        private final Map<String, Fact<List<String>>> lists = new TreeMap<>();
        private final Map<String, Fact<String>> links = new TreeMap<>();

        private Recorded(Tree tree) {
            this.tree = tree;
        }

        /** Every path of which something is known. */
        private Collection<String> knownPaths() {
            Set<String> paths = new TreeSet<>();
            List.of(files, lists, links)
                    .forEach(asked -> asked.forEach((path, fact) -> {
                        if (fact.isKnown()) {
                            paths.add(path);
                        }
                    }));
            return new LinkedHashSet<>(paths);
        }

        @Override
        public String name() {
            return tree.name();
        }

        @Override
        public Fact<byte[]> read(String path) {
            return files.computeIfAbsent(
                    path, p -> p.startsWith("boot/config-") ? shortened(tree.read(p)) : tree.read(p));
        }

        private static Fact<byte[]> shortened(Fact<byte[]> config) {
            return config.map(content -> {
                StringBuilder text = new StringBuilder();
                new String(content, StandardCharsets.UTF_8).lines().forEach(line -> {
                    if (MATTERS.stream().anyMatch(line::contains)) {
                        text.append(line).append('\n');
                    }
                });
                return text.toString().getBytes(StandardCharsets.UTF_8);
            });
        }

        @Override
        public Fact<List<String>> list(String path) {
            return lists.computeIfAbsent(path, tree::list);
        }

        @Override
        public Fact<String> resolve(String path) {
            return links.computeIfAbsent(path, tree::resolve);
        }
    }

    /** A recorded tree with some paths changed. */
    private record Changed(Recorded original, Map<String, Change> changes) implements Tree {
        @Override
        public String name() {
            return original.name();
        }

        @Override
        public Fact<byte[]> read(String path) {
            return changes.get(path) instanceof Change.Content content
                    ? new Fact.Known<>(content.text().getBytes(StandardCharsets.UTF_8), path)
                    : unlessGone(original.read(path), path);
        }

        @Override
        public Fact<List<String>> list(String path) {
            return changes.get(path) instanceof Change.Names names
                    ? new Fact.Known<>(names.names(), path)
                    : unlessGone(original.list(path), path);
        }

        @Override
        public Fact<String> resolve(String path) {
            return unlessGone(original.resolve(path), path);
        }

        private <T> Fact<T> unlessGone(Fact<T> fact, String path) {
            for (Map.Entry<String, Change> change : changes.entrySet()) {
                String changed = change.getKey();
                boolean isAtOrBelow = path.startsWith(changed)
                        && (path.length() == changed.length() || path.charAt(changed.length()) == '/');
                if (isAtOrBelow && change.getValue() instanceof Change.Gone) {
                    return new Fact.Absent<>(path);
                }
                if (isAtOrBelow && change.getValue() instanceof Change.Denied) {
                    return new Fact.Unreadable<>(path, "permission denied");
                }
            }
            return fact;
        }
    }
}
