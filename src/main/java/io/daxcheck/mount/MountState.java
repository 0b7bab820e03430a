package io.daxcheck.mount;

import io.daxcheck.finding.FindingCode;
import io.daxcheck.rules.NextMount;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A mount point, current or configured: whether DAX is requested there and whether it is in effect.
 *
 * @param device name of the top of the stack
 * @param target the directory
 * @param daxRequested whether the mount or its configuration requests DAX for every file
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

    /** Whether DAX is requested and not in effect, now or after the next mount. */
    public boolean lacksRequestedDax() {
        boolean off = isActive(FilesystemOnDevice.DaxActive.NO) || isActive(FilesystemOnDevice.DaxActive.PER_FILE);
        return daxRequested && (off || (next.isPresent() && next.get().isWithoutDax()));
    }

    /** Whether what is mounted there is without the DAX that is requested. */
    public boolean isOffNow() {
        return daxRequested
                && (isActive(FilesystemOnDevice.DaxActive.NO) || isActive(FilesystemOnDevice.DaxActive.PER_FILE));
    }

    /** Whether DAX is requested and it is not known whether it is in effect. */
    public boolean mayLackRequestedDax() {
        return daxRequested
                && !lacksRequestedDax()
                && (isActive(FilesystemOnDevice.DaxActive.UNKNOWN) || isNext(NextMount.UNKNOWN));
    }

    /** The codes of the findings that report this. */
    public Set<FindingCode> findingCodes() {
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
