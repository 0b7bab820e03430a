package io.daxcheck.rules;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;

/** Findings about a filesystem with files on several devices, of which some have no DAX: which one, and why. */
final class OtherDeviceFindings {
    private static final String WITHOUT = "Mount it without dax, or use devices with DAX for all its data";

    private OtherDeviceFindings() {}

    /** Where the first device that has none decides which it is about. */
    static Finding of(String type, BlockDevice top, Mounting mounting, Below below) {
        String filesystem = "the " + type + " on " + top.name();
        OtherDevice worst = withoutDax(below);
        String named = worst.name().isEmpty() ? "one of its devices" : "its " + worst.role() + " " + worst.name();
        if (mounting.hazards().contains(Hazard.ERROR)) {
            return new Finding(
                    FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                    Severity.HAZARD,
                    layer(worst, top),
                    "with dax every read of the files that " + filesystem + " has on " + named + " fails: "
                            + reason(worst.answer()),
                    evidence(worst),
                    remedy(worst, WITHOUT));
        }
        if (mounting.withDax() == MountOutcome.FALLBACK) {
            return new Finding(
                    FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                    Severity.WARNING,
                    layer(worst, top),
                    filesystem + " has files on " + named + " too, and no file of it has DAX: "
                            + reason(worst.answer()),
                    evidence(worst),
                    remedy(worst, "Use devices with DAX for all its data"));
        }
        if (below.device().isNo()) {
            return new Finding(
                    FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                    Severity.WARNING,
                    top.name(),
                    "of the files of the " + type + ", those on its data device " + top.name()
                            + " have no DAX, and those on " + named + " have",
                    evidence(worst),
                    Remedy.advice("Use devices with DAX for both, each on a disk of its own"));
        }
        return new Finding(
                FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                Severity.WARNING,
                layer(worst, top),
                "files that " + filesystem + " has on " + named + " have no DAX: " + reason(worst.answer())
                        + "; those on " + top.name() + " have",
                evidence(worst),
                remedy(worst, "Use devices with DAX for both, each on a disk of its own"));
    }

    /** Where the kernel asks every device but the one that is mounted. */
    static Finding firstNotChecked(BlockDevice top, Below below) {
        List<Evidence> evidence = new ArrayList<>();
        for (OtherDevice other : below.others()) {
            evidence.addAll(evidence(other));
        }
        return new Finding(
                FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                Severity.HAZARD,
                top.name(),
                "with dax every read of the files that the erofs has on " + top.name() + " itself fails: "
                        + reason(below.device())
                        + ", which this kernel does not check where an image has other devices",
                evidence,
                Remedy.advice(WITHOUT));
    }

    /** The first that has none, else the first. */
    private static OtherDevice withoutDax(Below below) {
        for (OtherDevice other : below.others()) {
            if (other.answer().isNo()) {
                return other;
            }
        }
        return below.others().get(0);
    }

    /** In a picture the mark is at the device that has none. */
    private static String layer(OtherDevice device, BlockDevice top) {
        return device.name().isEmpty() || device.name().startsWith("/") ? top.name() : device.name();
    }

    private static String reason(Answer answer) {
        if (answer.because().isEmpty()) {
            return "it has none";
        }
        Finding first = answer.because().get(0);
        return first.code() == FindingCode.DAX_DEVICE_HELD
                ? "the filesystem's own data device holds the dax device of their disk"
                : first.message();
    }

    private static List<Evidence> evidence(OtherDevice device) {
        return device.option().isEmpty() ? List.of() : List.of(new Evidence(device.option(), "mount options"));
    }

    private static Remedy remedy(OtherDevice device, String text) {
        boolean isShown = !device.name().isEmpty() && !device.name().startsWith("/");
        return isShown && device.answer().isNo()
                ? Remedy.look(
                        text + ". What " + device.name() + " lacks:",
                        "daxcheck " + ShellWord.argument("/dev/" + device.name()))
                : Remedy.advice(text);
    }
}
