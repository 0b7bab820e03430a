package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.format.BootEntry;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.Lines;
import io.daxcheck.text.NaturalOrder;
import io.daxcheck.text.OneLine;
import io.daxcheck.text.PathText;
import io.daxcheck.text.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kernel that a host boots next: what GRUB's environment says ({@code next_entry}, {@code saved_entry}), else
 * systemd-boot's default, else the newest kernel, which is the first entry of every menu that a distribution makes.
 * Where these do not agree, or one of them cannot be read, it is not known.
 */
public final class NextKernel {
    /** The directories with the names of kernels. */
    private static final String BOOT = "boot";

    private static final String ENTRIES = "boot/loader/entries";
    private static final String LOADER = "boot/loader/loader.conf";
    private static final String DEFAULTS = "etc/default/grub";

    /** Red Hat's and SUSE's; they make menus that start what is saved. */
    private static final String GRUB2 = "boot/grub2/grubenv";

    /** Debian's and Ubuntu's: their menus start the first entry, unless the site changed that. */
    private static final String GRUB = "boot/grub/grubenv";

    private static final String[] LINKS = {"boot/vmlinuz", "boot/vmlinux", "boot/Image", "boot/image"};

    private final Tree tree;

    /** By release. */
    private final Map<String, KernelRelease> installed = new TreeMap<>();

    private NextKernel(Tree tree) {
        this.tree = tree;
    }

    /** The release; absent where nothing of it was found, unreadable with the reason where it cannot be determined. */
    public static Fact<KernelRelease> read(Tree tree) {
        return new NextKernel(tree).read();
    }

    private Fact<KernelRelease> read() {
        Fact<List<String>> files = tree.list(BOOT);
        for (String file : files.value().orElse(List.of())) {
            BootEntry.ofImage(file).ifPresent(release -> installed.put(release.text(), release));
        }
        Fact<List<String>> entries = tree.list(ENTRIES);
        Map<String, KernelRelease> listed = new TreeMap<>();
        for (String entry : entries.value().orElse(List.of())) {
            if (entry.endsWith(".conf")) {
                BootEntry.ofEntry(entry).ifPresent(release -> listed.put(release.text(), release));
            }
        }
        Fact<Map<String, String>> environment = environment();
        if (environment instanceof Fact.Unreadable<Map<String, String>> unreadable) {
            return new Fact.Unreadable<>(unreadable.source(), unreadable.reason());
        }
        // Without entries the menu is made of the images themselves.
        boolean ofImages = listed.isEmpty() && !(entries instanceof Fact.Unreadable);
        return chosen(environment, ofImages ? newest(installed, files) : newest(listed, entries));
    }

    private Fact<Map<String, String>> environment() {
        Fact<Map<String, String>> red = tree.read(GRUB2).map(NextKernel::variables);
        return red instanceof Fact.Absent ? tree.read(GRUB).map(NextKernel::variables) : red;
    }

    /** Lines NAME=VALUE; the file is filled up with number signs. */
    private static Map<String, String> variables(byte[] content) {
        Map<String, String> variables = new HashMap<>();
        Lines lines = new Lines(Utf8.decode(content));
        while (lines.next()) {
            String line = lines.line();
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                variables.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
            }
        }
        return variables;
    }

    private static String unquoted(String value) {
        return value.replace("\"", "").replace("'", "").strip();
    }

    private Fact<KernelRelease> chosen(Fact<Map<String, String>> environment, Fact<KernelRelease> first) {
        Map<String, String> variables = environment.value().orElse(Map.of());
        String source = environment.source();
        String next = variables.getOrDefault("next_entry", "");
        if (!next.isEmpty()) {
            return entry(next, source, first);
        }
        String wanted = tree.read(DEFAULTS)
                .map(NextKernel::variables)
                .value()
                .map(defaults -> defaults.getOrDefault("GRUB_DEFAULT", "0"))
                .orElse("");
        String saved = variables.getOrDefault("saved_entry", "");
        if (!wanted.isEmpty() && !wanted.equals("saved")) {
            return entry(wanted, DEFAULTS, first);
        }
        if (!saved.isEmpty()) {
            Fact<KernelRelease> entry = entry(saved, source, first);
            boolean isSure = wanted.equals("saved") || source.equals(GRUB2) || isSame(entry, first);
            return isSure
                    ? entry
                    : new Fact.Unreadable<>(
                            source, "it depends on GRUB_DEFAULT in " + DEFAULTS + ", which was not read");
        }
        return loaderDefault(first);
    }

    private static boolean isSame(Fact<KernelRelease> one, Fact<KernelRelease> other) {
        return one.isKnown()
                && other.isKnown()
                && one.value()
                        .orElseThrow()
                        .text()
                        .equals(other.value().orElseThrow().text());
    }

    /** What an entry of a menu starts: the first one has the number 0, and needs no release in its name. */
    private Fact<KernelRelease> entry(String entry, String source, Fact<KernelRelease> first) {
        if (entry.equals("0") || entry.startsWith("gnulinux-simple-")) {
            return first;
        }
        Optional<KernelRelease> release = isNumber(entry) ? Optional.empty() : BootEntry.ofEntry(entry);
        if (release.isEmpty()) {
            return new Fact.Unreadable<>(source, "the entry " + OneLine.quoted(entry) + " names no kernel release");
        }
        return !installed.isEmpty() && !installed.containsKey(release.get().text())
                ? new Fact.Unreadable<>(
                        source, "the entry " + OneLine.quoted(entry) + " names a kernel that is not in /boot")
                : new Fact.Known<>(release.get(), source);
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '>') {
                return false;
            }
        }
        return true;
    }

    /** {@code default ENTRY} of systemd-boot, where there is one; a pattern is not followed. */
    private Fact<KernelRelease> loaderDefault(Fact<KernelRelease> first) {
        if (!(tree.read(LOADER) instanceof Fact.Known<byte[]> known)) {
            return first;
        }
        Lines lines = new Lines(Utf8.decode(known.content()));
        while (lines.next()) {
            String line = lines.line().strip();
            if (line.startsWith("default ") || line.startsWith("default\t")) {
                return entry(line.substring("default".length()).strip(), LOADER, first);
            }
        }
        return first;
    }

    /**
     * The newest of these, unless a link in {@code /boot} names another one.
     *
     * @param where the directory that they were found in
     */
    private Fact<KernelRelease> newest(Map<String, KernelRelease> releases, Fact<List<String>> where) {
        Optional<KernelRelease> found = Optional.empty();
        for (KernelRelease release : releases.values()) {
            if (found.isEmpty() || isNewer(release, found.get())) {
                found = Optional.of(release);
            }
        }
        if (found.isEmpty()) {
            return where instanceof Fact.Unreadable<List<String>> unreadable
                    ? new Fact.Unreadable<>(unreadable.source(), unreadable.reason())
                    : new Fact.Absent<>(where.source());
        }
        KernelRelease newest = found.get();
        for (String link : LINKS) {
            Optional<KernelRelease> linked =
                    tree.resolve(link).value().flatMap(path -> BootEntry.ofImage(PathText.part(path, 0)));
            if (linked.isPresent() && !linked.get().text().equals(newest.text())) {
                return new Fact.Unreadable<>(
                        link,
                        "it leads to " + OneLine.of(linked.get().text()) + ", and the newest kernel is "
                                + OneLine.of(newest.text()));
            }
        }
        return new Fact.Known<>(newest, where.source());
    }

    /** As GRUB's menu and rpm order them; a release candidate comes before its release. */
    private static boolean isNewer(KernelRelease one, KernelRelease other) {
        int order = one.version().compareTo(other.version());
        return order != 0 ? order > 0 : NaturalOrder.compare(one.text(), other.text()) > 0;
    }
}
