package io.daxcheck.diagnosis;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.DaxOption;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.MountState;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.rules.MountOutcome;
import io.daxcheck.stack.Stack;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is said of one stack.
 *
 * @param observed {@code queue/dax} of the top (a partition has its disk's); empty where it was not read, or another
 *     kernel than the host's is judged
 * @param predicted what the rules say of it, without any {@code queue/dax}; empty where a fact is missing
 * @param filesystems what a filesystem made with blocks of the page size and without features that conflict with DAX gets
 * @param onDevice what is on the top; empty where nothing is recognised, or its first bytes were not read
 * @param configured what fstab and mount units mount from the top
 * @param bytesWith how many bytes of the top have each hazard, the worst one of a byte counting; without those that none
 *     has
 * @param hazardRanges merged, in order
 * @param hazardRangesTruncated whether there are more of them
 * @param findings worst first
 */
public record StackReport(
        Stack stack,
        Verdict verdict,
        Basis basis,
        Optional<Boolean> observed,
        Optional<Boolean> predicted,
        Map<Filesystem, FilesystemOutcome> filesystems,
        Optional<FilesystemOnDevice> onDevice,
        List<ConfiguredFilesystem> configured,
        Map<Hazard, Long> bytesWith,
        List<HazardRange> hazardRanges,
        boolean hazardRangesTruncated,
        List<Finding> findings) {
    public StackReport {
        filesystems = Map.copyOf(filesystems);
        configured = List.copyOf(configured);
        bytesWith = Map.copyOf(bytesWith);
        hazardRanges = List.copyOf(hazardRanges);
        findings = List.copyOf(findings);
    }

    /** Bytes of the top that have a hazard. */
    public long hazardBytes() {
        long bytes = 0;
        for (long each : bytesWith.values()) {
            bytes += each;
        }
        return bytes;
    }

    /**
     * The verdict of the filesystem on the top: of mounting it with dax. Empty where nothing is there that
     * can be mounted.
     */
    public Optional<Verdict> filesystemVerdict() {
        Optional<FilesystemOutcome> outcome = outcomeOnDevice();
        if (outcome.isEmpty()) {
            return Optional.empty();
        }
        if (!outcome.get().hazards().isEmpty()) {
            return Optional.of(Verdict.UNSAFE);
        }
        return Optional.of(
                switch (outcome.get().mount()) {
                    case DAX ->
                        verdict == Verdict.UNKNOWN || outcome.get().hazardsOpen() ? Verdict.UNKNOWN : Verdict.SUPPORTED;
                    case FALLBACK, REFUSED, WITHOUT_DAX -> Verdict.UNSUPPORTED;
                    case UNKNOWN -> Verdict.UNKNOWN;
                });
    }

    /** Unsafe where the device or its filesystem is, else the verdict of the filesystem where there is one, else the device's. */
    public Verdict effectiveVerdict() {
        return verdict == Verdict.UNSAFE ? Verdict.UNSAFE : filesystemVerdict().orElse(verdict);
    }

    /** Whether the filesystem on the top does not get DAX although it is requested. */
    public boolean standsWithoutDax() {
        Optional<FilesystemOutcome> outcome = outcomeOnDevice();
        return outcome.isPresent() && outcome.get().mount().isWithoutDax();
    }

    /**
     * Whether the site has silenced everything that the verdict rests on: each blocker and hazard, or where there are
     * none each warning. One that is not silenced keeps the alarm.
     */
    public boolean isSilenced() {
        boolean grave = false;
        for (Finding finding : findings) {
            grave |= finding.severity() == Severity.BLOCKER || finding.severity() == Severity.HAZARD;
        }
        Severity last = grave ? Severity.HAZARD : Severity.WARNING;
        boolean any = false;
        for (Finding finding : findings) {
            if (finding.severity().compareTo(last) <= 0) {
                if (!finding.silenced()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /**
     * Whether the site has silenced that a mount lacks DAX: the findings about the mount itself, or all that the verdict
     * rests on.
     */
    public boolean isSilenced(MountState mount) {
        Set<FindingCode> ofMount = mount.findingCodes();
        boolean any = false;
        boolean all = true;
        for (Finding finding : findings) {
            if (ofMount.contains(finding.code())) {
                any = true;
                all &= finding.silenced();
            }
        }
        return (any && all) || isSilenced();
    }

    /** Whether a mount with dax gives DAX to some files of what is on the device, and to others none. */
    public boolean isForSomeFiles() {
        return outcomeOnDevice().isPresent() && outcomeOnDevice().get().forSomeFiles();
    }

    /** Whether a mount lacks the DAX that it requests, now or the next time, and the site has not silenced that. */
    public boolean lacksRequestedDax() {
        for (MountState mount : mounts()) {
            if (mount.lacksRequestedDax() && !isSilenced(mount)) {
                return true;
            }
        }
        return false;
    }

    /** The same, of what is mounted now. */
    public boolean isWithoutRequestedDax() {
        for (MountState mount : mounts()) {
            if (mount.isOffNow() && !isSilenced(mount)) {
                return true;
            }
        }
        return false;
    }

    /** What comes of a device whose table no kernel loads. */
    StackReport refused(Finding why) {
        Map<Filesystem, FilesystemOutcome> none = new EnumMap<>(Filesystem.class);
        for (Filesystem filesystem : filesystems.keySet()) {
            none.put(filesystem, new FilesystemOutcome(MountOutcome.REFUSED, List.of()));
        }
        return new StackReport(
                stack,
                Verdict.UNSUPPORTED,
                Basis.PREDICTED,
                Optional.empty(),
                Optional.of(false),
                none,
                Optional.empty(),
                configured,
                Map.of(),
                List.of(),
                false,
                List.of(why));
    }

    /** The same with other findings. */
    StackReport with(List<Finding> others) {
        return new StackReport(
                stack,
                verdict,
                basis,
                observed,
                predicted,
                filesystems,
                onDevice,
                configured,
                bytesWith,
                hazardRanges,
                hazardRangesTruncated,
                others);
    }

    private Optional<FilesystemOutcome> outcomeOnDevice() {
        return onDevice.flatMap(FilesystemOnDevice::outcome);
    }

    /** Whether a line without a dax option asks for DAX by what the superblock adds to it (tune2fs -E mount_opts). */
    private boolean isRequestedBySuperblock(ConfiguredFilesystem filesystem) {
        return filesystem.mount().daxOption() == DaxOption.NONE
                && onDevice.isPresent()
                && DaxOption.of(onDevice.get().superblock().mountOptions()).asksForDax();
    }

    /** Where the filesystem is mounted or configured to be, each directory once. */
    public List<MountState> mounts() {
        String device = stack.top().name();
        Optional<FilesystemOnDevice.Mounted> mounted = onDevice.flatMap(FilesystemOnDevice::mounted);
        List<MountState> states = new ArrayList<>();
        boolean mountedIsConfigured = false;
        for (ConfiguredFilesystem filesystem : configured) {
            String target = filesystem.mount().target();
            boolean isMounted = mounted.isPresent() && mounted.get().target().equals(target);
            mountedIsConfigured |= isMounted;
            states.add(new MountState(
                    device,
                    target,
                    filesystem.daxRequested()
                            || isRequestedBySuperblock(filesystem)
                            || (isMounted && mounted.get().daxRequested()),
                    isMounted ? Optional.of(mounted.get().daxActive()) : Optional.empty(),
                    Optional.of(filesystem.next())));
        }
        if (mounted.isPresent() && !mountedIsConfigured) {
            FilesystemOnDevice.Mounted now = mounted.get();
            states.add(new MountState(
                    device, now.target(), now.daxRequested(), Optional.of(now.daxActive()), Optional.empty()));
        }
        return states;
    }
}
