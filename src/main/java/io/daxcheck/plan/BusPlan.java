package io.daxcheck.plan;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.finding.Effect;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.PmemName;
import io.daxcheck.host.Region;
import io.daxcheck.rules.NamespaceCommands;
import io.daxcheck.stack.TargetNames;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The plan of a region, NVDIMM, namespace or pmem disk without a block device: what gives it one, after which a plan can be asked for. */
public final class BusPlan {
    private final HostReport report;
    private final Host host;
    private final String name;
    private final List<Step> steps = new ArrayList<>();

    private BusPlan(HostReport report, String name) {
        this.report = report;
        this.host = report.host();
        this.name = name;
    }

    /**
     * The plan of what has a name on the libnvdimm bus.
     *
     * @return empty where nothing there has the name
     */
    public static Optional<Plan> of(HostReport report, String name) {
        TargetNames names = report.graph().names();
        Set<String> parts = new TreeSet<>(names.onBus(name));
        if (names.isNamespace(name)) {
            String region = report.host().namespaces().get(name).region();
            Set<String> waiting = names.onBus(region);
            parts.add(name);
            if (!report.host().namespaces().get(name).mode().is(Namespace.Mode.DEVDAX.sysfs())) {
                parts.addAll(waiting);
            }
        }
        if (parts.isEmpty()) {
            String disk = names.configuredWithoutDevice(name)
                    .map(ConfiguredMount::device)
                    .orElse(name);
            parts.addAll(names.partsOfMissing(disk));
            if (parts.isEmpty() && PmemName.of(disk).isPresent()) {
                addMemmap(report, parts);
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new BusPlan(report, name).plan(parts));
    }

    /** Without a region, a pmem disk may be one that memmap= was to give. */
    private static void addMemmap(HostReport report, Set<String> parts) {
        for (Finding finding : report.unplaced()) {
            if (finding.code() == FindingCode.MEMMAP_WITHOUT_DEVICE) {
                parts.add(finding.layer());
            }
        }
    }

    private Plan plan(Set<String> parts) {
        Namespace namespace = host.namespaces().get(name);
        if (namespace != null && namespace.mode().is(Namespace.Mode.DEVDAX.sysfs())) {
            addDevdax(namespace);
        }
        for (Finding finding : report.unplaced()) {
            if (parts.contains(finding.layer()) && finding.hasRemedy()) {
                steps.add(step(finding));
            }
        }
        for (Namespace each : host.namespaces().values()) {
            boolean hasDisk = each.region().equals(name)
                    && report.graph().names().find(each.name()).isPresent();
            if (hasDisk) {
                steps.add(Step.of(
                        "plan-" + each.name(),
                        each.name() + " has a disk: ask for its plan",
                        "daxcheck plan " + each.name()));
            }
        }
        if (steps.isEmpty()) {
            return Requests.ask("Nothing is known to be wrong with " + name
                    + ", and it has no block device: make one with ndctl, or name a device");
        }
        if (!steps.get(steps.size() - 1).id().startsWith("plan-")) {
            steps.add(Step.of(
                    "again", "Ask for the plan again, and get the steps from there on", "daxcheck plan " + again()));
        }
        return new Plan(steps, false);
    }

    private String again() {
        return ShellWord.argument(name);
    }

    private static Step step(Finding finding) {
        String id = finding.code().code() + "-" + finding.layer();
        return finding.remedy().destructive()
                ? Step.destroying(
                        id,
                        finding.remedy().text(),
                        "everything on " + finding.layer(),
                        finding.remedy().commands())
                : Step.of(
                        id, finding.remedy().text(), finding.remedy().commands().toArray(new String[0]));
    }

    /** Who names it wants a filesystem there: nobody else is offered this. */
    private void addDevdax(Namespace namespace) {
        String device = "dax" + namespace.name().substring("namespace".length());
        Region region = host.regions().get(namespace.region());
        boolean isWritable = region == null || !region.readOnly().is(true);
        if (!isWritable || isRam(device)) {
            steps.add(Step.byHand(
                    "ask",
                    isWritable
                            ? "The kmem driver has made RAM of " + device
                                    + ": ask whoever made it so, then take it offline (daxctl offline-memory) or boot without it"
                            : namespace.region() + " is read-only: it has to be made writable first",
                    Effect.DISRUPTIVE));
            return;
        }
        steps.add(Step.byHand(
                "copy",
                "Stop the programs that use /dev/" + device + ", and copy the data you need from it",
                Effect.DISRUPTIVE));
        steps.add(Step.destroying(
                "reconfigure-" + namespace.name(),
                "Reconfigure the namespace to fsdax, with a disk in place of the character device",
                "everything on " + namespace.name(),
                List.of("ndctl create-namespace --force --reconfig=" + namespace.name() + " --mode=fsdax"
                        + NamespaceCommands.alignment(host, namespace.sizeBytes()))));
    }

    private boolean isRam(String device) {
        return host.kmemDevices().value().orElse(List.of()).contains(device);
    }
}
