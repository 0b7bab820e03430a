package io.daxcheck.rules;

import java.util.List;
import java.util.Optional;

/**
 * What a filesystem is on.
 *
 * @param device the kernel's answer for the device that is mounted
 * @param others those that hold files too: XFS's realtime device, the data devices of erofs
 * @param named whether every device that a mount option names is there; a mount without it fails
 * @param onPartition whether the device that is mounted is a partition
 * @param bytes its size; 0 where that is not known
 * @param isMounted whether the kernel that is judged has it mounted for writing, so that no feature keeps it from that
 */
public record Below(
        Answer device, List<OtherDevice> others, Answer named, boolean onPartition, long bytes, boolean isMounted) {
    public Below {
        others = List.copyOf(others);
    }

    /** A device of any size, and no other. */
    public static Below of(Answer device, boolean onPartition) {
        return new Below(device, List.of(), Answer.YES, onPartition, 0, false);
    }

    /** The answer for all the others together; empty where there are none. */
    public Optional<Answer> other() {
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Answer.All all = new Answer.All();
        for (OtherDevice other : others) {
            all.add(other.answer());
        }
        return Optional.of(all.answer());
    }
}
