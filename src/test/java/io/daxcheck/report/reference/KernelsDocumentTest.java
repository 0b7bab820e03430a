package io.daxcheck.report.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.kernel.KernelBehaviour;
import io.daxcheck.report.text.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kernel table in all its forms. */
class KernelsDocumentTest {
    /** If this fails: {@code daxcheck kernels --format markdown} prints what belongs there. */
    @Test
    void documentIsWhatTheRowsSay() throws Exception {
        Path document = Path.of(System.getProperty("basedir", "."), "src", "docs", "kernels.md");
        assertThat(Files.readString(document)).endsWith("\n\n" + KernelsReport.markdown());
    }

    @Test
    void jsonHasEveryRow() {
        JsonNode behaviours = JsonMapper.shared().readTree(KernelsReport.json()).get("behaviours");
        assertThat(behaviours.size()).isEqualTo(KernelBehaviour.values().length);
        JsonNode anyLeg = null;
        for (JsonNode behaviour : behaviours) {
            assertThat(behaviour.get("meaning").asString()).isNotBlank();
            if (behaviour.get("name").asString().equals("dm-any-leg-suffices")) {
                anyLeg = behaviour;
            }
        }
        assertThat(anyLeg).isNotNull();
        assertThat(anyLeg.get("since").isNull()).isTrue();
        assertThat(anyLeg.get("until").get("mainline").asString()).isEqualTo("5.12");
        assertThat(anyLeg.get("until").get("commit").asString()).isEqualTo("5b0fab508992");
        assertThat(anyLeg.get("until").get("stable").toString()).contains("\"5.10.20\"", "\"4.19.180\"");
    }

    @Test
    void textFitsTheTerminal() {
        assertThat(KernelsReport.text(new Terminal(false, false, 72)).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(90));
        assertThat(KernelsReport.text(new Terminal(false, false, 72))).isASCII();
    }
}
