package io.daxcheck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.daxcheck.diagnosis.HostReport;
import io.daxcheck.host.BlockDevice.Kind;
import io.daxcheck.host.ConfiguredMount;
import io.daxcheck.host.DmTarget;
import io.daxcheck.host.Host;
import io.daxcheck.host.LogLine;
import io.daxcheck.host.Superblock;
import io.daxcheck.kernel.KernelRelease;
import io.daxcheck.report.Reports;
import io.daxcheck.rules.Filesystem;
import io.daxcheck.stack.TestHost;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Pages of hosts, and what must hold of every page. */
public final class HtmlPages {
    /** When every page is checked. */
    public static final Instant CHECKED = Instant.parse("2026-02-03T04:05:06Z");

    /** Names that a hostile capture may contain. */
    public static final List<String> HOSTILE_NAMES = List.of(
            "\"><script>window.pwned=1</script>",
            "' onload='window.pwned=1' x='",
            "</title></desc></svg><img src=x onerror=window.pwned=1>",
            "]]>--><!-- &lt;b&gt; &amp; &#x3c;script>",
            "</style><script>window.pwned=1</script>",
            "javascript:window.pwned=1",
            "evil\u001b[2J\r\nFAKE \u202egnp\u200f\u0007\u009b31m\ud800\uffff");

    private HtmlPages() {}

    public static String of(HostReport report) {
        return HtmlReport.of(report, EnumSet.allOf(Filesystem.class), CHECKED);
    }

    public static String audit(HostReport... reports) {
        AuditHtml audit = new AuditHtml();
        for (HostReport report : reports) {
            audit.add(report);
        }
        return written(audit);
    }

    public static String written(AuditHtml audit) {
        StringBuilder page = new StringBuilder();
        audit.write(page::append);
        return page.toString();
    }

    /** A host on which everything that can have a name has this one. */
    public static HostReport hostile(String name) {
        List<DmTarget> table = new ArrayList<>();
        table.add(TestHost.target("0 8192 linear pmem0 1"));
        table.add(new DmTarget(8192, 8192, name, List.of(new DmTarget.Leg("/dev/" + name, 5)), 0, "8192 8192 " + name));
        DmTarget onRam =
                new DmTarget(0, 8192, "linear", List.of(new DmTarget.Leg(TestHost.number("ram0" + name), 0)), 0, name);
        Host host = new TestHost()
                .pmem("pmem0", 262_144)
                .leaf(Kind.BRD, "ram0" + name, 262_144)
                .dm("dm-0", table)
                .change("dm-0", dm -> dm.dmName(name).queueDax(true))
                .dm("dm-1", List.of(onRam))
                .addNamespace("namespace7.0" + name, "dax")
                .addNamespace("namespace8.0", name)
                .mount("pmem0", "/" + name, "dax", name)
                .mount("dm-1", "/1" + name, "dax", name)
                .host();
        Host named = new Host(
                name,
                TestHost.known(name),
                TestHost.known(name),
                TestHost.known(KernelRelease.parse("6.1.0-" + name).orElseThrow()),
                TestHost.known(name),
                TestHost.known(name),
                host.pageSize(),
                host.hugePage(),
                host.config(),
                host.memmap(),
                host.devices(),
                host.namespaces(),
                host.claims(),
                host.regions(),
                host.dimms(),
                host.daxDevices(),
                host.kmemDevices(),
                host.cxlDevices(),
                host.mounts(),
                TestHost.known(List.of(
                        new ConfiguredMount("/dev/dm-1", "/2" + name, name, List.of("dax", name), "etc/fstab:1"))),
                host.mountUnits(),
                Map.of("dm-1", TestHost.known(new Superblock(name, 1024, List.of(name), name, name, true))),
                host.udev(),
                TestHost.known(List.of(new LogLine("dm-0: DAX " + name, "commands/dmesg:1", LogLine.NO_TIME))),
                host.byNumber());
        return Reports.of(named);
    }

    /** The page as XML, which it must be too. */
    public static Document parse(String page) {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(page)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(page.length() + " characters that are no XML: " + e.getMessage(), e);
        }
    }

    public static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    public static List<Element> withClass(Document page, String style) {
        List<Element> found = new ArrayList<>();
        for (Element element : elements(page, "*")) {
            if (List.of(element.getAttribute("class").split(" ")).contains(style)) {
                found.add(element);
            }
        }
        return found;
    }

    /** What holds for every page with any content. It is alone. */
    public static Document checked(String page) {
        return checked(page, address -> false);
    }

    /**
     * What holds of a page that is one of several.
     *
     * @param isOther whether an address is that of another page
     */
    public static Document checked(String page, Predicate<String> isOther) {
        assertThat(page).startsWith("<!DOCTYPE html>\n").matches("[\\x0a\\x20-\\x7e]*");
        Document document = parse(page);
        assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        checkThatNothingIsFetched(document, isOther);
        checkPolicy(document);
        checkReferences(document, isOther);
        checkOutline(document);
        for (Element picture : elements(document, "svg")) {
            if (picture.getAttribute("role").equals("img")) {
                assertThat(picture.getAttribute("aria-labelledby")).isNotEmpty();
            }
        }
        return document;
    }

    private static void checkThatNothingIsFetched(Document page, Predicate<String> isOther) {
        assertThat(elements(page, "*"))
                .extracting(Element::getTagName)
                .doesNotContain("link", "img", "iframe", "object", "embed", "base", "form", "image", "foreignObject");
        for (Element element : elements(page, "*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = element.getAttributes().item(i).getNodeName();
                assertThat(name).doesNotStartWith("on").isNotIn("src", "srcset", "style", "action", "srcdoc");
            }
            if (element.hasAttribute("href")) {
                assertThat(element.getAttribute("href"))
                        .matches(address -> address.startsWith("#") || isOther.test(address));
            }
            if (element.getAttribute("fill").contains("url")) {
                assertThat(element.getAttribute("fill")).startsWith("url(#");
            }
        }
        assertThat(PageStyle.SHEET).doesNotContain("url(", "@import", "@font-face");
    }

    /** Only the exact style and script of the page are allowed. */
    private static void checkPolicy(Document page) {
        String policy = elements(page, "meta").stream()
                .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
                .map(meta -> meta.getAttribute("content"))
                .findFirst()
                .orElseThrow();
        assertThat(elements(page, "style")).hasSize(1);
        assertThat(elements(page, "script")).hasSizeLessThanOrEqualTo(1);
        String script = elements(page, "script").stream()
                .map(HtmlPages::digest)
                .findFirst()
                .orElse("'none'");
        assertThat(policy)
                .isEqualTo("default-src 'none'; style-src "
                        + digest(elements(page, "style").get(0)) + "; script-src " + script
                        + "; base-uri 'none'; form-action 'none'");
    }

    private static String digest(Element element) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(element.getTextContent().getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkReferences(Document page, Predicate<String> isOther) {
        Set<String> ids = new HashSet<>();
        for (Element element : elements(page, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element element : elements(page, "*")) {
            for (String attribute : List.of("aria-labelledby", "for")) {
                if (element.hasAttribute(attribute)) {
                    assertThat(ids).contains(element.getAttribute(attribute).split(" "));
                }
            }
            if (element.hasAttribute("href") && !isOther.test(element.getAttribute("href"))) {
                assertThat(ids).contains(element.getAttribute("href").substring(1));
            }
            if (element.getAttribute("fill").startsWith("url(#")) {
                String fill = element.getAttribute("fill");
                assertThat(ids).contains(fill.substring(5, fill.length() - 1));
            }
        }
    }

    /** One first heading, and none that skips a level. */
    private static void checkOutline(Document page) {
        assertThat(elements(page, "h1")).hasSize(1);
        assertThat(elements(page, "main")).hasSize(1);
        int level = 0;
        for (Element element : elements(page, "*")) {
            if (element.getTagName().matches("h[1-6]")) {
                int next = element.getTagName().charAt(1) - '0';
                assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
                level = next;
            }
        }
    }
}
