package io.daxcheck.diagnosis;

import io.daxcheck.stack.HazardRange;
import io.daxcheck.stack.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is said of one stack.
 *
 * @param observed {@code queue/dax} of the top (a partition has its disk's); null where it was not read, or another
 *     kernel than the host's is judged
 * @param predicted what the rules say of it, without any {@code queue/dax}; null where a fact is missing
 * @param filesystems what a filesystem made with blocks of the page size and without DAX's enemies gets
 * @param standing what stands on the top; null where nothing is recognised, or its first bytes were not read
 * @param configured what fstab and mount units mount from the top
 * @param hazardBytes of the top that have a hazard
 * @param hazardRanges merged, in order
 * @param hazardRangesTruncated whether there are more of them
 * @param findings worst first
 */
public record StackReport(
        Stack stack,
        Verdict verdict,
        Basis basis,
        Boolean observed,
        Boolean predicted,
        Map<Filesystem, FilesystemOutcome> filesystems,
        StandingFilesystem standing,
        List<ConfiguredFilesystem> configured,
        long hazardBytes,
        List<HazardRange> hazardRanges,
        boolean hazardRangesTruncated,
        List<Finding> findings) {
    public StackReport {
        filesystems = Map.copyOf(filesystems);
        configured = List.copyOf(configured);
        hazardRanges = List.copyOf(hazardRanges);
        findings = List.copyOf(findings);
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
                standing,
                configured,
                hazardBytes,
                hazardRanges,
                hazardRangesTruncated,
                others);
    }

    public Optional<StandingFilesystem> asStanding() {
        return Optional.ofNullable(standing);
    }

    /** Where the filesystem is mounted or configured to be, each directory once. */
    public List<MountState> mounts() {
        String device = stack.top().name();
        StandingFilesystem.Mounted mounted = standing == null ? null : standing.mounted();
        List<MountState> states = new ArrayList<>();
        boolean mountedIsConfigured = false;
        for (ConfiguredFilesystem filesystem : configured) {
            String target = filesystem.mount().target();
            boolean isMounted = mounted != null && mounted.target().equals(target);
            mountedIsConfigured |= isMounted;
            states.add(new MountState(
                    device,
                    target,
                    filesystem.daxRequested() || (isMounted && mounted.daxRequested()),
                    isMounted ? mounted.daxActive() : null,
                    filesystem.next()));
        }
        if (mounted != null && !mountedIsConfigured) {
            states.add(new MountState(device, mounted.target(), mounted.daxRequested(), mounted.daxActive(), null));
        }
        return states;
    }
}
