package io.daxcheck.plan;

import io.daxcheck.diagnosis.CommandRule;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.Host;
import io.daxcheck.host.Mount;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to ask for, and whom, where no step on this host leads to DAX. */
final class Requests {
    /** Of the step that names the devices on top. */
    static final String ASK_TOP = "ask-top";

    /** More devices than these are not named. */
    private static final int MOST_NAMED = 8;

    private final Draft draft;
    private final Host host;

    Requests(Draft draft) {
        this.draft = draft;
        this.host = draft.graph().host();
    }

    static Plan ask(String what) {
        return Plan.asking(Step.of("ask", what));
    }

    /** The kernel lacks an option: it is the distribution, or whoever builds the kernel, that sets it. */
    Plan otherKernel() {
        return Plan.asking(
                Step.of(
                        "ask",
                        "No step on this kernel leads to DAX. Ask its distributor, or whoever builds it or provides the image "
                                + "of this machine, for one with CONFIG_FS_DAX=y, CONFIG_ZONE_DEVICE=y, CONFIG_NVDIMM_PFN=y and "
                                + "CONFIG_BLK_DEV_PMEM",
                        "grep -E 'FS_DAX|ZONE_DEVICE|NVDIMM_PFN|BLK_DEV_PMEM' /boot/config-$(uname -r)"),
                Step.byHand("boot", "Boot it, and run daxcheck plan again there", Effect.DISRUPTIVE));
    }

    /** The tops that are stacked on the device. */
    Plan deviceOnTop() {
        List<BlockDevice> tops = new ArrayList<>();
        List<BlockDevice> pending = new ArrayList<>(draft.graph().above(draft.top()));
        for (int i = 0; i < pending.size(); i++) {
            BlockDevice upper = pending.get(i);
            List<BlockDevice> above = draft.graph().above(upper);
            if (above.isEmpty()) {
                addNew(upper, tops);
            }
            for (BlockDevice next : above) {
                addNew(next, pending);
            }
        }
        List<String> commands = new ArrayList<>();
        for (BlockDevice upper : tops) {
            if (commands.size() < MOST_NAMED) {
                commands.add("daxcheck plan " + ShellWord.argument(Draft.path(upper)));
            }
        }
        return Plan.asking(Step.of(
                ASK_TOP,
                "Other devices are stacked on " + Draft.path(draft.top())
                        + ", which would be destroyed with it: ask for "
                        + (commands.size() == 1 ? "the plan of that on top" : "the plans of those on top"),
                commands.toArray(new String[0])));
    }

    /** The root filesystem gets its options from the command line of the kernel, and keeps those about DAX until the next boot. */
    Plan rootOptions() {
        String path = Draft.path(draft.top());
        return new Plan(
                List.of(
                        Step.byHand(
                                "configure",
                                "Set rootflags=dax on the kernel command line, in the configuration of the boot loader, with the other "
                                        + "options that / needs and, if rootfstype= is there, the type that it is of; fstab is read too late, and a remount does not switch "
                                        + "DAX on",
                                Effect.SAFE),
                        Step.byHand("boot", "Reboot", Effect.DISRUPTIVE),
                        Step.of("verify", "See that all is well now", "daxcheck " + ShellWord.argument(path))),
                true);
    }

    /** What is mounted on / cannot be unmounted, and is not made again under the running system. */
    Plan otherSystem() {
        String path = Draft.path(draft.top());
        return Plan.asking(
                Step.byHand(
                        "ask",
                        path
                                + " is mounted on /, and nothing unmounts it while this system runs. Boot a rescue system, or put "
                                + "the data that needs DAX on another device",
                        Effect.DISRUPTIVE),
                Step.of("again", "Ask for the plan again there", "daxcheck plan " + ShellWord.argument(path)));
    }

    /** The filesystem that has files, its log or its journal on this device. */
    Plan wholeFilesystem(Finding part) {
        List<String> commands = new ArrayList<>();
        for (String command : part.remedy().commands()) {
            commands.add("daxcheck plan " + command.substring("daxcheck ".length()));
        }
        return Plan.asking(Step.of(
                "ask-filesystem",
                "No step is given for this device alone: " + part.message()
                        + (commands.isEmpty() ? "" : ". Ask for the plan of that filesystem"),
                commands.toArray(new String[0])));
    }

    /** By name: records are slow to compare at first. */
    private static void addNew(BlockDevice device, List<BlockDevice> devices) {
        for (BlockDevice one : devices) {
            if (one.name().equals(device.name())) {
                return;
            }
        }
        devices.add(device);
    }

    /** A disk that cannot have DAX: other hardware has. */
    Plan otherDevice(BlockDevice disk) {
        return ask(
                draft.isUsedByOthers(disk)
                        ? others(disk) + " on " + Draft.path(disk)
                                + " too, and would be destroyed with it: move that to another device first, then run daxcheck plan again"
                        : "No step leads to DAX on " + Draft.path(disk) + ": it is a "
                                + disk.kind().title()
                                + ". Put the filesystem on a pmem disk in fsdax mode: ask whoever provides this machine for an "
                                + "NVDIMM or CXL memory, or a virtual one from the hypervisor");
    }

    /** Steps where something else is on devices of the stack. */
    Plan occupied() {
        StringBuilder users = new StringBuilder();
        boolean siblings = false;
        for (BlockDevice layer : draft.report().stack().layers()) {
            for (BlockDevice upper : draft.graph().above(layer)) {
                boolean isSibling =
                        upper.partition().isPresent() && draft.top().partition().isPresent();
                if (!draft.report().stack().has(upper)
                        && (!isSibling || !targets(upper).isEmpty())) {
                    addUse(layer, Draft.path(upper) + mounted(upper), users);
                    siblings |= isSibling;
                }
            }
            if (!layer.name().equals(draft.top().name())
                    && !draft.graph().mountsOf(layer).isEmpty()) {
                addUse(layer, "a mount on " + targets(layer), users);
            }
        }
        if (siblings) {
            return ask("The partition table is not written while another partition is in use: " + users
                    + ". Unmount that first, then ask for the plan again");
        }
        return ask(
                users.isEmpty()
                        ? "The steps would destroy what is not below " + Draft.path(draft.top()) + ": see the findings"
                        : "Something else would be destroyed with it: " + users
                                + ". Move that to other devices first, then run daxcheck plan again");
    }

    /** {@code /dev/mapper/a, /dev/mapper/b (mounted on /b) are}, of what is on a device and no part of the stack. */
    private String others(BlockDevice device) {
        List<String> uppers = new ArrayList<>();
        for (BlockDevice upper : draft.graph().above(device)) {
            if (!draft.report().stack().has(upper)) {
                uppers.add(Draft.path(upper) + mounted(upper));
            }
        }
        return String.join(", ", uppers) + (uppers.size() == 1 ? " is" : " are");
    }

    private static void addUse(BlockDevice used, String user, StringBuilder users) {
        users.append(users.isEmpty() ? "" : "; ").append(user).append(" is on ").append(Draft.path(used));
    }

    private String mounted(BlockDevice device) {
        String targets = targets(device);
        return targets.isEmpty() ? "" : " (mounted on " + targets + ")";
    }

    private String targets(BlockDevice device) {
        List<String> targets = new ArrayList<>();
        for (Mount mount : draft.graph().mountsOf(device)) {
            targets.add(mount.target());
        }
        return String.join(", ", targets);
    }

    // ------------------------------------------------------------------ what a rule for commands is in the way of

    /** What has to be done before the steps that break these rules are right. */
    Plan instead(List<CommandRule> broken) {
        if (!broken.contains(CommandRule.HARDWARE_IS_USABLE)) {
            return broken.contains(CommandRule.KERNEL_HAS_FSDAX) ? otherKernel() : occupied();
        }
        String again = "daxcheck plan " + ShellWord.argument(Draft.path(draft.top()));
        List<String> locked = new ArrayList<>();
        for (Dimm dimm : host.dimms().values()) {
            if (dimm.isLocked()) {
                locked.add(dimm.name());
            }
        }
        if (!locked.isEmpty()) {
            return unlocking(locked, again);
        }
        for (Region region : regions()) {
            if (region.readOnly().is(true)) {
                return writable(region, again);
            }
        }
        List<Step> steps = new ArrayList<>();
        for (Region region : regions()) {
            if (region.enabled().is(false)) {
                steps.add(Step.of(
                        "enable-" + region.name(),
                        "Enable the region; where that fails, the kernel log shows why",
                        "ndctl enable-region " + region.name()));
            }
        }
        steps.add(Step.of("again", "Ask for the plan again", again));
        return new Plan(steps, false);
    }

    /** The regions that the stack lies in. */
    private List<Region> regions() {
        List<Region> regions = new ArrayList<>();
        for (BlockDevice layer : draft.report().stack().layers()) {
            Optional<Region> region = host.regionOf(layer);
            if (region.isPresent() && !regions.contains(region.get())) {
                regions.add(region.get());
            }
        }
        return regions;
    }

    private Plan unlocking(List<String> dimms, String again) {
        List<String> commands = new ArrayList<>(List.of("ndctl load-keys"));
        for (String dimm : dimms) {
            commands.add("ndctl enable-dimm " + dimm);
        }
        for (Region region : host.regions().values()) {
            if (!region.enabled().is(true)) {
                commands.add("ndctl enable-region " + region.name());
            }
        }
        return Plan.asking(
                Step.of(
                        "unlock",
                        "Unlock " + String.join(", ", dimms)
                                + " with the key, and enable what waits for it. Whoever set the "
                                + "passphrase has the key; the firmware's setup can unlock it too, at boot. Its data is still there",
                        commands.toArray(new String[0])),
                Step.of("again", "Ask for the plan again: what is on the DIMM is seen only then", again));
    }

    private Plan writable(Region region, String again) {
        boolean isLegacy = false;
        for (Namespace namespace : host.namespaces().values()) {
            isLegacy |= namespace.region().equals(region.name()) && namespace.isLegacy();
        }
        return Plan.asking(
                Step.of(
                        "ask",
                        region.name() + " is read-only, and nothing can be made on it. "
                                + (isLegacy
                                        ? "An administrator made it so"
                                        : "On hardware ask whoever looks after it to check the NVDIMM and its battery; ask the "
                                                + "provider of a virtual machine for an NVDIMM that is writable (QEMU: without "
                                                + "unarmed=on and readonly=on)")
                                + ". Then run daxcheck plan again",
                        "ndctl list -RDH -r " + region.name(),
                        again),
                Step.of(
                                "make-writable",
                                "Or make it writable until the next boot: an NVDIMM that is not armed may lose what is written when the power fails. Then run daxcheck plan again",
                                NamespaceCommands.writable(region.name()),
                                again)
                        .insteadOf("ask"));
    }
}
