package io.daxcheck.report.data;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas that are published, and a stricter one made from each for what this version writes. */
public final class ReportSchema {
    private static final Path DIRECTORY = Path.of(System.getProperty("basedir", "."), "src", "docs", "schema");

    private static final Schema PUBLISHED = schema(published());
    private static final Schema STRICT = schema(strict("report"));
    private static final Schema STRICT_DIFF = schema(strict("diff"));
    private static final Schema STRICT_PLAN = schema(strict("plan"));

    private ReportSchema() {}

    private static Schema schema(JsonNode tree) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(tree);
    }

    /** The schema as it is published: it lets pass what it does not know, because reports may grow. */
    public static JsonNode published() {
        return published("report");
    }

    /** The schema of report, diff or plan as it is published. */
    public static JsonNode published(String name) {
        return JsonMapper.shared().readTree(DIRECTORY.resolve(name + ".schema.json"));
    }

    /** The same without room to grow: a property that has no description in the schema fails. */
    private static JsonNode strict(String name) {
        JsonNode tree = published(name);
        tighten(tree);
        return tree;
    }

    private static void tighten(JsonNode node) {
        if (node.path("properties").isObject() && node.path("type").asString("").equals("object")) {
            ((ObjectNode) node).put("additionalProperties", false);
        }
        node.forEach(ReportSchema::tighten);
    }

    /** What is wrong with a document that this version of daxcheck wrote; empty where nothing is. */
    public static List<String> errors(String document) {
        return errors(STRICT, document);
    }

    /** What is wrong with a document of diff; empty where nothing is. */
    public static List<String> errorsOfDiff(String document) {
        return errors(STRICT_DIFF, document);
    }

    /** What is wrong with a document of plan; empty where nothing is. */
    public static List<String> errorsOfPlan(String document) {
        return errors(STRICT_PLAN, document);
    }

    /** What a reader of the published schema finds wrong with a document. */
    public static List<String> errorsForReaders(String document) {
        return errors(PUBLISHED, document);
    }

    private static List<String> errors(Schema schema, String document) {
        return schema.validate(document, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
