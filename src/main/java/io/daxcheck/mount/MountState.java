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
 * @param active whether the files use DAX; empty where nothing is mounted
 * @param next what the next mount gives; empty where none is configured
 */
public record MountState(
        String device,
        String target,
        boolean daxRequested,
        Optional<FilesystemOnDevice.DaxActive> active,
        Optional<NextMount> next) {
    private boolean isActive(FilesystemOnDevice.DaxActive state) {
        return active.isPresent() && active.get() == state;
    }

    private boolean isNext(NextMount state) {
        return next.isPresent() && next.get() == state;
    }

    /** Whether DAX is asked for and not given, now or by the next mount. */
    public boolean missesDax() {
        boolean off = isActive(FilesystemOnDevice.DaxActive.NO) || isActive(FilesystemOnDevice.DaxActive.PER_FILE);
        return daxRequested && (off || (next.isPresent() && next.get().isWithoutDax()));
    }

    /** Whether DAX is asked for and nobody knows whether it is given. */
    public boolean mayMissDax() {
        return daxRequested
                && !missesDax()
                && (isActive(FilesystemOnDevice.DaxActive.UNKNOWN) || isNext(NextMount.UNKNOWN));
    }

    /** The findings that say of a mount that it misses DAX. */
    public Set<FindingCode> saidBy() {
        Set<FindingCode> codes = EnumSet.noneOf(FindingCode.class);
        if (isActive(FilesystemOnDevice.DaxActive.NO) || isActive(FilesystemOnDevice.DaxActive.PER_FILE)) {
            codes.add(FindingCode.DAX_REQUESTED_BUT_OFF);
        }
        if (isNext(NextMount.NO) || isNext(NextMount.WITHOUT_DAX)) {
            codes.add(FindingCode.NEXT_MOUNT_WITHOUT_DAX);
        }
        if (isNext(NextMount.REFUSED)) {
            codes.add(FindingCode.NEXT_MOUNT_REFUSED);
        }
        if (isNext(NextMount.UNKNOWN)) {
            codes.add(FindingCode.DAX_DEVICE_HELD);
        }
        return codes;
    }
}
