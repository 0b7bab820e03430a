package io.daxcheck.report.data;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.finding.Evidence;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.Remedy;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Fact;
import io.daxcheck.host.Host;
import io.daxcheck.host.Namespace;
import io.daxcheck.host.NdClaim;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.mount.ConfiguredFilesystem;
import io.daxcheck.mount.FilesystemOnDevice;
import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Planner;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Json;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.stack.StorageGraph;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.stack.pages.HazardRange;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * The report as JSON, one document on one line. What it holds is promised to other programs: it may only grow.
 */
public final class JsonReport {
    private static final int SCHEMA_VERSION = 1;
    private final Set<Filesystem> filesystems;
    private final JsonGenerator json;

    private JsonReport(Set<Filesystem> filesystems, OutputStream out) {
        this.filesystems = filesystems;
        this.json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /**
     * Writes the document of a host in UTF-8, without a line end, a part at a time: that of 100,000 stacks has 150 MB.
     *
     * @param filesystems those to answer for
     * @param out is left open
     */
    public static void write(HostReport report, Set<Filesystem> filesystems, OutputStream out) {
        new JsonReport(filesystems, out).write(report);
    }

    /**
     * The document of a host, without a line end.
     *
     * @param filesystems those to answer for
     */
    public static String of(HostReport report, Set<Filesystem> filesystems) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        write(report, filesystems, document);
        return document.toString(StandardCharsets.UTF_8);
    }

    /** The document of a capture that cannot be judged, without a line end. */
    public static String ofError(String source, String error) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        JsonReport writer = new JsonReport(Set.of(), document);
        writer.json.writeStartObject();
        writer.json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
        writer.json.writeStringProperty("source", source);
        writer.json.writeStringProperty("error", error);
        writer.json.writeEndObject();
        writer.json.close();
        return document.toString(StandardCharsets.UTF_8);
    }

    private void write(HostReport report) {
        json.writeStartObject();
        json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
        Json.writeTool(json);
        json.writeStringProperty("source", report.host().source());
        writeHost(report);
        json.writeArrayPropertyStart("stacks");
        for (StackReport stack : report.stacks()) {
            writeStack(stack, report.graph());
        }
        json.writeEndArray();
        writeFindings("unplacedFindings", report.unplaced());
        json.writeEndObject();
        json.close();
    }

    private void writeHost(HostReport report) {
        Host host = report.host();
        json.writeObjectPropertyStart("host");
        Optional<KernelRelease> release = host.kernel().value();
        writeText("hostname", host.hostname().value());
        writeText("kernelRelease", release.map(KernelRelease::text));
        writeText("upstream", release.flatMap(KernelRelease::upstream));
        writeText("judgedAs", report.judgedAs());
        writeText("architecture", host.architecture().value());
        writeNumber("pageSize", host.pageSize().value());
        writeText("distribution", Wording.distribution(host));
        json.writeEndObject();
    }

    // ---------------------------------------------------------------------------------------------- stacks

    private void writeStack(StackReport report, StorageGraph graph) {
        BlockDevice top = report.stack().top();
        json.writeStartObject();
        json.writeStringProperty("device", top.name());
        writeText("majorMinor", top.number().value());
        json.writeStringProperty("path", DevicePath.of(top));
        Optional<String> dmUuid =
                top.dm().isEmpty() ? Optional.empty() : top.dm().get().uuid().value();
        writeText("dmUuid", dmUuid.filter(uuid -> !uuid.isEmpty()));
        writeNumber("sizeBytes", bytes(top.sizeSectors()));
        json.writeStringProperty("verdict", report.verdict().id());
        json.writeStringProperty("basis", report.basis().id());
        json.writeObjectPropertyStart("queueDax");
        writeBoolean("observed", report.observed());
        writeBoolean("predicted", report.predicted());
        json.writeEndObject();
        json.writeObjectPropertyStart("filesystems");
        for (Filesystem filesystem : Filesystem.values()) {
            if (filesystems.contains(filesystem)) {
                json.writeObjectPropertyStart(filesystem.id());
                writeOutcome(report.filesystems().get(filesystem));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        writeOnDevice(report.onDevice(), report.filesystemVerdict());
        writeConfigured(report.configured());
        json.writeNumberProperty("hazardBytes", report.hazardBytes());
        json.writeArrayPropertyStart("hazardRanges");
        for (HazardRange range : report.hazardRanges()) {
            json.writeStartObject();
            json.writeStringProperty("kind", range.hazard().id());
            json.writeNumberProperty("start", range.start());
            json.writeNumberProperty("length", range.length());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.hazardRangesTruncated()) {
            json.writeBooleanProperty("hazardRangesTruncated", true);
        }
        writeFindings("findings", report.findings());
        Plan plan = Planner.of(graph, report);
        if (plan.steps().isEmpty()) {
            json.writeNullProperty("plan");
        } else {
            json.writeName("plan");
            PlanJson.write(plan, json);
        }
        json.writeArrayPropertyStart("layers");
        for (BlockDevice layer : report.stack().layers()) {
            writeLayer(layer, graph);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeOutcome(FilesystemOutcome outcome) {
        json.writeStringProperty("mount", outcome.mount().id());
        json.writeArrayPropertyStart("hazards");
        for (Hazard hazard : outcome.hazards()) {
            json.writeString(hazard.id());
        }
        json.writeEndArray();
    }

    private void writeOnDevice(Optional<FilesystemOnDevice> onDevice, Optional<Verdict> verdict) {
        if (onDevice.isEmpty()) {
            json.writeNullProperty("filesystem");
            return;
        }
        FilesystemOnDevice filesystem = onDevice.get();
        json.writeObjectPropertyStart("filesystem");
        writeText("verdict", verdict.map(Verdict::id));
        json.writeStringProperty("type", filesystem.superblock().type());
        int blockSize = filesystem.superblock().blockSize();
        writeNumber("blockSize", blockSize == 0 ? Optional.empty() : Optional.of(blockSize));
        writeStrings("features", filesystem.superblock().features());
        json.writeBooleanProperty("featuresKnown", filesystem.superblock().complete());
        json.writeStringProperty("source", filesystem.source());
        if (filesystem.outcome().isPresent()) {
            writeOutcome(filesystem.outcome().get());
        } else {
            json.writeNullProperty("mount");
            writeStrings("hazards", List.of());
        }
        json.writeBooleanProperty(
                "forSomeFiles",
                filesystem.outcome().map(FilesystemOutcome::forSomeFiles).orElse(false));
        if (filesystem.mounted().isPresent()) {
            FilesystemOnDevice.Mounted mounted = filesystem.mounted().get();
            json.writeObjectPropertyStart("mounted");
            json.writeStringProperty("target", mounted.target());
            writeStrings("options", mounted.options());
            json.writeBooleanProperty("daxRequested", mounted.daxRequested());
            json.writeStringProperty("daxActive", mounted.daxActive().id());
            json.writeEndObject();
        } else {
            json.writeNullProperty("mounted");
        }
        json.writeEndObject();
    }

    private void writeConfigured(List<ConfiguredFilesystem> configured) {
        json.writeArrayPropertyStart("configured");
        for (ConfiguredFilesystem filesystem : configured) {
            json.writeStartObject();
            json.writeStringProperty("source", filesystem.mount().source());
            json.writeStringProperty("device", filesystem.mount().device());
            json.writeStringProperty("target", filesystem.mount().target());
            json.writeStringProperty("type", filesystem.mount().type());
            writeStrings("options", filesystem.mount().options());
            json.writeBooleanProperty("daxRequested", filesystem.daxRequested());
            json.writeStringProperty("outcome", filesystem.next().outcome().id());
            json.writeStringProperty("daxAfterNextMount", filesystem.next().id());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeLayer(BlockDevice layer, StorageGraph graph) {
        json.writeStartObject();
        json.writeStringProperty("device", layer.name());
        json.writeStringProperty("kind", layer.kind().id());
        writeText("majorMinor", layer.number().value());
        writeNumber("sizeBytes", bytes(layer.sizeSectors()));
        writeBoolean("queueDax", layer.queueDax().value());
        writeBoolean("readOnly", layer.readOnly().value());
        writeNumber("logicalBlockSize", layer.logicalBlockSize().value());
        if (layer.dm().isPresent()) {
            writeText("dmName", layer.dm().get().name().value());
            writeTargets(graph.table(layer).value(), graph);
        } else if (layer.partition().isPresent()) {
            json.writeStringProperty("disk", layer.partition().get().disk());
            writeNumber("start", layer.partition().get().startSectors().value());
        } else if (layer.pmem().isPresent()) {
            writeNamespace(layer, graph.host());
        } else if (layer.backingFile().isKnown()) {
            writeText("backingFile", layer.backingFile().value());
        }
        json.writeEndObject();
    }

    private void writeNamespace(BlockDevice layer, Host host) {
        BlockDevice.PmemDisk pmem = layer.pmem().orElseThrow();
        Optional<Namespace> namespace = host.namespaceOf(pmem);
        Optional<NdClaim> claim = host.claimOf(layer);
        writeText("namespace", namespace.map(Namespace::name));
        writeText("mode", host.modeOf(layer).map(Namespace.Mode::ndctl).value());
        json.writeStringProperty("region", pmem.region());
        writeText("sectorSize", namespace.flatMap(known -> known.sectorSize().value()));
        writeNumber("alignBytes", claim.flatMap(known -> known.alignBytes().value()));
    }

    private void writeTargets(Optional<DmTable> table, StorageGraph graph) {
        if (table.isEmpty()) {
            json.writeNullProperty("targets");
            return;
        }
        json.writeArrayPropertyStart("targets");
        for (DmTarget target : table.get().targets()) {
            json.writeStartObject();
            json.writeNumberProperty("start", target.start());
            json.writeNumberProperty("length", target.length());
            json.writeStringProperty("type", target.type());
            if (target.chunkSectors() > 0) {
                json.writeNumberProperty("chunk", target.chunkSectors());
            }
            json.writeArrayPropertyStart("devices");
            for (DmTarget.Leg leg : target.legs()) {
                json.writeStartObject();
                Optional<BlockDevice> device = graph.resolve(leg.device());
                json.writeStringProperty("device", device.map(BlockDevice::name).orElse(leg.device()));
                if (leg.startSectors() != DmTarget.Leg.NOT_MAPPED) {
                    json.writeNumberProperty("start", leg.startSectors());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    // -------------------------------------------------------------------------------------------- findings

    private void writeFindings(String name, List<Finding> findings) {
        json.writeArrayPropertyStart(name);
        for (Finding finding : findings) {
            json.writeStartObject();
            writeEssentials(json, finding);
            json.writeArrayPropertyStart("evidence");
            for (Evidence evidence : finding.evidence()) {
                json.writeStartObject();
                json.writeStringProperty("fact", evidence.fact());
                json.writeStringProperty("source", evidence.source());
                json.writeEndObject();
            }
            json.writeEndArray();
            writeRemedy(finding);
            json.writeStringProperty("basis", finding.grounds().id());
            json.writeBooleanProperty("silenced", finding.silenced());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What every document has of a finding. */
    static void writeEssentials(JsonGenerator json, Finding finding) {
        json.writeStringProperty("code", finding.code().code());
        json.writeStringProperty("severity", finding.severity().id());
        json.writeStringProperty("layer", finding.layer());
        json.writeStringProperty("message", finding.message());
    }

    private void writeRemedy(Finding finding) {
        if (!finding.hasRemedy()) {
            json.writeNullProperty("remedy");
            return;
        }
        Remedy remedy = finding.remedy();
        json.writeObjectPropertyStart("remedy");
        json.writeStringProperty("text", remedy.text());
        writeStrings("commands", remedy.commands());
        json.writeStringProperty("effect", remedy.effect().id());
        json.writeBooleanProperty("destructive", remedy.destructive());
        json.writeEndObject();
    }

    // ---------------------------------------------------------------------------------------------- values

    /** A size in bytes; empty where it is absent or unreadable. */
    private static Optional<Long> bytes(Fact<Long> sectors) {
        return sectors instanceof Fact.Known<Long> known ? Optional.of(known.content() * 512) : Optional.empty();
    }

    private void writeText(String name, Optional<?> value) {
        Json.write(json, name, value);
    }

    private void writeNumber(String name, Optional<? extends Number> value) {
        Json.writeNumber(json, name, value);
    }

    private void writeBoolean(String name, Optional<Boolean> value) {
        Json.writeBoolean(json, name, value);
    }

    private void writeStrings(String name, List<String> values) {
        Json.writeStrings(json, name, values);
    }
}
