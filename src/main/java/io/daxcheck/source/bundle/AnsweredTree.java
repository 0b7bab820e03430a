package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.host.UdevData;
import io.daxcheck.source.facts.FactKey;
import io.daxcheck.source.facts.ReportedTree;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A host's files with what its owner sent back later. An answer is newer than what was there and counts first; but an
 * attribute of sysfs that both have, with different content, is not known.
 */
final class AnsweredTree implements ReportedTree {
    private final Tree files;

    /** By where each lies when its links have been followed. */
    private final Map<String, Fact<byte[]>> answers = new HashMap<>();

    private final Map<String, String> links = new HashMap<>();
    private final Map<String, TreeSet<String>> listed = new HashMap<>();

    /** Names of answered files, by directory: a directory that cannot be listed does not have these alone. */
    private final Map<String, TreeSet<String>> named = new HashMap<>();

    private AnsweredTree(Tree files) {
        this.files = files;
    }

    static Tree of(Tree files, Answers answers) {
        AnsweredTree tree = new AnsweredTree(files);
        answers.listings()
                .forEach((directory, targets) -> targets.forEach((name, target) -> {
                    if (!target.isEmpty()) {
                        tree.links.put(directory + '/' + name, target);
                    }
                }));
        // Once it is known where the links lead: a directory may be named through one.
        answers.listings()
                .forEach((directory, targets) -> tree.listed
                        .computeIfAbsent(tree.real(directory), d -> new TreeSet<>())
                        .addAll(targets.keySet()));
        answers.files().forEach((path, fact) -> {
            String place = tree.place(path);
            tree.answers.putIfAbsent(place, fact);
            tree.enter(place);
        });
        return tree;
    }

    private void enter(String place) {
        String path = place;
        String directory = PathText.parent(path);
        while (!directory.isEmpty()
                && named.computeIfAbsent(directory, d -> new TreeSet<>()).add(PathText.part(path, 0))) {
            path = directory;
            directory = PathText.parent(path);
        }
    }

    /** The path with the links on the way to it followed. */
    private String place(String path) {
        String parent = PathText.parent(path);
        if (parent.isEmpty()) {
            return path;
        }
        return real(parent) + '/' + PathText.part(path, 0);
    }

    /** The path with all links followed; one that is not there itself may lie behind a link that is. */
    private String real(String path) {
        return resolve(path).value().orElseGet(() -> place(path));
    }

    @Override
    public <T> Fact<T> reported(String device, FactKey<T> key) {
        String link = key.directory() + '/' + device;
        Fact<T> before =
                files instanceof ReportedTree reported ? reported.reported(device, key) : new Fact.Absent<>(link);
        Fact<byte[]> answer = answers.get(real(link) + '/' + key.path());
        if (answer == null || before instanceof Fact.Absent) {
            return before;
        }
        Fact<T> after = key.read(answer);
        return before instanceof Fact.Known<T> one
                        && after instanceof Fact.Known<T> other
                        && !one.content().equals(other.content())
                ? Statements.contradiction(one, other)
                : after;
    }

    @Override
    public Fact<List<Mount>> mounts() {
        return files instanceof ReportedTree reported ? reported.mounts() : new Fact.Absent<>("proc/mounts");
    }

    @Override
    public Fact<UdevData> udev(String device) {
        return files instanceof ReportedTree reported ? reported.udev(device) : new Fact.Absent<>("run/udev/data");
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public Fact<byte[]> read(String path) {
        String place = place(path);
        Fact<byte[]> fact = files.read(place);
        Fact<byte[]> answer = answers.get(place);
        if (answer == null) {
            return fact.isKnown() ? fact : files.read(path);
        }
        boolean differs = fact instanceof Fact.Known<byte[]> before
                && answer instanceof Fact.Known<byte[]> after
                && !Arrays.equals(before.content(), after.content());
        return differs && place.startsWith("sys/") ? contradiction(fact, answer) : answer;
    }

    private static Fact<byte[]> contradiction(Fact<byte[]> before, Fact<byte[]> after) {
        return new Fact.Unreadable<>(
                before.source(), "contradicted by " + after.source() + ": " + quoted(before) + " and " + quoted(after));
    }

    private static String quoted(Fact<byte[]> fact) {
        return OneLine.quoted(Utf8.decode(fact.value().orElseThrow()).strip());
    }

    @Override
    public Fact<List<String>> list(String path) {
        Fact<List<String>> before = files.list(path);
        String real = real(path);
        TreeSet<String> names = new TreeSet<>(listed.getOrDefault(real, new TreeSet<>()));
        if (!before.isKnown() && names.isEmpty()) {
            return before;
        }
        names.addAll(before.value().orElse(List.of()));
        names.addAll(named.getOrDefault(real, new TreeSet<>()));
        return new Fact.Known<>(new ArrayList<>(names), path);
    }

    @Override
    public Fact<String> resolve(String path) {
        Fact<String> before = files.resolve(path);
        if (before.isKnown()) {
            return before;
        }
        String target = links.get(path);
        if (target != null) {
            return new Fact.Known<>(target, path);
        }
        String place = place(path);
        if (answers.containsKey(place) || named.containsKey(place)) {
            return new Fact.Known<>(place, path);
        }
        return place.equals(path) ? before : files.resolve(place);
    }
}
