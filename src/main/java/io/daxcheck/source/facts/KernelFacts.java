package io.daxcheck.source.facts;

import io.daxcheck.host.Fact;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.source.format.Architecture;
import io.daxcheck.source.format.Attribute;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.text.OneLine;
import java.util.Optional;

/**
 * Which kernel the host runs, the host's name and its architecture: several files show each, of which a capture
 * may lack any. Where one is missing or malformed, the next is asked.
 */
final class KernelFacts {
    private static final String PROC_VERSION_START = "Linux version ";

    private final Fact<String> uname;
    private final Fact<String> procVersion;
    private final Fact<KernelRelease> release;
    private final Fact<String> hostname;
    private final Fact<String> architecture;

    KernelFacts(Tree tree) {
        uname = text(tree, "commands/uname");
        procVersion = text(tree, "proc/version");
        release = readRelease(text(tree, "proc/sys/kernel/osrelease"), text(tree, "proc/version_signature"));
        hostname = readHostname(text(tree, "proc/sys/kernel/hostname"));
        architecture = readArchitecture(text(tree, "proc/sys/kernel/arch"), text(tree, "commands/uname-m"));
    }

    private static Fact<String> text(Tree tree, String path) {
        return tree.read(path).map(Attribute.TEXT);
    }

    /** The release, with the upstream level that {@code proc/version} or {@code proc/version_signature} shows. */
    Fact<KernelRelease> release() {
        return release;
    }

    /** As {@code uname -n} has it. */
    Fact<String> hostname() {
        return hostname;
    }

    /**
     * As {@code uname -m} has it. Its source may be the kernel release, whose suffix shows it, or {@code proc/version},
     * by the name of the compiler.
     */
    Fact<String> architecture() {
        return architecture;
    }

    private Fact<KernelRelease> readRelease(Fact<String> osRelease, Fact<String> versionSignature) {
        Fact<KernelRelease> read = parse(osRelease, osRelease.value().orElse(""));
        if (!read.isKnown() && procVersion instanceof Fact.Known<String> known) {
            String text = known.content();
            Fact<KernelRelease> next = parse(known, text.startsWith(PROC_VERSION_START) ? word(text, 2) : "");
            read = next.isKnown() ? next : read;
        }
        if (!read.isKnown() && uname instanceof Fact.Known<String> known) {
            Fact<KernelRelease> next = parse(known, word(known.content(), 2));
            read = next.isKnown() ? next : read;
        }
        if (!(read instanceof Fact.Known<KernelRelease> known)) {
            return read;
        }
        KernelRelease described = known.content();
        if (procVersion instanceof Fact.Known<String> version) {
            described = described.describedBy(version.content());
        }
        if (versionSignature instanceof Fact.Known<String> signature) {
            described = described.describedBy(signature.content());
        }
        return new Fact.Known<>(described, known.source());
    }

    private static Fact<KernelRelease> parse(Fact<String> file, String text) {
        if (file instanceof Fact.Unreadable<String> unreadable) {
            return new Fact.Unreadable<>(file.source(), unreadable.reason());
        }
        if (!file.isKnown()) {
            return new Fact.Absent<>(file.source());
        }
        Optional<KernelRelease> parsed = KernelRelease.parse(text);
        return parsed.isPresent()
                ? new Fact.Known<>(parsed.get(), file.source())
                : new Fact.Unreadable<>(file.source(), OneLine.quoted(text) + " is not a kernel release");
    }

    private Fact<String> readHostname(Fact<String> file) {
        if (!file.isKnown() && uname instanceof Fact.Known<String> known) {
            String host = word(known.content(), 1);
            if (!host.isEmpty()) {
                return new Fact.Known<>(host, known.source());
            }
        }
        return file;
    }

    private Fact<String> readArchitecture(Fact<String> procArch, Fact<String> unameMachine) {
        Fact<String> found = Architecture.lastWordOf(uname);
        if (!found.isKnown()) {
            found = Architecture.lastWordOf(procArch);
        }
        if (!found.isKnown()) {
            found = Architecture.lastWordOf(unameMachine);
        }
        if (!found.isKnown() && release instanceof Fact.Known<KernelRelease> known) {
            found = Architecture.lastWordOf(new Fact.Known<>(known.content().text(), known.source()));
        }
        if (!found.isKnown()) {
            found = Architecture.compilerIn(procVersion);
        }
        return found.isKnown() ? found : Architecture.lastWordOf(uname);
    }

    /** The word with this index, from 0; empty where the text has fewer. */
    private static String word(String text, int index) {
        int position = 0;
        for (int i = 0; i < index; i++) {
            position = text.indexOf(' ', position) + 1;
            if (position == 0) {
                return "";
            }
        }
        int end = text.indexOf(' ', position);
        return text.substring(position, end < 0 ? text.length() : end);
    }
}
