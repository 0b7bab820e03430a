package io.daxcheck.report;

import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** How all reports write JSON. */
public final class Json {
    /**
     * Writes ASCII: a name of a device may hold control, direction and zero-width characters, on which a terminal or a
     * log viewer would act. Leaves the stream open that it writes to.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private Json() {}

    /** What wrote a document: {@code "tool":{"name":"daxcheck","version":…}}. */
    public static void writeTool(JsonGenerator json) {
        json.writeObjectPropertyStart("tool");
        json.writeStringProperty("name", "daxcheck");
        json.writeStringProperty("version", Version.current());
        json.writeEndObject();
    }

    /** The text of a value, or {@code null}. */
    public static void write(JsonGenerator json, String name, Optional<?> value) {
        if (value.isPresent()) {
            json.writeStringProperty(name, value.get().toString());
        } else {
            json.writeNullProperty(name);
        }
    }

    /** A number, or {@code null}. */
    public static void writeNumber(JsonGenerator json, String name, Optional<? extends Number> value) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.get().longValue());
        } else {
            json.writeNullProperty(name);
        }
    }

    /** true, false or {@code null}. */
    public static void writeBoolean(JsonGenerator json, String name, Optional<Boolean> value) {
        if (value.isPresent()) {
            json.writeBooleanProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    public static void writeStrings(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
