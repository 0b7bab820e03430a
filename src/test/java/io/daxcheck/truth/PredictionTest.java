package io.daxcheck.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.daxcheck.diagnosis.Basis;
import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.diagnosis.StackReport;
import io.daxcheck.host.Fact;
import io.daxcheck.source.facts.HostReader;
import io.daxcheck.source.tree.Tree;
import io.daxcheck.truth.Captures.Capture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is predicted of queue/dax depends on the rules alone: it is the same whether the kernel's own answers are there,
 * are gone, or are all the other way round. Only then does it mean anything that the two agree.
 */
class PredictionTest {
    private static final String QUEUE_DAX = "/queue/dax";

    @TestFactory
    Stream<DynamicTest> predictionStandsWithoutQueueDax() {
        return Captures.all().stream().map(capture -> dynamicTest(capture.title(), () -> standsAlone(capture.tree())));
    }

    /** On kernels whose number leaves open which fixes they have, where the flags help to choose between the rules. */
    @TestFactory
    Stream<DynamicTest> predictionStandsWithoutQueueDaxOnVendorKernels() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Capture capture : Captures.of("5.10")) {
            for (String release : List.of("4.18.0-240.el8.x86_64", "5.3.18-57-default", "5.4.0-42-generic")) {
                tests.add(dynamicTest(
                        capture.title() + " as " + release,
                        () -> standsAlone(
                                new EditedTree(capture.tree()).file("proc/sys/kernel/osrelease", release + "\n"))));
            }
        }
        return tests.stream();
    }

    private static void standsAlone(Tree tree) {
        HostReport whole = Judging.everyDevice(HostReader.read(tree));
        HostReport without = Judging.everyDevice(HostReader.read(new QueueDax(tree, flag -> null)));
        HostReport inverted =
                Judging.everyDevice(HostReader.read(new QueueDax(tree, flag -> flag.startsWith("1") ? "0\n" : "1\n")));
        assertThat(predictions(without)).isEqualTo(predictions(whole));
        assertThat(predictions(inverted)).isEqualTo(predictions(whole));
        assertThat(without.stacks()).allSatisfy(stack -> {
            assertThat(stack.observed()).isEmpty();
            assertThat(stack.basis()).isEqualTo(Basis.PREDICTED);
        });
        assertThat(observations(inverted)).isNotEqualTo(observations(whole));
    }

    private static Map<String, String> predictions(HostReport report) {
        Map<String, String> predictions = new TreeMap<>();
        for (StackReport stack : report.stacks()) {
            predictions.put(stack.stack().top().name(), String.valueOf(stack.predicted()));
        }
        return predictions;
    }

    private static Map<String, String> observations(HostReport report) {
        Map<String, String> observations = new TreeMap<>();
        for (StackReport stack : report.stacks()) {
            observations.put(stack.stack().top().name(), String.valueOf(stack.observed()));
        }
        return observations;
    }

    /** A tree with the content of every queue/dax file changed; null takes the file away. */
    private record QueueDax(Tree original, UnaryOperator<String> change) implements Tree {
        @Override
        public String name() {
            return original.name();
        }

        @Override
        public Fact<byte[]> read(String path) {
            Fact<byte[]> read = original.read(path);
            if (!path.endsWith(QUEUE_DAX) || !(read instanceof Fact.Known<byte[]> known)) {
                return read;
            }
            String changed = change.apply(new String(known.content(), StandardCharsets.UTF_8));
            return changed == null
                    ? new Fact.Absent<>(path)
                    : new Fact.Known<>(changed.getBytes(StandardCharsets.UTF_8), path);
        }

        @Override
        public Fact<List<String>> list(String path) {
            return original.list(path);
        }

        @Override
        public Fact<String> resolve(String path) {
            return original.resolve(path);
        }
    }
}
