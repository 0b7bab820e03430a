package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.Region;
import io.daxcheck.report.DevicePath;
import io.daxcheck.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A region or an NVDIMM in one line: neither has a stack, so this is the answer to a user who names one. */
final class BusLine {
    private BusLine() {}

    /**
     * {@code region1  512 MiB · namespace1.0 fsdax (/dev/pmem1) · no finding}.
     *
     * @param hasFindings whether the report has findings about it, which then follow
     * @return empty where the host has no region and no NVDIMM of this name
     */
    static Optional<String> of(String name, HostReport report, boolean hasFindings, String separator) {
        Host host = report.host();
        List<String> parts = new ArrayList<>();
        Region region = host.regions().get(name);
        if (region != null) {
            parts.add(
                    region.sizeBytes() instanceof Fact.Known<Long> size ? Sizes.bytes(size.content()) : "size unknown");
            for (Namespace namespace : host.namespaces().values()) {
                if (namespace.region().equals(name) && !namespace.sizeBytes().is(0L)) {
                    parts.add(namespace(namespace, report));
                }
            }
        } else if (host.dimms().containsKey(name)) {
            for (Region each : host.regions().values()) {
                if (each.isOn(name)) {
                    parts.add(each.name());
                }
            }
        } else {
            return Optional.empty();
        }
        if (!hasFindings) {
            parts.add("no finding");
        }
        return Optional.of(name + "  " + String.join(separator, parts));
    }

    private static String namespace(Namespace namespace, HostReport report) {
        for (BlockDevice device : report.host().devices().values()) {
            Optional<Namespace> below = report.host().namespaceOf(device);
            if (below.isPresent() && below.get().name().equals(namespace.name())) {
                return DevicePath.what(device, report.graph()) + " (" + DevicePath.of(device) + ")";
            }
        }
        return namespace.name() + " without a block device";
    }
}
