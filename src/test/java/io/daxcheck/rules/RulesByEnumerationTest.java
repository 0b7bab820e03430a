package io.daxcheck.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.kernel.KernelVersion;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of leaf under every kind of table, on every kernel before and after each change of the rules, with both
 * sizes of page: a host for each kernel and page size, with a device for each combination. What must hold is written
 * down here in terms of kernel versions, and not taken from the rules that are tested.
 */
class RulesByEnumerationTest {
    private static final int[] PAGE_SIZES = {4096, 65536};

    /** Sectors of every dm device; whole pages and whole rows of stripes. */
    private static final long LENGTH = 65_536;

    private static final long HALF = LENGTH / 2;

    /** Sectors of everything below; with room for a start. */
    private static final long LEAF = 1 << 18;

    /** Where data starts on a leaf: a whole number of pages of either size. */
    private static final long START = 2048;

    // ------------------------------------------------------------------------------------------ the kernels

    /** A kernel, and what is known of it by its number. */
    private record Kernel(String release, KernelVersion version) {
        private static Kernel of(String release) {
            return new Kernel(
                    release, KernelRelease.parse(release).orElseThrow().version());
        }

        private boolean from(String release) {
            return version.compareTo(Kernel.of(release).version) >= 0;
        }

        private boolean before(String release) {
            return !from(release);
        }

        /** From this stable release of a branch on. */
        private boolean inBranchFrom(String release) {
            KernelVersion first = Kernel.of(release).version;
            return version.major() == first.major() && version.minor() == first.minor() && from(release);
        }

        private boolean rawHasDax() {
            return before("4.16");
        }

        private boolean brdHasDax() {
            return before("4.15");
        }

        /** Whether queue/dax of a raw namespace reads 1, regardless of the truth. */
        private boolean rawFlagLies() {
            return before("4.18.0-rc4") && !inBranchFrom("4.17.4");
        }

        /** The fixes of the 2018 thread: a table asks its devices, and a mount looks at the flag. */
        private boolean hasFixesOf2018() {
            return from("4.18.0-rc4") || inBranchFrom("4.17.6") || inBranchFrom("4.14.55");
        }

        /** The fix of 2021: every leg of a target is asked. */
        private boolean asksEveryLeg() {
            return from("5.12")
                    || inBranchFrom("5.11.3")
                    || inBranchFrom("5.10.20")
                    || inBranchFrom("5.4.105")
                    || inBranchFrom("4.19.180")
                    || inBranchFrom("4.14.225");
        }

        /** First and last page must be on one namespace. */
        private boolean wantsOnePagemap() {
            return from("5.1") && before("5.2.0-rc2") && !inBranchFrom("5.1.6");
        }

        private boolean readsFirstPageOnly() {
            return before("5.1");
        }

        private boolean truncatesOffsets() {
            return from("5.17");
        }

        private boolean ext4TurnsDaxOff() {
            return from("4.16") && before("5.0");
        }

        @Override
        public String toString() {
            return release;
        }
    }

    /** The last before and the first with every change of the rules, in mainline and in stable branches. */
    private static List<Kernel> kernels() {
        Set<KernelVersion> versions = new TreeSet<>();
        versions.add(KernelBehaviour.OLDEST);
        versions.add(KernelBehaviour.NEWEST);
        for (KernelVersion boundary : KernelBehaviour.boundaries()) {
            versions.add(boundary);
            versions.add(before(boundary));
        }
        List<Kernel> kernels = new ArrayList<>();
        for (KernelVersion version : versions) {
            String release = version.major() + "." + version.minor() + "." + version.patch();
            kernels.add(Kernel.of(
                    version.candidate() == KernelVersion.FINAL ? release : release + "-rc" + version.candidate()));
        }
        return kernels;
    }

    private static KernelVersion before(KernelVersion version) {
        if (version.candidate() != KernelVersion.FINAL) {
            return new KernelVersion(version.major(), version.minor(), 0, version.candidate() - 1);
        }
        if (version.patch() > 0) {
            return new KernelVersion(version.major(), version.minor(), version.patch() - 1);
        }
        if (version.minor() > 0) {
            return KernelVersion.of(version.major(), version.minor() - 1);
        }
        return switch (version.major()) {
            case 5 -> KernelVersion.of(4, 20);
            case 6 -> KernelVersion.of(5, 19);
            case 7 -> KernelVersion.of(6, 19);
            default -> throw new IllegalArgumentException("which kernel came before " + version + "?");
        };
    }

    // ------------------------------------------------------------------------------------------- the devices

    /** What lies at the bottom. */
    private enum Leaf {
        FSDAX("pmem0"),
        OTHER_FSDAX("pmem1"),
        RAW("pmem2"),
        SECTOR("pmem3s"),
        E820("pmem4"),
        VIRTIO("pmem5"),
        BRD("ram0"),
        DISK("vda");

        private final String device;

        Leaf(String device) {
            this.device = device;
        }

        private boolean hasDax(Kernel kernel) {
            return switch (this) {
                case FSDAX, OTHER_FSDAX, E820, VIRTIO -> true;
                case RAW -> kernel.rawHasDax();
                case BRD -> kernel.brdHasDax();
                case SECTOR, DISK -> false;
            };
        }

        /** What happens on a page of it where the kernel gives DAX although it has none. */
        private Hazard hazard() {
            return this == RAW ? Hazard.PANIC : Hazard.ERROR;
        }
    }

    /** What is stacked on a leaf. {@code OTHER_FSDAX} is the second leg where there are two. */
    private enum Table {
        LINEAR,
        LINEAR_ON_LINEAR,
        /** fsdax first, then the leaf. */
        LINEAR_PAIR,
        STRIPED_LEAF_SECOND,
        STRIPED_LEAF_FIRST,
        LOG_WRITES,
        CRYPT,
        ERROR,
        UNKNOWN_TYPE;

        private boolean passesDax(Kernel kernel) {
            return switch (this) {
                case LINEAR, LINEAR_ON_LINEAR, LINEAR_PAIR, STRIPED_LEAF_SECOND, STRIPED_LEAF_FIRST -> true;
                case LOG_WRITES -> kernel.from("4.15");
                case CRYPT, ERROR, UNKNOWN_TYPE -> false;
            };
        }

        private boolean hasTwoLegs() {
            return this == LINEAR_PAIR || this == STRIPED_LEAF_SECOND || this == STRIPED_LEAF_FIRST;
        }
    }

    /** A kernel with a size of page, and what is said of each device of a host that runs it. */
    private static final class Machine {
        private final Kernel kernel;
        private final long pageSectors;
        private final SyntheticHost synthetic;
        private final Map<String, String> names = new HashMap<>();
        private final Map<String, StackReport> reports = new HashMap<>();
        private int minors;

        private Machine(Kernel kernel, int pageSize) {
            this.kernel = kernel;
            this.pageSectors = pageSize / 512;
            this.synthetic = new SyntheticHost(kernel.release(), pageSize)
                    .pmem("pmem0", Memory.FSDAX, LEAF)
                    .pmem("pmem1", Memory.FSDAX, LEAF)
                    .pmem("pmem2", Memory.RAW, LEAF)
                    .pmem("pmem3s", Memory.SECTOR, LEAF)
                    .pmem("pmem4", Memory.E820, LEAF)
                    .pmem("pmem5", Memory.VIRTIO, LEAF)
                    .disk("ram0", "1:0", LEAF)
                    .disk("vda", "254:0", LEAF);
        }

        /** Adds a dm device. */
        private Machine dm(String title, String... lines) {
            names.put(title, "dm-" + minors);
            synthetic.dm(minors++, lines);
            return this;
        }

        private Machine dm(Leaf leaf, Table table) {
            String title = leaf + " " + table;
            String own = "{" + leaf.device + "}";
            String other = "{" + Leaf.OTHER_FSDAX.device + "}";
            return switch (table) {
                case LINEAR -> dm(title, "0 %d linear %s %d".formatted(LENGTH, own, START));
                case LINEAR_ON_LINEAR -> {
                    dm(title + " below", "0 %d linear %s %d".formatted(LENGTH + START, own, START));
                    yield dm(title, "0 %d linear {%s} %d".formatted(LENGTH, names.get(title + " below"), START));
                }
                case LINEAR_PAIR ->
                    dm(
                            title,
                            "0 %d linear %s %d".formatted(HALF, other, START),
                            "%d %d linear %s %d".formatted(HALF, HALF, own, START));
                case STRIPED_LEAF_SECOND ->
                    dm(title, "0 %d striped 2 128 %s %d %s %d".formatted(LENGTH, other, START, own, START));
                case STRIPED_LEAF_FIRST ->
                    dm(title, "0 %d striped 2 128 %s %d %s %d".formatted(LENGTH, own, START, other, START));
                case LOG_WRITES -> dm(title, "0 %d log-writes %s {%s}".formatted(LENGTH, own, Leaf.DISK.device));
                case CRYPT ->
                    dm(title, "0 %d crypt aes-xts-plain64 :64:logon:key 0 %s %d".formatted(LENGTH, own, START));
                case ERROR -> dm(title, "0 %d error".formatted(LENGTH));
                case UNKNOWN_TYPE -> dm(title, "0 %d frobnicate %s %d".formatted(LENGTH, own, START));
            };
        }

        private Machine judged() {
            Host host = synthetic.read();
            HostDiagnosis diagnosis = new HostDiagnosis(host, Optional.empty());
            for (StackReport report : diagnosis.judge(diagnosis.stacks(true)).stacks()) {
                reports.put(report.stack().top().name(), report);
            }
            return this;
        }

        private StackReport of(Leaf leaf) {
            return reports.get(leaf.device);
        }

        private StackReport of(Leaf leaf, Table table) {
            return of(leaf + " " + table);
        }

        private StackReport of(String title) {
            return reports.get(names.getOrDefault(title, title));
        }
    }

    private interface Rules {
        void holdOn(Machine machine);
    }

    private static Stream<DynamicTest> onEveryKernel(Rules rules) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kernel kernel : kernels()) {
            for (int pageSize : PAGE_SIZES) {
                tests.add(dynamicTest(
                        kernel + ", pages of " + pageSize, () -> rules.holdOn(new Machine(kernel, pageSize))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(60);
        return tests.stream();
    }

    private static Machine withEveryTable(Machine machine) {
        for (Leaf leaf : Leaf.values()) {
            for (Table table : Table.values()) {
                if (leaf != Leaf.OTHER_FSDAX) {
                    machine.dm(leaf, table);
                }
            }
        }
        return machine.judged();
    }

    private static Hazard[] none() {
        return new Hazard[0];
    }

    private static void assertGives(StackReport report, String what, Verdict verdict, Hazard... hazards) {
        assertThat(report.verdict()).as(what).isEqualTo(verdict);
        for (Filesystem filesystem : List.of(Filesystem.EXT4, Filesystem.XFS)) {
            FilesystemOutcome outcome = report.filesystems().get(filesystem);
            assertThat(outcome.hazards()).as(what).containsExactly(hazards);
            assertThat(outcome.mount() == MountOutcome.DAX)
                    .as("%s: %s has DAX", what, filesystem)
                    .isEqualTo(verdict == Verdict.SUPPORTED || verdict == Verdict.UNSAFE);
        }
    }

    // ---------------------------------------------------------------------------------------------- the rules

    @TestFactory
    Stream<DynamicTest> supportedIsWhatHasDaxThroughAndThrough() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            for (Leaf leaf : Leaf.values()) {
                assertGives(
                        machine.of(leaf),
                        leaf + " alone",
                        leaf.hasDax(machine.kernel) ? Verdict.SUPPORTED : Verdict.UNSUPPORTED);
                if (leaf == Leaf.OTHER_FSDAX) {
                    continue;
                }
                for (Table table : Table.values()) {
                    boolean twoPagemaps = table.hasTwoLegs() && machine.kernel.wantsOnePagemap();
                    boolean hasDax = leaf.hasDax(machine.kernel) && table.passesDax(machine.kernel) && !twoPagemaps;
                    assertThat(machine.of(leaf, table).verdict() == Verdict.SUPPORTED)
                            .as("%s under %s is supported", leaf, table)
                            .isEqualTo(hasDax);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> dmOverOneLeafDoesWhatTheLeafDoes() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            for (Leaf leaf : List.of(Leaf.FSDAX, Leaf.RAW, Leaf.SECTOR, Leaf.E820, Leaf.VIRTIO, Leaf.BRD, Leaf.DISK)) {
                for (Table table : List.of(Table.LINEAR, Table.LINEAR_ON_LINEAR)) {
                    StackReport above = machine.of(leaf, table);
                    assertThat(above.verdict())
                            .as(leaf + " " + table)
                            .isEqualTo(machine.of(leaf).verdict());
                    assertThat(above.filesystems())
                            .as(leaf + " " + table)
                            .isEqualTo(machine.of(leaf).filesystems());
                    assertThat(above.predicted())
                            .as(leaf + " " + table)
                            .isEqualTo(machine.of(leaf).predicted());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> queueDaxOfALeafIsItsModeOrLies() {
        return onEveryKernel(machine -> {
            machine.judged();
            for (Leaf leaf : Leaf.values()) {
                boolean lies = leaf == Leaf.RAW && machine.kernel.rawFlagLies();
                assertThat(machine.of(leaf).predicted()).as(leaf.name()).contains(leaf.hasDax(machine.kernel) || lies);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> targetWithoutDaxTakesItFromEveryLeaf() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            for (Leaf leaf : List.of(Leaf.FSDAX, Leaf.RAW, Leaf.SECTOR, Leaf.E820, Leaf.VIRTIO, Leaf.BRD)) {
                for (Table table : List.of(Table.CRYPT, Table.ERROR)) {
                    assertGives(machine.of(leaf, table), leaf + " " + table, Verdict.UNSUPPORTED);
                    assertThat(machine.of(leaf, table).predicted()).contains(false);
                }
                assertThat(machine.of(leaf, Table.UNKNOWN_TYPE).verdict())
                        .as(leaf + " under a target of an unknown type")
                        .isIn(Verdict.UNSUPPORTED, Verdict.UNKNOWN);
            }
        });
    }

    /** linear over fsdax, then over something without DAX: the case that the 2018 thread began with. */
    @TestFactory
    Stream<DynamicTest> secondLinearTargetWithoutDax() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            for (Leaf leaf : List.of(Leaf.RAW, Leaf.SECTOR, Leaf.BRD, Leaf.DISK)) {
                if (leaf.hasDax(machine.kernel)) {
                    continue;
                }
                StackReport report = machine.of(leaf, Table.LINEAR_PAIR);
                String what = leaf + " after fsdax";
                if (machine.kernel.hasFixesOf2018()) {
                    assertGives(report, what, Verdict.UNSUPPORTED);
                    assertThat(report.predicted()).as(what).contains(false);
                } else if (leaf == Leaf.RAW && machine.kernel.rawFlagLies()) {
                    assertGives(report, what, Verdict.UNSAFE, Hazard.PANIC);
                    assertThat(report.predicted()).as(what).contains(true);
                    assertThat(report.hazardRanges()).containsExactly(new HazardRange(Hazard.PANIC, HALF, HALF));
                } else {
                    // Without its dax device the filesystem fails on every page, not on those of one leg alone.
                    assertGives(report, what, Verdict.UNSAFE, Hazard.ERROR);
                    assertThat(report.predicted()).as(what).contains(false);
                    assertThat(report.hazardBytes()).isEqualTo(LENGTH * 512);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> stripedLegWithoutDax() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            Kernel kernel = machine.kernel;
            for (Leaf leaf : List.of(Leaf.RAW, Leaf.SECTOR, Leaf.BRD, Leaf.DISK)) {
                if (leaf.hasDax(kernel)) {
                    continue;
                }
                for (Table table : List.of(Table.STRIPED_LEAF_FIRST, Table.STRIPED_LEAF_SECOND)) {
                    StackReport report = machine.of(leaf, table);
                    String what = leaf + " " + table;
                    boolean readsItAtMount = kernel.wantsOnePagemap()
                            || (kernel.readsFirstPageOnly() && table == Table.STRIPED_LEAF_FIRST);
                    if (kernel.asksEveryLeg() || readsItAtMount) {
                        assertGives(report, what, Verdict.UNSUPPORTED);
                        continue;
                    }
                    assertGives(report, what, Verdict.UNSAFE, leaf.hazard());
                    assertThat(report.predicted()).as(what).contains(true);
                    assertThat(report.hazardBytes()).as(what).isEqualTo(LENGTH * 512 / 2);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> filesystemsWithoutDaxFallBackOrRefuse() {
        return onEveryKernel(machine -> {
            withEveryTable(machine);
            MountOutcome ext4Without = machine.kernel.ext4TurnsDaxOff() ? MountOutcome.FALLBACK : MountOutcome.REFUSED;
            Set<MountOutcome> seen = new LinkedHashSet<>();
            machine.reports.forEach((device, report) -> {
                MountOutcome ext4 = report.filesystems().get(Filesystem.EXT4).mount();
                MountOutcome xfs = report.filesystems().get(Filesystem.XFS).mount();
                assertThat(ext4).as(device).isIn(MountOutcome.DAX, ext4Without);
                assertThat(xfs).as(device).isIn(MountOutcome.DAX, MountOutcome.FALLBACK);
                assertThat(ext4 == MountOutcome.DAX).as(device).isEqualTo(xfs == MountOutcome.DAX);
                seen.add(ext4);
            });
            assertThat(seen).containsExactlyInAnyOrder(MountOutcome.DAX, ext4Without);
        });
    }

    @TestFactory
    Stream<DynamicTest> linearOffsetIsWholePages() {
        return onEveryKernel(machine -> {
            List<Long> shifts = new ArrayList<>(List.of(64L, 127L, 128L, 129L, 256L));
            for (long shift = 0; shift <= 17; shift++) {
                shifts.add(shift);
            }
            for (long shift : shifts) {
                machine.dm("shift " + shift, "0 %d linear {pmem0} %d".formatted(LENGTH, START + shift));
            }
            machine.judged();
            for (long shift : shifts) {
                StackReport report = machine.of("shift " + shift);
                String what = "shifted by " + shift;
                if (shift % machine.pageSectors == 0) {
                    assertGives(report, what, Verdict.SUPPORTED);
                    assertThat(report.hazardBytes()).isZero();
                } else if (machine.kernel.truncatesOffsets()) {
                    assertGives(report, what, Verdict.UNSAFE, Hazard.CORRUPT);
                    assertThat(report.hazardRanges()).containsExactly(new HazardRange(Hazard.CORRUPT, 0, LENGTH));
                    assertThat(report.hazardBytes()).isEqualTo(LENGTH * 512);
                } else {
                    assertGives(report, what, Verdict.UNSUPPORTED);
                }
            }
        });
    }

    /** The first page is right, so the oldest kernels do not notice. */
    @TestFactory
    Stream<DynamicTest> offsetOfTheSecondTargetIsWholePages() {
        return onEveryKernel(machine -> {
            for (long shift : List.of(0L, 1L, 7L, 8L, 128L)) {
                machine.dm(
                        "shift " + shift,
                        "0 %d linear {pmem0} %d".formatted(HALF, START),
                        "%d %d linear {pmem0} %d".formatted(HALF, HALF, START + HALF + shift));
            }
            machine.judged();
            Kernel kernel = machine.kernel;
            for (long shift : List.of(0L, 1L, 7L, 8L, 128L)) {
                StackReport report = machine.of("shift " + shift);
                String what = "second target shifted by " + shift;
                if (shift % machine.pageSectors == 0) {
                    assertGives(report, what, Verdict.SUPPORTED);
                } else if (kernel.truncatesOffsets()) {
                    assertGives(report, what, Verdict.UNSAFE, Hazard.CORRUPT);
                    assertThat(report.hazardRanges()).containsExactly(new HazardRange(Hazard.CORRUPT, HALF, HALF));
                } else if (kernel.readsFirstPageOnly()) {
                    assertGives(report, what, Verdict.UNSAFE, Hazard.ERROR);
                    assertThat(report.hazardRanges()).containsExactly(new HazardRange(Hazard.ERROR, HALF, HALF));
                } else {
                    assertGives(report, what, Verdict.UNSUPPORTED, none());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> partitionsStartOnPagesAndEndOnThemSinceFiveSeventeen() {
        return onEveryKernel(machine -> {
            long page = machine.pageSectors;
            machine.synthetic
                    .partition("pmem0", 1, START, 1024 * page)
                    .partition("pmem0", 2, START + 1, 1024 * page)
                    .partition("pmem0", 3, START, 1024 * page + 1)
                    .partition("pmem0", 4, START + page - 1, 1024 * page);
            machine.dm("on a partition", "0 %d linear {pmem0p1} %d".formatted(64 * page, page))
                    .dm("on an odd partition", "0 %d linear {pmem0p2} %d".formatted(64 * page, page))
                    .dm("odd start made even", "0 %d linear {pmem0p2} %d".formatted(64 * page, page - 1))
                    .judged();
            assertGives(machine.of("pmem0p1"), "aligned", Verdict.SUPPORTED);
            assertGives(machine.of("pmem0p2"), "one sector late", Verdict.UNSUPPORTED);
            assertGives(machine.of("pmem0p4"), "one sector early", Verdict.UNSUPPORTED);
            assertGives(
                    machine.of("pmem0p3"),
                    "one sector long",
                    machine.kernel.from("5.17") ? Verdict.UNSUPPORTED : Verdict.SUPPORTED);
            assertGives(machine.of("on a partition"), "dm on a partition", Verdict.SUPPORTED);
            assertThat(machine.of("on an odd partition").verdict()).isEqualTo(Verdict.UNSUPPORTED);
            assertThat(machine.of("odd start made even").verdict() == Verdict.SUPPORTED)
                    .as("an offset on an odd partition that lands on a page, before tables asked their devices")
                    .isEqualTo(!machine.kernel.hasFixesOf2018());
        });
    }
}
