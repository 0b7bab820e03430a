package io.daxcheck.mount;

import io.daxcheck.host.Superblock;
import io.daxcheck.rules.FilesystemOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The filesystem on the top of a stack.
 *
 * @param superblock as read from the device, or from another source
 * @param source where that was read
 * @param outcome of mounting it with dax; empty where it is nothing that can be mounted, or of an unknown type
 * @param mounted empty where it is not mounted
 * @param others the devices that it has next to that one, by the options that it is mounted with or is to be
 */
public record FilesystemOnDevice(
        Superblock superblock,
        String source,
        Optional<FilesystemOutcome> outcome,
        Optional<Mounted> mounted,
        List<NamedDevice> others) {
    public FilesystemOnDevice {
        others = List.copyOf(others);
    }

    /** Whether the files of a mount use DAX. */
    public enum DaxActive {
        YES("yes"),
        NO("no"),
        /** Those that have FS_XFLAG_DAX set. */
        PER_FILE("per-file"),
        UNKNOWN("unknown");

        private final String word;

        DaxActive(String word) {
            this.word = word;
        }

        /** As JSON has it. */
        public String id() {
            return word;
        }
    }

    /**
     * Where it is mounted, and how.
     *
     * @param target the directory
     * @param options as mountinfo shows them
     * @param daxRequested whether they ask for DAX on every file, or the kernel logged that it was asked and turned it
     *     off
     */
    public record Mounted(String target, List<String> options, boolean daxRequested, DaxActive daxActive) {
        public Mounted {
            options = List.copyOf(options);
        }
    }
}
