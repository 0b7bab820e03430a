package io.daxcheck.source.bundle;

import io.daxcheck.host.DeviceNumber;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Mount;
import io.daxcheck.text.Escapes;
import io.daxcheck.text.Lines;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.Split;
import io.daxcheck.text.Utf8;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is mounted, where no mountinfo was collected: {@code /proc/mounts}, {@code mount} or {@code findmnt}. Which
 * directory of its filesystem a mount shows is shown by findmnt alone, and else taken for the uppermost; a source that
 * is no known device has number 0:0.
 */
final class MountTable {
    private static final DeviceNumber NO_NUMBER = new DeviceNumber(0, 0);

    /** Finds the number of the device that a path names. */
    private final Function<String, Optional<DeviceNumber>> numbers;

    /**
     * A reader.
     *
     * @param numbers the number of the device with this node; empty where there is none
     */
    MountTable(Function<String, Optional<DeviceNumber>> numbers) {
        this.numbers = numbers;
    }

    /** The first table that is known. */
    Fact<List<Mount>> read(Fact<byte[]> procMounts, CommandOutputs outputs) {
        Fact<List<Mount>> mounts = procMounts.map(content -> all(content, this::procMount));
        if (!mounts.isKnown()) {
            mounts = outputs.first("mount_-l", "mount").map(content -> all(content, this::mount));
        }
        if (!mounts.isKnown()) {
            Fact<List<Mount>> found = outputs.first("findmnt").map(content -> all(content, this::findmnt));
            mounts = found.isKnown() ? found : mounts;
        }
        return mounts;
    }

    private static List<Mount> all(byte[] content, Function<String, Optional<Mount>> reading) {
        List<Mount> mounts = new ArrayList<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line();
            boolean isTitle = lines.number() == 1 && line.startsWith("TARGET ");
            if (line.isBlank() || isTitle) {
                continue;
            }
            Optional<Mount> mount = reading.apply(line);
            if (mount.isEmpty()) {
                throw new Fact.Malformed("line " + lines.number() + ": not a mount: " + OneLine.quoted(line));
            }
            mounts.add(mount.get());
        }
        return mounts;
    }

    /** {@code SOURCE TARGET TYPE OPTIONS 0 0}; empty where a line is something else. */
    private Optional<Mount> procMount(String line) {
        List<String> words = Words.of(line);
        return words.size() < 4
                ? Optional.empty()
                : mount(
                        Escapes.octalUnescaped(words.get(0)),
                        "/",
                        Escapes.octalUnescaped(words.get(1)),
                        words.get(2),
                        Escapes.octalUnescaped(words.get(3)));
    }

    /** {@code SOURCE on TARGET type TYPE (OPTIONS) [LABEL]}; empty where a line is something else. */
    private Optional<Mount> mount(String line) {
        // A path may hold " on " or " type " itself: the type is one word, with the options in brackets after it.
        int type = typeBefore(line, line.length());
        int options = type < 0 ? -1 : line.indexOf(" (", type);
        int on = type < 0 ? -1 : line.indexOf(" on /");
        if (on <= 0 || on > type) {
            return Optional.empty();
        }
        int label = line.indexOf(") [", options);
        return mount(
                line.substring(0, on),
                "/",
                line.substring(on + " on ".length(), type),
                line.substring(type + " type ".length(), options),
                line.substring(options + 2, label < 0 ? line.length() - 1 : label));
    }

    /** Where {@code  type WORD (} is last before a position, in a line with a bracket at its end; -1 nowhere. */
    private static int typeBefore(String line, int end) {
        int type = line.endsWith(")") || line.endsWith("]") ? line.lastIndexOf(" type ", end) : -1;
        while (type >= 0 && line.indexOf(' ', type + " type ".length()) != line.indexOf(" (", type)) {
            type = line.lastIndexOf(" type ", type - 1);
        }
        return type >= 0 && line.indexOf(" (", type) < 0 ? -1 : type;
    }

    /**
     * {@code TARGET SOURCE FSTYPE OPTIONS}, the target after the lines of a tree, the source with the directory that is
     * mounted in brackets after it; empty where a line is something else.
     */
    private Optional<Mount> findmnt(String line) {
        int target = line.indexOf('/');
        List<String> words = target < 0 ? List.of() : Words.from(line, target);
        if (words.size() < 4) {
            return Optional.empty();
        }
        int source = words.size() - 3;
        String name = words.get(source);
        int bracket = name.endsWith("]") ? name.indexOf("[/") : -1;
        return mount(
                Escapes.unescaped(bracket < 0 ? name : name.substring(0, bracket)),
                bracket < 0 ? "/" : Escapes.unescaped(name.substring(bracket + 1, name.length() - 1)),
                Escapes.unescaped(String.join(" ", words.subList(0, source))),
                words.get(source + 1),
                words.get(source + 2));
    }

    private Optional<Mount> mount(String source, String root, String target, String type, String options) {
        DeviceNumber number = numbers.apply(source).orElse(NO_NUMBER);
        List<String> list = new ArrayList<>(Split.of(options, ','));
        list.removeIf(String::isEmpty);
        return Optional.of(new Mount(number, root, target, type, source, list));
    }
}
