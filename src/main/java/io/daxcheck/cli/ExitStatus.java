package io.daxcheck.cli;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.mount.MountState;

/** Collects what decides the exit status, over any number of hosts. */
public final class ExitStatus {
    static final int OK = 0;
    static final int UNSUPPORTED = 1;
    public static final int USAGE = 2;
    static final int UNKNOWN = 3;
    static final int UNSAFE = 4;
    public static final int FAULT = 70;

    private boolean fault;
    private boolean unreadable;
    private boolean unsafe;
    private boolean unsupported;
    private boolean unknown;

    /** An input, or a part of it, could not be read. */
    void addUnreadable() {
        unreadable = true;
    }

    /** Something went wrong in daxcheck itself. */
    void addFault() {
        fault = true;
    }

    /** A named target that can have no DAX at all, such as a namespace without a block device. */
    void addUnsupported() {
        unsupported = true;
    }

    /**
     * @param named whether the stacks are what the user named: only then does one without DAX matter
     */
    void add(HostReport report, boolean named) {
        for (Finding finding : report.unplaced()) {
            unsupported |= !named
                    && finding.code() == FindingCode.CONFIGURED_DEVICE_NOT_FOUND
                    && finding.severity() != Severity.INFO;
        }
        for (StackReport stack : report.stacks()) {
            unsafe |= stack.effectiveVerdict() == Verdict.UNSAFE;
            for (MountState mount : stack.mounts()) {
                unsupported |= mount.lacksRequestedDax();
            }
            if (named) {
                unsupported |= stack.verdict() == Verdict.UNSUPPORTED || stack.standsWithoutDax();
                unknown |= stack.verdict() == Verdict.UNKNOWN || stack.effectiveVerdict() == Verdict.UNKNOWN;
            }
        }
    }

    int value() {
        if (fault) {
            return FAULT;
        }
        if (unreadable) {
            return USAGE;
        }
        if (unsafe) {
            return UNSAFE;
        }
        if (unsupported) {
            return UNSUPPORTED;
        }
        return unknown ? UNKNOWN : OK;
    }
}
