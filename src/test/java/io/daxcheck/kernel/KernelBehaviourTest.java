package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelBehaviourTest {
    /**
     * The releases on both sides of every boundary, written out: the behaviour, then the releases that have it, then
     * those that do not.
     */
    private static final String BOUNDARIES = """
            BRD_HAS_DAX                         | 4.14 4.14.300 | 4.15 4.17 7.3
            BRD_SETS_QUEUE_FLAG                 | 4.14 4.14.300 | 4.15 4.17 7.3
            MOUNT_CHECK_PASSES_CLEAR_FLAG       | | 4.14 4.18 7.3
            BAD_BLOCK_REFUSES_DEVICE            | 4.7 | 4.8 4.14 7.3
            RANGE_CHECK_READS_NO_PAGE           | 5.17 7.3 | 4.14 5.14 5.16.20
            DM_HAS_NO_DAX                       | 4.7 | 4.8 4.14 7.3
            DM_TAKES_RAW_NAMESPACES             | | 4.14 5.14 5.15 5.16 5.17 7.3
            DM_CHECK_INVERTED                   | | 4.14 4.18 7.3
            XFS_KNOWS_NO_REFLINK                | 4.8 | 4.9 4.14 7.3
            XFS_REFUSES_REFLINK_AS_UNSUPPORTED  | | 4.14 4.18 7.3
            RAW_NAMESPACE_HAS_DAX               | 4.14 4.15 4.15.18 | 4.16 4.17 4.19 7.3
            RAW_NAMESPACE_SETS_QUEUE_FLAG       | 4.14 4.14.300 4.16.18 4.17 4.17.3 4.18-rc3 | 4.17.4 4.18-rc4 4.18 7.3
            DCSSBLK_HAS_DAX                     | 4.14 6.14 6.14.9 | 6.15 7.3
            MOUNT_CHECK_IGNORES_QUEUE_FLAG      | 4.14 4.14.54 4.15.18 4.16.18 4.17 4.17.5 4.18-rc3 | 4.14.55 4.17.6 4.18-rc4 4.18 5.0
            MOUNT_CHECK_READS_LAST_PAGE         | 5.1 5.2 5.16 5.16.20 | 4.14 4.20 5.0 5.0.21 5.17 7.3
            MOUNT_CHECK_ASKS_EVERY_TARGET       | 5.1.6 5.2-rc2 5.2 5.16.20 | 5.0 5.1 5.1.5 5.2-rc1 5.17 7.3
            MOUNT_CHECK_READS_NO_PAGE           | 5.17 6.1 7.3 | 4.14 5.15.135 5.16 5.16.20
            DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY    | 4.14 4.14.54 4.15 4.16 4.17 4.17.5 4.18-rc3 | 4.14.55 4.17.6 4.18-rc4 4.18 4.19
            DM_CHECKS_LOWER_DM_BY_ITS_PAGES     | 5.1.6 5.2-rc2 5.2 5.4.66 5.7 5.8.10 | 5.1.5 5.2-rc1 5.4.67 5.4.286 5.8.11 5.9 5.10
            DM_ANY_LEG_SUFFICES                 | 4.14 4.14.224 4.17 4.18 4.19.1 4.19.179 5.3 5.4.104 5.9.16 5.10 5.10.19 5.11 5.11.2 | 4.14.225 4.19.180 5.4.105 5.4.286 5.10.20 5.10.223 5.11.3 5.12 5.15 7.3
            DM_OFFSETS_TRUNCATED                | 5.17 5.18 6.1 7.3 | 4.14 5.15.135 5.16 5.16.20
            DM_LOG_WRITES_HAS_DAX               | 4.15 4.17 7.3 | 4.14 4.14.300
            DM_SNAPSHOT_ORIGIN_PRETENDS_DAX     | 4.14 4.19 5.1 5.1.21 | 5.2 5.4 7.3
            EXT4_FALLS_BACK                     | 4.16 4.17 4.19.1 4.20 4.20.17 | 4.14 4.15 4.15.18 5.0 5.1 7.3
            EXT2_DRIVER_REFUSES                 | 4.14 4.15.18 | 4.16 4.17 7.3
            EXT2_DRIVER_IGNORES_DAX             | 7.3 | 4.14 7.2 7.2.9
            XFS_REFUSES_REFLINK                 | 4.16 4.17 5.16 5.17 5.19 5.19.17 | 4.14 4.15.18 6.0 7.3
            XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO | 4.16 4.17 5.16 5.16.20 | 4.14 4.15.18 5.17 6.0
            XFS_REFUSES_REFLINK_ON_PARTITION    | 6.0 6.1 7.3 | 4.14 5.19 5.19.17
            DAX_OPTION_TAKES_VALUE              | 5.8 5.10.223 7.3 | 4.14 5.4.286 5.7 5.7.19
            XFS_HOLDS_DAX_DEVICE                | 6.0 6.1 7.3 | 4.14 5.15.135 5.19 5.19.17
            EROFS_HAS_DAX                       | 5.15 6.1 7.3 | 4.14 5.14 5.14.21
            XFS_REFLINK_CORRUPTS                | 6.0 6.1 6.1.176 | 4.14 5.19 6.2 6.6.87 7.3
            XFS_MOUNTS_BIGTIME                  | 5.10 7.3 | 4.14 5.9
            XFS_MOUNTS_NREXT64                  | 5.19 6.1 7.3 | 5.10.223 5.18
            XFS_MOUNTS_EXCHANGE                 | 6.10 6.12 7.3 | 6.1.176 6.9
            XFS_MOUNTS_LARGE_BLOCKS             | 6.12 7.3 | 6.1.176 6.11
            XFS_MOUNTS_METADIR                  | 6.13 6.18 7.3 | 6.12.95
            XFS_MOUNTS_ZONED                    | 6.15 6.18 7.3 | 6.12.95 6.14
            EXT4_MOUNTS_CASEFOLD                | 5.2 7.3 | 5.1
            EXT4_MOUNTS_VERITY                  | 5.4 7.3 | 5.3
            EXT4_MOUNTS_ORPHAN_PRESENT          | 5.15 7.3 | 5.14
            EXT4_MOUNTS_LARGE_BLOCKS            | 6.19 7.3 | 6.18.15
            EROFS_MOUNTS_DEVICES                | 5.16 7.3 | 5.15
            EROFS_CHECKS_OTHER_DEVICES          | 6.16.5 6.17 6.18 7.3 | 6.1.176 6.12.95 6.16.4
            EROFS_SKIPS_FIRST_DEVICE            | 6.16.5 6.16.12 6.17 6.17.12 6.18 6.18.1 | 6.12.95 6.16.4 6.17.13 6.18.2 6.18.15 6.19 7.3
            EROFS_MOUNTS_SMALL_BLOCKS           | 6.1.113 6.1.176 6.4 7.3 | 5.10.223 5.15.135 6.1.112 6.2 6.3.13
            VIRTIO_PMEM_HAS_DRIVER              | 5.3 7.3 | 4.14 5.2
            PARTS_OF_SECTIONS_MAPPED            | 5.3 7.3 | 5.2
            MISALIGNED_NAMESPACE_REFUSED        | 5.7 7.3 | 5.6
            """;

    private static KernelVersion version(String text) {
        return KernelRelease.parse(text).orElseThrow().version();
    }

    @Test
    void everyRowBeginsAndEndsWhereItShould() {
        List<String> wrong = new ArrayList<>();
        Set<KernelBehaviour> written = EnumSet.noneOf(KernelBehaviour.class);
        for (String line : BOUNDARIES.lines().toList()) {
            String[] parts = line.split("\\|", -1);
            KernelBehaviour behaviour = KernelBehaviour.valueOf(parts[0].strip());
            written.add(behaviour);
            for (int side = 1; side <= 2; side++) {
                for (String release : parts[side].strip().split(" ", 0)) {
                    if (release.isEmpty()) {
                        continue;
                    }
                    boolean expected = side == 1;
                    if (KernelModel.of(version(release)).has(behaviour) != expected) {
                        wrong.add(release + (expected ? " lacks " : " has ") + behaviour);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(written).as("rows with a line above").containsExactly(KernelBehaviour.values());
    }

    private static KernelVersion before(KernelVersion version) {
        if (version.candidate() != KernelVersion.FINAL) {
            return new KernelVersion(version.major(), version.minor(), 0, version.candidate() - 1);
        }
        if (version.patch() > 0) {
            return new KernelVersion(version.major(), version.minor(), version.patch() - 1);
        }
        return version.minor() > 0
                ? KernelVersion.of(version.major(), version.minor() - 1).endOfBranch()
                : KernelVersion.of(version.major() - 1, 999).endOfBranch();
    }

    private static void checkEdge(KernelBehaviour behaviour, KernelVersion first, boolean begins) {
        assertThat(KernelModel.of(first).has(behaviour))
                .as("%s in %s", behaviour, first)
                .isEqualTo(begins);
        KernelVersion last = before(first);
        // A mainline change may be in the stable releases of the branch before already.
        boolean alreadyThere = isInStable(begins ? behaviour.since() : behaviour.until(), last);
        assertThat(KernelModel.of(last).has(behaviour))
                .as("%s in %s", behaviour, last)
                .isEqualTo(alreadyThere == begins);
    }

    private static boolean isInStable(Optional<KernelChange> landing, KernelVersion version) {
        for (KernelVersion backport : landing.orElseThrow().stable()) {
            if (version.sameBranch(backport) && version.compareTo(backport) >= 0) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @EnumSource
    void theReleaseBeforeEachEdgeIsOnTheOtherSide(KernelBehaviour behaviour) {
        if (behaviour.isVendorsOnly()) {
            return;
        }
        for (boolean begins : new boolean[] {true, false}) {
            Optional<KernelChange> landing = begins ? behaviour.since() : behaviour.until();
            if (landing.isPresent()) {
                checkEdge(behaviour, landing.get().mainline(), begins);
                for (KernelVersion backport : landing.get().stable()) {
                    checkEdge(behaviour, backport, begins);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRowSaysWhatItMeansAndWhereItWasRead(KernelBehaviour behaviour) {
        assertThat(behaviour.meaning()).endsWith(".");
        assertThat(behaviour.kernelSource()).containsPattern("[a-z0-9_/]+\\.c: ");
        assertThat(behaviour.since().isPresent() || behaviour.until().isPresent())
                .as("a row that never begins nor ends tells no kernels apart")
                .isTrue();
        for (Optional<KernelChange> edge : List.of(behaviour.since(), behaviour.until())) {
            edge.ifPresent(landing -> {
                assertThat(landing.commit()).matches("([0-9a-f]{12})?");
                for (KernelVersion backport : landing.stable()) {
                    assertThat(backport).isLessThan(landing.mainline());
                    assertThat(backport.patch()).isPositive();
                }
            });
        }
    }

    @Test
    void rowsBeginBeforeTheyEndAndInsideTheTable() {
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (behaviour.isVendorsOnly()) {
                continue;
            }
            behaviour.since().ifPresent(since -> {
                assertThat(since.mainline()).isGreaterThan(KernelBehaviour.OLDEST);
                behaviour
                        .until()
                        .ifPresent(until -> assertThat(since.mainline()).isLessThan(until.mainline()));
            });
        }
        assertThat(KernelBehaviour.boundaries().last()).isLessThanOrEqualTo(KernelBehaviour.NEWEST);
        assertThat(KernelBehaviour.NEWEST).isLessThan(KernelBehaviour.END);
    }

    @Test
    void everyEraBehavesInAWayOfItsOwn() {
        List<KernelVersion> eras = KernelBehaviour.eras();
        assertThat(eras).startsWith(version("4.14"), version("4.15"), version("4.16"), version("4.18-rc4"));
        assertThat(eras).isSorted().doesNotHaveDuplicates();
        Set<String> distinct = new TreeSet<>();
        for (KernelVersion era : eras) {
            assertThat(distinct.add(KernelModel.of(era).behaviours().toString()))
                    .as("%s behaves like an era before it", era)
                    .isTrue();
        }
    }

    @Test
    void aModelHoldsItsOwnSet() {
        KernelModel model = KernelModel.of(version("6.1"));
        assertThat(model.behaviours()).isUnmodifiable();
        assertThat(new KernelModel(version("6.1"), Set.of()).behaviours()).isEmpty();
    }

    @Test
    void behavesSoOnlyAtAVendorWhereUpstreamHasNoKernelThatDoes() {
        List<KernelBehaviour> vendorsOnly = new ArrayList<>();
        for (KernelBehaviour behaviour : KernelBehaviour.values()) {
            if (behaviour.isVendorsOnly()) {
                vendorsOnly.add(behaviour);
            }
        }
        assertThat(vendorsOnly)
                .containsExactlyInAnyOrder(
                        // Changes that only SUSE made.
                        KernelBehaviour.MOUNT_CHECK_PASSES_CLEAR_FLAG,
                        KernelBehaviour.DM_CHECK_INVERTED,
                        KernelBehaviour.XFS_REFUSES_REFLINK_AS_UNSUPPORTED,
                        // Ended before the oldest kernel of the table.
                        KernelBehaviour.BAD_BLOCK_REFUSES_DEVICE,
                        KernelBehaviour.DM_HAS_NO_DAX,
                        KernelBehaviour.XFS_KNOWS_NO_REFLINK,
                        // Upstream ended it before it could begin.
                        KernelBehaviour.DM_TAKES_RAW_NAMESPACES);
    }
}
