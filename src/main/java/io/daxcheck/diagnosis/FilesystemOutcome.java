package io.daxcheck.diagnosis;

import io.daxcheck.stack.Hazard;
import java.util.List;

/**
 * What {@code mount -o dax} does for one filesystem.
 *
 * @param hazards what can then happen, worst first; empty where {@code mount} is not DAX
 */
public record FilesystemOutcome(MountOutcome mount, List<Hazard> hazards) {
    public FilesystemOutcome {
        hazards = List.copyOf(hazards);
    }
}
