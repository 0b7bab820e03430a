package io.daxcheck.report;

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
}
