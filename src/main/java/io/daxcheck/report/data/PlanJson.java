package io.daxcheck.report.data;

import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.report.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** A plan as JSON: alone, or in the report of its stack. */
public final class PlanJson {
    private PlanJson() {}

    /** The document of one plan, without a line end. */
    public static String of(String device, Plan plan) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), document)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty("device", device);
            json.writeBooleanProperty("leadsToDax", plan.leadsToDax());
            json.writeName("plan");
            write(plan, json);
            json.writeEndObject();
        }
        return document.toString(StandardCharsets.UTF_8);
    }

    static void write(Plan plan, JsonGenerator json) {
        json.writeStartArray();
        for (Step step : plan.steps()) {
            json.writeStartObject();
            json.writeStringProperty("id", step.id());
            json.writeStringProperty("title", step.title());
            writeCommands(step.commands(), json);
            json.writeStringProperty("effect", step.effect().word());
            write("data", step.data(), json);
            write("alternativeTo", step.alternativeTo(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeCommands(List<String> commands, JsonGenerator json) {
        json.writeArrayPropertyStart("commands");
        for (String command : commands) {
            json.writeString(command);
        }
        json.writeEndArray();
    }

    private static void write(String name, Optional<String> text, JsonGenerator json) {
        if (text.isPresent()) {
            json.writeStringProperty(name, text.get());
        } else {
            json.writeNullProperty(name);
        }
    }
}
