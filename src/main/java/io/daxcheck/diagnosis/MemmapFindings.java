package io.daxcheck.diagnosis;

import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Remedy;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.MemmapRegion;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code memmap=} on the kernel's command line asked for, against what came of it. */
final class MemmapFindings {
    private static final long MEBIBYTE = 1 << 20;
    private static final long FOUR_GIBIBYTES = 4L << 30;

    /** What is smaller may well be reserved on purpose: bad RAM, a log that outlives a crash. */
    private static final long PMEM_IS_AT_LEAST = 128 * MEBIBYTE;

    /** The options of a kernel that makes pmem disks of such memory, from the memory up. */
    private static final List<String> DRIVERS =
            List.of("CONFIG_X86_PMEM_LEGACY", "CONFIG_LIBNVDIMM", "CONFIG_BLK_DEV_PMEM");

    private final Host host;
    private final List<MemmapRegion> persistent = new ArrayList<>();

    /** The same, those that touch as one: the kernel makes one region of them (arch/x86/kernel/e820.c: e820__update_table). */
    private final List<MemmapRegion> joined = new ArrayList<>();

    private final Map<String, Region> legacy = new LinkedHashMap<>();

    /** Whether there is persistent memory of which is not known where it comes from, as in most sosreports. */
    private boolean isOpen;

    MemmapFindings(Host host) {
        this.host = host;
        for (MemmapRegion region : host.memmap().value().orElse(List.of())) {
            if (region.isPersistent()) {
                persistent.add(region);
            }
        }
        persistent.sort(new ByStart());
        for (MemmapRegion region : persistent) {
            MemmapRegion last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.endBytes() == region.startBytes()) {
                joined.set(
                        joined.size() - 1,
                        new MemmapRegion(
                                last.option() + " and " + region.option(),
                                last.startBytes(),
                                last.lengthBytes() + region.lengthBytes(),
                                region.mark()));
            } else {
                joined.add(region);
            }
        }
        for (Namespace namespace : host.namespaces().values()) {
            if (namespace.isLegacy()) {
                addLegacy(namespace.region());
            }
        }
        for (BlockDevice device : host.devices().values()) {
            if (device.pmem().isPresent()
                    && device.sysfsPath().value().orElse("").contains(Namespace.LEGACY_BUS)) {
                addLegacy(device.pmem().get().region());
            }
        }
        for (Namespace namespace : host.namespaces().values()) {
            isOpen |= !namespace.isPlaced() && !legacy.containsKey(namespace.region());
        }
    }

    private void addLegacy(String name) {
        Region region = host.regions().get(name);
        if (region == null) {
            isOpen = true;
        } else {
            legacy.put(name, region);
        }
    }

    private static final class ByStart implements Comparator<MemmapRegion> {
        @Override
        public int compare(MemmapRegion one, MemmapRegion other) {
            return Long.compare(one.startBytes(), other.startBytes());
        }
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        boolean overlap = false;
        for (int i = 1; i < persistent.size(); i++) {
            if (persistent.get(i).startBytes() < persistent.get(i - 1).endBytes()) {
                overlap = true;
                findings.add(overlap(persistent.get(i - 1), persistent.get(i)));
            }
        }
        for (MemmapRegion asked : host.memmap().value().orElse(List.of())) {
            if (!asked.isPersistent()) {
                addNotMeant(asked, findings);
            } else if (legacy.isEmpty()) {
                addWithoutDevice(asked, findings);
            }
        }
        for (MemmapRegion asked : joined) {
            if (!legacy.isEmpty() && !overlap) {
                addDifference(asked, findings);
            }
        }
        if (!overlap && joined.size() > 1) {
            lessInAll().ifPresent(findings::add);
        }
        return findings;
    }

    /**
     * A finding if several options became less memory than they requested, and no address shows which of them. The
     * kernel merges two regions that touch (arch/x86/kernel/e820.c: e820__update_table).
     */
    private Optional<Finding> lessInAll() {
        long became = 0;
        List<String> names = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (Region region : legacy.values()) {
            if (region.startBytes().isKnown() || !(region.sizeBytes() instanceof Fact.Known<Long> size)) {
                return Optional.empty();
            }
            became += size.content();
            names.add(region.name() + " of " + Sizes.bytes(size.content()));
            evidence.add(Evidence.of(size));
        }
        long wanted = 0;
        List<String> options = new ArrayList<>();
        for (MemmapRegion asked : persistent) {
            wanted += asked.lengthBytes();
            options.add(asked.option());
            evidence.add(evidence(asked));
        }
        return names.isEmpty() || became >= wanted
                ? Optional.empty()
                : Optional.of(new Finding(
                        FindingCode.MEMMAP_NOT_AS_ASKED,
                        Severity.WARNING,
                        "kernel",
                        String.join(" and ", options) + " requested " + Sizes.bytes(wanted) + " and became "
                                + String.join(", ", names) + ", " + Sizes.bytes(wanted - became)
                                + " less: something else uses a part of it, or it is not RAM that the firmware calls usable",
                        evidence,
                        Remedy.look(
                                "Find out which one lacks memory: choose RAM that the firmware calls usable, from 4 GiB on, "
                                        + "and where the kernel itself lies in it boot with nokaslr",
                                "dmesg | grep -E 'BIOS-e820|user:'",
                                "grep -E 'Persistent|Kernel|System RAM' /proc/iomem")));
    }

    /**
     * The option that a namespace is a part of: by its address, or where that is not known by its length.
     *
     * @return empty for a namespace that is not of memmap=
     */
    Optional<MemmapRegion> askedFor(Namespace namespace) {
        if (namespace.isLegacy()) {
            for (MemmapRegion asked : joined) {
                boolean isWithin = namespace.startBytes() instanceof Fact.Known<Long> start
                        && start.content() >= asked.startBytes()
                        && start.content() < asked.endBytes();
                if (isWithin || namespace.sizeBytes().is(asked.lengthBytes())) {
                    return Optional.of(asked);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether memmap= asked for the memory at an address; negative for none. */
    boolean covers(long address) {
        for (MemmapRegion asked : persistent) {
            if (address >= asked.startBytes() && address < asked.endBytes()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a namespace is all that its option asked for. */
    static boolean isWhole(Namespace namespace, MemmapRegion asked) {
        return namespace.sizeBytes().is(asked.lengthBytes());
    }

    // ---------------------------------------------------------------------------------- nothing came of it

    /** It is in the source of the boot loader's configuration, and the kernel was booted without it. */
    private Finding notBooted(MemmapRegion asked) {
        return new Finding(
                FindingCode.MEMMAP_WITHOUT_DEVICE,
                Severity.WARNING,
                "kernel",
                asked.option() + " stands in /etc/default/grub, and this kernel was booted without it: no pmem disk "
                        + "exists for it",
                List.of(
                        new Evidence(asked.option(), "etc/default/grub"),
                        new Evidence("no memmap=", host.memmap().source())),
                Remedy.look(
                        "Make the boot loader's configuration again, and reboot: update-grub on Debian and Ubuntu, "
                                + "grub2-mkconfig -o /boot/grub2/grub.cfg on SUSE, grubby --update-kernel=ALL --args='"
                                + asked.option() + "' on Red Hat and Fedora",
                        "cat /proc/cmdline",
                        "grep memmap /etc/default/grub"));
    }

    private void addNotMeant(MemmapRegion asked, List<Finding> findings) {
        if (asked.mark() == MemmapRegion.Mark.NOT_BOOTED) {
            if (legacy.isEmpty() && !isOpen) {
                findings.add(notBooted(asked));
            }
            return;
        }
        boolean isEscaped = asked.mark() == MemmapRegion.Mark.ESCAPED;
        boolean isMeant = isEscaped || (asked.lengthBytes() >= PMEM_IS_AT_LEAST && legacy.isEmpty() && !isOpen);
        if (!isMeant) {
            return;
        }
        String fixed = "memmap=" + megabytes(asked.lengthBytes()) + "!" + megabytes(asked.startBytes());
        findings.add(new Finding(
                FindingCode.MEMMAP_WITHOUT_DEVICE,
                isEscaped ? Severity.WARNING : Severity.INFO,
                "kernel",
                asked.option()
                        + (isEscaped
                                ? " reached the kernel with its backslash, so the kernel ends its RAM at "
                                        + Sizes.bytes(asked.lengthBytes()) + " and creates no pmem disk"
                                : " only reserves memory, as $ says: no pmem disk exists for it"),
                List.of(evidence(asked)),
                Remedy.look(
                        isEscaped
                                ? "Write it as " + fixed
                                        + ", without the backslash, where the boot loader is configured, and reboot"
                                : "If it is to be persistent memory, write " + fixed + " and reboot",
                        "cat /proc/cmdline")));
    }

    private void addWithoutDevice(MemmapRegion asked, List<Finding> findings) {
        if (!isOpen) {
            findings.add(withoutDevice(asked));
        }
    }

    private Finding withoutDevice(MemmapRegion asked) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(evidence(asked));
        List<String> missing = new ArrayList<>();
        for (String option : DRIVERS) {
            Fact<Boolean> set = host.config().isSet(option);
            if (set.is(false)) {
                missing.add(option);
                evidence.add(new Evidence(option + " is not set", set.source()));
            }
        }
        String drivers = String.join(" and ", missing);
        return new Finding(
                FindingCode.MEMMAP_WITHOUT_DEVICE,
                Severity.WARNING,
                "kernel",
                asked.option() + " took " + Sizes.bytes(asked.lengthBytes())
                        + " of RAM, and no pmem disk exists for it"
                        + (missing.isEmpty() ? "" : ": the kernel is built without " + drivers),
                evidence,
                !legacy.isEmpty()
                        ? Remedy.look(
                                "Find out whether it is RAM that the firmware calls usable: the drivers are there, and made a "
                                        + "region of other memory",
                                "dmesg | grep -E 'BIOS-e820|user:'",
                                "grep -E 'Persistent|System RAM' /proc/iomem")
                        : missing.isEmpty()
                                ? Remedy.look(
                                        "Load the drivers; if there is still no region, check that the memory is usable RAM in the "
                                                + "firmware's map",
                                        "modprobe nd_e820",
                                        "modprobe nd_pmem",
                                        "dmesg | grep -E 'BIOS-e820|user:'")
                                : Remedy.look(
                                        "Boot a kernel that is built with " + drivers,
                                        "grep -E 'PMEM_LEGACY|LIBNVDIMM|BLK_DEV_PMEM' /boot/config-$(uname -r)"));
    }

    // --------------------------------------------------------------------------- something else came of it

    /** The regions that lie in what was asked for; all of them where their addresses are not known. */
    private List<Region> pieces(MemmapRegion asked) {
        List<Region> pieces = new ArrayList<>();
        for (Region region : legacy.values()) {
            boolean isWithin = !(region.startBytes() instanceof Fact.Known<Long> start)
                    || (start.content() >= asked.startBytes() && start.content() < asked.endBytes());
            if (isWithin) {
                pieces.add(region);
            }
        }
        return pieces;
    }

    private void addDifference(MemmapRegion asked, List<Finding> findings) {
        List<Region> pieces = pieces(asked);
        long total = 0;
        List<String> names = new ArrayList<>();
        for (Region piece : pieces) {
            if (piece.sizeBytes().is(asked.lengthBytes())) {
                return;
            }
            boolean addressKnown = piece.startBytes().isKnown();
            if (!piece.sizeBytes().isKnown() || (!addressKnown && joined.size() > 1)) {
                return;
            }
            total += piece.sizeBytes().value().orElseThrow();
            names.add(piece.name() + " of "
                    + Sizes.bytes(piece.sizeBytes().value().orElseThrow()));
        }
        if (pieces.isEmpty()) {
            addWithoutDevice(asked, findings);
            return;
        }
        boolean isFixed = asked.mark() == MemmapRegion.Mark.PERSISTENT_WITHOUT_KASLR;
        boolean belowFour = asked.startBytes() < FOUR_GIBIBYTES && asked.endBytes() > FOUR_GIBIBYTES - (1L << 30);
        String what = asked.option() + " requested " + Sizes.bytes(asked.lengthBytes()) + " and became "
                + String.join(", ", names);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(evidence(asked));
        pieces.forEach(piece -> evidence.add(Evidence.of(piece.sizeBytes())));
        String fixed = "memmap=" + megabytes(asked.lengthBytes()) + "!4G";
        findings.add(new Finding(
                FindingCode.MEMMAP_NOT_AS_ASKED,
                Severity.WARNING,
                "kernel",
                belowFour
                        ? what + ": it reaches over what devices and firmware have below 4 GiB, which cuts it"
                        : what + ", " + Sizes.bytes(asked.lengthBytes() - total)
                                + " less: something else uses a part of it"
                                + (isFixed ? "" : ", for example the kernel itself where KASLR placed it there"),
                evidence,
                belowFour
                        ? Remedy.look(
                                "Let it begin at 4 GiB or above (" + fixed
                                        + "), in RAM that the firmware calls usable, and reboot",
                                "dmesg | grep -E 'BIOS-e820|user:'")
                        : isFixed
                                ? Remedy.look(
                                        "Find out what else uses that memory, and choose RAM that the firmware calls usable",
                                        "grep -E 'Persistent|Kernel|System RAM' /proc/iomem",
                                        "dmesg | grep -E 'BIOS-e820|user:'")
                                : Remedy.look(
                                        "Boot with nokaslr on the kernel's command line, or a kernel whose KASLR avoids memmap=; if "
                                                + "the region is still cut, find out what else uses that memory",
                                        "grep -E 'Persistent|Kernel|System RAM' /proc/iomem")));
    }

    private Evidence evidence(MemmapRegion asked) {
        return new Evidence(asked.option(), host.memmap().source());
    }

    private Finding overlap(MemmapRegion one, MemmapRegion other) {
        long shared = Math.min(one.endBytes(), other.endBytes()) - other.startBytes();
        return new Finding(
                FindingCode.MEMMAP_OVERLAP,
                Severity.WARNING,
                "kernel",
                one.option() + " and " + other.option() + " overlap by " + Sizes.bytes(shared)
                        + ": pmem disks are missing or differ from what was requested",
                List.of(evidence(one), evidence(other)),
                Remedy.look(
                        "Start the second at or after the end of the first: memmap=LENGTH!START, LENGTH first",
                        "cat /proc/cmdline",
                        "dmesg | grep -E 'BIOS-e820|user:'",
                        "grubby --update-kernel=ALL --remove-args='" + other.option() + "' --args='memmap="
                                + megabytes(other.lengthBytes()) + "!" + megabytes(one.endBytes()) + "'"));
    }

    private static String megabytes(long bytes) {
        return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + "M" : Long.toString(bytes);
    }
}
