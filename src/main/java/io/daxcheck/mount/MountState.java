package io.daxcheck.mount;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.rules.NextMount;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A directory that a filesystem is mounted on, or configured to be, and what of DAX is asked there and given.
 *
 * @param device name of the top of the stack
 * @param target the directory
 * @param daxRequested whether the mount or its configuration asks for DAX on every file
 * @param active whether the files use DAX; null where nothing is mounted
 * @param next what the next mount gives; null where none is configured
 */
public record MountState(
        String device, String target, boolean daxRequested, FilesystemOnDevice.DaxActive active, NextMount next) {
    public Optional<FilesystemOnDevice.DaxActive> asActive() {
        return Optional.ofNullable(active);
    }

    public Optional<NextMount> asNext() {
        return Optional.ofNullable(next);
    }

    /** Whether DAX is asked for and not given, now or by the next mount. */
    public boolean missesDax() {
        boolean off = active == FilesystemOnDevice.DaxActive.NO || active == FilesystemOnDevice.DaxActive.PER_FILE;
        return daxRequested && (off || (next != null && next.isWithoutDax()));
    }

    /** Whether DAX is asked for and nobody knows whether it is given. */
    public boolean mayMissDax() {
        return daxRequested
                && !missesDax()
                && (active == FilesystemOnDevice.DaxActive.UNKNOWN || next == NextMount.UNKNOWN);
    }

    /** The findings that say of a mount that it misses DAX. */
    public Set<FindingCode> saidBy() {
        Set<FindingCode> codes = EnumSet.noneOf(FindingCode.class);
        if (active == FilesystemOnDevice.DaxActive.NO || active == FilesystemOnDevice.DaxActive.PER_FILE) {
            codes.add(FindingCode.DAX_REQUESTED_BUT_OFF);
        }
        if (next == NextMount.NO) {
            codes.add(FindingCode.NEXT_MOUNT_WITHOUT_DAX);
        }
        if (next == NextMount.REFUSED) {
            codes.add(FindingCode.NEXT_MOUNT_REFUSED);
        }
        if (next == NextMount.UNKNOWN) {
            codes.add(FindingCode.DAX_DEVICE_HELD);
        }
        return codes;
    }
}
