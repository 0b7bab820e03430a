package io.daxcheck.report.data;

import io.daxcheck.comparison.AnswerChange;
import io.daxcheck.comparison.ComparedStack;
import io.daxcheck.comparison.FactChange;
import io.daxcheck.comparison.HostComparison;
import io.daxcheck.comparison.Reason;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Host;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Json;
import io.daxcheck.report.Wording;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** The comparison of two captures as one JSON document. It may only grow. */
public final class DiffJson {
    private static final int SCHEMA_VERSION = 1;

    private final JsonGenerator json;

    private DiffJson(OutputStream out) {
        this.json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /**
     * Writes the document in UTF-8, without a line end.
     *
     * @param out is left open
     */
    public static void write(HostComparison comparison, OutputStream out) {
        new DiffJson(out).write(comparison);
    }

    private void write(HostComparison comparison) {
        json.writeStartObject();
        json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
        Json.writeTool(json);
        writeHost("old", comparison.before());
        writeHost("new", comparison.after());
        Json.writeBoolean(json, "sameHost", comparison.isOneHost());
        writeFacts("facts", comparison.facts());
        json.writeArrayPropertyStart("stacks");
        for (ComparedStack stack : comparison.stacks()) {
            writeStack(stack);
        }
        json.writeEndArray();
        writeFindings("unplacedFindingsGone", comparison.findingsGone());
        writeFindings("unplacedFindingsNew", comparison.findingsNew());
        json.writeEndObject();
        json.close();
    }

    private void writeHost(String name, HostReport report) {
        Host host = report.host();
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("source", host.source());
        Json.write(json, "hostname", host.hostname().value());
        Json.write(json, "kernelRelease", host.kernel().value().map(release -> release.text()));
        Json.write(json, "judgedAs", report.judgedAs().map(Object::toString));
        json.writeEndObject();
    }

    private void writeStack(ComparedStack stack) {
        BlockDevice top = stack.latest().stack().top();
        json.writeStartObject();
        json.writeStringProperty("device", top.name());
        json.writeStringProperty("path", DevicePath.of(top));
        json.writeStringProperty("state", stack.state().id());
        writeReport("old", stack.before());
        writeReport("new", stack.after());
        json.writeArrayPropertyStart("changes");
        for (AnswerChange change : stack.answers()) {
            json.writeStartObject();
            json.writeStringProperty("answer", change.answer());
            json.writeStringProperty("old", change.before());
            json.writeStringProperty("new", change.after());
            writeReason(change.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeFacts("facts", stack.facts());
        json.writeEndObject();
    }

    private void writeReport(String name, Optional<StackReport> found) {
        if (found.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        StackReport report = found.get();
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("device", report.stack().top().name());
        json.writeStringProperty("verdict", report.verdict().id());
        json.writeStringProperty("effectiveVerdict", report.effectiveVerdict().id());
        Optional<Finding> cause = Wording.cause(report);
        if (cause.isPresent()) {
            json.writeObjectPropertyStart("cause");
            json.writeStringProperty("code", cause.get().code().code());
            json.writeStringProperty("layer", cause.get().layer());
            json.writeEndObject();
        } else {
            json.writeNullProperty("cause");
        }
        json.writeEndObject();
    }

    private void writeReason(Reason reason) {
        json.writeObjectPropertyStart("because");
        json.writeStringProperty("how", reason.how().id());
        writeFacts("facts", reason.facts());
        json.writeEndObject();
    }

    private void writeFacts(String name, List<FactChange> facts) {
        json.writeArrayPropertyStart(name);
        for (FactChange fact : facts) {
            json.writeStartObject();
            json.writeStringProperty("fact", fact.kind().id());
            Json.write(json, "layer", Optional.of(fact.layer()).filter(layer -> !layer.isEmpty()));
            Json.write(json, "old", fact.before());
            Json.write(json, "new", fact.after());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFindings(String name, List<Finding> findings) {
        json.writeArrayPropertyStart(name);
        for (Finding finding : findings) {
            json.writeStartObject();
            JsonReport.writeEssentials(json, finding);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
