package io.daxcheck.report.data;

/** Every metric there is, a row each, in the order in which they are written. All are gauges. */
enum Metric {
    BUILD_INFO("daxcheck_build_info", "The daxcheck that wrote this, always 1."),
    HOST_INFO("daxcheck_host_info", "The host that was judged, and the kernel that it was judged as, always 1."),
    LAST_RUN("daxcheck_last_run_timestamp_seconds", "When this was written, in seconds since 1970."),
    STACK_VERDICT(
            "daxcheck_stack_verdict", "Whether this is the verdict of the stack: 1 for one of four, 0 for three."),
    EFFECTIVE_VERDICT(
            "daxcheck_effective_verdict",
            "Whether this is the verdict of the stack together with the filesystem on it: 1 for one of four, 0 for three."),
    FILESYSTEM_MOUNT(
            "daxcheck_filesystem_mount",
            "Whether this is the outcome of mount -o dax for the filesystem on the device: 1 for one of four, 0 for three. "
                    + "Missing where no filesystem was found."),
    STACK_SILENCED("daxcheck_stack_silenced", "Whether everything that the verdict of the stack rests on is silenced."),
    STACK_HAZARD_BYTES(
            "daxcheck_stack_hazard_bytes",
            "Bytes of the device whose DAX access has this hazard. Missing where the verdict is unknown."),
    MOUNT_DAX_REQUESTED(
            "daxcheck_mount_dax_requested",
            "Whether the mount, fstab or a unit requests DAX on every file of the filesystem."),
    MOUNT_DAX_ACTIVE(
            "daxcheck_mount_dax_active",
            "Whether every file of the mount uses DAX. Missing where nothing is mounted, where it is decided file by file, "
                    + "or unknown."),
    MOUNT_DAX_NEXT(
            "daxcheck_mount_dax_next",
            "Whether every file uses DAX after the next mount: 0 also where that is refused. Missing where none is "
                    + "configured, where it is decided file by file, or unknown."),
    MOUNT_DAX_MISSING(
            "daxcheck_mount_dax_missing",
            "Whether DAX is requested on every file and not in use, now or by the next mount. Missing where unknown."),
    MOUNT_SILENCED("daxcheck_mount_silenced", "Whether the missing DAX of the mount is silenced."),
    FINDINGS("daxcheck_findings", "Findings with this code that are not silenced."),
    FINDINGS_SILENCED("daxcheck_findings_silenced", "Findings with this code that are silenced.");

    private final String metricName;
    private final String help;

    Metric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    /** As Prometheus knows it. */
    String metricName() {
        return metricName;
    }

    /** What it says, in a line without a backslash. */
    String help() {
        return help;
    }
}
