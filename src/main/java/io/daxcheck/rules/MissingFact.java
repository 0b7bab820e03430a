package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.text.ShellWord;
import java.util.List;

/** That a fact which an answer depends on is not known, and how to read it. */
public final class MissingFact {
    private MissingFact() {}

    /**
     * A fact that was not read.
     *
     * @param layer name of the device that the fact is about
     * @param question what is not known without it
     */
    public static Finding of(String layer, String question, Fact<?> fact) {
        return new Finding(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                layer,
                fact instanceof Fact.Unreadable<?> unreadable && unreadable.isContradicted()
                        ? question + ": " + unreadable.source() + " is " + unreadable.reason()
                        : question,
                List.of(Evidence.of(fact)),
                Remedy.look("Read it as root, or capture the host again", commandFor(fact.source())));
    }

    public static Finding sizeOf(BlockDevice device) {
        return of(device.name(), "the size of " + device.name() + " is not known", device.sizeSectors());
    }

    static Finding startOf(BlockDevice partition) {
        return of(
                partition.name(),
                "where partition " + partition.name() + " starts is not known",
                partition.partition().get().startSectors());
    }

    public static Finding diskOf(BlockDevice partition) {
        return of(
                partition.name(),
                "the disk of partition " + partition.name() + " was not found, or ends before the partition does",
                new Fact.Absent<String>(
                        "sys/class/block/" + partition.partition().get().disk()));
    }

    /**
     * What to type, or to ask a customer for: a file that a support tool wrote is not on the host. A path in a capture
     * may be anything.
     */
    private static String commandFor(String source) {
        boolean isOnHost = source.startsWith("sys/")
                || source.startsWith("proc/")
                || source.startsWith("boot/")
                || source.startsWith("etc/")
                || source.startsWith("run/");
        return switch (source) {
            case "commands/dmsetup-table" -> "dmsetup table";
            case "commands/dmsetup-info" -> "dmsetup info -c";
            case "commands/dmesg" -> "dmesg";
            case "commands/pagesize" -> "getconf PAGESIZE";
            case "commands/uname" -> "uname -a";
            case "sys/bus/nd/devices" -> "grep . /sys/bus/nd/devices/namespace*/mode";
            default -> isOnHost ? "cat " + ShellWord.of("/" + source) : "daxcheck capture -o capture.tar.gz";
        };
    }
}
