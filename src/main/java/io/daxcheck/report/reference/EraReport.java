package io.daxcheck.report.reference;

import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.diagnosis.Verdict;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Json;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.OneLine;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** One stack as each era of kernels would judge it. */
public final class EraReport {
    /**
     * What the kernels from one version on, up to the next row's, make of the stack.
     *
     * @param since the first of them: a version, or a vendor's release with its kernel
     */
    public record Row(String since, StackReport report) {}

    private EraReport() {}

    /** A line for each era. Where the device contains a filesystem, the verdict is about that, as in the text report. */
    public static String text(List<Row> rows) {
        StringBuilder out = new StringBuilder();
        out.append(OneLine.of(DevicePath.of(rows.get(0).report().stack().top())))
                .append('\n');
        Optional<String> contents = Optional.empty();
        for (Row row : rows) {
            if (contents.isEmpty() && onDevice(row.report()).isPresent()) {
                contents = row.report()
                        .onDevice()
                        .map(found -> "this " + found.superblock().type());
            }
        }
        int width = 10;
        for (Row row : rows) {
            width = Math.max(width, row.since().length());
        }
        String columns =
                "%-" + width + "s %-8s %-10s " + (contents.isPresent() ? "%-22s " : "%s") + "%-22s %-22s %-22s %s%n";
        out.append(String.format(
                columns,
                "from",
                "verdict",
                "queue/dax",
                contents.map(OneLine::of).orElse(""),
                contents.isPresent() ? "new ext4" : "ext4",
                contents.isPresent() ? "new xfs" : "xfs",
                "ext2",
                "erofs"));
        for (Row row : rows) {
            StackReport report = row.report();
            out.append(String.format(
                    columns,
                    row.since(),
                    Wording.word(report),
                    Wording.flag(report.predicted()),
                    onDevice(report).map(EraReport::words).orElse(""),
                    outcome(report, Filesystem.EXT4),
                    outcome(report, Filesystem.XFS),
                    outcome(report, Filesystem.EXT2),
                    outcome(report, Filesystem.EROFS)));
        }
        return out.toString();
    }

    private static String outcome(StackReport report, Filesystem filesystem) {
        return words(report.filesystems().get(filesystem));
    }

    private static Optional<FilesystemOutcome> onDevice(StackReport report) {
        return report.onDevice().flatMap(found -> found.outcome());
    }

    private static String words(FilesystemOutcome outcome) {
        StringBuilder text = new StringBuilder(outcome.mount().id());
        for (Hazard hazard : outcome.hazards()) {
            text.append(' ').append(hazard.id());
        }
        return text.toString();
    }

    /** One document, without a line end. */
    public static String json(List<Row> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty(
                    "device", rows.get(0).report().stack().top().name());
            json.writeArrayPropertyStart("eras");
            for (int i = 0; i < rows.size(); i++) {
                json.writeStartObject();
                json.writeStringProperty("since", rows.get(i).since());
                boolean isLast = i + 1 == rows.size();
                Json.write(
                        json,
                        "before",
                        isLast ? Optional.empty() : Optional.of(rows.get(i + 1).since()));
                write(json, rows.get(i).report());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, FilesystemOutcome outcome) {
        json.writeStringProperty("mount", outcome.mount().id());
        json.writeArrayPropertyStart("hazards");
        for (Hazard hazard : outcome.hazards()) {
            json.writeString(hazard.id());
        }
        json.writeEndArray();
    }

    /** The filesystem on the device, with the fields that differ between kernels. */
    private static void writeOnDevice(JsonGenerator json, StackReport report) {
        if (report.onDevice().isEmpty()) {
            json.writeNullProperty("filesystem");
            return;
        }
        json.writeObjectPropertyStart("filesystem");
        Json.write(json, "verdict", report.filesystemVerdict().map(Verdict::id));
        json.writeStringProperty("type", report.onDevice().get().superblock().type());
        if (onDevice(report).isPresent()) {
            write(json, onDevice(report).get());
        } else {
            json.writeNullProperty("mount");
            json.writeArrayPropertyStart("hazards");
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StackReport report) {
        json.writeStringProperty("verdict", report.verdict().id());
        Json.writeBoolean(json, "queueDax", report.predicted());
        json.writeObjectPropertyStart("filesystems");
        for (Filesystem filesystem : Filesystem.values()) {
            FilesystemOutcome outcome = report.filesystems().get(filesystem);
            json.writeObjectPropertyStart(filesystem.id());
            write(json, outcome);
            json.writeEndObject();
        }
        json.writeEndObject();
        writeOnDevice(json, report);
        json.writeNumberProperty("hazardBytes", report.hazardBytes());
    }
}
