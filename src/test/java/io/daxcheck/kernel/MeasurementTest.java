package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.truth.Captures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementTest {
    /** A rule on a kernel: whether one that has the same was run, upstream's or of the same series. */
    @ParameterizedTest
    @CsvSource({
        "5.16.3,                          DM_OFFSETS_TRUNCATED,            true",
        "5.17.0,                          DM_OFFSETS_TRUNCATED,            true",
        "5.1.2,                           MOUNT_CHECK_READS_LAST_PAGE,     true",
        "6.0.9,                           XFS_REFLINK_CORRUPTS,            true",
        "5.10.0-32-amd64,                 DM_ANY_LEG_SUFFICES,             true",
        "5.14.0-284.11.1.el9_2.x86_64,    DM_TAKES_RAW_NAMESPACES,         true",
        "5.14.0-162.6.1.el9_1.x86_64,     DM_TAKES_RAW_NAMESPACES,         true",
        "5.14.0-70.13.1.el9_0.x86_64,     DM_OFFSETS_TRUNCATED,            true",
        "5.14.0-427.13.1.el9_4.x86_64,    XFS_REFUSES_REFLINK,             true",
        "5.14.0-327.el9.x86_64,           XFS_REFLINK_CORRUPTS,            false",
        "4.18.0-553.el8_10.x86_64,        DM_OFFSETS_TRUNCATED,            false",
        "5.3.18-59.5-default,             DM_OFFSETS_TRUNCATED,            false",
        "5.4.0-150-generic,               DM_ANY_LEG_SUFFICES,             false",
        "5.4.17-2136.300.7.el8uek.x86_64, DM_ANY_LEG_SUFFICES,             false",
        "3.10.0-514.el7.x86_64,           DM_HAS_NO_DAX,                   false",
    })
    void isOfTheSameSeries(String release, KernelBehaviour rule, boolean covered) {
        assertThat(covers(Measurement.STACKS, release, rule)).isEqualTo(covered);
    }

    @Test
    void everyWayMustHaveBeenMeasured() {
        String halfOfReflink = "5.14.0-327.el9.x86_64";
        assertThat(covers(Measurement.STACKS, halfOfReflink, KernelBehaviour.XFS_REFLINK_CORRUPTS))
                .as("one of its two ways was never run")
                .isFalse();
        assertThat(covers(Measurement.STACKS, halfOfReflink, KernelBehaviour.DM_OFFSETS_TRUNCATED))
                .isTrue();
    }

    @Test
    void signatureMakesUbuntusKernelOneOfUpstreams() {
        KernelRelease told = KernelRelease.parse("5.15.0-91-generic")
                .orElseThrow()
                .describedBy("Ubuntu 5.15.0-91.101-generic 5.15.131");
        assertThat(Measurement.STACKS.covers(
                        Optional.of(told), told.plausibleModels(), List.of(KernelBehaviour.DM_OFFSETS_TRUNCATED)))
                .isTrue();
    }

    @Test
    void oneThatIsNotKnownIsAnyOfUpstreams() {
        List<KernelModel> all = KernelRelease.allModels();
        assertThat(Measurement.STACKS.covers(Optional.empty(), all, List.of(KernelBehaviour.DM_OFFSETS_TRUNCATED)))
                .isTrue();
        assertThat(Measurement.BAD_BLOCKS.covers(Optional.empty(), all, List.of(KernelBehaviour.DM_OFFSETS_TRUNCATED)))
                .isFalse();
    }

    @Test
    void nothingAndEverything() {
        assertThat(covers(Measurement.NONE, "7.3.4", KernelBehaviour.DM_OFFSETS_TRUNCATED))
                .isFalse();
        assertThat(covers(Measurement.EVERY_KERNEL, "4.18.0-80.el8.x86_64", KernelBehaviour.DM_OFFSETS_TRUNCATED))
                .isTrue();
    }

    private static boolean covers(Measurement measurement, String release, KernelBehaviour rule) {
        KernelRelease kernel = KernelRelease.parse(release).orElseThrow();
        return measurement.covers(Optional.of(kernel), kernel.plausibleModels(), List.of(rule));
    }

    /** The releases are those of the captures with outcomes, and no other. */
    @Test
    @Tag("captures")
    void stacksAreThoseOfTheCaptures() {
        Set<String> measured = new TreeSet<>();
        for (String archive : Captures.KERNELS) {
            measured.add(Captures.of(archive).get(0).truth().get("upstream").asString());
        }
        for (String archive : Captures.RED_HAT) {
            measured.add(Captures.of(archive).get(0).truth().get("kernel").asString());
        }
        assertThat(Measurement.STACKS.releases()).containsExactlyInAnyOrderElementsOf(measured);
        List<String> others = new ArrayList<>(Measurement.BAD_BLOCKS.releases());
        assertThat(measured).containsAll(others);
    }
}
