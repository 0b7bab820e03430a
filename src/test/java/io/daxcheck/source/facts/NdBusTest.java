package io.daxcheck.source.facts;

import static io.daxcheck.source.format.Facts.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.host.Namespace;
import io.daxcheck.source.tree.TarBuilder;
import org.junit.jupiter.api.Test;

class NdBusTest {
    private static final String REGION = "sys/devices/LNXSYSTM:00/ndbus0/region1";
    private static final String BUS = "sys/bus/nd/devices/";

    private static TarBuilder bus() {
        String up = "../../../../" + REGION;
        return new TarBuilder()
                .link(BUS + "region1", up)
                .link(BUS + "namespace1.0", up + "/namespace1.0")
                .link(BUS + "pfn1.0", up + "/pfn1.0")
                .link(BUS + "btt1.0", up + "/btt1.0")
                .link(BUS + "nmem0", up + "/../nmem0")
                .link(BUS + "ndbus0", up + "/..")
                .file(REGION + "/size", "536870912\n")
                .file(REGION + "/read_only", "0\n")
                .file(REGION + "/available_size", "0\n")
                .file(REGION + "/namespace1.0/mode", "memory\n")
                .file(REGION + "/namespace1.0/holder", "pfn1.0\n")
                .file(REGION + "/namespace1.0/force_raw", "0\n")
                .file(REGION + "/namespace1.0/size", "536870912\n")
                .file(REGION + "/namespace1.0/sector_size", "[512] 4096 \n")
                .file(REGION + "/pfn1.0/namespace", "namespace1.0\n")
                .file(REGION + "/pfn1.0/align", "2097152\n")
                .file(REGION + "/btt1.0/namespace", "\n");
    }

    @Test
    void readsWhatIsOnTheBus() {
        NdBus nd = new NdBus(bus().tree());
        assertThat(nd.regions()).containsOnlyKeys("region1");
        assertThat(nd.namespaces()).containsOnlyKeys("namespace1.0");
        assertThat(nd.claims()).containsOnlyKeys("pfn1.0", "btt1.0");
        Namespace namespace = nd.namespaces().get("namespace1.0");
        assertThat(namespace.region()).isEqualTo("region1");
        assertThat(state(namespace.mode())).isEqualTo("memory");
        assertThat(namespace.mode().source()).isEqualTo(REGION + "/namespace1.0/mode");
        assertThat(state(namespace.holder())).isEqualTo("pfn1.0");
        assertThat(state(namespace.forceRaw())).isEqualTo("false");
        assertThat(state(namespace.sizeBytes())).isEqualTo("536870912");
        assertThat(state(namespace.sectorSize())).isEqualTo("[512] 4096");
        assertThat(state(nd.claims().get("pfn1.0").alignBytes())).isEqualTo("2097152");
        assertThat(state(nd.claims().get("btt1.0").namespace())).isEmpty();
        assertThat(state(nd.claims().get("btt1.0").alignBytes())).isEqualTo("absent");
        assertThat(state(nd.regions().get("region1").readOnly())).isEqualTo("false");
    }

    @Test
    void keepsANamespaceWhoseLinkIsBroken() {
        NdBus nd = new NdBus(bus().link(BUS + "namespace2.3", "nowhere").tree());
        Namespace namespace = nd.namespaces().get("namespace2.3");
        assertThat(namespace.region()).isEqualTo("region2");
        assertThat(state(namespace.mode())).isEqualTo("absent");
    }

    @Test
    void isEmptyWhereThereIsNoBus() {
        assertThat(new NdBus(new TarBuilder().directory("sys").tree()).namespaces())
                .isEmpty();
    }
}
