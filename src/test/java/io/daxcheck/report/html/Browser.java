package io.daxcheck.report.html;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, driven through chromedriver by the WebDriver protocol of the W3C. */
public final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STARTED = "started successfully on port ";
    /** An element in an answer, by WebDriver's name for it. */
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final Process driver;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String session;

    private Browser(Process driver, int port, Path chromium, Path profile) {
        this.driver = driver;
        String base = "http://127.0.0.1:" + port + "/session";
        Map<String, Object> options = Map.of(
                "binary",
                chromium.toString(),
                "args",
                List.of(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile));
        Map<String, Object> wanted = Map.of(
                "browserName", "chrome", "goog:chromeOptions", options, "goog:loggingPrefs", Map.of("browser", "ALL"));
        JsonNode answer = send(base, Map.of("capabilities", Map.of("alwaysMatch", wanted)));
        session = base + "/" + answer.get("sessionId").asString();
    }

    /** A program on the PATH. */
    public static Optional<Path> installed(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts a browser.
     *
     * @param profile an empty directory, for everything that the browser keeps
     */
    public static Browser start(Path chromedriver, Path chromium, Path profile) throws IOException {
        Process driver = new ProcessBuilder(chromedriver.toString(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(driver, port(driver), chromium, profile);
        } catch (RuntimeException | IOException e) {
            driver.destroy();
            throw e;
        }
    }

    private static int port(Process driver) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf(STARTED);
            if (at >= 0) {
                return Integer.parseInt(
                        line.substring(at + STARTED.length()).replace(".", "").trim());
            }
            said.add(line);
        }
        throw new IOException("chromedriver did not start: " + said);
    }

    /** Loads a page; returns when it is there with all that belongs to it. */
    public void open(Path page) {
        send(session + "/url", Map.of("url", page.toUri().toString()));
    }

    /** Shows pages as wide as this, in one of the two schemes. */
    public void screen(int width, int height, String scheme) {
        devtools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        devtools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private void devtools(String command, Map<String, Object> parameters) {
        send(session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    /** What a script returns that is run in the page. */
    public JsonNode run(String script) {
        return send(session + "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    public void click(String selector) {
        send(element(selector) + "/click", Map.of());
    }

    public void type(String selector, String text) {
        send(element(selector) + "/value", Map.of("text", text));
    }

    private String element(String selector) {
        JsonNode found = send(session + "/element", Map.of("using", "css selector", "value", selector));
        return session + "/element/" + found.get(ELEMENT).asString();
    }

    /** What the page and the browser said on the console since this was asked last. */
    public List<String> console() {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : send(session + "/se/log", Map.of("type", "browser"))) {
            lines.add(entry.get("level").asString() + " " + entry.get("message").asString());
        }
        return lines;
    }

    private JsonNode send(String address, Map<String, Object> body) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode value = JSON.readTree(answer.body()).get("value");
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        request.uri().getPath() + ": " + value.get("message").asString());
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE().build());
        } finally {
            driver.destroy();
            try {
                if (!driver.waitFor(30, TimeUnit.SECONDS)) {
                    driver.destroyForcibly();
                }
            } catch (InterruptedException e) {
                driver.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
