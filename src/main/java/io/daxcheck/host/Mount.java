package io.daxcheck.host;

import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/self/mountinfo}.
 *
 * @param device {@code st_dev} of the files: the block device for the filesystems that daxcheck knows
 * @param root which directory of the filesystem is mounted
 * @param target where
 * @param type the filesystem's type as the kernel calls its driver
 * @param source what was mounted, as it was named
 * @param options of the mount and of the superblock, in this order
 */
public record Mount(DeviceNumber device, String root, String target, String type, String source, List<String> options) {
    public Mount {
        options = List.copyOf(options);
    }

    public DaxOption daxOption() {
        return DaxOption.of(options);
    }

    /** The value of an option, whose name ends in an equals sign. */
    public Optional<String> option(String name) {
        for (String option : options) {
            if (option.startsWith(name)) {
                return Optional.of(option.substring(name.length()));
            }
        }
        return Optional.empty();
    }

    /** Whether the options ask for DAX on every file: {@code dax} or {@code dax=always}. */
    public boolean asksForDax() {
        return daxOption().asksForDax();
    }
}
