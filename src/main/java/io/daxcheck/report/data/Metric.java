package io.daxcheck.report.data;

/** Every metric there is, a row each, in the order in which they are written. All are gauges. */
enum Metric {
    BUILD_INFO("daxcheck_build_info", "The daxcheck that wrote this, always 1."),
    HOST_INFO("daxcheck_host_info", "The host that was judged, and the kernel that it was judged as, always 1."),
    LAST_RUN("daxcheck_last_run_timestamp_seconds", "When this was written, in seconds since 1970."),
    STACK_VERDICT(
            "daxcheck_stack_verdict", "Whether this is the verdict of the stack: 1 for one of four, 0 for three."),
    STACK_SILENCED("daxcheck_stack_silenced", "Whether everything that the verdict of the stack rests on is silenced."),
    STACK_HAZARD_BYTES(
            "daxcheck_stack_hazard_bytes",
            "Bytes of the device that DAX gives out with this hazard. Missing where the verdict is unknown."),
    MOUNT_DAX_REQUESTED(
            "daxcheck_mount_dax_requested",
            "Whether the mount, fstab or a unit asks for DAX on every file of the filesystem."),
    MOUNT_DAX_ACTIVE(
            "daxcheck_mount_dax_active",
            "Whether every file of the mount uses DAX. Missing where nothing is mounted, where it is told file by file, "
                    + "or unknown."),
    MOUNT_DAX_NEXT(
            "daxcheck_mount_dax_next",
            "Whether every file uses DAX after the next mount: 0 also where that is refused. Missing where none is "
                    + "configured, where it is told file by file, or unknown."),
    MOUNT_DAX_MISSING(
            "daxcheck_mount_dax_missing",
            "Whether DAX is asked for on every file and not given, now or by the next mount. Missing where unknown."),
    MOUNT_SILENCED("daxcheck_mount_silenced", "Whether it is silenced that DAX is not given."),
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
