package io.daxcheck.source.bundle;

import io.daxcheck.host.Fact;
import io.daxcheck.source.format.KernelLog;
import io.daxcheck.source.tree.BundleFiles;
import io.daxcheck.source.tree.ConfinedTree;

/**
 * The log of the host's boot among those that a support tool collected: what dmesg printed, or where the kernel's buffer had
 * lost the first lines, another one that still has them.
 */
final class BootLog {
    private BootLog() {}

    /** The log; absent where none was collected. */
    static Fact<byte[]> of(ConfinedTree files, CommandOutputs outputs) {
        Fact<byte[]> dmesg = outputs.first("dmesg", "dmesg_-T");
        if (isFromBoot(dmesg)) {
            return dmesg;
        }
        Fact<byte[]> journal = new Fact.Absent<>("journalctl");
        for (CommandOutputs.Output output : outputs.of("journalctl")) {
            if (!journal.isKnown() && BundleFiles.isJournalOfBoot(output.name())) {
                journal = output.content();
            }
        }
        if (isFromBoot(journal)) {
            return journal;
        }
        Fact<byte[]> messages = files.read(BundleFiles.MESSAGES);
        if (isFromBoot(messages)) {
            return messages;
        }
        return dmesg.isKnown() ? dmesg : journal.isKnown() ? journal : messages.isKnown() ? messages : dmesg;
    }

    private static boolean isFromBoot(Fact<byte[]> log) {
        return log instanceof Fact.Known<byte[]> known && KernelLog.isFromBoot(known.content());
    }
}
