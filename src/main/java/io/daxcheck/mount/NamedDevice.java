package io.daxcheck.mount;

import io.daxcheck.host.BlockDevice;
import java.util.Optional;

/**
 * Another device of a filesystem, as a mount option names it.
 *
 * @param option up to the equals sign: {@code rtdev=}
 * @param name as the option has it: a path, or the number of ext4's {@code journal_dev=}
 * @param device empty where the host shows none of this name
 */
public record NamedDevice(String option, String name, Optional<BlockDevice> device) {
    /** What the filesystem uses it for: {@code realtime device}. */
    public String role() {
        return switch (option) {
            case "rtdev=" -> "realtime device";
            case "logdev=" -> "external log";
            case "device=" -> "data device";
            default -> "external journal";
        };
    }

    /** The kernel's name of the device; where the host does not show it, as the option has it. */
    public String shownName() {
        return device.isPresent() ? device.get().name() : name;
    }
}
