package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.comparison.FactKind;
import io.daxcheck.report.data.ReportSchema;
import io.daxcheck.source.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program prints for other programs is what src/docs/schema promises them, with any options. */
class JsonDocumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--all",
                "--fs xfs",
                "--fs ext2,erofs --all",
                "--kernel 4.14.1",
                "--kernel 5.14.0-427.el9.x86_64 --all",
                "--kernel v7.5",
                "--ignore raw-namespace --all"
            })
    void everyExampleIsValid(String options) {
        for (String line : Examples.list().lines().toList()) {
            String example = line.substring(0, line.indexOf(' '));
            List<String> arguments =
                    new ArrayList<>(List.of("check", "--format", "json", "--from", "example:" + example));
            if (!options.isEmpty()) {
                arguments.addAll(List.of(options.split(" ")));
            }
            CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
            assertThat(run.outLines()).as(example + run.err()).hasSize(1);
            assertThat(ReportSchema.errors(run.out())).as(example).isEmpty();
        }
    }

    @Test
    void aCaptureWithoutTablesIsValid(@TempDir Path directory) throws IOException {
        CaptureDirectory.of("sound-lvm", directory);
        Files.delete(directory.resolve("commands/dmsetup-table"));
        CommandLineRun run = CommandLineRun.of("check", "--format", "json", "--from", directory.toString());
        assertThat(run.out()).contains("\"targets\":null");
        assertThat(ReportSchema.errors(run.out())).isEmpty();
    }

    @Test
    void everyLineOfAnAuditIsValid(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("a.tar.gz"), CaptureDirectory.archive("silent-corruption"));
        Files.write(directory.resolve("b\n.tar.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        CaptureDirectory.of("xfs-reflink", directory.resolve("c"));
        CommandLineRun run = CommandLineRun.of("audit", "--format", "jsonl", directory.toString());
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.outLines().get(1)).contains("\"error\"");
        assertThat(run.outLines())
                .allSatisfy(line -> assertThat(ReportSchema.errors(line)).isEmpty());
    }

    @Test
    void whatDiffWritesIsValid() {
        List<String> examples = new ArrayList<>();
        for (String line : Examples.list().lines().toList()) {
            examples.add("example:" + line.substring(0, line.indexOf(' ')));
        }
        for (int i = 0; i < examples.size(); i++) {
            String now = examples.get((i + 1) % examples.size());
            CommandLineRun run = CommandLineRun.of("diff", "--format", "json", examples.get(i), now);
            assertThat(ReportSchema.errorsOfDiff(run.out()))
                    .as(examples.get(i) + " " + now)
                    .isEmpty();
        }
        List<String> kinds = new ArrayList<>();
        for (FactKind kind : FactKind.values()) {
            kinds.add(kind.id());
        }
        assertThat(ReportSchema.published("diff")
                        .at("/$defs/fact/properties/fact/enum")
                        .valueStream())
                .extracting(word -> word.asString())
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dm-0 --from example:silent-corruption",
                "pmem1 --from example:xfs-reflink",
                "pmem1 --from example:xfs-reflink --kernel 6.6",
                "pmem1 --from example:xfs-reflink --choose make-ext4",
                "ram1 --from example:silent-corruption",
                "namespace4.0 --from example:raw-namespace"
            })
    void whatPlanWritesIsValid(String arguments) {
        CommandLineRun run = CommandLineRun.of(("plan --format json " + arguments).split(" "));
        assertThat(ReportSchema.errorsOfPlan(run.out())).isEmpty();
        assertThat(ReportSchema.published("plan").at("/$defs/step"))
                .isEqualTo(ReportSchema.published("report").at("/$defs/step"));
    }
}
