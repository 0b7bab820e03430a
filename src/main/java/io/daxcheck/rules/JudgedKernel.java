package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.KernelConfig;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelModel;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelRelease.Vendor;
import io.daxcheck.kernel.KernelVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel that a host's stacks are judged as: its own, or another one in a what-if.
 *
 * @param release empty where it is not known
 * @param isHosts whether it is the one that the host runs: only then do its queue flags count
 * @param config how it is built
 * @param fsDax whether that includes CONFIG_FS_DAX
 * @param assumption what of the configuration is taken for granted; empty where nothing is
 */
public record JudgedKernel(
        Optional<KernelRelease> release,
        boolean isHosts,
        KernelConfig config,
        Answer fsDax,
        Optional<Finding> assumption) {
    /** What the kernels of distributions have where these options exist. */
    private static final Map<String, String> DISTRIBUTIONS = Map.of(
            "CONFIG_FS_DAX", "y",
            "CONFIG_BLK_DEV_RAM_DAX", "y",
            "CONFIG_EXT2_FS", "n",
            "CONFIG_EXT4_USE_FOR_EXT2", "y",
            "CONFIG_EROFS_FS", "m");

    /** How Red Hat, SUSE and Ubuntu build their kernels, also where this host has another. */
    private static final Map<String, String> VENDORS = Map.of(
            "CONFIG_FS_DAX", "y",
            "CONFIG_EXT2_FS", "n",
            "CONFIG_EXT4_USE_FOR_EXT2", "y");

    private static final String CHECK_THERE = "On a host that runs it, check the configuration";

    /** The kernel that the host runs. */
    public static JudgedKernel ofHost(Host host) {
        Optional<KernelRelease> release = host.kernel().value();
        Fact<Boolean> configured = host.config().isSet("CONFIG_FS_DAX");
        Optional<FsDaxTrace> trace = configured.isKnown() ? Optional.empty() : FsDaxTrace.of(host);
        if (trace.isEmpty()) {
            return new JudgedKernel(
                    release, true, host.config(), fsDaxBuilt(configured, release, true), Optional.empty());
        }
        Evidence evidence = trace.get().evidence();
        return trace.get().isBuilt()
                ? new JudgedKernel(
                        release,
                        true,
                        host.config(),
                        known(release, true),
                        Optional.of(assumption(
                                "the kernel's configuration was not read; "
                                        + trace.get().says(),
                                evidence,
                                "Check the configuration")))
                : new JudgedKernel(release, true, host.config(), Answer.no(notBuilt(evidence)), Optional.empty());
    }

    /**
     * Another kernel on the same devices: built as its own configuration says where that is the host's, else like the
     * host's kernel, and else as distributions build theirs.
     */
    public static JudgedKernel another(Host host, KernelRelease release) {
        boolean isItsOwn = host.config().complete()
                && host.config().options().isKnown()
                && host.config().options().source().equals("boot/config-" + release.text());
        if (isItsOwn) {
            return new JudgedKernel(
                    Optional.of(release),
                    false,
                    host.config(),
                    fsDaxBuilt(host.config().isSet("CONFIG_FS_DAX"), Optional.of(release), false),
                    Optional.empty());
        }
        boolean asVendor = release.vendor() == Vendor.RED_HAT
                || release.vendor() == Vendor.SUSE
                || release.vendor() == Vendor.UBUNTU;
        KernelConfig completed = host.config().completedWith(DISTRIBUTIONS);
        KernelConfig config = (asVendor ? completed.with(VENDORS) : completed).with(release.vendorConfiguration());
        Optional<Finding> assumption = asVendor
                ? Optional.of(assumption(
                        "Linux " + release.text()
                                + " is assumed to be built as its vendor builds kernels for x86_64: CONFIG_FS_DAX set, ext2 mounted by the ext4 driver"
                                + without(release) + "; and in everything else like this host's kernel",
                        new Evidence(release.text(), "--kernel"),
                        CHECK_THERE))
                : host.config().names(DISTRIBUTIONS.keySet())
                        ? Optional.empty()
                        : Optional.of(assumption(
                                "Linux " + release.text()
                                        + " is assumed to be built like this host's kernel and, for options that its configuration does not list, like distribution kernels: CONFIG_FS_DAX and CONFIG_BLK_DEV_RAM_DAX set, ext2 mounted by the ext4 driver",
                                Evidence.of(host.config().isSet("CONFIG_FS_DAX")),
                                CHECK_THERE));
        Optional<KernelRelease> other = Optional.of(release);
        return new JudgedKernel(
                other, false, config, fsDaxBuilt(config.isSet("CONFIG_FS_DAX"), other, false), assumption);
    }

    /** What its vendor leaves out. */
    private static String without(KernelRelease release) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> built : release.vendorConfiguration().entrySet()) {
            if (built.getValue().equals("n")) {
                text.append(", ").append(built.getKey()).append(" off");
            }
        }
        return text.toString();
    }

    /** Whether another kernel than the host's has no driver for virtio pmem, so that the host's disks of it are gone. */
    public boolean lacksVirtioPmem() {
        return !isHosts && config.isSet("CONFIG_VIRTIO_PMEM").is(false);
    }

    /** Whether it is another kernel than the host's, whose number shows what drivers there are, because no vendor has added any. */
    boolean isNumberOfAnother() {
        return !isHosts && release.isPresent() && !release.get().isPlaced();
    }

    /** Who built it; empty where the release is not known. */
    public Optional<Vendor> vendor() {
        return release.map(KernelRelease::vendor);
    }

    /** Every way in which it may behave. */
    public List<KernelModel> models() {
        return release.isEmpty() ? KernelRelease.allModels() : release.get().plausibleModels();
    }

    /** Whether it is known, and older or newer than the rules reach. */
    public boolean isOutsideTable() {
        return release.isPresent()
                && !release.get().isPlaced()
                && (isOlderThanTable(release.get()) || release.get().judgedAs().compareTo(KernelBehaviour.END) >= 0);
    }

    private static boolean isOlderThanTable(KernelRelease release) {
        return release.judgedAs().compareTo(KernelBehaviour.OLDEST) < 0;
    }

    /**
     * Says what one outside the table is judged as; empty for one inside.
     *
     * @param evidence where the release was read
     */
    public Optional<Finding> outsideTable(Evidence evidence) {
        if (!isOutsideTable()) {
            return Optional.empty();
        }
        KernelVersion judgedAs = release.get().judgedAs();
        boolean isOlder = isOlderThanTable(release.get());
        String judged = isOlder
                ? "older than daxcheck knows; what has no DAX on " + KernelBehaviour.OLDEST
                        + " is taken to have none, and the rest is unknown"
                : "newer than daxcheck knows; it is judged as " + KernelBehaviour.NEWEST;
        return Optional.of(new Finding(
                FindingCode.KERNEL_OUTSIDE_TABLE,
                Severity.INFO,
                "kernel",
                "Linux " + judgedAs + " is " + judged,
                List.of(evidence),
                Remedy.NONE));
    }

    /**
     * What a kernel with CONFIG_FS_DAX does: yes, but for one that is older than the rules. Between 4.0 and 4.14 DAX came
     * piece by piece, so that only a no is sure there.
     */
    private static Answer known(Optional<KernelRelease> release, boolean isHosts) {
        if (release.isEmpty() || release.get().isPlaced() || !isOlderThanTable(release.get())) {
            return Answer.YES;
        }
        return Answer.unknown(new Finding(
                FindingCode.KERNEL_OUTSIDE_TABLE,
                Severity.WARNING,
                "kernel",
                "Linux " + release.get().version() + " is older than daxcheck's rules, which begin with "
                        + KernelBehaviour.OLDEST + ": what it does with DAX is not known",
                List.of(new Evidence(release.get().text(), isHosts ? "uname -r" : "--kernel")),
                Remedy.NONE));
    }

    private static Answer fsDaxBuilt(Fact<Boolean> configured, Optional<KernelRelease> release, boolean isHosts) {
        if (configured.is(true)) {
            return known(release, isHosts);
        }
        if (configured.is(false)) {
            return Answer.no(notBuilt(new Evidence("CONFIG_FS_DAX is not set", configured.source())));
        }
        return Answer.unknown(new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                "kernel",
                "whether the kernel is built with CONFIG_FS_DAX is not known",
                List.of(Evidence.of(configured)),
                Remedy.look(
                        "Find its configuration",
                        "grep FS_DAX /boot/config-$(uname -r)",
                        "zgrep FS_DAX /proc/config.gz")));
    }

    /** That there can be no persistent memory; empty where there can, or where that is not known. */
    public Optional<Finding> libnvdimm() {
        Fact<Boolean> built = config.isSet("CONFIG_LIBNVDIMM");
        return !built.is(false)
                ? Optional.empty()
                : Optional.of(new Finding(
                        FindingCode.LIBNVDIMM_NOT_BUILT,
                        Severity.INFO,
                        "kernel",
                        "the kernel is built without CONFIG_LIBNVDIMM: it has no pmem disks, even where the host has "
                                + "persistent memory",
                        List.of(new Evidence("CONFIG_LIBNVDIMM is not set", built.source())),
                        Remedy.look(
                                "For persistent memory use a kernel with CONFIG_LIBNVDIMM, CONFIG_BLK_DEV_PMEM, "
                                        + "CONFIG_NVDIMM_PFN and CONFIG_ZONE_DEVICE",
                                "grep -E 'LIBNVDIMM|BLK_DEV_PMEM|NVDIMM_PFN|ZONE_DEVICE' /boot/config-$(uname -r)")));
    }

    private static Finding notBuilt(Evidence evidence) {
        return new Finding(
                FindingCode.FS_DAX_NOT_BUILT,
                Severity.BLOCKER,
                "kernel",
                "the kernel is built without CONFIG_FS_DAX: no filesystem has DAX",
                List.of(evidence),
                Remedy.advice("Use a kernel with CONFIG_FS_DAX=y"));
    }

    /** @param look what the command is for */
    private static Finding assumption(String message, Evidence evidence, String look) {
        return new Finding(
                FindingCode.CONFIG_ASSUMED,
                Severity.INFO,
                "kernel",
                message,
                List.of(evidence),
                Remedy.look(look, "grep FS_DAX /boot/config-$(uname -r)"));
    }
}
