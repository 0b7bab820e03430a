package io.daxcheck.kernel;

import io.daxcheck.kernel.KernelBehaviour.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kernels that a vendor builds from one upstream version, and which changes they took over at which build. What a
 * series says nothing about is as in the upstream version that it starts from.
 *
 * <p>Read in Red Hat's, Oracle's and Ubuntu's changelogs and sources, and in SUSE's and openEuler's patches; RHEL 9.1
 * and 9.3 were measured too. Where a change was looked for and not found it is open: the kernel may have it or not.
 */
public final class VendorSeries {
    /** Whether a build has a change. */
    private enum State {
        TAKEN,
        ABSENT,
        /** It may have it or not. */
        OPEN,
        /** No step covers it. */
        UNTOLD
    }

    private record Step(long build, State state, KernelChange change) {}

    /**
     * How the vendor builds kernels from a build on.
     *
     * @param option with its prefix, CONFIG_EROFS_FS
     * @param value y, m or n; empty where it is not known
     */
    public record Built(long build, String option, String value) {}

    /**
     * A release of the vendor's.
     *
     * @param build its first build, see {@link #build}
     * @param name RHEL 9.4
     * @param shortName as {@code --kernel} takes it: rhel9.4; empty where the release is not offered there
     * @param kernel its first kernel as {@code uname -r} prints it, without the architecture
     * @param level the upstream version that it is nearest to
     */
    public record Release(long build, String name, String shortName, String kernel, KernelVersion level) {}

    /** Builds with two numbers, 25.13, count the second in these parts. */
    private static final long PARTS = 1_000_000;

    /** SUSE's numbers from 150300 on begin with the release and its service pack. */
    private static final long FIRST_WITH_SERVICE_PACK = 100_000;

    private static final List<VendorSeries> ALL = new ArrayList<>();

    /**
     * Features that filesystems learnt. Vendors take whole filesystems over from later kernels, so that each of these
     * that is younger than a series' upstream version is open where no step names it, all that are open together.
     */
    private static final List<KernelChange> FEATURES = List.of(
            Rows.EXT4_GAINS_CASEFOLD,
            Rows.EXT4_GAINS_VERITY,
            Rows.XFS_GAINS_BIGTIME,
            Rows.EXT4_GAINS_ORPHAN_FILE,
            Rows.EROFS_GAINS_DEVICES,
            Rows.XFS_GAINS_NREXT64,
            Rows.XFS_GAINS_EXCHANGE,
            Rows.XFS_GAINS_LARGE_BLOCKS,
            Rows.XFS_GAINS_METADIR,
            Rows.XFS_GAINS_ZONES,
            Rows.EROFS_GAINS_SMALL_BLOCKS,
            Rows.EROFS_OTHER_DEVICES_CHECKED,
            Rows.EROFS_FIRST_DEVICE_CHECKED,
            Rows.EXT4_GAINS_LARGE_BLOCKS);

    /** Those that 5.14.0-70 to 570 do not know: read in XFS_SB_FEAT_INCOMPAT_ALL and the like of each release's source. */
    private static final List<KernelChange> EL9_LACKS = List.of(
            Rows.EROFS_GAINS_DEVICES,
            Rows.XFS_GAINS_NREXT64,
            Rows.XFS_GAINS_EXCHANGE,
            Rows.XFS_GAINS_LARGE_BLOCKS,
            Rows.XFS_GAINS_METADIR,
            Rows.XFS_GAINS_ZONES,
            Rows.EROFS_GAINS_SMALL_BLOCKS,
            Rows.EROFS_OTHER_DEVICES_CHECKED,
            Rows.EROFS_FIRST_DEVICE_CHECKED,
            Rows.EXT4_GAINS_LARGE_BLOCKS);

    // spotless:off
    // ------------------------------------------------------------------------------------------- Red Hat
    // Filesystem features of RHEL 8 read in 4.18.0-240 to 553, of RHEL 10 in 6.12.0-55.
    static final VendorSeries EL7 = series(new KernelVersion(4, 7, 0))
            .release(514, "RHEL 7.3", "rhel7.3", "3.10.0-514.el7", 4, 14)
            .takes(693, Rows.DM_GAINS_DAX)
            .open(693, Rows.LOG_WRITES_GAINS_DAX, Rows.STRUCT_PAGE_REQUIRED, Rows.EXT4_TURNS_DAX_OFF, Rows.BRD_PAGES_REFUSED,
                    Rows.PMEM_FLAG_FOR_FSDAX_ONLY, Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES, Rows.BRD_LOSES_DAX)
            .release(693, "RHEL 7.4", "rhel7.4", "3.10.0-693.el7", 4, 14)
            .release(862, "RHEL 7.5", "rhel7.5", "3.10.0-862.el7", 4, 14)
            .takes(957, Rows.STRUCT_PAGE_REQUIRED, Rows.EXT4_TURNS_DAX_OFF, Rows.BRD_PAGES_REFUSED, Rows.PMEM_FLAG_FOR_FSDAX_ONLY,
                    Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES)
            .release(957, "RHEL 7.6", "rhel7.6", "3.10.0-957.el7", 4, 18)
            .lacks(1062, Rows.BRD_LOSES_DAX)
            .takes(1062, Rows.LOG_WRITES_GAINS_DAX)
            .release(1062, "RHEL 7.7", "rhel7.7", "3.10.0-1062.el7", 4, 18)
            .takes(1127, Rows.SNAPSHOT_ORIGIN_LOSES_DAX, Rows.BRD_LOSES_DAX)
            .release(1127, "RHEL 7.8", "rhel7.8", "3.10.0-1127.el7", 4, 18)
            .release(1160, "RHEL 7.9", "rhel7.9", "3.10.0-1160.el7", 4, 18);

    static final VendorSeries EL8 = series(KernelVersion.of(4, 18))
            .release(80, "RHEL 8.0", "rhel8.0", "4.18.0-80.el8", 4, 18)
            .lacks(0, FEATURES)
            .builds(240, "CONFIG_BTT", "y")
            .builds(240, "CONFIG_VIRTIO_PMEM", "n")
            .builds(240, "CONFIG_EROFS_FS", "n")
            .takes(147, Rows.EXT4_REFUSES_AGAIN, Rows.LAST_PAGE_CHECKED, Rows.DAX_SUPPORTED_PER_RANGE, Rows.SNAPSHOT_ORIGIN_LOSES_DAX)
            .open(81, Rows.SUBSECTIONS_MAPPED, Rows.MISALIGNED_REFUSED)
            .takes(240, Rows.SUBSECTIONS_MAPPED, Rows.MISALIGNED_REFUSED)
            .release(147, "RHEL 8.1", "rhel8.1", "4.18.0-147.el8", 5, 2)
            .release(193, "RHEL 8.2", "rhel8.2", "4.18.0-193.el8", 5, 2)
            .release(240, "RHEL 8.3", "rhel8.3", "4.18.0-240.el8", 5, 2)
            .open(241, Rows.DM_ASKED_PROPERLY, Rows.DAX_OPTION_BY_FILE, Rows.EVERY_LEG_ASKED)
            .takes(305, Rows.DM_ASKED_PROPERLY, Rows.DAX_OPTION_BY_FILE, Rows.EVERY_LEG_ASKED)
            .release(305, "RHEL 8.4", "rhel8.4", "4.18.0-305.el8", 5, 14)
            .release(348, "RHEL 8.5", "rhel8.5", "4.18.0-348.el8", 5, 14)
            .open(349, Rows.XFS_GAINS_BIGTIME)
            .takes(372, Rows.XFS_GAINS_BIGTIME)
            .release(372, "RHEL 8.6", "rhel8.6", "4.18.0-372.9.1.el8", 5, 14)
            .release(425, "RHEL 8.7", "rhel8.7", "4.18.0-425.3.1.el8", 5, 14)
            .release(477, "RHEL 8.8", "rhel8.8", "4.18.0-477.10.1.el8_8", 5, 14)
            .release(513, "RHEL 8.9", "rhel8.9", "4.18.0-513.5.1.el8_9", 5, 14)
            .release(553, "RHEL 8.10", "rhel8.10", "4.18.0-553.el8_10", 5, 14);

    static final VendorSeries EL9 = series(KernelVersion.of(5, 14))
            .lacks(0, EL9_LACKS)
            .builds(70, "CONFIG_BTT", "y")
            .builds(70, "CONFIG_VIRTIO_PMEM", "n")
            .builds(70, "CONFIG_UNICODE", "n")
            .builds(70, "CONFIG_EROFS_FS", "n")
            .builds(363, "CONFIG_EROFS_FS", "")
            .builds(427, "CONFIG_EROFS_FS", "m")
            .open(0, Rows.EXT4_GAINS_ORPHAN_FILE)
            .takes(70, Rows.EXT4_GAINS_ORPHAN_FILE)
            .release(0, "RHEL 9.0", "rhel9.0", "5.14.0-70.13.1.el9_0", 5, 14)
            .release(71, "RHEL 9.1", "rhel9.1", "5.14.0-162.6.1.el9_1", 5, 14)
            .takes(130, Rows.PAGEMAP_TEST_REMOVED)
            .release(163, "RHEL 9.2", "rhel9.2", "5.14.0-284.11.1.el9_2", 5, 16)
            .takes(178, Rows.DM_LOOKS_DEVICES_UP_BY_FLAG)
            .release(285, "RHEL 9.3", "rhel9.3", "5.14.0-362.8.1.el9_3", 6, 0)
            .open(285, Rows.XFS_GAINS_NREXT64)
            .takes(295, Rows.DAX_CAPABLE_REMOVED, Rows.DM_DAX_PGOFF)
            .open(323, Rows.XFS_REFLINK_WITH_DAX)
            .takes(335, Rows.XFS_REFLINK_WITH_DAX, Rows.XFS_COPY_ON_WRITE_FIXED)
            .takes(362, Rows.XFS_GAINS_NREXT64)
            .release(363, "RHEL 9.4", "rhel9.4", "5.14.0-427.13.1.el9_4", 6, 0)
            .release(428, "RHEL 9.5", "rhel9.5", "5.14.0-503.11.1.el9_5", 6, 0)
            .release(504, "RHEL 9.6", "rhel9.6", "5.14.0-570.12.1.el9_6", 6, 0)
            .open(504, Rows.EROFS_GAINS_DEVICES, Rows.EROFS_GAINS_SMALL_BLOCKS)
            .takes(559, Rows.EROFS_GAINS_DAX)
            .takes(570, Rows.EROFS_GAINS_DEVICES, Rows.EROFS_GAINS_SMALL_BLOCKS)
            .open(571, Rows.DCSSBLK_NEEDS_ALIGNMENT, Rows.XFS_GAINS_EXCHANGE, Rows.XFS_GAINS_LARGE_BLOCKS, Rows.XFS_GAINS_METADIR,
                    Rows.XFS_GAINS_ZONES, Rows.EROFS_OTHER_DEVICES_CHECKED, Rows.EROFS_FIRST_DEVICE_CHECKED,
                    Rows.EXT4_GAINS_LARGE_BLOCKS)
            .release(571, "RHEL 9.7", "rhel9.7", "5.14.0-611.5.1.el9_7", 6, 0)
            .release(630, "RHEL 9.8", "", "5.14.0-630.el9", 6, 0);

    static final VendorSeries EL10 = series(KernelVersion.of(6, 12))
            .release(0, "RHEL 10.0", "rhel10.0", "6.12.0-55.9.1.el10_0", 6, 12)
            .builds(55, "CONFIG_BTT", "n")
            .builds(55, "CONFIG_VIRTIO_PMEM", "n")
            .builds(55, "CONFIG_UNICODE", "n")
            .builds(55, "CONFIG_EROFS_FS", "m")
            .lacks(0, Rows.XFS_GAINS_METADIR, Rows.XFS_GAINS_ZONES, Rows.EROFS_OTHER_DEVICES_CHECKED,
                    Rows.EROFS_FIRST_DEVICE_CHECKED, Rows.EXT4_GAINS_LARGE_BLOCKS)
            .open(56, Rows.DCSSBLK_NEEDS_ALIGNMENT, Rows.XFS_GAINS_METADIR, Rows.XFS_GAINS_ZONES, Rows.EROFS_OTHER_DEVICES_CHECKED,
                    Rows.EROFS_FIRST_DEVICE_CHECKED, Rows.EXT4_GAINS_LARGE_BLOCKS)
            .release(56, "RHEL 10.1", "rhel10.1", "6.12.0-124.8.1.el10_1", 6, 12)
            .release(125, "RHEL 10.2", "", "6.12.0-125.el10", 6, 12);

    // -------------------------------------------------------------------------------------------- Oracle
    static final VendorSeries UEK5 = series(new KernelVersion(4, 14, 35))
            .release(0, "UEK 5", "uek5", "4.14.35-1818.el7uek", 4, 14)
            .open(0, Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES, Rows.EVERY_LEG_ASKED);

    static final VendorSeries UEK6 = series(new KernelVersion(5, 4, 17))
            .release(0, "UEK 6", "uek6", "5.4.17-2011.7.4.el8uek", 5, 4)
            .open(0, Rows.MISALIGNED_REFUSED)
            .open(0, Rows.DM_ASKED_PROPERLY, Rows.EVERY_LEG_ASKED)
            .release(2036, "UEK 6 U1", "uek6u1", "5.4.17-2036.100.6.1.el8uek", 5, 4)
            .takes(2102, Rows.DM_ASKED_PROPERLY)
            .release(2102, "UEK 6 U2", "uek6u2", "5.4.17-2102.200.13.el8uek", 5, 4)
            .release(2136, "UEK 6 U3", "uek6u3", "5.4.17-2136.300.7.el8uek", 5, 4);

    static final VendorSeries UEK7 = series(KernelVersion.of(5, 15))
            .release(0, "UEK 7", "uek7", "5.15.0-0.30.19.el9uek", 5, 15)
            .takes(100, Rows.DM_DAX_PGOFF)
            .release(100, "UEK 7 U1", "uek7u1", "5.15.0-100.96.32.el9uek", 5, 15)
            .release(200, "UEK 7 U2", "uek7u2", "5.15.0-200.131.27.el9uek", 5, 15)
            .release(300, "UEK 7 U3", "uek7u3", "5.15.0-300.163.18.el9uek", 5, 15);

    static final VendorSeries UEK8 = series(KernelVersion.of(6, 12))
            .release(0, "UEK 8", "uek8", "6.12.0-100.28.2.el9uek", 6, 12);

    // ---------------------------------------------------------------------------------------------- SUSE
    // SLE 15 from GA on, and SLE 12 SP4 and later from another point of the same branch: 4.12.14 with most of 4.14.
    static final VendorSeries SLE15 = series(KernelVersion.of(4, 14))
            .takes(0, Rows.SUSE_REFUSES_REFLINK)
            .release(0, "SLES 15", "sles15", "4.12.14-23-default", 4, 14)
            .builds(0, "CONFIG_BTT", "y")
            .takes(25_000_003L, Rows.LOG_WRITES_GAINS_DAX, Rows.QUEUE_FLAG_CHECKED, Rows.SUSE_CLEAR_FLAG_PASSES)
            .takes(25_000_013L, Rows.PMEM_FLAG_FOR_FSDAX_ONLY, Rows.DM_TABLE_CHECKS_DEVICES)
            .open(25_000_013L, Rows.SUSE_DM_CHECK_INVERTED)
            .takes(25_000_022L, Rows.STRUCT_PAGE_REQUIRED, Rows.BRD_PAGES_REFUSED, Rows.EXT4_TURNS_DAX_OFF, Rows.EXT2_TURNS_DAX_OFF)
            .open(25_000_022L, Rows.SUSE_CLEAR_FLAG_PASSES)
            .lacks(25_000_028L, Rows.SUSE_CLEAR_FLAG_PASSES)
            .lacks(150_000_027L, Rows.SUSE_DM_CHECK_INVERTED)
            .takes(150_000_027L, Rows.EVERY_LEG_ASKED);

    /** Leap 15.0: as SLE 15 at another number, and XFS with reflink is allowed. */
    static final VendorSeries LEAP150 = series(KernelVersion.of(4, 14))
            .release(0, "Leap 15.0", "leap15.0", "4.12.14-lp150.12.4-default", 4, 14)
            .builds(0, "CONFIG_BTT", "y")
            .takes(12_000_007L, Rows.LOG_WRITES_GAINS_DAX, Rows.QUEUE_FLAG_CHECKED, Rows.SUSE_CLEAR_FLAG_PASSES)
            .takes(12_000_013L, Rows.PMEM_FLAG_FOR_FSDAX_ONLY, Rows.DM_TABLE_CHECKS_DEVICES)
            .open(12_000_013L, Rows.SUSE_DM_CHECK_INVERTED)
            .takes(12_000_019L, Rows.STRUCT_PAGE_REQUIRED, Rows.BRD_PAGES_REFUSED, Rows.EXT4_TURNS_DAX_OFF, Rows.EXT2_TURNS_DAX_OFF)
            .open(12_000_019L, Rows.SUSE_CLEAR_FLAG_PASSES, Rows.EVERY_LEG_ASKED);

    static final VendorSeries SLE12SP4 = series(KernelVersion.of(4, 14))
            .takes(0, Rows.SUSE_REFUSES_REFLINK, Rows.LOG_WRITES_GAINS_DAX, Rows.STRUCT_PAGE_REQUIRED, Rows.BRD_PAGES_REFUSED,
                    Rows.EXT4_TURNS_DAX_OFF, Rows.EXT2_TURNS_DAX_OFF, Rows.PMEM_FLAG_FOR_FSDAX_ONLY,
                    Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES, Rows.SUSE_CLEAR_FLAG_PASSES)
            .release(0, "SLES 12 SP4", "sles12sp4", "4.12.14-94.41-default", 4, 18)
            .builds(0, "CONFIG_BTT", "y")
            .open(95_000_020L, Rows.SUSE_CLEAR_FLAG_PASSES)
            .lacks(95_000_054L, Rows.SUSE_CLEAR_FLAG_PASSES);

    /** SLE 12 SP5 and 15 SP1 have one state up to July 2019; later builds were not seen. */
    static final VendorSeries SLE12SP5 = afterHoles().takes(0, Rows.SUSE_REFUSES_REFLINK)
            .release(0, "SLES 12 SP5", "sles12sp5", "4.12.14-120-default", 4, 18)
            .builds(0, "CONFIG_BTT", "y")
            .open(120_000_000L, Rows.EVERY_LEG_ASKED);
    static final VendorSeries SLE15SP1 = afterHoles().takes(0, Rows.SUSE_REFUSES_REFLINK)
            .release(0, "SLES 15 SP1", "sles15sp1", "4.12.14-195-default", 4, 18)
            .builds(0, "CONFIG_BTT", "y")
            .open(197_000_011L, Rows.EVERY_LEG_ASKED);
    static final VendorSeries LEAP151 = afterHoles()
            .release(0, "Leap 15.1", "leap15.1", "4.12.14-lp151.28.4-default", 4, 18)
            .builds(0, "CONFIG_BTT", "y")
            .open(28_000_011L, Rows.EVERY_LEG_ASKED);

    // SUSE's patch for bigtime cites a bug of September 2022; numbers have a service pack in them from spring 2022 on.
    static final VendorSeries SLE15SP2 = series(new KernelVersion(5, 3, 18))
            .lacks(0, Rows.XFS_GAINS_BIGTIME)
            .open(0, Rows.MISALIGNED_REFUSED)
            .open(150_300_000_000L, Rows.XFS_GAINS_BIGTIME)
            .open(0, Rows.DM_ASKED_PROPERLY, Rows.EVERY_LEG_ASKED)
            .release(0, "SLES 15 SP2", "sles15sp2", "5.3.18-22-default", 5, 3)
            .takes(57_000_000L, Rows.DM_ASKED_PROPERLY)
            .release(57_000_000L, "SLES 15 SP3", "sles15sp3", "5.3.18-57-default", 5, 3);
    static final VendorSeries LEAP152 = series(new KernelVersion(5, 3, 18))
            .open(0, Rows.MISALIGNED_REFUSED)
            .open(0, Rows.DM_ASKED_PROPERLY, Rows.EVERY_LEG_ASKED)
            .release(0, "Leap 15.2", "leap15.2", "5.3.18-lp152.19.2-default", 5, 3)
            .takes(50_000_001L, Rows.DM_ASKED_PROPERLY);

    static final VendorSeries SLE15SP4 = series(new KernelVersion(5, 14, 21))
            .open(0, Rows.DM_LOOKS_DEVICES_UP_BY_FLAG, Rows.EROFS_GAINS_DAX, Rows.PAGEMAP_TEST_REMOVED, Rows.DAX_CAPABLE_REMOVED, Rows.DM_DAX_PGOFF)
            .release(0, "SLES 15 SP4", "sles15sp4", "5.14.21-150400.22-default", 5, 14)
            .release(150_500_000_000L, "SLES 15 SP5", "sles15sp5", "5.14.21-150500.53-default", 5, 14);
    static final VendorSeries SLE15SP6 = series(KernelVersion.of(6, 4))
            .release(0, "SLES 15 SP6", "sles15sp6", "6.4.0-150600.21-default", 6, 4)
            .release(150_700_000_000L, "SLES 15 SP7", "sles15sp7", "6.4.0-150700.51-default", 6, 4);
    static final VendorSeries SLE16 = series(KernelVersion.of(6, 12))
            .release(0, "SLES 16", "sles16", "6.12.0-160000.5-default", 6, 12)
            .open(0, Rows.DCSSBLK_NEEDS_ALIGNMENT);

    // -------------------------------------------------------------------------------------------- Ubuntu
    // Numbers of -generic and -lowlatency; the clouds' kernels count from 1001 on.
    static final VendorSeries UBUNTU_4_15 = ofStable(KernelVersion.of(4, 15))
            .release(0, "Ubuntu 18.04", "ubuntu18.04", "4.15.0-20-generic", 4, 15)
            .builds(0, "CONFIG_BTT", "y")
            .takes(14, Rows.STRUCT_PAGE_REQUIRED, Rows.EXT4_TURNS_DAX_OFF, Rows.EXT2_TURNS_DAX_OFF)
            .takes(44, Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES)
            .takes(143, Rows.EVERY_LEG_ASKED);
    static final VendorSeries UBUNTU_4_15_CLOUD = ofStable(KernelVersion.of(4, 15))
            .release(0, "Ubuntu 18.04", "", "4.15.0-1007-aws", 4, 15)
            .open(0, Rows.STRUCT_PAGE_REQUIRED, Rows.EXT4_TURNS_DAX_OFF, Rows.EXT2_TURNS_DAX_OFF,
                    Rows.QUEUE_FLAG_CHECKED, Rows.DM_TABLE_CHECKS_DEVICES, Rows.EVERY_LEG_ASKED);
    static final VendorSeries UBUNTU_5_4 = ofStable(KernelVersion.of(5, 4))
            .release(0, "Ubuntu 20.04", "ubuntu20.04", "5.4.0-26-generic", 5, 4)
            .builds(0, "CONFIG_BTT", "y")
            .builds(0, "CONFIG_VIRTIO_PMEM", "m")
            .builds(0, "CONFIG_EROFS_FS", "m")
            .takes(55, Rows.DM_ASKED_PROPERLY)
            .takes(73, Rows.EVERY_LEG_ASKED);
    static final VendorSeries UBUNTU_5_4_AWS = ofStable(KernelVersion.of(5, 4))
            .release(0, "Ubuntu 20.04", "", "5.4.0-1009-aws", 5, 4)
            .takes(1030, Rows.DM_ASKED_PROPERLY)
            .takes(1048, Rows.EVERY_LEG_ASKED);
    static final VendorSeries UBUNTU_5_4_CLOUD = ofStable(KernelVersion.of(5, 4))
            .release(0, "Ubuntu 20.04", "", "5.4.0-1010-azure", 5, 4)
            .open(0, Rows.DM_ASKED_PROPERLY, Rows.EVERY_LEG_ASKED);
    static final VendorSeries UBUNTU_5_15 = ofStable(KernelVersion.of(5, 15))
            .release(0, "Ubuntu 22.04", "ubuntu22.04", "5.15.0-25-generic", 5, 15)
            .builds(0, "CONFIG_BTT", "y")
            .builds(0, "CONFIG_VIRTIO_PMEM", "m")
            .builds(0, "CONFIG_EROFS_FS", "m");
    static final VendorSeries UBUNTU_6_8 = ofStable(KernelVersion.of(6, 8))
            .release(0, "Ubuntu 24.04", "ubuntu24.04", "6.8.0-31-generic", 6, 8);

    // --------------------------------------------------------------------------------------------- others
    static final VendorSeries OPENEULER_4_19 = series(new KernelVersion(4, 19, 90))
            .release(0, "openEuler 20.03", "openeuler20.03", "4.19.90-2003.4.0.0036.oe1", 4, 19)
            .open(0, Rows.EVERY_LEG_ASKED);
    static final VendorSeries OPENEULER_5_10 = series(KernelVersion.of(5, 10))
            .release(0, "openEuler 22.03", "openeuler22.03", "5.10.0-60.18.0.50.oe2203", 5, 10)
            .builds(0, "CONFIG_VIRTIO_PMEM", "n")
            .builds(0, "CONFIG_EROFS_FS", "n")
            .takes(0, Rows.EVERY_LEG_ASKED);
    static final VendorSeries OPENEULER_6_6 = series(KernelVersion.of(6, 6))
            .release(0, "openEuler 24.03", "openeuler24.03", "6.6.0-28.0.0.34.oe2403", 6, 6)
            .builds(0, "CONFIG_BTT", "y");
    static final VendorSeries KYLIN_4_19 = series(new KernelVersion(4, 19, 90))
            .release(0, "Kylin V10", "", "4.19.90-23.8.v2101.ky10", 4, 19)
            .open(0, Rows.EVERY_LEG_ASKED);
    static final VendorSeries ANOLIS_4_19 = series(new KernelVersion(4, 19, 91))
            .release(0, "Anolis OS", "", "4.19.91-26.an8", 4, 19)
            .open(0, Rows.EVERY_LEG_ASKED);
    // spotless:on

    private final KernelVersion base;
    private final List<Step> steps = new ArrayList<>();
    private final List<Release> releases = new ArrayList<>();
    private final List<Built> configuration = new ArrayList<>();

    private boolean takesFilesystemsOver = true;

    private VendorSeries(KernelVersion base) {
        this.base = base;
    }

    private static VendorSeries series(KernelVersion base) {
        VendorSeries series = new VendorSeries(base);
        ALL.add(series);
        return series;
    }

    /** One whose vendor follows the stable releases. */
    private static VendorSeries ofStable(KernelVersion base) {
        VendorSeries series = series(base);
        series.takesFilesystemsOver = false;
        return series;
    }

    /** Whether a behaviour comes with a feature of a filesystem's, which is open wherever upstream had it later. */
    public static boolean isOfFeature(KernelBehaviour behaviour) {
        return (behaviour.since().isPresent()
                        && contains(FEATURES, behaviour.since().get()))
                || (behaviour.until().isPresent()
                        && contains(FEATURES, behaviour.until().get()));
    }

    /** SUSE's 4.12.14 with the rules of 4.18, without XFS's refusal of reflink; any leg suffices. */
    private static VendorSeries afterHoles() {
        return series(KernelVersion.of(4, 14))
                .takes(
                        0,
                        Rows.LOG_WRITES_GAINS_DAX,
                        Rows.STRUCT_PAGE_REQUIRED,
                        Rows.BRD_LOSES_DAX,
                        Rows.BRD_PAGES_REFUSED,
                        Rows.EXT4_TURNS_DAX_OFF,
                        Rows.EXT2_TURNS_DAX_OFF,
                        Rows.PMEM_FLAG_FOR_FSDAX_ONLY,
                        Rows.QUEUE_FLAG_CHECKED,
                        Rows.DM_TABLE_CHECKS_DEVICES);
    }

    private VendorSeries takes(long build, KernelChange... changes) {
        return add(build, State.TAKEN, changes);
    }

    private VendorSeries lacks(long build, List<KernelChange> changes) {
        return lacks(build, changes.toArray(new KernelChange[0]));
    }

    private VendorSeries lacks(long build, KernelChange... changes) {
        return add(build, State.ABSENT, changes);
    }

    private VendorSeries open(long build, KernelChange... changes) {
        return add(build, State.OPEN, changes);
    }

    private VendorSeries add(long build, State state, KernelChange... changes) {
        for (KernelChange change : changes) {
            steps.add(new Step(build, state, change));
        }
        return this;
    }

    private VendorSeries builds(long from, String option, String value) {
        configuration.add(new Built(from, option, value));
        return this;
    }

    /** What is known of how its kernels are built, on x86_64 and aarch64 alike; for one option in order of builds. */
    public List<Built> configuration() {
        return List.copyOf(configuration);
    }

    /** What is known of how this build is configured, by option. */
    Map<String, String> configuration(long build) {
        Map<String, String> values = new TreeMap<>();
        for (Built built : configuration) {
            if (built.build() <= build) {
                values.put(built.option(), built.value());
            }
        }
        values.values().removeIf(String::isEmpty);
        return values;
    }

    private VendorSeries release(long build, String name, String shortName, String kernel, int major, int minor) {
        releases.add(new Release(build, name, shortName, kernel, KernelVersion.of(major, minor)));
        return this;
    }

    /** Every series, a vendor's in order of age. */
    public static List<VendorSeries> all() {
        return List.copyOf(ALL);
    }

    /** Its releases, oldest first. */
    public List<Release> releases() {
        return List.copyOf(releases);
    }

    /**
     * The release that people call so: {@code rhel9.4}, {@code sles15sp5}, {@code ubuntu22.04}; the newest of a major
     * one, {@code rhel9}.
     */
    public static Optional<Release> named(String name) {
        Optional<Release> found = Optional.empty();
        for (VendorSeries series : ALL) {
            for (Release release : series.releases) {
                if (!name.isEmpty() && release.shortName().equals(name)) {
                    return Optional.of(release);
                }
                if (!name.isEmpty() && release.shortName().startsWith(name + ".")) {
                    found = Optional.of(release);
                }
            }
        }
        return found;
    }

    /** The kernels of a vendor's from which on something differs, and the first of each release: rhel, sles, ubuntu, uek. */
    public static List<Release> ofVendor(String vendor) {
        List<Release> releases = new ArrayList<>();
        for (VendorSeries series : ALL) {
            for (Release release : series.releases) {
                if (release.shortName().startsWith(vendor)) {
                    releases.add(release);
                    series.addUpdates(release, releases);
                }
            }
        }
        return releases;
    }

    /** Updates of one release of Ubuntu's or SUSE's differ; the kernels of the others' have their release's name. */
    private void addUpdates(Release release, List<Release> releases) {
        boolean isSuse = release.name().startsWith("SLES");
        if (!isSuse && !release.name().startsWith("Ubuntu")) {
            return;
        }
        String first = release.kernel();
        String base = first.substring(0, first.indexOf('-') + 1);
        String flavour = first.substring(first.lastIndexOf('-'));
        KernelRelease oldest = KernelRelease.parse(first).orElseThrow();
        for (long build : boundaries()) {
            boolean isOfRelease = release(build).map(Release::build).orElse(-1L) == release.build();
            // A number with a service pack in it is no whole number of a kernel.
            boolean isWhole = build / PARTS < FIRST_WITH_SERVICE_PACK;
            if (isOfRelease && isWhole && oldest.isOlderBuildThan(build)) {
                String number = isSuse && build % PARTS > 0
                        ? build / PARTS + "." + build % PARTS
                        : Long.toString(isSuse ? build / PARTS : build);
                releases.add(new Release(build, release.name(), "", base + number + flavour, release.level()));
            }
        }
    }

    /** The releases and updates from which on something differs that come after a build, oldest first. */
    List<Release> after(long build) {
        List<Release> all = new ArrayList<>();
        for (Release release : releases) {
            all.add(release);
            addUpdates(release, all);
        }
        all.removeIf(release -> release.build() <= build);
        return all;
    }

    /** The builds at which something changes, in order. */
    List<Long> boundaries() {
        List<Long> builds = new ArrayList<>();
        for (Step step : steps) {
            if (step.build() > 0 && !builds.contains(step.build())) {
                builds.add(step.build());
            }
        }
        builds.sort(null);
        return builds;
    }

    /** The release that a build belongs to; empty for one older than all. */
    Optional<Release> release(long build) {
        Optional<Release> found = Optional.empty();
        for (Release release : releases) {
            if (release.build() <= build) {
                found = Optional.of(release);
            }
        }
        return found;
    }

    /**
     * Every distinct way in which a build may behave. Changes that are open come in the order of their list: a kernel
     * has the first few of them.
     *
     * @param level the stable level that the host shows; empty where it shows none
     */
    List<KernelModel> models(long build, Optional<KernelVersion> level) {
        List<KernelChange> open = new ArrayList<>();
        for (Step step : steps) {
            if (state(step.change(), build) == State.OPEN
                    && !contains(FEATURES, step.change())
                    && !contains(open, step.change())) {
                open.add(step.change());
            }
        }
        KernelVersion upTo = level.orElse(base);
        KernelVersion title = level.or(() -> release(build).map(Release::level)).orElse(base);
        List<KernelModel> models = new ArrayList<>();
        for (int taken = 0; taken <= open.size(); taken++) {
            Changes changes = new Changes(upTo, Optional.of(this), build, open.subList(0, taken), false);
            KernelModel.addIfNew(models, KernelModel.of(changes, title));
        }
        if (takesFilesystemsOver) {
            for (int taken = 0; taken <= open.size(); taken++) {
                List<KernelChange> all = new ArrayList<>(open.subList(0, taken));
                all.addAll(FEATURES);
                Changes changes = new Changes(upTo, Optional.of(this), build, all, false);
                KernelModel.addIfNew(models, KernelModel.of(changes, title));
            }
        }
        return List.copyOf(models);
    }

    /** Whether a build has a change of the vendor's own accord; empty where the vendor did nothing about it. */
    Optional<Boolean> has(KernelChange change, long build, List<KernelChange> openTaken) {
        return switch (state(change, build)) {
            case TAKEN -> Optional.of(true);
            case ABSENT -> Optional.of(false);
            case OPEN -> Optional.of(contains(openTaken, change));
            case UNTOLD -> contains(openTaken, change) ? Optional.of(true) : Optional.empty();
        };
    }

    /** What the last step up to a build states about a change. */
    private State state(KernelChange change, long build) {
        State state = State.UNTOLD;
        long since = -1;
        for (Step step : steps) {
            if (step.change() == change && step.build() <= build && step.build() >= since) {
                state = step.state();
                since = step.build();
            }
        }
        return state;
    }

    private static boolean contains(List<KernelChange> changes, KernelChange wanted) {
        for (KernelChange change : changes) {
            if (change == wanted) {
                return true;
            }
        }
        return false;
    }

    /** A build as this table counts: the number before the first dot, and for SUSE the one after it. */
    static long build(long number, long part) {
        return number * PARTS + Math.min(part, PARTS - 1);
    }
}
