package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.kernel.KernelRelease.Vendor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelReleaseTest {
    private static final String DEBIAN_VERSION = "Linux version 5.10.0-32-amd64 (debian-kernel@lists.debian.org) "
            + "(gcc-10 (Debian 10.2.1-6) 10.2.1 20210110, GNU ld (GNU Binutils for Debian) 2.35.2) "
            + "#1 SMP Debian 5.10.223-1 (2024-08-10)";

    private static KernelRelease release(String text) {
        return KernelRelease.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "5.10.0-32-amd64,                       5.10,     DEBIAN,   -",
                "6.1.0-21-arm64,                        6.1,      DEBIAN,   -",
                "6.12.74+deb13-amd64,                   6.12.74,  DEBIAN,   6.12.74",
                "4.18.0-553.el8_10.x86_64,              4.18,     RED_HAT,  -",
                "5.14.0-427.13.1.el9_4.x86_64,          5.14,     RED_HAT,  -",
                "3.10.0-1160.el7,                       3.10,     RED_HAT,  -",
                "5.15.0-300.163.18.el9uek.x86_64,       5.15,     ORACLE,   -",
                "4.15.0-213-generic,                    4.15,     UBUNTU,   -",
                "6.8.0-1021-aws,                        6.8,      UBUNTU,   -",
                "5.3.18-150300.59-default,              5.3.18,   SUSE,     -",
                "6.6.87.2-microsoft-standard-WSL2,      6.6.87,   UPSTREAM, 6.6.87",
                "6.18.44-fc,                            6.18.44,  UPSTREAM, 6.18.44",
                "7.1.0-rc3,                             7.1-rc3,  UPSTREAM, 7.1-rc3",
                "4.18-rc4,                              4.18-rc4, UPSTREAM, 4.18-rc4",
                "4.18.0-rc4-00123-gdeadbeef,            4.18-rc4, UPSTREAM, 4.18-rc4",
                "5.10.223,                              5.10.223, UPSTREAM, 5.10.223",
                "7.3,                                   7.3,      UPSTREAM, 7.3",
                "5.10.0-rcx,                            5.10,     UPSTREAM, -",
                "4.18.0-0.rc3.git1.1.fc29.x86_64,       4.18-rc3, UPSTREAM, 4.18-rc3",
                "6.11.0-63.fc41.x86_64,                 6.11,     UPSTREAM, 6.11",
                "6.12.0-arch1-1,                        6.12,     UPSTREAM, 6.12",
                "6.12.0-0.rc5.44.eln143.x86_64,         6.12-rc5, UPSTREAM, 6.12-rc5",
                "6.12.8-1-default,                      6.12.8,   UPSTREAM, 6.12.8",
                "6.11.0-1-default,                      6.11,     UPSTREAM, 6.11",
                "6.4.0-24-default,                      6.4,      SUSE,     -",
                "5.14.21-1-default,                     5.14.21,  SUSE,     -",
                "4.4.180-94.164-default,                4.4.180,  SUSE,     -",
                "6.12.38-1.el9.elrepo.x86_64,           6.12.38,  UPSTREAM, 6.12.38",
                "5.15.158-2-pve,                        5.15.158, UBUNTU,   5.15.158",
                "5.10.0-custom,                         5.10,     UPSTREAM, -",
                "5.10.223-custom,                       5.10.223, UPSTREAM, 5.10.223",
                "6.1.0-rpi7-rpi-v8,                     6.1,      UPSTREAM, -",
                "6.6.63-0-virt,                         6.6.63,   UPSTREAM, 6.6.63",
                "5.15.148-tegra,                        5.15.148, UPSTREAM, 5.15.148",
                "6.6.119-android15-8-gabc.x86_64,       6.6.119,  UPSTREAM, 6.6.119",
                "5.10.0-136.12.0.86.h1032.eulerosv2r12, 5.10,     OTHER,    -",
                "5.4.119-19.0009.tl3,                   5.4.119,  OTHER,    -",
                "4.19.90-2102.2.0.0066.ctl2.x86_64,     4.19.90,  OTHER,    -",
            })
    void readsWhatUnamePrints(String text, String version, Vendor vendor, String upstream) {
        KernelRelease release = release(text);
        assertThat(release.text()).isEqualTo(text);
        assertThat(release.version()).hasToString(version);
        assertThat(release.vendor()).isEqualTo(vendor);
        assertThat(release.upstream().map(KernelVersion::toString)).isEqualTo(Optional.ofNullable(upstream));
        if (upstream != null) {
            assertThat(release.judgedAs()).hasToString(upstream);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "linux", "5", "5.", ".5", "-5.10", "v5.10", "5-10", "5,10", "٥.١٠", "\u0000"})
    void readsNothingElse(String text) {
        assertThat(KernelRelease.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999999999.1",
                "5.99999999999999999999",
                "5.10.99999999999999999999",
                "7.1.0-rc99999999999999999999"
            })
    void numbersBeyondAllKernelsDoNoHarm(String text) {
        // Cut short or refused, and never another kernel that exists.
        KernelRelease.parse(text)
                .ifPresent(release -> assertThat(release.version())
                        .isIn(
                                new KernelVersion(5, 999_999, 0),
                                new KernelVersion(5, 10, 999_999),
                                new KernelVersion(7, 1, 0, 999_999)));
    }

    // ----------------------------------------------------------------------------- the level behind the release

    /** A name behind a 0 may hide the stable level: what a stable release changed is open. */
    @Test
    void aZeroBeforeANameMayHideTheLevel() {
        assertThat(models("5.10.0-custom")).hasSizeGreaterThan(1);
        assertThat(models("5.10.0")).hasSize(1);
        assertThat(models("5.10.0-300.fc33.x86_64")).hasSize(1);
    }

    /** A maker that is not known may carry what Red Hat and SUSE carry. */
    @Test
    void anUnknownMakersKernelMayHaveEveryLaterChange() {
        assertThat(models("5.10.0-136.12.0.86.h1032.eulerosv2r12.x86_64"))
                .anyMatch(model -> model.has(KernelBehaviour.DM_OFFSETS_TRUNCATED))
                .anyMatch(model -> !model.has(KernelBehaviour.DM_OFFSETS_TRUNCATED));
    }

    @Test
    void debianTellsTheLevelInProcVersion() {
        KernelRelease release = release("5.10.0-32-amd64").describedBy(DEBIAN_VERSION);
        assertThat(release.upstream()).contains(new KernelVersion(5, 10, 223));
        assertThat(release.judgedAs()).isEqualTo(new KernelVersion(5, 10, 223));
        assertThat(release.text()).isEqualTo("5.10.0-32-amd64");
        assertThat(release.vendor()).isEqualTo(Vendor.DEBIAN);
    }

    @Test
    void ubuntuTellsTheLevelInItsSignature() {
        KernelRelease release = release("4.15.0-213-generic").describedBy("Ubuntu 4.15.0-213.224-generic 4.15.18\n");
        assertThat(release.upstream()).contains(new KernelVersion(4, 15, 18));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Linux version 5.10.0-32-amd64 (gcc-10 (Debian 10.2.1-6) 10.2.1)",
                "#1 SMP Debian ",
                "#1 SMP Debian 5.11.223-1",
                "Ubuntu",
                "Ubuntu ",
                "Ubuntu 4.15.0-213.224-generic 4.15.18"
            })
    void aDescriptionThatTellsNothingOrAnotherBranchChangesNothing(String description) {
        KernelRelease release = release("5.10.0-32-amd64");
        assertThat(release.describedBy(description)).isEqualTo(release);
    }

    @Test
    void anotherVendorsDescriptionIsNotDebians() {
        KernelRelease release = release("5.10.1-custom");
        assertThat(release.describedBy(DEBIAN_VERSION)).isEqualTo(release);
    }

    // --------------------------------------------------------------------------------------- plausible models

    private static List<KernelModel> models(String text) {
        return release(text).plausibleModels();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.14.5", "4.17.0", "5.10.223", "6.12.74+deb13-amd64", "7.3.0", "3.10", "9.9"})
    void aKernelWhoseLevelIsKnownHasOneModel(String text) {
        assertThat(models(text)).containsExactly(KernelModel.of(release(text).version()));
    }

    @Test
    void theLevelThatDebianTellsLeavesOneModel() {
        assertThat(release("5.10.0-2-amd64").describedBy("Debian 5.10.19-1").plausibleModels())
                .containsExactly(KernelModel.of(new KernelVersion(5, 10, 19)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5.10.0-2-amd64",
                "5.11.0-7-generic",
                "5.8.0-42-generic",
                "5.4.0-1042-azure",
                "4.18.0-280.el8.x86_64",
                "5.14.0-325.el9.x86_64",
                "3.10.0-693.el7",
                "3.10.0-327.el7",
                "5.3.18-24.9-default"
            })
    void aKernelWhoseLevelIsHiddenHasSeveralModelsTheLikeliestFirst(String text) {
        List<KernelModel> models = models(text);
        assertThat(models).hasSizeGreaterThan(1);
        assertThat(models.get(0).version()).isEqualTo(release(text).judgedAs());
        Set<Set<KernelBehaviour>> distinct = new HashSet<>();
        for (KernelModel model : models) {
            assertThat(distinct.add(model.behaviours()))
                    .as("%s is listed twice", model)
                    .isTrue();
        }
    }

    @Test
    void anEnterpriseKernelOfNoKnownSeriesMayBehaveAsAnyLaterOne() {
        List<KernelModel> models = models("4.18.16-1.el8.x86_64");
        for (int minor : new int[] {1, 4, 10, 17}) {
            KernelModel later = KernelModel.of(KernelVersion.of(5, minor));
            assertThat(models).anyMatch(model -> model.behaviours().equals(later.behaviours()));
        }
        KernelModel earlier = KernelModel.of(KernelVersion.of(4, 16));
        assertThat(models).noneMatch(model -> model.behaviours().equals(earlier.behaviours()));
    }

    @Test
    void aKernelOfUbuntuBetweenTheLongTermOnesMayHaveEveryStableFixAndNoLaterChange() {
        List<KernelModel> models = models("5.3.0-62-generic");
        assertThat(models).anyMatch(model -> model.has(KernelBehaviour.DM_ANY_LEG_SUFFICES));
        assertThat(models).anyMatch(model -> !model.has(KernelBehaviour.DM_ANY_LEG_SUFFICES));
        assertThat(models).noneMatch(model -> model.has(KernelBehaviour.DM_OFFSETS_TRUNCATED));
    }

    /** Ubuntu's changelog of linux names the release that took each change over, also where its signature has another. */
    @ParameterizedTest
    @CsvSource({
        "RAW_NAMESPACE_HAS_DAX, 13, 14",
        "EXT2_DRIVER_REFUSES, 13, 14",
        "MOUNT_CHECK_IGNORES_QUEUE_FLAG, 43, 44",
        "DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY, 43, 44",
        "DM_ANY_LEG_SUFFICES, 142, 143"
    })
    void ubuntusOwnBackports(KernelBehaviour ended, int last, int first) {
        for (String signature : List.of("", "Ubuntu 4.15.0-213.224-generic 4.15.18")) {
            assertThat(release("4.15.0-" + last + "-generic")
                            .describedBy(signature)
                            .plausibleModels())
                    .anyMatch(model -> model.has(ended));
            assertThat(release("4.15.0-" + first + "-generic")
                            .describedBy(signature)
                            .plausibleModels())
                    .noneMatch(model -> model.has(ended));
        }
        assertThat(models("4.15.18")).allMatch(model -> model.has(ended));
    }

    @Test
    void debiansReleaseNumberRulesOutLevelsFromBeforeIt() {
        assertThat(release("5.10.0-32-amd64").judgedAs()).hasToString("5.10.24");
        assertThat(release("5.10.0-4-amd64").judgedAs()).hasToString("5.10");
        assertThat(models("5.10.0-32-amd64"))
                .singleElement()
                .satisfies(model -> assertThat(model.has(KernelBehaviour.DM_ANY_LEG_SUFFICES))
                        .isFalse());
    }

    @Test
    void aHostWithoutAReleaseMayBeAnyKernel() {
        List<KernelModel> all = KernelRelease.allModels();
        assertThat(all.get(0)).isEqualTo(KernelModel.of(KernelBehaviour.OLDEST));
        for (KernelVersion boundary : KernelBehaviour.boundaries()) {
            Set<KernelBehaviour> behaviours = KernelModel.of(boundary).behaviours();
            assertThat(all).anyMatch(model -> model.behaviours().equals(behaviours));
        }
    }
}
