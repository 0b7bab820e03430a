package io.daxcheck.report.data;

import io.daxcheck.plan.Plan;
import io.daxcheck.plan.Step;
import io.daxcheck.report.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** A plan as JSON: alone, or in the report of its stack. */
public final class PlanJson {
    private PlanJson() {}

    /**
     * The document of one plan, without a line end.
     *
     * @param release of the kernel that it was made for, where that is not the host's own
     */
    public static String of(String device, Plan plan, Optional<String> release) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), document)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 1);
            json.writeStringProperty("device", device);
            Json.write(json, "kernel", release);
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
            Json.writeStrings(json, "commands", step.commands());
            json.writeStringProperty("effect", step.effect().id());
            Json.write(json, "data", step.data());
            Json.write(json, "alternativeTo", step.alternativeTo());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
