package io.daxcheck.source.facts;

import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Fact;
import io.daxcheck.source.format.Fstab;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.Utf8;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * systemd mount units, see systemd.mount(5): those of the administrator, and those that generators made. What a
 * generator made from fstab is left out where fstab itself was read. Drop-ins are not read.
 */
final class MountUnits {
    /** Those of the administrator come first: systemd prefers them. */
    private static final List<String> DIRECTORIES = List.of("etc/systemd/system", "run/systemd/generator");

    /** Many times what any host has. */
    static final int MAX_UNITS = 100_000;

    private MountUnits() {}

    /**
     * @param fstabKnown whether the lines of fstab are known from fstab itself
     */
    static Fact<List<ConfiguredMount>> read(Tree tree, boolean fstabKnown) {
        List<ConfiguredMount> mounts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Optional<Fact<List<ConfiguredMount>>> failed = Optional.empty();
        boolean found = false;
        for (String directory : DIRECTORIES) {
            Fact<List<String>> entries = tree.list(directory);
            found |= entries.isKnown();
            if (entries instanceof Fact.Unreadable<List<String>> unreadable) {
                failed = Optional.of(new Fact.Unreadable<>(unreadable.source(), unreadable.reason()));
            }
            for (String name : entries.value().orElse(List.of())) {
                if (name.endsWith(".mount") && names.size() == MAX_UNITS) {
                    return new Fact.Unreadable<>(directory, "more than " + MAX_UNITS + " mount units");
                }
                if (name.endsWith(".mount") && names.add(name)) {
                    String path = directory + '/' + name;
                    Fact<ConfiguredMount> unit = tree.read(path).map(content -> unit(content, path, fstabKnown));
                    unit.value().filter(mount -> !mount.device().isEmpty()).ifPresent(mounts::add);
                    if (unit instanceof Fact.Unreadable<ConfiguredMount> unreadable) {
                        failed = Optional.of(new Fact.Unreadable<>(unreadable.source(), unreadable.reason()));
                    }
                }
            }
        }
        if (failed.isPresent() && mounts.isEmpty()) {
            return failed.get();
        }
        return found
                ? new Fact.Known<>(List.copyOf(mounts), DIRECTORIES.get(0))
                : new Fact.Absent<>(DIRECTORIES.get(0));
    }

    /** The mount of a unit; one without a device where it mounts nothing that matters here. */
    private static ConfiguredMount unit(byte[] content, String path, boolean fstabKnown) {
        String what = "";
        String where = "";
        String type = "auto";
        List<String> options = List.of();
        String section = "";
        boolean fromFstab = false;
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = continued(lines);
            if (line.startsWith("[")) {
                section = line;
            }
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                String value = line.substring(equals + 1).strip();
                switch (section + line.substring(0, equals).strip()) {
                    case "[Unit]SourcePath" -> fromFstab = value.equals("/" + Fstab.PATH);
                    case "[Mount]What" -> what = value;
                    case "[Mount]Where" -> where = value;
                    case "[Mount]Type" -> type = value;
                    case "[Mount]Options" -> options = Fstab.options(value);
                    default -> {}
                }
            }
        }
        boolean counts = !where.isEmpty() && !(fromFstab && fstabKnown);
        return new ConfiguredMount(counts ? what : "", where, type, options, path);
    }

    /** The line with those that continue it: each but the last ends with a backslash. */
    private static String continued(Lines lines) {
        String line = lines.line().strip();
        if (!line.endsWith("\\")) {
            return line;
        }
        StringBuilder whole = new StringBuilder();
        while (line.endsWith("\\")) {
            whole.append(line, 0, line.length() - 1).append(' ');
            line = lines.next() ? lines.line().strip() : "";
        }
        return whole.append(line).toString();
    }
}
