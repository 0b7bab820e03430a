package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.Host;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.BuiltStacks;
import io.daxcheck.truth.Captures;
import io.daxcheck.truth.EditedTree;
import io.daxcheck.truth.Judging;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which region, and which stack, an NVDIMM is of. */
class RegionFindingsTest {
    private static final String BUS = "sys/bus/nd/devices/";

    /** Five NVDIMMs on one bus, each with a region; the kernel numbers both as it finds them. */
    private static EditedTree mapped() {
        EditedTree tree = new EditedTree(Captures.named("7.3/linear-fsdax").tree());
        for (int region = 0; region < 5; region++) {
            tree.file(BUS + "region" + region + "/mappings", "1\n")
                    .file(BUS + "region" + region + "/mapping0", "nmem" + (4 - region) + ",0,536870912,0\n");
        }
        return tree;
    }

    private static List<Finding> unplaced(Tree tree, FindingCode code) {
        return Judging.hostReport(HostReader.read(tree)).unplaced().stream()
                .filter(finding -> finding.code() == code)
                .toList();
    }

    @Test
    void theMappingsOfARegionNameItsDimms() {
        Host host = HostReader.read(mapped());
        assertThat(host.regions().get("region1").dimms().value()).contains(List.of("nmem3"));
        assertThat(host.regions().get("region1").mayBeOn("nmem1")).isFalse();
        assertThat(host.regions().get("region5").dimms().value())
                .as("memmap=: no NVDIMM")
                .contains(List.of());
        Host interleaved = HostReader.read(
                mapped().file(BUS + "region1/mappings", "2\n").file(BUS + "region1/mapping1", "nmem1,0,536870912,1\n"));
        assertThat(interleaved.regions().get("region1").dimms().value()).contains(List.of("nmem3", "nmem1"));
    }

    /** Five regions, five NVDIMMs: which is whose is not known from their number. */
    @Test
    void whereTheMappingsWereNotCapturedTheyAreNotGuessed() {
        Host host = HostReader.read(mapped().file(BUS + "region1/mapping0", ""));
        assertThat(host.regions().get("region1").dimms().isKnown()).isFalse();
        assertThat(host.regions().get("region1").mayBeOn("nmem1")).isTrue();
        assertThat(host.regions().get("region1").isOn("nmem1")).isFalse();
    }

    /** A bus of POWER has one NVDIMM and one region. */
    @Test
    void theOnlyDimmOfABusIsThatOfItsRegion() {
        Captures.Capture power = Captures.named("ppc64le-64k-7.3/ns-fsdax");
        assertThat(power.host().regions().get("region2").dimms().value()).contains(List.of("nmem2"));
        EditedTree unarmed = new EditedTree(power.tree()).file("sys/devices/ndbus1/nmem1/papr/flags", "not_armed \n");
        StackReport report = Judging.stack(unarmed, "pmem1");
        assertThat(report.findings())
                .filteredOn(finding -> finding.code() == FindingCode.DIMM_FAILED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.message()).startsWith("NVDIMM nmem1 of region1 reports not_armed");
                    assertThat(finding.remedy().commands())
                            .last()
                            .isEqualTo("grep -H . /sys/bus/nd/devices/nmem*/papr/flags");
                });
        assertThat(Judging.stack(unarmed, "pmem3").findings())
                .noneMatch(finding -> finding.code() == FindingCode.DIMM_FAILED);
        assertThat(unplaced(unarmed, FindingCode.DIMM_FAILED))
                .as("it is told of the stack")
                .isEmpty();
    }

    /** The firmware's flags are in a directory of their own; {@code flags} itself are the kernel's. */
    @Test
    void theFirmwaresFlagsAreRead() {
        Host host = HostReader.read(BuiltStacks.tree("ro-unarmed-6.12"));
        assertThat(host.dimms().get("nmem1").failures()).containsExactly("not_armed");
        assertThat(host.dimms().get("nmem0").failures()).isEmpty();
        EditedTree locked = new EditedTree(
                        Captures.named("ppc64le-64k-7.3/ns-fsdax").tree())
                .file("sys/devices/ndbus3/nmem3/papr/flags", "encrypted scrubbed locked \n");
        assertThat(HostReader.read(locked).dimms().get("nmem3").failures()).containsExactly("scrubbed", "locked");
        assertThat(HostReader.read(locked).dimms().get("nmem3").isLocked())
                .as("erased by the hypervisor: no key unlocks it")
                .isFalse();
    }

    @Test
    void aReadOnlyRegionNamesTheDimmThatMakesItSo() {
        EditedTree tree = new EditedTree(BuiltStacks.tree("ro-unarmed-6.12"))
                .file(BUS + "region0/mappings", "1\n")
                .file(BUS + "region0/mapping0", "nmem1,0,536870912,0\n");
        assertThat(Judging.stack(tree, "pmem0").findings())
                .filteredOn(finding -> finding.code() == FindingCode.READ_ONLY_REGION)
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("region0 is read-only, and its NVDIMM nmem1 reports not_armed"));
    }

    @Test
    void aLockedDimmHoldsUpItsOwnRegionAlone() {
        EditedTree tree = mapped().file(BUS + "nmem0/security", "locked\n")
                .file(BUS + "region4/enabled", "0\n")
                .file(BUS + "region2/enabled", "0\n");
        assertThat(unplaced(tree, FindingCode.DIMM_LOCKED)).singleElement().satisfies(finding -> {
            assertThat(finding.layer()).isEqualTo("nmem0");
            assertThat(finding.remedy().commands())
                    .startsWith("ndctl load-keys")
                    .endsWith("ndctl enable-dimm nmem0", "ndctl enable-region region4");
        });
        assertThat(unplaced(tree, FindingCode.REGION_DISABLED))
                .as("region2 is disabled for another reason")
                .extracting(Finding::layer)
                .containsExactly("region2");
    }

    /** drivers/nvdimm/dimm_devs.c: flags_show, for a DIMM whose label area answered that it is locked. */
    @Test
    void theKernelsOwnFlagShowsThatADimmIsLocked() {
        EditedTree tree = mapped().file(BUS + "nmem0/flags", "label lock \n");
        assertThat(unplaced(tree, FindingCode.DIMM_LOCKED))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.evidence().get(0).fact()).contains("lock"));
    }

    /** Namespaces are made in what the other regions have free. */
    @Test
    void aLockedDimmOfAnotherRegionKeepsNoNamespaceFromBeingMade() {
        EditedTree tree = mapped().file(BUS + "nmem0/security", "locked\n")
                .file(BUS + "namespace0.0/size", "0\n")
                .file(BUS + "region0/available_size", "536870912\n")
                .file(BUS + "namespace4.0/size", "0\n")
                .file(BUS + "region4/available_size", "536870912\n");
        assertThat(unplaced(tree, FindingCode.REGION_WITHOUT_NAMESPACE))
                .filteredOn(finding -> finding.layer().equals("region0"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy().commands())
                        .containsExactly("ndctl create-namespace --mode=fsdax --region=region0"));
        assertThat(unplaced(tree, FindingCode.REGION_WITHOUT_NAMESPACE))
                .filteredOn(finding -> finding.layer().equals("region4"))
                .allSatisfy(finding -> assertThat(finding.remedy().commands())
                        .noneMatch(command -> command.contains("create-namespace")));
    }

    /** The disk of namespace1.0 is pmem1, that of namespace1.2 is pmem1.2; a sector disk ends in an s. */
    @Test
    void whatTheLogAloneTellsIsOfTheNamespaceThatHasNoDisk() {
        String line = "[    1.500000] nd_pmem %s: could not reserve region [mem 0x2070000000-0x216fffffff]\n";
        EditedTree tree = new EditedTree(Captures.named("7.3/ns-sector").tree())
                .names("sys/bus/nd/devices")
                .file(
                        "commands/dmesg",
                        line.formatted("namespace1.0")
                                + line.formatted("namespace1.2")
                                + line.formatted("namespace0.0"));
        assertThat(unplaced(tree, FindingCode.NAMESPACE_MEMORY_TAKEN))
                .extracting(Finding::layer)
                .containsExactly("namespace1.2");
    }
}
