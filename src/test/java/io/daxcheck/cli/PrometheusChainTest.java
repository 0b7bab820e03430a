package io.daxcheck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.source.Examples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** From daxcheck through node_exporter into Prometheus, and to the alerts that are shipped: all of it the real thing. */
class PrometheusChainTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", "."), "src").toAbsolutePath();
    private static final Path RULES = SOURCES.resolve("image/share/prometheus/daxcheck.rules.yml");
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int BETWEEN_QUESTIONS_MILLIS = 100;

    @TempDir
    private Path directory;

    private final List<Process> servers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process server : servers) {
            server.destroy();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
    }

    // -------------------------------------------------------------------------------------------- promtool

    private Programs.Run promtool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Programs.find("promtool", "prometheus").toString());
        command.addAll(List.of(arguments));
        return Programs.run(directory, Map.of(), command);
    }

    @Test
    void promtoolFindsNothingToSayAboutTheMetrics() throws IOException {
        String promtool = Programs.find("promtool", "prometheus").toString();
        for (String line : Examples.list().lines().toList()) {
            String example = "example:" + line.substring(0, line.indexOf(' '));
            Path file = directory.resolve("metrics");
            CommandLineRun.of(
                    "--from", example, "--format", "prometheus", "--ignore", "raw-namespace", "-o", file.toString());
            Programs.Run run =
                    Programs.run(directory, Map.of(), List.of("/bin/sh", "-c", promtool + " check metrics <metrics"));
            assertThat(run.out() + run.err()).as(example).isEmpty();
            assertThat(run.status()).as(example).isZero();
        }
    }

    @Test
    void promtoolUnderstandsTheRules() {
        Programs.Run run = promtool("check", "rules", RULES.toString());
        assertThat(run.out()).contains("SUCCESS: 7 rules found");
        assertThat(run.status()).isZero();
    }

    @Test
    void promtoolSeesTheRulesFireAndStayQuiet() {
        Programs.Run run = promtool(
                "test",
                "rules",
                SOURCES.resolve("test/resources/io/daxcheck/monitoring/daxcheck.rules.test.yml")
                        .toString());
        assertThat(run.out() + run.err()).contains("SUCCESS");
        assertThat(run.status()).isZero();
    }

    // ------------------------------------------------------------------------------------------- the chain

    @Test
    void theAlertsFireInPrometheus() throws IOException, InterruptedException {
        Path exporter = Programs.find("prometheus-node-exporter", "prometheus-node-exporter");
        Path prometheus = Programs.find("prometheus", "prometheus");
        Path collected = Files.createDirectory(directory.resolve("collected"));
        writeAsLongAgo(collected.resolve("daxcheck.prom"));

        int exporterPort = freePort();
        start(
                "exporter",
                exporter.toString(),
                "--collector.disable-defaults",
                "--collector.textfile",
                "--collector.textfile.directory=" + collected,
                "--web.listen-address=127.0.0.1:" + exporterPort);
        URI metrics = URI.create("http://127.0.0.1:" + exporterPort + "/metrics");
        String scraped = await(metrics, text -> text.contains("daxcheck_build_info"));
        assertThat(scraped)
                .contains(
                        "\nnode_textfile_scrape_error 0\n",
                        "\ndaxcheck_stack_verdict{device=\"dm-0\",path=\"/dev/mapper/t\",verdict=\"unsafe\"} 1\n");

        Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files:
                  - %s
                scrape_configs:
                  - job_name: node
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(RULES, exporterPort));
        int port = freePort();
        start(
                "prometheus",
                prometheus.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
        String api = "http://127.0.0.1:" + port + "/api/v1/";
        await(
                URI.create(api + "alerts"),
                text -> firing(text)
                        .equals(Set.of("DaxUnsafe /dev/mapper/t", "DaxRequestedButOff /dev/pmem3", "DaxCheckStale")));

        JsonNode corrupt = result(get(URI.create(
                api + "query?query=daxcheck_stack_hazard_bytes%7Bdevice%3D%22dm-0%22%2Ckind%3D%22corrupt%22%7D")));
        assertThat(corrupt.at("/0/value/1").asString()).isEqualTo("33554432");
        JsonNode stacks = result(get(URI.create(api + "query?query=sum(daxcheck_stack_verdict)")));
        assertThat(stacks.at("/0/value/1").asString())
                .as("each of the 8 stacks has one verdict")
                .isEqualTo("8");
    }

    /** What a run of two days ago left behind, on a host whose fstab asks for DAX on a raw namespace. */
    private void writeAsLongAgo(Path file) throws IOException {
        String capture = CaptureDirectory.of("silent-corruption", directory.resolve("capture"))
                .write("etc/fstab", "/dev/pmem3 /data ext4 defaults,dax 0 2\n/dev/pmem5 /with ext4 dax 0 2\n")
                .path();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false,
                false,
                Clock.offset(Clock.systemUTC(), Duration.ofDays(-2)));
        assertThat(Main.run(environment, "--from", capture, "--format", "prometheus", "-o", file.toString()))
                .isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    /** With the umask of a cron job, node_exporter, which is another user, can read the file. */
    @Test
    void othersCanReadTheFile() throws IOException {
        Programs.daxcheck(directory);
        Programs.Run run = Programs.run(
                directory,
                Map.of("LC_ALL", "C"),
                List.of(
                        "/bin/sh",
                        "-c",
                        "umask 022; ./daxcheck --from example:sound-lvm --format prometheus -o daxcheck.prom"));
        assertThat(run.status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("daxcheck.prom"))))
                .isEqualTo("rw-r--r--");
    }

    private static Set<String> firing(String answer) {
        Set<String> firing = new TreeSet<>();
        for (JsonNode alert : new ObjectMapper().readTree(answer).at("/data/alerts")) {
            if (alert.get("state").asString().equals("firing")) {
                JsonNode labels = alert.get("labels");
                firing.add(labels.get("alertname").asString()
                        + (labels.has("path") ? " " + labels.get("path").asString() : ""));
            }
        }
        return firing;
    }

    private static JsonNode result(String answer) {
        return new ObjectMapper().readTree(answer).at("/data/result");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(String name, String... command) throws IOException {
        servers.add(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start());
    }

    /** Asks until the answer is as wanted; gives up at the deadline, or when a server has ended. */
    private String await(URI uri, Predicate<String> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        Process server = servers.get(servers.size() - 1);
        String answer = "";
        do {
            try {
                HttpResponse<String> response = ask(uri);
                answer = response.body();
                if (response.statusCode() == 200 && wanted.test(answer)) {
                    return answer;
                }
            } catch (java.net.ConnectException notYet) {
                answer = notYet.toString();
            }
        } while (!server.waitFor(BETWEEN_QUESTIONS_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
        StringBuilder logs = new StringBuilder();
        for (String log : new String[] {"exporter.log", "prometheus.log"}) {
            if (Files.exists(directory.resolve(log))) {
                logs.append(Files.readString(directory.resolve(log)));
            }
        }
        throw new AssertionError(uri + " does not say what is wanted, but: " + answer + "\n" + logs);
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> response = ask(uri);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> ask(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
