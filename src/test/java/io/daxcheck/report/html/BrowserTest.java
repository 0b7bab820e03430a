package io.daxcheck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.report.Reports;
import io.daxcheck.stack.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The pages as a browser shows them. Skipped where there is no Chromium. */
class BrowserTest {
    @TempDir
    private static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> driver = Browser.installed("chromedriver");
        Optional<Path> chromium = Browser.installed("chromium");
        if (driver.isEmpty() || chromium.isEmpty()) {
            String reason = "pages are not shown in a browser: chromium and chromedriver are not both installed";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        browser = Browser.start(driver.get(), chromium.get(), Files.createDirectory(directory.resolve("profile")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingWasSaidOnTheConsoleAndNothingFetched() {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.run("return performance.getEntriesByType('resource').map(entry => entry.name)"))
                .isEmpty();
    }

    private static void show(String page, int width, String scheme) throws IOException {
        browser.screen(width, 900, scheme);
        browser.open(Files.writeString(directory.resolve("page.html"), page));
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(node -> strings.add(node.asString()));
        return strings;
    }

    private static Stream<String> hostileNames() {
        return HtmlPages.HOSTILE_NAMES.stream();
    }

    // ---------------------------------------------------------------------------------------------- pictures

    @ParameterizedTest
    @CsvSource({
        "silent-corruption, dm-0, dm-0, 0 – 32 MiB",
        "leg-spoils-table, dm-0, ram0, 16 MiB",
        "striped-raw-leg, dm-0, pmem3, 15 MiB",
        "partition, pmem2p2, pmem2p2, 0 – 29.2 MiB",
    })
    void theLayerAtFaultIsSeenWithItsNameAndItsRange(String example, String stack, String layer, String range)
            throws IOException {
        String page = HtmlPages.of(Reports.example(example));
        for (int width : new int[] {400, 1280}) {
            for (String scheme : List.of("light", "dark")) {
                show(page, width, scheme);
                JsonNode marked = browser.run("""
                        const marked = document.querySelectorAll('[data-device="%s"] .layer.at-fault');
                        const box = marked[0].querySelector('.frame').getBoundingClientRect();
                        return {number: marked.length, text: marked[0].textContent, left: box.left, right: box.right,
                            height: box.height, page: document.documentElement.scrollWidth};
                        """.formatted(stack));
                assertThat(marked.get("number").asInt()).isEqualTo(1);
                assertThat(marked.get("text").asString()).contains(layer, range, "AT FAULT");
                assertThat(marked.get("left").asDouble()).isBetween(0.0, width - 100.0);
                assertThat(marked.get("right").asDouble())
                        .isBetween(marked.get("left").asDouble() + 80, (double) width);
                assertThat(marked.get("height").asDouble()).isGreaterThan(60);
                assertThat(marked.get("page").asInt()).as("nothing sticks out").isLessThanOrEqualTo(width);
            }
        }
    }

    /** A pattern that is not found paints nothing, or black. */
    @Test
    void hatchingIsThere() throws IOException {
        show(HtmlPages.of(Reports.example("silent-corruption")), 1280, "light");
        assertThat(strings(browser.run("""
                return [...document.querySelectorAll('.at-fault [fill^="url"]')].map(shape => {
                    const box = shape.getBoundingClientRect();
                    const id = getComputedStyle(shape).fill.split('#')[1].split('"')[0];
                    return document.getElementById(id).tagName + (box.width * box.height > 0 ? ' seen' : ' empty');
                });
                """))).hasSizeGreaterThanOrEqualTo(2).containsOnly("pattern seen");
    }

    /** Colours as the browser computes them: letters against the nearest ground behind them. */
    @ParameterizedTest
    @CsvSource({"silent-corruption, light", "silent-corruption, dark", "raw-namespace, light", "raw-namespace, dark"})
    void everyTextIsReadable(String example, String scheme) throws IOException {
        show(HtmlPages.of(Reports.example(example)), 1280, scheme);
        assertThat(strings(browser.run("""
                const channels = color => color.match(/[0-9.]+/g).map(Number);
                const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
                const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
                const ground = element => {
                    for (; element; element = element.parentElement) {
                        const color = channels(getComputedStyle(element).backgroundColor);
                        if (color.length === 3 || color[3] > 0) return color;
                    }
                    return [255, 255, 255];
                };
                const bad = [];
                document.querySelectorAll('details').forEach(details => { details.open = true; });
                for (const element of document.body.querySelectorAll('*:not(svg *)')) {
                    const text = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
                    if (text && element.namespaceURI.endsWith('xhtml')) {
                        const a = luminance(channels(getComputedStyle(element).color));
                        const b = luminance(ground(element));
                        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                        if (ratio < 4.5) bad.push(element.tagName + ' ' + element.className + ' ' + ratio);
                    }
                }
                return bad;
                """))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aNameOfAStrangerRunsNothing(String name) throws IOException {
        HostReport report = HtmlPages.hostile(name);
        AuditHtml audit = new AuditHtml();
        audit.add(report);
        for (String page : List.of(HtmlPages.of(report), HtmlPages.written(audit))) {
            show(page, 1280, "light");
            assertThat(browser.run("return window.pwned === undefined").asBoolean())
                    .isTrue();
            assertThat(browser.run("return document.querySelectorAll('img, iframe, [onload], [onerror]').length")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void aStackOfAnyShapeFitsAPhone() throws IOException {
        TestHost host = new TestHost();
        List<String> table = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            host.pmem("pmem" + i, 8000);
            table.add(i * 8000 + " 8000 linear pmem" + i + " 0");
        }
        host.dm("dm-0", table.toArray(String[]::new));
        for (int i = 1; i < 500; i++) {
            host.dm("dm-" + i, "0 8000000 linear dm-" + (i - 1) + " 0");
        }
        show(HtmlPages.of(Reports.deep(host.host())), 400, "light");
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(400);
    }

    // ------------------------------------------------------------------------------------------------- audit

    private static String tenThousandStacks() {
        AuditHtml audit = new AuditHtml();
        List<HostReport> reports = new ArrayList<>();
        for (String example : Reports.EXAMPLES) {
            reports.add(Reports.example(example));
        }
        int stacks = 0;
        for (int i = 0; stacks < 10_000; i++) {
            HostReport report = reports.get(i % reports.size());
            audit.add(report);
            stacks += report.stacks().size();
        }
        audit.addUnreadable("captures/half.tar.gz", "captures/half.tar.gz: truncated");
        return HtmlPages.written(audit);
    }

    private static List<String> column(int number) {
        return strings(browser.run("""
                return [...document.querySelectorAll('#audit tbody tr:not([hidden])')]
                    .map(row => row.cells[%d].textContent);
                """.formatted(number)));
    }

    @Test
    void tenThousandStacksAreSortedAndFiltered() throws IOException {
        show(tenThousandStacks(), 1280, "light");
        List<String> verdicts = column(0);
        assertThat(verdicts).hasSizeGreaterThan(10_000).first().isEqualTo("UNSAFE");
        assertThat(verdicts).last().isEqualTo("OK");

        browser.click("#audit th:nth-child(3) button");
        List<String> devices = column(2);
        assertThat(devices).hasSameSizeAs(verdicts).startsWith("", "/dev/mapper/t");
        assertThat(devices.indexOf("/dev/pmem1")).isLessThan(devices.indexOf("/dev/pmem2p1"));
        assertThat(browser.run("return document.querySelector('[aria-sort]').textContent")
                        .asString())
                .isEqualTo("Device");
        browser.click("#audit th:nth-child(3) button");
        assertThat(column(2)).last().isEqualTo("");

        browser.type("#filter", "HALF.tar");
        assertThat(column(3)).containsExactly("captures/half.tar.gz: truncated");
        assertThat(browser.run("return document.getElementById('shown').textContent")
                        .asString())
                .startsWith("1 of 10,");

        browser.run("document.getElementById('filter').value = ''");
        browser.type("#filter", "unsafe panic");
        assertThat(column(3)).isNotEmpty().allMatch(findings -> findings.contains("panic-on-raw-leg"));

        browser.click("#audit th:nth-child(1) button");
        assertThat(column(0)).isNotEmpty().containsOnly("UNSAFE");
    }

    @Test
    void rowsAreFilteredByVerdict() throws IOException {
        AuditHtml audit = new AuditHtml();
        audit.add(Reports.example("silent-corruption"));
        audit.addUnreadable("half.tar.gz", "half.tar.gz: truncated");
        show(HtmlPages.written(audit), 1280, "light");
        assertThat(column(0)).hasSize(9).contains("UNSAFE", "NO DAX", "OK", "NOT READ");
        browser.click("#controls input[value=OK]");
        assertThat(column(0)).hasSize(6).doesNotContain("OK");
        browser.click("#controls input[value='NO DAX']");
        assertThat(column(0)).containsExactly("UNSAFE", "NOT READ");
        browser.type("#filter", "dm-0");
        assertThat(column(0)).containsExactly("UNSAFE");
        browser.click("#controls input[value=UNSAFE]");
        assertThat(column(0)).isEmpty();
    }

    @Test
    void theHeadingsStayInSight() throws IOException {
        HostReport report = Reports.example("silent-corruption");
        show(HtmlPages.audit(report, report, report, report, report), 1280, "dark");
        browser.run("window.scrollTo(0, 1000)");
        assertThat(browser.run("return document.querySelector('#audit th').getBoundingClientRect().top")
                        .asDouble())
                .isBetween(-1.0, 1.0);
    }

    @Test
    void theNameOfAStackIsOneLineOnAPhone() throws IOException {
        HostReport report = Reports.example("silent-corruption");
        show(HtmlPages.of(report), 390, "light");
        assertThat(strings(browser.run("""
                return [...document.querySelectorAll('.stacks td:nth-child(2) code, h2 code')]
                    .map(name => name.getBoundingClientRect().height < 30 ? 'one line' : name.textContent)"""))).isNotEmpty().containsOnly("one line");
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
        show(HtmlPages.audit(report), 390, "light");
        assertThat(strings(browser.run("""
                return [...document.querySelectorAll('#audit td:nth-child(3)')]
                    .map(name => name.getBoundingClientRect().height < 30 ? 'one line' : name.textContent)"""))).isNotEmpty().containsOnly("one line");
    }

    @Test
    void anAuditFitsAPhone() throws IOException {
        show(HtmlPages.audit(Reports.example("silent-corruption")), 400, "light");
        assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(400);
        assertThat(browser.run("return document.querySelector('tbody td:last-child').getBoundingClientRect().width")
                        .asDouble())
                .isGreaterThan(100);
    }
}
