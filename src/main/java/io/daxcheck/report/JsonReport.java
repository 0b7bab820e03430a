package io.daxcheck.report;

import io.daxcheck.diagnosis.ConfiguredFilesystem;
import io.daxcheck.diagnosis.Evidence;
import io.daxcheck.diagnosis.Filesystem;
import io.daxcheck.diagnosis.FilesystemOutcome;
import io.daxcheck.diagnosis.Finding;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.Remedy;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.StandingFilesystem;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.DmTable;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Host;
import io.daxcheck.stack.Hazard;
import io.daxcheck.stack.HazardRange;
import io.daxcheck.stack.StorageGraph;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The report as JSON, one document on one line. What it holds is promised to other programs: it may only grow.
 */
public final class JsonReport {
    private static final int SCHEMA_VERSION = 1;
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Set<Filesystem> filesystems;
    private final JsonGenerator json;

    private JsonReport(Set<Filesystem> filesystems, OutputStream out) {
        this.filesystems = filesystems;
        this.json = FACTORY.createGenerator(ObjectWriteContext.empty(), out);
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
        json.writeObjectPropertyStart("tool");
        json.writeStringProperty("name", "daxcheck");
        json.writeStringProperty("version", Version.current());
        json.writeEndObject();
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
        writeString("hostname", host.hostname().value());
        writeString("kernelRelease", host.kernel().value().map(release -> release.text()));
        writeString(
                "upstream",
                host.kernel()
                        .value()
                        .flatMap(r -> Optional.ofNullable(r.upstream()))
                        .map(Object::toString));
        writeString("judgedAs", Optional.ofNullable(report.judgedAs()).map(Object::toString));
        writeString("architecture", host.architecture().value());
        writeNumber("pageSize", host.pageSize().value().map(Integer::longValue));
        json.writeEndObject();
    }

    // ---------------------------------------------------------------------------------------------- stacks

    private void writeStack(StackReport report, StorageGraph graph) {
        BlockDevice top = report.stack().top();
        json.writeStartObject();
        json.writeStringProperty("device", top.name());
        writeString("majorMinor", top.number().value().map(Object::toString));
        json.writeStringProperty("path", DevicePath.of(top));
        writeString("dmUuid", top.asDm().flatMap(dm -> dm.uuid().value()).filter(uuid -> !uuid.isEmpty()));
        writeNumber("sizeBytes", top.sizeSectors().value().map(JsonReport::bytes));
        json.writeStringProperty("verdict", report.verdict().word());
        json.writeStringProperty("basis", report.basis().word());
        json.writeObjectPropertyStart("queueDax");
        writeBoolean("observed", report.observed());
        writeBoolean("predicted", report.predicted());
        json.writeEndObject();
        json.writeObjectPropertyStart("filesystems");
        for (Filesystem filesystem : Filesystem.values()) {
            if (filesystems.contains(filesystem)) {
                json.writeObjectPropertyStart(filesystem.word());
                writeOutcome(report.filesystems().get(filesystem));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        writeStanding(report.asStanding());
        writeConfigured(report.configured());
        json.writeNumberProperty("hazardBytes", report.hazardBytes());
        json.writeArrayPropertyStart("hazardRanges");
        for (HazardRange range : report.hazardRanges()) {
            json.writeStartObject();
            json.writeStringProperty("kind", range.hazard().word());
            json.writeNumberProperty("start", range.start());
            json.writeNumberProperty("length", range.length());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (report.hazardRangesTruncated()) {
            json.writeBooleanProperty("hazardRangesTruncated", true);
        }
        writeFindings("findings", report.findings());
        json.writeArrayPropertyStart("layers");
        for (BlockDevice layer : report.stack().layers()) {
            writeLayer(layer, graph);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeOutcome(FilesystemOutcome outcome) {
        json.writeStringProperty("mount", outcome.mount().word());
        json.writeArrayPropertyStart("hazards");
        for (Hazard hazard : outcome.hazards()) {
            json.writeString(hazard.word());
        }
        json.writeEndArray();
    }

    private void writeStanding(Optional<StandingFilesystem> standing) {
        if (standing.isEmpty()) {
            json.writeNullProperty("filesystem");
            return;
        }
        StandingFilesystem filesystem = standing.get();
        json.writeObjectPropertyStart("filesystem");
        json.writeStringProperty("type", filesystem.superblock().type());
        int blockSize = filesystem.superblock().blockSize();
        writeNumber("blockSize", blockSize == 0 ? Optional.empty() : Optional.of((long) blockSize));
        writeStrings("features", filesystem.superblock().features());
        json.writeBooleanProperty("featuresKnown", filesystem.superblock().complete());
        json.writeStringProperty("source", filesystem.source());
        if (filesystem.asMountable().isPresent()) {
            writeOutcome(filesystem.outcome());
        } else {
            json.writeNullProperty("mount");
            writeStrings("hazards", List.of());
        }
        if (filesystem.asMounted().isPresent()) {
            StandingFilesystem.Mounted mounted = filesystem.mounted();
            json.writeObjectPropertyStart("mounted");
            json.writeStringProperty("target", mounted.target());
            writeStrings("options", mounted.options());
            json.writeBooleanProperty("daxRequested", mounted.daxRequested());
            json.writeStringProperty("daxActive", mounted.daxActive().word());
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
            json.writeStringProperty("daxAfterNextMount", filesystem.next().word());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeLayer(BlockDevice layer, StorageGraph graph) {
        json.writeStartObject();
        json.writeStringProperty("device", layer.name());
        json.writeStringProperty("kind", layer.kind().word());
        writeString("majorMinor", layer.number().value().map(Object::toString));
        writeNumber("sizeBytes", layer.sizeSectors().value().map(JsonReport::bytes));
        writeBoolean("queueDax", layer.queueDax().value().orElse(null));
        writeBoolean("readOnly", layer.readOnly().value().orElse(null));
        writeNumber("logicalBlockSize", layer.logicalBlockSize().value().map(Integer::longValue));
        if (layer.dm() != null) {
            writeString("dmName", layer.dm().name().value());
            writeTargets(graph.table(layer).value(), graph);
        } else if (layer.partition() != null) {
            json.writeStringProperty("disk", layer.partition().disk());
            writeNumber("start", layer.partition().startSectors().value());
        } else if (layer.pmem() != null) {
            var namespace = graph.host().namespaceOf(layer.pmem());
            writeString("namespace", namespace.map(n -> n.name()));
            writeString("mode", namespace.flatMap(n -> n.mode().value()).map(DevicePath::ndctlMode));
            json.writeStringProperty("region", layer.pmem().region());
            writeString("sectorSize", namespace.flatMap(n -> n.sectorSize().value()));
            writeNumber(
                    "alignBytes",
                    Optional.ofNullable(graph.host().claims().get(layer.pmem().parent()))
                            .flatMap(claim -> claim.alignBytes().value()));
        } else if (layer.backingFile().isKnown()) {
            writeString("backingFile", layer.backingFile().value());
        }
        json.writeEndObject();
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
                json.writeStringProperty(
                        "device",
                        graph.resolve(leg.device()).map(BlockDevice::name).orElse(leg.device()));
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
            json.writeStringProperty("code", finding.code().code());
            json.writeStringProperty("severity", finding.severity().word());
            json.writeStringProperty("layer", finding.layer());
            json.writeStringProperty("message", finding.message());
            json.writeArrayPropertyStart("evidence");
            for (Evidence evidence : finding.evidence()) {
                json.writeStartObject();
                json.writeStringProperty("fact", evidence.fact());
                json.writeStringProperty("source", evidence.source());
                json.writeEndObject();
            }
            json.writeEndArray();
            writeRemedy(finding.remedy());
            json.writeBooleanProperty("silenced", finding.silenced());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRemedy(Remedy remedy) {
        if (remedy == null) {
            json.writeNullProperty("remedy");
            return;
        }
        json.writeObjectPropertyStart("remedy");
        json.writeStringProperty("text", remedy.text());
        writeStrings("commands", remedy.commands());
        json.writeBooleanProperty("destructive", remedy.destructive());
        json.writeEndObject();
    }

    // ---------------------------------------------------------------------------------------------- values

    private static Long bytes(long sectors) {
        return sectors * 512;
    }

    private void writeString(String name, Optional<String> value) {
        if (value.isPresent()) {
            json.writeStringProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    private void writeNumber(String name, Optional<Long> value) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    private void writeBoolean(String name, Boolean value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeBooleanProperty(name, value);
        }
    }

    private void writeStrings(String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
