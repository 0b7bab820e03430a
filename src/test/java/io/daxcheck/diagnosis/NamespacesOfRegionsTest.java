package io.daxcheck.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.truth.Judging;
import io.daxcheck.truth.SyntheticHost;
import io.daxcheck.truth.SyntheticHost.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A region with several namespaces, and one whose bus is at the root of the devices. */
class NamespacesOfRegionsTest {
    private static final long SECTORS = 1 << 18;

    private static SyntheticHost shared() {
        return new SyntheticHost("7.3.0", 4096)
                .pmem("pmem3", Memory.FSDAX, SECTORS, 3)
                .pmem("pmem3.1", Memory.RAW, SECTORS, 3)
                .pmem("pmem3.2s", Memory.SECTOR, SECTORS, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "pmem3,    namespace3.0, fsdax,  SUPPORTED",
        "pmem3.1,  namespace3.1, raw,    UNSUPPORTED",
        "pmem3.2s, namespace3.2, sector, UNSUPPORTED"
    })
    void eachDiskHasTheModeOfItsOwnNamespace(String disk, String namespace, String mode, Verdict verdict) {
        Host host = shared().read();
        BlockDevice device = host.device(disk).orElseThrow();
        assertThat(host.namespaceOf(device).orElseThrow().name()).isEqualTo(namespace);
        assertThat(host.modeOf(device).value().orElseThrow().ndctl()).isEqualTo(mode);
        assertThat(device.pmem().orElseThrow().region()).isEqualTo("region3");
        assertThat(Judging.device(host, disk).stacks().get(0).verdict()).isEqualTo(verdict);
    }

    @Test
    void thePlanTouchesNoOtherNamespaceOfTheRegion() {
        HostReport report = Judging.device(shared().read(), "pmem3.1");
        Plan plan = Planner.of(report.graph(), report.stacks().get(0));
        List<String> commands = new ArrayList<>();
        plan.chosen(Optional.empty()).orElseThrow().forEach(step -> commands.addAll(step.commands()));
        assertThat(commands)
                .anyMatch(command -> command.contains("namespace3.1"))
                .noneMatch(command -> command.contains("namespace3.0") || command.contains("namespace3.2"))
                .noneMatch(command -> command.contains("region3"));
    }

    @ParameterizedTest
    @CsvSource({"4096", "65536"})
    void anNvdimmOfAPowerHypervisorIsAnNvdimm(int pageSize) {
        Host host = new SyntheticHost("7.3.0", pageSize)
                .pmem("pmem0", Memory.PAPR_SCM, SECTORS)
                .pmem("pmem1", Memory.PAPR_SCM, SECTORS)
                .dm(0, "0 8192 linear {pmem1} 2049")
                .read();
        BlockDevice second = host.device("pmem1").orElseThrow();
        assertThat(host.namespaceOf(second).orElseThrow().name()).isEqualTo("namespace1.0");
        assertThat(second.pmem().orElseThrow().region()).isEqualTo("region1");
        assertThat(Judging.device(host, "pmem1").stacks().get(0).verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(Judging.device(host, "dm-0").stacks().get(0).verdict()).isEqualTo(Verdict.UNSAFE);
    }
}
