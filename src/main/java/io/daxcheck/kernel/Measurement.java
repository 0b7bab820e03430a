package io.daxcheck.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was measured, and the running kernels on which it was. Their captures are in the tests. */
public enum Measurement {
    /** Stacks: queue/dax, mounts of ext4 and XFS, and bytes written with DAX and read back without. */
    STACKS(
            "4.14.5",
            "4.17.0",
            "4.19.1",
            "5.4.286",
            "5.10.223",
            "5.15.135",
            "6.1.176",
            "6.6.87",
            "6.12.74",
            "6.18.15",
            "7.2.12",
            "7.3.4",
            "5.14.0-162.6.1.el9_1.x86_64",
            "5.14.0-362.8.1.el9_3.x86_64"),
    /** Filesystems with every feature and option: their mounts and their files. */
    FILESYSTEMS("5.10.223", "6.1.176", "6.12.118", "6.18.15", "7.3.4"),
    /** Bad blocks that the kernel knows of. */
    BAD_BLOCKS("7.3.4"),
    /** What has one answer on every kernel that was run. */
    EVERY_KERNEL,
    /** Nothing. */
    NONE;

    private final String[] releases;

    Measurement(String... releases) {
        this.releases = releases;
    }

    /** The kernels that it was measured on; of one that a vendor patched, as its maker prints it. */
    public List<String> releases() {
        return List.of(releases);
    }

    /**
     * Whether this was measured on a kernel that has the same of these rules: an upstream one for a kernel that
     * follows upstream's stable releases, or one of the same vendor's series.
     *
     * @param release empty where it is not known
     * @param models the ways in which that release may behave
     */
    public boolean covers(Optional<KernelRelease> release, List<KernelModel> models, List<KernelBehaviour> rules) {
        if (this == EVERY_KERNEL) {
            return true;
        }
        List<KernelModel> measured = comparableTo(release);
        for (KernelModel model : models) {
            boolean found = false;
            for (KernelModel one : measured) {
                found |= agree(one, model, rules);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(KernelModel one, KernelModel other, List<KernelBehaviour> rules) {
        for (KernelBehaviour rule : rules) {
            if (one.has(rule) != other.has(rule)) {
                return false;
            }
        }
        return true;
    }

    private List<KernelModel> comparableTo(Optional<KernelRelease> release) {
        boolean isVendors = release.isPresent() && !release.get().followsUpstream();
        Optional<VendorSeries> series = isVendors ? release.get().series() : Optional.empty();
        List<KernelModel> models = new ArrayList<>();
        if (isVendors && series.isEmpty()) {
            return models;
        }
        for (String each : releases) {
            KernelRelease measured = KernelRelease.parse(each).orElseThrow();
            if (measured.series().equals(series)) {
                models.addAll(measured.plausibleModels());
            }
        }
        return models;
    }
}
