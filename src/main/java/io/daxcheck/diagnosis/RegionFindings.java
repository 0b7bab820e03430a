package io.daxcheck.diagnosis;

import io.daxcheck.diagnosis.LogIndex.LoggedLine;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.Dimm;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Region;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelMessage;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.text.Sizes;
import io.daxcheck.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the libnvdimm bus shows of regions and DIMMs: those that cannot be used, or that nothing uses. */
final class RegionFindings {
    /** What the kernel maps as a whole where it cannot map parts (SECTION_SIZE_BITS of x86: 27). */
    private static final long SECTION = 128L << 20;

    private final Host host;
    private final LogIndex log;
    private final KernelAge kernels;

    RegionFindings(Host host, LogIndex log, KernelAge kernels) {
        this.host = host;
        this.log = log;
        this.kernels = kernels;
    }

    /**
     * @param occupied names of the regions that have a namespace
     */
    void addTo(List<Finding> findings, Set<String> occupied) {
        for (Region region : host.regions().values()) {
            if (region.enabled().is(false)) {
                addDisabled(region, findings);
            } else if (!occupied.contains(region.name())) {
                findings.add(empty(region));
            }
        }
        addDimms(findings);
    }

    /** Where the kernel itself reports it. */
    static Finding sectionShared(Severity severity, String layer, LoggedLine line) {
        return sectionShared(severity, layer, "this kernel cannot map it", List.of(line.evidence()));
    }

    private static Finding sectionShared(Severity severity, String layer, String what, List<Evidence> evidence) {
        return new Finding(
                FindingCode.NAMESPACE_SECTION_SHARED,
                severity,
                layer,
                "memory of " + layer + " shares a section of 128 MiB that another region or RAM has a part of: " + what,
                evidence,
                Remedy.look(
                        "Boot Linux " + KernelAge.first(KernelBehaviour.PARTS_OF_SECTIONS_MAPPED)
                                + " or later, which maps 2 MiB at a time; do not create a namespace there before",
                        "grep -n -E 'Persistent|System RAM' /proc/iomem",
                        "uname -r"));
    }

    /** The first and last addresses of another region that has a part of the same section; empty where none has. */
    private List<Evidence> sharing(Region region) {
        for (Region other : host.regions().values()) {
            if (!other.name().equals(region.name())
                    && region.startBytes() instanceof Fact.Known<Long> start
                    && region.sizeBytes() instanceof Fact.Known<Long> size
                    && other.startBytes() instanceof Fact.Known<Long> otherStart
                    && other.sizeBytes() instanceof Fact.Known<Long> otherSize
                    && size.content() > 0
                    && otherSize.content() > 0) {
                long first = start.content() / SECTION;
                long last = (start.content() + size.content() - 1) / SECTION;
                long otherFirst = otherStart.content() / SECTION;
                long otherLast = (otherStart.content() + otherSize.content() - 1) / SECTION;
                if (first <= otherLast && otherFirst <= last) {
                    return List.of(
                            Evidence.of(start), Evidence.of(size), Evidence.of(otherStart), Evidence.of(otherSize));
                }
            }
        }
        return List.of();
    }

    /** The locked NVDIMMs that are in a region, or may be. */
    private List<Dimm> locked(Region region) {
        List<Dimm> locked = new ArrayList<>();
        for (Dimm dimm : locked()) {
            if (region.mayBeOn(dimm.name())) {
                locked.add(dimm);
            }
        }
        return locked;
    }

    private List<Dimm> locked() {
        List<Dimm> locked = new ArrayList<>();
        for (Dimm dimm : host.dimms().values()) {
            if (dimm.isLocked()
                    || log.newest(dimm.name(), KernelMessage.DIMM_LOCKED).isPresent()) {
                locked.add(dimm);
            }
        }
        for (String name : log.named("nmem")) {
            if (!host.dimms().containsKey(name)
                    && log.newest(name, KernelMessage.DIMM_LOCKED).isPresent()) {
                locked.add(Dimm.named(name));
            }
        }
        return locked;
    }

    /** A locked DIMM has a finding of its own, and its region waits for it. */
    private void addDisabled(Region region, List<Finding> findings) {
        if (!locked(region).isEmpty()) {
            return;
        }
        List<String> commands = new ArrayList<>();
        List<String> erased = new ArrayList<>();
        for (Dimm dimm : host.dimms().values()) {
            boolean isInRegion = region.mayBeOn(dimm.name());
            if (isInRegion && dimm.security().is("overwrite")) {
                // drivers/nvdimm/region_devs.c: nd_region_activate refuses until that has ended.
                erased.add(dimm.name());
                commands.add("ndctl wait-overwrite " + dimm.name());
            }
            boolean isDisabled = dimm.enabled().is(false)
                    || log.newest(dimm.name(), KernelMessage.DIMM_DISABLED).isPresent();
            if (isInRegion && isDisabled) {
                commands.add("ndctl enable-dimm " + dimm.name());
            }
        }
        commands.add("ndctl enable-region " + region.name());
        commands.add("dmesg | grep -E 'nd_region|nmem|nfit'");
        findings.add(new Finding(
                FindingCode.REGION_DISABLED,
                Severity.BLOCKER,
                region.name(),
                region.name() + sized(region) + " is disabled: "
                        + (erased.isEmpty()
                                ? "its namespaces are not visible until it is enabled"
                                : String.join(", ", erased) + " is being overwritten, which destroys all its data"),
                List.of(Evidence.of(region.enabled()), Evidence.of(region.sizeBytes())),
                Remedy.look(
                        (erased.isEmpty() ? "Enable it" : "Wait until the overwrite has ended, then enable it")
                                + "; if that fails, the kernel log shows why",
                        commands.toArray(new String[0]))));
    }

    private static String sized(Region region) {
        return region.sizeBytes() instanceof Fact.Known<Long> size ? " (" + Sizes.bytes(size.content()) + ")" : "";
    }

    private void addDimms(List<Finding> findings) {
        List<Dimm> locked = locked();
        for (Dimm dimm : locked) {
            findings.add(locked(dimm));
        }
        for (Dimm dimm : host.dimms().values()) {
            boolean isFailing = dimm.isUnhealthy()
                    || (!dimm.failures().isEmpty() && !host.regions().isEmpty());
            if (isFailing && !locked.contains(dimm)) {
                findings.add(failed(dimm, host));
            }
        }
        if (host.regions().isEmpty() && isOnBus() && locked.isEmpty()) {
            findings.add(withoutRegion());
        }
    }

    /** Whether a DIMM is on the libnvdimm bus, so that its regions would be there too. */
    private boolean isOnBus() {
        for (String name : host.dimms().keySet()) {
            if (!name.startsWith(Dimm.HANDLE)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line says of a region that this DIMM of it is locked. */
    private boolean isNamedWith(String region, Dimm dimm) {
        for (LoggedLine logged : log.naming(region)) {
            if (logged.message().equals(Optional.of(KernelMessage.DIMM_LOCKED))
                    && log.naming(dimm.name()).contains(logged)) {
                return true;
            }
        }
        return false;
    }

    private Finding locked(Dimm dimm) {
        List<Evidence> evidence = new ArrayList<>();
        dimm.lockedBy().ifPresent(fact -> evidence.add(Evidence.of(fact)));
        log.newest(dimm.name(), KernelMessage.DIMM_LOCKED).ifPresent(logged -> evidence.add(logged.evidence()));
        List<String> waiting = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        commands.add("ndctl load-keys");
        // The kernel unlocks it when its driver takes it (drivers/nvdimm/dimm.c: nvdimm_probe), and at no other time.
        boolean isTaken = dimm.enabled().is(true);
        if (isTaken) {
            commands.add("ndctl disable-dimm " + dimm.nameForNdctl());
        }
        commands.add("ndctl enable-dimm " + dimm.nameForNdctl());
        for (Region region : host.regions().values()) {
            if (!region.enabled().is(true) && region.mayBeOn(dimm.name())) {
                waiting.add(region.name() + sized(region));
                commands.add("ndctl enable-region " + region.name());
            }
        }
        if (host.regions().isEmpty() && dimm.name().startsWith(Dimm.HANDLE)) {
            commands.add("ndctl enable-region all");
        }
        for (String name : log.named("region")) {
            boolean isNamed = isNamedWith(name, dimm);
            if (isNamed && !host.regions().containsKey(name)) {
                waiting.add(name);
                commands.add("ndctl enable-region " + name);
            }
        }
        return new Finding(
                FindingCode.DIMM_LOCKED,
                Severity.BLOCKER,
                dimm.name(),
                "NVDIMM " + dimm.name() + " is locked"
                        + (waiting.isEmpty()
                                ? ": its data cannot be reached"
                                : ", so " + String.join(", ", waiting) + " cannot be enabled"),
                evidence,
                Remedy.look(
                        (isTaken ? "Disable its regions and the NVDIMM itself. " : "")
                                + "Load its key from /etc/ndctl/keys and enable the NVDIMM, which unlocks it, then enable its "
                                + "region; or unlock it in the firmware setup at boot. Its data is intact",
                        commands.toArray(new String[0])));
    }

    /** About a DIMM that reports failures: with the regions on it, where they are known. */
    static Finding failed(Dimm dimm, Host host) {
        List<String> regions = new ArrayList<>();
        for (Region region : host.regions().values()) {
            if (region.isOn(dimm.name())) {
                regions.add(region.name());
            }
        }
        List<String> reports = new ArrayList<>(dimm.failures());
        List<Evidence> evidence = new ArrayList<>();
        if (!reports.isEmpty()) {
            evidence.add(Evidence.of(dimm.flags()));
        }
        if (dimm.isUnhealthy()) {
            reports.add("health " + dimm.health().value().orElseThrow());
            evidence.add(Evidence.of(dimm.health()));
        }
        boolean isArmingAlone = reports.equals(List.of("not_armed"));
        return new Finding(
                FindingCode.DIMM_FAILED,
                Severity.WARNING,
                dimm.name(),
                "NVDIMM " + dimm.name() + (regions.isEmpty() ? "" : " of " + String.join(", ", regions)) + " reports "
                        + String.join(", ", reports)
                        + (dimm.failures().contains("not_armed")
                                ? ": what is written to it may not survive a power failure"
                                : ": its firmware says that something failed"),
                evidence,
                Remedy.look(
                        isArmingAlone
                                ? "On hardware look after its battery or capacitor; in QEMU take unarmed=on off the NVDIMM"
                                : "Back up what can be read, then check the hardware: battery or capacitor, firmware, the "
                                        + "module",
                        "ndctl list -DH -d " + dimm.nameForNdctl(),
                        "grep -H . /sys/bus/nd/devices/nmem*" + flagsFile(dimm)));
    }

    /** Where the host has its flags: a tool that showed them has no file. */
    private static String flagsFile(Dimm dimm) {
        for (String file : List.of("/nfit/flags", "/papr/flags")) {
            if (dimm.flags().source().endsWith(file)) {
                return file;
            }
        }
        return "/flags";
    }

    /** Not so where there is nothing but a label area: a DIMM without any other fact. */
    private Finding withoutRegion() {
        List<Evidence> evidence = new ArrayList<>();
        boolean couldNotMap = false;
        boolean isRam = true;
        for (Dimm dimm : host.dimms().values()) {
            evidence.add(Evidence.of(dimm.memoryMode().isKnown() ? dimm.memoryMode() : dimm.flags()));
            isRam &= dimm.memoryMode().is(true);
            couldNotMap |= dimm.failures().contains("map_fail");
        }
        String names = String.join(", ", host.dimms().keySet());
        String are = names + (host.dimms().size() == 1 ? " is an NVDIMM" : " are NVDIMMs");
        return new Finding(
                FindingCode.DIMM_WITHOUT_REGION,
                isRam ? Severity.INFO : Severity.BLOCKER,
                host.dimms().keySet().iterator().next(),
                isRam
                        ? are + " in Memory Mode: the firmware makes RAM of the memory, and no persistent memory"
                        : are
                                + " without a region: the firmware is not configured to provide its memory as persistent memory"
                                + (couldNotMap ? " (map_fail)" : ""),
                evidence,
                Remedy.look(
                        (isRam ? "The host has less RAM then. " : "")
                                + "Create an AppDirect goal, which destroys what the NVDIMMs contain, and reboot, or use the "
                                + "firmware's setup; then create a namespace",
                        "ipmctl show -memoryresources",
                        "ipmctl create -goal PersistentMemoryType=AppDirect"));
    }

    /** A region that is enabled, or may be, and in which nothing was made. */
    private Finding empty(Region region) {
        Optional<LoggedLine> shared = log.newest(
                region.name(),
                KernelMessage.COLLISION,
                KernelMessage.SECTION_COLLISION,
                KernelMessage.CONFLICTING_MAPPING);
        if (shared.isPresent()) {
            return sectionShared(Severity.BLOCKER, region.name(), shared.get());
        }
        Optional<LoggedLine> taken = log.newest(region.name(), KernelMessage.NOT_REMOVED, KernelMessage.MEMORY_ONLINE);
        if (taken.isEmpty()) {
            taken = log.newest(region.name(), KernelMessage.NOT_RESERVED);
        }
        if (taken.isPresent()) {
            return taken(region, taken.get());
        }
        List<Evidence> sharing = kernels.has(KernelBehaviour.PARTS_OF_SECTIONS_MAPPED) ? List.of() : sharing(region);
        if (!sharing.isEmpty()) {
            return kernels.lacks(KernelBehaviour.PARTS_OF_SECTIONS_MAPPED)
                    ? sectionShared(Severity.BLOCKER, region.name(), "this kernel cannot map it", sharing)
                    : sectionShared(Severity.WARNING, region.name(), "this kernel may not be able to map it", sharing);
        }
        for (String option : List.of("CONFIG_ZONE_DEVICE", "CONFIG_NVDIMM_PFN")) {
            Fact<Boolean> set = host.config().isSet(option);
            if (set.is(false)) {
                return cannotBeFsdax(region, option, set.source());
            }
        }
        List<Evidence> evidence = List.of(Evidence.of(region.sizeBytes()), Evidence.of(region.availableBytes()));
        Optional<Finding> hidden = hidden(region, evidence);
        if (hidden.isPresent()) {
            return hidden.get();
        }
        boolean isFree = !region.availableBytes().is(0L);
        boolean isReachable =
                locked(region).isEmpty() && isFree && !region.readOnly().is(true);
        String unused = region.sizeBytes() instanceof Fact.Known<Long> size && isReachable
                ? ": " + Sizes.bytes(size.content()) + " are unused"
                : "";
        return new Finding(
                FindingCode.REGION_WITHOUT_NAMESPACE,
                Severity.INFO,
                region.name(),
                region.name() + " has no namespace" + unused + (isFree ? "" : ", and no space for one"),
                evidence,
                isReachable
                        ? Remedy.look(
                                "Make a namespace in it",
                                "ndctl create-namespace --mode=fsdax --region=" + region.name()
                                        + NamespaceCommands.alignment(
                                                host,
                                                region.availableBytes().isKnown()
                                                        ? region.availableBytes()
                                                        : region.sizeBytes()))
                        : Remedy.look("Find out what uses its memory", "ndctl list -RNDi -r " + region.name()));
    }

    /** A region with less room than memory, and no namespace: ndctl lists those that are disabled only with --idle. */
    private static Optional<Finding> hidden(Region region, List<Evidence> evidence) {
        if (!(region.sizeBytes() instanceof Fact.Known<Long> size)
                || !hidesDisabled(region.enabled().source())) {
            return Optional.empty();
        }
        Optional<Long> free = region.availableBytes().value();
        if (free.equals(Optional.of(size.content()))) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingCode.REGION_WITHOUT_NAMESPACE,
                Severity.INFO,
                region.name(),
                region.name() + " has no enabled namespace"
                        + (free.isPresent()
                                ? ", and " + Sizes.bytes(size.content() - free.get()) + " of its "
                                        + Sizes.bytes(size.content())
                                        + " are taken: by a namespace that is disabled, or was not listed"
                                : "; whether it has a disabled one is not known"),
                evidence,
                Remedy.look("List the disabled ones too", "ndctl list -RNi -r " + region.name())));
    }

    /** Whether a file is the output of an {@code ndctl list} without {@code --idle}, which {@code -vvv} includes. */
    private static boolean hidesDisabled(String source) {
        String command = source.replace('_', ' ');
        int start = command.indexOf("ndctl list");
        if (start < 0) {
            return false;
        }
        for (String word : Words.of(command.substring(start))) {
            boolean isShort = word.startsWith("-") && !word.startsWith("--");
            if (word.equals("--idle") || (isShort && (word.indexOf('i') > 0 || word.contains("vvv")))) {
                return false;
            }
        }
        return true;
    }

    /** What a namespace leaves that was destroyed while its memory was RAM: memory that the kernel does not give back. */
    private static Finding taken(Region region, LoggedLine line) {
        boolean isRam = !line.message().equals(Optional.of(KernelMessage.NOT_RESERVED));
        return new Finding(
                FindingCode.NAMESPACE_MEMORY_TAKEN,
                Severity.WARNING,
                region.name(),
                region.name() + sized(region) + " has no namespace, and "
                        + (isRam
                                ? "the kernel still uses its memory as RAM: a namespace there cannot be enabled"
                                : "another driver owns its memory: a namespace there cannot be enabled"),
                List.of(line.evidence(), Evidence.of(region.availableBytes())),
                Remedy.look(
                        isRam
                                ? "Reboot, which gives the memory back, then create the namespace; another time take the memory "
                                        + "offline before the namespace is destroyed"
                                : "Find out which driver owns it, and boot without that driver",
                        "grep -n -C2 -E 'Persistent|kmem|dax' /proc/iomem"));
    }

    private static Finding cannotBeFsdax(Region region, String option, String source) {
        return new Finding(
                FindingCode.PFN_NOT_BUILT,
                Severity.BLOCKER,
                region.name(),
                region.name() + sized(region) + " has no namespace, and this kernel, built without " + option
                        + ", can make none that is fsdax",
                List.of(new Evidence(option + " is not set", source)),
                Remedy.look(
                        "Boot a kernel with CONFIG_ZONE_DEVICE=y and CONFIG_NVDIMM_PFN=y, then make the namespace",
                        "grep -E 'ZONE_DEVICE|NVDIMM_PFN' /boot/config-$(uname -r)"));
    }

    /** The first DIMM of a region with more failures than QEMU can be configured to report; empty where there is none. */
    private static Optional<Dimm> failing(Region region, Host host) {
        for (Dimm dimm : host.dimms().values()) {
            if (dimm.failures().size() > 1 && region.mayBeOn(dimm.name())) {
                return Optional.of(dimm);
            }
        }
        return Optional.empty();
    }

    /** The DIMMs that are known to be of a region, and report a failure. */
    static List<Dimm> failingOf(Region region, Host host) {
        List<Dimm> failing = new ArrayList<>();
        for (String name : region.dimms().value().orElse(List.of())) {
            Dimm dimm = host.dimms().get(name);
            if (dimm != null && !dimm.failures().isEmpty()) {
                failing.add(dimm);
            }
        }
        return failing;
    }

    static Finding readOnly(Region region, Host host) {
        List<Evidence> evidence = new ArrayList<>(List.of(Evidence.of(region.readOnly())));
        StringBuilder why = new StringBuilder();
        for (Dimm dimm : failingOf(region, host)) {
            why.append(why.isEmpty() ? ", and its NVDIMM " : ", ")
                    .append(dimm.name())
                    .append(" reports ")
                    .append(String.join(", ", dimm.failures()));
            evidence.add(Evidence.of(dimm.flags()));
        }
        Optional<Dimm> failing = failing(region, host);
        String hardware = failing.isPresent()
                ? "Look after the hardware of " + failing.get().name() + ", which reports "
                        + String.join(", ", failing.get().failures())
                : "In QEMU remove unarmed=on and readonly=on from the NVDIMM and its memory backend; on hardware check "
                        + "the health of the NVDIMM";
        return new Finding(
                FindingCode.READ_ONLY_REGION,
                Severity.WARNING,
                region.name(),
                region.name() + " is read-only" + why + ": a filesystem on it can be mounted read-only",
                evidence,
                Remedy.look(
                        hardware
                                + ". Until then mount it read-only, or make it writable until the next boot: an NVDIMM that is not armed may lose what is written when the power fails. If the disk stays read-only, "
                                + "disable its namespace and enable it",
                        "ndctl list -RDH -r " + region.name(),
                        NamespaceCommands.writable(region.name())));
    }
}
