package io.daxcheck.rules;

import io.daxcheck.finding.Remedy;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.text.ShellWord;

/** The commands that change namespaces and regions of the libnvdimm bus. */
public final class NamespaceCommands {
    private NamespaceCommands() {}

    /** The command that makes a region writable until the next boot. */
    public static String writable(String region) {
        return "echo 0 > " + ShellWord.of("/sys/bus/nd/devices/" + region + "/read_only");
    }

    /** force_raw is a word in the kernel's memory alone (namespace_devs.c: force_raw_store): nothing is written. */
    public static String clearForceRaw(String namespace) {
        return "echo 0 > /sys/bus/nd/devices/" + namespace + "/force_raw";
    }

    /**
     * What makes a namespace fsdax.
     *
     * @param name of the namespace, or of what is known in its place
     */
    static Remedy toFsdax(Host host, String name) {
        return name.startsWith("namespace")
                ? Remedy.destroying(
                        "Back up its data, then reconfigure the namespace to fsdax",
                        "ndctl create-namespace --force --reconfig=" + name + " --mode=fsdax" + alignment(host, name))
                : Remedy.destroying(
                        "Back up its data, find the namespace, then reconfigure it to fsdax",
                        "ndctl list -N",
                        "ndctl create-namespace --force --reconfig=NAMESPACE --mode=fsdax");
    }

    /**
     * ndctl aligns to a huge page. Where that leaves nothing of a small namespace, as with the 512 MiB of arm64's 64 KiB
     * pages, it fails and leaves the namespace disabled (measured on 7.3).
     */
    private static String alignment(Host host, String namespace) {
        Namespace found = host.namespaces().get(namespace);
        return found == null ? "" : alignment(host, found.sizeBytes());
    }

    /**
     * The option that a namespace of this many bytes needs, with a blank before it; empty where ndctl's own alignment
     * leaves something of it, or where the page size is not known.
     */
    public static String alignment(Host host, Fact<Long> bytes) {
        long huge = host.hugePage().value().orElse(0L);
        boolean isTooSmall = huge > 0 && bytes.value().orElse(Long.MAX_VALUE) < 2 * huge;
        return isTooSmall && host.pageSize().isKnown()
                ? " --align=" + host.pageSize().value().orElseThrow() / 1024 + "K"
                : "";
    }
}
