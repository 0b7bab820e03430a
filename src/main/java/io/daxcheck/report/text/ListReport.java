package io.daxcheck.report.text;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.finding.Finding;
import io.daxcheck.finding.FindingCode;
import io.daxcheck.finding.Severity;
import io.daxcheck.host.BlockDevice;
import io.daxcheck.host.Fact;
import io.daxcheck.report.DevicePath;
import io.daxcheck.report.Json;
import io.daxcheck.report.Wording;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.rules.FilesystemOutcome;
import io.daxcheck.stack.pages.Hazard;
import io.daxcheck.text.Sizes;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** One line a stack, in columns, as lsblk shows devices. */
public final class ListReport {
    private static final int SCHEMA_VERSION = 1;
    private static final long SECTOR_BYTES = 512;

    /** What is in the table for a value that does not exist or is not known. */
    private static final String NONE = "-";

    /** A column. */
    public enum Column {
        NAME,
        PATH,
        /** Size; in JSON bytes. */
        SIZE,
        TYPE,
        /** Mode of the namespace of a pmem disk: fsdax, raw, sector. */
        MODE,
        FSTYPE,
        MOUNTPOINT,
        /** Whether files use DAX now: yes, no, per-file. */
        DAX_NOW,
        /**
         * What mount -o dax does: dax, fallback, refused, with each hazard after an exclamation mark; dax:some-files where
         * other files have none.
         */
        MOUNT_DAX,
        VERDICT,
        /** Worst finding, and its layer. */
        CAUSE;

        /** As the heading and {@code --output} write it: {@code DAX-NOW}. */
        public String heading() {
            return name().replace('_', '-');
        }

        /** Returns the column with this heading, in any case. */
        public static Optional<Column> named(String heading) {
            String name = heading.strip().toUpperCase(Locale.ROOT).replace('-', '_');
            for (Column column : values()) {
                if (column.name().equals(name)) {
                    return Optional.of(column);
                }
            }
            return Optional.empty();
        }
    }

    /** What is shown unless the user names columns. */
    public static final List<Column> DEFAULT = List.of(
            Column.PATH,
            Column.SIZE,
            Column.TYPE,
            Column.MODE,
            Column.FSTYPE,
            Column.MOUNTPOINT,
            Column.DAX_NOW,
            Column.MOUNT_DAX,
            Column.VERDICT,
            Column.CAUSE);

    private final HostReport report;
    private final List<Column> columns;

    /** The stacks of a host in these columns. */
    public ListReport(HostReport report, List<Column> columns) {
        this.report = report;
        this.columns = List.copyOf(columns);
    }

    /**
     * Returns the table, each column as wide as its widest value.
     *
     * @param headings whether it has a line of headings
     */
    public String text(Terminal terminal, boolean headings) {
        List<List<String>> rows = new ArrayList<>();
        if (headings) {
            List<String> row = new ArrayList<>();
            columns.forEach(column -> row.add(column.heading()));
            rows.add(row);
        }
        for (StackReport stack : report.stacks()) {
            List<String> row = new ArrayList<>();
            columns.forEach(column -> row.add(terminal.text(value(column, stack).orElse(NONE))));
            rows.add(row);
        }
        Set<Integer> numbers = columns.contains(Column.SIZE) ? Set.of(columns.indexOf(Column.SIZE)) : Set.of();
        StringBuilder text = new StringBuilder();
        for (List<String> row : Columns.padded(rows, numbers, Integer.MAX_VALUE)) {
            text.append(String.join(" ", row).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Returns one JSON document, with the headings in lower case as keys; a value that is not known is null. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
            json.writeArrayPropertyStart("stacks");
            for (StackReport stack : report.stacks()) {
                json.writeStartObject();
                for (Column column : columns) {
                    write(json, column, stack);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private void write(JsonGenerator json, Column column, StackReport stack) {
        String key = column.heading().toLowerCase(Locale.ROOT);
        Optional<String> value = value(column, stack);
        if (column == Column.SIZE && stack.stack().top().sizeSectors() instanceof Fact.Known<Long> sectors) {
            json.writeNumberProperty(key, sectors.content() * SECTOR_BYTES);
        } else if (column == Column.VERDICT) {
            json.writeStringProperty(key, stack.effectiveVerdict().id());
        } else {
            Json.write(json, key, value);
        }
    }

    private Optional<String> value(Column column, StackReport stack) {
        BlockDevice top = stack.stack().top();
        return switch (column) {
            case NAME -> Optional.of(top.name());
            case PATH -> Optional.of(DevicePath.of(top));
            case SIZE ->
                top.sizeSectors()
                        .value()
                        .map(sectors -> Sizes.bytes(sectors * SECTOR_BYTES).replace(" ", ""));
            case TYPE -> Optional.of(top.kind().id());
            case MODE ->
                top.pmem().isPresent() ? report.host().modeOf(top).value().map(mode -> mode.ndctl()) : Optional.empty();
            case FSTYPE ->
                stack.onDevice().map(filesystem -> filesystem.superblock().type());
            case MOUNTPOINT ->
                stack.onDevice().flatMap(filesystem -> filesystem.mounted().map(mounted -> mounted.target()));
            case DAX_NOW ->
                stack.onDevice()
                        .flatMap(filesystem -> filesystem
                                .mounted()
                                .map(mounted -> mounted.daxActive().id()));
            case MOUNT_DAX -> Optional.of(mountDax(stack));
            case VERDICT -> Optional.of(Wording.word(stack));
            case CAUSE -> cause(stack);
        };
    }

    /** Of the filesystem on the device if it can be mounted, else of a new ext4 and XFS. */
    private static String mountDax(StackReport stack) {
        Optional<FilesystemOutcome> onDevice = stack.onDevice().flatMap(filesystem -> filesystem.outcome());
        if (onDevice.isPresent()) {
            return word(onDevice.get());
        }
        String ext4 = word(stack.filesystems().get(Filesystem.EXT4));
        String xfs = word(stack.filesystems().get(Filesystem.XFS));
        return ext4.equals(xfs) ? ext4 : "ext4:" + ext4 + ",xfs:" + xfs;
    }

    private static String word(FilesystemOutcome outcome) {
        StringBuilder word = new StringBuilder(outcome.mount().id());
        word.append(outcome.forSomeFiles() ? ":some-files" : "");
        for (Hazard hazard : outcome.hazards()) {
            word.append('!').append(hazard.id());
        }
        return word.toString();
    }

    private static Optional<String> cause(StackReport stack) {
        for (Finding finding : stack.findings()) {
            if (finding.severity() != Severity.INFO) {
                return Optional.of(finding.code().code() + " (" + finding.layer() + ")");
            }
        }
        return Wording.finding(stack, FindingCode.PART_OF_FILESYSTEM)
                .map(finding -> finding.code().code() + " (" + finding.layer() + ")");
    }
}
