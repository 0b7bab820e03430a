package io.daxcheck.rules;

import java.util.Optional;

/**
 * What a filesystem is on.
 *
 * @param device the kernel's answer for the device that is mounted
 * @param other its answer for the others that hold files: XFS's realtime device, the data devices of erofs
 * @param named whether every device that a mount option names is there; a mount without it fails
 * @param onPartition whether the device that is mounted is a partition
 * @param bytes its size; 0 where that is not known
 * @param isMounted whether the kernel that is judged has it mounted for writing, so that no feature keeps it from that
 */
public record Below(
        Answer device, Optional<Answer> other, Answer named, boolean onPartition, long bytes, boolean isMounted) {
    /** A device of any size, and no other. */
    public static Below of(Answer device, boolean onPartition) {
        return new Below(device, Optional.empty(), Answer.YES, onPartition, 0, false);
    }
}
