package io.daxcheck.truth;

import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.source.Inputs;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.ArchiveTree;
import io.daxcheck.source.tree.ConfinedTree;
import io.daxcheck.source.tree.InputException;
import io.daxcheck.source.tree.Limits;
import io.daxcheck.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The captures of running kernels, each with what was measured there: {@code src/test/hosts/KERNEL.tar.xz} holds
 * {@code truth.json} and a directory for each capture.
 *
 * <p>An archive is unpacked once in a virtual machine and kept while memory allows.
 */
public final class Captures {
    /** The kernels that were measured on x86_64, on the same devices, oldest first. */
    public static final List<String> KERNELS =
            List.of("4.14", "4.17", "4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12", "6.18", "7.2", "7.3");

    /** Those with pages of 16 and 64 KiB. */
    public static final List<String> LARGE_PAGES = List.of("arm64-16k-7.3", "arm64-64k-7.3", "ppc64le-64k-7.3");

    /** Red Hat's, built from their sources with a small configuration. */
    public static final List<String> RED_HAT = List.of("el9.1", "el9.3");

    public static final List<String> ALL_KERNELS =
            Stream.of(KERNELS, LARGE_PAGES, RED_HAT).flatMap(List::stream).toList();

    private static final Path HOSTS = Path.of(System.getProperty("basedir", "."), "src", "test", "hosts");
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Map<String, SoftReference<ConfinedTree>> ARCHIVES = new HashMap<>();
    private static final Map<String, List<Capture>> LISTED = new HashMap<>();

    private Captures() {}

    /**
     * One host as it was captured, with what was measured on it.
     *
     * @param kernel name of the archive
     * @param name what the host shows, {@code linear-fsdax}; with {@code @ext4} after it where a filesystem is on
     *     the device that was measured
     * @param truth what was measured
     */
    public record Capture(String kernel, String name, JsonNode truth) {
        /** {@code KERNEL/NAME}. */
        public String title() {
            return kernel + "/" + name;
        }

        /** Name of the device that was measured. */
        public String device() {
            return truth.get("device").asString();
        }

        /** The host's files. */
        public Tree tree() {
            try {
                return Inputs.capture(files());
            } catch (InputException e) {
                throw new AssertionError(e);
            }
        }

        /** The host's files as they are stored, with their links. */
        public ConfinedTree files() {
            return archive(kernel).subtree(name, title()).orElseThrow();
        }

        /** The host's facts. */
        public Host host() {
            return HostReader.read(tree());
        }

        @Override
        public String toString() {
            return title();
        }
    }

    /** Every capture of a kernel, in the order of {@code truth.json}. */
    public static synchronized List<Capture> of(String kernel) {
        return LISTED.computeIfAbsent(kernel, Captures::list);
    }

    /** Every capture of every kernel. */
    public static List<Capture> all() {
        List<Capture> all = new ArrayList<>();
        for (String kernel : KERNELS) {
            all.addAll(of(kernel));
        }
        return all;
    }

    /** The capture with this title, {@code 7.3/linear-fsdax}. */
    public static Capture named(String title) {
        String kernel = title.substring(0, title.indexOf('/'));
        for (Capture capture : of(kernel)) {
            if (capture.title().equals(title)) {
                return capture;
            }
        }
        throw new IllegalArgumentException("no capture " + title);
    }

    /** Everything in an archive: the captures as directories, and {@code truth.json}. */
    public static synchronized ConfinedTree archive(String kernel) {
        SoftReference<ConfinedTree> kept = ARCHIVES.get(kernel);
        ConfinedTree tree = kept == null ? null : kept.get();
        if (tree == null) {
            try (InputStream stream = Files.newInputStream(file(kernel))) {
                tree = ArchiveTree.read(kernel, stream, Limits.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InputException e) {
                throw new AssertionError(e);
            }
            ARCHIVES.put(kernel, new SoftReference<>(tree));
        }
        return tree;
    }

    public static Path file(String kernel) {
        return HOSTS.resolve(kernel + ".tar.xz");
    }

    private static List<Capture> list(String kernel) {
        if (!(archive(kernel).read("truth.json") instanceof Fact.Known<byte[]> known)) {
            throw new AssertionError("no truth.json in " + file(kernel));
        }
        List<Capture> captures = new ArrayList<>();
        JSON.readTree(known.content())
                .get("cases")
                .properties()
                .forEach(entry -> captures.add(new Capture(kernel, entry.getKey(), entry.getValue())));
        return List.copyOf(captures);
    }
}
