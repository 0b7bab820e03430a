package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.report.Page;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.BuiltStacks;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.Captures.Capture;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.PlantedSuperblock;
import io.daxcheck.truth.SosConverter;
import io.daxcheck.truth.SosFiles;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every finding with the hosts on which it must be made and those on which it must not: captures of running kernels
 * where there is one, and sound captures with as little changed as makes the finding true.
 */
class FindingsTest {
    private static final String TABLE = "commands/dmsetup-table";
    private static final String DM_FLAG = "sys/block/dm-0/queue/dax";
    private static final String SLAVES = "sys/block/dm-0/slaves";
    private static final String CONFIG_7_3 = "boot/config-7.3.4+deb13-amd64";
    private static final String UNUSED_NAMESPACE = "sys/bus/nd/devices/namespace1.1/";

    /** What DIMMs, regions, the log and the kernel's command line show without a block device. */
    private static void addBus(List<Row> rows) {
        String nmem = "sys/bus/nd/devices/nmem0/";
        rows.add(mutation(
                FindingCode.DIMM_LOCKED,
                Severity.BLOCKER,
                "nmem0",
                "7.3/linear-fsdax",
                tree -> tree.file(nmem + "security", "locked\n")));
        rows.add(mutation(
                FindingCode.DIMM_FAILED,
                Severity.WARNING,
                "nmem0",
                "7.3/linear-fsdax",
                tree -> tree.file(nmem + "flags", "save_fail not_armed\n")));
        rows.add(mutation(
                FindingCode.DIMM_WITHOUT_REGION,
                Severity.BLOCKER,
                "nmem0",
                "7.3/linear-fsdax",
                tree -> tree.withoutNames(
                        "sys/bus/nd/devices",
                        "region0",
                        "region1",
                        "region2",
                        "region3",
                        "region4",
                        "region5",
                        "region6")));
        rows.add(mutation(
                FindingCode.REGION_DISABLED,
                Severity.BLOCKER,
                "region4",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/bus/nd/devices/region4/enabled", "0\n")));
        rows.add(logged(
                FindingCode.NAMESPACE_MISALIGNED,
                "nd_pmem namespace1.1: [mem 0x2070000000-0x2077ffefff] misaligned, unable to map"));
        rows.add(
                logged(FindingCode.NAMESPACE_PAGE_SIZE, "nd_pmem namespace1.1: init failed, page size mismatch 65536"));
        rows.add(logged(
                FindingCode.NAMESPACE_SECTION_SHARED,
                "nd_pmem pfn1.1: namespace1.1 alignment collision, truncate 67108864 bytes"));
        rows.add(logged(
                FindingCode.NAMESPACE_MEMORY_TAKEN,
                "nd_pmem namespace1.1: could not reserve region [mem 0x2070000000-0x216fffffff]"));
        rows.add(mutation(
                FindingCode.MEMMAP_WITHOUT_DEVICE,
                Severity.WARNING,
                "kernel",
                "7.3/linear-fsdax",
                tree -> tree.file("proc/cmdline", "ro memmap=4G\\!12G\n")));
        rows.add(mutation(
                FindingCode.MEMMAP_NOT_AS_ASKED,
                Severity.WARNING,
                "kernel",
                "7.3/ns-e820-memory",
                tree -> tree.file("proc/cmdline", "ro memmap=80M!1600M\n")));
    }

    /** A namespace without a block device, of which the kernel said why. */
    private static Row logged(FindingCode code, String line) {
        return mutation(
                code,
                Severity.WARNING,
                "namespace1.1",
                "7.3/linear-fsdax",
                tree -> tree.file(UNUSED_NAMESPACE + "size", "134217728\n")
                        .file("commands/dmesg", "[    1.500000] " + line + "\n"));
    }

    /**
     * A host on which a finding is made, and one on which it is not.
     *
     * @param layer the device, namespace or region that it is about
     * @param mutation whether the first host is the second one with something changed
     */
    private record Row(
            FindingCode code,
            Severity severity,
            String layer,
            boolean mutation,
            String fires,
            Supplier<HostReport> where,
            String quiet,
            Supplier<HostReport> whereNot) {}

    private static final List<Row> ROWS = rows();

    /** Every host on which a finding is made. */
    static Stream<HostReport> hosts() {
        return ROWS.stream().map(row -> row.where().get());
    }

    // ------------------------------------------------------------------------------------------- every finding

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        // ---- kernels of vendors
        rows.add(capture(
                FindingCode.DM_TAKES_RAW_NAMESPACE, Severity.HAZARD, "pmem3", "el9.1/linear-raw", "el9.3/linear-raw"));
        rows.add(mutation(
                FindingCode.DM_TAKES_RAW_NAMESPACE,
                Severity.HAZARD,
                "pmem3",
                "el9.1/linear-fsdax",
                tree -> tree.text(TABLE, table -> table.replace(" 259:1 ", " 259:3 "))
                        .names(SLAVES, "pmem3")));
        rows.add(capture(
                FindingCode.FIXED_IN_VENDOR_RELEASE,
                Severity.INFO,
                "kernel",
                "el9.1/linear-raw",
                "el9.1/linear-fsdax"));
        rows.add(mutation(
                FindingCode.FIXED_IN_VENDOR_RELEASE,
                Severity.INFO,
                "kernel",
                "el9.1/linear-fsdax",
                tree -> tree.text(TABLE, table -> table.replace(" 259:1 ", " 259:3 "))
                        .names(SLAVES, "pmem3")));
        rows.add(mutation(
                FindingCode.DM_WITHOUT_DAX,
                Severity.BLOCKER,
                "dm-0",
                "5.4/linear-fsdax",
                tree -> tree.file("proc/sys/kernel/osrelease", "3.10.0-514.el7.x86_64\n")
                        .without("sys/block/dm-0/queue/dax")));
        // ---- leaves
        rows.add(capture(FindingCode.RAW_NAMESPACE, Severity.BLOCKER, "pmem3", "7.3/ns-raw", "7.3/ns-fsdax"));
        rows.add(capture(FindingCode.RAW_NAMESPACE, Severity.BLOCKER, "pmem3", "4.17/ns-raw", "4.14/ns-raw"));
        rows.add(mutation(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                "pmem5",
                "7.3/ns-e820-memory",
                tree -> tree.file("sys/bus/nd/devices/namespace5.0/mode", "raw\n")
                        .file("sys/block/pmem5/queue/dax", "0\n")));
        rows.add(mutation(
                FindingCode.RAW_NAMESPACE,
                Severity.BLOCKER,
                "pmem5",
                "7.3/ns-e820-memory",
                tree -> tree.file("sys/bus/nd/devices/namespace5.0/force_raw", "1\n")
                        .file("sys/block/pmem5/queue/dax", "0\n")));
        rows.add(mutation(
                FindingCode.FORCE_RAW_PENDING,
                Severity.WARNING,
                "pmem5",
                "7.3/ns-e820-memory",
                tree -> tree.file("sys/bus/nd/devices/namespace5.0/mode", "raw\n")
                        .file("sys/bus/nd/devices/namespace5.0/force_raw", "1\n")));
        rows.add(mutation(
                FindingCode.NAMESPACE_MODE_CONTRADICTION,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax",
                tree -> tree.file("sys/bus/nd/devices/namespace1.0/mode", "raw\n")));
        rows.add(capture(
                FindingCode.SECTOR_NAMESPACE, Severity.BLOCKER, "pmem0s", "7.3/linear-sector", "7.3/linear-fsdax"));
        rows.add(mutation(
                FindingCode.SECTOR_NAMESPACE,
                Severity.BLOCKER,
                "pmem0s",
                "7.3/linear-fsdax",
                onLeg("259:0", "pmem0s")));
        rows.add(capture(FindingCode.LEAF_WITHOUT_DAX, Severity.BLOCKER, "ram0", "7.3/brd-alone", "4.14/brd-alone"));
        rows.add(capture(FindingCode.LEAF_WITHOUT_DAX, Severity.BLOCKER, "loop0", "7.3/loop-alone", "7.3/ns-fsdax"));
        rows.add(mutation(
                FindingCode.LEAF_WITHOUT_DAX, Severity.BLOCKER, "ram0", "7.3/linear-fsdax", onLeg("1:0", "ram0")));

        // ---- dm tables
        rows.add(capture(
                FindingCode.LEG_WITHOUT_DAX, Severity.BLOCKER, "ram0", "7.3/linear-fsdax-then-brd", "7.3/linear-brd"));
        rows.add(mutation(
                FindingCode.LEG_WITHOUT_DAX,
                Severity.BLOCKER,
                "ram0",
                "7.3/linear-two-fsdax",
                secondLeg("259:2", "1:0", "ram0", "0")));
        rows.add(capture(FindingCode.TARGET_WITHOUT_DAX, Severity.BLOCKER, "dm-0", "7.3/crypt", "7.3/linear-fsdax"));
        rows.add(capture(
                FindingCode.TARGET_WITHOUT_DAX,
                Severity.BLOCKER,
                "dm-0",
                "7.3/linear-then-zero",
                "7.3/linear-two-fsdax"));
        rows.add(mutation(
                FindingCode.TARGET_WITHOUT_DAX,
                Severity.BLOCKER,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file(TABLE, "t: 0 65536 delay 259:1 2048 500\n").file(DM_FLAG, "0\n")));
        rows.add(mutation(
                FindingCode.UNKNOWN_TARGET,
                Severity.BLOCKER,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file(TABLE, "t: 0 65536 frobnicate 259:1 2048\n").file(DM_FLAG, "0\n")));
        rows.add(capture(
                FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-offset-plus-1",
                "7.3/linear-fsdax"));
        rows.add(capture(
                FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                Severity.BLOCKER,
                "dm-0",
                "5.10/linear-offset-plus-4",
                "5.10/linear-fsdax"));
        rows.add(mutation(
                FindingCode.OFFSET_NOT_PAGE_ALIGNED,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.text(TABLE, table -> table.replace(" 2048", " 2049"))));
        rows.add(capture(
                FindingCode.BOUNDARY_INSIDE_PAGE,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-boundary-inside-page-contiguous",
                "7.3/linear-two-fsdax"));
        rows.add(mutation(
                FindingCode.BOUNDARY_INSIDE_PAGE,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file(TABLE, "t: 0 32772 linear 259:1 2048\nt: 32772 32764 linear 259:1 34820\n")));
        rows.add(capture(
                FindingCode.CHUNK_NOT_WHOLE_PAGES,
                Severity.HAZARD,
                "dm-0",
                "7.3/striped-chunk-4",
                "7.3/striped-chunk-8"));
        rows.add(mutation(
                FindingCode.CHUNK_NOT_WHOLE_PAGES,
                Severity.HAZARD,
                "dm-0",
                "7.3/striped-two-fsdax",
                tree -> tree.text(TABLE, table -> table.replace("striped 2 128 ", "striped 2 12 "))));
        rows.add(mutation(
                FindingCode.LEGS_IN_SEVERAL_PAGEMAPS,
                Severity.BLOCKER,
                "dm-0",
                "4.19/linear-two-fsdax",
                tree -> tree.file("proc/sys/kernel/osrelease", "5.1.0\n")
                        .file("boot/config-5.1.0", "CONFIG_FS_DAX=y\n")));
        rows.add(mutation(
                FindingCode.DM_TABLE_INCONSISTENT,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/block/dm-0/size", "65544\n")));
        rows.add(mutation(
                FindingCode.DM_TABLE_INCONSISTENT,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.names(SLAVES, "pmem2")));
        rows.add(tableChange());

        // ---- alignment of the device
        rows.add(capture(
                FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                Severity.BLOCKER,
                "pmem2p2",
                "7.3/partition-start-plus-1",
                "7.3/partition-aligned"));
        rows.add(mutation(
                FindingCode.PARTITION_START_NOT_PAGE_ALIGNED,
                Severity.BLOCKER,
                "pmem2p1",
                "7.3/partition-aligned",
                tree -> tree.file("sys/class/block/pmem2p1/start", "2049\n")));
        rows.add(capture(
                FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                Severity.BLOCKER,
                "pmem2p3",
                "7.3/partition-length-not-pages",
                "5.10/partition-length-not-pages"));
        rows.add(capture(
                FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                Severity.BLOCKER,
                "dm-0",
                "7.3/linear-length-not-pages",
                "7.3/linear-fsdax"));
        rows.add(mutation(
                FindingCode.DEVICE_SIZE_NOT_WHOLE_PAGES,
                Severity.BLOCKER,
                "pmem2p1",
                "7.3/partition-aligned",
                tree -> tree.file("sys/class/block/pmem2p1/size", "60001\n")));

        // ---- DAX is given, and should not be
        rows.add(capture(
                FindingCode.PANIC_ON_RAW_LEG,
                Severity.HAZARD,
                "pmem3",
                "4.17/linear-fsdax-then-raw",
                "4.14/linear-fsdax-then-raw"));
        rows.add(capture(
                FindingCode.PANIC_ON_RAW_LEG,
                Severity.HAZARD,
                "pmem3",
                "4.19/striped-fsdax-raw",
                "5.10/striped-fsdax-raw"));
        rows.add(mutation(
                FindingCode.PANIC_ON_RAW_LEG,
                Severity.HAZARD,
                "pmem3",
                "4.17/linear-two-fsdax",
                secondLeg("259:2", "259:3", "pmem3", "1")));
        rows.add(capture(
                FindingCode.LEG_NOT_CHECKED,
                Severity.HAZARD,
                "ram0",
                "4.19/striped-fsdax-brd",
                "5.10/striped-fsdax-brd"));
        rows.add(mutation(
                FindingCode.LEG_NOT_CHECKED,
                Severity.HAZARD,
                "ram0",
                "4.19/striped-two-fsdax",
                secondLeg("259:2", "1:0", "ram0", "1")));
        rows.add(row(
                FindingCode.NO_FILESYSTEM,
                Severity.WARNING,
                "pmem2",
                true,
                "active swap",
                () -> Judging.device(BuiltStacks.host("sig-swapon-6.12"), "pmem2"),
                "ext4",
                of("7.3/ns-fsdax@ext4")));
        rows.add(mutation(
                FindingCode.NO_DAX_OPTION,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax",
                tree -> tree.file("run/udev/data/b259:1", "E:ID_FS_TYPE=f2fs\n")));
        rows.add(mutation(
                FindingCode.NO_DAX_OPTION,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax",
                fstab("/dev/pmem1 /data ntfs3 dax")));
        rows.add(mutation(
                FindingCode.NO_DAX_OPTION,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax",
                mounted("0:41 / /data rw - btrfs /dev/pmem1 rw,space_cache=v2,subvol=/")));
        rows.add(mutation(
                FindingCode.DAX_LOST_UNDER_MOUNT,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-two-fsdax",
                tree -> mounted("252:0 / /data rw - ext4 /dev/dm-0 rw,dax=always")
                        .apply(secondLeg("259:2", "1:0", "ram0", "0").apply(tree))));
        rows.add(mutation(
                FindingCode.MOVED_UNDER_MOUNT,
                Severity.HAZARD,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> mounted("252:0 / /data rw - ext4 /dev/dm-0 rw,dax=always")
                        .apply(log("[   50.667710] WARNING: CPU: 0 PID: 9 at mm/memory.c:2339 insert_pfn+0x15b/0x210\n"
                                        + "[   50.669400]  dax_fault_iter+0x2ef/0x680")
                                .apply(tree))));
        rows.add(capture(
                FindingCode.MOUNTS_THEN_FAILS,
                Severity.HAZARD,
                "dm-0",
                "4.17/linear-fsdax-then-brd",
                "4.19/linear-fsdax-then-brd"));
        rows.add(mutation(
                FindingCode.MOUNTS_THEN_FAILS,
                Severity.HAZARD,
                "dm-0",
                "4.17/linear-two-fsdax",
                secondLeg("259:2", "1:0", "ram0", "0")));
        rows.add(mutation(
                FindingCode.POISON_IN_RANGE,
                Severity.HAZARD,
                "pmem1",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/block/pmem1/badblocks", "4096 8\n")));
        rows.add(mutation(
                FindingCode.POISON_IN_RANGE,
                Severity.BLOCKER,
                "pmem1",
                "5.10/ns-fsdax",
                tree -> tree.file("sys/block/pmem1/badblocks", "0 1\n")));
        rows.add(row(
                FindingCode.POISON_IN_RANGE,
                Severity.HAZARD,
                "pmem1",
                true,
                "7.3/linear-fsdax with poison in its last sector",
                edited("7.3/linear-fsdax", tree -> tree.file("sys/block/pmem1/badblocks", "67583 1\n")),
                "7.3/linear-fsdax with poison around it",
                edited("7.3/linear-fsdax", tree -> tree.file("sys/block/pmem1/badblocks", "2040 8\n67584 8\n"))));

        // ---- the kernel
        rows.add(mutation(
                FindingCode.FS_DAX_NOT_BUILT,
                Severity.BLOCKER,
                "kernel",
                "7.3/linear-fsdax",
                tree -> tree.text(
                        CONFIG_7_3, config -> config.replace("CONFIG_FS_DAX=y", "# CONFIG_FS_DAX is not set"))));
        rows.add(mutation(
                FindingCode.LIBNVDIMM_NOT_BUILT,
                Severity.INFO,
                "kernel",
                "7.3/ns-fsdax",
                tree -> tree.text(
                        CONFIG_7_3, config -> config.replace("CONFIG_LIBNVDIMM=m", "# CONFIG_LIBNVDIMM is not set"))));
        rows.add(row(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.BLOCKER,
                "pmem6",
                true,
                "6.12/ns-virtio-pmem as 4.19",
                () -> as("6.12/ns-virtio-pmem", "4.19.100"),
                "6.12/ns-virtio-pmem as 5.4",
                () -> as("6.12/ns-virtio-pmem", "5.4.286")));
        rows.add(mutation(
                FindingCode.PFN_NOT_BUILT,
                Severity.BLOCKER,
                "kernel",
                "7.3/ns-e820-memory",
                tree -> tree.file("sys/bus/nd/devices/namespace5.0/mode", "raw\n")
                        .file("sys/block/pmem5/queue/dax", "0\n")
                        .text(
                                CONFIG_7_3,
                                config -> config.replace("CONFIG_NVDIMM_PFN=y", "# CONFIG_NVDIMM_PFN is not set"))));
        rows.add(mutation(
                FindingCode.CONFIG_ASSUMED,
                Severity.INFO,
                "kernel",
                "7.3/linear-fsdax",
                tree -> tree.without(CONFIG_7_3)
                        .text(
                                "proc/self/mountinfo",
                                mounts -> mounts + "40 2 252:0 / /data rw - ext4 /dev/dm-0 rw,dax\n")));
        rows.add(mutation(
                FindingCode.KERNEL_OUTSIDE_TABLE,
                Severity.INFO,
                "kernel",
                "7.3/linear-fsdax",
                tree -> tree.file("proc/sys/kernel/osrelease", "9.9.0\n")));
        rows.add(mutation(
                FindingCode.KERNEL_OUTSIDE_TABLE,
                Severity.INFO,
                "kernel",
                "4.14/linear-fsdax",
                tree -> tree.file("proc/sys/kernel/osrelease", "4.9.1\n")));
        rows.add(mutation(
                FindingCode.KERNEL_UNDECIDED,
                Severity.WARNING,
                "dm-0",
                "5.10/striped-two-fsdax",
                tree -> secondLeg("259:1", "1:0", "ram0", "0")
                        .apply(tree)
                        .without(DM_FLAG)
                        .file("proc/sys/kernel/osrelease", "5.4.0-1042-azure\n")
                        .file("boot/config-5.4.0-1042-azure", "CONFIG_FS_DAX=y\n")));
        rows.add(mutation(
                FindingCode.QUEUE_DAX_DIFFERS,
                Severity.BLOCKER,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file(DM_FLAG, "0\n")));
        rows.add(row(
                FindingCode.QUEUE_DAX_DIFFERS,
                Severity.WARNING,
                "dm-0",
                true,
                "7.3/linear-brd with queue/dax = 1",
                edited("7.3/linear-brd", tree -> tree.file(DM_FLAG, "1\n")),
                "7.3/linear-brd",
                of("7.3/linear-brd")));

        // ---- consistency
        rows.add(capture(FindingCode.SAME_AS_BELOW, Severity.INFO, "dm-0", "7.3/linear-fsdax", "7.3/ns-fsdax"));
        rows.add(capture(
                FindingCode.SAME_AS_BELOW, Severity.INFO, "dm-0", "7.3/linear-raw", "7.3/linear-offset-plus-1"));
        rows.add(row(
                FindingCode.SAME_AS_BELOW,
                Severity.INFO,
                "dm-0",
                true,
                "7.3/linear-offset-plus-1 put right",
                edited("7.3/linear-offset-plus-1", tree -> tree.text(TABLE, table -> table.replace(" 2049", " 2048"))),
                "7.3/linear-offset-plus-1",
                of("7.3/linear-offset-plus-1")));
        rows.add(capture(
                FindingCode.DIFFERS_FROM_BELOW,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-offset-plus-1",
                "7.3/linear-fsdax"));
        rows.add(capture(FindingCode.DIFFERS_FROM_BELOW, Severity.INFO, "dm-0", "7.3/crypt", "7.3/linear-raw"));
        rows.add(mutation(
                FindingCode.DIFFERS_FROM_BELOW,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.text(TABLE, table -> table.replace(" 2048", " 2052"))));

        // ---- namespaces
        rows.add(row(
                FindingCode.DEVDAX_NAMESPACE,
                Severity.INFO,
                "namespace4.0",
                false,
                "7.3/linear-fsdax",
                of("7.3/linear-fsdax"),
                "7.3/linear-fsdax without namespace4.0",
                edited("7.3/linear-fsdax", tree -> tree.withoutNames("sys/bus/nd/devices", "namespace4.0"))));
        rows.add(row(
                FindingCode.DEVDAX_NAMESPACE,
                Severity.INFO,
                "namespace1.1",
                true,
                "7.3/linear-fsdax with a new devdax namespace for namespace4.0",
                edited(
                        "7.3/linear-fsdax",
                        tree -> tree.withoutNames("sys/bus/nd/devices", "namespace4.0")
                                .file(UNUSED_NAMESPACE + "size", "134217728\n")
                                .file(UNUSED_NAMESPACE + "mode", "dax\n")),
                "7.3/linear-fsdax without namespace4.0",
                edited("7.3/linear-fsdax", tree -> tree.withoutNames("sys/bus/nd/devices", "namespace4.0"))));
        rows.add(mutation(
                FindingCode.DISABLED_NAMESPACE,
                Severity.WARNING,
                "namespace1.1",
                "7.3/linear-fsdax",
                tree -> tree.file(UNUSED_NAMESPACE + "size", "134217728\n")));
        addBus(rows);
        rows.add(mutation(
                FindingCode.MEMMAP_OVERLAP,
                Severity.WARNING,
                "kernel",
                "7.3/ns-e820-memory",
                tree -> tree.text("proc/cmdline", line -> line.strip() + " memmap=0x4000000!1599M\n")));
        rows.add(row(
                FindingCode.MEMMAP_OVERLAP,
                Severity.WARNING,
                "kernel",
                true,
                "7.3/ns-e820-memory with one region inside another",
                edited(
                        "7.3/ns-e820-memory",
                        tree -> tree.text("proc/cmdline", line -> line.strip() + " memmap=1G!1G,1M!1700M\n")),
                "7.3/ns-e820-memory with one region right behind another",
                edited(
                        "7.3/ns-e820-memory",
                        tree -> tree.text("proc/cmdline", line -> line.strip() + " memmap=64M!1664M\n"))));
        rows.add(mutation(
                FindingCode.REGION_WITHOUT_NAMESPACE,
                Severity.INFO,
                "region4",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/bus/nd/devices/namespace4.0/size", "0\n")));
        rows.add(mutation(
                FindingCode.READ_ONLY_REGION,
                Severity.WARNING,
                "region1",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/bus/nd/devices/region1/read_only", "1\n")));
        rows.add(mutation(
                FindingCode.PMEM_DRIVER_MISSING,
                Severity.WARNING,
                "namespace1.1",
                "7.3/linear-fsdax",
                tree -> tree.file(UNUSED_NAMESPACE + "size", "134217728\n")
                        .text(
                                CONFIG_7_3,
                                config ->
                                        config.replace("CONFIG_BLK_DEV_PMEM=m", "# CONFIG_BLK_DEV_PMEM is not set"))));

        // ---- the filesystem on it
        rows.add(capture(
                FindingCode.FILESYSTEM_BLOCK_SIZE,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4-1k",
                "7.3/ns-fsdax@ext4"));
        rows.add(capture(
                FindingCode.FILESYSTEM_BLOCK_SIZE,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@xfs-1k",
                "7.3/ns-fsdax@xfs"));
        rows.add(mutation(
                FindingCode.FILESYSTEM_BLOCK_SIZE,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                superblockOf("7.3/ns-fsdax@xfs-1k")));
        rows.add(capture(
                FindingCode.EXT4_INLINE_DATA,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4-inline",
                "7.3/ns-fsdax@ext4"));
        rows.add(mutation(
                FindingCode.EXT4_INLINE_DATA,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                superblockOf("7.3/ns-fsdax@ext4-inline")));
        rows.add(capture(
                FindingCode.XFS_REFLINK,
                Severity.WARNING,
                "pmem1",
                "5.10/ns-fsdax@xfs-reflink",
                "7.3/ns-fsdax@xfs-reflink"));
        rows.add(mutation(
                FindingCode.XFS_REFLINK,
                Severity.WARNING,
                "pmem1",
                "5.10/ns-fsdax@xfs",
                superblockOf("5.10/ns-fsdax@xfs-reflink")));
        rows.add(capture(
                FindingCode.XFS_REFLINK_ON_PARTITION,
                Severity.WARNING,
                "pmem2p1",
                "7.3/partition-aligned@xfs-reflink",
                "7.3/ns-fsdax@xfs-reflink"));
        rows.add(mutation(
                FindingCode.XFS_REFLINK_ON_PARTITION,
                Severity.WARNING,
                "pmem2p1",
                "7.3/partition-aligned@ext4",
                superblockOf("7.3/ns-fsdax@xfs-reflink")));

        rows.add(mutation(
                FindingCode.XFS_REFLINK_CORRUPTS,
                Severity.HAZARD,
                "pmem1",
                "6.1/ns-fsdax@xfs",
                superblockOf("6.1/ns-fsdax@xfs-reflink")));
        rows.add(mutation(FindingCode.XFS_ZONED, Severity.HAZARD, "pmem1", "7.3/ns-fsdax@xfs", withIncompat(0x200)));
        rows.add(mutation(
                FindingCode.FILESYSTEM_NOT_MOUNTABLE,
                Severity.WARNING,
                "pmem1",
                "5.10/ns-fsdax@xfs",
                withIncompat(0x20)));
        rows.add(mutation(
                FindingCode.FILESYSTEM_LARGER_THAN_DEVICE,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@xfs",
                tree -> tree.text("sys/block/pmem1/size", size -> "524288\n")));
        rows.add(mutation(
                FindingCode.SECOND_DEVICE_WITHOUT_DAX,
                Severity.WARNING,
                "ram0",
                "7.3/ns-fsdax@xfs",
                mounted("259:1 / /data rw - xfs /dev/pmem1 rw,dax=always,rtdev=/dev/ram0")));
        rows.add(mutation(
                FindingCode.PART_OF_FILESYSTEM,
                Severity.INFO,
                "pmem1",
                "7.3/ns-fsdax",
                mounted("259:3 / /data rw - xfs /dev/pmem3 rw,dax=always,rtdev=/dev/pmem1")));
        rows.add(mutation(
                FindingCode.PART_OF_FILESYSTEM,
                Severity.INFO,
                "pmem1",
                "7.3/ns-fsdax",
                fstab("LABEL=big /data xfs logdev=/dev/pmem1")));

        for (int incompat : new int[] {0, 1}) {
            rows.add(mutation(
                    FindingCode.EROFS_FILES_WITHOUT_DAX,
                    Severity.WARNING,
                    "pmem1",
                    "7.3/ns-fsdax@xfs",
                    tree -> tree.file("superblocks/pmem1", erofs(incompat))));
        }

        // ---- mounts, as they are and as they are configured
        rows.add(mutation(
                FindingCode.DAX_DEVICE_HELD,
                Severity.INFO,
                "pmem2p1",
                "7.3/partition-aligned@ext4",
                mounted("259:2 / /other rw - xfs /dev/pmem2 rw")));
        rows.add(mutation(
                FindingCode.DAX_DEVICE_HELD,
                Severity.WARNING,
                "pmem2p1",
                "7.3/partition-aligned@ext4",
                superblockOf("7.3/ns-fsdax@xfs").andThen(mounted("259:2 / /other rw - xfs /dev/pmem2 rw"))::apply));
        rows.add(mutation(
                FindingCode.EXT4_DATA_JOURNAL,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                fstab("/dev/pmem1 /data ext4 dax,data=journal 0 2")));
        rows.add(row(
                FindingCode.EXT2_WITHOUT_DAX,
                Severity.WARNING,
                "pmem1",
                true,
                "7.3/ns-fsdax@ext2 with the ext2 driver",
                edited(
                        "7.3/ns-fsdax@ext2",
                        tree -> tree.text(
                                CONFIG_7_3,
                                config -> config.replace("# CONFIG_EXT2_FS is not set", "CONFIG_EXT2_FS=y"))),
                "7.3/ns-fsdax@ext2",
                of("7.3/ns-fsdax@ext2")));
        rows.add(mutation(
                FindingCode.DAX_REQUESTED_BUT_OFF,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                fstab("/dev/pmem1 /data ext4 dax 0 2").andThen(mounted("259:1 / /data rw - ext4 /dev/pmem1 rw"))
                        ::apply));
        rows.add(mutation(
                FindingCode.DAX_TURNED_OFF,
                Severity.INFO,
                "pmem1",
                "7.3/ns-fsdax@xfs",
                mounted("259:1 / /data rw - xfs /dev/pmem1 rw,dax=never")));
        rows.add(mutation(
                FindingCode.DAX_TURNED_OFF,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@xfs",
                mounted("259:1 / /data rw - xfs /dev/pmem1 rw,dax=never")
                                .andThen(
                                        log(
                                                "[   12.345678] XFS (pmem1): DAX unsupported by block device. Turning off DAX."))
                        ::apply));
        rows.add(mutation(
                FindingCode.NEXT_MOUNT_WITHOUT_DAX,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@xfs",
                superblockOf("7.3/ns-fsdax@xfs-1k").andThen(fstab("/dev/pmem1 /data auto dax"))::apply));
        rows.add(mutation(
                FindingCode.NEXT_MOUNT_REFUSED,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                superblockOf("7.3/ns-fsdax@ext4-1k").andThen(fstab("/dev/pmem1 /data ext4 dax"))::apply));
        rows.add(mutation(
                FindingCode.DAX_NOT_CONFIGURED,
                Severity.INFO,
                "pmem1",
                "7.3/ns-fsdax@ext4",
                fstab("/dev/pmem1 /data ext4 defaults")
                        .andThen(mounted("259:1 / /data rw - ext4 /dev/pmem1 rw,dax=always"))::apply));
        rows.add(mutation(
                FindingCode.DAX_VALUE_NOT_KNOWN,
                Severity.WARNING,
                "pmem1",
                "5.4/ns-fsdax@ext4",
                fstab("/dev/pmem1 /data ext4 dax=always")));
        rows.add(mutation(
                FindingCode.CONFIGURED_DEVICE_NOT_FOUND,
                Severity.WARNING,
                "/dev/pmem9",
                "7.3/ns-fsdax@ext4",
                fstab("/dev/pmem9 /data ext4 dax")));
        // What is on the other pmem disks was not read: it may be there.
        rows.add(mutation(
                FindingCode.CONFIGURED_DEVICE_NOT_FOUND,
                Severity.INFO,
                "UUID=12345678-1234-1234-1234-123456789012",
                "7.3/ns-fsdax@ext4",
                fstab("UUID=12345678-1234-1234-1234-123456789012 /data ext4 dax")));
        rows.add(row(
                FindingCode.MOUNTED_AND_CORRUPTING,
                Severity.HAZARD,
                "dm-0",
                true,
                "7.3/linear-offset-plus-1, mounted with dax",
                edited("7.3/linear-offset-plus-1", mounted("252:0 / /data rw - ext4 /dev/mapper/t rw,dax=always")),
                "7.3/linear-offset-plus-1, mounted without",
                edited("7.3/linear-offset-plus-1", mounted("252:0 / /data rw - ext4 /dev/mapper/t rw"))));

        // ---- worth telling
        rows.add(row(
                FindingCode.NO_HUGE_PAGES,
                Severity.INFO,
                "dm-0",
                true,
                "a volume at 1 MiB of pmem",
                () -> volumeAt(2048),
                "at 2 MiB",
                () -> volumeAt(4096)));
        rows.add(capture(FindingCode.MAP_SYNC_NOT_SURE, Severity.INFO, "pmem6", "7.3/ns-virtio-pmem", "7.3/ns-fsdax"));
        rows.add(row(
                FindingCode.MAP_SYNC_NOT_SURE,
                Severity.INFO,
                "pmem0",
                true,
                "virtio pmem",
                () -> Judging.device(disk(Memory.VIRTIO), "pmem0"),
                "an NVDIMM",
                () -> Judging.device(disk(Memory.FSDAX), "pmem0")));
        rows.add(mutation(
                FindingCode.PERSISTENCE_DOMAIN_NOT_TOLD,
                Severity.INFO,
                "region1",
                "7.3/ns-fsdax",
                tree -> tree.file("sys/bus/nd/devices/region1/persistence_domain", "\n")));
        rows.add(capture(FindingCode.TABLE_KEEPS_DAX, Severity.INFO, "dm-0", "7.3/linear-fsdax", "7.3/ns-fsdax"));
        rows.add(row(
                FindingCode.TABLE_KEEPS_DAX,
                Severity.INFO,
                "dm-0",
                true,
                "7.3/linear-fsdax, its boot changed",
                edited("7.3/linear-fsdax", tree -> tree.file("proc/cmdline", "ro quiet\n")),
                "7.3/linear-brd",
                of("7.3/linear-brd")));
        rows.add(mutation(
                FindingCode.DEVICE_SUSPENDED,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file("sys/devices/virtual/block/dm-0/dm/suspended", "1\n")));
        rows.add(mutation(
                FindingCode.INACTIVE_TABLE,
                Severity.INFO,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file("commands/dmsetup-info", "t 252 0 LI-w \n")));
        rows.add(mutation(
                FindingCode.KERNEL_LOG_UNEXPLAINED,
                Severity.WARNING,
                "pmem1",
                "7.3/ns-fsdax",
                log("[   12.345678] XFS (pmem1): DAX unsupported by block device. Turning off DAX.")));
        rows.add(mutation(
                FindingCode.KERNEL_LOG_UNEXPLAINED,
                Severity.INFO,
                "kernel",
                "7.3/ns-fsdax",
                log("[   12.345678] dax_hmem hmem.0: something unheard of")));
        rows.add(mutation(
                FindingCode.OUT_OF_SCOPE,
                Severity.INFO,
                "/shared",
                "7.3/ns-fsdax",
                mounted("0:55 / /shared rw - virtiofs share rw,dax=always")));
        rows.add(mutation(
                FindingCode.OUT_OF_SCOPE,
                Severity.INFO,
                "mem0",
                "7.3/ns-fsdax",
                tree -> tree.names("sys/bus/cxl/devices", "mem0", "root0")));
        rows.add(mutation(
                FindingCode.OUT_OF_SCOPE,
                Severity.INFO,
                "dax1.0",
                "7.3/ns-fsdax",
                tree -> tree.names("sys/bus/dax/drivers/kmem", "bind", "dax1.0", "uevent")));

        // ---- missing facts
        rows.add(mutation(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                "pmem1",
                "7.3/linear-fsdax",
                tree -> tree.without("sys/block/pmem1/badblocks")));
        rows.add(mutation(
                FindingCode.FACT_MISSING,
                Severity.WARNING,
                "pmem2p1",
                "7.3/partition-aligned",
                tree -> tree.without("sys/class/block/pmem2p1/start")));
        rows.add(row(
                FindingCode.BAD_BLOCKS_NOT_LISTED,
                Severity.WARNING,
                "pmem1",
                true,
                "7.3/linear-fsdax as a sosreport, changed",
                () -> sosreport(
                        json -> json.replace("\"blockdev\":\"pmem1\"", "\"blockdev\":\"pmem1\",\"badblock_count\":8")),
                "7.3/linear-fsdax as a sosreport",
                () -> sosreport(json -> json)));
        rows.add(mutation(
                FindingCode.DM_TABLE_MISSING,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.without(TABLE)));
        rows.add(mutation(
                FindingCode.LEG_NOT_FOUND,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.text(TABLE, table -> table.replace("259:1", "259:77"))
                        .names(SLAVES)));
        rows.add(mutation(
                FindingCode.STACK_LOOP,
                Severity.WARNING,
                "dm-0",
                "7.3/linear-fsdax",
                tree -> tree.file(TABLE, "t: 0 65536 linear 252:0 0\n").names(SLAVES, "dm-0")));
        rows.add(row(
                FindingCode.STACK_TOO_COMPLEX,
                Severity.WARNING,
                "dm-1000",
                true,
                "1,001 dm devices, one on the other, on pmem",
                () -> pile(1_001),
                "2 of them",
                () -> pile(2)));
        return rows;
    }

    // --------------------------------------------------------------------------------------------------- hosts

    private static Row row(
            FindingCode code,
            Severity severity,
            String layer,
            boolean mutation,
            String fires,
            Supplier<HostReport> where,
            String quiet,
            Supplier<HostReport> whereNot) {
        return new Row(code, severity, layer, mutation, fires, where, quiet, whereNot);
    }

    /** Made on one capture, and not on another. */
    private static Row capture(FindingCode code, Severity severity, String layer, String fires, String quiet) {
        return row(code, severity, layer, false, fires, of(fires), quiet, of(quiet));
    }

    /** Made on a sound capture once it is changed, and not before. */
    private static Row mutation(
            FindingCode code, Severity severity, String layer, String sound, UnaryOperator<EditedTree> change) {
        return row(code, severity, layer, true, sound + ", changed", edited(sound, change), sound, () -> {
            HostReport report = of(sound).get();
            assertThat(report.stacks().get(0).verdict()).as(sound).isEqualTo(Verdict.SUPPORTED);
            return report;
        });
    }

    /** A sosreport of a sound host with what ndctl printed changed. */
    private static HostReport sosreport(UnaryOperator<String> ndctl) {
        Capture capture = Captures.named("7.3/linear-fsdax");
        SosFiles sos = SosConverter.convert(capture, SosConverter.Flavour.SOS_4_FEW_TOOLS);
        for (String path : List.of("sos_commands/pmem/ndctl_list_-iBDFHMNRX", "sos_commands/pmem/ndctl_list_-vvv")) {
            sos = sos.with(path, ndctl.apply(sos.text(path)));
        }
        return Judging.device(HostReader.read(sos.tree()), capture.device());
    }

    private static Supplier<HostReport> of(String title) {
        return edited(title, tree -> tree);
    }

    private static Supplier<HostReport> edited(String title, UnaryOperator<EditedTree> change) {
        return () -> {
            Capture capture = Captures.named(title);
            Tree tree = change.apply(new EditedTree(capture.tree()));
            return Judging.device(HostReader.read(tree), capture.device());
        };
    }

    /** One more line of mountinfo, without the numbers at its start. */
    private static HostReport as(String title, String release) {
        Captures.Capture capture = Captures.named(title);
        HostDiagnosis diagnosis = new HostDiagnosis(capture.host(), KernelRelease.parse(release));
        return diagnosis.judge(List.of(
                diagnosis.graph().stack(capture.host().device(capture.device()).orElseThrow())));
    }

    private static UnaryOperator<EditedTree> mounted(String line) {
        return tree -> tree.text("proc/self/mountinfo", mounts -> mounts + "99 2 " + line + "\n");
    }

    private static UnaryOperator<EditedTree> fstab(String lines) {
        return tree -> tree.file("etc/fstab", lines + "\n");
    }

    private static UnaryOperator<EditedTree> log(String lines) {
        return tree -> tree.file("commands/dmesg", lines + "\n");
    }

    private static HostReport volumeAt(long sector) {
        return Judging.device(
                new SyntheticHost("7.3.0", 4096)
                        .pmem("pmem0", Memory.FSDAX, 1 << 17)
                        .dm(0, "0 65536 linear {pmem0} " + sector)
                        .read(),
                "dm-0");
    }

    private static Host disk(Memory memory) {
        return new SyntheticHost("7.3.0", 4096).pmem("pmem0", memory, 1 << 17).read();
    }

    /** The dm device on another leg, without DAX. */
    private static UnaryOperator<EditedTree> onLeg(String number, String device) {
        return tree -> tree.text(TABLE, table -> table.replace("259:1", number))
                .names(SLAVES, device)
                .file(DM_FLAG, "0\n");
    }

    /** The dm device over pmem1 and something else in place of pmem2. */
    private static UnaryOperator<EditedTree> secondLeg(String pmem2, String number, String device, String flag) {
        return tree -> tree.text(TABLE, table -> table.replace(pmem2, number))
                .names(SLAVES, "pmem1", device)
                .file(DM_FLAG, flag + "\n");
    }

    /** The first bytes of the filesystem on the device of another capture. */
    /** Sets bits of sb_features_incompat in the XFS superblock. */
    private static UnaryOperator<EditedTree> withIncompat(int bits) {
        return tree -> {
            String path = "superblocks/"
                    + tree.list("superblocks").value().orElseThrow().get(0);
            ByteBuffer start =
                    ByteBuffer.wrap(tree.read(path).value().orElseThrow().clone());
            start.putInt(216, start.getInt(216) | bits);
            return tree.file(path, PlantedSuperblock.of(start.array()));
        };
    }

    /** An image of 4 KiB blocks. Of its inodes nothing is there. */
    private static byte[] erofs(int incompat) {
        ByteBuffer start = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        start.putInt(1024, 0xe0f5e1e2).put(1036, (byte) 12).putInt(1104, incompat);
        return start.array();
    }

    private static UnaryOperator<EditedTree> superblockOf(String title) {
        Capture other = Captures.named(title);
        return tree -> {
            byte[] start =
                    other.tree().read("superblocks/" + other.device()).value().orElseThrow();
            String device = tree.list("superblocks").value().orElseThrow().get(0);
            return tree.file("superblocks/" + device, PlantedSuperblock.of(start));
        };
    }

    /** What would happen if a table were loaded that is on a ramdisk, and one that lies where the device does now. */
    private static Row tableChange() {
        return row(
                FindingCode.TABLE_LOAD_REFUSED,
                Severity.BLOCKER,
                "dm-0",
                true,
                "7.3/linear-fsdax, to be moved to ram0",
                () -> reloaded("0 65536 linear 1:0 2048", "1:0"),
                "7.3/linear-fsdax, to be moved to pmem2",
                () -> reloaded("0 65536 linear 259:2 2048", "259:2"));
    }

    private static HostReport reloaded(String line, String leg) {
        Host host = Captures.named("7.3/linear-fsdax").host();
        DmTarget target = new DmTarget(0, 65_536, "linear", List.of(new DmTarget.Leg(leg, 2048)), 0, line);
        return new TableChange(host, Optional.empty(), new Fact.Known<>(new DmTable(List.of(target)), "new table"))
                .on(host.device("dm-0").orElseThrow());
    }

    private static HostReport pile(int devices) {
        SyntheticHost host = new SyntheticHost("7.3.0", 4096)
                .pmem("pmem0", Memory.FSDAX, 1 << 16)
                .dm(0, "0 65536 linear {pmem0} 0");
        for (int minor = 1; minor < devices; minor++) {
            host.dm(minor, "0 65536 linear {dm-" + (minor - 1) + "} 0");
        }
        return Judging.device(host.read(), "dm-" + (devices - 1));
    }

    // --------------------------------------------------------------------------------------------------- tests

    @TestFactory
    Stream<DynamicTest> findingIsMadeWhereItIsTrue() {
        return ROWS.stream()
                .map(row -> dynamicTest(row.code().code() + " on " + row.fires(), () -> {
                    List<Finding> all = findings(row.where().get());
                    assertThat(all).as("%s", all).anySatisfy(finding -> {
                        assertThat(finding.code()).isEqualTo(row.code());
                        assertThat(finding.layer()).isEqualTo(row.layer());
                        assertThat(finding.severity()).isEqualTo(row.severity());
                        assertThat(finding.message()).isNotBlank();
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> findingIsNotMadeWhereItIsNotTrue() {
        return ROWS.stream()
                .map(row -> dynamicTest(
                        row.code().code() + " not on " + row.quiet(),
                        () -> assertThat(findings(row.whereNot().get()))
                                .extracting(Finding::code)
                                .doesNotContain(row.code())));
    }

    private static List<Finding> findings(HostReport report) {
        List<Finding> all = new ArrayList<>(report.stacks().get(0).findings());
        all.addAll(report.unplaced());
        return all;
    }

    /** A finding without a row here is not tested at all. */
    @Test
    void everyFindingIsTriedOnAMutation() {
        Set<FindingCode> tried = EnumSet.noneOf(FindingCode.class);
        ROWS.stream().filter(Row::mutation).forEach(row -> tried.add(row.code()));
        assertThat(tried).containsExactly(FindingCode.values());
    }

    @ParameterizedTest
    @EnumSource
    void findingIsExplained(FindingCode code) {
        Page page = Page.of(code);
        assertThat(page.heading()).isEqualTo(code.code() + ": " + code.title()).doesNotEndWith(".");
        assertThat(page.why()).isNotBlank().endsWith(".");
        assertThat(page.check()).isNotBlank();
        assertThat(page.fix()).isNotBlank().endsWith(".");
        assertThat(page.cost()).isNotBlank().endsWith(".");
        if (page.fix().contains("destroys")) {
            assertThat(page.cost()).as("a fix that destroys data").containsIgnoringCase("all data");
        }
        assertThat(page.source().orElse("kernel")).isNotBlank();
        assertThat(code.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(FindingCode.of(code.code())).contains(code);
    }

    @Test
    void codesAreDifferent() {
        Set<String> codes = new HashSet<>();
        for (FindingCode code : FindingCode.values()) {
            assertThat(codes.add(code.code())).as(code.code()).isTrue();
        }
        assertThat(FindingCode.of("no-such-finding")).isEmpty();
    }
}
