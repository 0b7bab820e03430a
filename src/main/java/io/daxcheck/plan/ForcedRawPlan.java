package io.daxcheck.plan;

import io.daxcheck.diagnosis.HostDiagnosis;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.HostBuilder;
import io.daxcheck.host.LogicalVolume;
import io.daxcheck.host.Namespace;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The plan of a dm device whose namespaces are raw by {@code force_raw} alone: the dm devices are removed, the namespaces get
 * the mode of their memory back, and the same tables are loaded again. Nothing is written.
 */
final class ForcedRawPlan {
    /** A command line has its limits. */
    private static final int MAX_TARGETS = 1_000;

    private final Draft draft;
    private final Host host;
    private final StackReport report;
    private final List<BlockDevice> layers;

    ForcedRawPlan(Draft draft) {
        this.draft = draft;
        this.host = draft.graph().host();
        this.report = draft.report();
        this.layers = report.stack().layers();
    }

    /** Empty where more than {@code force_raw} is wrong, or the memory has no mode of its own. */
    Optional<Plan> plan() {
        List<BlockDevice> forced = forced();
        if (forced.isEmpty() || draft.top().dm().isEmpty() || !isAllThatIsWrong(forced)) {
            return Optional.empty();
        }
        List<String> removals = new ArrayList<>();
        List<String> creations = new ArrayList<>();
        for (BlockDevice layer : layers) {
            if (layer.dm().isEmpty()) {
                continue;
            }
            Optional<LogicalVolume> volume = LogicalVolume.of(layer);
            if (volume.isPresent() && volume.get().isHidden()) {
                continue;
            }
            Optional<String> creation = volume.isPresent() ? activation(volume.get()) : creation(layer);
            if (creation.isEmpty()) {
                return Optional.empty();
            }
            removals.add(
                    volume.isPresent()
                            ? "lvchange --activate n "
                                    + ShellWord.argument(volume.get().path())
                            : "dmsetup remove "
                                    + ShellWord.argument(
                                            layer.dm().get().name().value().orElseThrow()));
            creations.add(0, creation.get());
        }
        for (BlockDevice layer : layers) {
            if (draft.isUsedByOthers(layer)) {
                return Optional.of(Requests.ask(
                        "Something else is on " + Draft.path(layer) + ": stop that first, for the namespace below "
                                + "is disabled for a moment. Then ask for the plan again"));
            }
        }
        draft.addUnmount();
        draft.add(Step.of(
                "remove-table",
                "Remove what device-mapper has over the namespace: its tables are made again below",
                removals.toArray(new String[0])));
        for (BlockDevice disk : forced) {
            draft.addRepair(disk);
        }
        draft.add(Step.of("make-table", "Make the same devices again", creations.toArray(new String[0])));
        return Optional.of(draft.endWithData("dax" + draft.otherDevices()));
    }

    /** The disks of the stack that are raw by force_raw, and whose memory has struct pages of its own. */
    private List<BlockDevice> forced() {
        List<BlockDevice> forced = new ArrayList<>();
        for (BlockDevice layer : layers) {
            boolean isMapped =
                    host.namespaceOf(layer).map(Namespace::isWithoutInfoBlock).orElse(false);
            if (isMapped && host.isForcedRaw(layer)) {
                forced.add(layer);
            }
        }
        return forced;
    }

    /** Whether the filesystem has DAX on the host that it is when force_raw is cleared. */
    private boolean isAllThatIsWrong(List<BlockDevice> forced) {
        Map<String, Namespace> namespaces = new TreeMap<>(host.namespaces());
        Map<String, BlockDevice> devices = new TreeMap<>(host.devices());
        for (BlockDevice disk : forced) {
            Namespace namespace = host.namespaceOf(disk).orElseThrow().withoutForceRaw();
            namespaces.put(namespace.name(), namespace);
        }
        for (BlockDevice layer : layers) {
            devices.put(layer.name(), layer.withoutQueueDax());
        }
        Host cleared = new HostBuilder(host)
                .namespaces(namespaces)
                .devices(devices)
                .kernelLog(new Fact.Absent<>("dmesg"))
                .host();
        HostDiagnosis diagnosis = new HostDiagnosis(cleared, Optional.empty());
        StorageGraph graph = diagnosis.graph();
        StackReport then = diagnosis
                .judge(List.of(graph.stack(cleared.device(draft.top().name()).orElseThrow())))
                .stacks()
                .get(0);
        return then.verdict() == Verdict.SUPPORTED && then.filesystemVerdict().equals(Optional.of(Verdict.SUPPORTED));
    }

    private static Optional<String> activation(LogicalVolume volume) {
        return Optional.of("lvchange --activate y " + ShellWord.argument(volume.path()));
    }

    /** The table with its devices by their names: numbers may change when a namespace is enabled again. */
    @SuppressWarnings("OrphanedFormatString") // printf of the shell, not of Java
    private Optional<String> creation(BlockDevice device) {
        Optional<DmTable> table = draft.graph().table(device).value();
        Optional<String> name = device.dm().orElseThrow().name().value();
        boolean isShort = table.isPresent() && table.get().targets().size() <= MAX_TARGETS;
        if (name.isEmpty() || !isShort) {
            return Optional.empty();
        }
        StringBuilder lines = new StringBuilder("printf '%s\\n'");
        for (DmTarget target : table.get().targets()) {
            StringBuilder line = new StringBuilder()
                    .append(target.start())
                    .append(' ')
                    .append(target.length())
                    .append(' ')
                    .append(target.type());
            if (target.isStriped()) {
                line.append(' ').append(target.legs().size()).append(' ').append(target.chunkSectors());
            } else if (!target.type().equals("linear")) {
                return Optional.empty();
            }
            for (DmTarget.Leg leg : target.legs()) {
                Optional<BlockDevice> lower = draft.graph().resolve(leg.device());
                if (lower.isEmpty()) {
                    return Optional.empty();
                }
                String path = Draft.path(lower.get());
                if (!ShellWord.of(path).equals(path)) {
                    return Optional.empty();
                }
                line.append(' ').append(path).append(' ').append(leg.startSectors());
            }
            lines.append(" \"").append(line).append('"');
        }
        Optional<String> uuid = device.dm().get().uuid().value();
        boolean hasUuid = uuid.isPresent() && !uuid.get().isEmpty();
        return Optional.of(lines.append(" | dmsetup create ")
                .append(hasUuid ? "--uuid " + ShellWord.of(uuid.get()) + ' ' : "")
                .append(ShellWord.argument(name.get()))
                .toString());
    }
}
