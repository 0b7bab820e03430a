package io.daxcheck.plan;

import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.DaxOption;
import io.daxcheck.host.Mount;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.mount.FilesystemOnDevice.DaxActive;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What destroys nothing and takes the place of a whole plan: DAX for single files, and no DAX. */
final class Alternatives {
    /** Those findings that are about all files at once, while single ones may use DAX. */
    private static final List<FindingCode> PER_FILE =
            List.of(FindingCode.XFS_REFLINK, FindingCode.XFS_REFLINK_ON_PARTITION, FindingCode.EXT4_INLINE_DATA);

    private final Draft draft;

    Alternatives(Draft draft) {
        this.draft = draft;
    }

    Plan addedTo(Plan plan) {
        // While DAX writes other bytes than block I/O reads, or every access fails, a mount without it is no way out.
        boolean isInDanger = draft.finds(FindingCode.MOUNTED_AND_CORRUPTING)
                || draft.finds(FindingCode.DAX_LOST_UNDER_MOUNT)
                || draft.finds(FindingCode.MOVED_UNDER_MOUNT)
                || draft.report().verdict() == Verdict.UNKNOWN;
        if (plan.steps().isEmpty() || isInDanger) {
            return plan;
        }
        List<Step> steps = new ArrayList<>(plan.steps());
        String first = steps.get(0).id();
        orderedData().ifPresent(step -> steps.add(step.insteadOf(first)));
        perFile().ifPresent(step -> steps.add(step.insteadOf(first)));
        withoutDax().ifPresent(step -> steps.add(step.insteadOf(first)));
        ownDisks().ifPresent(step -> steps.add(step.insteadOf(first)));
        return new Plan(steps, plan.leadsToDax());
    }

    /** With data=journal alone in the way, a mount option gives DAX to the filesystem that is there. */
    private Optional<Step> orderedData() {
        Optional<String> target = draft.target();
        boolean isAlone = draft.finds(FindingCode.EXT4_DATA_JOURNAL)
                && draft.report().verdict() == Verdict.SUPPORTED
                && !draft.finds(FindingCode.FILESYSTEM_BLOCK_SIZE)
                && !draft.finds(FindingCode.EXT4_INLINE_DATA)
                && !draft.finds(FindingCode.FILESYSTEM_NOT_MOUNTABLE)
                && !draft.finds(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE);
        if (!isAlone || target.isEmpty()) {
            return Optional.empty();
        }
        List<String> commands = unmounts();
        commands.add("mount -o data=ordered,dax " + ShellWord.of(Draft.path(draft.top())) + " "
                + ShellWord.of(target.get()));
        return Optional.of(Step.of(
                Step.ORDERED_DATA,
                "Or mount it with data=ordered in place of data=journal, in /etc/fstab too: no data is lost",
                commands.toArray(new String[0])));
    }

    /** The steps make one filesystem on one device: what has a realtime device for its size may need both. */
    private Optional<Step> ownDisks() {
        Optional<FilesystemOnDevice> onDevice = draft.report().onDevice();
        boolean isXfs =
                onDevice.isPresent() && onDevice.get().superblock().type().equals("xfs");
        if (!isXfs
                || !draft.finds(FindingCode.SECOND_DEVICE_WITHOUT_DAX)
                || draft.filesElsewhere().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Step.destroying(
                Step.OWN_DISKS,
                "Or keep two devices: copy the files, give both devices DAX, each on an fsdax disk of its own, make the XFS over "
                        + "them again, without reflink and with the realtime device (-r rtdev=), and mount it with dax and "
                        + "rtdev=",
                "the xfs on " + Draft.path(draft.top()) + draft.filesElsewhere(),
                List.of()));
    }

    private List<String> unmounts() {
        List<String> commands = new ArrayList<>();
        for (int i = draft.targets().size() - 1; i >= 0; i--) {
            commands.add("umount " + ShellWord.argument(draft.targets().get(i)));
        }
        return commands;
    }

    private Optional<Step> perFile() {
        boolean isPossible = false;
        for (FindingCode code : PER_FILE) {
            Optional<Finding> finding = draft.finding(code);
            // Where single files cannot use DAX either, the remedy is to make the filesystem again.
            isPossible |= finding.isPresent() && !finding.get().remedy().destructive();
        }
        for (Mount mount : draft.graph().mountsOf(draft.top())) {
            isPossible &= !mount.options().contains("dax=never");
        }
        if (!isPossible || superblockAsksForDax() || draft.report().verdict() != Verdict.SUPPORTED) {
            return Optional.empty();
        }
        String title =
                "Or mount it without the dax option, and set the flag on a directory: files created in it then use DAX, existing files do not until they are copied"
                        + configured();
        Optional<String> target = draft.target();
        if (target.isEmpty()) {
            return Optional.of(
                    Step.byHand(Step.PER_FILE, title + " (xfs_io -c 'chattr +x', also on ext4)", Effect.SAFE));
        }
        List<String> commands = new ArrayList<>();
        if (draft.targets().isEmpty()) {
            commands.add(mount(target.get()));
        }
        commands.add("xfs_io -c 'chattr +x' " + ShellWord.of(target.get()));
        return Optional.of(Step.of(Step.PER_FILE, title, commands.toArray(new String[0])));
    }

    private Optional<Step> withoutDax() {
        Optional<FilesystemOnDevice> onDevice = draft.report().onDevice();
        boolean isFilesystem = onDevice.isPresent() && onDevice.get().outcome().isPresent();
        boolean isMountable = (isFilesystem || !draft.targets().isEmpty())
                && !draft.finds(FindingCode.FILESYSTEM_NOT_MOUNTABLE)
                && !draft.finds(FindingCode.FILESYSTEM_LARGER_THAN_DEVICE)
                && !draft.finds(FindingCode.NO_FILESYSTEM)
                && !superblockAsksForDax();
        if (!isMountable) {
            return Optional.empty();
        }
        boolean corrupts = draft.report().bytesWith().containsKey(Hazard.CORRUPT);
        String title = "Or mount it without dax"
                + (corrupts ? ", if it was never mounted with dax: what was written so is wrong without it" : "")
                + configured();
        Optional<String> target = draft.target();
        Optional<FilesystemOnDevice.Mounted> mounted = onDevice.flatMap(FilesystemOnDevice::mounted);
        boolean isWithout = mounted.isPresent() && mounted.get().daxActive() == DaxActive.NO;
        if (target.isEmpty() || isWithout) {
            return Optional.of(Step.byHand(
                    Step.WITHOUT_DAX, isWithout ? title + ". It is already mounted that way" : title, Effect.SAFE));
        }
        if (draft.isRootOfRunningSystem()) {
            return Optional.of(Step.byHand(Step.WITHOUT_DAX, title + ", and reboot", Effect.DISRUPTIVE));
        }
        List<String> commands = unmounts();
        commands.add(mount(target.get()));
        return Optional.of(Step.of(Step.WITHOUT_DAX, title, commands.toArray(new String[0])));
    }

    /** Whether the filesystem asks for DAX itself, so that a mount without options does too (tune2fs -E mount_opts). */
    private boolean superblockAsksForDax() {
        Optional<FilesystemOnDevice> onDevice = draft.report().onDevice();
        return onDevice.isPresent()
                && DaxOption.of(onDevice.get().superblock().mountOptions()).asksForDax();
    }

    private String mount(String target) {
        String others = draft.otherDevices();
        return "mount " + (others.isEmpty() ? "" : "-o " + ShellWord.of(others.substring(1)) + " ")
                + ShellWord.of(Draft.path(draft.top())) + " " + ShellWord.of(target);
    }

    /** Where the option is that must be removed; empty where there is none. */
    private String configured() {
        StringBuilder places = new StringBuilder();
        for (ConfiguredFilesystem configured : draft.report().configured()) {
            if (configured.daxRequested()) {
                places.append(places.isEmpty() ? ". Remove dax from the options in " : ", ")
                        .append(configured.mount().source());
            }
        }
        return places.toString();
    }
}
