package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;

/** The findings about {@code queue/dax}: where it reads another value than the rules predict, and what that does. */
public final class QueueFlagFindings {
    /** Reasons that a finding quotes the evidence of; a device may have as many as it has legs. */
    private static final int MAX_REASONS = 10;

    private QueueFlagFindings() {}

    /** The flag is clear, and no rule says why. */
    static Finding clear(BlockDevice device) {
        return new Finding(
                FindingCode.QUEUE_DAX_DIFFERS,
                Severity.BLOCKER,
                device.name(),
                "queue/dax of " + device.name() + " reads 0, although the rules predict 1",
                List.of(Evidence.of(device.queueDax())),
                device.dm().isPresent()
                        ? reloading(device.dm().get(), device.name())
                        : Remedy.advice("Send us a capture of the host"));
    }

    /** dm asks the devices below it when a table is loaded, and LVM loads one when it activates a volume. */
    private static Remedy reloading(BlockDevice.DmDevice dm, String device) {
        String name = dm.name().value().orElse(device);
        String path = ShellWord.of("/dev/mapper/" + name);
        String flag = "cat " + ShellWord.of("/sys/block/" + device + "/queue/dax");
        String text = "Unmount it and reload its table: something below it may have changed since. If it reads 0 after "
                + "that, this kernel does not pass DAX through dm (as in distributions' 4.18): use a later kernel, or make the "
                + "filesystem on the pmem disk itself";
        if (dm.uuid().value().orElse("").startsWith("LVM-")) {
            return Remedy.look(text, "lvchange --activate n " + path, "lvchange --activate y " + path, flag);
        }
        String word = ShellWord.of(name);
        return Remedy.look(text, "dmsetup table " + word + " | dmsetup load " + word, "dmsetup resume " + word, flag);
    }

    /**
     * The flag that was read contradicts the rules.
     *
     * @param predicted what the rules say
     * @param kernel title of the kernel whose rules they are
     */
    public static Finding differs(BlockDevice layer, Answer predicted, String kernel) {
        boolean flag = predicted.isYes();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(Evidence.of(layer.queueDax()));
        List<Finding> reasons = predicted.because();
        for (Finding reason : reasons.subList(0, Math.min(MAX_REASONS, reasons.size()))) {
            evidence.addAll(reason.evidence());
        }
        return new Finding(
                FindingCode.QUEUE_DAX_DIFFERS,
                Severity.WARNING,
                layer.name(),
                "queue/dax of " + layer.name() + " reads " + (flag ? 0 : 1) + "; the rules for " + kernel + " predict "
                        + (flag ? 1 : 0),
                evidence,
                Remedy.look(
                        "Look for a vendor's backport, or a leg that changed after the table was loaded; otherwise report it with a capture",
                        "uname -r",
                        "dmsetup table",
                        "cat " + ShellWord.of("/sys/block/" + layer.name() + "/queue/dax")));
    }

    public static Finding mountsThenFails(BlockDevice device) {
        return new Finding(
                FindingCode.MOUNTS_THEN_FAILS,
                Severity.HAZARD,
                device.name(),
                device.name() + " mounts with dax although queue/dax is 0: then every read, write and page fault fails",
                List.of(Evidence.of(device.queueDax())),
                Remedy.advice("Mount without dax, or update the kernel"));
    }
}
