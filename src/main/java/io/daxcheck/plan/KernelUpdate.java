package io.daxcheck.plan;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.kernel.VendorSeries;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a newer kernel alone gives a stack DAX, without hazards: then nothing of the storage has to be made again. */
public final class KernelUpdate {
    private final Host host;
    private final Stack stack;
    private final KernelRelease release;

    private KernelUpdate(Host host, Stack stack, KernelRelease release) {
        this.host = host;
        this.stack = stack;
        this.release = release;
    }

    /**
     * The plan with the update as an alternative, or as its way where the plan has none.
     *
     * @param release of the kernel that the stack was judged on
     */
    public static Plan addedTo(Plan plan, Host host, StackReport report, Optional<KernelRelease> release) {
        boolean isPossible = release.isPresent()
                && !plan.steps().isEmpty()
                && !plan.steps().get(0).id().equals(Requests.ASK_TOP)
                && isOfKernel(report);
        if (!isPossible) {
            return plan;
        }
        Optional<Step> step = new KernelUpdate(host, report.stack(), release.get()).step();
        if (step.isEmpty()) {
            return plan;
        }
        if (plan.leadsToDax()) {
            List<Step> steps = new ArrayList<>(plan.steps());
            steps.add(step.get().insteadOf(steps.get(0).id()));
            return new Plan(steps, true);
        }
        List<Step> steps = new ArrayList<>(List.of(step.get().chosen()));
        for (Step other : plan.steps()) {
            if (other.replacesAll()) {
                steps.add(other.insteadOf(step.get().id()));
            }
        }
        return new Plan(steps, true);
    }

    /** Not where files have to be copied first, or the configuration of the kernel is what lacks. */
    private static boolean isOfKernel(StackReport report) {
        if (report.verdict() == Verdict.UNKNOWN) {
            return false;
        }
        for (Finding finding : report.findings()) {
            switch (finding.code()) {
                case MOUNTED_AND_CORRUPTING,
                        DAX_LOST_UNDER_MOUNT,
                        MOVED_UNDER_MOUNT,
                        FS_DAX_NOT_BUILT,
                        PFN_NOT_BUILT -> {
                    return false;
                }
                default -> {
                    // It may depend on the kernel.
                }
            }
        }
        return true;
    }

    private Optional<Step> step() {
        Optional<String> upstream = firstUpstream();
        Optional<VendorSeries.Release> vendors = firstOfVendor();
        if (vendors.isEmpty() && (upstream.isEmpty() || release.isPlaced())) {
            return Optional.empty();
        }
        String kernels = vendors.isEmpty()
                ? "Linux " + upstream.orElseThrow()
                : vendors.get().name() + " (kernel " + vendors.get().kernel() + ")";
        return Optional.of(Step.byHand(
                Step.UPDATE_KERNEL,
                "Or update the kernel and boot it: from " + kernels
                        + " on it mounts with dax as it is. Look with daxcheck --kernel before, and with daxcheck after it",
                Effect.DISRUPTIVE));
    }

    /** The first of the eras to come from which on all give it DAX. */
    private Optional<String> firstUpstream() {
        List<KernelVersion> eras = KernelBehaviour.eras();
        Optional<String> first = Optional.empty();
        for (int i = eras.size() - 1; i >= 0 && eras.get(i).compareTo(release.judgedAs()) > 0; i--) {
            String version = eras.get(i).toString();
            if (!isGood(version)) {
                break;
            }
            first = Optional.of(version);
        }
        return first;
    }

    /** Of the same series, or where that has none, of a later one of the vendor's. */
    private Optional<VendorSeries.Release> firstOfVendor() {
        Optional<VendorSeries.Release> own = firstGood(release.laterReleases());
        if (own.isPresent()) {
            return own;
        }
        List<VendorSeries.Release> later = new ArrayList<>();
        for (VendorSeries.Release each : VendorSeries.ofVendor(vendor())) {
            Optional<KernelRelease> kernel = KernelRelease.parse(each.kernel());
            if (kernel.isPresent() && kernel.get().version().compareTo(release.version()) > 0) {
                later.add(each);
            }
        }
        return firstGood(later);
    }

    /** How the short names of the vendor's releases begin; no release has what it is for the others. */
    private String vendor() {
        return switch (release.vendor()) {
            case RED_HAT -> "rhel";
            case SUSE -> "sles";
            case UBUNTU -> "ubuntu";
            case ORACLE -> "uek";
            case UPSTREAM, DEBIAN, CHINA, AZURE_LINUX, PHOTON, OTHER -> "-";
        };
    }

    /** The first from which on all are good. */
    private Optional<VendorSeries.Release> firstGood(List<VendorSeries.Release> releases) {
        Optional<VendorSeries.Release> first = Optional.empty();
        for (int i = releases.size() - 1; i >= 0; i--) {
            if (!isGood(releases.get(i).kernel())) {
                break;
            }
            first = Optional.of(releases.get(i));
        }
        return first;
    }

    private boolean isGood(String kernel) {
        HostDiagnosis diagnosis = new HostDiagnosis(host, KernelRelease.parse(kernel));
        StackReport report = diagnosis.judge(List.of(stack)).stacks().get(0);
        boolean isGood = report.verdict() == Verdict.SUPPORTED && report.effectiveVerdict() == Verdict.SUPPORTED;
        for (ConfiguredFilesystem configured : report.configured()) {
            isGood &= !configured.daxRequested() || !configured.next().isWithoutDax();
        }
        return isGood && !report.standsWithoutDax();
    }
}
