package io.daxcheck.report.html;

import io.daxcheck.report.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * What the pages have in common: a head that forbids everything but the page's own style and script, the style, and
 * the patterns of the pictures.
 */
final class HtmlPage {
    /** What else is allowed than nothing: exactly this style and this script, by their digests. */
    private static final String POLICY =
            "default-src 'none'; style-src '%s'; script-src %s; base-uri 'none'; form-action 'none'";

    private HtmlPage() {}

    /** Everything before the content: {@code head}, and {@code body} left open. The page runs no script. */
    static Markup start(String title) {
        return begin(title, "'none'");
    }

    /**
     * Everything before the content: {@code head}, and {@code body} left open.
     *
     * @param script the only one that the page may run
     */
    static Markup start(String title, String script) {
        return begin(title, "'" + digest(script) + "'");
    }

    private static Markup begin(String title, String scripts) {
        Markup page = new Markup().doctype();
        page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                POLICY.formatted(digest(PageStyle.SHEET), scripts));
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        page.empty("meta", "name", "referrer", "content", "no-referrer");
        page.empty("meta", "name", "generator", "content", "daxcheck " + Version.current());
        page.element("title", title);
        page.open("style").verbatim(PageStyle.SHEET).closeLine();
        page.closeLine().open("body");
        return page;
    }

    /** The last words of every page. */
    static void footer(Markup page) {
        page.open("footer")
                .open("p")
                .text("Written by daxcheck " + Version.current() + ". The page needs no network and sends nothing.")
                .close()
                .closeLine();
    }

    /** A time as people read it, {@code 2026-01-31 23:59:59 UTC}. */
    static String time(Instant time) {
        String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
        return text.substring(0, text.length() - 1).replace('T', ' ') + " UTC";
    }

    private static String digest(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The patterns that the pictures of a page are hatched with, in a picture of no size. */
    static void patterns(Markup page) {
        page.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                "0",
                "height",
                "0",
                "class",
                "patterns",
                "aria-hidden",
                "true",
                "focusable",
                "false");
        page.open("defs");
        for (Tone tone : Tone.values()) {
            pattern(page, tone);
        }
        page.close().closeLine();
    }

    private static void pattern(Markup page, Tone tone) {
        page.open(
                "pattern",
                "id",
                "hatch-" + tone.style(),
                "width",
                "8",
                "height",
                "8",
                "patternUnits",
                "userSpaceOnUse",
                "patternTransform",
                tone == Tone.BLOCKER ? "rotate(-45)" : tone == Tone.HAZARD ? "rotate(45)" : "rotate(0)");
        page.empty("rect", "width", "8", "height", "8", "class", "weak " + tone.style());
        switch (tone) {
            case HAZARD, BLOCKER -> page.empty("rect", "width", "4", "height", "8", "class", "strong " + tone.style());
            case UNKNOWN -> page.empty("circle", "cx", "4", "cy", "4", "r", "2", "class", "strong " + tone.style());
            case GOOD -> page.empty("rect", "y", "7", "width", "8", "height", "1", "class", "strong " + tone.style());
        }
        page.close();
    }
}
