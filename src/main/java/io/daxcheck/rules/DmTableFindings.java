package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Place;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Cause;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The findings about dm tables: target types and legs without DAX, and tables that were not read or do not fit. */
public final class DmTableFindings {
    private final Host host;
    private final TableRemedies remedies;

    public DmTableFindings(StorageGraph graph) {
        this.host = graph.host();
        this.remedies = new TableRemedies(graph);
    }

    // ---------------------------------------------------------------------------------------- target types

    public Finding targetWithoutDax(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.TARGET_WITHOUT_DAX,
                Severity.BLOCKER,
                Place.ofTarget(device.name(), target.start()),
                "target type " + target.type() + " does not support DAX on this kernel, which disables it for all of "
                        + device.name(),
                List.of(evidence(device, target)),
                remedies.withoutTarget(device, target));
    }

    public static Finding unknownTarget(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.UNKNOWN_TARGET,
                Severity.BLOCKER,
                Place.ofTarget(device.name(), target.start()),
                "the target type is unknown to daxcheck: " + target.type(),
                List.of(evidence(device, target)),
                Remedy.look(
                        "Read queue/dax on the host",
                        "cat " + ShellWord.of("/sys/block/" + device.name() + "/queue/dax")));
    }

    // ------------------------------------------------------------------------------------------------ legs

    Finding legWithoutDax(BlockDevice device, DmTarget target, BlockDevice leg, int good, int all) {
        return new Finding(
                FindingCode.LEG_WITHOUT_DAX,
                Severity.BLOCKER,
                leg.name(),
                device.name() + " has no DAX because " + leg.name() + " has none; " + good + " of its " + all
                        + " legs support it",
                List.of(evidence(device, target)),
                remedies.withoutLeg(device, leg));
    }

    /**
     * A filesystem is mounted with dax on a device that has none any more.
     *
     * @param cause where DAX ends; empty where the queue flag alone shows that it does
     */
    public Finding lostUnderMount(BlockDevice top, Mount mount, Optional<Cause> cause) {
        Optional<DmTarget> target = cause.flatMap(Cause::target);
        Optional<BlockDevice> leg =
                cause.filter(found -> found.device().dm().isEmpty()).map(Cause::device);
        String why = target.isPresent()
                ? ": its target type " + target.get().type() + " has none"
                : leg.isPresent() ? ": " + leg.get().name() + " below it has none" : "";
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                mount.target() + " " + String.join(",", mount.options()),
                host.mounts().source()));
        evidence.add(target.isPresent() ? evidence(cause.get().device(), target.get()) : Evidence.of(top.queueDax()));
        return new Finding(
                FindingCode.DAX_LOST_UNDER_MOUNT,
                Severity.HAZARD,
                top.name(),
                mount.target() + " is mounted with dax, and " + top.name() + " has lost DAX since" + why
                        + ". Reads, writes and page faults there fail now",
                evidence,
                remedies.underMount(top, target, leg));
    }

    static Finding severalPagemaps(BlockDevice device) {
        return new Finding(
                FindingCode.LEGS_IN_SEVERAL_PAGEMAPS,
                Severity.BLOCKER,
                device.name(),
                "first and last page of " + device.name() + " are in different namespaces, which this kernel refuses",
                List.of(Evidence.of(device.sysfsPath())),
                Remedy.advice("Use Linux 5.9 or later, or for dm on dm 5.4.67 or 5.8.11, which contain the fix"));
    }

    // ---------------------------------------------------------------------------- device-mapper as a whole

    static Finding dmWithoutDax(BlockDevice device) {
        return new Finding(
                FindingCode.DM_WITHOUT_DAX,
                Severity.BLOCKER,
                device.name(),
                "this kernel's device-mapper does not support DAX: " + device.name()
                        + " has none, even where the devices below it do",
                List.of(Evidence.of(device.sysfsPath())),
                Remedy.advice(
                        "Update the kernel (RHEL 7.6, kernel 3.10.0-957, or later), or use the pmem disk itself"));
    }

    /** On a kernel whose table check is inverted. */
    static Finding countedAsWithout(BlockDevice leg) {
        return new Finding(
                FindingCode.DM_WITHOUT_DAX,
                Severity.BLOCKER,
                leg.name(),
                "this kernel's device-mapper accepts " + leg.name()
                        + ", which has DAX, for a device without: a fault of SUSE's 4.12.14 up to build 150.22",
                List.of(Evidence.of(leg.sysfsPath())),
                Remedy.advice("Update the kernel to 4.12.14-150.27 or later"));
    }

    // ------------------------------------------------------------------------------ the table was not read

    /** The same where the table was not read, and the flag of the device is clear. */
    static Finding slaveWithoutDax(BlockDevice device, BlockDevice slave, int good, int all) {
        return new Finding(
                FindingCode.LEG_WITHOUT_DAX,
                Severity.BLOCKER,
                slave.name(),
                device.name() + " has no DAX because " + slave.name() + ", which is below it, has none; " + good
                        + " of the " + all + " devices below it would support it",
                List.of(Evidence.of(device.queueDax()), Evidence.of(device.slaves())),
                Remedy.look(
                        "Move the data off " + slave.name() + " and remove it from " + device.name()
                                + "; its table shows what lies there",
                        "dmsetup table "
                                + ShellWord.of(device.dm().get().name().value().orElse(device.name()))));
    }

    /** The flag is clear although every device below it has DAX, and the table was not read. */
    static Finding clearWithoutTable(BlockDevice device) {
        return new Finding(
                FindingCode.DM_TABLE_MISSING,
                Severity.BLOCKER,
                device.name(),
                "queue/dax of " + device.name()
                        + " reads 0; its table, which was not read, shows why: a target without DAX, an "
                        + "offset that is not page-aligned, or a device below that has changed",
                List.of(
                        Evidence.of(device.queueDax()),
                        Evidence.of(device.dm().get().table())),
                Remedy.look(
                        "Read it as root",
                        "dmsetup table "
                                + ShellWord.of(device.dm().get().name().value().orElse(device.name()))));
    }

    /** The table was not read, or does not fit the device. */
    public static Finding tableMissing(BlockDevice device) {
        if (device.dm().get().table().isKnown()) {
            return inconsistent(
                    device,
                    "the dm table of " + device.name() + " does not match what sysfs shows of it",
                    List.of(evidence(
                            device,
                            device.dm()
                                    .get()
                                    .table()
                                    .value()
                                    .orElseThrow()
                                    .targets()
                                    .get(0))));
        }
        return new Finding(
                FindingCode.DM_TABLE_MISSING,
                Severity.WARNING,
                device.name(),
                "the devices below " + device.name() + " are unknown without its dm table",
                List.of(Evidence.of(device.dm().get().table())),
                Remedy.look(
                        "Read it as root",
                        "dmsetup table "
                                + ShellWord.argument(
                                        device.dm().get().name().value().orElse(device.name()))));
    }

    // ------------------------------------------------------------------- the table contradicts other facts

    static Finding pageBeyondTable(BlockDevice device) {
        return inconsistent(
                device,
                "the mount check reads a page of " + device.name() + " that its table does not cover",
                List.of());
    }

    private static Finding inconsistent(BlockDevice device, String message, List<Evidence> evidence) {
        return new Finding(
                FindingCode.DM_TABLE_INCONSISTENT,
                Severity.WARNING,
                device.name(),
                message,
                evidence,
                Remedy.look(
                        "Capture the host again",
                        "dmsetup table",
                        "cat " + ShellWord.of("/sys/block/" + device.name() + "/size")));
    }

    public static Finding legNotFound(BlockDevice device, DmTarget target) {
        return new Finding(
                FindingCode.LEG_NOT_FOUND,
                Severity.WARNING,
                Place.ofTarget(device.name(), target.start()),
                "the table of " + device.name() + " names a device whose number or place on its disk is unknown",
                List.of(evidence(device, target)),
                Remedy.look("Capture the host again", "ls -l /dev/block", "dmsetup table"));
    }

    public static Evidence evidence(BlockDevice device, DmTarget target) {
        return new Evidence(
                target.line(),
                device.dm().isEmpty()
                        ? device.sysfsPath().source()
                        : device.dm().get().table().source());
    }
}
