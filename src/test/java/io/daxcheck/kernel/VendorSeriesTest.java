package io.daxcheck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendorSeriesTest {
    /** A behaviour in the last build before a boundary and in the first after it: y, n, or ? where both may be. */
    @ParameterizedTest
    @CsvSource({
        "DM_HAS_NO_DAX,                    3.10.0-692.el7,   y, 3.10.0-693.el7,    n",
        "BAD_BLOCK_REFUSES_DEVICE,         3.10.0-692.el7,   y, 3.10.0-693.el7,    n",
        "RAW_NAMESPACE_HAS_DAX,            3.10.0-692.el7,   y, 3.10.0-693.el7,    ?",
        "RAW_NAMESPACE_HAS_DAX,            3.10.0-956.el7,   ?, 3.10.0-957.el7,    n",
        "MOUNT_CHECK_IGNORES_QUEUE_FLAG,   3.10.0-956.el7,   ?, 3.10.0-957.el7,    n",
        "EXT4_FALLS_BACK,                  3.10.0-692.el7,   n, 3.10.0-957.el7,    y",
        "BRD_HAS_DAX,                      3.10.0-692.el7,   y, 3.10.0-957.el7,    n",
        "BRD_SETS_QUEUE_FLAG,              3.10.0-957.el7,   ?, 3.10.0-1062.el7,   y",
        "BRD_SETS_QUEUE_FLAG,              3.10.0-1126.el7,  y, 3.10.0-1127.el7,   n",
        "DM_LOG_WRITES_HAS_DAX,            3.10.0-1061.el7,  ?, 3.10.0-1062.el7,   y",
        "DM_SNAPSHOT_ORIGIN_PRETENDS_DAX,  3.10.0-1126.el7,  y, 3.10.0-1127.el7,   n",
        "XFS_KNOWS_NO_REFLINK,             3.10.0-514.el7,   y, 3.10.0-1160.el7,   y",
        "DM_ANY_LEG_SUFFICES,              3.10.0-957.el7,   y, 3.10.0-1160.el7,   y",
        "EXT4_FALLS_BACK,                  4.18.0-146.el8,   y, 4.18.0-147.el8,    n",
        "MOUNT_CHECK_READS_LAST_PAGE,      4.18.0-146.el8,   n, 4.18.0-147.el8,    y",
        "MOUNT_CHECK_ASKS_EVERY_TARGET,    4.18.0-146.el8,   n, 4.18.0-147.el8,    y",
        "DM_SNAPSHOT_ORIGIN_PRETENDS_DAX,  4.18.0-146.el8,   y, 4.18.0-147.el8,    n",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  4.18.0-146.el8,   n, 4.18.0-147.el8,    y",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  4.18.0-240.el8,   y, 4.18.0-241.el8,    ?",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  4.18.0-304.el8,   ?, 4.18.0-305.el8,    n",
        "DM_ANY_LEG_SUFFICES,              4.18.0-240.el8,   y, 4.18.0-241.el8,    ?",
        "DM_ANY_LEG_SUFFICES,              4.18.0-304.el8,   ?, 4.18.0-305.el8,    n",
        "DAX_OPTION_TAKES_VALUE,           4.18.0-240.el8,   n, 4.18.0-241.el8,    ?",
        "DAX_OPTION_TAKES_VALUE,           4.18.0-304.el8,   ?, 4.18.0-305.el8,    y",
        "RANGE_CHECK_READS_NO_PAGE,        5.14.0-129.el9,   n, 5.14.0-130.el9,    y",
        "DM_TAKES_RAW_NAMESPACES,          5.14.0-129.el9,   n, 5.14.0-130.el9,    y",
        "DM_TAKES_RAW_NAMESPACES,          5.14.0-177.el9,   y, 5.14.0-178.el9,    n",
        "MOUNT_CHECK_ASKS_EVERY_TARGET,    5.14.0-294.el9,   y, 5.14.0-295.el9,    n",
        "MOUNT_CHECK_READS_NO_PAGE,        5.14.0-294.el9,   n, 5.14.0-295.el9,    y",
        "DM_OFFSETS_TRUNCATED,             5.14.0-294.el9,   n, 5.14.0-295.el9,    y",
        "XFS_REFUSES_REFLINK_WITHOUT_DAX_TOO, 5.14.0-294.el9, y, 5.14.0-295.el9,   n",
        "XFS_REFUSES_REFLINK,              5.14.0-322.el9,   y, 5.14.0-323.el9,    ?",
        "XFS_REFUSES_REFLINK,              5.14.0-334.el9,   ?, 5.14.0-335.el9,    n",
        "XFS_HOLDS_DAX_DEVICE,             5.14.0-334.el9,   ?, 5.14.0-335.el9,    y",
        "XFS_REFUSES_REFLINK_ON_PARTITION, 5.14.0-334.el9,   ?, 5.14.0-335.el9,    y",
        "XFS_REFLINK_CORRUPTS,             5.14.0-322.el9,   n, 5.14.0-323.el9,    ?",
        "XFS_REFLINK_CORRUPTS,             5.14.0-334.el9,   ?, 5.14.0-335.el9,    n",
        "DM_TABLE_CHECKS_QUEUE_FLAGS_ONLY, 4.12.14-lp150.12.12-default, y, 4.12.14-lp150.12.13-default, n",
        "DM_ANY_LEG_SUFFICES,              4.12.14-110-default, y, 4.12.14-120-default, ?",
        "DM_ANY_LEG_SUFFICES,              4.12.14-lp151.28.10-default, y, 4.12.14-lp151.28.11-default, ?",
        "XFS_MOUNTS_BIGTIME,               5.3.18-59.40-default, n, 5.3.18-150300-default, ?",
        "PARTS_OF_SECTIONS_MAPPED,         4.18.0-80.el8,    n, 4.18.0-81.el8,     ?",
        "PARTS_OF_SECTIONS_MAPPED,         4.18.0-239.el8,   ?, 4.18.0-240.el8,    y",
        "MISALIGNED_NAMESPACE_REFUSED,     4.18.0-80.el8,    n, 4.18.0-81.el8,     ?",
        "MISALIGNED_NAMESPACE_REFUSED,     4.18.0-239.el8,   ?, 4.18.0-240.el8,    y",
        "MISALIGNED_NAMESPACE_REFUSED,     5.3.18-59.5-default, ?, 5.4.17-2136.300.7.el8uek, ?",
        "XFS_MOUNTS_BIGTIME,               4.18.0-80.el8,    n, 4.18.0-348.el8,    n",
        "XFS_MOUNTS_BIGTIME,               4.18.0-348.el8,   n, 4.18.0-349.el8,    ?",
        "XFS_MOUNTS_BIGTIME,               4.18.0-371.el8,   ?, 4.18.0-372.el8,    y",
        "XFS_MOUNTS_BIGTIME,               4.18.0-553.el8,   y, 5.14.0-1.el9,      y",
        "XFS_MOUNTS_NREXT64,               4.18.0-553.el8,   n, 5.15.0-91-generic, n",
        "EXT4_MOUNTS_CASEFOLD,             4.18.0-553.el8,   n, 5.14.0-1.el9,      y",
        "EXT4_MOUNTS_VERITY,               4.18.0-553.el8,   n, 5.14.0-1.el9,      y",
        "EXT4_MOUNTS_ORPHAN_PRESENT,       5.14.0-69.el9,    ?, 5.14.0-70.el9,     y",
        "XFS_MOUNTS_NREXT64,               5.14.0-284.el9,   n, 5.14.0-285.el9,    ?",
        "XFS_MOUNTS_NREXT64,               5.14.0-361.el9,   ?, 5.14.0-362.el9,    y",
        "EROFS_MOUNTS_DEVICES,             5.14.0-503.el9,   n, 5.14.0-504.el9,    ?",
        "EROFS_MOUNTS_DEVICES,             5.14.0-569.el9,   ?, 5.14.0-570.el9,    y",
        "XFS_MOUNTS_EXCHANGE,              5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "XFS_MOUNTS_LARGE_BLOCKS,          5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "XFS_MOUNTS_METADIR,               5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "XFS_MOUNTS_ZONED,                 5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "EXT4_MOUNTS_LARGE_BLOCKS,         5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "EROFS_CHECKS_OTHER_DEVICES,       5.14.0-570.el9,   n, 5.14.0-571.el9,    ?",
        "EROFS_MOUNTS_SMALL_BLOCKS,        5.14.0-503.el9,   n, 5.14.0-570.el9,    y",
        "EROFS_MOUNTS_SMALL_BLOCKS,        5.15.0-91-generic, n, 6.12.0-55.el10,   y",
        "XFS_MOUNTS_LARGE_BLOCKS,          6.12.0-55.el10,   y, 6.12.0-56.el10,    y",
        "XFS_MOUNTS_METADIR,               6.12.0-55.el10,   n, 6.12.0-56.el10,    ?",
        "XFS_MOUNTS_ZONED,                 6.12.0-55.el10,   n, 6.12.0-56.el10,    ?",
        "EXT4_MOUNTS_LARGE_BLOCKS,         6.12.0-55.el10,   n, 6.12.0-56.el10,    ?",
        "EROFS_CHECKS_OTHER_DEVICES,       6.12.0-55.el10,   n, 6.12.0-56.el10,    ?",
        "XFS_MOUNTS_BIGTIME,               5.3.18-59.40-default, n, 5.3.18-150300.59.43-default, ?",
        "DM_TAKES_RAW_NAMESPACES,          5.14.21-150400.22-default, n, 5.14.21-150500.55.12-default, n",
        "EROFS_HAS_DAX,                    5.14.0-558.el9,   n, 5.14.0-559.el9,    y",
        "DCSSBLK_HAS_DAX,                  5.14.0-570.el9,   y, 5.14.0-571.el9,    ?",
        "DCSSBLK_HAS_DAX,                  6.12.0-55.el10,   y, 6.12.0-56.el10,    ?",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  5.4.17-2101.el8uek, ?, 5.4.17-2102.el8uek, n",
        "DM_ANY_LEG_SUFFICES,              5.4.17-2101.el8uek, ?, 5.4.17-2136.el8uek, ?",
        "DM_OFFSETS_TRUNCATED,             5.15.0-99.el9uek,  n, 5.15.0-100.el9uek, y",
        "MOUNT_CHECK_READS_NO_PAGE,        5.15.0-99.el9uek,  n, 5.15.0-100.el9uek, n",
        "DM_ANY_LEG_SUFFICES,              4.14.35-1818.el7uek, ?, 4.14.35-2047.el7uek, ?",
        "MOUNT_CHECK_IGNORES_QUEUE_FLAG,   4.12.14-25.2-default, y, 4.12.14-25.3-default, n",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-25.2-default, n, 4.12.14-25.3-default, y",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-25.21-default, y, 4.12.14-25.22-default, ?",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-25.27-default, ?, 4.12.14-25.28-default, n",
        "DM_CHECK_INVERTED,                4.12.14-25.12-default, n, 4.12.14-25.13-default, ?",
        "DM_CHECK_INVERTED,                4.12.14-150.26-default, ?, 4.12.14-150.27-default, n",
        "DM_ANY_LEG_SUFFICES,              4.12.14-150.26-default, y, 4.12.14-150.27-default, n",
        "RAW_NAMESPACE_HAS_DAX,            4.12.14-25.21-default, y, 4.12.14-25.22-default, n",
        "EXT4_FALLS_BACK,                  4.12.14-25.21-default, n, 4.12.14-25.22-default, y",
        "XFS_REFUSES_REFLINK_AS_UNSUPPORTED, 4.12.14-23-default, y, 4.12.14-lp150.12.7-default, n",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-lp150.12.6-default, n, 4.12.14-lp150.12.7-default, y",
        "EXT4_FALLS_BACK,                  4.12.14-lp150.12.18-default, n, 4.12.14-lp150.12.19-default, y",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-95.19-default, y, 4.12.14-95.20-default, ?",
        "MOUNT_CHECK_PASSES_CLEAR_FLAG,    4.12.14-95.53-default, ?, 4.12.14-95.54-default, n",
        "DM_ANY_LEG_SUFFICES,              4.12.14-195-default, y, 4.12.14-197.11-default, ?",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  5.3.18-24.9-default, ?, 5.3.18-57-default, n",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  5.3.18-lp152.50-default, ?, 5.3.18-lp152.50.1-default, n",
        "DM_ANY_LEG_SUFFICES,              5.3.18-24.9-default, ?, 5.3.18-150300.59.106-default, ?",
        "DM_OFFSETS_TRUNCATED,             5.14.21-150400.22-default, ?, 5.14.21-150500.55.12-default, ?",
        "DM_OFFSETS_TRUNCATED,             6.4.0-150600.21-default, y, 6.4.0-150700.51-default, y",
        "RAW_NAMESPACE_HAS_DAX,            4.15.0-13-generic, y, 4.15.0-14-generic, n",
        "MOUNT_CHECK_IGNORES_QUEUE_FLAG,   4.15.0-43-generic, y, 4.15.0-44-generic, n",
        "DM_ANY_LEG_SUFFICES,              4.15.0-142-generic, y, 4.15.0-143-generic, n",
        "RAW_NAMESPACE_SETS_QUEUE_FLAG,    4.15.0-20-generic, y, 4.15.0-213-generic, y",
        "RAW_NAMESPACE_HAS_DAX,            4.15.0-1007-aws,   ?, 4.15.0-1150-aws,   ?",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  5.4.0-54-generic,  y, 5.4.0-55-generic,  n",
        "DM_ANY_LEG_SUFFICES,              5.4.0-72-lowlatency, y, 5.4.0-73-lowlatency, n",
        "DM_CHECKS_LOWER_DM_BY_ITS_PAGES,  5.4.0-1029-aws,    y, 5.4.0-1030-aws,    n",
        "DM_ANY_LEG_SUFFICES,              5.4.0-1047-aws,    y, 5.4.0-1048-aws,    n",
        "DM_ANY_LEG_SUFFICES,              5.4.0-1010-azure,  ?, 5.4.0-1150-gcp,    ?",
        "DM_ANY_LEG_SUFFICES,              5.10.0-60.18.0.50.oe2203.x86_64, n, 5.10.0-182.0.0.95.oe2203sp3.x86_64, n",
        "DM_ANY_LEG_SUFFICES,              4.19.90-2003.4.0.0036.oe1.x86_64, ?, 4.19.90-23.8.v2101.ky10.x86_64, ?"
    })
    void bothSidesOfEachBoundary(KernelBehaviour behaviour, String last, String before, String first, String after) {
        assertThat(answer(last, behaviour)).as(last).isEqualTo(before);
        assertThat(answer(first, behaviour)).as(first).isEqualTo(after);
    }

    private static String answer(String release, KernelBehaviour behaviour) {
        boolean some = false;
        boolean all = true;
        for (KernelModel model : KernelRelease.parse(release).orElseThrow().plausibleModels()) {
            some |= model.has(behaviour);
            all &= model.has(behaviour);
        }
        return all ? "y" : some ? "?" : "n";
    }

    /** Where a release can be found in public; each was read there. */
    private enum PublicSource {
        ALMALINUX("https://github.com/mkuron/almalinux-kernel/tree/", true),
        KERNEL_SOURCE("https://github.com/chesterlintw/kernel-source/tree/rpm-", true),
        KERNEL_SOURCE_2("https://github.com/olafhering/kernel-source/tree/rpm-", true),
        ALMALINUX_8(Lists.CORTEX + "AlmaLinux-8-x86_64?contentId=m0JNEAcPU_TvcjFliQMt1g", false),
        ROCKY_9(Lists.CORTEX + "Rocky-Linux-9-x86_64?contentId=L1cnPTK1ptqumTLDKJ4KSA", false),
        RHEL_10(Lists.CORTEX + "Red-Hat-Enterprise-Linux-RHEL-10-x86_64?contentId=_OQKEwdM7jKgF10MZEbfgg", false),
        CENTOS_7(Lists.CORTEX + "CentOS-7-aarch64?contentId=JhpkLyhUH6w6AYZ81kG7NQ", false),
        ORACLE_9(Lists.CORTEX + "Oracle-Linux-9-aarch64?contentId=1x3KOFBb1uGzfDQTyGTNxw", false),
        ORACLE_10(
                "https://docs.oracle.com/fr-ca/iaas/oracle-linux/boot/boot-oracle-linux-kernel-reference-composite.htm",
                false),
        UBUNTU_22(Lists.CORTEX + "Ubuntu-22-aarch64?contentId=HuLjtbLMsv80AsIekCkA8Q", false),
        AZURE(
                "https://github.com/MicrosoftDocs/azure-docs/blob/00d971288f151435fae54d1334f816601ca20a84/articles/"
                        + "site-recovery/azure-to-azure-support-matrix.md",
                false);

        /** Lists of kernels that a program for many distributions supports. */
        private static final class Lists {
            static final String CORTEX = "https://docs-cortex.paloaltonetworks.com/r/Cortex-XDR/Linux-Kernel-Versions/";
        }

        private final String address;
        private final boolean hasTags;

        /**
         * @param hasTags whether a tag of the release follows the address
         */
        PublicSource(String address, boolean hasTags) {
            this.address = address;
            this.hasTags = hasTags;
        }

        /** The page that has the release. */
        String addressOf(String release) {
            String tag = release.replace("-default", "").replace(".x86_64", "").replace(".aarch64", "");
            return hasTags ? address + tag : address;
        }
    }

    /** Releases as uname prints them, with where they are found. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "4.18.0-240.22.1.el8_3.x86_64,                 RHEL 8.3,        ALMALINUX",
                "4.18.0-305.25.1.el8_4.x86_64,                 RHEL 8.4,        ALMALINUX",
                "4.18.0-348.23.1.el8_5.x86_64,                 RHEL 8.5,        ALMALINUX",
                "4.18.0-372.9.1.el8.x86_64,                    RHEL 8.6,        ALMALINUX",
                "4.18.0-372.32.1.el8_6.x86_64,                 RHEL 8.6,        ALMALINUX",
                "4.18.0-425.19.2.el8_7.x86_64,                 RHEL 8.7,        ALMALINUX",
                "4.18.0-477.27.1.el8_8.aarch64,                RHEL 8.8,        ALMALINUX",
                "4.18.0-513.24.1.el8_9.x86_64,                 RHEL 8.9,        ALMALINUX",
                "4.18.0-553.22.1.el8_10.x86_64,                RHEL 8.10,       ALMALINUX",
                "5.14.0-70.30.1.el9_0.x86_64,                  RHEL 9.0,        ALMALINUX",
                "5.14.0-162.23.1.el9_1.x86_64,                 RHEL 9.1,        ALMALINUX",
                "5.14.0-284.30.1.el9_2.x86_64,                 RHEL 9.2,        ALMALINUX",
                "5.14.0-362.24.1.el9_3.x86_64,                 RHEL 9.3,        ALMALINUX",
                "5.14.0-427.13.1.el9_4.x86_64,                 RHEL 9.4,        ALMALINUX",
                "5.14.0-503.14.1.el9_5.x86_64,                 RHEL 9.5,        ALMALINUX",
                "5.14.0-570.12.1.el9_6.x86_64,                 RHEL 9.6,        ALMALINUX",
                "6.12.0-55.9.1.el10_0.x86_64,                  RHEL 10.0,       ALMALINUX",
                "4.12.14-25.22-default,                        SLES 15,         KERNEL_SOURCE",
                "4.12.14-150.22-default,                       SLES 15,         KERNEL_SOURCE",
                "4.12.14-95.54-default,                        SLES 12 SP4,     KERNEL_SOURCE_2",
                "4.12.14-25.28-default,                        SLES 15,         KERNEL_SOURCE",
                "4.12.14-150.27-default,                       SLES 15,         KERNEL_SOURCE",
                "4.12.14-195-default,                          SLES 15 SP1,     KERNEL_SOURCE",
                "4.12.14-197.10-default,                       SLES 15 SP1,     KERNEL_SOURCE",
                "4.12.14-94.41-default,                        SLES 12 SP4,     KERNEL_SOURCE",
                "4.12.14-lp150.12.25-default,                  Leap 15.0,       KERNEL_SOURCE",
                "4.12.14-95.83-default,                        SLES 12 SP4,     KERNEL_SOURCE_2",
                "4.12.14-95.120-default,                       SLES 12 SP4,     KERNEL_SOURCE_2",
                "4.18.0-80.el8.x86_64,                         RHEL 8.0,        ALMALINUX_8",
                "4.18.0-80.11.2.el8_0.x86_64,                  RHEL 8.0,        ALMALINUX_8",
                "4.18.0-147.5.1.el8_1.x86_64,                  RHEL 8.1,        ALMALINUX_8",
                "4.18.0-193.el8.x86_64,                        RHEL 8.2,        ALMALINUX_8",
                "4.18.0-193.28.1.el8_2.x86_64,                 RHEL 8.2,        ALMALINUX_8",
                "4.18.0-305.10.2.el8_4.x86_64,                 RHEL 8.4,        ALMALINUX_8",
                "5.14.0-70.13.1.el9_0.x86_64,                  RHEL 9.0,        ROCKY_9",
                "5.14.0-162.6.1.el9_1.0.1.x86_64,              RHEL 9.1,        ROCKY_9",
                "5.14.0-362.24.1.el9_3.0.1.x86_64,             RHEL 9.3,        ROCKY_9",
                "5.14.0-427.20.1.el9_4.0.1.x86_64,             RHEL 9.4,        ROCKY_9",
                "6.12.0-55.24.1.el10_0.x86_64,                 RHEL 10.0,       RHEL_10",
                "6.12.0-55.41.1.el10_0.x86_64,                 RHEL 10.0,       RHEL_10",
                "4.14.0-49.el7a.aarch64,                       -,               CENTOS_7",
                "4.14.0-115.2.2.el7a.aarch64,                  -,               CENTOS_7",
                "5.15.0-0.30.19.el9uek.aarch64,                UEK 7,           ORACLE_9",
                "5.15.0-3.60.5.1.el9uek.aarch64,               UEK 7,           ORACLE_9",
                "5.15.0-8.91.4.1.el9uek.aarch64,               UEK 7,           ORACLE_9",
                "5.15.0-100.96.32.el9uek.aarch64,              UEK 7 U1,        ORACLE_9",
                "5.15.0-106.131.4.el9uek.aarch64,              UEK 7 U1,        ORACLE_9",
                "5.15.0-200.131.27.el9uek.aarch64,             UEK 7 U2,        ORACLE_9",
                "5.15.0-202.135.2.el9uek.aarch64,              UEK 7 U2,        ORACLE_9",
                "6.12.0-100.28.2.el10uek.x86_64,               UEK 8,           ORACLE_10",
                "6.12.0-105.51.5.el10uek.x86_64,               UEK 8,           ORACLE_10",
                "6.12.0-124.8.1.el10_1.x86_64,                 RHEL 10.1,       ORACLE_10",
                "5.15.0-25-generic,                            Ubuntu 22.04,    UBUNTU_22",
                "5.15.0-91-generic,                            Ubuntu 22.04,    UBUNTU_22",
                "5.15.0-124-generic,                           Ubuntu 22.04,    UBUNTU_22",
                "5.14.0-284.86.1.el9_2.x86_64,                 RHEL 9.2,        AZURE",
                "5.14.0-427.37.1.el9_4.x86_64,                 RHEL 9.4,        AZURE",
                "4.15.0-236-generic,                           Ubuntu 18.04,    AZURE",
                "4.15.0-1187-azure,                            Ubuntu 18.04,    AZURE",
                "5.4.0-214-generic,                            Ubuntu 20.04,    AZURE",
                "5.4.0-1149-azure,                             Ubuntu 20.04,    AZURE",
                "5.15.0-138-generic,                           Ubuntu 22.04,    AZURE",
                "5.15.0-1087-azure,                            Ubuntu 22.04,    AZURE",
                "6.8.0-57-generic,                             Ubuntu 24.04,    AZURE",
                "6.8.0-1027-azure,                             Ubuntu 24.04,    AZURE",
                "5.14.21-150500.33.63-azure,                   SLES 15 SP5,     AZURE",
                "6.4.0-150600.6-azure,                         SLES 15 SP6,     AZURE",
                "6.4.0-150600.8.34-azure,                      SLES 15 SP6,     AZURE"
            })
    void isPlaced(String release, String name, PublicSource source) {
        assertThat(KernelRelease.parse(release).orElseThrow().vendorRelease().map(VendorSeries.Release::name))
                .as(source.addressOf(release))
                .isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void sixtyReleasesHaveTheirPublicSource() throws NoSuchMethodException {
        assertThat(VendorSeriesTest.class
                        .getDeclaredMethod("isPlaced", String.class, String.class, PublicSource.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .hasSizeGreaterThanOrEqualTo(60);
    }

    /** Others of the same forms, seen in reports and logs. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "3.10.0-514.el7.x86_64,                        RHEL 7.3",
                "3.10.0-693.21.1.el7.x86_64,                   RHEL 7.4",
                "3.10.0-862.14.4.el7.x86_64,                   RHEL 7.5",
                "3.10.0-957.27.2.el7.x86_64,                   RHEL 7.6",
                "3.10.0-1062.18.1.el7.x86_64,                  RHEL 7.7",
                "3.10.0-1127.19.1.el7.x86_64,                  RHEL 7.8",
                "3.10.0-1160.119.1.el7.x86_64,                 RHEL 7.9",
                "3.10.0-327.el7.x86_64,                        -",
                "4.18.0-553.rt7.342.el8_10.x86_64,             RHEL 8.10",
                "5.14.0-427.13.1.el9_4.aarch64+64k,            RHEL 9.4",
                "5.14.0-503.19.1.el9_5.x86_64+rt,              RHEL 9.5",
                "5.14.0-611.38.1.el9_7.x86_64,                 RHEL 9.7",
                "6.12.0-124.43.1.el10_1.x86_64,                RHEL 10.1",
                "4.14.35-2047.520.3.1.el7uek.x86_64,           UEK 5",
                "5.4.17-2011.7.4.el8uek.x86_64,                UEK 6",
                "5.4.17-2036.100.6.1.el8uek.x86_64,            UEK 6 U1",
                "5.4.17-2102.204.4.4.el8uek.x86_64,            UEK 6 U2",
                "5.4.17-2136.300.7.el8uek.x86_64,              UEK 6 U3",
                "5.15.0-3.60.5.1.el9uek.x86_64,                UEK 7",
                "5.15.0-8.91.4.1.el8uek.x86_64,                UEK 7",
                "5.15.0-100.96.32.el9uek.x86_64,               UEK 7 U1",
                "5.15.0-200.131.27.el9uek.x86_64,              UEK 7 U2",
                "5.15.0-300.163.18.el9uek.x86_64,              UEK 7 U3",
                "4.12.14-150.47-default,                       SLES 15",
                "4.12.14-95.6-default,                         SLES 12 SP4",
                "4.12.14-122.37-default,                       SLES 12 SP5",
                "4.12.14-197.89-default,                       SLES 15 SP1",
                "4.12.14-lp150.12.82-default,                  Leap 15.0",
                "4.12.14-lp151.28.91-default,                  Leap 15.1",
                "5.3.18-24.46-default,                         SLES 15 SP2",
                "5.3.18-lp152.106-default,                     Leap 15.2",
                "5.3.18-59.5-default,                          SLES 15 SP3",
                "5.3.18-150300.59.106-preempt,                 SLES 15 SP3",
                "5.14.21-150400.24.63-default,                 SLES 15 SP4",
                "5.14.21-150500.55.52-default,                 SLES 15 SP5",
                "6.4.0-150600.23.25-default,                   SLES 15 SP6",
                "6.4.0-150700.51-default,                      SLES 15 SP7",
                "6.12.0-160000.9-default,                      SLES 16",
                "4.15.0-213-generic,                           Ubuntu 18.04",
                "4.15.0-1021-aws,                              Ubuntu 18.04",
                "5.4.0-216-generic,                            Ubuntu 20.04",
                "5.4.0-1103-aws,                               Ubuntu 20.04",
                "5.4.0-1120-raspi,                             Ubuntu 20.04",
                "5.15.0-1053-azure,                            Ubuntu 22.04",
                "5.15.0-1045-realtime,                         Ubuntu 22.04",
                "6.8.0-31-generic,                             Ubuntu 24.04",
                "6.8.0-1012-nvidia,                            Ubuntu 24.04",
                "4.19.90-2003.4.0.0036.oe1.x86_64,             openEuler 20.03",
                "5.10.0-60.18.0.50.oe2203.x86_64,              openEuler 22.03",
                "6.6.0-28.0.0.34.oe2403.aarch64,               openEuler 24.03",
                "4.19.90-23.8.v2101.ky10.x86_64,               Kylin V10",
                "4.19.91-26.an8.x86_64,                        Anolis OS",
                "5.10.134-16.2.an8.x86_64,                     -",
                "4.14.0-115.el7a.aarch64,                      -",
                "4.12.14-6.18-azure,                           -",
                "5.3.18-18.5-azure,                            -"
            })
    void isPlacedLikeThem(String release, String name) {
        assertThat(KernelRelease.parse(release).orElseThrow().vendorRelease().map(VendorSeries.Release::name))
                .isEqualTo(Optional.ofNullable(name));
    }

    /** Forms that are distinguished by their suffix alone. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "4.18.0-372.32.1.el8_6.86ciq_lts.0.7.x86_64, RHEL 8.6",
                "5.14.21-150500.55.52-azure,                 SLES 15 SP5",
                "6.4.0-150700.51-rt,                         SLES 15 SP7",
                "6.8.0-1012-nvidia-64k,                      Ubuntu 24.04",
                "4.15.0-1127-oracle,                         Ubuntu 18.04",
                "5.3.18-18.1-azure,                          -",
                "4.18.16-1.el8.x86_64,                       -"
            })
    void isPlacedByItsSuffix(String release, String name) {
        assertThat(KernelRelease.parse(release).orElseThrow().vendorRelease().map(VendorSeries.Release::name))
                .isEqualTo(Optional.ofNullable(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5.10.223-212.873.amzn2.x86_64, 5.10.223",
                "6.1.102-108.177.amzn2023.x86_64, 6.1.102",
                "5.15.202.1-1.cm2, 5.15.202",
                "6.6.134.1-2.azl3, 6.6.134",
                "6.1.138-1.ph5, 6.1.138",
                "6.11.4-301.fc41.x86_64, 6.11.4",
                "6.12.8-arch1-1, 6.12.8",
                "6.1.0-rc3, 6.1-rc3"
            })
    void theNumberIsUpstreams(String pair) {
        int comma = pair.indexOf(", ");
        assertThat(KernelRelease.parse(pair.substring(0, comma))
                        .orElseThrow()
                        .upstream()
                        .orElseThrow())
                .hasToString(pair.substring(comma + 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6.1.0-21-s390x", "6.1.0-21-armmp", "6.1.0-21-armmp-lpae", "6.1.0-21-cloud-amd64", "6.1.0-21-rt-amd64",
                "6.1.0-21-686-pae", "6.1.0-21-powerpc64le", "6.1.0-21-marvell", "6.1.0-21-rpi",
                        "6.12.1+deb13-cloud-arm64"
            })
    void debiansFlavours(String release) {
        assertThat(KernelRelease.parse(release).orElseThrow().vendor()).isEqualTo(KernelRelease.Vendor.DEBIAN);
    }

    /** A host whose distribution hides behind an unusual flavour shows it in /proc/version_signature. */
    @Test
    void theSignatureMakesAKernelUbuntus() {
        KernelRelease release = KernelRelease.parse("5.4.0-1100-custom")
                .orElseThrow()
                .describedBy("Ubuntu 5.4.0-1100.111-custom 5.4.233");
        assertThat(release.vendor()).isEqualTo(KernelRelease.Vendor.UBUNTU);
        assertThat(release.upstream().orElseThrow()).hasToString("5.4.233");
        assertThat(release.plausibleModels()).noneMatch(model -> model.has(KernelBehaviour.DM_ANY_LEG_SUFFICES));
    }

    /** As the packages' configurations say. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "4.18.0-193.el8,        CONFIG_EROFS_FS,    -",
                "4.18.0-553.el8_10,     CONFIG_EROFS_FS,    n",
                "4.18.0-553.el8_10,     CONFIG_BTT,         y",
                "5.14.0-362.8.1.el9_3,  CONFIG_EROFS_FS,    n",
                "5.14.0-400.el9,        CONFIG_EROFS_FS,    -",
                "5.14.0-427.13.1.el9_4, CONFIG_EROFS_FS,    m",
                "5.14.0-570.12.1.el9_6, CONFIG_VIRTIO_PMEM, n",
                "5.14.0-570.12.1.el9_6, CONFIG_BTT,         y",
                "6.12.0-55.9.1.el10_0,  CONFIG_BTT,         n",
                "4.12.14-197.10-default, CONFIG_BTT,        y",
                "5.4.0-150-generic,     CONFIG_VIRTIO_PMEM, m",
                "5.15.0-91-generic,     CONFIG_EROFS_FS,    m",
                "5.10.0-60.18.0.50.oe2203, CONFIG_EROFS_FS, n",
                "6.6.0-28.0.0.34.oe2403, CONFIG_BTT,        y",
                "6.12.0-55.9.1.el10_0,  CONFIG_EROFS_FS,    m",
                "6.4.0-150600.21-default, CONFIG_BTT,       -",
                "7.3.4,                 CONFIG_BTT,         -"
            })
    void isBuiltAsItsVendorBuilds(String release, String option, String value) {
        assertThat(KernelRelease.parse(release)
                        .orElseThrow()
                        .vendorConfiguration()
                        .get(option))
                .isEqualTo(value);
    }

    /** At each build where something changes, a line above has the last build before it and the first one with it. */
    @Test
    void everyBoundaryHasBothSides() throws NoSuchMethodException {
        Set<String> sides = new TreeSet<>();
        for (String line : VendorSeriesTest.class
                .getDeclaredMethod(
                        "bothSidesOfEachBoundary",
                        KernelBehaviour.class,
                        String.class,
                        String.class,
                        String.class,
                        String.class)
                .getAnnotation(CsvSource.class)
                .value()) {
            String[] columns = line.split(",", -1);
            sides.add(columns[1].strip());
            sides.add(columns[3].strip());
        }
        for (VendorSeries series : VendorSeries.all()) {
            List<Long> builds = new ArrayList<>();
            for (String release : sides) {
                KernelRelease kernel = KernelRelease.parse(release).orElseThrow();
                if (kernel.series().equals(Optional.of(series))) {
                    builds.add(kernel.build());
                }
            }
            String name = series.releases().get(0).name();
            for (long boundary : series.boundaries()) {
                assertThat(builds).as(name + ", first build").contains(boundary);
                assertThat(builds).as(name + ", before " + boundary).anyMatch(build -> isJustBefore(build, boundary));
            }
        }
    }

    /** The build before, or another one of the stretch that ends there: SUSE's numbers leave gaps. */
    private static boolean isJustBefore(long build, long boundary) {
        return build == boundary - 1 || (boundary > 1_000_000 && build < boundary);
    }

    /** Every first kernel of a release is placed in it, and releases and builds are in order. */
    @Test
    void releasesAreInOrderAndTheirFirstKernelsBelongToThem() {
        List<String> names = new ArrayList<>();
        for (VendorSeries series : VendorSeries.all()) {
            long before = -1;
            for (VendorSeries.Release release : series.releases()) {
                assertThat(release.build()).isGreaterThan(before);
                before = release.build();
                assertThat(KernelRelease.parse(release.kernel()).orElseThrow().vendorRelease())
                        .contains(release);
                if (!release.shortName().isEmpty()) {
                    names.add(release.shortName());
                }
            }
            assertThat(series.boundaries()).isSorted();
        }
        assertThat(names).doesNotHaveDuplicates();
    }
}
