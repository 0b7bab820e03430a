package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.stack.Stack;
import io.daxcheck.text.ShellWord;
import java.util.List;

/** What is under way with the tables of a stack's dm devices: one is suspended, or has a second table. */
final class TableState {
    private TableState() {}

    static void addFindings(Stack stack, List<Finding> findings) {
        for (BlockDevice layer : stack.layers()) {
            if (layer.dm().isPresent()) {
                addFindings(layer, layer.dm().get(), findings);
            }
        }
    }

    private static void addFindings(BlockDevice device, BlockDevice.DmDevice dm, List<Finding> findings) {
        String name = ShellWord.argument(dm.name().value().orElse(device.name()));
        if (dm.suspended().is(true)) {
            findings.add(new Finding(
                    FindingCode.DEVICE_SUSPENDED,
                    Severity.WARNING,
                    device.name(),
                    device.name() + " is suspended: every read, write and mount waits until it is resumed",
                    List.of(Evidence.of(dm.suspended())),
                    Remedy.look(
                            "If no LVM command is running on it, check its tables and resume it",
                            "dmsetup info " + name,
                            "dmsetup table --inactive " + name,
                            "dmsetup resume " + name)));
        }
        if (dm.hasInactiveTable().is(true)) {
            findings.add(new Finding(
                    FindingCode.INACTIVE_TABLE,
                    Severity.INFO,
                    device.name(),
                    device.name()
                            + " has an inactive table, which the next resume makes live; this result is for the live one",
                    List.of(Evidence.of(dm.hasInactiveTable())),
                    Remedy.look("Show both tables", "dmsetup table --inactive " + name)));
        }
    }
}
