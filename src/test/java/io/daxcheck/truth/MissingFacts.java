package io.daxcheck.truth;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.source.tree.Tree;
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

/** Takes the facts of a capture away, one at a time and in every way that one can be missing. */
final class MissingFacts {
    /** Which of the facts about other devices are tried: every so many-th, another one in each capture. */
    static final int STRIDE = 16;

    private static final String DMSETUP_TABLE = "commands/dmsetup-table";
    private static final String DMSETUP_INFO = "commands/dmsetup-info";

    private MissingFacts() {}

    /**
     * One fact less.
     *
     * @param changes what each path shows instead: see {@link Changed}
     */
    record Removal(String what, Map<String, Change> changes) {
        /** The tree without it. */
        Tree from(Recorded recorded) {
            return new Changed(recorded, changes);
        }
    }

    /** What a tree shows for a path instead. */
    sealed interface Change {
        /** Nothing is there, nor below it. */
        record Gone() implements Change {}

        /** Something may be there, or below it, and cannot be read. */
        record Denied() implements Change {}

        /** A file has another content. */
        record Content(String text) implements Change {}

        /** A directory has other names. */
        record Names(List<String> names) implements Change {}
    }

    static List<Removal> removals(Recorded recorded, StackReport report, int seed) {
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
    static final class Recorded implements Tree {
        private static final List<String> MATTERS = List.of("DAX", "PMEM", "NVDIMM", "EXT2", "EXT4", "XFS", "EROFS");

        private final Tree tree;
        private final Map<String, Fact<byte[]>> files = new TreeMap<>();
        private final Map<String, Fact<List<String>>> lists = new TreeMap<>();
        private final Map<String, Fact<String>> links = new TreeMap<>();

        Recorded(Tree tree) {
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
